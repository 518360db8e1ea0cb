/* A feature as an object: from its text, copied, freed. */
#include "features/plan.h"

#include <string.h>

static const char *const evidence_names[] = {"known", "as exported", "ask", "leak", "personal"};

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
    g_free(feature->policy);
    g_free(feature);
}

gboolean
feature_reads_column(const Feature *feature, const Task *task, const char *column)
{
    g_autoptr(GPtrArray) named = pql_columns(feature->node);
    const TableInfo *table = task->frame->table;

    for (guint i = 0; i < named->len; i++) {
        const PqlNode *node = g_ptr_array_index(named, i);
        gboolean own = !node->table || g_ascii_strcasecmp(node->table, table->name) == 0;
        if (own && g_ascii_strcasecmp(node->name, column) == 0)
            return TRUE;
    }
    return FALSE;
}

gboolean
feature_pairs_columns(const Feature *feature, const Task *task)
{
    const PqlNode *node = feature->node;
    if (!node || node->type == PQL_IF || !node->same)
        return node && node->type == PQL_IF;
    const char *rows = ((const PqlNode *)node->arguments->pdata[0])->table;
    return !rows || g_ascii_strcasecmp(rows, "outcomes") == 0 ||
           g_ascii_strcasecmp(rows, task->frame->table->name) == 0;
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
    copy->policy = g_strdup(feature->policy);
    return copy;
}

/* Only what is a column's cell itself has a policy: an aggregate over rows means what it says. */
static char *
policy_of(const PqlNode *node, const Task *task)
{
    const Catalogue *catalogue = task->frame->catalogue;
    if (node->type != PQL_COLUMN || strcmp(node->name, "*") == 0)
        return NULL;
    const TableInfo *table =
        node->table ? catalogue_table(catalogue, node->table, NULL) : task->frame->table;
    const ColumnInfo *column = table ? table_column(table, node->name, NULL) : NULL;
    const char *policy = column ? column->missing_policy : NULL;
    gboolean replaced = policy && strcmp(policy, "keep") != 0 && strcmp(policy, "drop") != 0;
    return replaced ? g_strdup(policy) : NULL;
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
    feature->policy = policy_of(feature->node, task);
    return feature;
}
