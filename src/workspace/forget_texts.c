/* What is forgotten or dropped, taken out of every text the program keeps. */
#include "workspace/forget.h"

static gboolean
mask_table(sqlite3 *database, const char *table, GError **error)
{
    static const char *const left[] = {"name",  "kind", "role", "outcome",     "type",
                                       "state", "part", "hash", "fingerprint", NULL};
    g_autoptr(sqlite3_stmt) columns = db_prepare(
        database, error, "SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", "s", table);
    GError *failure = NULL;

    while (columns && db_step(columns, &failure)) {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        if (g_strv_contains(left, name))
            continue;
        g_autofree char *quoted = db_identifier(name), *in = db_identifier(table);
        g_autofree char *sql =
            g_strdup_printf("UPDATE OR REPLACE %s SET %s = forget_mask(%s, 1) WHERE "
                            "forget_mask(%s, 1) IS NOT NULL",
                            in, quoted, quoted, quoted);
        if (!db_exec(database, sql, &failure))
            break;
    }
    if (failure)
        g_propagate_error(error, failure);
    return columns && !failure;
}

/* Journal, settings, steps, features, notes …: every text the program keeps, now and in versions
 * to come. */
gboolean
forget_mask_texts(sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) tables = db_prepare(
        database, error,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'raw_[0-9]*' AND "
        "name NOT GLOB 'sqlite_*' AND name NOT IN ('frame_block', 'report_cache', 'source_table')",
        "");
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    GError *failure = NULL;

    while (tables && db_step(tables, &failure))
        g_ptr_array_add(names, g_strdup((const char *)sqlite3_column_text(tables, 0)));
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    for (guint i = 0; i < names->len; i++)
        if (!mask_table(database, g_ptr_array_index(names, i), error))
            return FALSE;
    return tables != NULL;
}
