/* alike: shingles and their likeness against Python's sets, signatures against the true likeness,
 * near duplicates among many texts against comparing every pair. */
#include "reference.h"

#include <foredesk/alike.h>

#include <math.h>

static char **
fixture_lines(void)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    g_autofree char *path =
        g_build_filename(source ? source : ".", "tests/fixtures/alike.tsv", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return g_strsplit(text, "\n", -1);
}

static GArray *
shingles_of(const char *text, guint words, guint *count)
{
    GArray *shingles = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint n = alike_shingles(text, strlen(text), words, shingles);
    if (count)
        *count = n;
    return shingles;
}

static double
likeness(const GArray *first, const GArray *second)
{
    return alike_jaccard((const guint32 *)(gpointer)first->data, first->len,
                         (const guint32 *)(gpointer)second->data, second->len);
}

/* ---- sets -------------------------------------------------------------------------------------
 */

static void
test_reference(void)
{
    g_autoptr(GPtrArray) cases = reference_load("alike.txt");
    g_auto(GStrv) lines = fixture_lines();

    for (guint words = 1; words <= 3; words++) {
        g_autofree char *name = g_strdup_printf("%u", words);
        const ReferenceCase *one = reference_find(cases, name);
        guint n = reference_array(one, "jaccard")->len;
        g_assert_cmpuint(n, >, 300);
        for (guint i = 0; i < n; i++) {
            g_auto(GStrv) pair = g_strsplit(lines[i], "\t", 2);
            guint count;
            g_autoptr(GArray) first = shingles_of(pair[0], words, &count);
            g_autoptr(GArray) second = shingles_of(pair[1], words, NULL);
            double want = reference_value(one, "jaccard", i), is = likeness(first, second);
            g_assert_cmpfloat(reference_value(one, "shingles", 2 * i), ==, first->len);
            g_assert_cmpfloat(reference_value(one, "shingles", 2 * i + 1), ==, second->len);
            g_assert_cmpfloat(reference_value(one, "words", i), ==, count);
            if (want < 0)
                g_assert_true(isnan(is));
            else
                g_assert_cmpfloat_with_epsilon(is, want, 1e-15);
        }
    }
}

static void
test_broken_bytes(void)
{
    static const char broken[] = "caf\xc3 \xff\xfe one\xe2\x82 two\0three";
    g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_assert_cmpuint(alike_shingles(broken, sizeof broken - 1, 2, some), ==, 4);
    g_assert_cmpuint(some->len, ==, 3);
    g_array_set_size(some, 0);
    g_assert_cmpuint(alike_shingles("", 0, 2, some), ==, 0);
    g_assert_cmpuint(alike_shingles("\xe2\x82", 2, 2, some), ==, 0);
}

/* An estimate from H hashes strays from the likeness J by sqrt(J(1 − J)/H), and to no side. */
static void
test_signatures(void)
{
    enum { HASHES = 256 };
    g_auto(GStrv) lines = fixture_lines();
    double sum = 0, squares = 0, expected = 0;
    guint n = 0;

    for (guint i = 0; lines[i] && *lines[i]; i++) {
        g_auto(GStrv) pair = g_strsplit(lines[i], "\t", 2);
        g_autoptr(GArray) first = shingles_of(pair[0], 2, NULL);
        g_autoptr(GArray) second = shingles_of(pair[1], 2, NULL);
        guint32 a[HASHES], b[HASHES], equal = 0;
        if (!first->len || !second->len)
            continue;
        alike_signature((const guint32 *)(gpointer)first->data, first->len, HASHES, a);
        alike_signature((const guint32 *)(gpointer)second->data, second->len, HASHES, b);
        for (guint h = 0; h < HASHES; h++)
            equal += a[h] == b[h];
        double truth = likeness(first, second), off = (double)equal / HASHES - truth;
        sum += off;
        squares += off * off;
        expected += truth * (1 - truth) / HASHES;
        n++;
    }
    g_test_message("mean error %.4f, root mean square %.4f, expected %.4f", sum / n,
                   sqrt(squares / n), sqrt(expected / n));
    g_assert_cmpfloat(fabs(sum / n), <, 0.006);
    g_assert_cmpfloat(sqrt(squares / n), <, 1.25 * sqrt(expected / n));
}

/* ---- many texts -------------------------------------------------------------------------------
 */

enum { CROWD = 3000, VOCABULARY = 400 };

typedef struct {
    char *text;
    gint64 group;
    TimePoint time;
} Made;

/* Every third text is an earlier one of its group with some words changed. */
static Made *
made_texts(void)
{
    Made *made = g_new0(Made, CROWD);
    Random random;

    random_seed(&random, 3);
    for (guint i = 0; i < CROWD; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        made[i].group = random_below(&random, 150);
        made[i].time = (gint64)random_below(&random, 365 * 24) * TIME_HOUR;
        for (guint w = 0; w < 30; w++)
            g_string_append_printf(text, "w%u ", random_below(&random, VOCABULARY));
        if (i >= 100 && i % 3 == 0) {
            const Made *like = &made[i - 1 - random_below(&random, 90)];
            g_auto(GStrv) words = g_strsplit(like->text, " ", -1);
            for (guint change = random_below(&random, 8); change > 0; change--) {
                guint at = random_below(&random, g_strv_length(words));
                g_free(words[at]);
                words[at] = g_strdup("changed");
            }
            g_autofree char *joined = g_strjoinv(" ", words);
            g_string_assign(text, joined);
            made[i].group = like->group;
            made[i].time = like->time + (gint64)random_below(&random, 14 * 24) * TIME_HOUR;
        }
        made[i].text = g_strdup(text->str);
    }
    return made;
}

