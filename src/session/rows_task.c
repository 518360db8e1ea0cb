/* Rows behind figures of a target, of a model and of how the desk does. */
#include "rows_private.h"

#include <string.h>

gboolean
row_in_cell(const char *cell, gboolean flagged, gboolean event)
{
    if (!cell || strcmp(cell, "all") == 0)
        return TRUE;
    if (strcmp(cell, "flagged") == 0)
        return flagged;
    if (strcmp(cell, "events") == 0)
        return event;
    if (strcmp(cell, "tp") == 0)
        return flagged && event;
    if (strcmp(cell, "fp") == 0)
        return flagged && !event;
    if (strcmp(cell, "fn") == 0)
        return !flagged && event;
    return strcmp(cell, "tn") == 0 && !flagged && !event;
}

const char *
row_cell_phrase(const char *cell)
{
    static const char *const phrases[][2] = {
        {"tp", "caught by"},       {"fp", "false alarms of"}, {"fn", "missed by"},
        {"tn", "rightly left by"}, {"flagged", "flagged by"}, {"events", "events judged by"},
    };
    for (guint i = 0; cell && i < G_N_ELEMENTS(phrases); i++)
        if (strcmp(cell, phrases[i][0]) == 0)
            return phrases[i][1];
    return "judged by";
}

gboolean
rows_of_model(RowList *list, GHashTable *parts, GError **error)
{
    Session *session = list->session;
    const char *cell = g_hash_table_lookup(parts, "cell");
    gint64 id;
    const Judged *judged;

    if (!session || !number_parse_integer(g_hash_table_lookup(parts, "model"), -1, &id) ||
        !(judged = session_judged(session, id)) ||
        (!judged->table && !session_read_models(session, error)) || !judged->table)
        return FALSE;
    const Scores *scores = judged->scores;
    list->judged_id = id;
    list->scores = g_array_new(FALSE, FALSE, sizeof(double));
    list->labels = g_byte_array_new();
    for (guint32 i = 0; i < scores->n; i++) {
        if (!row_in_cell(cell, i < judged->decision.flagged, scores->label[i]))
            continue;
        row_list_add(list, scores->row_id[i]);
        g_array_append_val(list->scores, scores->score[i]);
        g_byte_array_append(list->labels, &scores->label[i], 1);
    }
    list->table = catalogue_table(list->catalogue, session->brief->entity, error);
    g_autofree char *count = number_count(list->row_ids->len);
    list->title = g_strdup_printf(
        "%s %s %s %s (%s)", count, table_noun(session->brief->entity, list->row_ids->len),
        row_cell_phrase(cell), judged->model->name, split_name(scores->part));
    return list->table != NULL;
}

/* Copies on both sides of the split: "task=3;shared=pair;part=test". */
gboolean
rows_of_copies(RowList *list, GHashTable *parts, GError **error)
{
    Task *task = row_list_task(list, error);

    if (!task || !duplicates_rows(task, g_hash_table_lookup(parts, "shared"),
                                  g_hash_table_lookup(parts, "part"), list->database, list->row_ids,
                                  &list->title, error))
        return FALSE;
    list->table = catalogue_table(list->catalogue, task->frame->table->name, error);
    return list->table != NULL;
}

/* The task knows which rows its figures count: by state, part, month. */
gboolean
rows_of_task(RowList *list, const char *reference, GError **error)
{
    Task *task = row_list_task(list, error);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (!task || !task_rows(task, reference, rows, &list->title, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        row_list_add(list, task->frame->row_id[g_array_index(rows, guint32, i)]);
    list->table = catalogue_table(list->catalogue, task->frame->table->name, error);
    return list->table != NULL;
}

/* How the desk does: what a measure counted, or left out for a reason. */
gboolean
rows_of_desk(RowList *list, const char *reference, GError **error)
{
    sqlite3 *database = list->database;
    g_autoptr(DeskView) view = desk_view_new(list->frames, database, error);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (!view || !desk_rows(view, reference, rows, &list->title, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        row_list_add(list, view->frame->row_id[g_array_index(rows, guint32, i)]);
    list->table = catalogue_table(list->catalogue, view->frame->table->name, error);
    return list->table != NULL;
}
