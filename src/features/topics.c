/* Topics: a vocabulary of stems with their rarity, and for each topic how much it leans on each of
 * them. Relies on factors for learning and on jansson for the store. */
#include "features/topics.h"
#include "features/topic_texts.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define STARTS 4
#define FIRST_ROUNDS 15
#define MOST_ROUNDS 200
#define TOLERANCE 1e-4
#define SEEDS_A_TOPIC 20 /* texts whose mean a topic starts from (random Acol, Langville 2006) */
#define NAMED_BY 3
#define TEXTS_A_TOPIC 50
#define WORDS_A_TOPIC 5

struct Topics {
    guint count;
    guint32 n;          /* stems */
    guint64 *stem;      /* n, their hashes */
    float *rarity;      /* n: what one of it counts */
    float *heads;       /* n × count: H transposed, each topic's sum 1 */
    double *gram;       /* count × count */
    GHashTable *number; /* stem → place + 1 */
    GPtrArray *words;   /* char*, a topic */
};

void
topics_free(Topics *topics)
{
    if (!topics)
        return;
    g_free(topics->stem);
    g_free(topics->rarity);
    g_free(topics->heads);
    g_free(topics->gram);
    g_hash_table_unref(topics->number);
    g_ptr_array_unref(topics->words);
    g_free(topics);
}

/* With room for all, nothing filled in. */
static Topics *
topics_new(guint count, guint32 n)
{
    Topics *topics = g_new0(Topics, 1);
    topics->count = count;
    topics->n = n;
    topics->stem = g_new0(guint64, n + 1);
    topics->rarity = g_new0(float, n + 1);
    topics->heads = g_new0(float, (gsize)n *count + 1);
    topics->gram = g_new0(double, (gsize)count *count);
    topics->number = g_hash_table_new(g_int64_hash, g_int64_equal);
    topics->words = g_ptr_array_new_with_free_func(g_free);
    return topics;
}

/* What follows from stems and heads. */
static void
topics_finish(Topics *topics)
{
    g_autofree double *heads = g_new(double, (gsize)topics->n * topics->count + 1);
    for (gsize i = 0; i < (gsize)topics->n * topics->count; i++)
        heads[i] = topics->heads[i];
    factors_gram(heads, topics->n, topics->count, topics->gram);
    for (guint32 j = 0; j < topics->n; j++)
        g_hash_table_insert(topics->number, &topics->stem[j], GUINT_TO_POINTER(j + 1));
}

/* ---- learning ----------------------------------------------------------------------------------
 */

/* Every topic starts as the mean of a few texts. */
static void
draw_start(const Sparse *x, guint k, Random *random, double *w, double *heads)
{
    memset(w, 0, (gsize)x->rows * k * sizeof *w);
    memset(heads, 0, (gsize)x->columns * k * sizeof *heads);
    for (guint t = 0; t < k; t++)
        for (guint s = 0; s < SEEDS_A_TOPIC; s++) {
            guint32 row = random_below(random, x->rows);
            for (guint32 i = x->start[row]; i < x->start[row + 1]; i++)
                heads[(gsize)x->column[i] * k + t] += x->value[i] / SEEDS_A_TOPIC;
        }
}

static void
learn_heads(const Sparse *x, guint k, double *w, double *heads)
{
    gsize n_w = (gsize)x->rows * k, n_heads = (gsize)x->columns * k;
    g_autofree double *next_w = g_new(double, n_w + 1);
    g_autofree double *next = g_new(double, n_heads + 1);
    double least = INFINITY;
    Random random;
    random_seed(&random, 1);
    for (guint start = 0; start < STARTS; start++) {
        draw_start(x, k, &random, next_w, next);
        double loss = factors_fit(x, k, next_w, next, FIRST_ROUNDS, 0);
        if (loss >= least)
            continue;
        least = loss;
        memcpy(w, next_w, n_w * sizeof *w);
        memcpy(heads, next, n_heads * sizeof *heads);
    }
    factors_fit(x, k, w, heads, MOST_ROUNDS, TOLERANCE);
}

