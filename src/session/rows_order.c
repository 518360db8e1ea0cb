/* Sorting, filtering, searching and exporting a row list. Where the table's frame is in memory its
 * typed columns are used, else the file is read. */
#include "rows_private.h"

#include <errno.h>
#include <foredesk/parquet.h>
#include <foredesk/stats.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const RowColumn *
column_at(const RowList *list, guint column)
{
    return &g_array_index(list->columns, RowColumn, column);
}

/* ---- sorting ------------------------------------------------------------------------------ */

static int
by_text(gconstpointer a, gconstpointer b, gpointer texts)
{
    char **text = texts;
    return g_ascii_strcasecmp(text[*(const guint32 *)a], text[*(const guint32 *)b]);
}

/* Ranks of texts in order, equal texts alike. */
static double *
text_ranks(char **texts, guint32 n)
{
    g_autofree guint32 *order = g_new(guint32, n);
    double *rank = g_new(double, n);
    double current = -1;

    for (guint32 i = 0; i < n; i++)
        order[i] = i;
    g_qsort_with_data(order, (gint)n, sizeof *order, by_text, texts);
    for (guint32 i = 0; i < n; i++) {
        if (i == 0 || g_ascii_strcasecmp(texts[order[i]], texts[order[i - 1]]) != 0)
            current++;
        rank[order[i]] = *texts[order[i]] ? current : NAN;
    }
    return rank;
}

static void
keys_of_codes(const RowList *list, const Frame *frame, const FrameColumn *column, double *key)
{
    guint32 size = dictionary_size(column->dictionary);
    g_autofree char **texts = g_new(char *, size + 1);

    for (guint32 i = 0; i < size; i++)
        texts[i] = (char *)dictionary_text(column->dictionary, i);
    g_autofree double *rank = text_ranks(texts, size);
    for (guint i = 0; i < list->row_ids->len; i++) {
        guint32 row = frame_row_of(frame, g_array_index(list->row_ids, gint64, i));
        gint32 code = row == G_MAXUINT32 ? -1 : column->code[row];
        key[i] = code < 0 ? NAN : rank[code];
    }
}

/* Rows that a cleaning step set aside are in no frame of the store. */
static gboolean
holds_all(const Frame *frame, const RowList *list)
{
    for (guint i = 0; i < list->row_ids->len; i++)
        if (frame_row_of(frame, g_array_index(list->row_ids, gint64, i)) == G_MAXUINT32)
            return FALSE;
    return TRUE;
}

/* FALSE where the frame can't tell: no frame in memory, or one without a row or the column. */
static gboolean
keys_from_frame(const RowList *list, const ColumnInfo *info, double *key)
{
    g_autoptr(Frame) frame = frame_store_peek(list->session->frames, list->table);
    const FrameColumn *column = frame ? frame_column(frame, info->name) : NULL;

    if (!column || !holds_all(frame, list))
        return FALSE;
    if (column->code) {
        keys_of_codes(list, frame, column, key);
        return TRUE;
    }
    if (!column->integer && !column->decimal)
        return FALSE;
    for (guint i = 0; i < list->row_ids->len; i++) {
        guint32 row = frame_row_of(frame, g_array_index(list->row_ids, gint64, i));
        key[i] = row == G_MAXUINT32 ? NAN : frame_number(column, row);
    }
    return TRUE;
}

/* From the stored texts: numbers where every cell is one, else their order as texts. */
static double *
keys_from_file(RowList *list, guint column)
{
    guint n = list->row_ids->len;
    g_auto(GStrv) texts = g_new0(char *, n + 1);
    double *key = g_new(double, n);
    gboolean numbers = TRUE;

    for (guint i = 0; i < n; i++) {
        const char *text = row_list_raw(list, i, column);
        texts[i] = g_strdup(text ? text : "");
        key[i] = NAN;
        if (numbers && *texts[i])
            numbers = number_parse_decimal(texts[i], -1, &key[i]);
    }
    if (numbers)
        return key;
    g_free(key);
    return text_ranks(texts, n);
}

static double *
sort_keys(RowList *list, guint column)
{
    const RowColumn *shape = column_at(list, column);
    guint n = list->row_ids->len;
    double *key = g_new(double, n);

    if (shape->source == ROW_SCORE) {
        memcpy(key, list->scores->data, n * sizeof *key);
        return key;
    }
    if (shape->source == ROW_LABEL) {
        for (guint i = 0; i < n; i++)
            key[i] = list->labels->data[i];
        return key;
    }
    if (shape->info && keys_from_frame(list, shape->info, key))
        return key;
    g_free(key);
    return keys_from_file(list, column);
}

