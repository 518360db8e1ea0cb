/* Boosted trees: XGBoost's histogram method, stopped by the stop part. On log loss for events; on
 * squares for numbers, since XGBoost's absolute error overfits badly. */
#include "learn/booster.h"

#include <math.h>

/* Without a stop part of both outcomes nothing can say when to stop: a modest number then. */
#define UNWATCHED_ROUNDS 150

static const ModelParameter parameters[] = {
    BOOST_PARAMETERS,
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
watch_round(gpointer data, Booster *booster, int round, double *loss, GError **error)
{
    Watch *watch = data;
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
    BoosterRounds rounds = {.most = (int)learn_parameter(run, "rounds"),
                            .patience = (int)learn_parameter(run, "patience"),
                            .watched = watch.usable,
                            .watch = watch_round,
                            .data = &watch};
    if (!watch.usable)
        rounds.most = MIN(rounds.most, UNWATCHED_ROUNDS);
    return booster && booster_run(booster, &rounds, run, model, error);
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