typedef struct {
    guint topic;
    double size;  /* its part of all texts */
    double scale; /* of its head */
} Sized;

static int
compare_sized(const void *a, const void *b)
{
    const Sized *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return x->topic < y->topic ? -1 : x->topic > y->topic;
}

/* Heads scaled to a sum of 1, which the weights take over; the largest topic first. */
static Sized *
order_topics(const Sparse *x, guint k, const double *w, const double *heads)
{
    Sized *sized = g_new0(Sized, k);
    for (guint t = 0; t < k; t++) {
        sized[t].topic = t;
        for (guint32 j = 0; j < x->columns; j++)
            sized[t].scale += heads[(gsize)j * k + t];
        for (guint32 i = 0; i < x->rows; i++)
            sized[t].size += w[(gsize)i * k + t] * sized[t].scale;
    }
    qsort(sized, k, sizeof *sized, compare_sized);
    return sized;
}

/* The words that weigh most in a topic. */
static char *
name_topic(const Topics *topics, const TopicTexts *texts, guint t)
{
    GString *name = g_string_new(NULL);
    g_autofree guint8 *taken = g_new0(guint8, topics->n + 1);
    for (guint k = 0; k < NAMED_BY; k++) {
        guint32 best = topics->n;
        for (guint32 j = 0; j < topics->n; j++)
            if (!taken[j] && topics->heads[(gsize)j * topics->count + t] > 0 &&
                (best == topics->n || topics->heads[(gsize)j * topics->count + t] >
                                          topics->heads[(gsize)best * topics->count + t]))
                best = j;
        if (best == topics->n)
            break;
        taken[best] = 1;
        g_string_append_printf(name, "%s%s", k ? ", " : "",
                               topic_texts_word(texts, topics->stem[best]));
    }
    return g_string_free(name, FALSE);
}

Topics *
topics_learn(const TopicTexts *texts, guint most)
{
    g_auto(Sparse) x = {0};
    g_autoptr(GArray) stems = topic_texts_vocabulary(texts);
    g_autofree double *rarity = topic_texts_matrix(texts, stems, &x);
    guint k = MIN(most, MIN(x.rows / TEXTS_A_TOPIC, x.columns / WORDS_A_TOPIC));
    if (k < 2)
        return NULL;
    g_autofree double *w = g_new(double, (gsize)x.rows *k);
    g_autofree double *heads = g_new(double, (gsize)x.columns *k);
    learn_heads(&x, k, w, heads);
    g_autofree Sized *sized = order_topics(&x, k, w, heads);
    Topics *topics = topics_new(k, x.columns);
    memcpy(topics->stem, stems->data, x.columns * sizeof *topics->stem);
    for (guint32 j = 0; j < x.columns; j++) {
        topics->rarity[j] = (float)rarity[j];
        for (guint t = 0; t < k && sized[t].scale > 0; t++)
            topics->heads[(gsize)j * k + t] =
                (float)(heads[(gsize)j * k + sized[t].topic] / sized[t].scale);
    }
    topics_finish(topics);
    for (guint t = 0; t < k; t++)
        g_ptr_array_add(topics->words, name_topic(topics, texts, t));
    return topics;
}

guint
topics_count(const Topics *topics)
{
    return topics->count;
}

const char *
topics_words(const Topics *topics, guint t)
{
    return t < topics->count ? topics->words->pdata[t] : NULL;
}

/* ---- reading a text ----------------------------------------------------------------------------
 */

typedef struct {
    const Topics *topics;
    GArray *found; /* guint32: places of its stems, again where one stands again */
} Finding;

static void
find_stem(guint64 stem, const char *word, gsize length, gpointer data)
{
    Finding *finding = data;
    gpointer place = g_hash_table_lookup(finding->topics->number, &stem);
    guint32 at = GPOINTER_TO_UINT(place) - 1;
    (void)word;
    (void)length;
    if (place)
        g_array_append_val(finding->found, at);
}

