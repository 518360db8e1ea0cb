/* The reports that read tables, one entry each: how it is computed. */
#include "reports_depends.h"
#include "reports_private.h"

#include <foredesk/signals.h>

#include <math.h>
#include <string.h>

/* ---- one function each ------------------------------------------------------------------------
 */

/* What needs a target that is set. */
static Report *
no_target_yet(const char *id, const char *title)
{
    Report *report = report_new(id, title);
    report_say(report, "No target yet: say what to predict first (2 Target).");
    return report;
}

static Report *
compute_audit(const ReportWork *work, GError **error)
{
    return audit_report(work->catalogue, work->frames, work->database, work->task, work->row_sets,
                        work->progress, error);
}

static Report *
compute_questions(const ReportWork *work, GError **error)
{
    return questions_report(work->catalogue, work->frames, work->database, work->task,
                            work->progress, error);
}

static Report *
compute_baseline(const ReportWork *work, GError **error)
{
    return session_baseline_report(work->frames, work->database, work->task, work->progress, error);
}

static Report *
compute_privacy(const ReportWork *work, GError **error)
{
    return privacy_report(work->catalogue, work->frames, work->database, work->task, work->progress,
                          error);
}

static Report *
compute_evidence(const ReportWork *work, GError **error)
{
    return evidence_report(work->catalogue, work->frames, work->database, work->progress, error);
}

static Report *
compute_offers(const ReportWork *work, GError **error)
{
    return target_offers(work->frames, work->database, work->progress, error);
}

static Report *
compute_target(const ReportWork *work, GError **error)
{
    return work->task ? task_report(work->task) : compute_offers(work, error);
}

static Report *
compute_overlap(const ReportWork *work, GError **error)
{
    return target_overlap(work->frames, work->database, NULL, work->argument, error);
}

static Report *
compute_check(const ReportWork *work, GError **error)
{
    if (work->task)
        return label_check_report(work->task, work->database, error);
    return no_target_yet("check", "Check the label");
}

static Report *
compute_sources(const ReportWork *work, GError **error)
{
    return sources_report(work->frames, work->database, work->progress, error);
}

/* "column NAME", "column TABLE.NAME" */
static Report *
compute_column(const ReportWork *work, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(work->argument, ".", 2);
    gboolean both = parts[0] && parts[1];
    TableInfo *table = both ? catalogue_table(work->catalogue, parts[0], error)
                            : catalogue_main_table(work->catalogue);
    ColumnInfo *column =
        table ? table_column(table, both ? parts[1] : work->argument, error) : NULL;
    return column
               ? audit_column_report(work->frames, work->database, table, column, work->task, error)
               : NULL;
}

/* "ticket TABLE ROW" */
static Report *
compute_ticket(const ReportWork *work, GError **error)
{
    g_auto(GStrv) words = g_strsplit(work->argument, " ", 2);
    TicketRequest request = {.frames = work->frames,
                             .model = work->model_id,
                             .line = work->line,
                             .masked = personal_masked(work->database)};
    if (g_strv_length(words) != 2 || !number_parse_integer(words[1], -1, &request.row_id)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "write: ticket TABLE ROW");
        return NULL;
    }
    TableInfo *table = catalogue_table(work->catalogue, words[0], error);
    return table ? ticket_report(&request, table, work->task, work->database, error) : NULL;
}

/* "duplicates", "duplicates TABLE" */
static Report *
compute_duplicates(const ReportWork *work, GError **error)
{
    const char *name = *work->argument ? work->argument
                       : work->task    ? work->task->frame->table->name
                                       : NULL;
    const TableInfo *table = name ? catalogue_table(work->catalogue, name, error)
                                  : catalogue_main_table(work->catalogue);
    return table ? duplicates_report(work->frames, work->database, table, work->task,
                                     work->progress, error)
                 : NULL;
}

/* "pair TABLE ROW ROW" */
static Report *
compute_pair(const ReportWork *work, GError **error)
{
    g_auto(GStrv) words = g_strsplit(work->argument, " ", 3);
    gint64 earlier, later;

    if (g_strv_length(words) != 3 || !number_parse_integer(words[1], -1, &earlier) ||
        !number_parse_integer(words[2], -1, &later)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "write: pair TABLE ROW ROW");
        return NULL;
    }
    const TableInfo *table = catalogue_table(work->catalogue, words[0], error);
    return table ? pair_report(work->database, table, earlier, later, error) : NULL;
}

