/* What a computed report depends on besides the catalogue, the target and its own words: when that
 * changes it is computed anew. */
#include "reports_depends.h"
#include "reports_private.h"

#include <foredesk/signals.h>

#include <string.h>

void
depends_on_tasks(Session *session, Fingerprint *key)
{
    fingerprint_integer(key, db_integer(workspace_database(session->workspace), 0,
                                        "SELECT count(*) FROM task", ""));
}

void
depends_on_verdicts(Session *session, Fingerprint *key)
{
    fingerprint_integer(key, db_integer(workspace_database(session->workspace), 0,
                                        "SELECT max(id) FROM label_check", ""));
}

void
depends_on_models(Session *session, Fingerprint *key)
{
    for (guint i = 0; session->judged && i < session->judged->len; i++)
        fingerprint_integer(key, ((Judged *)g_ptr_array_index(session->judged, i))->model->id);
}

void
depends_on_model(Session *session, Fingerprint *key)
{
    const Judged *selected = session_selected(session);
    fingerprint_integer(key, session->model_id);
    fingerprint_double(key, selected ? selected->decision.line : NAN);
}

/* Also those that the user took away. */
void
depends_on_links(Session *session, Fingerprint *key)
{
    fingerprint_integer(key, db_integer(workspace_database(session->workspace), 0,
                                        "SELECT sum(id * (1 + removed)) FROM link", ""));
}

void
depends_on_likeness(Session *session, Fingerprint *key)
{
    g_autofree char *settings =
        db_text(workspace_database(session->workspace),
                "SELECT group_concat(name || ' ' || value, ';') FROM (SELECT name, value FROM "
                "setting WHERE name GLOB 'duplicates.*' ORDER BY name)",
                "");
    fingerprint_text(key, settings);
}

/* Hours, holidays, promises, and the card that is in force. */
void
depends_on_desk(Session *session, Fingerprint *key)
{
    g_autofree char *settings =
        db_text(workspace_database(session->workspace),
                "SELECT group_concat(value, ';') FROM (SELECT name || ' ' || value AS value FROM "
                "setting WHERE name IN ('hours', 'holidays', 'promises') UNION ALL "
                "SELECT 'baseline ' || max(id) FROM baseline ORDER BY 1)",
                "");
    fingerprint_text(key, settings);
}

/* Every feature there is, on or off. */
void
depends_on_features(Session *session, Fingerprint *key)
{
    g_autofree char *features =
        db_text(workspace_database(session->workspace),
                "SELECT group_concat(expression, ';') FROM (SELECT expression FROM feature WHERE "
                "task_id = ? AND position >= 0 ORDER BY position)",
                "i", session->task_id);
    fingerprint_text(key, features);
}

/* The same, and which of them are on. */
void
depends_on_switches(Session *session, Fingerprint *key)
{
    g_autofree char *features =
        db_text(workspace_database(session->workspace),
                "SELECT group_concat(enabled || expression, ';') FROM (SELECT enabled, expression "
                "FROM feature WHERE task_id = ? AND position >= 0 ORDER BY position)",
                "i", session->task_id);
    fingerprint_text(key, features);
}

/* The features and their switches, and how duplicates are looked for. */
void
depends_on_leaks(Session *session, Fingerprint *key)
{
    depends_on_switches(session, key);
    depends_on_likeness(session, key);
}

/* Costs and the line, as every model has it. */
void
depends_on_policy(Session *session, Fingerprint *key)
{
    fingerprint_double(key, session->policy.missed);
    fingerprint_double(key, session->policy.false_alarm);
    fingerprint_double(key, session->policy.capacity);
    fingerprint_integer(key, session->line.mode);
    fingerprint_double(key, session->line.mode == LINE_FIXED ? session->line.line : 0);
}

/* The features that are on, and which part is open. */
void
depends_on_walk(Session *session, Fingerprint *key)
{
    depends_on_switches(session, key);
    fingerprint_integer(key, session->part);
}

void
depends_on_decision(Session *session, Fingerprint *key)
{
    fingerprint_integer(key, session->model_id);
    depends_on_policy(session, key);
}

/* The decision, and which part is open. */
void
depends_on_cuts(Session *session, Fingerprint *key)
{
    depends_on_decision(session, key);
    fingerprint_integer(key, session->part);
}

