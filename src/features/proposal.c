/* A proposal as a whole: what was left out of it, how it is kept with the task, and told. */
#include "features/propose.h"
#include <jansson.h>
#include <string.h>

void
proposal_free(FeatureProposal *proposal)
{
    if (!proposal)
        return;
    g_clear_pointer(&proposal->values, g_ptr_array_unref);
    g_ptr_array_unref(proposal->features);
    g_ptr_array_unref(proposal->dropped);
    g_ptr_array_unref(proposal->notes);
    g_free(proposal->sample);
    synthesis_clear(&proposal->settings);
    feature_engine_free(proposal->engine);
    g_free(proposal);
}

void
proposal_drop(FeatureProposal *proposal, guint place, DropReason why, const char *reason)
{
    const FeatureValues *values = proposal->values->pdata[place];
    guint at;
    if (!g_ptr_array_find(proposal->features, values->feature, &at))
        return;
    Feature *feature = g_ptr_array_steal_index(proposal->features, at);
    g_ptr_array_remove_index(proposal->values, place);
    g_free(feature->reason);
    feature->reason = g_strdup(reason);
    proposal->left_out[why]++;
    g_ptr_array_add(proposal->dropped, feature);
}

gboolean
proposal_add(FeatureProposal *proposal, const Task *task, const char *expression, GError **error)
{
    Feature *feature = feature_parse(expression, task, error);
    if (!feature)
        return FALSE;
    for (guint i = 0; i < proposal->features->len; i++) {
        const Feature *other = proposal->features->pdata[i];
        if (strcmp(other->expression, feature->expression) == 0 ||
            strcmp(other->name, feature->name) == 0) {
            feature_free(feature);
            return TRUE;
        }
    }
    g_ptr_array_add(proposal->features, feature);
    proposal->generated++;
    return TRUE;
}

/* ---- kept with the task ------------------------------------------------------------------------
 */

static json_t *
dropped_json(const FeatureProposal *proposal)
{
    json_t *list = json_array();
    for (guint i = 0; i < proposal->dropped->len; i++) {
        const Feature *feature = proposal->dropped->pdata[i];
        json_array_append_new(list, json_pack("[s s s s]", feature->name, feature->reason,
                                              feature->sentence, feature->expression));
    }
    return list;
}

gboolean
proposal_store(sqlite3 *database, gint64 task, const FeatureProposal *proposal, GError **error)
{
    g_autofree char *settings = synthesis_words(&proposal->settings);
    json_t *counts = json_array(), *notes = json_array();
    for (guint i = 0; i < DROPPED_REASONS; i++)
        json_array_append_new(counts, json_integer(proposal->left_out[i]));
    for (guint i = 0; i < proposal->notes->len; i++)
        json_array_append_new(notes, json_string(proposal->notes->pdata[i]));
    json_t *all = json_pack("{s:s s:i s:i s:i s:i s:o s:o s:o}", "settings", settings, "generated",
                            (int)proposal->generated, "over", (int)proposal->over, "kept",
                            (int)proposal->features->len, "rows", (int)proposal->n_sample,
                            "left_out", counts, "notes", notes, "dropped", dropped_json(proposal));
    char *text = json_dumps(all, JSON_COMPACT);
    gboolean done = db_run(database, error,
                           "INSERT OR REPLACE INTO feature_proposal(task_id, told) VALUES(?, ?)",
                           "is", task, text);
    free(text);
    json_decref(all);
    return done;
}

/* ---- told --------------------------------------------------------------------------------------
 */

static gint64
count_at(const json_t *all, const char *name)
{
    return json_integer_value(json_object_get(all, name));
}

static void
tell_counts(const json_t *all, Report *report)
{
    static const char *const titles[] = {
        [DROPPED_SAME] = "sort the rows as an earlier one does",
        [DROPPED_NEAR] = "say nearly the same as an earlier one",
        [DROPPED_CONSTANT] = "say the same of all rows",
        [DROPPED_CHANCE] = "tell no more than shuffled values",
        [DROPPED_GAIN] = "over budget, and tell least",
    };
    ReportTable *table = report_table(report, "counts", "WHAT BECAME OF THEM");
    report_column(table, "what", "candidates that", UNIT_NONE, 0);
    report_column(table, "count", "number", UNIT_COUNT, 0);
    for (guint i = 0; i < DROPPED_REASONS; i++) {
        report_row(table);
        report_cell_text(table, titles[i]);
        report_cell(
            table, (double)json_integer_value(json_array_get(json_object_get(all, "left_out"), i)));
    }
    report_row(table);
    report_cell_text(table, "are in the list (on, or off until you answer)");
    report_cell(table, (double)count_at(all, "kept"));
}

static void
tell_dropped(const json_t *all, Report *report)
{
    const json_t *list = json_object_get(all, "dropped");
    ReportTable *table = report_table(report, "dropped", "DROPPED");
    report_column(table, "name", "feature", UNIT_NONE, 0);
    report_column(table, "why", "why", UNIT_NONE, 0);
    report_column(table, "sentence", "what it is", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "expression", "PQL", UNIT_NONE, 0)->expert = TRUE;
    for (guint i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        report_row(table);
        for (guint k = 0; k < 4; k++)
            report_cell_text(table, json_string_value(json_array_get(one, k)));
    }
}

static void
tell_notes(const json_t *all, Report *report)
{
    const json_t *notes = json_object_get(all, "notes");
    ReportTable *table = report_table(report, "windows",
                                      "WINDOWS, AND HOW MANY TRAINING ROWS HAVE "
                                      "ANYTHING IN THEM");
    report_column(table, "window", "rows and windows", UNIT_NONE, 0);
    for (guint i = 0; i < json_array_size(notes); i++) {
        report_row(table);
        report_cell_text(table, json_string_value(json_array_get(notes, i)));
    }
}

Report *
candidates_report(sqlite3 *database, gint64 task, GError **error)
{
    Report *report = report_new("candidates", "Candidates");
    g_autofree char *text =
        db_text(database, "SELECT told FROM feature_proposal WHERE task_id = ?", "i", task);
    json_t *all = text ? json_loads(text, 0, NULL) : NULL;
    if (!all) {
        report_say(report, "No candidates yet: `features propose` makes them from the tables.");
        return report;
    }
    g_autofree char *generated = number_count(count_at(all, "generated"));
    g_autofree char *kept = number_count(count_at(all, "kept"));
    g_autofree char *rows = number_count(count_at(all, "rows"));
    report_say(report,
               "%s candidates were made from the tables, %s are in the list. The others were "
               "measured on %s training rows and dropped; `feature add` takes one back.",
               generated, kept, rows);
    report_say(report,
               "Settings: %s. `features propose depth=1 windows=2d,30d budget=60` changes "
               "them.",
               json_string_value(json_object_get(all, "settings")));
    if (count_at(all, "over"))
        report_warn(report,
                    "%" G_GINT64_FORMAT " more would have been made: no more than this are looked "
                    "at. Fewer windows or depth=1 make room.",
                    count_at(all, "over"));
    report_number(report, "generated", "made", UNIT_COUNT, 0, (double)count_at(all, "generated"));
    report_number(report, "kept", "kept", UNIT_COUNT, 0, (double)count_at(all, "kept"));
    tell_counts(all, report);
    tell_notes(all, report);
    tell_dropped(all, report);
    json_decref(all);
    return report;
}
