/* Customers and near copies that stand on both sides of the split: a model may know them by heart,
 * so that what it is worth on new ones is less than what it shows. */
#include "audit/leakage.h"

#include <math.h>

static ReportTable *
lay_out(Report *report)
{
    ReportTable *table = report_table(report, "splits", "ON BOTH SIDES OF THE SPLIT");
    report_column(table, "what", "", UNIT_NONE, 0);
    report_column(table, "part", "judged in", UNIT_NONE, 0);
    report_column(table, "groups", "how many", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "of", "of", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "share", UNIT_SHARE, 0)->right = TRUE;
    return table;
}

static void
add_customers(Report *report, ReportTable *table, const Task *task)
{
    static const SplitPart parts[] = {SPLIT_VALIDATION, SPLIT_TEST};
    guint32 customers[SPLIT_PARTS];
    g_autofree guint8 *shared = task_shared_customers(task, customers);

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        gint64 rows = 0, all = 0;
        for (guint32 row = 0; row < task->n; row++)
            if (task->part[row] == parts[i]) {
                all++;
                rows += shared[row];
            }
        report_row(table);
        report_cell_text(table, "customers seen in training");
        report_cell_text(table, split_name(parts[i]));
        report_cell(table, customers[parts[i]]);
        Cell *cell = report_cell(table, (double)rows);
        if (rows)
            cell_rows(cell, "task=%" G_GINT64_FORMAT ";part=%s;shared=customer", task->id,
                      split_name(parts[i]));
        report_cell(table, (double)all);
        report_cell(table, all ? (double)rows / (double)all : NAN);
        if (i == 0 && rows) {
            g_autofree char *share = number_percent((double)rows / (double)all, 0);
            report_say(
                report,
                "%s of the validation rows are of customers that were trained on: what a "
                "model is worth for them is not what it is worth for new ones (`apart customer` "
                "judges on new ones alone).",
                share);
        }
    }
}

/* Rows of a part that copy, or are copied by, one that taught. */
static void
add_copies(Report *report, ReportTable *table, const Task *task, const Duplicates *found)
{
    static const SplitPart parts[] = {SPLIT_VALIDATION, SPLIT_TEST};
    g_autoptr(GArray) across = duplicates_across(found, task);

    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        gint64 rows = 0, all = 0;
        g_autofree guint8 *copies = duplicates_judging(across, task);
        g_autoptr(GArray) pairs = duplicates_in(across, task, parts[i]);
        for (guint32 row = 0; row < task->n; row++)
            if (task->part[row] == parts[i]) {
                all++;
                rows += copies[row];
            }
        report_row(table);
        report_cell_text(table, "copies and near copies of what taught");
        report_cell_text(table, split_name(parts[i]));
        Cell *sides = report_cell(table, pairs->len), *cell = report_cell(table, (double)rows);
        if (rows) {
            cell_rows(sides, "task=%" G_GINT64_FORMAT ";shared=pair;part=%s", task->id,
                      split_name(parts[i]));
            cell_rows(cell, "task=%" G_GINT64_FORMAT ";shared=copy;part=%s", task->id,
                      split_name(parts[i]));
        }
        report_cell(table, (double)all);
        report_cell(table, all ? (double)rows / (double)all : NAN);
    }
    if (across->len) {
        g_autofree char *count = number_count(across->len);
        report_say(
            report,
            "%s copies or near copies judge what their originals taught: `apart near` judges "
            "without them, `clean duplicates %s` takes them aside altogether.",
            count, task->frame->table->name);
    }
}

gboolean
leak_splits_add(Report *report, const Task *task, sqlite3 *database, Progress *progress,
                GError **error)
{
    ReportTable *table = lay_out(report);

    if (task->customer)
        add_customers(report, table, task);
    if (!task->moments) {
        g_autoptr(Duplicates) found = duplicates_get(task->frame, database, progress, error);
        if (!found)
            return FALSE;
        add_copies(report, table, task, found);
    }
    table->hidden = table->rows->len == 0;
    return TRUE;
}
