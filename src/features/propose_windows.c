/* Windows that fit the data: from hours to a third of the history, where rows lie before the
 * moments that are learned from. */
#include "features/propose.h"
#include <math.h>

/* What people count in. */
static const gint64 ladder[] = {TIME_HOUR,      6 * TIME_HOUR,  24 * TIME_HOUR, 48 * TIME_HOUR,
                                7 * TIME_DAY,   30 * TIME_DAY,  90 * TIME_DAY,  180 * TIME_DAY,
                                365 * TIME_DAY, 730 * TIME_DAY, 1825 * TIME_DAY};
/* A window is taken where it is the first in which so many of the training rows have something. */
static const double shares[] = {0.05, 0.15, 0.35, 0.6, 0.9};

char *
window_text(gint64 span)
{
    if (span % TIME_DAY == 0 && span > 3 * TIME_DAY)
        return g_strdup_printf("-%" G_GINT64_FORMAT ", 0, days", span / TIME_DAY);
    if (span % TIME_HOUR == 0)
        return g_strdup_printf("-%" G_GINT64_FORMAT ", 0, hours", span / TIME_HOUR);
    return g_strdup_printf("-%" G_GINT64_FORMAT ", 0, seconds", MAX(span / TIME_SECOND, 1));
}

/* From the oldest row to the newest training row: a window much longer than a third of it grows
 * with time on most rows, and a learner reads it as a clock. */
static gint64
history_span(const Proposal *proposal, const Frame *frame)
{
    const Task *task = proposal->task;
    TimePoint first = G_MAXINT64, last = TIME_MISSING;
    const FrameColumn *time = frame == task->frame ? NULL
                              : frame->table->time ? frame_column(frame, frame->table->time->name)
                                                   : NULL;
    if (frame == task->frame || !time)
        first = task->n_usable ? task->seed_time[task->order[0]] : G_MAXINT64;
    for (guint32 row = 0; time && row < frame->n; row++)
        if (time->integer[row] != TIME_MISSING)
            first = MIN(first, time->integer[row]);
    for (guint32 i = 0; i < proposal->n_sample; i++)
        last = MAX(last, task->seed_time[proposal->sample[i]]);
    return last == TIME_MISSING || first >= last ? 0 : last - first;
}

/* Hours since the newest row, of each row of the sample that has the key: sorted, n of them. */
static double *
ages_of(Proposal *proposal, const char *table, const char *via, guint32 *n)
{
    g_autofree char *text = g_strdup_printf("SINCE_LAST(%s.*) %s", table, via);
    Feature *feature = feature_parse(text, proposal->task, NULL);
    g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    *n = 0;
    if (!feature || proposal->n_sample == 0) {
        feature_free(feature);
        return NULL;
    }
    g_ptr_array_add(one, feature);
    g_autoptr(GPtrArray) values =
        feature_compute(proposal->engine, one, proposal->sample, proposal->n_sample, NULL, NULL);
    if (!values)
        return NULL;
    *n = proposal->n_sample;
    const FeatureValues *of = values->pdata[0];
    return g_memdup2(of->number, *n * sizeof *of->number);
}

static double
share_within(const double *hours, guint32 n, gint64 window)
{
    guint32 within = 0;
    for (guint32 i = 0; i < n; i++)
        within += !isnan(hours[i]) && hours[i] * (double)TIME_HOUR <= (double)window;
    return n ? within / (double)n : 0;
}

/* The user's own, as far as the history goes. */
static GArray *
windows_asked(Proposal *proposal, const char *table, gint64 span)
{
    const GArray *asked = proposal->settings->windows;
    GArray *windows = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < asked->len; i++) {
        gint64 window = g_array_index(asked, gint64, i);
        if (span == 0 || window <= span) {
            g_array_append_val(windows, window);
            continue;
        }
        g_autofree char *words = duration_words(window);
        g_autofree char *history = duration_words(span / TIME_DAY * TIME_DAY);
        g_ptr_array_add(proposal->notes,
                        g_strdup_printf("%s is longer than the history of %s before the newest "
                                        "training row (%s): left out there",
                                        words, table, history));
    }
    if (windows->len == 0)
        g_array_append_val(windows, span);
    return windows;
}

static void
note_windows(Proposal *proposal, const char *table, const char *via, const GArray *windows,
             const double *hours, guint32 n)
{
    g_autoptr(GString) note = g_string_new(NULL);
    g_string_printf(note, "%s %s: ", table, via);
    for (guint i = 0; i < windows->len; i++) {
        gint64 window = g_array_index(windows, gint64, i);
        g_autofree char *words = duration_words(window);
        g_autofree char *share = number_in_100(share_within(hours, n, window));
        g_string_append_printf(note, "%s%s (%s have some)", i ? ", " : "", words, share);
    }
    g_strdelimit(note->str, "`", ' ');
    g_ptr_array_add(proposal->notes, g_string_free(g_steal_pointer(&note), FALSE));
}

GArray *
windows_choose(Proposal *proposal, const Frame *frame, const char *table, const char *via)
{
    gint64 span = history_span(proposal, frame);
    guint32 n;
    if (proposal->settings->windows->len)
        return windows_asked(proposal, table, span);
    g_autofree double *hours = ages_of(proposal, table, via, &n);
    GArray *windows = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 longest = 30 * TIME_DAY;
    for (guint i = 0; i < G_N_ELEMENTS(ladder); i++)
        if (ladder[i] <= span / 3)
            longest = ladder[i];
    if (n == 0) { /* nothing to measure on */
        gint64 week = 7 * TIME_DAY;
        g_array_append_val(windows, week);
        g_array_append_val(windows, longest);
        return windows;
    }
    for (guint i = 0, reached = 0; i < G_N_ELEMENTS(ladder) && ladder[i] <= longest; i++) {
        double share = share_within(hours, n, ladder[i]);
        gboolean takes = ladder[i] == longest;
        for (; reached < G_N_ELEMENTS(shares) && share >= shares[reached]; reached++)
            takes = TRUE;
        if (takes)
            g_array_append_val(windows, ladder[i]);
    }
    note_windows(proposal, table, via, windows, hours, n);
    return windows;
}
