/* The words of the text: a linear classifier over hashed words and pairs of words (liblinear's
 * logistic regression in the primal, solver 0). liblinear can't be stopped inside train(), so it
 * learns from an even sample of bounded size and is asked between runs. */
#include "learn/learn_private.h"
#include "learn/tokens.h"

#include <linear.h>
#include <math.h>
#include <string.h>

#define NO_PLACE G_MAXUINT32
#define MOST_COLUMNS 4
/* Weights below this share of the largest are not kept. */
#define FAINT 1e-3
#define TOP_WORDS 20

static const ModelParameter parameters[] = {
    {"rows", "most tickets to read, drawn evenly", 60000, 100, 1000000, TRUE},
    {"strength", "trust in single words; 0: chosen on the stop part", 0, 0, 1000, FALSE},
    {NULL},
};

/* ---- which columns -----------------------------------------------------------------------------
 */

static gboolean
defines(const Task *task, const char *name)
{
    for (guint i = 0; task->defining && i < task->defining->len; i++)
        if (g_ascii_strcasecmp(task->defining->pdata[i], name) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_text(const ColumnInfo *info)
{
    return info->kind == KIND_TEXT || info->role == ROLE_SUBJECT || info->role == ROLE_BODY;
}

/* Text columns known at arrival; *asked becomes the first that waits for an answer. */
static GPtrArray *
text_columns(const Task *task, const ColumnInfo **asked)
{
    GPtrArray *columns = g_ptr_array_new();
    const TableInfo *table = task->frame->table;
    *asked = NULL;
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *info = table->columns->pdata[i];
        if (!is_text(info) || info->kind == KIND_EMPTY || defines(task, info->name))
            continue;
        if (info->known == KNOWN_ARRIVAL && columns->len < MOST_COLUMNS)
            g_ptr_array_add(columns, (gpointer)info);
        else if (info->known == KNOWN_ASK && !*asked)
            *asked = info;
    }
    return columns;
}

static char *
why_no_text(const ColumnInfo *asked)
{
    return asked ? g_strdup_printf("not judged: answer whether %s was written at arrival (1 Audit)",
                                   asked->name)
                 : g_strdup("not judged: no text column is known at arrival");
}

/* ---- documents ---------------------------------------------------------------------------------
 */

/* Tickets as liblinear reads them: nodes of ascending index, column c's buckets from
 * c · TOKEN_BUCKETS + 1 on, then the bias, then −1. */
typedef struct {
    guint32 n;
    guint32 *place; /* of an entity row among the documents, NO_PLACE: not read */
    GArray **nodes; /* n arrays of struct feature_node */
    double *label;
    guint8 *event;
    GArray *bag;
    guint column;
    Progress *progress;
} Documents;

static void
documents_free(Documents *documents)
{
    for (guint32 i = 0; i < documents->n; i++)
        g_array_unref(documents->nodes[i]);
    g_free(documents->nodes);
    g_free(documents->place);
    g_free(documents->label);
    g_free(documents->event);
    g_array_unref(documents->bag);
    g_free(documents);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Documents, documents_free)

/* Every (total ÷ most)th row of a part. */
static Documents *
documents_new(const LearnRun *run, SplitPart part, guint32 most)
{
    const Task *task = run->input->task;
    Documents *documents = g_new0(Documents, 1);
    guint32 total;
    const guint32 *rows = learn_data_rows(run->data, part, &total);
    documents->n = MIN(total, most);
    documents->progress = run->progress;
    documents->place = g_new(guint32, task->frame->n + 1);
    memset(documents->place, 0xff, (task->frame->n + 1) * sizeof(guint32));
    documents->nodes = g_new(GArray *, documents->n + 1);
    documents->label = g_new(double, documents->n + 1);
    documents->event = g_new(guint8, documents->n + 1);
    documents->bag = g_array_new(FALSE, FALSE, sizeof(TokenWeight));
    for (guint32 i = 0; i < documents->n; i++) {
        guint32 row = rows[(guint64)i * total / documents->n];
        documents->place[row] = i;
        documents->nodes[i] = g_array_new(FALSE, FALSE, sizeof(struct feature_node));
        documents->event[i] = task->label[row] > 0.5;
        documents->label[i] = documents->event[i] ? 1 : -1;
    }
    return documents;
}

static gboolean
read_document(guint32 row, const char *text, gsize length, gpointer data)
{
    Documents *documents = data;
    guint32 place = documents->place[row];
    if (place == NO_PLACE)
        return TRUE;
    if (text)
        tokens_bag(text, length, documents->bag);
    for (guint i = 0; text && i < documents->bag->len; i++) {
        const TokenWeight *one = &g_array_index(documents->bag, TokenWeight, i);
        struct feature_node node = {(int)(documents->column * TOKEN_BUCKETS + one->bucket + 1),
                                    one->weight};
        g_array_append_val(documents->nodes[place], node);
    }
    return !progress_cancelled(documents->progress);
}

static gboolean
documents_read(Documents *documents, const LearnRun *run, GPtrArray *columns, GError **error)
{
    struct feature_node ends[] = {{(int)(columns->len * TOKEN_BUCKETS) + 1, 1}, {-1, 0}};
    for (guint c = 0; c < columns->len; c++) {
        documents->column = c;
        if (!frame_texts(run->input->task->frame, run->input->database, columns->pdata[c],
                         read_document, documents, error) ||
            progress_stop(run->progress, error))
            return FALSE;
    }
    for (guint32 i = 0; i < documents->n; i++)
        g_array_append_vals(documents->nodes[i], ends, 2);
    return TRUE;
}

/* ---- learning ----------------------------------------------------------------------------------
 */

static void
print_nothing(const char *message)
{
}

/* The weights of one run, so signed that they push towards the event; the bias is the last. */
static double *
learn_weights(const Documents *documents, guint columns, double strength)
{
    g_autofree struct feature_node **x = g_new(struct feature_node *, documents->n + 1);
    for (guint32 i = 0; i < documents->n; i++)
        x[i] = (struct feature_node *)(gpointer)documents->nodes[i]->data;
    int width = (int)(columns * TOKEN_BUCKETS) + 1;
    struct problem problem = {(int)documents->n, width, documents->label, x, 1};
    struct parameter parameter = {.solver_type = L2R_LR, .eps = 0.01, .C = strength};
    set_print_string_function(print_nothing);
    struct model *learned = train(&problem, &parameter);
    double sign = learned->label[0] == 1 ? 1 : -1;
    double *weights = g_new(double, width);
    for (int k = 0; k < width; k++)
        weights[k] = sign * learned->w[k];
    free_and_destroy_model(&learned);
    return weights;
}

static double
documents_loss(const Documents *documents, const double *weights)
{
    g_autofree double *p = g_new(double, documents->n + 1);
    for (guint32 i = 0; i < documents->n; i++) {
        double margin = 0;
        const struct feature_node *node =
            (const struct feature_node *)(gpointer)documents->nodes[i]->data;
        for (; node->index > 0; node++)
            margin += node->value * weights[node->index - 1];
        p[i] = stats_sigmoid(margin);
    }
    return stats_log_loss(p, documents->event, documents->n);
}

/* The strength whose weights do best on the stop part; the curves keep what each did. */
static double *
choose_weights(Model *model, const LearnRun *run, const Documents *learn, const Documents *stop,
               guint columns, GError **error)
{
    static const double grid[] = {0.1, 0.5, 2.5};
    double given = learn_parameter(run, "strength"), best = INFINITY;
    double *weights = NULL, chosen = given;
    guint tries = given > 0 || stop->n == 0 ? 1 : G_N_ELEMENTS(grid);
    progress_phase(run->progress, "learning words", tries, "runs");
    for (guint i = 0; i < tries; i++) {
        double strength = given > 0 ? given : tries == 1 ? grid[1] : grid[i];
        if (progress_stop(run->progress, error)) {
            g_free(weights);
            return NULL;
        }
        double *tried = learn_weights(learn, columns, strength);
        double loss = stop->n > 0 ? documents_loss(stop, tried) : 0;
        double own = documents_loss(learn, tried);
        g_array_append_val(model->curve_train, own);
        g_array_append_val(model->curve_validation, loss);
        progress_advance(run->progress, i + 1);
        if (loss < best) {
            best = loss;
            chosen = strength;
            model->best_round = (int)i + 1;
            g_free(weights);
            weights = g_steal_pointer(&tried);
        }
        g_free(tried);
    }
    model->rounds = (int)tries;
    json_object_set_new(run->notes, "strength", json_real(chosen));
    return weights;
}

/* ---- the words that weigh most -----------------------------------------------------------------
 */

typedef struct {
    guint32 bucket;
    guint column;
    double weight;
    GHashTable *tokens; /* text → how often it fell into the bucket */
} TopWord;

static void
top_clear(gpointer data)
{
    g_clear_pointer(&((TopWord *)data)->tokens, g_hash_table_unref);
}

static int
by_weight(gconstpointer a, gconstpointer b)
{
    double x = fabs(((const TopWord *)a)->weight), y = fabs(((const TopWord *)b)->weight);
    return (x < y) - (x > y);
}

/* The buckets that weigh most, with empty tables for the words that fall into them. */
static GArray *
top_buckets(const double *weights, guint columns)
{
    GArray *top = g_array_new(FALSE, TRUE, sizeof(TopWord));
    double bar = 0;
    g_array_set_clear_func(top, top_clear);
    for (guint32 k = 0; k < columns * TOKEN_BUCKETS; k++) {
        TopWord one = {k % TOKEN_BUCKETS, k / TOKEN_BUCKETS, weights[k], NULL};
        if (!(fabs(weights[k]) > bar))
            continue;
        g_array_append_val(top, one);
        if (top->len < 2 * TOP_WORDS)
            continue;
        g_array_sort(top, by_weight);
        g_array_set_size(top, TOP_WORDS);
        bar = fabs(g_array_index(top, TopWord, TOP_WORDS - 1).weight);
    }
    g_array_sort(top, by_weight);
    g_array_set_size(top, MIN(top->len, TOP_WORDS));
    for (guint i = 0; i < top->len; i++)
        g_array_index(top, TopWord, i).tokens =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return top;
}

typedef struct {
    const Documents *documents;
    GArray *top;
    guint column;
} TopReader;

static void
note_token(const char *token, gsize length, guint32 bucket, gpointer data)
{
    TopReader *reader = data;
    for (guint i = 0; i < reader->top->len; i++) {
        TopWord *one = &g_array_index(reader->top, TopWord, i);
        if (one->bucket != bucket || one->column != reader->column)
            continue;
        g_autofree char *text = g_strndup(token, length);
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(one->tokens, text));
        g_hash_table_replace(one->tokens, g_steal_pointer(&text), GUINT_TO_POINTER(count + 1));
    }
}

