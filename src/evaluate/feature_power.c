/* What one feature alone says of the outcome, and whether its values stay as they were: figures
 * over computed values. */
#include "evaluate/feature_figures.h"

#include <string.h>

enum { LEAST_OF_A_CLASS = 10, FOLDS = 5, BINS = 10, VALUES = 20 };
static const double RATE_STRENGTH = 10;

guint32 *
rows_by_lot(guint32 n, guint32 most, guint32 *taken)
{
    guint32 *place = g_new(guint32, (gsize)MIN(n, most) + 1);
    Random random;

    *taken = 0;
    random_seed(&random, 1);
    for (guint32 i = 0; i < n; i++) /* Knuth's selection: each left has the same chance */
        if (n <= most || random_below(&random, n - i) < most - *taken)
            place[(*taken)++] = i;
    return place;
}

double
feature_missing(const FeatureValues *values)
{
    guint32 missing = 0;
    for (guint32 i = 0; i < values->n; i++)
        missing += values->code ? values->code[i] < 0 : isnan(values->number[i]);
    return values->n ? (double)missing / values->n : NAN;
}

gint32
feature_commonest(const FeatureValues *values)
{
    guint32 size = values->dictionary ? dictionary_size(values->dictionary) : 0;
    g_autofree guint32 *count = g_new0(guint32, (gsize)size + 1);
    gint32 most = 0;

    for (guint32 i = 0; values->code && i < values->n; i++)
        if (values->code[i] >= 0 && ++count[values->code[i]] > count[most])
            most = values->code[i];
    return most;
}

/* ---- alone ------------------------------------------------------------------------------------
 */

typedef struct {
    Interval power;
    double se;
} Measured;

/* From −1 to 1 the correlation, or the AUC from 0 to 1. */
static Measured
measure(const double *score, const double *label, guint32 n, TaskKind kind)
{
    const Measured undefined = {INTERVAL_UNDEFINED, NAN};
    g_autofree guint8 *event = g_new(guint8, (gsize)n + 1);
    guint32 events = 0;

    if (kind == TASK_NUMBER) {
        if (n < LEAST_OF_A_CLASS)
            return undefined;
        Interval r = stats_spearman(score, label, n, 0.95);
        return (Measured){r,
                          sqrt((1 + r.value * r.value / 2) / (n - 3.0)) * (1 - r.value * r.value)};
    }
    for (guint32 i = 0; i < n; i++)
        events += event[i] = label[i] > 0.5;
    if (events < LEAST_OF_A_CLASS || n - events < LEAST_OF_A_CLASS)
        return undefined;
    Auc auc = stats_auc(score, event, n, 0.95);
    return (Measured){auc.auc, auc.se};
}

static FeaturePower
number_power(const FeatureValues *values, const double *label, TaskKind kind)
{
    g_autofree double *score = g_new(double, (gsize)values->n + 1);
    g_autofree double *of = g_new(double, (gsize)values->n + 1);
    guint32 filled = 0;

    for (guint32 i = 0; i < values->n; i++)
        if (!isnan(values->number[i])) {
            score[filled] = values->number[i];
            of[filled++] = label[i];
        }
    Interval power = measure(score, of, filled, kind).power;
    gboolean down = power.value < (kind == TASK_NUMBER ? 0 : 0.5);
    double whole = kind == TASK_NUMBER ? 0 : 1;
    return (FeaturePower){
        down ? (Interval){whole - power.value, whole - power.high, whole - power.low} : power,
        down};
}

/* The mean label of each code (+ 1) among the rows outside of a fold. */
static double *
rates_outside(const FeatureValues *values, const double *label, const guint8 *fold, guint8 judged)
{
    guint32 size = dictionary_size(values->dictionary) + 1;
    double *rate = g_new0(double, (gsize)size + 1);
    g_autofree double *count = g_new0(double, (gsize)size + 1);
    double sum = 0, n = 0;

    for (guint32 i = 0; i < values->n; i++)
        if (fold[i] != judged) {
            rate[values->code[i] + 1] += label[i];
            count[values->code[i] + 1]++;
            sum += label[i];
            n++;
        }
    for (guint32 code = 0; code < size; code++)
        rate[code] = (rate[code] + RATE_STRENGTH * sum / MAX(n, 1)) / (count[code] + RATE_STRENGTH);
    return rate;
}

