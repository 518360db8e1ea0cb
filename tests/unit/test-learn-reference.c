/* The learners against other people's: logistic regression against statsmodels and scikit-learn,
 * trees against XGBoost's Python package and scikit-learn, on rows drawn by one generator on both
 * sides (tests/reference/learn.py). */
#include "reference.h"

#include "learn/learn_private.h"

#include <glib/gstdio.h>
#include <math.h>

enum { NUMBERS = 5, WIDTH = NUMBERS + 3, FEATURES = NUMBERS + 1, LEARN = 3000, STOP = 600 };

static const char encoder_text[] =
    "{\"version\":1,\"features\":[{\"expression\":\"t.f0\",\"name\":\"f0\"},"
    "{\"expression\":\"t.f1\",\"name\":\"f1\"},{\"expression\":\"t.f2\",\"name\":\"f2\"},"
    "{\"expression\":\"t.f3\",\"name\":\"f3\"},{\"expression\":\"t.f4\",\"name\":\"f4 [<]\"},"
    "{\"expression\":\"t.c\",\"name\":\"c\",\"levels\":[\"a\",\"b\"],\"missing\":false}]}";

typedef struct {
    Task task;
    Encoder *encoder;
    GPtrArray *features;
    Matrix matrix[SPLIT_PARTS];
    const Matrix *parts[SPLIT_PARTS];
    LearnData *data;
} Rows;

static void
draw_row(Random *random, gboolean number, float *values, double *label)
{
    double x[NUMBERS];
    for (int j = 0; j < NUMBERS; j++)
        x[j] = random_double(random);
    x[1] = floor(10 * x[1]);
    x[2] = 100 * x[2] * x[2];
    gboolean gap = random_double(random) < 0.1;
    int level = (int)floor(3 * random_double(random));
    double chance = random_double(random);
    double margin = -2 + 2 * x[0] + 0.1 * x[1] + 1.5 * (x[2] < 20) - 2 * (x[3] > 0.5) * x[4] +
                    0.8 * (level == 1);
    for (int j = 0; j < NUMBERS; j++)
        values[j] = (float)x[j];
    if (gap)
        values[3] = NAN;
    values[NUMBERS + level] = 1;
    *label = number ? 3 * margin + chance : chance < 1 / (1 + exp(-margin));
}

static float *
matrix_cell(const Rows *rows, int part, guint32 i)
{
    return rows->matrix[part].block[i / FRAME_BLOCK] + (gsize)(i % FRAME_BLOCK) * WIDTH;
}

/* One part, whose rows follow those that the task has already. */
static void
draw_part(Rows *rows, SplitPart part, guint64 seed, guint32 n)
{
    Matrix *matrix = &rows->matrix[part];
    guint32 first = rows->task.n;
    Random random;
    random_seed(&random, seed);
    *matrix = (Matrix){.n = n, .width = WIDTH, .encoder = rows->encoder};
    matrix->n_blocks = (n + FRAME_BLOCK - 1) / FRAME_BLOCK;
    matrix->block = g_new(float *, matrix->n_blocks);
    for (guint32 b = 0; b < matrix->n_blocks; b++)
        matrix->block[b] = g_new0(float, (gsize)FRAME_BLOCK *WIDTH);
    matrix->row = g_new(guint32, n);
    matrix->label = g_new(float, n);
    rows->task.n += n;
    rows->task.part = g_renew(guint8, rows->task.part, rows->task.n);
    rows->task.label = g_renew(double, rows->task.label, rows->task.n);
    for (guint32 i = 0; i < n; i++) {
        draw_row(&random, rows->task.kind == TASK_NUMBER, matrix_cell(rows, part, i),
                 &rows->task.label[first + i]);
        rows->task.part[first + i] = part;
        matrix->row[i] = first + i;
        matrix->label[i] = (float)rows->task.label[first + i];
    }
    rows->parts[part] = matrix;
}

static Rows *
rows_new_kind(guint32 learn, TaskKind kind)
{
    Rows *rows = g_new0(Rows, 1);
    rows->task.kind = kind;
    rows->encoder = encoder_restore(encoder_text, NULL);
    rows->task.fingerprint = g_strdup("drawn");
    draw_part(rows, SPLIT_TRAIN, 1, learn);
    draw_part(rows, SPLIT_STOP, 2, STOP);
    draw_part(rows, SPLIT_VALIDATION, 3, LEARN);
    rows->features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (int f = 0; f < FEATURES; f++) {
        Feature *feature = g_new0(Feature, 1);
        feature->expression = f < NUMBERS ? g_strdup_printf("t.f%d", f) : g_strdup("t.c");
        feature->numeric = f < NUMBERS;
        g_ptr_array_add(rows->features, feature);
    }
    rows->data = learn_data_over(&rows->task, rows->features, rows->encoder, rows->parts);
    return rows;
}

