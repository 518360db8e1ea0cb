/* What runs now. Read from the job's progress at each frame: no report is made for it. */
#include "config.h"

#include "live.h"

#include <math.h>

const JobView *
live_job(const App *app)
{
    GPtrArray *jobs = session_jobs(app->session);
    const JobView *waiting = NULL;

    for (guint i = 0; i < jobs->len; i++) {
        const JobView *job = g_ptr_array_index(jobs, i);
        if (job->state == JOB_RUNNING)
            return job;
        if (job->state == JOB_QUEUED && !waiting)
            waiting = job;
    }
    return waiting;
}

static void
add_rate(GString *words, const ProgressView *view)
{
    if (view->done > 0 && *view->unit) {
        g_autofree char *done = number_count(view->done);
        g_string_append_printf(words, "  %s %s", done, view->unit);
    }
    if (!isnan(view->rate) && view->rate >= 1 && *view->unit) {
        g_autofree char *rate = number_count((gint64)view->rate);
        g_string_append_printf(words, " · %s a second", rate);
    }
    if (!isnan(view->left) && view->left >= 1) {
        g_autofree char *left = number_span(view->left);
        g_string_append_printf(words, " · %s left", left);
    }
}

void
live_progress_draw(const JobView *job, const Painter *painter, int row, int column, int width)
{
    ProgressView view;
    g_autoptr(GString) words = g_string_new(NULL);
    int bar = CLAMP(width / 4, 8, 30), at = column;

    progress_view(job->progress, &view);
    if (view.total > 0) {
        double share = MIN((double)view.done / (double)view.total, 1);
        g_autofree char *filled = bar_line(share, bar, TRUE, painter->symbols);
        g_autofree char *percent = number_percent(share, 0);
        paint_right(painter, row, at, 5, percent, STYLE_PROGRESS);
        at += 6 + paint_words(painter, row, at + 6, bar, filled, STYLE_PROGRESS) + 2;
    }
    g_string_append(words, *view.phase ? view.phase : job->title);
    add_rate(words, &view);
    g_autofree char *clean = text_clean(words->str, -1);
    paint_words(painter, row, at, column + width - at, clean, STYLE_TEXT);
}

gboolean
live_has_curve(const JobView *job)
{
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(double));
    progress_curve(job->progress, "learn", points);
    return points->len >= 4;
}

void
live_curve_draw(const JobView *job, const Painter *painter, Area area)
{
    g_autoptr(GArray) learn = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) stop = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(Canvas) canvas = canvas_new(area.columns, area.rows, painter->symbols);
    ChartAxes axes;

    progress_curve(job->progress, "learn", learn);
    progress_curve(job->progress, "stop", stop);
    ChartSeries series[] = {
        {.points = (double *)(void *)learn->data,
         .n = learn->len / 2,
         .name = "tickets it learns from"},
        {.points = (double *)(void *)stop->data,
         .n = stop->len / 2,
         .style = CHART_DASHED,
         .name = "tickets held back",
         .attribute = 1},
    };
    chart_axes_init(&axes);
    axes.title = "error (log loss)";
    axes.x_title = "round";
    chart_draw(canvas, series, stop->len ? 2 : 1, &axes);
    paint_canvas(painter, area.row, area.column, canvas);
}
