/* The commands on personal data: whether a workspace shows or masks it, and what is done with a
 * column: shown, masked, hashed, or dropped for good. */
#include "session_private.h"

#include <string.h>

/* ---- the workspace ------------------------------------------------------------------------ */

static gboolean
set_workspace(Session *session, const char *word, GString *resolved, GString *inverse,
              GError **error)
{
    if (strcmp(word, "show") != 0 && strcmp(word, "mask") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write: personal show, or mask; of one column: personal TABLE.COLUMN "
                    "show|mask|hash|drop|default");
        return FALSE;
    }
    command_quote(resolved, word);
    g_string_append_printf(inverse, "personal %s", session->masked ? "mask" : "show");
    return setting_set(workspace_database(session->workspace), "personal", word, error) &&
           session_take_change(session, error);
}

/* ---- a column ----------------------------------------------------------------------------- */

/* What tickets hold of a log's column is the log's; entries are those of the cells that hold them,
 * but for who wrote them, who can be dropped alone. */
static ColumnInfo *
read_column(Session *session, const char *text, ColumnPersonal policy, TableInfo **table,
            GError **error)
{
    ColumnInfo *column = session_column(session, text, table, error);
    gboolean alone = column && policy == PERSONAL_DROP && column_is_author(column);
    ColumnInfo *source = column && !alone ? column_made_from(*table, column) : NULL;
    if (source)
        *table = table_made_from(*table);
    return source ? source : column;
}

static gboolean
set_column(Session *session, const TableInfo *table, const ColumnInfo *column,
           ColumnPersonal policy, GString *resolved, GString *inverse, GError **error)
{
    command_column(resolved, table, column);
    command_quote(resolved, personal_name(policy));
    g_string_append(inverse, "personal");
    command_column(inverse, table, column);
    command_quote(inverse, personal_name(column->personal));
    return column_set_personal(workspace_database(session->workspace), column->id, policy, error) &&
           session_take_change(session, error);
}

/* ---- dropping a column ------------------------------------------------------------------------
 */

typedef struct {
    Catalogue *catalogue;
    const TableInfo *table;
    const ColumnInfo *column;
    gint64 task; /* selected: it doesn't read the column */
    ColumnReaders readers;
    DropResult result;
} DropJob;

static void
drop_job_free(gpointer data)
{
    DropJob *job = data;
    catalogue_unref(job->catalogue);
    column_readers_clear(&job->readers);
    drop_result_clear(&job->result);
    g_free(job);
}

static gboolean
drop_work(Job *job, sqlite3 *database, GError **error)
{
    DropJob *data = job->data;
    return column_readers(data->catalogue, data->column, data->task, database, &data->readers,
                          error) &&
           workspace_drop_column(database, data->catalogue, data->table, data->column,
                                 &data->readers.by_id, job->journal, &data->result, error) &&
           workspace_rewrite(database, data->table->id, error);
}

/* "; the targets A, B read it and can't be opened any more"; empty: there are none. */
static char *
closed_targets(const ColumnReaders *readers, const char *what)
{
    GString *words = g_string_new(NULL);
    guint n = readers->targets->len;
    for (guint i = 0; i < n; i++)
        g_string_append_printf(words, "%s“%s”",
                               i       ? ", "
                               : n > 1 ? "; the targets "
                                       : "; the target ",
                               (char *)g_ptr_array_index(readers->targets, i));
    if (n)
        g_string_append_printf(words, " read%s it and %s", n > 1 ? "" : "s", what);
    return g_string_free(words, FALSE);
}

static void
drop_finish(Session *session, Job *job)
{
    DropJob *data = job->data;

    if (job->failure)
        return;
    guint n = data->readers.by_id.models->len;
    g_autofree char *cells = number_count(data->result.cells);
    g_autofree char *models = n ? g_strdup_printf("; %u model%s that read them %s gone", n,
                                                  n == 1 ? "" : "s", n == 1 ? "is" : "are")
                                : g_strdup("");
    g_autofree char *targets = closed_targets(&data->readers, "can't be opened any more");
    session_say(session,
                "%s cells of %s removed for good%s%s. Later imports won't bring them back; files "
                "that were exported may hold them: `exports`",
                cells, data->column->name, models, targets);
    session_forget_read(session, data->result.tables, &job->failure);
}

static gboolean
rewrite_work(Job *job, sqlite3 *database, GError **error)
{
    return workspace_rewrite(database, *(gint64 *)job->data, error);
}

static void
rewrite_finish(Session *session, Job *job)
{
}

