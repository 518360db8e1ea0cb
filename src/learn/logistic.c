/* Logistic regression whose coefficients can be read: estimates with standard errors, intervals and
 * odds ratios, on columns that run from 0 to 1. The small ridge (one, on that scale: scikit-learn's
 * standard) keeps it solvable where a level has only one outcome. */
#include "learn/newton.h"

#include <math.h>

static const ModelParameter parameters[] = {
    {"ridge", "how far coefficients are pulled to zero", 1, 1e-9, 1e6, FALSE},
    {NULL},
};

/* ---- storing -----------------------------------------------------------------------------------
 */

static void
store(Model *model, const Design *design, const NewtonFit *fit)
{
    json_t *columns = json_array();
    for (guint j = 1; j < fit->width; j++) {
        const DesignColumn *column = &g_array_index(design->columns, DesignColumn, j - 1);
        json_t *one = json_object();
        json_object_set_new(one, "column", json_integer(column->column));
        json_object_set_new(one, "missing", json_boolean(column->missing));
        json_object_set_new(one, "low", json_real(column->low));
        json_object_set_new(one, "high", json_real(column->high));
        json_object_set_new(one, "fill", json_real(column->fill));
        json_object_set_new(one, "coefficient", json_real(fit->coefficient[j]));
        json_object_set_new(one, "mean", json_real(fit->mean[j]));
        json_object_set_new(one, "deviation", json_real(fit->deviation[j]));
        json_array_append_new(columns, one);
    }
    json_t *payload = json_object();
    json_object_set_new(payload, "version", json_integer(1));
    json_object_set_new(payload, "intercept", json_real(fit->coefficient[0]));
    json_object_set_new(payload, "columns", columns);
    learn_set_payload(model, payload);
}

/* The regression as it was stored: coefficient and mean have the design's width. */
typedef struct {
    Design *design;
    double *coefficient, *mean, *deviation;
} Stored;

static void
stored_free(Stored *stored)
{
    design_free(stored->design);
    g_free(stored->coefficient);
    g_free(stored->mean);
    g_free(stored->deviation);
    g_free(stored);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stored, stored_free)

static double
real(const json_t *object, const char *name)
{
    return json_number_value(json_object_get(object, name));
}

static Stored *
restore(const Model *model, GError **error)
{
    json_auto_t *payload = learn_payload_json(model, error);
    if (!payload)
        return NULL;
    const json_t *columns = json_object_get(payload, "columns");
    guint width = (guint)json_array_size(columns) + 1;
    Stored *stored = g_new0(Stored, 1);
    stored->design = g_new0(Design, 1);
    stored->design->columns = g_array_new(FALSE, FALSE, sizeof(DesignColumn));
    stored->coefficient = g_new0(double, width);
    stored->mean = g_new0(double, width);
    stored->deviation = g_new0(double, width);
    stored->coefficient[0] = real(payload, "intercept");
    stored->mean[0] = 1;
    size_t i;
    json_t *one;
    json_array_foreach(columns, i, one)
    {
        DesignColumn column = {(guint)json_integer_value(json_object_get(one, "column")),
                               json_is_true(json_object_get(one, "missing")), real(one, "low"),
                               real(one, "high"), real(one, "fill")};
        column.column = MIN(column.column, encoder_width(model->encoder) - 1);
        g_array_append_val(stored->design->columns, column);
        stored->coefficient[i + 1] = real(one, "coefficient");
        stored->mean[i + 1] = real(one, "mean");
        stored->deviation[i + 1] = real(one, "deviation");
    }
    return stored;
}

/* ---- fitting -----------------------------------------------------------------------------------
 */

static json_t *
number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
coefficient_note(const Model *model, const Design *design, const NewtonFit *fit, guint j)
{
    double z = stats_normal_two_sided(0.95), estimate = fit->coefficient[j], se = fit->error[j];
    g_autofree char *name = design_name(design, j, model->encoder);
    json_t *one = json_object();
    json_object_set_new(one, "name", json_string_nocheck(name));
    if (j > 0) {
        const DesignColumn *column = &g_array_index(design->columns, DesignColumn, j - 1);
        guint feature = encoder_column_feature(model->encoder, column->column);
        json_object_set_new(one, "feature", json_integer(feature));
        json_object_set_new(one, "from", number_or_null(column->low));
        json_object_set_new(one, "to", number_or_null(column->high));
    }
    json_object_set_new(one, "estimate", number_or_null(estimate));
    json_object_set_new(one, "se", number_or_null(se));
    json_object_set_new(one, "low", number_or_null(estimate - z * se));
    json_object_set_new(one, "high", number_or_null(estimate + z * se));
    if (!model->probability)
        return one;
    json_object_set_new(one, "odds", number_or_null(exp(estimate)));
    json_object_set_new(one, "odds_low", number_or_null(exp(estimate - z * se)));
    json_object_set_new(one, "odds_high", number_or_null(exp(estimate + z * se)));
    return one;
}

