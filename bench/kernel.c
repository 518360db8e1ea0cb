/* bench-kernel DIR SEEDS: the kernel alone, one core: SEEDS seeds over twice as many facts of one
 * key in twenty, each kind over 30 days. Leaves facts, seeds and values in DIR as bare arrays for
 * the peers, and prints a figure a line: name, tab, seconds. */
#include <foredesk/facts.h>
#include <stdio.h>
#include <stdlib.h>

#define PER_KEY 20

static const struct {
    const char *name;
    KernelKind kind;
    double strength;
    gboolean counts; /* reads no value */
} kinds[] = {
    {"count", KERNEL_COUNT, 0, TRUE},
    {"sum", KERNEL_SUM, 0, FALSE},
    {"mean", KERNEL_RATE, 0, FALSE},
    {"min", KERNEL_MIN, 0, FALSE},
    {"max", KERNEL_MAX, 0, FALSE},
    {"std", KERNEL_SD, 0, FALSE},
    {"last", KERNEL_LAST, 0, FALSE},
    {"since_last", KERNEL_SINCE_LAST, 0, TRUE},
    {"first", KERNEL_FIRST, 0, FALSE},
    {"distinct", KERNEL_DISTINCT, 0, FALSE},
    {"mode", KERNEL_MODE, 0, FALSE},
    {"lag", KERNEL_LAG, 2, FALSE},
    {"ewm", KERNEL_WEIGHTED, 6, FALSE},
    {"trend", KERNEL_TREND, 4, FALSE},
    {"gap", KERNEL_GAP, 0, TRUE},
    {"gap_std", KERNEL_GAP_SD, 0, TRUE},
    {"since_first", KERNEL_SINCE_FIRST, 0, TRUE},
};

static int
compare_times(const void *a, const void *b)
{
    TimePoint x = *(const TimePoint *)a, y = *(const TimePoint *)b;
    return (x > y) - (x < y);
}

/* Seconds of a year, ascending by key: many facts and seeds share one. */
static TimePoint *
random_times(GRand *random, guint32 n, guint32 per_key)
{
    TimePoint *time = g_new(TimePoint, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++)
        time[i] = (gint64)(g_rand_double(random) * 8760) * TIME_HOUR;
    for (guint32 from = 0; from < n; from += per_key)
        qsort(time + from, MIN(per_key, n - from), sizeof *time, compare_times);
    return time;
}

static void
keep(const char *folder, const char *name, const void *bytes, gsize length)
{
    g_autofree char *path = g_strdup_printf("%s/%s.bin", folder, name);
    if (!g_file_set_contents(path, bytes, (gssize)length, NULL))
        exit(4);
}

int
main(int argc, char **argv)
{
    guint32 m = argc == 3 ? (guint32)g_ascii_strtoull(argv[2], NULL, 10) / PER_KEY * PER_KEY : 0;
    if (m == 0) {
        fprintf(stderr, "usage: bench-kernel DIR SEEDS\n");
        return 2;
    }
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    guint32 n = 2 * m;
    g_autofree TimePoint *seed = random_times(random, m, PER_KEY);
    g_autofree TimePoint *time = random_times(random, n, 2 * PER_KEY);
    g_autofree double *value = g_new(double, (gsize)n), *out = g_new(double, (gsize)m);
    for (guint32 i = 0; i < n; i++)
        value[i] = g_rand_int_range(random, 0, 400) / 4.0;
    keep(argv[1], "seeds", seed, m * sizeof *seed);
    keep(argv[1], "times", time, n * sizeof *time);
    keep(argv[1], "values", value, n * sizeof *value);
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        gint64 began = g_get_monotonic_time();
        for (guint32 from = 0; from < m; from += PER_KEY) {
            KernelRun run = {time + 2 * from, kinds[k].counts ? NULL : value + 2 * from,
                             2 * PER_KEY};
            kernel_aggregate(kinds[k].kind, &run, seed + from, PER_KEY, -30 * TIME_DAY, 0, NULL,
                             kinds[k].strength, out + from);
        }
        printf("%s\t%.4f\n", kinds[k].name, (double)(g_get_monotonic_time() - began) / 1e6);
        keep(argv[1], kinds[k].name, out, m * sizeof *out);
    }
    return 0;
}
