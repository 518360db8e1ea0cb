/* Derived tables: the catalogue's rows of one, its raw table, and its cells, which are copied from
 * other tables so that all else reads it like any that was imported. */
#include "ingest/derived.h"

char *
derived_free_name(sqlite3 *database, const char *wanted, const char *from)
{
    static const char taken[] = "SELECT 1 FROM source_table WHERE name = ?";
    g_autofree char *longer = g_strdup_printf("%s_%s", from, wanted);
    char *name = g_strdup(wanted);
    for (guint number = 1; db_integer(database, 0, taken, "s", name) != 0; number++) {
        g_free(name);
        name = number == 1 ? g_strdup(longer) : g_strdup_printf("%s_%u", longer, number);
    }
    return name;
}

static gboolean
write_columns(sqlite3 *database, gint64 table, const DerivedColumn *columns, guint n, gint64 *ids,
              GError **error)
{
    g_autoptr(GString) create = g_string_new(NULL);
    g_string_printf(create, "CREATE TABLE raw_%" G_GINT64_FORMAT " (row INTEGER PRIMARY KEY",
                    table);
    for (guint i = 0; i < n; i++) {
        g_string_append_printf(create, ", c%u TEXT", i);
        if (!db_run(database, error,
                    "INSERT INTO source_column (table_id, position, name, heading, definition) "
                    "VALUES (?, ?, ?, ?, ?)",
                    "iisss", table, (gint64)i, columns[i].name, columns[i].heading,
                    columns[i].definition))
            return FALSE;
        ids[i] = sqlite3_last_insert_rowid(database);
    }
    g_string_append(create, ") STRICT");
    return db_exec(database, create->str, error);
}

gint64
derived_write(sqlite3 *database, const char *name, const char *zone, const char *definition,
              const DerivedColumn *columns, guint n, gint64 *ids, GError **error)
{
    if (!db_run(database, error,
                "INSERT INTO source_table (name, zone, derived, definition) VALUES (?, ?, 1, ?)",
                "sss", name, zone, definition))
        return 0;
    gint64 table = sqlite3_last_insert_rowid(database);
    return write_columns(database, table, columns, n, ids, error) ? table : 0;
}

/* ---- rows ----------------------------------------------------------------------------------- */

gboolean
derived_rows_begin(DerivedRows *rows, sqlite3 *database, gint64 table, guint width, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_printf(sql, "INSERT INTO raw_%" G_GINT64_FORMAT " VALUES (NULL", table);
    for (guint i = 0; i < width; i++)
        g_string_append(sql, ", ?");
    g_string_append_c(sql, ')');
    *rows = (DerivedRows){.width = width};
    rows->row = db_prepare(database, error, sql->str, NULL);
    return rows->row != NULL && slice_begin(&rows->slice, database, error);
}

gboolean
derived_row(DerivedRows *rows, const char *const *cells, const gsize *lengths, GError **error)
{
    for (guint i = 0; i < rows->width; i++)
        sqlite3_bind_text(rows->row, (int)i + 1, cells[i], (int)lengths[i], SQLITE_STATIC);
    int result = sqlite3_step(rows->row);
    sqlite3_reset(rows->row);
    if (result != SQLITE_DONE) {
        db_set_error(sqlite3_db_handle(rows->row), "writing rows", error);
        return FALSE;
    }
    rows->rows++;
    return slice_tick(&rows->slice, error);
}

gboolean
derived_rows_end(DerivedRows *rows, gint64 table, gint64 import, GError **error)
{
    sqlite3 *database = rows->slice.database;
    gboolean done =
        db_run(database, error,
               "UPDATE import SET rows = ?1, first_row = iif(?1 > 0, 1, NULL), last_row = "
               "nullif(?1, 0) WHERE id = ?2",
               "ii", rows->rows, import) &&
        db_run(database, error, "UPDATE source_table SET rows = ? WHERE id = ?", "ii", rows->rows,
               table) &&
        slice_end(&rows->slice, error);
    if (done)
        g_clear_pointer(&rows->row, sqlite3_finalize);
    else
        derived_rows_abandon(rows);
    return done;
}

void
derived_rows_abandon(DerivedRows *rows)
{
    g_clear_pointer(&rows->row, sqlite3_finalize);
    if (rows->slice.database != NULL)
        slice_abandon(&rows->slice);
}
