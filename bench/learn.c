/* bench-learn: the learners alone, on a matrix in files that Python reads as well.
 *   bench-learn matrix WORKSPACE DIR   computes features and encoder, and writes .npy files
 *   bench-learn fit DIR KIND [NAME=VALUE…]
 *                                      reads the files and trains a model, as `train` does; leaves
 *                                      its parameters in DIR/KIND.json
 * Prints one figure a line: name, tab, number. */
#include "learn/learn_private.h"

#include <errno.h>
#include <foredesk/session.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NPY_HEADER 128

static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_STOP, SPLIT_VALIDATION};

G_NORETURN static void
die(const char *where, const GError *error)
{
    fprintf(stderr, "bench-learn: %s: %s\n", where, error ? error->message : g_strerror(errno));
    exit(4);
}

static double
now(void)
{
    return (double)g_get_monotonic_time() / 1e6;
}

/* ---- files ---------------------------------------------------------------------------------- */

/* NumPy's format 1.0 (numpy.lib.format): float32, C order, header padded to 128 bytes. */
static FILE *
npy_create(const char *folder, SplitPart part, const char *what, guint32 rows, guint32 width)
{
    g_autofree char *path = g_strdup_printf("%s/%s-%s.npy", folder, split_name(part), what);
    g_autofree char *shape =
        width ? g_strdup_printf("(%u, %u)", rows, width) : g_strdup_printf("(%u,)", rows);
    g_autofree char *header =
        g_strdup_printf("{'descr': '<f4', 'fortran_order': False, 'shape': %s, }", shape);
    FILE *file = fopen(path, "wb");
    if (!file)
        die(path, NULL);
    fwrite("\x93NUMPY\x01\x00\x76\x00", 1, 10, file);
    fprintf(file, "%-117s\n", header);
    return file;
}

static void
write_part(const char *folder, const Matrix *matrix, SplitPart part)
{
    FILE *file = npy_create(folder, part, "x", matrix->n, matrix->width);
    for (guint32 row = 0; row < matrix->n; row++)
        fwrite(matrix_row(matrix, row), sizeof(float), matrix->width, file);
    if (fclose(file) != 0)
        die(folder, NULL);
    file = npy_create(folder, part, "y", matrix->n, 0);
    fwrite(matrix->label, sizeof(float), matrix->n, file);
    if (fclose(file) != 0)
        die(folder, NULL);
}

static FILE *
npy_open(const char *folder, SplitPart part, const char *what, guint32 *rows)
{
    g_autofree char *path = g_strdup_printf("%s/%s-%s.npy", folder, split_name(part), what);
    char header[NPY_HEADER + 1] = {0};
    FILE *file = fopen(path, "rb");
    if (!file || fread(header, 1, NPY_HEADER, file) != NPY_HEADER)
        die(path, NULL);
    const char *shape = strchr(header + 10, '(');
    *rows = shape ? (guint32)g_ascii_strtoull(shape + 1, NULL, 10) : 0;
    return file;
}

static void
read_floats(FILE *file, float *into, gsize count)
{
    if (fread(into, sizeof *into, count, file) != count)
        die("reading the matrix", NULL);
}

static Matrix *
read_part(const char *folder, SplitPart part, const Encoder *encoder)
{
    Matrix *matrix = g_new0(Matrix, 1);
    FILE *file = npy_open(folder, part, "x", &matrix->n);
    matrix->encoder = encoder;
    matrix->width = encoder_width(encoder);
    matrix->n_blocks = (matrix->n + FRAME_BLOCK - 1) / FRAME_BLOCK;
    matrix->block = g_new(float *, matrix->n_blocks + 1);
    for (guint32 block = 0; block < matrix->n_blocks; block++) {
        gsize rows = MIN((guint32)FRAME_BLOCK, matrix->n - block * FRAME_BLOCK);
        matrix->block[block] = g_new(float, rows * matrix->width);
        read_floats(file, matrix->block[block], rows * matrix->width);
    }
    fclose(file);
    file = npy_open(folder, part, "y", &matrix->n);
    matrix->label = g_new(float, matrix->n + 1);
    read_floats(file, matrix->label, matrix->n);
    fclose(file);
    return matrix;
}

/* ---- matrix --------------------------------------------------------------------------------- */

static GPtrArray *
enabled_features(sqlite3 *database, const Task *task, GError **error)
{
    GPtrArray *features = features_load(database, task, error);
    for (guint i = features ? features->len : 0; i-- > 0;)
        if (!((Feature *)features->pdata[i])->enabled)
            g_ptr_array_remove_index(features, i);
    return features;
}

static void
write_matrices(LearnData *data, const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = encoder_store(learn_data_encoder(data));
    g_autofree char *file = g_build_filename(folder, "encoder.json", NULL);
    if (!g_file_set_contents(file, text, -1, &error))
        die(file, error);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        write_part(folder, learn_data_matrix(data, parts[i], NULL), parts[i]);
}