static Rows *
rows_new_of(guint32 learn)
{
    return rows_new_kind(learn, TASK_BINARY);
}

static Rows *
rows_new(void)
{
    return rows_new_of(LEARN);
}

static void
rows_free(Rows *rows)
{
    learn_data_free(rows->data);
    for (int part = 0; part < SPLIT_PARTS; part++) {
        if (!rows->parts[part])
            continue;
        for (guint32 b = 0; b < rows->matrix[part].n_blocks; b++)
            g_free(rows->matrix[part].block[b]);
        g_free(rows->matrix[part].block);
        g_free(rows->matrix[part].row);
        g_free(rows->matrix[part].label);
    }
    g_ptr_array_unref(rows->features);
    encoder_free(rows->encoder);
    g_free(rows->task.part);
    g_free(rows->task.label);
    g_free(rows->task.fingerprint);
    g_free(rows);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rows, rows_free)

static Model *
train_kind(Rows *rows, const char *kind, const char *name, const char *value)
{
    g_autoptr(GHashTable) parameters = g_hash_table_new(g_str_hash, g_str_equal);
    GError *error = NULL;
    TrainInput input = {.task = &rows->task,
                        .features = rows->features,
                        .seed = 7,
                        .kind = kind,
                        .parameters = parameters};
    if (name)
        g_hash_table_insert(parameters, (gpointer)name, (gpointer)value);
    Model *model = model_train(&input, rows->data, NULL, &error);
    g_assert_no_error(error);
    return model;
}

static double
note(const Model *model, const char *name)
{
    json_auto_t *notes = json_loads(model->notes, 0, NULL);
    g_assert_true(json_is_number(json_object_get(notes, name)));
    return json_number_value(json_object_get(notes, name));
}

/* ---- logistic regression
 * ------------------------------------------------------------------------- */

/* Coefficients, and standard errors where there is a case of them. */
static void
compare_coefficients(const Model *model, const ReferenceCase *one, const char *estimates,
                     const char *errors, double tolerance)
{
    json_auto_t *notes = json_loads(model->notes, 0, NULL);
    const json_t *coefficients = json_object_get(notes, "coefficients");
    g_assert_true(json_is_true(json_object_get(notes, "converged")));
    g_assert_cmpuint(json_array_size(coefficients), ==, reference_array(one, estimates)->len);
    for (guint j = 0; j < json_array_size(coefficients); j++) {
        const json_t *ours = json_array_get(coefficients, j);
        double estimate = json_number_value(json_object_get(ours, "estimate"));
        double se = json_number_value(json_object_get(ours, "se"));
        g_test_message("%s %.9f ± %.9f", json_string_value(json_object_get(ours, "name")), estimate,
                       se);
        g_assert_cmpfloat_with_epsilon(estimate, reference_value(one, estimates, j), tolerance);
        if (errors)
            g_assert_cmpfloat_with_epsilon(se, reference_value(one, errors, j), tolerance);
    }
}

static void
test_logistic(void)
{
    g_autoptr(GPtrArray) cases = reference_load("learn.txt");
    const ReferenceCase *one = reference_find(cases, "logistic");
    g_autoptr(Rows) rows = rows_new();
    g_autoptr(Model) free_one = train_kind(rows, "logistic", "ridge", "1e-9");
    compare_coefficients(free_one, one, "estimate", "se", 1e-6);
    double loss = g_array_index(free_one->curve_train, double, free_one->curve_train->len - 1);
    g_assert_cmpfloat_with_epsilon(loss, reference_value(one, "loss", 0), 1e-9);
    g_autoptr(Model) pulled = train_kind(rows, "logistic", NULL, NULL);
    compare_coefficients(pulled, one, "pulled", NULL, 1e-6);
}

