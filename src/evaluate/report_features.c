/* Pane 4 and `features`: what the model may look at, in groups, each with where it comes from,
 * whether it was known, whether it is on, and how much the chosen model leans on it. */
#include "reporting.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* Expression → share of the chosen model's importance; from its notes, which need no payload. */
static GHashTable *
importances(const Model *model)
{
    GHashTable *shares = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    json_t *notes = model && model->notes ? json_loads(model->notes, 0, NULL) : NULL;
    json_t *list = json_object_get(notes, "importance");

    for (guint i = 0; list && i < model->features->len && i < json_array_size(list); i++) {
        const Feature *feature = g_ptr_array_index(model->features, i);
        double share = json_number_value(json_array_get(list, i));
        g_hash_table_insert(shares, feature->expression, g_memdup2(&share, sizeof share));
    }
    json_decref(notes);
    return shares;
}

static void
name_columns(ReportTable *table)
{
    report_column(table, "enabled", "on", UNIT_BOOLEAN, 0);
    report_column(table, "group", "group", UNIT_NONE, 0);
    report_column(table, "name", "feature", UNIT_NONE, 0);
    report_column(table, "importance", "leans on it", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "evidence", "known?", UNIT_NONE, 0);
    report_column(table, "sentence", "what it is", UNIT_NONE, 0);
    report_column(table, "reason", "why", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "expression", "PQL", UNIT_NONE, 0)->expert = TRUE;
}

static void
add_feature(ReportTable *table, const Feature *feature, const double *share)
{
    report_row(table);
    report_cell(table, feature->enabled);
    report_cell_text(table, feature->group);
    Cell *name = report_cell_text(table, feature->name);
    report_cell(table, share ? *share : NAN);
    Cell *evidence = report_cell_text(table, evidence_name(feature->evidence));
    if (feature->evidence == EVIDENCE_LEAK)
        cell_style(evidence, "bad");
    else if (feature->evidence != EVIDENCE_KNOWN)
        cell_style(evidence, "warn");
    if (!feature->enabled)
        cell_style(name, "dim");
    report_cell_text(table, feature->sentence);
    report_cell_text(table, feature->reason);
    report_cell_text(table, feature->expression);
}

static void
say_counts(Report *report, GPtrArray *features, const Model *model)
{
    guint on = 0, relational = 0, ask = 0, leak = 0;

    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        on += feature->enabled != 0;
        relational += feature->enabled && feature->relational;
        ask += feature->evidence == EVIDENCE_ASK;
        leak += feature->evidence == EVIDENCE_LEAK;
    }
    if (relational)
        report_say(report,
                   "The model sees %u of %u features; %u of them look at the past of the customer, "
                   "the category or other tables, strictly before the ticket arrived.",
                   on, features->len, relational);
    else
        report_say(report, "The model sees %u of %u features, all of them from the row itself.", on,
                   features->len);
    if (ask || leak)
        report_say(report, "Off: %u that came later, and %u that wait for your answer (1 Audit).",
                   leak, ask);
    if (model)
        report_say(report,
                   "\"Leans on it\" is the share of %s's decisions. Space switches a feature; "
                   "train again to see the difference (5 Models).",
                   model->name);
    else
        report_say(report, "Space switches a feature on or off; then train (5 Models).");
    report_number(report, "on", NULL, UNIT_COUNT, 0, on);
    report_number(report, "all", NULL, UNIT_COUNT, 0, features->len);
}

Report *
features_report(const TaskBrief *task, GPtrArray *features, const Model *model)
{
    Report *report = report_new("features", "Features");
    g_autoptr(GHashTable) shares = importances(model);
    ReportTable *table = report_table(report, "features", NULL);

    say_counts(report, features, model);
    name_columns(table);
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        add_feature(table, feature, g_hash_table_lookup(shares, feature->expression));
    }
    return report;
}
