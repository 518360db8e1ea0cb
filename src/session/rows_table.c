/* Rows of a table, by what stands in it: all of them, those with or without a value, set aside,
 * repeated, linked, told by an alert or touched by a cleaning step. */
#include "rows_private.h"

#include <foredesk/evidence.h>

#include <string.h>

/* Takes out what cleaning steps set aside. */
static gboolean
leave_cleaned(RowList *list, GError **error)
{
    gint64 *ids = (gint64 *)(void *)list->row_ids->data;
    guint n = list->row_ids->len, at = 0, kept = 0;
    g_autoptr(sqlite3_stmt) aside =
        db_prepare(list->database, error,
                   "SELECT DISTINCT r.row FROM step s JOIN step_row r ON r.step_id = s.id WHERE "
                   "s.table_id = ? AND s.enabled AND s.kind = 'rows' AND s.scope = 'all' ORDER BY "
                   "r.row",
                   "i", list->table->id);

    if (!aside)
        return FALSE;
    while (db_step(aside, NULL)) {
        gint64 row = sqlite3_column_int64(aside, 0);
        while (at < n && ids[at] < row)
            ids[kept++] = ids[at++];
        at += at < n && ids[at] == row;
    }
    while (at < n)
        ids[kept++] = ids[at++];
    g_array_set_size(list->row_ids, kept);
    return TRUE;
}

/* All rows of a table; "clean": without what cleaning steps set aside. */
static gboolean
open_all(RowList *list, gboolean clean, GError **error)
{
    sqlite3 *database = list->database;

    if (!frame_row_ids(database, list->table, list->row_ids, error) ||
        (clean && !leave_cleaned(list, error)))
        return FALSE;
    g_autofree char *count = table_count(list->table->name, list->row_ids->len);
    g_autofree char *aside = number_count(list->table->aside);
    list->title = !clean && list->table->aside
                      ? g_strdup_printf("%s; %s could not be read", count, aside)
                      : g_steal_pointer(&count);
    return TRUE;
}

/* Rows of a table by what one column holds. */
static gboolean
open_values(RowList *list, const ColumnInfo *column, GHashTable *parts, GError **error)
{
    sqlite3 *database = list->database;
    const char *value = g_hash_table_lookup(parts, "value");
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autofree char *count = NULL;

    gboolean personal = g_hash_table_contains(parts, "personal");

    g_autofree char *current = rows_current_sql(database, list->table->id);
    g_autofree char *cells = column_cell_sql(list->table, column); /* as they were counted */
    g_string_printf(sql, "SELECT row, %s FROM raw_%" G_GINT64_FORMAT " AS raw WHERE %s", cells,
                    list->table->id, current);
    gboolean missing = g_hash_table_contains(parts, "missing");
    if (value)
        g_string_append_printf(sql, " AND trim(c%d) = ?1", column->position);
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, error, sql->str, value ? "s" : "", value);
    if (!rows)
        return FALSE;
    while (db_step(rows, NULL)) {
        const char *cell = (const char *)sqlite3_column_text(rows, 1);
        gsize length = (gsize)sqlite3_column_bytes(rows, 1);
        if ((!missing || column_cell_missing(column, cell ? cell : "", length)) &&
            (!personal || (length > 0 && pii_scan(cell, length, NULL, NULL))))
            row_list_add(list, sqlite3_column_int64(rows, 0));
    }
    count = table_count(list->table->name, list->row_ids->len);
    if (personal)
        list->title = g_strdup_printf("%s with personal data in %s", count, column->name);
    else if (value) {
        g_autofree char *clean = personal_words(column, value, list->masked);
        list->title = g_strdup_printf("%s where %s is %s", count, column->name, clean);
    } else
        list->title = g_strdup_printf("%s without %s", count, column->name);
    return TRUE;
}

/* Tickets by how far in their life they are:
 * table=T;stage=untouched[;column=C[;filled=1|;value=V]].
 */
