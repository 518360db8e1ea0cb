/* Waiting for long work: one line of progress on stderr where that is a terminal, erased at the
 * end, and ^C turned into a cancel that leaves nothing half done. A second ^C ends the program at
 * once. */
#include "cli/verb.h"

#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

struct Ticker {
    gboolean shows; /* stderr is a terminal that can take a line back */
    gboolean shown;
    gint64 painted; /* when */
    Session *session;
    Progress *progress;
    char *title;
};

/* All a signal handler may touch: which came first, and when. */
static volatile sig_atomic_t interrupted, interrupted_at;

/* The first asks to stop; one that comes later is a person who doesn't want to wait. `timeout` and
 * a closing terminal send theirs twice at once. */
static void
note_interrupt(int signal_number)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    sig_atomic_t tenths = (sig_atomic_t)(now.tv_sec % 1000000 * 10 + now.tv_nsec / 100000000);
    if (!interrupted) {
        interrupted_at = tenths;
        interrupted = signal_number;
    } else if (tenths - interrupted_at > 3) {
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
}

/* A signal that was ignored when the program started stays so: nohup, a job in the background. */
static void
catch_interrupts(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (guint i = 0; i < G_N_ELEMENTS(signals); i++) {
        struct sigaction action = {.sa_handler = note_interrupt};
        struct sigaction before;
        sigemptyset(&action.sa_mask);
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

Ticker *
ticker_new(void)
{
    Ticker *ticker = g_new0(Ticker, 1);
    const char *terminal = g_getenv("TERM");
    ticker->shows = isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
    catch_interrupts();
    return ticker;
}

void
ticker_pause(Ticker *ticker)
{
    static const char back[] = "\r\033[K";
    if (ticker->shown && write(STDERR_FILENO, back, sizeof back - 1) > 0)
        ticker->shown = FALSE;
}

void
ticker_free(Ticker *ticker)
{
    if (!ticker)
        return;
    ticker_pause(ticker);
    if (ticker->progress)
        progress_unref(ticker->progress);
    g_free(ticker->title);
    g_free(ticker);
}

void
ticker_session(Ticker *ticker, Session *session)
{
    ticker->session = session;
}

static char *
progress_words(const char *title, const ProgressView *view)
{
    GString *line = g_string_new(title);

    if (*view->phase && strcmp(view->phase, title) != 0)
        g_string_append_printf(line, ": %s", view->phase);
    if (view->total > 0) {
        g_autofree char *done = number_count(view->done), *total = number_count(view->total);
        g_string_append_printf(line, "  %s of %s %s", done, total, view->unit);
    } else if (view->done > 0) {
        g_autofree char *done = number_count(view->done);
        g_string_append_printf(line, "  %s %s", done, view->unit);
    }
    if (view->rate > 0 && (view->total > 0 || view->done > 0)) {
        g_autofree char *rate = number_short(view->rate);
        g_string_append_printf(line, ", %s a second", rate);
    }
    if (view->left >= 1) {
        g_autofree char *left = number_span(view->left);
        g_string_append_printf(line, ", %s left", left);
    }
    return g_string_free(line, FALSE);
}

static void
paint(Ticker *ticker, const char *title, Progress *progress)
{
    struct winsize size;
    ProgressView view;
    gint64 now = g_get_monotonic_time();
    int width = 80;

    if (!ticker->shows || now - ticker->painted < 90 * G_TIME_SPAN_MILLISECOND)
        return;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 8)
        width = size.ws_col;
    progress_view(progress, &view);
    g_autofree char *words = progress_words(title, &view);
    g_autofree char *clean = text_clean(words, -1);
    g_autofree char *fitted = text_fit(clean, width - 1, FALSE);
    g_autofree char *line = g_strconcat("\r", g_strchomp(fitted), "\033[K", NULL);
    if (write(STDERR_FILENO, line, strlen(line)) > 0)
        ticker->shown = TRUE;
    ticker->painted = now;
}

void
ticker_job(const JobView *job, gpointer data)
{
    Ticker *ticker = data;
    if (interrupted && ticker->session)
        session_cancel(ticker->session, job->id);
    paint(ticker, job->title, job->progress);
}

static void
tick_here(gpointer progress, gpointer data)
{
    Ticker *ticker = data;
    if (interrupted)
        progress_cancel(progress);
    paint(ticker, ticker->title, progress);
}

Progress *
ticker_progress(Ticker *ticker, const char *title)
{
    if (!ticker->progress) {
        ticker->progress = progress_new();
        progress_set_notify(ticker->progress, tick_here, ticker);
    }
    g_free(ticker->title);
    ticker->title = g_strdup(title);
    return ticker->progress;
}
