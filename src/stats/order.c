/* Sorting rows by a value: the one step that every ranking figure starts from. A radix sort, since
 * it is stable and several times faster than comparing. */
#include <foredesk/stats.h>

#include <string.h>

#define DIGIT_BITS 11
#define DIGITS 6
#define BUCKETS (1 << DIGIT_BITS)

/* A key that sorts as an unsigned number the way the value sorts: flipped sign bit, and all bits
 * flipped for negative values. NaN of any sign comes last. */
static guint64
sort_key(double value)
{
    if (isnan(value))
        return G_MAXUINT64;
    guint64 bits;
    value += 0.0; /* −0 becomes 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (G_GUINT64_CONSTANT(1) << 63);
}

static guint
digit_of(guint64 key, int digit)
{
    return (guint)(key >> (digit * DIGIT_BITS)) & (BUCKETS - 1);
}

typedef struct {
    guint64 key;
    guint32 row;
} Entry;

/* Turns counts into the first position of each bucket; FALSE when one bucket holds everything and
 * the pass would move nothing. */
static gboolean
bucket_starts(guint32 *count, gsize n)
{
    guint32 start = 0;
    for (guint i = 0; i < BUCKETS; i++) {
        guint32 here = count[i];
        if (here == n)
            return FALSE;
        count[i] = start;
        start += here;
    }
    return TRUE;
}

void
stats_order(const double *value, gsize n, const guint32 *start, guint32 *order)
{
    g_return_if_fail(n < G_MAXUINT32);
    g_autofree Entry *entries = g_new(Entry, n), *spare = g_new(Entry, n);
    g_autofree guint32 *counts = g_new0(guint32, DIGITS * BUCKETS);
    for (gsize i = 0; i < n; i++) {
        guint32 row = start ? start[i] : (guint32)i;
        entries[i] = (Entry){sort_key(value[row]), row};
        for (int digit = 0; digit < DIGITS; digit++)
            counts[digit * BUCKETS + digit_of(entries[i].key, digit)]++;
    }
    for (int digit = 0; digit < DIGITS; digit++) {
        guint32 *position = counts + digit * BUCKETS;
        if (!bucket_starts(position, n))
            continue;
        for (gsize i = 0; i < n; i++)
            spare[position[digit_of(entries[i].key, digit)]++] = entries[i];
        Entry *swap = entries;
        entries = spare;
        spare = swap;
    }
    for (gsize i = 0; i < n; i++)
        order[i] = entries[i].row;
}
