/* Rows behind a line of "how old the past may be": the model scores them again with the past that
 * the line says. */
#include "rows_private.h"

#include <foredesk/worth.h>

/* The test part's rows only after somebody opened it. */
static gboolean
may_be_seen(RowList *list, SplitPart part)
{
    return part == SPLIT_VALIDATION ||
           (part == SPLIT_TEST &&
            db_integer(list->database, 0, "SELECT count(*) FROM look WHERE task_id = ?", "i",
                       list->task_id) > 0);
}

static void
take_rows(RowList *list, const Scores *scores, const char *cell, gint64 flagged)
{
    list->scores = g_array_new(FALSE, FALSE, sizeof(double));
    list->labels = g_byte_array_new();
    for (guint32 i = 0; i < scores->n; i++) {
        if (!row_in_cell(cell, i < flagged, scores->label[i]))
            continue;
        row_list_add(list, scores->row_id[i]);
        g_array_append_val(list->scores, scores->score[i]);
        g_byte_array_append(list->labels, &scores->label[i], 1);
    }
}

/* "cut=604800000000;scorer=4;part=validation;flagged=214;cell=tp"; cut=-1: seed time */
gboolean
rows_of_cut(RowList *list, GHashTable *parts, GError **error)
{
    const char *cell = g_hash_table_lookup(parts, "cell");
    const char *name = g_hash_table_lookup(parts, "part");
    gint64 before, id, flagged;
    SplitPart part;

    if (!list->task_id || !name ||
        !number_parse_integer(g_hash_table_lookup(parts, "cut"), -1, &before) ||
        !number_parse_integer(g_hash_table_lookup(parts, "scorer"), -1, &id) ||
        !number_parse_integer(g_hash_table_lookup(parts, "flagged"), -1, &flagged) ||
        !split_from_name(name, &part, error) || !may_be_seen(list, part))
        return FALSE;
    g_autoptr(Model) model = model_load(list->database, id, error);
    g_autoptr(Task) task =
        model ? task_load(list->frames, list->database, list->task_id, error) : NULL;
    g_autoptr(Scores) scores = task ? past_cut_scores(task, model, part, before, list->frames,
                                                      list->database, list->progress, error)
                                    : NULL;
    if (!scores)
        return FALSE;
    take_rows(list, scores, cell, flagged);
    list->judged_id = id;
    g_autofree char *count = table_count(task->frame->table->name, list->row_ids->len);
    g_autofree char *sooner = duration_words(before);
    g_autofree char *past = before < 0    ? g_strdup("at seed time")
                            : before == 0 ? g_strdup("frozen when they begin")
                                          : g_strdup_printf("frozen %s before", sooner);
    list->title =
        g_strdup_printf("%s %s %s (%s, %s)", count, row_cell_phrase(cell), model->name, name, past);
    list->table = catalogue_table(list->catalogue, task->frame->table->name, error);
    return list->table != NULL;
}
