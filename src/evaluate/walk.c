/* Walking forward: each moment of the part that judges is predicted by a model trained anew on all
 * that was settled before it, beside one that was trained once, before the first of them. */
#include <foredesk/evaluate.h>

#include <math.h>
#include <string.h>

#define FEWEST_SETTLED 5 /* moments: three to learn from, one that stops, one that calibrates */
#define RESAMPLES 1000

typedef struct {
    TimePoint at;
    guint32 n, events;      /* that are asked about then */
    guint32 learned;        /* rows that the model of then was trained on */
    double auc[2], loss[2]; /* trained then, trained once; of numbers the loss is how far off */
    Interval saved;         /* of the loss, by training then */
} WalkStep;

typedef struct {
    Task *task; /* of its own: parts move */
    FrameStore *frames;
    sqlite3 *database;
    GPtrArray *features;
    Progress *progress;
    Model *once;
    GArray *steps;   /* WalkStep */
    GArray *loss[2]; /* double, a row of all moments */
    GArray *entity;  /* guint32, a row */
} Walk;

static void
walk_clear(Walk *walk)
{
    g_clear_pointer(&walk->task, task_unref);
    g_clear_pointer(&walk->once, model_free);
    g_array_unref(walk->steps);
    g_array_unref(walk->loss[0]);
    g_array_unref(walk->loss[1]);
    g_array_unref(walk->entity);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

static int
compare_times(gconstpointer a, gconstpointer b)
{
    TimePoint x = *(const TimePoint *)a, y = *(const TimePoint *)b;
    return (x > y) - (x < y);
}

/* Moments of rows for which `task` says so, each once, oldest first. */
static GArray *
moments_of(const Task *task, SplitPart part, TimePoint settled)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(TimePoint));
    guint n = 0;
    for (guint32 row = 0; row < task->n; row++) {
        gboolean known = task->state[row] == LABEL_KNOWN &&
                         !(task->between && task->between[row]) &&
                         (part == SPLIT_NONE || task->part[row] == part);
        TimePoint seed = task->seed_time[row];
        if (known && task->known_at[row] < settled &&
            (all->len == 0 || g_array_index(all, TimePoint, all->len - 1) != seed))
            g_array_append_val(all, seed);
    }
    g_array_sort(all, compare_times);
    for (guint i = 0; i < all->len; i++) {
        TimePoint at = g_array_index(all, TimePoint, i);
        if (n == 0 || g_array_index(all, TimePoint, n - 1) != at)
            g_array_index(all, TimePoint, n++) = at;
    }
    g_array_set_size(all, n);
    return all;
}

/* Parts as they would have been on that day: the newest settled moment calibrates, the one before
 * it stops training, all before those teach; what is asked on the day stands as test. FALSE where
 * too little is settled. */
static gboolean
stand_at(Task *task, TimePoint at, guint32 *learned)
{
    g_autoptr(GArray) settled = moments_of(task, SPLIT_NONE, at);
    *learned = 0;
    if (settled->len < FEWEST_SETTLED)
        return FALSE;
    TimePoint calibrates = g_array_index(settled, TimePoint, settled->len - 1);
    TimePoint stops = g_array_index(settled, TimePoint, settled->len - 2);
    for (guint32 row = 0; row < task->n; row++) {
        TimePoint seed = task->seed_time[row], known = task->known_at[row];
        gboolean tick = !(task->between && task->between[row]);
        task->part[row] = SPLIT_NONE;
        if (task->state[row] != LABEL_KNOWN)
            continue;
        if (tick && seed == at)
            task->part[row] = SPLIT_TEST;
        else if (tick && known < at && seed >= stops)
            task->part[row] = seed == calibrates ? SPLIT_VALIDATION : SPLIT_STOP;
        else if (known < at && seed < stops && (tick || known < stops))
            task->part[row] = SPLIT_TRAIN;
        *learned += task->part[row] == SPLIT_TRAIN;
    }
    return TRUE;
}

/* ---- one moment --------------------------------------------------------------------------------
 */

static double
loss_of(const Task *task, double said, double label)
{
    double p = CLAMP(said, 1e-15, 1 - 1e-15);
    if (task->kind == TASK_NUMBER)
        return fabs(said - label);
    return label > 0.5 ? -log(p) : -log(1 - p);
}

