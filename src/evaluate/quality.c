/* Figures of a model that do not depend on the policy, and their JSON in the model's row. */
#include <foredesk/evaluate.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

void
quality_of(const Scores *scores, gboolean probability, Quality *quality)
{
    const double *p = scores->score;
    const guint8 *label = scores->label;
    guint32 events = 0;

    for (guint32 i = 0; i < scores->n; i++)
        events += label[i];
    *quality = (Quality){.n = scores->n,
                         .events = events,
                         .auc = stats_auc(p, label, scores->n, 0.95).auc,
                         .average_precision = stats_average_precision(p, label, scores->n),
                         .log_loss = NAN,
                         .brier = NAN,
                         .ece = NAN};
    if (probability) {
        quality->log_loss = stats_log_loss(p, label, scores->n);
        quality->brier = stats_brier(p, label, scores->n);
        quality->ece = stats_calibration_error(p, label, scores->n).ece;
    }
}

static void
set_number(json_t *object, const char *key, double value)
{
    json_object_set_new(object, key, isfinite(value) ? json_real(value) : json_null());
}

static double
get_number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

char *
quality_store(const Quality *quality)
{
    json_t *object = json_object();
    char *dumped, *text;

    json_object_set_new(object, "n", json_integer(quality->n));
    json_object_set_new(object, "events", json_integer(quality->events));
    set_number(object, "auc", quality->auc.value);
    set_number(object, "auc_low", quality->auc.low);
    set_number(object, "auc_high", quality->auc.high);
    set_number(object, "average_precision", quality->average_precision);
    set_number(object, "log_loss", quality->log_loss);
    set_number(object, "brier", quality->brier);
    set_number(object, "ece", quality->ece);
    dumped = json_dumps(object, JSON_REAL_PRECISION(17) | JSON_SORT_KEYS);
    text = g_strdup(dumped);
    free(dumped);
    json_decref(object);
    return text;
}

gboolean
quality_restore(const char *json, Quality *quality)
{
    json_t *object = json ? json_loads(json, 0, NULL) : NULL;

    if (!json_is_object(object)) {
        json_decref(object);
        return FALSE;
    }
    *quality = (Quality){
        .n = (guint32)json_integer_value(json_object_get(object, "n")),
        .events = (guint32)json_integer_value(json_object_get(object, "events")),
        .auc = {get_number(object, "auc"), get_number(object, "auc_low"),
                get_number(object, "auc_high")},
        .average_precision = get_number(object, "average_precision"),
        .log_loss = get_number(object, "log_loss"),
        .brier = get_number(object, "brier"),
        .ece = get_number(object, "ece"),
    };
    json_decref(object);
    return TRUE;
}
