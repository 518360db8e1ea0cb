/* From headings to names: a heading is kept verbatim beside the name that commands and PQL use. A
 * file whose first line is a row has none. */
#include "ingest/headings.h"

#include <foredesk/pii.h>
#include <string.h>

#define LONGEST_NAME 60

char *
identifier_from(const char *text)
{
    g_autoptr(GString) name = g_string_new(NULL);
    gboolean gap = FALSE;
    glong characters = 0;
    /* An accent written apart is part of its letter. */
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    for (const char *at = composed == NULL ? "" : composed;
         *at != '\0' && characters < LONGEST_NAME; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (!g_unichar_isalnum(character)) {
            gap = name->len > 0;
            continue;
        }
        if (name->len == 0 && g_unichar_isdigit(character))
            g_string_append_c(name, '_');
        if (gap)
            g_string_append_c(name, '_');
        gap = FALSE;
        g_string_append_unichar(name, character);
        characters++;
    }
    return name->len == 0 ? NULL : g_strdup(name->str);
}

/* `name`, or name_2, name_3 …: the first that isn't taken yet; takes it. */
static char *
unused_name(const char *name, GHashTable *taken)
{
    for (int i = 1;; i++) {
        g_autofree char *candidate = i == 1 ? g_strdup(name) : g_strdup_printf("%s_%d", name, i);
        char *folded = g_utf8_casefold(candidate, -1);
        if (g_hash_table_add(taken, folded))
            return g_steal_pointer(&candidate);
    }
}

GPtrArray *
names_from_headings(const GPtrArray *headings)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *names = g_ptr_array_new_full(headings->len, g_free);
    for (guint i = 0; i < headings->len; i++) {
        g_autofree char *name = identifier_from(g_ptr_array_index(headings, i));
        if (name == NULL)
            name = g_strdup_printf("column_%u", i + 1);
        g_ptr_array_add(names, unused_name(name, taken));
    }
    return names;
}

/* ---- heading or row? ------------------------------------------------------------------------ */

static gboolean
only_numbers(const GPtrArray *headings)
{
    for (guint i = 0; i < headings->len; i++) {
        const char *heading = g_ptr_array_index(headings, i);
        double number;
        if (*heading != '\0' && !number_parse_decimal(heading, -1, &number))
            return FALSE;
    }
    return TRUE;
}

static gboolean
cell_is(const RecordBatch *rows, gsize cell, const char *text)
{
    gsize start = cell == 0 ? 0 : rows->end[cell - 1], length = rows->end[cell] - start;
    return strlen(text) == length && memcmp(rows->bytes + start, text, length) == 0;
}

/* Exports glued together repeat their heading: such a row says nothing. */
static gboolean
repeats_heading(const GPtrArray *headings, const RecordBatch *rows, guint row)
{
    for (guint i = 0; i < headings->len; i++)
        if (!cell_is(rows, (gsize)row * headings->len + i, g_ptr_array_index(headings, i)))
            return FALSE;
    return TRUE;
}

static gboolean
occurs_below(const GPtrArray *headings, const RecordBatch *rows, guint column)
{
    for (guint row = 0; row < rows->rows; row++)
        if (cell_is(rows, (gsize)row * headings->len + column,
                    g_ptr_array_index(headings, column)) &&
            !repeats_heading(headings, rows, row))
            return TRUE;
    return FALSE;
}

static gboolean
is_whole(const PiiSpan *span, gpointer data)
{
    gsize *length = data;
    if (span->length < *length)
        return TRUE;
    *length = 0;
    return FALSE;
}

/* An address, a card or a telephone and nothing besides. */
static gboolean
is_personal(const char *text, gsize length)
{
    gsize whole = length;
    if (length == 0)
        return FALSE;
    pii_scan(text, length, is_whole, &whole);
    return whole == 0;
}

/* A heading that is somebody's address, above cells that are others'. */
static gboolean
names_somebody(const GPtrArray *headings, const RecordBatch *rows, guint column)
{
    const char *heading = g_ptr_array_index(headings, column);
    guint alike = 0;
    if (!is_personal(heading, strlen(heading)))
        return FALSE;
    for (guint row = 0; row < rows->rows; row++) {
        gsize cell = (gsize)row * headings->len + column;
        gsize start = cell == 0 ? 0 : rows->end[cell - 1];
        alike += is_personal(rows->bytes + start, rows->end[cell] - start);
    }
    return alike * 2 >= rows->rows && alike > 0;
}

gboolean
heading_is_row(const GPtrArray *headings, const RecordBatch *rows)
{
    if (only_numbers(headings))
        return TRUE;
    for (guint i = 0; i < headings->len; i++)
        if (names_somebody(headings, rows, i))
            return TRUE;
    guint filled = 0, below = 0;
    for (guint i = 0; i < headings->len; i++) {
        if (*(const char *)g_ptr_array_index(headings, i) == '\0')
            continue;
        filled++;
        below += occurs_below(headings, rows, i);
    }
    return below * 2 >= filled;
}

char *
table_name_from_file(const char *file)
{
    static const char *const endings[] = {".csv", ".tsv", ".tab", ".txt", ".parquet"};
    g_autofree char *name = g_filename_display_basename(file);
    gsize whole = strlen(name);
    if (whole > 3 && g_ascii_strcasecmp(name + whole - 3, ".gz") == 0)
        name[whole - 3] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        gsize length = strlen(name), ending = strlen(endings[i]);
        if (length > ending && g_ascii_strcasecmp(name + length - ending, endings[i]) == 0) {
            name[length - ending] = '\0';
            break;
        }
    }
    char *table = identifier_from(name);
    return table != NULL ? table : g_strdup("table");
}
