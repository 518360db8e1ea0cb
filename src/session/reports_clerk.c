/* Computing reports in the background, with a connection of their own: kept in memory and in the
 * file by the fingerprint of what they were computed from, and shown as soon as they are there. */
#include "reports_private.h"

#include <string.h>

typedef struct {
    const ComputedReport *kind;
    char *name, *key;
    Catalogue *catalogue;
    FrameStore *frames;
    gint64 task_id, model_id;
    SplitPart part;
    double line;
    Policy policy;
    LineChoice choice;
    gboolean masked; /* personal data */
    gboolean keep;   /* in the file */
    gboolean waits;  /* a second before it begins: more may be switched */
    gboolean stale;  /* nobody asks for it any more; the session's */
    Report *report;
    GHashTable *row_sets; /* of its alerts, where they can't stand in the file */
} ReportJob;

static void
report_job_free(gpointer data)
{
    ReportJob *job = data;
    g_free(job->name);
    g_free(job->key);
    catalogue_unref(job->catalogue);
    frame_store_unref(job->frames);
    report_free(job->report);
    g_hash_table_unref(job->row_sets);
    g_free(job);
}

/* Keys come faster than models are trained: what is switched within a second is one question, as
 * each switch cancels what was asked before. */
static gboolean
let_settle(Progress *progress, GError **error)
{
    enum { LOOKS = 20 };
    for (guint i = 0; i < LOOKS; i++) {
        if (progress_stop(progress, error))
            return FALSE;
        g_usleep(G_USEC_PER_SEC / LOOKS);
    }
    return !progress_stop(progress, error);
}

/* The report that the file keeps, unless it was made by other rules than today's: a file outlives
 * the program that wrote into it. */
static Report *
report_kept(sqlite3 *database, const ComputedReport *kind, const char *name, const char *key)
{
    g_autoptr(Report) report = report_cached(database, name, key);
    guint rules = computed_rules(kind);
    const ReportValue *made = report && rules ? report_find_value(report, "rules") : NULL;

    return rules && (!made || made->cell->value != rules) ? NULL : g_steal_pointer(&report);
}

static gboolean
report_work(Job *job, sqlite3 *database, GError **error)
{
    ReportJob *data = job->data;
    g_autoptr(Task) task = NULL;
    const char *argument = strchr(data->name, ' ');

    if ((data->report = report_kept(database, data->kind, data->name, data->key)))
        return TRUE;
    if (data->waits && !let_settle(job->view.progress, error))
        return FALSE;
    if (data->task_id && !(task = task_load(data->frames, database, data->task_id, error)))
        return FALSE;
    ReportWork work = {
        .argument = argument ? argument + 1 : "",
        .catalogue = data->catalogue,
        .frames = data->frames,
        .database = database,
        .task = task,
        .model_id = data->model_id,
        .part = data->part,
        .line = data->line,
        .policy = data->policy,
        .choice = data->choice,
        .row_sets = data->row_sets,
        .progress = job->view.progress,
    };
    data->report = data->kind->compute(&work, error);
    if (data->report && computed_rules(data->kind))
        report_number(data->report, "rules", NULL, UNIT_COUNT, 0, computed_rules(data->kind));
    if (data->report) {
        report_name_rows(data->report, data->catalogue);
        personal_report(data->report, data->catalogue, data->masked, FALSE);
    }
    if (data->report && data->keep)
        report_cache(database, data->name, data->key, data->report, NULL); /* a cache may fail */
    return data->report != NULL;
}

static void
report_finish(Session *session, Job *job)
{
    ReportJob *data = job->data;

    if (data->stale) /* what is pending now is another */
        return;
    g_hash_table_remove(session->reports_pending, data->name);
    if (job->failure && !g_error_matches(job->failure, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED)) {
        data->report = report_new(data->name, NULL);
        report_warn(data->report, "%s", job->failure->message);
        personal_report(data->report, data->catalogue, data->masked, FALSE);
    }
    if (!data->report)
        return;
    if (g_hash_table_size(data->row_sets) && workspace_read_only(session->workspace)) {
        g_clear_pointer(&session->alert_rows, g_hash_table_unref);
        session->alert_rows = g_hash_table_ref(data->row_sets);
    }
    g_hash_table_replace(session->reports, g_strdup(data->name), g_steal_pointer(&data->report));
    g_hash_table_replace(session->report_keys, g_strdup(data->name), g_strdup(data->key));
}