gboolean
row_list_sort(RowList *list, guint column, gboolean descending, GError **error)
{
    guint n = list->shown->len;
    guint32 *shown = (guint32 *)(void *)list->shown->data;
    g_autofree double *key = sort_keys(list, column);
    g_autofree double *picked = g_new(double, n);
    g_autofree guint32 *order = g_new(guint32, n);
    g_autofree guint32 *before = g_memdup2(shown, n * sizeof *shown);

    for (guint i = 0; i < n; i++)
        picked[i] = descending ? -key[shown[i]] : key[shown[i]];
    stats_order(picked, n, NULL, order); /* missing stands last either way */
    for (guint i = 0; i < n; i++)
        shown[i] = before[order[i]];
    return TRUE;
}

/* ---- filtering and searching -------------------------------------------------------------- */

static gboolean
contains(const char *cell, const char *folded)
{
    if (!cell || !*cell)
        return FALSE;
    g_autofree char *valid = g_utf8_make_valid(cell, -1);
    g_autofree char *text = g_utf8_casefold(valid, -1);
    return strstr(text, folded) != NULL;
}

static gboolean
row_contains(RowList *list, guint at, const char *folded)
{
    for (guint c = 0; c < list->columns->len; c++)
        if (contains(row_list_raw(list, at, c), folded))
            return TRUE;
    return FALSE;
}

/* A condition where it reads as one; else plain text. Something with an operator in it that doesn't
 * parse is a condition gone wrong, and its error is told. */
static gboolean
bind_condition(RowList *list, const char *filter, RowTest **test, Frame **frame, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(PqlNode) node = NULL;

    *test = NULL;
    if (list->aside || !strpbrk(filter, "=<>"))
        return TRUE;
    node = pql_parse_condition(filter, error);
    if (!node)
        return FALSE;
    sqlite3 *database = workspace_database(list->session->workspace);
    *frame = frame_store_get(list->session->frames, database, list->table, NULL, error);
    if (*frame && !holds_all(*frame, list)) {
        frame_unref(*frame);
        *frame = frame_load_whole(database, list->catalogue, list->table, NULL, error);
    }
    if (!*frame)
        return FALSE;
    *test = row_test_new(node, *frame, workspace_database(list->session->workspace), error);
    return *test != NULL;
}

gboolean
row_list_filter(RowList *list, const char *filter, GError **error)
{
    RowTest *test = NULL;
    g_autoptr(Frame) frame = NULL;
    g_autofree char *folded = filter ? g_utf8_casefold(filter, -1) : NULL;

    if (filter && !bind_condition(list, filter, &test, &frame, error))
        return FALSE;
    g_array_set_size(list->shown, 0);
    for (guint32 i = 0; i < list->row_ids->len; i++) {
        gboolean keep = TRUE;
        if (test) {
            guint32 row = frame_row_of(frame, g_array_index(list->row_ids, gint64, i));
            keep = row != G_MAXUINT32 && row_test(test, row) == TEST_TRUE;
        } else if (filter) {
            keep = row_contains(list, i, folded);
        }
        if (keep)
            g_array_append_val(list->shown, i);
    }
    row_test_free(test);
    return TRUE;
}

int
row_list_search(RowList *list, const char *text, guint from, gboolean backwards)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    guint n = list->shown->len;

    for (guint step = 0; step < n; step++) {
        guint row = backwards ? (from + n - step % n) % n : (from + step) % n;
        if (row_contains(list, g_array_index(list->shown, guint32, row), folded))
            return (int)row;
    }
    return -1;
}

/* ---- export ------------------------------------------------------------------------------- */

/* A cell as its column's type; FALSE: it can't be read so. `value` NaN, `integer` the time or
 * number.
 */
static gboolean
read_typed(ParquetType type, const RowList *list, const ColumnInfo *info, const char *cell,
           gint64 *integer, double *decimal)
{
    if (type == PARQUET_INTEGER)
        return number_parse_integer(cell, -1, integer);
    if (type == PARQUET_DECIMAL)
        return number_parse_decimal(cell, -1, decimal);
    return date_parse(cell, -1, info->date_order, list->catalogue->zone, integer, NULL);
}

