/* The verb query: a question in the query language, as the name of a report. */
#include "cli/verb.h"

#include <string.h>

static const Option query_options[] = {
    {"every", "D", "how far apart the same account is asked about: 30d; once: when it arrived"},
    {"apart", "WHAT", "judge on customers that never taught (customer), without copies (near)"},
    {"at", "TABLE", "predict for the entities and moments of this table, in its order"},
    {"seeds", "N", "learn from so many moments for each that is judged, those between as well: 4"},
    {"walk", NULL, "EVALUATE: also by a model trained anew at each moment"},
    {"split", "PART", "--walk through validation (as a rule), or the unsealed test of the target"},
    {"most", "N", "how many predictions to list (50; all of --at); 0: all"},
    {NULL, NULL, NULL},
};

/* "walk ", "opened=3 ": through which part it walks. */
static gboolean
append_walk(Invocation *call, Session *session, GString *name, SplitPart *part, GError **error)
{
    if (!verb_part(call, session, part, error))
        return FALSE;
    if (verb_option(call, "split") &&
        (!verb_option(call, "walk") || (*part != SPLIT_TEST && *part != SPLIT_VALIDATION))) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "query: --split goes with --walk, which goes through validation, or test once "
                    "it is unsealed");
        return FALSE;
    }
    if (*part == SPLIT_TEST)
        g_string_append_printf(name, "opened=%" G_GINT64_FORMAT " ", session_task(session)->id);
    else if (verb_option(call, "walk"))
        g_string_append(name, "walk ");
    return TRUE;
}

/* What shows the test part is counted before it is shown, and not where it can't be. */
static gboolean
print_look(Invocation *call, Session *session, Ticker *ticker, const char *name, GError **error)
{
    ticker_session(ticker, session);
    g_autoptr(Report) report = session_report_wait(session, name, ticker_job, ticker, error);
    ticker_pause(ticker);
    return report && run_command(session, ticker, "unseal sure=yes", error) &&
           print_report(call, report, error);
}

static gboolean
run_query(Invocation *call, GError **error)
{
    g_autoptr(Session) session = NULL;
    g_autoptr(Ticker) ticker = ticker_new();
    g_autoptr(GString) name = g_string_new("query ");
    const char *every = verb_option(call, "every"), *most = verb_option(call, "most"),
               *at = verb_option(call, "at"), *seeds = verb_option(call, "seeds"),
               *apart = verb_option(call, "apart");
    SplitPart part = SPLIT_VALIDATION;

    if (every)
        g_string_append_printf(name, "every=%s ", every);
    if (apart)
        g_string_append_printf(name, "apart=%s ", apart);
    if (seeds)
        g_string_append_printf(name, "seeds=%s ", seeds);
    if (at)
        g_string_append_printf(name, "at=%s ", at);
    g_string_append_printf(name, "most=%s ", most ? most : at ? "0" : "50");
    if (!(session = open_workspace(verb_word(call, 0), error)) ||
        !append_walk(call, session, name, &part, error))
        return FALSE;
    call->asked = session_query_text(session, verb_word(call, 1), error);
    if (!call->asked)
        return FALSE;
    g_string_append(name, call->asked);
    return part == SPLIT_TEST ? print_look(call, session, ticker, name->str, error)
                              : print_named(call, session, ticker, name->str, error);
}

const Verb query_verb = {
    .name = "query",
    .arguments = "WORKSPACE \"PREDICT … FOR EACH table.key …\"",
    .help = "ask what will happen, in the query language",
    .details = "PREDICT learns from the past for this question alone and says what to expect of "
               "each open or named row, with reasons; EVALUATE PREDICT says how good such answers "
               "are; EXPLAIN PREDICT shows labels as SQL, counts, what is left out and the "
               "features, without learning. Windows look ahead from a row's arrival, or from "
               "moments some days apart for tables such as accounts. @NAME asks a query that is "
               "kept.",
    .example = "foredesk query acme.foredesk \"PREDICT COUNT(tickets.*, 0, 30, days) > 5 FOR EACH "
               "accounts.account_id\"",
    .options = query_options,
    .least = 2,
    .most = 2,
    .run = run_query,
};
