/* Training from start to end: what every kind has in common round its fit. Checks, calibration,
 * what the reports will say of it, and the fingerprint. */
#include "config.h"
#include "learn/learn_private.h"

#include <math.h>

/* ---- before ------------------------------------------------------------------------------------
 */

/* Trees alone tell classes apart; rankings and forecasts are learned piece by piece. */
static gboolean
check_classes(const LearnKind *kind, const LearnRun *run, GError **error)
{
    if (run->input->task->kind == TASK_CLASSES && kind == &learn_classes)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s can't learn \"%s\", which is neither an event nor a number: take boost",
                kind->face.title, run->input->task->name);
    return FALSE;
}

static gboolean
check_input(const LearnKind *kind, const LearnRun *run, GError **error)
{
    GHashTableIter iter;
    gpointer name, value;
    guint32 n, events;
    if (run->input->parameters) {
        g_hash_table_iter_init(&iter, run->input->parameters);
        while (g_hash_table_iter_next(&iter, &name, &value))
            if (!model_parameter_check(&kind->face, name, value, error))
                return FALSE;
    }
    if (kind->validate && !kind->validate(run, error))
        return FALSE;
    if (run->input->task->kind > TASK_NUMBER)
        return check_classes(kind, run, error);
    g_free(learn_data_labels(run->data, SPLIT_TRAIN, &n, &events));
    if (run->input->task->kind == TASK_NUMBER && !kind->numbers) {
        g_set_error(
            error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
            "%s tells events, and \"%s\" is a number: train boost, or compare it, as in %s > 5",
            kind->face.title, run->input->task->name, run->input->task->name);
        return FALSE;
    }
    if (n > 0 && run->input->task->kind == TASK_NUMBER)
        return TRUE;
    if (!kind->face.probability || (events > 0 && events < n))
        return TRUE;
    const char *noun = table_noun(run->input->task->frame->table->name, n ? n : 2);
    if (n == 0)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "no %s to train on: split the task first", noun);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "all %u training %s have the same outcome: nothing can be learned from them, "
                    "choose another target or a shorter horizon",
                    n, noun);
    return FALSE;
}

static Model *
model_start(const LearnKind *kind, const LearnRun *run, GError **error)
{
    g_autoptr(Model) model = g_new0(Model, 1);
    model->kind = g_strdup(kind->face.name);
    model->name = g_strdup(kind->face.title);
    model->task_id = run->input->task->id;
    model->seed = run->input->seed;
    model->parameters = learn_parameters_json(run);
    model->features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    model->probability = kind->face.probability && run->input->task->kind == TASK_BINARY;
    model->temperature = 1;
    model->classes = run->input->task->kind == TASK_CLASSES ? run->input->task->classes->len : 0;
    model->curve_train = g_array_new(FALSE, FALSE, sizeof(double));
    model->curve_validation = g_array_new(FALSE, FALSE, sizeof(double));
    if (!kind->face.uses_matrix)
        return g_steal_pointer(&model);
    const Matrix *matrix = learn_data_require(run->data, SPLIT_TRAIN, error);
    if (!matrix)
        return NULL;
    g_autofree char *encoder = encoder_store(matrix->encoder);
    model->encoder = encoder_restore(encoder, error);
    for (guint i = 0; i < run->input->features->len; i++)
        g_ptr_array_add(model->features, feature_copy(run->input->features->pdata[i]));
    return model->encoder ? g_steal_pointer(&model) : NULL;
}

/* ---- after -------------------------------------------------------------------------------------
 */

/* Scores of a part by the model as it is now; NULL on error. */
static double *
part_scores(const Model *model, const LearnRun *run, SplitPart part, GError **error)
{
    guint32 n;
    const guint32 *rows = learn_data_rows(run->data, part, &n);
    g_autofree double *p = g_new(double, n + 1);
    return !progress_stop(run->progress, error) && model_score(model, run->data, rows, n, p, error)
               ? g_steal_pointer(&p)
               : NULL;
}

static void
note_number(json_t *notes, const char *part, const char *figure, double value)
{
    g_autofree char *name = g_strdup_printf("%s_%s", part, figure);
    json_object_set_new(notes, name, isfinite(value) ? json_real(value) : json_null());
}

static double
class_loss(const double *p, const guint32 *label, guint32 n, guint classes)
{
    double loss = 0;
    for (guint32 i = 0; i < n; i++)
        loss -= log(MAX(p[(gsize)i * classes + label[i]], 1e-15)) / n;
    return loss;
}

