/* Data that the models of one call share: rows of the parts, and encoder and matrices, which are
 * computed when a model first asks for them. No connection outlives the work it was opened for. */
#include "learn/learn_private.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3, sqlite3_close)

struct LearnData {
    const Task *task;
    Task *held; /* a reference; NULL over given matrices */
    FrameStore *frames;
    char *file;          /* of the workspace, as a URI */
    GPtrArray *features; /* Feature*, own copies */
    Progress *progress;  /* borrowed while somebody watches */
    guint32 *rows[SPLIT_PARTS];
    guint32 n[SPLIT_PARTS];
    const Encoder *encoder;
    char *encoder_text;
    const Matrix *matrix[SPLIT_PARTS];
    double *text_raw;           /* raw scores of every entity row, */
    char *text_sha256;          /* by the model with this payload */
    Matrix *fewer[SPLIT_PARTS]; /* its own, beside another's encoder and matrices, or NULL */
    gboolean owned;             /* encoder and matrices are its own */
};

static const SplitPart matrix_parts[] = {SPLIT_TRAIN, SPLIT_STOP, SPLIT_VALIDATION, SPLIT_TEST};

static void
collect_rows(LearnData *data)
{
    const Task *task = data->task;
    for (guint32 row = 0; row < task->n; row++)
        data->n[task->part[row]]++;
    for (int part = 0; part < SPLIT_PARTS; part++) {
        data->rows[part] = g_new(guint32, data->n[part] + 1);
        data->n[part] = 0;
    }
    for (guint32 row = 0; row < task->n; row++) {
        guint8 part = task->part[row];
        data->rows[part][data->n[part]++] = row;
    }
}

static GPtrArray *
copy_features(GPtrArray *features)
{
    GPtrArray *copies = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (guint i = 0; features && i < features->len; i++)
        g_ptr_array_add(copies, feature_copy(features->pdata[i]));
    return copies;
}

LearnData *
learn_data_new(const Task *task, FrameStore *frames, sqlite3 *database, GPtrArray *features,
               Progress *progress, GError **error)
{
    g_autoptr(LearnData) data = g_new0(LearnData, 1);
    data->held = task_ref((Task *)task);
    data->task = task;
    data->frames = frames ? frame_store_ref(frames) : NULL;
    data->file = db_file(database);
    data->features = copy_features(features);
    data->owned = TRUE;
    collect_rows(data);
    return g_steal_pointer(&data);
}

void
learn_data_only(LearnData *data, SplitPart part, const guint32 *at, guint32 n)
{
    for (guint32 i = 0; i < n; i++)
        data->rows[part][i] = data->rows[part][at[i]];
    data->n[part] = n;
}

LearnData *
learn_data_over(const Task *task, GPtrArray *features, const Encoder *encoder,
                const Matrix *const parts[SPLIT_PARTS])
{
    LearnData *data = g_new0(LearnData, 1);
    data->task = task;
    data->features = copy_features(features);
    data->encoder = encoder;
    data->encoder_text = encoder_store(encoder);
    for (int part = 0; part < SPLIT_PARTS; part++)
        data->matrix[part] = parts[part];
    collect_rows(data);
    return data;
}

void
learn_data_free(LearnData *data)
{
    if (!data)
        return;
    for (int part = 0; part < SPLIT_PARTS; part++) {
        g_free(data->rows[part]);
        if (data->owned)
            matrix_free((Matrix *)data->matrix[part]);
        matrix_free(data->fewer[part]);
    }
    if (data->owned)
        encoder_free((Encoder *)data->encoder);
    g_clear_pointer(&data->held, task_unref);
    g_clear_pointer(&data->frames, frame_store_unref);
    g_ptr_array_unref(data->features);
    g_free(data->encoder_text);
    g_free(data->text_raw);
    g_free(data->text_sha256);
    g_free(data->file);
    g_free(data);
}

void
learn_data_watch(LearnData *data, Progress *progress)
{
    data->progress = progress;
}

/* ---- computing ---------------------------------------------------------------------------------
 */

