/* Queries for a number in each of several windows in a row: a model a window over the same
 * features, held against the season before. */
#include "operate/query.h"

#include <math.h>
#include <string.h>

enum { LAGS = 8 }; /* windows before that become features */

/* ---- what is asked -----------------------------------------------------------------------------
 */

/* The target in the window `back` before, as a feature; NULL where it can't be read back. */
static Feature *
window_feature(const Task *task, guint back)
{
    g_autoptr(PqlNode) window = pql_parse_expression(task->pql, NULL);
    if (!window)
        return NULL;
    gint64 length = window->window.end - window->window.start;
    window->window.end = -length * ((gint64)back - 1);
    window->window.start = window->window.end - length;
    g_autofree char *expression = pql_print(window);
    return feature_parse(expression, task, NULL);
}

/* After how many windows the year, week or day comes round; 1: there is no such season, or history
 * is shorter than two of them. */
static guint
season_of(const Task *task)
{
    g_autoptr(PqlNode) target = pql_parse_expression(task->pql, NULL);
    TimePoint first = G_MAXINT64;
    gint64 start, end;
    pql_window_span(&target->window, &start, &end);
    gint64 length = end - start;
    gint64 cycle = length < TIME_DAY        ? TIME_DAY
                   : length < 7 * TIME_DAY  ? 7 * TIME_DAY
                   : length < 28 * TIME_DAY ? 364 * TIME_DAY
                                            : 360 * TIME_DAY;
    for (guint32 row = 0; row < task->n; row++)
        if (task->seed_time[row] != TIME_MISSING)
            first = MIN(first, task->seed_time[row]);
    if (cycle % length != 0 || task->as_of - first < 2 * cycle || cycle / length > 60)
        return 1;
    return (guint)(cycle / length);
}

gboolean
query_propose_forecast(Query *query, GError **error)
{
    const Task *task = query->task;
    guint season = season_of(task);
    for (guint back = 1; back <= MAX(LAGS, season); back++) {
        if (back > LAGS && back != season)
            continue;
        Feature *feature = window_feature(task, back);
        gboolean known = feature == NULL;
        for (guint i = 0; !known && i < query->features->len; i++) {
            Feature *other = query->features->pdata[i];
            known = g_str_equal(other->expression, feature->expression);
            other->enabled = other->enabled || known;
        }
        if (!known) {
            feature->enabled = TRUE;
            g_ptr_array_add(query->features, feature);
        } else if (feature) {
            feature_free(feature);
        }
    }
    return !progress_stop(query->progress, error);
}

static double
step_of(const Task *task, guint32 row, guint step)
{
    return task->steps[(gsize)row * task->spec.count + step];
}

void
query_say_forecast(const Query *query, Report *report)
{
    const Task *task = query->task;
    guint count = task->spec.count;
    double sum = 0;
    for (guint32 i = 0; i < task->n_usable; i++)
        sum += task->label[task->order[i]] / task->n_usable;
    g_autofree char *known = number_count(task->n_usable);
    g_autofree char *whole = duration_words(task->spec.horizon);
    report_say(
        report,
        "How much will it be: %s, and the same in each of %u windows up to %s ahead? All are known "
        "%s times; the first is %.4g on average.",
        task->event_words, count, whole, known, sum);
    report_number(report, "known", "known", UNIT_COUNT, 0, task->n_usable);
    report_number(report, "windows", "windows", UNIT_COUNT, 0, count);
    report_number(report, "season", "season, in windows", UNIT_COUNT, 0, season_of(task));
    report_number(report, "mean", "mean of the first", UNIT_DECIMAL, 3, sum);
}

/* ---- one model a window ------------------------------------------------------------------------
 */

/* The task as it is for one window: the same rows and parts, another number. Shares all but labels
 * and parts with the query's, which must outlive it. */
static Task *
step_task(const Task *whole, guint step, double *label, guint8 *part)
{
    Task *task = g_memdup2(whole, sizeof *whole);
    task->kind = TASK_NUMBER;
    task->label = label;
    task->part = part;
    for (guint32 row = 0; row < whole->n; row++) {
        label[row] = step_of(whole, row, step);
        part[row] = isnan(label[row]) ? SPLIT_NONE : whole->part[row];
    }
    return task;
}

