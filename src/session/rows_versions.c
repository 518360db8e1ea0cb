/* Rows behind what the data shows of time: tickets whose column changed after the first event, and
 * those in whose first event it tells of the end. */
#include "rows_private.h"

#include <foredesk/evidence.h>

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
    sqlite3 *database = list->database;
    g_autofree char *current = rows_current_sql(database, list->table->id);
    g_autofree char *sql = g_strdup_printf(
        "SELECT row FROM raw_%" G_GINT64_FORMAT " AS raw WHERE c%d IS NOT c%d AND %s",
        list->table->id, first->position, last->position, current);
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, error, sql, "");
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
        frame_store_get(list->frames, list->database, list->table, NULL, error);
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

/* ---- between imports ------------------------------------------------------------------------ */

/* Rows kept as a blob of 64-bit numbers: vanished, reopened. */
static gboolean
open_kept(RowList *list, sqlite3 *database, gint64 import, const char *change, GError **error)
{
    g_autoptr(sqlite3_stmt) rows = db_prepare(
        database, error, "SELECT data FROM import_rows WHERE import_id = ? AND change = ?", "is",
        import, change);
    if (rows && db_step(rows, error))
        g_array_append_vals(list->row_ids, sqlite3_column_blob(rows, 0),
                            (guint)sqlite3_column_bytes(rows, 0) / (guint)sizeof(gint64));
    return rows != NULL;
}

/* New rows are those of the import that replace none; changed ones may be asked by column. */
static gboolean
open_written(RowList *list, sqlite3 *database, gint64 import, const ColumnInfo *column,
             gboolean changed, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    gint64 table = list->table->id;
    if (changed)
        g_string_printf(sql,
                        "SELECT v.row FROM row_version v JOIN raw_%" G_GINT64_FORMAT
                        " a ON a.row = v.replaced JOIN raw_%" G_GINT64_FORMAT
                        " b ON b.row = v.row WHERE v.table_id = %" G_GINT64_FORMAT
                        " AND v.import_id = ?",
                        table, table, table);
    else
        g_string_printf(sql,
                        "SELECT b.row FROM import i JOIN raw_%" G_GINT64_FORMAT
                        " b ON b.row BETWEEN i.first_row AND i.last_row WHERE i.id = ? AND NOT "
                        "EXISTS (SELECT 1 FROM row_version v WHERE v.table_id = %" G_GINT64_FORMAT
                        " AND v.row = b.row)",
                        table, table);
    if (changed && column)
        g_string_append_printf(sql, " AND a.c%d IS NOT b.c%d", column->position, column->position);
    g_string_append(sql, changed ? " ORDER BY v.row" : " ORDER BY b.row");
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, error, sql->str, "i", import);
    while (rows && db_step(rows, NULL)) {
        gint64 row = sqlite3_column_int64(rows, 0);
        g_array_append_val(list->row_ids, row);
    }
    return rows != NULL;
}

/* "table=tickets;import=3;change=new|changed|reopened|vanished[;column=priority]" */
static gboolean
open_import(RowList *list, GHashTable *parts, GError **error)
{
    sqlite3 *database = list->database;
    const char *change = g_hash_table_lookup(parts, "change");
    const char *name = g_hash_table_lookup(parts, "column");
    const ColumnInfo *column = name ? table_column(list->table, name, error) : NULL;
    gint64 import;
    if (!change || (name && !column) ||
        !number_parse_integer(g_hash_table_lookup(parts, "import"), -1, &import) ||
        db_integer(database, 0, "SELECT table_id FROM import WHERE id = ?", "i", import) !=
            list->table->id)
        return FALSE;
    gboolean changed = strcmp(change, "changed") == 0;
    gboolean kept = strcmp(change, "vanished") == 0 || strcmp(change, "reopened") == 0;
    if (!kept && !changed && strcmp(change, "new") != 0)
        return FALSE;
    if (kept ? !open_kept(list, database, import, change, error)
             : !open_written(list, database, import, column, changed, error))
        return FALSE;
    g_autofree char *day = db_text(
        database, "SELECT substr(imported_at, 1, 10) FROM import WHERE id = ?", "i", import);
    set_title(list, g_strdup_printf("%s by the import of %s%s%s",
                                    kept && *change == 'v' ? "no longer in the file" : change, day,
                                    column ? ", in " : "", column ? column->name : ""));
    return TRUE;
}

gboolean
rows_of_versions(RowList *list, GHashTable *parts, GError **error)
{
    const char *changed = g_hash_table_lookup(parts, "changed");
    const char *ahead = g_hash_table_lookup(parts, "ahead");
    if (g_hash_table_contains(parts, "import"))
        return open_import(list, parts, error);
    if (changed)
        return open_changed(list, changed, error);
    return open_ahead(list, ahead, g_hash_table_lookup(parts, "of"), error);
}
