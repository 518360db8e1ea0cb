/* XGBoost's C API behind the few calls that training, scoring and explaining need. Its errors, logs
 * and verbosity belong to a thread, so every entrance sets them anew. */
#include "learn/bins.h"

#include <string.h>
#include <xgboost/c_api.h>

/* Below it a second thread costs more than it brings. */
#define FEW_ROWS 5000

struct Booster {
    BoosterHandle handle;
    DMatrixHandle learn;
    guint8 *gaps; /* columns whose missing cells stand above all values; NULL: none */
    const Encoder *encoder;
};

static void
discard_log(const char *message)
{
}

static void
quieten_thread(void)
{
    XGBRegisterLogCallback(discard_log);
    XGBSetGlobalConfig("{\"verbosity\": 0}");
}

/* ---- names -------------------------------------------------------------------------------------
 */

/* XGBoost refuses [ ] and < in names, and its other readers want them different. */
static char **
feature_names(const Encoder *encoder)
{
    guint width = encoder_width(encoder);
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    char **names = g_new0(char *, width + 1);
    for (guint k = 0; k < width; k++) {
        char *name = g_strdelimit(g_strdup(encoder_column_name(encoder, k)), "[]<", '_');
        for (guint again = 2; g_hash_table_contains(taken, name); again++) {
            g_free(name);
            name = g_strdup_printf("%s (%u)", encoder_column_name(encoder, k), again);
            g_strdelimit(name, "[]<", '_');
        }
        g_hash_table_add(taken, name);
        names[k] = name;
    }
    return names;
}

static gboolean
set_names(BoosterHandle handle, const Encoder *encoder, GError **error)
{
    guint width = encoder_width(encoder);
    g_auto(GStrv) names = feature_names(encoder);
    g_autofree const char **types = g_new(const char *, width);
    for (guint k = 0; k < width; k++)
        types[k] = "float";
    return booster_check(
               XGBoosterSetStrFeatureInfo(handle, "feature_name", (const char **)names, width),
               "naming the columns", FOREDESK_ERROR_SYSTEM, error) &&
           booster_check(XGBoosterSetStrFeatureInfo(handle, "feature_type", types, width),
                         "naming the columns", FOREDESK_ERROR_SYSTEM, error);
}

/* ---- making and freeing ------------------------------------------------------------------------
 */

static gboolean
set_parameters(Booster *booster, const BoosterParameter *parameters, int threads, GError **error)
{
    char count[16];
    g_snprintf(count, sizeof count, "%d", threads);
    const char *const common[][2] = {
        {"validate_parameters", "1"}, {"verbosity", "0"}, {"tree_method", "hist"},
        {"max_bin", "256"},           {"nthread", count},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(common); i++)
        if (!booster_check(XGBoosterSetParam(booster->handle, common[i][0], common[i][1]),
                           "setting up the trees", FOREDESK_ERROR_USAGE, error))
            return FALSE;
    for (; parameters->name; parameters++)
        if (!booster_check(XGBoosterSetParam(booster->handle, parameters->name, parameters->value),
                           "setting up the trees", FOREDESK_ERROR_USAGE, error))
            return FALSE;
    return TRUE;
}

Booster *
booster_new(const Matrix *learn, const BoosterParameter *parameters, GError **error)
{
    g_autoptr(Booster) booster = g_new0(Booster, 1);
    int threads = cores_idle();
    quieten_thread();
    booster->encoder = learn->encoder;
    if (!(booster->learn = bins_new(learn, threads, &booster->gaps, error)) ||
        !booster_check(XGBoosterCreate(&booster->learn, 1, &booster->handle),
                       "setting up the trees", FOREDESK_ERROR_SYSTEM, error) ||
        !set_parameters(booster, parameters, threads, error) ||
        !set_names(booster->handle, learn->encoder, error))
        return NULL;
    return g_steal_pointer(&booster);
}

