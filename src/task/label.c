/* Seeds, labels and when they are known (the rules stand at Task in task.h). A label nobody can
 * know yet is open, never No; one that is over and was never given is unusable. */
#include <math.h>
#include <string.h>

#include "task/ahead.h"

typedef struct {
    Task *task;
    guint8 *result;             /* TestResult by row */
    const FrameColumn *number;  /* the label itself, where it is a number; else NULL */
    const FrameColumn *closing; /* by its role, when nothing better is declared */
    GPtrArray *dates;           /* FrameColumn*: every date of the row, when there is no closing */
} Labeller;

/* ---- the event's own time -------------------------------------------------------------- */

/* How much more often a date is filled where the event holds; 0 where it is no event's time: one
 * filled in most rows with the event and next to none without. Wrong labels blur it. */
static double
event_time_share(const Labeller *labeller, const FrameColumn *column)
{
    gint64 with = 0, filled_with = 0, without = 0, filled_without = 0;
    for (guint32 row = 0; row < labeller->task->n; row++) {
        gboolean filled = column->integer[row] != TIME_MISSING;
        if (labeller->result[row] == TEST_TRUE) {
            with++;
            filled_with += filled;
        } else if (labeller->result[row] == TEST_FALSE) {
            without++;
            filled_without += filled;
        }
    }
    if (!with || !without)
        return 0;
    double share = (double)filled_with / (double)with;
    double other = (double)filled_without / (double)without;
    return share >= 0.8 && other <= 0.02 ? share - other : 0;
}

/* The declared column when it is one; else, with a horizon, the date that fits the event best. */
static gboolean
find_event_time(Labeller *labeller, GError **error)
{
    Task *task = labeller->task;
    if (task->event_absent)
        return TRUE;
    if (task->known_column) {
        if (event_time_share(labeller, task->known_column) == 0)
            return TRUE;
        if (!task->spec.horizon) {
            g_set_error(
                error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s is filled only where %s: it can't tell when a No is one; give a horizon "
                "too, such as 14 days",
                task->known_column->info->name, task->event_words);
            return FALSE;
        }
        task->event_time = g_steal_pointer(&task->known_column);
        return TRUE;
    }
    double best = 0;
    for (guint i = 0; task->spec.horizon && i < task->frame->columns->len; i++) {
        const FrameColumn *column = task->frame->columns->pdata[i];
        if (column->kind != KIND_DATE || column == task->time_column)
            continue;
        double share = event_time_share(labeller, column);
        if (share > best) {
            best = share;
            task->event_time = column;
        }
    }
    return TRUE;
}

/* ---- one row --------------------------------------------------------------------------- */

static void
set_unusable(Task *task, guint32 row, LeftOut why)
{
    task->state[row] = LABEL_UNUSABLE;
    task->left_out[row] = (guint8)why;
    task->left[why]++;
}

static void
set_known(Labeller *labeller, guint32 row, TimePoint known_at, gboolean over)
{
    Task *task = labeller->task;
    if (labeller->result[row] == TEST_UNKNOWN) {
        if (over)
            set_unusable(task, row, LEFT_UNLABELLED);
        return;
    }
    task->state[row] = LABEL_KNOWN;
    task->label[row] =
        labeller->number ? cell_value(labeller->number, row) : labeller->result[row] == TEST_TRUE;
    task->known_at[row] = known_at;
}

/* The label asks whether the event came within the horizon; one without a time can't say. */
static void
set_event(Labeller *labeller, guint32 row, TimePoint known_at)
{
    Task *task = labeller->task;
    TimePoint seed = task->seed_time[row];
    if (labeller->result[row] != TEST_TRUE) {
        set_known(labeller, row, known_at, TRUE);
        return;
    }
    if (task->event_time->integer[row] == TIME_MISSING) {
        set_unusable(task, row, LEFT_UNLABELLED);
        return;
    }
    TimePoint event = frame_time_known(task->frame, task->event_time, row);
    if (event <= seed) {
        set_unusable(task, row, LEFT_BORN);
        return;
    }
    set_known(labeller, row, known_at, TRUE);
    task->label[row] = event <= seed + task->spec.horizon;
}

/* Yes where the event had not come by the horizon. What was over on arrival is a No; what was over
 * before it is an error of the export. */
