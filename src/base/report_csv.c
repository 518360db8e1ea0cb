/* report_csv: one table of a Report for spreadsheets and programs. */
#include "base/report_unit.h"

#include <math.h>

static void
csv_value(GString *line, const Cell *cell, double value, Unit unit)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    if (cell->is_text)
        csv_append(line, cell->text, TRUE);
    else if (!isfinite(value))
        return;
    else if (unit == UNIT_BOOLEAN)
        g_string_append(line, value != 0 ? "true" : "false");
    else if (unit == UNIT_TIME) {
        g_autofree char *iso = date_iso(unit_time(value));
        g_string_append(line, iso);
    } else
        g_string_append(line, g_ascii_formatd(digits, sizeof digits, "%.17g", value));
}

static void
csv_heading(const ReportTable *table, GString *out)
{
    for (guint j = 0; j < table->columns->len; j++) {
        const ReportColumn *column = g_ptr_array_index(table->columns, j);
        g_string_append(out, j > 0 ? "," : "");
        csv_append(out, column->id, TRUE);
        if (column->interval) {
            g_autofree char *bounds = g_strdup_printf(",%s_low,%s_high", column->id, column->id);
            g_string_append(out, bounds);
        }
    }
    g_string_append_c(out, '\n');
}

static void
csv_rows(const ReportTable *table, GString *out)
{
    const Cell bound = {0};
    for (guint i = 0; i < table->rows->len; i++) {
        for (guint j = 0; j < table->columns->len; j++) {
            const ReportColumn *column = g_ptr_array_index(table->columns, j);
            const Cell *cell = report_at(table, i, j);
            g_string_append(out, j > 0 ? "," : "");
            csv_value(out, cell, cell->value, column->unit);
            if (column->interval) {
                g_string_append_c(out, ',');
                csv_value(out, &bound, cell->low, column->unit);
                g_string_append_c(out, ',');
                csv_value(out, &bound, cell->high, column->unit);
            }
        }
        g_string_append_c(out, '\n');
    }
}

static const ReportTable *
first_table(const Report *report)
{
    for (guint i = 0; i < report->tables->len; i++) {
        const ReportTable *table = g_ptr_array_index(report->tables, i);
        if (!table->hidden)
            return table;
    }
    return NULL;
}

void
report_print_csv(const Report *report, const char *table_id, GString *out)
{
    const ReportTable *table = table_id ? report_find_table(report, table_id) : first_table(report);
    g_return_if_fail(table || !table_id);
    if (table) {
        csv_heading(table, out);
        csv_rows(table, out);
        return;
    }
    g_string_append(out, "id,value\n");
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        csv_append(out, value->id, TRUE);
        g_string_append_c(out, ',');
        csv_value(out, value->cell, value->cell->value, value->unit);
        g_string_append_c(out, '\n');
    }
}
