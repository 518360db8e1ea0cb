/* Taking "25/Feb/26 10:17 PM;author;text" apart. What has no time in front stays out: nobody knows
 * from when on it counts. */
#include "ingest/entry_cells.h"

#include <string.h>

/* ---- which columns -------------------------------------------------------------------------- */

void
entry_source_free(EntrySource *source)
{
    if (source == NULL)
        return;
    g_free(source->name);
    g_ptr_array_unref(source->columns);
    g_free(source);
}

/* All columns of the heading that the one at `first` bears. */
static EntrySource *
source_new(const TableInfo *table, guint first, const char *name)
{
    EntrySource *source = g_new0(EntrySource, 1);
    const ColumnInfo *column = g_ptr_array_index(table->columns, first);
    source->table = table;
    source->name = g_strdup(name);
    source->columns = g_ptr_array_new();
    for (guint i = first; i < table->columns->len; i++) {
        ColumnInfo *other = g_ptr_array_index(table->columns, i);
        if (strcmp(other->heading, column->heading) == 0)
            g_ptr_array_add(source->columns, other);
    }
    return source;
}

static gboolean
heading_stands_before(const TableInfo *table, guint index)
{
    const ColumnInfo *column = g_ptr_array_index(table->columns, index);
    for (guint i = 0; i < index; i++)
        if (strcmp(((const ColumnInfo *)g_ptr_array_index(table->columns, i))->heading,
                   column->heading) == 0)
            return TRUE;
    return FALSE;
}

GPtrArray *
entry_sources(sqlite3 *database, const TableInfo *table)
{
    g_autoptr(Preset) preset = preset_of_table(database, table->id, NULL, NULL);
    if (preset == NULL || table->key == NULL || table->derived)
        return NULL;
    GPtrArray *sources = g_ptr_array_new_with_free_func((GDestroyNotify)entry_source_free);
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        g_autofree char *name = preset_entries(preset, column->heading);
        if (name != NULL && !heading_stands_before(table, i))
            g_ptr_array_add(sources, source_new(table, i, name));
    }
    return sources;
}

EntrySource *
entry_source_of(const TableInfo *entries)
{
    const TableInfo *table = entries->entries_of;
    g_auto(GStrv) words = g_strsplit(entries->definition, " ", 3);
    if (table == NULL || table->key == NULL || g_strv_length(words) != 3)
        return NULL;
    for (guint i = 0; i < table->columns->len; i++)
        if (strcmp(((const ColumnInfo *)g_ptr_array_index(table->columns, i))->name, words[2]) == 0)
            return source_new(table, i, entries->name);
    return NULL;
}

/* ---- their table ---------------------------------------------------------------------------- */

char *
entry_columns(const EntrySource *source, EntryColumns *columns)
{
    static const char *const names[] = {"entry_id", NULL, "written_at", "author", "text", "words"};
    static const char *const headings[] = {"entry id", NULL,   "written at",
                                           "author",   "text", "words"};
    static const char *const made[] = {"ENTRY_ID",     NULL,         "ENTRY_TIME",
                                       "ENTRY_AUTHOR", "ENTRY_TEXT", "ENTRY_WORDS"};
    const ColumnInfo *from = g_ptr_array_index(source->columns, 0), *key = source->table->key;
    /* Links are found by equal names, and by ticket_id where the key is called just id. */
    columns->key = g_ascii_strcasecmp(key->name, "id") == 0
                       ? g_strdup_printf("%s_id", source->table->name)
                       : g_strdup(key->name);
    for (guint i = 0; i < ENTRY_CELLS; i++) {
        columns->definition[i] =
            i == ENTRY_KEY ? NULL : g_strdup_printf("%s(%s)", made[i], from->name);
        columns->column[i] =
            (DerivedColumn){i == ENTRY_KEY ? columns->key : names[i],
                            i == ENTRY_KEY ? columns->key : headings[i], columns->definition[i]};
    }
    return g_strdup_printf("ENTRIES %s %s", source->table->name, from->name);
}

void
entry_columns_clear(EntryColumns *columns)
{
    g_free(columns->key);
    for (guint i = 0; i < ENTRY_CELLS; i++)
        g_free(columns->definition[i]);
}

/* ---- a cell --------------------------------------------------------------------------------- */

void
entry_reader_clear(EntryReader *reader)
{
    g_clear_pointer(&reader->id, g_free);
}

static guint
count_words(const char *text)
{
    guint words = 0;
    for (gboolean inside = FALSE; *text != '\0'; text++) {
        gboolean blank = g_ascii_isspace(*text);
        words += !blank && !inside;
        inside = !blank;
    }
    return words;
}

static gboolean
is_blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

static void
put(Entry *entry, guint i, const char *text, gsize length)
{
    entry->cell[i] = text;
    entry->length[i] = length;
}

EntryKind
entry_read(EntryReader *reader, const char *key, const char *cell, guint n, Entry *entry)
{
    if (is_blank(key) || is_blank(cell))
        return ENTRY_NONE;
    const char *time_end = strchr(cell, ';');
    if (time_end == NULL || !entry_is_moment(cell, (gsize)(time_end - cell)))
        return ENTRY_UNDATED;
    const char *author = time_end + 1, *author_end = strchr(author, ';');
    const char *text = author_end == NULL ? author : author_end + 1;
    g_free(reader->id);
    reader->id = g_strdup_printf("%s/%u", key, n + 1);
    g_snprintf(reader->words, sizeof reader->words, "%u", count_words(text));
    gboolean told = author_end != NULL && !reader->source->no_authors;
    put(entry, ENTRY_ID, reader->id, strlen(reader->id));
    put(entry, ENTRY_KEY, key, strlen(key));
    put(entry, ENTRY_TIME, cell, (gsize)(time_end - cell));
    put(entry, ENTRY_AUTHOR, told ? author : NULL, told ? (gsize)(author_end - author) : 0);
    put(entry, ENTRY_TEXT, text, strlen(text));
    put(entry, ENTRY_WORDS, reader->words, strlen(reader->words));
    return ENTRY_DATED;
}

char **
entry_strings(const Entry *entry)
{
    char **cells = g_new0(char *, ENTRY_CELLS + 1);
    for (guint i = 0; i < ENTRY_CELLS; i++)
        cells[i] = g_strndup(entry->cell[i] != NULL ? entry->cell[i] : "", entry->length[i]);
    return cells;
}
