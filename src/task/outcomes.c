/* Outcomes as a virtual table whose time is when a label became known: a track record over it is an
 * ordinary aggregate that can't see what nobody knew. */
#include <math.h>

#include "task/task-private.h"

typedef struct {
    TimePoint known_at;
    guint32 row;
} Outcome;

static int
compare_outcomes(const void *a, const void *b)
{
    const Outcome *x = a, *y = b;
    if (x->known_at != y->known_at)
        return x->known_at < y->known_at ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

Outcomes *
outcomes_new(const Task *task)
{
    /* Rows left to history have a label too. */
    g_autofree Outcome *known = g_new(Outcome, MAX(task->n, 1));
    guint32 n = 0;
    for (guint32 row = 0; row < task->n; row++)
        if (task->known_at[row] != TIME_MISSING && !isnan(task->label[row]) &&
            !(task->between && task->between[row]))
            known[n++] = (Outcome){task->known_at[row], row};
    qsort(known, n, sizeof *known, compare_outcomes);
    Outcomes *outcomes = g_new0(Outcomes, 1);
    outcomes->n = n;
    outcomes->entity_row = g_new(guint32, MAX(n, 1));
    outcomes->known_at = g_new(TimePoint, MAX(n, 1));
    outcomes->label = g_new(double, MAX(n, 1));
    for (guint32 i = 0; i < n; i++) {
        outcomes->entity_row[i] = known[i].row;
        outcomes->known_at[i] = known[i].known_at;
        outcomes->label[i] = task->label[known[i].row];
    }
    return outcomes;
}

void
outcomes_free(Outcomes *outcomes)
{
    if (!outcomes)
        return;
    g_free(outcomes->entity_row);
    g_free(outcomes->known_at);
    g_free(outcomes->label);
    g_free(outcomes);
}
