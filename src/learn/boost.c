/* Boosted trees: XGBoost's histogram method on log loss, stopped by the stop part. */
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

static void
tree_parameters(const LearnRun *run, double rate, BoosterParameter *out)
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
    *out++ = (BoosterParameter){"objective", "binary:logistic"};
    *out++ = (BoosterParameter){"eval_metric", "logloss"};
    booster_parameter(out++, "base_score", rate);
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
    gboolean usable; /* both outcomes are in it */
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
watch_init(Watch *watch, const LearnRun *run, double rate, GError **error)
{
    guint32 n, events;
    watch->matrix = learn_data_require(run->data, SPLIT_STOP, error);
    if (!watch->matrix)
        return FALSE;
    watch->label = learn_data_labels(run->data, SPLIT_STOP, &n, &events);
    watch->usable = events > 0 && events < n;
    watch->base = stats_logit(rate);
    watch->margin = g_new(double, n + 1);
    watch->step = g_new(double, n + 1);
    watch->p = g_new(double, n + 1);
    for (guint32 i = 0; i < n; i++)
        watch->margin[i] = watch->base;
    return TRUE;
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
    *loss = stats_log_loss(watch->p, watch->label, watch->matrix->n);
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

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    BoosterParameter settings[16];
    g_auto(Watch) watch = {0};
    guint32 n, events;
    const Matrix *learn = learn_data_require(run->data, SPLIT_TRAIN, error);
    if (!learn)
        return FALSE;
    g_free(learn_data_labels(run->data, SPLIT_TRAIN, &n, &events));
    double rate = (double)(float)((double)events / n);
    if (!watch_init(&watch, run, rate, error))
        return FALSE;
    tree_parameters(run, rate, settings);
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
    .score_matrix = trees_margins,
    .explain = trees_explain,
    .importance = trees_importance,
};