static gboolean
note_tokens(guint32 row, const char *text, gsize length, gpointer data)
{
    TopReader *reader = data;
    if (text && reader->documents->place[row] != NO_PLACE)
        tokens_visit(text, length, note_token, reader);
    return !progress_cancelled(reader->documents->progress);
}

/* The commonest word of a bucket; of equally common ones the first in the alphabet. */
static const char *
commonest(GHashTable *tokens)
{
    GHashTableIter iter;
    gpointer token, count;
    const char *best = NULL;
    guint most = 0;
    g_hash_table_iter_init(&iter, tokens);
    while (g_hash_table_iter_next(&iter, &token, &count)) {
        guint times = GPOINTER_TO_UINT(count);
        if (times > most || (times == most && best && strcmp(token, best) < 0)) {
            most = times;
            best = token;
        }
    }
    return best;
}

static gboolean
note_top_words(const LearnRun *run, const Documents *learn, GPtrArray *columns,
               const double *weights, GError **error)
{
    g_autoptr(GArray) top = top_buckets(weights, columns->len);
    TopReader reader = {learn, top, 0};
    for (; reader.column < columns->len; reader.column++)
        if (!frame_texts(run->input->task->frame, run->input->database,
                         columns->pdata[reader.column], note_tokens, &reader, error) ||
            progress_stop(run->progress, error))
            return FALSE;
    json_t *words = json_array();
    for (guint i = 0; i < top->len; i++) {
        const TopWord *one = &g_array_index(top, TopWord, i);
        const ColumnInfo *info = columns->pdata[one->column];
        const char *token = commonest(one->tokens);
        g_autofree char *clean = token ? text_clean(token, -1) : NULL;
        if (clean)
            json_array_append_new(words, json_pack("{s:s, s:s, s:f}", "word", clean, "column",
                                                   info->name, "weight", one->weight));
    }
    json_object_set_new(run->notes, "top_words", words);
    return TRUE;
}