/* The same of several classes, with what it does to the log loss noted. */
static gboolean
calibrate_classes(Model *model, const LearnRun *run, GError **error)
{
    guint32 n;
    const guint32 *rows = learn_data_rows(run->data, SPLIT_VALIDATION, &n);
    const Matrix *matrix = learn_data_require(run->data, SPLIT_VALIDATION, error);
    g_autofree double *p = g_new(double, (gsize)n * model->classes + 1);
    g_autofree double *score = g_new(double, (gsize)n * model->classes + 1);
    g_autofree guint32 *label = g_new(guint32, n + 1);
    if (!matrix || !model_score_classes(model, matrix, p, error))
        return FALSE;
    for (guint32 i = 0; i < n; i++)
        label[i] = (guint32)run->input->task->label[rows[i]];
    for (gsize i = 0; i < (gsize)n * model->classes; i++)
        score[i] = log(MAX(p[i], 1e-300));
    note_number(run->notes, "validation", "logloss_before",
                class_loss(p, label, n, model->classes));
    model->temperature = stats_temperature_fit_classes(score, label, n, model->classes);
    if (!model_score_classes(model, matrix, p, error))
        return FALSE;
    note_number(run->notes, "validation", "logloss", class_loss(p, label, n, model->classes));
    return TRUE;
}

/* One number stretches the log-odds so that validation's outcomes fit best (Guo 2017). */
static gboolean
calibrate(Model *model, const LearnRun *run, GError **error)
{
    guint32 n, events;
    if (model->classes)
        return calibrate_classes(model, run, error);
    if (!model->probability)
        return TRUE;
    g_autofree guint8 *label = learn_data_labels(run->data, SPLIT_VALIDATION, &n, &events);
    g_autofree double *raw = part_scores(model, run, SPLIT_VALIDATION, error);
    if (!raw)
        return FALSE;
    for (guint32 i = 0; i < n; i++)
        raw[i] = stats_logit(CLAMP(raw[i], 1e-15, 1 - 1e-15));
    model->temperature = stats_temperature_fit(raw, label, n);
    return TRUE;
}

/* How far a part's numbers are from what is said of them, on average and by squares; and beside it
 * the same for saying the training tickets' mean of each. R² is held against the mean of the
 * numbers judged, as everywhere: below 0 is worse than knowing just that. */
static void
note_numbers(const LearnRun *run, SplitPart part, const double *said)
{
    const Task *task = run->input->task;
    const char *name = split_name(part);
    guint32 n, n_train;
    const guint32 *rows = learn_data_rows(run->data, part, &n);
    const guint32 *train = learn_data_rows(run->data, SPLIT_TRAIN, &n_train);
    double mean = 0, own = 0, spread = 0, away = 0, squares = 0, plain_away = 0, plain_squares = 0;
    for (guint32 i = 0; i < n_train; i++)
        mean += task->label[train[i]] / n_train;
    for (guint32 i = 0; i < n; i++)
        own += task->label[rows[i]] / n;
    for (guint32 i = 0; i < n; i++) {
        double number = task->label[rows[i]];
        away += fabs(said[i] - number);
        squares += (said[i] - number) * (said[i] - number);
        plain_away += fabs(mean - number);
        plain_squares += (mean - number) * (mean - number);
        spread += (own - number) * (own - number);
    }
    note_number(run->notes, name, "rows", n);
    note_number(run->notes, name, "mae", away / n);
    note_number(run->notes, name, "rmse", sqrt(squares / n));
    note_number(run->notes, name, "r2", 1 - squares / spread);
    note_number(run->notes, name, "mean_mae", plain_away / n);
    note_number(run->notes, name, "mean_rmse", sqrt(plain_squares / n));
    note_number(run->notes, name, "mean_r2", 1 - plain_squares / spread);
}

/* Rows, events, AUC and log loss of a part; the AUC is returned. Of numbers, their errors. */
static double
note_part(const Model *model, const LearnRun *run, SplitPart part, GError **error)
{
    const char *name = split_name(part);
    guint32 n, events;
    g_autofree guint8 *label = learn_data_labels(run->data, part, &n, &events);
    g_autofree double *p = part_scores(model, run, part, error);
    if (!p)
        return NAN;
    if (run->input->task->kind == TASK_NUMBER) {
        note_numbers(run, part, p);
        return NAN;
    }
    double auc = stats_auc(p, label, n, 0.95).auc.value;
    note_number(run->notes, name, "rows", n);
    note_number(run->notes, name, "events", events);
    note_number(run->notes, name, "auc", auc);
    if (model->probability)
        note_number(run->notes, name, "logloss", stats_log_loss(p, label, n));
    return auc;
}

