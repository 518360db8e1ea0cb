/* What a query means on this data, before anything is learned. */
#include "operate/query.h"

#include <math.h>
#include <string.h>

static const double KNOWN_LATE = 0.05; /* of the rows: more make those judged another sort */

/* ---- in words ----------------------------------------------------------------------------------
 */

static void
say_moments(const Task *task, Report *report)
{
    guint32 moments = 0, learned = 0;
    TimePoint last = TIME_MISSING;
    for (guint32 row = 0; row < task->n; row++) {
        if (task->between && task->between[row]) {
            learned += task->part[row] == SPLIT_TRAIN;
            continue;
        }
        moments += task->seed_time[row] != last;
        last = task->seed_time[row];
    }
    g_autofree char *apart = duration_words(task->spec.every);
    g_autofree char *window = duration_words(task->spec.horizon);
    report_say(report,
               "Every row of %s is asked about at %u moments, %s apart, and once more now; a label "
               "is known %s after its moment.",
               task->frame->table->name, moments - 1, apart, window);
    g_autofree char *extra = number_count(learned);
    if (task->between)
        report_say(report,
                   "Between each two, training alone asks at %u more: %s rows, whose outcome was "
                   "known before any that stops or judges it is asked about.",
                   task->spec.seeds - 1, extra);
    report_number(report, "between", NULL, UNIT_COUNT, 0, task->between ? learned : NAN);
    if (task->spec.every < task->spec.horizon)
        report_warn(report,
                    "Moments are closer than the window is long, so neighbouring labels share "
                    "what happened; the split keeps a gap of %s between its parts.",
                    window);
}

static void
say_event(const Query *query, Report *report)
{
    const Task *task = query->task;
    gint64 known = task->positives + task->negatives;
    g_autofree char *positives = number_count(task->positives), *all = number_count(known);
    g_autofree char *open = number_count(task->open);
    g_autofree char *rate = number_percent((double)task->positives / (double)known, 1);
    g_autofree char *within =
        task->moments || !task->spec.horizon ? NULL : duration_words(task->spec.horizon);
    gboolean told = within && !task->spec.rule;
    report_say(report, "How likely is it: %s%s%s? So it was for %s of %s %s (%s); %s are open now.",
               task->event_words, told ? " within " : "", told ? within : "", positives, all,
               task->moments ? "rows" : table_noun(task->spec.entity, known), rate, open);
    report_number(report, "known", "known", UNIT_COUNT, 0, (double)known);
    report_number(report, "rate", "so it was", UNIT_SHARE, 1,
                  (double)task->positives / (double)known);
    report_number(report, "open", "open now", UNIT_COUNT, 0, (double)task->open);
}

static int
compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Numbers that are known when something is over: what took long is known too late to be judged. */
static void
warn_known_late(const Task *task, Report *report)
{
    double judged = 0, late = 0;
    guint32 n_judged = 0, n_late = 0;
    TimePoint from = G_MAXINT64;
    for (guint32 i = 0; i < task->n_usable; i++)
        if (task->part[task->order[i]] == SPLIT_VALIDATION)
            from = MIN(from, task->seed_time[task->order[i]]);
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        gboolean is_late = task->part[row] == SPLIT_EMBARGO && task->seed_time[row] >= from;
        n_judged += task->part[row] == SPLIT_VALIDATION;
        judged += task->part[row] == SPLIT_VALIDATION ? task->label[row] : 0;
        n_late += is_late;
        late += is_late ? task->label[row] : 0;
    }
    if (!task->time_column || n_late < KNOWN_LATE * (n_late + n_judged))
        return;
    g_autofree char *left = number_count(n_late), *all = number_count(n_late + n_judged);
    report_warn(
        report,
        "Of %s rows of validation's time %s were known too late to be judged: %.4g on "
        "average, those judged %.4g. What is judged is what was soon known: new ones will be "
        "further off.",
        all, left, late / n_late, judged / n_judged);
}

static void
say_number(const Query *query, Report *report)
{
    const Task *task = query->task;
    g_autofree double *labels = g_new(double, task->n_usable + 1);
    double sum = 0;
    for (guint32 i = 0; i < task->n_usable; i++) {
        labels[i] = task->label[task->order[i]];
        sum += labels[i];
    }
    qsort(labels, task->n_usable, sizeof *labels, compare_numbers);
    g_autofree char *known = number_count(task->n_usable), *open = number_count(task->open);
    report_say(
        report,
        "How much will it be: %s? It is known %s times: half are below %.4g, the mean is %.4g; "
        "%s are open now.",
        task->event_words, known, labels[task->n_usable / 2], sum / task->n_usable, open);
    report_number(report, "known", "known", UNIT_COUNT, 0, task->n_usable);
    report_number(report, "median", "half are below", UNIT_DECIMAL, 3, labels[task->n_usable / 2]);
    report_number(report, "mean", "mean", UNIT_DECIMAL, 3, sum / task->n_usable);
    report_number(report, "open", "open now", UNIT_COUNT, 0, (double)task->open);
    warn_known_late(task, report);
}

