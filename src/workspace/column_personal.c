/* A column's own policy on personal data: show, mask, hash or drop. It wins over the workspace's,
 * and a table of tickets made from a log obeys what was said of the log's column. */
#include "workspace/catalogue.h"
#include "workspace/names.h"

#include <string.h>

/* Of columns that the user calls personal though nothing was found in them. */
#define PERSONAL_DECLARED "personal"

TableInfo *
table_made_from(const TableInfo *table)
{
    return table->log != NULL ? table->log : table->entries_of;
}

ColumnInfo *
column_made_from(const TableInfo *table, const ColumnInfo *column)
{
    static const char *const calls[] = {"FIRST(",        "LAST(",       "ENTRY_TIME(",
                                        "ENTRY_AUTHOR(", "ENTRY_TEXT(", "ENTRY_WORDS("};
    const char *definition = column->definition;
    gboolean made = FALSE;
    for (gsize i = 0; definition != NULL && i < G_N_ELEMENTS(calls); i++)
        made = made || g_str_has_prefix(definition, calls[i]);
    if (table_made_from(table) == NULL || !made)
        return NULL;
    const char *begin = strchr(definition, '(') + 1;
    gsize length = strlen(begin);
    if (length == 0 || begin[length - 1] != ')')
        return NULL;
    g_autofree char *name = g_strndup(begin, length - 1);
    return table_column(table_made_from(table), name, NULL);
}

/* ---- reading -------------------------------------------------------------------------------- */

static gboolean
read_policies(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT column_id, policy FROM column_personal UNION ALL "
                   "SELECT column_id, 'drop' FROM column_dropped",
                   NULL);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        TableInfo *table;
        ColumnInfo *column =
            catalogue_column_by_id(catalogue, sqlite3_column_int64(statement, 0), &table);
        if (column != NULL && column->personal != PERSONAL_DROP)
            personal_from_name((const char *)sqlite3_column_text(statement, 1), &column->personal,
                               NULL);
    }
    if (failure != NULL)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* Free text that people wrote stays text under a mask: what is found in it is masked. */
static gboolean
masks_within(const ColumnInfo *column)
{
    return column->personal == PERSONAL_MASK &&
           (column->role == ROLE_SUBJECT || column->role == ROLE_BODY);
}

/* When and how much somebody wrote is nobody's name; dropped with the text it is all the same. */
static gboolean
obeys(const ColumnInfo *column, const ColumnInfo *source)
{
    return source->personal == PERSONAL_DROP || column->definition == NULL ||
           !(g_str_has_prefix(column->definition, "ENTRY_TIME(") ||
             g_str_has_prefix(column->definition, "ENTRY_WORDS("));
}

static void
apply_policy(ColumnInfo *column, const char *key, gboolean names_hashed)
{
    if (column->personal == PERSONAL_HASH ||
        (names_hashed && column->personal == PERSONAL_DEFAULT && column->pii != NULL))
        column->hash_key = key;
    if (column->pii == NULL && column->personal >= PERSONAL_MASK && !masks_within(column))
        column->pii = g_strdup(PERSONAL_DECLARED);
}

gboolean
catalogue_read_personal(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    if (!read_policies(catalogue, database, error))
        return FALSE;
    g_autofree char *names = setting_get(database, "names");
    gboolean names_hashed = g_strcmp0(names, "hash") == 0;
    catalogue->names_key = setting_get(database, "names_key");
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        for (guint j = 0; j < table->columns->len; j++) {
            ColumnInfo *column = g_ptr_array_index(table->columns, j);
            const ColumnInfo *source = column_made_from(table, column);
            if (source != NULL && source->personal != PERSONAL_DEFAULT && obeys(column, source))
                column->personal = source->personal;
            apply_policy(column, catalogue->names_key, names_hashed);
        }
    }
    return TRUE;
}

/* ---- writing -------------------------------------------------------------------------------- */

gboolean
column_set_personal(sqlite3 *database, gint64 column, ColumnPersonal policy, GError **error)
{
    if (policy == PERSONAL_DEFAULT)
        return db_run(database, error, "DELETE FROM column_personal WHERE column_id = ?", "i",
                      column);
    g_autofree char *key = policy == PERSONAL_HASH ? names_key(database, error) : NULL;
    return (policy != PERSONAL_HASH || key != NULL) &&
           db_run(database, error,
                  "INSERT INTO column_personal (column_id, policy) VALUES (?, ?) ON CONFLICT "
                  "(column_id) DO UPDATE SET policy = excluded.policy",
                  "is", column, personal_name(policy));
}
