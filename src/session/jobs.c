/* Jobs as the session sees them: queueing on the worker or the clerk, taking in what they posted,
 * cancelling, waiting. Only the session's thread runs this. */
#include "session_private.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static guint
queue_on(Session *session, Worker *worker, Job *job)
{
    job->view.id = ++session->next_job;
    job->generation = session->generation;
    g_ptr_array_add(session->jobs, job);
    if (worker == session->worker)
        g_ptr_array_add(session->new_jobs, job);
    session_push_job(session, worker, job);
    return job->view.id;
}

guint
session_queue(Session *session, Job *job)
{
    return queue_on(session, session->worker, job);
}

guint
session_queue_clerk(Session *session, Job *job)
{
    job->quiet = TRUE;
    return queue_on(session, session->clerk, job);
}

guint
session_queue_finder(Session *session, Job *job)
{
    job->quiet = TRUE;
    return queue_on(session, session->finder, job);
}

guint
session_queue_writer(Session *session, Job *job)
{
    return queue_on(session, session->writer, job);
}

/* The view is the session's alone; a worker only marks that it has begun. */
static void
note_started(Session *session)
{
    for (guint i = 0; i < session->jobs->len; i++) {
        Job *job = g_ptr_array_index(session->jobs, i);
        if (job->view.state == JOB_QUEUED && g_atomic_int_get(&job->started))
            job->view.state = JOB_RUNNING;
    }
}

GPtrArray *
session_jobs(Session *session)
{
    note_started(session);
    g_ptr_array_set_size(session->job_views, 0);
    for (guint i = 0; i < session->jobs->len; i++) {
        Job *job = g_ptr_array_index(session->jobs, i);
        if (!job->quiet)
            g_ptr_array_add(session->job_views, &job->view);
    }
    return session->job_views;
}

void
session_cancel(Session *session, guint id)
{
    for (guint i = 0; i < session->jobs->len; i++) {
        Job *job = g_ptr_array_index(session->jobs, i);
        if (job->view.state <= JOB_RUNNING && !job->due &&
            (id ? job->view.id == id : !job->quiet)) {
            progress_cancel(job->view.progress);
            return;
        }
    }
}

gboolean
session_busy(Session *session)
{
    for (guint i = 0; i < session->jobs->len; i++) {
        const Job *job = g_ptr_array_index(session->jobs, i);
        if (job->view.state <= JOB_RUNNING)
            return TRUE;
    }
    return FALSE;
}

int
session_wake_descriptor(Session *session)
{
    return session->wake[0];
}

/* What it does with its result may fail too. */
static void
end_job(Session *session, Job *job)
{
    if (job->finish)
        job->finish(session, job);
    gboolean cancelled = g_error_matches(job->failure, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED);
    job->view.state = !job->failure ? JOB_DONE : cancelled ? JOB_CANCELLED : JOB_FAILED;
    session_hide(session, job->failure);
    if (job->failure) {
        job->view.error = g_strdup(job->failure->message);
        if (!job->quiet)
            session_say(session, "%s: %s", job->view.title,
                        cancelled ? "stopped, nothing kept" : job->failure->message);
    }
    journal_outcome(session, job->journal,
                    !job->failure ? JOURNAL_DONE
                    : cancelled   ? JOURNAL_CANCELLED
                                  : JOURNAL_FAILED,
                    NULL);
    session_changed(session);
}

/* Ended jobs stay listed until a newer one of their sort ends; quiet ones go at once, but for a
 * failure that session_wait still has to tell. */
static void
forget_old(Session *session)
{
    guint ended = 0;

    for (guint i = session->jobs->len; i-- > 0;) {
        const Job *job = g_ptr_array_index(session->jobs, i);
        if (job->view.state <= JOB_RUNNING)
            continue;
        if ((job->quiet && (!job->failure || job->told)) || ++ended > 8)
            g_ptr_array_remove_index(session->jobs, i);
    }
}

gboolean
session_pump(Session *session)
{
    char bytes[64];
    gboolean something = FALSE;
    Worker *workers[] = {session->worker, session->clerk, session->finder, session->writer};

    while (read(session->wake[0], bytes, sizeof bytes) > 0)
        something = TRUE;
    for (guint w = 0; w < G_N_ELEMENTS(workers); w++) {
        Job *job;
        while ((job = worker_take_done(workers[w]))) {
            end_job(session, job);
            something = TRUE;
        }
    }
    if (something)
        forget_old(session);
    return something;
}

/* What is waited for: a job the user started, else a report being computed. */
static const JobView *
running_view(Session *session)
{
    const JobView *quiet = NULL;

    for (guint i = 0; i < session->jobs->len; i++) {
        const Job *job = g_ptr_array_index(session->jobs, i);
        if (job->view.state > JOB_RUNNING)
            continue;
        if (!job->quiet)
            return &job->view;
        quiet = quiet ? quiet : &job->view;
    }
    return quiet;
}

/* The first failure nobody was told of yet. */
static gboolean
first_failure(Session *session, GError **error)
{
    for (guint i = 0; i < session->jobs->len; i++) {
        Job *job = g_ptr_array_index(session->jobs, i);
        if (!job->failure || job->told)
            continue;
        job->told = TRUE;
        g_propagate_error(error, g_error_copy(job->failure));
        return FALSE;
    }
    return TRUE;
}

gboolean
session_wait(Session *session, void (*progress_line)(const JobView *job, gpointer data),
             gpointer data, GError **error)
{
    do {
        struct pollfd wake = {.fd = session->wake[0], .events = POLLIN};
        const JobView *running;

        session_pump(session);
        if (!first_failure(session, error))
            return FALSE;
        if (!session_busy(session))
            return TRUE;
        if (progress_line && (running = running_view(session)))
            progress_line(running, data);
        if (poll(&wake, 1, 100) < 0 && errno != EINTR)
            return TRUE;
    } while (TRUE);
}
