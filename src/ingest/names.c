/* What becomes of names, addresses and telephones: kept, hashed where they are shown, or dropped:
 * then their cells are never written, nor who wrote a dated entry. Decided by the first rows; what
 * typing finds beyond them is taken out before the table is seen. */
#include "ingest/peek.h"

#include <string.h>

/* ---- dated entries ----------------------------------------------------------------------------
 */

/* Of ten cells that hold something nine hold a moment and whoever stands behind it. */
static gboolean
look_like_entries(const FilePeek *peek, guint rows)
{
    guint filled = 0, entries = 0;
    for (guint row = 0; row < rows; row++) {
        gsize author, author_end;
        filled += peek->length[row] > 0;
        entries += entry_find_author(peek->cell[row], peek->length[row], &author, &author_end) &&
                   author_end > author;
    }
    return entries > 0 && entries * 10 >= filled * 9;
}

static gboolean
are_entries(const Preset *preset, const char *heading)
{
    g_autofree char *name = preset == NULL ? NULL : preset_entries(preset, heading);
    return name != NULL;
}

static void
mark_no_author(CsvLoad *load, guint column)
{
    if (load->no_author == NULL)
        load->no_author = g_new0(guint8, load->names->len);
    load->no_author[column] = 1;
}

static gboolean
bear_one_heading(const CsvLoad *load, guint a, guint b)
{
    return strcmp(g_ptr_array_index(load->headings, a), g_ptr_array_index(load->headings, b)) == 0;
}

/* The first column of the same heading: entries are called by it. */
static guint
first_alike(const CsvLoad *load, guint column)
{
    guint first = 0;
    while (!bear_one_heading(load, first, column))
        first++;
    return first;
}

/* Columns of one heading hold the same, though few cells of the last ones are filled. */
static void
mark_alike(CsvLoad *load)
{
    for (guint i = 0; load->no_author != NULL && i < load->names->len; i++)
        for (guint k = 0; load->no_author[i] && !load->no_heading && k < load->names->len; k++)
            if (bear_one_heading(load, i, k))
                load->no_author[k] = 1;
}

void
csv_load_drop_authors(CsvLoad *load, sqlite3 *database)
{
    static const char dropped[] =
        "SELECT 1 FROM source_column f JOIN source_table s ON s.id = f.table_id JOIN source_table "
        "t ON t.definition = 'ENTRIES ' || s.name || ' ' || f.name JOIN source_column a ON "
        "a.table_id = t.id JOIN column_dropped d ON d.column_id = a.id WHERE f.table_id = ? AND "
        "f.position = ? AND a.definition = 'ENTRY_AUTHOR(' || f.name || ')'";
    for (guint i = 0; i < load->names->len; i++)
        if (db_integer(database, 0, dropped, "ii", load->table_id,
                       (gint64)reimport_position(load->reimport, first_alike(load, i))) != 0)
            mark_no_author(load, i);
}

/* ---- names ------------------------------------------------------------------------------------
 */

gboolean
csv_load_drop_names(CsvLoad *load, GError **error)
{
    g_autoptr(Preset) known =
        load->preset == NULL || load->preset_file != NULL ? NULL : preset_named(load->preset, NULL);
    const Preset *preset = load->preset_file != NULL ? load->preset_file : known;
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
        if (are_entries(preset, g_ptr_array_index(load->headings, i)) ||
            look_like_entries(peek, rows))
            mark_no_author(load, i);
    }
    mark_alike(load);
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
