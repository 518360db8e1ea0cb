/* Reports by name. Those of the decision are built at once from what is in memory; those that read
 * tables are computed by the clerk with its own connection, kept in memory and in the file by the
 * fingerprint of what they were computed from, and shown as soon as they are there. */
#include "config.h"

#include "session_private.h"

#include <math.h>
#include <string.h>

/* ---- the costs' intervals ----------------------------------------------------------------- */

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
        CostFigures figures = {INTERVAL_UNDEFINED, INTERVAL_UNDEFINED, VERDICT_UNKNOWN, FALSE};
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
        judged->figures =
            (CostFigures){INTERVAL_UNDEFINED, INTERVAL_UNDEFINED, VERDICT_UNKNOWN, FALSE};
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

/* ---- reports of the clerk ----------------------------------------------------------------- */

typedef struct {
    char *name, *key;
    Catalogue *catalogue;
    FrameStore *frames;
    gint64 task_id, model_id;
    double line;
    gboolean keep; /* in the file */
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

static Report *
column_report(ReportJob *data, sqlite3 *database, const Task *task, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(data->name + strlen("column "), ".", 2);
    TableInfo *table = parts[0] && parts[1] ? catalogue_table(data->catalogue, parts[0], error)
                                            : catalogue_main_table(data->catalogue);
    ColumnInfo *column = NULL;

    if (table)
        column = table_column(table, parts[0] && parts[1] ? parts[1] : data->name + 7, error);
    return column ? audit_column_report(data->frames, database, table, column, task, error) : NULL;
}

/* "ticket TABLE ROW" */
static Report *
open_ticket(ReportJob *data, sqlite3 *database, const Task *task, GError **error)
{
    g_auto(GStrv) words = g_strsplit(data->name, " ", 3);
    TicketRequest request = {.frames = data->frames,
                             .model = data->model_id,
                             .line = data->line,
                             .masked = personal_masked(database)};
    TableInfo *table;

    if (g_strv_length(words) != 3 || !number_parse_integer(words[2], -1, &request.row_id)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "write: ticket TABLE ROW");
        return NULL;
    }
    table = catalogue_table(data->catalogue, words[1], error);
    return table ? ticket_report(&request, table, task, database, error) : NULL;
}

/* "duplicates", "duplicates TABLE" */
static Report *
open_duplicates(ReportJob *data, sqlite3 *database, const Task *task, Progress *progress,
                GError **error)
{
    const char *name = data->name[strlen("duplicates")] ? data->name + strlen("duplicates ") : NULL;
    const TableInfo *table = name ? catalogue_table(data->catalogue, name, error)
                             : task
                                 ? catalogue_table(data->catalogue, task->frame->table->name, error)
                                 : catalogue_main_table(data->catalogue);
    return table ? duplicates_report(data->frames, database, table, task, progress, error) : NULL;
}

/* "pair TABLE ROW ROW" */
static Report *
open_pair(ReportJob *data, sqlite3 *database, GError **error)
{
    g_auto(GStrv) words = g_strsplit(data->name, " ", 4);
    gint64 earlier, later;

    if (g_strv_length(words) != 4 || !number_parse_integer(words[2], -1, &earlier) ||
        !number_parse_integer(words[3], -1, &later)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "write: pair TABLE ROW ROW");
        return NULL;
    }
    const TableInfo *table = catalogue_table(data->catalogue, words[1], error);
    return table ? pair_report(database, table, earlier, later, error) : NULL;
}

static Report *
check_report(const Task *task, sqlite3 *database, GError **error)
{
    Report *report;

    if (task)
        return label_check_report(task, database, error);
    report = report_new("check", "Check the label");
    report_say(report, "No target yet: say what to predict first (2 Target).");
    return report;
}

/* It trains a model: work for the worker, of no target but its own. */
static gboolean
is_query(const char *name)
{
    return g_str_has_prefix(name, "query ");
}

/* "query PREDICT …", "query every=30d most=50 PREDICT …" */
static Report *
open_query(ReportJob *data, sqlite3 *database, Progress *progress, GError **error)
{
    QueryRequest request = {.text = data->name + strlen("query ")};
    g_auto(GStrv) words = g_strsplit(request.text, " ", 3);

    for (guint i = 0; words[i] && i < 2; i++) {
        gint64 most;
        if (g_str_has_prefix(words[i], "every=")) {
            if (!session_parse_every(words[i] + strlen("every="), &request.every, error))
                return NULL;
        } else if (g_str_has_prefix(words[i], "most=")) {
            if (!number_parse_integer(words[i] + strlen("most="), -1, &most) || most < 0) {
                g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                            "%s is no number of rows: write most=100, or most=0 for all", words[i]);
                return NULL;
            }
            request.most = (guint)MIN(most, G_MAXUINT);
        } else {
            break;
        }
        request.text += strlen(words[i]) + 1;
    }
    return query_report(&request, data->frames, database, progress, error);
}