/* What was said of the sources' columns and values, and whether the pool follows them. */
void
depends_on_mapping(Session *session, Fingerprint *key)
{
    static const char *const said[] = {
        "SELECT group_concat(table_id || ' ' || pooled, ';') FROM pool_source",
        "SELECT group_concat(column_id || state || coalesce(field, ''), ';') FROM pool_column",
        "SELECT group_concat(column_id || ' ' || value || char(31) || common, ';') FROM pool_value",
        "SELECT group_concat(sources || coalesce(behind, ''), ';') FROM pool",
    };
    for (guint i = 0; i < G_N_ELEMENTS(said); i++) {
        g_autofree char *text = db_text(workspace_database(session->workspace), said[i], "");
        fingerprint_text(key, text);
    }
}

/* The desk's own, and of large tables whether near duplicates were looked for. */
void
depends_on_audited(Session *session, Fingerprint *key)
{
    g_autofree char *searches =
        db_text(workspace_database(session->workspace),
                "SELECT group_concat(fingerprint, ';') FROM (SELECT fingerprint FROM "
                "duplicate_search JOIN source_table ON source_table.id = table_id WHERE rows > ? "
                "ORDER BY table_id)",
                "i", (gint64)DUPLICATES_AT_ONCE);
    fingerprint_text(key, searches);
    depends_on_mapping(session, key);
    depends_on_likeness(session, key);
    depends_on_desk(session, key);
}

/* Features that are on, money, the model they are held against. */
void
depends_on_refit(Session *session, Fingerprint *key)
{
    depends_on_switches(session, key);
    depends_on_decision(session, key);
}

void
depends_on_choice(Session *session, Fingerprint *key)
{
    depends_on_switches(session, key);
    depends_on_policy(session, key);
}

/* The model, costs, and what counts as a wrong priority. */
void
depends_on_priorities(Session *session, Fingerprint *key)
{
    g_auto(PriorityTerms) terms = {0};
    priority_terms_read(workspace_database(session->workspace), &terms);
    g_autofree char *words = priority_terms_words(&terms);
    fingerprint_text(key, words);
    depends_on_decision(session, key);
}

/* What records are made of: the columns said, and those that even out the mix of cases. */
void
depends_on_agents(Session *session, Fingerprint *key)
{
    g_auto(AgentTerms) terms = {0};
    agent_terms_read(workspace_database(session->workspace), &terms);
    g_autofree char *words = agent_terms_words(&terms);
    fingerprint_text(key, words);
    depends_on_features(session, key);
}

/* Words that are looked for, and what was said of claims. */
void
depends_on_claims(Session *session, Fingerprint *key)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_auto(GStrv) keywords = keywords_of(database);
    g_autoptr(GPtrArray) said = claims_said(database);

    for (guint i = 0; keywords[i]; i++)
        fingerprint_text(key, keywords[i]);
    for (guint i = 0; i < said->len; i++) {
        const ClaimSaid *one = g_ptr_array_index(said, i);
        fingerprint_text(key, one->name);
        fingerprint_text(key, one->words);
        fingerprint_text(key, one->events);
        fingerprint_double(key, one->least);
    }
}

void
depends_on_sets(Session *session, Fingerprint *key)
{
    g_autofree char *sets = db_text(
        workspace_database(session->workspace),
        "SELECT group_concat(name || char(10) || features, ';') FROM (SELECT name, features "
        "FROM feature_set WHERE task_id = ? ORDER BY name)",
        "i", session->task_id);
    depends_on_choice(session, key);
    fingerprint_text(key, sets);
}

/* Costs and line, the features that are on, and how duplicates are looked for; what the steps do is
 * in the catalogue, but for those that are off. */
void
depends_on_terms(Session *session, Fingerprint *key)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autofree char *steps =
        db_text(database,
                "SELECT group_concat(id || ' ' || coalesce(hash, ''), ';') FROM (SELECT id, hash "
                "FROM step LEFT JOIN step_applied ON step_id = id ORDER BY id)",
                "");
    g_autofree char *features =
        db_text(database,
                "SELECT group_concat(expression, ';') FROM (SELECT expression FROM feature WHERE "
                "task_id = ? AND enabled ORDER BY position)",
                "i", session->task_id);
    fingerprint_text(key, steps);
    fingerprint_text(key, features);
    depends_on_policy(session, key);
    depends_on_likeness(session, key);
}
