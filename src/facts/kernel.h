/* What the kernel's files share: the windows of ascending seeds over one run. Private to facts. */
#pragma once

#include <foredesk/facts.h>

/* Sums in fixed point, exact in any order: 2^-40 resolves a rate, and 128 bits hold
 * four thousand million values of the largest size allowed. */
#define FIXED_SCALE 1099511627776.0
#define FIXED_LIMIT 1e16

/* The facts [low, high) of a run that a seed may see. */
typedef struct {
    guint32 low, high;
} Span;

/* The window of one seed, searched onward from the window of the seed before it: both ends only
 * ever move onward. */
Span window_of(const KernelRun *run, Span before, TimePoint seed, gint64 start, gint64 end);

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
void aggregate_trend(double parts, const KernelRun *run, const TimePoint *seeds, guint32 m,
                     gint64 start, gint64 end, double *out);
void aggregate_distinct(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                        gint64 end, double *out);
