/* The words of the text: a linear classifier over hashed words and pairs of words (liblinear's
 * logistic regression in the primal, solver 0). liblinear can't be stopped inside train(), so it
 * learns from an even sample of bounded size and is asked between runs. */
#include "learn/documents.h"

#include <math.h>
#include <string.h>

#define MOST_COLUMNS 4
/* Weights below this share of the largest are not kept. */
#define FAINT 1e-3

static const ModelParameter parameters[] = {
    {"rows", "most tickets to read, drawn evenly", 60000, 100, 1000000, TRUE},
    {"strength", "trust in single words; 0: chosen on the stop part", 0, 0, 1000, FALSE},
    {NULL},
};

/* ---- which columns -----------------------------------------------------------------------------
 */

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
        if (!is_text(info) || info->kind == KIND_EMPTY || info->pii ||
            learn_defines_target(task, info->name))
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
    return asked
               ? g_strdup_printf("answer whether %s was written at arrival (1 Audit)", asked->name)
               : g_strdup("no text column is known at arrival");
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
    if (!documents_read(learn, stop, run, columns, error))
        return FALSE;
    g_autofree double *weights = choose_weights(model, run, learn, stop, columns->len, error);
    if (!weights || !documents_note_words(run, learn, columns, weights, error))
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
