/* progress: how far a worker is, for whoever watches, and the wish that it stop. */
#include <foredesk/base.h>

#include <math.h>

/* The rate is taken over the last marks, one a second, so that it follows a change of pace. */
enum { MARKS = 8, NOTIFY_EVERY = 30000, MARK_EVERY = 1000000, RATE_AFTER = 300000 };

typedef struct {
    char *name;
    GArray *points; /* doubles: x and y in turn */
} Series;

typedef struct {
    gint64 clock, done;
} Mark;

struct Progress {
    gint references; /* atomic */
    gint cancelled;  /* atomic */
    GMutex lock;     /* of all below */
    char phase[96], unit[24];
    gint64 done, total;
    Mark marks[MARKS];
    guint mark_count; /* since the phase began; the newest is at (mark_count - 1) % MARKS */
    GPtrArray *series;
    GFunc notify;
    gpointer notify_data;
    gint64 notified; /* by the monotonic clock */
};

static void
series_free(gpointer data)
{
    Series *series = data;
    g_free(series->name);
    g_array_unref(series->points);
    g_free(series);
}

Progress *
progress_new(void)
{
    Progress *progress = g_new0(Progress, 1);
    progress->references = 1;
    g_mutex_init(&progress->lock);
    progress->series = g_ptr_array_new_with_free_func(series_free);
    return progress;
}

Progress *
progress_ref(Progress *progress)
{
    if (progress)
        g_atomic_int_inc(&progress->references);
    return progress;
}

void
progress_unref(Progress *progress)
{
    if (!progress || !g_atomic_int_dec_and_test(&progress->references))
        return;
    g_mutex_clear(&progress->lock);
    g_ptr_array_unref(progress->series);
    g_free(progress);
}

/* Unlocks, and wakes the watcher where it is due: never with the lock held, since it may look. */
static void
unlock_and_notify(Progress *progress, gboolean always)
{
    gint64 now = g_get_monotonic_time();
    GFunc notify = NULL;
    gpointer data = progress->notify_data;
    if (always || now - progress->notified >= NOTIFY_EVERY) {
        notify = progress->notify;
        progress->notified = now;
    }
    g_mutex_unlock(&progress->lock);
    if (notify)
        notify(progress, data);
}

static void
add_mark(Progress *progress, gint64 done)
{
    progress->marks[progress->mark_count++ % MARKS] = (Mark){g_get_monotonic_time(), done};
}

/* A text from data may be cut in the middle of a letter; only whole ones are kept. */
static void
copy_whole_letters(char *to, gsize size, const char *from)
{
    const char *end;
    g_strlcpy(to, from ? from : "", size);
    g_utf8_validate(to, -1, &end);
    to[end - to] = '\0';
}

void
progress_phase(Progress *progress, const char *phase, gint64 total, const char *unit)
{
    if (!progress)
        return;
    g_mutex_lock(&progress->lock);
    copy_whole_letters(progress->phase, sizeof progress->phase, phase);
    copy_whole_letters(progress->unit, sizeof progress->unit, unit);
    progress->done = 0;
    progress->total = total;
    progress->mark_count = 0;
    add_mark(progress, 0);
    unlock_and_notify(progress, TRUE);
}

void
progress_advance(Progress *progress, gint64 done)
{
    if (!progress)
        return;
    g_mutex_lock(&progress->lock);
    progress->done = done;
    if (progress->mark_count == 0 ||
        g_get_monotonic_time() - progress->marks[(progress->mark_count - 1) % MARKS].clock >=
            MARK_EVERY)
        add_mark(progress, done);
    unlock_and_notify(progress, FALSE);
}

static Series *
find_series(Progress *progress, const char *name)
{
    for (guint i = 0; i < progress->series->len; i++) {
        Series *series = g_ptr_array_index(progress->series, i);
        if (g_str_equal(series->name, name))
            return series;
    }
    return NULL;
}

void
progress_point(Progress *progress, const char *series_name, double x, double y)
{
    if (!progress)
        return;
    g_mutex_lock(&progress->lock);
    Series *series = find_series(progress, series_name);
    if (!series) {
        series = g_new(Series, 1);
        series->name = g_strdup(series_name);
        series->points = g_array_new(FALSE, FALSE, sizeof(double));
        g_ptr_array_add(progress->series, series);
    }
    g_array_append_val(series->points, x);
    g_array_append_val(series->points, y);
    unlock_and_notify(progress, FALSE);
}

void
progress_curve(Progress *progress, const char *series_name, GArray *pairs)
{
    if (!progress)
        return;
    g_mutex_lock(&progress->lock);
    const Series *series = find_series(progress, series_name);
    if (series)
        g_array_append_vals(pairs, series->points->data, series->points->len);
    g_mutex_unlock(&progress->lock);
}

void
progress_cancel(Progress *progress)
{
    if (progress)
        g_atomic_int_set(&progress->cancelled, TRUE);
}

gboolean
progress_cancelled(Progress *progress)
{
    return progress && g_atomic_int_get(&progress->cancelled);
}

gboolean
progress_stop(Progress *progress, GError **error)
{
    if (!progress_cancelled(progress))
        return FALSE;
    g_set_error_literal(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED, "stopped as you asked");
    return TRUE;
}

static double
current_rate(const Progress *progress)
{
    if (progress->mark_count == 0)
        return NAN;
    guint oldest = progress->mark_count > MARKS ? progress->mark_count % MARKS : 0;
    gint64 elapsed = g_get_monotonic_time() - progress->marks[oldest].clock;
    if (elapsed < RATE_AFTER)
        return NAN;
    return (double)(progress->done - progress->marks[oldest].done) * 1e6 / (double)elapsed;
}

void
progress_view(Progress *progress, ProgressView *view)
{
    *view = (ProgressView){.rate = NAN, .left = NAN};
    if (!progress)
        return;
    g_mutex_lock(&progress->lock);
    g_strlcpy(view->phase, progress->phase, sizeof view->phase);
    g_strlcpy(view->unit, progress->unit, sizeof view->unit);
    view->done = progress->done;
    view->total = progress->total;
    view->rate = current_rate(progress);
    if (view->total > 0 && view->rate > 0)
        view->left = (double)MAX(view->total - view->done, 0) / view->rate;
    g_mutex_unlock(&progress->lock);
}

void
progress_set_notify(Progress *progress, GFunc notify, gpointer data)
{
    if (!progress)
        return;
    g_mutex_lock(&progress->lock);
    progress->notify = notify;
    progress->notify_data = data;
    g_mutex_unlock(&progress->lock);
}
