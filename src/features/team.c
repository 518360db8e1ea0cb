/* Computes features of the same rows, several at a time on as many threads as cores are idle: the
 * threads share the engine, whose stores have one lock, and each has a request of its own. A
 * feature is computed by one thread, so that how many there are changes no bit. */
#include "features/learned.h"
#include "features/matrix.h"
#include "features/parts.h"

#define FEW_ROWS 20000 /* not worth a second thread below */
#define MOST_THREADS 16

/* Which of several is computed when: texts that must be read first, then one key after the other,
 * and last what takes but a look at the row. */
static guint64
place_of(const FeaturePlan *plan, GHashTable *paths, GHashTable *texts)
{
    if (plan->linked) {
        guint place = GPOINTER_TO_UINT(g_hash_table_lookup(paths, plan->pair.entity));
        if (place > 0)
            return place;
        place = g_hash_table_size(paths) + 1;
        g_hash_table_insert(paths, (gpointer)plan->pair.entity, GUINT_TO_POINTER(place));
        return place;
    }
    return plan->kind == PLAN_TEXT && g_hash_table_add(texts, (gpointer)plan->column) ? 0
                                                                                      : G_MAXUINT32;
}

/* The order in which a team takes its features: n indices, the caller's. Whoever reads a text
 * leaves the others enough to do that doesn't wait for it. */
static guint *
path_order(const Task *task, GPtrArray *features)
{
    g_autoptr(GHashTable) paths = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) texts = g_hash_table_new(NULL, NULL);
    g_autofree guint64 *path = g_new0(guint64, features->len + 1);
    guint *order = g_new(guint, features->len + 1);
    for (guint i = 0; i < features->len; i++) {
        FeaturePlan plan;
        const Feature *feature = features->pdata[i];
        order[i] = i;
        path[i] = feature_plan(feature->node, task, &plan, NULL) ? place_of(&plan, paths, texts)
                                                                 : G_MAXUINT32;
    }
    order_by(order, path, features->len);
    return order;
}

/* Takes over the values of a feature; called by any of the threads, once a feature. */
typedef void (*TeamTake)(guint feature, FeatureValues *values, gpointer data);

typedef struct {
    FeatureEngine *engine;
    GPtrArray *features;
    const Frame *frame;
    const guint32 *rows;
    guint32 n;
    const TimePoint *seeds; /* NULL: the task's */
    Progress *progress;
    TeamTake take;
    gpointer data;
    const guint *order;
    GMutex lock; /* of all below */
    guint next, done;
    GError *error; /* the first */
} Team;

/* The next feature's index; FALSE when none is left or one went wrong. */
static gboolean
team_next(Team *team, guint *feature)
{
    g_mutex_lock(&team->lock);
    gboolean more = !team->error && team->next < team->features->len;
    if (more)
        *feature = team->order[team->next++];
    g_mutex_unlock(&team->lock);
    return more;
}

static void
team_note(Team *team, GError *error)
{
    g_mutex_lock(&team->lock);
    if (error && !team->error)
        team->error = g_steal_pointer(&error);
    g_clear_error(&error);
    progress_advance(team->progress, ++team->done);
    g_mutex_unlock(&team->lock);
}

static gpointer
team_work(gpointer data)
{
    Team *team = data;
    g_auto(Parts) parts;
    guint feature;
    GError *failure = NULL;
    if (!parts_init(&parts, team->engine, team->frame, team->rows, team->n, team->seeds, &failure))
        team_note(team, failure);
    while (team_next(team, &feature)) {
        GError *error = NULL;
        FeatureValues *values = progress_stop(team->progress, &error)
                                    ? NULL
                                    : parts_compute(&parts, team->features->pdata[feature], &error);
        if (values)
            team->take(feature, values, team->data);
        engine_relieve(team->engine);
        team_note(team, error);
    }
    return NULL;
}

/* Where imports replaced rows, the engines of earlier moments lean on each other, and one of a
 * sample drops what it holds between features: one thread. */
static int
team_threads(const Team *team)
{
    if (team->engine->changes->len > 0 || team->engine->sample)
        return 1;
    if (team->engine->threads > 0)
        return MIN(team->engine->threads, MOST_THREADS);
    return team->n < FEW_ROWS || team->features->len < 2 ? 1 : MIN(cores_idle(), MOST_THREADS);
}

static gboolean
team_compute(Team *team, GError **error)
{
    GThread *threads[MOST_THREADS];
    int count = team_threads(team), started = 0;
    g_autofree guint *order = path_order(team->engine->task, team->features);
    team->order = order;
    team->engine->progress = team->progress;
    g_mutex_init(&team->lock);
    while (started + 1 < count) /* one that can't be had isn't missed */
        if (!(threads[started] = g_thread_try_new("features", team_work, team, NULL)))
            break;
        else
            started++;
    team_work(team);
    for (int i = 0; i < started; i++)
        g_thread_join(threads[i]);
    g_mutex_clear(&team->lock);
    if (team->error)
        g_propagate_error(error, team->error);
    return team->error == NULL;
}

