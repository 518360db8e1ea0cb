/* Telling encodings apart. UTF-8 gives itself away: text in another encoding hardly ever makes one
 * of its sequences by chance, so a few hundred bytes beyond ASCII settle it. */
#include "ingest/encoding.h"

#include <string.h>

#define BLOCK (256 * 1024)
#define SETTLED 4096

const char *
encoding_utf16(const char *bytes, gsize length)
{
    if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
        return "UTF-16LE";
    if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0)
        return "UTF-16BE";
    gsize even = 0, odd = 0, looked = MIN(length, 1024) / 2 * 2;
    for (gsize i = 0; i < looked; i += 2) {
        even += bytes[i] == 0;
        odd += bytes[i + 1] == 0;
    }
    if (looked < 8 || (even > 0 && odd > 0))
        return NULL;
    return odd > looked * 2 / 5 ? "UTF-16LE" : even > looked * 2 / 5 ? "UTF-16BE" : NULL;
}

gboolean
encoding_is_utf8(const char *name)
{
    return g_ascii_strcasecmp(name, "UTF-8") == 0 || g_ascii_strcasecmp(name, "UTF8") == 0;
}

gboolean
encoding_check(const char *name, GError **error)
{
    GIConv converter = g_iconv_open("UTF-8", name);
    if (converter != (GIConv)-1) {
        g_iconv_close(converter);
        return TRUE;
    }
    g_autofree char *shown = text_clean(name, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "nothing here reads the encoding \"%s\": say UTF-8, UTF-16, Windows-1252, "
                "ISO-8859-15, Shift_JIS or another name that iconv -l lists",
                shown);
    return FALSE;
}

/* ---- UTF-8 or Windows-1252 ------------------------------------------------------------------ */

typedef struct {
    gint64 sequences; /* of UTF-8, beyond ASCII */
    gint64 bad;       /* bytes that are none */
    gint64 plausible; /* of those, where Windows-1252 has a letter or a sign that fits there */
    guint n_signs;
    guchar sign[4]; /* the first different ones of those */
} Evidence;

/* Length of the UTF-8 sequence at `bytes`, 0: none. */
static gsize
sequence_length(const guchar *bytes, gsize left)
{
    gsize length = *bytes >= 0xc2 && *bytes <= 0xdf   ? 2
                   : *bytes >= 0xe0 && *bytes <= 0xef ? 3
                   : *bytes >= 0xf0 && *bytes <= 0xf4 ? 4
                                                      : 0;
    if (length == 0 || length > left)
        return 0;
    for (gsize i = 1; i < length; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

static gboolean
is_letter(guchar byte)
{
    return g_ascii_isalpha((char)byte) ||
           (byte >= 0xc0 && byte < 0xff && byte != 0xd7 && byte != 0xf7) ||
           (byte != 0 && strchr("\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xdf", byte) != NULL);
}

/* Quotes, dashes, currencies, degrees …: what people and their programs do write. */
static gboolean
is_sign(guchar byte)
{
    static const char signs[] = "\x80\x82\x84\x85\x86\x87\x89\x8b\x91\x92\x93\x94\x95\x96\x97\x99"
                                "\x9b\xa0\xa1\xa3\xa5\xa7\xa9\xab\xad\xae\xb0\xb1\xb2\xb3\xb4\xb5"
                                "\xb7\xba\xbb\xbc\xbd\xbe\xbf";
    return byte != 0 && strchr(signs, byte) != NULL;
}

static gboolean
is_plausible(guchar before, guchar byte, guchar after)
{
    return is_sign(byte) || (is_letter(byte) && (is_letter(before) || is_letter(after)));
}

/* Notes one of the signs that were met, as Windows-1252 reads it: signs alone, since the words
 * round them may be a person's name. */
static void
note_sign(Evidence *evidence, guchar byte)
{
    for (guint i = 0; i < evidence->n_signs; i++)
        if (evidence->sign[i] == byte)
            return;
    if (evidence->n_signs < G_N_ELEMENTS(evidence->sign))
        evidence->sign[evidence->n_signs++] = byte;
}

/* The first byte from `at` on that is not ASCII. */
static gsize
pass_ascii(const guchar *bytes, gsize at, gsize length)
{
    guint64 word;
    for (; at + 8 <= length; at += 8) {
        memcpy(&word, bytes + at, 8);
        if (word & G_GUINT64_CONSTANT(0x8080808080808080))
            break;
    }
    while (at < length && bytes[at] < 0x80)
        at++;
    return at;
}

/* Looks at bytes[1 … end): the one before and some behind them are there to be read too. Where the
 * next look must begin. */
static gsize
weigh(Evidence *evidence, const guchar *bytes, gsize end, gsize length)
{
    gsize at;
    for (at = pass_ascii(bytes, 1, end); at < end; at = pass_ascii(bytes, at, end)) {
        gsize sequence = sequence_length(bytes + at, length - at);
        if (sequence > 0) {
            evidence->sequences++;
            at += sequence;
            continue;
        }
        evidence->bad++;
        if (is_plausible(bytes[at - 1], bytes[at], at + 1 < length ? bytes[at + 1] : ' ')) {
            evidence->plausible++;
            note_sign(evidence, bytes[at]);
        }
        at++;
    }
    return at;
}

static gboolean
is_settled(const Evidence *evidence)
{
    return (evidence->bad == 0 && evidence->sequences >= SETTLED) ||
           (evidence->sequences == 0 && evidence->bad >= SETTLED);
}

/* Four bytes stay behind each block, so that a sequence is never cut, and one before it. */
static gboolean
weigh_all(ByteStream *stream, gint64 most, Evidence *evidence, GError **error)
{
    g_autofree guchar *bytes = g_malloc(BLOCK + 16);
    gsize kept = 1;
    bytes[0] = ' ';
    for (gint64 total = 0; total < most && !is_settled(evidence);) {
        gssize got = byte_stream_read(stream, (char *)bytes + kept, BLOCK, error);
        if (got < 0)
            return FALSE;
        gsize length = kept + (gsize)got;
        gsize next = weigh(evidence, bytes, got == 0 ? length : MAX(length, 5) - 4, length);
        if (got == 0)
            break;
        total += got;
        kept = length - next + 1;
        memmove(bytes, bytes + next - 1, kept);
    }
    return TRUE;
}

const char *
encoding_detect(ByteStream *stream, gint64 most, char **evidence, GError **error)
{
    Evidence found = {0};
    *evidence = NULL;
    gboolean read = weigh_all(stream, most, &found, error);
    gboolean ansi =
        found.bad > 0 && found.plausible * 10 >= found.bad * 9 && found.sequences * 4 <= found.bad;
    if (read && ansi) {
        g_autofree char *count = number_count(found.bad);
        g_autofree char *signs = g_convert((const char *)found.sign, found.n_signs, "UTF-8",
                                           ENCODING_1252, NULL, NULL, NULL);
        g_autofree char *shown = text_clean(signs != NULL ? signs : "?", -1);
        *evidence = g_strdup_printf("%s byte%s are no UTF-8 and make letters and signs in it, such "
                                    "as %s",
                                    count, found.bad == 1 ? "" : "s", shown);
    }
    return !read ? NULL : ansi ? ENCODING_1252 : ENCODING_UTF8;
}
