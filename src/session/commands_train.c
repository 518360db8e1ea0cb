/* Training: models of a task in the background, one job a model, sharing what they learn
 * from. */
#include "session_private.h"

#include <string.h>

/* ---- training ----------------------------------------------------------------------------- */

/* What the models of one `train` share; computed by the first of them. */
typedef struct {
    gint references;
    FrameStore *frames;
    gint64 task_id;
    guint64 seed;
    GHashTable *parameters;
    GPtrArray *listed; /* Feature*, when it was asked for */
    Task *task;
    GPtrArray *features;
    LearnData *data;
    guint left; /* jobs of this call still to end: the last one selects */
    gboolean select;
    gboolean frozen;    /* the regime, when it was asked for */
    gboolean open;      /* with the columns nobody has answered for, to see what they would add */
    guint open_columns; /* how many those are */
} TrainShared;

typedef struct {
    TrainShared *shared;
    const ModelKind *kind;
    Judged *judged, *validation; /* the result, with scores of the part shown */
    SplitPart part;
    char *same; /* name of a model that is the same to the fingerprint */
} TrainJob;

static void
train_shared_unref(TrainShared *shared)
{
    if (!g_atomic_int_dec_and_test(&shared->references))
        return;
    g_clear_pointer(&shared->data, learn_data_free);
    g_clear_pointer(&shared->features, g_ptr_array_unref);
    g_ptr_array_unref(shared->listed);
    g_clear_pointer(&shared->task, task_unref);
    g_clear_pointer(&shared->parameters, g_hash_table_unref);
    frame_store_unref(shared->frames);
    g_free(shared);
}

static void
train_job_free(gpointer data)
{
    TrainJob *job = data;
    g_clear_pointer(&job->judged, judged_free);
    g_clear_pointer(&job->validation, judged_free);
    train_shared_unref(job->shared);
    g_free(job->same);
    g_free(job);
}

/* Whether a feature waits for an answer alone; adds the columns it reads that do. Personal data is
 * left out whatever the answer. */
static gboolean
is_open(const Feature *feature, const Task *task, GHashTable *columns)
{
    g_autoptr(GPtrArray) named = pql_columns(feature->node);
    const TableInfo *table = task->frame->table;

    if (feature->evidence != EVIDENCE_ASK)
        return FALSE;
    for (guint i = 0; i < named->len; i++) {
        const PqlNode *node = g_ptr_array_index(named, i);
        gboolean own = !node->table || g_ascii_strcasecmp(node->table, table->name) == 0;
        const ColumnInfo *info = own ? table_column(table, node->name, NULL) : NULL;
        if (info && info->pii)
            return FALSE;
        if (info && info->known != KNOWN_ARRIVAL)
            g_hash_table_add(columns, (gpointer)info);
    }
    return TRUE;
}

/* The switches as they stood when the training was asked for: the next training may wait behind it
 * with others already. What was proposed since keeps its own. */
static GPtrArray *
features_asked_for(TrainShared *shared, sqlite3 *database, GError **error)
{
    g_autoptr(GHashTable) asked = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) open = g_hash_table_new(NULL, NULL);
    GPtrArray *features = features_load(database, shared->task, error);

    for (guint i = 0; i < shared->listed->len; i++) {
        Feature *feature = g_ptr_array_index(shared->listed, i);
        g_hash_table_insert(asked, feature->expression, feature);
    }
    for (guint i = features ? features->len : 0; i-- > 0;) {
        const Feature *feature = g_ptr_array_index(features, i);
        const Feature *then = g_hash_table_lookup(asked, feature->expression);
        if (shared->open && is_open(feature, shared->task, open))
            continue;
        if (!(then && then->evidence == feature->evidence ? then->enabled : feature->enabled))
            g_ptr_array_remove_index(features, i);
    }
    shared->open_columns = g_hash_table_size(open);
    if (features && shared->open && !shared->open_columns) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no column waits for an answer: there is nothing that could be added");
        g_clear_pointer(&features, g_ptr_array_unref);
    }
    return features;
}

