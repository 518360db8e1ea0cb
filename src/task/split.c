/* Splits: by time 70, 15 and 15 in a hundred with an embargo where labels were not known yet; by
 * lot within each class where a table has no time. Cuts fall between different times, so that rows
 * of one time stay together. */
#include <math.h>
#include <string.h>

#include "task/task-private.h"

/* ---- by time --------------------------------------------------------------------------- */

/* The place nearest to `wanted` in (low, n) where the time changes; 0: nowhere. */
static guint32
cut_near(const TimePoint *seed, const guint32 *rows, guint32 low, guint32 n, guint32 wanted)
{
    for (guint32 step = 0; step < n; step++) {
        guint32 before = wanted >= step ? wanted - step : 0, after = wanted + step;
        if (before > low && before < n && seed[rows[before - 1]] < seed[rows[before]])
            return before;
        if (after > low && after < n && seed[rows[after - 1]] < seed[rows[after]])
            return after;
    }
    return 0;
}

/* Moments between train, or take no part at all: then they aren't usable rows. */
void
split_settle_between(Task *task)
{
    guint32 n = 0;
    for (guint32 i = 0; task->between && i < task->n_usable; i++) {
        guint32 row = task->order[i];
        if (!task->between[row] || task->part[row] != SPLIT_NONE)
            task->order[n++] = row;
    }
    if (task->between)
        task->n_usable = n;
}

/* The rows that are split, in order of time, in the place of all that are usable. */
static void
take_ticks(Task *task, guint32 *all)
{
    guint32 n = 0;
    memcpy(all, task->order, task->n_usable * sizeof *all);
    for (guint32 i = 0; i < task->n_usable; i++)
        if (!task->between[all[i]])
            task->order[n++] = all[i];
    task->n_usable = n;
}

/* Whether a row's label was known when `limit` came. A moment's window ends with its last instant
 * in it, so that its label is whole at that instant, which is where the next window opens. */
static gboolean
is_known_by(const Task *task, guint32 row, TimePoint limit)
{
    return task->moments ? task->known_at[row] <= limit : task->known_at[row] < limit;
}

/* No label window of theirs reaches to where training is stopped or judged. */
static void
assign_between(Task *task, const guint32 *all, guint32 n)
{
    TimePoint limit = G_MAXINT64;
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        if (task->part[row] == SPLIT_STOP || task->part[row] == SPLIT_VALIDATION)
            limit = MIN(limit, task->seed_time[row]);
    }
    memcpy(task->order, all, n * sizeof *all);
    task->n_usable = n;
    for (guint32 i = 0; i < n; i++)
        if (task->between[all[i]])
            task->part[all[i]] = is_known_by(task, all[i], limit) ? SPLIT_TRAIN : SPLIT_NONE;
    split_settle_between(task);
}

/* Rows of [from, to) get the part; those whose label is not known by `limit`, the embargo. */
static void
assign_until(Task *task, guint32 from, guint32 to, SplitPart part, TimePoint limit)
{
    for (guint32 i = from; i < to; i++) {
        guint32 row = task->order[i];
        task->part[row] = (guint8)(is_known_by(task, row, limit) ? part : SPLIT_EMBARGO);
    }
}

/* The newest tenth of what is left to train on stops boosting. */
static void
assign_stop(Task *task, guint32 cut)
{
    g_autofree guint32 *train = g_new(guint32, MAX(cut, 1));
    guint32 n = 0;
    for (guint32 i = 0; i < cut; i++)
        if (task->part[task->order[i]] == SPLIT_TRAIN)
            train[n++] = task->order[i];
    guint32 from = cut_near(task->seed_time, train, 0, n, n - (n + 5) / 10);
    for (guint32 i = from ? from : n; i < n; i++)
        task->part[train[i]] = SPLIT_STOP;
}

/* Where validation starts: after 70 rows in a hundred, or earlier where a long window would leave
 * nothing before the test that is known by then, so that what is left is as much as the test. 0:
 * nowhere. */
static guint32
start_of_validation(const Task *task, guint32 test)
{
    guint32 n = task->n_usable, known = 0;
    guint32 usual = cut_near(task->seed_time, task->order, 0, n, (guint32)((guint64)n * 70 / 100));
    TimePoint limit = task->seed_time[task->order[test]];
    while (known < test && is_known_by(task, task->order[known], limit))
        known++;
    if (!task->moments || usual < known)
        return usual;
    return cut_near(task->seed_time, task->order, 0, known, known - MIN(known, n - test));
}

static gboolean
refuse_times(const Task *task, GError **error)
{
    if (!task->moments) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s has too few different values in %s to split by time: name another time, or "
                    "none",
                    task->spec.time, task->spec.entity);
        return FALSE;
    }
    gint64 history = task->as_of - task->seed_time[task->order[0]] + task->spec.horizon;
    g_autofree char *window = duration_words(task->spec.horizon);
    g_autofree char *there = duration_words(history / TIME_DAY * TIME_DAY);
    g_autofree char *most = duration_words(MAX(history / 4 / TIME_DAY, 1) * TIME_DAY);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "a window of %s is too long for the %s of history: rows to learn from, to judge by "
                "and to seal stand a window apart each; ask for one of at most %s",
                window, there, most);
    return FALSE;
}

