/* The audit: what the data is worth and what to do next, in words and counts. The first sentence
 * says how good it is, the second what a model may look at. */
#include "audit/timing.h"

#include <foredesk/chart.h>
#include <foredesk/desk.h>
#include <foredesk/steps.h>
#include <math.h>
#include <string.h>

static const double MONTHS_WANTED = 12, MONTHS_SLACK = 0.1; /* a year of 365 days is 11.99 */
static const double TOO_GOOD = 0.95;
enum { ROWS_FEW = 1000, HISTOGRAM_WIDTH = 12 };

/* What is said about the columns of the main table. */
typedef struct {
    guint columns, arrival, later, ask, constant;
} Tally;

/* What one column's row is made from. */
typedef struct {
    Report *report;
    const TableInfo *table;
    const Task *task;         /* NULL: the target isn't about this table */
    const TrainingRows *rows; /* NULL likewise */
    const Months *months;
    ReportTable *columns;
    Tally *tally;    /* NULL: not the main table */
    gboolean masked; /* personal data is not shown */
} ColumnsOf;

/* ---- the table of columns -----------------------------------------------------------------------
 */

static void
lay_out_columns(ReportTable *table, gboolean many_tables, gboolean judged)
{
    report_column(table, "table", many_tables ? "table" : NULL, UNIT_NONE, 0);
    report_column(table, "name", "column", UNIT_NONE, 0);
    report_column(table, "type", "type", UNIT_NONE, 0);
    report_column(table, "role", "role", UNIT_NONE, 0);
    report_column(table, "missing", "missing", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "distinct", "distinct", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "histogram", "histogram", UNIT_NONE, 0);
    report_column(table, "known", "known", UNIT_NONE, 0);
    report_column(table, "alone", judged ? "alone (AUC)" : NULL, UNIT_DECIMAL, 2)->right = TRUE;
    report_column(table, "alerts", "alerts", UNIT_NONE, 0);
    report_column(table, "reason", "because", UNIT_NONE, 0);
    report_column(table, "missing_share", NULL, UNIT_SHARE, 1);
    report_column(table, "unreadable", NULL, UNIT_COUNT, 0);
    report_column(table, "personal", NULL, UNIT_NONE, 0);
    report_column(table, "evidence", NULL, UNIT_NONE, 0);
    report_column(table, "meaning", NULL, UNIT_NONE, 0);
    report_column(table, "bins", NULL, UNIT_NONE, 0);
}

static char *
draw_histogram(const ColumnInfo *column, const ColumnStats *stats)
{
    double height[G_N_ELEMENTS(stats->bin)];

    if (column->kind == KIND_KEY || column->kind == KIND_TEXT)
        return g_strdup("");
    for (guint i = 0; i < stats->n_bins; i++)
        height[i] = (double)stats->bin[i];
    return sparkline(height, stats->n_bins, HISTOGRAM_WIDTH, TRUE, SYMBOLS_BLOCK);
}

static char *
list_bins(const ColumnStats *stats)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < stats->n_bins; i++)
        g_string_append_printf(list, "%s%" G_GINT64_FORMAT, i ? " " : "", stats->bin[i]);
    return g_string_free(list, FALSE);
}

static gboolean
is_constant(const ColumnStats *stats)
{
    return stats->rows > 0 && stats->distinct <= 1 && (!stats->missing || !stats->distinct);
}

static void
add_clean(ReportTable *table, const char *text)
{
    g_autofree char *clean = text ? text_clean(text, -1) : NULL;
    report_cell_text(table, clean);
}

static void
tally_column(const ColumnsOf *of, const ColumnInfo *column, const ColumnStats *stats)
{
    of->tally->columns++;
    of->tally->constant += is_constant(stats);
    of->tally->arrival += column->known == KNOWN_ARRIVAL;
    of->tally->later += column->known == KNOWN_LATER;
    of->tally->ask += column->known == KNOWN_ASK;
}