static gboolean
prepare_shared(TrainShared *shared, sqlite3 *database, Progress *progress, GError **error)
{
    if (shared->data)
        return TRUE;
    progress_phase(progress, "reading the task", 0, "");
    if (!shared->task &&
        !(shared->task = task_load(shared->frames, database, shared->task_id, error)))
        return FALSE;
    shared->task->frozen = shared->frozen;
    if (!shared->features && !(shared->features = features_asked_for(shared, database, error)))
        return FALSE;
    shared->data =
        learn_data_new(shared->task, shared->frames, database, shared->features, progress, error);
    return shared->data != NULL;
}

/* Scores of both held-out parts are stored with the model; those of the test set stay sealed until
 * someone opens it. */
static gboolean
store_model(sqlite3 *database, Model *model, LearnData *learned, const Job *job, GError **error)
{
    static const SplitPart parts[] = {SPLIT_VALIDATION, SPLIT_TEST};
    Scores *scores[G_N_ELEMENTS(parts)] = {NULL};
    g_autoptr(GString) quality = g_string_new("{");
    gboolean ok = TRUE;

    for (guint i = 0; ok && !model->why_not && i < G_N_ELEMENTS(parts); i++) {
        Quality figures;
        ok = (scores[i] = scores_new(model, learned, parts[i], error)) != NULL;
        if (!ok)
            break;
        quality_of(scores[i], model->probability, &figures);
        g_autofree char *json = quality_store(&figures);
        g_string_append_printf(quality, "%s\"%s\": %s", i ? ", " : "", split_name(parts[i]), json);
    }
    g_string_append_c(quality, '}');
    g_free(model->quality);
    model->quality = g_strdup(quality->str);
    ok = ok && db_exec(database, "BEGIN IMMEDIATE", error) && model_store(database, model, error);
    for (guint i = 0; ok && i < G_N_ELEMENTS(parts); i++)
        ok = !scores[i] || scores_store(database, scores[i], error);
    ok = ok && journal_set_outcome(database, job->journal, JOURNAL_DONE, error) &&
         db_exec(database, "COMMIT", error);
    if (!sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        scores_free(scores[i]);
    return ok;
}

static gboolean
train_work(Job *job, sqlite3 *database, GError **error)
{
    TrainJob *data = job->data;
    TrainShared *shared = data->shared;
    g_autoptr(Model) model = NULL;

    if (!prepare_shared(shared, database, job->view.progress, error) ||
        (data->kind->uses_matrix &&
         !learn_memory_check(shared->task, shared->features->len, error)))
        return FALSE;
    TrainInput input = {.task = shared->task,
                        .frames = shared->frames,
                        .database = database,
                        .features = shared->features,
                        .seed = shared->seed,
                        .kind = data->kind->name,
                        .parameters = shared->parameters};
    model = model_train(&input, shared->data, job->view.progress, error);
    if (!model || progress_stop(job->view.progress, error))
        return FALSE;
    data->same = db_text(
        database, "SELECT name FROM model WHERE task_id = ? AND fingerprint = ? AND NOT deleted",
        "is", shared->task_id, model->fingerprint);
    if (data->same)
        return TRUE;
    model->id = job->view.object;
    g_free(model->name);
    model->name = g_strdup_printf("%s #%" G_GINT64_FORMAT, data->kind->title, model->id);
    if (shared->open)
        model_mark_open(model, shared->open_columns);
    if (!leak_marks_extend(shared->features, shared->task, shared->frames, database,
                           job->view.progress, error) ||
        !store_model(database, model, shared->data, job, error))
        return FALSE;
    data->judged = judged_load_model(database, model->id, data->part, error);
    if (data->part == SPLIT_TEST)
        data->validation = judged_load_model(database, model->id, SPLIT_VALIDATION, error);
    return data->judged != NULL;
}

static void
select_best(Session *session)
{
    int best = session->judged && session_read_models(session, NULL)
                   ? judged_best(session->judged, &session->policy)
                   : -1;
    if (best < 0)
        return;
    const Judged *judged = g_ptr_array_index(session->judged, (guint)best);
    g_autofree char *line = g_strdup_printf("use model %" G_GINT64_FORMAT, judged->model->id);
    session_run(session, line, NULL);
}

static void
train_finish(Session *session, Job *job)
{
    TrainJob *data = job->data;

    data->shared->left--;
    if (!job->failure && data->judged && session->task_id == data->shared->task_id) {
        if (session->part != data->part ||
            data->shared->frozen != (session->brief && session->brief->frozen))
            session_load_models(session, NULL);
        else {
            g_ptr_array_add(session->judged, g_steal_pointer(&data->judged));
            if (data->validation)
                g_ptr_array_add(session->validation, g_steal_pointer(&data->validation));
        }
        session_judge(session);
        session_say(session, "%s #%" G_GINT64_FORMAT " is trained", data->kind->title,
                    job->view.object);
    }
    if (data->same)
        session_say(session, "%s: nothing changed since %s, which stays", data->kind->title,
                    data->same);
    if (data->shared->left == 0 && data->shared->select && !session->model_id &&
        session->task_id == data->shared->task_id)
        select_best(session);
}

/* "boost,logistic" or "all" → ModelKind*; NULL on an unknown name. */
static GPtrArray *
parse_kinds(const char *text, GError **error)
{
    g_autoptr(GPtrArray) kinds = g_ptr_array_new();

    if (!text || strcmp(text, "all") == 0) {
        for (const ModelKind *const *kind = model_kinds(); *kind; kind++)
            if (!(*kind)->by_name)
                g_ptr_array_add(kinds, (gpointer)*kind);
        return g_steal_pointer(&kinds);
    }
    g_auto(GStrv) names = g_strsplit(text, ",", -1);
    for (guint i = 0; names[i]; i++) {
        const ModelKind *kind = model_kind(g_strstrip(names[i]), error);
        if (!kind)
            return NULL;
        g_ptr_array_add(kinds, (gpointer)kind);
    }
    return g_steal_pointer(&kinds);
}

static gboolean
is_own_option(const char *name)
{
    return strcmp(name, "seed") == 0 || strcmp(name, "model") == 0 || strcmp(name, "select") == 0 ||
           strcmp(name, "open") == 0;
}

/* Every other option is a parameter of the models, and must be one of each. */
static GHashTable *
parse_parameters(const CommandCall *call, GPtrArray *kinds, GError **error)
{
    g_autoptr(GHashTable) parameters =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    gpointer name, value;

    g_hash_table_iter_init(&iter, call->named);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        if (is_own_option(name))
            continue;
        for (guint i = 0; i < kinds->len; i++)
            if (!model_parameter_check(g_ptr_array_index(kinds, i), name, value, error))
                return NULL;
        g_hash_table_insert(parameters, g_strdup(name), g_strdup(value));
    }
    return g_steal_pointer(&parameters);
}