static ParquetType
type_by_kind(const ColumnInfo *info)
{
    if (!info || info->definition)
        return PARQUET_TEXT;
    return info->kind == KIND_INTEGER   ? PARQUET_INTEGER
           : info->kind == KIND_DECIMAL ? PARQUET_DECIMAL
           : info->kind == KIND_DATE    ? PARQUET_TIME
                                        : PARQUET_TEXT;
}

/* Numbers and moments are typed where every cell reads so; else the texts stay as they stand. One
 * pass over the rows, since each is fetched from the file. */
static GArray *
exported_types(RowList *list)
{
    GArray *types = g_array_new(FALSE, FALSE, sizeof(ParquetType));
    gint64 integer;
    double decimal;

    for (guint c = 0; c < list->columns->len; c++) {
        ParquetType type = type_by_kind(column_at(list, c)->info);
        g_array_append_val(types, type);
    }
    for (guint row = 0; row < list->shown->len; row++)
        for (guint c = 0; c < list->columns->len; c++) {
            ParquetType *type = &g_array_index(types, ParquetType, c);
            const char *raw = *type == PARQUET_TEXT
                                  ? NULL
                                  : row_list_raw(list, g_array_index(list->shown, guint32, row), c);
            if (raw && *raw &&
                !read_typed(*type, list, column_at(list, c)->info, raw, &integer, &decimal))
                *type = PARQUET_TEXT;
        }
    return types;
}

static void
write_typed(ParquetWriter *writer, ParquetType type, const RowList *list, guint column,
            const char *cell)
{
    gint64 integer = 0;
    double decimal = 0;
    if (!*cell)
        parquet_write_missing(writer);
    else if (type == PARQUET_TEXT)
        parquet_write_text(writer, cell, -1);
    else if (!read_typed(type, list, column_at(list, column)->info, cell, &integer, &decimal))
        parquet_write_missing(writer); /* masked */
    else if (type == PARQUET_DECIMAL)
        parquet_write_decimal(writer, decimal);
    else
        parquet_write_integer(writer, integer);
}

/* What an export holds of a cell, whatever the kind of file; the caller frees. */
static char *
exported_cell(RowList *list, guint row, guint column)
{
    const char *raw = row_list_raw(list, g_array_index(list->shown, guint32, row), column);
    return raw ? personal_cell(column_at(list, column)->info, raw, list->session->masked)
               : row_list_cell(list, row, column);
}

static gboolean
export_parquet(RowList *list, const char *path, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GArray) types = exported_types(list);

    for (guint c = 0; c < list->columns->len; c++)
        g_ptr_array_add(names, column_at(list, c)->title);
    g_autoptr(ParquetWriter) writer =
        parquet_writer_new(path, (const char *const *)names->pdata,
                           (const ParquetType *)(gpointer)types->data, names->len, error);
    for (guint row = 0; writer && row < list->shown->len; row++) {
        for (guint c = 0; c < list->columns->len; c++) {
            g_autofree char *cell = exported_cell(list, row, c);
            write_typed(writer, g_array_index(types, ParquetType, c), list, c, cell);
        }
        parquet_end_row(writer);
    }
    if (!writer || !parquet_writer_end(writer, error))
        return FALSE;
    session_log_export(list->session, list->title, path, list->shown->len);
    return TRUE;
}

gboolean
row_list_export(RowList *list, const char *path, GError **error)
{
    if (g_str_has_suffix(path, ".parquet"))
        return export_parquet(list, path, error);
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) failure = NULL;

    for (guint c = 0; c < list->columns->len; c++) {
        if (c)
            g_string_append_c(out, ',');
        csv_append(out, column_at(list, c)->title, TRUE);
    }
    g_string_append(out, "\r\n");
    for (guint row = 0; row < list->shown->len; row++) {
        for (guint c = 0; c < list->columns->len; c++) {
            g_autofree char *cell = exported_cell(list, row, c);
            if (c)
                g_string_append_c(out, ',');
            csv_append(out, cell, TRUE);
        }
        g_string_append(out, "\r\n");
    }
    /* g_file_set_contents writes beside and renames */
    if (g_file_set_contents(path, out->str, (gssize)out->len, &failure)) {
        session_log_export(list->session, list->title, path, list->shown->len);
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "can't write the list: %s",
                failure->message);
    return FALSE;
}
