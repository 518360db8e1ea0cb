/* Durations of which some have not ended: Kaplan and Meier's curve and its quantiles. Open tickets
 * count for what they have lasted; leaving them out would make a slow desk look fast. */
#include <foredesk/stats.h>

/* The curve at the times where something ended. */
typedef struct {
    gsize n;
    double *time, *alive; /* share that goes on beyond it */
    double *error;        /* standard error of ln(−ln alive); NaN where alive is 0 */
} Curve;

static void
curve_clear(Curve *curve)
{
    g_free(curve->time);
    g_free(curve->alive);
    g_free(curve->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Curve, curve_clear)

/* Greenwood's variance of ln alive, carried to the log-log scale. */
static Curve
curve_of(const double *time, const guint8 *ended, gsize n)
{
    Curve curve = {0, g_new(double, MAX(n, 1)), g_new(double, MAX(n, 1)), g_new(double, MAX(n, 1))};
    g_autofree guint32 *order = g_new(guint32, MAX(n, 1));
    double alive = 1, variance = 0;

    stats_order(time, n, NULL, order);
    while (n && isnan(time[order[n - 1]]))
        n--;
    for (gsize i = 0, next; i < n; i = next) {
        double risk = (double)(n - i), ends = 0;
        for (next = i; next < n && time[order[next]] == time[order[i]]; next++)
            ends += ended[order[next]] != 0;
        if (ends == 0)
            continue;
        alive *= (risk - ends) / risk;
        variance += ends / (risk * (risk - ends));
        curve.time[curve.n] = time[order[i]];
        curve.alive[curve.n] = alive;
        curve.error[curve.n] = alive > 0 ? sqrt(variance) / fabs(log(alive)) : NAN;
        curve.n++;
    }
    return curve;
}

static double
log_log(double share)
{
    return log(-log(share));
}

static double
curve_quantile(const Curve *curve, double p)
{
    double level = 1 - p;
    for (gsize i = 0; i < curve->n; i++) {
        if (curve->alive[i] > level + 1e-9)
            continue;
        gboolean flat = fabs(curve->alive[i] - level) <= 1e-9 && i + 1 < curve->n;
        return flat ? (curve->time[i] + curve->time[i + 1]) / 2 : curve->time[i];
    }
    return NAN;
}

void
stats_survival_quantiles(const double *time, const guint8 *ended, gsize n, const double *p,
                         guint count, double confidence, Interval *out)
{
    g_auto(Curve) curve = curve_of(time, ended, n);
    double z = stats_normal_two_sided(confidence);

    for (guint q = 0; q < count; q++) {
        double level = log_log(1 - p[q]);
        gsize first = curve.n, last = 0;
        for (gsize i = 0; i < curve.n; i++) {
            /* exact where the curve has no spread: error 0 */
            if (!(fabs(log_log(curve.alive[i]) - level) <= z * curve.error[i]))
                continue;
            first = MIN(first, i);
            last = i;
        }
        out[q] = INTERVAL_UNDEFINED;
        out[q].value = curve_quantile(&curve, p[q]);
        if (first < curve.n) {
            out[q].low = curve.time[first];
            out[q].high = last + 1 < curve.n ? curve.time[last + 1] : INFINITY;
        }
    }
}

Interval
stats_mean_interval(const double *value, gsize n, guint resamples, guint64 seed, double confidence)
{
    if (n == 0)
        return INTERVAL_UNDEFINED;
    if (n < STATS_BOOTSTRAP_MOST) {
        Interval sum = stats_bootstrap_cost(value, NULL, NULL, n, resamples, seed, confidence);
        double rows = (double)n;
        return (Interval){sum.value / rows, sum.low / rows, sum.high / rows};
    }
    double mean = stats_mean(value, n);
    double reach = stats_normal_two_sided(confidence) * stats_sd(value, n) / sqrt((double)n);
    return (Interval){mean, mean - reach, mean + reach};
}
