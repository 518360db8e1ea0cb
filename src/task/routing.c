/* Values that decide the outcome by themselves: where next to all of a category's tickets have the
 * event, a rule already routes them, or the column is filled in afterwards. */
#include "task/task-private.h"

#define MOST_VALUES 200
#define LEAST_ROWS 30

/* Events and rows of each value, of rows whose label may be looked at. */
static void
count_values(const Task *task, const FrameColumn *column, gint64 *rows, gint64 *events)
{
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        gint32 code = column->code[row];
        if (code < 0 || split_sealed((SplitPart)task->part[row]))
            continue;
        rows[code]++;
        events[code] += task->label[row] == 1;
    }
}

static void
add_decided(const Task *task, const FrameColumn *column, guint32 code, gint64 rows, gint64 events,
            Report *report)
{
    const char *value = dictionary_text(column->dictionary, code);
    g_autofree char *clean = text_clean(value, -1);
    ReportTable *table = report_find_table(report, "decided");
    if (!table) {
        table = report_table(report, "decided", "ALREADY DECIDED BY ONE VALUE");
        report_column(table, "column", "column", UNIT_NONE, 0);
        report_column(table, "value", "is", UNIT_NONE, 0);
        report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
        report_column(table, "rate", "yes", UNIT_SHARE, 1)->right = TRUE;
    }
    report_row(table);
    report_cell_text(table, column->info->name);
    report_cell_text(table, clean);
    cell_rows(report_cell(table, (double)rows), "table=%s;column=%s;value=%s",
              task->frame->table->name, column->info->name, value);
    cell_style(report_cell(table, (double)events / (double)rows), "warn");
    g_autofree char *share = number_percent((double)events / (double)rows, 1);
    g_autofree char *count = number_count(rows);
    report_warn(
        report,
        "%s of the %s rows where %s is %s are Yes: a routing rule already decides these, or "
        "the column is filled in afterwards. To leave them out: without=\"%s = '%s'\".",
        share, count, column->info->name, clean, column->info->name, clean);
}

void
routing_find(const Task *task, Report *report)
{
    for (guint i = 0; task->kind == TASK_BINARY && i < task->frame->columns->len; i++) {
        const FrameColumn *column = task->frame->columns->pdata[i];
        guint32 n = column->dictionary ? dictionary_size(column->dictionary) : 0;
        if (column->kind != KIND_CATEGORY || column->info->pii || n < 2 || n > MOST_VALUES ||
            column->info->known == KNOWN_LATER || task_defines(task, column->info->name, NULL))
            continue;
        g_autofree gint64 *rows = g_new0(gint64, n), *events = g_new0(gint64, n);
        count_values(task, column, rows, events);
        for (guint32 code = 0; code < n; code++)
            if (rows[code] >= LEAST_ROWS && events[code] * 10 >= rows[code] * 9)
                add_decided(task, column, code, rows[code], events[code], report);
    }
}