Booster *
booster_load(GBytes *json, guint32 rows, GError **error)
{
    g_autoptr(Booster) booster = g_new0(Booster, 1);
    gsize size;
    const void *bytes = g_bytes_get_data(json, &size);
    char count[16];
    quieten_thread();
    g_snprintf(count, sizeof count, "%d", rows < FEW_ROWS ? 1 : cores_idle());
    if (!booster_check(XGBoosterCreate(NULL, 0, &booster->handle), "loading the trees",
                       FOREDESK_ERROR_SYSTEM, error) ||
        !booster_check(XGBoosterLoadModelFromBuffer(booster->handle, bytes, size),
                       "loading the trees", FOREDESK_ERROR_INPUT, error) ||
        !booster_check(XGBoosterSetParam(booster->handle, "nthread", count), "loading the trees",
                       FOREDESK_ERROR_SYSTEM, error))
        return NULL;
    return g_steal_pointer(&booster);
}

void
booster_free(Booster *booster)
{
    if (!booster)
        return;
    if (booster->handle)
        XGBoosterFree(booster->handle);
    if (booster->learn)
        XGDMatrixFree(booster->learn);
    g_free(booster->gaps);
    g_free(booster);
}

/* ---- training ----------------------------------------------------------------------------------
 */

/* "[3]\tlearn-logloss:0.41" → 0.41 */
static double
read_loss(const char *figures)
{
    const char *at = strrchr(figures, ':');
    return at ? g_ascii_strtod(at + 1, NULL) : NAN;
}

gboolean
booster_round(Booster *booster, int round, double *loss, GError **error)
{
    const char *name = "learn", *figures;
    if (!booster_check(XGBoosterUpdateOneIter(booster->handle, round, booster->learn),
                       "a round of trees", FOREDESK_ERROR_SYSTEM, error) ||
        !booster_check(
            XGBoosterEvalOneIter(booster->handle, round, &booster->learn, &name, 1, &figures),
            "a round of trees", FOREDESK_ERROR_SYSTEM, error))
        return FALSE;
    *loss = read_loss(figures);
    return TRUE;
}

gboolean
booster_round_by(Booster *booster, float *gradient, float *curvature, guint32 n, GError **error)
{
    return booster_check(
        XGBoosterBoostOneIter(booster->handle, booster->learn, gradient, curvature, n),
        "a round of trees", FOREDESK_ERROR_SYSTEM, error);
}

/* Makes sure that missing cells go right at every split on the columns whose gaps were filled: a
 * split that parts the same tickets either way may have been written with the other direction. The
 * flags are single digits, changed where they stand, so that the rest stays as XGBoost wrote it. */
static void
send_gaps_right(char *json, const guint8 *gaps, guint width)
{
    static const char flags_name[] = "\"default_left\":[", columns_name[] = "\"split_indices\":[";
    for (char *at = json; (at = strstr(at, flags_name)) != NULL;) {
        char *flag = at + strlen(flags_name), *column = strstr(flag, columns_name);
        if (!column)
            return;
        column += strlen(columns_name);
        while (*flag != ']' && *column != ']') {
            guint64 index = g_ascii_strtoull(column, &column, 10);
            if (index < width && gaps[index])
                *flag = '0';
            flag += flag[1] == ',' ? 2 : 1;
            column += *column == ',';
        }
        at = column;
    }
}

GBytes *
booster_bytes(Booster *booster, int rounds, GError **error)
{
    BoosterHandle slice = NULL;
    bst_ulong size = 0;
    const char *bytes = NULL;
    char *copy = NULL;
    gboolean saved =
        booster_check(XGBoosterSlice(booster->handle, 0, rounds, 1, &slice),
                      "keeping the best rounds", FOREDESK_ERROR_SYSTEM, error) &&
        set_names(slice, booster->encoder, error) &&
        booster_check(XGBoosterSaveModelToBuffer(slice, "{\"format\": \"json\"}", &size, &bytes),
                      "keeping the trees", FOREDESK_ERROR_SYSTEM, error);
    if (saved) {
        copy = g_strndup(bytes, size);
        if (booster->gaps)
            send_gaps_right(copy, booster->gaps, encoder_width(booster->encoder));
    }
    if (slice)
        XGBoosterFree(slice);
    return copy ? g_bytes_new_take(copy, size) : NULL;
}

/* ---- scoring and explaining --------------------------------------------------------------------
 */