void
query_say(const Query *query, Report *report)
{
    g_autofree char *text = pql_print_query(query->pql);
    report_text(report, "query", "query", text);
    static void (*const say[])(const Query *query,
                               Report *report) = {[TASK_BINARY] = say_event,
                                                  [TASK_NUMBER] = say_number,
                                                  [TASK_CLASSES] = query_say_classes,
                                                  [TASK_RANKING] = query_say_ranking,
                                                  [TASK_FORECAST] = query_say_forecast};
    say[query->task->kind](query, report);
    g_autoptr(GPtrArray) warnings = task_warnings(query->task);
    for (guint i = 0; i < warnings->len; i++)
        report_warn(report, "%s", (const char *)warnings->pdata[i]);
    if (query->task->moments)
        say_moments(query->task, report);
}

/* ---- in tables ---------------------------------------------------------------------------------
 */

static void
explain_dropped(const Task *task, Report *report)
{
    static const char *const reasons[LEFT_REASONS] = {
        [LEFT_NO_TIME] = "without a time",
        [LEFT_FUTURE] = "dated after today",
        [LEFT_UNLABELLED] = "over, but no outcome entered",
        [LEFT_BORN] = "it had happened already",
        [LEFT_WITHOUT] = "left out by the target",
        [LEFT_HISTORY] = "a cleaning step leaves them out",
        [LEFT_FILTERED] = "not asked about, by WHERE or ASSUMING",
    };
    ReportTable *table = report_table(report, "left_out", "NOT LEARNED FROM");
    report_column(table, "why", "why", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0);
    for (int why = 0; why < LEFT_REASONS; why++) {
        if (task->left[why] == 0)
            continue;
        report_row(table);
        report_cell_text(table, reasons[why]);
        report_cell(table, (double)task->left[why]);
    }
    report_row(table);
    report_cell_text(table, "open: the outcome isn't known yet");
    report_cell(table, (double)task->open);
}

static void
explain_split(const Query *query, Report *report)
{
    ReportTable *table = report_table(report, "split", "SPLIT");
    gboolean event = query->task->kind == TASK_BINARY;
    report_column(table, "part", "part", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0);
    if (event)
        report_column(table, "events", "events", UNIT_COUNT, 0);
    report_column(table, "from", "from", UNIT_TIME, 0);
    report_column(table, "to", "to", UNIT_TIME, 0);
    for (int part = SPLIT_TRAIN; part < SPLIT_PARTS; part++) {
        const SplitSummary *split = &query->split;
        if (part > SPLIT_EMBARGO && !split->rows[part])
            continue;
        report_row(table);
        report_cell_text(table, split_name((SplitPart)part));
        report_cell(table, split->rows[part]);
        if (event)
            report_cell(table, split_sealed((SplitPart)part) ? NAN : split->positives[part]);
        report_cell(table, split->from[part] == TIME_MISSING ? NAN : (double)split->from[part]);
        report_cell(table, split->to[part] == TIME_MISSING ? NAN : (double)split->to[part]);
    }
}

static void
explain_features(const Query *query, Report *report)
{
    guint exported = 0;
    ReportTable *table = report_table(report, "features", "FEATURES THE MODEL WILL SEE");
    report_column(table, "name", "feature", UNIT_NONE, 0);
    report_column(table, "known", "known?", UNIT_NONE, 0);
    report_column(table, "expression", "expression", UNIT_NONE, 0);
    for (guint i = 0; i < query->enabled->len; i++) {
        const Feature *feature = query->enabled->pdata[i];
        report_row(table);
        report_cell_text(table, feature->name);
        report_cell_text(table, evidence_name(feature->evidence));
        report_cell_text(table, feature->expression);
        exported += feature->evidence == EVIDENCE_AS_EXPORTED;
    }
    report_number(report, "features", "features", UNIT_COUNT, 0, query->enabled->len);
    if (exported > 0)
        report_warn(report,
                    "%u features read values as of the export, which may have changed since: "
                    "where they matter, ask the help desk for a history.",
                    exported);
    guint leaks = query->leaks.n_left_out, off = query->features->len - query->enabled->len - leaks;
    if (off)
        report_warn(report, "%u more are off: nothing proves that they were known in time.", off);
    report_number(report, "features_left_out", leaks ? "left out, since they leak" : NULL,
                  UNIT_COUNT, 0, leaks);
}

void
query_explain(const Query *query, Report *report)
{
    const Task *task = query->task;
    static const char *const kinds[] = {[TASK_BINARY] = "whether it will be so",
                                        [TASK_NUMBER] = "a number",
                                        [TASK_CLASSES] = "one of several values",
                                        [TASK_RANKING] = "a list, the likeliest first",
                                        [TASK_FORECAST] = "a number in each of several windows"};
    report_text(report, "kind", "asks for", kinds[task->kind]);
    report_text(report, "entity", "for each of", task->frame->table->name);
    report_text(report, "seed", "from",
                task->moments       ? "moments"
                : task->time_column ? task->time_column->info->name
                                    : "no time");
    explain_dropped(task, report);
    explain_split(query, report);
    explain_features(query, report);
    ReportTable *sql = report_table(report, "sql", "THE LABEL AS SQL");
    report_column(sql, "sql", "", UNIT_NONE, 0);
    report_row(sql);
    report_cell_text(sql, task->sql);
}