/* One of the options that may stand before a query; FALSE without error where it is none. */
static gboolean
read_query_option(const char *word, QueryRequest *request, char **at, GError **error)
{
    gint64 most;
    if (g_str_has_prefix(word, "every="))
        return session_parse_every(word + strlen("every="), &request->every, error);
    if (g_str_has_prefix(word, "seeds="))
        return session_parse_seeds(word + strlen("seeds="), &request->seeds, error);
    if (g_str_equal(word, "walk"))
        return request->walk = TRUE;
    if (g_str_has_prefix(word, "opened="))
        return request->walk =
                   number_parse_integer(word + strlen("opened="), -1, &request->opened) &&
                   request->opened > 0;
    if (g_str_has_prefix(word, "apart="))
        return apart_from_name(word + strlen("apart="), &request->apart, error);
    if (g_str_has_prefix(word, "at=")) {
        g_free(*at);
        request->at = *at = g_strdup(word + strlen("at="));
        return TRUE;
    }
    if (!g_str_has_prefix(word, "most="))
        return FALSE;
    if (number_parse_integer(word + strlen("most="), -1, &most) && most >= 0) {
        request->most = (guint)MIN(most, G_MAXUINT);
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s is no number of rows: write most=100, or most=0 for all", word);
    return FALSE;
}

/* "query PREDICT …", "query every=30d apart=customer seeds=4 walk most=50 at=TABLE PREDICT …" */
static Report *
compute_query(const ReportWork *work, GError **error)
{
    QueryRequest request = {.text = work->argument, .take_leaks = leaks_take_away};
    g_auto(GStrv) words = g_strsplit(request.text, " ", 8);
    g_autofree char *at = NULL;
    GError *failure = NULL;

    for (guint i = 0; words[i] && i < 7; i++) {
        if (!read_query_option(words[i], &request, &at, &failure))
            break;
        request.text += strlen(words[i]) + 1;
    }
    if (!failure)
        return query_report(&request, work->frames, work->database, work->progress, error);
    g_propagate_error(error, failure);
    return NULL;
}

/* "worth", "worth STEP" */
static Report *
compute_worth(const ReportWork *work, GError **error)
{
    WorthTerms terms = {work->policy, work->choice.mode, work->choice.line};
    gint64 step;

    if (!work->task)
        return no_target_yet("worth", "What cleaning is worth");
    if (!*work->argument)
        return worth_curve_report(work->task, work->frames, work->database, &terms, work->progress,
                                  error);
    if (number_parse_integer(work->argument, -1, &step))
        return worth_step_report(step, work->task, work->frames, work->database, &terms,
                                 work->progress, error);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "worth \"%s\": write the number of a cleaning step; `steps` lists them",
                work->argument);
    return NULL;
}

/* "leakage", "leakage NAME": of a column or a feature */
static Report *
compute_leakage(const ReportWork *work, GError **error)
{
    if (work->task)
        return leakage_report(work->task, work->argument, work->frames, work->database,
                              work->progress, error);
    return no_target_yet("leakage", "Leaks");
}

/* "too-good", "too-good COLUMN" */
static Report *
compute_too_good(const ReportWork *work, GError **error)
{
    WorthTerms terms = {work->policy, work->choice.mode, work->choice.line};

    if (work->task)
        return leak_price_report(work->task, work->argument, work->frames, work->database, &terms,
                                 work->progress, error);
    return no_target_yet("too-good", "Too good by");
}

static Report *
compute_links(const ReportWork *work, GError **error)
{
    return links_report(work->catalogue, work->frames, work->database, work->progress, error);
}

static Report *
compute_headings(const ReportWork *work, GError **error)
{
    return headings_report(work->catalogue, work->database, error);
}

/* "feature-figures": for the report "features" */
static Report *
compute_figures(const ReportWork *work, GError **error)
{
    return feature_figures_report(work->task, work->frames, work->database, work->progress, error);
}

/* "feature NAME" */
static Report *
compute_feature_page(const ReportWork *work, GError **error)
{
    if (work->task)
        return feature_page_report(work->task, work->argument, work->frames, work->database,
                                   work->progress, error);
    return no_target_yet("feature", "Feature");
}

/* The selected model on validation, its line as the policy sets it. */
static Judged *
judged_on_validation(const ReportWork *work, GError **error)
{
    Judged *judged = judged_load_model(work->database, work->model_id, SPLIT_VALIDATION, error);
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    if (!judged)
        return NULL;
    g_ptr_array_add(all, judged);
    judge(all, NULL, work->choice.mode, work->model_id, work->choice.line, &work->policy);
    return judged;
}