sqlite3 *
learn_data_connect(LearnData *data, GError **error)
{
    if (!data->file) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "the workspace has no file to read from: save it first");
        return NULL;
    }
    return db_open_reader(data->file, error);
}

static gboolean
compute_parts(LearnData *data, FeatureEngine *engine, GError **error)
{
    g_autoptr(Encoder) encoder = features_encoder(engine, data->features, data->rows[SPLIT_TRAIN],
                                                  data->n[SPLIT_TRAIN], data->progress, error);
    Matrix *made[G_N_ELEMENTS(matrix_parts)] = {NULL};
    gboolean fine = encoder != NULL;
    for (gsize i = 0; fine && i < G_N_ELEMENTS(matrix_parts); i++) {
        SplitPart part = matrix_parts[i];
        made[i] = features_matrix(engine, data->features, encoder, data->rows[part], data->n[part],
                                  data->progress, error);
        fine = made[i] != NULL;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(matrix_parts); i++) {
        if (fine)
            data->matrix[matrix_parts[i]] = made[i];
        else
            matrix_free(made[i]);
    }
    if (!fine)
        return FALSE;
    data->encoder_text = encoder_store(encoder);
    data->encoder = g_steal_pointer(&encoder);
    return TRUE;
}

/* What the engine held is a third of the peak; the allocator keeps it unless it is asked. */
static void
give_memory_back(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

static gboolean
ensure_matrices(LearnData *data, GError **error)
{
    if (data->encoder)
        return TRUE;
    if (data->features->len == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no feature is on: turn one on in the Features pane, then train");
        return FALSE;
    }
    g_autoptr(sqlite3) database = learn_data_connect(data, error);
    if (!database)
        return FALSE;
    g_autoptr(FeatureEngine) engine = feature_engine_new(data->task, data->frames, database, error);
    if (!engine || !compute_parts(data, engine, error))
        return FALSE;
    g_clear_pointer(&engine, feature_engine_free);
    give_memory_back();
    return TRUE;
}

void
learn_data_fewer_of(LearnData *fewer, SplitPart part, const guint32 *at, guint32 n)
{
    Matrix *picked = matrix_pick(fewer->matrix[part], at, n);

    matrix_free(fewer->fewer[part]);
    fewer->matrix[part] = fewer->fewer[part] = picked;
    fewer->n[part] = n;
    for (guint32 i = 0; i < n; i++)
        fewer->rows[part][i] = picked->row[i];
}

LearnData *
learn_data_fewer(LearnData *whole, const guint32 *at, guint32 n, GError **error)
{
    if (!ensure_matrices(whole, error))
        return NULL;
    LearnData *data = learn_data_over(whole->task, whole->features, whole->encoder, whole->matrix);
    data->file = g_strdup(whole->file);
    learn_data_fewer_of(data, SPLIT_TRAIN, at, n);
    return data;
}

const Matrix *
learn_data_require(LearnData *data, SplitPart part, GError **error)
{
    return ensure_matrices(data, error) ? data->matrix[part] : NULL;
}

const Matrix *
learn_data_matrix(LearnData *data, SplitPart part, GError **error)
{
    GError *failure = NULL;
    const Matrix *matrix = learn_data_require(data, part, &failure);
    if (failure)
        g_propagate_error(error, failure);
    else if (!matrix)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the part %s has no matrix: no model learns from it or is judged on it",
                    split_name(part));
    return matrix;
}

const Encoder *
learn_data_encoder(LearnData *data)
{
    return ensure_matrices(data, NULL) ? data->encoder : NULL;
}

const Matrix *
learn_data_known(LearnData *data, const Model *model, const guint32 *rows, guint32 n)
{
    if (!data->encoder || !model->encoder)
        return NULL;
    if (model->encoder != data->encoder) {
        g_autofree char *text = encoder_store(model->encoder);
        if (!g_str_equal(text, data->encoder_text))
            return NULL;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(matrix_parts); i++) {
        SplitPart part = matrix_parts[i];
        if (data->matrix[part] && data->n[part] == n &&
            (rows == data->rows[part] || memcmp(rows, data->rows[part], n * sizeof *rows) == 0))
            return data->matrix[part];
    }
    return NULL;
}

