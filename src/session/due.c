/* What has to be computed anew because the meaning of the data changed: columns to be read again,
 * features to be proposed again. Noted in the transaction of the change and struck out in that of
 * the result, so that neither a crash nor a cancel leaves the old answer standing for the new
 * question: what is still due is done at the next opening. */
#include "session_private.h"

#include <string.h>

gboolean
due_ask_features(sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) tasks = db_prepare(database, error, "SELECT id FROM task", NULL);
    while (tasks && db_step(tasks, NULL))
        if (!due_ask(database, DUE_FEATURES, sqlite3_column_int64(tasks, 0), error))
            return FALSE;
    return tasks != NULL;
}

gboolean
session_is_due(Session *session, const char *what)
{
    for (guint i = 0; i < session->jobs->len; i++) {
        const Job *job = g_ptr_array_index(session->jobs, i);
        if (job->due && strcmp(job->due, what) == 0 && job->view.state <= JOB_RUNNING)
            return TRUE;
    }
    return FALSE;
}

void
session_resume_due(Session *session)
{
    if (workspace_read_only(session->workspace))
        return;
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(workspace_database(session->workspace), NULL,
                   "SELECT name FROM setting WHERE name GLOB 'due.*' ORDER BY name DESC", NULL);
    while (rows && db_step(rows, NULL)) {
        g_auto(GStrv) parts = g_strsplit((const char *)sqlite3_column_text(rows, 0), ".", 3);
        gint64 id;
        if (g_strv_length(parts) != 3 || !number_parse_integer(parts[2], -1, &id))
            continue;
        if (strcmp(parts[1], DUE_TYPES) == 0)
            session_queue_retype(session, id);
        else if (strcmp(parts[1], DUE_REWRITE) == 0)
            session_queue_rewrite(session, id);
        else if (strcmp(parts[1], DUE_STEPS) == 0)
            session_queue_steps(session, id);
        else if (strcmp(parts[1], DUE_FEATURES) == 0 && id == session->task_id)
            session_queue_propose(session, id);
    }
}

gboolean
job_table_ready(Job *job, sqlite3 *database, gint64 table, gboolean features, GError **error)
{
    WriteSlice slice;
    if (!slice_begin(&slice, database, error))
        return FALSE;
    if (db_run(database, error, "UPDATE source_table SET state = 'ready' WHERE id = ?", "i",
               table) &&
        (!features || due_ask_features(database, error)) &&
        journal_set_outcome(database, job->journal, JOURNAL_DONE, error) &&
        slice_end(&slice, error))
        return TRUE;
    slice_abandon(&slice);
    return FALSE;
}
