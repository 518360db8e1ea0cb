/* XGBoost's C API behind the few calls that training, scoring and explaining need. Its errors, logs
 * and verbosity belong to a thread, so every entrance sets them anew. */
#include "learn/booster.h"

#include <string.h>
#include <xgboost/c_api.h>

/* Below it a second thread costs more than it brings. */
#define FEW_ROWS 5000

struct Booster {
    BoosterHandle handle;
    DMatrixHandle learn;
    const Encoder *encoder;
};

/* ---- errors ------------------------------------------------------------------------------------
 */

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

/* "[12:00:01] ./src/x.cc:123: what is wrong\nStack trace…" → "what is wrong". */
static char *
message_for_people(const char *message)
{
    g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
    for (char **line = lines; *line; line++) {
        const char *text = *line;
        const char *place = strstr(text, ".cc:");
        if (place && (place = strchr(place + 4, ':')))
            text = place + 1;
        while (g_ascii_isspace(*text))
            text++;
        if (*text)
            return text_clean(text, -1);
    }
    return g_strdup("unknown");
}

static gboolean
check(int result, const char *what, ForedeskError code, GError **error)
{
    if (result == 0)
        return TRUE;
    g_autofree char *message = message_for_people(XGBGetLastError());
    g_set_error(error, FOREDESK_ERROR, code, "%s failed: %s", what, message);
    return FALSE;
}

/* ---- matrices by callback ----------------------------------------------------------------------
 */

/* NumPy's array interface over one block: XGBoost reads our floats where they are. */
static char *
array_interface(const float *values, guint32 rows, guint32 width)
{
    return g_strdup_printf("{\"data\": [%" G_GUINT64_FORMAT ", true], \"shape\": [%u, %u], "
                           "\"typestr\": \"<f4\", \"version\": 3}",
                           (guint64)(guintptr)values, rows, width);
}

static guint32
block_rows(const Matrix *matrix, guint32 block)
{
    return MIN((guint32)FRAME_BLOCK, matrix->n - block * FRAME_BLOCK);
}

typedef struct {
    const Matrix *matrix;
    DMatrixHandle proxy;
    guint32 next;
} BlockFeed;

static void
rewind_feed(DataIterHandle handle)
{
    ((BlockFeed *)handle)->next = 0;
}

static int
next_block(DataIterHandle handle)
{
    BlockFeed *feed = handle;
    if (feed->next >= feed->matrix->n_blocks)
        return 0;
    guint32 block = feed->next++, rows = block_rows(feed->matrix, block);
    g_autofree char *array = array_interface(feed->matrix->block[block], rows, feed->matrix->width);
    XGProxyDMatrixSetDataDense(feed->proxy, array);
    XGDMatrixSetDenseInfo(feed->proxy, "label", feed->matrix->label + (gsize)block * FRAME_BLOCK,
                          rows, 1);
    return 1;
}

