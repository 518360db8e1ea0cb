/* Aggregates in which the newest facts weigh most, or stand against older ones: the k-th newest
 * value, the mean whose weights halve every so many events, the last part of a window against all
 * of it, the time since its first fact. */
#include "facts/kernel.h"

/* Facts that hold a value, and how many of them stand before each fact. */
typedef struct {
    guint32 *fact, *before;
} Filled;

static Filled
filled_of(const KernelRun *run)
{
    Filled filled = {g_new(guint32, (gsize)run->n + 1), g_new(guint32, (gsize)run->n + 1)};
    guint32 n = 0;
    for (guint32 i = 0; i < run->n; i++) {
        filled.before[i] = n;
        if (!isnan(run->value[i]))
            filled.fact[n++] = i;
    }
    filled.before[run->n] = n;
    return filled;
}

static void
filled_clear(Filled *filled)
{
    g_free(filled->fact);
    g_free(filled->before);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Filled, filled_clear)

void
aggregate_lag(double back, const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
              gint64 end, double *out)
{
    g_auto(Filled) filled = filled_of(run);
    Span span = {0, 0};
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        span = window_of(run, span, seeds[i], start, end);
        guint32 low = filled.before[span.low], high = filled.before[span.high];
        if (back >= 1 && back <= high - low)
            out[i] = run->value[filled.fact[high - (guint32)back]];
    }
}

/* Newest first, until a value's weight is lost in the rounding: what is further back or lies ahead
 * can't change a bit. */
static double
weighted_mean(const KernelRun *run, const Filled *filled, guint32 low, guint32 high, double keep)
{
    double weight = 1, sum = 0, weights = 0;
    for (guint32 i = high; i > low && weight > 0x1p-60; i--) {
        sum += weight * run->value[filled->fact[i - 1]];
        weights += weight;
        weight *= keep;
    }
    return weights > 0 ? sum / weights : NAN;
}

void
aggregate_weighted(double half_life, const KernelRun *run, const TimePoint *seeds, guint32 m,
                   gint64 start, gint64 end, double *out)
{
    g_auto(Filled) filled = filled_of(run);
    double keep = half_life > 0 ? exp2(-1 / half_life) : 0;
    Span span = {0, 0}, told = {1, 0};
    double mean = NAN;
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        span = window_of(run, span, seeds[i], start, end);
        Span now = {filled.before[span.low], filled.before[span.high]};
        if (now.low != told.low || now.high != told.high)
            mean = weighted_mean(run, &filled, now.low, now.high, keep);
        told = now;
        out[i] = mean;
    }
}

void
aggregate_since_first(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                      gint64 end, double *out)
{
    Span span = {0, 0};
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        span = window_of(run, span, seeds[i], start, end);
        if (span.high > span.low)
            out[i] = (double)((__int128)seeds[i] - run->time[span.low]) / (double)TIME_HOUR;
    }
}
