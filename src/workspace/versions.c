/* Versions of rows: a later import brings a row in place of an earlier one, which stays. Which rows
 * are current, which one was at a moment, and what a cell held then. */
#include <foredesk/evidence.h>

#include <string.h>

/* ---- current rows --------------------------------------------------------------------------- */

/* Rows of imports that don't count, at the end of the table where one is being written. */
static gboolean
leave_out_imports(sqlite3 *database, gint64 table, GString *sql, gboolean *any)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, NULL,
                   "SELECT first_row, last_row FROM import JOIN import_off ON import_id = id "
                   "WHERE table_id = ?",
                   "i", table);
    *any = FALSE;
    while (rows != NULL && db_step(rows, NULL)) {
        *any = TRUE;
        if (sqlite3_column_type(rows, 0) == SQLITE_NULL)
            continue;
        g_string_append_printf(sql, " AND NOT (raw.row >= %" G_GINT64_FORMAT,
                               (gint64)sqlite3_column_int64(rows, 0));
        if (sqlite3_column_type(rows, 1) != SQLITE_NULL)
            g_string_append_printf(sql, " AND raw.row <= %" G_GINT64_FORMAT,
                                   (gint64)sqlite3_column_int64(rows, 1));
        g_string_append_c(sql, ')');
    }
    return rows != NULL;
}

char *
rows_current_sql(sqlite3 *database, gint64 table)
{
    GString *sql = g_string_new("1");
    gboolean off;
    leave_out_imports(database, table, sql, &off);
    if (db_integer(database, 0, "SELECT 1 FROM row_version WHERE table_id = ? LIMIT 1", "i", table))
        g_string_append_printf(
            sql,
            " AND NOT EXISTS (SELECT 1 FROM row_version v WHERE v.table_id = %" G_GINT64_FORMAT
            " AND v.replaced = raw.row%s)",
            table, off ? " AND v.import_id NOT IN (SELECT import_id FROM import_off)" : "");
    return g_string_free(sql, FALSE);
}

/* ---- at a moment ---------------------------------------------------------------------------- */

void
row_version_free(RowVersion *version)
{
    if (version == NULL)
        return;
    g_free(version->file);
    g_free(version);
}

/* The import whose rows hold this one. */
static gboolean
fill_version(sqlite3 *database, gint64 table, gint64 row, RowVersion *version, GError **error)
{
    g_autoptr(sqlite3_stmt) import =
        db_prepare(database, error,
                   "SELECT id, file, strftime('%s', imported_at) FROM import WHERE table_id = ? "
                   "AND ? BETWEEN first_row AND last_row",
                   "ii", table, row);
    if (import == NULL)
        return FALSE;
    version->row = row;
    version->imported_at = TIME_MISSING;
    if (!db_step(import, error))
        return error == NULL || *error == NULL;
    version->import_id = sqlite3_column_int64(import, 0);
    version->file = g_strdup((const char *)sqlite3_column_text(import, 1));
    version->imported_at =
        g_ascii_strtoll((const char *)sqlite3_column_text(import, 2), NULL, 10) * TIME_SECOND;
    return TRUE;
}

GPtrArray *
row_versions(sqlite3 *database, gint64 table, gint64 row, GError **error)
{
    g_autoptr(GPtrArray) versions =
        g_ptr_array_new_with_free_func((GDestroyNotify)row_version_free);
    for (gint64 at = row; at != 0;) {
        RowVersion *version = g_new0(RowVersion, 1);
        g_ptr_array_insert(versions, 0, version);
        GError *failure = NULL;
        if (!fill_version(database, table, at, version, &failure)) {
            g_propagate_error(error, failure);
            return NULL;
        }
        at = db_integer(database, 0,
                        "SELECT replaced FROM row_version WHERE table_id = ? AND row = ? "
                        "AND import_id NOT IN (SELECT import_id FROM import_off)",
                        "ii", table, at);
    }
    return g_steal_pointer(&versions);
}

gint64
row_as_of(sqlite3 *database, gint64 table, gint64 row, TimePoint moment, GError **error)
{
    g_autoptr(GPtrArray) versions = row_versions(database, table, row, error);
    gint64 found = 0;
    for (guint i = 0; versions != NULL && i < versions->len; i++) {
        const RowVersion *version = g_ptr_array_index(versions, i);
        if (i == 0 || version->imported_at <= moment)
            found = version->row;
    }
    return found;
}

char *
cell_as_of(sqlite3 *database, const ColumnInfo *column, gint64 row, TimePoint moment,
           GError **error)
{
    gint64 then = row_as_of(database, column->table_id, row, moment, error);
    g_autofree char *sql = g_strdup_printf("SELECT c%d FROM raw_%" G_GINT64_FORMAT " WHERE row = ?",
                                           column->position, column->table_id);
    return then == 0 ? NULL : db_text(database, sql, "i", then);
}

/* ---- the same row now ------------------------------------------------------------------------ */

/* Steps from a row to a version of it, by one of these questions, as long as there is one. */
static gboolean
follow(sqlite3_stmt *step, gint64 table, gint64 *row, GError **error)
{
    GError *failure = NULL;
    for (gboolean found = TRUE; found && !failure;) {
        sqlite3_reset(step);
        sqlite3_bind_int64(step, 1, table);
        sqlite3_bind_int64(step, 2, *row);
        found = db_step(step, &failure);
        if (found)
            *row = sqlite3_column_int64(step, 0);
    }
    sqlite3_reset(step);
    if (failure)
        g_propagate_error(error, failure);
    return failure == NULL;
}

