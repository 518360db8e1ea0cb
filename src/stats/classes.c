/* Figures of several classes and of ranked lists: macro F1 with its interval, average precision. */
#include <foredesk/stats.h>

#include <math.h>
#include <string.h>

/* Rows count `weight` times; NULL: once. `counts`: room for 3 × classes. */
static double
weighted_f1(const guint32 *predicted, const guint32 *label, gsize n, guint32 classes,
            const guint32 *cluster, const guint32 *weight, double *counts)
{
    double *right = counts, *said = counts + classes, *true_ones = counts + 2 * (gsize)classes;
    double sum = 0;
    guint32 present = 0;
    memset(counts, 0, 3 * (gsize)classes * sizeof *counts);
    for (gsize i = 0; i < n; i++) {
        double times = weight ? weight[cluster ? cluster[i] : i] : 1;
        said[predicted[i]] += times;
        true_ones[label[i]] += times;
        right[label[i]] += predicted[i] == label[i] ? times : 0;
    }
    for (guint32 k = 0; k < classes; k++) {
        if (said[k] + true_ones[k] == 0)
            continue;
        present++;
        sum += 2 * right[k] / (said[k] + true_ones[k]);
    }
    return present ? sum / present : NAN;
}

double
stats_macro_f1(const guint32 *predicted, const guint32 *label, gsize n, guint32 classes)
{
    g_autofree double *counts = g_new(double, 3 * (gsize)classes + 1);
    return weighted_f1(predicted, label, n, classes, NULL, NULL, counts);
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

Interval
stats_macro_f1_interval(const guint32 *predicted, const guint32 *label, gsize n, guint32 classes,
                        const guint32 *cluster, guint resamples, guint64 seed, double confidence)
{
    guint32 units = cluster ? 0 : (guint32)n;
    Random random;
    for (gsize i = 0; cluster && i < n; i++)
        units = MAX(units, cluster[i] + 1);
    g_autofree double *counts = g_new(double, 3 * (gsize)classes + 1);
    double value = weighted_f1(predicted, label, n, classes, NULL, NULL, counts);
    if (!n || !resamples)
        return (Interval){value, NAN, NAN};
    g_autofree double *drawn = g_new(double, resamples);
    g_autofree guint32 *weight = g_new(guint32, units);
    random_seed(&random, seed);
    for (guint draw = 0; draw < resamples; draw++) {
        memset(weight, 0, units * sizeof *weight);
        for (guint32 i = 0; i < units; i++)
            weight[random_below(&random, units)]++;
        drawn[draw] = weighted_f1(predicted, label, n, classes, cluster, weight, counts);
    }
    qsort(drawn, resamples, sizeof *drawn, compare_doubles);
    return (Interval){value, stats_quantile_sorted(drawn, resamples, (1 - confidence) / 2),
                      stats_quantile_sorted(drawn, resamples, (1 + confidence) / 2)};
}

double
stats_list_precision(const guint8 *hit, guint n, guint k, guint relevant)
{
    double sum = 0;
    guint found = 0;
    for (guint i = 0; i < MIN(n, k); i++)
        if (hit[i])
            sum += (double)++found / (i + 1);
    return relevant ? sum / MIN(k, relevant) : NAN;
}

double
stats_list_recall(const guint8 *hit, guint n, guint k, guint relevant)
{
    guint found = 0;
    for (guint i = 0; i < MIN(n, k); i++)
        found += hit[i];
    return relevant ? (double)found / relevant : NAN;
}

double
stats_mean_away(const double *said, const double *came, gsize n)
{
    double away = 0;
    gsize known = 0;
    for (gsize i = 0; i < n; i++)
        if (!isnan(said[i]) && !isnan(came[i])) {
            away += fabs(said[i] - came[i]);
            known++;
        }
    return known ? away / (double)known : NAN;
}
