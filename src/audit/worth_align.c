/* Two loads of one task over differently cleaned data, made comparable: rows are matched, judged on
 * what both have, and learned from only where they are older than what is judged. */
#include "audit/worth.h"

#include <string.h>

typedef struct {
    gint64 id;
    TimePoint moment; /* of tasks that ask about an entity at many moments, else 0 */
    guint32 row;
} Named;

static int
by_name(const void *a, const void *b)
{
    const Named *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    if (x->moment != y->moment)
        return x->moment < y->moment ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static Named *
name_rows(const Task *task)
{
    Named *named = g_new(Named, task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        named[row] =
            (Named){task->frame->row_id[row], task->moments ? task->seed_time[row] : 0, row};
    qsort(named, task->n, sizeof *named, by_name);
    return named;
}

static guint32 *
match_rows(const Task *first, const Task *second)
{
    g_autofree Named *ours = name_rows(first), *theirs = name_rows(second);
    guint32 *twin = g_new(guint32, second->n + 1);
    guint32 at = 0;
    for (guint32 i = 0; i < second->n; i++) {
        const Named *one = &theirs[i];
        while (at < first->n &&
               (ours[at].id < one->id || (ours[at].id == one->id && ours[at].moment < one->moment)))
            at++;
        gboolean same = at < first->n && ours[at].id == one->id && ours[at].moment == one->moment;
        twin[one->row] = same ? ours[at++].row : G_MAXUINT32;
    }
    return twin;
}

/* When the first's stopping and judging begin. */
typedef struct {
    gboolean timed;
    TimePoint stop, validation;
} Limits;

static gboolean
is_older(const Task *task, guint32 row, const Limits *limits)
{
    return !limits->timed ||
           (task->seed_time[row] < limits->validation && task->known_at[row] < limits->validation);
}

/* A row that only the second learns from. */
static SplitPart
part_of_extra(const Task *second, guint32 row, const Limits *limits)
{
    SplitPart own = second->part[row];
    if (second->state[row] != LABEL_KNOWN || !is_older(second, row, limits) ||
        split_home(own) != own) /* kept apart */
        return SPLIT_NONE;
    if (limits->timed)
        return second->seed_time[row] >= limits->stop ? SPLIT_STOP : SPLIT_TRAIN;
    return own == SPLIT_TRAIN || own == SPLIT_STOP ? own : SPLIT_NONE;
}

static SplitPart
part_of_shared(const Task *first, const Task *second, guint32 row, guint32 twin,
               const Limits *limits)
{
    SplitPart part = first->part[twin];
    if (second->state[row] != LABEL_KNOWN || split_sealed(part))
        return SPLIT_NONE;
    if ((part == SPLIT_TRAIN || part == SPLIT_STOP) && !is_older(second, row, limits))
        return SPLIT_EMBARGO;
    return part;
}

guint32 *
worth_align(Task *first, Task *second, guint32 *relabelled)
{
    SplitSummary split;
    task_split_summary(first, &split);
    Limits limits = {split.timed && !first->given, split.from[SPLIT_STOP],
                     split.from[SPLIT_VALIDATION]};
    if (!split.rows[SPLIT_STOP])
        limits.stop = limits.validation;
    guint32 *twin = match_rows(first, second);
    g_autofree guint8 *shared = g_new0(guint8, first->n + 1);

    *relabelled = 0;
    for (guint32 row = 0; row < second->n; row++) {
        guint32 other = twin[row];
        gboolean learnable = other != G_MAXUINT32 && first->part[other] != SPLIT_NONE;
        second->part[row] = (guint8)(learnable ? part_of_shared(first, second, row, other, &limits)
                                               : part_of_extra(second, row, &limits));
        if (second->part[row] != SPLIT_VALIDATION)
            continue;
        shared[other] = 1;
        *relabelled += second->label[row] != first->label[other];
        second->label[row] = first->label[other];
    }
    for (guint32 row = 0; row < first->n; row++)
        if (first->part[row] == SPLIT_TEST ||
            (first->part[row] == SPLIT_VALIDATION && !shared[row]))
            first->part[row] = SPLIT_NONE;
    return twin;
}
