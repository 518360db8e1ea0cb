/* Topics of texts: the steps and the result against scikit-learn's NMF on the same texts
 * (tests/reference/topics.py), what is stored, and what never becomes a topic's word. */
#include "features/topic_texts.h"
#include "reference.h"

#include <math.h>

static const double *
numbers(const ReferenceCase *one, const char *name, guint n)
{
    const GArray *values = g_hash_table_lookup(one->values, name);
    g_assert_nonnull(values);
    g_assert_cmpuint(values->len, >=, n);
    return (const double *)(const void *)values->data;
}

/* columns × k of k × columns. */
static double *
transposed(const double *h, guint k, guint32 columns)
{
    double *heads = g_new(double, (gsize)k *columns);
    for (guint t = 0; t < k; t++)
        for (guint32 j = 0; j < columns; j++)
            heads[(gsize)j * k + t] = h[(gsize)t * columns + j];
    return heads;
}

static void
reference_matrix(const ReferenceCase *one, Sparse *x)
{
    const double *size = numbers(one, "size", 4);
    const double *start = numbers(one, "start", (guint)size[0] + 1);
    guint32 rows = (guint32)size[0], n = (guint32)start[rows];
    const double *column = numbers(one, "column", n), *value = numbers(one, "value", n);
    *x = (Sparse){rows, (guint32)size[1], g_new(guint32, rows + 1), g_new(guint32, n),
                  g_memdup2(value, n * sizeof *value)};
    for (guint32 i = 0; i <= rows; i++)
        x->start[i] = (guint32)start[i];
    for (guint32 i = 0; i < n; i++)
        x->column[i] = (guint32)column[i];
}

/* From the same start, after as many rounds, the same numbers. */
static void
test_steps(void)
{
    g_autoptr(GPtrArray) cases = reference_load("topics.txt");
    const ReferenceCase *steps = cases->pdata[0], *best = cases->pdata[1];
    g_auto(Sparse) x = {0};
    reference_matrix(steps, &x);
    guint k = (guint)numbers(steps, "size", 4)[2], rounds = (guint)numbers(steps, "size", 4)[3];
    g_autofree double *w = g_memdup2(numbers(steps, "w0", x.rows * k), x.rows * k * sizeof *w);
    g_autofree double *heads = transposed(numbers(steps, "h0", k * x.columns), k, x.columns);
    g_autofree double *wanted = transposed(numbers(steps, "h", k * x.columns), k, x.columns);
    double loss = factors_fit(&x, k, w, heads, rounds, 0);
    g_assert_cmpfloat_with_epsilon(loss, numbers(steps, "loss", 1)[0], 1e-9);
    for (guint i = 0; i < x.rows * k; i++)
        g_assert_cmpfloat_with_epsilon(w[i], numbers(steps, "w", x.rows * k)[i], 1e-9);
    for (guint i = 0; i < x.columns * k; i++)
        g_assert_cmpfloat_with_epsilon(heads[i], wanted[i], 1e-9);
    /* Weights of texts over heads that are settled. */
    g_autofree double *settled = transposed(numbers(best, "h", k * x.columns), k, x.columns);
    g_autofree double *gram = g_new(double, k *k);
    factors_gram(settled, x.columns, k, gram);
    for (guint32 row = 0; row < x.rows; row++) {
        double pull[8] = {0}, of[8];
        for (guint32 i = x.start[row]; i < x.start[row + 1]; i++)
            for (guint t = 0; t < k; t++)
                pull[t] += x.value[i] * settled[x.column[i] * k + t];
        factors_weights(gram, pull, k, of);
        for (guint t = 0; t < k; t++)
            g_assert_cmpfloat_with_epsilon(of[t], numbers(best, "weights", x.rows * k)[row * k + t],
                                           1e-6);
    }
}

/* ---- learned from texts ------------------------------------------------------------------------
 */

static char **
reference_texts(void)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    g_autofree char *path =
        g_build_filename(source ? source : ".", "tests/reference/topics-texts.txt", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_strchomp(text);
    return g_strsplit(text, "\n", -1);
}

static TopicTexts *
texts_of(TextMeasurer *measurer, char **lines)
{
    TopicTexts *texts = topic_texts_new(measurer);
    for (char **line = lines; *line; line++)
        topic_texts_add(texts, *line, strlen(*line));
    return texts;
}

/* The place of the topic whose shares over the texts are nearest to a reference's. */
static guint
nearest_topic(const float *shares, const double *wanted, guint32 n, guint k, guint t)
{
    double least = INFINITY;
    guint nearest = 0;
    for (guint other = 0; other < k; other++) {
        double away = 0;
        for (guint32 i = 0; i < n; i++)
            away += fabs(shares[i * k + other] - wanted[i * k + t]);
        if (away < least) {
            least = away;
            nearest = other;
        }
    }
    return nearest;
}

