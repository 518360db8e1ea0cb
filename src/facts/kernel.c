/* The point-in-time kernel: what was known of one key before each of many seeds. Pure: it reads
 * sorted arrays and writes one. Every aggregate over the past goes through kernel_aggregate, be it
 * for a million tickets or for one. Relies on base. */
#include "facts/kernel.h"

typedef struct {
    __int128 sum;
    guint32 n;
} ExactSum;

static void
exact_add(ExactSum *sum, const KernelRun *run, guint32 from, guint32 to, int sign)
{
    for (guint32 i = from; i < to; i++) {
        if (isnan(run->value[i]))
            continue;
        sum->sum += sign * fixed_of(run->value[i]);
        sum->n += (guint32)sign;
    }
}

/* Moves a sum from one window to the next, both ends only ever moving onward. */
static void
exact_move(ExactSum *sum, const KernelRun *run, Span from, Span to)
{
    if (to.low >= from.high) {
        *sum = (ExactSum){0};
        exact_add(sum, run, to.low, to.high, 1);
        return;
    }
    exact_add(sum, run, from.high, to.high, 1);
    exact_add(sum, run, from.low, to.low, -1);
}

static double
shrunk_rate(const ExactSum *sum, double prior, double strength)
{
    double total = (double)sum->sum / FIXED_SCALE, n = sum->n;
    if (isnan(prior) || strength <= 0)
        return sum->n > 0 ? total / n : NAN;
    return (total + prior * strength) / (n + strength);
}

/* Index + 1 of the newest value that isn't NaN before `high`, 0 for none; `known` is that answer
 * for `known_high`, so that a stretch of missing values is walked once. */
static guint32
newest_value(const KernelRun *run, guint32 high, guint32 known_high, guint32 known)
{
    for (guint32 i = high; i > known_high; i--)
        if (!isnan(run->value[i - 1]))
            return i;
    return known;
}

static void
aggregate_counts(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start, gint64 end,
                 double *out)
{
    Span span = {0, 0};
    for (guint32 i = 0; i < m; i++) {
        if (seeds[i] == TIME_MISSING) {
            out[i] = NAN;
            continue;
        }
        span = window_of(run, span, seeds[i], start, end);
        out[i] = span.high - span.low;
    }
}

static void
aggregate_since_last(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                     gint64 end, double *out)
{
    Span span = {0, 0};
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        span = window_of(run, span, seeds[i], start, end);
        if (span.high > span.low)
            out[i] = (double)(seeds[i] - run->time[span.high - 1]) / (double)TIME_HOUR;
    }
}

static void
aggregate_last(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start, gint64 end,
               double *out)
{
    Span span = {0, 0};
    guint32 newest = 0;
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        Span next = window_of(run, span, seeds[i], start, end);
        newest = newest_value(run, next.high, span.high, newest);
        if (newest > next.low)
            out[i] = run->value[newest - 1];
        span = next;
    }
}

/* Exact sums over the windows, as they stand or as rates. */
static void
aggregate_sums(KernelKind kind, const KernelRun *run, const TimePoint *seeds, guint32 m,
               gint64 start, gint64 end, const double *prior, double strength, double *out)
{
    Span span = {0, 0};
    ExactSum sum = {0};
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        Span next = window_of(run, span, seeds[i], start, end);
        exact_move(&sum, run, span, next);
        out[i] = kind == KERNEL_SUM ? (double)sum.sum / FIXED_SCALE
                                    : shrunk_rate(&sum, prior ? prior[i] : NAN, strength);
        span = next;
    }
}

/* The last of `parts` parts of the window against all of it: counts as a ratio, 1 where they come
 * as often; means as a difference. */
static void
aggregate_trend(double parts, const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                gint64 end, double *out)
{
    gboolean bounded = start != G_MININT64;
    gint64 recent = bounded ? end - (gint64)((double)(end - start) / parts) : end;
    KernelKind kind = run->value ? KERNEL_RATE : KERNEL_COUNT;
    g_autofree double *part = g_new(double, (gsize)m + 1);

    kernel_aggregate(kind, run, seeds, m, recent, end, NULL, 0, part);
    kernel_aggregate(kind, run, seeds, m, start, end, NULL, 0, out);
    for (guint32 i = 0; i < m; i++) {
        if (!bounded)
            out[i] = NAN;
        else if (run->value)
            out[i] = part[i] - out[i];
        else
            out[i] = out[i] > 0 ? part[i] * parts / out[i] : NAN;
    }
}

void
kernel_aggregate(KernelKind kind, const KernelRun *run, const TimePoint *seeds, guint32 m,
                 gint64 start, gint64 end, const double *prior, double strength, double *out)
{
    g_return_if_fail(end <= 0);
    switch (kind) {
    case KERNEL_COUNT:
        aggregate_counts(run, seeds, m, start, end, out);
        return;
    case KERNEL_SINCE_LAST:
        aggregate_since_last(run, seeds, m, start, end, out);
        return;
    case KERNEL_LAST:
        aggregate_last(run, seeds, m, start, end, out);
        return;
    case KERNEL_RATE:
    case KERNEL_SUM:
        aggregate_sums(kind, run, seeds, m, start, end, prior, strength, out);
        return;
    case KERNEL_MIN:
    case KERNEL_MAX:
        aggregate_extremes(kind == KERNEL_MAX, run, seeds, m, start, end, out);
        return;
    case KERNEL_FIRST:
        aggregate_first(run, seeds, m, start, end, out);
        return;
    case KERNEL_DISTINCT:
        aggregate_distinct(run, seeds, m, start, end, out);
        return;
    case KERNEL_SD:
    case KERNEL_GAP_SD:
        aggregate_spread(kind == KERNEL_GAP_SD, run, seeds, m, start, end, out);
        return;
    case KERNEL_GAP:
        aggregate_gaps(run, seeds, m, start, end, out);
        return;
    case KERNEL_MODE:
        aggregate_mode(run, seeds, m, start, end, out);
        return;
    case KERNEL_LAG:
        aggregate_lag(strength, run, seeds, m, start, end, out);
        return;
    case KERNEL_WEIGHTED:
        aggregate_weighted(strength, run, seeds, m, start, end, out);
        return;
    case KERNEL_SINCE_FIRST:
        aggregate_since_first(run, seeds, m, start, end, out);
        return;
    case KERNEL_TREND:
        aggregate_trend(strength, run, seeds, m, start, end, out);
        return;
    case KERNEL_KINDS:
        break;
    }
}
