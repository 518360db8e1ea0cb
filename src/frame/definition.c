/* definition: from "TIME_OF_DAY(Time)" to SQL and to cells, so that what is imported and what is
 * scored are joined alike. */
#include "frame/definition.h"

#include <string.h>

/* ---- writing ----------------------------------------------------------------------------------
 */

char *
definition_time_of_day(const char *column)
{
    return g_strdup_printf("TIME_OF_DAY(%s)", column);
}

char *
definition_gather(const GPtrArray *columns)
{
    GString *text = g_string_new("GATHER(");
    for (guint i = 0; i < columns->len; i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               (const char *)g_ptr_array_index(columns, i));
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

char *
definition_part(const char *column)
{
    return g_strdup_printf("PART_OF(%s)", column);
}

/* ---- reading ----------------------------------------------------------------------------------
 */

/* The arguments of a call of that name; NULL: it is another. */
static char **
arguments_of(const ColumnInfo *column, const char *name)
{
    const char *text = column->definition;
    gsize length = strlen(name);
    if (!text || strncmp(text, name, length) != 0 || text[length] != '(' ||
        !g_str_has_suffix(text, ")"))
        return NULL;
    g_autofree char *inside = g_strndup(text + length + 1, strlen(text) - length - 2);
    return g_strsplit(inside, ", ", -1);
}

char *
definition_time_column(const ColumnInfo *column)
{
    g_auto(GStrv) names = arguments_of(column, "TIME_OF_DAY");
    return names && *names ? g_strdup(*names) : NULL;
}

gboolean
column_is_part(const ColumnInfo *column)
{
    g_auto(GStrv) names = arguments_of(column, "PART_OF");
    return names != NULL;
}

gboolean
column_gathers(const ColumnInfo *column)
{
    g_auto(GStrv) names = arguments_of(column, "GATHER");
    return names != NULL;
}

static int
index_named(const TableInfo *table, const char *name)
{
    for (guint i = 0; i < table->columns->len; i++)
        if (strcmp(((const ColumnInfo *)g_ptr_array_index(table->columns, i))->name, name) == 0)
            return (int)i;
    return -1;
}

static gboolean
is_call(const ColumnInfo *column, const char *name)
{
    gsize length = strlen(name);
    return column->definition && strncmp(column->definition, name, length) == 0 &&
           column->definition[length] == '(';
}

gboolean
definition_is_entry(const ColumnInfo *column)
{
    return column->definition && g_str_has_prefix(column->definition, "ENTRY_");
}

gboolean
definition_is_author(const ColumnInfo *column)
{
    return is_call(column, "ENTRY_AUTHOR");
}

gboolean
definition_is_first(const ColumnInfo *column)
{
    return is_call(column, "FIRST");
}

gboolean
definition_is_pool(const ColumnInfo *column)
{
    return is_call(column, "POOL");
}

gboolean
definition_is_end(const ColumnInfo *column)
{
    return is_call(column, "LAST") || is_call(column, "EVENTS") || is_call(column, "RAISED") ||
           is_call(column, "HOURS");
}

gboolean
definition_may_play(const TableInfo *table, const ColumnInfo *column, ColumnRole role)
{
    gboolean ending = role == ROLE_STATUS || role == ROLE_AGENT || role == ROLE_UPDATED ||
                      role == ROLE_CLOSED || role == ROLE_SATISFACTION ||
                      (role >= ROLE_SOLVED && role <= ROLE_SLA);
    if (is_call(column, "LAST"))
        return ending;
    if (!ending || !definition_is_first(column))
        return TRUE;
    g_autofree char *last = g_strdup_printf("LAST%s", column->definition + strlen("FIRST"));
    for (guint i = 0; i < table->columns->len; i++)
        if (g_strcmp0(((const ColumnInfo *)g_ptr_array_index(table->columns, i))->definition,
                      last) == 0)
            return FALSE;
    return TRUE;
}

/* ---- as SQL -----------------------------------------------------------------------------------
 */

static char *
gather_sql(const TableInfo *table, char **names)
{
    GString *sql = g_string_new(NULL);
    for (char **name = names; *name; name++) {
        int index = index_named(table, *name);
        if (index >= 0)
            g_string_append_printf(
                sql, "%scoalesce(c%d, '')", sql->len ? " || char(31) || " : "",
                ((const ColumnInfo *)g_ptr_array_index(table->columns, (guint)index))->position);
    }
    if (sql->len == 0)
        g_string_append(sql, "NULL");
    g_string_prepend(sql, "trim(");
    g_string_append(sql, ", char(31))");
    return g_string_free(sql, FALSE);
}

char *
column_cell_sql(const TableInfo *table, const ColumnInfo *column)
{
    g_auto(GStrv) gathered = arguments_of(column, "GATHER");
    g_autofree char *time = definition_time_column(column);
    if (column_is_part(column))
        return g_strdup("NULL");
    if (gathered)
        return gather_sql(table, gathered);
    int index = time ? index_named(table, time) : -1;
    if (index < 0)
        return g_strdup_printf("c%d", column->position);
    const ColumnInfo *other = g_ptr_array_index(table->columns, (guint)index);
    return g_strdup_printf("iif(trim(c%d) = '', c%d, c%d || ' ' || coalesce(c%d, ''))",
                           column->position, column->position, column->position, other->position);
}

/* ---- in memory --------------------------------------------------------------------------------
 */

static char *
gather_cell(const TableInfo *table, char **names, char *const *cells)
{
    GString *items = g_string_new(NULL);
    for (char **name = names; *name; name++) {
        int index = index_named(table, *name);
        if (index >= 0 && cells[index] && *cells[index])
            g_string_append_printf(items, "%s%s", items->len ? "\x1f" : "", cells[index]);
    }
    return g_string_free(items, FALSE);
}

static gboolean
is_blank(const char *cell)
{
    while (cell && g_ascii_isspace(*cell))
        cell++;
    return !cell || !*cell;
}

char *
definition_cell(const TableInfo *table, guint index, char *const *cells)
{
    const ColumnInfo *column = g_ptr_array_index(table->columns, index);
    if (!column->definition)
        return g_strdup(cells[index]);
    g_auto(GStrv) gathered = arguments_of(column, "GATHER");
    g_autofree char *time = definition_time_column(column);
    if (column_is_part(column))
        return NULL;
    if (gathered)
        return gather_cell(table, gathered, cells);
    int other = time ? index_named(table, time) : -1;
    if (other < 0 || is_blank(cells[index]))
        return g_strdup(cells[index]);
    return g_strdup_printf("%s %s", cells[index], cells[other] ? cells[other] : "");
}
