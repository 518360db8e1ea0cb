/* What stands on both sides of a split: customers that are trained on and judged on. */
#include <string.h>

#include "task/task-private.h"

static gboolean
teaches(const Task *task, guint32 row)
{
    return task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP;
}

static gboolean
judges(const Task *task, guint32 row)
{
    return task->part[row] == SPLIT_VALIDATION || task->part[row] == SPLIT_TEST;
}

guint8 *
task_shared_customers(const Task *task, guint32 customers[SPLIT_PARTS])
{
    guint8 *shared = g_new0(guint8, (gsize)task->n + 1);
    const gint32 *code = task->customer ? task->customer->code : NULL;

    if (customers)
        memset(customers, 0, SPLIT_PARTS * sizeof *customers);
    if (!code)
        return shared;
    gsize size = dictionary_size(task->customer->dictionary);
    g_autofree guint8 *parts = g_new0(guint8, size + 1); /* bits: where each customer was seen */
    for (guint32 row = 0; row < task->n; row++)
        if (code[row] >= 0 && teaches(task, row))
            parts[code[row]] |= 1;
    for (guint32 row = 0; row < task->n; row++) {
        if (code[row] < 0 || !judges(task, row) || !(parts[code[row]] & 1))
            continue;
        guint8 bit = (guint8)(1 << task->part[row]);
        if (customers && !(parts[code[row]] & bit))
            customers[task->part[row]]++;
        parts[code[row]] |= bit;
        shared[row] = 1;
    }
    return shared;
}