/* A column that never varies, one that is another's double, and a level that decides alone. */
static void
test_degenerate(void)
{
    g_autoptr(Rows) rows = rows_new();
    for (int part = 0; part < SPLIT_PARTS; part++)
        for (guint32 i = 0; rows->parts[part] && i < rows->matrix[part].n; i++) {
            float *values = matrix_cell(rows, part, i);
            values[0] = 3;
            values[4] = 2 * values[1] + 1;
            values[2] = rows->matrix[part].label[i];
        }
    g_autoptr(Model) model = train_kind(rows, "logistic", NULL, NULL);
    json_auto_t *notes = json_loads(model->notes, 0, NULL);
    g_assert_true(json_is_true(json_object_get(notes, "converged")));
    g_assert_cmpint(json_integer_value(json_object_get(notes, "columns_dropped")), ==, 1);
    g_assert_cmpuint(json_array_size(json_object_get(notes, "coefficients")), ==, 7);
    g_assert_cmpfloat(note(model, "validation_auc"), ==, 1);
}

/* ---- trees
 * --------------------------------------------------------------------------------------- */

static void
test_trees(void)
{
    g_autoptr(GPtrArray) cases = reference_load("learn.txt");
    g_autoptr(Rows) rows = rows_new();
    static const char *const kinds[] = {"boost", "forest"};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const ReferenceCase *one = reference_find(cases, kinds[i]);
        g_autoptr(Model) model = train_kind(rows, kinds[i], NULL, NULL);
        double auc = note(model, "validation_auc"), loss = note(model, "validation_logloss");
        g_test_message("%s: AUC %.5f beside %.5f, log loss %.5f beside %.5f", kinds[i], auc,
                       reference_value(one, "auc", 0), loss, reference_value(one, "loss", 0));
        g_assert_cmpfloat(fabs(auc - reference_value(one, "auc", 0)), <, 0.01);
        g_assert_cmpfloat(fabs(loss - reference_value(one, "loss", 0)), <, 0.01);
    }
}

/* After early stopping the stored model ends at its best round, and says so by its curve. */
static void
test_best_round(void)
{
    g_autoptr(Rows) rows = rows_new();
    g_autoptr(Model) model = train_kind(rows, "boost", "patience", "10");
    const double *stop = (const double *)(gpointer)model->curve_validation->data;
    g_assert_cmpint(model->rounds, ==, model->best_round + 10);
    g_assert_cmpuint(model->curve_validation->len, ==, model->rounds);
    for (int i = 0; i < model->rounds; i++)
        g_assert_cmpfloat(stop[i], >=, stop[model->best_round - 1]);
    json_auto_t *payload = learn_payload_json(model, NULL);
    const json_t *booster = json_object_get(
        json_object_get(json_object_get(payload, "learner"), "gradient_booster"), "model");
    g_assert_cmpuint(json_array_size(json_object_get(booster, "trees")), ==, model->best_round);
    g_autofree double *p = g_new(double, STOP);
    g_autofree guint8 *label = g_new(guint8, STOP);
    model->temperature = 1;
    g_assert_true(model_score_matrix(model, rows->parts[SPLIT_STOP], p, NULL));
    for (guint32 i = 0; i < STOP; i++)
        label[i] = rows->matrix[SPLIT_STOP].label[i] > 0.5;
    g_assert_cmpfloat_with_epsilon(stats_log_loss(p, label, STOP), stop[model->best_round - 1],
                                   1e-6);
}

/* The forest's trees are independent: the average of its first batches is a smaller forest, so that
 * no round corrects another. */
static void
test_forest_averages(void)
{
    g_autoptr(Rows) rows = rows_new();
    g_autoptr(Model) model = train_kind(rows, "forest", "trees", "200");
    const double *stop = (const double *)(gpointer)model->curve_validation->data;
    g_assert_cmpint(model->rounds, ==, 40);
    g_assert_cmpfloat(stop[39], <, stop[0]);
    g_assert_cmpfloat(fabs(stop[39] - stop[19]), <, 0.005);
    g_autofree double *p = g_new(double, LEARN);
    double mean = 0, events = 0;
    model->temperature = 1;
    g_assert_true(model_score_matrix(model, rows->parts[SPLIT_TRAIN], p, NULL));
    for (guint32 i = 0; i < LEARN; i++) {
        mean += p[i] / LEARN;
        events += rows->task.label[i] / LEARN;
    }
    g_assert_cmpfloat_with_epsilon(mean, events, 0.005);
}

/* ---- large tables
 * -------------------------------------------------------------------------------- */

