/* Stable sorting of row numbers: by radix when there are many, so that grouping a million tickets
 * by key and time costs a few passes. */
#include <foredesk/facts.h>
#include <string.h>

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)
#define FEW 2048

static int
compare_keys(gconstpointer a, gconstpointer b, gpointer data)
{
    const guint64 *key = data;
    guint64 x = key[*(const guint32 *)a], y = key[*(const guint32 *)b];
    return (x > y) - (x < y);
}

static gboolean
is_sorted(const guint32 *order, const guint64 *key, guint32 n)
{
    for (guint32 i = 1; i < n; i++)
        if (key[order[i - 1]] > key[order[i]])
            return FALSE;
    return TRUE;
}

/* One pass: distributes `from` into `to` by the digit at `shift` of key − least. */
static void
distribute(const guint32 *from, guint32 *to, const guint64 *key, guint64 least, guint shift,
           guint32 n)
{
    guint32 start[DIGITS + 1] = {0};
    for (guint32 i = 0; i < n; i++)
        start[(((key[from[i]] - least) >> shift) & (DIGITS - 1)) + 1]++;
    for (guint d = 0; d < DIGITS; d++)
        start[d + 1] += start[d];
    for (guint32 i = 0; i < n; i++)
        to[start[((key[from[i]] - least) >> shift) & (DIGITS - 1)]++] = from[i];
}

void
order_by(guint32 *order, const guint64 *key, guint32 n)
{
    if (n < 2 || is_sorted(order, key, n))
        return;
    if (n < FEW) {
        g_qsort_with_data(order, (gint)n, sizeof *order, compare_keys, (gpointer)key);
        return;
    }
    guint64 least = G_MAXUINT64, most = 0;
    for (guint32 i = 0; i < n; i++) {
        least = MIN(least, key[order[i]]);
        most = MAX(most, key[order[i]]);
    }
    g_autofree guint32 *other = g_new(guint32, n);
    guint32 *from = order, *to = other;
    for (guint shift = 0; shift < 64 && (most - least) >> shift > 0; shift += DIGIT_BITS) {
        distribute(from, to, key, least, shift, n);
        guint32 *swapped = from;
        from = to;
        to = swapped;
    }
    if (from != order)
        memcpy(order, from, n * sizeof *order);
}
