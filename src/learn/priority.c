/* The desk's own rule: the more urgent first. The order of urgency is the declared one, else read
 * from the values: their number (P1, 1 - Critical, Sev 2), else words of urgency. */
#include "learn/learn_private.h"

static const ModelParameter no_parameters[] = {{NULL}};

/* The values met on the training rows, most urgent first. */
static GPtrArray *
levels_in_order(const LearnRun *run, const FrameColumn *column, const char *declared)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *levels = g_ptr_array_new_with_free_func(g_free);
    guint32 n;
    const guint32 *rows = learn_data_rows(run->data, SPLIT_TRAIN, &n);
    for (guint32 i = 0; i < n; i++) {
        char digits[24];
        const char *text = learn_cell(column, rows[i], digits);
        if (!text || g_hash_table_contains(seen, text) || !g_utf8_validate(text, -1, NULL))
            continue;
        g_ptr_array_add(levels, g_strdup(text));
        g_hash_table_add(seen, g_ptr_array_index(levels, levels->len - 1));
    }
    urgency_sort(levels, declared);
    return levels;
}

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    const ColumnInfo *info;
    model->why_not = learn_role_refused(run->input->task, ROLE_PRIORITY, &info);
    if (model->why_not)
        return TRUE;
    const FrameColumn *column = frame_column_of(run->input->task->frame, info);
    g_autoptr(GPtrArray) levels = levels_in_order(run, column, info->order);
    json_t *scores = json_object(), *order = json_array();
    for (guint i = 0; i < levels->len; i++) {
        const char *level = g_ptr_array_index(levels, i);
        json_object_set_new_nocheck(scores, level,
                                    json_real((double)(levels->len - i) / levels->len));
        json_array_append_new(order, json_string_nocheck(level));
    }
    json_t *payload = json_object();
    json_object_set_new(payload, "column", json_string_nocheck(info->name));
    json_object_set_new(payload, "scores", scores);
    learn_set_payload(model, payload);
    json_object_set_new(run->notes, "column", json_string_nocheck(info->name));
    json_object_set_new(run->notes, "order", order);
    return TRUE;
}

/* A priority that is missing or was never seen stands after all others. */
static gboolean
score(const Model *model, const Frame *frame, sqlite3 *database, const guint32 *rows, guint32 n,
      double *raw, GError **error)
{
    json_t *payload = learn_payload_json(model, error);
    if (!payload)
        return FALSE;
    const FrameColumn *column = learn_payload_column(model, payload, frame, error);
    json_t *scores = json_object_get(payload, "scores");
    for (guint32 i = 0; column && i < n; i++) {
        char digits[24];
        const char *text = learn_cell(column, rows ? rows[i] : i, digits);
        raw[i] = text ? json_number_value(json_object_get(scores, text)) : 0;
    }
    json_decref(payload);
    return column != NULL;
}

const LearnKind learn_priority = {
    .face = {"priority", "priority rule", "checks the most urgent tickets first", FALSE, FALSE,
             no_parameters},
    .fit = fit,
    .score_rows = score,
};
