/* The tree of an expression: making an end of it, copying, comparing, walking. */
#include "pql/tree.h"

PqlNode *
pql_node_new(PqlNodeType type, int line, int column)
{
    PqlNode *node = g_new0(PqlNode, 1);
    node->type = type;
    node->line = line;
    node->column = column;
    node->arguments = g_ptr_array_new_with_free_func((GDestroyNotify)pql_node_free);
    return node;
}

void
pql_node_free(PqlNode *node)
{
    if (!node)
        return;
    g_free(node->table);
    g_free(node->name);
    g_free(node->text);
    pql_node_free(node->within);
    pql_node_free(node->filter);
    pql_node_free(node->via);
    pql_node_free(node->same);
    pql_node_free(node->meets);
    g_ptr_array_unref(node->arguments);
    g_free(node);
}

PqlNode *
pql_node_copy(const PqlNode *node)
{
    if (!node)
        return NULL;
    PqlNode *copy = g_memdup2(node, sizeof *node);
    copy->table = g_strdup(node->table);
    copy->name = g_strdup(node->name);
    copy->text = g_strdup(node->text);
    copy->within = pql_node_copy(node->within);
    copy->filter = pql_node_copy(node->filter);
    copy->via = pql_node_copy(node->via);
    copy->same = pql_node_copy(node->same);
    copy->meets = pql_node_copy(node->meets);
    copy->arguments = g_ptr_array_new_with_free_func((GDestroyNotify)pql_node_free);
    for (guint i = 0; i < node->arguments->len; i++)
        g_ptr_array_add(copy->arguments, pql_node_copy(node->arguments->pdata[i]));
    return copy;
}

static gboolean
constants_equal(const PqlNode *a, const PqlNode *b)
{
    if (a->constant != b->constant)
        return FALSE;
    switch (a->constant) {
    case PQL_NUMBER:
    case PQL_BOOLEAN:
        return a->number == b->number;
    case PQL_TEXT:
        return g_str_equal(a->text, b->text);
    case PQL_DATE:
        return a->time == b->time && g_str_equal(a->text, b->text);
    case PQL_NULL:
        break;
    }
    return TRUE;
}

static gboolean
windows_equal(const PqlNode *a, const PqlNode *b)
{
    if (a->windowed != b->windowed)
        return FALSE;
    return !a->windowed || (a->window.start == b->window.start && a->window.end == b->window.end &&
                            a->window.unit == b->window.unit);
}

static gboolean
heads_equal(const PqlNode *a, const PqlNode *b)
{
    switch (a->type) {
    case PQL_COLUMN:
        return g_strcmp0(a->table, b->table) == 0 && g_strcmp0(a->name, b->name) == 0;
    case PQL_CONSTANT:
        return constants_equal(a, b);
    case PQL_AGGREGATE:
        return a->aggregate == b->aggregate && a->by == b->by && windows_equal(a, b);
    case PQL_FUNCTION:
        return a->function == b->function && a->by == b->by;
    case PQL_COMPARE:
        return a->op == b->op;
    default:
        return TRUE;
    }
}

gboolean
pql_equal(const PqlNode *a, const PqlNode *b)
{
    if (!a || !b)
        return a == b;
    if (a->type != b->type || !heads_equal(a, b) || a->arguments->len != b->arguments->len)
        return FALSE;
    for (guint i = 0; i < a->arguments->len; i++)
        if (!pql_equal(a->arguments->pdata[i], b->arguments->pdata[i]))
            return FALSE;
    return pql_equal(a->within, b->within) && pql_equal(a->filter, b->filter) &&
           pql_equal(a->via, b->via) && pql_equal(a->same, b->same) &&
           pql_equal(a->meets, b->meets);
}

static void
collect_columns(PqlNode *node, GPtrArray *columns)
{
    if (!node)
        return;
    if (node->type == PQL_COLUMN && (node->table || !g_str_equal(node->name, "*")))
        g_ptr_array_add(columns, node);
    for (guint i = 0; i < node->arguments->len; i++)
        collect_columns(node->arguments->pdata[i], columns);
    collect_columns(node->within, columns);
    collect_columns(node->filter, columns);
    collect_columns(node->via, columns);
    collect_columns(node->same, columns);
    collect_columns(node->meets, columns);
}

GPtrArray *
pql_columns(PqlNode *node)
{
    GPtrArray *columns = g_ptr_array_new();
    collect_columns(node, columns);
    return columns;
}

void
pql_query_free(PqlQuery *query)
{
    if (!query)
        return;
    pql_node_free(query->target);
    pql_node_free(query->entity);
    pql_node_free(query->entity_filter);
    pql_node_free(query->assuming);
    pql_node_free(query->as_of);
    g_clear_pointer(&query->entities, g_ptr_array_unref);
    g_free(query->target_text);
    g_free(query->filter_text);
    g_free(query->assuming_text);
    g_free(query);
}
