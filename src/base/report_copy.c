/* report: deep copies, so that a cached report can be handed out, and its tables shown in others.
 */
#include <foredesk/report.h>

#include <string.h>

static void
copy_cell(Cell *to, const Cell *from)
{
    *to = *from;
    to->text = g_strdup(from->text);
    to->rows = g_strdup(from->rows);
    to->style = g_strdup(from->style);
}

void
report_copy_row(ReportTable *to, const ReportTable *from, guint row)
{
    guint last = to->rows->len;

    report_row(to);
    for (guint column = 0; column < from->columns->len; column++)
        copy_cell(report_at(to, last, column), report_at(from, row, column));
}

void
report_copy_table(Report *to, const ReportTable *from)
{
    ReportTable *table = report_table(to, from->id, from->title);

    table->hidden = from->hidden;
    for (guint c = 0; c < from->columns->len; c++) {
        const ReportColumn *column = g_ptr_array_index(from->columns, c);
        ReportColumn *copy =
            report_column(table, column->id, column->title, column->unit, column->digits);
        copy->right = column->right;
        copy->expert = column->expert;
        copy->interval = column->interval;
    }
    for (guint row = 0; row < from->rows->len; row++)
        report_copy_row(table, from, row);
    table->next = from->next;
}

Report *
report_copy(const Report *report)
{
    Report *copy = report_new(report->id, report->title);

    for (guint i = 0; i < report->sentences->len; i++)
        report_say(copy, "%s", (const char *)g_ptr_array_index(report->sentences, i));
    for (guint i = 0; i < report->warnings->len; i++)
        report_warn(copy, "%s", (const char *)g_ptr_array_index(report->warnings, i));
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        copy_cell(report_number(copy, value->id, value->title, value->unit, value->digits, 0),
                  value->cell);
    }
    for (guint i = 0; i < report->tables->len; i++)
        report_copy_table(copy, g_ptr_array_index(report->tables, i));
    for (guint i = 0; i < report->curves->len; i++) {
        const ReportCurve *curve = g_ptr_array_index(report->curves, i);
        ReportCurve *same =
            report_curve(copy, curve->id, curve->title, curve->x_title, curve->y_title);
        g_array_append_vals(same->points, curve->points->data, curve->points->len);
    }
    return copy;
}
