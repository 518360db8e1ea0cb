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
            g_prefix_error(error, "at line %d, column %d: ", entity->line, entity->column);
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
bool_target(const PqlNode *target, const TableInfo *table, TaskSpec *spec, GError **error)
{
    const PqlNode *argument = target->arguments->pdata[0];
    gint64 start, end;
    if (argument->table && g_ascii_strcasecmp(argument->table, table->name) != 0)
        return pql_refuse(argument, "BOOL of another table's column",
                          "ask whether rows of it come: EXISTS(table.* WHERE …, 0, 48, hours)",
                          error);
    const ColumnInfo *column = table_column(table, argument->name, error);
    if (!column) {
        g_prefix_error(error, "at line %d, column %d: ", argument->line, argument->column);
        return FALSE;
    }
    if (!target->windowed)
        return pql_refuse(target, "BOOL without a window", "write BOOL(column, 0, 48, hours)",
                          error);
    if (column->kind != KIND_BOOLEAN) {
        spec->rule = pql_print(target);
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
column_target(const PqlNode *target, const TableInfo *table, TaskSpec *spec, GError **error)
{
    const ColumnInfo *column = table_column(table, target->name, error);
    if (!column) {
        g_prefix_error(error, "at line %d, column %d: ", target->line, target->column);
        return FALSE;
    }
    if (column->kind == KIND_BOOLEAN) {
        spec->column = g_strdup(column->name);
        spec->positive = g_strdup("yes");
        return TRUE;
    }
    if (column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL) {
        spec->rule = pql_print(target);
        return TRUE;
    }
    g_autofree char *what = g_strdup_printf("%s is %s", column->name, kind_name(column->kind));
    g_autofree char *remedy =
        column->kind == KIND_CATEGORY
            ? g_strdup_printf("ask for one of its values, as in %s = 'value'", column->name)
            : g_strdup("ask for a yes/no or number column, or compare it");
    return pql_refuse(target, what, remedy, error);
}

static gboolean
check_problem(const PqlQuery *query, GError **error)
{
    static const char *const problems[] = {"", "FORECAST", "RANK", "CLASSIFY"};
    if (query->problem == PQL_NO_PROBLEM)
        return TRUE;
    g_autofree char *what =
        g_strdup_printf("%s, which is not answered yet,", problems[query->problem]);
    return pql_refuse(query->target, what,
                      "ask for an event or a number: compare with one value, or leave it out",
                      error);
}

gboolean
task_spec_query(TaskSpec *spec, const PqlQuery *query, const Catalogue *catalogue, GError **error)
{
    const TableInfo *table = entity_of(query, catalogue, error);
    const PqlNode *target = query->target;
    if (!table || !check_problem(query, error))
        return FALSE;
    spec->entity = g_strdup(table->name);
    spec->where = query->entity_filter ? pql_print(query->entity_filter) : NULL;
    spec->assuming = query->assuming ? pql_print(query->assuming) : NULL;
    spec->as_of = query->as_of ? query->as_of->time : TIME_MISSING;
    if (target->type == PQL_AGGREGATE && target->aggregate == PQL_BOOL)
        return bool_target(target, table, spec, error);
    if (target->type == PQL_COLUMN)
        return column_target(target, table, spec, error);
    spec->rule = pql_print(target);
    return TRUE;
}