gboolean
rows_follow(sqlite3 *database, gint64 table, gint64 *rows, gsize n, GError **error)
{
    if (db_integer(database, 0, "SELECT 1 FROM row_version WHERE table_id = ? LIMIT 1", "i",
                   table) == 0)
        return TRUE;
    g_autoptr(sqlite3_stmt) back =
        db_prepare(database, error,
                   "SELECT replaced FROM row_version WHERE table_id = ? AND row = ? AND import_id "
                   "IN (SELECT import_id FROM import_off)",
                   NULL);
    g_autoptr(sqlite3_stmt) forth =
        back == NULL ? NULL
                     : db_prepare(database, error,
                                  "SELECT row FROM row_version WHERE table_id = ? AND replaced = ? "
                                  "AND import_id NOT IN (SELECT import_id FROM import_off)",
                                  NULL);
    for (gsize i = 0; forth != NULL && i < n; i++)
        if (!follow(back, table, &rows[i], error) || !follow(forth, table, &rows[i], error))
            return FALSE;
    return forth != NULL;
}

/* ---- what stands on earlier rows ------------------------------------------------------------ */

char *
import_since_model(sqlite3 *database, gint64 model)
{
    g_autoptr(sqlite3_stmt) import = db_prepare(
        database, NULL,
        "SELECT i.file, substr(i.imported_at, 1, 10), i.notes ->> 'new', i.notes ->> 'changed' "
        "FROM model m JOIN task t ON t.id = m.task_id JOIN import i ON i.table_id = t.entity_table "
        "WHERE m.id = ? AND i.imported_at > m.created_at AND i.rows > 0 AND i.notes IS NOT NULL "
        "AND i.id NOT IN (SELECT import_id FROM import_off) ORDER BY i.id DESC LIMIT 1",
        "i", model);
    if (import == NULL || !db_step(import, NULL))
        return NULL;
    g_autofree char *base = g_path_get_basename((const char *)sqlite3_column_text(import, 0));
    g_autofree char *file = text_clean(base, -1);
    g_autofree char *added = number_count(sqlite3_column_int64(import, 2));
    g_autofree char *changed = number_count(sqlite3_column_int64(import, 3));
    return g_strdup_printf("%s came on %s, after this model was trained (%s new rows, %s changed)",
                           file, (const char *)sqlite3_column_text(import, 1), added, changed);
}

/* ---- taking an import back ------------------------------------------------------------------ */

/* What a crash left of an import into a table that was there: its rows, versions, new columns'
 * cells. */
static gboolean
drop_loading(sqlite3 *database, gint64 import, GError **error)
{
    gint64 table = db_integer(database, 0, "SELECT table_id FROM import WHERE id = ?", "i", import);
    gint64 first = db_integer(database, G_MAXINT64, "SELECT first_row FROM import WHERE id = ?",
                              "i", import); /* null: it wrote none */
    g_autofree char *last_sql =
        g_strdup_printf("SELECT max(row) FROM raw_%" G_GINT64_FORMAT, table);
    g_autofree char *sql =
        g_strdup_printf("DELETE FROM raw_%" G_GINT64_FORMAT " WHERE row > ?", table);
    WriteSlice slice;
    if (!slice_begin(&slice, database, error))
        return FALSE;
    gboolean done = TRUE;
    for (gint64 last = db_integer(database, 0, last_sql, NULL); done && last >= first; last -= 500)
        done = db_run(database, error, sql, "i", MAX(first - 1, last - 500)) &&
               slice_tick(&slice, error);
    done = done &&
           db_run(database, error, "DELETE FROM row_version WHERE table_id = ? AND import_id = ?",
                  "ii", table, import) &&
           db_run(database, error, "DELETE FROM import WHERE id = ?", "i", import) &&
           slice_end(&slice, error);
    if (!done)
        slice_abandon(&slice);
    return done;
}

gboolean
imports_drop_unfinished(sqlite3 *database, GError **error)
{
    for (;;) {
        gint64 import = db_integer(
            database, 0, "SELECT import_id FROM import_off WHERE state = 'loading' LIMIT 1", NULL);
        if (import == 0)
            return TRUE;
        if (!drop_loading(database, import, error))
            return FALSE;
    }
}

gboolean
import_switch(sqlite3 *database, gint64 import, gboolean on, GError **error)
{
    static const char counts[] =
        "UPDATE source_table SET rows = rows + ?2 * coalesce((SELECT notes ->> 'new' FROM import "
        "WHERE id = ?1), 0), aside = aside + ?2 * (SELECT aside FROM import WHERE id = ?1) "
        "WHERE id = (SELECT table_id FROM import WHERE id = ?1)";
    return db_run(database, error,
                  on ? "DELETE FROM import_off WHERE import_id = ?"
                     : "INSERT OR IGNORE INTO import_off VALUES (?, 'off')",
                  "i", import) &&
           db_run(database, error, counts, "ii", import, (gint64)(on ? 1 : -1));
}
