/* One column: what it holds and how we know, when it is known, its values with the target's rate,
 * how full it was month by month. */
#include "audit/timing.h"

#include <math.h>
#include <string.h>

enum { VALUES_SHOWN = 20, RANGES = 10 };

/* What the parts of the report are made from. */
typedef struct {
    Report *report;
    const TableInfo *table;
    const ColumnInfo *info;
    const FrameColumn *column;
    const Frame *frame;
    const Task *task; /* NULL: the target isn't about this table */
    sqlite3 *database;
    gboolean masked; /* personal data is not shown */
} Subject;

/* ---- rates ------------------------------------------------------------------------------------
 */

/* Rows, and of those in the training part how many and how many events: all of one value. */
typedef struct {
    gint64 rows, judged, events;
} Counts;

static void
count_row(Counts *counts, const Task *task, guint32 row)
{
    counts->rows++;
    if (!task || task->part[row] != SPLIT_TRAIN || isnan(task->label[row]))
        return;
    counts->judged++;
    counts->events += task->label[row] > 0.5;
}

static ReportTable *
values_table(const Subject *subject, const char *title)
{
    ReportTable *table = report_table(subject->report, "values", title);

    report_column(table, "value", "value", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "share", UNIT_SHARE, 1)->right = TRUE;
    ReportColumn *rate = report_column(
        table, "rate", subject->task ? "target's rate (training rows)" : NULL, UNIT_SHARE, 1);
    rate->right = TRUE;
    rate->interval = TRUE;
    report_column(table, "means", subject->info->value_meanings ? "means" : NULL, UNIT_NONE, 0);
    report_column(table, "named", NULL, UNIT_NONE, 0);
    return table;
}

static Cell *
add_counts(const Subject *subject, ReportTable *table, const char *value, const Counts *counts)
{
    Cell *rows;

    report_row(table);
    report_cell_text(table, value);
    rows = report_cell(table, (double)counts->rows);
    report_cell(table, subject->frame->n ? (double)counts->rows / subject->frame->n : NAN);
    if (counts->judged) {
        Interval rate = stats_wilson((double)counts->events, (double)counts->judged, 0.95);
        cell_interval(report_cell(table, rate.value), rate.low, rate.high);
    } else {
        report_cell(table, NAN);
    }
    return rows;
}

/* A value may have a meaning of its own where it is shown as it stands; the name by which `meaning`
 * finds it. */
static void
add_meaning(const Subject *subject, ReportTable *table, const char *raw)
{
    const char *said = column_value_meaning(subject->info, raw);
    g_autofree char *meaning = said ? text_clean(said, -1) : NULL;
    g_autofree char *named =
        g_strdup_printf("%s.%s=%s", subject->table->name, subject->info->name, raw);
    report_cell_text(table, meaning);
    report_cell_text(table, g_strchomp(named));
}

/* ---- values -------------------------------------------------------------------------------------
 */

static int
by_rows(gconstpointer a, gconstpointer b, gpointer data)
{
    const Counts *counts = data;
    gint64 left = counts[*(const guint32 *)a].rows, right = counts[*(const guint32 *)b].rows;
    return left < right                                ? 1
           : left > right                              ? -1
           : *(const guint32 *)a < *(const guint32 *)b ? -1
                                                       : 1;
}

/* Counts of each code, index code + 1: 0 is missing. Items of a list count once a row each. */
static Counts *
count_codes(const Subject *subject, guint32 *n)
{
    const FrameColumn *column = subject->column;
    Counts *counts = g_new0(Counts, dictionary_size(column->dictionary) + 1);

    *n = dictionary_size(column->dictionary) + 1;
    for (guint32 row = 0; row < subject->frame->n; row++) {
        if (column->code) {
            count_row(&counts[column->code[row] + 1], subject->task, row);
            continue;
        }
        if (column->item_start[row] == column->item_start[row + 1])
            count_row(&counts[0], subject->task, row);
        for (guint32 i = column->item_start[row]; i < column->item_start[row + 1]; i++)
            count_row(&counts[column->item[i] + 1], subject->task, row);
    }
    return counts;
}

