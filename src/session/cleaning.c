/* Cleaning steps on their way into the file: found by the worker, written with the journal's word
 * that it is done, and then everything that was computed from the table is looked at anew. */
#include "session_private.h"

gint64
session_step_id(Session *session, const CommandCall *call, gboolean *there, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    const char *given = call_named(call, "step");
    gint64 id;

    *there = FALSE;
    if (!given)
        return object_reserve(database, "step", error);
    if (!number_parse_integer(given, -1, &id) || id <= 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "step=\"%s\" is no number", given);
        return 0;
    }
    *there = db_integer(database, 0, "SELECT count(*) FROM step WHERE id = ?", "i", id) > 0;
    return *there || object_claim(database, "step", id, error) ? id : 0;
}

/* ---- one step, asked for by a command -------------------------------------------------------- */

typedef struct {
    Step *step;
    FrameStore *frames;
    StepFind find;
    gpointer data;
    GDestroyNotify free_data;
} StepJob;

static void
step_job_free(gpointer data)
{
    StepJob *job = data;
    step_free(job->step);
    frame_store_unref(job->frames);
    if (job->free_data)
        job->free_data(job->data);
    g_free(job);
}

/* A table of which nothing is left can be used for nothing. */
static gboolean
leaves_some(const StepJob *data, const GArray *rows, GError **error)
{
    const TableInfo *table =
        catalogue_table_by_id(frame_store_catalogue(data->frames), data->step->table_id);
    if (data->step->kind != STEP_ROWS || !table || (gint64)rows->len < table->rows)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "that holds for every row of %s: nothing would be left", table->name);
    return FALSE;
}

static gboolean
step_work(Job *job, sqlite3 *database, GError **error)
{
    StepJob *data = job->data;
    g_autoptr(GArray) rows =
        data->find(data->step, data->frames, database, job->view.progress, data->data, error);

    if (!rows || !leaves_some(data, rows, error) || progress_stop(job->view.progress, error) ||
        !db_exec(database, "BEGIN IMMEDIATE", error))
        return FALSE;
    gboolean done =
        step_store(database, data->step, (StepRow *)(gpointer)rows->data, rows->len, error) &&
        due_ask_features(database, error) &&
        journal_set_outcome(database, job->journal, JOURNAL_DONE, error) &&
        db_exec(database, "COMMIT", error);
    if (!sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    return done;
}

static void
say_done(Session *session, const Step *step)
{
    const TableInfo *table = catalogue_table_by_id(session->catalogue, step->table_id);
    g_autofree char *count = number_count(step->rows);
    const char *noun = table ? table_noun(table->name, step->rows) : "rows";

    if (step->kind == STEP_ROWS)
        session_say(session, "%s %s set aside: %s (`clean off %" G_GINT64_FORMAT "` takes it back)",
                    count, noun, step->reason, step->id);
    else
        session_say(session,
                    "%s cells read anew: %s (`clean off %" G_GINT64_FORMAT "` takes it back)",
                    count, step->reason, step->id);
}

static void
step_finish(Session *session, Job *job)
{
    StepJob *data = job->data;

    if (job->failure || !session_reload_catalogue(session, &job->failure))
        return;
    say_done(session, data->step);
    if (session->task_id)
        session_queue_propose(session, session->task_id);
}

void
session_queue_step(Session *session, Step *step, StepFind find, gpointer data,
                   GDestroyNotify free_data, GString *inverse)
{
    StepJob *made = g_new0(StepJob, 1);
    *made = (StepJob){.step = step,
                      .frames = frame_store_ref(session->frames),
                      .find = find,
                      .data = data,
                      .free_data = free_data};
    g_string_printf(inverse, "clean off %" G_GINT64_FORMAT, step->id);
    Job *job = job_new("cleaning", step_work, step_finish, made, step_job_free);
    job->alters = TRUE;
    session_queue(session, job);
}

/* ---- rows that are no tickets, looked for after an import --------------------------------------
 */

typedef struct {
    gint64 table;
    GPtrArray *made; /* Step * */
} StepsJob;

static void
steps_job_free(gpointer data)
{
    StepsJob *job = data;
    g_clear_pointer(&job->made, g_ptr_array_unref);
    g_free(job);
}

gboolean
session_apply_steps(sqlite3 *database, gint64 id, Progress *progress, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_load(database, error);
    const TableInfo *table = catalogue ? catalogue_table_by_id(catalogue, id) : NULL;
    return catalogue && (!table || steps_apply(database, catalogue, table, progress, error));
}

static gboolean
steps_work(Job *job, sqlite3 *database, GError **error)
{
    StepsJob *data = job->data;
    g_autofree char *asked = due_read(database, DUE_STEPS, data->table);
    g_autoptr(Catalogue) catalogue = catalogue_load(database, error);
    const TableInfo *table = catalogue ? catalogue_table_by_id(catalogue, data->table) : NULL;

    if (!catalogue)
        return FALSE;
    if (table &&
        (!steps_apply(database, catalogue, table, job->view.progress, error) ||
         !(data->made = steps_propose(database, catalogue, table, job->view.progress, error))))
        return FALSE;
    if (!db_exec(database, "BEGIN IMMEDIATE", error))
        return FALSE;
    gboolean done = due_ask_features(database, error) &&
                    due_done(database, DUE_STEPS, data->table, asked, error) &&
                    db_exec(database, "COMMIT", error);
    if (!sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    return done;
}

/* Goes on where the import's own words end. */
static void
say_proposed(Session *session, const StepsJob *data)
{
    g_autoptr(GString) words = g_string_new(NULL);
    gint64 rows = 0;
    for (guint i = 0; data->made && i < data->made->len; i++) {
        const Step *step = g_ptr_array_index(data->made, i);
        if (!step->enabled || step->rows == 0)
            continue;
        g_autofree char *count = number_count(step->rows);
        g_string_append_printf(words, "%s%s %s", words->len ? ", " : "", count, step->reason);
        rows += step->rows;
    }
    const TableInfo *table = catalogue_table_by_id(session->catalogue, data->table);
    if (!words->len || !table)
        return;
    g_autofree char *before = g_steal_pointer(&session->notice);
    session_say(session, "%s%sset aside as no %s: %s (`steps` lists them)", before ? before : "",
                before ? ". Also " : "", table_noun(table->name, 2), words->str);
}

static void
steps_finish(Session *session, Job *job)
{
    StepsJob *data = job->data;

    if (job->failure || !data->made || data->made->len == 0 ||
        !session_reload_catalogue(session, &job->failure))
        return;
    say_proposed(session, data);
    if (session->task_id)
        session_queue_propose(session, session->task_id);
}

void
session_queue_steps(Session *session, gint64 table)
{
    StepsJob *data = g_new0(StepsJob, 1);
    data->table = table;
    Job *job = job_new("looking for rows that are no tickets", steps_work, steps_finish, data,
                       steps_job_free);
    job->due = DUE_STEPS;
    session_queue(session, job);
    g_ptr_array_set_size(session->new_jobs, 0); /* the command that asked is done by itself */
}

void
session_queue_due_steps(Session *session)
{
    for (guint i = 0; i < session->catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(session->catalogue->tables, i);
        g_autofree char *due =
            due_read(workspace_database(session->workspace), DUE_STEPS, table->id);
        if (due)
            session_queue_steps(session, table->id);
    }
}
