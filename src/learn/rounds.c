/* Rounds of boosting, one after the other, until the stop part has gained nothing for a while. */
#include "learn/booster.h"

#include <math.h>

/* One round, its losses into the curves; what decides (the stop part's, else none) into *loss. */
static gboolean
run_round(Booster *booster, const BoosterRounds *rounds, const LearnRun *run, Model *model,
          int round, double *loss, GError **error)
{
    double learned;
    if (progress_stop(run->progress, error) || !booster_round(booster, round, &learned, error))
        return FALSE;
    g_array_append_val(model->curve_train, learned);
    progress_point(run->progress, "learn", round + 1, learned);
    if (!rounds->watched)
        return TRUE;
    if (!rounds->watch(rounds->data, booster, round, loss, error))
        return FALSE;
    g_array_append_val(model->curve_validation, *loss);
    progress_point(run->progress, "stop", round + 1, *loss);
    return TRUE;
}

gboolean
booster_run(Booster *booster, const BoosterRounds *rounds, const LearnRun *run, Model *model,
            GError **error)
{
    double best = INFINITY;
    progress_phase(run->progress, "boosting", rounds->most, "rounds");
    for (int round = 0; round < rounds->most && round - model->best_round < rounds->patience;
         round++) {
        double loss = INFINITY;
        if (!run_round(booster, rounds, run, model, round, &loss, error))
            return FALSE;
        model->rounds = round + 1;
        progress_advance(run->progress, round + 1);
        if (!rounds->watched || loss < best) {
            best = loss;
            model->best_round = round + 1;
        }
    }
    model->payload = booster_bytes(booster, model->best_round, error);
    return model->payload != NULL;
}
