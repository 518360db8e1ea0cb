/* Exporting a row list: a Parquet file with types, or CSV, whose lines leave as they are made, so
 * that no list is too long for the memory. */
#include "rows_private.h"

#include <errno.h>
#include <foredesk/parquet.h>
#include <glib/gstdio.h>
#include <stdio.h>

#define CSV_CHUNK 65536

static const RowColumn *
column_at(const RowList *list, guint column)
{
    return &g_array_index(list->columns, RowColumn, column);
}

/* What an export holds of a cell, whatever the kind of file; the caller frees. */
static char *
exported_cell(RowList *list, guint row, guint column)
{
    const char *raw = row_list_raw(list, g_array_index(list->shown, guint32, row), column);
    return raw ? personal_cell(column_at(list, column)->info, raw, list->session->masked)
               : row_list_cell(list, row, column);
}

/* ---- Parquet ------------------------------------------------------------------------------- */

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

/* Numbers and moments are typed where every cell reads so; else the texts stay as they stand. */
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
    return writer && parquet_writer_end(writer, error);
}

/* ---- CSV ----------------------------------------------------------------------------------- */

static void
append_heading(const RowList *list, const char *ending, GString *out)
{
    for (guint c = 0; c < list->columns->len; c++) {
        if (c)
            g_string_append_c(out, ',');
        csv_append(out, column_at(list, c)->title, TRUE);
    }
    g_string_append(out, ending);
}

static void
append_line(RowList *list, guint row, char *(*cell_of)(RowList *, guint, guint), const char *ending,
            GString *out)
{
    for (guint c = 0; c < list->columns->len; c++) {
        g_autofree char *cell = cell_of(list, row, c);
        if (c)
            g_string_append_c(out, ',');
        csv_append(out, cell, TRUE);
    }
    g_string_append(out, ending);
}

/* What is left in `out` leaves when it has grown, and at the end. */
static gboolean
write_lines(RowList *list, FILE *file)
{
    g_autoptr(GString) out = g_string_new(NULL);

    append_heading(list, "\r\n", out);
    for (guint row = 0; row < list->shown->len; row++) {
        append_line(list, row, exported_cell, "\r\n", out);
        if (out->len < CSV_CHUNK)
            continue;
        if (fwrite(out->str, 1, out->len, file) < out->len)
            return FALSE;
        g_string_truncate(out, 0);
    }
    return fwrite(out->str, 1, out->len, file) == out->len;
}

/* Beside its place, and renamed when complete. */
static gboolean
export_csv(RowList *list, const char *path, GError **error)
{
    g_autofree char *beside = g_strconcat(path, ".writing", NULL);
    FILE *file = g_fopen(beside, "wb");
    gboolean written = file && write_lines(list, file);
    int failure = written ? 0 : errno;

    if (file && fclose(file) != 0 && written) {
        written = FALSE;
        failure = errno;
    }
    if (written && g_rename(beside, path) != 0) {
        written = FALSE;
        failure = errno;
    }
    if (written)
        return TRUE;
    if (file)
        g_unlink(beside);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "can't write the list to %s: %s",
                path, g_strerror(failure));
    return FALSE;
}

/* ---- both ---------------------------------------------------------------------------------- */

gboolean
row_list_export(RowList *list, const char *path, GError **error)
{
    if (!row_list_stream_begin(list, error))
        return FALSE;
    gboolean written = g_str_has_suffix(path, ".parquet") ? export_parquet(list, path, error)
                                                          : export_csv(list, path, error);
    row_list_stream_end(list);
    if (written)
        session_log_export(list->session, list->title, path, list->shown->len);
    return written;
}

gboolean
row_list_csv(RowList *list, guint from, guint n, GString *out, GError **error)
{
    if (!row_list_stream_begin(list, error))
        return FALSE;
    if (from == 0)
        append_heading(list, "\n", out);
    for (guint row = from; row < list->shown->len && row - from < n; row++)
        append_line(list, row, row_list_cell, "\n", out);
    row_list_stream_end(list);
    return TRUE;
}