static int
compare_places(gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    return (x > y) - (x < y);
}

/* Scaling a text leaves its shares as they are, so that its length isn't needed. */
void
topics_shares(const Topics *topics, TextMeasurer *measurer, const char *text, gsize length,
              float *shares)
{
    double pull[TOPICS_MOST] = {0}, w[TOPICS_MOST], sum = 0;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(guint32));
    Finding finding = {topics, found};
    text_each_word(measurer, text, length, find_stem, &finding);
    g_array_sort(found, compare_places);
    for (guint i = 0; i < found->len; i++) {
        guint32 at = g_array_index(found, guint32, i);
        for (guint t = 0; t < topics->count; t++)
            pull[t] += (double)topics->rarity[at] * topics->heads[(gsize)at * topics->count + t];
    }
    factors_weights(topics->gram, pull, topics->count, w);
    for (guint t = 0; t < topics->count; t++)
        sum += w[t];
    for (guint t = 0; t < topics->count; t++)
        shares[t] = sum > 0 ? (float)(w[t] / sum) : 0;
}

/* ---- the store ---------------------------------------------------------------------------------
 */

static void
store_bytes(json_t *all, const char *name, const void *bytes, gsize length)
{
    g_autofree char *text = g_base64_encode(bytes, length);
    json_object_set_new(all, name, json_string(text));
}

char *
topics_store(const Topics *topics)
{
    json_t *all = json_pack("{s:i, s:i}", "topics", (int)topics->count, "stems", (int)topics->n);
    json_t *words = json_array();
    for (guint t = 0; t < topics->count; t++)
        json_array_append_new(words, json_string(topics->words->pdata[t]));
    json_object_set_new(all, "words", words);
    store_bytes(all, "stem", topics->stem, topics->n * sizeof *topics->stem);
    store_bytes(all, "rarity", topics->rarity, topics->n * sizeof *topics->rarity);
    store_bytes(all, "heads", topics->heads,
                (gsize)topics->n * topics->count * sizeof *topics->heads);
    char *text = json_dumps(all, JSON_COMPACT | JSON_PRESERVE_ORDER);
    char *copy = g_strdup(text);
    free(text);
    json_decref(all);
    return copy;
}

static gboolean
restore_bytes(const json_t *all, const char *name, void *bytes, gsize length)
{
    const char *text = json_string_value(json_object_get(all, name));
    gsize found = 0;
    g_autofree guchar *read = text ? g_base64_decode(text, &found) : NULL;
    if (found != length)
        return FALSE;
    memcpy(bytes, read, length);
    return TRUE;
}

Topics *
topics_restore(const char *stored)
{
    g_autoptr(Topics) topics = NULL;
    json_t *all = json_loads(stored, 0, NULL);
    json_int_t count = json_integer_value(json_object_get(all, "topics"));
    json_int_t n = json_integer_value(json_object_get(all, "stems"));
    const json_t *words = json_object_get(all, "words");
    gboolean fine = count > 0 && count <= TOPICS_MOST && n > 0 && n < 1000000 &&
                    json_array_size(words) == (size_t)count;
    if (fine) {
        topics = topics_new((guint)count, (guint32)n);
        gsize cells = (gsize)n * (gsize)count;
        fine = restore_bytes(all, "stem", topics->stem, (gsize)n * sizeof *topics->stem) &&
               restore_bytes(all, "rarity", topics->rarity, (gsize)n * sizeof *topics->rarity) &&
               restore_bytes(all, "heads", topics->heads, cells * sizeof *topics->heads);
    }
    for (guint t = 0; fine && t < topics->count; t++) {
        const char *text = json_string_value(json_array_get(words, t));
        g_ptr_array_add(topics->words, g_strdup(text ? text : ""));
    }
    json_decref(all);
    if (!fine)
        return NULL;
    topics_finish(topics);
    return g_steal_pointer(&topics);
}
