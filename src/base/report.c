/* report: builds and frees a Report, and says its cells in words. */
#include "base/report_unit.h"

#include <math.h>

/* The one door by which words come into a report: whatever prints, draws, copies or exports it
 * finds no control byte. NULL stays NULL. */
static char *
take_words(const char *words)
{
    return words ? text_clean(words, -1) : NULL;
}

static char *
take_format(const char *format, va_list arguments)
{
    g_autofree char *words = g_strdup_vprintf(format, arguments);
    return text_clean(words, -1);
}

static void
cell_clear(Cell *cell)
{
    g_free(cell->text);
    g_free(cell->rows);
    g_free(cell->style);
}

static void
cell_init(Cell *cell)
{
    *cell = (Cell){.value = NAN, .low = NAN, .high = NAN};
}

static void
value_free(gpointer data)
{
    ReportValue *value = data;
    cell_clear(value->cell);
    g_free(value->cell);
    g_free(value->id);
    g_free(value->title);
    g_free(value);
}

static void
column_free(gpointer data)
{
    ReportColumn *column = data;
    g_free(column->id);
    g_free(column->title);
    g_free(column);
}

static void
table_free(gpointer data)
{
    ReportTable *table = data;
    for (guint i = 0; i < table->rows->len; i++) {
        Cell *row = g_ptr_array_index(table->rows, i);
        for (guint j = 0; j < table->columns->len; j++)
            cell_clear(&row[j]);
        g_free(row);
    }
    g_ptr_array_unref(table->rows);
    g_ptr_array_unref(table->columns);
    g_free(table->id);
    g_free(table->title);
    g_free(table);
}

static void
curve_free(gpointer data)
{
    ReportCurve *curve = data;
    g_array_unref(curve->points);
    g_free(curve->id);
    g_free(curve->title);
    g_free(curve->x_title);
    g_free(curve->y_title);
    g_free(curve);
}

Report *
report_new(const char *id, const char *title)
{
    Report *report = g_new0(Report, 1);
    report->id = g_strdup(id);
    report->title = take_words(title);
    report->sentences = g_ptr_array_new_with_free_func(g_free);
    report->warnings = g_ptr_array_new_with_free_func(g_free);
    report->values = g_ptr_array_new_with_free_func(value_free);
    report->tables = g_ptr_array_new_with_free_func(table_free);
    report->curves = g_ptr_array_new_with_free_func(curve_free);
    return report;
}

void
report_free(Report *report)
{
    if (!report)
        return;
    g_ptr_array_unref(report->sentences);
    g_ptr_array_unref(report->warnings);
    g_ptr_array_unref(report->values);
    g_ptr_array_unref(report->tables);
    g_ptr_array_unref(report->curves);
    g_free(report->id);
    g_free(report->title);
    g_free(report);
}

void
report_say(Report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(report->sentences, take_format(format, arguments));
    va_end(arguments);
}

void
report_warn(Report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(report->warnings, take_format(format, arguments));
    va_end(arguments);
}

Cell *
report_number(Report *report, const char *id, const char *title, Unit unit, int digits,
              double value)
{
    ReportValue *named = g_new0(ReportValue, 1);
    named->id = g_strdup(id);
    named->title = take_words(title);
    named->unit = unit;
    named->digits = digits;
    named->cell = g_new(Cell, 1);
    cell_init(named->cell);
    named->cell->value = value;
    g_ptr_array_add(report->values, named);
    return named->cell;
}

Cell *
report_text(Report *report, const char *id, const char *title, const char *text)
{
    Cell *cell = report_number(report, id, title, UNIT_NONE, 0, NAN);
    cell->is_text = TRUE;
    cell->text = take_words(text);
    return cell;
}

ReportTable *
report_table(Report *report, const char *id, const char *title)
{
    ReportTable *table = g_new0(ReportTable, 1);
    table->id = g_strdup(id);
    table->title = take_words(title);
    table->columns = g_ptr_array_new_with_free_func(column_free);
    table->rows = g_ptr_array_new();
    g_ptr_array_add(report->tables, table);
    return table;
}

const ReportValue *
report_find_value(const Report *report, const char *id)
{
    for (guint i = 0; report && i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (g_str_equal(value->id, id))
            return value;
    }
    return NULL;
}

ReportTable *
report_find_table(const Report *report, const char *id)
{
    for (guint i = 0; i < report->tables->len; i++) {
        ReportTable *table = g_ptr_array_index(report->tables, i);
        if (g_str_equal(table->id, id))
            return table;
    }
    return NULL;
}

