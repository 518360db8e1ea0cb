/* Between tables and beside them: rows that name nobody, keys that are there twice, rows that were
 * set aside, columns of personal data. */
#include "audit/alert.h"

#include <foredesk/pool.h>

#include <string.h>

/* Rows of the child whose key no row of the parent has, as ascending row ids. */
static GBytes *
orphans_of(const Inspection *inspection, const LinkInfo *link, gint64 *count, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT row FROM raw_%" G_GINT64_FORMAT
        " WHERE trim(coalesce(c%d, '')) <> '' AND trim(c%d) "
        "NOT IN (SELECT trim(coalesce(c%d, '')) FROM raw_%" G_GINT64_FORMAT ") ORDER BY row",
        link->child->id, link->child_column->position, link->child_column->position,
        link->parent_column->position, link->parent->id);
    g_autoptr(sqlite3_stmt) rows = db_prepare(inspection->database, error, sql, "");
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GError) failure = NULL;

    if (!rows)
        return NULL;
    while (db_step(rows, &failure)) {
        gint64 id = sqlite3_column_int64(rows, 0);
        g_array_append_val(ids, id);
    }
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    *count = ids->len;
    g_autofree guint8 *all = g_new(guint8, ids->len + 1);
    memset(all, 1, ids->len + 1);
    return row_set_new((const gint64 *)(void *)ids->data, all, ids->len);
}

static gboolean
look_for_orphans(Inspection *inspection, const LinkInfo *link, GError **error)
{
    gint64 count = 0;
    GBytes *set = orphans_of(inspection, link, &count, error);
    gint64 of = link->matched + link->orphans;

    if (!set)
        return FALSE;
    if (!count) {
        g_bytes_unref(set);
        return TRUE;
    }
    g_autofree char *share = alert_share(count, of);
    Alert *alert = alert_add(
        inspection, ALERT_ORPHANS, count * 100 >= of ? SEVERITY_WATCH : SEVERITY_NOTE,
        link->child_column, "%s rows of %s name %s %s that is not in %s", share, link->child->name,
        text_article(link->child_column->name), link->child_column->name, link->parent->name);
    alert->table = link->child;
    alert_reference(alert, count, of, "table=%s;alert=orphans.%s", link->child->name,
                    link->child_column->name);
    alert_command(alert, "clean rows %s alert=orphans.%s reason=\"names nobody\"",
                  link->child->name, link->child_column->name);
    g_hash_table_replace(inspection->row_sets,
                         row_set_key(link->child, "orphans", link->child_column), set);
    return TRUE;
}

/* "zendesk (220) and jira (220)" */
static char *
names_of(const GPtrArray *sources)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < sources->len; i++) {
        const TableInfo *source = g_ptr_array_index(sources, i);
        g_autofree char *count = number_count(source->kept);
        g_string_append_printf(names, "%s%s (%s)",
                               !i                     ? ""
                               : i + 1 < sources->len ? ", "
                                                      : " and ",
                               source->name, count);
    }
    return g_string_free(names, FALSE);
}

/* Several tables of tickets that stand apart, or a pool that is behind them. */
static gboolean
look_at_sources(Inspection *inspection, GError **error)
{
    g_autoptr(GPtrArray) sources = pool_sources(inspection->catalogue, inspection->database, error);
    if (!sources || sources->len < 2)
        return sources != NULL;
    const TableInfo *pool = ((const TableInfo *)g_ptr_array_index(sources, 0))->pool;
    g_autofree char *names = names_of(sources);
    g_autofree char *behind = pool ? pool_behind(inspection->database, pool) : NULL;
    if (pool ? behind && pool->id == inspection->table->id
             : g_ptr_array_find(sources, inspection->table, NULL)) {
        Alert *alert =
            pool ? alert_add(inspection, ALERT_SOURCES, SEVERITY_WATCH, NULL,
                             "it doesn't hold the newest rows of %s: %s", names, behind)
                 : alert_add(inspection, ALERT_SOURCES, SEVERITY_WATCH, NULL,
                             "%u tables hold tickets, each apart: %s", sources->len, names);
        alert_reference(alert, -1, -1, "report=sources");
    }
    return TRUE;
}

gboolean
inspect_links(Inspection *inspection, GError **error)
{
    const GPtrArray *links = inspection->catalogue->links;
    const TableInfo *table = inspection->table;

    if (!look_at_sources(inspection, error))
        return FALSE;
    for (guint i = 0; i < links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(links, i);
        if (link->orphans && !look_for_orphans(inspection, link, error))
            return FALSE;
        if (link->duplicates) {
            g_autofree char *count = number_count(link->duplicates);
            Alert *alert =
                alert_add(inspection, ALERT_LINK_TWICE, SEVERITY_WATCH, link->parent_column,
                          "%s rows of %s repeat %s %s", count, link->parent->name,
                          text_article(link->parent_column->name), link->parent_column->name);
            alert->table = link->parent;
            alert->count = link->duplicates;
        }
    }
    if (table->aside) {
        g_autofree char *share = alert_share(table->aside, table->rows + table->aside);
        Alert *alert =
            alert_add(inspection, ALERT_ASIDE,
                      table->aside * 100 >= table->rows ? SEVERITY_WATCH : SEVERITY_NOTE, NULL,
                      "%s rows of the file stand aside, with their line and why", share);
        alert_reference(alert, table->aside, table->rows + table->aside,
                        "table=%s;aside=", table->name);
    }
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (!column->pii)
            continue;
        Alert *alert = alert_add(inspection, ALERT_PERSONAL_COLUMN, SEVERITY_NOTE, column,
                                 "its cells are personal data: %s", column->pii);
        alert_reference(alert, -1, -1, "report=privacy");
    }
    return TRUE;
}
