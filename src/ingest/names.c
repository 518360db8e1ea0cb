/* What becomes of names, addresses and telephones: kept, hashed where they are shown, or dropped:
 * then their cells are never written. Decided by the first rows; what typing finds beyond them is
 * taken out before the table is seen. */
#include "ingest/peek.h"

#include <string.h>

gboolean
csv_load_drop_names(CsvLoad *load, GError **error)
{
    g_autoptr(FilePeek) peek = file_peek_new(load, error);
    if (peek == NULL)
        return FALSE;
    load->dropped = g_new0(guint8, peek->width);
    for (guint i = 0; i < peek->width; i++) {
        guint rows = file_peek_column(peek, i);
        ColumnPeek says;
        column_peek(g_ptr_array_index(load->headings, i), load->table, peek->cell, peek->length,
                    rows, &says);
        load->dropped[i] = personal_names_person(says.personal);
    }
    return TRUE;
}

gboolean
csv_load_mark_dropped(const CsvLoad *load, sqlite3 *database, GError **error)
{
    for (guint i = 0; load->dropped != NULL && i < load->names->len; i++)
        if (load->dropped[i] &&
            !db_run(database, error,
                    "INSERT OR IGNORE INTO column_dropped (column_id, import_id) "
                    "SELECT id, ? FROM source_column WHERE table_id = ? AND position = ?",
                    "iii", load->import_id, load->table_id, (gint64)i))
            return FALSE;
    return TRUE;
}

/* The columns that typing found to hold names and that were written all the same. */
static GArray *
names_left(sqlite3 *database, gint64 table, GError **error)
{
    g_autoptr(GArray) positions = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(sqlite3_stmt) columns =
        db_prepare(database, error,
                   "SELECT position, pii FROM source_column c WHERE table_id = ? AND pii IS NOT "
                   "NULL AND NOT EXISTS (SELECT 1 FROM column_dropped WHERE column_id = c.id)",
                   "i", table);
    while (columns != NULL && db_step(columns, NULL)) {
        int position = sqlite3_column_int(columns, 0);
        if (personal_names_person((const char *)sqlite3_column_text(columns, 1)))
            g_array_append_val(positions, position);
    }
    return columns == NULL ? NULL : g_steal_pointer(&positions);
}

static gboolean
erase(CsvLoad *load, sqlite3 *database, int position, GError **error)
{
    g_autofree char *sql =
        g_strdup_printf("UPDATE raw_%" G_GINT64_FORMAT " SET c%d = NULL", load->table_id, position);
    load->dropped[position] = 1;
    return db_run(database, error, sql, NULL);
}

gboolean
csv_load_drop_rest(CsvLoad *load, sqlite3 *database, Progress *progress, GError **error)
{
    if (load->dropped == NULL)
        return TRUE;
    g_autoptr(GArray) left = names_left(database, load->table_id, error);
    if (left == NULL || left->len == 0)
        return left != NULL;
    /* Freed pages are overwritten, so that no name stays behind in the file. */
    if (!db_exec(database, "PRAGMA secure_delete = ON", error))
        return FALSE;
    for (guint i = 0; i < left->len; i++)
        if (!erase(load, database, g_array_index(left, int, i), error))
            return FALSE;
    return csv_load_mark_dropped(load, database, error) &&
           table_type(database, load->table_id, progress, error);
}