/* As a training makes them: a pass for the encoder, then each part's matrix. */
static void
make_matrix(const char *path, const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Session) session = session_open(path, &error);
    if (!session || !session_task(session))
        die(path, error);
    sqlite3 *database = workspace_database(session_workspace(session));
    g_autoptr(FrameStore) frames = frame_store_new(session_catalogue(session));
    g_autoptr(Task) task = task_load(frames, database, session_task(session)->id, &error);
    g_autoptr(GPtrArray) features = task ? enabled_features(database, task, &error) : NULL;
    g_autoptr(LearnData) data =
        features ? learn_data_new(task, frames, database, features, NULL, &error) : NULL;
    double began = now();
    clock_t worked = clock();
    if (!data || !learn_data_require(data, SPLIT_TRAIN, &error))
        die(path, error);
    double took = now() - began, work = (double)(clock() - worked) / CLOCKS_PER_SEC;
    guint64 rows = 0;
    for (SplitPart part = SPLIT_TRAIN; part <= SPLIT_TEST; part++)
        rows += learn_data_matrix(data, part, NULL)->n;
    guint width = encoder_width(learn_data_encoder(data));
    printf("rows\t%" G_GUINT64_FORMAT "\nfeatures\t%u\ncolumns\t%u\nseconds\t%.3f\n", rows,
           features->len, width, took);
    printf("feature_cells\t%.3f\nfeature_cells_of_work\t%.3f\nmatrix_cells\t%.3f\n",
           (double)rows * features->len / took / 1e6, (double)rows * features->len / work / 1e6,
           (double)rows * width / took / 1e6);
    write_matrices(data, folder);
}

/* ---- fit ------------------------------------------------------------------------------------ */

typedef struct {
    char phase[96];
    double since;
} PhaseClock;

static void
note_phase(gpointer progress, gpointer data)
{
    PhaseClock *clock = data;
    ProgressView view;
    progress_view(progress, &view);
    if (strcmp(view.phase, clock->phase) == 0)
        return;
    printf("phase\t%s\t%.3f\n", clock->phase, now() - clock->since);
    g_strlcpy(clock->phase, view.phase, sizeof clock->phase);
    clock->since = now();
}

/* A task of nothing but parts and labels, in the order of the files. */
static void
lay_out_task(Task *task, const Matrix *const matrix[SPLIT_PARTS])
{
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        guint32 first = task->n, n = matrix[parts[i]]->n;
        task->n += n;
        task->part = g_renew(guint8, task->part, task->n);
        task->label = g_renew(double, task->label, task->n);
        memset(task->part + first, (int)parts[i], n);
        for (guint32 row = 0; row < n; row++)
            task->label[first + row] = (double)matrix[parts[i]]->label[row];
    }
}

/* As much of the features as a learner asks for: a category is what has levels. */
static GPtrArray *
features_of(const char *encoder)
{
    json_auto_t *stored = json_loads(encoder, 0, NULL);
    json_t *one;
    size_t i;
    GPtrArray *features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    json_array_foreach(json_object_get(stored, "features"), i, one)
    {
        Feature *feature = g_new0(Feature, 1);
        feature->expression = g_strdup(json_string_value(json_object_get(one, "expression")));
        feature->numeric = !json_object_get(one, "levels");
        g_ptr_array_add(features, feature);
    }
    return features;
}

static void
print_quality(const Model *model, LearnData *data)
{
    g_autoptr(GError) error = NULL;
    guint32 n, events;
    const guint32 *rows = learn_data_rows(data, SPLIT_VALIDATION, &n);
    g_autofree double *p = g_new(double, n + 1);
    if (!model_score(model, data, rows, n, p, &error))
        die("scoring", error);
    g_autofree guint8 *label = learn_data_labels(data, SPLIT_VALIDATION, &n, &events);
    printf("auc\t%.5f\nrounds\t%d\nbest_round\t%d\n", stats_auc(p, label, n, 0.95).auc.value,
           model->rounds, model->best_round);
}

static void
keep_parameters(const Model *model, const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strconcat(model->kind, ".json", NULL);
    g_autofree char *file = g_build_filename(folder, name, NULL);
    if (!g_file_set_contents(file, model->parameters, -1, &error))
        die(file, error);
}

static GHashTable *
parameters_of(char **texts)
{
    GHashTable *parameters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (; *texts; texts++) {
        char *value = strchr(*texts, '=');
        if (value)
            g_hash_table_insert(parameters, g_strndup(*texts, (gsize)(value - *texts)), value + 1);
    }
    return parameters;
}

static void
fit(const char *folder, const char *kind, char **texts)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) parameters = parameters_of(texts);
    g_autofree char *file = g_build_filename(folder, "encoder.json", NULL), *text = NULL;
    PhaseClock clock = {"reading the files", now()};
    if (!g_file_get_contents(file, &text, NULL, &error))
        die(file, error);
    g_autoptr(Encoder) encoder = encoder_restore(text, &error);
    if (!encoder)
        die(file, error);
    const Matrix *matrix[SPLIT_PARTS] = {NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        matrix[parts[i]] = read_part(folder, parts[i], encoder);
    Task task = {.fingerprint = (char *)"bench"};
    lay_out_task(&task, matrix);
    g_autoptr(GPtrArray) features = features_of(text);
    g_autoptr(LearnData) data = learn_data_over(&task, features, encoder, matrix);
    TrainInput input = {
        .task = &task, .features = features, .seed = 1, .kind = kind, .parameters = parameters};
    Progress *progress = progress_new();
    progress_set_notify(progress, note_phase, &clock);
    g_autoptr(Model) model = model_train(&input, data, progress, &error);
    if (!model)
        die(kind, error);
    progress_phase(progress, "", 0, "");
    keep_parameters(model, folder);
    print_quality(model, data);
}

int
main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "matrix") == 0)
        make_matrix(argv[2], argv[3]);
    else if (argc >= 4 && strcmp(argv[1], "fit") == 0)
        fit(argv[2], argv[3], argv + 4);
    else {
        fprintf(stderr, "usage: bench-learn matrix WORKSPACE DIR | fit DIR KIND [NAME=VALUE…]\n");
        return 2;
    }
    return 0;
}
