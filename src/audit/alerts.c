/* Alerts: everything that looks for trouble in a table is run, and what it found put in order, the
 * worst and dearest first. The result is kept by the fingerprint of the cells it was made from:
 * answering when a column was known looks at nothing again. */
#include "audit/alert.h"

#include <foredesk/pool.h>

#include <math.h>
#include <string.h>

static void
alert_free(gpointer data)
{
    Alert *alert = data;
    g_free(alert->found);
    g_free(alert->command);
    g_free(alert->reference);
    g_free(alert);
}

/* ---- what is looked at ------------------------------------------------------------------------
 */

static const FrameColumn *
time_column(const Frame *frame, const Task *task)
{
    const TableInfo *table = frame->table;
    const ColumnInfo *created = table_role(table, ROLE_CREATED);
    const FrameColumn *time = NULL;

    if (task && task->time_column)
        return task->time_column;
    if (created && created->kind == KIND_DATE)
        time = frame_column_of(frame, created);
    else if (table->time)
        time = frame_column_of(frame, table->time);
    return time && time->kind == KIND_DATE ? time : NULL;
}

static void
put_in_time(Inspection *inspection)
{
    const FrameColumn *time = inspection->time;
    g_autofree double *at = g_new(double, time->n + 1);

    inspection->by_time = g_new(guint32, time->n + 1);
    for (guint32 i = 0; i < time->n; i++) {
        gboolean dated = time->integer[i] != TIME_MISSING;
        at[i] = dated ? (double)time->integer[i] : NAN;
        inspection->dated += dated;
    }
    stats_order(at, time->n, NULL, inspection->by_time);
}

static void
inspection_clear(Inspection *inspection)
{
    for (guint i = 0; inspection->stats && i < inspection->table->columns->len; i++)
        column_stats_clear(&inspection->stats[i]);
    g_free(inspection->stats);
    g_free(inspection->by_time);
    g_ptr_array_unref(inspection->alerts);
}

static void
load_stats(Inspection *inspection)
{
    guint n = inspection->table->columns->len;
    inspection->stats = g_new0(ColumnStats, n + 1);
    for (guint i = 0; i < n; i++) {
        const ColumnInfo *column = g_ptr_array_index(inspection->table->columns, i);
        column_stats_load(inspection->database, column->id, &inspection->stats[i], NULL);
    }
}

/* ---- one after the other ----------------------------------------------------------------------
 */

typedef struct {
    const char *phase;
    void (*look)(Inspection *inspection);
} Look;

static gboolean
look_everywhere(Inspection *inspection, GError **error)
{
    static const Look looks[] = {
        {"looking at columns", inspect_columns},    {"looking at categories", inspect_categories},
        {"looking at numbers", inspect_numbers},    {"looking at dates", inspect_dates},
        {"looking at the months", inspect_history}, {"looking for drift", inspect_drift},
        {"comparing columns", inspect_pairs},       {"looking at the target", inspect_target},
    };

    for (guint i = 0; i < G_N_ELEMENTS(looks); i++) {
        if (progress_stop(inspection->progress, error))
            return FALSE;
        progress_phase(inspection->progress, looks[i].phase, 0, "");
        looks[i].look(inspection);
    }
    return inspect_cells(inspection, error) && inspect_links(inspection, error);
}

/* ---- the report -------------------------------------------------------------------------------
 */

/* The worst first; then by how many outcomes are at stake, then by rows. */
static int
by_weight(gconstpointer a, gconstpointer b)
{
    const Alert *left = *(const Alert *const *)a, *right = *(const Alert *const *)b;

    if (left->severity != right->severity)
        return left->severity > right->severity ? -1 : 1;
    if (left->events != right->events)
        return left->events > right->events ? -1 : 1;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    return left->column && right->column ? left->column->position - right->column->position : 0;
}

void
alerts_lay_out(ReportTable *table, const char *noun)
{
    report_column(table, "severity", "", UNIT_NONE, 0);
    report_column(table, "alert", "alert", UNIT_NONE, 0);
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "rows", noun, UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "found", "what was found", UNIT_NONE, 0);
    report_column(table, "kind", NULL, UNIT_NONE, 0);
    report_column(table, "table", NULL, UNIT_NONE, 0);
    report_column(table, "share", NULL, UNIT_SHARE, 2);
    report_column(table, "events", NULL, UNIT_COUNT, 0);
    report_column(table, "why", NULL, UNIT_NONE, 0);
    report_column(table, "repair", NULL, UNIT_NONE, 0);
    report_column(table, "command", NULL, UNIT_NONE, 0);
    report_column(table, "other", NULL, UNIT_NONE, 0);
    report_column(table, "of_later", NULL, UNIT_BOOLEAN, 0);
}

static void
add_row(ReportTable *table, const Alert *alert)
{
    static const char *const styles[] = {"dim", "warn", "bad"};
    const AlertInfo *info = alert_info(alert->kind);
    double rows = alert->count < 0 ? NAN : (double)alert->count;

    report_row(table);
    cell_style(report_cell_text(table, severity_name(alert->severity)), styles[alert->severity]);
    report_cell_text(table, info->title);
    report_cell_text(table, alert->column ? alert->column->name : "");
    Cell *count = report_cell(table, rows);
    if (alert->reference)
        cell_rows(count, "%s", alert->reference);
    report_cell_text(table, alert->found);
    report_cell_text(table, info->id);
    report_cell_text(table, alert->table->name);
    report_cell(table, alert->of > 0 ? rows / (double)alert->of : NAN);
    report_cell(table, alert->events < 0 ? NAN : (double)alert->events);
    report_cell_text(table, info->why);
    report_cell_text(table, info->repair);
    report_cell_text(table, alert->command);
    report_cell_text(table, alert->other ? alert->other->name : NULL);
    report_cell(table, info->of_later);
}

