/* How duplicates are looked for, and the step that takes them aside. */
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

/* ---- taking them aside ------------------------------------------------------------------------
 */

typedef struct {
    gint64 table;
    gboolean kind[DUPLICATE_KINDS];
} Removal;

static const TableInfo *
table_of_id(const Catalogue *catalogue, gint64 id)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->id == id)
            return table;
    }
    return NULL;
}

/* Rows that repeat an earlier one, with the one that is kept in their place. */
static GArray *
find_duplicates(Step *step, FrameStore *frames, sqlite3 *database, Progress *progress,
                gpointer data, GError **error)
{
    const Removal *removal = data;
    const TableInfo *table = table_of_id(frame_store_catalogue(frames), removal->table);
    g_autoptr(Frame) frame =
        table ? frame_store_get(frames, database, table, progress, error) : NULL;
    g_autoptr(Duplicates) duplicates =
        frame ? duplicates_get(frame, database, progress, error) : NULL;

    if (!duplicates)
        return NULL;
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(StepRow));
    for (guint i = 0; i < duplicates->found->len; i++) {
        const Duplicate *one = &g_array_index(duplicates->found, Duplicate, i);
        StepRow row = {one->row, one->earlier};
        if (removal->kind[one->kind])
            g_array_append_val(rows, row);
    }
    if (rows->len)
        return rows;
    g_array_unref(rows);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no row of %s repeats an earlier one that way: `duplicates` says what was looked "
                "for",
                table->name);
    return NULL;
}

/* The kinds named after the table; copies and near ones where none is. */
static gboolean
read_kinds(const CommandCall *call, Removal *removal, GString *words, GError **error)
{
    for (guint i = 1; i < call->words->len; i++) {
        DuplicateKind kind;
        if (!duplicate_kind_from_name(call_word(call, i), &kind, error))
            return FALSE;
        removal->kind[kind] = TRUE;
    }
    if (call->words->len == 1)
        removal->kind[DUPLICATE_EXACT] = removal->kind[DUPLICATE_NEAR] = TRUE;
    for (guint kind = 0; kind < DUPLICATE_KINDS; kind++)
        if (removal->kind[kind])
            g_string_append_printf(words, " %s", duplicate_kind_name((DuplicateKind)kind));
    return TRUE;
}

/* `clean duplicates TABLE [exact] [near] [key]` */
static gboolean
apply_clean(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    static const char *const names[] = {"reason", "scope", "step", NULL};
    const char *reason = call_named(call, "reason"), *scope_name = call_named(call, "scope");
    StepScope scope = STEP_ALL;
    Removal removal = {0};
    g_autoptr(GString) kinds = g_string_new(NULL);
    gboolean there;
    gint64 id;

    if (!call_check(call, 1, 1 + DUPLICATE_KINDS, names, error) ||
        (scope_name && !step_scope_from_name(scope_name, &scope, error)))
        return FALSE;
    const TableInfo *table = catalogue_table(session->catalogue, call_word(call, 0), error);
    if (!table || !read_kinds(call, &removal, kinds, error) ||
        !(id = session_step_id(session, call, &there, error)))
        return FALSE;
    g_autofree char *definition = g_strconcat("duplicates", kinds->str, NULL);
    g_autofree char *words = g_strconcat("duplicates:", kinds->str, NULL);
    removal.table = table->id;
    command_quote(resolved, table->name);
    g_string_append(resolved, kinds->str);
    command_option(resolved, "reason", reason ? reason : words);
    command_option(resolved, "scope", step_scope_name(scope));
    g_string_append_printf(resolved, " step=%" G_GINT64_FORMAT, id);
    if (there) { /* done again after an undo: the rows stand in the file */
        g_string_printf(inverse, "clean off %" G_GINT64_FORMAT, id);
        return step_switch(workspace_database(session->workspace), id, TRUE, error) &&
               session_take_change(session, error);
    }
    Step *step = step_new(id, table->id, 0, STEP_ROWS, definition, reason ? reason : words, scope);
    session_queue_step(session, step, find_duplicates, g_memdup2(&removal, sizeof removal), g_free,
                       inverse);
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

static const Command clean_command = {
    "clean duplicates",
    "TABLE [exact] [near] [key] [reason=\"…\"] [scope=all|training]",
    "set rows aside that repeat an earlier one, which stays; `clean off` takes it back",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    NULL,
    apply_clean};

const Command *const duplicates_commands[] = {&duplicates_command, &clean_command, NULL};
