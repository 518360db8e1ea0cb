/* Whether one level differs from the others (a season, a weekday) where each was looked at several
 * times (in blocks: months, years), and what remains of many such questions asked at once. */
#include <foredesk/stats.h>

/* The regularised incomplete beta function I_x(a, b) by Lentz's continued fraction, which converges
 * fast for x < (a + 1) / (a + b + 2) (Abramowitz & Stegun 26.5.8). */
static double
incomplete_beta(double x, double a, double b)
{
    const double tiny = 1e-300;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a;
    double c = 1, d = 1 - (a + b) * x / (a + 1), h;

    d = 1 / (fabs(d) < tiny ? tiny : d);
    h = d;
    for (int i = 1; i < 1000; i++) {
        double even = i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i));
        double odd = -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1));
        double step[] = {even, odd}, delta = 1;
        for (guint k = 0; k < 2; k++) {
            d = 1 + step[k] * d;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = 1 + step[k] / c;
            c = fabs(c) < tiny ? tiny : c;
            delta = d * c;
            h *= delta;
        }
        if (fabs(delta - 1) < 1e-15)
            break;
    }
    return front * h;
}

double
stats_student_two_sided(double t, double freedom)
{
    double a = freedom / 2, x = freedom / (freedom + t * t);

    if (isnan(t) || !(freedom > 0))
        return NAN;
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    return x < (a + 1) / (a + 2.5) ? incomplete_beta(x, a, 0.5)
                                   : 1 - incomplete_beta(1 - x, 0.5, a);
}

/* Weighted sums of the blocks of one level, or of several. */
typedef struct {
    double weight, sum;
    guint blocks;
} Pooled;

static void
pool(Pooled *pooled, double value, double se)
{
    double weight = 1 / (se * se);
    pooled->weight += weight;
    pooled->sum += weight * value;
    pooled->blocks++;
}

LevelContrast
stats_level_contrast(const double *value, const double *se, const guint *level, guint n,
                     guint which)
{
    LevelContrast found = {NAN, NAN, 0, NAN, NAN};
    g_autoptr(GArray) levels = g_array_new(FALSE, TRUE, sizeof(Pooled));
    Pooled side[2] = {{0}};
    double within = 0;
    guint used = 0, blocks = 0;

    for (guint i = 0; i < n; i++) {
        if (isnan(value[i]) || !(se[i] > 0))
            continue;
        if (levels->len <= level[i])
            g_array_set_size(levels, level[i] + 1);
        pool(&g_array_index(levels, Pooled, level[i]), value[i], se[i]);
        pool(&side[level[i] == which], value[i], se[i]);
        blocks++;
    }
    if (!side[0].blocks || !side[1].blocks)
        return found;
    for (guint i = 0; i < levels->len; i++)
        used += g_array_index(levels, Pooled, i).blocks > 0;
    for (guint i = 0; i < n; i++)
        if (!isnan(value[i]) && se[i] > 0) {
            const Pooled *own = &g_array_index(levels, Pooled, level[i]);
            double z = (value[i] - own->sum / own->weight) / se[i];
            within += z * z;
        }
    found.here = side[1].sum / side[1].weight;
    found.elsewhere = side[0].sum / side[0].weight;
    found.freedom = blocks - used;
    double z = fabs(found.here - found.elsewhere) / sqrt(1 / side[1].weight + 1 / side[0].weight);
    double spread = found.freedom ? sqrt(within / found.freedom) : 1;
    found.p = 2 * stats_normal_cdf(-z / MAX(spread, 1));
    if (found.freedom)
        found.repeats = stats_student_two_sided(z / spread, found.freedom);
    return found;
}

void
stats_holm(const double *p, guint n, double *adjusted)
{
    g_autofree guint32 *order = g_new(guint32, (gsize)n + 1);
    double highest = 0;
    guint asked = 0;

    stats_order(p, n, NULL, order);
    for (guint i = 0; i < n; i++)
        asked += !isnan(p[i]);
    for (guint i = 0; i < n; i++) {
        double one = p[order[i]];
        highest = MAX(highest, MIN(one * (asked - MIN(i, asked)), 1));
        adjusted[order[i]] = isnan(one) ? NAN : highest;
    }
}