static void
add_known(ReportTable *table, const char *defines, const ColumnInfo *column)
{
    static const char *const styles[] = {"good", "dim", "warn", "warn"};
    Cell *cell = report_cell_text(table, *defines ? "target" : known_name(column->known));
    cell_style(cell, *defines ? "dim" : styles[column->known]);
}

static void
add_column_row(const ColumnsOf *of, const ColumnInfo *column, const ColumnStats *stats,
               double alone)
{
    ReportTable *table = of->columns;
    g_autofree char *histogram = draw_histogram(column, stats), *bins = list_bins(stats);
    const char *defines = column_defines(of->task, column);

    report_row(table);
    report_cell_text(table, of->table->name);
    report_cell_text(table, column->name);
    report_cell_text(table, is_constant(stats) ? "constant" : kind_name(column->kind));
    report_cell_text(table, column->role == ROLE_NONE ? "" : role_name(column->role));
    Cell *missing = report_cell(table, (double)stats->missing);
    if (stats->missing)
        cell_rows(missing, "table=%s;column=%s;missing=1", of->table->name, column->name);
    report_cell(table, (double)stats->distinct);
    report_cell_text(table, histogram);
    add_known(table, defines, column);
    cell_style(report_cell(table, alone), alone >= TOO_GOOD ? "bad" : NULL);
    const char *style;
    g_autofree char *alerts =
        of->tally ? audit_column_alerts(of->report, column->name, &style) : NULL;
    cell_style(report_cell_text(table, alerts), alerts ? style : NULL);
    add_clean(table, *defines ? defines : column->known_reason);
    report_cell(table, stats->rows ? (double)stats->missing / (double)stats->rows : NAN);
    report_cell(table, (double)stats->unreadable);
    report_cell_text(table, column->pii);
    add_clean(table, personal_hidden(column, of->masked) ? NULL : column->kind_evidence);
    add_clean(table, column->meaning);
    report_cell_text(table, personal_hidden(column, of->masked) ? NULL : bins);
}

/* ---- one table after the other
 * ------------------------------------------------------------------- */

static gboolean
audit_columns(const ColumnsOf *of, const Frame *frame, sqlite3 *database, Progress *progress,
              GError **error)
{
    progress_phase(progress, "looking at columns", of->table->columns->len, "columns");
    for (guint i = 0; i < of->table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(of->table->columns, i);
        ColumnStats stats = {0};
        double alone = NAN;

        if (progress_stop(progress, error))
            return FALSE;
        if (column_is_part(column))
            continue;
        column_stats_load(database, column->id, &stats, NULL);
        if (of->rows && !*column_defines(of->task, column))
            alone = column_alone(frame_column(frame, column->name), of->rows);
        add_column_row(of, column, &stats, alone);
        if (of->tally) {
            tally_column(of, column, &stats);
        }
        column_stats_clear(&stats);
        progress_advance(progress, i + 1);
    }
    return TRUE;
}

/* ---- months
 * -------------------------------------------------------------------------------------- */

/* What is wrong with the months, the worst first; else that nothing is. The caller frees. */
static char *
month_trouble(const Report *report)
{
    static const char *const kinds[] = {"gap", "cliff", "concentrated", "spike"};

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const char *found = audit_alert_found(report, kinds[i]);
        if (found)
            return g_strdup(found);
    }
    return g_strdup("no gap, no break");
}