static void
append_parameters(GString *resolved, GHashTable *parameters)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(parameters), (GCompareFunc)strcmp);
    for (GList *name = names; name; name = name->next)
        command_option(resolved, name->data, g_hash_table_lookup(parameters, name->data));
}

/* model=4,5,6 of a replayed line, else the next ids, one a kind. */
static GArray *
model_ids(Session *session, const CommandCall *call, guint n, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    const char *given = call_named(call, "model");
    g_auto(GStrv) parts = given ? g_strsplit(given, ",", -1) : NULL;

    if (parts && g_strv_length(parts) != n) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "model=%s names %u models, and %u are trained", given, g_strv_length(parts), n);
        return NULL;
    }
    for (guint i = 0; i < n; i++) {
        gint64 id = 0;
        if (!parts)
            id = object_reserve(database, "model", error);
        else if (!number_parse_integer(parts[i], -1, &id) || id <= 0)
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "model=%s is no number",
                        parts[i]);
        else if (!object_claim(database, "model", id, error))
            id = 0;
        if (!id)
            return NULL;
        g_array_append_val(ids, id);
    }
    return g_steal_pointer(&ids);
}

static void
queue_kinds(Session *session, GPtrArray *kinds, GArray *ids, TrainShared *shared)
{
    for (guint i = 0; i < kinds->len; i++) {
        const ModelKind *kind = g_ptr_array_index(kinds, i);
        g_autofree char *title = g_strdup_printf("training %s", kind->title);
        TrainJob *data = g_new0(TrainJob, 1);
        data->shared = shared;
        g_atomic_int_inc(&shared->references);
        data->kind = kind;
        data->part = session->part;
        Job *job = job_new(title, train_work, train_finish, data, train_job_free);
        job->view.object = g_array_index(ids, gint64, i);
        session_queue(session, job);
    }
}

