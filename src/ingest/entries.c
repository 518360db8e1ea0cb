/* entries: what a vendor's export gathers of a ticket's life in cells, each with its own date, as
 * facts that count from that date on. The cells stay where they are; the table is made of them,
 * and found again by the number of an entry within its ticket when the next export comes. */
#include "ingest/entries.h"

#include "ingest/derived.h"
#include "ingest/entry_cells.h"
#include "ingest/reimport.h"
#include <foredesk/evidence.h>

#include <string.h>

EntriesMade *
entries_made_new(void)
{
    EntriesMade *made = g_new0(EntriesMade, 1);
    made->tables = g_array_new(FALSE, FALSE, sizeof(gint64));
    made->note = g_string_new(NULL);
    return made;
}

void
entries_made_free(EntriesMade *made)
{
    if (made == NULL)
        return;
    g_array_unref(made->tables);
    g_string_free(made->note, TRUE);
    g_free(made);
}

/* ---- reading the cells ---------------------------------------------------------------------- */

typedef gboolean (*EntryVisit)(const Entry *entry, gpointer data, GError **error);

typedef struct {
    gint64 entries, undated;
} EntryCounts;

static sqlite3_stmt *
select_cells(sqlite3 *database, const EntrySource *source, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    g_string_printf(sql, "SELECT row, c%d", source->table->key->position);
    for (guint i = 0; i < source->columns->len; i++)
        g_string_append_printf(
            sql, ", c%d", ((const ColumnInfo *)g_ptr_array_index(source->columns, i))->position);
    g_autofree char *current = rows_current_sql(database, source->table->id);
    g_string_append_printf(sql, " FROM raw_%" G_GINT64_FORMAT " AS raw WHERE %s ORDER BY row",
                           source->table->id, current);
    return db_prepare(database, error, sql->str, NULL);
}

