/* Commands on sets of features: one of a kind, sets by name, and the set that a search found. */
#include "reports_private.h"

#include <string.h>

/* ---- one of a kind ----------------------------------------------------------------------------
 */

/* The group of features that say nearly the same, by expression; 0: none. */
static double
group_of(const ReportTable *table, const char *expression)
{
    guint column = 0;
    for (guint i = 0; i < table->columns->len; i++)
        if (strcmp(((ReportColumn *)g_ptr_array_index(table->columns, i))->id, "alike") == 0)
            column = i;
    for (guint row = 0; row < table->rows->len; row++)
        if (strcmp(report_at(table, row, 0)->text, expression) == 0)
            return report_at(table, row, column)->value;
    return 0;
}

/* Those that are on and say nearly what `name` says: appended as words of the command. */
static gboolean
others_like(Session *session, const char *name, GPtrArray *others, GError **error)
{
    g_autoptr(Report) figures =
        session_computed_report(session, computed_report("feature-figures"), "feature-figures");
    const ReportTable *table = figures ? report_find_table(figures, "figures") : NULL;
    g_autoptr(GPtrArray) features =
        features_list(workspace_database(session->workspace), session->task_id, error);
    double group = 0;

    if (!features)
        return FALSE;
    if (!table) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "which features are alike is still being worked out: try again in a moment");
        return FALSE;
    }
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        if (strcmp(feature->name, name) == 0 || strcmp(feature->expression, name) == 0)
            group = group_of(table, feature->expression);
    }
    for (guint i = 0; group > 0 && i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        if (feature->enabled && strcmp(feature->name, name) != 0 &&
            strcmp(feature->expression, name) != 0 && group_of(table, feature->expression) == group)
            g_ptr_array_add(others, g_strdup(feature->expression));
    }
    if (others->len)
        return TRUE;
    g_autofree char *shown = text_clean(name, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" can stay as it is: nothing like it is on", shown);
    return FALSE;
}

/* The journal names those that go off, so that a replay needs no figures. */
static gboolean
apply_keep(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func(g_free);

    if (!call_check(call, 1, 10000, NULL, error))
        return FALSE;
    for (guint i = 1; i < call->words->len; i++)
        g_ptr_array_add(others, g_strdup(call_word(call, i)));
    if (!others->len && !others_like(session, call_word(call, 0), others, error))
        return FALSE;
    command_quote(resolved, call_word(call, 0));
    for (guint i = 0; i < others->len; i++) {
        const char *other = g_ptr_array_index(others, i);
        command_quote(resolved, other);
        if (!session_switch_features(session, "?2 IN (name, expression)", "feature", other, FALSE,
                                     inverse, error))
            return FALSE;
    }
    session_say(session, "%u %s the same went off; u brings %s back", others->len,
                others->len == 1 ? "feature that says nearly" : "features that say nearly",
                others->len == 1 ? "it" : "them");
    return TRUE;
}

static char **
complete_feature_name(Session *session, guint word)
{
    return complete_query(
        session, "SELECT name FROM feature WHERE task_id = ? AND position >= 0 AND enabled "
                 "ORDER BY position");
}

const Command feature_keep_command = {
    "feature keep",        "NAME",    "keep one of the features that say nearly the same",
    EFFECT_STATE,          FALSE,     why_no_task,
    complete_feature_name, apply_keep};

/* ---- these and no others -----------------------------------------------------------------------
 */

/* Switches on what is named and everything else off; the inverse brings back exactly what was on.
 */
static gboolean
only_these(Session *session, GPtrArray *names, GString *inverse, GError **error)
{
    g_autoptr(GPtrArray) features =
        features_list(workspace_database(session->workspace), session->task_id, error);
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GString) unused = g_string_new(NULL);

    if (!features)
        return FALSE;
    g_string_append(inverse, "feature only");
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        if (feature->enabled)
            command_quote(inverse, feature->expression);
    }
    for (guint i = 0; i < names->len; i++)
        g_hash_table_add(wanted, g_ptr_array_index(names, i));
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        gboolean on = g_hash_table_contains(wanted, feature->name) ||
                      g_hash_table_contains(wanted, feature->expression);
        if (feature->enabled && !on &&
            !session_switch_features(session, "expression = ?2", "feature", feature->expression,
                                     FALSE, unused, error))
            return FALSE;
    }
    for (guint i = 0; i < names->len; i++)
        if (!session_switch_features(session, "?2 IN (name, expression)", "feature",
                                     g_ptr_array_index(names, i), TRUE, unused, error))
            return FALSE;
    return TRUE;
}

static gboolean
apply_only(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    if (!call_check(call, 0, 10000, NULL, error))
        return FALSE;
    for (guint i = 0; i < call->words->len; i++)
        command_quote(resolved, call_word(call, i));
    return only_these(session, call->words, inverse, error);
}

/* ---- by name ----------------------------------------------------------------------------------
 */

static char *
set_named(Session *session, const char *name)
{
    return db_text(workspace_database(session->workspace),
                   "SELECT features FROM feature_set WHERE task_id = ? AND name = ?", "is",
                   session->task_id, name);
}