static void
show_values(const Subject *subject)
{
    ReportTable *table = values_table(subject, "VALUES, MOST FREQUENT FIRST");
    guint32 n, others = 0;
    g_autofree Counts *counts = count_codes(subject, &n);
    g_autofree guint32 *order = g_new(guint32, n);
    Counts rest = {0};

    for (guint32 i = 0; i < n; i++)
        order[i] = i;
    g_qsort_with_data(order, (int)n, sizeof *order, by_rows, counts);
    for (guint32 i = 0; i < n && counts[order[i]].rows; i++) {
        const Counts *value = &counts[order[i]];
        if (i >= VALUES_SHOWN) {
            others++;
            rest.rows += value->rows;
            rest.judged += value->judged;
            rest.events += value->events;
            continue;
        }
        const char *raw =
            order[i] ? dictionary_text(subject->column->dictionary, order[i] - 1) : NULL;
        g_autofree char *clean =
            raw ? personal_words(subject->info, raw, subject->masked) : g_strdup("(missing)");
        g_autofree char *as_written = raw ? text_clean(raw, -1) : NULL;
        Cell *rows = add_counts(subject, table, clean, value);
        report_at(table, table->rows->len - 1, 0)->open = subject->info->personal == PERSONAL_SHOW;
        if (raw && strcmp(clean, as_written) == 0 && !subject->info->pii &&
            subject->column->kind != KIND_BOOLEAN)
            add_meaning(subject, table, raw);
        if (!raw)
            cell_rows(rows, "table=%s;column=%s;missing=1", subject->table->name,
                      subject->info->name);
        else if (subject->column->code && subject->column->kind != KIND_BOOLEAN &&
                 strcmp(clean, as_written) == 0) /* a reference names its value */
            cell_rows(rows, "table=%s;column=%s;value=%s", subject->table->name,
                      subject->info->name, raw);
    }
    if (others) {
        g_autofree char *many = number_count(others);
        g_autofree char *words = g_strdup_printf("(%s other values)", many);
        add_counts(subject, table, words, &rest);
    }
}

/* ---- ranges of numbers and dates
 * -------------------------------------------------------------------- */

static char *
value_words(const Subject *subject, double value)
{
    if (subject->column->kind == KIND_DATE)
        return date_words((TimePoint)value, PRECISION_DAY, subject->frame->catalogue->zone);
    int unit = column_span_unit(subject->info);
    return unit ? number_span(value * unit) : number_short(value);
}

/* "190 – 193" where both would be said as 3.2 h. */
static char *
range_words(const Subject *subject, double from, double to)
{
    g_autofree char *low = value_words(subject, from), *high = value_words(subject, to);
    if (from >= to)
        return g_steal_pointer(&low);
    if (strcmp(low, high) != 0 || subject->column->kind == KIND_DATE)
        return g_strdup_printf("%s – %s", low, high);
    g_autofree char *less = number_short(from), *more = number_short(to);
    return g_strdup_printf("%s (%s – %s)", low, less, more);
}

/* Tenths of the rows by value; edges that coincide merge. */
static void
show_ranges(const Subject *subject, const double *number, const double *edge)
{
    ReportTable *table = values_table(subject, "TENTHS BY VALUE");
    Counts counts[RANGES] = {{0}}, missing = {0};

    for (guint32 row = 0; row < subject->frame->n; row++) {
        guint range = 0;
        if (isnan(number[row])) {
            count_row(&missing, subject->task, row);
            continue;
        }
        while (range < RANGES - 1 && number[row] > edge[range + 1])
            range++;
        count_row(&counts[range], subject->task, row);
    }
    for (guint i = 0; i < RANGES; i++) {
        if (!counts[i].rows)
            continue;
        g_autofree char *words = range_words(subject, edge[i], edge[i + 1]);
        add_counts(subject, table, words, &counts[i]);
    }
    if (missing.rows)
        cell_rows(add_counts(subject, table, "(missing)", &missing), "table=%s;column=%s;missing=1",
                  subject->table->name, subject->info->name);
}

/* A number of the column's own unit for programs, said as a span to people where it is one. */
static void
show_figure(const Subject *subject, const char *id, const char *title, int digits, double value)
{
    gboolean date = subject->column->kind == KIND_DATE;
    Cell *cell =
        report_number(subject->report, id, title, date ? UNIT_TIME : UNIT_DECIMAL, digits, value);
    if (column_span_unit(subject->info))
        cell->text = value_words(subject, value);
}

