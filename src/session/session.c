/* A session: opening and closing, what is selected, and the decisions that follow from the policy.
 * Everything a pane shows at once is in memory here; what needs more is asked of a job. */
#include "config.h"

#include "session_private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* ---- settings of the selection ------------------------------------------------------------ */

static double
setting_number(Session *session, const char *name, double missing)
{
    g_autofree char *text = setting_get(workspace_database(session->workspace), name);
    double value;
    return text && number_parse_decimal(text, -1, &value) ? value : missing;
}

static void
restore_policy(Session *session)
{
    static const char *const modes[] = {"cheapest", "capacity", "fixed"};
    g_autofree char *mode = setting_get(workspace_database(session->workspace), "line.mode");

    policy_init(&session->policy);
    session->policy.missed = setting_number(session, "policy.missed", session->policy.missed);
    session->policy.false_alarm =
        setting_number(session, "policy.false_alarm", session->policy.false_alarm);
    session->policy.capacity = setting_number(session, "policy.capacity", NAN);
    session->line.mode = LINE_CHEAPEST;
    for (guint i = 0; mode && i < G_N_ELEMENTS(modes); i++)
        if (strcmp(mode, modes[i]) == 0)
            session->line.mode = (LineMode)i;
    session->line.line = setting_number(session, "line.value", NAN);
}

static void
restore_view(Session *session)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, NULL, "SELECT name, value FROM view", "");
    while (rows && db_step(rows, NULL))
        g_hash_table_replace(session->view, g_strdup((const char *)sqlite3_column_text(rows, 0)),
                             g_strdup((const char *)sqlite3_column_text(rows, 1)));
}

void
session_reread_view(Session *session)
{
    g_hash_table_remove_all(session->view);
    session->view_changed = FALSE;
    restore_view(session);
}

void
session_forget_read(Session *session, const GArray *tables, GError **error)
{
    g_hash_table_remove_all(session->reports);
    g_hash_table_remove_all(session->report_keys);
    session_reread_view(session);
    g_clear_pointer(&session->frames, frame_store_unref);
    if (!session_restore(session, error))
        return;
    for (guint i = 0; i < tables->len; i++)
        session_queue_retype(session, g_array_index(tables, gint64, i));
}

static void
save_view(Session *session)
{
    GHashTableIter iter;
    gpointer name, value;

    if (!session->view_changed || !session->workspace || workspace_read_only(session->workspace))
        return;
    sqlite3 *database = workspace_database(session->workspace);
    db_exec(database, "BEGIN", NULL);
    g_hash_table_iter_init(&iter, session->view);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        db_run(database, NULL, "INSERT OR REPLACE INTO view VALUES(?, ?)", "ss", name, value);
    }
    db_exec(database, "COMMIT", NULL);
    session->view_changed = FALSE;
}

char *
session_view_get(Session *session, const char *name)
{
    return g_strdup(g_hash_table_lookup(session->view, name));
}

void
session_view_set(Session *session, const char *name, const char *value)
{
    const char *before = g_hash_table_lookup(session->view, name);
    if (before && strcmp(before, value) == 0)
        return;
    g_hash_table_replace(session->view, g_strdup(name), g_strdup(value));
    session->view_changed = TRUE;
}

/* ---- the selection ------------------------------------------------------------------------ */

void
session_changed(Session *session)
{
    session->generation++;
}

void
session_say(Session *session, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_free(session->notice);
    g_autofree char *notice = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    session->notice = personal_sentence(session->catalogue, session->masked, notice);
}

gboolean
session_reload_catalogue(Session *session, GError **error)
{
    g_autoptr(Catalogue) fresh = catalogue_load(workspace_database(session->workspace), error);
    if (!fresh || !personal_read_quoted(fresh, workspace_database(session->workspace), error))
        return FALSE;
    /* What has not changed in content is taken over without loading; the task may have. */
    FrameStore *frames =
        session->frames
            ? frame_store_renew(session->frames, workspace_database(session->workspace), fresh)
            : frame_store_new(fresh);
    g_clear_pointer(&session->task, task_unref);
    g_clear_pointer(&session->frames, frame_store_unref);
    session->frames = frames;
    g_clear_pointer(&session->catalogue, catalogue_unref);
    session->catalogue = g_steal_pointer(&fresh);
    session->masked = personal_masked(workspace_database(session->workspace));
    session_changed(session);
    session_follow_sources(session);
    return TRUE;
}

