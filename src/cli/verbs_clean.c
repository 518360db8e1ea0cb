/* Verbs that clean: clean, with the list of the steps that were made; and worth, what they save. */
#include "cli/verb.h"

#include <string.h>

static const Option clean_options[] = {
    {"reason", "WORDS", "why, for those who read the list"},
    {"scope", "all|training", "everywhere, or out of training while history keeps them"},
    {NULL, NULL, NULL},
};

static void
append_words(GString *line, const Invocation *call, guint from)
{
    for (guint i = from; i < call->words->len; i++)
        command_quote(line, verb_word(call, i));
}

/* The shell has taken the quotes away: what stands after the table is one condition. */
static void
append_condition(GString *line, const Invocation *call)
{
    g_autoptr(GString) condition = g_string_new(NULL);
    command_quote(line, verb_word(call, 2));
    for (guint i = 3; i < call->words->len; i++) {
        if (i == 3 && g_ascii_strcasecmp(verb_word(call, i), "where") == 0)
            continue;
        g_string_append_printf(condition, "%s%s", condition->len ? " " : "", verb_word(call, i));
    }
    g_string_append(line, " WHERE");
    command_quote(line, condition->str);
}

/* `missing TABLE.COLUMN median`, or constant=VALUE, which is an option to the session. */
static char *
missing_line(const Invocation *call)
{
    GString *line = g_string_new("missing");
    const char *policy = verb_word(call, 3);
    command_quote(line, verb_word(call, 2));
    if (policy && g_str_has_prefix(policy, "constant="))
        append_option(line, "constant", strchr(policy, '=') + 1);
    else if (policy)
        command_quote(line, policy);
    return g_string_free(line, FALSE);
}

/* The session's command for the words after the workspace; NULL with an error. */
static char *
clean_line(const Invocation *call, GError **error)
{
    g_autoptr(GString) line = g_string_new("clean ");
    const char *what = verb_word(call, 1);
    static const char *const known[] = {"rows", "cells",  "values",  "missing", "off",
                                        "on",   "remove", "restore", NULL};

    if (!g_strv_contains(known, what) || call->words->len < 3) {
        g_autofree char *shown = text_clean(what, -1);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "clean: \"%s\" is not enough: write rows TABLE CONDITION, cells TABLE.COLUMN "
                    "CONDITION, values TABLE.COLUMN FROM=TO, missing TABLE.COLUMN POLICY, off "
                    "STEP, on STEP, remove STEP or restore STEP",
                    shown);
        return NULL;
    }
    if (strcmp(what, "missing") == 0)
        return missing_line(call);
    g_string_append(line, what);
    if (strcmp(what, "rows") == 0 || strcmp(what, "cells") == 0)
        append_condition(line, call);
    else
        append_words(line, call, 2);
    append_option(line, "reason", verb_option(call, "reason"));
    append_option(line, "scope", verb_option(call, "scope"));
    return g_string_free(g_steal_pointer(&line), FALSE);
}

static gboolean
run_clean(Invocation *call, GError **error)
{
    g_autofree char *line = call->words->len > 1 ? clean_line(call, error) : NULL;
    if (call->words->len > 1 && !line)
        return FALSE;
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    return session && (!line || run_command(session, ticker, line, error)) &&
           print_named(call, session, ticker, "steps", error);
}

static const Verb clean_verb = {
    .name = "clean",
    .arguments = "WORKSPACE [rows TABLE CONDITION | cells TABLE.COLUMN CONDITION | values "
                 "TABLE.COLUMN FROM=TO… | missing TABLE.COLUMN POLICY | off STEP | on STEP | "
                 "remove STEP | restore STEP]",
    .help = "set rows aside, merge spellings, and list the steps that do",
    .details =
        "Cells in the file never change: a step stands on top of them, is listed with its "
        "reason and the rows it touches, and can be switched off. Rows set aside are "
        "neither learned from nor counted, and are no one's history, unless the scope is "
        "training: then history keeps them. A missing cell stays missing unless a policy says "
        "what stands for it: constant=VALUE, median, most-frequent, or drop.",
    .example = "foredesk clean acme.foredesk rows tickets \"tags = 'test'\" --reason \"tests\"",
    .options = clean_options,
    .least = 1,
    .most = 1000,
    .run = run_clean,
};

/* ---- what it is worth --------------------------------------------------------------------------
 */

static const Verb worth_verb = {
    .name = "worth",
    .arguments = "WORKSPACE [STEP]",
    .help = "what a cleaning step saves in money, and whether cleaner beats more",
    .details = "Trains boosted trees with the step and without it, judges both on the same "
               "validation tickets, and says what the step saves a month, with an interval. "
               "Without a step: models on the cleanest part of the training tickets beside as many "
               "drawn by lot. Nothing of it is kept in the workspace, and the step stays as it is "
               "switched.",
    .example = "foredesk worth acme.foredesk 1",
    .least = 1,
    .most = 2,
    .report = "worth",
};

const Verb *const clean_verbs[] = {&clean_verb, &worth_verb, NULL};
