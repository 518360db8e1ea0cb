/* Verbs that keep the data in order: duplicates, and what left the workspace. */
#include "cli/verb.h"

#include <string.h>

/* ---- duplicates -------------------------------------------------------------------------------
 */

static gboolean
run_duplicates(Invocation *call, GError **error)
{
    static const char *const names[] = {"window", "customer", "alike"};
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    g_autoptr(GString) line = g_string_new("duplicates");
    const char *table = verb_word(call, 1);
    gsize plain;

    if (!session)
        return FALSE;
    if (table)
        command_quote(line, table);
    plain = line->len;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        append_option(line, names[i], verb_option(call, names[i]));
    if (line->len > plain && !run_command(session, ticker, line->str, error))
        return FALSE;
    g_autofree char *report = g_strconcat("duplicates", table ? " " : "", table, NULL);
    return print_named(call, session, ticker, report, error);
}

static const Option duplicates_options[] = {
    {"window", "SPAN", "near duplicates come within this time of each other (7d), or none"},
    {"customer", "same|any", "whose texts are compared"},
    {"alike", "SHARE", "of the pairs of neighbouring words that both have (0.6)"},
    {NULL, NULL, NULL},
};
static const Verb duplicates_verb = {
    .name = "duplicates",
    .arguments = "WORKSPACE [TABLE]",
    .help = "find rows that repeat an earlier one, exactly or nearly",
    .details = "Exactly: every cell but the key is equal. Nearly: subject and body share most of "
               "their pairs of neighbouring words, by the same customer, not long after. Options "
               "are kept in the workspace. --csv=pairs prints the pairs.",
    .example = "foredesk duplicates acme.foredesk --window 3d",
    .options = duplicates_options,
    .least = 1,
    .most = 2,
    .run = run_duplicates,
};

/* ---- exports ----------------------------------------------------------------------------------
 */

static gboolean
run_exports(Invocation *call, GError **error)
{
    return show_report(call, "exports", error);
}

static const Verb exports_verb = {
    .name = "exports",
    .arguments = "WORKSPACE",
    .help = "say what left the workspace as a file, when and where to",
    .details = "Lists, tables, figures, scores, models and backups, from the shell and from the "
               "screen. What is printed to a terminal or handed to another program isn't noted.",
    .example = "foredesk exports acme.foredesk",
    .least = 1,
    .most = 1,
    .run = run_exports,
};

const Verb *const care_verbs[] = {&duplicates_verb, &exports_verb, NULL};
