/* A trained model in use: scoring rows of the task, encoded rows and fresh ones, explaining and
 * weighing. One way of computing for all, so that a ticket's score never depends on where it came
 * from. */
#include "learn/learn_private.h"

#include <math.h>
#include <string.h>

void
model_free(Model *model)
{
    if (!model)
        return;
    g_free(model->kind);
    g_free(model->name);
    g_free(model->parameters);
    g_clear_pointer(&model->features, g_ptr_array_unref);
    g_clear_pointer(&model->encoder, encoder_free);
    g_clear_pointer(&model->payload, g_bytes_unref);
    g_free(model->sha256);
    g_free(model->fingerprint);
    g_clear_pointer(&model->curve_train, g_array_unref);
    g_clear_pointer(&model->curve_validation, g_array_unref);
    g_free(model->notes);
    g_free(model->quality);
    g_free(model->why_not);
    g_free(model);
}

/* ---- columns nobody has answered for ------------------------------------------------------------
 */

#define OPEN_COLUMNS "open_columns"

void
model_mark_open(Model *model, guint columns)
{
    json_auto_t *notes = model->notes ? json_loads(model->notes, 0, NULL) : NULL;
    if (!json_is_object(notes)) {
        json_decref(notes);
        notes = json_object();
    }
    json_object_set_new(notes, OPEN_COLUMNS, json_integer(columns));
    g_free(model->notes);
    model->notes = learn_dump(notes);
}

guint
model_open_columns(const Model *model)
{
    if (!model->notes || !strstr(model->notes, OPEN_COLUMNS)) /* seldom: don't read them all */
        return 0;
    json_auto_t *notes = json_loads(model->notes, 0, NULL);
    return (guint)json_integer_value(json_object_get(notes, OPEN_COLUMNS));
}

/* ---- the regime its scores were made in ---------------------------------------------------------
 */

Regime
model_regime(const Model *model)
{
    gboolean looks_back = FALSE;
    for (guint i = 0; i < model->features->len && !looks_back; i++)
        looks_back = ((const Feature *)model->features->pdata[i])->relational;
    if (!looks_back)
        return REGIME_EITHER;
    return model->notes && strstr(model->notes, REGIME_NOTE) ? REGIME_FROZEN : REGIME_SEED;
}

const char *
model_regime_word(const Model *model)
{
    Regime regime = model_regime(model);
    return regime == REGIME_EITHER ? "either" : regime_word(regime == REGIME_FROZEN);
}

gboolean
model_of_regime(const Model *model, gboolean frozen)
{
    Regime regime = model_regime(model);
    return regime == REGIME_EITHER || (regime == REGIME_FROZEN) == frozen;
}

/* ---- scoring -----------------------------------------------------------------------------------
 */

/* The kind of a model that can be used now. */
static const LearnKind *
usable_kind(const Model *model, GError **error)
{
    const LearnKind *kind = learn_kind_of(model, error);
    if (kind && model->why_not) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s can't score: %s", model->name,
                    model->why_not);
        return NULL;
    }
    if (kind && !model->payload) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s was listed without its contents: load it to score", model->name);
        return NULL;
    }
    return kind;
}

static void
raw_to_scores(const Model *model, double *p, guint32 n)
{
    if (!model->probability)
        return;
    for (guint32 i = 0; i < n; i++)
        p[i] = stats_sigmoid(p[i] / model->temperature);
}

static gboolean
check_matrix(const Model *model, const LearnKind *kind, const Matrix *matrix, GError **error)
{
    if (!kind->score_matrix) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s reads no features: score it by rows", model->name);
        return FALSE;
    }
    if (matrix->width == encoder_width(model->encoder))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "%s reads %u columns and was given %u: encode the rows with its own encoder",
                model->name, encoder_width(model->encoder), matrix->width);
    return FALSE;
}