/* "feature-drops": for the report "features" */
static Report *
compute_drops(const ReportWork *work, GError **error)
{
    Judged *judged = judged_on_validation(work, error);
    Report *report = judged ? feature_drops_report(work->task, judged, &work->policy, work->frames,
                                                   work->database, work->progress, error)
                            : NULL;
    judged_free(judged);
    return report;
}

/* "refit": for the report "features" */
static Report *
compute_refit(const ReportWork *work, GError **error)
{
    WorthTerms terms = {work->policy, work->choice.mode, work->choice.line};
    if (!work->task)
        return no_target_yet("refit", "Trained again");
    if (!work->model_id) {
        Report *none = report_new("refit", "Trained again");
        report_say(none, NO_MODEL_DECIDES);
        return none;
    }
    Judged *judged = judged_on_validation(work, error);
    Report *report = judged ? feature_refit_report(work->task, judged, work->frames, work->database,
                                                   &terms, work->progress, error)
                            : NULL;
    judged_free(judged);
    return report;
}

/* "test" or a part before the rest of the argument, which is what *rest becomes. The test part must
 * be open. FALSE with an error. */
static gboolean
read_judging_part(const ReportWork *work, SplitPart *part, const char **rest, GError **error)
{
    gsize length = strcspn(work->argument, " ");
    g_autofree char *word = g_strndup(work->argument, length);

    *part = SPLIT_VALIDATION;
    *rest = work->argument;
    if (split_from_name(word, part, NULL))
        *rest += work->argument[length] ? length + 1 : length;
    if (*part == SPLIT_VALIDATION || (*part == SPLIT_TEST && work->part == SPLIT_TEST))
        return TRUE;
    if (*part == SPLIT_TEST)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the test set is sealed: unseal opens it for the chosen model, and every look "
                    "is counted");
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s: models are judged on validation, or on test once it is unsealed", word);
    return FALSE;
}

/* "walk", "walk test" */
static Report *
compute_walk(const ReportWork *work, GError **error)
{
    SplitPart part;
    const char *rest;

    if (!work->task)
        return no_target_yet("walk", "Trained anew at each moment");
    if (!read_judging_part(work, &part, &rest, error))
        return NULL;
    return walk_report(work->task, work->frames, work->database, part, work->progress, error);
}

/* "cuts", "cuts 1w,4w,13w", "cuts test 2025-12-01" */
static Report *
compute_cuts(const ReportWork *work, GError **error)
{
    WorthTerms terms = {work->policy, work->choice.mode, work->choice.line};
    SplitPart part;
    const char *cuts;

    if (!work->task)
        return no_target_yet("cuts", "How old the past may be");
    if (!read_judging_part(work, &part, &cuts, error))
        return NULL;
    if (work->model_id)
        return past_cuts_report(work->task, cuts, part, work->model_id, work->frames,
                                work->database, &terms, work->progress, error);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no model decides yet: train some, and choose one (5 Models)");
    return NULL;
}

static Report *
compute_smallest(const ReportWork *work, GError **error)
{
    WorthTerms terms = {work->policy, work->choice.mode, work->choice.line};
    return work->task ? feature_smallest_report(work->task, work->frames, work->database, &terms,
                                                work->progress, error)
                      : no_target_yet("smallest", "Fewer features");
}

static Report *
compute_sets(const ReportWork *work, GError **error)
{
    WorthTerms terms = {work->policy, work->choice.mode, work->choice.line};
    return work->task ? feature_sets_report(work->task, work->frames, work->database, &terms,
                                            work->progress, error)
                      : no_target_yet("sets", "Sets of features");
}

static Report *
compute_seasons(const ReportWork *work, GError **error)
{
    WorthTerms terms = {work->policy, work->choice.mode, work->choice.line};
    return work->task ? season_trials_report(work->task, work->frames, work->database, &terms,
                                             work->progress, error)
                      : no_target_yet("seasons", "Leave a season out");
}

/* "channels", "channels COLUMN" */
static Report *
compute_channels(const ReportWork *work, GError **error)
{
    WorthTerms terms = {work->policy, work->choice.mode, work->choice.line};
    return work->task ? channels_report(work->task, work->argument, work->frames, work->database,
                                        &terms, work->progress, error)
                      : no_target_yet("channels", "Channels");
}

static Report *
compute_agents(const ReportWork *work, GError **error)
{
    return work->task
               ? agents_report(work->task, work->frames, work->database, work->progress, error)
               : no_target_yet("agents", "Who knows what");
}

static Report *
compute_claims(const ReportWork *work, GError **error)
{
    return work->task
               ? claims_report(work->task, work->frames, work->database, work->progress, error)
               : no_target_yet("claims", "What texts claim");
}

