/* import_rows: a file of new rows in memory, in the column order of a table that is there: tickets
 * to be scored. */
#include "ingest/vendor.h"
#include <foredesk/ingest.h>

#include <string.h>

static gboolean
same_text(const char *a, const char *b)
{
    g_autofree char *folded_a = g_utf8_casefold(a, -1), *folded_b = g_utf8_casefold(b, -1);
    return g_str_equal(folded_a, folded_b);
}

/* How many columns before this one bear the same heading. */
static guint
repeats_before(const TableInfo *table, guint index)
{
    const ColumnInfo *column = g_ptr_array_index(table->columns, index);
    guint before = 0;
    for (guint i = 0; i < index; i++)
        before += same_text(((const ColumnInfo *)g_ptr_array_index(table->columns, i))->heading,
                            column->heading);
    return before;
}

/* The nth cell of a heading in the file; −1: there are fewer. */
static int
nth_cell(const CsvLoad *load, const char *heading, guint nth)
{
    for (guint j = 0; j < load->headings->len; j++)
        if (same_text(g_ptr_array_index(load->headings, j), heading) && nth-- == 0)
            return (int)j;
    return -1;
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
        if (cell_of[i] < 0)
            cell_of[i] = nth_cell(load, column->heading, repeats_before(table, i));
    }
    return cell_of;
}

static gboolean
is_used(const int *cell_of, guint columns, guint cell)
{
    for (guint i = 0; i < columns; i++)
        if (cell_of[i] == (int)cell)
            return TRUE;
    return FALSE;
}

/* For each cell of the file the gathered list that it joins, as one more of a heading that the
 * table has fewer of: the list's column; −1: none. */
static int *
match_more(const TableInfo *table, const CsvLoad *load, const int *cell_of)
{
    int *joins = g_new(int, load->names->len);
    for (guint j = 0; j < load->names->len; j++) {
        joins[j] = -1;
        for (guint i = 0; i < table->columns->len && joins[j] < 0; i++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, i);
            if (column_gathers(column) && !is_used(cell_of, table->columns->len, j) &&
                same_text(g_ptr_array_index(load->headings, j), column->heading))
                joins[j] = (int)i;
        }
    }
    return joins;
}

