/* Reports by name. Those of the decision are built here, at once, from what is in memory; those
 * that read tables are computed in the background (reports_clerk.c). */
#include "reports_private.h"

#include <foredesk/evidence.h>
#include <string.h>

static Report *
nothing_yet(const char *id, const char *title, const char *sentence)
{
    Report *report = report_new(id, title);
    report_say(report, "%s", sentence);
    return report;
}

/* What the selected model learned from isn't all that is known by now. */
static Report *
warn_of_newer(Session *session, Report *report)
{
    g_autofree char *newer =
        report && session->model_id
            ? import_since_model(workspace_database(session->workspace), session->model_id)
            : NULL;
    if (newer)
        report_warn(report, "%s: set the target again and train, so that both know them.", newer);
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
    return warn_of_newer(session, models_report(session->brief, session->judged, session->line.mode,
                                                session->model_id, &session->policy, session->part,
                                                session->looks));
}

static Report *
make_threshold(Session *session, const char *argument, GError **error)
{
    const Judged *selected = session_selected(session);
    if (!session->brief)
        return nothing_yet("threshold", "Threshold",
                           "No target yet: say what to predict first (2 Target).");
    if (!selected)
        return nothing_yet("threshold", "Threshold", NO_MODEL_DECIDES);
    session_want_figures(session);
    return warn_of_newer(session,
                         threshold_report(session->brief, selected, session->line.mode,
                                          &session->policy, session->part, session->looks));
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

/* What is on and leaks: the next model would read it. */
static void
say_leaks_on(Session *session, const GPtrArray *features, Report *report)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(GPtrArray) on = g_ptr_array_new();

    for (guint i = 0; i < features->len; i++)
        if (((const Feature *)features->pdata[i])->enabled)
            g_ptr_array_add(on, features->pdata[i]);
    g_autofree char *leaks = leak_marks_words(database, session->task_id, on, "leak");
    g_autofree char *suspects = leak_marks_words(database, session->task_id, on, "suspect");
    leak_marks_say(report, "What is on", leaks, suspects);
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
    if (!features)
        return NULL;
    g_autoptr(Report) figures =
        session_computed_report(session, computed_report("feature-figures"), "feature-figures");
    g_autoptr(Report) drops =
        selected
            ? session_computed_report(session, computed_report("feature-drops"), "feature-drops")
            : NULL;
    gboolean differs = selected && features_differ(features, selected->model);
    g_autoptr(Report) refit =
        differs ? session_computed_report(session, computed_report("refit"), "refit") : NULL;
    if (!differs)
        session_stop_computed(session, computed_report("refit"));
    Report *report = features_report(session->brief, features, selected ? selected->model : NULL,
                                     figures, drops, refit);
    say_leaks_on(session, features, report);
    return report;
}

/* The page of its own, and what the figures of all features say of it, as soon as they are there.
 */
static Report *
make_feature(Session *session, const char *argument, GError **error)
{
    g_autofree char *name = g_strconcat("feature ", argument, NULL);
    Report *page = session_computed_report(session, computed_report(name), name);

    if (!page || !session->brief)
        return page;
    g_autoptr(GPtrArray) features =
        features_list(workspace_database(session->workspace), session->task_id, error);
    g_autoptr(Report) figures =
        session_computed_report(session, computed_report("feature-figures"), "feature-figures");
    if (features)
        feature_page_add(page, features, argument, figures);
    else
        g_clear_pointer(&page, report_free);
    return page;
}

static Report *
make_candidates(Session *session, const char *argument, GError **error)
{
    if (!session->brief)
        return nothing_yet("candidates", "Candidates",
                           "No target yet: say what to predict first (2 Target).");
    return candidates_report(workspace_database(session->workspace), session->task_id, error);
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
make_dictionary(Session *session, const char *argument, GError **error)
{
    return dictionary_report(session->catalogue, session->frames,
                             workspace_database(session->workspace));
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
    Report *(*make)(Session *session, const char *argument, GError **error);
} ReportKind;

static const ReportKind report_kinds[] = {
    {"dictionary", FALSE, make_dictionary}, {"exports", FALSE, make_exports},
    {"candidates", FALSE, make_candidates}, {"feature", TRUE, make_feature},
    {"features", FALSE, make_features},     {"jobs", FALSE, make_jobs},
    {"journal", FALSE, make_journal},       {"model", TRUE, make_model},
    {"models", FALSE, make_models},         {"steps", FALSE, make_steps},
    {"threshold", FALSE, make_threshold},
};

static Report *
mask(Session *session, Report *report)
{
    if (report)
        personal_report(report, session->catalogue, session->masked, FALSE);
    return report;
}

static Report *
report_named(Session *session, const char *name, GError **error)
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
        return mask(session, kind->make(session, argument, error));
    }
    const ComputedReport *computed = computed_report(name);
    if (computed)
        return session_computed_report(session, computed, name);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no report \"%s\"", name);
    return NULL;
}

gboolean
session_report_trains(const char *name)
{
    const ComputedReport *kind = computed_report(name);
    return kind && kind->trains;
}

Report *
session_report(Session *session, const char *name, GError **error)
{
    GError *failure = NULL;
    Report *report = report_named(session, name, &failure);
    if (!failure)
        return report;
    session_hide(session, failure);
    g_propagate_error(error, failure);
    return report;
}

/* Waits for a report of the clerk: for the shell, which has nothing else to do and prints all of
 * it. */
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
    if (report)
        personal_report(report, session->catalogue, session->masked, TRUE);
    return report;
}