static gboolean
near(const Made *made, guint a, guint b, const AlikeOptions *options)
{
    if (made[a].group != made[b].group || ABS(made[a].time - made[b].time) > options->window)
        return FALSE;
    g_autoptr(GArray) first = shingles_of(made[a].text, options->words, NULL);
    g_autoptr(GArray) second = shingles_of(made[b].text, options->words, NULL);
    return likeness(first, second) >= options->least;
}

static gboolean
comes_before(const Made *made, guint a, guint b)
{
    return made[a].time < made[b].time || (made[a].time == made[b].time && a < b);
}

/* Every pair is one by the definition, what is kept repeats nothing, and no more than one in a
 * hundred of those that repeat something is missed. */
static void
test_all_pairs(void)
{
    AlikeOptions options;
    Made *made = made_texts();
    g_autofree guint8 *repeats = g_new0(guint8, CROWD);
    guint should = 0, found;

    alike_options_init(&options);
    g_autoptr(AlikeTexts) texts = alike_texts_new(&options);
    for (guint i = 0; i < CROWD; i++)
        g_assert_true(alike_texts_add(texts, i, made[i].text, strlen(made[i].text), made[i].group,
                                      made[i].time));
    guint32 crowded = 1;
    g_autoptr(GArray) pairs = alike_texts_find(texts, &crowded, NULL, NULL);
    g_assert_cmpuint(crowded, ==, 0);
    for (guint i = 0; i < pairs->len; i++)
        repeats[g_array_index(pairs, AlikePair, i).later] = 1;
    for (guint i = 0; i < pairs->len; i++) {
        const AlikePair *pair = &g_array_index(pairs, AlikePair, i);
        g_assert_true(near(made, pair->earlier, pair->later, &options));
        g_assert_true(comes_before(made, pair->earlier, pair->later));
        g_assert_false(repeats[pair->earlier]);
        g_assert_false(pair->estimated);
    }
    for (guint later = 0; later < CROWD; later++) {
        gboolean any = FALSE;
        for (guint earlier = 0; earlier < CROWD && !any; earlier++)
            any = comes_before(made, earlier, later) && !repeats[earlier] &&
                  near(made, earlier, later, &options);
        should += any;
    }
    found = pairs->len;
    g_test_message("%u of %u found", found, should);
    g_assert_cmpuint(should, >, 300);
    g_assert_cmpuint(found, <=, should);
    g_assert_cmpuint(found * 100, >=, should * 99);
    for (guint i = 0; i < CROWD; i++)
        g_free(made[i].text);
    g_free(made);
}

static void
test_limits(void)
{
    static const char text[] = "the export stops at the second page every single time";
    AlikeOptions options;
    g_autoptr(GError) error = NULL;

    alike_options_init(&options);
    g_autoptr(AlikeTexts) texts = alike_texts_new(&options);
    g_assert_false(alike_texts_add(texts, 0, "too short", 9, 1, 0));
    g_assert_true(alike_texts_add(texts, 1, text, sizeof text - 1, 1, 0));
    g_assert_true(alike_texts_add(texts, 2, text, sizeof text - 1, 2, 0)); /* another customer */
    g_assert_true(alike_texts_add(texts, 3, text, sizeof text - 1, 1, options.window + 1));
    g_assert_true(alike_texts_add(texts, 4, text, sizeof text - 1, 2, options.window));
    g_assert_true(alike_texts_add(texts, 5, text, sizeof text - 1, 1, TIME_MISSING));
    g_autoptr(GArray) pairs = alike_texts_find(texts, NULL, NULL, NULL);
    g_assert_cmpuint(pairs->len, ==, 1);
    g_assert_cmpuint(g_array_index(pairs, AlikePair, 0).earlier, ==, 2);
    g_assert_cmpuint(g_array_index(pairs, AlikePair, 0).later, ==, 4);
    g_assert_cmpfloat(g_array_index(pairs, AlikePair, 0).alike, ==, 1);
    g_autoptr(Progress) progress = progress_new();
    progress_cancel(progress);
    g_assert_null(alike_texts_find(texts, NULL, progress, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED);
}

/* Of long texts a part is kept, and the likeness estimated. */
static void
test_long(void)
{
    AlikeOptions options;
    g_autoptr(GString) first = g_string_new(NULL), second = g_string_new(NULL);

    alike_options_init(&options);
    g_autoptr(AlikeTexts) texts = alike_texts_new(&options);
    for (guint i = 0; i < 5000; i++) {
        g_string_append_printf(first, "word%u ", i);
        g_string_append_printf(second, "word%u ", i < 4500 ? i : i + 7000);
    }
    g_assert_true(alike_texts_add(texts, 1, first->str, first->len, 0, 0));
    g_assert_true(alike_texts_add(texts, 2, second->str, second->len, 0, 1));
    g_autoptr(GArray) pairs = alike_texts_find(texts, NULL, NULL, NULL);
    g_assert_cmpuint(pairs->len, ==, 1);
    const AlikePair *pair = &g_array_index(pairs, AlikePair, 0);
    g_assert_true(pair->estimated);
    g_assert_cmpfloat_with_epsilon(pair->alike, 4499.0 / 5499, 0.06);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/alike/reference", test_reference);
    g_test_add_func("/alike/broken-bytes", test_broken_bytes);
    g_test_add_func("/alike/signatures", test_signatures);
    g_test_add_func("/alike/all-pairs", test_all_pairs);
    g_test_add_func("/alike/limits", test_limits);
    g_test_add_func("/alike/long", test_long);
    return g_test_run();
}