static gboolean
report_work(Job *job, sqlite3 *database, GError **error)
{
    ReportJob *data = job->data;
    g_autoptr(Task) task = NULL;

    if ((data->report = report_cached(database, data->name, data->key)))
        return TRUE;
    if (data->task_id && !(task = task_load(data->frames, database, data->task_id, error)))
        return FALSE;
    if (strcmp(data->name, "audit") == 0)
        data->report = audit_report(data->catalogue, data->frames, database, task, data->row_sets,
                                    job->view.progress, error);
    else if (strcmp(data->name, "questions") == 0)
        data->report = questions_report(data->catalogue, data->frames, database, task,
                                        job->view.progress, error);
    else if (strcmp(data->name, "privacy") == 0)
        data->report = privacy_report(data->catalogue, data->frames, database, task,
                                      job->view.progress, error);
    else if (strcmp(data->name, "evidence") == 0)
        data->report =
            evidence_report(data->catalogue, data->frames, database, job->view.progress, error);
    else if (strcmp(data->name, "target") == 0)
        data->report = task ? task_report(task)
                            : target_offers(data->frames, database, job->view.progress, error);
    else if (strcmp(data->name, "check") == 0)
        data->report = check_report(task, database, error);
    else if (strcmp(data->name, "offers") == 0)
        data->report = target_offers(data->frames, database, job->view.progress, error);
    else if (g_str_has_prefix(data->name, "overlap "))
        data->report =
            target_overlap(data->frames, database, NULL, data->name + strlen("overlap "), error);
    else if (is_query(data->name))
        data->report = open_query(data, database, job->view.progress, error);
    else if (g_str_has_prefix(data->name, "duplicates"))
        data->report = open_duplicates(data, database, task, job->view.progress, error);
    else if (g_str_has_prefix(data->name, "pair "))
        data->report = open_pair(data, database, error);
    else if (g_str_has_prefix(data->name, "ticket "))
        data->report = open_ticket(data, database, task, error);
    else
        data->report = column_report(data, database, task, error);
    if (data->report && data->keep)
        report_cache(database, data->name, data->key, data->report, NULL); /* a cache may fail */
    return data->report != NULL;
}

