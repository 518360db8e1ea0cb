/* raw: one pass of SQLite over raw_<table>. Rows that a later import replaced are passed over. */
#include "frame/raw.h"

#include "frame/pipe.h"
#include <foredesk/evidence.h>

#include <string.h>

#define PROGRESS_ROWS 8192

guint32
raw_rows_at_most(sqlite3 *database, gint64 table)
{
    /* Each alone is a step to one end of the tree; both in one query would walk all of it. */
    g_autofree char *sql =
        g_strdup_printf("SELECT (SELECT max(row) FROM raw_%" G_GINT64_FORMAT ") - "
                        "(SELECT min(row) FROM raw_%" G_GINT64_FORMAT ") + 1",
                        table, table);
    return (guint32)CLAMP(db_integer(database, 0, sql, ""), 0, G_MAXINT32);
}

char *
raw_fingerprint(sqlite3 *database, gint64 table, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT id, imported_at, coalesce(first_row, 0), coalesce(last_row, 0), "
                   "(SELECT count(*) FROM row_version v WHERE v.import_id = import.id) "
                   "FROM import WHERE table_id = ? AND id NOT IN (SELECT import_id FROM import_off) "
                   "AND (rows > 0 OR id = (SELECT min(id) FROM import i WHERE i.table_id = "
                   "import.table_id)) ORDER BY id",
                   "i", table);
    if (!statement)
        return NULL;
    Fingerprint *fingerprint = fingerprint_new("raw rows");
    fingerprint_integer(fingerprint, table);
    /* Forgetting changes rows that an import brought. */
    fingerprint_integer(fingerprint, db_integer(database, 0, "SELECT count(*) FROM forgotten", ""));
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        fingerprint_integer(fingerprint, sqlite3_column_int64(statement, 0));
        fingerprint_text(fingerprint, (const char *)sqlite3_column_text(statement, 1));
        for (int column = 2; column < 5; column++)
            fingerprint_integer(fingerprint, sqlite3_column_int64(statement, column));
    }
    char *hex = fingerprint_end(fingerprint);
    if (failure) {
        g_propagate_error(error, failure);
        g_clear_pointer(&hex, g_free);
    }
    return hex;
}

static char *
scan_sql(sqlite3 *database, gint64 table, char *const *cells, guint n)
{
    GString *sql = g_string_new("SELECT row");
    for (guint i = 0; i < n; i++)
        g_string_append_printf(sql, ", %s", cells[i]);
    g_string_append_printf(sql, " FROM raw_%" G_GINT64_FORMAT " AS raw", table);
    g_autofree char *current = rows_current_sql(database, table);
    if (strcmp(current, "1") != 0)
        g_string_append_printf(sql, " WHERE %s", current);
    g_string_append(sql, " ORDER BY row");
    return g_string_free(sql, FALSE);
}

gboolean
raw_read(sqlite3 *database, gint64 table, char *const *wanted, guint n, RawRow visit, gpointer data,
         Progress *progress, const char *phase, GError **error)
{
    g_autofree char *sql = scan_sql(database, table, wanted, n);
    g_autoptr(sqlite3_stmt) statement = db_prepare(database, error, sql, "");
    if (!statement)
        return FALSE;
    if (progress)
        progress_phase(progress, phase, raw_rows_at_most(database, table), "rows");
    GError *failure = NULL;
    g_autofree const char **cells = g_new(const char *, n + 1);
    g_autofree gsize *lengths = g_new(gsize, n + 1);
    for (gint64 rows = 0; db_step(statement, &failure); rows++) {
        if (rows % PROGRESS_ROWS == 0 && progress) {
            progress_advance(progress, rows);
            if (progress_stop(progress, &failure))
                break;
        }
        for (guint i = 0; i < n; i++) {
            cells[i] = (const char *)sqlite3_column_text(statement, (int)i + 1);
            lengths[i] = (gsize)sqlite3_column_bytes(statement, (int)i + 1);
        }
        visit(sqlite3_column_int64(statement, 0), cells, lengths, data);
    }
    if (failure)
        g_propagate_error(error, failure);
    return failure == NULL;
}

typedef struct {
    ScanPipe *pipe;
    GArray *ids;
} RawScan;

static void
scan_row(gint64 row, const char *const *cells, const gsize *lengths, gpointer data)
{
    RawScan *scan = data;
    if (scan->ids)
        g_array_append_val(scan->ids, row);
    scan_pipe_row(scan->pipe, cells, lengths);
}

gboolean
raw_scan(sqlite3 *database, gint64 table, char *const *cells, ColumnScan *const *scans, guint n,
         GArray *ids, Progress *progress, const char *phase, GError **error)
{
    RawScan scan = {.pipe = scan_pipe_new(scans, n), .ids = ids};
    gboolean read = raw_read(database, table, cells, n, scan_row, &scan, progress, phase, error);
    scan_pipe_end(scan.pipe);
    return read;
}
