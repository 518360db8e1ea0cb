/* Any bytes as text from data, a number, a date, a line of commands: cleaned text holds no byte
 * that a terminal would act on, and a word that is quoted reads as itself. */
#include "fuzz.h"

#include "session/session_private.h"

#include <string.h>

const char *const fuzz_seeds[] = {
    "\033]52;c;QUJD\007\033[31mred \342\200\256evil\342\200\254 \302\205 a\xcc\x81\xcc\x81",
    "meaning channel \"how \\\"they\\\" ask\" name='a b' x=\\ y",
    "2025-07-14T09:02:11.5+02:00",
    "14/07/2025 9:02 PM",
    "-1.234.567,89",
    "12,5 %",
    "48 hours",
    "1e308",
    NULL,
};

/* C0, DEL, C1, bidirectional marks and what has no width are gone. */
static void
is_clean(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_assert_true(c >= 32 && (c < 127 || c > 159));
        g_assert_false((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
        g_assert_false(c == 0x200b || c == 0x200e || c == 0x200f || c == 0xfeff || c == 0x61c);
    }
}

static void
quoted_reads_as_itself(const char *word)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    command_quote(line, word);
    command_option(line, "name", word);
    g_autoptr(CommandCall) call = call_parse(line->str, &error);
    g_assert_nonnull(call);
    g_assert_null(strchr(line->str, '\n'));
    g_assert_cmpuint(call->words->len, ==, 1);
    g_assert_cmpstr(call_word(call, 0), ==, word);
    g_assert_cmpstr(call_named(call, "name"), ==, word);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *clean = text_clean((const char *)data, (gssize)size);
    g_autofree char *fitted = text_fit(clean, 12, FALSE);
    g_autoptr(GError) error = NULL;
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    double number;
    gint64 integer;
    TimePoint time;
    TimePrecision precision;

    is_clean(clean);
    is_clean(fitted);
    g_assert_cmpint(text_width(fitted), ==, 12);
    number_parse_decimal(text, -1, &number);
    number_parse_integer(text, -1, &integer);
    for (int order = DATE_ISO; order <= DATE_EPOCH; order++)
        date_parse(text, -1, (DateOrder)order, zone, &time, &precision);
    duration_parse(text, &integer, NULL);
    g_clear_pointer(&(CommandCall *){call_parse(text, &error)}, call_free);
    quoted_reads_as_itself(text);
    return 0;
}