static void
set_absent(Labeller *labeller, guint32 row, TimePoint known_at)
{
    Task *task = labeller->task;
    TimePoint seed = task->seed_time[row], event = task->event_time->integer[row];
    if (event != TIME_MISSING)
        event = frame_time_known(task->frame, task->event_time, row);
    if (event != TIME_MISSING && event < seed) {
        set_unusable(task, row, LEFT_BORN);
        return;
    }
    task->state[row] = LABEL_KNOWN;
    task->label[row] = event == TIME_MISSING || event > seed + task->spec.horizon;
    task->known_at[row] = known_at;
}

/* The newest date in the row that is not after the as-of date, at least the seed. */
static TimePoint
newest_in_row(const Labeller *labeller, guint32 row)
{
    const Task *task = labeller->task;
    TimePoint newest = task->seed_time[row];
    for (guint i = 0; i < labeller->dates->len; i++) {
        const FrameColumn *column = labeller->dates->pdata[i];
        if (column->integer[row] == TIME_MISSING || column->integer[row] <= newest)
            continue;
        TimePoint time = frame_time_known(task->frame, column, row);
        if (time <= task->as_of)
            newest = MAX(newest, time);
    }
    return newest;
}

/* The row's own date at which its label is known; TIME_MISSING: not yet. */
static TimePoint
dated_known(const Task *task, const FrameColumn *column, guint32 row)
{
    if (column->integer[row] == TIME_MISSING)
        return TIME_MISSING;
    TimePoint time = frame_time_known(task->frame, column, row);
    return time > task->as_of ? TIME_MISSING : MAX(time, task->seed_time[row]);
}

static void
label_row(Labeller *labeller, guint32 row)
{
    Task *task = labeller->task;
    TimePoint seed = task->seed_time[row];
    if (seed == TIME_MISSING) {
        set_unusable(task, row, LEFT_NO_TIME);
        return;
    }
    if (seed > task->as_of) {
        set_unusable(task, row, LEFT_FUTURE);
        return;
    }
    TimePoint known_at = seed + task->spec.horizon;
    const FrameColumn *dated = task->known_column ? task->known_column : labeller->closing;
    if (dated) {
        TimePoint time = dated_known(task, dated, row);
        if (time == TIME_MISSING)
            return;
        known_at = MAX(known_at, time);
    }
    if (known_at > task->as_of)
        return;
    if (task->event_absent)
        set_absent(labeller, row, known_at);
    else if (task->event_time)
        set_event(labeller, row, known_at);
    else if (task->spec.horizon || dated)
        set_known(labeller, row, known_at, TRUE);
    else
        set_known(labeller, row, newest_in_row(labeller, row), FALSE);
}

/* Left to history: its label, once known, counts in the past of others, and no more. */
static void
leave_to_history(Task *task, guint32 row)
{
    if (task->frame->history_only && task->frame->history_only[row] &&
        task->state[row] != LABEL_UNUSABLE)
        set_unusable(task, row, LEFT_HISTORY);
}

/* ---- the whole table ---------------------------------------------------------------------- */

static void
clear_labels(Task *task)
{
    for (guint32 row = 0; row < task->n; row++) {
        task->known_at[row] = TIME_MISSING;
        task->label[row] = NAN;
        task->state[row] = LABEL_OPEN;
    }
}

static void
set_seeds(Task *task)
{
    clear_labels(task);
    for (guint32 row = 0; row < task->n; row++)
        task->seed_time[row] = task->time_column ? task->time_column->integer[row] : TIME_MISSING;
}

static void
choose_as_of(Task *task, sqlite3 *database)
{
    g_autofree char *declared = database ? setting_get(database, "as_of") : NULL;
    TimePoint catalogue = task->frame->catalogue->as_of;
    if (task->spec.as_of != TIME_MISSING)
        task->as_of = task->spec.as_of;
    else if (declared && catalogue != TIME_MISSING)
        task->as_of = catalogue;
    else
        task->as_of = frame_newest_time(task->frame, task->time_column);
    task->spec.as_of = task->as_of;
}

