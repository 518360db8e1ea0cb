/* latency: the bench of the real terminal path. From the write of a key's bytes to the moment when
 * the program has reported the frame and all its bytes have been parsed by the terminal. */
#include "config.h"

#include "latency.h"
#include "play.h"
#include "terminal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static Terminal *
start_program(const LatencyOptions *options, char **environment, GError **error)
{
    TerminalOptions terminal = {
        .argv = options->argv, .environment = environment, .directory = ".", .timeout = 60};
    char rest;
    if (sscanf(options->size, "%dx%d%c", &terminal.columns, &terminal.rows, &rest) != 2 ||
        terminal.columns < 1 || terminal.rows < 1) {
        g_set_error(error, VT_ERROR, 0, "'%s' is no size: say COLUMNSxROWS", options->size);
        return NULL;
    }
    return terminal_start(&terminal, error);
}

static gboolean
still_runs(Terminal *terminal, GError **error)
{
    int code;
    ProgramState state = terminal_program(terminal, &code);
    if (state == PROGRAM_RUNS)
        return TRUE;
    g_set_error(error, VT_ERROR, 0, "the program ended before the measurement did (%s %d)",
                state == PROGRAM_EXITED ? "status" : "signal", code);
    return FALSE;
}

static GArray *
keys_of(const char *text, GError **error)
{
    g_autoptr(GPtrArray) words = words_split(text != NULL ? text : "", error);
    return words != NULL ? keys_parse(words, error) : NULL;
}

static gboolean
press_all(Terminal *terminal, const char *text, TerminalWait wait, GError **error)
{
    g_autoptr(GArray) keys = keys_of(text, error);
    for (guint i = 0; keys != NULL && i < keys->len; i++) {
        terminal_press(terminal, &g_array_index(keys, Key, i));
        if (!terminal_wait(terminal, wait, error) || !still_runs(terminal, error))
            return FALSE;
    }
    return keys != NULL;
}

static gboolean
measure_keys(const LatencyOptions *options, char **environment, GArray *times, GArray *own_times,
             double *memory, GError **error)
{
    g_autoptr(GArray) keys = keys_of(options->keys, error);
    g_autoptr(Terminal) terminal = keys != NULL ? start_program(options, environment, error) : NULL;
    if (terminal == NULL || !terminal_wait(terminal, WAIT_IDLE, error) ||
        !still_runs(terminal, error) || !press_all(terminal, options->setup, WAIT_IDLE, error) ||
        !press_all(terminal, options->job, WAIT_FRAME, error))
        return FALSE;
    if (keys->len == 0) {
        g_set_error(error, VT_ERROR, 0, "name at least one key");
        return FALSE;
    }
    double own_before = terminal_own_time(terminal);
    for (int i = 0; i < options->count; i++) {
        gint64 before = g_get_monotonic_time();
        terminal_press(terminal, &g_array_index(keys, Key, (guint)i % keys->len));
        if (!terminal_wait(terminal, WAIT_FRAME, error) || !still_runs(terminal, error))
            return FALSE;
        double milliseconds = (double)(g_get_monotonic_time() - before) / 1000;
        if (options->job != NULL && !terminal_report(terminal)->busy) {
            g_set_error(error, VT_ERROR, 1, "the job ended after %d of %d keys: start a longer one",
                        i, options->count);
            return FALSE;
        }
        g_array_append_val(times, milliseconds);
        terminal_idle(terminal, options->pace);
        double own = terminal_own_time(terminal) - own_before; /* with what came in the pause */
        own_before += own;
        g_array_append_val(own_times, own);
    }
    *memory = terminal_peak_memory(terminal);
    return TRUE;
}

static gboolean
measure_starts(const LatencyOptions *options, char **environment, GArray *times, GError **error)
{
    for (int i = 0; i < options->count; i++) {
        gint64 before = g_get_monotonic_time();
        g_autoptr(Terminal) terminal = start_program(options, environment, error);
        if (terminal == NULL || !terminal_wait(terminal, WAIT_FRAME, error))
            return FALSE;
        double milliseconds = (double)(g_get_monotonic_time() - before) / 1000;
        if (!still_runs(terminal, error))
            return FALSE;
        g_array_append_val(times, milliseconds);
    }
    return TRUE;
}

static int
compare_times(gconstpointer one, gconstpointer other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

/* The smallest time that `share` of all do not exceed. */
static double
quantile(GArray *sorted, double share)
{
    guint rank = (guint)ceil(share * sorted->len);
    return g_array_index(sorted, double, MAX(rank, 1) - 1);
}

static void
print_times(const char *what, GArray *times)
{
    g_array_sort(times, compare_times);
    printf("%s %u  p50 %.2f  p95 %.2f  p99 %.2f  max %.2f  ms\n", what, times->len,
           quantile(times, 0.5), quantile(times, 0.95), quantile(times, 0.99), quantile(times, 1));
}

int
latency_measure(const LatencyOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(double));
    g_auto(GStrv) environment = play_environment(g_get_home_dir());
    double memory = 0;
    gboolean measured = options->start
                            ? measure_starts(options, environment, times, &error)
                            : measure_keys(options, environment, times, own, &memory, &error);
    if (!measured || times->len == 0) {
        fprintf(stderr, "vt: %s\n", error != NULL ? error->message : "nothing to measure");
        return error != NULL && error->code == 1 ? 1 : 4;
    }
    print_times(options->start ? "starts" : "keys", times);
    if (own->len > 0)
        print_times("processor", own);
    if (memory > 0)
        printf("memory %.1f MiB at most\n", memory);
    return options->limit > 0 && quantile(times, 0.99) > options->limit ? 1 : 0;
}
