/* Looking up in the catalogue: by name, as people and PQL write it, by id, by role. */
#include "workspace/catalogue.h"
#include "workspace/names.h"

#include <string.h>

TableInfo *
catalogue_table_by_id(const Catalogue *catalogue, gint64 id)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->id == id)
            return table;
    }
    return NULL;
}

ColumnInfo *
table_column_by_id(const TableInfo *table, gint64 id)
{
    for (guint i = 0; i < table->columns->len; i++) {
        ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (column->id == id)
            return column;
    }
    return NULL;
}

ColumnInfo *
catalogue_column_by_id(const Catalogue *catalogue, gint64 id, TableInfo **table)
{
    ColumnInfo *column = NULL;
    for (guint i = 0; !column && i < catalogue->tables->len; i++) {
        *table = g_ptr_array_index(catalogue->tables, i);
        column = table_column_by_id(*table, id);
    }
    return column;
}

static gboolean
same_name(const char *a, const char *b)
{
    g_autofree char *folded_a = g_utf8_casefold(a, -1);
    g_autofree char *folded_b = g_utf8_casefold(b, -1);
    return g_str_equal(folded_a, folded_b);
}

static void
set_unknown(const char *name, const char *what, GPtrArray *names, GError **error)
{
    g_autofree char *shown = text_clean(name, -1);
    g_ptr_array_add(names, NULL);
    g_autofree char *near = nearest_names(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    if (near != NULL)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s \"%s\": did you mean %s?",
                    what, shown, near);
    else if (names->len == 1)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s \"%s\": there is none yet: import a CSV file first", what, shown);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s \"%s\": there are %s%s", what,
                    shown, strlen(all) > 200 ? (all[200] = '\0', all) : all,
                    strlen(all) == 200 ? " …" : "");
}

TableInfo *
catalogue_table(const Catalogue *catalogue, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (same_name(table->name, name))
            return table;
        g_ptr_array_add(names, table->name);
    }
    set_unknown(name, "no table is called", names, error);
    return NULL;
}

ColumnInfo *
table_column(const TableInfo *table, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < table->columns->len; i++) {
        ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (same_name(column->name, name))
            return column;
        g_ptr_array_add(names, column->name);
    }
    /* As the file writes it: "Created at" for created_at. */
    for (guint i = 0; i < table->columns->len; i++) {
        ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (same_name(column->heading, name))
            return column;
    }
    g_autofree char *what = g_strdup_printf("%s has no column", table->name);
    set_unknown(name, what, names, error);
    return NULL;
}

ColumnInfo *
table_role(const TableInfo *table, ColumnRole role)
{
    for (guint i = 0; i < table->columns->len; i++) {
        ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (column->role == role)
            return column;
    }
    return NULL;
}

/* What a ticket has and an event or a customer has not. */
static gint64
ticket_marks(const TableInfo *table)
{
    static const ColumnRole marks[] = {ROLE_CLOSED,  ROLE_AGENT,   ROLE_STATUS, ROLE_PRIORITY,
                                       ROLE_CHANNEL, ROLE_SUBJECT, ROLE_BODY,   ROLE_SATISFACTION};
    gint64 found = 0;
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        found += table_role(table, marks[i]) != NULL;
    return found;
}

static gint64
links_out_of(const Catalogue *catalogue, const TableInfo *table)
{
    gint64 links = 0;
    for (guint i = 0; i < catalogue->links->len; i++)
        links += ((const LinkInfo *)g_ptr_array_index(catalogue->links, i))->child == table;
    return links;
}

TableInfo *
catalogue_main_table(const Catalogue *catalogue)
{
    TableInfo *best = NULL;
    gint64 best_rank[4] = {-1, -1, -1, -1};
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->tickets != NULL || table->entries_of != NULL || table->pool != NULL)
            continue;
        gint64 created = table_role(table, ROLE_CREATED) != NULL;
        gint64 rank[4] = {created, created ? ticket_marks(table) : 0,
                          created ? links_out_of(catalogue, table) : 0, table->rows};
        for (guint j = 0; j < G_N_ELEMENTS(rank); j++) {
            if (rank[j] < best_rank[j])
                break;
            if (rank[j] > best_rank[j]) {
                best = table;
                memcpy(best_rank, rank, sizeof rank);
                break;
            }
        }
    }
    return best;
}
