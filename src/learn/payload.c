/* What a model of one of the simple kinds learned, as JSON in its payload. */
#include "learn/learn_private.h"

#include <string.h>

char *
learn_dump(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(17));
    char *copy = g_strdup(text);
    free(text);
    return copy;
}

void
learn_set_payload(Model *model, json_t *object)
{
    char *text = learn_dump(object);
    model->payload = g_bytes_new_take(text, strlen(text));
    json_decref(object);
}

json_t *
learn_payload_json(const Model *model, GError **error)
{
    gsize size;
    const char *bytes = g_bytes_get_data(model->payload, &size);
    json_t *payload = json_loadb(bytes, size, 0, NULL);
    if (json_is_object(payload))
        return payload;
    json_decref(payload);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "model %" G_GINT64_FORMAT " is damaged: train it again", model->id);
    return NULL;
}

const FrameColumn *
learn_payload_column(const Model *model, const json_t *payload, const Frame *frame, GError **error)
{
    const char *name = json_string_value(json_object_get(payload, "column"));
    const FrameColumn *column = name ? frame_column(frame, name) : NULL;
    if (!column)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s asks for the column %s, which is gone: train it again", model->name,
                    name ? name : "it learned from");
    return column;
}