static void
show_numbers(const Subject *subject)
{
    g_autofree double *number = g_new(double, subject->frame->n);
    double p[RANGES + 1], edge[RANGES + 1];
    int digits = subject->column->kind == KIND_DECIMAL ? 2 : 0;

    for (guint32 row = 0; row < subject->frame->n; row++)
        number[row] = frame_number(subject->column, row);
    for (guint i = 0; i <= RANGES; i++)
        p[i] = (double)i / RANGES;
    stats_quantiles(number, subject->frame->n, p, RANGES + 1, edge);
    if (isnan(edge[0]) || personal_hidden(subject->info, subject->masked))
        return;
    show_figure(subject, "minimum", "smallest", digits, edge[0]);
    show_figure(subject, "median", "median", digits, edge[RANGES / 2]);
    if (subject->column->kind != KIND_DATE)
        show_figure(subject, "mean", "mean", 2, stats_mean(number, subject->frame->n));
    show_figure(subject, "maximum", "largest", digits, edge[RANGES]);
    show_ranges(subject, number, edge);
}

/* ---- curves
 * ------------------------------------------------------------------------------------------ */

static void
draw_histogram(const Subject *subject, const ColumnStats *stats)
{
    ReportCurve *curve;

    if (!subject->column || (!subject->column->integer && !subject->column->decimal) ||
        !stats->n_bins || isnan(stats->bin_low) || isnan(stats->bin_high) ||
        personal_hidden(subject->info, subject->masked))
        return; /* the most frequent values have no scale */
    int unit = column_span_unit(subject->info);
    g_autofree char *scale =
        g_strconcat(subject->info->name, unit ? ", " : "", unit ? span_unit_name(unit) : "", NULL);
    curve = report_curve(subject->report, "histogram", "how its values spread", scale, "rows");
    double width = (stats->bin_high - stats->bin_low) / stats->n_bins;
    for (guint i = 0; i < stats->n_bins; i++)
        report_point(curve, stats->bin_low + (i + 0.5) * width, (double)stats->bin[i]);
}

/* Filled in, month by month of the table's time: a column that begins or ends somewhere shows here.
 */
static void
draw_filled(const Subject *subject)
{
    const ColumnInfo *created = table_role(subject->table, ROLE_CREATED);
    const ColumnInfo *info = created ? created : subject->table->time;
    const FrameColumn *time = info ? frame_column(subject->frame, info->name) : NULL;
    g_autoptr(Months) months = NULL;

    if (!time || time->kind != KIND_DATE || time == subject->column)
        return;
    months = months_new(time, subject->frame->catalogue->zone);
    guint n = months_count(months);
    g_autofree double *filled = g_new0(double, n + 1);
    for (guint32 row = 0; row < subject->frame->n; row++) {
        int month = months_find(months, time->integer[row]);
        if (month >= 0)
            filled[month] += !cell_empty(subject->column, row);
    }
    ReportCurve *curve =
        report_curve(subject->report, "filled", "filled in, month by month", "month", "share");
    for (guint i = 0; i < n; i++) {
        gint64 all = g_array_index(months->count, gint64, i);
        report_point(curve, (double)g_array_index(months->start, TimePoint, i),
                     all ? filled[i] / (double)all : NAN);
    }
}

/* ---- words
 * ------------------------------------------------------------------------------------------- */

/* What is done with its personal data, and who says so. */
static void
say_policy(const Subject *subject)
{
    static const char *const done[] = {[PERSONAL_SHOW] = "shown, as said of this column",
                                       [PERSONAL_MASK] = "masked, as said of this column",
                                       [PERSONAL_HASH] =
                                           "hashed by this workspace's key, as said of this column",
                                       [PERSONAL_DROP] = "dropped for good: no cell is kept"};
    const ColumnInfo *info = subject->info;
    const char *words = done[info->personal];

    if (!words)
        words = personal_hidden(info, subject->masked) ? "hidden, as said of the workspace"
                                                       : "shown, as said of the workspace";
    report_text(subject->report, "policy",
                info->pii || info->personal != PERSONAL_DEFAULT ? "its cells are" : NULL, words);
}

static void
say_text(Report *report, const char *id, const char *title, const char *text)
{
    g_autofree char *clean = text ? text_clean(text, -1) : NULL;
    report_text(report, id, title, clean && *clean ? clean : NULL);
}