static void
take_step(Walk *walk, WalkStep *step, const guint32 *rows, double *const said[2])
{
    const Task *task = walk->task;
    g_autofree guint8 *label = g_new(guint8, step->n + 1);
    g_autofree double *both = g_new(double, 2 * (gsize)step->n + 1);
    double *const loss[2] = {both, both + step->n};
    for (guint32 i = 0; i < step->n; i++) {
        guint32 entity = (guint32)task->frame->row_id[rows[i]];
        label[i] = task->label[rows[i]] > 0.5;
        step->events += label[i];
        for (int k = 0; k < 2; k++) {
            loss[k][i] = loss_of(task, said[k][i], task->label[rows[i]]);
            step->loss[k] += loss[k][i] / step->n;
            g_array_append_val(walk->loss[k], loss[k][i]);
        }
        g_array_append_val(walk->entity, entity);
    }
    step->saved = stats_bootstrap_cost(loss[1], loss[0], NULL, step->n, RESAMPLES, 1, 0.95);
    for (int k = 0; k < 2; k++)
        step->auc[k] = task->kind == TASK_BINARY
                           ? stats_auc(said[k], label, step->n, 0.95).auc.value
                           : (double)NAN;
    g_array_append_vals(walk->steps, step, 1);
}

static gboolean
walk_to(Walk *walk, TimePoint at, GError **error)
{
    WalkStep step = {.at = at};
    guint32 n;
    if (!stand_at(walk->task, at, &step.learned))
        return TRUE;
    TrainInput input = {.task = walk->task,
                        .frames = walk->frames,
                        .database = walk->database,
                        .features = walk->features,
                        .seed = 1,
                        .kind = "boost"};
    g_autoptr(LearnData) data = learn_data_new(walk->task, walk->frames, walk->database,
                                               walk->features, walk->progress, error);
    g_autoptr(Model) model = data ? model_train(&input, data, walk->progress, error) : NULL;
    if (!model)
        return FALSE;
    if (!walk->once)
        walk->once = g_steal_pointer(&model);
    const guint32 *rows = learn_data_rows(data, SPLIT_TEST, &n);
    g_autofree double *then = g_new(double, n + 1);
    g_autofree double *once = g_new(double, n + 1);
    double *const said[2] = {then, once};
    if (!model_score(model ? model : walk->once, data, rows, n, then, error) ||
        !model_score(walk->once, data, rows, n, once, error))
        return FALSE;
    step.n = n;
    take_step(walk, &step, rows, said);
    return TRUE;
}

/* ---- told --------------------------------------------------------------------------------------
 */

static void
list_steps(const Walk *walk, Report *report)
{
    gboolean event = walk->task->kind == TASK_BINARY;
    ReportTable *table =
        report_table(report, "walk", "MOMENT BY MOMENT: TRAINED THEN, AND TRAINED ONCE");
    report_column(table, "at", "asked at", UNIT_TIME, 1);
    report_column(table, "rows", "asked about", UNIT_COUNT, 0);
    report_column(table, "events", event ? "events" : NULL, UNIT_COUNT, 0);
    report_column(table, "learned", "learned from", UNIT_COUNT, 0);
    report_column(table, "auc", event ? "AUC then" : NULL, UNIT_DECIMAL, 3);
    report_column(table, "auc_once", event ? "once" : NULL, UNIT_DECIMAL, 3);
    report_column(table, "loss", event ? "log loss then" : "off by, then", UNIT_DECIMAL, 4);
    report_column(table, "loss_once", "once", UNIT_DECIMAL, 4);
    report_column(table, "saved", "less by training then", UNIT_DECIMAL, 4)->interval = TRUE;
    for (guint i = 0; i < walk->steps->len; i++) {
        const WalkStep *step = &g_array_index(walk->steps, WalkStep, i);
        report_row(table);
        report_cell(table, (double)step->at);
        report_cell(table, step->n);
        report_cell(table, event ? step->events : NAN);
        report_cell(table, step->learned);
        report_cell(table, step->auc[0]);
        report_cell(table, step->auc[1]);
        report_cell(table, step->loss[0]);
        report_cell(table, step->loss[1]);
        cell_interval(report_cell(table, step->saved.value / step->n), step->saved.low / step->n,
                      step->saved.high / step->n);
    }
}

