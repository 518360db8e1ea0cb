/* A table of a report as a Parquet file: what --csv prints, with its types. */
#include <foredesk/parquet.h>

#include <math.h>

typedef struct {
    guint column;
    int part; /* 0 the value, 1 low, 2 high */
} Source;

static const ReportTable *
chosen_table(const Report *report, const char *id)
{
    if (id != NULL)
        return report_find_table(report, id);
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = g_ptr_array_index(report->tables, i);
        if (!table->hidden)
            return table;
    }
    return report->tables->len > 0 ? g_ptr_array_index(report->tables, 0) : NULL;
}

/* Whether any cell of the column is a text: then all are, so that none is lost. */
static gboolean
holds_text(const ReportTable *table, guint column)
{
    for (guint row = 0; row < table->rows->len; row++)
        if (report_at(table, row, column)->is_text)
            return TRUE;
    return FALSE;
}

static gboolean
is_whole(const ReportTable *table, guint column)
{
    for (guint row = 0; row < table->rows->len; row++) {
        double value = report_at(table, row, column)->value;
        if (!isnan(value) && (value != floor(value) || fabs(value) > 9007199254740992.0))
            return FALSE;
    }
    return TRUE;
}

static ParquetType
type_of(const ReportTable *table, guint column)
{
    const ReportColumn *info = g_ptr_array_index(table->columns, column);
    if (holds_text(table, column))
        return PARQUET_TEXT;
    switch (info->unit) {
    case UNIT_COUNT:
        return is_whole(table, column) ? PARQUET_INTEGER : PARQUET_DECIMAL;
    case UNIT_TIME:
        return PARQUET_TIME;
    case UNIT_BOOLEAN:
        return PARQUET_BOOLEAN;
    default:
        return PARQUET_DECIMAL;
    }
}

static void
write_cell(ParquetWriter *writer, const Cell *cell, const ReportColumn *column, ParquetType type,
           int part)
{
    double value = part == 0 ? cell->value : part == 1 ? cell->low : cell->high;
    if (part == 0 && cell->is_text && cell->text != NULL)
        parquet_write_text(writer, cell->text, -1);
    else if (cell->is_text || isnan(value))
        parquet_write_missing(writer);
    else if (type == PARQUET_TEXT) {
        g_autofree char *words = cell_value_words(cell, column->unit, column->digits);
        parquet_write_text(writer, words, -1);
    } else if (type == PARQUET_DECIMAL)
        parquet_write_decimal(writer, value);
    else
        parquet_write_integer(writer, (gint64)value);
}

/* The file's columns: their names, types and where their cells come from. */
static void
plan(const ReportTable *table, GPtrArray *names, GArray *types, GArray *sources)
{
    static const char *const endings[] = {"", "_low", "_high"};
    for (guint i = 0; i < table->columns->len; i++) {
        const ReportColumn *column = g_ptr_array_index(table->columns, i);
        for (int part = 0; part < (column->interval ? 3 : 1); part++) {
            ParquetType type = part > 0 ? PARQUET_DECIMAL : type_of(table, i);
            Source source = {i, part};
            g_ptr_array_add(names, g_strconcat(column->id, endings[part], NULL));
            g_array_append_val(types, type);
            g_array_append_val(sources, source);
        }
    }
}

gboolean
parquet_write_report(const Report *report, const char *id, const char *path, GError **error)
{
    const ReportTable *table = chosen_table(report, id);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) types = g_array_new(FALSE, FALSE, sizeof(ParquetType));
    g_autoptr(GArray) sources = g_array_new(FALSE, FALSE, sizeof(Source));
    if (table == NULL || table->columns->len == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "this report has no table to write as Parquet");
        return FALSE;
    }
    plan(table, names, types, sources);
    g_autoptr(ParquetWriter) writer =
        parquet_writer_new(path, (const char *const *)names->pdata,
                           (const ParquetType *)(gpointer)types->data, names->len, error);
    for (guint row = 0; writer != NULL && row < table->rows->len; row++) {
        for (guint i = 0; i < sources->len; i++) {
            const Source *source = &g_array_index(sources, Source, i);
            write_cell(writer, report_at(table, row, source->column),
                       g_ptr_array_index(table->columns, source->column),
                       g_array_index(types, ParquetType, i), source->part);
        }
        parquet_end_row(writer);
    }
    return writer != NULL && parquet_writer_end(writer, error);
}
