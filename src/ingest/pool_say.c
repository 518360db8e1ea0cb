/* pool_say: what the user says of a mapping: that a column is a common field, is kept apart or left
 * out; that a value is a common value; that a table holds tickets. */
#include "ingest/pool_private.h"

#include <string.h>

static gboolean
refuse(GError **error, const char *subject, const char *why)
{
    g_autofree char *shown = text_clean(subject, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s: %s", shown, why);
    return FALSE;
}

/* A mapping that a table stands on changes nothing of it: what came in later may be added. */
static gboolean
is_free(const TableInfo *table, const char *subject, const char *before, const char *meaning,
        GError **error)
{
    if (table->pool == NULL || *before == '\0' || *meaning == '\0' || strcmp(before, meaning) == 0)
        return TRUE;
    g_autofree char *why = g_strdup_printf(
        "%s stands on this mapping: take it back first (pool none), change it, pool again",
        table->pool->name);
    return refuse(error, subject, why);
}

/* ---- tables -----------------------------------------------------------------------------------
 */

static gboolean
say_table(sqlite3 *database, const TableInfo *table, const char *meaning, char **before,
          GError **error)
{
    gint64 now = db_integer(database, -1, "SELECT pooled FROM pool_source WHERE table_id = ?", "i",
                            table->id);
    *before = g_strdup(now < 0 ? "" : now ? "pooled" : "not pooled");
    if (table->pooled != NULL || table->key == NULL)
        return refuse(error, table->name,
                      table->pooled != NULL ? "it is the pool itself"
                                            : "no column of it names a row: `key` says which");
    if (!is_free(table, table->name, "pooled", meaning, error))
        return FALSE;
    if (*meaning == '\0')
        return db_run(database, error, "DELETE FROM pool_source WHERE table_id = ?", "i",
                      table->id);
    if (strcmp(meaning, "pooled") != 0 && strcmp(meaning, "not pooled") != 0)
        return refuse(error, table->name, "a table is pooled, or not pooled");
    return db_run(database, error, "INSERT OR REPLACE INTO pool_source VALUES (?, ?)", "ii",
                  table->id, (gint64)(*meaning == 'p'));
}

/* ---- columns ----------------------------------------------------------------------------------
 */

static gboolean
is_name(const char *text)
{
    gboolean name = *text != '\0' && !g_ascii_isdigit(*text);
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        name = name && (*at == '_' || g_unichar_isalnum(g_utf8_get_char(at)));
    return name;
}

/* Columns of other sources that were said to be that field must fit, and one of its own gives way.
 */
static gboolean
check_field(sqlite3 *database, const Catalogue *catalogue, const TableInfo *table,
            const ColumnInfo *column, const char *field, GError **error)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT p.column_id, c.table_id FROM pool_column p JOIN source_column c ON c.id "
                   "= p.column_id WHERE p.field = ? AND p.column_id <> ?",
                   "si", field, column->id);
    while (rows != NULL && db_step(rows, error)) {
        const TableInfo *other = catalogue_table_by_id(catalogue, sqlite3_column_int64(rows, 1));
        for (guint i = 0; other != NULL && i < other->columns->len; i++) {
            const ColumnInfo *its = g_ptr_array_index(other->columns, i);
            if (its->id != sqlite3_column_int64(rows, 0))
                continue;
            if (other != table) {
                if (!pool_columns_fit(table, column, other, its, error))
                    return FALSE;
                continue;
            }
            g_autofree char *why =
                g_strdup_printf("%s.%s is %s already: leave that out first (map out %s.%s)",
                                table->name, its->name, field, table->name, its->name);
            return refuse(error, column->name, why);
        }
    }
    return rows != NULL;
}

static gboolean
say_column(sqlite3 *database, const Catalogue *catalogue, const TableInfo *table,
           const ColumnInfo *column, const char *meaning, char **before, GError **error)
{
    static const char *const reserved[] = {"ticket_key", "source", "own_key", "pooled", NULL};
    g_autofree char *now =
        db_text(database, "SELECT coalesce(field, state) FROM pool_column WHERE column_id = ?", "i",
                column->id);
    *before = g_strdup(now == NULL ? "" : now);
    gboolean alone = strcmp(meaning, "apart") == 0 || strcmp(meaning, "out") == 0;
    if (column == table->key)
        return refuse(error, column->name, "it is the source's key, which every ticket keeps");
    if (!is_free(table, column->name, *before, meaning, error))
        return FALSE;
    if (*meaning == '\0')
        return db_run(database, error, "DELETE FROM pool_column WHERE column_id = ?", "i",
                      column->id);
    if (!alone && (!is_name(meaning) || g_strv_contains(reserved, meaning)))
        return refuse(error, meaning,
                      "a common field is called by letters, digits and _, and not "
                      "as the pool's own columns are");
    if (!alone && !check_field(database, catalogue, table, column, meaning, error))
        return FALSE;
    return db_run(database, error, "INSERT OR REPLACE INTO pool_column VALUES (?, ?, ?)", "iss",
                  column->id, alone ? meaning : "field", alone ? NULL : meaning);
}

static gboolean
say_value(sqlite3 *database, const TableInfo *table, const ColumnInfo *column, const char *value,
          const char *meaning, char **before, GError **error)
{
    g_autofree char *now =
        db_text(database, "SELECT common FROM pool_value WHERE column_id = ? AND value = ?", "is",
                column->id, value);
    *before = g_strdup(now == NULL ? "" : now);
    if (!is_free(table, value, *before, meaning, error))
        return FALSE;
    if (*meaning == '\0')
        return db_run(database, error, "DELETE FROM pool_value WHERE column_id = ? AND value = ?",
                      "is", column->id, value);
    return db_run(database, error, "INSERT OR REPLACE INTO pool_value VALUES (?, ?, ?)", "iss",
                  column->id, value, meaning);
}

/* ---- one thing --------------------------------------------------------------------------------
 */

gboolean
pool_say(sqlite3 *database, const Catalogue *catalogue, const char *subject, const char *meaning,
         char **before, GError **error)
{
    const char *dot = strchr(subject, '.');
    const char *colon = dot == NULL ? NULL : strchr(dot, ':');
    g_autofree char *name =
        dot == NULL ? g_strdup(subject) : g_strndup(subject, (gsize)(dot - subject));
    const TableInfo *table = catalogue_table(catalogue, name, error);
    *before = NULL;
    if (table == NULL)
        return FALSE;
    if (dot == NULL)
        return say_table(database, table, meaning, before, error);
    g_autofree char *column_name =
        colon == NULL ? g_strdup(dot + 1) : g_strndup(dot + 1, (gsize)(colon - dot - 1));
    const ColumnInfo *column = table_column(table, column_name, error);
    if (column == NULL)
        return FALSE;
    return colon != NULL ? say_value(database, table, column, colon + 1, meaning, before, error)
                         : say_column(database, catalogue, table, column, meaning, before, error);
}
