/* All columns and features searched for leaks together, by the rows that are drawn for it once. */
#include "audit/leakage.h"

#include <string.h>

void
leakage_clear(Leakage *leakage)
{
    g_clear_pointer(&leakage->subjects, g_ptr_array_unref);
    leak_rows_clear(&leakage->train);
    leak_rows_clear(&leakage->validation);
    for (guint v = 0; v < TASK_VIEWS; v++)
        g_clear_pointer(&leakage->rows[v], training_rows_free);
    g_clear_pointer(&leakage->views, g_array_unref);
    g_clear_pointer(&leakage->touched, touched_free);
}

/* An hour, a day, a week, and the horizon, the nearest first. */
static void
set_backs(Leakage *leakage)
{
    gint64 horizon = leakage->task->spec.horizon;
    const gint64 usual[] = {TIME_HOUR, TIME_DAY, 7 * TIME_DAY};

    for (guint i = 0; i < G_N_ELEMENTS(usual); i++) {
        if (horizon > 0 && horizon < usual[i] &&
            (!leakage->backs || leakage->back[leakage->backs - 1] < horizon))
            leakage->back[leakage->backs++] = horizon;
        leakage->back[leakage->backs++] = usual[i];
    }
    if (horizon > usual[G_N_ELEMENTS(usual) - 1])
        leakage->back[leakage->backs++] = horizon;
}

/* What is asked of rows of the task. */
static void
draw_rows(Leakage *leakage)
{
    const Task *task = leakage->task;

    for (guint v = 0; v < leakage->views->len; v++)
        leakage->rows[v] = training_rows_view(task, &g_array_index(leakage->views, TaskView, v));
    timing_input_init(&leakage->input, task->frame, leakage->touched, leakage->rows[0],
                      leakage->database, personal_masked(leakage->database));
    leak_rows_draw(&leakage->train, task, leakage->views, SPLIT_TRAIN);
    leak_rows_draw(&leakage->validation, task, leakage->views, SPLIT_VALIDATION);
}

static gboolean
find(Leakage *leakage, FrameStore *frames, Progress *progress, GError **error)
{
    progress_phase(progress, "looking for leaks", 0, "");
    leakage_judge_columns(leakage);
    if (progress_stop(progress, error))
        return FALSE;
    return !leakage->features || leakage_judge_features(leakage, frames, progress, error);
}

static void
begin(Leakage *leakage, const Task *task, sqlite3 *database)
{
    *leakage = (Leakage){.task = task, .database = database, .frame = task->frame};
    leakage->subjects = g_ptr_array_new_with_free_func((GDestroyNotify)leak_subject_free);
    leakage->views = task_views(task);
    set_backs(leakage);
}

gboolean
leakage_find(Leakage *leakage, const Task *task, FrameStore *frames, sqlite3 *database,
             GPtrArray *features, Progress *progress, GError **error)
{
    begin(leakage, task, database);
    leakage->features = features;
    leakage->touched = touched_new(task->frame);
    draw_rows(leakage);
    return find(leakage, frames, progress, error);
}

/* Lists read no column of the entity's table: only what is told of their candidates is judged, and
 * whether each came is the one view. */
gboolean
leakage_find_for(Leakage *leakage, const LeakSearch *search, GPtrArray *features,
                 Progress *progress, GError **error)
{
    if (!search->sooner)
        return leakage_find(leakage, search->task, search->frames, search->database, features,
                            progress, error);
    begin(leakage, search->task, search->database);
    g_array_set_size(leakage->views, 1);
    leakage->search = search;
    leakage->features = features;
    leakage->train = (LeakRows){.n = search->n};
    leakage->train.event[0] = g_memdup2(search->event, (gsize)search->n + 1);
    progress_phase(progress, "looking for leaks", 0, "");
    return leakage_judge_features(leakage, search->frames, progress, error);
}
