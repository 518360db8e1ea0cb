/* The pool command: several sources become one table of tickets, or stand apart again; and the job
 * that keeps it in step with its sources. */
#include "pool_map.h"

#include <string.h>

/* ---- making -----------------------------------------------------------------------------------
 */

typedef struct {
    char *name;
    PoolMade made;
} PoolJob;

static void
pool_job_free(gpointer data)
{
    PoolJob *job = data;
    g_free(job->name);
    pool_made_clear(&job->made);
    g_free(job);
}

static gboolean
pool_work(Job *job, sqlite3 *database, GError **error)
{
    PoolJob *data = job->data;
    g_autoptr(Catalogue) catalogue = catalogue_load(database, error);
    g_autoptr(FrameStore) frames = catalogue ? frame_store_new(catalogue) : NULL;
    gboolean done =
        frames && pool_make(frames, database, data->name, &data->made, job->view.progress, error) &&
        job_table_ready(job, database, data->made.table, TRUE, error);
    if (!done && data->made.table)
        table_drop(database, data->made.table, NULL);
    return done && links_find(database, error);
}

static void
pool_finish(Session *session, Job *job)
{
    const PoolJob *data = job->data;
    if (!job->failure && session_reload_catalogue(session, &job->failure))
        session_say(session, "%s", data->made.note);
}

/* ---- standing apart ---------------------------------------------------------------------------
 */

static const TableInfo *
pool_of(const Catalogue *catalogue)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->pooled)
            return table;
    }
    return NULL;
}

static gboolean
show_pool(Session *session, gint64 pool, gboolean show, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    return db_run(database, error, "UPDATE source_table SET state = ? WHERE id = ?", "si",
                  show ? "ready" : "off", pool) &&
           due_ask_features(database, error) && links_find(database, error) &&
           session_reload_catalogue(session, error);
}

static gboolean
put_away(Session *session, GString *resolved, GString *inverse, GError **error)
{
    const TableInfo *pool = pool_of(session->catalogue);
    if (!pool) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "nothing is pooled");
        return FALSE;
    }
    if (session->brief && g_ascii_strcasecmp(session->brief->entity, pool->name) == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is what the target is about: undo the target first", pool->name);
        return FALSE;
    }
    g_string_append(inverse, "pool");
    command_quote(inverse, pool->name);
    g_string_append(resolved, " none");
    return show_pool(session, pool->id, FALSE, error);
}

/* The pool of this name that was taken back, made by the mapping as it is; 0: none. */
static gint64
pool_put_away(Session *session, const char *name, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(GPtrArray) sources = pool_sources(session->catalogue, database, error);
    g_autofree char *mapping = sources ? pool_mapping(database, sources) : NULL;
    return mapping ? db_integer(database, 0,
                                "SELECT id FROM source_table JOIN pool ON table_id = id WHERE "
                                "state = 'off' AND mapping = ?1 AND (?2 IS NULL OR name = ?2)",
                                "ss", mapping, name)
                   : -1;
}

static gboolean
apply_pool(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    const char *name = call_word(call, 0);
    if (!call_check(call, 0, 1, NULL, error))
        return FALSE;
    if (name && strcmp(name, "none") == 0)
        return put_away(session, resolved, inverse, error);
    const TableInfo *pool = pool_of(session->catalogue);
    if (pool) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is there already and follows its sources by itself: `pool none` takes it "
                    "back",
                    pool->name);
        return FALSE;
    }
    gint64 away = pool_put_away(session, name, error);
    if (away < 0)
        return FALSE;
    if (name)
        command_quote(resolved, name);
    g_string_append(inverse, "pool none");
    if (away)
        return show_pool(session, away, TRUE, error);
    PoolJob *data = g_new0(PoolJob, 1);
    data->name = g_strdup(name);
    Job *job = job_new("pooling tickets", pool_work, pool_finish, data, pool_job_free);
    job->alters = TRUE;
    session_queue(session, job);
    return TRUE;
}

/* ---- following --------------------------------------------------------------------------------
 */

static gboolean
follow_work(Job *job, sqlite3 *database, GError **error)
{
    return pool_renew(database, *(const gint64 *)job->data, job->view.progress, error);
}

static void
follow_finish(Session *session, Job *job)
{
    if (job->failure || !session_reload_catalogue(session, &job->failure))
        return;
    const TableInfo *pool = pool_of(session->catalogue);
    sqlite3 *database = workspace_database(session->workspace);
    g_autofree char *behind = pool ? pool_behind(database, pool) : NULL;
    g_autofree char *count = pool ? number_count(pool->rows) : NULL;
    if (behind)
        session_say(session,
                    "%s stays as it was: %s: say what they mean (`sources` lists them), and it "
                    "follows",
                    pool->name, behind);
    else if (pool)
        session_say(session, "%s follows its sources: %s tickets", pool->name, count);
    if (pool && !behind && session->task_id)
        session_queue_propose(session, session->task_id);
}

/* One that has begun may have seen the sources as they were. */
static gboolean
is_waiting(Session *session)
{
    for (guint i = 0; i < session->jobs->len; i++) {
        Job *job = g_ptr_array_index(session->jobs, i);
        if (g_strcmp0(job->due, DUE_POOL) == 0 && job->view.state <= JOB_RUNNING &&
            !g_atomic_int_get(&job->started))
            return TRUE;
    }
    return FALSE;
}

void
session_follow_sources(Session *session)
{
    const TableInfo *pool = pool_of(session->catalogue);
    if (!pool || workspace_read_only(session->workspace) || is_waiting(session) ||
        !pool_is_stale(workspace_database(session->workspace), pool))
        return;
    Job *job = job_new("renewing pooled tickets", follow_work, follow_finish,
                       g_memdup2(&pool->id, sizeof pool->id), g_free);
    job->due = DUE_POOL;
    session_queue(session, job);
    g_ptr_array_remove(session->new_jobs,
                       job); /* the command that changed them is done by itself */
}

static char **
complete_pool(Session *session, guint word)
{
    return g_strsplit(word == 0 ? "none" : "", " ", -1);
}

static const Command pool_command = {"pool",
                                     "[NAME] | none",
                                     "make one table of the tickets of several sources, once their "
                                     "mapping is complete",
                                     EFFECT_ARTEFACT,
                                     FALSE,
                                     why_no_change,
                                     complete_pool,
                                     apply_pool};

const Command *const pool_commands[] = {&pool_command, NULL};