/* Entities are asked about at every moment, so that they are drawn as a whole. */
static Interval
saved_in_all(const Walk *walk)
{
    guint n = walk->entity->len;
    const guint32 *cluster = (const guint32 *)(const void *)walk->entity->data;
    Interval all = stats_bootstrap_cost((const double *)(const void *)walk->loss[1]->data,
                                        (const double *)(const void *)walk->loss[0]->data, cluster,
                                        n, RESAMPLES, 1, 0.95);
    return (Interval){all.value / n, all.low / n, all.high / n};
}

static void
say_walk(const Walk *walk, SplitPart part, Report *report)
{
    guint64 learned = 0;
    guint n = walk->steps->len;
    if (n < 2) {
        report_say(report,
                   "Walking forward needs two moments of %s and five settled before the first: "
                   "ask more often, by every=D.",
                   split_name(part));
        return;
    }
    for (guint i = 0; i < n; i++)
        learned += g_array_index(walk->steps, WalkStep, i).learned;
    Interval saved = saved_in_all(walk);
    const char *what = walk->task->kind == TASK_BINARY ? "log loss" : "mean error";
    const char *verdict = saved.low > 0    ? "it pays"
                          : saved.high < 0 ? "it does harm"
                                           : "within chance";
    g_autofree char *rows = number_count((gint64)learned);
    g_autofree char *once = number_count((gint64)g_array_index(walk->steps, WalkStep, 0).learned);
    report_say(report,
               "Trained anew at each of %u moments of %s, on what was settled by then, the %s is "
               "%.4f %s than of a model trained once, before the first (less by %.4f to %.4f): %s. "
               "It costs %u trainings on %s rows in all, against one on %s.",
               n, split_name(part), what, fabs(saved.value), saved.value < 0 ? "higher" : "lower",
               saved.low, saved.high, verdict, n, rows, once);
    cell_interval(report_number(report, "saved", NULL, UNIT_DECIMAL, 4, saved.value), saved.low,
                  saved.high);
    report_number(report, "trainings", NULL, UNIT_COUNT, 0, n);
    report_number(report, "rows_learned", NULL, UNIT_COUNT, 0, (double)learned);
}

gboolean
walk_tell(const Task *task, FrameStore *frames, sqlite3 *database, GPtrArray *features,
          SplitPart part, Progress *progress, Report *report, GError **error)
{
    if (!task->moments || task->kind > TASK_NUMBER) {
        report_say(report, "Walking forward is for yes or no, or a number, asked about again and "
                           "again: these rows are asked about once, or for something else.");
        return TRUE;
    }
    g_auto(Walk) walk = {.frames = frames,
                         .database = database,
                         .features = features,
                         .progress = progress,
                         .steps = g_array_new(FALSE, FALSE, sizeof(WalkStep)),
                         .loss = {g_array_new(FALSE, FALSE, sizeof(double)),
                                  g_array_new(FALSE, FALSE, sizeof(double))},
                         .entity = g_array_new(FALSE, FALSE, sizeof(guint32))};
    g_autoptr(GArray) moments = moments_of(task, part, G_MAXINT64);
    walk.task = task_new(frames, database, &task->spec, error);
    if (!walk.task)
        return FALSE;
    walk.task->frozen = FALSE; /* each moment sees all before it: that is what is asked */
    for (guint i = 0; i < moments->len; i++)
        if (!walk_to(&walk, g_array_index(moments, TimePoint, i), error))
            return FALSE;
    report_text(report, "walked", NULL, split_name(part));
    say_walk(&walk, part, report);
    if (walk.steps->len >= 2)
        list_steps(&walk, report);
    return TRUE;
}

Report *
walk_report(const Task *task, FrameStore *frames, sqlite3 *database, SplitPart part,
            Progress *progress, GError **error)
{
    g_autoptr(Report) report = report_new("walk", "Trained anew at each moment");
    g_autoptr(GPtrArray) features = features_load_enabled(database, task, error);
    if (!features || !walk_tell(task, frames, database, features, part, progress, report, error))
        return NULL;
    report_text(report, "regime", NULL, regime_word(FALSE));
    return g_steal_pointer(&report);
}
