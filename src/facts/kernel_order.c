/* Aggregates that look at values one against another: least, greatest, oldest, how many different.
 * Each fact enters and leaves the window once, so that a run costs no more than its length. */
#include "facts/kernel.h"
#include <string.h>

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
        for (guint32 entering = MAX(span.high, next.low); entering < next.high; entering++)
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

/* The different values of a run, numbered as they come; -0 is 0. Open addressing over twice as many
 * places as there are facts. */
typedef struct {
    const double *value;
    guint32 *slot; /* index + 1 of the fact that came first with a value; 0: free */
    guint32 mask;
} Different;

static inline guint32
slot_of(const Different *different, double value)
{
    guint64 bits;
    double plain = value + 0.0;
    memcpy(&bits, &plain, sizeof bits);
    guint32 at = (guint32)((bits * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15)) >> 32);
    for (at &= different->mask; different->slot[at]; at = (at + 1) & different->mask)
        if (different->value[different->slot[at] - 1] == value)
            break;
    return at;
}

/* The place of each fact's value among the different ones of the facts in `all`, by index from its
 * begin; G_MAXUINT32: missing. */
static guint32 *
value_places(const KernelRun *run, Span all)
{
    guint32 n = all.high - all.low, size = 4, found = 0;
    while (size < 2 * (guint64)n)
        size *= 2;
    guint32 *place = g_new(guint32, (gsize)n + 1);
    g_autofree guint32 *slot = g_new0(guint32, size);
    Different different = {run->value + all.low, slot, size - 1};
    for (guint32 i = 0; i < n; i++) {
        double value = different.value[i];
        place[i] = G_MAXUINT32;
        if (isnan(value))
            continue;
        guint32 at = slot_of(&different, value);
        if (slot[at]) {
            place[i] = place[slot[at] - 1];
        } else {
            slot[at] = i + 1;
            place[i] = found++;
        }
    }
    return place;
}

void
aggregate_distinct(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
                   gint64 end, double *out)
{
    Span span = {0, 0};
    guint32 different = 0;
    Span all = window_of_all(run, seeds, m, start, end);
    g_autofree guint32 *places = value_places(run, all);
    g_autofree guint32 *count = g_new0(guint32, (gsize)(all.high - all.low) + 1);
    const guint32 *place = places - all.low;
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        Span next = window_of(run, span, seeds[i], start, end);
        for (guint32 fact = MAX(span.high, next.low); fact < next.high; fact++)
            if (place[fact] != G_MAXUINT32)
                different += count[place[fact]]++ == 0;
        for (guint32 fact = span.low; fact < MIN(next.low, span.high); fact++)
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
    const guint32 *place;
    guint32 *count, *often;
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
    Span all = window_of_all(run, seeds, m, start, end);
    g_autofree guint32 *places = value_places(run, all);
    g_autofree guint32 *count = g_new0(guint32, (gsize)(all.high - all.low) + 1);
    g_autofree guint32 *often = g_new0(guint32, (gsize)(all.high - all.low) + 2);
    const guint32 *place = places - all.low;
    Tally tally = {place, count, often, 0};
    often[0] = all.high - all.low;
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        Span next = window_of(run, span, seeds[i], start, end);
        for (guint32 fact = MAX(span.high, next.low); fact < next.high; fact++)
            tally_enter(&tally, fact);
        for (guint32 fact = span.low; fact < MIN(next.low, span.high); fact++)
            tally_leave(&tally, fact);
        for (guint32 fact = next.high; tally.most > 0 && fact > next.low; fact--)
            if (place[fact - 1] != G_MAXUINT32 && count[place[fact - 1]] == tally.most) {
                out[i] = run->value[fact - 1];
                break;
            }
        span = next;
    }
}
