/* The cost bootstrap: how much a total of money, or a difference of two, could be otherwise had
 * other customers called. Whole clusters are drawn with replacement; draws are multinomial. */
#include <foredesk/stats.h>

#include <string.h>

/* ln k! without the global sign that lgamma writes. */
static double
log_factorial(double k)
{
    int sign;
    return lgamma_r(k + 1, &sign);
}

/* Waiting times between successes are geometric: as many draws as successes. */
static guint64
binomial_small(Random *random, guint64 trials, double p)
{
    double scale = log1p(-p), used = 0;
    for (guint64 successes = 0;; successes++) {
        used += floor(log(1 - random_double(random)) / scale) + 1;
        if (!(used <= (double)trials))
            return successes;
    }
}

/* Hörmann's BTRS: a transformed uniform that a box accepts nine times of ten, else the exact ratio
 * to the density at the mode decides. p ≤ ½, mean ≥ 10. */
static guint64
binomial_large(Random *random, guint64 trials, double p)
{
    double n = (double)trials, odds = p / (1 - p), sd = sqrt(n * p * (1 - p));
    double b = 1.15 + 2.53 * sd, a = -0.0873 + 0.0248 * b + 0.01 * p, centre = n * p + 0.5;
    double alpha = (2.83 + 5.1 / b) * sd, box = 0.92 - 4.2 / b, mode = floor((n + 1) * p);
    double at_mode = log_factorial(mode) + log_factorial(n - mode);
    for (;;) {
        double u = random_double(random) - 0.5, v = 1 - random_double(random);
        double edge = 0.5 - fabs(u), k = floor((2 * a / edge + b) * u + centre);
        if (edge >= 0.07 && v <= box)
            return (guint64)k;
        if (!(k >= 0 && k <= n))
            continue;
        double ratio = at_mode - log_factorial(k) - log_factorial(n - k) + (k - mode) * log(odds);
        if (log(v * alpha / (a / (edge * edge) + b)) <= ratio)
            return (guint64)k;
    }
}

guint64
stats_random_binomial(Random *random, guint64 trials, double probability)
{
    if (trials == 0 || !(probability > 0))
        return 0;
    if (probability >= 1)
        return trials;
    if (probability > 0.5)
        return trials - stats_random_binomial(random, trials, 1 - probability);
    return (double)trials * probability < 10 ? binomial_small(random, trials, probability)
                                             : binomial_large(random, trials, probability);
}

/* Sums `cost` over rows of equal cluster into the front of `sum`; returns the number of clusters.
 * They stand in the order of first appearance, so that the result doesn't hang on a hash. */
static gsize
sum_by_cluster(double *sum, const guint32 *cluster, gsize n)
{
    gsize size = 16;
    while (size < 2 * n)
        size *= 2;
    /* Open addressing; a slot holds the cluster's place + 1. */
    g_autofree guint32 *slot = g_new0(guint32, size), *name = g_new(guint32, n);
    gsize clusters = 0;
    for (gsize i = 0; i < n; i++) {
        guint64 hash = cluster[i] * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
        gsize at = (gsize)(hash >> 32) & (size - 1);
        while (slot[at] && name[slot[at] - 1] != cluster[i])
            at = (at + 1) & (size - 1);
        if (!slot[at]) {
            name[clusters] = cluster[i];
            slot[at] = (guint32)++clusters;
            sum[clusters - 1] = sum[i]; /* never ahead of the row being read */
        } else {
            sum[slot[at] - 1] += sum[i];
        }
    }
    return clusters;
}

/* Sorts the sums and merges equal ones; returns how many values there are. */
static gsize
distinct_values(double *sum, guint32 *count, gsize clusters)
{
    g_autofree guint32 *order = g_new(guint32, clusters);
    g_autofree double *unsorted = g_memdup2(sum, clusters * sizeof *sum);
    stats_order(unsorted, clusters, NULL, order);
    gsize values = 0;
    for (gsize i = 0; i < clusters; i++) {
        double value = unsorted[order[i]];
        if (values > 0 && sum[values - 1] == value) {
            count[values - 1]++;
        } else {
            sum[values] = value;
            count[values++] = 1;
        }
    }
    return values;
}

/* One multinomial over the distinct values: a chain of binomials. */
static double
draw_by_value(Random *random, const double *value, const guint32 *count, gsize values,
              gsize clusters)
{
    guint64 left = clusters, mass = clusters;
    double total = 0;
    for (gsize k = 0; k < values && left > 0; k++) {
        guint64 drawn = count[k] == mass
                            ? left
                            : stats_random_binomial(random, left, (double)count[k] / (double)mass);
        total += (double)drawn * value[k];
        left -= drawn;
        mass -= count[k];
    }
    return total;
}

/* The same cluster by cluster. Two indices from each 64 random bits: the bias, n/2^32, is far below
 * the noise of any number of resamples. */
static double
draw_by_cluster(Random *random, const double *sum, gsize clusters)
{
    double total = 0, second = 0;
    for (gsize i = 0; i < clusters / 2; i++) {
        guint64 bits = random_next(random);
        total += sum[(bits >> 32) * clusters >> 32];
        second += sum[(bits & G_MAXUINT32) * clusters >> 32];
    }
    if (clusters % 2)
        total += sum[(random_next(random) >> 32) * clusters >> 32];
    return total + second;
}

Interval
stats_bootstrap_cost(const double *cost_a, const double *cost_b, const guint32 *cluster, gsize n,
                     guint resamples, guint64 seed, double confidence)
{
    if (n == 0)
        return INTERVAL_UNDEFINED;
    g_autofree double *sum = g_new(double, n);
    double value = 0;
    for (gsize i = 0; i < n; i++) {
        sum[i] = cost_a[i] - (cost_b ? cost_b[i] : 0);
        value += sum[i];
    }
    if (resamples == 0)
        return (Interval){value, NAN, NAN};
    gsize clusters = cluster ? sum_by_cluster(sum, cluster, n) : n;
    g_autofree double *merged = g_memdup2(sum, clusters * sizeof *sum);
    g_autofree guint32 *count = g_new(guint32, clusters);
    gsize values = distinct_values(merged, count, clusters);
    Random random;
    random_seed(&random, seed);
    g_autofree double *totals = g_new(double, resamples);
    /* A binomial costs about as much as drawing thirty clusters. */
    for (guint i = 0; i < resamples; i++)
        totals[i] = values <= clusters / 32 + 1
                        ? draw_by_value(&random, merged, count, values, clusters)
                        : draw_by_cluster(&random, sum, clusters);
    const double p[2] = {(1 - confidence) / 2, (1 + confidence) / 2};
    double bounds[2];
    stats_quantiles(totals, resamples, p, 2, bounds);
    return (Interval){value, bounds[0], bounds[1]};
}