/* ---- storing -----------------------------------------------------------------------------------
 */

/* (bucket, weight) pairs of 32 bits each, little end first, as base64. */
static char *
pack_weights(const double *weights, double bar)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (guint32 k = 0; k < TOKEN_BUCKETS; k++) {
        union {
            float number;
            guint32 bits;
        } weight = {(float)weights[k]};
        guint32 pair[2] = {GUINT32_TO_LE(k), GUINT32_TO_LE(weight.bits)};
        if (fabs(weights[k]) > bar)
            g_byte_array_append(bytes, (const guint8 *)pair, sizeof pair);
    }
    return g_base64_encode(bytes->data, bytes->len);
}

static float *
unpack_weights(const char *text)
{
    float *weights = g_new0(float, TOKEN_BUCKETS);
    gsize size = 0;
    g_autofree guchar *bytes = g_base64_decode(text, &size);
    for (gsize at = 0; at + 8 <= size; at += 8) {
        guint32 pair[2];
        union {
            guint32 bits;
            float number;
        } weight;
        memcpy(pair, bytes + at, sizeof pair);
        weight.bits = GUINT32_FROM_LE(pair[1]);
        if (GUINT32_FROM_LE(pair[0]) < TOKEN_BUCKETS)
            weights[GUINT32_FROM_LE(pair[0])] = weight.number;
    }
    return weights;
}

