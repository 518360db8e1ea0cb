/* XGBoost, wrapped: errors become GErrors, matrices go in block by block without a copy, models
 * travel as JSON bytes. A Booster is made, used and freed on one thread. Private to learn. */
#pragma once

#include "learn/learn_private.h"

/* What may be asked of boosted trees, by themselves or in a blend: rows of their tables. */
/* clang-format off */
#define BOOST_PARAMETERS                                                                  \
    {"rounds", "most rounds of boosting", 1000, 1, 5000, TRUE},                           \
    {"patience", "rounds without a better stop part before it ends", 50, 1, 500, TRUE},   \
    {"eta", "how much each round may correct", 0.05, 0.001, 1, FALSE},                    \
    {"depth", "questions a tree may ask in a row", 4, 1, 12, TRUE},                       \
    {"child_weight", "least weight of the tickets in a leaf", 5, 0, 10000, FALSE},        \
    {"subsample", "share of the tickets each round sees", 0.8, 0.1, 1, FALSE},            \
    {"colsample", "share of the columns each tree sees", 0.5, 0.05, 1, FALSE},            \
    {"lambda", "how far small leaves are pulled to the middle", 1, 0, 1000, FALSE}
/* clang-format on */

typedef struct Booster Booster;

typedef struct {
    const char *name;
    char value[40];
} BoosterParameter;

/* Training on one matrix, borrowed and alive as long as it. Parameters end with name NULL; unknown
 * ones are an error. */
Booster *booster_new(const Matrix *learn, const BoosterParameter *parameters, GError **error);
/* For scoring only, from booster_bytes; about how many rows it is going to see. */
Booster *booster_load(GBytes *json, guint32 rows, GError **error);
void booster_free(Booster *booster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Booster, booster_free)

/* One more round by the objective's own gradients, and the log loss on the learning matrix then. */
gboolean booster_round(Booster *booster, int round, double *loss, GError **error);
/* One more round by these gradients, one a row of the learning matrix. */
gboolean booster_round_by(Booster *booster, float *gradient, float *curvature, guint32 n,
                          GError **error);
/* The first `rounds` rounds as JSON that XGBoost in any language loads. */
GBytes *booster_bytes(Booster *booster, int rounds, GError **error);

/* Margins of all rounds, or of rounds [first, end) over the base (end 0: to the last). A row's
 * margin doesn't depend on what other rows the matrix has. */
gboolean booster_margins(Booster *booster, const Matrix *matrix, int first, int end, double *margin,
                         GError **error);
/* The same of a booster with several outputs: n × outputs. */
gboolean booster_outputs(Booster *booster, const Matrix *matrix, int first, int end, guint outputs,
                         double *margin, GError **error);
/* TreeSHAP: n × outputs × (width + 1) floats, the last of each the base. The caller frees. */
float *booster_contributions(Booster *booster, const Matrix *matrix, guint outputs, GError **error);
/* Total gain of each of `width` columns, 0 for those never split on. The caller frees. */
double *booster_gains(Booster *booster, guint width, GError **error);

/* ---- trees.c: what forest and boost share beyond that -----------------------------------------
 */

/* Contributions of features (features->len + 1 a row, the last the base) that sum to the margins.
 */
gboolean trees_explain(const Model *model, const Matrix *matrix, double *contributions,
                       GError **error);
/* The same of one of several outputs a row: `which`, NULL: the first. */
gboolean trees_explain_output(const Model *model, const Matrix *matrix, guint outputs,
                              const guint32 *which, double *contributions, GError **error);
gboolean trees_margins(const Model *model, const Matrix *matrix, double *margin, GError **error);
double *trees_importance(const Model *model, GError **error);

/* ---- rounds.c: boosting until the stop part gains nothing more --------------------------------
 */

/* How long, and what watches. `watch` is told of each round and says the stop part's loss then. */
typedef struct {
    int most, patience; /* rounds in all; rounds without a better stop part */
    gboolean watched;   /* the stop part can say when to end; else all rounds are run */
    gboolean (*watch)(gpointer data, Booster *booster, int round, double *loss, GError **error);
    gpointer data;
} BoosterRounds;
/* Runs them, draws both curves as they pass, and leaves in the model how many there were, which was
 * the best, and the payload up to it. */
gboolean booster_run(Booster *booster, const BoosterRounds *rounds, const LearnRun *run,
                     Model *model, GError **error);

void booster_setting(BoosterParameter *parameter, const char *name, const char *value);
void booster_parameter(BoosterParameter *parameter, const char *name, double value);