/* Values fall into bins as they pass, so that the floats are never copied. */
static DMatrixHandle
binned_matrix(const Matrix *matrix, int threads, GError **error)
{
    BlockFeed feed = {matrix, NULL, 0};
    DMatrixHandle handle = NULL;
    if (!check(XGProxyDMatrixCreate(&feed.proxy), "preparing the matrix", FOREDESK_ERROR_SYSTEM,
               error))
        return NULL;
    g_autofree char *config =
        g_strdup_printf("{\"missing\": NaN, \"nthread\": %d, \"max_bin\": 256}", threads);
    gboolean made = check(XGQuantileDMatrixCreateFromCallback(&feed, feed.proxy, NULL, rewind_feed,
                                                              next_block, config, &handle),
                          "preparing the matrix", FOREDESK_ERROR_SYSTEM, error);
    XGDMatrixFree(feed.proxy);
    return made ? handle : NULL;
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
    return check(XGBoosterSetStrFeatureInfo(handle, "feature_name", (const char **)names, width),
                 "naming the columns", FOREDESK_ERROR_SYSTEM, error) &&
           check(XGBoosterSetStrFeatureInfo(handle, "feature_type", types, width),
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
        if (!check(XGBoosterSetParam(booster->handle, common[i][0], common[i][1]),
                   "setting up the trees", FOREDESK_ERROR_USAGE, error))
            return FALSE;
    for (; parameters->name; parameters++)
        if (!check(XGBoosterSetParam(booster->handle, parameters->name, parameters->value),
                   "setting up the trees", FOREDESK_ERROR_USAGE, error))
            return FALSE;
    return TRUE;
}

Booster *
booster_new(const Matrix *learn, const BoosterParameter *parameters, GError **error)
{
    g_autoptr(Booster) booster = g_new0(Booster, 1);
    int threads = learn_threads();
    quieten_thread();
    booster->encoder = learn->encoder;
    if (!(booster->learn = binned_matrix(learn, threads, error)) ||
        !check(XGBoosterCreate(&booster->learn, 1, &booster->handle), "setting up the trees",
               FOREDESK_ERROR_SYSTEM, error) ||
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
    g_snprintf(count, sizeof count, "%d", rows < FEW_ROWS ? 1 : learn_threads());
    if (!check(XGBoosterCreate(NULL, 0, &booster->handle), "loading the trees",
               FOREDESK_ERROR_SYSTEM, error) ||
        !check(XGBoosterLoadModelFromBuffer(booster->handle, bytes, size), "loading the trees",
               FOREDESK_ERROR_INPUT, error) ||
        !check(XGBoosterSetParam(booster->handle, "nthread", count), "loading the trees",
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
    if (!check(XGBoosterUpdateOneIter(booster->handle, round, booster->learn), "a round of trees",
               FOREDESK_ERROR_SYSTEM, error) ||
        !check(XGBoosterEvalOneIter(booster->handle, round, &booster->learn, &name, 1, &figures),
               "a round of trees", FOREDESK_ERROR_SYSTEM, error))
        return FALSE;
    *loss = read_loss(figures);
    return TRUE;
}

gboolean
booster_round_by(Booster *booster, float *gradient, float *curvature, guint32 n, GError **error)
{
    return check(XGBoosterBoostOneIter(booster->handle, booster->learn, gradient, curvature, n),
                 "a round of trees", FOREDESK_ERROR_SYSTEM, error);
}

GBytes *
booster_bytes(Booster *booster, int rounds, GError **error)
{
    BoosterHandle slice = NULL;
    bst_ulong size = 0;
    const char *bytes = NULL;
    gboolean saved =
        check(XGBoosterSlice(booster->handle, 0, rounds, 1, &slice), "keeping the best rounds",
              FOREDESK_ERROR_SYSTEM, error) &&
        set_names(slice, booster->encoder, error) &&
        check(XGBoosterSaveModelToBuffer(slice, "{\"format\": \"json\"}", &size, &bytes),
              "keeping the trees", FOREDESK_ERROR_SYSTEM, error);
    GBytes *copy = saved ? g_bytes_new(bytes, size) : NULL;
    if (slice)
        XGBoosterFree(slice);
    return copy;
}

/* ---- scoring and explaining --------------------------------------------------------------------
 */

gboolean
booster_margins(Booster *booster, const Matrix *matrix, int first, int end, double *margin,
                GError **error)
{
    g_autofree char *config = g_strdup_printf(
        "{\"type\": 1, \"training\": false, \"iteration_begin\": %d, \"iteration_end\": %d, "
        "\"strict_shape\": false, \"missing\": NaN, \"cache_id\": 0}",
        first, end);
    for (guint32 block = 0; block < matrix->n_blocks; block++) {
        const bst_ulong *shape;
        bst_ulong dimensions;
        const float *result;
        guint32 rows = block_rows(matrix, block);
        g_autofree char *array = array_interface(matrix->block[block], rows, matrix->width);
        if (!check(XGBoosterPredictFromDense(booster->handle, array, config, NULL, &shape,
                                             &dimensions, &result),
                   "scoring with the trees", FOREDESK_ERROR_SYSTEM, error))
            return FALSE;
        for (guint32 i = 0; i < rows; i++)
            margin[(gsize)block * FRAME_BLOCK + i] = (double)result[i];
    }
    return TRUE;
}

static gboolean
explain_block(Booster *booster, const Matrix *matrix, guint32 block, float *out, GError **error)
{
    guint32 rows = block_rows(matrix, block);
    g_autofree char *array = array_interface(matrix->block[block], rows, matrix->width);
    DMatrixHandle handle = NULL;
    const bst_ulong *shape;
    bst_ulong dimensions;
    const float *result;
    if (!check(XGDMatrixCreateFromDense(array, "{\"missing\": NaN}", &handle),
               "explaining the trees", FOREDESK_ERROR_SYSTEM, error))
        return FALSE;
    gboolean explained = check(
        XGBoosterPredictFromDMatrix(booster->handle, handle,
                                    "{\"type\": 2, \"training\": false, \"iteration_begin\": 0, "
                                    "\"iteration_end\": 0, \"strict_shape\": false}",
                                    &shape, &dimensions, &result),
        "explaining the trees", FOREDESK_ERROR_SYSTEM, error);
    if (explained)
        memcpy(out, result, (gsize)rows * (matrix->width + 1) * sizeof *out);
    XGDMatrixFree(handle);
    return explained;
}

float *
booster_contributions(Booster *booster, const Matrix *matrix, GError **error)
{
    gsize stride = (gsize)matrix->width + 1;
    g_autofree float *all = g_new(float, stride * matrix->n + 1);
    for (guint32 block = 0; block < matrix->n_blocks; block++)
        if (!explain_block(booster, matrix, block, all + stride * block * FRAME_BLOCK, error))
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
    gboolean scored = check(XGBoosterFeatureScore(booster->handle, config->str, &count, &names,
                                                  &dimensions, &shape, &scores),
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
