/* The costs' intervals of the models shown: resampled in the background, kept while policy, line
 * and models stay as they were. */
#include "session_private.h"

typedef struct {
    gint64 task_id, selected;
    SplitPart part;
    Policy policy;
    LineChoice line;
    char *key;
    GArray *ids;     /* gint64 */
    GArray *figures; /* CostFigures, one an id: the result */
} FiguresJob;

static void
figures_job_free(gpointer data)
{
    FiguresJob *job = data;
    g_free(job->key);
    g_array_unref(job->ids);
    g_array_unref(job->figures);
    g_free(job);
}

static gboolean
figures_work(Job *job, sqlite3 *database, GError **error)
{
    FiguresJob *data = job->data;
    g_autoptr(GPtrArray) judged = judged_load(database, data->task_id, data->part, error);
    g_autoptr(GPtrArray) validation = NULL;
    int best;

    if (!judged || (data->part == SPLIT_TEST &&
                    !(validation = judged_load(database, data->task_id, SPLIT_VALIDATION, error))))
        return FALSE;
    judge(judged, validation, data->line.mode, data->selected, data->line.line, &data->policy);
    best = judged_best(judged, &data->policy);
    for (guint i = 0; i < judged->len; i++) {
        Judged *one = g_ptr_array_index(judged, i);
        const Judged *first = best >= 0 ? g_ptr_array_index(judged, (guint)best) : NULL;
        CostFigures figures = {INTERVAL_UNDEFINED, INTERVAL_UNDEFINED, INTERVAL_UNDEFINED,
                               VERDICT_UNKNOWN, FALSE};
        if (progress_stop(job->view.progress, error))
            return FALSE;
        if (one->table && first)
            cost_figures(one->table, &one->decision, first->table, &first->decision, &data->policy,
                         1, &figures);
        figures.best = one == first;
        g_array_append_val(data->ids, one->model->id);
        g_array_append_val(data->figures, figures);
    }
    return TRUE;
}

static char *
figures_key(Session *session)
{
    Fingerprint *key = fingerprint_new("figures");
    fingerprint_integer(key, session->task_id);
    fingerprint_integer(key, session->part);
    fingerprint_integer(key, session->brief && session->brief->frozen);
    fingerprint_double(key, session->policy.missed);
    fingerprint_double(key, session->policy.false_alarm);
    fingerprint_double(key, session->policy.capacity);
    fingerprint_integer(key, session->line.mode);
    fingerprint_double(key, session->line.line);
    fingerprint_integer(key, session->line.mode == LINE_FIXED ? session->model_id : 0);
    for (guint i = 0; session->judged && i < session->judged->len; i++)
        fingerprint_integer(key, ((Judged *)g_ptr_array_index(session->judged, i))->model->id);
    return fingerprint_end(key);
}

static void
figures_finish(Session *session, Job *job)
{
    FiguresJob *data = job->data;
    g_autofree char *now = figures_key(session);

    g_hash_table_remove(session->reports_pending, "figures");
    if (job->failure || strcmp(now, data->key) != 0)
        return; /* stale: the next look asks again */
    for (guint i = 0; i < data->ids->len; i++) {
        Judged *judged = session_judged(session, g_array_index(data->ids, gint64, i));
        if (judged)
            judged->figures = g_array_index(data->figures, CostFigures, i);
    }
    g_free(session->figures_key);
    session->figures_key = g_steal_pointer(&data->key);
}

/* Figures of another policy must not stand beside the new costs. */
static void
drop_figures(Session *session)
{
    for (guint i = 0; i < session->judged->len; i++) {
        Judged *judged = g_ptr_array_index(session->judged, i);
        judged->figures = (CostFigures){INTERVAL_UNDEFINED, INTERVAL_UNDEFINED, INTERVAL_UNDEFINED,
                                        VERDICT_UNKNOWN, FALSE};
    }
}

void
session_want_figures(Session *session)
{
    g_autofree char *key = NULL;

    if (!session->judged || !session->judged->len)
        return;
    key = figures_key(session);
    if (session->figures_key && strcmp(session->figures_key, key) == 0)
        return;
    if (session->figures_key)
        drop_figures(session);
    g_clear_pointer(&session->figures_key, g_free);
    if (g_hash_table_contains(session->reports_pending, "figures"))
        return;
    FiguresJob *data = g_new0(FiguresJob, 1);
    data->task_id = session->task_id;
    data->selected = session->model_id;
    data->part = session->part;
    data->policy = session->policy;
    data->line = session->line;
    data->key = g_steal_pointer(&key);
    data->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    data->figures = g_array_new(FALSE, FALSE, sizeof(CostFigures));
    g_hash_table_insert(session->reports_pending, g_strdup("figures"), g_strdup(data->key));
    session_queue_clerk(session,
                        job_new("figures", figures_work, figures_finish, data, figures_job_free));
}
