/* The command that says what stands for a missing cell: one policy a column, the same in training
 * and in scoring, since what it puts there is fitted on training rows and travels in the model. */
#include "session_private.h"

#include <string.h>

/* The policy as the step keeps it; NULL with an error. */
static char *
read_policy(const CommandCall *call, const ColumnInfo *column, GError **error)
{
    const char *word = call_word(call, 1), *constant = call_named(call, "constant");
    gboolean number = column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL;
    double value;

    if (constant && number && !number_parse_decimal(constant, -1, &value)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "constant=\"%s\" is no number, and %s holds numbers", constant, column->name);
        return NULL;
    }
    if (constant && !word)
        return g_strconcat("constant=", constant, NULL);
    if (word && !constant && strcmp(word, "median") == 0 && !number) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is a %s and has no median: write most-frequent, or constant=VALUE",
                    column->name, kind_name(column->kind));
        return NULL;
    }
    if (word && !constant && strcmp(word, "most-frequent") == 0)
        return g_strdup("most frequent");
    if (word && !constant &&
        (strcmp(word, "keep") == 0 || strcmp(word, "median") == 0 || strcmp(word, "drop") == 0))
        return g_strdup(word);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "write keep, constant=VALUE, median, most-frequent or drop");
    return NULL;
}

static char *
reason_of(const char *policy, const ColumnInfo *column)
{
    if (strcmp(policy, "drop") == 0)
        return g_strdup_printf("without %s", column->name);
    if (strcmp(policy, "keep") == 0)
        return g_strdup_printf("a missing %s stays missing", column->name);
    return g_strdup_printf("a missing %s is read as %s%s", column->name,
                           g_str_has_prefix(policy, "constant=") ? "" : "the ",
                           g_str_has_prefix(policy, "constant=") ? strchr(policy, '=') + 1
                                                                 : policy);
}

static GArray *
find_without(Step *step, FrameStore *frames, sqlite3 *database, Progress *progress, gpointer data,
             GError **error)
{
    Catalogue *catalogue = frame_store_catalogue(frames);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->id != step->table_id)
            continue;
        g_autoptr(Frame) whole = frame_load_whole(database, catalogue, table, progress, error);
        return whole ? step_find(whole, step->definition, database, error) : NULL;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "the table is gone: import it again");
    return NULL;
}

/* Rows without the cell are neither learned from nor judged on, and stay in the history. */
static void
drop_rows(Session *session, gint64 id, const TableInfo *table, const ColumnInfo *column,
          const char *reason, GString *inverse)
{
    g_autofree char *condition = g_strdup_printf("`%s` IS NULL", column->name);
    Step *step = step_new(id, table->id, column->id, STEP_ROWS, condition, reason, STEP_TRAINING);
    session_queue_step(session, step, find_without, NULL, NULL, inverse);
}

static gboolean
apply_missing(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
              GError **error)
{
    static const char *const names[] = {"constant", "step", NULL};
    sqlite3 *database = workspace_database(session->workspace);
    TableInfo *table;
    ColumnInfo *column;
    gboolean there;
    gint64 id;

    if (!call_check(call, 1, 2, names, error) ||
        !(column = session_column(session, call_word(call, 0), &table, error)))
        return FALSE;
    g_autofree char *policy = read_policy(call, column, error);
    if (!policy || !(id = session_step_id(session, call, &there, error)))
        return FALSE;
    g_autofree char *reason = reason_of(policy, column);
    command_column(resolved, table, column);
    if (call_named(call, "constant"))
        command_option(resolved, "constant", call_named(call, "constant"));
    else
        command_quote(resolved, call_word(call, 1));
    g_string_append_printf(resolved, " step=%" G_GINT64_FORMAT, id);
    g_string_printf(inverse, "clean off %" G_GINT64_FORMAT, id);
    if (there)
        return step_switch(database, id, TRUE, error) && session_take_change(session, error);
    if (strcmp(policy, "drop") == 0) {
        drop_rows(session, id, table, column, reason, inverse);
        return TRUE;
    }
    g_autoptr(Step) step =
        step_new(id, table->id, column->id, STEP_POLICY, policy, reason, STEP_ALL);
    return step_store(database, step, NULL, 0, error) && session_take_change(session, error);
}

static char **
complete_missing(Session *session, guint word)
{
    return word == 0 ? complete_columns(session, NULL)
                     : g_strsplit("keep constant= median most-frequent drop", " ", -1);
}

static const Command missing_command = {
    "missing",
    "TABLE.COLUMN keep|constant=VALUE|median|most-frequent|drop",
    "say what stands for a missing cell, in training and in scoring",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    complete_missing,
    apply_missing};

const Command *const missing_commands[] = {&missing_command, NULL};
