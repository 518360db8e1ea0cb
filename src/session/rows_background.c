/* What a list on a screen asks of the background: its rows to be found, sorted, filtered or
 * searched by the finder, and written to a file by the writer. Each works on a copy of the list
 * with a connection of its own; the session's thread takes in what comes of it. */
#include "rows_private.h"

typedef enum { WORK_FIND, WORK_SORT, WORK_FILTER, WORK_SEARCH } RowWork;

struct RowJob {
    RowList *list; /* who waits for it; NULL: nobody any more */
    RowList *copy;
    Progress *progress; /* the job's */
    RowWork work;
    char *text; /* reference, filter, or what is searched for; NULL: no filter */
    int column; /* sorted by; −1: by none */
    guint from; /* of a search */
    gboolean backwards, descending;
};

static void
row_job_free(gpointer data)
{
    RowJob *job = data;
    row_list_free(job->copy);
    g_free(job->text);
    g_free(job);
}

/* ---- on the finder's thread ------------------------------------------------------------------ */

/* A statement that reads a whole table gives no other sign of life. */
static int
is_cancelled(void *progress)
{
    return progress_cancelled(progress);
}

static gboolean
do_work(RowJob *data, RowList *list, GError **error)
{
    switch (data->work) {
    case WORK_FIND:
        return row_list_find(list, data->text, error);
    case WORK_SORT:
        return row_list_sort(list, (guint)data->column, data->descending, error);
    case WORK_FILTER:
        return row_list_filter(list, data->text, error) &&
               (data->column < 0 ||
                row_list_sort(list, (guint)data->column, data->descending, error));
    default:
        list->found = row_list_search(list, data->text, data->from, data->backwards);
        return TRUE;
    }
}

static gboolean
row_work(Job *job, sqlite3 *database, GError **error)
{
    enum { STEPS_BETWEEN_LOOKS = 20000 };
    RowJob *data = job->data;
    GError *failure = NULL;

    data->copy->database = database;
    data->copy->progress = job->view.progress;
    sqlite3_progress_handler(database, STEPS_BETWEEN_LOOKS, is_cancelled, job->view.progress);
    do_work(data, data->copy, &failure);
    sqlite3_progress_handler(database, 0, NULL, NULL);
    row_list_disconnect(data->copy);
    data->copy->progress = NULL;
    if (progress_cancelled(job->view.progress))
        g_clear_error(&failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    return !progress_stop(job->view.progress, error);
}

/* ---- on the session's thread ----------------------------------------------------------------- */

/* Whether the rows were looked for in what has changed meanwhile. */
static gboolean
is_stale(const RowList *list, const Session *session)
{
    return list->catalogue != session->catalogue || list->task_id != session->task_id ||
           list->masked != session->masked;
}

/* Asks for what is wished, in place of what was asked before. */
static void begin(RowList *list, const RowJob *wish);

static void
row_finish(Session *session, Job *job)
{
    static const RowsEnd ends[] = {ROWS_OPENED, ROWS_ARRANGED, ROWS_ARRANGED, ROWS_SEARCHED};
    RowJob *data = job->data;
    RowList *list = data->list;

    job->told = TRUE; /* by the list, if it still waits */
    session_keep_task(session, data->copy->task, data->copy->frames);
    if (!list)
        return;
    list->job = NULL;
    list->found = data->copy->found;
    if (data->work == WORK_FIND && is_stale(data->copy, session)) {
        begin(list, data);
    } else if (job->failure) {
        list->end = data->work == WORK_FIND ? ROWS_NOT_OPENED : ROWS_FAILED;
        list->failure = g_error_copy(job->failure);
    } else {
        row_list_take(list, data->copy);
        list->end = ends[data->work];
    }
}

static void
begin(RowList *list, const RowJob *wish)
{
    static const char *const titles[] = {"looking up rows", "sorting", "filtering", "searching"};
    RowJob *data = g_memdup2(wish, sizeof *wish);
    Job *job = job_new(titles[wish->work], row_work, row_finish, data, row_job_free);

    row_list_stop(list);
    data->text = g_strdup(wish->text);
    data->list = list;
    data->copy = wish->work == WORK_FIND ? row_list_new(list->session) : row_list_copy(list);
    data->copy->session = NULL;
    data->copy->database = NULL;
    g_clear_pointer(&list->task, task_unref);
    data->progress = job->view.progress;
    list->job = data;
    list->end = ROWS_NOTHING;
    g_clear_error(&list->failure);
    session_queue_finder(list->session, job);
}

/* ---- what a screen asks ---------------------------------------------------------------------- */

RowList *
session_rows_begin(Session *session, const char *reference, GError **error)
{
    if (!session->workspace || row_reference_at_hand(reference))
        return session_rows_open(session, reference, error);
    RowList *list = row_list_new(session);
    begin(list, &(RowJob){.work = WORK_FIND, .text = (char *)reference, .column = -1});
    return list;
}

void
row_list_begin_sort(RowList *list, guint column, gboolean descending)
{
    begin(list, &(RowJob){.work = WORK_SORT, .column = (int)column, .descending = descending});
}

void
row_list_begin_filter(RowList *list, const char *filter, int column, gboolean descending)
{
    begin(list, &(RowJob){.work = WORK_FILTER,
                          .text = (char *)filter,
                          .column = column,
                          .descending = descending});
}

void
row_list_begin_search(RowList *list, const char *text, guint from, gboolean backwards)
{
    begin(list, &(RowJob){.work = WORK_SEARCH,
                          .text = (char *)text,
                          .from = from,
                          .column = -1,
                          .backwards = backwards});
}

const char *
row_list_doing(const RowList *list)
{
    static const char *const words[] = {"looking up the tickets…", "sorting…", "filtering…",
                                        "searching…"};
    return list->job ? words[list->job->work] : NULL;
}

gboolean
row_list_is_open(const RowList *list)
{
    return list->table != NULL;
}

void
row_list_stop(RowList *list)
{
    if (!list->job)
        return;
    progress_cancel(list->job->progress);
    list->job->list = NULL;
    list->job = NULL;
}

RowsEnd
row_list_take_end(RowList *list, int *found, GError **error)
{
    RowsEnd end = list->end;

    list->end = ROWS_NOTHING;
    *found = list->found;
    if (list->failure)
        g_propagate_error(error, g_steal_pointer(&list->failure));
    return end;
}
