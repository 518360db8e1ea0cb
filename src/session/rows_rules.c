/* Rows behind what isn't frozen: those of a target as it would be, and those where a condition
 * holds. Evaluated over the frame, as the counts were. */
#include "rows_private.h"

#include <string.h>

static void
take_rows(RowList *list, const Frame *frame, const GArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        gint64 id = frame->row_id[g_array_index(rows, guint32, i)];
        g_array_append_val(list->row_ids, id);
    }
}

/* What task_rows reads: all of the reference but the command. */
static char *
pick_of(GHashTable *parts)
{
    GString *pick = g_string_new("task=0");
    static const char *const names[] = {"state", "left", "month"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_hash_table_lookup(parts, names[i]);
        if (value)
            g_string_append_printf(pick, ";%s=%s", names[i], value);
    }
    return g_string_free(pick, FALSE);
}

gboolean
rows_of_offer(RowList *list, GHashTable *parts, GError **error)
{
    const char *line = g_hash_table_lookup(parts, "value");
    TaskSpec spec;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (!line || !g_str_has_prefix(line, "target "))
        return FALSE;
    g_autoptr(CommandCall) call = call_parse(line + strlen("target "), error);
    g_autoptr(Task) sketch = NULL;
    task_spec_init(&spec);
    if (call && target_spec_read(list->catalogue, call, &spec, error))
        sketch = task_sketch(list->frames, list->database, &spec, error);
    task_spec_clear(&spec);
    g_autofree char *pick = pick_of(parts);
    if (!sketch || !task_rows(sketch, pick, rows, &list->title, error))
        return FALSE;
    take_rows(list, sketch->frame, rows);
    list->table = catalogue_table(list->catalogue, sketch->frame->table->name, error);
    return list->table != NULL;
}

gboolean
rows_of_rule(RowList *list, GHashTable *parts, GError **error)
{
    sqlite3 *database = list->database;
    const char *table = g_hash_table_lookup(parts, "table");
    const char *rule = g_hash_table_lookup(parts, "value");
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (!table || !rule || !(list->table = catalogue_table(list->catalogue, table, error)))
        return FALSE;
    g_autoptr(PqlNode) condition = pql_parse_condition(rule, error);
    g_autoptr(Frame) frame =
        condition ? frame_store_get(list->frames, database, list->table, NULL, error) : NULL;
    g_autoptr(RowTest) test = frame ? row_test_new(condition, frame, database, error) : NULL;
    if (!test)
        return FALSE;
    for (guint32 row = 0; row < frame->n; row++)
        if (row_test(test, row))
            g_array_append_val(rows, row);
    take_rows(list, frame, rows);
    g_autofree char *count = table_count(table, rows->len);
    g_autofree char *clean = text_clean(rule, -1);
    list->title = g_strdup_printf("%s where %s", count, clean);
    return TRUE;
}
