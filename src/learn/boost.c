/* Boosted trees: XGBoost's histogram method, stopped by the stop part. On log loss for events; on
 * squares for numbers, since XGBoost's absolute error overfits badly. */
#include "learn/booster.h"

#include <math.h>

/* Without a stop part of both outcomes nothing can say when to stop: a modest number then. */
#define UNWATCHED_ROUNDS 150

static const ModelParameter parameters[] = {
    {"rounds", "most rounds of boosting", 1000, 1, 5000, TRUE},
    {"patience", "rounds without a better stop part before it ends", 50, 1, 500, TRUE},
    {"eta", "how much each round may correct", 0.05, 0.001, 1, FALSE},
    {"depth", "questions a tree may ask in a row", 4, 1, 12, TRUE},
    {"child_weight", "least weight of the tickets in a leaf", 5, 0, 10000, FALSE},
    {"subsample", "share of the tickets each round sees", 0.8, 0.1, 1, FALSE},
    {"colsample", "share of the columns each tree sees", 0.5, 0.05, 1, FALSE},
    {"lambda", "how far small leaves are pulled to the middle", 1, 0, 1000, FALSE},
    {NULL},
};

static gboolean
of_numbers(const LearnRun *run)
{
    return run->input->task->kind == TASK_NUMBER;
}

/* `base`: the rate of events, or the mean. */
static void
tree_parameters(const LearnRun *run, double base, BoosterParameter *out)
{
    static const struct {
        const char *ours, *theirs;
    } names[] = {
        {"eta", "eta"},
        {"depth", "max_depth"},
        {"child_weight", "min_child_weight"},
        {"subsample", "subsample"},
        {"colsample", "colsample_bytree"},
        {"lambda", "lambda"},
    };
    booster_setting(out++, "objective", of_numbers(run) ? "reg:squarederror" : "binary:logistic");
    booster_setting(out++, "eval_metric", of_numbers(run) ? "rmse" : "logloss");
    booster_parameter(out++, "base_score", base);
    booster_parameter(out++, "seed", (double)(run->input->seed % G_MAXINT32));
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        booster_parameter(out++, names[i].theirs, learn_parameter(run, names[i].ours));
    *out = (BoosterParameter){NULL};
}

/* The stop part while rounds pass: margins that grow by each round's trees alone. */
typedef struct {
    const Matrix *matrix;
    guint8 *label;
    double *margin, *step, *p;
    double base;
    gboolean numbers;
    gboolean usable; /* both outcomes are in it, or some numbers */
} Watch;

static void
watch_clear(Watch *watch)
{
    g_free(watch->label);
    g_free(watch->margin);
    g_free(watch->step);
    g_free(watch->p);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Watch, watch_clear)

static gboolean
watch_init(Watch *watch, const LearnRun *run, double base, GError **error)
{
    guint32 n, events;
    watch->matrix = learn_data_require(run->data, SPLIT_STOP, error);
    if (!watch->matrix)
        return FALSE;
    watch->label = learn_data_labels(run->data, SPLIT_STOP, &n, &events);
    watch->numbers = of_numbers(run);
    watch->usable = watch->numbers ? n > 0 : events > 0 && events < n;
    watch->base = watch->numbers ? base : stats_logit(base);
    watch->margin = g_new(double, n + 1);
    watch->step = g_new(double, n + 1);
    watch->p = g_new(double, n + 1);
    for (guint32 i = 0; i < n; i++)
        watch->margin[i] = watch->base;
    return TRUE;
}

static double
root_mean_square(const double *predicted, const float *number, guint32 n)
{
    double sum = 0;
    for (guint32 i = 0; i < n; i++)
        sum += (predicted[i] - (double)number[i]) * (predicted[i] - (double)number[i]);
    return sqrt(sum / n);
}

static gboolean
watch_round(Watch *watch, Booster *booster, int round, double *loss, GError **error)
{
    if (!booster_margins(booster, watch->matrix, round, round + 1, watch->step, error))
        return FALSE;
    for (guint32 i = 0; i < watch->matrix->n; i++) {
        watch->margin[i] += watch->step[i] - watch->base;
        watch->p[i] = stats_sigmoid(watch->margin[i]);
    }
    *loss = watch->numbers ? root_mean_square(watch->margin, watch->matrix->label, watch->matrix->n)
                           : stats_log_loss(watch->p, watch->label, watch->matrix->n);
    return TRUE;
}

/* One round, its losses into the curves; what decides (stop's, else none) into *loss. */
static gboolean
run_round(Model *model, Booster *booster, const LearnRun *run, Watch *watch, int round,
          double *loss, GError **error)
{
    double learned;
    if (progress_stop(run->progress, error) || !booster_round(booster, round, &learned, error))
        return FALSE;
    g_array_append_val(model->curve_train, learned);
    progress_point(run->progress, "learn", round + 1, learned);
    if (!watch->usable)
        return TRUE;
    if (!watch_round(watch, booster, round, loss, error))
        return FALSE;
    g_array_append_val(model->curve_validation, *loss);
    progress_point(run->progress, "stop", round + 1, *loss);
    return TRUE;
}

/* Rounds until the stop part's loss has not fallen for `patience` of them; the best is the
 * model's. */
static gboolean
run_rounds(Model *model, Booster *booster, const LearnRun *run, Watch *watch, GError **error)
{
    int most = (int)learn_parameter(run, "rounds"),
        patience = (int)learn_parameter(run, "patience");
    double best = INFINITY;
    if (!watch->usable)
        most = MIN(most, UNWATCHED_ROUNDS);
    progress_phase(run->progress, "boosting", most, "rounds");
    for (int round = 0; round < most && round - model->best_round < patience; round++) {
        double loss = INFINITY;
        if (!run_round(model, booster, run, watch, round, &loss, error))
            return FALSE;
        model->rounds = round + 1;
        progress_advance(run->progress, round + 1);
        if (!watch->usable || loss < best) {
            best = loss;
            model->best_round = round + 1;
        }
    }
    return TRUE;
}

/* What is said before any tree: the mean of the labels, which of events is their rate; as a float,
 * since XGBoost keeps it so. */
static double
start_of(const LearnRun *run, const Matrix *learn)
{
    guint32 n, events;
    double sum = 0;
    g_free(learn_data_labels(run->data, SPLIT_TRAIN, &n, &events));
    if (!of_numbers(run))
        return (double)(float)((double)events / n);
    for (guint32 i = 0; i < n; i++)
        sum += (double)learn->label[i];
    return (double)(float)(sum / n);
}

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    BoosterParameter settings[16];
    g_auto(Watch) watch = {0};
    const Matrix *learn = learn_data_require(run->data, SPLIT_TRAIN, error);
    if (!learn)
        return FALSE;
    double base = start_of(run, learn);
    if (!watch_init(&watch, run, base, error))
        return FALSE;
    tree_parameters(run, base, settings);
    progress_phase(run->progress, "preparing the matrix", 0, "");
    g_autoptr(Booster) booster = booster_new(learn, settings, error);
    if (!booster || !run_rounds(model, booster, run, &watch, error))
        return FALSE;
    model->payload = booster_bytes(booster, model->best_round, error);
    return model->payload != NULL;
}

const LearnKind learn_boost = {
    .face = {"boost", "boosted trees",
             "hundreds of small trees, each correcting those before it, until the newest "
             "training tickets gain nothing more",
             TRUE, TRUE, parameters},
    .fit = fit,
    .numbers = TRUE,
    .score_matrix = trees_margins,
    .explain = trees_explain,
    .importance = trees_importance,
};