static void
report_finish(Session *session, Job *job)
{
    ReportJob *data = job->data;

    g_hash_table_remove(session->reports_pending, data->name);
    if (job->failure && !g_error_matches(job->failure, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED)) {
        data->report = report_new(data->name, NULL);
        report_warn(data->report, "%s", job->failure->message);
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

static char *
report_key(Session *session, const char *name)
{
    const Judged *selected = session_selected(session);
    Fingerprint *key = fingerprint_new("report");
    fingerprint_text(key, PACKAGE_VERSION);
    fingerprint_text(key, name);
    fingerprint_text(key, session->catalogue->fingerprint);
    fingerprint_integer(key, session->task_id);
    fingerprint_integer(key, session->masked);
    if (strcmp(name, "offers") == 0 || strcmp(name, "target") == 0)
        fingerprint_integer(key, db_integer(workspace_database(session->workspace), 0,
                                            "SELECT count(*) FROM task", ""));
    if (strcmp(name, "check") == 0)
        fingerprint_integer(key, db_integer(workspace_database(session->workspace), 0,
                                            "SELECT max(id) FROM label_check", ""));
    for (guint i = 0; strcmp(name, "privacy") == 0 && session->judged && i < session->judged->len;
         i++)
        fingerprint_integer(key, ((Judged *)g_ptr_array_index(session->judged, i))->model->id);
    if (g_str_has_prefix(name, "duplicates")) {
        g_autofree char *settings =
            db_text(workspace_database(session->workspace),
                    "SELECT group_concat(name || ' ' || value, ';') FROM (SELECT name, value FROM "
                    "setting WHERE name GLOB 'duplicates.*' ORDER BY name)",
                    "");
        fingerprint_text(key, settings);
    }
    if (g_str_has_prefix(name, "ticket ")) {
        fingerprint_integer(key, session->model_id);
        fingerprint_double(key, selected ? selected->decision.line : NAN);
    }
    return fingerprint_end(key);
}

/* The report if it is up to date, from memory or from the file; else NULL, and the clerk is asked.
 */
static Report *
clerk_report(Session *session, const char *name)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autofree char *key = report_key(session, name);
    const char *have = g_hash_table_lookup(session->report_keys, name);
    const char *pending = g_hash_table_lookup(session->reports_pending, name);
    Report *report;

    if (have && strcmp(have, key) == 0)
        return report_copy(g_hash_table_lookup(session->reports, name));
    if ((report = report_cached(database, name, key))) {
        g_hash_table_replace(session->reports, g_strdup(name), report);
        g_hash_table_replace(session->report_keys, g_strdup(name), g_strdup(key));
        return report_copy(report);
    }
    if (pending && strcmp(pending, key) == 0)
        return NULL;
    ReportJob *data = g_new0(ReportJob, 1);
    data->name = g_strdup(name);
    data->key = g_strdup(key);
    data->row_sets =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    data->catalogue = catalogue_ref(session->catalogue);
    data->frames = frame_store_ref(session->frames);
    data->task_id = is_query(name) ? 0 : session->task_id;
    data->model_id = session->model_id;
    data->line = session_selected(session) ? session_selected(session)->decision.line : NAN;
    data->keep = !workspace_read_only(session->workspace) && !g_str_has_prefix(name, "ticket ") &&
                 !g_str_has_prefix(name, "pair ");
    g_hash_table_replace(session->reports_pending, g_strdup(name), g_steal_pointer(&key));
    Job *job =
        job_new(is_query(name) ? "query" : name, report_work, report_finish, data, report_job_free);
    if (is_query(name))
        session_queue(session, job);
    else
        session_queue_clerk(session, job);
    return NULL;
}

/* ---- reports made at once ----------------------------------------------------------------- */

static Report *
nothing_yet(const char *id, const char *title, const char *sentence)
{
    Report *report = report_new(id, title);
    report_say(report, "%s", sentence);
    return report;
}

static Report *
make_models(Session *session, const char *argument, GError **error)
{
    if (!session->brief)
        return nothing_yet("models", "Models",
                           "No target yet: say what to predict first (2 Target).");
    if (!session_read_models(session, error))
        return NULL;
    session_want_figures(session);
    return models_report(session->brief, session->judged, session->line.mode, session->model_id,
                         &session->policy, session->part, session->looks);
}

static Report *
make_threshold(Session *session, const char *argument, GError **error)
{
    const Judged *selected = session_selected(session);
    if (!session->brief)
        return nothing_yet("threshold", "Threshold",
                           "No target yet: say what to predict first (2 Target).");
    if (!selected)
        return nothing_yet("threshold", "Threshold",
                           "No model decides yet: train some, and choose one (5 Models).");
    session_want_figures(session);
    return threshold_report(session->brief, selected, session->line.mode, &session->policy,
                            session->part, session->looks);
}

static Report *
make_model(Session *session, const char *argument, GError **error)
{
    gint64 id;
    Judged *judged = NULL;

    if (!session_read_models(session, error))
        return NULL;
    if (number_parse_integer(argument, -1, &id))
        judged = session_judged(session, id);
    if (!judged) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no model %s; `models` lists them",
                    argument);
        return NULL;
    }
    session_want_figures(session);
    return model_report(session->brief, judged, &session->policy, session->part);
}

static Report *
make_features(Session *session, const char *argument, GError **error)
{
    const Judged *selected = session_selected(session);
    if (!session->brief)
        return nothing_yet("features", "Features",
                           "No target yet: say what to predict first (2 Target).");
    g_autoptr(GPtrArray) features =
        features_list(workspace_database(session->workspace), session->task_id, error);
    return features ? features_report(session->brief, features, selected ? selected->model : NULL)
                    : NULL;
}

static Report *
make_steps(Session *session, const char *argument, GError **error)
{
    return steps_report(session, error);
}