/* Splits on a column; each has to send what is missing to the right. */
static guint
splits_to_the_right(const Model *model, int column)
{
    json_auto_t *payload = learn_payload_json(model, NULL);
    const json_t *booster = json_object_get(
        json_object_get(json_object_get(payload, "learner"), "gradient_booster"), "model");
    guint splits = 0;
    size_t t, i;
    json_t *tree, *index;
    json_array_foreach(json_object_get(booster, "trees"), t, tree)
    {
        const json_t *children = json_object_get(tree, "left_children");
        const json_t *left = json_object_get(tree, "default_left");
        json_array_foreach(json_object_get(tree, "split_indices"), i, index)
        {
            if (json_integer_value(index) != column ||
                json_integer_value(json_array_get(children, i)) < 0)
                continue;
            splits++;
            g_assert_cmpint(json_integer_value(json_array_get(left, i)), ==, 0);
        }
    }
    return splits;
}

enum { SCARCE = 2 };

/* Rows of which nine in ten lack a column that tells much. */
static Rows *
scarce_rows(guint32 n)
{
    Rows *rows = rows_new_of(n);
    for (int part = 0; part < SPLIT_PARTS; part++)
        for (guint32 i = 0; rows->parts[part] && i < rows->matrix[part].n; i++)
            if (i % 10 != 0)
                matrix_cell(rows, part, i)[SCARCE] = NAN;
    return rows;
}

static double
loss_on_training(const Rows *rows, Model *model)
{
    guint32 n = rows->matrix[SPLIT_TRAIN].n;
    g_autofree double *p = g_new(double, n);
    g_autofree guint8 *label = g_new(guint8, n);
    model->temperature = 1;
    g_assert_true(model_score_matrix(model, rows->parts[SPLIT_TRAIN], p, NULL));
    for (guint32 i = 0; i < n; i++)
        label[i] = rows->matrix[SPLIT_TRAIN].label[i] > 0.5;
    return stats_log_loss(p, label, n);
}

/* There a column that most rows lack is trained with its gaps filled: real gaps are scored as they
 * were taught, and the models are as good as those trained in the way of small tables. */
static void
test_gaps(void)
{
    static const char *const kinds[][3] = {{"boost", "rounds", "15"}, {"forest", "trees", "15"}};
    g_autoptr(Rows) large = scarce_rows(160000);
    g_autoptr(Rows) small = scarce_rows(145000);
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(Model) model = train_kind(large, kinds[k][0], kinds[k][1], kinds[k][2]);
        g_autoptr(Model) other = train_kind(small, kinds[k][0], kinds[k][1], kinds[k][2]);
        double auc = note(model, "validation_auc"), beside = note(other, "validation_auc");
        g_test_message("%s: AUC %.5f beside %.5f", kinds[k][0], auc, beside);
        g_assert_cmpfloat(fabs(auc - beside), <, 0.005);
        g_assert_cmpuint(splits_to_the_right(model, SCARCE), >, 5);
        if (k == 0)
            g_assert_cmpfloat_with_epsilon(
                loss_on_training(large, model),
                g_array_index(model->curve_train, double, model->best_round - 1), 1e-5);
    }
}

/* ---- in Python
 * -------------------------------------------------------------------------------------- */

static gboolean
write_text(const char *bytes, gsize length, gpointer file)
{
    return fwrite(bytes, 1, length, file) == length;
}

static char *
python_predictions(const char *model, const char *matrix)
{
    g_autofree char *script =
        g_build_filename(g_getenv("FOREDESK_SOURCE"), "tests/reference/learn-load.py", NULL);
    const char *command[] = {"/usr/bin/python3", script, model, matrix, NULL};
    char *output = NULL;
    g_autofree char *complaint = NULL;
    int status = 1;
    if (!g_spawn_sync(NULL, (char **)command, NULL, 0, NULL, NULL, &output, &complaint, &status,
                      NULL) ||
        status != 0) {
        g_test_message("%s", complaint ? complaint : "no Python");
        g_clear_pointer(&output, g_free);
    }
    return output;
}

static gboolean
python_has_xgboost(void)
{
    const char *command[] = {"/usr/bin/python3", "-c", "import numpy, xgboost", NULL};
    int status = 1;
    return g_spawn_sync(NULL, (char **)command, NULL,
                        G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                        NULL, &status, NULL) &&
           status == 0;
}

