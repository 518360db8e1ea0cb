/* What alerts stand on: rows kept as runs, words that give a ticket away, p-values against scipy's
 * and statsmodels', and that every kind is named and documented. */
#include "audit/alert.h"
#include "audit/alert_words.h"
#include "audit/social_words.h"

#include <math.h>
#include <string.h>

/* Any set of rows comes back as it was. */
static void
test_row_sets(void)
{
    enum { ROWS = 5000 };
    Random random;

    random_seed(&random, 7);
    for (guint round = 0; round < 40; round++) {
        g_autofree gint64 *row_id = g_new(gint64, ROWS);
        g_autofree guint8 *rows = g_new0(guint8, ROWS);
        gint64 id = 0;
        guint count = 0;
        for (guint i = 0; i < ROWS; i++) {
            id += 1 + (random_below(&random, 10) == 0 ? random_below(&random, 100000) : 0);
            row_id[i] = id;
            rows[i] = random_below(&random, 40) < round;
            count += rows[i];
        }
        g_autoptr(GBytes) set = row_set_new(row_id, rows, ROWS);
        g_autoptr(GArray) back = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_assert_true(alert_rows_read(set, back));
        g_assert_cmpuint(back->len, ==, count);
        for (guint i = 0, at = 0; i < ROWS; i++)
            if (rows[i])
                g_assert_cmpint(g_array_index(back, gint64, at++), ==, row_id[i]);
    }
}

/* Damaged bytes are refused, never read beyond their end, and never fill the memory. */
static void
test_damaged_sets(void)
{
    static const guint8 endless[] = {0xff, 0xff, 0xff}, huge[] = {1, 0xff, 0xff, 0xff, 0xff, 0x7f};
    g_autoptr(GArray) back = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GBytes) first = g_bytes_new_static(endless, sizeof endless);
    g_autoptr(GBytes) second = g_bytes_new_static(huge, sizeof huge);

    g_assert_false(alert_rows_read(first, back));
    g_assert_false(alert_rows_read(second, back));
}

/* scipy.stats.chi2.sf */
static void
test_chi_square(void)
{
    static const double known[][3] = {
        {3.841458820694124, 1, 0.05},      {10, 3, 0.01856613546304325},
        {0.5, 9, 0.9999695662588389},      {50, 20, 0.0002214766382487835},
        {250, 19, 3.0947738774096256e-42}, {0.001, 2, 0.9995001249791693}};
    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        double p = chi_square_tail(known[i][0], known[i][1]);
        g_assert_cmpfloat_with_epsilon(p / known[i][2], 1, 1e-9);
    }
    g_assert_cmpfloat(chi_square_tail(0, 5), ==, 1);
}

/* statsmodels' multipletests(p, q, "fdr_bh") */
static void
test_benjamini_hochberg(void)
{
    static const double p[] = {0.216, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.001};
    static const guint8 at_5[] = {0, 1, 0, 0, 0, 0, 0, 0, 0, 1};
    static const guint8 at_10[] = {0, 1, 1, 1, 1, 1, 0, 0, 0, 1};
    guint8 passed[G_N_ELEMENTS(p)];

    benjamini_hochberg(p, G_N_ELEMENTS(p), 0.05, passed);
    g_assert_cmpmem(passed, sizeof passed, at_5, sizeof at_5);
    benjamini_hochberg(p, G_N_ELEMENTS(p), 0.1, passed);
    g_assert_cmpmem(passed, sizeof passed, at_10, sizeof at_10);
}

#define LETTERS(text) (text), strlen(text)

static void
test_words(void)
{
    g_assert_true(words_damaged(LETTERS("The caf\xc3\x83\xc2\xa9 is closed")));
    g_assert_true(words_damaged(LETTERS("It\xc3\xa2\xe2\x82\xac\xe2\x84\xa2s late")));
    g_assert_true(words_damaged(LETTERS("lost \xef\xbf\xbd letter")));
    g_assert_false(words_damaged(LETTERS("The café in München, não NÃO – “so”")));
    g_assert_cmpuint(words_length(LETTERS("für")), ==, 3);

    g_assert_true(words_of_test(LETTERS("TEST 2"), NULL, 0));
    g_assert_true(words_of_test(LETTERS(" testing!! "), NULL, 0));
    g_assert_true(words_of_test(NULL, 0, LETTERS("This is a test ticket, please ignore. Test 9")));
    g_assert_false(words_of_test(LETTERS("Test environment is down"), NULL, 0));
    g_assert_false(words_of_test(LETTERS("404"), LETTERS("It works on a test account")));

    g_assert_true(words_of_machine(LETTERS("Automatic reply: invoice"), NULL, 0));
    g_assert_true(words_of_machine(LETTERS("[Monitoring] Disk usage"), NULL, 0));
    g_assert_false(words_of_machine(LETTERS("Alerts don't arrive"),
                                    LETTERS("Our automatic exports fail since Monday")));
    g_assert_true(words_tag_merged("Closed_By_Merge"));
    g_assert_true(words_tag_spam(" spam "));
    g_assert_false(words_tag_spam("antispam"));
}

