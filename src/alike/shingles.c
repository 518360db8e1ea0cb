/* Texts as sets of shingles: cutting, likeness of two sets, signatures. */
#include <foredesk/alike.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 16 }; /* in a shingle */

void
alike_options_init(AlikeOptions *options)
{
    *options = (AlikeOptions){.words = 2,
                              .bands = 32,
                              .band_rows = 3,
                              .least = 0.6,
                              .window = 7 * TIME_DAY,
                              .short_text = 5};
}

/* The finalizer of MurmurHash3, 64 bits (Appleby, public domain): each bit of the result hangs on
 * each of the value. */
static guint64
mix(guint64 value)
{
    value ^= value >> 33;
    value *= G_GUINT64_CONSTANT(0xff51afd7ed558ccd);
    value ^= value >> 33;
    value *= G_GUINT64_CONSTANT(0xc4ceb9fe1a85ec53);
    return value ^ (value >> 33);
}

/* ---- words ------------------------------------------------------------------------------------
 */

/* The next letter or digit in small letters, 0 for anything else, and its length in bytes. */
static gunichar
letter_at(const char *text, gsize left, gsize *length)
{
    guchar first = (guchar)*text;

    *length = 1;
    if (first < 0x80)
        return g_ascii_isalnum(first) ? (gunichar)g_ascii_tolower(first) : 0;
    gunichar letter = g_utf8_get_char_validated(text, (gssize)left);
    if (letter == (gunichar)-1 || letter == (gunichar)-2)
        return 0;
    *length = (gsize)(g_utf8_next_char(text) - text);
    return g_unichar_isalnum(letter) ? g_unichar_tolower(letter) : 0;
}

/* The hash of the next word from *at on; FALSE at the end. */
static gboolean
next_word(const char **at, const char *end, guint64 *hash)
{
    guint64 value = G_GUINT64_CONSTANT(0xcbf29ce484222325); /* FNV-1a */
    gboolean inside = FALSE;

    while (*at < end) {
        gsize length;
        gunichar letter = letter_at(*at, (gsize)(end - *at), &length);
        if (!letter && inside)
            break;
        *at += length;
        if (!letter)
            continue;
        inside = TRUE;
        value = (value ^ letter) * G_GUINT64_CONSTANT(0x100000001b3);
    }
    *hash = mix(value);
    return inside;
}

static int
by_value(gconstpointer a, gconstpointer b)
{
    guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
    return first < second ? -1 : first > second;
}

/* In order, and each once. */
static void
tidy(GArray *shingles)
{
    guint32 *value = (guint32 *)(gpointer)shingles->data;
    guint kept = 0;

    qsort(value, shingles->len, sizeof *value, by_value);
    for (guint i = 0; i < shingles->len; i++)
        if (i == 0 || value[i] != value[kept - 1])
            value[kept++] = value[i];
    g_array_set_size(shingles, kept);
}

/* The hash of the last `words` words of the ring, oldest first. */
static guint32
shingle_of(const guint64 *ring, guint count, guint words)
{
    guint64 value = 0;
    for (guint i = count - words; i < count; i++)
        value = mix(value + G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) ^ ring[i % MOST_WORDS];
    return (guint32)(mix(value) >> 32);
}

guint
alike_shingles(const char *text, gsize length, guint words, GArray *shingles)
{
    const char *at = text, *end = text + length;
    guint64 ring[MOST_WORDS];
    guint count = 0;

    words = CLAMP(words, 1, MOST_WORDS);
    for (guint64 word; next_word(&at, end, &word); count++) {
        ring[count % MOST_WORDS] = word;
        if (count + 1 < words)
            continue;
        guint32 shingle = shingle_of(ring, count + 1, words);
        g_array_append_val(shingles, shingle);
    }
    if (count && count < words) {
        guint32 shingle = shingle_of(ring, count, count);
        g_array_append_val(shingles, shingle);
    }
    tidy(shingles);
    return count;
}

/* ---- likeness ---------------------------------------------------------------------------------
 */

double
alike_jaccard(const guint32 *first, guint n_first, const guint32 *second, guint n_second)
{
    guint i = 0, j = 0, shared = 0;

    while (i < n_first && j < n_second) {
        shared += first[i] == second[j];
        guint32 a = first[i], b = second[j];
        i += a <= b;
        j += b <= a;
    }
    return n_first + n_second ? (double)shared / (double)(n_first + n_second - shared) : NAN;
}

/* Hash function number `which` of a shingle: multiplied by an odd number of its own and shifted by
 * another; shingles are hashes already, so that this orders them anew (Dietzfelbinger 1996). */
void
alike_signature(const guint32 *shingles, guint n, guint hashes, guint32 *signature)
{
    for (guint which = 0; which < hashes; which++) {
        guint64 seed = mix(G_GUINT64_CONSTANT(0x666f72656465736b) + which);
        guint32 times = (guint32)seed | 1, plus = (guint32)(seed >> 32), least = G_MAXUINT32;
        for (guint i = 0; i < n; i++) {
            guint32 value = shingles[i] * times + plus;
            least = MIN(least, value);
        }
        signature[which] = least;
    }
}