static void
describe(const Subject *subject, const ColumnStats *stats)
{
    const ColumnInfo *info = subject->info;
    Report *report = subject->report;
    const char *defines = column_defines(subject->task, info);
    double share = stats->rows ? 1 - (double)stats->missing / (double)stats->rows : NAN;
    g_autofree char *filled = number_percent(share, 1), *distinct = number_count(stats->distinct);
    g_autofree char *reason = text_clean(info->known_reason ? info->known_reason : "", -1);

    report_say(report, "%s holds %s%s: %s different, filled in %s.", info->name,
               info->kind == KIND_TEXT                  ? ""
               : strchr("aeio", *kind_name(info->kind)) ? "an "
                                                        : "a ",
               kind_name(info->kind), distinct, filled);
    if (*defines)
        report_say(report, "It is no feature: %s.", defines);
    else
        report_say(report, "Known: %s%s%s. `known %s.%s arrival`, `later` or `ask` changes that.",
                   known_name(info->known), *reason ? ", because " : "", reason,
                   subject->table->name, info->name);
    report_text(report, "table", NULL, subject->table->name);
    report_text(report, "name", NULL, info->name);
    say_text(report, "heading", "in the file", info->heading);
    report_text(report, "type", "type", kind_name(info->kind));
    if (!personal_hidden(info, subject->masked)) /* it quotes cells */
        say_text(report, "evidence", "because", info->kind_evidence);
    report_text(report, "role", "role", role_name(info->role));
    report_text(report, "known", NULL, known_name(info->known));
    report_text(report, "reason", NULL, reason);
    say_text(report, "meaning", "meaning", info->meaning);
    say_text(report, "order", info->order ? "order" : NULL, info->order);
    say_text(report, "personal", info->pii ? "personal data" : NULL, info->pii);
    say_policy(subject);
    Cell *missing =
        report_number(report, "missing", "missing", UNIT_COUNT, 0, (double)stats->missing);
    if (stats->missing)
        cell_rows(missing, "table=%s;column=%s;missing=1", subject->table->name, info->name);
    report_number(report, "distinct", "distinct", UNIT_COUNT, 0, (double)stats->distinct);
    if (stats->unreadable) {
        g_autofree char *count = number_count(stats->unreadable);
        g_autofree char *example = personal_words(info, stats->unreadable_example, subject->masked);
        report_warn(report,
                    "%s cells can't be read as %s, such as “%s”: they count as missing. "
                    "`type %s.%s KIND` reads the column otherwise.",
                    count, kind_name(info->kind), example, subject->table->name, info->name);
    }
}

/* When it was filled in, and what it predicts alone: told of tables of tickets. */
static void
tell_timing(const Subject *subject)
{
    gboolean defines = *column_defines(subject->task, subject->info) != 0;
    g_autoptr(TrainingRows) rows = training_rows_new(subject->task);
    g_autoptr(Touched) touched = touched_new(subject->frame);
    g_auto(ColumnTiming) timing = {0};
    TimingInput input;

    timing_input_init(&input, subject->frame, touched, rows, subject->database, subject->masked);
    timing_of(&input, subject->column, defines, &timing);
    if (!isnan(timing.power.alone.value))
        cell_interval(report_number(subject->report, "alone", "alone it predicts (AUC)",
                                    UNIT_DECIMAL, 3, timing.power.alone.value),
                      timing.power.alone.low, timing.power.alone.high);
    if (input.created)
        timeline_add(subject->report, &input, subject->column, &timing);
}

Report *
audit_column_report(FrameStore *frames, sqlite3 *database, const TableInfo *table,
                    const ColumnInfo *info, const Task *task, GError **error)
{
    g_autoptr(Frame) frame = frame_store_get(frames, database, table, NULL, error);
    g_autofree char *title = g_strdup_printf("%s.%s", table->name, info->name);
    ColumnStats stats = {0};

    if (!frame)
        return NULL;
    Subject subject = {.report = report_new("column", title),
                       .table = table,
                       .info = info,
                       .column = frame_column(frame, info->name),
                       .frame = frame,
                       .task = task_is_about(task, table) ? task : NULL,
                       .database = database,
                       .masked = personal_masked(database)};
    column_stats_load(database, info->id, &stats, NULL);
    describe(&subject, &stats);
    if (subject.column)
        tell_timing(&subject);
    if (subject.column && (subject.column->code || subject.column->item_start))
        show_values(&subject);
    else if (subject.column && (subject.column->integer || subject.column->decimal))
        show_numbers(&subject);
    draw_histogram(&subject, &stats);
    if (subject.column)
        draw_filled(&subject);
    column_stats_clear(&stats);
    return subject.report;
}
