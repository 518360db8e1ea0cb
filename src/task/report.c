/* What pane 2 and `target` show: the target in words, counts and rates that open their rows, when
 * labels are known, the split, the columns that leave the features, the SQL. */
#include <math.h>
#include <string.h>

#include "task/task-private.h"

static double
rate_of(gint64 positives, gint64 rows)
{
    return rows ? (double)positives / (double)rows : NAN;
}

/* ---- sentences ---------------------------------------------------------------------------- */

static void
say_target(const Task *task, Report *report)
{
    gint64 known = task->positives + task->negatives;
    g_autofree char *positives = number_count(task->positives), *rows = number_count(known);
    g_autofree char *rate = number_percent(rate_of(task->positives, known), 1);
    g_autofree char *moments = g_strdup_printf("rows of %s", task->spec.entity); /* asked anew */
    gboolean named = strcmp(task->name, task->event_words) != 0;
    report_say(report, "%s%s%s%s: so in %s of the %s %s whose outcome is known (%s).", task->name,
               named ? " (" : "", named ? task->event_words : "", named ? ")" : "", positives, rows,
               task->spec.every > 0 ? moments : table_noun(task->spec.entity, known), rate);
}

/* Who is asked about: "tickets"; asked again and again they are rows. */
static const char *
asked_noun(const Task *task, gint64 n)
{
    return task->spec.every > 0 ? n == 1 ? "row" : "rows" : table_noun(task->spec.entity, n);
}

/* " 25 tickets are younger than that on 30 Jun 2026: unknown, not No."; empty where there are none.
 */
static char *
open_words(const Task *task, const char *are)
{
    g_autofree char *open = number_count(task->open);
    g_autofree char *as_of = date_words(task->as_of, PRECISION_DAY, task->frame->catalogue->zone);
    if (!task->open)
        return g_strdup("");
    return g_strdup_printf(" %s %s %s %s%s%s: unknown, not No.", open, asked_noun(task, task->open),
                           task->open == 1 ? "is" : "are", are,
                           task->as_of == TIME_MISSING ? "" : " on ",
                           task->as_of == TIME_MISSING ? "" : as_of);
}

static void
say_known(const Task *task, Report *report)
{
    g_autofree char *horizon = duration_words(task->spec.horizon);
    g_autofree char *younger = open_words(task, "younger than that");
    g_autofree char *open = open_words(task, "open");
    g_autofree char *unlabelled = open_words(task, "without a label");
    if (!task->time_column)
        report_say(report, "%s has no time here: every label counts as known.%s", task->spec.entity,
                   unlabelled);
    else if (task->event_absent)
        report_say(report, "Yes means that %s was still empty %s after %s.%s",
                   task->event_time->info->name, horizon, task->spec.time, younger);
    else if (task->event_time)
        report_say(report, "Yes means that it happened (%s) within %s after %s.%s",
                   task->event_time->info->name, horizon, task->spec.time, younger);
    else if (task->spec.horizon && task->known_column)
        report_say(report, "The outcome counts as known at %s, at the earliest %s after %s.%s",
                   task->known_column->info->name, horizon, task->spec.time, open);
    else if (task->spec.horizon)
        report_say(report, "The outcome counts as known %s after %s.%s", horizon, task->spec.time,
                   younger);
    else if (task->known_column)
        report_say(report, "The outcome counts as known at %s.%s", task->known_column->info->name,
                   open);
    else
        report_say(report, "The outcome counts as known at the newest date in its row.%s",
                   unlabelled);
}