static void
test_python_loads(void)
{
    static const char *const kinds[] = {"boost", "forest"};
    if (!python_has_xgboost()) {
        g_test_skip("/usr/bin/python3 has no xgboost");
        return;
    }
    g_autoptr(Rows) rows = rows_new();
    g_autofree char *folder = g_dir_make_tmp("foredesk-learn-XXXXXX", NULL);
    g_autofree char *json = g_build_filename(folder, "model.json", NULL);
    g_autofree char *csv = g_build_filename(folder, "matrix.csv", NULL);
    FILE *file = g_fopen(csv, "w");
    g_assert_true(matrix_print_csv(rows->parts[SPLIT_VALIDATION], NULL, write_text, file));
    fclose(file);
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(Model) model = train_kind(rows, kinds[k], NULL, NULL);
        g_assert_true(model_export(model, json, NULL));
        g_autofree char *output = python_predictions(json, csv);
        g_assert_nonnull(output);
        g_autofree double *p = g_new(double, LEARN);
        model->temperature = 1;
        g_assert_true(model_score_matrix(model, rows->parts[SPLIT_VALIDATION], p, NULL));
        char *at = output;
        for (guint32 i = 0; i < LEARN; i++)
            g_assert_cmpfloat_with_epsilon(g_ascii_strtod(at, &at), p[i], 1e-6);
        g_remove(json);
    }
    g_remove(csv);
    g_rmdir(folder);
}

/* ---- numbers -----------------------------------------------------------------------------------
 */

static double
off_by(const Matrix *matrix, const double *said)
{
    double squares = 0;
    for (guint32 i = 0; i < matrix->n; i++)
        squares += (said[i] - (double)matrix->label[i]) * (said[i] - (double)matrix->label[i]);
    return sqrt(squares / matrix->n);
}

/* Of a number trees and the sum say the mean of what each says; the sum is scikit-learn's ridge on
 * cut columns, so that a column whose scale has grown fifty times does not carry it away. */
static void
test_numbers(void)
{
    g_autoptr(GPtrArray) cases = reference_load("learn.txt");
    const ReferenceCase *one = reference_find(cases, "numbers");
    double rmse[4];
    for (guint i = 0; i < G_N_ELEMENTS(rmse); i++)
        rmse[i] = reference_value(one, "rmse", i);
    g_autoptr(Rows) rows = rows_new_kind(LEARN, TASK_NUMBER);
    g_autoptr(Model) trees = train_kind(rows, "boost", NULL, NULL);
    g_autoptr(Model) both = train_kind(rows, "blend", NULL, NULL);
    const Matrix *matrix = rows->parts[SPLIT_VALIDATION];
    g_autofree double *of_trees = g_new(double, matrix->n);
    g_autofree double *of_both = g_new(double, matrix->n);
    g_autofree double *of_sum = g_new(double, matrix->n);
    for (guint32 i = 0; i < matrix->n; i++)
        matrix_cell(rows, SPLIT_VALIDATION, i)[2] *= 50;
    g_assert_true(model_score_matrix(trees, matrix, of_trees, NULL));
    g_assert_true(model_score_matrix(both, matrix, of_both, NULL));
    for (guint32 i = 0; i < matrix->n; i++)
        of_sum[i] = 2 * of_both[i] - of_trees[i];
    for (guint32 i = 0; i < 200; i++)
        g_assert_cmpfloat_with_epsilon(of_sum[i], reference_value(one, "sum", i), 1e-4);
    g_test_message("sum %.4f (%.4f), trees %.4f (%.4f), both %.4f (%.4f)", off_by(matrix, of_sum),
                   rmse[0], off_by(matrix, of_trees), rmse[1], off_by(matrix, of_both), rmse[2]);
    g_assert_cmpfloat_with_epsilon(off_by(matrix, of_sum), rmse[0], 1e-4);
    g_assert_cmpfloat_with_epsilon(off_by(matrix, of_trees), rmse[1], 0.03 * rmse[1]);
    g_assert_cmpfloat_with_epsilon(off_by(matrix, of_both), rmse[2], 0.02 * rmse[2]);
    g_assert_cmpfloat(off_by(matrix, of_sum), <, rmse[3] / 10);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/learn-reference/logistic", test_logistic);
    g_test_add_func("/learn-reference/degenerate", test_degenerate);
    g_test_add_func("/learn-reference/trees", test_trees);
    g_test_add_func("/learn-reference/best-round", test_best_round);
    g_test_add_func("/learn-reference/forest-averages", test_forest_averages);
    g_test_add_func("/learn-reference/gaps", test_gaps);
    g_test_add_func("/learn-reference/numbers", test_numbers);
    g_test_add_func("/learn-reference/python-loads", test_python_loads);
    return g_test_run();
}
