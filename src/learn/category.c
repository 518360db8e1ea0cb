/* The category's past rate: how often the event came among training tickets of the same category,
 * pulled towards the rate of all where they are few. */
#include "learn/learn_private.h"

static const ModelParameter parameters[] = {
    {"strength", "tickets' worth of trust in the overall rate", 20, 1, 100000, FALSE},
    {NULL},
};

typedef struct {
    double rows, events;
} Tally;

/* Rows and events of each value of the column on the training rows: text → Tally. */
static GHashTable *
count_values(const LearnRun *run, const FrameColumn *column)
{
    GHashTable *tallies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    guint32 n;
    const guint32 *rows = learn_data_rows(run->data, SPLIT_TRAIN, &n);
    for (guint32 i = 0; i < n; i++) {
        char digits[24];
        const char *value = learn_cell(column, rows[i], digits);
        if (!value || !g_utf8_validate(value, -1, NULL)) /* JSON can't hold it */
            continue;
        Tally *tally = g_hash_table_lookup(tallies, value);
        if (!tally)
            g_hash_table_insert(tallies, g_strdup(value), tally = g_new0(Tally, 1));
        tally->rows++;
        tally->events += run->input->task->label[rows[i]] > 0.5;
    }
    return tallies;
}

static json_t *
shrunk_rates(GHashTable *tallies, double base, double strength)
{
    json_t *rates = json_object();
    g_autoptr(GList) values = g_list_sort(g_hash_table_get_keys(tallies), (GCompareFunc)g_strcmp0);
    for (GList *value = values; value; value = value->next) {
        const Tally *tally = g_hash_table_lookup(tallies, value->data);
        double rate = (tally->events + strength * base) / (tally->rows + strength);
        json_object_set_new_nocheck(rates, value->data, json_real(rate));
    }
    return rates;
}

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    const ColumnInfo *info;
    model->why_not = learn_role_refused(run->input->task, ROLE_CATEGORY, &info);
    if (model->why_not)
        return TRUE;
    guint32 n, events;
    g_free(learn_data_labels(run->data, SPLIT_TRAIN, &n, &events));
    const FrameColumn *column = frame_column_of(run->input->task->frame, info);
    g_autoptr(GHashTable) tallies = count_values(run, column);
    double base = (double)events / n;
    json_t *payload = json_object();
    json_object_set_new(payload, "column", json_string_nocheck(info->name));
    json_object_set_new(payload, "base", json_real(base));
    json_object_set_new(payload, "rates",
                        shrunk_rates(tallies, base, learn_parameter(run, "strength")));
    json_object_set_new(run->notes, "column", json_string_nocheck(info->name));
    json_object_set_new(run->notes, "values", json_integer(g_hash_table_size(tallies)));
    learn_set_payload(model, payload);
    return TRUE;
}

static gboolean
score(const Model *model, const Frame *frame, sqlite3 *database, const guint32 *rows, guint32 n,
      double *raw, GError **error)
{
    json_t *payload = learn_payload_json(model, error);
    if (!payload)
        return FALSE;
    const FrameColumn *column = learn_payload_column(model, payload, frame, error);
    json_t *rates = json_object_get(payload, "rates");
    double base = json_number_value(json_object_get(payload, "base"));
    for (guint32 i = 0; column && i < n; i++) {
        char digits[24];
        const char *value = learn_cell(column, rows ? rows[i] : i, digits);
        json_t *rate = value ? json_object_get(rates, value) : NULL;
        raw[i] = stats_logit(rate ? json_number_value(rate) : base);
    }
    json_decref(payload);
    return column != NULL;
}

const LearnKind learn_category = {
    .face = {"category", "category's past rate",
             "how often it happened before to tickets of the same category", TRUE, FALSE,
             parameters},
    .fit = fit,
    .score_rows = score,
};