guint
import_columns_found(const TableInfo *table, const CsvLoad *load)
{
    g_autofree int *cell_of = match_columns(table, load);
    guint found = 0;
    for (guint i = 0; i < table->columns->len; i++)
        found += cell_of[i] >= 0;
    return found;
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
note_columns(const TableInfo *table, const CsvLoad *load, const int *cell_of, const int *joins,
             GPtrArray *notes)
{
    g_autoptr(GPtrArray) missing = g_ptr_array_new(), unknown = g_ptr_array_new();
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (cell_of[i] < 0 && !column_is_part(column))
            g_ptr_array_add(missing, column->name);
    }
    for (guint j = 0; j < load->names->len; j++)
        if (joins[j] < 0 && !is_used(cell_of, table->columns->len, j))
            g_ptr_array_add(unknown, g_ptr_array_index(load->headings, j));
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

/* Where the cells of a row go. */
typedef struct {
    const TableInfo *table;
    guint width;     /* cells of the file's rows */
    int *cell_of;    /* by column of the table */
    int *joins;      /* by cell of the file */
    guint8 *gathers; /* by column: others may join it */
} RowShape;

static void
row_shape_clear(RowShape *shape)
{
    g_free(shape->cell_of);
    g_free(shape->joins);
    g_free(shape->gathers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RowShape, row_shape_clear)

static gsize
cell_length(const RecordBatch *batch, gsize cell)
{
    return batch->end[cell] - (cell == 0 ? 0 : batch->end[cell - 1]);
}

static char *
add_cell(char *to, const RecordBatch *batch, gsize cell)
{
    gsize length = cell_length(batch, cell);
    memcpy(to, batch->bytes + batch->end[cell] - length, length);
    return to + length;
}

/* Behind what a list holds so far, from `list` to `end`. */
static char *
join_cell(const char *list, char *end, const RecordBatch *batch, gsize cell)
{
    char *from = end == list ? end : end + 1;
    char *to = add_cell(from, batch, cell);
    if (to == from)
        return end;
    if (from > end)
        *end = COLUMN_GATHER_SEPARATOR;
    return to;
}

/* A row as char*[columns], its texts behind it in the same block. The cells that join a list stand
 * in that list's column, after a separator that no file has: the list is taken apart by it. */
static char **
take_row(const RecordBatch *batch, gsize first, const RowShape *shape)
{
    guint columns = shape->table->columns->len, width = shape->width;
    gsize most = columns + width;
    for (guint j = 0; j < width; j++)
        most += shape->joins[j] < 0 ? 0 : cell_length(batch, first + j);
    for (guint i = 0; i < columns; i++)
        most += shape->cell_of[i] < 0 ? 0 : cell_length(batch, first + (gsize)shape->cell_of[i]);
    char **cells = g_malloc(columns * sizeof(char *) + most);
    char *text = (char *)(cells + columns);
    for (guint i = 0; i < columns; i++) {
        cells[i] = text;
        if (shape->cell_of[i] >= 0)
            text = add_cell(text, batch, first + (gsize)shape->cell_of[i]);
        for (guint j = 0; shape->gathers[i] && j < width; j++)
            if (shape->joins[j] == (int)i)
                text = join_cell(cells[i], text, batch, first + j);
        if (text == cells[i])
            cells[i] = NULL;
        *text++ = '\0';
    }
    return cells;
}

static gboolean
read_rows(CsvLoad *load, const RowShape *shape, GPtrArray *rows, GError **error)
{
    g_autoptr(RecordBatch) batch = record_batch_new();
    do {
        if (!record_reader_fill(load->reader, batch, 4096, error))
            return FALSE;
        for (guint row = 0; row < batch->rows; row++)
            g_ptr_array_add(rows, take_row(batch, (gsize)row * shape->width, shape));
        if (batch->aside->len > 0 && load->first_aside == NULL) {
            const AsideRecord *aside = &g_array_index(batch->aside, AsideRecord, 0);
            load->first_aside =
                g_strdup_printf("line %" G_GINT64_FORMAT ": %s", aside->line, aside->detail);
        }
        load->aside += batch->aside->len;
    } while (batch->rows > 0 || batch->aside->len > 0);
    return TRUE;
}

static gboolean
has_some(const RowShape *shape)
{
    for (guint i = 0; i < shape->table->columns->len; i++)
        if (shape->cell_of[i] >= 0)
            return TRUE;
    return FALSE;
}

GPtrArray *
import_rows(sqlite3 *database, const RowsFile *file, const TableInfo *table, GPtrArray *notes,
            char **vendor, GError **error)
{
    g_autoptr(CsvLoad) load = csv_load_new(file->file, table->name, 0, file->encoding, error);
    g_autofree char *words = NULL;
    if (load == NULL || !vendor_check(database, table, load, file->preset, &words, error))
        return NULL;
    g_auto(RowShape) shape = {.table = table, .width = load->names->len};
    shape.cell_of = match_columns(table, load);
    shape.joins = match_more(table, load, shape.cell_of);
    shape.gathers = g_new0(guint8, table->columns->len);
    for (guint i = 0; i < table->columns->len; i++)
        shape.gathers[i] = column_gathers(g_ptr_array_index(table->columns, i));
    if (!has_some(&shape)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s has none of the columns of %s: export it with the same headings",
                    load->source->shown, table->name);
        return NULL;
    }
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_cells);
    if (!read_rows(load, &shape, rows, error))
        return NULL;
    if (rows->len == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "%s has no rows%s%s: %s",
                    load->source->shown, load->first_aside != NULL ? " that fit its heading, " : "",
                    load->first_aside != NULL ? load->first_aside : "", "export it again");
        return NULL;
    }
    note_columns(table, load, shape.cell_of, shape.joins, notes);
    if (load->aside > 0)
        g_ptr_array_add(notes, g_strdup_printf("%" G_GINT64_FORMAT " record%s set aside, the first "
                                               "at %s.",
                                               load->aside, load->aside == 1 ? "" : "s",
                                               load->first_aside));
    if (vendor != NULL)
        *vendor = g_steal_pointer(&words);
    return g_steal_pointer(&rows);
}
