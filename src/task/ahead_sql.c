/* The label of a target that looks ahead, as SQL: for reading, and for checking by hand what the
 * program counts. Tables and columns go by their names. */
#include "task/ahead.h"

#include <string.h>

static void node_sql(GString *sql, const PqlNode *node, const Task *task);

static void
column_name(GString *sql, const PqlNode *column, const char *owner)
{
    g_autofree char *name = db_identifier(column->name);
    g_string_append_printf(sql, "%s.%s", owner, name);
}

static void
moment_sql(GString *sql, gint64 offset)
{
    if (offset == 0)
        g_string_append(sql, "seed");
    else
        g_string_append_printf(sql, "datetime(seed, '%+" G_GINT64_FORMAT " seconds')",
                               offset / TIME_SECOND);
}

/* AND time > seed AND time <= seed + 30 days; behind the seed the start is in and the end is out.
 */
static void
window_sql(GString *sql, const PqlNode *node, const char *time)
{
    gint64 start = G_MININT64, end = 0;
    if (node->windowed)
        pql_window_span(&node->window, &start, &end);
    if (start != G_MININT64) {
        g_string_append_printf(sql, " AND %s %s ", time, start >= 0 ? ">" : ">=");
        moment_sql(sql, start);
    }
    g_string_append_printf(sql, " AND %s %s ", time, end > 0 ? "<=" : "<");
    moment_sql(sql, end);
}

/* FIRST and LAST have no SQL of their own: the value at the earliest or latest time. */
static const char *
function_sql(PqlAggregate aggregate)
{
    switch (aggregate) {
    case PQL_SUM:
        return "total";
    case PQL_AVG:
        return "avg";
    case PQL_MIN:
        return "min";
    case PQL_MAX:
        return "max";
    case PQL_LIST_DISTINCT:
        return "group_concat";
    default:
        return "count";
    }
}

static void
value_sql(GString *sql, const PqlNode *node, const char *owner)
{
    const PqlNode *argument = node->arguments->pdata[0];
    gboolean ordered = node->aggregate == PQL_FIRST || node->aggregate == PQL_LAST;
    if (!ordered)
        g_string_append_printf(sql, "%s(%s", function_sql(node->aggregate),
                               node->aggregate == PQL_COUNT_DISTINCT ||
                                       node->aggregate == PQL_LIST_DISTINCT
                                   ? "DISTINCT "
                                   : "");
    if (g_str_equal(argument->name, "*"))
        g_string_append_c(sql, '*');
    else
        column_name(sql, argument, owner);
    if (!ordered)
        g_string_append_c(sql, ')');
}

static void
aggregate_sql(GString *sql, const PqlNode *node, const Task *task)
{
    const PqlNode *argument = node->arguments->pdata[0];
    const Catalogue *catalogue = task->frame->catalogue;
    const TableInfo *entity = task->frame->table;
    const TableInfo *table =
        argument->table ? catalogue_table(catalogue, argument->table, NULL) : entity;
    KeyPair pair;
    if (!table || !path_choose(catalogue, entity, table, FALSE, node->via, &pair, NULL))
        return;
    g_autofree char *name = db_identifier(table->name), *owner = db_identifier(entity->name);
    g_autofree char *theirs = db_identifier(pair.source->name);
    g_autofree char *ours = db_identifier(pair.entity->name);
    const char *linked = table == entity ? "linked" : name;
    g_string_append(sql, "(SELECT ");
    value_sql(sql, node, linked);
    g_string_append_printf(sql, " FROM %s%s WHERE %s.%s = %s.%s", name,
                           table == entity ? " AS linked" : "", linked, theirs, owner, ours);
    if (table->time) {
        g_autofree char *column = db_identifier(table->time->name);
        g_autofree char *time = g_strdup_printf("%s.%s", linked, column);
        window_sql(sql, node, time);
    }
    if (node->filter) {
        g_autofree char *filter = pql_print(node->filter);
        g_string_append_printf(sql, " AND (%s)", filter);
    }
    if ((node->aggregate == PQL_FIRST || node->aggregate == PQL_LAST) && table->time) {
        g_autofree char *column = db_identifier(table->time->name);
        g_string_append_printf(sql, " ORDER BY %s.%s%s LIMIT 1", linked, column,
                               node->aggregate == PQL_LAST ? " DESC" : "");
    }
    g_string_append_c(sql, ')');
}

/* A date in the window; unknown where it had come by the seed, since such a row isn't asked about.
 */
static void
date_sql(GString *sql, const PqlNode *node, const Task *task)
{
    g_autoptr(GString) time = g_string_new(NULL);
    g_autofree char *owner = db_identifier(task->frame->table->name);
    column_name(time, node->arguments->pdata[0], owner);
    g_string_append(sql, "CASE ");
    if (node->windowed && node->window.start >= 0)
        g_string_append_printf(sql, "WHEN %s <> '' AND %s <= seed THEN NULL ", time->str,
                               time->str);
    g_string_append_printf(sql, "WHEN %s <> ''", time->str);
    window_sql(sql, node, time->str);
    g_string_append(sql, " THEN 1 ELSE 0 END");
}

