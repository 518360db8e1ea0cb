/* Verbs that keep the data in order: duplicates, exports, backup, forget. */
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

static const Verb exports_verb = {
    .name = "exports",
    .arguments = "WORKSPACE",
    .help = "say what left the workspace as a file, when and where to",
    .details = "Lists, tables, figures, scores, models and backups, from the shell and from the "
               "screen. What is printed to a terminal or handed to another program isn't noted.",
    .example = "foredesk exports acme.foredesk",
    .least = 1,
    .most = 1,
    .report = "exports",
};

/* ---- backup, forget ---------------------------------------------------------------------------
 */

/* Runs one command and prints what came of it. */
static gboolean
run_and_tell(Invocation *call, const char *line, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();

    if (!session || !run_command(session, ticker, line, error))
        return FALSE;
    call->no_data = TRUE; /* and the words may name who was forgotten */
    g_autofree char *notice = session_take_notice(session);
    g_autoptr(Report) report = report_new(call->verb->name, NULL);
    if (notice)
        report_say(report, "%c%s.", g_ascii_toupper(notice[0]), notice + 1);
    return print_report(call, report, error);
}

static gboolean
run_backup(Invocation *call, GError **error)
{
    g_autoptr(GString) line = g_string_new("backup");

    command_quote(line, verb_word(call, 1));
    return run_and_tell(call, line->str, error);
}

static const Verb backup_verb = {
    .name = "backup",
    .arguments = "WORKSPACE FILE",
    .help = "copy a workspace, also while it is used, and compare the copy",
    .details = "Every row of the copy is read back and compared before it gets its name. What is "
               "there already is never overwritten.",
    .example = "foredesk backup acme.foredesk acme-2026-07-01.foredesk",
    .least = 2,
    .most = 2,
    .run = run_backup,
};

static gboolean
run_forget(Invocation *call, GError **error)
{
    g_autoptr(GString) line = g_string_new("forget");

    command_quote(line, verb_word(call, 1));
    command_quote(line, verb_word(call, 2));
    append_option(line, "reason", verb_option(call, "reason"));
    if (verb_option(call, "sure"))
        append_option(line, "sure", "yes");
    return run_and_tell(call, line->str, error);
}

static const Option forget_options[] = {
    {"reason", "TEXT", "why, for the ledger of what was forgotten"},
    {"sure", NULL, "do it; else it only says what would go"},
    {NULL, NULL, NULL},
};
static const Verb forget_verb = {
    .name = "forget",
    .arguments = "WORKSPACE customer|TABLE VALUE",
    .help = "remove a customer's rows from the file for good",
    .details =
        "All rows that belong to the customer, by the links of the tables, with what was set "
        "aside; its ids and addresses in other cells and in the journal are masked; models, "
        "which learned from these rows, are deleted; the file is written anew. It can't be "
        "undone, and earlier figures can't be had again. Files that were exported, and "
        "backups, are not reached: `exports` lists them.",
    .example = "foredesk forget acme.foredesk customer A00005",
    .options = forget_options,
    .least = 3,
    .most = 3,
    .run = run_forget,
};

const Verb *const care_verbs[] = {&duplicates_verb, &exports_verb, &backup_verb, &forget_verb,
                                  NULL};
