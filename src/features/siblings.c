/* Values against those of siblings: rows that share a parent, as the runners of a race or the
 * tickets of an incident. A sibling counts when it is known no later than the row itself. */
#include "features/siblings.h"

#include <math.h>

/* In multiples of 2^-40, so that a sum doesn't depend on the order in which it was made. */
#define SCALE 1099511627776.0
#define LARGEST 1e16

typedef struct {
    __int128 sum;
    guint32 n;
} Family;

static __int128
fixed(double value)
{
    return (__int128)nearbyint(CLAMP(value, -LARGEST, LARGEST) * SCALE);
}

double *
siblings_relative(const FactTable *facts, const KeyCodes *parents, const FrameColumn *column)
{
    double *relative = g_new(double, (gsize)facts->frame->n + 1);
    Family *families = g_new0(Family, (gsize)parents->size + 1);

    for (guint32 row = 0; row < facts->frame->n; row++)
        relative[row] = NAN;
    for (guint32 from = 0, to; from < facts->n; from = to) {
        TimePoint time = facts->time[facts->order[from]];
        for (to = from; to < facts->n && facts->time[facts->order[to]] == time; to++) {
            guint32 row = facts->order[to];
            double value = cell_value(column, row);
            if (parents->code[row] < 0 || isnan(value))
                continue;
            families[parents->code[row]].sum += fixed(value);
            families[parents->code[row]].n++;
        }
        for (guint32 i = from; i < to; i++) {
            guint32 row = facts->order[i];
            double value = cell_value(column, row);
            const Family *family = parents->code[row] < 0 ? NULL : &families[parents->code[row]];
            if (family && family->n > 1 && !isnan(value))
                relative[row] =
                    value - (double)(family->sum - fixed(value)) / SCALE / (double)(family->n - 1);
        }
    }
    g_free(families);
    return relative;
}
