/* Boosted trees that tell several classes apart: XGBoost's softmax, stopped by the stop part's log
 * loss. A chance for each class, and why it is this one. */
#include "learn/booster.h"

#include <math.h>

/* A round grows a tree a class: fewer and bolder rounds than an event takes. */
enum { ROUNDS = 300, PATIENCE = 20, UNWATCHED = 60 };

static void
settings_of(const LearnRun *run, BoosterParameter *out)
{
    booster_setting(out++, "objective", "multi:softprob");
    booster_setting(out++, "eval_metric", "mlogloss");
    booster_parameter(out++, "num_class", run->input->task->classes->len);
    booster_parameter(out++, "seed", (double)(run->input->seed % G_MAXINT32));
    booster_parameter(out++, "eta", 0.1);
    booster_parameter(out++, "max_depth", 4);
    booster_parameter(out++, "min_child_weight", 2);
    booster_parameter(out++, "subsample", 0.8);
    booster_parameter(out++, "colsample_bytree", 0.5);
    *out = (BoosterParameter){NULL};
}

/* Margins of a row into chances. */
static void
soften(double *margin, guint classes)
{
    double most = -INFINITY, sum = 0;
    for (guint k = 0; k < classes; k++)
        most = MAX(most, margin[k]);
    for (guint k = 0; k < classes; k++)
        sum += margin[k] = exp(margin[k] - most);
    for (guint k = 0; k < classes; k++)
        margin[k] /= sum;
}

/* ---- the stop part -----------------------------------------------------------------------------
 */

/* Margins that grow by each round's trees alone; a constant added to all of a row's is nothing to
 * them. */
typedef struct {
    const Matrix *matrix;
    guint classes;
    double *margin, *step, *one;
} Watch;

static void
watch_clear(Watch *watch)
{
    g_free(watch->margin);
    g_free(watch->step);
    g_free(watch->one);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Watch, watch_clear)

static gboolean
watch_init(Watch *watch, const LearnRun *run, GError **error)
{
    watch->matrix = learn_data_require(run->data, SPLIT_STOP, error);
    watch->classes = run->input->task->classes->len;
    if (!watch->matrix)
        return FALSE;
    gsize cells = (gsize)watch->matrix->n * watch->classes;
    watch->margin = g_new0(double, cells + 1);
    watch->step = g_new(double, cells + 1);
    watch->one = g_new(double, watch->classes);
    return TRUE;
}

static gboolean
watch_round(gpointer data, Booster *booster, int round, double *loss, GError **error)
{
    Watch *watch = data;
    guint classes = watch->classes;
    if (!booster_outputs(booster, watch->matrix, round, round + 1, classes, watch->step, error))
        return FALSE;
    *loss = 0;
    for (guint32 i = 0; i < watch->matrix->n; i++) {
        for (guint k = 0; k < classes; k++) {
            gsize at = (gsize)i * classes + k;
            watch->margin[at] += watch->step[at];
            watch->one[k] = watch->margin[at];
        }
        soften(watch->one, classes);
        *loss -= log(MAX(watch->one[(guint)watch->matrix->label[i]], 1e-15)) / watch->matrix->n;
    }
    return TRUE;
}

/* ---- learning ----------------------------------------------------------------------------------
 */

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    BoosterParameter settings[16];
    g_auto(Watch) watch = {0};
    const Matrix *learn = learn_data_require(run->data, SPLIT_TRAIN, error);
    if (!learn || !watch_init(&watch, run, error))
        return FALSE;
    settings_of(run, settings);
    progress_phase(run->progress, "preparing the matrix", 0, "");
    g_autoptr(Booster) booster = booster_new(learn, settings, error);
    gboolean watched = watch.matrix->n > 0;
    BoosterRounds rounds = {.most = watched ? ROUNDS : UNWATCHED,
                            .patience = PATIENCE,
                            .watched = watched,
                            .watch = watch_round,
                            .data = &watch};
    return booster && booster_run(booster, &rounds, run, model, error);
}

/* ---- in use ------------------------------------------------------------------------------------
 */

gboolean
model_score_classes(const Model *model, const Matrix *matrix, double *p, GError **error)
{
    g_autoptr(Booster) booster = booster_load(model->payload, matrix->n, error);
    if (!booster || !booster_outputs(booster, matrix, 0, 0, model->classes, p, error))
        return FALSE;
    for (gsize i = 0; i < (gsize)matrix->n * model->classes; i++)
        p[i] /= model->temperature;
    for (guint32 i = 0; i < matrix->n; i++)
        soften(p + (gsize)i * model->classes, model->classes);
    return TRUE;
}

gboolean
model_explain_classes(const Model *model, const Matrix *matrix, const guint32 *which,
                      double *contributions, GError **error)
{
    return trees_explain_output(model, matrix, model->classes, which, contributions, error);
}

const LearnKind learn_classes = {
    .face = {"boost", "boosted trees",
             "hundreds of small trees, each correcting those before it, until the newest training "
             "tickets gain nothing more",
             FALSE, TRUE, NULL},
    .fit = fit,
    .importance = trees_importance,
};
