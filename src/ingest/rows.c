/* import_rows: a file of new rows in memory, in the column order of a table that is there: tickets
 * to be scored. */
#include "ingest/load.h"
#include <foredesk/ingest.h>

#include <string.h>

static gboolean
same_text(const char *a, const char *b)
{
    g_autofree char *folded_a = g_utf8_casefold(a, -1), *folded_b = g_utf8_casefold(b, -1);
    return g_str_equal(folded_a, folded_b);
}

/* For each column of the table its cell in the file, −1: the file has none. Headings are compared
 * first as they stand, then as the names made of them. */
static int *
match_columns(const TableInfo *table, const CsvLoad *load)
{
    int *cell_of = g_new(int, table->columns->len);
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        cell_of[i] = -1;
        for (guint j = 0; j < load->names->len && cell_of[i] < 0; j++)
            if (same_text(g_ptr_array_index(load->names, j), column->name))
                cell_of[i] = (int)j;
        if (column->definition != NULL && table->derived)
            continue; /* a ticket's end, under its beginning's heading */
        for (guint j = 0; j < load->headings->len && cell_of[i] < 0; j++)
            if (same_text(g_ptr_array_index(load->headings, j), column->heading))
                cell_of[i] = (int)j;
    }
    return cell_of;
}

/* "a, b, c and 4 more", clean. */
static char *
list_words(const GPtrArray *names)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < names->len && i < 6; i++) {
        g_autofree char *clean = text_clean(g_ptr_array_index(names, i), -1);
        g_string_append_printf(words, "%s%s", i == 0 ? "" : ", ", clean);
    }
    if (names->len > 6)
        g_string_append_printf(words, " and %u more", names->len - 6);
    return g_string_free(words, FALSE);
}

static void
note_columns(const TableInfo *table, const CsvLoad *load, const int *cell_of, GPtrArray *notes)
{
    g_autoptr(GPtrArray) missing = g_ptr_array_new(), unknown = g_ptr_array_new();
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (cell_of[i] < 0)
            g_ptr_array_add(missing, column->name);
    }
    for (guint j = 0; j < load->names->len; j++) {
        gboolean used = FALSE;
        for (guint i = 0; i < table->columns->len; i++)
            used = used || cell_of[i] == (int)j;
        if (!used)
            g_ptr_array_add(unknown, g_ptr_array_index(load->headings, j));
    }
    if (missing->len > 0) {
        g_autofree char *names = list_words(missing);
        g_ptr_array_add(
            notes, g_strdup_printf("%s has no %s: taken as missing.", load->source->shown, names));
    }
    if (unknown->len > 0) {
        g_autofree char *names = list_words(unknown);
        g_ptr_array_add(notes, g_strdup_printf("%s is not among the columns of %s: left out.",
                                               names, table->name));
    }
}

static void
free_cells(gpointer cells)
{
    g_free(cells); /* the row and its texts are one block */
}

/* A row as char*[columns], its texts behind it in the same block. */
static char **
take_row(const RecordBatch *batch, gsize first, guint width, const int *cell_of, guint columns)
{
    guint32 start = first == 0 ? 0 : batch->end[first - 1];
    gsize length = batch->end[first + width - 1] - start;
    char **cells = g_malloc(columns * sizeof(char *) + length + width);
    char *text = (char *)(cells + columns);
    g_autofree char **own = g_new(char *, width);
    for (guint j = 0; j < width; j++) {
        guint32 end = batch->end[first + j];
        own[j] = end == start ? NULL : text;
        memcpy(text, batch->bytes + start, end - start);
        text += end - start;
        *text++ = '\0';
        start = end;
    }
    for (guint i = 0; i < columns; i++)
        cells[i] = cell_of[i] < 0 ? NULL : own[cell_of[i]];
    return cells;
}

static gboolean
read_rows(CsvLoad *load, const int *cell_of, guint columns, GPtrArray *rows, GError **error)
{
    g_autoptr(RecordBatch) batch = record_batch_new();
    guint width = load->names->len;
    do {
        if (!record_reader_fill(load->reader, batch, 4096, error))
            return FALSE;
        for (guint row = 0; row < batch->rows; row++)
            g_ptr_array_add(rows, take_row(batch, (gsize)row * width, width, cell_of, columns));
        if (batch->aside->len > 0 && load->first_aside == NULL) {
            const AsideRecord *aside = &g_array_index(batch->aside, AsideRecord, 0);
            load->first_aside =
                g_strdup_printf("line %" G_GINT64_FORMAT ": %s", aside->line, aside->detail);
        }
        load->aside += batch->aside->len;
    } while (batch->rows > 0 || batch->aside->len > 0);
    return TRUE;
}

GPtrArray *
import_rows(const char *file, const char *encoding, const TableInfo *table, GPtrArray *notes,
            GError **error)
{
    g_autoptr(CsvLoad) load = csv_load_new(file, table->name, 0, encoding, error);
    if (load == NULL)
        return NULL;
    g_autofree int *cell_of = match_columns(table, load);
    guint found = 0;
    for (guint i = 0; i < table->columns->len; i++)
        found += cell_of[i] >= 0;
    if (found == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s has none of the columns of %s: export it with the same headings",
                    load->source->shown, table->name);
        return NULL;
    }
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_cells);
    if (!read_rows(load, cell_of, table->columns->len, rows, error))
        return NULL;
    if (rows->len == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "%s has no rows%s%s: %s",
                    load->source->shown, load->first_aside != NULL ? " that fit its heading, " : "",
                    load->first_aside != NULL ? load->first_aside : "", "export it again");
        return NULL;
    }
    note_columns(table, load, cell_of, notes);
    if (load->aside > 0)
        g_ptr_array_add(notes, g_strdup_printf("%" G_GINT64_FORMAT " record%s set aside, the first "
                                               "at %s.",
                                               load->aside, load->aside == 1 ? "" : "s",
                                               load->first_aside));
    return g_steal_pointer(&rows);
}
