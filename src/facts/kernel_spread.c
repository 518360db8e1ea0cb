/* Aggregates that tell how far values, or the gaps between facts, lie apart. Sums of squares are
 * kept in whole numbers of 256 bits: exact, so that a window's spread is the same whatever was
 * added and taken away before it. */
#include "facts/kernel.h"
#include <math.h>

typedef struct {
    guint64 limb[4]; /* least first */
} Wide;

static void
wide_add(Wide *sum, const Wide *other)
{
    unsigned __int128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (unsigned __int128)sum->limb[i] + other->limb[i];
        sum->limb[i] = (guint64)carry;
        carry >>= 64;
    }
}

static void
wide_take(Wide *sum, const Wide *other)
{
    guint64 borrow = 0;
    for (int i = 0; i < 4; i++) {
        unsigned __int128 less = (unsigned __int128)other->limb[i] + borrow;
        borrow = sum->limb[i] < less;
        sum->limb[i] = (guint64)(sum->limb[i] - less);
    }
}

static Wide
wide_product(unsigned __int128 part, int at)
{
    Wide wide = {{0}};
    wide.limb[at] = (guint64)part;
    if (at < 3)
        wide.limb[at + 1] = (guint64)(part >> 64);
    return wide;
}

static Wide
wide_square(__int128 number)
{
    unsigned __int128 size = number < 0 ? -(unsigned __int128)number : (unsigned __int128)number;
    guint64 low = (guint64)size, high = (guint64)(size >> 64);
    Wide square = wide_product((unsigned __int128)low * low, 0);
    Wide middle = wide_product((unsigned __int128)low * high, 1);
    Wide top = wide_product((unsigned __int128)high * high, 2);
    wide_add(&square, &middle);
    wide_add(&square, &middle);
    wide_add(&square, &top);
    return square;
}

static Wide
wide_times(const Wide *wide, guint32 factor)
{
    Wide product;
    unsigned __int128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (unsigned __int128)wide->limb[i] * factor;
        product.limb[i] = (guint64)carry;
        carry >>= 64;
    }
    return product;
}

static double
wide_double(const Wide *wide)
{
    double result = 0;
    for (int i = 3; i >= 0; i--)
        result = result * 18446744073709551616.0 + (double)wide->limb[i];
    return result;
}

/* ---- the spread of a window --------------------------------------------------------------------
 */

typedef struct {
    __int128 sum;
    Wide squares;
    guint32 n;
} Spread;

/* What a fact adds: its value in 2^-40, or the µs since the fact before it; FALSE: nothing. */
typedef gboolean (*SpreadPart)(const KernelRun *run, guint32 fact, __int128 *part);

static gboolean
value_part(const KernelRun *run, guint32 fact, __int128 *part)
{
    if (isnan(run->value[fact]))
        return FALSE;
    *part = (__int128)nearbyint(CLAMP(run->value[fact], -FIXED_LIMIT, FIXED_LIMIT) * FIXED_SCALE);
    return TRUE;
}

static gboolean
gap_part(const KernelRun *run, guint32 fact, __int128 *part)
{
    *part = (__int128)run->time[fact] - run->time[fact - 1];
    return TRUE;
}

static void
spread_move(Spread *spread, const KernelRun *run, SpreadPart read, guint32 from, guint32 to,
            gboolean enter)
{
    for (guint32 fact = from; fact < to; fact++) {
        __int128 part;
        if (!read(run, fact, &part))
            continue;
        Wide square = wide_square(part);
        if (enter)
            wide_add(&spread->squares, &square);
        else
            wide_take(&spread->squares, &square);
        spread->sum += enter ? part : -part;
        spread->n += enter ? 1 : -1u;
    }
}

/* √((n Σx² − (Σx)²) ÷ n(n − 1)), the numerator exact. */
static double
spread_deviation(const Spread *spread)
{
    if (spread->n < 2)
        return NAN;
    Wide numerator = wide_times(&spread->squares, spread->n), square = wide_square(spread->sum);
    wide_take(&numerator, &square);
    return sqrt(wide_double(&numerator) / ((double)spread->n * (spread->n - 1)));
}

/* A gap belongs to the window when both its facts do. */
static Span
parts_of(Span span, gboolean gaps)
{
    return gaps && span.high > span.low ? (Span){span.low + 1, span.high} : span;
}

void
aggregate_spread(gboolean gaps, const KernelRun *run, const TimePoint *seeds, guint32 m,
                 gint64 start, gint64 end, double *out)
{
    Span span = {0, 0}, have = {0, 0};
    Spread spread = {0};
    SpreadPart read = gaps ? gap_part : value_part;
    double unit = gaps ? (double)TIME_HOUR : FIXED_SCALE;

    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        span = window_of(run, span, seeds[i], start, end);
        Span next = parts_of(span, gaps);
        if (next.low >= have.high) {
            spread = (Spread){0};
            spread_move(&spread, run, read, next.low, next.high, TRUE);
        } else {
            spread_move(&spread, run, read, have.high, next.high, TRUE);
            spread_move(&spread, run, read, have.low, next.low, FALSE);
        }
        have = next;
        out[i] = spread_deviation(&spread) / unit;
    }
}

void
aggregate_gaps(const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start, gint64 end,
               double *out)
{
    Span span = {0, 0};
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        span = window_of(run, span, seeds[i], start, end);
        if (span.high < span.low + 2)
            continue;
        double whole = (double)((__int128)run->time[span.high - 1] - run->time[span.low]);
        out[i] = whole / (double)(span.high - span.low - 1) / (double)TIME_HOUR;
    }
}
