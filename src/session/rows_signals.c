/* Rows behind the pages on signals: each report says by its own reference which tickets it counts.
 */
#include "rows_private.h"

#include <foredesk/signals.h>

typedef gboolean (*FindSignal)(const Task *task, GHashTable *parts, FrameStore *frames,
                               sqlite3 *database, Progress *progress, GArray *rows, char **title,
                               GError **error);

static gboolean
rows_of_signal(RowList *list, GHashTable *parts, FindSignal find, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    const Task *task = row_list_task(list, error);

    if (!task ||
        !find(task, parts, list->frames, list->database, list->progress, rows, &list->title, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        row_list_add(list, task->frame->row_id[g_array_index(rows, guint32, i)]);
    list->table = catalogue_table(list->catalogue, task->frame->table->name, error);
    return list->table != NULL;
}

gboolean
rows_of_priority(RowList *list, GHashTable *parts, GError **error)
{
    return rows_of_signal(list, parts, priority_rows, error);
}

gboolean
rows_of_agent(RowList *list, GHashTable *parts, GError **error)
{
    return rows_of_signal(list, parts, agent_rows, error);
}

gboolean
rows_of_claim(RowList *list, GHashTable *parts, GError **error)
{
    return rows_of_signal(list, parts, claim_rows, error);
}

gboolean
rows_of_combination(RowList *list, GHashTable *parts, GError **error)
{
    return rows_of_signal(list, parts, combination_rows, error);
}
