/* Columns that tell the label without being named in it: filled in just the tickets of the event
 * (escalated_at), or holding it in other words. Learning from them would be reading the answer. */
#include "task/task-private.h"

#define MOST_VALUES 200 /* of a column whose values could be the label in other words */

void
task_define(Task *task, const char *column, const char *item, const char *format, ...)
{
    if (task_defines(task, column, item))
        return;
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(task->defining, g_strdup(column));
    g_ptr_array_add(task->defining_item, g_strdup(item));
    g_ptr_array_add(task->defining_reason, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

gboolean
task_defines(const Task *task, const char *column, const char *item)
{
    for (guint i = 0; i < task->defining->len; i++) {
        const char *of = task->defining_item->pdata[i];
        if (g_ascii_strcasecmp(task->defining->pdata[i], column) != 0)
            continue;
        if (!of || !item)
            return TRUE;
        g_autofree char *one = text_fold(of, -1), *other = text_fold(item, -1);
        if (g_str_equal(one, other))
            return TRUE;
    }
    return FALSE;
}

static gboolean
task_defines_whole(const Task *task, const char *column)
{
    for (guint i = 0; i < task->defining->len; i++)
        if (!task->defining_item->pdata[i] &&
            g_ascii_strcasecmp(task->defining->pdata[i], column) == 0)
            return TRUE;
    return FALSE;
}

/* Being filled (or empty) says the label, but for a fifth of the rarer class. */
static void
judge_filling(Task *task, const FrameColumn *column)
{
    gint64 filled[2] = {0, 0}, of[2] = {task->negatives, task->positives};
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        filled[task->label[row] == 1] += cell_filled(column, row);
    }
    gint64 wrong_if_filled = filled[0] + of[1] - filled[1];
    gint64 wrong_if_empty = filled[1] + of[0] - filled[0];
    if (5 * MIN(wrong_if_filled, wrong_if_empty) > MIN(of[0], of[1]))
        return;
    double with = (double)filled[1] / (double)of[1], without = (double)filled[0] / (double)of[0];
    g_autofree char *with_words = number_percent(with, 1);
    g_autofree char *without_words = number_percent(without, 1);
    task_define(task, column->info->name, NULL,
                "filled in %s of the events and in %s of the others", with_words, without_words);
}

/* Each value belongs to one label, but for a fiftieth of the rarer class. */
static void
judge_values(Task *task, const FrameColumn *column)
{
    guint32 n = dictionary_size(column->dictionary);
    if (n > MOST_VALUES)
        return;
    g_autofree gint64 *counts = g_new0(gint64, 2 * (n + 1));
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        gint32 code = column->code[row];
        counts[2 * (guint32)(code < 0 ? (gint32)n : code) + (task->label[row] == 1)]++;
    }
    gint64 wrong = 0;
    for (guint32 code = 0; code <= n; code++)
        wrong += MIN(counts[2 * code], counts[2 * code + 1]);
    if (50 * wrong > MIN(task->positives, task->negatives))
        return;
    g_autofree char *share = number_percent(1 - (double)wrong / (double)task->n_usable, 1);
    task_define(task, column->info->name, NULL, "its values tell the outcome of %s of the rows",
                share);
}

/* A tag that next to only events carry, and a good part of them: the desk adds it when it happens.
 */
static void
judge_items(Task *task, const FrameColumn *column)
{
    guint32 n = dictionary_size(column->dictionary);
    g_autofree guint32 *counts = g_new0(guint32, 2 * (gsize)n + 1);
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        for (guint32 at = column->item_start[row]; at < column->item_start[row + 1]; at++)
            if (column->item[at] >= 0)
                counts[2 * (guint32)column->item[at] + (task->label[row] == 1)]++;
    }
    for (guint32 code = 0; code < n; code++) {
        guint32 without = counts[2 * code], with = counts[2 * code + 1];
        if (5 * (gint64)with < task->positives || with < 19 * (guint64)without)
            continue;
        g_autofree char *events = number_count(with), *others = number_count(without);
        g_autofree char *share = number_percent((double)with / (double)task->positives, 1);
        task_define(task, column->info->name, dictionary_text(column->dictionary, code),
                    "on %s of the events (%s) and %s of the others", events, share, others);
    }
}

void
twins_find(Task *task)
{
    if (!task->positives || !task->negatives)
        return;
    for (guint i = 0; i < task->frame->columns->len; i++) {
        const FrameColumn *column = task->frame->columns->pdata[i];
        if (column == task->time_column || column->kind == KIND_EMPTY ||
            column->info == task->frame->table->key)
            continue; /* of few rows their key tells any outcome, and is the way to what is theirs
                       */
        judge_filling(task, column);
        if (column->kind == KIND_CATEGORY || column->kind == KIND_KEY ||
            column->kind == KIND_BOOLEAN)
            judge_values(task, column);
        if (column->kind == KIND_LIST && !task_defines_whole(task, column->info->name))
            judge_items(task, column);
    }
}