/* At first only the scores of the model that decides: a window opens on those. */
static gboolean
load_listed(Session *session, sqlite3 *database, GError **error)
{
    Judged *selected;

    session->judged = judged_list(database, session->task_id, error);
    if (!session->judged)
        return FALSE;
    if (session->model_id && (selected = session_judged(session, session->model_id)) &&
        !judged_read(selected, database, session->part, error))
        return FALSE;
    return session->part == SPLIT_VALIDATION || session_read_models(session, error);
}

/* The scores of all models: for the comparison, and for any other model than the one that decides.
 */
gboolean
session_read_models(Session *session, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);

    if (!session->judged || session->judged_read)
        return TRUE;
    for (guint i = 0; i < session->judged->len; i++)
        if (!judged_read(g_ptr_array_index(session->judged, i), database, session->part, error))
            return FALSE;
    if (session->part == SPLIT_TEST &&
        !(session->validation = judged_load(database, session->task_id, SPLIT_VALIDATION, error)))
        return FALSE;
    session->judged_read = TRUE;
    judge(session->judged, session->validation, session->line.mode, session->model_id,
          session->line.line, &session->policy);
    return TRUE;
}

gboolean
session_load_models(Session *session, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);

    g_clear_pointer(&session->judged, g_ptr_array_unref);
    g_clear_pointer(&session->validation, g_ptr_array_unref);
    g_clear_pointer(&session->figures_key, g_free);
    session->judged_read = FALSE;
    session->looks = 0;
    if (session->task_id) {
        if (!load_listed(session, database, error))
            return FALSE;
        session->looks = (guint)db_integer(
            database, 0, "SELECT count(*) FROM look WHERE task_id = ?", "i", session->task_id);
    }
    if (session->model_id && !session_judged(session, session->model_id))
        session->model_id = 0;
    session_judge(session);
    return TRUE;
}

/* Each target remembers the model that decides it, in either regime. */
char *
session_model_setting(Session *session, gint64 task)
{
    gboolean frozen = regime_frozen(workspace_database(session->workspace));
    return g_strdup_printf("model.%" G_GINT64_FORMAT "%s", task, frozen ? ".frozen" : "");
}

static gint64
model_of_task(Session *session, gint64 task)
{
    g_autofree char *setting = session_model_setting(session, task);
    return (gint64)setting_number(session, setting, 0);
}

gboolean
session_select_task(Session *session, gint64 task, GError **error)
{
    TaskBrief *brief = NULL;

    if (task && !(brief = task_brief_load(workspace_database(session->workspace), task, error)))
        return FALSE;
    if (task != session->task_id) {
        g_clear_pointer(&session->task, task_unref);
        session->model_id = model_of_task(session, task);
        session->part = SPLIT_VALIDATION;
    }
    g_clear_pointer(&session->brief, task_brief_free);
    session->brief = brief;
    session->task_id = task;
    session_changed(session);
    return session_load_models(session, error);
}

gboolean
session_change_regime(Session *session, GError **error)
{
    g_clear_pointer(&session->task, task_unref);
    session->model_id = model_of_task(session, session->task_id);
    session->part = SPLIT_VALIDATION;
    return session_select_task(session, session->task_id, error);
}

Judged *
session_judged(Session *session, gint64 model)
{
    for (guint i = 0; session->judged && i < session->judged->len; i++) {
        Judged *judged = g_ptr_array_index(session->judged, i);
        if (judged->model->id == model)
            return judged;
    }
    return NULL;
}

void
session_judge(Session *session)
{
    if (session->judged)
        judge(session->judged, session->validation, session->line.mode, session->model_id,
              session->line.line, &session->policy);
    session_changed(session);
}

Task *
session_need_task(Session *session, GError **error)
{
    if (!session->task && session->task_id)
        session->task = task_load(session->frames, workspace_database(session->workspace),
                                  session->task_id, error);
    return session->task;
}

void
session_keep_task(Session *session, Task *task, const FrameStore *frames)
{
    if (task && !session->task && task->id == session->task_id && frames == session->frames)
        session->task = task_ref(task);
}

/* ---- opening and closing ------------------------------------------------------------------ */

gboolean
session_restore(Session *session, GError **error)
{
    restore_policy(session);
    session->task_id = (gint64)setting_number(session, "task", 0);
    session->model_id = model_of_task(session, session->task_id);
    return session_reload_catalogue(session, error) &&
           session_select_task(session, session->task_id, error) &&
           session_restore_undo(session, error);
}