gboolean
booster_margins(Booster *booster, const Matrix *matrix, int first, int end, double *margin,
                GError **error)
{
    return booster_outputs(booster, matrix, first, end, 1, margin, error);
}

gboolean
booster_outputs(Booster *booster, const Matrix *matrix, int first, int end, guint outputs,
                double *margin, GError **error)
{
    g_autofree char *config = g_strdup_printf(
        "{\"type\": 1, \"training\": false, \"iteration_begin\": %d, \"iteration_end\": %d, "
        "\"strict_shape\": false, \"missing\": NaN, \"cache_id\": 0}",
        first, end);
    for (guint32 block = 0; block < matrix->n_blocks; block++) {
        const bst_ulong *shape;
        bst_ulong dimensions;
        const float *result;
        guint32 rows = bins_rows(matrix, block);
        g_autofree char *array = bins_array(matrix->block[block], rows, matrix->width);
        if (!booster_check(XGBoosterPredictFromDense(booster->handle, array, config, NULL, &shape,
                                                     &dimensions, &result),
                           "scoring with the trees", FOREDESK_ERROR_SYSTEM, error))
            return FALSE;
        double *out = margin + (gsize)block * FRAME_BLOCK * outputs;
        for (gsize i = 0; i < (gsize)rows * outputs; i++)
            out[i] = (double)result[i];
    }
    return TRUE;
}

static gboolean
explain_block(Booster *booster, const Matrix *matrix, guint32 block, gsize stride, float *out,
              GError **error)
{
    guint32 rows = bins_rows(matrix, block);
    g_autofree char *array = bins_array(matrix->block[block], rows, matrix->width);
    DMatrixHandle handle = NULL;
    const bst_ulong *shape;
    bst_ulong dimensions;
    const float *result;
    if (!booster_check(XGDMatrixCreateFromDense(array, "{\"missing\": NaN}", &handle),
                       "explaining the trees", FOREDESK_ERROR_SYSTEM, error))
        return FALSE;
    gboolean explained = booster_check(
        XGBoosterPredictFromDMatrix(booster->handle, handle,
                                    "{\"type\": 2, \"training\": false, \"iteration_begin\": 0, "
                                    "\"iteration_end\": 0, \"strict_shape\": false}",
                                    &shape, &dimensions, &result),
        "explaining the trees", FOREDESK_ERROR_SYSTEM, error);
    if (explained)
        memcpy(out, result, rows * stride * sizeof *out);
    XGDMatrixFree(handle);
    return explained;
}

float *
booster_contributions(Booster *booster, const Matrix *matrix, guint outputs, GError **error)
{
    gsize stride = ((gsize)matrix->width + 1) * outputs;
    g_autofree float *all = g_new(float, stride * matrix->n + 1);
    for (guint32 block = 0; block < matrix->n_blocks; block++)
        if (!explain_block(booster, matrix, block, stride, all + stride * block * FRAME_BLOCK,
                           error))
            return NULL;
    return g_steal_pointer(&all);
}

/* "f12" names a column that has no name of its own in this request. */
double *
booster_gains(Booster *booster, guint width, GError **error)
{
    bst_ulong count, dimensions;
    const bst_ulong *shape;
    const char **names;
    const float *scores;
    GString *config = g_string_new("{\"importance_type\": \"total_gain\", \"feature_names\": [");
    for (guint k = 0; k < width; k++)
        g_string_append_printf(config, "%s\"f%u\"", k > 0 ? ", " : "", k);
    g_string_append(config, "]}");
    gboolean scored = booster_check(XGBoosterFeatureScore(booster->handle, config->str, &count,
                                                          &names, &dimensions, &shape, &scores),
                                    "weighing the columns", FOREDESK_ERROR_SYSTEM, error);
    g_string_free(config, TRUE);
    if (!scored)
        return NULL;
    double *gains = g_new0(double, width + 1);
    for (bst_ulong i = 0; i < count; i++) {
        guint64 column = g_ascii_strtoull(names[i] + 1, NULL, 10);
        if (column < width)
            gains[column] = (double)scores[i];
    }
    return gains;
}
