/* Models in the workspace: one row of the table `model` each, written once and never changed but to
 * be deleted. The payload is given to nobody before its checksum was seen to match. */
#include "learn/learn_private.h"

#include <math.h>
#include <string.h>

/* ---- writing -----------------------------------------------------------------------------------
 */

/* Features as the model saw them: its own copy, so that later edits of the list don't touch it. */
static char *
features_text(GPtrArray *features)
{
    json_t *list = json_array();
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = features->pdata[i];
        json_t *one = json_object();
        json_object_set_new(one, "expression", json_string_nocheck(feature->expression));
        json_object_set_new(one, "name", json_string_nocheck(feature->name));
        json_object_set_new(one, "sentence", json_string_nocheck(feature->sentence));
        json_object_set_new(one, "group", json_string_nocheck(feature->group));
        json_object_set_new(one, "evidence", json_integer(feature->evidence));
        json_object_set_new(one, "reason",
                            feature->reason ? json_string_nocheck(feature->reason) : json_null());
        json_object_set_new(one, "numeric", json_boolean(feature->numeric));
        json_object_set_new(one, "relational", json_boolean(feature->relational));
        json_array_append_new(list, one);
    }
    char *text = learn_dump(list);
    json_decref(list);
    return text;
}

static json_t *
numbers_to_json(const GArray *numbers)
{
    json_t *list = json_array();
    for (guint i = 0; numbers && i < numbers->len; i++) {
        double number = g_array_index(numbers, double, i);
        json_array_append_new(list, isfinite(number) ? json_real(number) : json_null());
    }
    return list;
}

static char *
curves_text(const Model *model)
{
    json_t *curves = json_object();
    json_object_set_new(curves, "learn", numbers_to_json(model->curve_train));
    json_object_set_new(curves, "stop", numbers_to_json(model->curve_validation));
    char *text = learn_dump(curves);
    json_decref(curves);
    return text;
}

gboolean
model_store(sqlite3 *database, const Model *model, GError **error)
{
    g_autofree char *features = features_text(model->features);
    g_autofree char *encoder = model->encoder ? encoder_store(model->encoder) : NULL;
    g_autofree char *curves = curves_text(model);
    gsize size = 0;
    const void *payload = model->payload ? g_bytes_get_data(model->payload, &size) : NULL;
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error,
        "INSERT INTO model (id, kind, name, task_id, seed, parameters, features, encoder, sha256, "
        "fingerprint, probability, temperature, best_round, rounds, curve, notes, quality, "
        "why_not, created_at, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?)",
        "issiisssssidiissss", model->id, model->kind, model->name, model->task_id,
        (gint64)model->seed, model->parameters, features, encoder, model->sha256,
        model->fingerprint, (gint64)model->probability, model->temperature,
        (gint64)model->best_round, (gint64)model->rounds, curves, model->notes, model->quality,
        model->why_not);
    if (!statement)
        return FALSE;
    /* A payload of tens of megabytes is bound where it lies; none at all stays null. */
    if (payload)
        sqlite3_bind_blob64(statement, 19, payload, size, SQLITE_STATIC);
    GError *failure = NULL;
    db_step(statement, &failure);
    if (!failure)
        return TRUE;
    g_propagate_error(error, failure);
    return FALSE;
}

gboolean
model_delete(sqlite3 *database, gint64 id, GError **error)
{
    if (db_integer(database, 0, "SELECT count(*) FROM model WHERE id = ? AND NOT deleted", "i",
                   id) == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "there is no model %" G_GINT64_FORMAT ": `models` lists those there are", id);
        return FALSE;
    }
    gboolean own = sqlite3_get_autocommit(database) != 0;
    if (own && !db_exec(database, "BEGIN IMMEDIATE", error))
        return FALSE;
    gboolean done =
        db_run(database, error, "DELETE FROM score_block WHERE model_id = ?", "i", id) &&
        db_run(database, error,
               "UPDATE model SET deleted = 1, payload = NULL, encoder = NULL, curve = NULL "
               "WHERE id = ?",
               "i", id) &&
        (!own || db_exec(database, "COMMIT", error));
    if (!done && own)
        db_exec(database, "ROLLBACK", NULL);
    /* The model is gone either way; what it took goes back to the disk at the next checkpoint. */
    if (done)
        db_exec(database, "PRAGMA incremental_vacuum", NULL);
    return done;
}

/* ---- reading -----------------------------------------------------------------------------------
 */

static GError *
damaged(gint64 id, const char *how)
{
    return g_error_new(FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                       "model %" G_GINT64_FORMAT " is damaged: %s; train it again", id, how);
}

static char *
json_text(const json_t *object, const char *name)
{
    return g_strdup(json_string_value(json_object_get(object, name)));
}

static Feature *
restore_feature(const json_t *one)
{
    const char *expression = json_string_value(json_object_get(one, "expression"));
    PqlNode *node = expression ? pql_parse_expression(expression, NULL) : NULL;
    if (!node)
        return NULL;
    Feature *feature = g_new0(Feature, 1);
    feature->expression = g_strdup(expression);
    feature->node = node;
    feature->name = json_text(one, "name");
    feature->sentence = json_text(one, "sentence");
    feature->group = json_text(one, "group");
    feature->reason = json_text(one, "reason");
    feature->evidence = (Evidence)json_integer_value(json_object_get(one, "evidence"));
    feature->numeric = json_is_true(json_object_get(one, "numeric"));
    feature->relational = json_is_true(json_object_get(one, "relational"));
    feature->enabled = TRUE;
    return feature;
}