static void
show_months(Report *report, const Months *months, GTimeZone *zone)
{
    guint n = months_count(months), low = 0, high = 0;
    g_autofree double *height = g_new(double, n);
    ReportTable *table = report_table(report, "months", "TICKETS A MONTH");
    ReportCurve *curve = report_curve(report, "by_month", "tickets a month", "month", "tickets");

    table->hidden = TRUE;
    report_column(table, "month", "month", UNIT_NONE, 0);
    report_column(table, "rows", "tickets", UNIT_COUNT, 0)->right = TRUE;
    for (guint i = 0; i < n; i++) {
        gint64 count = g_array_index(months->count, gint64, i);
        TimePoint start = g_array_index(months->start, TimePoint, i);
        g_autofree char *name = month_words(start, zone);
        height[i] = (double)count;
        low = height[i] < height[low] ? i : low;
        high = height[i] > height[high] ? i : high;
        report_row(table);
        report_cell_text(table, name);
        report_cell(table, height[i]);
        report_point(curve, (double)start, height[i]);
    }
    g_autofree char *line = sparkline(height, n, 36, TRUE, SYMBOLS_BLOCK);
    g_autofree char *least = number_count((gint64)height[low]);
    g_autofree char *most = number_count((gint64)height[high]);
    g_autofree char *in_low = month_words(g_array_index(months->start, TimePoint, low), zone);
    g_autofree char *in_high = month_words(g_array_index(months->start, TimePoint, high), zone);
    g_autofree char *holes = month_trouble(report);
    g_autofree char *words = g_strdup_printf("%s  fewest %s in %s, most %s in %s; %s", line, least,
                                             in_low, most, in_high, holes);
    report_text(report, "per_month", "tickets a month", words);
}

/* ---- sentences
 * ------------------------------------------------------------------------------------- */

/* What cleaning steps left of the table: "8,505 tickets". The caller frees. */
static char *
rows_words(const TableInfo *table, sqlite3 *database)
{
    gint64 taken = MAX(steps_count(database, table->id, NULL, NULL), 0);
    return table_count(table->name, table->rows - taken);
}

/* The first sentence: what the data is worth. */
static void
say_worth(Report *report, const TableInfo *table, const Months *months, const char *rows,
          const char *holes)
{
    double span = months ? months_span(months) : NAN;
    const char *small = table->rows < ROWS_FEW ? "; that is few, so every figure will be wide" : "";
    g_autofree char *lacking =
        *holes ? g_strdup_printf("; %s in it (see below)", holes) : g_strdup("");
    gboolean crowded = audit_alert_found(report, "concentrated") != NULL;
    gboolean holed = audit_alert_severe(report, "gap");

    if (!months || !months_count(months)) {
        report_say(
            report,
            "Usable, with a limit: %s and no time in them%s%s. Nothing here can show whether "
            "a column was known before the outcome, nor how it changes.",
            rows, small, lacking);
        return;
    }
    g_autofree char *from = date_words(months->first, PRECISION_DAY, NULL);
    g_autofree char *to = date_words(months->last, PRECISION_DAY, NULL);
    if (span + MONTHS_SLACK < MONTHS_WANTED)
        report_say(report, "Thin: %.1f months, %s, %s to %s%s%s%s.", span, rows, from, to,
                   crowded ? ", nearly all of them in a few months" : "", small, lacking);
    else
        report_say(report, "%s: %.0f months, %s, %s to %s%s%s.",
                   holed ? "Usable, with a hole" : "Good enough to start", span, rows, from, to,
                   small, lacking);
}

/* What a model may look at, and what to do next. */
static void
say_columns(Report *report, const Tally *tally, const Task *task, gboolean timed, guint questions)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (timed)
        g_string_printf(text,
                        "Of %u columns %u were known when the ticket arrived, %u came later "
                        "(off)",
                        tally->columns, tally->arrival, tally->later);
    else if (tally->arrival == tally->columns)
        g_string_printf(text, "All %u columns are used", tally->columns);
    else
        g_string_printf(text, "%u columns are used and %u are off", tally->arrival,
                        tally->columns - tally->arrival);
    if (tally->constant)
        g_string_append_printf(text, ", %u %s constant", tally->constant,
                               tally->constant == 1 ? "is" : "are");
    if (questions)
        g_string_append_printf(text, ", %u need%s your answer", questions,
                               questions == 1 ? "s" : "");
    g_string_append(text, task ? "." : ". Next: say what to predict (2 Target).");
    report_say(report, "%s", text->str);
}

/* ---- the report
 * ------------------------------------------------------------------------------------- */

