/* A query as a target's specification: PREDICT what FOR EACH whom. */
#include "task/ahead.h"

/* The table whose key the query names. */
static const TableInfo *
entity_of(const PqlQuery *query, const Catalogue *catalogue, GError **error)
{
    const PqlNode *entity = query->entity;
    const TableInfo *table = entity->table ? catalogue_table(catalogue, entity->table, error)
                                           : catalogue_main_table(catalogue);
    if (!table) {
        if (entity->table)
            pql_place(entity, error);
        else
            pql_refuse(entity, "no table", "import one, and write FOR EACH table.key", error);
        return NULL;
    }
    if (table->key && g_ascii_strcasecmp(table->key->name, entity->name) == 0)
        return table;
    g_autofree char *what = g_strdup_printf("%s.%s, which is not the key of %s,", table->name,
                                            entity->name, table->name);
    g_autofree char *remedy =
        table->key ? g_strdup_printf("write FOR EACH %s.%s", table->name, table->key->name)
                   : g_strdup_printf("say which column names a row: key %s.COLUMN", table->name);
    pql_refuse(entity, what, remedy, error);
    return NULL;
}

/* BOOL of a yes/no column: the event with its own time, within so long after the arrival. */
static gboolean
bool_target(const PqlQuery *query, const TableInfo *table, TaskSpec *spec, GError **error)
{
    const PqlNode *target = query->target, *argument = target->arguments->pdata[0];
    gint64 start, end;
    if (argument->table && g_ascii_strcasecmp(argument->table, table->name) != 0)
        return pql_refuse(argument, "BOOL of another table's column",
                          "ask whether rows of it come: EXISTS(table.* WHERE …, 0, 48, hours)",
                          error);
    const ColumnInfo *column = table_column(table, argument->name, error);
    if (!column)
        return pql_place(argument, error);
    if (!target->windowed)
        return pql_refuse(target, "BOOL without a window", "write BOOL(column, 0, 48, hours)",
                          error);
    if (column->kind != KIND_BOOLEAN) {
        spec->rule = g_strdup(query->target_text);
        return TRUE;
    }
    pql_window_span(&target->window, &start, &end);
    if (start != 0)
        return pql_refuse(target, "BOOL that doesn't start at the arrival",
                          "start at 0, as in 0, 48, hours", error);
    spec->column = g_strdup(column->name);
    spec->positive = g_strdup("yes");
    spec->horizon = end;
    return TRUE;
}

static gboolean
column_target(const PqlQuery *query, const TableInfo *table, TaskSpec *spec, GError **error)
{
    const PqlNode *target = query->target;
    if (target->table && g_ascii_strcasecmp(target->table, table->name) != 0)
        return pql_refuse(target, "a column of another table",
                          "ask for the rows of it: LAST(table.column, 0, 30, days)", error);
    const ColumnInfo *column = table_column(table, target->name, error);
    if (!column)
        return pql_place(target, error);
    if (column == table->key)
        return pql_refuse(target, "the key of what is asked about",
                          "it is known before anything happens: name another column", error);
    if (column->kind == KIND_BOOLEAN && spec->kind == TASK_BINARY) {
        spec->column = g_strdup(column->name);
        spec->positive = g_strdup("yes");
        return TRUE;
    }
    gboolean classes = column->kind == KIND_CATEGORY || column->kind == KIND_KEY;
    if (classes || column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL) {
        spec->kind = classes ? TASK_CLASSES : spec->kind;
        spec->rule = g_strdup(query->target_text);
        return TRUE;
    }
    g_autofree char *what = g_strdup_printf("%s is %s", column->name, kind_name(column->kind));
    return pql_refuse(target, what,
                      column->kind == KIND_BOOLEAN
                          ? "leave RANK and CLASSIFY out"
                          : "ask for a yes/no, number or category column, or "
                            "compare it",
                      error);
}

/* One row is asked about at its own time: without one nobody knows what was known. */
static gboolean
check_time(const PqlQuery *query, const TableInfo *table, GError **error)
{
    const ColumnInfo *created = table_role(table, ROLE_CREATED);
    if (table->time || (created && created->kind == KIND_DATE))
        return TRUE;
    g_autofree char *what =
        g_strdup_printf("%s, which has no time at which it is asked,", table->name);
    g_autofree char *remedy =
        g_strdup_printf("say which date it is: role %s.COLUMN created, or ask what comes, as in "
                        "COUNT(table.*, 0, 30, days)",
                        table->name);
    return pql_refuse(query->entity, what, remedy, error);
}

static gboolean
has_window(const PqlNode *node)
{
    if (node->type == PQL_AGGREGATE)
        return node->windowed;
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        if (has_window(node->arguments->pdata[i]))
            return TRUE;
    return FALSE;
}

static void
read_problem(TaskSpec *spec, const PqlQuery *query)
{
    static const TaskKind kinds[] = {[PQL_NO_PROBLEM] = TASK_BINARY,
                                     [PQL_FORECAST] = TASK_FORECAST,
                                     [PQL_RANK] = TASK_CLASSES,
                                     [PQL_CLASSIFY] = TASK_CLASSES};
    spec->kind = kinds[query->problem];
    spec->count = (guint)query->problem_count;
}

gboolean
task_spec_query(TaskSpec *spec, const PqlQuery *query, const Catalogue *catalogue, GError **error)
{
    const TableInfo *table = entity_of(query, catalogue, error);
    const PqlNode *target = query->target;
    if (!table || (!has_window(target) && !check_time(query, table, error)))
        return FALSE;
    read_problem(spec, query);
    spec->entity = g_strdup(table->name);
    spec->where = g_strdup(query->filter_text);
    spec->assuming = g_strdup(query->assuming_text);
    spec->as_of = query->as_of ? query->as_of->time : TIME_MISSING;
    if (target->type == PQL_AGGREGATE && target->aggregate == PQL_BOOL)
        return bool_target(query, table, spec, error);
    if (target->type == PQL_COLUMN)
        return column_target(query, table, spec, error);
    spec->rule = g_strdup(query->target_text);
    return TRUE;
}
