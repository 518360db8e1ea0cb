/* Scores of one model on one part of the split, sorted once and kept in the workspace as one blob,
 * so that panes open without frames. */
#include <foredesk/evaluate.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

static Scores *
scores_alloc(guint32 n, gboolean clustered)
{
    Scores *scores = g_new0(Scores, 1);
    scores->n = n;
    scores->row = g_new(guint32, n + 1);
    scores->row_id = g_new(gint64, n + 1);
    scores->score = g_new(double, n + 1);
    scores->label = g_new(guint8, n + 1);
    scores->cluster = clustered ? g_new(guint32, n + 1) : NULL;
    return scores;
}

void
scores_free(Scores *scores)
{
    if (!scores)
        return;
    g_free(scores->row);
    g_free(scores->row_id);
    g_free(scores->score);
    g_free(scores->label);
    g_free(scores->cluster);
    g_free(scores);
}

/* ---- making ------------------------------------------------------------------------------- */

/* What breaks equal scores: a hash of the ticket's id as written, or of its row where it has none.
 */
static guint32
tie_of(const Task *task, guint32 row)
{
    const TableInfo *table = task->frame->table;
    const FrameColumn *key = table->key ? frame_column_of(task->frame, table->key) : NULL;

    if (key && key->code && key->code[row] >= 0) {
        const char *text = dictionary_text(key->dictionary, (guint32)key->code[row]);
        return (guint32)hash_bytes(text, strlen(text), 0);
    }
    gint64 id = key && key->integer ? key->integer[row] : task->frame->row_id[row];
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);
    return (guint32)hash_bytes(text, strlen(text), 0);
}

guint32
task_cluster(const Task *task, guint32 row, guint32 i)
{
    const FrameColumn *customer = task->customer;

    if (customer->code)
        return customer->code[row] >= 0 ? (guint32)customer->code[row] : G_MAXUINT32 - i;
    gint64 id = customer->integer ? customer->integer[row] : G_MININT64;
    return id == G_MININT64 ? G_MAXUINT32 - i : (guint32)hash_bytes(&id, sizeof id, 1) >> 1;
}

typedef struct {
    double score;
    guint32 tie, at;
} Rank;

static int
by_score(gconstpointer a, gconstpointer b)
{
    const Rank *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->tie != y->tie)
        return x->tie < y->tie ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

Scores *
scores_new(const Model *model, LearnData *data, SplitPart part, GError **error)
{
    const Task *task = learn_data_task(data);
    guint32 n;
    const guint32 *rows = learn_data_rows(data, part, &n);
    g_autofree double *p = g_new(double, n + 1);
    g_autofree Rank *ranks = g_new(Rank, n + 1);
    SplitSummary summary;

    if (!model_score(model, data, rows, n, p, error))
        return NULL;
    for (guint32 i = 0; i < n; i++)
        ranks[i] = (Rank){.score = p[i], .tie = tie_of(task, rows[i]), .at = i};
    qsort(ranks, n, sizeof *ranks, by_score);

    Scores *scores = scores_alloc(n, task->customer != NULL);
    task_split_summary(task, &summary);
    scores->model_id = model->id;
    scores->part = part;
    scores->months = summary.months[part];
    scores->working_days = summary.working_days[part];
    for (guint32 i = 0; i < n; i++) {
        guint32 row = rows[ranks[i].at];
        scores->row[i] = row;
        scores->row_id[i] = task->frame->row_id[row];
        scores->score[i] = ranks[i].score;
        scores->label[i] = task->label[row] > 0.5;
        if (scores->cluster)
            scores->cluster[i] = task_cluster(task, row, i);
    }
    return scores;
}

/* ---- storing ------------------------------------------------------------------------------ */

/* Arrays one after the other, the widest first so that each is aligned. */
static gsize
blob_size(guint32 n, gboolean clustered)
{
    return (gsize)n * (sizeof(double) + sizeof(gint64) + sizeof(guint32) + 1 +
                       (clustered ? sizeof(guint32) : 0));
}

static guint8 *
put(guint8 *to, const void *array, gsize size)
{
    if (size)
        memcpy(to, array, size);
    return to + size;
}

static const guint8 *
take(const guint8 *from, void *array, gsize size)
{
    if (size)
        memcpy(array, from, size);
    return from + size;
}

gboolean
scores_store(sqlite3 *database, const Scores *scores, GError **error)
{
    gsize size = blob_size(scores->n, scores->cluster != NULL), n = scores->n;
    g_autofree guint8 *blob = g_malloc(size + 1);
    guint8 *p = blob;
    g_autoptr(GString) summary = g_string_new("{");

    p = put(p, scores->score, n * sizeof(double));
    p = put(p, scores->row_id, n * sizeof(gint64));
    p = put(p, scores->row, n * sizeof(guint32));
    if (scores->cluster)
        p = put(p, scores->cluster, n * sizeof(guint32));
    put(p, scores->label, n);
    g_string_append_printf(summary, "\"clustered\": %s", scores->cluster ? "true" : "false");
    if (!isnan(scores->months))
        g_string_append_printf(summary, ", \"months\": %.17g, \"working_days\": %.17g",
                               scores->months, scores->working_days);
    g_string_append_c(summary, '}');
    return db_run(database, error, "INSERT OR REPLACE INTO score_block VALUES(?, ?, ?, ?, ?)",
                  "isisb", scores->model_id, split_name(scores->part), (gint64)scores->n,
                  summary->str, blob, size);
}

static double
number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

Scores *
scores_load(sqlite3 *database, gint64 model, SplitPart part, GError **error)
{
    g_autoptr(sqlite3_stmt) row =
        db_prepare(database, error,
                   "SELECT rows, summary, data FROM score_block WHERE model_id = ? AND part = ?",
                   "is", model, split_name(part));
    if (!row || !db_step(row, error))
        return NULL;
    json_t *summary = json_loads((const char *)sqlite3_column_text(row, 1), 0, NULL);
    gboolean clustered = json_is_true(json_object_get(summary, "clustered"));
    gsize n = (gsize)sqlite3_column_int64(row, 0);
    const guint8 *p = sqlite3_column_blob(row, 2);
    Scores *scores = NULL;

    if (summary && n < G_MAXUINT32 &&
        (gsize)sqlite3_column_bytes(row, 2) == blob_size((guint32)n, clustered)) {
        scores = scores_alloc((guint32)n, clustered);
        scores->model_id = model;
        scores->part = part;
        scores->months = number_of(summary, "months");
        scores->working_days = number_of(summary, "working_days");
        p = take(p, scores->score, n * sizeof(double));
        p = take(p, scores->row_id, n * sizeof(gint64));
        p = take(p, scores->row, n * sizeof(guint32));
        if (clustered)
            p = take(p, scores->cluster, n * sizeof(guint32));
        take(p, scores->label, n);
    } else {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "the scores of model %" G_GINT64_FORMAT " on %s are damaged; train it again",
                    model, split_name(part));
    }
    json_decref(summary);
    return scores;
}