/* What the two AUCs say, for people. */
static const char *
diagnosis(double training, double validation)
{
    if (!isfinite(training) || !isfinite(validation))
        return NULL;
    if (training - validation > 0.1)
        return "knows the tickets it learned from far better than new ones: it has learned some by "
               "heart, or the desk has changed since";
    if (validation < 0.6)
        return "finds little in these features: look for others that are known at arrival";
    if (training - validation > 0.04)
        return "does somewhat better on the tickets it learned from than on new ones, as most do";
    return "does as well on new tickets as on those it learned from";
}

static gboolean
note_figures(const Model *model, const LearnRun *run, GError **error)
{
    GError *failure = NULL;
    if (model->classes)
        return TRUE;
    double training = note_part(model, run, SPLIT_TRAIN, &failure);
    if (!failure)
        note_part(model, run, SPLIT_STOP, &failure);
    double validation = failure ? NAN : note_part(model, run, SPLIT_VALIDATION, &failure);
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    const char *words = model->probability ? diagnosis(training, validation) : NULL;
    if (words)
        json_object_set_new(run->notes, "diagnosis", json_string(words));
    g_autofree double *importance = model_importance(model);
    if (!importance)
        return TRUE;
    json_t *shares = json_array();
    for (guint i = 0; i < model->features->len; i++)
        json_array_append_new(shares, json_real(importance[i]));
    json_object_set_new(run->notes, "importance", shares);
    return TRUE;
}

static char *
model_fingerprint(const Model *model, const Task *task)
{
    Fingerprint *fingerprint = fingerprint_new("model");
    fingerprint_text(fingerprint, PACKAGE_VERSION);
    fingerprint_text(fingerprint, task->fingerprint);
    fingerprint_bytes(fingerprint, task->part, task->n);
    fingerprint_text(fingerprint, model->kind);
    fingerprint_integer(fingerprint, (gint64)model->seed);
    fingerprint_text(fingerprint, model->parameters);
    for (guint i = 0; i < model->features->len; i++)
        fingerprint_text(fingerprint, ((Feature *)model->features->pdata[i])->expression);
    g_autofree char *encoder = model->encoder ? encoder_store(model->encoder) : NULL;
    fingerprint_text(fingerprint, encoder);
    fingerprint_text(fingerprint, model->why_not);
    if (model_regime(model) == REGIME_FROZEN)
        fingerprint_text(fingerprint, "frozen");
    return fingerprint_end(fingerprint);
}

/* How features became what it reads. */
static void
note_encoding(const Model *model, const LearnRun *run)
{
    guint numbers = 0;

    for (guint i = 0; model->encoder && i < model->features->len; i++)
        numbers += ((Feature *)model->features->pdata[i])->numeric != FALSE;
    if (!model->encoder)
        return;
    json_object_set_new(run->notes, "numbers", json_integer(numbers));
    json_object_set_new(run->notes, "categories", json_integer(model->features->len - numbers));
    json_object_set_new(run->notes, "category_columns",
                        json_integer(encoder_width(model->encoder) - numbers));
}

static gboolean
finish(Model *model, const LearnRun *run, GError **error)
{
    note_encoding(model, run);
    if (!model->why_not) {
        model->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, model->payload);
        progress_phase(run->progress, "calibrating", 0, "");
        if (!calibrate(model, run, error) || !note_figures(model, run, error))
            return FALSE;
    }
    if (run->input->task->frozen)
        json_object_set_new(run->notes, "past_frozen", json_true());
    model->notes = learn_dump(run->notes);
    model->fingerprint = model_fingerprint(model, run->input->task);
    return TRUE;
}

Model *
model_train(const TrainInput *input, LearnData *data, Progress *progress, GError **error)
{
    const ModelKind *face = model_kind(input->kind, error);
    const LearnKind *kind = (const LearnKind *)face;
    if (!face)
        return NULL;
    if (kind == &learn_boost && input->task->kind == TASK_CLASSES)
        kind = &learn_classes;
    json_auto_t *notes = json_object();
    LearnRun run = {input, face, data, progress, notes};
    learn_data_watch(data, progress);
    g_autoptr(Model) model = check_input(kind, &run, error) ? model_start(kind, &run, error) : NULL;
    gboolean done = model && kind->fit(model, &run, error) && finish(model, &run, error) &&
                    !progress_stop(progress, error);
    learn_data_watch(data, NULL);
    return done ? g_steal_pointer(&model) : NULL;
}
