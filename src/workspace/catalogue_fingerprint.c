/* The catalogue's fingerprint: of all that decides what the data means, so that whatever was
 * computed under another one is known to be stale. */
#include "workspace/catalogue.h"

#include <string.h>

static gboolean
add_imports(Fingerprint *fingerprint, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT i.table_id, i.id, i.hash, i.zone, i.first_row, i.last_row FROM import i "
                   "JOIN source_table t ON t.id = i.table_id AND t.state = 'ready' "
                   "WHERE i.id NOT IN (SELECT import_id FROM import_off) AND (i.rows > 0 OR "
                   "i.id = (SELECT min(id) FROM import WHERE table_id = i.table_id)) "
                   "ORDER BY i.id",
                   NULL);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure))
        for (int i = 0; i < 6; i++)
            fingerprint_text(fingerprint, (const char *)sqlite3_column_text(statement, i));
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

static void
add_known_values(Fingerprint *fingerprint, const ColumnInfo *column)
{
    if (column->known_values == NULL)
        return;
    g_autoptr(GList) values =
        g_list_sort(g_hash_table_get_keys(column->known_values), (GCompareFunc)strcmp);
    for (GList *value = values; value != NULL; value = value->next)
        fingerprint_text(fingerprint, value->data);
}

static void
add_column(Fingerprint *fingerprint, const ColumnInfo *column)
{
    fingerprint_integer(fingerprint, column->id);
    fingerprint_text(fingerprint, column->name);
    fingerprint_integer(fingerprint, column->kind);
    fingerprint_integer(fingerprint, column->role);
    fingerprint_integer(fingerprint, column->known);
    add_known_values(fingerprint, column);
    fingerprint_integer(fingerprint, column->date_order);
    fingerprint_integer(fingerprint, column->precision);
    fingerprint_text(fingerprint, column->separator);
    fingerprint_text(fingerprint, column->number_format);
    fingerprint_text(fingerprint, column->definition);
    fingerprint_text(fingerprint, column->order);
    fingerprint_text(fingerprint, column->missing_policy);
    fingerprint_text(fingerprint, column->pii);
    fingerprint_integer(fingerprint, column->personal);
    fingerprint_text(fingerprint, column->hash_key);
    fingerprint_text(fingerprint, column->spelling);
    fingerprint_text(fingerprint, column->doubt);
    for (char **spelling = column->nulls; spelling && *spelling; spelling++)
        fingerprint_text(fingerprint, *spelling);
}

/* Cleaning steps that are on: what a table holds and means depends on them. */
static gboolean
add_steps(Fingerprint *fingerprint, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error,
        "SELECT s.id, s.scope, s.definition, a.hash FROM step s LEFT JOIN step_applied a ON "
        "a.step_id = s.id WHERE s.enabled ORDER BY s.id",
        NULL);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure))
        for (int i = 0; i < 4; i++)
            fingerprint_text(fingerprint, (const char *)sqlite3_column_text(statement, i));
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

gboolean
catalogue_take_fingerprint(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    Fingerprint *fingerprint = fingerprint_new("catalogue");
    gboolean done =
        add_imports(fingerprint, database, error) && add_steps(fingerprint, database, error);
    fingerprint_text(fingerprint, catalogue->zone_name);
    fingerprint_integer(fingerprint, catalogue->as_of);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        fingerprint_integer(fingerprint, table->id);
        fingerprint_text(fingerprint, table->name);
        fingerprint_text(fingerprint, table->definition);
        fingerprint_text(fingerprint, table->zone);
        fingerprint_integer(fingerprint, table->key == NULL ? 0 : table->key->id);
        fingerprint_integer(fingerprint, table->time == NULL ? 0 : table->time->id);
        for (guint j = 0; j < table->columns->len; j++)
            add_column(fingerprint, g_ptr_array_index(table->columns, j));
    }
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(catalogue->links, i);
        fingerprint_integer(fingerprint, link->child_column->id);
        fingerprint_integer(fingerprint, link->parent_column->id);
    }
    catalogue->fingerprint = fingerprint_end(fingerprint);
    return done;
}
