/* A background worker: a thread, started by its first job, that runs jobs in order, each with
 * immutable inputs, progress and a cancel flag, and posts the ended job back through a wake
 * descriptor. */
#include "config.h"

#include "session_private.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

struct Worker {
    GThread *thread;
    GAsyncQueue *queue, *done;
    int wake;
    GMutex lock;
    char *path; /* of the workspace to connect to */
    const Workspace *workspace;
    gboolean reconnect;
    gint yields;       /* atomic: a screen is up */
    Progress *running; /* under lock */
};

/* A job that only tells the thread to end. */
static Job farewell;

static void
wake_up(Worker *worker)
{
    char byte = 1;
    /* A full pipe is awake already. */
    while (write(worker->wake, &byte, 1) < 0 && errno == EINTR)
        ;
}

static void
notify(gpointer data, gpointer user_data)
{
    wake_up(user_data ? user_data : data);
}

/* Leaves every signal to the thread that owns the terminal. */
static void
leave_signals(void)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
}

/* Under a screen this thread alone steps back, before its first OpenMP call, so that its team
 * inherits it. The shell has nobody to wait for. */
static void
step_back(Worker *worker, gboolean *stepped)
{
    if (*stepped || !g_atomic_int_get(&worker->yields))
        return;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), 10);
    *stepped = TRUE;
}

static gboolean
connect_again(Worker *worker, sqlite3 **database, GError **error)
{
    gboolean again;
    const Workspace *workspace;

    g_mutex_lock(&worker->lock);
    again = worker->reconnect;
    worker->reconnect = FALSE;
    workspace = worker->workspace;
    g_mutex_unlock(&worker->lock);
    if (!again)
        return TRUE;
    g_clear_pointer(database, sqlite3_close);
    if (!workspace)
        return TRUE;
    *database = workspace_connect(workspace, error);
    return *database != NULL;
}

static gpointer
work(gpointer data)
{
    Worker *worker = data;
    sqlite3 *database = NULL;
    gboolean stepped = FALSE;
    Job *job;

    leave_signals();
    while ((job = g_async_queue_pop(worker->queue)) != &farewell) {
        step_back(worker, &stepped);
        g_mutex_lock(&worker->lock);
        worker->running = job->view.progress;
        g_mutex_unlock(&worker->lock);
        progress_set_notify(job->view.progress, notify, worker);
        g_atomic_int_set(&job->started, TRUE);
        wake_up(worker);
        if (!progress_stop(job->view.progress, &job->failure) &&
            connect_again(worker, &database, &job->failure))
            job->work(job, database, &job->failure);
        progress_set_notify(job->view.progress, NULL, NULL);
        g_mutex_lock(&worker->lock);
        worker->running = NULL;
        g_mutex_unlock(&worker->lock);
        g_async_queue_push(worker->done, job);
        wake_up(worker);
    }
    sqlite3_close(database);
    return NULL;
}

Worker *
worker_new(int wake_descriptor)
{
    Worker *worker = g_new0(Worker, 1);
    worker->wake = wake_descriptor;
    worker->queue = g_async_queue_new();
    worker->done = g_async_queue_new();
    g_mutex_init(&worker->lock);
    return worker;
}

void
worker_free(Worker *worker)
{
    Job *job;

    if (!worker)
        return;
    g_mutex_lock(&worker->lock);
    if (worker->running)
        progress_cancel(worker->running);
    g_mutex_unlock(&worker->lock);
    if (worker->thread) {
        g_async_queue_push_front(worker->queue, &farewell);
        g_thread_join(worker->thread);
    }
    while ((job = g_async_queue_try_pop(worker->done)))
        ; /* the session owns its jobs and frees them */
    g_async_queue_unref(worker->queue);
    g_async_queue_unref(worker->done);
    g_mutex_clear(&worker->lock);
    g_free(worker);
}

void
worker_connect(Worker *worker, const Workspace *workspace)
{
    g_mutex_lock(&worker->lock);
    worker->workspace = workspace;
    worker->reconnect = TRUE;
    g_mutex_unlock(&worker->lock);
}

void
worker_yield(Worker *worker)
{
    g_atomic_int_set(&worker->yields, TRUE);
}

void
worker_push(Worker *worker, Job *job)
{
    if (!worker->thread)
        worker->thread = g_thread_new("worker", work, worker);
    g_async_queue_push(worker->queue, job);
}

Job *
worker_take_done(Worker *worker)
{
    return g_async_queue_try_pop(worker->done);
}

Job *
job_new(const char *title, JobWork work_function, JobFinish finish, gpointer data,
        GDestroyNotify free_data)
{
    Job *job = g_new0(Job, 1);
    job->view.title = g_strdup(title);
    job->view.state = JOB_QUEUED;
    job->view.progress = progress_new();
    job->work = work_function;
    job->finish = finish;
    job->data = data;
    job->free_data = free_data;
    return job;
}

void
job_free(Job *job)
{
    if (!job)
        return;
    if (job->free_data)
        job->free_data(job->data);
    g_clear_error(&job->failure);
    progress_unref(job->view.progress);
    g_free(job->view.title);
    g_free(job->view.error);
    g_free(job);
}
