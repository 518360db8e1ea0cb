/* What the kernel's files share: the windows of ascending seeds over one run. Private to facts. */
#pragma once

#include <foredesk/facts.h>
#include <math.h>

/* Sums in fixed point, exact in any order: 2^-40 resolves a rate, and 128 bits hold
 * four thousand million values of the largest size allowed. */
#define FIXED_SCALE 1099511627776.0
#define FIXED_LIMIT 1e16

/* A value as a whole number of 2^-40, rounded once. */
static inline __int128
fixed_of(double value)
{
    double scaled = CLAMP(value, -FIXED_LIMIT, FIXED_LIMIT) * FIXED_SCALE;
    if (fabs(scaled) < 0x1p51) /* here adding 1.5 · 2^52 rounds to a whole number, ties to even */
        return (gint64)((scaled + 0x1.8p52) - 0x1.8p52);
    return (__int128)nearbyint(scaled);
}

/* The facts [low, high) of a run that a seed may see. */
typedef struct {
    guint32 low, high;
} Span;

/* The window of one seed, searched onward from the window of the seed before it: both ends only
 * ever move onward. */
Span window_of(const KernelRun *run, Span before, TimePoint seed, gint64 start, gint64 end);
/* The facts that any of the m seeds may see. */
Span window_of_all(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                   gint64 end);

void aggregate_extremes(gboolean largest, const KernelRun *run, const TimePoint *seeds, guint32 m,
                        gint64 start, gint64 end, double *out);
void aggregate_first(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                     gint64 end, double *out);
void aggregate_mode(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                    gint64 end, double *out);
void aggregate_spread(gboolean gaps, const KernelRun *run, const TimePoint *seeds, guint32 m,
                      gint64 start, gint64 end, double *out);
void aggregate_gaps(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                    gint64 end, double *out);
void aggregate_lag(double back, const KernelRun *run, const TimePoint *seeds, guint32 m,
                   gint64 start, gint64 end, double *out);
void aggregate_weighted(double half_life, const KernelRun *run, const TimePoint *seeds, guint32 m,
                        gint64 start, gint64 end, double *out);
void aggregate_since_first(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                           gint64 end, double *out);
void aggregate_distinct(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                        gint64 end, double *out);
