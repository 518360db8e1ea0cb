/* A column's own policy on personal data: show, mask, hash or drop. It wins over the workspace's,
 * and a table of tickets made from a log obeys what was said of the log's column, a pool the
 * strictest of what was said of its sources' columns. */
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

gboolean
column_is_author(const ColumnInfo *column)
{
    return column->definition != NULL && g_str_has_prefix(column->definition, "ENTRY_AUTHOR(");
}

/* "POOL(zendesk.priority, jira.priority)" */
static void
add_pooled(const TableInfo *table, const ColumnInfo *column, GPtrArray *sources)
{
    gsize length = strlen(column->definition);
    if (!g_str_has_prefix(column->definition, "POOL(") || column->definition[length - 1] != ')')
        return;
    g_autofree char *inside = g_strndup(column->definition + 5, length - 6);
    g_auto(GStrv) names = g_strsplit(inside, ", ", -1);
    for (char **name = names; *name != NULL; name++)
        for (guint i = 0; i < table->pooled->len; i++) {
            const TableInfo *source = g_ptr_array_index(table->pooled, i);
            gsize n = strlen(source->name);
            ColumnInfo *from = strncmp(*name, source->name, n) == 0 && (*name)[n] == '.'
                                   ? table_column(source, *name + n + 1, NULL)
                                   : NULL;
            if (from != NULL)
                g_ptr_array_add(sources, from);
        }
}

GPtrArray *
column_sources(const TableInfo *table, const ColumnInfo *column)
{
    GPtrArray *sources = g_ptr_array_new();
    ColumnInfo *made_from = column_made_from(table, column);
    if (made_from != NULL)
        g_ptr_array_add(sources, made_from);
    if (table->pooled != NULL && column->definition != NULL)
        add_pooled(table, column, sources);
    return sources;
}

GPtrArray *
columns_dropped_with(const Catalogue *catalogue, const TableInfo *table, const ColumnInfo *column)
{
    g_autoptr(GPtrArray) pooled = column_sources(table, column);
    GPtrArray *all = g_ptr_array_new();
    g_ptr_array_add(all, (gpointer)column);
    if (table->pooled != NULL)
        g_ptr_array_extend(all, pooled, NULL, NULL);
    for (guint n = 0; n < all->len; n++)
        for (guint i = 0; i < catalogue->tables->len; i++) {
            const TableInfo *other = g_ptr_array_index(catalogue->tables, i);
            for (guint k = 0; k < other->columns->len; k++) {
                ColumnInfo *made = g_ptr_array_index(other->columns, k);
                g_autoptr(GPtrArray) sources = column_sources(other, made);
                if (g_ptr_array_find(sources, all->pdata[n], NULL) &&
                    !g_ptr_array_find(all, made, NULL))
                    g_ptr_array_add(all, made);
            }
        }
    return all;
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

/* SHOW is laxer than the workspace's own, whatever that is; the others grow stricter in order. */
static int
strictness(ColumnPersonal policy)
{
    return policy == PERSONAL_SHOW ? -1 : (int)policy;
}

/* Of a pool's several sources the strictest decides, or the pool's own. */
static void
take_strictest(ColumnInfo *column, const GPtrArray *sources)
{
    for (guint i = 0; i < sources->len; i++) {
        const ColumnInfo *source = g_ptr_array_index(sources, i);
        gboolean first = i == 0 && column->personal == PERSONAL_DEFAULT;
        if (first || strictness(source->personal) > strictness(column->personal))
            column->personal = source->personal;
        if (column->pii == NULL)
            column->pii = g_strdup(source->pii);
    }
}

static void
take_source_policy(const TableInfo *table, ColumnInfo *column)
{
    g_autoptr(GPtrArray) sources = column_sources(table, column);
    const ColumnInfo *source = column_made_from(table, column);
    if (table->pooled != NULL)
        take_strictest(column, sources);
    else if (source != NULL && source->personal != PERSONAL_DEFAULT && obeys(column, source))
        column->personal = source->personal;
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
            take_source_policy(table, column);
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
