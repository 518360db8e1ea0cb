/* Text from data: every kind of hostile text, width, cutting, breaking, CSV, and the ASCII look. */
#include <foredesk/base.h>

#include <locale.h>
#include <string.h>

static void
assert_clean(const char *bytes, const char *expected)
{
    g_autofree char *clean = text_clean(bytes, -1);
    g_assert_cmpstr(clean, ==, expected);
    g_autofree char *again = text_clean(clean, -1);
    if (!strchr(bytes, '\n'))
        g_assert_cmpstr(again, ==, clean);
}

static void
test_plain(void)
{
    assert_clean("Can't log in", "Can't log in");
    assert_clean("  two blanks  kept ", "  two blanks  kept ");
    assert_clean("Größe – 10 €", "Größe – 10 €");
    assert_clean("日本語", "日本語");
    assert_clean("", "");
    g_autofree char *none = text_clean(NULL, -1);
    g_assert_cmpstr(none, ==, "");
    g_autofree char *part = text_clean("abcdef", 3);
    g_assert_cmpstr(part, ==, "abc");
}

static void
test_controls(void)
{
    assert_clean("\x1b[31mred\x1b[0m", " [31mred [0m");
    assert_clean("\x1b]0;title\x07", " ]0;title ");
    assert_clean("a\tb", "a b");
    assert_clean("a\b\b\bb", "a b");
    assert_clean("a\x7f"
                 "b",
                 "a b");
    assert_clean("\xC2\x9B"
                 "31m",
                 " 31m");                     /* C1's own CSI */
    assert_clean("\xC2\x90q\xC2\x9C", " q "); /* DCS, ST */
    g_autofree char *nul = text_clean("a\0b", 3);
    g_assert_cmpstr(nul, ==, "a b");
}

static void
test_line_breaks(void)
{
    assert_clean("one\ntwo", "one ⏎ two");
    assert_clean("one\r\ntwo", "one ⏎ two");
    assert_clean("one\n\n\ntwo", "one ⏎ two");
    assert_clean("one\xE2\x80\xA8two", "one ⏎ two");
    assert_clean("one\xE2\x80\xA9two", "one ⏎ two");
    assert_clean("one\xC2\x85two", "one ⏎ two");
    assert_clean("one \ntwo", "one ⏎ two");
    assert_clean("last\n", "last");
    assert_clean("\nfirst", "first");
    assert_clean("\n", "");
}

/* Each of these vanishes without a trace between two letters. */
static void
test_formats(void)
{
    static const struct {
        gunichar from, to;
    } ranges[] = {{0x202A, 0x202E}, {0x2066, 0x2069}, {0x200B, 0x200F},   {0xFEFF, 0xFEFF},
                  {0x061C, 0x061C}, {0x00AD, 0x00AD}, {0x2060, 0x2064},   {0xFFF9, 0xFFFB},
                  {0xFE00, 0xFE0F}, {0x034F, 0x034F}, {0xE0000, 0xE007F}, {0xE0100, 0xE01EF}};
    for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++)
        for (gunichar c = ranges[i].from; c <= ranges[i].to; c++) {
            g_autoptr(GString) text = g_string_new("a");
            g_string_append_unichar(text, c);
            g_string_append_c(text, 'b');
            g_autofree char *clean = text_clean(text->str, (gssize)text->len);
            if (strcmp(clean, "ab") != 0)
                g_error("U+%04X leaves \"%s\"", c, clean);
        }
}

