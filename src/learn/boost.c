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

/* Rounds until the watched loss has not fallen for `patience` rounds; the best is the model's. */
static gboolean
run_rounds(Model *model, Booster *booster, const LearnRun *run, gboolean watched, GError **error)
{
    int most = (int)learn_parameter(run, "rounds"),
        patience = (int)learn_parameter(run, "patience");
    double best = INFINITY;
    if (!watched)
        most = MIN(most, UNWATCHED_ROUNDS);
    progress_phase(run->progress, "boosting", most, "rounds");
    for (int round = 0; round < most; round++) {
        double learn_loss, watch_loss = NAN;
        if (progress_stop(run->progress, error) ||
            !booster_round(booster, round, &learn_loss, &watch_loss, error))
            return FALSE;
        g_array_append_val(model->curve_train, learn_loss);
        progress_point(run->progress, "learn", round + 1, learn_loss);
        if (watched) {
            g_array_append_val(model->curve_validation, watch_loss);
            progress_point(run->progress, "stop", round + 1, watch_loss);
        }
        progress_advance(run->progress, round + 1);
        model->rounds = round + 1;
        if (!watched || watch_loss < best) {
            best = watch_loss;
            model->best_round = round + 1;
        }
        if (round + 1 - model->best_round >= patience)
            break;
    }
    return TRUE;
}

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    BoosterParameter settings[16];
    guint32 n, events, stop_n, stop_events;
    const Matrix *learn = learn_data_require(run->data, SPLIT_TRAIN, error);
    const Matrix *stop = learn ? learn_data_require(run->data, SPLIT_STOP, error) : NULL;
    if (!stop)
        return FALSE;
    g_free(learn_data_labels(run->data, SPLIT_TRAIN, &n, &events));
    g_free(learn_data_labels(run->data, SPLIT_STOP, &stop_n, &stop_events));
    gboolean watched = stop_events > 0 && stop_events < stop_n;
    tree_parameters(run, (double)events / n, settings);
    progress_phase(run->progress, "preparing the matrix", 0, "");
    g_autoptr(Booster) booster = booster_new(learn, watched ? stop : NULL, settings, error);
    if (!booster || !run_rounds(model, booster, run, watched, error))
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
