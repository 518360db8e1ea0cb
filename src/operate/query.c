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
    g_clear_pointer(&query->leaks.left_out, g_free);
    g_clear_pointer(&query->leaks.read, g_free);
    g_clear_pointer(&query->leaks.suspects, g_free);
    whom_clear(&query->whom);
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
    spec.seeds = request->seeds;
    spec.apart = request->apart;
    gboolean read = (query->pql = pql_parse_query(request->text, error)) &&
                    task_spec_query(&spec, query->pql, frame_store_catalogue(query->frames), error);
    if (read) {
        progress_phase(query->progress, "reading the labels", 0, "");
        query->task = task_new(query->frames, query->database, &spec, error);
    }
    task_spec_clear(&spec);
    return query->task && task_find_copies(query->task, query->database, query->progress, error) &&
           task_split(query->task, &query->split, error);
}

/* Classes have no order, and of forecasts there are several outcomes: those of others are no
 * numbers.
 */
static void
leave_outcomes(Query *query)
{
    for (guint i = 0; query->task->kind >= TASK_CLASSES && i < query->features->len; i++) {
        Feature *feature = query->features->pdata[i];
        feature->enabled = feature->enabled && !task_reads_outcomes(feature->node);
    }
}

static gboolean
propose(Query *query, GError **error)
{
    if (progress_stop(query->progress, error))
        return FALSE;
    progress_phase(query->progress, "proposing features", 0, "");
    if (query->task->kind == TASK_RANKING)
        return query_propose_ranking(query, error);
    g_autoptr(FeatureProposal) proposal =
        learn_propose(query->task, query->frames, query->database, query->progress, error);
    if (!proposal)
        return FALSE;
    query->features = g_ptr_array_ref(proposal->features);
    if (query->task->kind == TASK_FORECAST && !query_propose_forecast(query, error))
        return FALSE;
    leave_outcomes(query);
    return query_search_leaks(query, error);
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
    static const char *const kinds[] = {"boost", "logistic", "blend"};
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
    static const char *const kinds[] = {"boost", "blend"};
    double away[G_N_ELEMENTS(kinds)], plain = NAN, plain_rmse = NAN, plain_r2 = NAN;
    ReportTable *table = report_table(report, "evaluation", "ON VALIDATION");
    report_column(table, "approach", "approach", UNIT_NONE, 0);
    report_column(table, "mae", "off by, on average", UNIT_DECIMAL, 3);
    report_column(table, "rmse", "RMSE", UNIT_DECIMAL, 3);
    report_column(table, "r2", "R²", UNIT_DECIMAL, 3);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(Model) model = query_train(query, kinds[i], error);
        if (!model)
            return FALSE;
        away[i] = query_note(model, "validation_mae");
        plain = query_note(model, "validation_mean_mae");
        plain_rmse = query_note(model, "validation_mean_rmse");
        plain_r2 = query_note(model, "validation_mean_r2");
        report_row(table);
        report_cell_text(table, model->name);
        report_cell(table, away[i]);
        report_cell(table, query_note(model, "validation_rmse"));
        report_cell(table, query_note(model, "validation_r2"));
    }
    report_row(table);
    report_cell_text(table, "the mean of training, to all");
    report_cell(table, plain);
    report_cell(table, plain_rmse);
    report_cell(table, plain_r2);
    report_say(report,
               "Boosted trees are off by %.3g on average, saying the mean of training to all by "
               "%.3g.",
               away[0], plain);
    return TRUE;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

static void
say_leaks(const Query *query, Report *report)
{
    const LeakSearch *leaks = &query->leaks;

    if (leaks->left_out) {
        report_text(report, "leaks_left_out", NULL, leaks->left_out);
        report_warn(
            report,
            "Nothing here reads %s: found to be a leak, it would make the figures too good, "
            "and the desk won't see them. If it was there in time, say so: `known COLUMN arrival`.",
            leaks->left_out);
    }
    leak_marks_say(report, "The answer", leaks->read, leaks->suspects);
}

/* The test part of a question is sealed as that of a target is: it opens where the question was
 * made the target, and that one was unsealed. */
static gboolean
may_open_test(const Query *query, GError **error)
{
    if (!query->request->opened ||
        db_integer(query->database, 0,
                   "SELECT count(*) FROM look JOIN task ON task.id = look.task_id JOIN split ON "
                   "split.task_id = task.id WHERE task.id = ? AND task.pql = ? AND hash = ?",
                   "iss", query->request->opened, query->task->pql, query->split.hash) > 0)
        return TRUE;
    g_set_error(
        error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
        "the test part of this question is sealed, and the target asks something else: make "
        "it the target (target --rule), train, unseal, and ask again");
    return FALSE;
}

static gboolean
walk(Query *query, Report *report, GError **error)
{
    SplitPart part = query->request->opened ? SPLIT_TEST : SPLIT_VALIDATION;
    return walk_tell(query->task, query->frames, query->database, query->enabled, part,
                     query->progress, report, error);
}

static gboolean
answer(Query *query, Report *report, GError **error)
{
    typedef gboolean (*Answering)(Query * query, Report * report, GError * *error);
    static const Answering evaluate[] = {[TASK_BINARY] = evaluate_event,
                                         [TASK_NUMBER] = evaluate_number,
                                         [TASK_CLASSES] = query_evaluate_classes,
                                         [TASK_RANKING] = query_evaluate_ranking,
                                         [TASK_FORECAST] = query_evaluate_forecast};
    static const Answering predict[] = {[TASK_BINARY] = query_predict,
                                        [TASK_NUMBER] = query_predict,
                                        [TASK_CLASSES] = query_predict_classes,
                                        [TASK_RANKING] = query_predict_ranking,
                                        [TASK_FORECAST] = query_predict_forecast};
    query_say(query, report);
    say_leaks(query, report);
    if (query->pql->prefix == PQL_EXPLAIN) {
        query_explain(query, report);
        return TRUE;
    }
    if (query->pql->prefix != PQL_EVALUATE)
        return predict[query->task->kind](query, report, error);
    return evaluate[query->task->kind](query, report, error) &&
           (!query->request->walk || walk(query, report, error));
}

/* Lists choose among what each entity had up to its seed, and forecasts are held against the window
 * just before it: frozen features beside those would mix the regimes, so that both stay at seed
 * time. Returns whether they were asked for on a frozen past. */
static gboolean
thaw(Query *query)
{
    gboolean frozen = query->task->frozen && query->task->kind >= TASK_RANKING;

    if (frozen)
        query->task->frozen = FALSE;
    return frozen;
}

Report *
query_report(const QueryRequest *request, FrameStore *frames, sqlite3 *database, Progress *progress,
             GError **error)
{
    g_auto(Query)
        query = {.request = request, .frames = frames, .database = database, .progress = progress};
    g_autoptr(Report) report = report_new("query", "Query");
    if (!ask(&query, error) || !may_open_test(&query, error))
        return NULL;
    gboolean thawed = thaw(&query);
    if (!propose(&query, error) || !answer(&query, report, error))
        return NULL;
    report_text(report, "regime", NULL, regime_word(query.task->frozen));
    if (thawed)
        report_say(
            report,
            "Judged at seed time, though the regime is frozen: what a list chooses from, and "
            "the window that a forecast is held against, end at each row's own moment.");
    if (query.task->frozen)
        report_say(report,
                   "Judged on a frozen past: nothing known since validation began is seen.");
    return g_steal_pointer(&report);
}
