/* One command is written as one: what it changes and its entry in the journal are committed
 * together or not at all, its jobs start afterwards, and where it could not be written the session
 * goes back to what the file says. */
#include "session_private.h"

void
session_push_job(Session *session, Worker *worker, Job *job)
{
    if (session->writing && worker == session->worker)
        g_ptr_array_add(session->held, job);
    else
        worker_push(worker, job);
}

/* Jobs must see what their command wrote, so they wait for its commit, or go with it. */
static void
release_jobs(Session *session, gboolean start)
{
    session->writing = FALSE;
    for (guint i = 0; i < session->held->len; i++) {
        Job *job = g_ptr_array_index(session->held, i);
        if (start)
            worker_push(session->worker, job);
        else
            g_ptr_array_remove(session->jobs, job);
    }
    if (!start)
        g_ptr_array_set_size(session->new_jobs, 0);
    g_ptr_array_set_size(session->held, 0);
}

gboolean
session_write(Session *session, gboolean held_key, SessionWrite write, gpointer data,
              GError **error)
{
    sqlite3 *database = session->workspace ? workspace_database(session->workspace) : NULL;
    SplitPart part = session->part;
    GError *failure = NULL;

    if (!database || !sqlite3_get_autocommit(database))
        return write(session, data, error);
    if (held_key)
        db_exec(database, "PRAGMA synchronous = NORMAL", NULL);
    int changes = sqlite3_total_changes(database);
    session->writing = TRUE;
    gboolean done = db_exec(database, "BEGIN IMMEDIATE", &failure) &&
                    write(session, data, &failure) && db_exec(database, "COMMIT", &failure);
    if (!sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    if (held_key)
        db_exec(database, "PRAGMA synchronous = FULL", NULL);
    release_jobs(session, done);
    if (done)
        return TRUE;
    /* Words that were refused changed nothing. */
    if (sqlite3_total_changes(database) != changes ||
        g_error_matches(failure, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM)) {
        session->part = part;
        session_end_merge(session);
        session_restore(session, NULL);
    }
    g_propagate_error(error, failure);
    return FALSE;
}