/* Saved again under its name it is what is on now. */
static gboolean
apply_save(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    const char *name;

    if (!call_check(call, 1, 10000, NULL, error))
        return FALSE;
    name = call_word(call, 0);
    g_autofree char *before = set_named(session, name);
    g_autoptr(GString) set = g_string_new(NULL);
    for (guint i = 1; i < call->words->len; i++)
        g_string_append_printf(set, "%s%s", set->len ? "\n" : "", call_word(call, i));
    if (!set->len) {
        g_autofree char *on =
            db_text(database,
                    "SELECT group_concat(expression, char(10)) FROM (SELECT expression FROM "
                    "feature WHERE task_id = ? AND position >= 0 AND enabled ORDER BY position)",
                    "i", session->task_id);
        g_string_assign(set, on ? on : "");
    }
    if (!set->len) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no feature is on: turn one on, then save the set");
        return FALSE;
    }
    g_auto(GStrv) words = g_strsplit(set->str, "\n", -1);
    command_quote(resolved, name);
    for (char **word = words; *word; word++)
        command_quote(resolved, *word);
    g_string_append(inverse, before ? "feature save" : "feature forget");
    command_quote(inverse, name);
    g_auto(GStrv) old = g_strsplit(before ? before : "", "\n", -1);
    for (char **word = old; before && *word; word++)
        command_quote(inverse, *word);
    return db_run(database, error,
                  "INSERT OR REPLACE INTO feature_set (task_id, name, features) VALUES (?, ?, ?)",
                  "iss", session->task_id, name, set->str);
}

static char *
need_set(Session *session, const CommandCall *call, GError **error)
{
    char *set = call_check(call, 1, 1, NULL, error) ? set_named(session, call_word(call, 0)) : NULL;

    if (!set && !*error) {
        g_autofree char *shown = text_clean(call_word(call, 0), -1);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no set \"%s\": `feature save NAME` keeps what is on now as one", shown);
    }
    return set;
}

static gboolean
apply_load(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    GError *failure = NULL;
    g_autofree char *set = need_set(session, call, &failure);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    if (!set) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_auto(GStrv) words = g_strsplit(set, "\n", -1);
    for (char **word = words; *word; word++)
        g_ptr_array_add(names, *word);
    command_quote(resolved, call_word(call, 0));
    return only_these(session, names, inverse, error);
}

static gboolean
apply_forget(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    GError *failure = NULL;
    g_autofree char *set = need_set(session, call, &failure);

    if (!set) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_auto(GStrv) words = g_strsplit(set, "\n", -1);
    command_quote(resolved, call_word(call, 0));
    g_string_append(inverse, "feature save");
    command_quote(inverse, call_word(call, 0));
    for (char **word = words; *word; word++)
        command_quote(inverse, *word);
    return db_run(workspace_database(session->workspace), error,
                  "DELETE FROM feature_set WHERE task_id = ? AND name = ?", "is", session->task_id,
                  call_word(call, 0));
}

static char **
complete_set(Session *session, guint word)
{
    return word == 0 ? complete_query(
                           session, "SELECT name FROM feature_set WHERE task_id = ? ORDER BY name")
                     : NULL;
}

const Command feature_only_command = {
    "feature only",        "NAME…",   "let the model see these features and no others",
    EFFECT_STATE,          FALSE,     why_no_task,
    complete_feature_name, apply_only};
const Command feature_save_command = {"feature save",
                                      "SET [FEATURE…]",
                                      "keep the features that are on as a set of this name",
                                      EFFECT_STATE,
                                      FALSE,
                                      why_no_task,
                                      complete_set,
                                      apply_save};
const Command feature_load_command = {
    "feature load", "SET",     "let the model see the features of a set and no others",
    EFFECT_STATE,   FALSE,     why_no_task,
    complete_set,   apply_load};
const Command feature_forget_command = {"feature forget", "SET",       "forget a set of features",
                                        EFFECT_STATE,     FALSE,       why_no_task,
                                        complete_set,     apply_forget};

/* ---- as few as do as well ----------------------------------------------------------------------
 */

/* The journal names them, so that a replay needs no search. */
static gboolean
apply_smallest(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    if (!call_check(call, 0, 10000, NULL, error))
        return FALSE;
    for (guint i = 0; i < call->words->len; i++)
        g_ptr_array_add(names, g_strdup(call_word(call, i)));
    if (!names->len) {
        g_autoptr(Report) found =
            session_computed_report(session, computed_report("smallest"), "smallest");
        const ReportTable *table = found ? report_find_table(found, "chosen_features") : NULL;
        for (guint i = 0; table && i < table->rows->len; i++)
            g_ptr_array_add(names, g_strdup(report_at(table, i, 2)->text));
    }
    if (!names->len) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the smallest set is still being looked for: try again when the job is done");
        return FALSE;
    }
    for (guint i = 0; i < names->len; i++)
        command_quote(resolved, g_ptr_array_index(names, i));
    return only_these(session, names, inverse, error);
}

const Command feature_smallest_command = {"feature smallest",
                                          "",
                                          "let the model see the smallest set that does as well",
                                          EFFECT_STATE,
                                          FALSE,
                                          why_no_task,
                                          NULL,
                                          apply_smallest};