static gboolean
split_ticks(Task *task, GError **error)
{
    guint32 n = task->n_usable;
    guint32 test = cut_near(task->seed_time, task->order, 0, n, (guint32)((guint64)n * 85 / 100));
    guint32 validation = test ? start_of_validation(task, test) : 0;
    if (validation == test && test)
        test =
            cut_near(task->seed_time, task->order, validation, n, (guint32)((guint64)n * 85 / 100));
    if (!validation || !test)
        return refuse_times(task, error);
    TimePoint judged = task->seed_time[task->order[validation]];
    if (task->moments && !is_known_by(task, task->order[0], judged))
        return refuse_times(task, error);
    assign_until(task, 0, validation, SPLIT_TRAIN, judged);
    assign_until(task, validation, test, SPLIT_VALIDATION, task->seed_time[task->order[test]]);
    assign_until(task, test, n, SPLIT_TEST, G_MAXINT64);
    assign_stop(task, validation);
    return TRUE;
}

static gboolean
split_by_time(Task *task, GError **error)
{
    guint32 n = task->n_usable;
    g_autofree guint32 *all = g_new(guint32, MAX(n, 1));
    if (!task->between)
        return split_ticks(task, error);
    take_ticks(task, all);
    gboolean done = split_ticks(task, error);
    assign_between(task, all, n);
    return done;
}

/* ---- by lot ---------------------------------------------------------------------------- */

/* Numbers are all of one class. */
static void
split_class(Task *task, double label, guint64 seed)
{
    g_autofree guint32 *rows = g_new(guint32, MAX(task->n_usable, 1));
    guint32 n = 0;
    for (guint32 i = 0; i < task->n_usable; i++)
        if (task->kind != TASK_BINARY || task->label[task->order[i]] == label)
            rows[n++] = task->order[i];
    Random random;
    random_seed(&random, seed);
    for (guint32 i = n; i > 1; i--) {
        guint32 other = random_below(&random, i), swap = rows[i - 1];
        rows[i - 1] = rows[other];
        rows[other] = swap;
    }
    guint32 train = (guint32)(((guint64)n * 70 + 50) / 100);
    guint32 stop = (train + 5) / 10;
    guint32 validation = (guint32)(((guint64)n * 15 + 50) / 100);
    for (guint32 i = 0; i < n; i++)
        task->part[rows[i]] = (guint8)(i < train - stop         ? SPLIT_TRAIN
                                       : i < train              ? SPLIT_STOP
                                       : i < train + validation ? SPLIT_VALIDATION
                                                                : SPLIT_TEST);
}

/* ---- what it came to ------------------------------------------------------------------- */

static guint64
little_endian(gint64 value)
{
    return GUINT64_TO_LE((guint64)value);
}

void
split_hash(const Task *task, char hash[65])
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint64 ids[1024];
    for (guint32 from = 0; from < task->n; from += G_N_ELEMENTS(ids)) {
        guint32 n = MIN(task->n - from, G_N_ELEMENTS(ids));
        for (guint32 i = 0; i < n; i++)
            ids[i] = little_endian(task->frame->row_id[from + i]);
        g_checksum_update(checksum, (const guchar *)ids, (gssize)(n * sizeof *ids));
        g_checksum_update(checksum, task->part + from, n);
    }
    g_strlcpy(hash, g_checksum_get_string(checksum), 65);
}

static void
widen(SplitSummary *summary, SplitPart part, TimePoint seed)
{
    if (summary->from[part] == TIME_MISSING)
        summary->from[part] = summary->to[part] = seed;
    summary->from[part] = MIN(summary->from[part], seed);
    summary->to[part] = MAX(summary->to[part], seed);
}

static void
add_row(const Task *task, guint32 row, SplitSummary *summary)
{
    SplitPart part = task->part[row];
    summary->rows[part]++;
    widen(summary, part, task->seed_time[row]);
    if (split_home(part) != part)
        widen(summary, split_home(part), task->seed_time[row]);
    summary->positives[part] += task->kind == TASK_BINARY && task->label[row] == 1;
}

static void
count_apart(const Task *task, SplitSummary *summary)
{
    if (!(task->spec.apart & APART_CUSTOMER))
        return;
    g_autofree guint8 *for_customer = apart_for_customer(task);
    for (guint32 row = 0; row < task->n; row++)
        summary->by_customer[task->part[row]] += for_customer[row];
}

/* Dropped rows stand before validation's first row, or among and after validation's. */
static void
count_embargo(const Task *task, SplitSummary *summary)
{
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        if (task->part[row] != SPLIT_EMBARGO)
            continue;
        if (summary->rows[SPLIT_VALIDATION] &&
            task->seed_time[row] >= summary->from[SPLIT_VALIDATION])
            summary->embargo_validation++;
        else
            summary->embargo_train++;
    }
    guint32 dropped = summary->rows[SPLIT_EMBARGO];
    summary->embargo_rate =
        dropped ? (double)summary->positives[SPLIT_EMBARGO] / (double)dropped : NAN;
}

