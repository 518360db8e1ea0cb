/* Rows behind what the data shows of time: tickets whose column changed after the first event, and
 * those in whose first event it tells of the end. */
#include "rows_private.h"

#include <string.h>

static const ColumnInfo *
defined_as(const TableInfo *table, const char *definition)
{
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (g_strcmp0(column->definition, definition) == 0)
            return column;
    }
    return NULL;
}

static void
set_title(RowList *list, char *which)
{
    g_autofree char *count = table_count(list->table->name, list->row_ids->len);
    list->title = g_strdup_printf("%s %s", count, which);
    g_free(which);
}

/* "table=tickets;changed=priority" */
static gboolean
open_changed(RowList *list, const char *name, GError **error)
{
    const ColumnInfo *first = table_column(list->table, name, error), *last = NULL;
    if (first && first->definition && g_str_has_prefix(first->definition, "FIRST")) {
        g_autofree char *definition =
            g_strdup_printf("LAST%s", first->definition + strlen("FIRST"));
        last = defined_as(list->table, definition);
    }
    if (!last)
        return FALSE;
    g_autofree char *sql = g_strdup_printf(
        "SELECT row FROM raw_%" G_GINT64_FORMAT
        " AS raw WHERE c%d IS NOT c%d AND NOT EXISTS (SELECT "
        "1 FROM row_version v WHERE v.table_id = %" G_GINT64_FORMAT " AND v.replaced = raw.row)",
        list->table->id, first->position, last->position, list->table->id);
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(workspace_database(list->session->workspace), error, sql, "");
    while (rows && db_step(rows, NULL)) {
        gint64 row = sqlite3_column_int64(rows, 0);
        g_array_append_val(list->row_ids, row);
    }
    set_title(list, g_strdup_printf("whose %s changed after the first event", name));
    return rows != NULL;
}

/* "table=tickets;ahead=closed_at;of=sys_updated_at" */
static gboolean
open_ahead(RowList *list, const char *name, const char *of, GError **error)
{
    const ColumnInfo *date = table_column(list->table, name, error);
    const ColumnInfo *event = date && of ? table_column(list->table, of, error) : NULL;
    if (!event || date->kind != KIND_DATE || event->kind != KIND_DATE)
        return FALSE;
    g_autoptr(Frame) frame =
        frame_store_get(list->session->frames, workspace_database(list->session->workspace),
                        list->table, NULL, error);
    if (!frame)
        return FALSE;
    const FrameColumn *dates = frame_column_of(frame, date);
    const FrameColumn *events = frame_column_of(frame, event);
    for (guint32 row = 0; row < frame->n; row++)
        if (dates->integer[row] != TIME_MISSING && events->integer[row] != TIME_MISSING &&
            dates->integer[row] > frame_time_known(frame, events, row))
            g_array_append_val(list->row_ids, frame->row_id[row]);
    set_title(list, g_strdup_printf("in whose first event %s lies ahead", name));
    return TRUE;
}

gboolean
row_list_open_versions(RowList *list, GHashTable *parts, GError **error)
{
    const char *changed = g_hash_table_lookup(parts, "changed");
    const char *ahead = g_hash_table_lookup(parts, "ahead");
    if (changed)
        return open_changed(list, changed, error);
    return open_ahead(list, ahead, g_hash_table_lookup(parts, "of"), error);
}
