/* Random forest on XGBoost: many deep trees on drawn tickets and columns, averaged.
 *
 * XGBoost grows a forest as parallel trees of one round, which can neither be cancelled nor show
 * how far it is. Here every round grows a batch of them by the same gradients, those at the base
 * rate: no tree ever sees what another corrected, and with a learning rate of 1 ÷ batches the sum
 * of the rounds is the average of all trees. The squared error makes a leaf the share of events
 * among its tickets and a split's gain the fall in Gini impurity, as in Breiman (2001), so that the
 * margin is itself a probability. The result is one ordinary XGBoost model. */
#include "learn/booster.h"

#include <math.h>

#define BATCH 5
/* Shares of 0 and 1 in every tree happen; as log-odds they must stay finite. */
#define SMALLEST_SHARE 1e-6

static const ModelParameter parameters[] = {
    {"trees", "how many trees vote", 100, 5, 2000, TRUE},
    {"depth", "questions a tree may ask in a row", 10, 1, 16, TRUE},
    {"leaf", "fewest tickets in a leaf", 5, 1, 10000, FALSE},
    {"subsample", "share of the tickets each tree sees", 0.632, 0.1, 0.999, FALSE},
    {"colsample", "share of the columns each question may choose from", 0.3, 0.01, 1, FALSE},
    {"lambda", "how far small leaves are pulled to the base rate", 1, 0, 1000, FALSE},
    {NULL},
};

static void
tree_parameters(const LearnRun *run, double rate, int batches, BoosterParameter *out)
{
    booster_setting(out++, "objective", "reg:squarederror");
    booster_setting(out++, "eval_metric", "rmse");
    booster_parameter(out++, "base_score", rate);
    booster_parameter(out++, "seed", (double)(run->input->seed % G_MAXINT32));
    booster_parameter(out++, "num_parallel_tree", BATCH);
    booster_parameter(out++, "eta", 1.0 / batches);
    booster_parameter(out++, "max_depth", learn_parameter(run, "depth"));
    booster_parameter(out++, "min_child_weight", learn_parameter(run, "leaf"));
    booster_parameter(out++, "subsample", learn_parameter(run, "subsample"));
    booster_parameter(out++, "colsample_bynode", learn_parameter(run, "colsample"));
    booster_parameter(out++, "lambda", learn_parameter(run, "lambda"));
    *out = (BoosterParameter){NULL};
}

static double
share_to_logit(double share)
{
    return stats_logit(CLAMP(share, SMALLEST_SHARE, 1 - SMALLEST_SHARE));
}

/* Log loss of the average of the batches so far on the stop part: `sum` gathers what each batch
 * adds to the base. */
static gboolean
watch_batch(Booster *booster, const Matrix *stop, const guint8 *label, double rate, int batch,
            int batches, double *sum, double *loss, GError **error)
{
    g_autofree double *margin = g_new(double, stop->n + 1);
    g_autofree double *share = g_new(double, stop->n + 1);
    if (!booster_margins(booster, stop, batch, batch + 1, margin, error))
        return FALSE;
    for (guint32 i = 0; i < stop->n; i++) {
        sum[i] += margin[i] - rate;
        share[i] = CLAMP(rate + sum[i] * batches / (batch + 1), SMALLEST_SHARE, 1 - SMALLEST_SHARE);
    }
    *loss = stats_log_loss(share, label, stop->n);
    return TRUE;
}

static gboolean
grow(Model *model, Booster *booster, const LearnRun *run, double rate, int batches,
     const guint8 *label, guint32 n, GError **error)
{
    guint32 stop_n, stop_events;
    const Matrix *stop = learn_data_require(run->data, SPLIT_STOP, error);
    if (!stop)
        return FALSE;
    g_autofree guint8 *stop_label = learn_data_labels(run->data, SPLIT_STOP, &stop_n, &stop_events);
    g_autofree double *sum = g_new0(double, stop_n + 1);
    g_autofree float *gradient = g_new(float, n + 1);
    g_autofree float *curvature = g_new(float, n + 1);
    for (guint32 i = 0; i < n; i++) {
        gradient[i] = (float)(rate - label[i]);
        curvature[i] = 1;
    }
    progress_phase(run->progress, "growing", (gint64)batches * BATCH, "trees");
    for (int batch = 0; batch < batches; batch++) {
        double loss = NAN;
        if (progress_stop(run->progress, error) ||
            !booster_round_by(booster, gradient, curvature, n, error) ||
            (stop_n > 0 &&
             !watch_batch(booster, stop, stop_label, rate, batch, batches, sum, &loss, error)))
            return FALSE;
        g_array_append_val(model->curve_validation, loss);
        progress_point(run->progress, "stop", (batch + 1) * BATCH, loss);
        progress_advance(run->progress, (gint64)(batch + 1) * BATCH);
    }
    model->rounds = model->best_round = batches;
    return TRUE;
}

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    BoosterParameter settings[16];
    guint32 n, events;
    int batches = ((int)learn_parameter(run, "trees") + BATCH - 1) / BATCH;
    const Matrix *learn = learn_data_require(run->data, SPLIT_TRAIN, error);
    if (!learn)
        return FALSE;
    g_autofree guint8 *label = learn_data_labels(run->data, SPLIT_TRAIN, &n, &events);
    double rate = (double)(float)((double)events / n);
    tree_parameters(run, rate, batches, settings);
    progress_phase(run->progress, "preparing the matrix", 0, "");
    g_autoptr(Booster) booster = booster_new(learn, settings, error);
    if (!booster || !grow(model, booster, run, rate, batches, label, n, error))
        return FALSE;
    model->payload = booster_bytes(booster, batches, error);
    return model->payload != NULL;
}

static gboolean
score(const Model *model, const Matrix *matrix, double *raw, GError **error)
{
    if (!trees_margins(model, matrix, raw, error))
        return FALSE;
    for (guint32 i = 0; i < matrix->n; i++)
        raw[i] = share_to_logit(raw[i]);
    return TRUE;
}

/* TreeSHAP splits the share of events; stretched evenly, the same parts split its log-odds. */
static gboolean
explain(const Model *model, const Matrix *matrix, double *contributions, GError **error)
{
    guint features = model->features->len;
    if (!trees_explain(model, matrix, contributions, error))
        return FALSE;
    for (guint32 i = 0; i < matrix->n; i++) {
        double *row = contributions + (gsize)i * (features + 1), base = row[features], share = base;
        for (guint f = 0; f < features; f++)
            share += row[f];
        double from = share_to_logit(base), to = share_to_logit(share);
        double stretch = share != base ? (to - from) / (share - base) : 0;
        for (guint f = 0; f < features; f++)
            row[f] *= stretch;
        row[features] = from;
    }
    return TRUE;
}

const LearnKind learn_forest = {
    .face = {"forest", "random forest",
             "many deep trees, each on a draw of tickets and columns, that vote", TRUE, TRUE,
             parameters},
    .fit = fit,
    .score_matrix = score,
    .explain = explain,
    .importance = trees_importance,
};