static void
say_split(const Task *task, const SplitSummary *split, Report *report)
{
    if (!split->rows[SPLIT_TRAIN])
        return;
    if (!split->timed) {
        report_say(report,
                   "Without a time the split is by lot, 70, 15 and 15 in 100 of each outcome: it "
                   "can't show whether next month will be like the past.");
        return;
    }
    if (task->given) {
        report_say(report,
                   "%s says which rows teach, judge and stay sealed; the newest tenth of training "
                   "stops boosting.",
                   task->spec.labels);
        return;
    }
    g_autofree char *dropped = number_count(split->rows[SPLIT_EMBARGO]);
    g_autofree char *rate = number_percent(split->embargo_rate, 1);
    if (split->rows[SPLIT_EMBARGO])
        report_say(report,
                   "The oldest 70 in 100 teach, the next 15 judge and tune, the newest 15 stay "
                   "sealed. %s rows between them are dropped, since their outcome was not known "
                   "when the next part begins (%s of them events).",
                   dropped, rate);
    else
        report_say(report, "The oldest 70 in 100 teach, the next 15 judge and tune, the newest 15 "
                           "stay sealed. Every outcome was known when the next part begins.");
}

/* ---- warnings ----------------------------------------------------------------------------- */

static int
compare_delays(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

/* Days after which 95 in 100 labels were known: a horizon to start from. */
static gint64
usual_delay(const Task *task)
{
    guint32 n = 0, step = task->n_usable / 20000 + 1;
    g_autofree gint64 *delays = g_new(gint64, task->n_usable / step + 1);
    for (guint32 i = 0; i < task->n_usable; i += step)
        delays[n++] = task->known_at[task->order[i]] - task->seed_time[task->order[i]];
    qsort(delays, n, sizeof *delays, compare_delays);
    return n ? delays[(guint64)n * 95 / 100] / TIME_DAY + 1 : 1;
}

static void
warn_guess(const Task *task, const SplitSummary *split, Report *report)
{
    if (!task->known_guessed || !task->n_usable)
        return;
    gint64 days = usual_delay(task);
    if (!task->known_column && days <= 1) {
        report_warn(report,
                    "No horizon was given and no date says when labels were known: each "
                    "counts as known on arrival, which outcomes rarely are. Give a horizon, "
                    "or the column that tells.");
        return;
    }
    report_warn(
        report,
        "No horizon was given: when labels were known is read from %s. 95 in 100 were known "
        "after %" G_GINT64_FORMAT " day%s: a horizon of that length keeps slow and fast "
        "rows alike.",
        task->known_column ? task->known_column->info->name : "the newest date in the row", days,
        days == 1 ? "" : "s");
    double kept = rate_of(split->positives[SPLIT_TRAIN], split->rows[SPLIT_TRAIN]);
    if (split->rows[SPLIT_EMBARGO] < TASK_FEW_ROWS / 10 || fabs(split->embargo_rate - kept) < 0.03)
        return;
    g_autofree char *dropped = number_percent(split->embargo_rate, 1);
    g_autofree char *kept_words = number_percent(kept, 1);
    report_warn(report,
                "The dropped rows are not like the others: %s of them are events, %s of "
                "those that teach.",
                dropped, kept_words);
}

static void
warn_few(const Task *task, const SplitSummary *split, Report *report)
{
    if (!split->rows[SPLIT_TRAIN])
        return;
    guint32 rows = split->rows[SPLIT_VALIDATION], positives = split->positives[SPLIT_VALIDATION];
    if (task->spec.apart || (rows >= TASK_FEW_ROWS && positives >= TASK_FEW_POSITIVES))
        return; /* of what is kept apart its own report warns */
    report_warn(report,
                "Validation has %u rows and %u events: a line chosen on fewer than %d rows or %d "
                "events often breaks on the next month.",
                rows, positives, TASK_FEW_ROWS, TASK_FEW_POSITIVES);
}

static void
warn_seasons(const Task *task, Report *report)
{
    TaskSeasons seasons;
    task_seasons(task, &seasons);
    g_autofree char *trouble = seasons_trouble(&seasons);
    if (trouble)
        report_warn(report, "%s.", trouble);
}

static void
warn_unusable(const Task *task, Report *report)
{
    static const char *const reasons[LEFT_REASONS] = {"",
                                                      "have no time of arrival",
                                                      "arrive after the as-of date",
                                                      "are over, but nobody entered the outcome",
                                                      "had the event before they were asked about",
                                                      "",
                                                      "are set aside from training, and stay in "
                                                      "the history",
                                                      "are not asked about"};
    for (int why = LEFT_NOT + 1; why < LEFT_REASONS; why++) {
        g_autofree char *count = number_count(task->left[why]);
        const char *noun = asked_noun(task, 2);
        if (task->left[why] && why == LEFT_WITHOUT)
            report_warn(report, "%s %s are left out by your rule: %s.", count, noun,
                        task->spec.without);
        else if (task->left[why])
            report_warn(report, "%s %s are left out: they %s.", count, noun, reasons[why]);
    }
}

static void
warn(const Task *task, const SplitSummary *split, Report *report)
{
    if (task->stale)
        report_warn(report, "The rows or their meaning have changed since this target was frozen: "
                            "its split is new and older models were judged on another; freeze it "
                            "again.");
    labels_report(task, report);
    warn_guess(task, split, report);
    warn_few(task, split, report);
    warn_seasons(task, report);
    warn_unusable(task, report);
}

/* ---- tables ------------------------------------------------------------------------------- */

static void
add_values(const Task *task, const SplitSummary *split, Report *report)
{
    gint64 known = task->positives + task->negatives;
    report_text(report, "name", NULL, task->name);
    report_number(report, "version", NULL, UNIT_NONE, 0, task->version);
    report_text(report, "entity", NULL, task->spec.entity);
    report_text(report, "target", "target", task->pql);
    report_text(report, "time", "time", task->spec.time);
    report_text(report, "known_at", NULL,
                task->known_column ? task->known_column->info->name : NULL);
    report_number(report, "horizon_days", NULL, UNIT_DECIMAL, 1,
                  task->spec.horizon ? (double)task->spec.horizon / (double)TIME_DAY : NAN);
    report_number(report, "as_of", NULL, UNIT_TIME, 0,
                  task->as_of == TIME_MISSING ? NAN : (double)task->as_of);
    report_number(report, "rows", NULL, UNIT_COUNT, 0, task->n);
    report_number(report, "known", NULL, UNIT_COUNT, 0, (double)known);
    report_number(report, "positives", NULL, UNIT_COUNT, 0, (double)task->positives);
    report_number(report, "rate", NULL, UNIT_SHARE, 1, rate_of(task->positives, known));
    if (!split->rows[SPLIT_TRAIN])
        return;
    g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, split->seed);
    report_text(report, "seed", "seed of the split", seed);
    report_text(report, "hash", "hash of the split", split->hash);
    TaskSeasons seasons;
    task_seasons(task, &seasons);
    g_autofree char *train = season_words(seasons.train), *test = season_words(seasons.test);
    report_text(report, "train_season", NULL, *train ? train : NULL);
    report_text(report, "test_season", NULL, *test ? test : NULL);
}

