/* What the kernel's files share: the windows of ascending seeds over one run. Private to facts. */
#pragma once

#include <foredesk/facts.h>

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
void aggregate_distinct(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                        gint64 end, double *out);