/* Frames are read only where they say something that the stored statistics don't. */
static Frame *
main_frame(FrameStore *frames, sqlite3 *database, const TableInfo *table, Progress *progress,
           GError **error)
{
    progress_phase(progress, "reading the table", 0, "");
    return frame_store_get(frames, database, table, progress, error);
}

static const ColumnInfo *
time_of(const Task *task, const TableInfo *table)
{
    const ColumnInfo *created = table_role(table, ROLE_CREATED);
    if (task && task->time_column)
        return task->time_column->info;
    return created && created->kind == KIND_DATE ? created : table->time;
}

static void
add_totals(Report *report, const TableInfo *table, const Months *months)
{
    report_text(report, "table", NULL, table->name);
    report_number(report, "rows", NULL, UNIT_COUNT, 0, (double)table->rows);
    report_number(report, "set_aside", NULL, UNIT_COUNT, 0, (double)table->aside);
    report_number(report, "history_months", NULL, UNIT_DECIMAL, 1,
                  months ? months_span(months) : NAN);
}

static Report *
nothing_imported(void)
{
    Report *report = report_new("audit", "Audit");
    report_say(report, "Nothing is imported yet: `import FILE` loads a CSV.");
    report_number(report, "rows", NULL, UNIT_COUNT, 0, 0);
    return report;
}

Report *
audit_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database, const Task *task,
             GHashTable *row_sets, Progress *progress, GError **error)
{
    const TableInfo *table = catalogue_main_table(catalogue);
    g_autoptr(Report) report = NULL;
    g_autoptr(Frame) frame = NULL;
    g_autoptr(Months) months = NULL;
    g_autoptr(TrainingRows) rows = NULL;
    g_autoptr(Report) alerts = NULL;
    g_autoptr(GHashTable) own_sets =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    Tally tally = {0};

    if (task)
        table = task->frame->table;
    if (!table)
        return nothing_imported();
    if (!(frame = main_frame(frames, database, table, progress, error)))
        return NULL;
    report = report_new("audit", "Audit");
    const ColumnInfo *time = time_of(task, table);
    const FrameColumn *times = time ? frame_column(frame, time->name) : NULL;
    if (times && times->kind == KIND_DATE)
        months = months_new(times, catalogue->zone);
    rows = training_rows_new(task);

    alerts = alerts_report(catalogue, frame, database, task_is_about(task, table) ? task : NULL,
                           row_sets ? row_sets : own_sets, progress, error);
    if (!alerts)
        return NULL;
    add_totals(report, table, months);
    audit_alerts(report, alerts, table, task);
    g_autofree char *count = rows_words(table, database);
    g_autofree char *holes = audit_entities(report, frame, database);
    say_worth(report, table, months, count, holes);
    audit_told_ahead(report, table, database);
    audit_say_alerts(report);
    audit_flow(report, table, database, task);
    if (months && months_count(months))
        show_months(report, months, catalogue->zone);
    const TableInfo *desk = catalogue_main_table(catalogue);
    if (desk && desk->id == table->id && !desk_today(report, frames, database, progress, error))
        return NULL;
    guint questions = questions_add(report, frame, task, rows, database, personal_masked(database));
    ReportTable *columns = report_table(report, "columns", "COLUMNS");
    lay_out_columns(columns, catalogue->tables->len > 1, rows != NULL);
    ColumnsOf main_table = {report, table,   task,   rows,
                            months, columns, &tally, personal_masked(database)};
    if (!audit_columns(&main_table, frame, database, progress, error))
        return NULL;
    for (guint i = 0; i < catalogue->tables->len; i++) {
        ColumnsOf other = {report, g_ptr_array_index(catalogue->tables, i),
                           NULL,   NULL,
                           NULL,   columns,
                           NULL,   main_table.masked};
        if (other.table->id != table->id && !audit_columns(&other, NULL, database, progress, error))
            return NULL;
    }
    audit_tables(report, catalogue);
    audit_links(report, catalogue);
    say_columns(report, &tally, task, months != NULL, questions);
    audit_events(report, table, database);
    return g_steal_pointer(&report);
}