/* Where a row of the table stands against an alert, as by_weight orders two alerts. */
static gboolean
weighs_less(const ReportTable *table, guint row, const Alert *alert)
{
    enum { AT_SEVERITY, AT_ROWS = 3, AT_EVENTS = 8 };
    const char *text = report_at(table, row, AT_SEVERITY)->text;
    double events = report_at(table, row, AT_EVENTS)->value;
    double rows = report_at(table, row, AT_ROWS)->value;
    Severity severity = SEVERITY_NOTE;

    while (severity < SEVERITY_SEVERE && strcmp(severity_name(severity), text) != 0)
        severity++;
    events = isnan(events) ? -1 : events;
    if (severity != alert->severity)
        return severity < alert->severity;
    if (events < (double)alert->events || events > (double)alert->events)
        return events < (double)alert->events;
    return (isnan(rows) ? -1 : rows) < (double)alert->count;
}

/* What is told apart from the others takes its place among them. */
static void
put_among(Report *report, const Alert *alert)
{
    ReportTable *table = report_find_table(report, "alerts");
    guint at = 0, last = table->rows->len;

    while (at < last && !weighs_less(table, at, alert))
        at++;
    add_row(table, alert);
    gpointer row = g_ptr_array_steal_index(table->rows, last);
    g_ptr_array_insert(table->rows, (int)at, row);
}

static Report *
write_alerts(const Inspection *inspection)
{
    Report *report = report_new("alerts", "Alerts");
    ReportTable *table = report_table(report, "alerts", "ALERTS, WORST FIRST");

    alerts_lay_out(table, "rows");
    g_ptr_array_sort(inspection->alerts, by_weight);
    for (guint i = 0; i < inspection->alerts->len; i++)
        add_row(table, g_ptr_array_index(inspection->alerts, i));
    return report;
}

/* What the alerts are made from. Whether a column was known at arrival is not among it. */
static char *
alerts_key(const Inspection *inspection)
{
    Fingerprint *key = fingerprint_new("alerts");
    const GPtrArray *links = inspection->catalogue->links;

    fingerprint_text(key, program_build());
    fingerprint_text(key, inspection->frame->fingerprint);
    fingerprint_text(key, inspection->task ? inspection->task->fingerprint : NULL);
    fingerprint_integer(key, inspection->catalogue->as_of);
    fingerprint_integer(key, inspection->masked);
    for (guint i = 0; i < inspection->table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(inspection->table->columns, i);
        fingerprint_text(key, column->name);
        fingerprint_integer(key, column->role);
        fingerprint_text(key, column->pii);
        fingerprint_text(key, column->doubt);
    }
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(links, i);
        fingerprint_integer(key, link->child_column->id);
        fingerprint_integer(key, link->orphans);
        fingerprint_integer(key, link->duplicates);
    }
    g_autoptr(GPtrArray) sources = pool_sources(inspection->catalogue, inspection->database, NULL);
    for (guint i = 0; sources && i < sources->len; i++) {
        const TableInfo *source = g_ptr_array_index(sources, i);
        g_autofree char *behind =
            source->pool ? pool_behind(inspection->database, source->pool) : NULL;
        fingerprint_integer(key, source->id);
        fingerprint_integer(key, source->kept);
        fingerprint_integer(key, source->pool != NULL);
        fingerprint_text(key, behind);
    }
    return fingerprint_end(key);
}

/* Kept for the next time; where the file can't be written, only for this one. */
static void
keep(const Inspection *inspection, const char *key, const Report *report)
{
    g_autofree char *name = g_strconcat("alerts ", inspection->table->name, NULL);

    if (sqlite3_db_readonly(inspection->database, "main") == 1)
        return;
    if (alert_rows_save(inspection->database, inspection->table->id, inspection->row_sets, NULL))
        report_cache(inspection->database, name, key, report, NULL);
}

/* Everything is looked at; NULL with an error, or cancelled. */
static Report *
look_anew(Inspection *inspection, const char *key, GError **error)
{
    g_autoptr(TrainingRows) training = training_rows_new(inspection->task);
    g_autoptr(Months) months = NULL;
    Report *report = NULL;

    inspection->training = training;
    if (inspection->time) {
        inspection->months = months = months_new(inspection->time, inspection->catalogue->zone);
        put_in_time(inspection);
    }
    load_stats(inspection);
    if (look_everywhere(inspection, error)) {
        report = write_alerts(inspection);
        keep(inspection, key, report);
    }
    inspection->training = NULL;
    inspection->months = NULL;
    return report;
}

Report *
alerts_report(Catalogue *catalogue, const Frame *frame, sqlite3 *database, const Task *task,
              GHashTable *row_sets, Progress *progress, GError **error)
{
    Inspection inspection = {.catalogue = catalogue,
                             .table = frame->table,
                             .frame = frame,
                             .database = database,
                             .task = task,
                             .time = time_column(frame, task),
                             .masked = personal_masked(database),
                             .progress = progress,
                             .alerts = g_ptr_array_new_with_free_func(alert_free),
                             .row_sets = row_sets};
    g_autofree char *key = alerts_key(&inspection);
    g_autofree char *name = g_strconcat("alerts ", frame->table->name, NULL);
    GError *failure = NULL;
    Report *report = report_cached(database, name, key);

    if (!report)
        report = look_anew(&inspection, key, &failure);
    const Alert *near = report ? inspect_near(&inspection, &failure) : NULL;
    if (near)
        put_among(report, near);
    inspection_clear(&inspection);
    if (failure) {
        g_propagate_error(error, failure);
        g_clear_pointer(&report, report_free);
    }
    return report;
}
