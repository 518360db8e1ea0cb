/* Reading and writing a dictionary as CSV or as a Markdown table: what travels to the people who
 * know what the fields mean, and comes back. */
#include "csv_record.h"
#include "dictionary_file.h"

#include <string.h>

static void
entry_free(gpointer data)
{
    DictionaryEntry *entry = data;
    g_free(entry->table);
    g_free(entry->column);
    g_free(entry->meaning);
    g_free(entry->value);
    g_free(entry);
}

gboolean
dictionary_is_markdown(const char *path)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);
    return g_str_has_suffix(lower, ".md") || g_str_has_suffix(lower, ".markdown");
}

/* ---- writing ------------------------------------------------------------------------------ */

/* A cell of a Markdown table: one line, its bars escaped. */
static void
append_cell(GString *out, const char *text)
{
    g_autofree char *clean = text_clean(text ? text : "", -1);
    g_string_append(out, "| ");
    for (const char *p = clean; *p; p++) {
        if (*p == '|' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, ' ');
}

static void
append_entry(GString *out, const char *const *cells, guint n, gboolean markdown)
{
    for (guint i = 0; i < n; i++) {
        if (markdown) {
            append_cell(out, cells[i]);
            continue;
        }
        if (i)
            g_string_append_c(out, ',');
        csv_append(out, cells[i], TRUE);
    }
    g_string_append(out, markdown ? "|\n" : "\n");
}

/* The values of a category that have a meaning, in order. */
static void
append_values(GString *out, const TableInfo *table, const ColumnInfo *column, gboolean markdown)
{
    g_autoptr(GList) values = column->value_meanings && !column->pii
                                  ? g_hash_table_get_keys(column->value_meanings)
                                  : NULL;
    values = g_list_sort(values, (GCompareFunc)strcmp);
    for (GList *value = values; value; value = value->next) {
        const char *cells[] = {
            table->name, column->name, value->data,
            "value",     "",           g_hash_table_lookup(column->value_meanings, value->data)};
        append_entry(out, cells, G_N_ELEMENTS(cells), markdown);
    }
}

char *
dictionary_print(const Catalogue *catalogue, gboolean markdown)
{
    static const char *const heading[] = {"table", "column", "value", "type", "known", "meaning"};
    GString *out = g_string_new(NULL);

    append_entry(out, heading, G_N_ELEMENTS(heading), markdown);
    if (markdown)
        g_string_append(out, "| --- | --- | --- | --- | --- | --- |\n");
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        for (guint k = 0; k < table->columns->len; k++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, k);
            const char *cells[] = {table->name,
                                   column->name,
                                   "",
                                   kind_name(column->kind),
                                   known_name(column->known),
                                   column->meaning};
            append_entry(out, cells, G_N_ELEMENTS(cells), markdown);
            append_values(out, table, column, markdown);
        }
    }
    return g_string_free(out, FALSE);
}

/* ---- reading ------------------------------------------------------------------------------ */

/* One row of a Markdown table; other lines are passed over. */
static GPtrArray *
markdown_record(const char **cursor, guint *line)
{
    const char *p = *cursor;

    while (*p && *p != '|') { /* no row of a table */
        p = strchr(p, '\n') ? strchr(p, '\n') + 1 : p + strlen(p);
        (*line)++;
    }
    if (!*p)
        return NULL;
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) cell = g_string_new(NULL);
    for (p++; *p && *p != '\n'; p++) {
        if (*p == '\\' && p[1] && p[1] != '\n')
            g_string_append_c(cell, *++p);
        else if (*p == '|') {
            g_ptr_array_add(cells, g_strstrip(g_strdup(cell->str)));
            g_string_truncate(cell, 0);
        } else
            g_string_append_c(cell, *p);
    }
    (*line)++;
    *cursor = *p ? p + 1 : p;
    return cells;
}

static int
place_of(const GPtrArray *heading, const char *name)
{
    for (guint i = 0; heading && i < heading->len; i++)
        if (g_ascii_strcasecmp(g_ptr_array_index(heading, i), name) == 0)
            return (int)i;
    return -1;
}

/* What a spreadsheet must not run was written with a ' before it: taken off again. */
static char *
unguarded(const char *cell)
{
    gboolean guarded = cell[0] == '\'' && cell[1] && strchr("=+-@", cell[1]);
    return g_strdup(cell + guarded);
}

GPtrArray *
dictionary_read(const char *path, GError **error)
{
    g_autofree char *bytes = NULL;
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);
    g_autoptr(GError) failure = NULL;
    gboolean markdown = dictionary_is_markdown(path);
    guint line = 0, from = 0;

    if (!g_file_get_contents(path, &bytes, NULL, &failure)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "can't read the dictionary: %s",
                    failure->message);
        return NULL;
    }
    const char *cursor = g_str_has_prefix(bytes, "\xef\xbb\xbf") ? bytes + 3 : bytes;
    g_autoptr(GPtrArray) heading =
        markdown ? markdown_record(&cursor, &line) : csv_record(&cursor, &line);
    int table = place_of(heading, "table"), column = place_of(heading, "column"),
        meaning = place_of(heading, "meaning"), value = place_of(heading, "value");
    if (table < 0 || column < 0 || meaning < 0 || !g_utf8_validate(bytes, -1, NULL)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s has no columns table, column and meaning in UTF-8: `dictionary export` "
                    "writes such a file",
                    path);
        return NULL;
    }
    for (;;) {
        from = line + 1;
        g_autoptr(GPtrArray) cells =
            markdown ? markdown_record(&cursor, &line) : csv_record(&cursor, &line);
        if (!cells)
            break;
        if ((int)cells->len <= MAX(table, MAX(column, meaning)) ||
            g_str_has_prefix(g_ptr_array_index(cells, 0), "---"))
            continue;
        DictionaryEntry *entry = g_new0(DictionaryEntry, 1);
        *entry = (DictionaryEntry){unguarded(g_ptr_array_index(cells, (guint)table)),
                                   unguarded(g_ptr_array_index(cells, (guint)column)),
                                   unguarded(g_ptr_array_index(cells, (guint)meaning)),
                                   value >= 0 && value < (int)cells->len
                                       ? unguarded(g_ptr_array_index(cells, (guint)value))
                                       : g_strdup(""),
                                   from};
        g_ptr_array_add(entries, entry);
    }
    return g_steal_pointer(&entries);
}
