/* A feature as an object: from its text, copied, freed. */
#include "features/plan.h"

static const char *const evidence_names[] = {"known", "as exported", "ask", "leak"};

const char *
evidence_name(Evidence evidence)
{
    return evidence_names[evidence];
}

void
feature_free(Feature *feature)
{
    if (!feature)
        return;
    g_free(feature->expression);
    pql_node_free(feature->node);
    g_free(feature->name);
    g_free(feature->sentence);
    g_free(feature->group);
    g_free(feature->reason);
    g_free(feature);
}

Feature *
feature_copy(const Feature *feature)
{
    Feature *copy = g_memdup2(feature, sizeof *feature);
    copy->expression = g_strdup(feature->expression);
    copy->node = feature->node ? pql_node_copy(feature->node) : NULL;
    copy->name = g_strdup(feature->name);
    copy->sentence = g_strdup(feature->sentence);
    copy->group = g_strdup(feature->group);
    copy->reason = g_strdup(feature->reason);
    return copy;
}

Feature *
feature_parse(const char *expression, const Task *task, GError **error)
{
    FeaturePlan plan;
    g_autoptr(PqlNode) node = pql_parse_expression(expression, error);
    if (!node || !feature_plan(node, task, &plan, error))
        return NULL;
    Feature *feature = g_new0(Feature, 1);
    feature->expression = pql_print(node);
    feature->node = g_steal_pointer(&node);
    feature_describe(feature, &plan, task);
    return feature;
}
