/* Aggregates that tell how far values, or the gaps between facts, lie apart. Sums of squares are
 * kept in whole numbers of 256 bits: exact, so that a window's spread is the same whatever was
 * added and taken away before it. */
#include "facts/kernel.h"

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

/* The nearest double: its highest 64 bits, the lowest of them set where anything stands below, so
 * that it is rounded once. */
static double
wide_double(const Wide *wide)
{
    int top = 3;
    while (top > 0 && wide->limb[top] == 0)
        top--;
    if (wide->limb[top] == 0 || top == 0)
        return (double)wide->limb[top];
    int shift = __builtin_clzll(wide->limb[top]);
    guint64 high = wide->limb[top] << shift, below = wide->limb[top - 1] << shift;
    if (shift > 0)
        high |= wide->limb[top - 1] >> (64 - shift);
    for (int i = 0; i < top - 1; i++)
        below |= wide->limb[i];
    return ldexp((double)(high | (below != 0)), 64 * top - shift);
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
    *part = fixed_of(run->value[fact]);
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

/* √((n Σx² − (Σx)²) ÷ n(n − 1)) of an exact numerator. */
static double
deviation_of(double numerator, guint32 n)
{
    return sqrt(numerator / ((double)n * (n - 1)));
}

static double
spread_deviation(const Spread *spread)
{
    if (spread->n < 2)
        return NAN;
    Wide numerator = wide_times(&spread->squares, spread->n), square = wide_square(spread->sum);
    wide_take(&numerator, &square);
    return deviation_of(wide_double(&numerator), spread->n);
}

/* A gap belongs to the window when both its facts do. */
static Span
parts_of(Span span, gboolean gaps)
{
    return gaps && span.high > span.low ? (Span){span.low + 1, span.high} : span;
}

static void
spread_wide(gboolean gaps, const KernelRun *run, const TimePoint *seeds, guint32 m, gint64 start,
            gint64 end, double unit, double *out)
{
    Span span = {0, 0}, have = {0, 0};
    Spread spread = {0};
    SpreadPart read = gaps ? gap_part : value_part;
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

/* ---- the same where all fits into 128 bits -----------------------------------------------------
 */

/* The parts of some facts less the zero bits that all end with, and how many of the first i hold
 * one: small enough that n Σx² stays below 2^126. */
typedef struct {
    gint64 *part;
    guint32 *before;
    int zeros;
} SmallParts;

static void
small_parts_clear(SmallParts *small)
{
    g_free(small->part);
    g_free(small->before);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SmallParts, small_parts_clear)

static int
bits_of(guint64 number)
{
    return number ? 64 - __builtin_clzll(number) : 0;
}

/* FALSE where they don't fit. */
static gboolean
small_parts(SmallParts *small, const KernelRun *run, gboolean gaps, Span all)
{
    SpreadPart read = gaps ? gap_part : value_part;
    guint32 n = all.high - all.low, found = 0;
    guint64 any = 0, sizes = 0;
    small->part = g_new(gint64, (gsize)n + 1);
    small->before = g_new(guint32, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++) {
        __int128 part;
        small->before[i] = found;
        if (!read(run, all.low + i, &part))
            continue;
        if (part != (gint64)part || part == G_MININT64)
            return FALSE;
        small->part[found++] = (gint64)part;
        any |= (guint64)part;
        sizes |= (guint64)(part < 0 ? -(gint64)part : (gint64)part);
    }
    small->before[n] = found;
    small->zeros = any ? __builtin_ctzll(any) : 0;
    for (guint32 i = 0; small->zeros > 0 && i < found; i++)
        small->part[i] >>= small->zeros;
    return bits_of(sizes) - small->zeros + bits_of(n) < 63;
}

static void
spread_small(const SmallParts *small, gboolean gaps, const KernelRun *run, Span all,
             const TimePoint *seeds, guint32 m, gint64 start, gint64 end, double unit, double *out)
{
    Span span = {0, 0}, have = {0, 0};
    gint64 sum = 0;
    unsigned __int128 squares = 0;
    for (guint32 i = 0; i < m; i++) {
        out[i] = NAN;
        if (seeds[i] == TIME_MISSING)
            continue;
        span = window_of(run, span, seeds[i], start, end);
        Span facts = parts_of(span, gaps), next = {0, 0};
        if (facts.high > facts.low)
            next = (Span){small->before[facts.low - all.low], small->before[facts.high - all.low]};
        if (next.low >= have.high) {
            sum = 0;
            squares = 0;
            have = (Span){next.low, next.low};
        }
        for (; have.high < next.high; have.high++) {
            sum += small->part[have.high];
            squares +=
                (unsigned __int128)((__int128)small->part[have.high] * small->part[have.high]);
        }
        for (; have.low < next.low; have.low++) {
            sum -= small->part[have.low];
            squares -= (unsigned __int128)((__int128)small->part[have.low] * small->part[have.low]);
        }
        guint32 n = next.high - next.low;
        if (n < 2)
            continue;
        unsigned __int128 numerator = squares * n - (unsigned __int128)((__int128)sum * sum);
        out[i] = deviation_of(ldexp((double)numerator, 2 * small->zeros), n) / unit;
    }
}

void
aggregate_spread(gboolean gaps, const KernelRun *run, const TimePoint *seeds, guint32 m,
                 gint64 start, gint64 end, double *out)
{
    double unit = gaps ? (double)TIME_HOUR : FIXED_SCALE;
    Span all = parts_of(window_of_all(run, seeds, m, start, end), gaps);
    g_auto(SmallParts) small = {0};
    if (small_parts(&small, run, gaps, all))
        spread_small(&small, gaps, run, all, seeds, m, start, end, unit, out);
    else
        spread_wide(gaps, run, seeds, m, start, end, unit, out);
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
