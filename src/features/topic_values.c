/* Topics as features: learned once an engine from training rows, then the shares of each row's
 * text, kept for all topics of the column together. */
#include "features/learned.h"

#include <math.h>
#include <string.h>

#define MOST_TEXTS 10000

struct TopicShares {
    const Topics *topics; /* borrowed */
    TextMeasurer *measurer;
    float *share; /* a row × topics */
    guint8 *done; /* a row */
};

void
topic_shares_free(gpointer data)
{
    TopicShares *shares = data;
    g_free(shares->share);
    g_free(shares->done);
    g_free(shares);
}

/* ---- learning ----------------------------------------------------------------------------------
 */

/* Training rows at even steps through time, flagged. */
static guint8 *
rows_to_learn_from(const Task *task)
{
    guint8 *wanted = g_new0(guint8, (gsize)task->n + 1);
    guint64 n = 0, k = 0, taken = 0;
    for (guint32 i = 0; i < task->n_usable; i++)
        n += task->part[task->order[i]] == SPLIT_TRAIN;
    guint64 most = MIN(n, MOST_TEXTS);
    for (guint32 i = 0; i < task->n_usable; i++) {
        if (task->part[task->order[i]] != SPLIT_TRAIN)
            continue;
        if (taken < most && k * most / n >= taken) {
            wanted[task->order[i]] = 1;
            taken++;
        }
        k++;
    }
    return wanted;
}

typedef struct {
    char **text; /* a row: topics are learned in row order, however they are read */
} Texts;

static void
keep_text(guint32 row, const char *text, gsize length, gpointer data)
{
    ((Texts *)data)->text[row] = text ? g_strndup(text, length) : NULL;
}

static Topics *
learn_topics(FeatureEngine *engine, const ColumnInfo *column, GError **error)
{
    g_auto(Synthesis) settings;
    g_autofree guint8 *wanted = rows_to_learn_from(engine->task);
    g_autofree char **text = g_new0(char *, (gsize)engine->frame->n + 1);
    g_autoptr(TopicTexts) texts = topic_texts_new(engine->measurer);
    Request request = {.engine = engine, .frame = engine->frame};
    synthesis_read(engine->database, &settings);
    gboolean read = request_texts(&request, column, wanted, keep_text, &(Texts){text}, error);
    for (guint32 row = 0; row < engine->frame->n; row++) {
        if (text[row] && read)
            topic_texts_add(texts, text[row], strlen(text[row]));
        g_free(text[row]);
    }
    return read ? topics_learn(texts, settings.topics) : NULL;
}

const Topics *
engine_topics(FeatureEngine *engine, const ColumnInfo *column, GError **error)
{
    FeaturePlan plan = {.kind = PLAN_TEXT, .function = PQL_TOPIC, .column = column};
    while (engine->later)
        engine = engine->later;
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    if (g_hash_table_contains(engine->topics, column->name))
        return g_hash_table_lookup(engine->topics, column->name);
    const char *given = engine_given(engine, &plan);
    GError *failure = NULL;
    Topics *topics = given ? topics_restore(given) : learn_topics(engine, column, &failure);
    if (given && !topics)
        g_set_error(&failure, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "the model's topics of %s can't be read: delete the model and train again",
                    column->name);
    if (failure)
        g_propagate_error(error, failure);
    else
        g_hash_table_insert(engine->topics, g_strdup(column->name), topics);
    return topics;
}

/* ---- shares ------------------------------------------------------------------------------------
 */

static void
take_shares(guint32 row, const char *text, gsize length, gpointer data)
{
    TopicShares *shares = data;
    guint k = topics_count(shares->topics);
    float *of = shares->share + (gsize)row * k;
    shares->done[row] = 1;
    if (text)
        topics_shares(shares->topics, shares->measurer, text, length, of);
    else
        for (guint t = 0; t < k; t++)
            of[t] = NAN;
}

static TopicShares *
shares_of(Request *request, const ColumnInfo *column, const Topics *topics)
{
    GHashTable *kept = request->fresh ? request->fresh_topics : request->engine->shares_of_topics;
    TopicShares *shares = g_hash_table_lookup(kept, column->name);
    if (shares)
        return shares;
    gsize rows = (gsize)request->frame->n + 1;
    shares = g_new0(TopicShares, 1);
    *shares = (TopicShares){topics, request->engine->measurer,
                            g_new(float, rows *topics_count(topics)), g_new0(guint8, rows)};
    g_hash_table_insert(kept, g_strdup(column->name), shares);
    return shares;
}

gboolean
request_topic(Request *request, const FeaturePlan *plan, double *number, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&request->engine->lock);
    GError *failure = NULL;
    const Topics *topics = engine_topics(request->engine, plan->column, &failure);
    guint t = (guint)plan->by - 1, k = topics ? topics_count(topics) : 0;
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    for (guint32 i = 0; t >= k && i < request->n; i++)
        number[i] = NAN;
    if (t >= k)
        return TRUE;
    TopicShares *shares = shares_of(request, plan->column, topics);
    g_autofree guint8 *wanted = request_wanted(request);
    gboolean some = FALSE;
    for (guint32 row = 0; row < request->frame->n; row++) {
        wanted[row] = wanted[row] && !shares->done[row];
        some = some || wanted[row];
    }
    if (some && !request_texts(request, plan->column, wanted, take_shares, shares, error))
        return FALSE;
    for (guint32 i = 0; i < request->n; i++)
        number[i] = shares->share[(gsize)request_row(request, i) * k + t];
    return TRUE;
}
