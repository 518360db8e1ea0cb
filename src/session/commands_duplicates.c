/* How duplicates are looked for. */
#include "session_private.h"

#include <string.h>

/* ---- duplicates -------------------------------------------------------------------------------
 */

/* Changes the options as a call says. */
static gboolean
read_call(const CommandCall *call, DuplicateOptions *options, GError **error)
{
    const char *customer = call_named(call, "customer"), *window = call_named(call, "window");
    const char *alike = call_named(call, "alike");

    if (customer && strcmp(customer, "same") != 0 && strcmp(customer, "any") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write customer=same, or customer=any");
        return FALSE;
    }
    if (customer)
        options->any_customer = strcmp(customer, "any") == 0;
    if (alike && !call_number("alike", alike, 0.05, 1, &options->alike.least, error))
        return FALSE;
    if (window && strcmp(window, "none") == 0)
        options->alike.window = 0;
    else if (window && !duration_parse(window, &options->alike.window, error))
        return FALSE;
    if (options->alike.window < 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write window=7d, another span, or window=none");
        return FALSE;
    }
    return TRUE;
}

/* The options as the setting and the journal keep them; the caller frees. */
static char *
options_words(const DuplicateOptions *options)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *window =
        options->alike.window
            ? g_strdup_printf("%" G_GINT64_FORMAT "m", options->alike.window / TIME_MINUTE)
            : g_strdup("none");
    return g_strdup_printf("window=%s customer=%s alike=%s", window,
                           options->any_customer ? "any" : "same",
                           g_ascii_formatd(number, sizeof number, "%.6g", options->alike.least));
}

/* `duplicates [TABLE] [window=7d] [customer=same|any] [alike=0.6]` */
static gboolean
apply_duplicates(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                 GError **error)
{
    static const char *const names[] = {"window", "customer", "alike", NULL};
    sqlite3 *database = workspace_database(session->workspace);
    const TableInfo *table;
    DuplicateOptions options;

    if (!call_check(call, 0, 1, names, error))
        return FALSE;
    table = call_word(call, 0) ? catalogue_table(session->catalogue, call_word(call, 0), error)
                               : catalogue_main_table(session->catalogue);
    if (!table)
        return FALSE;
    duplicate_options_read(database, table, &options);
    g_autofree char *before = options_words(&options);
    if (!read_call(call, &options, error))
        return FALSE;
    g_autofree char *after = options_words(&options);
    g_autofree char *name = g_strconcat("duplicates.", table->name, NULL);
    command_quote(resolved, table->name);
    g_string_append_printf(resolved, " %s", after);
    g_string_append(inverse, "duplicates");
    command_quote(inverse, table->name);
    g_string_append_printf(inverse, " %s", before);
    if (!setting_set(database, name, after, error))
        return FALSE;
    session_changed(session);
    return TRUE;
}

static const Command duplicates_command = {
    "duplicates",
    "[TABLE] [window=7d|none] [customer=same|any] [alike=0.6]",
    "say how near duplicates are looked for",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    NULL,
    apply_duplicates};

const Command *const duplicates_commands[] = {&duplicates_command, NULL};