static gboolean
apply_train(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    const char *seed = call_named(call, "seed");
    gint64 seed_number = 1;
    g_autoptr(GPtrArray) kinds = NULL, listed = NULL;
    g_autoptr(GHashTable) parameters = NULL;
    g_autoptr(GArray) ids = NULL;

    if (call->words->len > 1) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "name the kinds with commas: train logistic,boost");
        return FALSE;
    }
    if (seed && (!number_parse_integer(seed, -1, &seed_number) || seed_number < 0)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "seed=\"%s\" is no number", seed);
        return FALSE;
    }
    if (!(kinds = parse_kinds(call_word(call, 0), error)) ||
        !(parameters = parse_parameters(call, kinds, error)) ||
        !(listed =
              features_list(workspace_database(session->workspace), session->task_id, error)) ||
        !(ids = model_ids(session, call, kinds->len, error)))
        return FALSE;
    TrainShared *shared = g_new0(TrainShared, 1);
    shared->references = 1;
    shared->frames = frame_store_ref(session->frames);
    shared->task_id = session->task_id;
    shared->seed = (guint64)seed_number;
    shared->parameters = g_hash_table_ref(parameters);
    shared->listed = g_steal_pointer(&listed);
    shared->left = kinds->len;
    shared->frozen = regime_frozen(workspace_database(session->workspace));
    shared->open = g_strcmp0(call_named(call, "open"), "yes") == 0;
    shared->select = g_strcmp0(call_named(call, "select"), "no") != 0;

    g_string_truncate(resolved, 0);
    for (guint i = 0; i < kinds->len; i++) {
        const ModelKind *kind = g_ptr_array_index(kinds, i);
        g_string_append_printf(resolved, "%strain %s seed=%" G_GINT64_FORMAT, i ? "\n" : "",
                               kind->name, seed_number);
        append_parameters(resolved, parameters);
        if (shared->open)
            g_string_append(resolved, " open=yes");
        g_string_append_printf(resolved, " model=%" G_GINT64_FORMAT " select=no",
                               g_array_index(ids, gint64, i));
    }
    queue_kinds(session, kinds, ids, shared);
    train_shared_unref(shared);
    return TRUE;
}

/* ---- the table ---------------------------------------------------------------------------- */

static char **
complete_kinds(Session *session, guint word)
{
    GPtrArray *names = g_ptr_array_new();
    g_ptr_array_add(names, g_strdup("all"));
    for (const ModelKind *const *kind = model_kinds(); *kind; kind++)
        g_ptr_array_add(names, g_strdup((*kind)->name));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static const char *
why_no_train(Session *session)
{
    const char *why = why_no_change(session);
    return why ? why : why_no_task(session);
}

static const Command train_command = {"train",
                                      "[KIND,KIND…] [seed=N] [open=yes] [PARAMETER=VALUE…]",
                                      "train models in the background",
                                      EFFECT_ARTEFACT,
                                      FALSE,
                                      why_no_train,
                                      complete_kinds,
                                      apply_train};

const Command *const train_commands[] = {&train_command, NULL};