static Report *
compute_combinations(const ReportWork *work, GError **error)
{
    return work->task ? combinations_report(work->task, work->frames, work->database,
                                            work->progress, error)
                      : no_target_yet("combinations", "Together");
}

static Report *
compute_priorities(const ReportWork *work, GError **error)
{
    if (!work->task)
        return no_target_yet("priorities", "Wrong priorities");
    Judged *judged = work->model_id ? judged_on_validation(work, error) : NULL;
    Report *report = judged || !work->model_id
                         ? priorities_report(work->task, judged, &work->policy, work->frames,
                                             work->database, work->progress, error)
                         : NULL;
    judged_free(judged);
    return report;
}

/* ---- the table --------------------------------------------------------------------------------
 */

static const ComputedReport computed_reports[] = {
    {"agents", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_agents, depends_on_agents},
    {"audit", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_audit, depends_on_audited},
    {"baseline", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_baseline, depends_on_desk},
    {"channels", ARGUMENT_MAY, FALSE, TRUE, FALSE, compute_channels, depends_on_choice},
    {"check", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_check, depends_on_verdicts},
    {"combinations", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_combinations, depends_on_switches},
    {"claims", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_claims, depends_on_claims},
    {"column", ARGUMENT_MUST, FALSE, FALSE, FALSE, compute_column, NULL},
    {"cuts", ARGUMENT_MAY, FALSE, TRUE, FALSE, compute_cuts, depends_on_cuts},
    {"duplicates", ARGUMENT_MAY, FALSE, FALSE, FALSE, compute_duplicates, depends_on_likeness},
    {"evidence", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_evidence, NULL},
    {"feature", ARGUMENT_MUST, TRUE, FALSE, FALSE, compute_feature_page, depends_on_switches},
    {"feature-drops", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_drops, depends_on_decision},
    {"feature-figures", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_figures, depends_on_features},
    {"leakage", ARGUMENT_MAY, FALSE, FALSE, FALSE, compute_leakage, depends_on_leaks},
    {"headings", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_headings, NULL},
    {"links", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_links, depends_on_links},
    {"offers", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_offers, depends_on_tasks},
    {"overlap", ARGUMENT_MUST, FALSE, FALSE, FALSE, compute_overlap, NULL},
    {"pair", ARGUMENT_MUST, TRUE, FALSE, FALSE, compute_pair, NULL},
    {"priorities", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_priorities, depends_on_priorities},
    {"privacy", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_privacy, depends_on_models},
    {"query", ARGUMENT_MUST, FALSE, TRUE, TRUE, compute_query, NULL},
    {"questions", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_questions, NULL},
    {"refit", ARGUMENT_NONE, FALSE, TRUE, FALSE, compute_refit, depends_on_refit},
    {"seasons", ARGUMENT_NONE, FALSE, TRUE, FALSE, compute_seasons, depends_on_choice},
    {"sets", ARGUMENT_NONE, FALSE, TRUE, FALSE, compute_sets, depends_on_sets},
    {"smallest", ARGUMENT_NONE, FALSE, TRUE, FALSE, compute_smallest, depends_on_choice},
    {"sources", ARGUMENT_NONE, TRUE, FALSE, FALSE, compute_sources, depends_on_mapping},
    {"target", ARGUMENT_NONE, FALSE, FALSE, FALSE, compute_target, depends_on_tasks},
    {"ticket", ARGUMENT_MUST, TRUE, FALSE, FALSE, compute_ticket, depends_on_model},
    {"too-good", ARGUMENT_MAY, FALSE, TRUE, FALSE, compute_too_good, depends_on_terms},
    {"walk", ARGUMENT_MAY, FALSE, TRUE, FALSE, compute_walk, depends_on_walk},
    {"worth", ARGUMENT_MAY, FALSE, TRUE, FALSE, compute_worth, depends_on_terms},
};

const ComputedReport *
computed_report(const char *name)
{
    gsize length = strcspn(name, " ");
    gboolean argument = name[length] && name[length + 1];
    for (guint i = 0; i < G_N_ELEMENTS(computed_reports); i++) {
        const ComputedReport *kind = &computed_reports[i];
        if (strncmp(kind->name, name, length) == 0 && !kind->name[length] &&
            (argument ? kind->argument != ARGUMENT_NONE : kind->argument != ARGUMENT_MUST))
            return kind;
    }
    return NULL;
}

guint
computed_rules(const ComputedReport *kind)
{
    return kind->compute == compute_leakage || kind->compute == compute_too_good ||
                   kind->compute == compute_query
               ? LEAK_RULES
               : 0;
}