/* The part's rows that have a number in this window, with it. */
static Matrix *
step_matrix(Query *query, const Task *task, SplitPart part, GError **error)
{
    guint32 n, kept = 0;
    const Matrix *whole = learn_data_matrix(query->data, part, error);
    if (!whole)
        return NULL;
    const guint32 *rows = learn_data_rows(query->data, part, &n);
    g_autofree guint32 *at = g_new(guint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        if (task->part[rows[i]] == part)
            at[kept++] = i;
    Matrix *matrix = matrix_pick(whole, at, kept);
    for (guint32 i = 0; i < kept; i++)
        matrix->label[i] = (float)task->label[rows[at[i]]];
    return matrix;
}

/* Trains for one window; `said`: what it says of the rows of validation, in their order. */
static Model *
step_model(Query *query, guint step, double *said, GError **error)
{
    static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_STOP, SPLIT_VALIDATION};
    const Task *whole = query->task;
    g_autofree double *label = g_new(double, (gsize)whole->n + 1);
    g_autofree guint8 *part = g_new(guint8, (gsize)whole->n + 1);
    g_autofree Task *task = step_task(whole, step, label, part);
    Matrix *made[SPLIT_PARTS] = {NULL};
    const Matrix *given[SPLIT_PARTS] = {NULL};
    Model *model = NULL;
    gboolean fine = TRUE;
    for (guint i = 0; fine && i < G_N_ELEMENTS(parts); i++)
        given[parts[i]] = made[parts[i]] = step_matrix(query, task, parts[i], error);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        fine = fine && made[parts[i]];
    if (fine) {
        LearnData *data =
            learn_data_over(task, query->enabled, learn_data_encoder(query->data), given);
        TrainInput input = {.task = task,
                            .frames = query->frames,
                            .database = query->database,
                            .features = query->enabled,
                            .seed = 1 + step,
                            .kind = "boost"};
        model = model_train(&input, data, query->progress, error);
        learn_data_free(data);
    }
    const Matrix *validation =
        model ? learn_data_matrix(query->data, SPLIT_VALIDATION, error) : NULL;
    if (validation && said && !model_score_matrix(model, validation, said, error))
        g_clear_pointer(&model, model_free);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        matrix_free(made[parts[i]]);
    return model;
}

/* ---- how well ----------------------------------------------------------------------------------
 */

typedef struct {
    double away, squares;
    guint32 n;
} Errors;

static void
errors_add(Errors *errors, double said, double number)
{
    if (isnan(said) || isnan(number))
        return;
    errors->away += fabs(said - number);
    errors->squares += (said - number) * (said - number);
    errors->n++;
}

/* Numbers of past windows, read when first asked for: GINT back → double* a row of the task. */
static const double *
window_before(Query *query, GHashTable *windows, guint back, GError **error)
{
    double *values = g_hash_table_lookup(windows, GUINT_TO_POINTER(back));
    if (values)
        return values;
    values = task_window_before(query->task, query->frames, query->database, back, error);
    if (values)
        g_hash_table_insert(windows, GUINT_TO_POINTER(back), values);
    return values;
}

/* What the season before said: of window `step` the newest one at the same place of it that had
 * ended. */
static guint
seasons_back(guint step, guint season)
{
    return season * (step / season + 1) - step;
}

/* The mean change of the first window from one season to the next, in training: what MASE divides
 * by (Hyndman and Koehler 2006). */