/* The folds are judged on rows of their own: their mean varies as their variances say. */
static FeaturePower
category_power(const FeatureValues *values, const double *label, TaskKind kind)
{
    g_autofree guint8 *fold = g_new(guint8, (gsize)values->n + 1);
    g_autofree double *score = g_new(double, (gsize)values->n + 1);
    g_autofree double *of = g_new(double, (gsize)values->n + 1);
    double sum = 0, variance = 0;
    Random random;

    random_seed(&random, 1);
    for (guint32 i = 0; i < values->n; i++)
        fold[i] = (guint8)random_below(&random, FOLDS);
    for (guint8 judged = 0; judged < FOLDS; judged++) {
        g_autofree double *rate = rates_outside(values, label, fold, judged);
        guint32 n = 0;
        for (guint32 i = 0; i < values->n; i++)
            if (fold[i] == judged) {
                score[n] = rate[values->code[i] + 1];
                of[n++] = label[i];
            }
        Measured one = measure(score, of, n, kind);
        sum += one.power.value / FOLDS;
        variance += one.se * one.se / (FOLDS * FOLDS);
    }
    double margin = stats_normal_two_sided(0.95) * sqrt(variance);
    double least = kind == TASK_NUMBER ? -1 : 0;
    return (FeaturePower){{sum, MAX(sum - margin, least), MIN(sum + margin, 1)}, FALSE};
}

FeaturePower
feature_power(const FeatureValues *values, const double *label, TaskKind kind)
{
    return values->code ? category_power(values, label, kind) : number_power(values, label, kind);
}

/* ---- then and now ------------------------------------------------------------------------------
 */

static FeatureDrift
drift_of(const double *earlier, const double *later, guint bins, double n, double m)
{
    double share[2][VALUES + 2];
    guint used = 0;

    for (guint i = 0; i < bins; i++)
        if (earlier[i] + later[i] > 0) {
            share[0][used] = earlier[i] / n;
            share[1][used++] = later[i] / m;
        }
    if (!(n > 0) || !(m > 0))
        return (FeatureDrift){NAN, NAN};
    return (FeatureDrift){used > 1 ? stats_psi(share[0], share[1], used) : 0,
                          stats_psi_noise(used, (gsize)n, (gsize)m)};
}

static FeatureDrift
drift_of_numbers(const FeatureValues *earlier, const FeatureValues *later)
{
    const FeatureValues *side[] = {earlier, later};
    double p[BINS - 1], edge[BINS - 1], count[2][BINS + 1] = {{0}};

    for (guint i = 0; i < BINS - 1; i++)
        p[i] = (i + 1.0) / BINS;
    stats_quantiles(earlier->number, earlier->n, p, BINS - 1, edge);
    for (guint s = 0; s < 2; s++)
        for (guint32 i = 0; i < side[s]->n; i++) {
            double value = side[s]->number[i];
            guint bin = 0;
            while (bin < BINS - 1 && value > edge[bin])
                bin++;
            count[s][isnan(value) ? BINS : bin]++;
        }
    return drift_of(count[0], count[1], BINS + 1, earlier->n, later->n);
}

static FeatureDrift
drift_of_categories(const FeatureValues *earlier, const FeatureValues *later)
{
    const FeatureValues *side[] = {earlier, later};
    guint32 size = dictionary_size(earlier->dictionary);
    double bin[2][VALUES + 2] = {{0}};
    g_autofree double *rarity = g_new0(double, (gsize)size + 1);
    g_autofree guint32 *order = g_new(guint32, (gsize)size + 1);
    g_autofree guint32 *place = g_new(guint32, (gsize)size + 1);

    for (guint s = 0; s < 2; s++)
        for (guint32 i = 0; i < side[s]->n; i++)
            if (side[s]->code[i] >= 0)
                rarity[side[s]->code[i]]--;
    stats_order(rarity, size, NULL, order);
    for (guint32 i = 0; i < size; i++)
        place[order[i]] = MIN(i, VALUES);
    for (guint s = 0; s < 2; s++)
        for (guint32 i = 0; i < side[s]->n; i++)
            bin[s][side[s]->code[i] < 0 ? VALUES + 1 : place[side[s]->code[i]]]++;
    return drift_of(bin[0], bin[1], VALUES + 2, earlier->n, later->n);
}