static void
choose_known(Labeller *labeller)
{
    Task *task = labeller->task;
    labeller->dates = g_ptr_array_new();
    if (task->spec.horizon || task->known_column)
        return;
    task->known_guessed = TRUE;
    const ColumnInfo *closed = table_role(task->frame->table, ROLE_CLOSED);
    if (closed && closed->kind == KIND_DATE) {
        labeller->closing = frame_column_of(task->frame, closed);
        task->known_column = labeller->closing;
        return;
    }
    for (guint i = 0; i < task->frame->columns->len; i++) {
        FrameColumn *column = task->frame->columns->pdata[i];
        if (column->kind == KIND_DATE && column != task->time_column)
            g_ptr_array_add(labeller->dates, column);
    }
}

typedef struct {
    TimePoint time;
    guint32 row;
} Seed;

static int
compare_seeds(const void *a, const void *b)
{
    const Seed *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Rows whose label is known, by (seed, row); most exports come sorted already. */
static void
set_order(Task *task)
{
    task->order = g_new(guint32, MAX(task->n, 1));
    task->n_usable = 0;
    gboolean sorted = TRUE;
    for (guint32 row = 0; row < task->n; row++) {
        if (task->state[row] != LABEL_KNOWN)
            continue;
        if (task->n_usable &&
            task->seed_time[task->order[task->n_usable - 1]] > task->seed_time[row])
            sorted = FALSE;
        task->order[task->n_usable++] = row;
    }
    if (sorted)
        return;
    g_autofree Seed *seeds = g_new(Seed, task->n_usable);
    for (guint32 i = 0; i < task->n_usable; i++)
        seeds[i] = (Seed){task->seed_time[task->order[i]], task->order[i]};
    qsort(seeds, task->n_usable, sizeof *seeds, compare_seeds);
    for (guint32 i = 0; i < task->n_usable; i++)
        task->order[i] = seeds[i].row;
}

void
task_count(Task *task)
{
    gboolean binary = task->kind == TASK_BINARY;
    for (guint32 row = 0; row < task->n; row++) {
        if (task->between && task->between[row])
            continue;
        task->open += task->state[row] == LABEL_OPEN;
        task->unusable += task->state[row] == LABEL_UNUSABLE;
        task->positives += binary && task->state[row] == LABEL_KNOWN && task->label[row] == 1;
        task->negatives += binary && task->state[row] == LABEL_KNOWN && task->label[row] == 0;
    }
    set_order(task);
}

static void
define_dates(Task *task)
{
    if (task->event_time)
        task_define(task, task->event_time->info->name, NULL, "when it happened");
    if (task->known_column)
        task_define(task, task->known_column->info->name, NULL, "when the outcome is known");
}

static const char *const left_names[LEFT_REASONS] = {NULL,   "no-time", "future",  "unlabelled",
                                                     "born", "without", "history", "filtered"};

const char *
left_out_name(LeftOut why)
{
    return left_names[why];
}

/* `result`, a row: TestResult. */
static gboolean
label_by(Task *task, guint8 *result, const FrameColumn *number, sqlite3 *database, GError **error)
{
    Labeller labeller = {.task = task, .result = result, .number = number};
    set_seeds(task);
    task->as_of = TIME_MISSING;
    if (task->time_column) {
        choose_as_of(task, database);
        if (!number && !find_event_time(&labeller, error))
            return FALSE;
        choose_known(&labeller);
        for (guint32 row = 0; row < task->n; row++)
            label_row(&labeller, row);
        g_ptr_array_unref(labeller.dates);
    } else {
        for (guint32 row = 0; row < task->n; row++)
            set_known(&labeller, row, TIME_MISSING, FALSE);
    }
    for (guint32 row = 0; row < task->n; row++)
        leave_to_history(task, row);
    define_dates(task);
    return TRUE;
}

gboolean
task_label(Task *task, const RowTest *target, sqlite3 *database, GError **error)
{
    g_autofree guint8 *result = g_new(guint8, MAX(task->n, 1));
    for (guint32 row = 0; row < task->n; row++)
        result[row] = (guint8)row_test_result(target, row);
    return label_by(task, result, NULL, database, error);
}

gboolean
task_label_numbers(Task *task, const FrameColumn *column, sqlite3 *database, GError **error)
{
    g_autofree guint8 *result = g_new(guint8, MAX(task->n, 1));
    for (guint32 row = 0; row < task->n; row++)
        result[row] = isnan(cell_value(column, row)) ? TEST_UNKNOWN : TEST_FALSE;
    if (task->kind == TASK_CLASSES)
        kind_keep_values(task, column, task->frame);
    return label_by(task, result, column, database, error);
}

/* ---- labels that look ahead ------------------------------------------------------------- */

static void
set_ahead(Task *task, guint32 row, double label)
{
    TimePoint known_at = task->seed_time[row] + task->spec.horizon;
    if (task->seed_time[row] == TIME_MISSING)
        set_unusable(task, row, LEFT_NO_TIME);
    else if (task->seed_time[row] > task->as_of)
        set_unusable(task, row, LEFT_FUTURE);
    else if (known_at > task->as_of)
        task->state[row] = LABEL_OPEN;
    else if (isnan(label))
        set_unusable(task, row, LEFT_UNLABELLED);
    else {
        task->state[row] = LABEL_KNOWN;
        task->label[row] = label;
        task->known_at[row] = known_at;
    }
    leave_to_history(task, row);
}

/* The date that a target by itself asks for: BOOL(accounts.churned_at, 0, 30, days). */
static const FrameColumn *
date_asked_for(const Task *task, const PqlNode *target)
{
    if (target->type != PQL_AGGREGATE || target->aggregate != PQL_BOOL)
        return NULL;
    return row_column(target->arguments->pdata[0], task->frame, NULL);
}

/* Who has left can't leave: nothing is learned from such a row, and nothing asked of it, although
 * its window is open. */
static gboolean
has_happened(const Task *task, const FrameColumn *date, guint32 row)
{
    TimePoint seed = task->seed_time[row], time = frame_time_known(task->frame, date, row);
    return seed != TIME_MISSING && seed <= task->as_of && time != TIME_MISSING && time <= seed;
}

gboolean
task_label_ahead(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target,
                 GError **error)
{
    if (task->spec.every >= 0) {
        if (!moments_make(task, frames, database, target, error))
            return FALSE;
        clear_labels(task);
    } else {
        set_seeds(task);
        choose_as_of(task, database);
    }
    if (task->kind != TASK_BINARY) {
        g_autofree double *values = kind_labels_ahead(task, frames, database, target, error);
        for (guint32 row = 0; values && row < task->n; row++)
            set_ahead(task, row, values[row]);
        return values != NULL;
    }
    g_autofree guint8 *results = ahead_test(task, frames, database, target, error);
    const FrameColumn *date = results ? date_asked_for(task, target) : NULL;
    for (guint32 row = 0; results && row < task->n; row++)
        if (date && has_happened(task, date, row))
            set_unusable(task, row, LEFT_BORN);
        else
            set_ahead(task, row, results[row] == TEST_UNKNOWN ? NAN : results[row] == TEST_TRUE);
    return results != NULL;
}

static void
leave_out(Task *task, guint32 row, LeftOut why)
{
    task->label[row] = NAN;
    task->known_at[row] = TIME_MISSING;
    set_unusable(task, row, why);
}

/* Takes rows out that the condition doesn't hold for; of `known_only`, open ones stay. */
static gboolean
leave_out_but(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *condition,
              gboolean known_only, GError **error)
{
    g_autofree guint8 *chosen = ahead_test(task, frames, database, condition, error);
    for (guint32 row = 0; chosen && row < task->n; row++) {
        if (chosen[row] == TEST_TRUE || task->state[row] == LABEL_UNUSABLE ||
            (known_only && task->state[row] == LABEL_OPEN))
            continue;
        leave_out(task, row, LEFT_FILTERED);
    }
    return chosen != NULL;
}

gboolean
task_filter(Task *task, FrameStore *frames, sqlite3 *database, GError **error)
{
    return (!task->where || leave_out_but(task, frames, database, task->where, FALSE, error)) &&
           (!task->assuming || leave_out_but(task, frames, database, task->assuming, TRUE, error));
}

gboolean
task_leave_out(Task *task, sqlite3 *database, GError **error)
{
    if (!task->spec.without)
        return TRUE;
    g_autoptr(PqlNode) condition = pql_parse_condition(task->spec.without, error);
    g_autoptr(RowTest) test =
        condition ? row_test_new(condition, task->frame, database, error) : NULL;
    for (guint32 row = 0; test && row < task->n; row++)
        if (task->state[row] != LABEL_UNUSABLE && row_test(test, row))
            leave_out(task, row, LEFT_WITHOUT);
    return test != NULL;
}
