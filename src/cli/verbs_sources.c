/* Verbs on several sources: sources shows how they are mapped, map says it, pool makes one table.
 */
#include "cli/verb.h"

#include <string.h>

static const Verb sources_verb = {
    .name = "sources",
    .arguments = "WORKSPACE",
    .help = "which columns and values of several sources are the same, and what is open",
    .details =
        "Two exports that both hold tickets become one table once it is said which column of each "
        "is which common field and which value is which common value. What has the same role, "
        "name or values is proposed with its evidence; what nothing speaks for is open, with its "
        "tickets. --csv=fields and --csv=alone print the columns.",
    .example = "foredesk sources desks.foredesk",
    .least = 1,
    .most = 1,
    .report = "sources",
};

/* One command of the session from the words after the workspace, then the mapping as it stands. */
static gboolean
run_and_show(Invocation *call, const char *name, GError **error)
{
    g_autoptr(GString) line = g_string_new(name);
    for (guint i = 1; i < call->words->len; i++)
        command_quote(line, verb_word(call, i));
    append_option(line, "source", call->verb->options ? verb_option(call, "source") : NULL);
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    return session && run_command(session, ticker, line->str, error) &&
           print_named(call, session, ticker, "sources", error);
}

static gboolean
run_map(Invocation *call, GError **error)
{
    return run_and_show(call, "map", error);
}

static const Option map_options[] = {
    {"source", "TABLE", "of a value that several sources have: in this one alone"},
    {NULL, NULL, NULL},
};
static const Verb map_verb = {
    .name = "map",
    .arguments = "WORKSPACE accept [FIELD…] | FIELD TABLE.COLUMN… | FIELD VALUE=COMMON… | apart "
                 "TABLE.COLUMN… | out TABLE.COLUMN… | set TABLE.COLUMN:VALUE COMMON… | export "
                 "FILE.csv | import FILE.csv",
    .help = "say which columns and values of several sources are the same",
    .details =
        "accept takes what is proposed. A column that is kept apart stays a field of its source "
        "alone; one that is left out isn't pooled. export writes a row a column and a row a value, "
        "import takes what its column `becomes` says: the way by a spreadsheet. "
        "`set TABLE pooled` or \"not pooled\" says of a table whether it holds tickets at all.",
    .example = "foredesk map desks.foredesk status open=pending --source west",
    .options = map_options,
    .least = 2,
    .most = 1000,
    .run = run_map,
};

static gboolean
run_pool(Invocation *call, GError **error)
{
    return run_and_show(call, "pool", error);
}

static const Verb pool_verb = {
    .name = "pool",
    .arguments = "WORKSPACE [NAME] | WORKSPACE none",
    .help = "make one table of the tickets of several sources",
    .details =
        "Refused while a field or a value waits for its word (`sources` lists them). Every ticket "
        "keeps its source and its key there; moments, spans of time and values are written as the "
        "mapping says. The table follows its sources: the next export of one is imported into "
        "that source's table. none takes it back.",
    .example = "foredesk pool desks.foredesk",
    .least = 1,
    .most = 2,
    .run = run_pool,
};

const Verb *const sources_verbs[] = {&sources_verb, &map_verb, &pool_verb, NULL};