void
task_split_summary(const Task *task, SplitSummary *summary)
{
    memset(summary, 0, sizeof *summary);
    summary->timed = task->time_column != NULL;
    summary->seed = task->spec.seed;
    for (int part = 0; part < SPLIT_PARTS; part++)
        summary->from[part] = summary->to[part] = TIME_MISSING;
    for (guint32 i = 0; i < task->n_usable; i++)
        add_row(task, task->order[i], summary);
    for (int part = 0; part < SPLIT_PARTS; part++) {
        /* A day at least: one busy morning is no reason to scale money by thousands. */
        gint64 span = MAX(summary->to[part] - summary->from[part], TIME_DAY);
        gboolean dated = summary->timed && summary->rows[part];
        summary->months[part] = dated ? (double)span / (double)TASK_MONTH : NAN;
        summary->working_days[part] = summary->months[part] * TASK_WORKING_DAYS;
    }
    count_embargo(task, summary);
    count_apart(task, summary);
    split_hash(task, summary->hash);
}

/* What could bring events into the part that has none. */
static char *
parts_remedy(const Task *task, const SplitSummary *summary, SplitPart part)
{
    if (task->given)
        return g_strdup_printf(
            "%s says which rows are in it: give each part %s, or leave the column "
            "of parts out and let time split",
            task->spec.labels, task->kind == TASK_BINARY ? "rows of both outcomes" : "rows");
    guint32 elsewhere = 0;
    for (guint i = 0; i < SPLIT_PARTS; i++)
        elsewhere += i == SPLIT_EMBARGO ? 0 : summary->positives[i];
    guint32 apart = 0;
    for (guint i = 0; i < SPLIT_PARTS; i++)
        apart += i != (guint)part && split_home((SplitPart)i) == part ? summary->rows[i] : 0;
    if (apart) {
        g_autofree char *taken = number_count(apart);
        return g_strdup_printf("apart=%s takes %s rows out of it, since what they share stands in "
                               "another part; keep less apart",
                               apart_name(task->spec.apart), taken);
    }
    if (summary->rows[part] && elsewhere && !summary->positives[SPLIT_EMBARGO])
        return g_strdup(
            "all events lie in other months: leave out by without= the time before they "
            "were recorded, or choose a target that happens more often");
    g_autofree char *dropped = number_count(summary->rows[SPLIT_EMBARGO]);
    return g_strdup_printf(
        "%s rows were dropped because their label was not known in time; %s", dropped,
        task->spec.horizon ? "shorten the horizon" : "give a horizon, such as 14 days");
}

/* Every part needs rows; learning and judging events need both outcomes. */
static gboolean
check_parts(const Task *task, const SplitSummary *summary, GError **error)
{
    static const SplitPart needed[] = {SPLIT_TRAIN, SPLIT_VALIDATION, SPLIT_TEST};
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++) {
        SplitPart part = needed[i];
        guint32 rows = summary->rows[part], positives = summary->positives[part];
        if (task->kind != TASK_BINARY ? rows > 0 : positives && positives < rows)
            continue;
        g_autofree char *count = number_count(rows);
        g_autofree char *remedy = parts_remedy(task, summary, part);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "the %s part of \"%s\" has %s rows and %s: %s", split_name(part), task->name,
                    count,
                    positives                   ? "only events"
                    : rows > 0                  ? "no event"
                    : task->kind != TASK_BINARY ? "so nothing to judge by"
                                                : "so no event",
                    remedy);
        return FALSE;
    }
    return TRUE;
}

static gboolean
check_told_apart(const Task *task, GError **error)
{
    if (task->kind != TASK_CLASSES || task->classes->len > 1)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "\"%s\" has one value in training: there is nothing to tell apart", task->name);
    return FALSE;
}

/* Parts as given; the newest tenth of training stops boosting. */
static void
split_as_given(Task *task)
{
    for (guint32 i = 0; i < task->n_usable; i++)
        task->part[task->order[i]] = task->given[task->order[i]];
    assign_stop(task, task->n_usable);
}

gboolean
task_split(Task *task, SplitSummary *summary, GError **error)
{
    memset(task->part, SPLIT_NONE, task->n);
    if (task->given) {
        split_as_given(task);
    } else if (task->time_column) {
        if (!split_by_time(task, error))
            return FALSE;
    } else if (task->spec.apart) {
        apart_deal(task);
    } else {
        split_class(task, 0, task->spec.seed);
        if (task->kind == TASK_BINARY)
            split_class(task, 1, task->spec.seed + 1);
    }
    if (task->spec.apart && (task->given || task->time_column))
        apart_take_out(task);
    SplitSummary made;
    task_split_summary(task, &made);
    if (summary)
        *summary = made;
    kind_number_classes(task);
    return check_parts(task, &made, error) && check_told_apart(task, error);
}
