/* Raw tables for tests: written as the import writes them, from cells in memory or from a plain CSV
 * file (quotes, CRLF and a BOM; nothing set aside), so that typing is tested without ingest. */
#pragma once

#include <foredesk/frame.h>

#include <glib/gstdio.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3, sqlite3_close)

static inline Workspace *
raw_workspace(const char *folder, const char *name)
{
    GError *error = NULL;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    Workspace *workspace = workspace_create(path, &error);
    g_assert_no_error(error);
    return workspace;
}

/* Appends an import of rows (char ** each, of `n` cells, NULL: null) to a table's raw rows. */
static inline void
raw_append(sqlite3 *database, gint64 table, guint n, GPtrArray *rows)
{
    GError *error = NULL;
    GString *sql = g_string_new(NULL);
    g_string_printf(sql, "INSERT INTO raw_%d VALUES (NULL", (int)table);
    for (guint i = 0; i < n; i++)
        g_string_append(sql, ", ?");
    g_string_append(sql, ")");
    g_assert_true(db_exec(database, "SAVEPOINT raw", NULL));
    g_autoptr(sqlite3_stmt) insert = db_prepare(database, &error, sql->str, "");
    g_assert_no_error(error);
    g_string_free(sql, TRUE);
    gint64 first = 0, last = 0;
    for (guint row = 0; row < rows->len; row++) {
        char *const *cells = g_ptr_array_index(rows, row);
        for (guint i = 0; i < n; i++)
            sqlite3_bind_text(insert, (int)i + 1, cells[i], -1, SQLITE_STATIC);
        g_assert_cmpint(sqlite3_step(insert), ==, SQLITE_DONE);
        sqlite3_reset(insert);
        last = sqlite3_last_insert_rowid(database);
        first = row == 0 ? last : first;
    }
    db_run(database, &error,
           "INSERT INTO import (table_id, file, separator, encoding, imported_at, first_row, "
           "last_row, rows) VALUES (?, 'test.csv', ',', 'UTF-8', '2026-01-01T00:00:00Z', ?, ?, ?)",
           "iiii", table, first, last, (gint64)rows->len);
    g_assert_no_error(error);
    g_assert_true(db_run(database, NULL, "UPDATE source_table SET rows = rows + ? WHERE id = ?",
                         "ii", (gint64)rows->len, table));
    g_assert_true(db_exec(database, "RELEASE raw", NULL));
}

/* A new table; headings are its columns' names too. */
static inline gint64
raw_table(sqlite3 *database, const char *name, char *const *headings, GPtrArray *rows)
{
    GError *error = NULL;
    db_run(database, &error, "INSERT INTO source_table (name, state) VALUES (?, 'ready')", "s",
           name);
    g_assert_no_error(error);
    gint64 table = sqlite3_last_insert_rowid(database);
    GString *sql = g_string_new(NULL);
    g_string_printf(sql, "CREATE TABLE raw_%d (row INTEGER PRIMARY KEY", (int)table);
    guint n = 0;
    for (; headings[n]; n++) {
        g_string_append_printf(sql, ", c%u TEXT", n);
        db_run(database, &error,
               "INSERT INTO source_column (table_id, position, name, heading) VALUES (?, ?, ?, ?)",
               "iiss", table, (gint64)n, headings[n], headings[n]);
        g_assert_no_error(error);
    }
    g_string_append(sql, ") STRICT");
    db_exec(database, sql->str, &error);
    g_assert_no_error(error);
    g_string_free(sql, TRUE);
    raw_append(database, table, n, rows);
    return table;
}

static inline void
raw_type(sqlite3 *database, gint64 table)
{
    GError *error = NULL;
    table_type(database, table, NULL, &error);
    g_assert_no_error(error);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* Reads one record; the cursor moves on. NULL at the end. */
static inline GPtrArray *
csv_record(const char **cursor)
{
    const char *at = *cursor;
    if (!*at)
        return NULL;
    GPtrArray *cells = g_ptr_array_new();
    for (gboolean more = TRUE; more;) {
        GString *cell = g_string_new(NULL);
        if (*at == '"') {
            for (at++; *at && (*at != '"' || at[1] == '"'); at++) {
                at += *at == '"';
                g_string_append_c(cell, *at);
            }
            at += *at == '"';
        }
        for (; *at && !strchr(",\r\n", *at); at++)
            g_string_append_c(cell, *at);
        more = *at == ',';
        at += more;
        g_ptr_array_add(cells, g_string_free(cell, FALSE));
    }
    at += *at == '\r';
    at += *at == '\n';
    *cursor = at;
    g_ptr_array_add(cells, NULL);
    return cells;
}

/* Imports a whole file as a table of this name; the number of rows. */
static inline gint64
raw_csv(sqlite3 *database, const char *name, const char *path, guint *n_rows)
{
    g_autofree char *bytes = NULL;
    g_assert_true(g_file_get_contents(path, &bytes, NULL, NULL));
    const char *cursor = g_str_has_prefix(bytes, "\xef\xbb\xbf") ? bytes + 3 : bytes;
    GPtrArray *head = csv_record(&cursor), *record;
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    while ((record = csv_record(&cursor)) != NULL) {
        if (record->len == head->len)
            g_ptr_array_add(rows, g_ptr_array_free(record, FALSE));
        else
            g_strfreev((char **)g_ptr_array_free(record, FALSE));
    }
    char **headings = (char **)g_ptr_array_free(head, FALSE);
    gint64 table = raw_table(database, name, headings, rows);
    *n_rows = rows->len;
    g_strfreev(headings);
    g_ptr_array_unref(rows);
    return table;
}