static void
add_states(const Task *task, Report *report)
{
    const struct {
        const char *id, *words;
        gint64 rows;
    } states[] = {{"positive", task->event_words, task->positives},
                  {"negative", "not so", task->negatives},
                  {"open", "not known yet", task->open},
                  {"unusable", "left out", task->unusable}};
    ReportTable *table = report_table(report, "states", "LABELS");
    report_column(table, "state", NULL, UNIT_NONE, 0);
    report_column(table, "words", "outcome", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "of all", UNIT_SHARE, 1)->right = TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
        report_row(table);
        report_cell_text(table, states[i].id);
        report_cell_text(table, states[i].words);
        cell_rows(report_cell(table, (double)states[i].rows), "task=%" G_GINT64_FORMAT ";state=%s",
                  task->id, states[i].id);
        report_cell(table, rate_of(states[i].rows, task->n));
    }
}

/* A day in the desk's zone; the value stays the moment. */
static void
add_day(const Task *task, ReportTable *table, TimePoint time)
{
    Cell *cell = report_cell(table, time == TIME_MISSING ? NAN : (double)time);
    if (time != TIME_MISSING)
        cell->text = date_words(time, PRECISION_DAY, task->frame->catalogue->zone);
}

/* Rows left out, by why, each to be opened. */
static void
add_left_out(const Task *task, Report *report)
{
    static const char *const words[LEFT_REASONS] = {"",
                                                    "no time of arrival",
                                                    "arrives after the as-of date",
                                                    "over, but no outcome entered",
                                                    "it had happened already",
                                                    "left out by your rule",
                                                    "set aside from training, kept in history",
                                                    "not asked about"};
    if (!task->unusable)
        return;
    ReportTable *table = report_table(report, "left_out", "LEFT OUT");
    report_column(table, "why", NULL, UNIT_NONE, 0);
    report_column(table, "words", "why", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    for (int why = LEFT_NOT + 1; why < LEFT_REASONS; why++) {
        if (!task->left[why])
            continue;
        report_row(table);
        report_cell_text(table, left_out_name((LeftOut)why));
        report_cell_text(table, words[why]);
        cell_rows(report_cell(table, (double)task->left[why]), "task=%" G_GINT64_FORMAT ";left=%s",
                  task->id, left_out_name((LeftOut)why));
    }
}

static void
add_split(const Task *task, const SplitSummary *split, Report *report)
{
    static const char *const uses[SPLIT_PARTS] = {"",
                                                  "teaches",
                                                  "stops boosting",
                                                  "judges and tunes",
                                                  "sealed",
                                                  "dropped: not known in time",
                                                  "out of training: kept apart",
                                                  "out of validation: kept apart",
                                                  "out of the test: kept apart"};
    ReportTable *table = report_table(report, "split", "SPLIT");
    report_column(table, "part", "part", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "positives", "events", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rate", "rate", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "from", split->timed ? "from" : NULL, UNIT_TIME, 0);
    report_column(table, "to", split->timed ? "to" : NULL, UNIT_TIME, 0);
    report_column(table, "months", NULL, UNIT_DECIMAL, 1);
    report_column(table, "use", "use", UNIT_NONE, 0);
    for (int part = SPLIT_TRAIN; part < SPLIT_PARTS; part++) {
        gboolean apart = split_home((SplitPart)part) != (SplitPart)part;
        if (part == SPLIT_EMBARGO ? !split->timed : apart && !split->rows[part])
            continue;
        const char *name = split_name((SplitPart)part);
        report_row(table);
        report_cell_text(table, name);
        cell_rows(report_cell(table, split->rows[part]), "task=%" G_GINT64_FORMAT ";part=%s",
                  task->id, name);
        /* The sealed part hides its labels. */
        gboolean sealed = split_sealed((SplitPart)part);
        Cell *positives = report_cell(table, sealed ? NAN : split->positives[part]);
        if (!sealed)
            cell_rows(positives, "task=%" G_GINT64_FORMAT ";part=%s;state=positive", task->id,
                      name);
        report_cell(table, sealed ? NAN : rate_of(split->positives[part], split->rows[part]));
        add_day(task, table, split->from[part]);
        add_day(task, table, split->to[part]);
        report_cell(table, split->months[part]);
        report_cell_text(table, uses[part]);
    }
}

static void
add_defining(const Task *task, Report *report)
{
    ReportTable *table = report_table(report, "defining", "COLUMNS THAT LEAVE THE FEATURES");
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "reason", "why", UNIT_NONE, 0);
    for (guint i = 0; i < task->defining->len; i++) {
        report_row(table);
        const char *item = task->defining_item->pdata[i];
        g_autofree char *clean = item ? text_clean(item, -1) : NULL;
        g_autofree char *of =
            item ? g_strdup_printf("%s: %s", (char *)task->defining->pdata[i], clean) : NULL;
        report_cell_text(table, item ? of : task->defining->pdata[i]);
        report_cell_text(table, task->defining_reason->pdata[i]);
    }
}

static void
add_sql(const Task *task, Report *report)
{
    report_text(report, "sql", NULL, task->sql);
    ReportTable *table = report_table(report, "sql_lines", "THE LABEL AS SQL");
    report_column(table, "line", "", UNIT_NONE, 0);
    g_auto(GStrv) lines = g_strsplit(task->sql, "\n", -1);
    for (int i = 0; lines[i]; i++) {
        g_autofree char *clean = text_clean(lines[i], -1);
        report_row(table);
        report_cell_text(table, clean);
    }
}

/* ---- by month ----------------------------------------------------------------------------- */

GArray *
task_months(const Task *task, int *first)
{
    GArray *months = g_array_new(FALSE, TRUE, sizeof(TaskMonth));
    GTimeZone *zone = task->frame->catalogue->zone;
    TimePoint oldest = G_MAXINT64, newest = G_MININT64;
    for (guint32 row = 0; row < task->n; row++)
        if (task->state[row] != LABEL_UNUSABLE) {
            oldest = MIN(oldest, task->seed_time[row]);
            newest = MAX(newest, task->seed_time[row]);
        }
    if (oldest > newest)
        return months;
    CalendarFields from, to;
    calendar_fields(oldest, zone, &from);
    calendar_fields(newest, zone, &to);
    *first = from.year * 12 + from.month - 1;
    g_array_set_size(months, (guint)(to.year * 12 + to.month - *first));
    TimePoint end = G_MININT64; /* rows mostly come in order: one look at the calendar a day */
    TimePoint start = end;
    TaskMonth *month = NULL;
    for (guint32 row = 0; row < task->n; row++) {
        TimePoint seed = task->seed_time[row];
        if (task->state[row] == LABEL_UNUSABLE || (task->between && task->between[row]))
            continue;
        if (seed >= end || seed < start) {
            calendar_fields(seed, zone, &to);
            end = day_end(seed, zone);
            start = seed;
            month =
                &g_array_index(months, TaskMonth, (guint)(to.year * 12 + to.month - 1 - *first));
        }
        gboolean known =
            task->state[row] == LABEL_KNOWN && !split_sealed((SplitPart)task->part[row]);
        month->rows++;
        month->known += known;
        month->positives += known && task->label[row] == 1;
    }
    return months;
}

static void
add_months(const Task *task, Report *report)
{
    int first = 0;
    g_autoptr(GArray) months = task_months(task, &first);
    ReportTable *table = report_table(report, "months", "BY MONTH OF ARRIVAL");
    report_column(table, "month", "month", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "known", "known", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "positives", "events", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rate", "rate", UNIT_SHARE, 1)->right = TRUE;
    ReportCurve *curve =
        report_curve(report, "rate_by_month", "RATE BY MONTH OF ARRIVAL", "month", "events in 100");
    for (guint i = 0; i < months->len; i++) {
        const TaskMonth *month = &g_array_index(months, TaskMonth, i);
        int at = first + (int)i;
        g_autofree char *name = g_strdup_printf("%04d-%02d", at / 12, at % 12 + 1);
        report_row(table);
        report_cell_text(table, name);
        cell_rows(report_cell(table, (double)month->rows), "task=%" G_GINT64_FORMAT ";month=%s",
                  task->id, name);
        report_cell(table, (double)month->known);
        report_cell(table, (double)month->positives);
        report_cell(table, rate_of(month->positives, month->known));
        if (month->known)
            report_point(curve, at / 12.0, 100 * rate_of(month->positives, month->known));
    }
}

Report *
task_report(const Task *task)
{
    g_autofree char *title = g_strdup_printf("Target: %s, version %d", task->name, task->version);
    Report *report = report_new("target", title);
    SplitSummary split;
    task_split_summary(task, &split);
    say_target(task, report);
    if (split.rows[SPLIT_TRAIN])
        apart_report(task, &split, report);
    say_known(task, report);
    say_split(task, &split, report);
    gboolean one = task->defining->len == 1;
    report_say(report,
               "%u column%s the outcome leave%s the features. Next: read 40 tickets to check the "
               "label, look at the features, then train.",
               task->defining->len, one ? " that defines" : "s that define or tell",
               one ? "s" : "");
    warn(task, &split, report);
    routing_find(task, report);
    add_values(task, &split, report);
    add_states(task, report);
    add_left_out(task, report);
    if (split.rows[SPLIT_TRAIN])
        add_split(task, &split, report);
    add_defining(task, report);
    if (task->time_column)
        add_months(task, report);
    add_sql(task, report);
    return report;
}
