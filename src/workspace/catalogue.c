/* The catalogue: a snapshot of tables, columns and links, read in a few queries and never changed,
 * so that a worker keeps its own while the session changes the file. */
#include "workspace/catalogue.h"

#include <string.h>

/* ---- life ----------------------------------------------------------------------------------- */

static void
table_free(gpointer data)
{
    TableInfo *table = data;
    g_free(table->name);
    g_free(table->definition);
    g_free(table->zone);
    g_ptr_array_unref(table->columns);
    g_clear_pointer(&table->pooled, g_ptr_array_unref);
    g_free(table);
}

static void
quoted_free(gpointer data)
{
    QuotedValue *quoted = data;
    g_free(quoted->text);
    g_free(quoted);
}

static Catalogue *
catalogue_new(void)
{
    Catalogue *catalogue = g_new0(Catalogue, 1);
    catalogue->tables = g_ptr_array_new_with_free_func(table_free);
    catalogue->links = g_ptr_array_new_with_free_func(g_free);
    catalogue->quoted = g_ptr_array_new_with_free_func(quoted_free);
    catalogue->as_of = TIME_MISSING;
    catalogue->references = 1;
    return catalogue;
}

Catalogue *
catalogue_ref(Catalogue *catalogue)
{
    g_atomic_int_inc(&catalogue->references);
    return catalogue;
}

void
catalogue_unref(Catalogue *catalogue)
{
    if (catalogue == NULL || !g_atomic_int_dec_and_test(&catalogue->references))
        return;
    g_ptr_array_unref(catalogue->quoted);
    g_ptr_array_unref(catalogue->links);
    g_ptr_array_unref(catalogue->tables);
    if (catalogue->zone != NULL)
        g_time_zone_unref(catalogue->zone);
    g_free(catalogue->zone_name);
    g_free(catalogue->names_key);
    g_free(catalogue->fingerprint);
    g_free(catalogue);
}

/* ---- the desk's clock ----------------------------------------------------------------------- */

static gboolean
read_zone(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    catalogue->zone_name = setting_get(database, "zone");
    if (catalogue->zone_name == NULL)
        catalogue->zone_name = g_strdup("UTC");
    catalogue->zone = zone_from_name(catalogue->zone_name, error);
    return catalogue->zone != NULL;
}

/* "Today": what the setting as_of says; else the latest date of a column that tells when something
 * happened. A column with dates after its import (typing errors) can't tell, and is left out; where
 * no column is left, the time of the last import. */
static void
read_as_of(Catalogue *catalogue, sqlite3 *database)
{
    g_autofree char *declared = setting_get(database, "as_of");
    if (declared != NULL &&
        date_parse(declared, -1, DATE_ISO, catalogue->zone, &catalogue->as_of, NULL)) {
        catalogue->as_of_declared = TRUE;
        return;
    }
    gint64 latest = db_integer(
        database, TIME_MISSING,
        "SELECT CAST(max(s.maximum) AS INTEGER) FROM column_stats s "
        "JOIN source_column c ON c.id = s.column_id JOIN source_table t ON t.id = c.table_id "
        "WHERE c.kind = 'date' AND t.state = 'ready' "
        "  AND (c.role IN ('created', 'closed', 'updated') OR c.id = t.time_column) "
        "  AND s.maximum <= 1e6 * (86400 + (SELECT max(strftime('%s', i.imported_at) + 0) FROM "
        "import i "
        "                                   WHERE i.table_id = t.id))",
        NULL);
    if (latest == TIME_MISSING) {
        gboolean dated =
            db_integer(database, 0, "SELECT count(*) FROM source_column WHERE kind = 'date'",
                       NULL) > 0;
        latest = db_integer(database, 0, "SELECT max(strftime('%s', imported_at) + 0) FROM import",
                            NULL);
        latest = dated && latest > 0 ? latest * TIME_SECOND : TIME_MISSING;
    }
    catalogue->as_of = latest;
}

/* What cleaning steps take out of each table, each row once. */
static gboolean
count_kept(Catalogue *catalogue, sqlite3 *database, GError **error)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        g_autoptr(sqlite3_stmt) taken = db_prepare(
            database, error,
            "SELECT count(DISTINCT row) FROM step_row WHERE step_id IN (SELECT id FROM step WHERE "
            "table_id = ? AND enabled AND kind = 'rows' AND scope = 'all') AND row NOT IN (SELECT "
            "replaced FROM row_version WHERE table_id = ?)",
            "ii", table->id, table->id);
        if (taken == NULL || !db_step(taken, error))
            return FALSE;
        table->kept = table->rows - sqlite3_column_int64(taken, 0);
    }
    return TRUE;
}

static Catalogue *
load(sqlite3 *database, gboolean importing, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_new();
    if (!read_zone(catalogue, database, error) ||
        !catalogue_read_tables(catalogue, database, importing, error) ||
        !catalogue_read_columns(catalogue, database, error) ||
        !catalogue_read_known_values(catalogue, database, error) ||
        !catalogue_read_value_meanings(catalogue, database, error) ||
        !catalogue_read_nulls(catalogue, database, error))
        return NULL;
    catalogue_join_logs(catalogue);
    catalogue_join_pools(catalogue);
    if (!catalogue_read_links(catalogue, database, error))
        return NULL;
    read_as_of(catalogue, database);
    if (!catalogue_read_personal(catalogue, database, error))
        return NULL;
    if (!count_kept(catalogue, database, error))
        return NULL;
    if (!catalogue_take_fingerprint(catalogue, database, error))
        return NULL;
    return g_steal_pointer(&catalogue);
}

Catalogue *
catalogue_load(sqlite3 *database, GError **error)
{
    return load(database, FALSE, error);
}

Catalogue *
catalogue_load_importing(sqlite3 *database, GError **error)
{
    return load(database, TRUE, error);
}
