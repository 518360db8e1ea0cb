/* How closely two columns say the same: ranks, Spearman's correlation with its interval, Cramér's
 * V, and groups of which any two are alike. */
#include <foredesk/stats.h>

#include <string.h>

void
stats_ranks(const double *value, gsize n, double *rank)
{
    g_autofree guint32 *order = g_new(guint32, n + 1);
    gsize from = 0;

    stats_order(value, n, NULL, order);
    while (from < n) {
        gsize to = from + 1;
        while (to < n && value[order[to]] == value[order[from]])
            to++;
        for (gsize i = from; i < to; i++)
            rank[order[i]] = isnan(value[order[i]]) ? NAN : (double)(from + to + 1) / 2;
        from = to;
    }
}

double
stats_correlation(const double *x, const double *y, gsize n)
{
    double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    gsize both = 0;

    for (gsize i = 0; i < n; i++)
        if (!isnan(x[i]) && !isnan(y[i])) {
            both++;
            mean_x += (x[i] - mean_x) / (double)both;
            mean_y += (y[i] - mean_y) / (double)both;
        }
    for (gsize i = 0; i < n; i++)
        if (!isnan(x[i]) && !isnan(y[i])) {
            double a = x[i] - mean_x, b = y[i] - mean_y;
            xx += a * a;
            yy += b * b;
            xy += a * b;
        }
    return xx > 0 && yy > 0 ? CLAMP(xy / sqrt(xx * yy), -1, 1) : NAN;
}

Interval
stats_spearman(const double *x, const double *y, gsize n, double confidence)
{
    g_autofree double *a = g_new(double, n + 1);
    g_autofree double *b = g_new(double, n + 1);
    gsize both = 0;

    for (gsize i = 0; i < n; i++)
        if (!isnan(x[i]) && !isnan(y[i])) {
            a[both] = x[i];
            b[both++] = y[i];
        }
    stats_ranks(a, both, a);
    stats_ranks(b, both, b);
    double r = stats_correlation(a, b, both);
    if (both < 4 || isnan(r))
        return (Interval){r, NAN, NAN};
    if (fabs(r) == 1)
        return (Interval){r, r, r};
    double margin = stats_normal_two_sided(confidence) * sqrt((1 + r * r / 2) / ((double)both - 3));
    return (Interval){r, tanh(atanh(r) - margin), tanh(atanh(r) + margin)};
}

double
stats_cramers_v(const gint32 *a, guint levels_a, const gint32 *b, guint levels_b, gsize n)
{
    g_autofree double *count = g_new0(double, (gsize)levels_a *levels_b + 1);
    g_autofree double *of_a = g_new0(double, (gsize)levels_a + 1);
    g_autofree double *of_b = g_new0(double, (gsize)levels_b + 1);
    guint used_a = 0, used_b = 0;
    double sum = 0;

    for (gsize i = 0; i < n; i++) {
        count[(gsize)a[i] * levels_b + (gsize)b[i]]++;
        of_a[a[i]]++;
        of_b[b[i]]++;
    }
    for (guint i = 0; i < levels_a; i++)
        used_a += of_a[i] > 0;
    for (guint k = 0; k < levels_b; k++)
        used_b += of_b[k] > 0;
    if (MIN(used_a, used_b) < 2)
        return NAN;
    for (guint i = 0; i < levels_a; i++)
        for (guint k = 0; k < levels_b; k++)
            if (of_a[i] > 0 && of_b[k] > 0) {
                double seen = count[(gsize)i * levels_b + k];
                sum += seen * seen / (of_a[i] * of_b[k]);
            }
    return sqrt(MAX(sum - 1, 0) / (MIN(used_a, used_b) - 1));
}

/* ---- groups -----------------------------------------------------------------------------------
 */

/* The two groups whose least alike members are the most alike; FALSE where none reaches `least`. */
static gboolean
closest_groups(const double *alike, const guint8 *gone, guint n, double least, guint *first,
               guint *second)
{
    double best = -INFINITY;

    for (guint i = 0; i < n; i++)
        for (guint k = i + 1; !gone[i] && k < n; k++)
            if (!gone[k] && alike[(gsize)i * n + k] > best) {
                best = alike[(gsize)i * n + k];
                *first = i;
                *second = k;
            }
    return best >= least;
}

guint
stats_complete_linkage(const double *alike, guint n, double least, guint *group)
{
    g_autofree double *left = g_memdup2(alike, (gsize)n * n * sizeof *alike);
    g_autofree guint8 *gone = g_new0(guint8, (gsize)n + 1);
    g_autofree guint *of = g_new(guint, (gsize)n + 1);
    g_autofree guint *size = g_new0(guint, (gsize)n + 1);
    guint first = 0, second = 0, groups = 0;

    for (gsize i = 0; i < (gsize)n * n; i++)
        if (isnan(left[i]))
            left[i] = -INFINITY;
    for (guint i = 0; i < n; i++)
        of[i] = i;
    while (closest_groups(left, gone, n, least, &first, &second)) {
        gone[second] = 1;
        for (guint i = 0; i < n; i++) {
            if (of[i] == second)
                of[i] = first;
            double worse = MIN(left[(gsize)first * n + i], left[(gsize)second * n + i]);
            left[(gsize)first * n + i] = left[(gsize)i * n + first] = worse;
        }
    }
    for (guint i = 0; i < n; i++)
        size[of[i]]++;
    for (guint i = 0; i < n; i++)
        group[i] = of[i] != i ? group[of[i]] : size[i] > 1 ? ++groups : 0;
    return groups;
}