Matrix *
learn_data_compute(LearnData *data, const Model *model, const guint32 *rows, guint32 n,
                   GError **error)
{
    g_autoptr(sqlite3) database = learn_data_connect(data, error);
    g_autoptr(FeatureEngine) engine =
        database ? feature_engine_new(data->task, data->frames, database, error) : NULL;
    return engine ? features_matrix(engine, model->features, model->encoder, rows, n,
                                    data->progress, error)
                  : NULL;
}

/* Reading a few rows' texts walks the table as reading all does, so where many are asked for, all
 * are scored and kept for the next part. */
gboolean
learn_data_score_texts(LearnData *data, const LearnKind *kind, const Model *model,
                       const guint32 *rows, guint32 n, double *raw, GError **error)
{
    const Frame *frame = data->task->frame;
    gboolean kept = data->text_raw && g_strcmp0(data->text_sha256, model->sha256) == 0;
    if (!kept) {
        g_autoptr(sqlite3) database = learn_data_connect(data, error);
        if (!database)
            return FALSE;
        if (n < frame->n / 20)
            return kind->score_rows(model, frame, database, rows, n, raw, error);
        g_autofree double *all = g_new(double, frame->n + 1);
        if (!kind->score_rows(model, frame, database, NULL, frame->n, all, error))
            return FALSE;
        g_free(data->text_raw);
        data->text_raw = g_steal_pointer(&all);
        g_free(data->text_sha256);
        data->text_sha256 = g_strdup(model->sha256);
    }
    for (guint32 i = 0; i < n; i++)
        raw[i] = data->text_raw[rows[i]];
    return TRUE;
}

/* ---- rows --------------------------------------------------------------------------------------
 */

const Task *
learn_data_task(const LearnData *data)
{
    return data->task;
}

const guint32 *
learn_data_rows(LearnData *data, SplitPart part, guint32 *n)
{
    *n = data->n[part];
    return data->rows[part];
}

guint8 *
learn_data_labels(LearnData *data, SplitPart part, guint32 *n, guint32 *events)
{
    guint8 *label = g_new(guint8, data->n[part] + 1);
    *n = data->n[part];
    *events = 0;
    for (guint32 i = 0; i < *n; i++) {
        label[i] = data->task->label[data->rows[part][i]] > 0.5;
        *events += label[i];
    }
    return label;
}

/* A feature becomes two columns on average; a cell is a float, and on training rows up to six bytes
 * of bins; eight columns of doubles are held while they are computed. */
static gsize
memory_needed(const Task *task, guint features)
{
    gsize rows = 0, training = 0, width = 2 * (gsize)features;
    for (guint32 row = 0; row < task->n; row++) {
        rows += task->part[row] > SPLIT_NONE && task->part[row] <= SPLIT_TEST;
        training += task->part[row] == SPLIT_TRAIN;
    }
    return rows * width * sizeof(float) + training * (6 * width + 64) +
           8 * (gsize)task->n * sizeof(double) + ((gsize)64 << 20);
}

/* What the system can give without swapping; 0: it doesn't say. */
static gsize
memory_available(void)
{
    g_autofree char *text = NULL;
    const char *line;

    if (!g_file_get_contents("/proc/meminfo", &text, NULL, NULL) ||
        !(line = strstr(text, "MemAvailable:")))
        return 0;
    return (gsize)g_ascii_strtoull(line + strlen("MemAvailable:"), NULL, 10) << 10;
}

gboolean
learn_memory_check(const Task *task, guint features, GError **error)
{
    gsize needed = memory_needed(task, features), available = memory_available();

    if (!available || needed <= available)
        return TRUE;
    g_autofree char *needs = number_bytes((gint64)MIN(needed, G_MAXINT64));
    g_autofree char *has = number_bytes((gint64)available);
    g_set_error(
        error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
        "training on %u features needs about %s of memory, and %s are free: switch features "
        "off, or close other programs",
        features, needs, has);
    return FALSE;
}
