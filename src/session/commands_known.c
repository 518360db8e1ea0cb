/* The answer to the audit's question: was a column filled in when the ticket arrived? Of a list it
 * may be given value by value. */
#include "session_private.h"

#include <string.h>

static const char *
known_word(KnownAt known)
{
    static const char *const words[] = {"arrival", "later", "ask", "mixed"};
    return words[known];
}

/* The answer there is, as the command that gives it again: undo must not turn what was only
 * guessed into an answer. */
static void
append_known(GString *line, const TableInfo *table, const ColumnInfo *column)
{
    g_string_append(line, "known");
    command_column(line, table, column);
    command_quote(line, known_word(column->known));
    if (column->known_values) {
        g_autoptr(GList) values =
            g_list_sort(g_hash_table_get_keys(column->known_values), (GCompareFunc)strcmp);
        for (GList *value = values; value; value = value->next)
            command_quote(line, value->data);
    } else if (column->known == KNOWN_MIXED) {
        command_option(line, "values", "none");
    }
    if (column->known_declared)
        return;
    command_option(line, "declared", "no");
    if (column->known_reason)
        command_option(line, "reason", column->known_reason);
}

/* The values at arrival: those named, or none where that is said; NULL: they must be looked for. */
static GPtrArray *
named_values(const CommandCall *call)
{
    if (call->words->len <= 2 && !call_named(call, "values"))
        return NULL;
    GPtrArray *values = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 2; i < call->words->len; i++)
        g_ptr_array_add(values, g_strdup(call_word(call, i)));
    return values;
}

static void
append_values(GString *line, const GPtrArray *values)
{
    for (guint i = 0; i < values->len; i++)
        command_quote(line, g_ptr_array_index(values, i));
    if (!values->len)
        command_option(line, "values", "none");
}

/* ---- looking for the values ----------------------------------------------------------------- */

typedef struct {
    FrameStore *frames;
    char *table, *column;
    char *line; /* "known tickets.tags": what the values complete */
    GPtrArray *values;
} ValuesJob;

static void
values_job_free(gpointer data)
{
    ValuesJob *job = data;
    frame_store_unref(job->frames);
    g_clear_pointer(&job->values, g_ptr_array_unref);
    g_free(job->table);
    g_free(job->column);
    g_free(job->line);
    g_free(job);
}

/* Those that tickets nobody has touched yet bear. */
static gboolean
values_work(Job *job, sqlite3 *database, GError **error)
{
    ValuesJob *data = job->data;
    const TableInfo *table =
        catalogue_table(frame_store_catalogue(data->frames), data->table, error);
    g_autoptr(Frame) frame =
        table ? frame_store_get(data->frames, database, table, job->view.progress, error) : NULL;
    const ColumnInfo *column = frame ? table_column(frame->table, data->column, error) : NULL;
    if (column)
        data->values = values_at_arrival(frame, column);
    return column != NULL;
}

/* The command is issued again, with what was found: that one is journaled. */
static void
values_finish(Session *session, Job *job)
{
    ValuesJob *data = job->data;

    if (!job->failure) {
        g_autoptr(GString) line = g_string_new(data->line);
        command_quote(line, known_word(KNOWN_MIXED));
        append_values(line, data->values);
        session_run(session, line->str, &job->failure);
    }
    if (job->failure)
        session_say(session, "%s: %s", data->line, job->failure->message);
}

/* A table is read for it, so the clerk does. */
static void
look_for_values(Session *session, const TableInfo *table, const ColumnInfo *column, GString *line)
{
    ValuesJob *data = g_new0(ValuesJob, 1);
    data->frames = frame_store_ref(session->frames);
    data->table = g_strdup(table->name);
    data->column = g_strdup(column->name);
    data->line = g_strdup(line->str);
    session_queue_clerk(session, job_new("looking for the values at arrival", values_work,
                                         values_finish, data, values_job_free));
    session_say(session, "%s: looking which of its values are there at arrival…", column->name);
    g_string_truncate(line, 0); /* no entry: the command with the values will be one */
}

/* ---- the command ---------------------------------------------------------------------------- */

static gboolean
apply_known(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    static const char *const names[] = {"declared", "reason", "values", NULL};
    gboolean declared = g_strcmp0(call_named(call, "declared"), "no") != 0;
    g_autoptr(GPtrArray) values = NULL;
    const char *reason = "answered by you";
    TableInfo *table;
    ColumnInfo *column;
    KnownAt known;

    if (!call_check(call, 2, 1000, names, error) ||
        !(column = session_column(session, call_word(call, 0), &table, error)) ||
        !known_from_name(call_word(call, 1), &known, error))
        return FALSE;
    if (call->words->len > 2 && known != KNOWN_MIXED) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "values are named where they decide: known %s.%s mixed VALUE …", table->name,
                    column->name);
        return FALSE;
    }
    append_known(inverse, table, column);
    command_column(resolved, table, column);
    if (known == KNOWN_MIXED && column->kind != KIND_LIST) {
        known = KNOWN_ASK; /* it has no values of its own to be told apart */
        reason = "left open by you: some tickets have it at arrival";
    } else if (known == KNOWN_MIXED) {
        if (!(values = named_values(call))) {
            g_string_truncate(inverse, 0);
            look_for_values(session, table, column, resolved);
            return TRUE;
        }
        reason = "answered value by value";
    }
    command_quote(resolved, known_word(known));
    if (values)
        append_values(resolved, values);
    if (!declared) {
        command_option(resolved, "declared", "no");
        reason = call_named(call, "reason");
        if (reason)
            command_option(resolved, "reason", reason);
    }
    if (!column_answer_known(workspace_database(session->workspace), column->id, known, reason,
                             declared, values, error))
        return FALSE;
    if (values)
        session_say(session, "%s: %u of its values are there at arrival, the others come later",
                    column->name, values->len);
    return session_take_change(session, error);
}

/* ---- the table ---------------------------------------------------------------------------- */

static char **
complete_column_known(Session *session, guint word)
{
    return word == 0 ? complete_columns(session, NULL)
                     : g_strsplit("arrival later ask mixed", " ", -1);
}

const Command known_command = {
    "known",
    "TABLE.COLUMN arrival|later|ask|mixed [VALUE…]",
    "answer whether a column was filled in when the ticket arrived; of a list, which values were",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    complete_column_known,
    apply_known};
