/* What a query of any kind learns by: features without those that leak, data and models made for it
 * alone, and means over its entities with intervals. */
#include "operate/query.h"

#include <jansson.h>
#include <math.h>

gboolean
query_search_leaks(Query *query, GError **error)
{
    query->leaks.task = query->task;
    query->leaks.features = query->features;
    query->leaks.frames = query->frames;
    query->leaks.database = query->database;
    if (query->request->take_leaks &&
        !query->request->take_leaks(&query->leaks, query->progress, error))
        return FALSE;
    query->enabled = g_ptr_array_new();
    for (guint i = 0; i < query->features->len; i++)
        if (((const Feature *)query->features->pdata[i])->enabled)
            g_ptr_array_add(query->enabled, query->features->pdata[i]);
    if (query->enabled->len || !query->leaks.left_out)
        return TRUE;
    g_set_error(
        error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
        "all that could be learned from is found to leak (%s): say what was there at arrival "
        "by `known COLUMN arrival`",
        query->leaks.left_out);
    return FALSE;
}

gboolean
query_data(Query *query, GError **error)
{
    if (query->data)
        return TRUE;
    if (!learn_memory_check(query->task, query->enabled->len, error))
        return FALSE;
    query->data = learn_data_new(query->task, query->frames, query->database, query->enabled,
                                 query->progress, error);
    return query->data != NULL;
}

Model *
query_train(Query *query, const char *kind, GError **error)
{
    TrainInput input = {.task = query->task,
                        .frames = query->frames,
                        .database = query->database,
                        .features = query->enabled,
                        .seed = 1,
                        .kind = kind};
    return query_data(query, error) ? model_train(&input, query->data, query->progress, error)
                                    : NULL;
}

double
query_note(const Model *model, const char *name)
{
    json_t *notes = model->notes ? json_loads(model->notes, 0, NULL) : NULL;
    const json_t *value = json_object_get(notes, name);
    double number = json_is_number(value) ? json_number_value(value) : NAN;
    json_decref(notes);
    return number;
}

guint32 *
query_clusters(const Task *task, const guint32 *rows, guint32 n)
{
    const FrameColumn *column = task->customer;
    guint32 *cluster = g_new(guint32, n + 1);
    g_autoptr(GHashTable) place = g_hash_table_new(NULL, NULL);
    for (guint32 i = 0; i < n; i++) {
        gint64 code = column && column->code ? column->code[rows[i]] : -1;
        gpointer key = GSIZE_TO_POINTER(code >= 0 ? (gsize)code + 1 : ((gsize)rows[i] + 1) << 32);
        gpointer at = g_hash_table_lookup(place, key);
        if (!at) {
            at = GUINT_TO_POINTER(g_hash_table_size(place) + 1);
            g_hash_table_insert(place, key, at);
        }
        cluster[i] = GPOINTER_TO_UINT(at) - 1;
    }
    return cluster;
}

enum { RESAMPLES = 1000 };

Interval
query_mean(const double *value, const guint32 *cluster, guint32 n)
{
    Interval total = stats_bootstrap_cost(value, NULL, cluster, n, RESAMPLES, 1, 0.95);
    return (Interval){total.value / n, total.low / n, total.high / n};
}