/* ---- as columns --------------------------------------------------------------------------------
 */

static void
keep_values(guint feature, FeatureValues *values, gpointer data)
{
    GPtrArray *all = data;
    all->pdata[feature] = values;
}

static GPtrArray *
compute_all(Team *team, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)feature_values_free);
    g_ptr_array_set_size(all, (gint)team->features->len);
    team->take = keep_values;
    team->data = all;
    return team_compute(team, error) ? g_steal_pointer(&all) : NULL;
}

GPtrArray *
feature_compute(FeatureEngine *engine, GPtrArray *features, const guint32 *rows, guint32 n,
                Progress *progress, GError **error)
{
    Team team = {.engine = engine,
                 .features = features,
                 .frame = engine->frame,
                 .rows = rows,
                 .n = n,
                 .progress = progress};
    progress_phase(progress, "computing features", features->len, "features");
    return compute_all(&team, error);
}

GPtrArray *
feature_compute_sooner(FeatureEngine *engine, GPtrArray *features, const guint32 *rows, guint32 n,
                       gint64 back, Progress *progress, GError **error)
{
    g_autofree TimePoint *seeds = g_new(TimePoint, (gsize)n + 1);
    Team team = {.engine = engine,
                 .features = features,
                 .frame = engine->frame,
                 .rows = rows,
                 .n = n,
                 .seeds = seeds,
                 .progress = progress};
    for (guint32 i = 0; i < n; i++) {
        TimePoint seed = engine->task->seed_time[rows ? rows[i] : i];
        seeds[i] =
            seed == TIME_MISSING || seed < G_MININT64 + 1 + back ? TIME_MISSING : seed - back;
    }
    return compute_all(&team, error);
}

GPtrArray *
feature_compute_fresh(FeatureEngine *engine, GPtrArray *features, const Frame *fresh,
                      const TimePoint *seeds, Progress *progress, GError **error)
{
    Team team = {.engine = engine,
                 .features = features,
                 .frame = fresh,
                 .n = fresh->n,
                 .seeds = seeds,
                 .progress = progress};
    return compute_all(&team, error);
}

/* ---- straight into a matrix --------------------------------------------------------------------
 */

/* What the features learned goes with the encoder, and from here on they read that. */
static gboolean
keep_learned(FeatureEngine *engine, GPtrArray *features, Encoder *encoder, GError **error)
{
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = features->pdata[i];
        GError *failure = NULL;
        FeaturePlan plan;
        if (!feature_plan(feature->node, engine->task, &plan, error))
            return FALSE;
        g_autofree char *name = learned_name(&plan);
        if (!name || g_hash_table_contains(encoder->learned, name))
            continue;
        char *learned = engine_learned(engine, &plan, &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return FALSE;
        }
        if (learned)
            g_hash_table_insert(encoder->learned, g_steal_pointer(&name), learned);
    }
    return TRUE;
}

Encoder *
features_encoder(FeatureEngine *engine, GPtrArray *features, const guint32 *rows, guint32 n,
                 Progress *progress, GError **error)
{
    g_auto(Parts) parts;
    g_autoptr(Encoder) encoder = encoder_new();
    engine->progress = progress;
    if (!parts_init(&parts, engine, engine->frame, rows, n, NULL, error))
        return NULL;
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = features->pdata[i];
        FeatureValues *values = NULL;
        if (progress_stop(progress, error))
            return NULL;
        if (encoder_needs(feature) && !(values = parts_compute(&parts, feature, error)))
            return NULL;
        encoder_add(encoder, feature, values, NULL, n);
        feature_values_free(values);
    }
    if (!keep_learned(engine, features, encoder, error))
        return NULL;
    if (encoder_width(encoder) == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no feature is on: turn one on in the Features pane");
        return NULL;
    }
    return g_steal_pointer(&encoder);
}

static void
write_values(guint feature, FeatureValues *values, gpointer data)
{
    matrix_write(data, feature, values, NULL);
    feature_values_free(values);
}

Matrix *
features_matrix(FeatureEngine *engine, GPtrArray *features, const Encoder *encoder,
                const guint32 *rows, guint32 n, Progress *progress, GError **error)
{
    if (!matrix_fits(encoder, features, error))
        return NULL;
    feature_engine_learned(engine, encoder);
    g_autoptr(Matrix) matrix = matrix_alloc(encoder, rows, n, engine->task);
    Team team = {.engine = engine,
                 .features = features,
                 .frame = engine->frame,
                 .rows = rows,
                 .n = n,
                 .progress = progress,
                 .take = write_values,
                 .data = matrix};
    progress_phase(progress, "computing features", features->len, "features");
    return team_compute(&team, error) ? g_steal_pointer(&matrix) : NULL;
}
