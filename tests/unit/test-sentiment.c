/* VADER's score of a text: the examples that its authors publish, three thousand texts that Python
 * scored by the same rules, and whatever bytes there are. */
#include "features/sentiment.h"
#include <foredesk/base.h>
#include <string.h>

static double
score_of(const SentimentLexicon *lexicon, const char *text)
{
    return sentiment_score(lexicon, text, strlen(text)) / 10000.0;
}

/* From the README of the authors' release. */
static void
test_published(void)
{
    static const struct {
        const char *text;
        double compound;
    } examples[] = {
        {"VADER is smart, handsome, and funny.", 0.8316},
        {"VADER is smart, handsome, and funny!", 0.8439},
        {"VADER is very smart, handsome, and funny.", 0.8545},
        {"VADER is VERY SMART, handsome, and FUNNY.", 0.9227},
        {"VADER is VERY SMART, handsome, and FUNNY!!!", 0.9342},
        {"VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!", 0.9469},
        {"VADER is not smart, handsome, nor funny.", -0.7424},
        {"The book was good.", 0.4404},
        {"At least it isn't a horrible book.", 0.431},
        {"The book was only kind of good.", 0.3832},
        {"The plot was good, but the characters are uncompelling and the dialog is not great.",
         -0.7042},
        {"Today SUX!", -0.5461},
        {"Today only kinda sux! But I'll get by, lol", 0.5249},
        {"Make sure you :) or :D today!", 0.8633},
        {"Not bad at all", 0.431},
        {"", 0},
        {" \n ", 0},
    };
    SentimentLexicon *lexicon = sentiment_lexicon_new();
    g_assert_nonnull(lexicon);
    for (guint i = 0; i < G_N_ELEMENTS(examples); i++) {
        double found = score_of(lexicon, examples[i].text);
        if (found != examples[i].compound)
            g_error("\"%s\" is %g, published %g", examples[i].text, found, examples[i].compound);
    }
    sentiment_lexicon_free(lexicon);
}

static void
test_reference(void)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    g_autofree char *path =
        g_build_filename(source ? source : ".", "tests/reference/sentiment.txt", NULL);
    g_autofree char *text = NULL;
    GError *error = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    SentimentLexicon *lexicon = sentiment_lexicon_new();
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint read = 0;
    for (char **line = lines; *line; line++) {
        const char *tab = strchr(*line, '\t');
        if (**line == '#' || !tab)
            continue;
        double wanted = g_ascii_strtod(*line, NULL), found = score_of(lexicon, tab + 1);
        if (found - wanted > 0.00011 || wanted - found > 0.00011) /* a half may round either way */
            g_error("\"%s\" is %g, in Python %g", tab + 1, found, wanted);
        read++;
    }
    g_assert_cmpuint(read, >=, 3000);
    sentiment_lexicon_free(lexicon);
}

/* Beyond the length that is held without asking for memory, and bytes that are no text. */
static void
test_anything(void)
{
    SentimentLexicon *lexicon = sentiment_lexicon_new();
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 5000; i++)
        g_string_append(text, i % 2 ? "good " : "x ");
    g_assert_cmpfloat(score_of(lexicon, text->str), >, 0.999);
    Random random;
    random_seed(&random, 14);
    for (int i = 0; i < 20000; i++) {
        g_string_truncate(text, 0);
        for (guint n = random_below(&random, 80); n > 0; n--)
            g_string_append_c(text, (char)(random_below(&random, 4) ? random_below(&random, 256)
                                                                    : (guint32) "! t'nb"[n % 6]));
        gint16 score = sentiment_score(lexicon, text->str, text->len);
        g_assert_cmpint(score, >=, -10000);
        g_assert_cmpint(score, <=, 10000);
        g_assert_cmpint(score, ==, sentiment_score(lexicon, text->str, text->len));
    }
    sentiment_lexicon_free(lexicon);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sentiment/published", test_published);
    g_test_add_func("/sentiment/reference", test_reference);
    g_test_add_func("/sentiment/anything", test_anything);
    return g_test_run();
}