/* NULL when a feature can't be read. */
static GPtrArray *
restore_features(const char *text)
{
    g_autoptr(GPtrArray) features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    json_auto_t *list = text ? json_loads(text, 0, NULL) : NULL;
    size_t i;
    json_t *one;
    gboolean fine = json_is_array(list);
    json_array_foreach(list, i, one)
    {
        Feature *feature = restore_feature(one);
        fine = fine && feature;
        if (feature)
            g_ptr_array_add(features, feature);
    }
    return fine ? g_steal_pointer(&features) : NULL;
}

static GArray *
restore_numbers(const json_t *curves, const char *name)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(double));
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(curves, name), i, one)
    {
        double number = json_is_number(one) ? json_number_value(one) : NAN;
        g_array_append_val(numbers, number);
    }
    return numbers;
}

static char *
column_text(sqlite3_stmt *row, int column)
{
    return g_strdup((const char *)sqlite3_column_text(row, column));
}

#define MODEL_COLUMNS                                                                         \
    "id, kind, name, task_id, seed, parameters, features, sha256, fingerprint, probability, " \
    "temperature, best_round, rounds, curve, notes, quality, why_not"

static Model *
read_model(sqlite3_stmt *row, GError **error)
{
    g_autoptr(Model) model = g_new0(Model, 1);
    const char *curve = (const char *)sqlite3_column_text(row, 13);
    json_auto_t *curves = curve ? json_loads(curve, 0, NULL) : NULL;
    model->id = sqlite3_column_int64(row, 0);
    model->kind = column_text(row, 1);
    model->name = column_text(row, 2);
    model->task_id = sqlite3_column_int64(row, 3);
    model->seed = (guint64)sqlite3_column_int64(row, 4);
    model->parameters = column_text(row, 5);
    model->features = restore_features((const char *)sqlite3_column_text(row, 6));
    model->sha256 = column_text(row, 7);
    model->fingerprint = column_text(row, 8);
    model->probability = sqlite3_column_int(row, 9) != 0;
    model->temperature = sqlite3_column_double(row, 10);
    model->best_round = sqlite3_column_int(row, 11);
    model->rounds = sqlite3_column_int(row, 12);
    model->curve_train = restore_numbers(curves, "learn");
    model->curve_validation = restore_numbers(curves, "stop");
    model->notes = column_text(row, 14);
    model->quality = column_text(row, 15);
    model->why_not = column_text(row, 16);
    if (!model->features) {
        g_propagate_error(error, damaged(model->id, "its list of features can't be read"));
        return NULL;
    }
    return g_steal_pointer(&model);
}

GPtrArray *
model_list(sqlite3 *database, gint64 task, GError **error)
{
    g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func((GDestroyNotify)model_free);
    g_autoptr(sqlite3_stmt) rows = db_prepare(
        database, error,
        "SELECT " MODEL_COLUMNS " FROM model WHERE task_id = ? AND NOT deleted ORDER BY id", "i",
        task);
    GError *failure = NULL;
    if (!rows)
        return NULL;
    while (!failure && db_step(rows, &failure)) {
        Model *model = read_model(rows, &failure);
        if (model)
            g_ptr_array_add(models, model);
    }
    if (!failure)
        return g_steal_pointer(&models);
    g_propagate_error(error, failure);
    return NULL;
}

/* Payload and encoder of a model, from the columns after the others. */
static gboolean
read_contents(Model *model, sqlite3_stmt *row, int first, GError **error)
{
    const char *encoder = (const char *)sqlite3_column_text(row, first);
    if (encoder && !(model->encoder = encoder_restore(encoder, error)))
        return FALSE;
    if (model->encoder && encoder_features(model->encoder) != model->features->len) {
        g_propagate_error(error, damaged(model->id, "its encoder is of other features"));
        return FALSE;
    }
    if (model->why_not)
        return TRUE;
    const void *bytes = sqlite3_column_blob(row, first + 1);
    model->payload = g_bytes_new(bytes, (gsize)sqlite3_column_bytes(row, first + 1));
    g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, model->payload);
    if (g_strcmp0(sum, model->sha256) == 0)
        return TRUE;
    g_propagate_error(error, damaged(model->id, "its contents don't match their checksum"));
    return FALSE;
}

Model *
model_load(sqlite3 *database, gint64 id, GError **error)
{
    g_autoptr(sqlite3_stmt) row =
        db_prepare(database, error,
                   "SELECT " MODEL_COLUMNS ", encoder, payload FROM model "
                   "WHERE id = ? AND NOT deleted",
                   "i", id);
    GError *failure = NULL;
    if (!row)
        return NULL;
    if (!db_step(row, &failure)) {
        if (failure)
            g_propagate_error(error, failure);
        else
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "there is no model %" G_GINT64_FORMAT ": `models` lists those there are",
                        id);
        return NULL;
    }
    g_autoptr(Model) model = read_model(row, error);
    return model && read_contents(model, row, 17, error) ? g_steal_pointer(&model) : NULL;
}