gboolean
model_score_matrix(const Model *model, const Matrix *matrix, double *p, GError **error)
{
    const LearnKind *kind = usable_kind(model, error);
    if (!kind || !check_matrix(model, kind, matrix, error) ||
        !kind->score_matrix(model, matrix, p, error))
        return FALSE;
    raw_to_scores(model, p, matrix->n);
    return TRUE;
}

static gboolean
score_by_matrix(const Model *model, LearnData *data, const guint32 *rows, guint32 n, double *p,
                GError **error)
{
    const Matrix *known = learn_data_known(data, model, rows, n);
    g_autoptr(Matrix) computed = known ? NULL : learn_data_compute(data, model, rows, n, error);
    return (known || computed) && model_score_matrix(model, known ? known : computed, p, error);
}

gboolean
model_score(const Model *model, LearnData *data, const guint32 *rows, guint32 n, double *p,
            GError **error)
{
    const LearnKind *kind = usable_kind(model, error);
    if (!kind)
        return FALSE;
    if (kind->score_matrix)
        return score_by_matrix(model, data, rows, n, p, error);
    const Frame *frame = learn_data_task(data)->frame;
    if (kind->reads_text ? !learn_data_score_texts(data, kind, model, rows, n, p, error)
                         : !kind->score_rows(model, frame, NULL, rows, n, p, error))
        return FALSE;
    raw_to_scores(model, p, n);
    return TRUE;
}

gboolean
model_score_fresh(const Model *model, FeatureEngine *engine, sqlite3 *database, const Frame *fresh,
                  const TimePoint *seeds, double *p, GError **error)
{
    const LearnKind *kind = usable_kind(model, error);
    if (!kind)
        return FALSE;
    if (!kind->score_matrix) {
        if (!kind->score_rows(model, fresh, database, NULL, fresh->n, p, error))
            return FALSE;
        raw_to_scores(model, p, fresh->n);
        return TRUE;
    }
    feature_engine_learned(engine, model->encoder);
    g_autoptr(GPtrArray) values =
        feature_compute_fresh(engine, model->features, fresh, seeds, NULL, error);
    g_autoptr(Matrix) matrix =
        values ? matrix_new(model->encoder, values, NULL, fresh->n, NULL, error) : NULL;
    return matrix && model_score_matrix(model, matrix, p, error);
}

/* ---- explaining --------------------------------------------------------------------------------
 */

gboolean
model_explain(const Model *model, const Matrix *rows, double *contributions, GError **error)
{
    const LearnKind *kind = usable_kind(model, error);
    if (!kind)
        return FALSE;
    if (kind->explain)
        return check_matrix(model, kind, rows, error) &&
               kind->explain(model, rows, contributions, error);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s gives no reasons by feature: logistic, forest, boost and blend do",
                model->name);
    return FALSE;
}

double *
model_importance(const Model *model)
{
    const LearnKind *kind = usable_kind(model, NULL);
    g_autofree double *columns = kind && kind->importance ? kind->importance(model, NULL) : NULL;
    double sum = 0;
    if (!columns)
        return NULL;
    g_autofree double *shares = g_new0(double, model->features->len + 1);
    for (guint k = 0; k < encoder_width(model->encoder); k++) {
        shares[encoder_column_feature(model->encoder, k)] += columns[k];
        sum += columns[k];
    }
    if (!(sum > 0))
        return NULL;
    for (guint i = 0; i < model->features->len; i++)
        shares[i] /= sum;
    return g_steal_pointer(&shares);
}

/* ---- for other programs ------------------------------------------------------------------------
 */

gboolean
model_export(const Model *model, const char *path, GError **error)
{
    gsize size;
    if (!usable_kind(model, error))
        return FALSE;
    const char *bytes = g_bytes_get_data(model->payload, &size);
    GError *failure = NULL;
    if (g_file_set_contents_full(path, bytes, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                 &failure))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s; name another place",
                failure->message);
    g_error_free(failure);
    return FALSE;
}

char *
model_at_start(const Model *model)
{
    char *name = g_strdup(model->name);
    name[0] = g_ascii_toupper(name[0]);
    return name;
}