gboolean
session_load_workspace(Session *session, GError **error)
{
    session->workspace = workspace_open(session->path, error);
    if (!session->workspace)
        return FALSE;
    worker_connect(session->worker, session->workspace);
    worker_connect(session->clerk, session->workspace);
    worker_connect(session->finder, session->workspace);
    worker_connect(session->writer, session->workspace);
    restore_view(session);
    if (!workspace_read_only(session->workspace) &&
        !journal_end_running(workspace_database(session->workspace), error))
        return FALSE;
    if (!session_restore(session, error))
        return FALSE;
    session_resume_due(session);
    return TRUE;
}

static void
make_wake_pipe(Session *session)
{
    if (pipe2(session->wake, O_CLOEXEC | O_NONBLOCK) != 0)
        g_error("no pipe for the session: %s", g_strerror(errno));
}

Session *
session_open(const char *path, GError **error)
{
    g_autoptr(Session) session = g_new0(Session, 1);

    session->path = g_strdup(path);
    session->part = SPLIT_VALIDATION;
    policy_init(&session->policy);
    session->line.line = NAN;
    session->view = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    session->reports =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)report_free);
    session->report_keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    session->reports_pending = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    session->jobs = g_ptr_array_new_with_free_func((GDestroyNotify)job_free);
    session->job_views = g_ptr_array_new();
    session->new_jobs = g_ptr_array_new();
    session->held = g_ptr_array_new();
    session->undo = g_array_new(FALSE, FALSE, sizeof(gint64));
    session->redo = g_array_new(FALSE, FALSE, sizeof(gint64));
    make_wake_pipe(session);
    session->worker = worker_new(session->wake[1]);
    session->clerk = worker_new(session->wake[1]);
    session->finder = worker_new(session->wake[1]);
    session->writer = worker_new(session->wake[1]);
    if (g_file_test(path, G_FILE_TEST_EXISTS) && !session_load_workspace(session, error))
        return NULL;
    return g_steal_pointer(&session);
}

void
session_yield(Session *session)
{
    session->watched = TRUE;
    worker_yield(session->worker);
    worker_yield(session->clerk);
    worker_yield(session->writer); /* not the finder: somebody waits for its answer */
}

void
session_close(Session *session)
{
    if (!session)
        return;
    worker_free(session->worker);
    worker_free(session->clerk);
    worker_free(session->finder);
    worker_free(session->writer);
    session_close_journal(session);
    save_view(session);
    g_clear_pointer(&session->judged, g_ptr_array_unref);
    g_clear_pointer(&session->validation, g_ptr_array_unref);
    g_clear_pointer(&session->brief, task_brief_free);
    g_clear_pointer(&session->task, task_unref);
    g_clear_pointer(&session->frames, frame_store_unref);
    g_clear_pointer(&session->catalogue, catalogue_unref);
    workspace_close(session->workspace);
    g_ptr_array_unref(session->jobs);
    g_ptr_array_unref(session->job_views);
    g_ptr_array_unref(session->new_jobs);
    g_ptr_array_unref(session->held);
    g_array_unref(session->undo);
    g_array_unref(session->redo);
    g_hash_table_unref(session->view);
    g_hash_table_unref(session->reports);
    g_hash_table_unref(session->report_keys);
    g_hash_table_unref(session->reports_pending);
    g_clear_pointer(&session->alert_rows, g_hash_table_unref);
    close(session->wake[0]);
    close(session->wake[1]);
    g_free(session->figures_key);
    g_free(session->notice);
    g_free(session->path);
    g_free(session);
}

/* ---- what panes and verbs ask ------------------------------------------------------------- */

Workspace *
session_workspace(Session *session)
{
    return session->workspace;
}

Catalogue *
session_catalogue(Session *session)
{
    return session->catalogue;
}

const TaskBrief *
session_task(Session *session)
{
    return session->brief;
}

gint64
session_model(Session *session)
{
    return session->model_id;
}

const Policy *
session_policy(Session *session)
{
    return &session->policy;
}

LineMode
session_line_mode(Session *session)
{
    return session->line.mode;
}

SplitPart
session_part(Session *session)
{
    return session->part;
}

guint
session_looks(Session *session)
{
    return session->looks;
}

const Judged *
session_selected(Session *session)
{
    Judged *judged = session->model_id ? session_judged(session, session->model_id) : NULL;
    return judged && judged->table ? judged : NULL;
}

guint
session_generation(Session *session)
{
    return session->generation;
}

char *
session_take_notice(Session *session)
{
    return g_steal_pointer(&session->notice);
}
