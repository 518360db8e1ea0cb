/* Trees and a weighted sum, half each: trees find combinations, the sum carries on where they have
 * seen nothing. Of events the mean of both log-odds, of numbers the mean of both numbers. The sum's
 * columns are cut at their 1st and 99th percentile (design.c). */
#include "learn/booster.h"

#include <string.h>

#define HEADER "foredesk blend 1 "

static const ModelParameter parameters[] = {
    BOOST_PARAMETERS,
    {"ridge", "how far the sum's coefficients are pulled to zero", 1, 1e-9, 1e6, FALSE},
    {NULL},
};

static const LearnKind *const halves[] = {&learn_boost, &learn_logistic};
enum { HALVES = G_N_ELEMENTS(halves) };

/* ---- both in one payload -----------------------------------------------------------------------
 */

/* A half as its kind sees it: everything but the payload is the blend's, borrowed. */
static Model
half_of(const Model *model, GBytes *payload)
{
    Model half = *model;
    half.payload = payload;
    return half;
}

/* "foredesk blend 1 LENGTH\n", so many bytes of the trees, and the sum. */
static GBytes *
join(GBytes *trees, GBytes *sum)
{
    gsize size[HALVES];
    const void *bytes[HALVES] = {g_bytes_get_data(trees, &size[0]),
                                 g_bytes_get_data(sum, &size[1])};
    GByteArray *all = g_byte_array_new();
    g_autofree char *header = g_strdup_printf(HEADER "%" G_GSIZE_FORMAT "\n", size[0]);
    g_byte_array_append(all, (const guint8 *)header, (guint)strlen(header));
    for (guint i = 0; i < HALVES; i++)
        g_byte_array_append(all, bytes[i], (guint)size[i]);
    return g_byte_array_free_to_bytes(all);
}

static gboolean
split(const Model *model, GBytes *parts[HALVES], GError **error)
{
    gsize size;
    const char *bytes = g_bytes_get_data(model->payload, &size);
    const char *end = memchr(bytes, '\n', MIN(size, 64));
    gint64 first = 0;
    gsize header = end ? (gsize)(end - bytes) + 1 : 0;
    gsize name = strlen(HEADER);
    if (header > name && memcmp(bytes, HEADER, name) == 0 &&
        number_parse_integer(bytes + name, (gssize)(header - name - 1), &first) && first > 0 &&
        (gsize)first < size - header) {
        parts[0] = g_bytes_new_from_bytes(model->payload, header, (gsize)first);
        parts[1] = g_bytes_new_from_bytes(model->payload, header + (gsize)first,
                                          size - header - (gsize)first);
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "model %" G_GINT64_FORMAT " is damaged: train it again", model->id);
    return FALSE;
}

/* ---- learning ----------------------------------------------------------------------------------
 */

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    if (!learn_boost.fit(model, run, error))
        return FALSE;
    g_autoptr(GBytes) trees = g_steal_pointer(&model->payload);
    Model sum = half_of(model, NULL);
    sum.curve_train = g_array_new(FALSE, FALSE, sizeof(double));
    gboolean fine = learn_logistic.fit(&sum, run, error);
    g_array_unref(sum.curve_train);
    if (fine)
        model->payload = join(trees, sum.payload);
    g_clear_pointer(&sum.payload, g_bytes_unref);
    return fine;
}

/* ---- using -------------------------------------------------------------------------------------
 */

typedef gboolean (*HalfWork)(const LearnKind *kind, const Model *half, const Matrix *matrix,
                             double *out, GError **error);

/* The mean of what both halves make of a matrix, n numbers. */
static gboolean
mean_of_halves(const Model *model, const Matrix *matrix, HalfWork work, double *out, gsize n,
               GError **error)
{
    GBytes *parts[HALVES];
    gboolean fine = TRUE;
    if (!split(model, parts, error))
        return FALSE;
    g_autofree double *one = g_new(double, n + 1);
    for (gsize k = 0; k < n; k++)
        out[k] = 0;
    for (guint i = 0; i < HALVES; i++) {
        Model half = half_of(model, parts[i]);
        fine = fine && work(halves[i], &half, matrix, one, error);
        for (gsize k = 0; fine && k < n; k++)
            out[k] += one[k] / HALVES;
        g_bytes_unref(parts[i]);
    }
    return fine;
}

static gboolean
score_half(const LearnKind *kind, const Model *half, const Matrix *matrix, double *out,
           GError **error)
{
    return kind->score_matrix(half, matrix, out, error);
}

static gboolean
score(const Model *model, const Matrix *matrix, double *raw, GError **error)
{
    return mean_of_halves(model, matrix, score_half, raw, matrix->n, error);
}

static gboolean
explain_half(const LearnKind *kind, const Model *half, const Matrix *matrix, double *out,
             GError **error)
{
    return kind->explain(half, matrix, out, error);
}

static gboolean
explain(const Model *model, const Matrix *matrix, double *contributions, GError **error)
{
    gsize width = model->features->len + 1;
    return mean_of_halves(model, matrix, explain_half, contributions, width * matrix->n, error);
}

/* Each half's weights as shares of its own, so that neither's scale decides. */
static double *
importance(const Model *model, GError **error)
{
    GBytes *parts[HALVES];
    guint width = encoder_width(model->encoder);
    if (!split(model, parts, error))
        return NULL;
    double *weights = g_new0(double, width + 1);
    for (guint i = 0; i < HALVES; i++) {
        Model half = half_of(model, parts[i]);
        g_autofree double *of = halves[i]->importance(&half, NULL);
        double sum = 0;
        for (guint k = 0; of && k < width; k++)
            sum += of[k];
        for (guint k = 0; sum > 0 && k < width; k++)
            weights[k] += of[k] / sum / HALVES;
        g_bytes_unref(parts[i]);
    }
    return weights;
}

const LearnKind learn_blend = {
    .face = {"blend", "trees and sum",
             "boosted trees and a weighted sum of the features, half each", TRUE, TRUE, parameters,
             TRUE},
    .fit = fit,
    .numbers = TRUE,
    .score_matrix = score,
    .explain = explain,
    .importance = importance,
};
