/* How good probabilities are: log loss, Brier score, reliability bins and calibration error. */
#include <foredesk/stats.h>

#include <float.h>

double
stats_log_loss(const double *probability, const guint8 *label, gsize n)
{
    double sum = 0;
    for (gsize i = 0; i < n; i++) {
        double p = CLAMP(probability[i], DBL_EPSILON, 1 - DBL_EPSILON);
        sum -= label[i] ? log(p) : log1p(-p);
    }
    return n ? sum / (double)n : NAN;
}

double
stats_brier(const double *probability, const guint8 *label, gsize n)
{
    double sum = 0;
    for (gsize i = 0; i < n; i++) {
        double error = probability[i] - label[i];
        sum += error * error;
    }
    return n ? sum / (double)n : NAN;
}

/* The first position of bin `bin` when n rows are cut into bins of equal mass. */
static gsize
bin_start(gsize n, guint bins, guint bin)
{
    return n / bins * bin + MIN((gsize)bin, n % bins);
}

/* One bin from the rows order[first … end). */
static ReliabilityBin
make_bin(const double *probability, const guint8 *label, const guint32 *order, gsize first,
         gsize end, double confidence)
{
    ReliabilityBin bin = {.count = end - first,
                          .lowest = probability[order[first]],
                          .highest = probability[order[end - 1]]};
    double sum = 0;
    for (gsize i = first; i < end; i++) {
        bin.events += label[order[i]];
        sum += probability[order[i]];
    }
    bin.mean = sum / (double)bin.count;
    bin.observed = stats_wilson((double)bin.events, (double)bin.count, confidence);
    return bin;
}

guint
stats_reliability(const double *probability, const guint8 *label, gsize n, guint bins,
                  double confidence, ReliabilityBin *out)
{
    g_return_val_if_fail(bins > 0, 0);
    g_autofree guint32 *order = g_new(guint32, n);
    stats_order(probability, n, NULL, order);
    guint filled = 0;
    gsize first = 0;
    for (guint bin = 0; bin < bins && first < n; bin++) {
        gsize end = bin_start(n, bins, bin + 1);
        if (end <= first) /* a tie that began before has swallowed this bin */
            continue;
        while (end < n && probability[order[end]] == probability[order[end - 1]])
            end++;
        out[filled++] = make_bin(probability, label, order, first, end, confidence);
        first = end;
    }
    return filled;
}

/* E|X| for X normal. */
static double
folded_normal_mean(double mean, double sd)
{
    if (!(sd > 0))
        return fabs(mean);
    double z = mean / sd;
    return sd * sqrt(2 / G_PI) * exp(-z * z / 2) + mean * (1 - 2 * stats_normal_cdf(-z));
}

CalibrationError
stats_calibration_error(const double *probability, const guint8 *label, gsize n)
{
    ReliabilityBin bins[STATS_CALIBRATION_BINS];
    guint filled = stats_reliability(probability, label, n, STATS_CALIBRATION_BINS, 0.95, bins);
    if (filled == 0)
        return (CalibrationError){NAN, NAN, NAN};
    double ece = 0, expected = 0, square = 0;
    for (guint i = 0; i < filled; i++) {
        double weight = (double)bins[i].count / (double)n, count = (double)bins[i].count;
        double observed = bins[i].observed.value, gap = observed - bins[i].mean;
        double variance = observed * (1 - observed);
        ece += weight * fabs(gap);
        expected += weight * folded_normal_mean(gap, sqrt(variance / count));
        square += weight * (gap * gap - (count > 1 ? variance / (count - 1) : 0));
    }
    return (CalibrationError){ece, MAX(2 * ece - expected, 0), square};
}
