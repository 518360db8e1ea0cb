/* Which facts of a run a seed may see: the two ends of its window, found in times that are sorted.
 * Relies on base. */
#include "facts/kernel.h"

static TimePoint
shifted(TimePoint seed, gint64 offset)
{
    TimePoint result;
    if (__builtin_add_overflow(seed, offset, &result))
        return offset < 0 ? G_MININT64 : G_MAXINT64;
    return result;
}

/* First index from `from` whose time is at or after `bound`: doubling steps, then halving, so that
 * neighbouring seeds cost a step or two and a lone seed a logarithm. */
static guint32
first_at_or_after(const KernelRun *run, guint32 from, TimePoint bound)
{
    guint32 low = from, step = 1;
    while (low < run->n && run->time[low] < bound) {
        guint32 next = run->n - low > step ? low + step : run->n;
        if (next == run->n || run->time[next] >= bound) {
            guint32 high = next;
            low++;
            while (low < high) {
                guint32 middle = low + (high - low) / 2;
                if (run->time[middle] < bound)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
        low = next;
        step *= 2;
    }
    return low;
}

Span
window_of(const KernelRun *run, Span before, TimePoint seed, gint64 start, gint64 end)
{
    Span span;
    span.high = first_at_or_after(run, before.high, shifted(seed, end));
    span.low = start == G_MININT64 ? 0 : first_at_or_after(run, before.low, shifted(seed, start));
    span.low = MIN(span.low, span.high);
    return span;
}

Span
window_of_all(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start, gint64 end)
{
    guint32 first = 0;
    while (first < m && seeds[first] == TIME_MISSING)
        first++;
    if (first == m)
        return (Span){0, 0};
    Span oldest = window_of(run, (Span){0, 0}, seeds[first], start, end);
    return (Span){oldest.low, window_of(run, oldest, seeds[m - 1], start, end).high};
}