static gboolean
open_stage(RowList *list, const ColumnInfo *column, GHashTable *parts, GError **error)
{
    StageRows wanted = {.stage = g_hash_table_lookup(parts, "stage"),
                        .column = column,
                        .value = g_hash_table_lookup(parts, "value"),
                        .filled = g_hash_table_contains(parts, "filled"),
                        .masked = list->masked};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(Frame) frame =
        frame_store_get(list->frames, list->database, list->table, NULL, error);

    if (!frame)
        return FALSE;
    wanted.column = column ? table_column(frame->table, column->name, error) : NULL;
    if (!stage_rows(frame, &wanted, rows, &list->title, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        row_list_add(list, frame->row_id[g_array_index(rows, guint32, i)]);
    return TRUE;
}

/* Rows that never became rows: what was set aside, as it stood in the file. */
static gboolean
open_aside(RowList *list, const char *reason, GError **error)
{
    sqlite3 *database = list->database;
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT aside.id FROM aside JOIN import ON import.id = import_id "
                   "WHERE table_id = ?1 AND (?2 = '' OR reason = ?2) ORDER BY aside.id",
                   "is", list->table->id, reason);
    if (!rows)
        return FALSE;
    list->aside = TRUE;
    while (db_step(rows, NULL))
        row_list_add(list, sqlite3_column_int64(rows, 0));
    g_autofree char *count = number_count(list->row_ids->len);
    list->title = g_strdup_printf("%s rows of %s set aside%s%s", count, list->table->name,
                                  *reason ? ": " : "", aside_brief(reason));
    return TRUE;
}

/* Rows that repeat an earlier one, as the last search of the table found them. */
static gboolean
open_duplicates(RowList *list, const char *kind_name, GError **error)
{
    sqlite3 *database = list->database;
    DuplicateKind kind = DUPLICATE_EXACT;
    gboolean all = strcmp(kind_name, "all") == 0;

    if (!all && !duplicate_kind_from_name(kind_name, &kind, error))
        return FALSE;
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT row FROM duplicate_pair JOIN duplicate_search USING (table_id) WHERE "
                   "table_id = ?1 AND (?2 = 'all' OR kind = ?2) ORDER BY row",
                   "is", list->table->id, all ? "all" : duplicate_kind_name(kind));
    if (!rows)
        return FALSE;
    while (db_step(rows, NULL))
        row_list_add(list, sqlite3_column_int64(rows, 0));
    g_autofree char *count = number_count(list->row_ids->len);
    list->title = g_strdup_printf("%s %s that repeat an earlier one%s%s", count,
                                  table_noun(list->table->name, list->row_ids->len),
                                  all ? "" : ": ", all ? "" : kind_name);
    return TRUE;
}

/* What an alert of the audit is about, kept by it. */
static gboolean
open_alert(RowList *list, const char *name, GError **error)
{
    g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT " %s", list->table->id, name);
    GBytes *own = list->alert_rows ? g_hash_table_lookup(list->alert_rows, key) : NULL;
    g_autoptr(GBytes) set =
        own ? g_bytes_ref(own) : alert_rows_load(list->database, list->table->id, name);

    if (!set || !alert_rows_read(set, list->row_ids)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no alert \"%s\" keeps rows: look at the audit again", name);
        return FALSE;
    }
    g_autofree char *count = table_count(list->table->name, list->row_ids->len);
    const char *dot = strchr(name, '.');
    g_autofree char *title = alert_title(name);
    list->title = g_strdup_printf("%s: %s%s%s", count, title, dot ? ", " : "", dot ? dot + 1 : "");
    return TRUE;
}

