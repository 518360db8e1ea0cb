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
