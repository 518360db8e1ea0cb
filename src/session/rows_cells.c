/* The raw cells of a list's rows: one by one and kept for a while, as a screen shows them, or one
 * after the other as they stand in the file, as an export takes them all. */
#include "rows_private.h"

/* So many rows of the file are rather stepped over than looked for anew. */
#define NEAR 200

struct RowStream {
    gboolean owns; /* its transaction */
    gint64 at;     /* the row that the statement stands on; 0: on none, G_MAXINT64: at the end */
    char **cells;  /* its cells, SQLite's */
};

/* Rows from one on; its id comes last. */
static sqlite3_stmt *
fetch_statement(RowList *list, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT ");

    if (list->fetch)
        return list->fetch;
    if (list->aside) {
        g_string_append(sql, "line, iif(detail = '', reason, detail), CAST(raw AS "
                             "TEXT), id FROM aside WHERE id >= ? ORDER BY id");
    } else {
        for (guint i = 0; i < list->table->columns->len; i++)
            g_string_append_printf(
                sql, "c%d, ",
                ((const ColumnInfo *)g_ptr_array_index(list->table->columns, i))->position);
        g_string_append_printf(sql, "row FROM raw_%" G_GINT64_FORMAT " WHERE row >= ? ORDER BY row",
                               list->table->id);
    }
    list->fetch = db_prepare(list->database, error, sql->str, "");
    return list->fetch;
}

static void
go_to(sqlite3_stmt *fetch, gint64 row_id)
{
    sqlite3_reset(fetch);
    sqlite3_bind_int64(fetch, 1, row_id);
}

/* ---- one after the other ------------------------------------------------------------------- */

gboolean
row_list_stream_begin(RowList *list, GError **error)
{
    sqlite3 *database = list->database;
    sqlite3_stmt *fetch = fetch_statement(list, error);
    gboolean owns = sqlite3_get_autocommit(database) != 0;

    if (!fetch || (owns && !db_exec(database, "BEGIN", error)))
        return FALSE;
    list->stream = g_new0(RowStream, 1);
    list->stream->owns = owns;
    list->stream->cells = g_new0(char *, (gsize)sqlite3_column_count(fetch));
    return TRUE;
}

void
row_list_stream_end(RowList *list)
{
    if (!list->stream)
        return;
    sqlite3_reset(list->fetch);
    if (list->stream->owns)
        db_exec(list->database, "COMMIT", NULL);
    g_free(list->stream->cells);
    g_clear_pointer(&list->stream, g_free);
}

static void
stream_step(RowStream *stream, sqlite3_stmt *fetch)
{
    int id = sqlite3_column_count(fetch) - 1;

    if (!db_step(fetch, NULL)) {
        stream->at = G_MAXINT64;
        return;
    }
    stream->at = sqlite3_column_int64(fetch, id);
    for (int i = 0; i < id; i++) {
        char *text = (char *)sqlite3_column_text(fetch, i);
        stream->cells[i] = text ? text : "";
    }
}

static char **
stream_cells(RowStream *stream, sqlite3_stmt *fetch, gint64 row_id)
{
    if (stream->at == 0 || row_id < stream->at || row_id - stream->at > NEAR) {
        go_to(fetch, row_id);
        stream->at = 0;
    }
    while (stream->at < row_id)
        stream_step(stream, fetch);
    return stream->at == row_id ? stream->cells : NULL;
}

/* ---- one by one ---------------------------------------------------------------------------- */

static char **
copy_cells(sqlite3_stmt *fetch)
{
    int id = sqlite3_column_count(fetch) - 1;
    char **cells = g_new0(char *, (gsize)id + 1);

    for (int i = 0; i < id; i++) {
        const char *text = (const char *)sqlite3_column_text(fetch, i);
        cells[i] = g_strdup(text ? text : "");
    }
    return cells;
}

char **
row_list_cells(RowList *list, gint64 row_id)
{
    if (list->stream)
        return stream_cells(list->stream, list->fetch, row_id);
    char **cells = g_hash_table_lookup(list->cells, &row_id);
    sqlite3_stmt *fetch = cells ? NULL : fetch_statement(list, NULL);
    if (!fetch)
        return cells;
    go_to(fetch, row_id);
    if (db_step(fetch, NULL) &&
        sqlite3_column_int64(fetch, sqlite3_column_count(fetch) - 1) == row_id)
        cells = copy_cells(fetch);
    sqlite3_reset(fetch);
    if (!cells)
        return NULL;
    if (g_hash_table_size(list->cells) > 2000)
        g_hash_table_remove_all(list->cells);
    g_hash_table_insert(list->cells, g_memdup2(&row_id, sizeof row_id), cells);
    return cells;
}