static void
operand_sql(GString *sql, const PqlNode *node, const Task *task)
{
    if (node->type == PQL_AGGREGATE && node->aggregate == PQL_BOOL) {
        date_sql(sql, node, task);
        return;
    }
    if (node->type == PQL_AGGREGATE) {
        aggregate_sql(sql, node, task);
        if (node->aggregate == PQL_EXISTS)
            g_string_append(sql, " > 0");
        return;
    }
    g_autofree char *text = pql_print(node);
    g_string_append(sql, text);
}

static void
node_sql(GString *sql, const PqlNode *node, const Task *task)
{
    if (node->type == PQL_AND || node->type == PQL_OR || node->type == PQL_NOT) {
        g_string_append(sql, node->type == PQL_NOT ? "NOT (" : "(");
        for (guint i = 0; i < node->arguments->len; i++) {
            g_string_append(sql, i == 0 ? "" : node->type == PQL_AND ? " AND " : " OR ");
            node_sql(sql, node->arguments->pdata[i], task);
        }
        g_string_append_c(sql, ')');
        return;
    }
    if (node->type != PQL_COMPARE) {
        operand_sql(sql, node, task);
        return;
    }
    g_autofree char *right = pql_print(node->arguments->pdata[1]);
    operand_sql(sql, node->arguments->pdata[0], task);
    g_string_append_printf(sql, " %s %s", pql_operator_name(node->op), right);
}

/* The moments as a list, the first few and the last. */
static void
moments_sql(GString *sql, const Task *task)
{
    g_autoptr(GArray) moments = g_array_new(FALSE, FALSE, sizeof(TimePoint));
    for (guint32 row = 0; row < task->n; row++) {
        if (task->between && task->between[row])
            continue;
        if (moments->len == 0 ||
            g_array_index(moments, TimePoint, moments->len - 1) != task->seed_time[row])
            g_array_append_val(moments, task->seed_time[row]);
    }
    g_string_append(sql, "WITH moment (seed) AS (VALUES ");
    for (guint i = 0; i < moments->len; i++) {
        g_autofree char *iso = date_iso(g_array_index(moments, TimePoint, i));
        iso[strlen("2026-07-01")] = ' '; /* as datetime() writes it: texts are compared */
        g_string_append_printf(sql, "%s('%.19s')", i == 0 ? "" : ", ", iso);
    }
    g_string_append(sql, ")\n");
}

/* Of a forecast the first windows, one a column. */
static void
labels_sql(GString *sql, const PqlNode *target, const Task *task)
{
    guint windows = task->kind == TASK_FORECAST ? MIN(task->spec.count, 4) : 1;
    g_autoptr(PqlNode) window = pql_node_copy(target);
    gint64 length = window->window.end - window->window.start;
    for (guint i = 0; i < windows; i++) {
        g_string_append(sql, i ? ",\n  " : "");
        node_sql(sql, window, task);
        if (windows > 1)
            g_string_append_printf(sql, " AS label_%u", i + 1);
        else
            g_string_append(sql, " AS label");
        window->window.start += length;
        window->window.end += length;
    }
    if (windows > 1 && windows < task->spec.count)
        g_string_append_printf(sql, "\n  -- and so on to label_%u", task->spec.count);
}

char *
ahead_sql(const Task *task, const PqlNode *target)
{
    const TableInfo *entity = task->frame->table;
    g_autofree char *name = db_identifier(entity->name);
    g_autofree char *window = duration_words(task->spec.horizon);
    GString *sql = g_string_new(NULL);
    g_string_append_printf(sql, "-- known %s after the seed\n", window);
    if (task->moments)
        moments_sql(sql, task);
    g_string_append(sql, "SELECT ");
    if (entity->key) {
        g_autofree char *key = db_identifier(entity->key->name);
        g_string_append_printf(sql, "%s.%s, ", name, key);
    }
    if (task->moments) {
        g_string_append(sql, "seed,\n  ");
    } else {
        g_autofree char *time = db_identifier(task->time_column->info->name);
        g_string_append_printf(sql, "%s.%s AS seed,\n  ", name, time);
    }
    labels_sql(sql, target, task);
    g_string_append_printf(sql, "\nFROM %s%s", name, task->moments ? ", moment" : "");
    if (task->moments && entity->time) {
        g_autofree char *time = db_identifier(entity->time->name);
        g_string_append_printf(sql, "\nWHERE %s.%s < seed", name, time);
    }
    if (task->spec.where)
        g_string_append_printf(sql, "\n-- asked about only where %s", task->spec.where);
    return g_string_free(sql, FALSE);
}
