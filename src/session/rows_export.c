/* Exporting a row list: a Parquet file with types, or CSV, whose lines leave as they are made, so
 * that no list is too long for the memory. */
#include "config.h"

#include "rows_private.h"

#include <errno.h>
#include <fcntl.h>
#include <foredesk/parquet.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#define CSV_CHUNK 65536

/* Every few thousand rows: tells how far it is, and whether to go on. */
static gboolean
goes_on(const RowList *list, guint64 done, GError **error)
{
    if (done % 4096)
        return TRUE;
    progress_advance(list->progress, (gint64)done);
    return !progress_stop(list->progress, error);
}

/* What an export holds of a cell, whatever the kind of file; the caller frees. */
static char *
exported_cell(RowList *list, guint row, guint column)
{
    const char *raw = row_list_raw(list, g_array_index(list->shown, guint32, row), column);
    return raw ? personal_cell(row_list_column(list, column)->info, raw, list->masked)
               : row_list_cell(list, row, column);
}

char *
row_list_value(RowList *list, guint row, guint column)
{
    g_autofree char *cell =
        row < list->shown->len ? exported_cell(list, row, column) : g_strdup("");
    return text_clean(cell, -1);
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

/* Numbers and moments are typed where every cell reads so; else the texts stay as they stand. NULL:
 * stopped. */
static GArray *
exported_types(RowList *list, GError **error)
{
    g_autoptr(GArray) types = g_array_new(FALSE, FALSE, sizeof(ParquetType));
    gint64 integer;
    double decimal;

    for (guint c = 0; c < list->columns->len; c++) {
        ParquetType type = type_by_kind(row_list_column(list, c)->info);
        g_array_append_val(types, type);
    }
    for (guint row = 0; row < list->shown->len; row++) {
        if (!goes_on(list, row, error))
            return NULL;
        for (guint c = 0; c < list->columns->len; c++) {
            ParquetType *type = &g_array_index(types, ParquetType, c);
            const char *raw = *type == PARQUET_TEXT
                                  ? NULL
                                  : row_list_raw(list, g_array_index(list->shown, guint32, row), c);
            if (raw && *raw &&
                !read_typed(*type, list, row_list_column(list, c)->info, raw, &integer, &decimal))
                *type = PARQUET_TEXT;
        }
    }
    return g_steal_pointer(&types);
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
    else if (!read_typed(type, list, row_list_column(list, column)->info, cell, &integer, &decimal))
        parquet_write_missing(writer); /* masked */
    else if (type == PARQUET_DECIMAL)
        parquet_write_decimal(writer, decimal);
    else
        parquet_write_integer(writer, integer);
}

static gboolean
write_typed_rows(RowList *list, const GArray *types, ParquetWriter *writer, GError **error)
{
    guint n = list->shown->len;

    for (guint row = 0; row < n; row++) {
        if (!goes_on(list, (guint64)n + row, error))
            return FALSE;
        for (guint c = 0; c < list->columns->len; c++) {
            g_autofree char *cell = exported_cell(list, row, c);
            write_typed(writer, g_array_index(types, ParquetType, c), list, c, cell);
        }
        parquet_end_row(writer);
    }
    return !progress_stop(list->progress, error);
}

static gboolean
export_parquet(RowList *list, const char *path, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    progress_phase(list->progress, "writing", 2 * (gint64)list->shown->len, "rows");
    if (!parquet_available(error))
        return FALSE;
    g_autoptr(GArray) types = exported_types(list, error);
    if (!types)
        return FALSE;
    for (guint c = 0; c < list->columns->len; c++)
        g_ptr_array_add(names, row_list_column(list, c)->title);
    g_autoptr(ParquetWriter) writer =
        parquet_writer_new(path, (const char *const *)names->pdata,
                           (const ParquetType *)(gpointer)types->data, names->len, error);
    return writer && write_typed_rows(list, types, writer, error) &&
           parquet_writer_end(writer, error);
}

/* ---- CSV ----------------------------------------------------------------------------------- */

static void
append_heading(const RowList *list, const char *ending, GString *out)
{
    for (guint c = 0; c < list->columns->len; c++) {
        if (c)
            g_string_append_c(out, ',');
        csv_append(out, row_list_column(list, c)->title, TRUE);
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

static void
set_failure(const char *path, GError **error)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "can't write the list to %s: %s",
                path, g_strerror(errno));
}

/* What is left in `out` leaves when it has grown, and at the end. */
static gboolean
write_lines(RowList *list, FILE *file, const char *path, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    append_heading(list, "\r\n", out);
    for (guint row = 0; row < list->shown->len; row++) {
        if (!goes_on(list, row, error))
            return FALSE;
        append_line(list, row, exported_cell, "\r\n", out);
        if (out->len < CSV_CHUNK)
            continue;
        if (fwrite(out->str, 1, out->len, file) < out->len) {
            set_failure(path, error);
            return FALSE;
        }
        g_string_truncate(out, 0);
    }
    if (fwrite(out->str, 1, out->len, file) == out->len && fflush(file) == 0 &&
        fsync(fileno(file)) == 0)
        return TRUE;
    set_failure(path, error);
    return FALSE;
}

/* A file without a name goes with the process that writes it, however that ends. Where the file
 * system knows none: one beside its place. */
static FILE *
open_beside(const char *path, const char *beside, gboolean *nameless)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int descriptor = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);

    *nameless = descriptor >= 0;
    return *nameless ? fdopen(descriptor, "wb") : g_fopen(beside, "wb");
}

static gboolean
give_name(FILE *file, const char *name)
{
    g_autofree char *open_file = g_strdup_printf("/proc/self/fd/%d", fileno(file));

    g_unlink(name);
    return linkat(AT_FDCWD, open_file, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
}

/* Beside its place, and renamed when complete. */
static gboolean
export_csv(RowList *list, const char *path, GError **error)
{
    g_autofree char *beside = g_strconcat(path, ".writing", NULL);
    gboolean nameless;
    FILE *file = open_beside(path, beside, &nameless);

    if (!file) {
        set_failure(path, error);
        return FALSE;
    }
    progress_phase(list->progress, "writing", list->shown->len, "rows");
    gboolean complete = write_lines(list, file, path, error), placed = FALSE;
    if (complete) {
        placed = (!nameless || give_name(file, beside)) && g_rename(beside, path) == 0;
        if (!placed)
            set_failure(path, error);
    }
    if (!placed)
        g_unlink(beside);
    fclose(file);
    return placed;
}

/* ---- both ---------------------------------------------------------------------------------- */

gboolean
row_list_write(RowList *list, const char *path, GError **error)
{
    if (!row_list_stream_begin(list, error))
        return FALSE;
    gboolean written = g_str_has_suffix(path, ".parquet") ? export_parquet(list, path, error)
                                                          : export_csv(list, path, error);
    row_list_stream_end(list);
    return written;
}

gboolean
row_list_export(RowList *list, const char *path, GError **error)
{
    if (!row_list_write(list, path, error))
        return FALSE;
    session_log_export(list->session, list->title, path, list->shown->len);
    return TRUE;
}

gboolean
row_list_csv(RowList *list, guint from, guint n, GString *out, GError **error)
{
    if (!row_list_stream_begin(list, error))
        return FALSE;
    if (from == 0)
        append_heading(list, "\n", out);
    for (guint row = from; row < list->shown->len && row - from < n; row++)
        append_line(list, row, row_list_value, "\n", out);
    row_list_stream_end(list);
    return TRUE;
}
