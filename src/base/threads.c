/* How many threads to compute with: a team that waits for a core that others use is several times
 * slower than one thread, so the idle cores are counted by trying them. */
#include <foredesk/base.h>

#include <math.h>
#include <time.h>

#define PROBE_SECONDS 0.002
#define MOST_THREADS 16

static double
clock_seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Keeps one core busy for a fixed time of that thread's own clock. */
static gpointer
spin(gpointer data)
{
    double start = clock_seconds(CLOCK_THREAD_CPUTIME_ID);
    while (clock_seconds(CLOCK_THREAD_CPUTIME_ID) - start < PROBE_SECONDS)
        ;
    return NULL;
}

/* Cores that a team of `count` really got: their work over the time it took. */
static double
cores_got(int count)
{
    GThread *threads[MOST_THREADS];
    double start = clock_seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < count; i++)
        threads[i] = g_thread_new("probe", spin, NULL);
    for (int i = 0; i < count; i++)
        g_thread_join(threads[i]);
    return count * PROBE_SECONDS / (clock_seconds(CLOCK_MONOTONIC) - start);
}

int
cores_idle(void)
{
    int count = MIN((int)g_get_num_processors(), MOST_THREADS);
    const char *limit = g_getenv("OMP_NUM_THREADS");
    if (limit && g_ascii_isdigit(*limit))
        count = MIN(count, MAX((int)g_ascii_strtoll(limit, NULL, 10), 1));
    if (count < 2)
        return 1;
    double got = MAX(cores_got(count), cores_got(count)); /* a lone hiccup isn't load */
    return CLAMP((int)lround(got), 1, count);
}
