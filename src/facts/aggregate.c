/* One aggregate for many positions: sorted by key and seed, then handed to the kernel key by key.
 */
#include <foredesk/facts.h>
#include <math.h>

static KernelRun
run_of(const FactRuns *runs, const double *values, gint32 key)
{
    if (key < 0)
        return (KernelRun){runs->time, values, 0};
    guint32 from = runs->start[key];
    return (KernelRun){runs->time + from, values ? values + from : NULL,
                       runs->start[key + 1] - from};
}

void
facts_aggregate(KernelKind kind, const FactRuns *runs, const double *values, const gint32 *key,
                const TimePoint *seeds, guint32 n, gint64 start, gint64 end, double strength,
                double *out)
{
    g_autofree guint32 *order = g_new(guint32, (gsize)n + 1);
    g_autofree guint64 *rank = g_new(guint64, (gsize)n + 1);
    g_autofree TimePoint *seed = g_new(TimePoint, (gsize)n + 1);
    g_autofree double *sorted = g_new(double, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++) {
        order[i] = i;
        rank[i] = time_key(seeds[i]);
    }
    order_by(order, rank, n);
    for (guint32 i = 0; i < n; i++)
        rank[i] = (guint64)((gint64)key[i] - KEY_UNKNOWN);
    order_by(order, rank, n);
    for (guint32 i = 0; i < n; i++)
        seed[i] = seeds[order[i]];
    for (guint32 from = 0, to; from < n; from = to) {
        gint32 group = key[order[from]];
        for (to = from + 1; to < n && key[order[to]] == group; to++)
            continue;
        KernelRun run = run_of(runs, values, group);
        kernel_aggregate(kind, &run, seed + from, to - from, start, end, NULL, strength,
                         sorted + from);
        for (guint32 i = from; i < to; i++)
            out[order[i]] = group == KEY_MISSING ? NAN : sorted[i];
    }
}
