/* What left the workspace as a file: kept as it happens, and told. */
#include "session_private.h"

#include <math.h>

void
session_log_export(Session *session, const char *what, const char *path, gint64 rows)
{
    if (session->workspace && !workspace_read_only(session->workspace) &&
        export_log_add(workspace_database(session->workspace), what, path, rows, NULL))
        session_changed(session);
}

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