static void
test_against_reference(void)
{
    g_autoptr(GPtrArray) cases = reference_load("topics.txt");
    const ReferenceCase *best = cases->pdata[1];
    g_auto(GStrv) lines = reference_texts();
    g_autoptr(TextMeasurer) measurer = text_measurer_new(NULL, "english");
    g_autoptr(TopicTexts) texts = texts_of(measurer, lines);
    g_autoptr(Topics) topics = topics_learn(texts, 4);
    guint32 n = g_strv_length(lines);
    g_assert_nonnull(topics);
    g_assert_cmpuint(topics_count(topics), ==, 4);
    g_autofree float *shares = g_new(float, n * 4);
    for (guint32 i = 0; i < n; i++)
        topics_shares(topics, measurer, lines[i], strlen(lines[i]), shares + i * 4);
    const double *wanted = numbers(best, "shares", n * 4);
    guint found = 0;
    for (guint t = 0; t < 4; t++) {
        guint own = nearest_topic(shares, wanted, n, 4, t);
        double worst = 0;
        found |= 1u << own;
        for (guint32 i = 0; i < n; i++)
            worst = MAX(worst, fabs(shares[i * 4 + own] - wanted[i * 4 + t]));
        g_test_message("topic %u: \"%s\", at most %g away", t, topics_words(topics, own), worst);
        g_assert_cmpfloat(worst, <, 0.02);
    }
    g_assert_cmpuint(found, ==, 15); /* each found once */
    /* The error that is left, of the same matrix made from the texts. */
    g_auto(Sparse) x = {0};
    g_autoptr(GArray) stems = topic_texts_vocabulary(texts);
    g_autofree double *rarity = topic_texts_matrix(texts, stems, &x);
    g_autofree double *w = g_new(double, x.rows * 4);
    g_autofree double *heads = g_new(double, x.columns * 4);
    Random random;
    random_seed(&random, 5);
    for (guint i = 0; i < x.rows * 4; i++)
        w[i] = random_double(&random);
    for (guint i = 0; i < x.columns * 4; i++)
        heads[i] = random_double(&random);
    double loss = factors_fit(&x, 4, w, heads, 5000, 1e-8);
    g_assert_cmpfloat_with_epsilon(loss, numbers(best, "loss", 1)[0], 1e-4);
}

static void
test_store(void)
{
    g_auto(GStrv) lines = reference_texts();
    g_autoptr(TextMeasurer) measurer = text_measurer_new(NULL, "english");
    g_autoptr(TopicTexts) texts = texts_of(measurer, lines);
    g_autoptr(Topics) topics = topics_learn(texts, 8);
    g_autofree char *stored = topics_store(topics);
    g_autoptr(Topics) again = topics_restore(stored);
    g_autofree char *twice = topics_store(again);
    g_assert_cmpstr(stored, ==, twice);
    for (guint i = 0; lines[i]; i++) {
        float one[TOPICS_MOST], other[TOPICS_MOST];
        double sum = 0;
        topics_shares(topics, measurer, lines[i], strlen(lines[i]), one);
        topics_shares(again, measurer, lines[i], strlen(lines[i]), other);
        g_assert_cmpmem(one, topics_count(topics) * sizeof *one, other,
                        topics_count(again) * sizeof *other);
        for (guint t = 0; t < topics_count(topics); t++)
            sum += one[t];
        g_assert_cmpfloat_with_epsilon(sum, 1, 1e-5);
    }
    static const char *const damaged[] = {"", "{}", "[1]", "{\"topics\":2,\"stems\":3}", NULL};
    for (guint i = 0; damaged[i]; i++)
        g_assert_null(topics_restore(damaged[i]));
    g_autofree char *cut = g_strdup(stored);
    cut[strlen(cut) / 2] = '"';
    g_assert_null(topics_restore(cut));
}

/* Names, addresses, numbers and grammar name no topic; texts that are few or empty make none. */
static void
test_words(void)
{
    g_autoptr(TextMeasurer) measurer = text_measurer_new(NULL, "english");
    g_autoptr(TopicTexts) texts = topic_texts_new(measurer);
    static const char *const about[] = {"refund invoice charge bill payment card",
                                        "login password reset locked access token",
                                        "export report column chart filter table"};
    g_autoptr(TopicTexts) few = topic_texts_new(measurer);
    for (guint i = 0; i < 60; i++)
        topic_texts_add(few, about[i % 3], strlen(about[i % 3]));
    g_assert_null(topics_learn(few, 12));
    for (guint i = 0; i < 600; i++) {
        g_autofree char *text = g_strdup_printf(
            "Dear Margarethe, please see %s 4711 ab12cd and write to dana.whitfield@example.org\n"
            "Kind regards,\nMargarethe",
            about[i % 3]);
        topic_texts_add(texts, i % 7 ? text : "", i % 7 ? strlen(text) : 0);
    }
    g_autoptr(Topics) topics = topics_learn(texts, 3);
    g_assert_nonnull(topics);
    for (guint t = 0; t < topics_count(topics); t++) {
        const char *words = topics_words(topics, t);
        g_test_message("%s", words);
        g_assert_null(strstr(words, "margarethe"));
        g_assert_null(strstr(words, "dana"));
        g_assert_null(strstr(words, "whitfield"));
        g_assert_null(strstr(words, "please"));
        g_assert_null(strpbrk(words, "0123456789"));
    }
    g_autofree char *stored = topics_store(topics);
    g_assert_null(strstr(stored, "margarethe"));
    float none[TOPICS_MOST];
    topics_shares(topics, measurer, "4711 zzz", 8, none);
    for (guint t = 0; t < topics_count(topics); t++)
        g_assert_cmpfloat(none[t], ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/topics/steps", test_steps);
    g_test_add_func("/topics/reference", test_against_reference);
    g_test_add_func("/topics/store", test_store);
    g_test_add_func("/topics/words", test_words);
    return g_test_run();
}
