/* Has a column moved? Population stability index and the Kolmogorov–Smirnov distance. */
#include <foredesk/stats.h>

#define SMALLEST_SHARE 1e-4

double
stats_psi(const double *reference, const double *current, guint bins)
{
    double sum = 0;
    for (guint i = 0; i < bins; i++) {
        double r = MAX(reference[i], SMALLEST_SHARE), c = MAX(current[i], SMALLEST_SHARE);
        sum += (c - r) * log(c / r);
    }
    return sum;
}

/* Shares of values by bin; a bin holds its upper edge. FALSE without any value. */
static gboolean
bin_shares(const double *value, gsize n, const double *edge, guint edges, double *bin_share)
{
    gsize present = 0;
    for (guint i = 0; i <= edges; i++)
        bin_share[i] = 0;
    for (gsize i = 0; i < n; i++) {
        if (isnan(value[i]))
            continue;
        guint bin = 0;
        while (bin < edges && edge[bin] < value[i])
            bin++;
        bin_share[bin] += 1;
        present++;
    }
    for (guint i = 0; i <= edges; i++)
        bin_share[i] /= (double)present;
    return present > 0;
}

double
stats_psi_values(const double *reference, gsize n, const double *current, gsize m, guint bins)
{
    g_return_val_if_fail(bins > 0, NAN);
    g_autofree double *p = g_new(double, bins), *edge = g_new(double, bins);
    for (guint i = 0; i + 1 < bins; i++)
        p[i] = (i + 1.0) / bins;
    stats_quantiles(reference, n, p, bins - 1, edge);
    guint edges = 0;
    for (guint i = 0; i + 1 < bins; i++)
        if (edges == 0 || edge[i] > edge[edges - 1])
            edge[edges++] = edge[i];
    g_autofree double *before = g_new(double, bins), *after = g_new(double, bins);
    if (!bin_shares(reference, n, edge, edges, before) ||
        !bin_shares(current, m, edge, edges, after))
        return NAN;
    return stats_psi(before, after, edges + 1);
}

double
stats_psi_noise(guint bins, gsize n, gsize m)
{
    return (bins - 1.0) * (1.0 / (double)n + 1.0 / (double)m);
}

/* Row numbers in ascending order, and how many are not NaN. */
static gsize
present_order(const double *value, gsize n, guint32 *order)
{
    stats_order(value, n, NULL, order);
    while (n > 0 && isnan(value[order[n - 1]]))
        n--;
    return n;
}

double
stats_ks(const double *a, gsize n, const double *b, gsize m)
{
    g_autofree guint32 *order_a = g_new(guint32, n + 1), *order_b = g_new(guint32, m + 1);
    n = present_order(a, n, order_a);
    m = present_order(b, m, order_b);
    if (n == 0 || m == 0)
        return NAN;
    double largest = 0;
    for (gsize i = 0, j = 0; i < n && j < m;) {
        double x = MIN(a[order_a[i]], b[order_b[j]]);
        while (i < n && a[order_a[i]] == x)
            i++;
        while (j < m && b[order_b[j]] == x)
            j++;
        largest = MAX(largest, fabs((double)i / (double)n - (double)j / (double)m));
    }
    return largest;
}
