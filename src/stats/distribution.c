/* The normal distribution, arithmetic that neither overflows nor cancels, Wilson's interval of a
 * proportion, and what an interval says in a word. */
#include <foredesk/stats.h>

double
stats_normal_cdf(double x)
{
    return 0.5 * erfc(-x * G_SQRT2 / 2);
}

/* Halley's iteration on the cdf, in the lower half, where erfc keeps its relative accuracy. The
 * start follows from the tail's leading term e^(−x²/2). */
double
stats_normal_quantile(double p)
{
    if (!(p >= 0 && p <= 1))
        return NAN;
    if (p == 0 || p == 1)
        return p == 0 ? -INFINITY : INFINITY;
    if (p > 0.5)
        return -stats_normal_quantile(1 - p);
    double x =
        p > 0.05 ? (p - 0.5) * sqrt(2 * G_PI) : -sqrt(-2 * log(p * sqrt(-4 * G_PI * log(p))));
    for (int i = 0; i < 60; i++) {
        double density = exp(-x * x / 2) / sqrt(2 * G_PI);
        double newton = (stats_normal_cdf(x) - p) / density;
        double step = newton / (1 + x * newton / 2);
        x -= step;
        if (fabs(step) <= 1e-15 * (1 + fabs(x)))
            break;
    }
    return x;
}

double
stats_normal_two_sided(double confidence)
{
    return -stats_normal_quantile((1 - confidence) / 2);
}

double
stats_sigmoid(double x)
{
    double small = exp(-fabs(x));
    return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}

double
stats_logit(double p)
{
    return log(p) - log1p(-p);
}

double
stats_log1p_exp(double x)
{
    return MAX(x, 0) + log1p(exp(-fabs(x)));
}

double
stats_log_sum(const double *x, gsize n)
{
    double largest = -INFINITY;
    for (gsize i = 0; i < n; i++)
        largest = MAX(largest, x[i]);
    if (!isfinite(largest))
        return largest;
    double sum = 0;
    for (gsize i = 0; i < n; i++)
        sum += exp(x[i] - largest);
    return largest + log(sum);
}

Interval
stats_wilson(double successes, double trials, double confidence)
{
    if (!(trials > 0))
        return INTERVAL_UNDEFINED;
    double z = stats_normal_two_sided(confidence), share = successes / trials;
    double scale = 1 + z * z / trials;
    double centre = (share + z * z / (2 * trials)) / scale;
    double half = z / scale * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials));
    /* At the ends the bound is exactly 0 or 1; the difference would leave a last bit. */
    return (Interval){share, successes <= 0 ? 0 : MAX(centre - half, 0),
                      successes >= trials ? 1 : MIN(centre + half, 1)};
}

Verdict
stats_verdict(Interval difference, gboolean lower_is_better)
{
    if (isnan(difference.low) || isnan(difference.high))
        return VERDICT_UNKNOWN;
    if (difference.low <= 0 && difference.high >= 0)
        return VERDICT_TIE;
    return (difference.high < 0) == (lower_is_better != FALSE) ? VERDICT_BETTER : VERDICT_WORSE;
}

const char *
verdict_word(Verdict verdict)
{
    switch (verdict) {
    case VERDICT_BETTER:
        return "better";
    case VERDICT_TIE:
        return "tie";
    case VERDICT_WORSE:
        return "worse";
    case VERDICT_UNKNOWN:
        break;
    }
    return "";
}
