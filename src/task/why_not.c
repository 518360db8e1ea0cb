/* Who can't be asked about at a moment, and why: what isn't there yet, what it has happened to
 * already, what WHERE doesn't choose. The same rules that make labels, for rows that somebody
 * names. */
#include "task/ahead.h"

typedef struct {
    const Task *task;
    const Frame *frame;
    const FrameColumn *created;  /* from when on a row is there; NULL: always, or at its own time */
    const FrameColumn *happened; /* when what is asked about came; NULL: nothing says */
    const guint8 *chosen;        /* TestResult of WHERE a row; NULL: all */
} Asking;

/* The column of the frame called as the task's own is. */
static const FrameColumn *
same_column(const Frame *frame, const FrameColumn *column)
{
    return column ? frame_column(frame, column->info->name) : NULL;
}

/* The date of BOOL(table.date, 0, 30, days), or of the event by which a column of yes and no looks
 * ahead. */
static const FrameColumn *
happened_column(const Task *task, const Frame *frame)
{
    g_autoptr(PqlNode) target = task->spec.rule ? pql_parse_condition(task->spec.rule, NULL) : NULL;
    if (target && target->type == PQL_AGGREGATE && target->aggregate == PQL_BOOL)
        return row_column(target->arguments->pdata[0], frame, NULL);
    return same_column(frame, task->event_time);
}

static char *
dated(const Asking *asking, const char *what, const FrameColumn *column, guint32 row)
{
    g_autofree char *date =
        date_words(column->integer[row], column->info->precision, asking->frame->catalogue->zone);
    return g_strdup_printf("%s: %s is %s", what, column->info->name, date);
}

/* Before a moment that others chose too, and at its own. */
static gboolean
is_there(const Asking *asking, guint32 row, TimePoint seed)
{
    return asking->task->moments ? frame_time_known(asking->frame, asking->created, row) < seed
                                 : asking->created->integer[row] <= seed;
}

static char *
why_not(const Asking *asking, guint32 row, TimePoint seed)
{
    const FrameColumn *created = asking->created, *happened = asking->happened;
    if (seed == TIME_MISSING)
        return g_strdup("it has no time at which it could be asked");
    if (created && created->integer[row] == TIME_MISSING)
        return g_strdup_printf("nothing says since when it is there: %s is empty",
                               created->info->name);
    if (created && !is_there(asking, row, seed))
        return dated(asking, "not there yet", created, row);
    if (happened && happened->integer[row] != TIME_MISSING) {
        TimePoint time = frame_time_known(asking->frame, happened, row);
        if (asking->task->event_absent ? time < seed : time <= seed)
            return dated(asking, "it had happened already", happened, row);
    }
    if (!asking->task->moments && seed > asking->task->as_of)
        return g_strdup("it comes after the day up to which the data is read");
    if (asking->chosen && asking->chosen[row] != TEST_TRUE)
        return g_strdup("WHERE doesn't hold for it then");
    return NULL;
}

GPtrArray *
task_why_not(const Task *task, FrameStore *frames, sqlite3 *database, Frame *frame,
             const TimePoint *seeds, GError **error)
{
    /* What WHERE reads of a task: its rows and when they are asked about. */
    Task rows = {.frame = frame,
                 .n = frame->n,
                 .seed_time = (TimePoint *)seeds,
                 .kind = task->kind,
                 .as_of = task->as_of};
    const ColumnInfo *created = frame->table->time;
    g_autofree guint8 *chosen =
        task->where ? ahead_test(&rows, frames, database, task->where, error) : NULL;
    Asking asking = {.task = task,
                     .frame = frame,
                     .created = created ? frame_column_of(frame, created) : NULL,
                     .happened = happened_column(task, frame),
                     .chosen = chosen};
    if (task->where && !chosen)
        return NULL;
    GPtrArray *all = g_ptr_array_new_full(frame->n, g_free);
    for (guint32 row = 0; row < frame->n; row++)
        g_ptr_array_add(all, why_not(&asking, row, seeds[row]));
    return all;
}