void
session_queue_rewrite(Session *session, gint64 table)
{
    Job *job = job_new("writing the file anew", rewrite_work, rewrite_finish,
                       g_memdup2(&table, sizeof table), g_free);
    job->due = DUE_REWRITE;
    session_queue(session, job);
    g_ptr_array_set_size(session->new_jobs, 0);
}

/* Rows can't be told apart or dated without these, nor can a target be read again. */
static gboolean
can_drop(const TableInfo *table, const ColumnInfo *column, const ColumnReaders *readers,
         GError **error)
{
    const char *why = NULL;

    if (column == table->key)
        why = "it names the rows";
    else if (column == table->time || column == table->event_time || column->role == ROLE_CREATED)
        why = "it dates the rows";
    else if (column == table->event_key || column == table->event_order)
        why = "the log's events are told by it";
    if (!why && readers->selected)
        why = "the target stands on it (`use task` chooses another)";
    if (why)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s can't be dropped: %s; `personal %s.%s hash` hides its cells", column->name,
                    why, table->name, column->name);
    return why == NULL;
}

/* Of a pooled column its sources go too. */
static gboolean
can_drop_all(const Catalogue *catalogue, const TableInfo *table, const ColumnInfo *column,
             const ColumnReaders *readers, GError **error)
{
    g_autoptr(GPtrArray) sources = column_sources(table, column);
    if (!can_drop(table, column, readers, error))
        return FALSE;
    for (guint i = 0; table->pooled && i < sources->len; i++) {
        const ColumnInfo *one = g_ptr_array_index(sources, i);
        if (!can_drop(catalogue_table_by_id(catalogue, one->table_id), one, readers, error))
            return FALSE;
    }
    return TRUE;
}

/* Without sure=yes it says what would go, and isn't journaled. */
static gboolean
drop_column(Session *session, TableInfo *table, ColumnInfo *column, const CommandCall *call,
            GString *resolved, GError **error)
{
    g_auto(ColumnReaders) readers = {0};
    if (!column_readers(session->catalogue, column, session->task_id,
                        workspace_database(session->workspace), &readers, error) ||
        !can_drop_all(session->catalogue, table, column, &readers, error))
        return FALSE;
    if (g_strcmp0(call_named(call, "sure"), "yes") != 0) {
        g_autofree char *targets = closed_targets(&readers, "couldn't be opened any more");
        session_say(session,
                    "every cell of %s.%s would be removed for good, with what was learned from "
                    "them (%u model%s), and no undo brings them back%s; nothing is changed yet: "
                    "say sure=yes",
                    table->name, column->name, readers.by_id.models->len,
                    readers.by_id.models->len == 1 ? "" : "s", targets);
        g_string_truncate(resolved, 0); /* nothing was done */
        return TRUE;
    }
    DropJob *data = g_new0(DropJob, 1);
    data->catalogue = catalogue_ref(session->catalogue);
    data->table = table;
    data->column = column;
    data->task = session->task_id;
    command_column(resolved, table, column);
    command_quote(resolved, personal_name(PERSONAL_DROP));
    command_option(resolved, "sure", "yes");
    Job *job = job_new("dropping a column", drop_work, drop_finish, data, drop_job_free);
    job->alters = TRUE;
    session_queue(session, job);
    return TRUE;
}

static gboolean
apply_personal(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    static const char *const names[] = {"sure", NULL};
    TableInfo *table;
    ColumnInfo *column;
    ColumnPersonal policy;

    if (!call_check(call, 1, 2, names, error))
        return FALSE;
    if (!call_word(call, 1))
        return set_workspace(session, call_word(call, 0), resolved, inverse, error);
    if (!personal_from_name(call_word(call, 1), &policy, error) ||
        !(column = read_column(session, call_word(call, 0), policy, &table, error)))
        return FALSE;
    if (column->personal == PERSONAL_DROP) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the cells of %s were dropped, and nothing brings them back: import the file "
                    "into a new workspace",
                    column->name);
        return FALSE;
    }
    if (policy == PERSONAL_DROP)
        return drop_column(session, table, column, call, resolved, error);
    return set_column(session, table, column, policy, resolved, inverse, error);
}

static char **
complete_personal(Session *session, guint word)
{
    if (word > 0)
        return g_strsplit("show mask hash drop default", " ", -1);
    g_auto(GStrv) columns = complete_columns(session, NULL);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_strv_builder_add_many(words, "mask", "show", NULL);
    g_strv_builder_addv(words, (const char **)columns);
    return g_strv_builder_end(words);
}

const Command personal_command = {
    "personal",
    "show|mask | TABLE.COLUMN show|mask|hash|default|drop sure=yes",
    "show, mask, hash or drop personal data, everywhere or in a column",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    complete_personal,
    apply_personal};