static void
test_blanks_and_unknown(void)
{
    assert_clean("a\xC2\xA0"
                 "b",
                 "a b");
    assert_clean("a\xE3\x80\x80"
                 "b",
                 "a b"); /* ideographic space */
    assert_clean("a\xE3\x85\xA4"
                 "b",
                 "a b");                                                  /* Hangul filler */
    assert_clean("\xEE\x80\x80", "\xEF\xBF\xBD");                         /* private use */
    assert_clean("\xF4\x80\x80\x80", "\xEF\xBF\xBD");                     /* private plane */
    assert_clean("\xEF\xBF\xBF", "\xEF\xBF\xBD");                         /* no character */
    assert_clean("a\xFF\xFEz", "a\xEF\xBF\xBD\xEF\xBF\xBDz");             /* no UTF-8 */
    assert_clean("\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");                 /* overlong */
    assert_clean("\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); /* surrogate */
    assert_clean("caf\xE9", "caf\xEF\xBF\xBD");                           /* Windows-1252 */
    assert_clean("\xE2\x82", "\xEF\xBF\xBD\xEF\xBF\xBD");                 /* cut in a letter */
}

static void
test_combining(void)
{
    g_autoptr(GString) tower = g_string_new("a");
    for (int i = 0; i < 30; i++)
        g_string_append_unichar(tower, 0x0301 + (gunichar)i % 8);
    g_string_append(tower, "b\xCC\x81");
    g_autofree char *clean = text_clean(tower->str, -1);
    g_assert_cmpint(g_utf8_strlen(clean, -1), ==, 1 + 4 + 2);
    g_assert_cmpint(text_width(clean), ==, 2);
    assert_clean("\xCC\x81x", " \xCC\x81x"); /* not on the pane's border */
}

/* Random bytes, and random code points: the result is valid, has nothing that moves the cursor,
 * and cleaning it again changes nothing. */
static void
test_anything(void)
{
    Random random;
    random_seed(&random, 6);
    for (int i = 0; i < 20000; i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (guint n = random_below(&random, 40); n > 0; n--) {
            guint32 kind = random_below(&random, 3);
            gunichar c = random_below(&random, kind == 0 ? 0x300 : 0x110000);
            if (kind == 2)
                g_string_append_c(text, (char)random_below(&random, 256));
            else if (c < 0xD800 || c > 0xDFFF)
                g_string_append_unichar(text, c);
        }
        g_autofree char *clean = text_clean(text->str, (gssize)text->len);
        g_assert_true(g_utf8_validate(clean, -1, NULL));
        for (const char *at = clean; *at; at = g_utf8_next_char(at)) {
            gunichar c = g_utf8_get_char(at);
            g_assert_true(g_unichar_isprint(c));
            g_assert_false(g_unichar_type(c) == G_UNICODE_FORMAT);
        }
        g_autofree char *again = text_clean(clean, -1);
        g_assert_cmpstr(again, ==, clean);
    }
}

/* ---- width ------------------------------------------------------------------------------ */

static void
assert_fit(const char *text, int width, gboolean right, const char *expected)
{
    g_autofree char *fitted = text_fit(text, width, right);
    g_assert_cmpstr(fitted, ==, expected);
    g_assert_cmpint(text_width(fitted), ==, MAX(width, 0));
}

static void
test_fit(void)
{
    g_assert_cmpint(text_width("abc"), ==, 3);
    g_assert_cmpint(text_width("Größe"), ==, 5);
    g_assert_cmpint(text_width("日本"), ==, 4);
    g_assert_cmpint(text_width("e\xCC\x81"), ==, 1);
    assert_fit("abc", 5, FALSE, "abc  ");
    assert_fit("abc", 5, TRUE, "  abc");
    assert_fit("abcdef", 4, FALSE, "abc…");
    assert_fit("abcdef", 4, TRUE, "abc…");
    assert_fit("日本語", 4, FALSE, "日… ");
    assert_fit("日本語", 6, FALSE, "日本語");
    assert_fit("abc", 1, FALSE, "…");
    assert_fit("abc", 0, FALSE, "");
    assert_fit("abc", -3, FALSE, "");
    assert_fit("e\xCC\x81x", 2, FALSE, "e\xCC\x81x");
}

static void
assert_wrap(const char *text, int width, const char *expected)
{
    g_auto(GStrv) lines = text_wrap(text, width);
    g_autofree char *joined = g_strjoinv("|", lines);
    g_assert_cmpstr(joined, ==, expected);
}

static void
test_wrap(void)
{
    assert_wrap("one two three", 8, "one two|three");
    assert_wrap("one two three", 7, "one two|three");
    assert_wrap("one two three", 100, "one two three");
    assert_wrap("abcdefghij", 4, "abcd|efgh|ij");
    assert_wrap("", 10, "");
    assert_wrap("a\nb", 10, "a|b");
    assert_wrap("a\n\nb", 10, "a||b");
    assert_wrap("日本語", 3, "日|本|語");
    assert_wrap("日", 1, "日");
    assert_wrap("one   two", 4, "one|two");
}

static void
test_wrap_keeps_words(void)
{
    Random random;
    random_seed(&random, 7);
    for (int i = 0; i < 3000; i++) {
        g_autoptr(GString) text = g_string_new("w");
        for (guint n = random_below(&random, 60); n > 0; n--)
            g_string_append(text, random_below(&random, 4)          ? "ä"
                                  : text->str[text->len - 1] == ' ' ? "b"
                                                                    : " c");
        int width = 2 + (int)random_below(&random, 20);
        g_auto(GStrv) lines = text_wrap(text->str, width);
        g_autoptr(GString) letters = g_string_new(NULL), before = g_string_new(NULL);
        for (char **line = lines; *line; line++) {
            g_assert_cmpint(text_width(*line), <=, width);
            for (const char *at = *line; *at; at++)
                if (*at != ' ')
                    g_string_append_c(letters, *at);
        }
        for (const char *at = text->str; *at; at++)
            if (*at != ' ')
                g_string_append_c(before, *at);
        g_assert_cmpstr(letters->str, ==, before->str);
    }
}

/* ---- ASCII ------------------------------------------------------------------------------ */

static void
assert_ascii(const char *text, const char *expected)
{
    g_autofree char *plain = text_plain(text);
    g_assert_cmpstr(plain, ==, expected);
}

static void
test_ascii(void)
{
    assert_ascii("–“”…×▸é日", "–“”…×▸é日");
    text_set_utf8(FALSE);
    assert_ascii("2010–2014", "2010-2014");
    assert_ascii("“so” ‘it’ is", "\"so\" 'it' is");
    assert_ascii("wait…", "wait...");
    assert_ascii("9× ▸ → ≥ −5", "9x > -> >= -5");
    assert_ascii("Größe café Łódź", "Grosse cafe Lodz");
    assert_ascii("日本", "??");
    assert_ascii("│─┤█⠉", "|-+#*");
    assert_ascii("one ⏎ two", "one / two");
    assert_fit("abcdefghij", 8, FALSE, "abcde...");
    assert_fit("abcdefghij", 4, FALSE, "abc.");
    assert_fit("…", 4, TRUE, " ...");
    assert_wrap("a – b", 3, "a -|b");
    /* What goes into reports is the same whatever the terminal. */
    assert_clean("Größe – 10 €", "Größe – 10 €");
    text_set_utf8(TRUE);
}

/* ---- CSV -------------------------------------------------------------------------------- */

static void
assert_csv(const char *field, gboolean guard, const char *expected)
{
    g_autoptr(GString) line = g_string_new(NULL);
    csv_append(line, field, guard);
    g_assert_cmpstr(line->str, ==, expected);
}

static void
test_csv(void)
{
    assert_csv("plain", TRUE, "plain");
    assert_csv(NULL, TRUE, "");
    assert_csv("", TRUE, "");
    assert_csv("a,b", TRUE, "\"a,b\"");
    assert_csv("say \"hi\"", TRUE, "\"say \"\"hi\"\"\"");
    assert_csv("two\nlines", TRUE, "\"two\nlines\"");
    assert_csv(" blank", TRUE, "\" blank\"");
    assert_csv("blank ", TRUE, "\"blank \"");
    assert_csv("=1+1", TRUE, "'=1+1");
    assert_csv("=1+1", FALSE, "=1+1");
    assert_csv("@SUM(A1)", TRUE, "'@SUM(A1)");
    assert_csv("+49 30 1234", TRUE, "'+49 30 1234");
    assert_csv("-cmd|'/c calc'!A1", TRUE, "'-cmd|'/c calc'!A1");
    assert_csv("\t=1", TRUE, "'\t=1");
    assert_csv("\r=1", TRUE, "\"'\r=1\"");
    assert_csv("=HYPERLINK(\"x\",\"y\")", TRUE, "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    assert_csv("-5.25", TRUE, "-5.25");
    assert_csv("+7", TRUE, "+7");
    assert_csv("-1e-5", TRUE, "-1e-5");
}

static void
test_article(void)
{
    static const char *const of[][2] = {
        {"account_id", "an"}, {"user_id", "a"},  {"agent_id", "an"}, {"ticket_id", "a"},
        {"Owner ID", "an"},   {"unit", "a"},     {"urgency", "an"},  {"hour", "an"},
        {"host", "a"},        {"one_time", "a"}, {"uuid", "a"},      {"", "a"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(of); i++)
        g_assert_cmpstr(text_article(of[i][0]), ==, of[i][1]);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/plain", test_plain);
    g_test_add_func("/text/controls", test_controls);
    g_test_add_func("/text/line-breaks", test_line_breaks);
    g_test_add_func("/text/formats", test_formats);
    g_test_add_func("/text/blanks-and-unknown", test_blanks_and_unknown);
    g_test_add_func("/text/combining", test_combining);
    g_test_add_func("/text/anything", test_anything);
    g_test_add_func("/text/fit", test_fit);
    g_test_add_func("/text/wrap", test_wrap);
    g_test_add_func("/text/wrap-keeps-words", test_wrap_keeps_words);
    g_test_add_func("/text/ascii", test_ascii);
    g_test_add_func("/text/csv", test_csv);
    g_test_add_func("/text/article", test_article);
    return g_test_run();
}
