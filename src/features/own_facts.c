/* When the rows of a task's own table, and their outcomes, count as known: never before the moment
 * at which they are asked about themselves. */
#include "features/own_facts.h"

FactTable *
fact_table_own(const Task *task, const Frame *frame)
{
    const ColumnInfo *info = frame->table->time;
    const FrameColumn *column = info ? frame_column(frame, info->name) : task->time_column;
    TimePoint *time = g_new(TimePoint, frame->n + 1);
    for (guint32 row = 0; row < frame->n; row++) {
        time[row] = column ? frame_time_known(frame, column, row) : TIME_MISSING;
        if (time[row] != TIME_MISSING)
            time[row] = MAX(time[row], task->seed_time[row]);
    }
    return fact_table_from_times(frame, time);
}

FactTable *
fact_table_outcomes(const Task *task, const Frame *frame)
{
    Outcomes *outcomes = outcomes_new(task);
    TimePoint *time = g_new(TimePoint, frame->n + 1);
    for (guint32 row = 0; row < frame->n; row++)
        time[row] = TIME_MISSING;
    for (guint32 i = 0; i < outcomes->n; i++) {
        guint32 row = outcomes->entity_row[i];
        if (outcomes->known_at[i] != TIME_MISSING)
            time[row] = MAX(outcomes->known_at[i], task->seed_time[row]);
    }
    outcomes_free(outcomes);
    return fact_table_from_times(frame, time);
}
