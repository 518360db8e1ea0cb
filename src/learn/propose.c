/* Candidates cut to the budget: a quick boosted model of the sample of training rows says which are
 * leaned on most. It sees training rows alone, and always the same ones in the same order. */
#include "learn/booster.h"
#include "learn/conjunction.h"

#include <stdlib.h>
#include <string.h>

/* Enough trees that each column has been asked about, few enough to take seconds. */
#define ROUNDS 100
/* A round grows a tree a class. */
#define CLASS_ROUNDS 20
#define CLASS_TREES 300
#define FEWEST_EVENTS 20

/* ---- the quick model ---------------------------------------------------------------------------
 */

static gboolean
of_numbers(const Task *task)
{
    return task->kind == TASK_NUMBER || task->kind == TASK_FORECAST;
}

static gboolean
can_learn(const Task *task, const FeatureProposal *proposal)
{
    guint32 events = 0;
    if (of_numbers(task) || task->kind == TASK_CLASSES)
        return proposal->n_sample >= FEWEST_EVENTS;
    if (task->kind != TASK_BINARY)
        return FALSE;
    for (guint32 i = 0; i < proposal->n_sample; i++)
        events += task->label[proposal->sample[i]] > 0.5;
    return events >= FEWEST_EVENTS && proposal->n_sample - events >= FEWEST_EVENTS;
}

static void
quick_objective(const Task *task, const Matrix *matrix, BoosterParameter **out)
{
    double mean = 0;
    for (guint32 i = 0; i < matrix->n; i++)
        mean += (double)matrix->label[i] / matrix->n;
    if (task->kind == TASK_CLASSES) {
        booster_setting((*out)++, "objective", "multi:softprob");
        booster_setting((*out)++, "eval_metric", "mlogloss");
        booster_parameter((*out)++, "num_class", task->classes->len);
        return;
    }
    booster_setting((*out)++, "objective",
                    of_numbers(task) ? "reg:squarederror" : "binary:logistic");
    booster_setting((*out)++, "eval_metric", of_numbers(task) ? "rmse" : "logloss");
    booster_parameter((*out)++, "base_score", mean);
}

static void
quick_parameters(const Task *task, const Matrix *matrix, BoosterParameter *out)
{
    quick_objective(task, matrix, &out);
    booster_parameter(out++, "seed", 1);
    booster_parameter(out++, "eta", 0.1);
    booster_parameter(out++, "max_depth", 4);
    booster_parameter(out++, "min_child_weight", 5);
    booster_parameter(out++, "subsample", 0.8);
    booster_parameter(out++, "colsample_bytree", 0.3);
    *out = (BoosterParameter){NULL};
}

/* Gain of each column of the matrix; NULL on error. */
static double *
column_gains(const Task *task, const Matrix *matrix, Progress *progress, GError **error)
{
    BoosterParameter settings[16];
    double loss;
    int rounds = task->kind == TASK_CLASSES
                     ? MAX(CLASS_ROUNDS, CLASS_TREES / (int)task->classes->len)
                     : ROUNDS;
    quick_parameters(task, matrix, settings);
    g_autoptr(Booster) booster = booster_new(matrix, settings, error);
    if (!booster)
        return NULL;
    progress_phase(progress, "choosing among the candidates", (guint)rounds, "rounds");
    for (int round = 0; round < rounds; round++) {
        if (progress_stop(progress, error) || !booster_round(booster, round, &loss, error))
            return NULL;
        progress_advance(progress, round + 1);
    }
    return booster_gains(booster, matrix->width, error);
}

/* The values of a candidate dealt out to the rows by lot: what a column of its kind gains by
 * chance.
 */
static FeatureValues *
shuffled(const FeatureValues *values, Feature *as, GRand *random)
{
    FeatureValues *copy = g_memdup2(values, sizeof *values);
    guint32 n = values->n;
    copy->feature = as;
    copy->number = values->number ? g_memdup2(values->number, n * sizeof *values->number) : NULL;
    copy->code = values->code ? g_memdup2(values->code, n * sizeof *values->code) : NULL;
    for (guint32 i = n; i > 1; i--) {
        guint32 at = (guint32)g_rand_int_range(random, 0, (gint32)i);
        if (copy->number) {
            double number = copy->number[at];
            copy->number[at] = copy->number[i - 1];
            copy->number[i - 1] = number;
        } else {
            gint32 code = copy->code[at];
            copy->code[at] = copy->code[i - 1];
            copy->code[i - 1] = code;
        }
    }
    return copy;
}

/* The candidates, and behind them the shuffled ones of those that look beyond the row. */
static GPtrArray *
with_shuffled(const FeatureProposal *proposal, GPtrArray *names, guint *first)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; i < proposal->values->len; i++)
        g_ptr_array_add(all, proposal->values->pdata[i]);
    *first = all->len;
    for (guint i = 0; i < *first; i++) {
        const FeatureValues *values = all->pdata[i];
        if (!values->feature->relational)
            continue;
        Feature *as = feature_copy(values->feature);
        g_free(as->name);
        as->name = g_strdup_printf("%s, shuffled", values->feature->name);
        g_ptr_array_add(names, as);
        g_ptr_array_add(all, shuffled(values, as, random));
    }
    return all;
}

