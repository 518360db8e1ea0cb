/* Aggregates that look at values one against another: least, greatest, oldest, how many different.
 * Each fact enters and leaves the window once, so that a run costs no more than its length. */
#include "facts/kernel.h"
#include <math.h>
#include <stdlib.h>

/* ---- the least and the greatest -----------------------------------------------------------------
 */

/* Facts that may still be the extreme of some later window, best first: each is beaten by none
 * after it. */
typedef struct {
    guint32 *fact;
    guint32 first, end;
} Candidates;

static void
enter(Candidates *candidates, const KernelRun *run, guint32 fact, gboolean largest)
{
    double value = run->value[fact];
    if (isnan(value))
        return;
    while (candidates->end > candidates->first) {
        double last = run->value[candidates->fact[candidates->end - 1]];
        if (largest ? last > value : last < value)
            break;
        candidates->end--;
    }
    candidates->fact[candidates->end++] = fact;
}

void
aggregate_extremes(gboolean largest, const KernelRun *run, const TimePoint *seeds, guint32 m,
                   gint64 start, gint64 end, double *out)
{
    Span span = {0, 0};
    g_autofree guint32 *fact = g_new(guint32, run->n + 1);
    Candidates candidates = {fact, 0, 0};
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        Span next = window_of(run, span, seeds[i], start, end);
        for (guint32 entering = span.high; entering < next.high; entering++)
            enter(&candidates, run, entering, largest);
        while (candidates.first < candidates.end && fact[candidates.first] < next.low)
            candidates.first++;
        if (candidates.first < candidates.end)
            out[i] = run->value[fact[candidates.first]];
        span = next;
    }
}

/* ---- the oldest ---------------------------------------------------------------------------------
 */

void
aggregate_first(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start, gint64 end,
                double *out)
{
    Span span = {0, 0};
    guint32 oldest = 0; /* no value stands between the window's start and here */
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        span = window_of(run, span, seeds[i], start, end);
        oldest = MAX(oldest, span.low);
        while (oldest < span.high && isnan(run->value[oldest]))
            oldest++;
        if (oldest < span.high)
            out[i] = run->value[oldest];
    }
}

/* ---- different values ---------------------------------------------------------------------------
 */

static int
compare_values(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The place of each fact's value among the run's different values; G_MAXUINT32: missing. */
static guint32 *
value_places(const KernelRun *run)
{
    guint32 *place = g_new(guint32, run->n + 1), n = 0, different = 0;
    g_autofree double *sorted = g_new(double, run->n + 1);
    for (guint32 i = 0; i < run->n; i++)
        if (!isnan(run->value[i]))
            sorted[n++] = run->value[i];
    qsort(sorted, n, sizeof *sorted, compare_values);
    for (guint32 i = 0; i < n; i++)
        if (i == 0 || sorted[i] != sorted[different - 1])
            sorted[different++] = sorted[i];
    for (guint32 i = 0; i < run->n; i++) {
        const double *found = isnan(run->value[i]) ? NULL
                                                   : bsearch(&run->value[i], sorted, different,
                                                             sizeof *sorted, compare_values);
        place[i] = found ? (guint32)(found - sorted) : G_MAXUINT32;
    }
    return place;
}

void
aggregate_distinct(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                   gint64 end, double *out)
{
    Span span = {0, 0};
    guint32 different = 0;
    g_autofree guint32 *place = value_places(run);
    g_autofree guint32 *count = g_new0(guint32, run->n + 1);
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        Span next = window_of(run, span, seeds[i], start, end);
        for (guint32 fact = span.high; fact < next.high; fact++)
            if (place[fact] != G_MAXUINT32)
                different += count[place[fact]]++ == 0;
        for (guint32 fact = span.low; fact < next.low; fact++)
            if (place[fact] != G_MAXUINT32)
                different -= --count[place[fact]] == 0;
        out[i] = different;
        span = next;
    }
}

/* ---- the most frequent --------------------------------------------------------------------------
 */

/* How often each value stands in the window, how many stand there so often, and the most. */
typedef struct {
    guint32 *place, *count, *often;
    guint32 most;
} Tally;

static void
tally_enter(Tally *tally, guint32 fact)
{
    guint32 place = tally->place[fact];
    if (place == G_MAXUINT32)
        return;
    tally->often[tally->count[place]]--;
    tally->often[++tally->count[place]]++;
    tally->most = MAX(tally->most, tally->count[place]);
}

static void
tally_leave(Tally *tally, guint32 fact)
{
    guint32 place = tally->place[fact];
    if (place == G_MAXUINT32)
        return;
    tally->often[tally->count[place]]--;
    tally->often[--tally->count[place]]++;
    while (tally->most > 0 && tally->often[tally->most] == 0)
        tally->most--;
}

/* Of values that are as frequent the one seen last, which no later row can change. */
void
aggregate_mode(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start, gint64 end,
               double *out)
{
    Span span = {0, 0};
    g_autofree guint32 *place = value_places(run);
    g_autofree guint32 *count = g_new0(guint32, (gsize)run->n + 1);
    g_autofree guint32 *often = g_new0(guint32, (gsize)run->n + 2);
    Tally tally = {place, count, often, 0};
    often[0] = run->n;
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        Span next = window_of(run, span, seeds[i], start, end);
        for (guint32 fact = span.high; fact < next.high; fact++)
            tally_enter(&tally, fact);
        for (guint32 fact = span.low; fact < next.low; fact++)
            tally_leave(&tally, fact);
        for (guint32 fact = next.high; tally.most > 0 && fact > next.low; fact--)
            if (place[fact - 1] != G_MAXUINT32 && count[place[fact - 1]] == tally.most) {
                out[i] = run->value[fact - 1];
                break;
            }
        span = next;
    }
}