/* What a cleaning step touches; `first`: only rows that no earlier one sets aside. */
static gboolean
open_step(RowList *list, const char *text, gboolean first, GError **error)
{
    sqlite3 *database = list->database;
    gint64 id = 0;
    number_parse_integer(text, -1, &id);
    g_autoptr(Step) step = step_load(database, id, error);
    g_autoptr(sqlite3_stmt) rows =
        !step ? NULL
              : db_prepare(database, error,
                           "SELECT r.row FROM step_row r WHERE r.step_id = ?1 AND NOT (?2 AND "
                           "EXISTS (SELECT 1 FROM step_row e JOIN step s ON s.id = e.step_id WHERE "
                           "e.row = r.row AND s.id < ?1 AND s.table_id = ?3 AND s.enabled AND "
                           "s.kind = 'rows' AND s.scope = 'all')) ORDER BY r.row",
                           "iii", id, (gint64)first, list->table->id);
    if (!rows)
        return FALSE;
    while (db_step(rows, NULL))
        row_list_add(list, sqlite3_column_int64(rows, 0));
    g_autofree char *count = number_count(list->row_ids->len);
    g_autofree char *reason = text_clean(step->reason, -1);
    list->title =
        g_strdup_printf("%s %s %s: %s", count, table_noun(list->table->name, list->row_ids->len),
                        step->kind == STEP_CELLS ? "read as missing there"
                        : step->enabled          ? "set aside"
                                                 : "no longer set aside",
                        reason);
    return TRUE;
}

/* "table=T;link=CHILD.COLUMN>PARENT.COLUMN;state=orphans": rows behind a link's counts. */
static gboolean
open_link(RowList *list, GHashTable *parts, GError **error)
{
    const char *wanted = g_hash_table_lookup(parts, "link");
    const char *state = g_hash_table_lookup(parts, "state");
    const GPtrArray *links = list->catalogue->links;

    for (guint i = 0; state && i < links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(links, i);
        g_autofree char *name =
            g_strdup_printf("%s.%s>%s.%s", link->child->name, link->child_column->name,
                            link->parent->name, link->parent_column->name);
        if (strcmp(name, wanted) != 0)
            continue;
        if (!link_rows(list->database, link, state, list->row_ids, error))
            return FALSE;
        g_autofree char *count = table_count(list->table->name, list->row_ids->len);
        list->title = g_strdup_printf("%s %s", count,
                                      strcmp(state, "matched") == 0   ? "found by their key"
                                      : strcmp(state, "orphans") == 0 ? "whose key names no row"
                                                                      : "that repeat a key");
        return TRUE;
    }
    return FALSE;
}

gboolean
rows_of_table(RowList *list, GHashTable *parts, GError **error)
{
    const char *step = g_hash_table_lookup(parts, "step");
    const char *aside = g_hash_table_lookup(parts, "aside");
    const char *alert = g_hash_table_lookup(parts, "alert");
    const char *column_name = g_hash_table_lookup(parts, "column");
    const ColumnInfo *column = NULL;

    list->table = catalogue_table(list->catalogue, g_hash_table_lookup(parts, "table"), error);
    if (!list->table)
        return FALSE;
    if (aside)
        return open_aside(list, aside, error);
    if (step)
        return open_step(list, step, g_hash_table_contains(parts, "first"), error);
    if (g_hash_table_contains(parts, "duplicates"))
        return open_duplicates(list, g_hash_table_lookup(parts, "duplicates"), error);
    if (alert)
        return open_alert(list, alert, error);
    if (g_hash_table_contains(parts, "link"))
        return open_link(list, parts, error);
    if (g_hash_table_contains(parts, "import") || g_hash_table_contains(parts, "changed") ||
        g_hash_table_contains(parts, "ahead"))
        return rows_of_versions(list, parts, error);
    if (column_name && !(column = table_column(list->table, column_name, error)))
        return FALSE;
    if (g_hash_table_contains(parts, "stage"))
        return open_stage(list, column, parts, error);
    return column ? open_values(list, column, parts, error)
                  : open_all(list, g_hash_table_contains(parts, "clean"), error);
}