static void
note_fit(const LearnRun *run, const Model *model, const Design *design, const NewtonFit *fit,
         guint dropped)
{
    json_t *coefficients = json_array();
    for (guint j = 0; j < fit->width; j++)
        json_array_append_new(coefficients, coefficient_note(model, design, fit, j));
    json_object_set_new(run->notes, "coefficients", coefficients);
    json_object_set_new(run->notes, "converged", json_boolean(fit->converged));
    json_object_set_new(run->notes, "steps", json_integer(fit->steps));
    json_object_set_new(run->notes, "columns_dropped", json_integer(dropped));
}

static gboolean
fit_logistic(Model *model, const LearnRun *run, GError **error)
{
    const Matrix *matrix = learn_data_require(run->data, SPLIT_TRAIN, error);
    guint32 n, events;
    if (!matrix)
        return FALSE;
    gboolean number = run->input->task->kind == TASK_NUMBER;
    g_autofree guint8 *label =
        number ? NULL : learn_data_labels(run->data, SPLIT_TRAIN, &n, &events);
    g_autoptr(Design) design = design_new(matrix, model->features);
    guint before = design_width(design);
    g_autoptr(NewtonFit) fit = newton_fit(design, matrix, label, learn_parameter(run, "ridge"),
                                          model->curve_train, run->progress, error);
    if (!fit)
        return FALSE;
    model->rounds = model->best_round = fit->steps;
    store(model, design, fit);
    note_fit(run, model, design, fit, before - fit->width);
    return TRUE;
}

/* ---- using -------------------------------------------------------------------------------------
 */

static gboolean
score(const Model *model, const Matrix *matrix, double *raw, GError **error)
{
    g_autoptr(Stored) stored = restore(model, error);
    if (!stored)
        return FALSE;
    guint width = design_width(stored->design);
    g_autofree double *x = g_new(double, width);
    for (guint32 i = 0; i < matrix->n; i++) {
        double margin = 0; /* summed in order: a BLAS would sum by the number of rows */
        design_row(stored->design, matrix_row(matrix, i), x);
        for (guint j = 0; j < width; j++)
            margin += stored->coefficient[j] * x[j];
        raw[i] = margin;
    }
    return TRUE;
}

/* Each column pushes by its distance from the training mean. */
static gboolean
explain(const Model *model, const Matrix *matrix, double *contributions, GError **error)
{
    g_autoptr(Stored) stored = restore(model, error);
    guint features = model->features->len;
    if (!stored)
        return FALSE;
    guint width = design_width(stored->design);
    g_autofree double *x = g_new(double, width);
    for (guint32 i = 0; i < matrix->n; i++) {
        double *row = contributions + (gsize)i * (features + 1);
        for (guint f = 0; f < features; f++)
            row[f] = 0;
        row[features] = stored->coefficient[0];
        design_row(stored->design, matrix_row(matrix, i), x);
        for (guint j = 1; j < width; j++) {
            const DesignColumn *column =
                &g_array_index(stored->design->columns, DesignColumn, j - 1);
            row[encoder_column_feature(model->encoder, column->column)] +=
                stored->coefficient[j] * (x[j] - stored->mean[j]);
            row[features] += stored->coefficient[j] * stored->mean[j];
        }
    }
    return TRUE;
}

static double *
importance(const Model *model, GError **error)
{
    g_autoptr(Stored) stored = restore(model, error);
    if (!stored)
        return NULL;
    double *weights = g_new0(double, encoder_width(model->encoder) + 1);
    for (guint j = 1; j < design_width(stored->design); j++) {
        const DesignColumn *column = &g_array_index(stored->design->columns, DesignColumn, j - 1);
        weights[column->column] += fabs(stored->coefficient[j]) * stored->deviation[j];
    }
    return weights;
}

const LearnKind learn_logistic = {
    .face = {"logistic", "logistic regression",
             "a weighted sum of the features, each weight with its interval", TRUE, TRUE,
             parameters},
    .fit = fit_logistic,
    .score_matrix = score,
    .explain = explain,
    .importance = importance,
};
