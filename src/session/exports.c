/* What leaves the workspace as a file: written by a job, kept as it happens, and told. */
#include "rows_private.h"

#include <foredesk/parquet.h>
#include <math.h>

void
session_log_export(Session *session, const char *what, const char *path, gint64 rows)
{
    if (session->workspace && !workspace_read_only(session->workspace) &&
        export_log_add(workspace_database(session->workspace), what, path, rows, NULL))
        session_changed(session);
}

/* ---- written by a job ------------------------------------------------------------------------ */

typedef struct {
    RowList *list;  /* a copy, or */
    Report *report; /* this */
    char *table;    /* of the report; NULL: the first */
    char *path, *what;
    gint64 rows; /* −1: not counted */
    Catalogue *catalogue;
    gboolean masked, noted;
} ExportJob;

static void
export_job_free(gpointer data)
{
    ExportJob *job = data;
    row_list_free(job->list);
    report_free(job->report);
    catalogue_unref(job->catalogue);
    g_free(job->table);
    g_free(job->path);
    g_free(job->what);
    g_free(job);
}

static gboolean
write_report(ExportJob *data, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) failure = NULL;

    personal_report(data->report, data->catalogue, data->masked, TRUE);
    if (g_str_has_suffix(data->path, ".parquet"))
        return parquet_write_report(data->report, data->table, data->path, error);
    report_print_csv(data->report, data->table, out);
    if (g_file_set_contents(data->path, out->str, (gssize)out->len, &failure))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "can't write the table: %s",
                failure->message);
    return FALSE;
}

static gboolean
write_list(ExportJob *data, Progress *progress, sqlite3 *database, GError **error)
{
    data->list->database = database;
    data->list->progress = progress;
    gboolean written = row_list_write(data->list, data->path, error);
    row_list_disconnect(data->list);
    data->list->progress = NULL;
    return written;
}

static gboolean
export_work(Job *job, sqlite3 *database, GError **error)
{
    ExportJob *data = job->data;

    if (data->list ? !write_list(data, job->view.progress, database, error)
                   : !write_report(data, error))
        return FALSE;
    if (data->noted)
        export_log_add(database, data->what, data->path, data->rows, NULL); /* it is written */
    return TRUE;
}

static void
export_finish(Session *session, Job *job)
{
    ExportJob *data = job->data;
    g_autofree char *clean = text_clean(data->path, -1);
    g_autofree char *count = number_count(data->rows);

    if (!job->failure && data->list)
        session_say(session, "%s rows written to %s", count, clean);
    else if (!job->failure)
        session_say(session, "written to %s", clean);
}

static void
begin_export(Session *session, ExportJob *data)
{
    g_autofree char *name = g_path_get_basename(data->path);
    g_autofree char *clean = text_clean(name, -1);
    g_autofree char *title = g_strdup_printf("writing %s", clean);

    data->catalogue = session->catalogue ? catalogue_ref(session->catalogue) : NULL;
    data->masked = session->masked;
    data->noted = session->workspace && !workspace_read_only(session->workspace);
    session_queue_writer(session,
                         job_new(title, export_work, export_finish, data, export_job_free));
}

void
row_list_begin_export(RowList *list, const char *path)
{
    ExportJob *data = g_new0(ExportJob, 1);
    data->list = row_list_copy(list);
    data->path = g_strdup(path);
    data->what = g_strdup(list->title);
    data->rows = list->shown->len;
    begin_export(list->session, data);
}

void
session_begin_export(Session *session, Report *report, const char *table, const char *what,
                     const char *path)
{
    const ReportTable *named = table ? report_find_table(report, table) : NULL;
    ExportJob *data = g_new0(ExportJob, 1);
    data->report = report;
    data->table = g_strdup(table);
    data->path = g_strdup(path);
    data->what = g_strdup(what);
    data->rows = named ? (gint64)named->rows->len : -1;
    begin_export(session, data);
}

/* ---- told ------------------------------------------------------------------------------------ */

Report *
session_exports_report(Session *session, GError **error)
{
    g_autoptr(Report) report = report_new("exports", "Exports");
    ReportTable *table = report_table(report, "exports", NULL);
    GError *failure = NULL;
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(workspace_database(session->workspace), error,
                   "SELECT at, what, path, rows FROM export_log ORDER BY id DESC", "");

    report_column(table, "at", "when", UNIT_NONE, 0);
    report_column(table, "what", "what", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "path", "file", UNIT_NONE, 0);
    while (rows && db_step(rows, &failure)) {
        g_autofree char *what = text_clean((const char *)sqlite3_column_text(rows, 1), -1);
        g_autofree char *masked = personal_words(NULL, what, session->masked);
        g_autofree char *path = text_clean((const char *)sqlite3_column_text(rows, 2), -1);
        gboolean counted = sqlite3_column_type(rows, 3) != SQLITE_NULL;
        report_row(table);
        report_cell_text(table, (const char *)sqlite3_column_text(rows, 0));
        report_cell_text(table, masked);
        report_cell(table, counted ? (double)sqlite3_column_int64(rows, 3) : NAN);
        report_cell_text(table, path);
    }
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    if (!rows)
        return NULL;
    table->hidden = table->rows->len == 0;
    if (table->rows->len)
        report_say(report, "What left this workspace as a file, newest first: lists and tables, "
                           "figures, scores, models, backups. Who has a file has what is in it: "
                           "`forget` doesn't reach it.");
    else
        report_say(report, "Nothing has left this workspace as a file.");
    report_say(report, "Not noted: what was printed to a terminal or handed to another program, "
                       "and what was read while another process wrote here.");
    return g_steal_pointer(&report);
}