/* Every entry of the current rows, in their order; `counts` may be NULL. */
static gboolean
each_entry(sqlite3 *database, const EntrySource *source, EntryVisit visit, gpointer data,
           EntryCounts *counts, Progress *progress, GError **error)
{
    g_autoptr(sqlite3_stmt) cells = select_cells(database, source, error);
    g_auto(EntryReader) reader = {.source = source};
    GError *failure = NULL;
    progress_phase(progress, "taking entries apart", source->table->rows, "rows");
    for (gint64 rows = 0; cells != NULL && failure == NULL && db_step(cells, &failure); rows++) {
        if (rows % 4096 == 0) {
            progress_advance(progress, rows);
            if (progress_stop(progress, &failure))
                break;
        }
        const char *key = (const char *)sqlite3_column_text(cells, 1);
        for (guint i = 0; i < source->columns->len && failure == NULL; i++) {
            Entry entry;
            EntryKind kind = entry_read(
                &reader, key, (const char *)sqlite3_column_text(cells, (int)i + 2), i, &entry);
            if (counts != NULL && kind != ENTRY_NONE)
                (*(kind == ENTRY_DATED ? &counts->entries : &counts->undated))++;
            if (kind == ENTRY_DATED && visit != NULL)
                visit(&entry, data, &failure);
        }
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return cells != NULL && failure == NULL;
}

/* ---- a new table ---------------------------------------------------------------------------- */

static gboolean
insert_entry(const Entry *entry, gpointer data, GError **error)
{
    return derived_row(data, entry->cell, entry->length, error);
}

/* One line for all of them. */
static gboolean
write_aside(sqlite3 *database, const EntrySource *source, gint64 table, gint64 import,
            gint64 undated, GError **error)
{
    if (undated == 0)
        return TRUE;
    g_autofree char *count = number_count(undated);
    g_autofree char *detail = g_strdup_printf(
        "%s entries in %s of %s have no time of their own", count,
        ((const ColumnInfo *)g_ptr_array_index(source->columns, 0))->name, source->table->name);
    return db_run(database, error,
                  "INSERT INTO aside (import_id, line, reason, detail, raw) VALUES (?, 0, "
                  "'undated', ?, x'')",
                  "is", import, detail) &&
           db_run(database, error, "UPDATE import SET aside = ? WHERE id = ?", "ii", undated,
                  import) &&
           db_run(database, error, "UPDATE source_table SET aside = ? WHERE id = ?", "ii", undated,
                  table);
}

/* The import of the table's newest rows: where that is taken back, so are its entries. */
static gint64
write_import(sqlite3 *database, const EntrySource *source, gint64 table, GError **error)
{
    return db_run(database, error,
                  "INSERT INTO import (table_id, file, separator, encoding, zone, imported_at, "
                  "preset, hash) SELECT ?, 'entries of ' || ?, separator, encoding, zone, "
                  "imported_at, 'none', id FROM import WHERE table_id = ? AND id NOT IN (SELECT "
                  "import_id FROM import_off WHERE state = 'off') ORDER BY id DESC LIMIT 1",
                  "isi", table, source->table->name, source->table->id)
               ? sqlite3_last_insert_rowid(database)
               : 0;
}

static gboolean
write_catalogue(sqlite3 *database, const EntrySource *source, const char *name, gboolean no_authors,
                gint64 *table, gint64 *import, GError **error)
{
    gint64 ids[ENTRY_CELLS];
    g_auto(EntryColumns) columns = {0};
    g_autofree char *definition = entry_columns(source, &columns);
    *table = derived_write(database, name, source->table->zone, definition, columns.column,
                           ENTRY_CELLS, ids, error);
    *import = *table == 0 ? 0 : write_import(database, source, *table, error);
    return *import != 0 &&
           db_run(database, error,
                  "UPDATE source_table SET key_column = ?, key_declared = 1, time_column = ?, "
                  "time_declared = 1 WHERE id = ?",
                  "iii", ids[ENTRY_ID], ids[ENTRY_TIME], *table) &&
           (!no_authors || db_run(database, error,
                                  "INSERT INTO column_dropped (column_id, import_id) VALUES (?, ?)",
                                  "ii", ids[ENTRY_AUTHOR], *import));
}

static gboolean
write_rows(sqlite3 *database, EntrySource *source, gint64 table, gint64 import, Progress *progress,
           GError **error)
{
    DerivedRows rows;
    if (derived_rows_begin(&rows, database, table, ENTRY_CELLS, error) &&
        each_entry(database, source, insert_entry, &rows, NULL, progress, error))
        return derived_rows_end(&rows, table, import, error);
    derived_rows_abandon(&rows);
    return FALSE;
}

static void
tell(EntriesMade *made, const EntrySource *source, const char *name, const EntryCounts *counts)
{
    g_autofree char *entries = number_count(counts->entries);
    g_autofree char *undated = number_count(counts->undated);
    g_string_append_printf(made->note,
                           "%s%s of %s: its %s entries are the table %s, each known from its own "
                           "time on",
                           made->note->len > 0 ? " " : "",
                           ((const ColumnInfo *)g_ptr_array_index(source->columns, 0))->heading,
                           source->table->name, entries, name);
    if (counts->undated > 0)
        g_string_append_printf(made->note, "; %s without a time %s left out", undated,
                               counts->undated == 1 ? "is" : "are");
    g_string_append_c(made->note, '.');
}

static gboolean
make_table(sqlite3 *database, EntrySource *source, gboolean no_authors, EntriesMade *made,
           Progress *progress, GError **error)
{
    EntryCounts counts = {0};
    gint64 table = 0, import = 0;
    WriteSlice slice;
    if (!each_entry(database, source, NULL, NULL, &counts, progress, error))
        return FALSE;
    if (counts.entries == 0)
        return TRUE;
    g_autofree char *name = derived_free_name(database, source->name, source->table->name);
    source->no_authors = no_authors;
    if (!slice_begin(&slice, database, error))
        return FALSE;
    gboolean begun = write_catalogue(database, source, name, no_authors, &table, &import, error) &&
                     write_aside(database, source, table, import, counts.undated, error) &&
                     slice_end(&slice, error);
    if (!begun) {
        slice_abandon(&slice);
        return FALSE;
    }
    g_array_append_val(made->tables, table);
    tell(made, source, name, &counts);
    return write_rows(database, source, table, import, progress, error) &&
           table_type(database, table, progress, error);
}

gboolean
entries_make(sqlite3 *database, gint64 table, gboolean no_authors, EntriesMade *made,
             Progress *progress, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_load_importing(database, error);
    const TableInfo *from = catalogue == NULL ? NULL : catalogue_table_by_id(catalogue, table);
    g_autoptr(GPtrArray) sources = from == NULL ? NULL : entry_sources(database, from);
    for (guint i = 0; sources != NULL && i < sources->len; i++)
        if (!make_table(database, g_ptr_array_index(sources, i), no_authors, made, progress, error))
            return FALSE;
    return catalogue != NULL;
}

/* ---- the next export ------------------------------------------------------------------------ */

typedef struct {
    Reimport *reimport;
    WriteSlice slice;
    EntryCounts counts;
} Renewal;

static gboolean
renew_entry(const Entry *entry, gpointer data, GError **error)
{
    Renewal *renewal = data;
    return reimport_row(renewal->reimport, entry->cell, entry->length, error) &&
           slice_tick(&renewal->slice, error);
}

static gboolean
write_renewal(Renewal *renewal, sqlite3 *database, EntrySource *source, const TableInfo *table,
              Progress *progress, GError **error)
{
    gint64 import;
    if (!slice_begin(&renewal->slice, database, error))
        return FALSE;
    if ((import = write_import(database, source, table->id, error)) != 0 &&
        reimport_begin(renewal->reimport, import, error) &&
        each_entry(database, source, renew_entry, renewal, &renewal->counts, progress, error) &&
        reimport_end(renewal->reimport, renewal->counts.undated, error) &&
        (!reimport_changed(renewal->reimport) ||
         (write_aside(database, source, table->id, import, renewal->counts.undated, error) &&
          reimport_publish(renewal->reimport, error))) &&
        slice_end(&renewal->slice, error))
        return TRUE;
    slice_abandon(&renewal->slice);
    return FALSE;
}

static gboolean
authors_dropped(const TableInfo *entries)
{
    return ((const ColumnInfo *)g_ptr_array_index(entries->columns, ENTRY_AUTHOR))->personal ==
           PERSONAL_DROP;
}

static gboolean
renew_table(sqlite3 *database, EntrySource *source, const TableInfo *table, Progress *progress,
            GError **error)
{
    g_auto(EntryColumns) columns = {0};
    g_autofree char *definition = entry_columns(source, &columns);
    g_autoptr(GPtrArray) names = g_ptr_array_new(), headings = g_ptr_array_new();
    for (guint i = 0; i < ENTRY_CELLS; i++) {
        g_ptr_array_add(names, (gpointer)columns.column[i].name);
        g_ptr_array_add(headings, (gpointer)columns.column[i].heading);
    }
    source->no_authors = authors_dropped(table);
    g_autoptr(Reimport) reimport = reimport_new(database, table, names, headings, progress, error);
    Renewal renewal = {.reimport = reimport};
    if (reimport == NULL || !write_renewal(&renewal, database, source, table, progress, error)) {
        imports_drop_unfinished(database, NULL);
        return FALSE;
    }
    return imports_drop_unfinished(database, error) /* one that brought nothing */ &&
           (!reimport_changed(reimport) || table_type(database, table->id, progress, error));
}

/* The table that was made of these columns; NULL: none yet. */
static const TableInfo *
table_of(const Catalogue *catalogue, const EntrySource *source)
{
    g_auto(EntryColumns) columns = {0};
    g_autofree char *definition = entry_columns(source, &columns);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->entries_of == source->table && strcmp(table->definition, definition) == 0)
            return table;
    }
    return NULL;
}