FeatureDrift
feature_drift(const FeatureValues *earlier, const FeatureValues *later)
{
    return earlier->code ? drift_of_categories(earlier, later) : drift_of_numbers(earlier, later);
}

const char *
feature_drift_word(double psi, double noise, const char **style)
{
    double beyond = psi - noise;

    *style = beyond >= 0.25 ? "bad" : beyond >= 0.1 ? "warn" : NULL;
    return isnan(psi) ? NULL : beyond >= 0.25 ? "another" : beyond >= 0.1 ? "moves" : "yes";
}

/* ---- alike ------------------------------------------------------------------------------------
 */

/* A column as ranks, or as codes of its thirty commonest values. */
typedef struct {
    double *rank;
    gint32 *code; /* −1 missing */
    guint levels;
} Likeness;

enum { LEVELS = 30 };

static void
likeness_clear(gpointer likeness)
{
    g_free(((Likeness *)likeness)->rank);
    g_free(((Likeness *)likeness)->code);
}

static Likeness
likeness_of(const FeatureValues *values)
{
    Likeness likeness = {0};

    if (values->number) {
        likeness.rank = g_new(double, (gsize)values->n + 1);
        stats_ranks(values->number, values->n, likeness.rank);
        return likeness;
    }
    guint32 size = dictionary_size(values->dictionary);
    g_autofree double *rarity = g_new0(double, (gsize)size + 1);
    g_autofree guint32 *order = g_new(guint32, (gsize)size + 1);
    g_autofree guint32 *place = g_new(guint32, (gsize)size + 1);
    for (guint32 i = 0; i < values->n; i++)
        if (values->code[i] >= 0)
            rarity[values->code[i]]--;
    stats_order(rarity, size, NULL, order);
    for (guint32 i = 0; i < size; i++)
        place[order[i]] = MIN(i, LEVELS);
    likeness.levels = LEVELS + 1;
    likeness.code = g_new(gint32, (gsize)values->n + 1);
    for (guint32 i = 0; i < values->n; i++)
        likeness.code[i] = values->code[i] < 0 ? -1 : (gint32)place[values->code[i]];
    return likeness;
}

static double
alike(const Likeness *a, const Likeness *b, guint32 n)
{
    g_autofree gint32 *codes = g_new(gint32, 2 * (gsize)n + 1);
    guint32 both = 0, either = 0;

    if ((a->rank != NULL) != (b->rank != NULL))
        return NAN;
    for (guint32 i = 0; i < n; i++) {
        gboolean has_a = a->rank ? !isnan(a->rank[i]) : a->code[i] >= 0;
        gboolean has_b = b->rank ? !isnan(b->rank[i]) : b->code[i] >= 0;
        either += has_a || has_b;
        if (!has_a || !has_b)
            continue;
        if (a->code) {
            codes[both] = a->code[i];
            codes[n + both] = b->code[i];
        }
        both++;
    }
    if (both < 20 || both < 0.8 * either)
        return NAN;
    return a->rank ? fabs(stats_correlation(a->rank, b->rank, n))
                   : stats_cramers_v(codes, a->levels, codes + n, b->levels, both);
}

double *
features_alike(GPtrArray *values)
{
    guint n = values->len;
    double *matrix = g_new(double, (gsize)n *n + 1);
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Likeness));

    g_array_set_clear_func(all, likeness_clear);
    for (guint i = 0; i < n; i++) {
        Likeness likeness = likeness_of(g_ptr_array_index(values, i));
        g_array_append_val(all, likeness);
    }
    for (guint i = 0; i < n; i++)
        for (guint k = 0; k <= i; k++) {
            const FeatureValues *one = g_ptr_array_index(values, i);
            double like = k == i ? 1
                                 : alike(&g_array_index(all, Likeness, i),
                                         &g_array_index(all, Likeness, k), one->n);
            matrix[(gsize)i * n + k] = matrix[(gsize)k * n + i] = like;
        }
    return matrix;
}