ReportColumn *
report_column(ReportTable *table, const char *id, const char *title, Unit unit, int digits)
{
    g_return_val_if_fail(table->rows->len == 0, NULL);
    ReportColumn *column = g_new0(ReportColumn, 1);
    column->id = g_strdup(id);
    column->title = take_words(title);
    column->unit = unit;
    column->digits = digits;
    column->right = unit != UNIT_NONE && unit != UNIT_TIME && unit != UNIT_BOOLEAN;
    g_ptr_array_add(table->columns, column);
    return column;
}

void
report_row(ReportTable *table)
{
    Cell *row = g_new(Cell, table->columns->len);
    for (guint i = 0; i < table->columns->len; i++)
        cell_init(&row[i]);
    g_ptr_array_add(table->rows, row);
    table->next = 0;
}

Cell *
report_cell(ReportTable *table, double value)
{
    g_return_val_if_fail(table->rows->len > 0 && table->next < table->columns->len, NULL);
    Cell *cell = report_at(table, table->rows->len - 1, table->next++);
    cell->value = value;
    return cell;
}

Cell *
report_cell_text(ReportTable *table, const char *text)
{
    Cell *cell = report_cell(table, NAN);
    g_return_val_if_fail(cell, NULL);
    cell->is_text = TRUE;
    cell->text = take_words(text);
    return cell;
}

Cell *
report_at(const ReportTable *table, guint row, guint column)
{
    g_return_val_if_fail(row < table->rows->len && column < table->columns->len, NULL);
    return (Cell *)g_ptr_array_index(table->rows, row) + column;
}

void
cell_rows(Cell *cell, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_free(cell->rows);
    cell->rows = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void
cell_style(Cell *cell, const char *style)
{
    g_free(cell->style);
    cell->style = g_strdup(style);
}

void
cell_interval(Cell *cell, double low, double high)
{
    cell->low = low;
    cell->high = high;
}

ReportCurve *
report_curve(Report *report, const char *id, const char *title, const char *x_title,
             const char *y_title)
{
    ReportCurve *curve = g_new0(ReportCurve, 1);
    curve->id = g_strdup(id);
    curve->title = take_words(title);
    curve->x_title = take_words(x_title);
    curve->y_title = take_words(y_title);
    curve->points = g_array_new(FALSE, FALSE, sizeof(double));
    g_ptr_array_add(report->curves, curve);
    return curve;
}

void
report_point(ReportCurve *curve, double x, double y)
{
    g_array_append_val(curve->points, x);
    g_array_append_val(curve->points, y);
}

/* ---- words ------------------------------------------------------------------------------ */

/* Far beyond any date, a double has no TimePoint. */
TimePoint
unit_time(double value)
{
    return fabs(value) < 9e18 ? (TimePoint)value : TIME_MISSING;
}

static char *
number_words(double value, Unit unit, int digits)
{
    switch (unit) {
    case UNIT_NONE: {
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];
        return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.15g", value));
    }
    case UNIT_COUNT:
        return number_decimal(value, 0);
    case UNIT_DECIMAL:
        return number_decimal(value, digits);
    case UNIT_SHARE:
        return number_percent(value, digits);
    case UNIT_MONEY:
        return number_money(value);
    case UNIT_TIME:
        return date_words(unit_time(value), digits > 0 ? PRECISION_MINUTE : PRECISION_DAY, NULL);
    case UNIT_SECONDS:
        return number_span(value);
    case UNIT_BOOLEAN:
        return g_strdup(value != 0 ? "yes" : "no");
    }
    return g_strdup("–");
}

char *
cell_value_words(const Cell *cell, Unit unit, int digits)
{
    if (cell->text)
        return g_strdup(cell->text);
    if (cell->is_text || isnan(cell->value))
        return g_strdup("–");
    return number_words(cell->value, unit, digits);
}

/* The value has said the unit already: "65.5 % 62.4–68.5", "$93,200 86,300–99,900". */
static char *
bound_words(double bound, Unit unit, int digits)
{
    if (unit == UNIT_SHARE)
        return number_decimal(bound * 100, digits);
    if (unit == UNIT_MONEY)
        return number_decimal(bound, 0);
    return number_words(bound, unit, digits);
}

char *
cell_interval_words(const Cell *cell, Unit unit, int digits)
{
    if (isnan(cell->low) || isnan(cell->high))
        return NULL;
    g_autofree char *low = bound_words(cell->low, unit, digits);
    g_autofree char *high = bound_words(cell->high, unit, digits);
    gboolean dash = cell->low >= 0 && unit != UNIT_SECONDS && unit != UNIT_TIME;
    return g_strconcat(low, dash ? "–" : " to ", high, NULL);
}

char *
cell_words(const Cell *cell, Unit unit, int digits)
{
    g_autofree char *value = cell_value_words(cell, unit, digits);
    g_autofree char *interval = cell_interval_words(cell, unit, digits);
    return interval ? g_strconcat(value, " ", interval, NULL) : g_steal_pointer(&value);
}