static guint
social_flags(const char *text)
{
    SocialText looked;
    social_look(text, strlen(text), &looked);
    return looked.flags;
}

static SocialLanguage
social_language(const char *text)
{
    SocialText looked;
    social_look(text, strlen(text), &looked);
    return looked.language;
}

/* What a post gives away, and what looks like it and isn't. */
static void
test_social(void)
{
    g_assert_cmpuint(social_flags("@acme #fail https://t.co/abcdefghij 😡"), ==, SOCIAL_NOISE);
    g_assert_cmpuint(social_flags("👍👍"), ==, SOCIAL_NOISE);
    g_assert_cmpuint(social_flags("@acme help"), ==, SOCIAL_BARE);
    g_assert_cmpuint(social_flags("4711"), ==, SOCIAL_BARE); /* an order's number says something */
    g_assert_cmpuint(social_flags(""), ==, 0);
    g_assert_cmpuint(social_flags("RT @bob: my router is dead"), ==, SOCIAL_COPY);
    g_assert_cmpuint(social_flags("PORT @ desk 3 is dead"), ==, 0);
    g_assert_cmpuint(social_flags("this is sooooo slow"), ==, SOCIAL_DRAWN);
    g_assert_cmpuint(social_flags("see www.acme.example, account XXXX, too good"), ==, 0);
    g_assert_cmpuint(social_flags("I waited for three weeks and then…"), ==, SOCIAL_CUT);
    g_assert_cmpuint(social_flags("look at this https://t.co/ab"), ==, SOCIAL_CUT);
    g_assert_cmpuint(social_flags("look at this https://t.co/abcdefghij"), ==, 0);
    g_assert_cmpuint(social_flags("hmm... not sure..."), ==, 0);
    g_assert_cmpuint(social_flags("@acme 1/3 my order"), ==, SOCIAL_PIECE | SOCIAL_FIRST);
    g_assert_cmpuint(social_flags("and the bill too (3/3)"), ==, SOCIAL_PIECE);
    g_assert_cmpuint(social_flags("open 24/7 they say"), ==, 0);
    g_assert_cmpuint(social_flags("Thanks for reaching out! Please DM us."), ==, SOCIAL_AUTOMATIC);
    g_assert_cmpuint(social_flags("我的订单还没有到"), ==, 0); /* no blanks, and yet words */

    g_assert_cmpint(social_language("the router is not working and i need it"), ==,
                    LANGUAGE_ENGLISH);
    g_assert_cmpint(social_language("der Router ist kaputt und ich kann nicht arbeiten"), ==,
                    LANGUAGE_GERMAN);
    g_assert_cmpint(social_language("no funciona el router y nadie me ha llamado por la factura"),
                    ==, LANGUAGE_SPANISH);
    g_assert_cmpint(social_language("o roteador não funciona e eu preciso de ajuda com uma conta"),
                    ==, LANGUAGE_PORTUGUESE);
    g_assert_cmpint(social_language("мой роутер не работает"), ==, LANGUAGE_CYRILLIC);
    g_assert_cmpint(social_language("router broken"), ==, LANGUAGE_UNTOLD);
    g_assert_true(social_marked(LETTERS("hello @acme where is it")));
    g_assert_false(social_marked(LETTERS("write to anna@acme.example about #4711")));
}

/* Every kind has its texts, an id of its own, and its rule in docs/ALERTS.md. */
static void
test_kinds(void)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    g_autofree char *path = g_build_filename(source ? source : ".", "docs", "ALERTS.md", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    for (int kind = 0; kind < ALERT_KINDS; kind++) {
        const AlertInfo *info = alert_info((AlertKind)kind);
        g_assert_nonnull(info->id);
        g_assert_true(g_hash_table_add(ids, (gpointer)info->id));
        g_assert_true(info->title && info->why && info->repair);
        g_assert_true(g_str_has_suffix(info->why, "."));
        g_assert_true(g_str_has_suffix(info->repair, "."));
        g_autofree char *row = g_strdup_printf("`%s`", info->id);
        if (!strstr(text, row))
            g_error("docs/ALERTS.md says nothing of %s", row);
        g_autofree char *title = alert_title(info->id);
        g_assert_cmpstr(title, ==, info->title);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/alerts/row-sets", test_row_sets);
    g_test_add_func("/alerts/damaged-sets", test_damaged_sets);
    g_test_add_func("/alerts/chi-square", test_chi_square);
    g_test_add_func("/alerts/benjamini-hochberg", test_benjamini_hochberg);
    g_test_add_func("/alerts/words", test_words);
    g_test_add_func("/alerts/social", test_social);
    g_test_add_func("/alerts/kinds", test_kinds);
    return g_test_run();
}
