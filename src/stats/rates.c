/* Rates whose rows come in clusters, weighted means of several, and their differences. Relies on
 * Wilson's interval alone. */
#include <foredesk/stats.h>

#include <stdlib.h>

typedef struct {
    guint32 cluster, at;
} Member;

static int
by_cluster(gconstpointer a, gconstpointer b)
{
    const Member *x = a, *y = b;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Variance of the mean of labels whose clusters are drawn, not their rows; NaN below two clusters.
 */
static double
clustered_variance(const guint8 *label, const guint32 *cluster, gsize n, double share)
{
    g_autofree Member *members = g_new(Member, n + 1);
    double squares = 0, sum = 0;
    gsize clusters = 0;

    for (gsize i = 0; i < n; i++)
        members[i] = (Member){cluster[i], (guint32)i};
    qsort(members, n, sizeof *members, by_cluster);
    for (gsize i = 0; i < n; i++) {
        sum += label[members[i].at] - share;
        if (i + 1 == n || members[i + 1].cluster != members[i].cluster) {
            squares += sum * sum;
            sum = 0;
            clusters++;
        }
    }
    if (clusters < 2)
        return NAN;
    return squares / ((double)n * (double)n) * (double)clusters / (double)(clusters - 1);
}

double
stats_design_effect(const guint8 *label, const guint32 *cluster, gsize n)
{
    gsize events = 0;

    for (gsize i = 0; i < n; i++)
        events += label[i];
    double share = n ? (double)events / (double)n : NAN;
    if (!cluster || events == 0 || events == n)
        return 1;
    double variance = clustered_variance(label, cluster, n, share);
    double effect = variance / (share * (1 - share) / (double)n);
    return isnan(effect) ? 1 : MAX(effect, 1);
}

Interval
stats_rate(const guint8 *label, const guint32 *cluster, gsize n, double confidence)
{
    double events = 0, effect = stats_design_effect(label, cluster, n);

    for (gsize i = 0; i < n; i++)
        events += label[i];
    return stats_wilson(events / effect, (double)n / effect, confidence);
}

Interval
stats_weighted(const Interval *part, const double *weight, gsize n)
{
    double value = 0, below = 0, above = 0, total = 0;

    for (gsize i = 0; i < n; i++)
        total += weight[i];
    if (!(total > 0))
        return INTERVAL_UNDEFINED;
    for (gsize i = 0; i < n; i++) {
        double share = weight[i] / total;
        if (share == 0)
            continue;
        value += share * part[i].value;
        below += pow(share * (part[i].value - part[i].low), 2);
        above += pow(share * (part[i].high - part[i].value), 2);
    }
    return (Interval){value, value - sqrt(below), value + sqrt(above)};
}

Interval
stats_difference(Interval a, Interval b)
{
    double difference = a.value - b.value;
    return (Interval){difference, difference - hypot(a.value - a.low, b.high - b.value),
                      difference + hypot(a.high - a.value, b.value - b.low)};
}

Interval
stats_ratio(Interval a, Interval b)
{
    double product = a.value * b.value, value = a.value / b.value;

    if (!(b.value > 0) || isnan(a.low) || isnan(b.low))
        return INTERVAL_UNDEFINED;
    double below =
        product * product - a.low * b.high * (2 * a.value - a.low) * (2 * b.value - b.high);
    double above =
        product * product - a.high * b.low * (2 * a.value - a.high) * (2 * b.value - b.low);
    double low = (product - sqrt(MAX(below, 0))) / (b.high * (2 * b.value - b.high));
    double high = (product + sqrt(MAX(above, 0))) / (b.low * (2 * b.value - b.low));
    /* Beyond twice its value the upper bound of b lies no longer on the branch of the formula. */
    if (b.high >= 2 * b.value)
        low = a.low / b.high;
    return (Interval){value, MAX(low, 0), b.low > 0 ? high : INFINITY};
}

/* ---- a binomial's tail -------------------------------------------------------------------------
 */

#define TINY 1e-300

/* The continued fraction of I_x(a, b), by Lentz's method: even and odd terms in turn. */
static double
beta_fraction(double x, double a, double b)
{
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < TINY ? TINY : d);
    double fraction = d;

    for (int m = 1; m < 1000; m++) {
        double terms[] = {m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                          -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))};
        double change = 1;
        for (int i = 0; i < 2; i++) {
            d = 1 + terms[i] * d;
            c = 1 + terms[i] / c;
            d = 1 / (fabs(d) < TINY ? TINY : d);
            c = fabs(c) < TINY ? TINY : c;
            change = c * d;
            fraction *= change;
        }
        if (fabs(change - 1) < 1e-15)
            break;
    }
    return fraction;
}

double
stats_beta_below(double x, double a, double b)
{
    if (isnan(x) || !(a > 0) || !(b > 0))
        return NAN;
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    /* The fraction converges fast on its own side of the mean. */
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(x, a, b) / a
                                     : 1 - front * beta_fraction(1 - x, b, a) / b;
}

double
stats_binomial_above(double successes, double trials, double probability)
{
    if (successes <= 0)
        return 1;
    if (successes > trials)
        return 0;
    return stats_beta_below(probability, successes, trials - successes + 1);
}
