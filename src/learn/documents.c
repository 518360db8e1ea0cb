/* Tickets' texts as liblinear reads them, gathered in one pass over each column, and the words
 * behind the weights. */
#include "learn/documents.h"

#include <math.h>
#include <string.h>

#define TOP_WORDS 20

void
documents_free(Documents *documents)
{
    for (guint32 i = 0; i < documents->n; i++)
        g_array_unref(documents->nodes[i]);
    g_free(documents->nodes);
    g_free(documents->place);
    g_free(documents->label);
    g_free(documents->event);
    g_free(documents);
}

Documents *
documents_new(const LearnRun *run, SplitPart part, guint32 most)
{
    const Task *task = run->input->task;
    Documents *documents = g_new0(Documents, 1);
    guint32 total;
    const guint32 *rows = learn_data_rows(run->data, part, &total);
    documents->n = MIN(total, most);
    documents->place = g_new(guint32, task->frame->n + 1);
    memset(documents->place, 0xff, (task->frame->n + 1) * sizeof(guint32));
    documents->nodes = g_new(GArray *, documents->n + 1);
    documents->label = g_new(double, documents->n + 1);
    documents->event = g_new(guint8, documents->n + 1);
    for (guint32 i = 0; i < documents->n; i++) {
        guint32 row = rows[(guint64)i * total / documents->n];
        documents->place[row] = i;
        documents->nodes[i] = g_array_new(FALSE, FALSE, sizeof(struct feature_node));
        documents->event[i] = task->label[row] > 0.5;
        documents->label[i] = documents->event[i] ? 1 : -1;
    }
    return documents;
}

static void
add_words(Documents *documents, guint32 place, guint column, const GArray *bag)
{
    for (guint i = 0; i < bag->len; i++) {
        const TokenWeight *one = &g_array_index(bag, TokenWeight, i);
        struct feature_node node = {(int)(column * TOKEN_BUCKETS + one->bucket + 1), one->weight};
        g_array_append_val(documents->nodes[place], node);
    }
}

/* Both parts are read in one pass over a column. */
typedef struct {
    Documents *documents[2];
    guint column;
    GArray *bag;
    Progress *progress;
} DocumentReader;

static gboolean
read_document(guint32 row, const char *text, gsize length, gpointer data)
{
    DocumentReader *reader = data;
    for (int i = 0; text && i < 2; i++) {
        guint32 place = reader->documents[i]->place[row];
        if (place == NO_PLACE)
            continue;
        tokens_bag(text, length, reader->bag);
        add_words(reader->documents[i], place, reader->column, reader->bag);
    }
    return !progress_cancelled(reader->progress);
}

gboolean
documents_read(Documents *learn, Documents *stop, const LearnRun *run, GPtrArray *columns,
               GError **error)
{
    struct feature_node ends[] = {{(int)(columns->len * TOKEN_BUCKETS) + 1, 1}, {-1, 0}};
    g_autoptr(GArray) bag = g_array_new(FALSE, FALSE, sizeof(TokenWeight));
    DocumentReader reader = {{learn, stop}, 0, bag, run->progress};
    for (; reader.column < columns->len; reader.column++)
        if (!frame_texts(run->input->task->frame, run->input->database,
                         columns->pdata[reader.column], read_document, &reader, error) ||
            progress_stop(run->progress, error))
            return FALSE;
    for (int part = 0; part < 2; part++)
        for (guint32 i = 0; i < reader.documents[part]->n; i++)
            g_array_append_vals(reader.documents[part]->nodes[i], ends, 2);
    return TRUE;
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
    Progress *progress;
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
    return !progress_cancelled(reader->progress);
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

gboolean
documents_note_words(const LearnRun *run, const Documents *learn, GPtrArray *columns,
                     const double *weights, GError **error)
{
    g_autoptr(GArray) top = top_buckets(weights, columns->len);
    TopReader reader = {learn, top, 0, run->progress};
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
