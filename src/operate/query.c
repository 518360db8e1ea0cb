/* Asking once: a query is a target, features, a model and predictions, made in memory and left
 * there. EXPLAIN stops before the model, EVALUATE before the predictions. */
#include "operate/query.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

void
query_clear(Query *query)
{
    g_clear_pointer(&query->pql, pql_query_free);
    g_clear_pointer(&query->task, task_unref);
    g_clear_pointer(&query->features, g_ptr_array_unref);
    g_clear_pointer(&query->enabled, g_ptr_array_unref);
    g_clear_pointer(&query->data, learn_data_free);
}

/* ---- from the text to a task with features ----------------------------------------------------
 */

static gboolean
ask(Query *query, GError **error)
{
    const QueryRequest *request = query->request;
    TaskSpec spec;
    task_spec_init(&spec);
    spec.every = request->every;
    gboolean read = (query->pql = pql_parse_query(request->text, error)) &&
                    task_spec_query(&spec, query->pql, frame_store_catalogue(query->frames), error);
    if (read) {
        progress_phase(query->progress, "reading the labels", 0, "");
        query->task = task_new(query->frames, query->database, &spec, error);
    }
    task_spec_clear(&spec);
    return query->task && task_split(query->task, &query->split, error);
}

static gboolean
propose(Query *query, GError **error)
{
    if (progress_stop(query->progress, error))
        return FALSE;
    progress_phase(query->progress, "proposing features", 0, "");
    query->features = features_propose(query->task, query->frames, query->database, error);
    if (!query->features)
        return FALSE;
    query->enabled = g_ptr_array_new();
    for (guint i = 0; i < query->features->len; i++)
        if (((Feature *)query->features->pdata[i])->enabled)
            g_ptr_array_add(query->enabled, query->features->pdata[i]);
    return TRUE;
}

/* ---- models ------------------------------------------------------------------------------------
 */

Model *
query_train(Query *query, const char *kind, GError **error)
{
    TrainInput input = {.task = query->task,
                        .frames = query->frames,
                        .database = query->database,
                        .features = query->enabled,
                        .seed = 1,
                        .kind = kind};
    if (!query->data) {
        if (!learn_memory_check(query->task, query->enabled->len, error))
            return NULL;
        query->data = learn_data_new(query->task, query->frames, query->database, query->enabled,
                                     query->progress, error);
    }
    return query->data ? model_train(&input, query->data, query->progress, error) : NULL;
}

double
query_note(const Model *model, const char *name)
{
    json_t *notes = model->notes ? json_loads(model->notes, 0, NULL) : NULL;
    const json_t *value = json_object_get(notes, name);
    double number = json_is_number(value) ? json_number_value(value) : NAN;
    json_decref(notes);
    return number;
}

/* ---- how well ----------------------------------------------------------------------------------
 */

static void
judge_event(Query *query, const Model *model, ReportTable *table, GError **error)
{
    guint32 n, events = 0;
    const guint32 *rows = learn_data_rows(query->data, SPLIT_VALIDATION, &n);
    g_autofree double *p = g_new(double, n + 1);
    g_autofree guint8 *label = g_new(guint8, n + 1);
    if (!model_score(model, query->data, rows, n, p, error))
        return;
    for (guint32 i = 0; i < n; i++) {
        label[i] = query->task->label[rows[i]] > 0.5;
        events += label[i];
    }
    Interval auc = stats_auc(p, label, n, 0.95).auc;
    report_row(table);
    report_cell_text(table, model->name);
    cell_interval(report_cell(table, auc.value), auc.low, auc.high);
    report_cell(table, stats_average_precision(p, label, n));
    report_cell(table, stats_log_loss(p, label, n));
    report_cell(table, stats_brier(p, label, n));
}