static double
training_change(Query *query, const double *before)
{
    const Task *task = query->task;
    g_autofree double *now = g_new(double, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        now[row] = task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP
                       ? step_of(task, row, 0)
                       : NAN;
    return stats_mean_away(before, now, task->n);
}

enum { BY_TREES, BY_SEASON, BY_LAST, BY_MEAN, APPROACHES };

typedef struct {
    Errors step[APPROACHES], all[APPROACHES];
    double *away[APPROACHES]; /* a validation row: mean over its windows */
    double scale;
} Judging;

static void
add_row_errors(Judging *judged, guint32 i, const double said[APPROACHES], double number,
               guint count)
{
    for (int by = 0; by < APPROACHES; by++) {
        errors_add(&judged->step[by], said[by], number);
        errors_add(&judged->all[by], said[by], number);
        if (!isnan(said[by]) && !isnan(number))
            judged->away[by][i] += fabs(said[by] - number) / count;
    }
}

static double
training_mean(const Task *task, guint step)
{
    double sum = 0;
    guint32 n = 0;
    for (guint32 row = 0; row < task->n; row++)
        if ((task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP) &&
            !isnan(step_of(task, row, step))) {
            sum += step_of(task, row, step);
            n++;
        }
    return sum / n;
}

static gboolean
judge_step(Query *query, guint step, GHashTable *windows, Judging *judged, ReportTable *table,
           GError **error)
{
    const Task *task = query->task;
    guint32 n;
    const guint32 *rows = learn_data_rows(query->data, SPLIT_VALIDATION, &n);
    g_autofree double *said = g_new(double, n + 1);
    g_autoptr(Model) model = step_model(query, step, said, error);
    const double *season =
        model ? window_before(query, windows, seasons_back(step, season_of(task)), error) : NULL;
    const double *last = season ? window_before(query, windows, 1, error) : NULL;
    if (!last)
        return FALSE;
    double mean = training_mean(task, step);
    memset(judged->step, 0, sizeof judged->step);
    for (guint32 i = 0; i < n; i++) {
        const double all[APPROACHES] = {said[i], season[rows[i]], last[rows[i]], mean};
        add_row_errors(judged, i, all, step_of(task, rows[i], step), task->spec.count);
    }
    report_row(table);
    report_cell(table, step + 1);
    for (int by = 0; by < APPROACHES; by++)
        report_cell(table, judged->step[by].away / judged->step[by].n);
    return TRUE;
}

static void
report_errors(Query *query, const Judging *judged, ReportTable *table)
{
    static const char *const names[APPROACHES] = {"boosted trees, one a window",
                                                  "the same window a season before",
                                                  "the last window before", "the mean of training"};
    guint32 n;
    const guint32 *rows = learn_data_rows(query->data, SPLIT_VALIDATION, &n);
    g_autofree guint32 *cluster = query_clusters(query->task, rows, n);
    for (int by = 0; by < APPROACHES; by++) {
        const Errors *all = &judged->all[by];
        if (by == BY_SEASON && season_of(query->task) == 1)
            continue;
        double mae = all->away / all->n;
        Interval away = query_mean(judged->away[by], cluster, n);
        report_row(table);
        report_cell_text(table, names[by]);
        cell_interval(report_cell(table, mae), away.low, away.high);
        report_cell(table, sqrt(all->squares / all->n));
        report_cell(table, mae / judged->scale);
    }
}

static ReportTable *
windows_table(Report *report)
{
    ReportTable *table = report_table(report, "windows", "OFF BY, WINDOW BY WINDOW");
    report_column(table, "window", "window", UNIT_COUNT, 0);
    report_column(table, "trees", "boosted trees", UNIT_DECIMAL, 3);
    report_column(table, "season", "season before", UNIT_DECIMAL, 3);
    report_column(table, "last", "last window", UNIT_DECIMAL, 3);
    report_column(table, "mean", "mean", UNIT_DECIMAL, 3);
    return table;
}

gboolean
query_evaluate_forecast(Query *query, Report *report, GError **error)
{
    Judging judged = {0};
    guint32 n;
    gboolean fine = query_data(query, error);
    g_autoptr(GHashTable) windows = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    const double *before =
        fine ? window_before(query, windows, season_of(query->task), error) : NULL;
    if (!before)
        return FALSE;
    judged.scale = training_change(query, before);
    learn_data_rows(query->data, SPLIT_VALIDATION, &n);
    for (int by = 0; by < APPROACHES; by++)
        judged.away[by] = g_new0(double, n + 1);
    ReportTable *table = report_table(report, "evaluation", "ON VALIDATION");
    report_column(table, "approach", "approach", UNIT_NONE, 0);
    report_column(table, "mae", "off by, on average", UNIT_DECIMAL, 3)->interval = TRUE;
    report_column(table, "rmse", "RMSE", UNIT_DECIMAL, 3);
    report_column(table, "mase", "MASE", UNIT_DECIMAL, 3);
    ReportTable *each = windows_table(report);
    for (guint step = 0; fine && step < query->task->spec.count; step++)
        fine = judge_step(query, step, windows, &judged, each, error);
    if (fine) {
        report_errors(query, &judged, table);
        gboolean seasons = season_of(query->task) > 1;
        report_say(report,
                   "Boosted trees are off by %.3g on average, the %s before by %.3g. MASE is that "
                   "beside what one %s changes in training: below 1 is less.",
                   judged.all[BY_TREES].away / judged.all[BY_TREES].n,
                   seasons ? "same window a season" : "last window",
                   judged.all[BY_SEASON].away / judged.all[BY_SEASON].n,
                   seasons ? "season" : "window");
    }
    for (int by = 0; by < APPROACHES; by++)
        g_free(judged.away[by]);
    return fine;
}

/* ---- predictions -------------------------------------------------------------------------------
 */

typedef struct {
    ScoreSource *source;
    GPtrArray *models; /* Model*, one a window */
} Explaining;

static gboolean
explain(gpointer data, Answer *const *answers, guint n, GPtrArray **values, double **push,
        GError **error)
{
    const Explaining *explaining = data;
    g_autofree guint32 *picked = g_new(guint32, n);
    g_autoptr(Matrix) matrix = NULL;
    gsize width = ((const Model *)explaining->models->pdata[0])->features->len + 1;
    for (guint i = 0; i < n; i++)
        picked[i] = answers[i]->place;
    if (!source_values(explaining->source, picked, n, values, &matrix, error))
        return FALSE;
    *push = g_new(double, n *width);
    for (guint i = 0; i < n; i++) {
        g_autoptr(Matrix) one = matrix_pick(matrix, &(guint32){i}, 1);
        if (!model_explain(explaining->models->pdata[answers[i]->which], one, *push + i * width,
                           error))
            return FALSE;
    }
    return TRUE;
}

static GPtrArray *
train_all(Query *query, GError **error)
{
    g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func((GDestroyNotify)model_free);
    for (guint step = 0; step < query->task->spec.count; step++) {
        Model *model = step_model(query, step, NULL, error);
        if (!model)
            return NULL;
        g_ptr_array_add(models, model);
    }
    return g_steal_pointer(&models);
}

/* A number a row and window, a row's windows together. */
static GPtrArray *
answer_all(const Matrix *matrix, GPtrArray *models, GError **error)
{
    g_autoptr(GPtrArray) answers = answers_new();
    g_autofree double *said = g_new(double, (gsize)matrix->n * models->len + 1);
    for (guint step = 0; step < models->len; step++)
        if (!model_score_matrix(models->pdata[step], matrix, said + (gsize)step * matrix->n, error))
            return NULL;
    for (guint32 i = 0; i < matrix->n; i++)
        for (guint step = 0; step < models->len; step++)
            answers_add(answers, i, step, step + 1, said[(gsize)step * matrix->n + i], NULL);
    return g_steal_pointer(&answers);
}

gboolean
query_predict_forecast(Query *query, Report *report, GError **error)
{
    AnswerColumns columns = {"window", NULL, "expected", UNIT_DECIMAL};
    if (!query_whom(query, error) || !query_data(query, error))
        return FALSE;
    if (query->whom.n == 0) {
        g_autoptr(GPtrArray) none = answers_new();
        answers_list(query, NULL, none, &columns, report);
        query_say_nobody(query, report);
        return TRUE;
    }
    g_autoptr(GPtrArray) models = train_all(query, error);
    g_autoptr(ScoreSource) source = models ? query_source(query, models->pdata[0], error) : NULL;
    g_autoptr(Matrix) matrix = source ? source_matrix(source, query->progress, error) : NULL;
    g_autoptr(GPtrArray) answers = matrix ? answer_all(matrix, models, error) : NULL;
    Explaining explaining = {source, models};
    if (!answers || !answers_explain(query, answers, models->pdata[0], explain, &explaining, error))
        return FALSE;
    answers_list(query, source, answers, &columns, report);
    return TRUE;
}