static gboolean
make_ready(sqlite3 *database, EntrySource *source, Progress *progress, GError **error)
{
    EntriesMade *made = entries_made_new();
    g_autofree char *names = setting_get(database, "names");
    gboolean done =
        make_table(database, source, g_strcmp0(names, "drop") == 0, made, progress, error);
    for (guint i = 0; done && i < made->tables->len; i++)
        done = db_run(database, error, "UPDATE source_table SET state = 'ready' WHERE id = ?", "i",
                      g_array_index(made->tables, gint64, i)) &&
               links_find(database, error);
    entries_made_free(made);
    return done;
}

gboolean
entries_renew(sqlite3 *database, gint64 table, Progress *progress, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_load(database, error);
    const TableInfo *from = catalogue == NULL ? NULL : catalogue_table_by_id(catalogue, table);
    g_autoptr(GPtrArray) sources = from == NULL ? NULL : entry_sources(database, from);
    for (guint i = 0; sources != NULL && i < sources->len; i++) {
        EntrySource *source = g_ptr_array_index(sources, i);
        const TableInfo *there = table_of(catalogue, source);
        if (there != NULL ? !renew_table(database, source, there, progress, error)
                          : !make_ready(database, source, progress, error))
            return FALSE;
    }
    return catalogue != NULL;
}

/* ---- rows that aren't stored ---------------------------------------------------------------- */

static guint
column_index(const TableInfo *table, const ColumnInfo *column)
{
    guint index = 0;
    g_ptr_array_find(table->columns, column, &index);
    return index;
}

GPtrArray *
import_entries(const TableInfo *entries, GPtrArray *rows)
{
    static const char gathered[] = {COLUMN_GATHER_SEPARATOR, '\0'};
    g_autoptr(EntrySource) source = entry_source_of(entries);
    g_auto(EntryReader) reader = {.source = source};
    GPtrArray *made = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    if (source != NULL)
        source->no_authors = authors_dropped(entries);
    for (guint row = 0; source != NULL && row < rows->len; row++) {
        char *const *cells = g_ptr_array_index(rows, row);
        const char *key = cells[column_index(source->table, source->table->key)];
        for (guint i = 0; i < source->columns->len; i++) {
            const char *cell =
                cells[column_index(source->table, g_ptr_array_index(source->columns, i))];
            /* More of them than the table has columns for stand in the first one, parted. */
            g_auto(GStrv) parts = g_strsplit(cell != NULL ? cell : "", gathered, -1);
            for (guint k = 0; parts[k] != NULL; k++) {
                Entry entry;
                guint number = k == 0 ? i : source->columns->len + k - 1;
                if (entry_read(&reader, key, parts[k], number, &entry) == ENTRY_DATED)
                    g_ptr_array_add(made, entry_strings(&entry));
            }
        }
    }
    return made;
}