/* What people said of columns: it changes no figure, and so isn't in the catalogue's fingerprint.
 */
static void
add_said(Fingerprint *key, const Catalogue *catalogue)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        for (guint k = 0; k < table->columns->len; k++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, k);
            fingerprint_text(key, column->meaning);
            fingerprint_text(key, column->known_reason);
            fingerprint_integer(key, column->known_declared);
        }
    }
}

static char *
report_key(Session *session, const ComputedReport *kind, const char *name)
{
    Fingerprint *key = fingerprint_new("report");
    fingerprint_text(key, program_build());
    fingerprint_text(key, name);
    fingerprint_text(key, session->catalogue->fingerprint);
    add_said(key, session->catalogue);
    fingerprint_integer(key, kind->asks ? 0 : session->task_id);
    fingerprint_integer(key, regime_frozen(workspace_database(session->workspace)));
    fingerprint_text(key, session->masked ? "masked in words" : NULL);
    if (kind->depends)
        kind->depends(session, key);
    return fingerprint_end(key);
}

/* Whether it is trained whenever a feature is switched. */
static gboolean
follows_switches(const ComputedReport *kind)
{
    return strcmp(kind->name, "refit") == 0;
}

void
session_stop_computed(Session *session, const ComputedReport *kind)
{
    for (guint i = 0; i < session->jobs->len; i++) {
        Job *job = g_ptr_array_index(session->jobs, i);
        if (job->view.state > JOB_RUNNING || job->work != report_work ||
            ((ReportJob *)job->data)->kind != kind)
            continue;
        job->quiet = job->told = ((ReportJob *)job->data)->stale = TRUE;
        g_hash_table_remove(session->reports_pending, ((ReportJob *)job->data)->name);
        progress_cancel(job->view.progress);
    }
}

const JobView *
session_report_job(Session *session, const char *name)
{
    session_jobs(session); /* notes which have begun */
    for (guint i = 0; i < session->jobs->len; i++) {
        const Job *job = g_ptr_array_index(session->jobs, i);
        if (job->view.state <= JOB_RUNNING && job->work == report_work &&
            strcmp(((const ReportJob *)job->data)->name, name) == 0)
            return &job->view;
    }
    return NULL;
}

static void
ask_for(Session *session, const ComputedReport *kind, const char *name, const char *key)
{
    const Judged *selected = session_selected(session);
    ReportJob *data = g_new0(ReportJob, 1);
    data->kind = kind;
    data->name = g_strdup(name);
    data->key = g_strdup(key);
    data->row_sets =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    data->catalogue = catalogue_ref(session->catalogue);
    data->frames = frame_store_ref(session->frames);
    data->task_id = kind->asks ? 0 : session->task_id;
    data->model_id = session->model_id;
    data->part = session->part;
    data->masked = session->masked;
    data->line = selected ? selected->decision.line : NAN;
    data->policy = session->policy;
    data->choice = session->line;
    data->waits = follows_switches(kind) && session->watched;
    data->keep = !workspace_read_only(session->workspace) && !kind->passing;
    g_hash_table_replace(session->reports_pending, g_strdup(name), g_strdup(key));
    Job *job = job_new(kind->trains ? kind->name : name, report_work, report_finish, data,
                       report_job_free);
    if (kind->trains)
        session_queue(session, job);
    else
        session_queue_clerk(session, job);
}

Report *
session_computed_report(Session *session, const ComputedReport *kind, const char *name)
{
    g_autofree char *key = report_key(session, kind, name);
    const char *have = g_hash_table_lookup(session->report_keys, name);
    const char *pending = g_hash_table_lookup(session->reports_pending, name);
    Report *report;

    if (pending && follows_switches(kind) && strcmp(pending, key) != 0) {
        session_stop_computed(session, kind);
        pending = NULL;
    }
    if (have && strcmp(have, key) == 0)
        return report_copy(g_hash_table_lookup(session->reports, name));
    if ((report = report_kept(workspace_database(session->workspace), kind, name, key))) {
        g_hash_table_replace(session->reports, g_strdup(name), report);
        g_hash_table_replace(session->report_keys, g_strdup(name), g_strdup(key));
        return report_copy(report);
    }
    /* What is about to be set aside would only have to be taken out of the report again. */
    if ((!pending || strcmp(pending, key) != 0) && !session_is_due(session, DUE_STEPS))
        ask_for(session, kind, name, key);
    return NULL;
}