static void
store(Model *model, const LearnRun *run, GPtrArray *columns, const double *weights)
{
    double largest = 0;
    json_t *texts = json_array(), *names = json_array(), *payload = json_object();
    for (guint k = 0; k < columns->len * TOKEN_BUCKETS; k++)
        largest = MAX(largest, fabs(weights[k]));
    for (guint c = 0; c < columns->len; c++) {
        const ColumnInfo *info = columns->pdata[c];
        g_autofree char *packed = pack_weights(weights + (gsize)c * TOKEN_BUCKETS, FAINT * largest);
        json_array_append_new(texts,
                              json_pack("{s:s, s:s}", "column", info->name, "weights", packed));
        json_array_append_new(names, json_string_nocheck(info->name));
    }
    json_object_set_new(payload, "version", json_integer(1));
    json_object_set_new(payload, "bias", json_real(weights[columns->len * TOKEN_BUCKETS]));
    json_object_set_new(payload, "texts", texts);
    json_object_set_new(run->notes, "columns", names);
    learn_set_payload(model, payload);
}

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    const ColumnInfo *asked;
    g_autoptr(GPtrArray) columns = text_columns(run->input->task, &asked);
    if (columns->len == 0) {
        model->why_not = why_no_text(asked);
        return TRUE;
    }
    guint32 most = (guint32)learn_parameter(run, "rows");
    g_autoptr(Documents) learn = documents_new(run, SPLIT_TRAIN, most);
    g_autoptr(Documents) stop = documents_new(run, SPLIT_STOP, MAX(most / 4, 25));
    progress_phase(run->progress, "reading texts", 0, "");
    if (!documents_read(learn, run, columns, error) || !documents_read(stop, run, columns, error))
        return FALSE;
    g_autofree double *weights = choose_weights(model, run, learn, stop, columns->len, error);
    if (!weights || !note_top_words(run, learn, columns, weights, error))
        return FALSE;
    json_object_set_new(run->notes, "documents", json_integer(learn->n));
    store(model, run, columns, weights);
    return TRUE;
}

/* ---- scoring -----------------------------------------------------------------------------------
 */

typedef struct {
    const guint32 *place; /* of a row in raw; NULL: its own number */
    const float *weights;
    GArray *bag;
    double *raw;
} TextScorer;

static gboolean
score_text(guint32 row, const char *text, gsize length, gpointer data)
{
    TextScorer *scorer = data;
    guint32 place = scorer->place ? scorer->place[row] : row;
    if (place == NO_PLACE || !text)
        return TRUE;
    double margin = 0;
    tokens_bag(text, length, scorer->bag);
    for (guint i = 0; i < scorer->bag->len; i++) {
        const TokenWeight *one = &g_array_index(scorer->bag, TokenWeight, i);
        margin += one->weight * (double)scorer->weights[one->bucket];
    }
    scorer->raw[place] += margin;
    return TRUE;
}

static gboolean
score_column(const Model *model, const json_t *text, const Frame *frame, sqlite3 *database,
             TextScorer *scorer, GError **error)
{
    const char *name = json_string_value(json_object_get(text, "column"));
    const char *packed = json_string_value(json_object_get(text, "weights"));
    const FrameColumn *column = name ? frame_column(frame, name) : NULL;
    if (!column || !packed) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s asks for the column %s, which is gone: train it again", model->name,
                    name ? name : "of its text");
        return FALSE;
    }
    g_autofree float *weights = unpack_weights(packed);
    scorer->weights = weights;
    return frame_texts(frame, database, column->info, score_text, scorer, error);
}

static gboolean
score(const Model *model, const Frame *frame, sqlite3 *database, const guint32 *rows, guint32 n,
      double *raw, GError **error)
{
    json_auto_t *payload = learn_payload_json(model, error);
    if (!payload)
        return FALSE;
    g_autoptr(GArray) bag = g_array_new(FALSE, FALSE, sizeof(TokenWeight));
    g_autofree guint32 *place = rows ? g_new(guint32, frame->n + 1) : NULL;
    TextScorer scorer = {place, NULL, bag, raw};
    if (rows)
        memset(place, 0xff, (frame->n + 1) * sizeof *place);
    for (guint32 i = 0; i < n; i++) {
        raw[i] = json_number_value(json_object_get(payload, "bias"));
        if (rows)
            place[rows[i]] = i;
    }
    size_t i;
    json_t *text;
    json_array_foreach(json_object_get(payload, "texts"), i, text)
    {
        if (!score_column(model, text, frame, database, &scorer, error))
            return FALSE;
    }
    return TRUE;
}

const LearnKind learn_words = {
    .face = {"words", "words of the text",
             "which words and pairs of words in the ticket's text go with it", TRUE, FALSE,
             parameters},
    .fit = fit,
    .score_rows = score,
    .reads_text = TRUE,
};
