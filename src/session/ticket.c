/* One ticket, opened: all its fields with when they were known, its features at its seed time, what
 * the chosen model says of it and why. The fields are read at once; the rest is the clerk's. */
#include "rows_private.h"

#include <math.h>
#include <string.h>

/* What nobody has explained takes no room. */
static gboolean
any_meaning(const TableInfo *table)
{
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if ((column->meaning && *column->meaning) || column->value_meanings)
            return TRUE;
    }
    return FALSE;
}

static void
field_columns(ReportTable *table, gboolean meanings)
{
    report_column(table, "field", "field", UNIT_NONE, 0);
    report_column(table, "value", "value", UNIT_NONE, 0);
    report_column(table, "known", "known", UNIT_NONE, 0);
    report_column(table, "meaning", meanings ? "meaning" : NULL, UNIT_NONE, 0);
}

static void
add_field(ReportTable *table, const ColumnInfo *column, const char *raw, gboolean masked)
{
    g_autofree char *clean = personal_words(column, raw, masked);
    double number;
    g_autofree char *span =
        personal_hidden(column, masked) ? NULL : column_span_words(column, raw, &number);
    report_row(table);
    report_cell_text(table, column->name);
    if (span) /* programs get the number */
        report_cell(table, number)->text = g_strdup_printf("%s (%s)", clean, raw);
    else
        report_cell_text(table, clean)->open = column->personal == PERSONAL_SHOW;
    Cell *known = report_cell_text(table, known_name(column->known));
    if (column->known != KNOWN_ARRIVAL)
        cell_style(known, column->known == KNOWN_ASK ? "warn" : "dim");
    const char *of_value = column->pii ? NULL : column_value_meaning(column, raw);
    const char *said = of_value ? of_value : column->meaning;
    g_autofree char *meaning = said ? text_clean(said, -1) : NULL;
    report_cell_text(table, meaning);
}

static const char *
key_text(const TableInfo *table, char **cells)
{
    for (guint i = 0; table->key && i < table->columns->len; i++)
        if (g_ptr_array_index(table->columns, i) == table->key)
            return cells[i];
    return NULL;
}

static Report *
fields_report(const TableInfo *table, char **cells, gboolean masked)
{
    g_autofree char *key = personal_words(table->key, key_text(table, cells), masked);
    g_autofree char *title = g_strdup_printf("%s %s", table->name, key);
    Report *report = report_new("ticket", title);
    ReportTable *fields = report_table(report, "fields", NULL);

    field_columns(fields, any_meaning(table));
    for (guint i = 0; i < table->columns->len; i++)
        add_field(fields, g_ptr_array_index(table->columns, i), cells[i], masked);
    return report;
}

/* A row that never became one: what the file held, and why it was set aside. */
static Report *
aside_report(char **cells, gboolean masked)
{
    g_autofree char *raw = personal_words(NULL, cells[2], masked);
    g_autofree char *reason = personal_words(NULL, cells[1], masked);
    Report *report = report_new("aside", "A row set aside");

    report_say(report, "Line %s of the file was set aside: %s.", cells[0], reason);
    report_text(report, "raw", "as in the file", raw);
    return report;
}

Report *
row_list_report(RowList *list, guint row, GError **error)
{
    gint64 row_id;
    char **cells;

    if (row >= list->shown->len)
        return NULL;
    row_id = g_array_index(list->row_ids, gint64, g_array_index(list->shown, guint32, row));
    cells = row_list_cells(list, row_id);
    if (!cells) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "row %" G_GINT64_FORMAT " is gone",
                    row_id);
        return NULL;
    }
    return list->aside ? aside_report(cells, list->masked)
                       : fields_report(list->table, cells, list->masked);
}

/* ---- what the clerk adds ------------------------------------------------------------------ */

static void
say_score(Report *report, const Model *model, double p, double line, const char *reasons)
{
    g_autofree char *says = number_in_100(p);
    g_autofree char *at = number_in_100(line);
    g_autofree char *name = model_at_start(model);

    report_say(report, "%s: %s.", name, score_words(p, line, p >= line));
    if (model->probability)
        report_say(report, "It says %s; the line is at %s.", says, at);
    if (reasons && *reasons)
        report_say(report, "%s.", reasons);
    report_number(report, "score", NULL, UNIT_SHARE, 1, p);
}

