/* Verbs on the session itself: run, do, journal, help. */
#include "cli/verb.h"

#include <string.h>

/* ---- run, do ------------------------------------------------------------------------------------
 */

static gboolean
print_done(Invocation *call, Session *session, GError **error)
{
    g_autoptr(Report) report = report_new("run", NULL);
    g_autofree char *notice = session_take_notice(session);

    report_say(report, "Done.");
    if (notice)
        report_say(report, "%c%s.", g_ascii_toupper(notice[0]), notice + 1);
    return print_masked(call, session, report, error);
}

static gboolean
run_run(Invocation *call, GError **error)
{
    const char *script = verb_word(call, 1);
    g_autoptr(Session) session = session_open(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();

    if (!session)
        return FALSE;
    ticker_session(ticker, session);
    gboolean done = session_script(session, strcmp(script, "-") == 0 ? "/dev/stdin" : script,
                                   ticker_job, ticker, error);
    ticker_pause(ticker);
    return done && print_done(call, session, error);
}

static const Verb run_verb = {
    .name = "run",
    .arguments = "WORKSPACE SCRIPT",
    .help = "run a script of commands, one a line; - reads it from the input",
    .details = "The workspace may be made by the script's own import. It stops at the first "
               "command that fails, and names the line.",
    .example = "foredesk run again.foredesk monday.script",
    .least = 2,
    .most = 2,
    .run = run_run,
};

static gboolean
run_do(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();

    if (!session)
        return FALSE;
    for (guint i = 1; i < call->words->len; i++)
        if (!run_command(session, ticker, verb_word(call, i), error))
            return FALSE;
    return print_done(call, session, error);
}

static const Verb do_verb = {
    .name = "do",
    .arguments = "WORKSPACE COMMAND…",
    .help = "do what the line behind : does; each COMMAND is one word for the shell, in quotes",
    .example = "foredesk do acme.foredesk \"known tickets.work_queue later\" \"cost missed 400\"",
    .least = 2,
    .most = 1000,
    .run = run_do,
};

/* ---- journal
 * ---------------------------------------------------------------------------------------- */

static gboolean
run_journal(Invocation *call, GError **error)
{
    g_autoptr(Session) session = NULL;

    if (!verb_option(call, "script"))
        return show_report(call, "journal", error);
    if (!(session = open_workspace(verb_word(call, 0), error)))
        return FALSE;
    g_autofree char *script = session_journal_script(session, error);
    return script && print_bytes(script, strlen(script), error);
}

static const Option journal_options[] = {
    {"script", NULL, "as a script for `foredesk run`, which does it again"},
    {NULL, NULL, NULL},
};
static const Verb journal_verb = {
    .name = "journal",
    .arguments = "WORKSPACE",
    .help = "show what was done to a workspace",
    .example = "foredesk journal acme.foredesk --script",
    .options = journal_options,
    .least = 1,
    .most = 1,
    .run = run_journal,
};

/* ---- help
 * --------------------------------------------------------------------------------------------- */

static void
set_no_verb(const Invocation *call, const char *name, GError **error)
{
    g_autofree char *near = verb_near(call->verbs, name);
    g_autofree char *shown = text_clean(name, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no verb \"%s\"%s%s%s", shown,
                near ? "; did you mean " : ": `foredesk --help` lists them", near ? near : "",
                near ? "?" : "");
}

static gboolean
run_help(Invocation *call, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const char *name = verb_word(call, 0);

    if (verb_option(call, "manual"))
        help_roff(call->verbs, call->screen, out);
    else if (verb_option(call, "completion"))
        help_completion(call->verbs, out);
    else if (!name)
        help_overview(call->verbs, out);
    else if (verb_find(call->verbs, name))
        help_verb(verb_find(call->verbs, name), out);
    else {
        set_no_verb(call, name, error);
        return FALSE;
    }
    return print_bytes(out->str, out->len, error);
}

static const Option help_options[] = {
    {"manual", NULL, "print the manual's sections on verbs, commands and keys, as roff"},
    {"completion", NULL, "print a completion for bash"},
    {NULL, NULL, NULL},
};
static const Verb help_verb_record = {
    .name = "help",
    .arguments = "[VERB]",
    .help = "say what foredesk can do, or what one verb does",
    .example = "foredesk help train",
    .options = help_options,
    .least = 0,
    .most = 1,
    .run = run_help,
};

const Verb *const session_verbs[] = {&run_verb, &do_verb, &journal_verb, &help_verb_record, NULL};
