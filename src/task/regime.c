/* The two regimes of judging: each row at its seed time, or the past frozen where its part begins.
 */
#include "task/task-private.h"

gboolean
regime_frozen(sqlite3 *database)
{
    g_autofree char *regime = setting_get(database, "regime");
    return g_strcmp0(regime, "frozen") == 0;
}

const char *
regime_word(gboolean frozen)
{
    return frozen ? "frozen" : "seed time";
}

void
task_cuts(const Task *task, TimePoint cut[SPLIT_PARTS])
{
    for (int part = 0; part < SPLIT_PARTS; part++)
        cut[part] = G_MAXINT64;
    if (!task->frozen || !task->time_column)
        return;
    for (guint32 row = 0; row < task->n; row++) {
        SplitPart part = split_home((SplitPart)task->part[row]);
        if ((part == SPLIT_VALIDATION || part == SPLIT_TEST) && task->seed_time[row] < cut[part])
            cut[part] = task->seed_time[row];
    }
    for (int part = 0; part < SPLIT_PARTS; part++)
        if (cut[part] != G_MAXINT64)
            cut[part] -= task->cut_before;
}