/* Gain of each of the values; NULL on error. */
static double *
value_gains(const Task *task, const FeatureProposal *proposal, GPtrArray *values,
            Progress *progress, GError **error)
{
    guint32 n = proposal->n_sample;
    g_autoptr(Encoder) encoder = encoder_fit(values, NULL, n, error);
    g_autoptr(Matrix) matrix = encoder ? matrix_new(encoder, values, NULL, n, NULL, error) : NULL;
    if (!matrix)
        return NULL;
    for (guint32 i = 0; i < n; i++)
        matrix->label[i] = (float)task->label[proposal->sample[i]];
    g_autofree double *columns = column_gains(task, matrix, progress, error);
    if (!columns)
        return NULL;
    double *gains = g_new0(double, values->len + 1);
    for (guint k = 0; k < matrix->width; k++)
        gains[encoder_column_feature(encoder, k)] += columns[k];
    return gains;
}

/* Gains of the candidates, and what chance gains: 19 of 20 shuffled ones gain less. */
static double *
candidate_gains(const Task *task, const FeatureProposal *proposal, double *chance,
                Progress *progress, GError **error)
{
    static const double most[] = {0.95};
    guint first;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    g_autoptr(GPtrArray) all = with_shuffled(proposal, names, &first);
    g_autofree double *gains = value_gains(task, proposal, all, progress, error);
    *chance = 0;
    if (gains && all->len > first)
        stats_quantiles(gains + first, all->len - first, most, 1, chance);
    for (guint i = first; i < all->len; i++)
        feature_values_free(all->pdata[i]);
    return g_steal_pointer(&gains);
}

/* ---- cutting -----------------------------------------------------------------------------------
 */

typedef struct {
    guint place;
    double gain;
    gboolean stays;
} Ranked;

static int
compare_ranked(gconstpointer a, gconstpointer b)
{
    const Ranked *x = a, *y = b;
    if (x->stays != y->stays)
        return x->stays ? -1 : 1;
    if (x->gain != y->gain)
        return x->gain > y->gain ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static int
compare_places(gconstpointer a, gconstpointer b)
{
    const Ranked *x = a, *y = b;
    return x->place > y->place ? -1 : 1;
}

/* How many and how long ago, the latest value, a record: what people would ask first. Such a
 * candidate needn't stand out against chance one by one, since several may tell together. */
static gboolean
is_plain(const Feature *feature)
{
    const PqlNode *node = feature->node;
    gboolean plain = node->aggregate == PQL_COUNT || node->aggregate == PQL_EXISTS ||
                     node->aggregate == PQL_SINCE_LAST || node->aggregate == PQL_LAST ||
                     node->aggregate == PQL_RATE || node->aggregate == PQL_LIFT;
    return node->type == PQL_COLUMN || node->type == PQL_FUNCTION ||
           (plain && !node->within && !node->same &&
            (!node->via || (node->via->type == PQL_COLUMN && !node->via->via &&
                            !g_str_equal(node->via->name, "*"))));
}

/* What the row itself says always stays: it costs little, and people look for it. */
static void
cut(FeatureProposal *proposal, const double *gains, double chance, guint budget)
{
    g_autoptr(GArray) ranked = g_array_new(FALSE, FALSE, sizeof(Ranked));
    guint own = 0, stay = 0;
    for (guint i = 0; i < proposal->values->len; i++) {
        const Feature *feature = ((FeatureValues *)proposal->values->pdata[i])->feature;
        Ranked one = {i, gains ? gains[i] : 0, !gains || is_plain(feature) || gains[i] > chance};
        own += !feature->relational;
        stay += feature->relational && one.stays;
        if (feature->relational)
            g_array_append_val(ranked, one);
    }
    g_array_sort(ranked, compare_ranked);
    g_array_remove_range(ranked, 0, MIN(stay, budget > own ? budget - own : 0));
    g_array_sort(ranked, compare_places); /* from the end: places before stay */
    for (guint i = 0; i < ranked->len; i++) {
        const Ranked *one = &g_array_index(ranked, Ranked, i);
        proposal_drop(proposal, one->place, one->stays ? DROPPED_GAIN : DROPPED_CHANCE,
                      !gains ? "comes after the budget was spent"
                      : one->stays
                          ? "over budget, and tells less than those that stay"
                          : "tells a quick model of the training rows no more than shuffled "
                            "values do");
    }
}

FeatureProposal *
learn_propose(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
              GError **error)
{
    g_autoptr(FeatureProposal) proposal = features_propose(task, frames, database, progress, error);
    if (!proposal || !proposal->values)
        return g_steal_pointer(&proposal);
    guint budget = synthesis_budget(&proposal->settings, task);
    gboolean over = proposal->values->len > budget;
    gboolean learns = proposal->settings.by_gain && can_learn(task, proposal);
    double chance = 0;
    g_autofree double *gains =
        over && learns ? candidate_gains(task, proposal, &chance, progress, error) : NULL;
    if (over && learns && !gains)
        return NULL;
    g_autoptr(GPtrArray) together = NULL;
    if (learns && proposal->settings.depth > 1)
        together = conjunctions_find(task, proposal, gains);
    if (over)
        cut(proposal, gains, chance, budget);
    for (guint i = 0; together && i < together->len; i++)
        if (!proposal_add(proposal, task, together->pdata[i], error))
            return NULL;
    return g_steal_pointer(&proposal);
}