static void
add_features(Report *report, const Task *task, GPtrArray *values, const double *contributions,
             const TicketRequest *request)
{
    ReportTable *table = report_table(report, "features", "WHAT THE MODEL SEES");

    report_column(table, "feature", "feature", UNIT_NONE, 0);
    report_column(table, "value", "value", UNIT_NONE, 0)->right = TRUE;
    report_column(table, "push", "pushes", UNIT_DECIMAL, 2)->right = TRUE;
    for (guint i = 0; i < values->len; i++) {
        const FeatureValues *one = g_ptr_array_index(values, i);
        g_autofree char *words = feature_value_words(one, 0, task, request->masked);
        report_row(table);
        report_cell_text(table, one->feature->sentence);
        cell_rows(report_cell_text(table, words ? words : "–"),
                  "source=1;row=%" G_GINT64_FORMAT ";value=%s", request->row_id,
                  one->feature->expression);
        report_cell(table, contributions ? contributions[i] : NAN);
    }
}

/* Features, score and reasons of one row of the task. */
static gboolean
judge_ticket(Report *report, const TicketRequest *request, const Task *task, sqlite3 *database,
             GError **error)
{
    g_autoptr(Model) model = model_load(database, request->model, error);
    g_autoptr(FeatureEngine) engine = NULL;
    g_autoptr(GPtrArray) values = NULL;
    g_autoptr(Matrix) matrix = NULL;
    g_autofree double *contributions = NULL;
    g_autofree char *reasons = NULL;
    double p;

    if (!model || model->why_not || !model->features->len)
        return model != NULL;
    engine = feature_engine_new(task, request->frames, database, error);
    if (engine && model->encoder)
        feature_engine_learned(engine, model->encoder);
    if (!engine ||
        !(values = feature_compute(engine, model->features, &request->row, 1, NULL, error)))
        return FALSE;
    if (model->encoder && !(matrix = matrix_new(model->encoder, values, NULL, 1, NULL, error)))
        return FALSE;
    if (matrix) {
        contributions = g_new(double, model->features->len + 1);
        if (!model_explain(model, matrix, contributions, NULL))
            g_clear_pointer(&contributions, g_free);
        if (!model_score_matrix(model, matrix, &p, error))
            return FALSE;
        ReasonValues shown = {values, task, request->masked};
        if (contributions)
            reasons = reasons_words(model, contributions, &shown, 0, REASONS_MOST);
        say_score(report, model, p, request->line, reasons);
    }
    add_features(report, task, values, contributions, request);
    return TRUE;
}

/* Why the row is in no frame: the first step that set it aside. */
static void
say_aside(Report *report, const TicketRequest *asked, const TableInfo *table, sqlite3 *database)
{
    g_autofree char *reason =
        db_text(database,
                "SELECT reason || ' (step ' || id || ')' FROM step JOIN step_row ON step_id = id "
                "WHERE table_id = ? AND row = ? AND enabled AND kind = 'rows' AND scope = 'all' "
                "ORDER BY id LIMIT 1",
                "ii", table->id, asked->row_id);
    g_autofree char *shown = text_clean(reason ? reason : "a cleaning step", -1);
    report_warn(report, "Set aside: %s. It is neither learned from nor counted.", shown);
}

/* A row that is set aside: its fields, and why. */
static Report *
masked_report(const TicketRequest *asked, const Frame *frame, sqlite3 *database, GError **error)
{
    const TableInfo *table = frame->table;
    g_autoptr(Frame) whole = frame_load_whole(database, frame->catalogue, table, NULL, error);
    guint32 at = whole ? frame_row_of(whole, asked->row_id) : G_MAXUINT32;
    g_auto(GStrv) cells = at != G_MAXUINT32 ? frame_raw_row(whole, database, at, error) : NULL;
    if (whole && at == G_MAXUINT32)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "row %" G_GINT64_FORMAT " of %s is not there any more", asked->row_id,
                    table->name);
    if (!cells)
        return NULL;
    Report *report = fields_report(table, cells, asked->masked);
    say_aside(report, asked, table, database);
    return report;
}

Report *
ticket_report(const TicketRequest *asked, const TableInfo *table, const Task *task,
              sqlite3 *database, GError **error)
{
    g_autoptr(Frame) frame = frame_store_get(asked->frames, database, table, NULL, error);
    TicketRequest request = *asked;
    g_auto(GStrv) cells = NULL;

    guint32 at = frame ? frame_row_of(frame, asked->row_id) : G_MAXUINT32;
    if (frame && at == G_MAXUINT32)
        return masked_report(asked, frame, database, error);
    if (!frame || !(cells = frame_raw_row(frame, database, at, error)))
        return NULL;
    g_autoptr(Report) report = fields_report(table, cells, asked->masked);
    if (table->pooled)
        ticket_say_origin(report, frame->catalogue, database, table->id, asked->row_id);
    if (!task || !asked->model || strcmp(task->frame->table->name, table->name) != 0)
        return g_steal_pointer(&report);
    request.row = frame_row_of(task->frame, asked->row_id);
    if (request.row != G_MAXUINT32 && !judge_ticket(report, &request, task, database, error))
        return NULL;
    return g_steal_pointer(&report);
}
