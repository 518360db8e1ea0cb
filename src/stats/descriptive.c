/* Means, spreads, quantiles and histograms of a column of numbers. NaN is missing and passed over.
 */
#include <foredesk/stats.h>

double
stats_mean(const double *value, gsize n)
{
    double sum = 0;
    gsize present = 0;
    for (gsize i = 0; i < n; i++)
        if (!isnan(value[i])) {
            sum += value[i];
            present++;
        }
    return present ? sum / (double)present : NAN;
}

double
stats_sd(const double *value, gsize n)
{
    double mean = stats_mean(value, n), sum = 0;
    gsize present = 0;
    for (gsize i = 0; i < n; i++)
        if (!isnan(value[i])) {
            sum += (value[i] - mean) * (value[i] - mean);
            present++;
        }
    return present > 1 ? sqrt(sum / (double)(present - 1)) : NAN;
}

double
stats_quantile_sorted(const double *sorted, gsize n, double p)
{
    if (n == 0 || !(p >= 0 && p <= 1))
        return NAN;
    double position = p * (double)(n - 1);
    gsize below = MIN((gsize)position, n - 1), above = MIN(below + 1, n - 1);
    double fraction = position - (double)below;
    /* Equal neighbours are taken as they are, so that infinities and exact values survive. */
    if (fraction == 0 || sorted[below] == sorted[above])
        return sorted[below];
    return sorted[below] + fraction * (sorted[above] - sorted[below]);
}

/* The values without NaN in ascending order; the caller frees. */
static double *
sorted_copy(const double *value, gsize n, gsize *present)
{
    g_autofree guint32 *order = g_new(guint32, n);
    stats_order(value, n, NULL, order);
    while (n > 0 && isnan(value[order[n - 1]]))
        n--;
    double *sorted = g_new(double, n + 1);
    for (gsize i = 0; i < n; i++)
        sorted[i] = value[order[i]];
    *present = n;
    return sorted;
}

void
stats_quantiles(const double *value, gsize n, const double *p, guint count, double *out)
{
    gsize present;
    g_autofree double *sorted = sorted_copy(value, n, &present);
    for (guint i = 0; i < count; i++)
        out[i] = stats_quantile_sorted(sorted, present, p[i]);
}

double
stats_median(const double *value, gsize n)
{
    double half = 0.5, median;
    stats_quantiles(value, n, &half, 1, &median);
    return median;
}

/* ---- histogram --------------------------------------------------------------------------- */

typedef struct {
    double smallest, largest;
    gboolean whole; /* nothing but integers */
    gsize present;
} Range;

static Range
find_range(const double *value, gsize n)
{
    Range range = {INFINITY, -INFINITY, TRUE, 0};
    for (gsize i = 0; i < n; i++) {
        if (!isfinite(value[i]))
            continue;
        range.smallest = MIN(range.smallest, value[i]);
        range.largest = MAX(range.largest, value[i]);
        range.whole = range.whole && value[i] == floor(value[i]);
        range.present++;
    }
    return range;
}

/* The bin of a value. A billionth of a width makes up for edges that binary can't hold: 0.3 stands
 * in the bin that begins at 3 × 0.1. */
static guint
bin_of(const Histogram *histogram, double value)
{
    double at = value / histogram->width - histogram->low / histogram->width;
    return (guint)CLAMP(floor(at + 1e-9), 0, histogram->bins - 1);
}

/* Lays bins of a round width over the range: the smallest width that needs no more than wanted.
 * Near the largest double no round edge exists; there the range is cut as it is. */
static void
choose_bins(Histogram *histogram, const Range *range, guint wanted)
{
    static const double rounds[] = {1, 2, 2.5, 5};
    double rough = range->largest / wanted - range->smallest / wanted;
    double power = pow(10, floor(log10(rough)));
    for (int i = 0; i < 16; i++) {
        double width = rounds[i % 4] * power;
        if (i % 4 == 3)
            power *= 10;
        if (width < rough * 0.999999 || (range->whole && width != floor(width)))
            continue;
        double low = floor(range->smallest / width) * width;
        double needed = ceil((range->largest / width - low / width) * (1 - 1e-12));
        if (isfinite(low) && needed <= wanted) {
            *histogram = (Histogram){.low = low, .width = width, .bins = (guint)MAX(needed, 1)};
            return;
        }
    }
    *histogram = (Histogram){.low = range->smallest, .width = rough, .bins = wanted};
}

Histogram
stats_histogram(const double *value, gsize n, guint wanted)
{
    Histogram histogram = {0};
    g_return_val_if_fail(wanted > 1 && wanted <= G_N_ELEMENTS(histogram.count), histogram);
    Range range = find_range(value, n);
    if (range.largest > range.smallest)
        choose_bins(&histogram, &range, wanted);
    else if (range.present > 0)
        histogram = (Histogram){.low = range.smallest, .bins = 1};
    histogram.missing = n - range.present;
    for (gsize i = 0; i < n; i++)
        if (isfinite(value[i]))
            histogram.count[histogram.bins > 1 ? bin_of(&histogram, value[i]) : 0]++;
    return histogram;
}