static Report *
make_journal(Session *session, const char *argument, GError **error)
{
    g_autoptr(GPtrArray) entries = journal_read(workspace_database(session->workspace), 0, error);
    Report *report;

    if (!entries)
        return NULL;
    report = report_new("journal", "Journal");
    report_say(report,
               "What was done to this workspace, oldest first. As a script it does it again.");
    ReportTable *table = report_table(report, "entries", NULL);
    report_column(table, "id", "", UNIT_COUNT, 0);
    report_column(table, "at", "when", UNIT_NONE, 0);
    report_column(table, "command", "command", UNIT_NONE, 0);
    report_column(table, "outcome", "", UNIT_NONE, 0);
    for (guint i = 0; i < entries->len; i++) {
        static const char *const outcomes[] = {"", "failed", "cancelled", "running"};
        const JournalEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *command = text_clean(entry->command, -1);
        report_row(table);
        report_cell(table, (double)entry->id);
        report_cell_text(table, entry->at);
        report_cell_text(table, command);
        report_cell_text(table, entry->undoes ? "takes back" : outcomes[entry->outcome % 4]);
    }
    return report;
}

static Report *
make_jobs(Session *session, const char *argument, GError **error)
{
    static const char *const states[] = {"waiting", "running", "done", "failed", "cancelled"};
    GPtrArray *jobs = session_jobs(session);
    Report *report = report_new("jobs", "Jobs");
    ReportTable *table = report_table(report, "jobs", NULL);

    report_say(report, jobs->len ? "Jobs run one after the other, in the background."
                                 : "No job has run since this workspace was opened.");
    report_column(table, "id", "", UNIT_COUNT, 0);
    report_column(table, "title", "job", UNIT_NONE, 0);
    report_column(table, "state", "state", UNIT_NONE, 0);
    report_column(table, "error", "", UNIT_NONE, 0);
    for (guint i = 0; i < jobs->len; i++) {
        const JobView *job = g_ptr_array_index(jobs, i);
        report_row(table);
        report_cell(table, job->id);
        report_cell_text(table, job->title);
        report_cell_text(table, states[job->state]);
        report_cell_text(table, job->error);
    }
    return report;
}

static Report *
make_exports(Session *session, const char *argument, GError **error)
{
    return session_exports_report(session, error);
}

typedef struct {
    const char *name;
    gboolean takes_argument;
    Report *(*make)(Session *session, const char *argument, GError **error); /* NULL: the clerk's */
} ReportKind;

static const ReportKind report_kinds[] = {
    {"audit", FALSE, NULL},
    {"privacy", FALSE, NULL},
    {"questions", FALSE, NULL},
    {"evidence", FALSE, NULL},
    {"column", TRUE, NULL},
    {"duplicates", FALSE, NULL},
    {"duplicates", TRUE, NULL},
    {"query", TRUE, NULL},
    {"pair", TRUE, NULL},
    {"ticket", TRUE, NULL},
    {"target", FALSE, NULL},
    {"offers", FALSE, NULL},
    {"check", FALSE, NULL},
    {"overlap", TRUE, NULL},
    {"features", FALSE, make_features},
    {"models", FALSE, make_models},
    {"model", TRUE, make_model},
    {"threshold", FALSE, make_threshold},
    {"steps", FALSE, make_steps},
    {"journal", FALSE, make_journal},
    {"exports", FALSE, make_exports},
    {"jobs", FALSE, make_jobs},
};

Report *
session_report(Session *session, const char *name, GError **error)
{
    gsize length = strcspn(name, " ");
    const char *argument = name[length] ? name + length + 1 : "";

    if (!session->workspace)
        return nothing_yet(name, NULL, "No workspace yet: import a file first.");
    for (guint i = 0; i < G_N_ELEMENTS(report_kinds); i++) {
        const ReportKind *kind = &report_kinds[i];
        if (strncmp(kind->name, name, length) != 0 || kind->name[length] ||
            kind->takes_argument != (*argument != 0))
            continue;
        return kind->make ? kind->make(session, argument, error) : clerk_report(session, name);
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no report \"%s\"", name);
    return NULL;
}

/* Waits for a report of the clerk: for the shell, which has nothing else to do. */
Report *
session_report_wait(Session *session, const char *name,
                    void (*progress_line)(const JobView *job, gpointer data), gpointer data,
                    GError **error)
{
    g_autoptr(GError) failure = NULL;
    Report *report = NULL;

    /* What was asked for before may come first, and be stale: then it is asked for again. */
    do {
        report_free(report);
        report = session_report(session, name, &failure);
    } while (!failure && session_busy(session) &&
             session_wait(session, progress_line, data, &failure));
    if (failure)
        g_clear_pointer(&report, report_free);
    else if (!report)
        g_set_error(&failure, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "the report %s can't be computed: close the workspace and open it again", name);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return report;
}
