/* A target as questions that are answered by yes or no, so that signs made for these are asked of
 * all kinds: of classes each against the others, of a number whether it is above the middle, of a
 * forecast that of its windows. */
#include "audit/audit_private.h"

#include <math.h>

enum { LEAST_OF_A_CLASS = 40 }; /* of training rows: each half by lot must hold some */

static double
number_of(const Task *task, guint step, guint32 row)
{
    return task->kind == TASK_FORECAST && step ? task->steps[(gsize)row * task->spec.count + step]
                                               : task->label[row];
}

double
task_view_number(const Task *task, const TaskView *view, guint32 row)
{
    return number_of(task, view->step, row);
}

double
task_view_label(const Task *task, const TaskView *view, guint32 row)
{
    double number = number_of(task, view->step, row);
    if (isnan(number))
        return NAN;
    return view->value >= 0 ? number == view->value : number > view->above;
}

/* The middle of the training rows. */
static double
middle_of(const Task *task, guint step)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(double));
    double half = 0.5, middle = 0.5;

    for (guint32 row = 0; row < task->n; row++) {
        double number = number_of(task, step, row);
        if (task->part[row] == SPLIT_TRAIN && !isnan(number))
            g_array_append_val(numbers, number);
    }
    stats_quantiles((const double *)(void *)numbers->data, numbers->len, &half, 1, &middle);
    return middle;
}

/* The most frequent ones, but for what stands for all that are rare. */
static void
add_classes(const Task *task, GArray *views)
{
    guint classes = task->classes->len - (task->others ? 1 : 0);

    for (guint value = 0; value < classes && views->len < TASK_VIEWS; value++) {
        TaskView view = {.value = (int)value};
        guint32 events = 0, rows = 0;
        for (guint32 row = 0; row < task->n; row++) {
            rows += task->part[row] == SPLIT_TRAIN;
            events += task->part[row] == SPLIT_TRAIN && task->label[row] == value;
        }
        view.share = (double)events / MAX(rows, 1);
        if (events >= LEAST_OF_A_CLASS && rows - events >= LEAST_OF_A_CLASS)
            g_array_append_val(views, view);
    }
}

GArray *
task_views(const Task *task)
{
    GArray *views = g_array_new(FALSE, TRUE, sizeof(TaskView));

    if (task->kind == TASK_CLASSES && task->classes)
        add_classes(task, views);
    if (task->kind == TASK_FORECAST) {
        guint count = task->spec.count, shown = MIN(count, TASK_VIEWS);
        for (guint i = 0; i < shown; i++) {
            guint step = shown > 1 ? i * (count - 1) / (shown - 1) : 0;
            TaskView view = {.step = step, .value = -1, .above = middle_of(task, step), .share = 1};
            g_array_append_val(views, view);
        }
    }
    if (!views->len) {
        gboolean number = task->kind == TASK_NUMBER || task->kind == TASK_RANKING;
        TaskView view = {.value = -1, .above = number ? middle_of(task, 0) : 0.5, .share = 1};
        g_array_append_val(views, view);
    }
    return views;
}

char *
task_view_words(const Task *task, const TaskView *view)
{
    return view->value >= 0 ? g_strdup_printf("“%s”", (char *)task->classes->pdata[view->value])
                            : g_strdup_printf("window %u", view->step + 1);
}