/* What is lost by saying the base rate of the training part to all. */
static void
judge_base_rate(const Query *query, ReportTable *table)
{
    const SplitSummary *split = &query->split;
    guint32 n = split->rows[SPLIT_VALIDATION], events = split->positives[SPLIT_VALIDATION];
    double rate = (double)split->positives[SPLIT_TRAIN] / split->rows[SPLIT_TRAIN];
    double share = (double)events / n;
    report_row(table);
    report_cell_text(table, "the usual rate, to all");
    report_cell(table, 0.5);
    report_cell(table, share);
    report_cell(table, -share * log(rate) - (1 - share) * log(1 - rate));
    report_cell(table, share * (1 - rate) * (1 - rate) + (1 - share) * rate * rate);
}

static gboolean
evaluate_event(Query *query, Report *report, GError **error)
{
    static const char *const kinds[] = {"boost", "logistic"};
    g_autoptr(GError) failure = NULL;
    ReportTable *table = report_table(report, "evaluation", "ON VALIDATION");
    report_column(table, "approach", "approach", UNIT_NONE, 0);
    report_column(table, "auc", "AUC", UNIT_DECIMAL, 3)->interval = TRUE;
    report_column(table, "average_precision", "average precision", UNIT_DECIMAL, 3);
    report_column(table, "log_loss", "log loss", UNIT_DECIMAL, 4);
    report_column(table, "brier", "Brier", UNIT_DECIMAL, 4);
    for (guint i = 0; !failure && i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(Model) model = query_train(query, kinds[i], &failure);
        if (model)
            judge_event(query, model, table, &failure);
    }
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    judge_base_rate(query, table);
    g_autofree char *auc = cell_words(report_at(table, 0, 1), UNIT_DECIMAL, 3);
    report_say(
        report,
        "Of two of them, one with the event and one without, boosted trees put the right one "
        "first that often: %s (a coin: 0.5).",
        auc);
    return TRUE;
}

static gboolean
evaluate_number(Query *query, Report *report, GError **error)
{
    g_autoptr(Model) model = query_train(query, "boost", error);
    if (!model)
        return FALSE;
    ReportTable *table = report_table(report, "evaluation", "ON VALIDATION");
    report_column(table, "approach", "approach", UNIT_NONE, 0);
    report_column(table, "mae", "off by, on average", UNIT_DECIMAL, 3);
    report_column(table, "rmse", "RMSE", UNIT_DECIMAL, 3);
    report_column(table, "r2", "R²", UNIT_DECIMAL, 3);
    report_row(table);
    report_cell_text(table, model->name);
    double away = query_note(model, "validation_mae");
    double plain = query_note(model, "validation_mean_mae");
    report_cell(table, away);
    report_cell(table, query_note(model, "validation_rmse"));
    report_cell(table, query_note(model, "validation_r2"));
    report_row(table);
    report_cell_text(table, "the usual number, to all");
    report_cell(table, plain);
    report_cell(table, NAN);
    report_cell(table, 0);
    report_say(report,
               "Boosted trees are off by %.3g on average, saying the usual number to all by "
               "%.3g.",
               away, plain);
    return TRUE;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

static gboolean
answer(Query *query, Report *report, GError **error)
{
    query_say(query, report);
    if (query->pql->prefix == PQL_EXPLAIN) {
        query_explain(query, report);
        return TRUE;
    }
    if (query->pql->prefix == PQL_EVALUATE)
        return query->task->kind == TASK_NUMBER ? evaluate_number(query, report, error)
                                                : evaluate_event(query, report, error);
    return query_predict(query, report, error);
}

Report *
query_report(const QueryRequest *request, FrameStore *frames, sqlite3 *database, Progress *progress,
             GError **error)
{
    g_auto(Query)
        query = {.request = request, .frames = frames, .database = database, .progress = progress};
    g_autoptr(Report) report = report_new("query", "Query");
    if (!ask(&query, error) || !propose(&query, error) || !answer(&query, report, error))
        return NULL;
    return g_steal_pointer(&report);
}
