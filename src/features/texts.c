/* Counting words, characters, question marks, capitals and keywords in one pass over a text: ASCII
 * by table, the rest by Unicode's properties. */
#include "features/texts.h"
#include <math.h>
#include <string.h>

#define LONGEST_PHRASE 8
#define SLOTS 256 /* a first sieve by the low bits of a hash */
#define HASH_START G_GUINT64_CONSTANT(14695981039346656037)
#define HASH_PRIME G_GUINT64_CONSTANT(1099511628211)

/* A phrase, known by the hashes of its words; the last word is looked up. */
typedef struct {
    guint n;
    guint64 word[LONGEST_PHRASE];
} Phrase;

struct KeywordMatcher {
    GArray *phrases[SLOTS]; /* Phrase, by the low bits of its last word; NULL: none */
};

/* The words passed last, newest at (n − 1) mod LONGEST_PHRASE. */
typedef struct {
    TextMeasure *measure;
    const KeywordMatcher *matcher;
    guint64 recent[LONGEST_PHRASE];
    guint64 hash; /* of the word being read */
    gboolean inside;
} Reader;

/* ---- words -------------------------------------------------------------------------------------
 */

static gboolean
phrase_ends_here(const Reader *reader, const Phrase *phrase)
{
    guint32 words = reader->measure->words;
    if (words < phrase->n)
        return FALSE;
    for (guint i = 0; i < phrase->n; i++)
        if (reader->recent[(words - phrase->n + i) % LONGEST_PHRASE] != phrase->word[i])
            return FALSE;
    return TRUE;
}

static void
end_word(Reader *reader)
{
    if (!reader->inside)
        return;
    reader->inside = FALSE;
    reader->recent[reader->measure->words % LONGEST_PHRASE] = reader->hash;
    reader->measure->words++;
    const GArray *phrases = reader->matcher ? reader->matcher->phrases[reader->hash % SLOTS] : NULL;
    for (guint i = 0; phrases && i < phrases->len; i++)
        reader->measure->keywords += phrase_ends_here(reader, &g_array_index(phrases, Phrase, i));
}

static void
add_to_word(Reader *reader, guint32 lower)
{
    if (!reader->inside)
        reader->hash = HASH_START;
    reader->inside = TRUE;
    reader->hash = (reader->hash ^ lower) * HASH_PRIME;
}

/* An apostrophe before this byte is inside a word; beyond ASCII that is likely, not certain. */
static gboolean
joins_word(guchar next)
{
    return g_ascii_isalnum(next) || next >= 0x80;
}

static void
read_ascii(Reader *reader, guchar byte, guchar next)
{
    if (g_ascii_isalpha(byte)) {
        reader->measure->letters++;
        reader->measure->capitals += g_ascii_isupper(byte) != 0;
        add_to_word(reader, (guint32)(byte | 0x20));
    } else if (g_ascii_isdigit(byte) || byte == '_') {
        add_to_word(reader, byte);
    } else if (byte == '\'' && reader->inside && joins_word(next)) {
        add_to_word(reader, byte);
    } else {
        reader->measure->questions += byte == '?';
        end_word(reader);
    }
}

static void
read_character(Reader *reader, gunichar character, guchar next)
{
    if (g_unichar_isalpha(character)) {
        reader->measure->letters++;
        reader->measure->capitals += g_unichar_isupper(character) != 0;
    }
    if (character == 0x2019 && reader->inside && joins_word(next)) /* a typeset apostrophe */
        add_to_word(reader, '\'');
    else if (g_unichar_isalnum(character) || g_unichar_ismark(character))
        add_to_word(reader, g_unichar_tolower(character));
    else {
        reader->measure->questions += character == 0xFF1F || character == 0x061F;
        end_word(reader);
    }
}

static void
read_text(Reader *reader, const char *bytes, gsize length)
{
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        guchar byte = (guchar)*at;
        reader->measure->characters++;
        if (byte < 0x80) {
            read_ascii(reader, byte, at + 1 < end ? (guchar)at[1] : 0);
            at++;
            continue;
        }
        gunichar character = g_utf8_get_char_validated(at, end - at);
        if ((gint32)character < 0) {
            end_word(reader);
            at++;
            continue;
        }
        at = g_utf8_next_char(at);
        read_character(reader, character, at < end ? (guchar)*at : 0);
    }
    end_word(reader);
}

void
text_measure(const char *bytes, gsize length, const KeywordMatcher *matcher, TextMeasure *measure)
{
    *measure = (TextMeasure){0};
    Reader reader = {.measure = measure, .matcher = matcher};
    read_text(&reader, bytes, length);
}

double
text_measure_value(const TextMeasure *measure, PqlFunction function)
{
    switch (function) {
    case PQL_WORDS:
        return measure->words;
    case PQL_CHARACTERS:
        return measure->characters;
    case PQL_QUESTIONS:
        return measure->questions;
    case PQL_CAPITALS:
        return measure->letters > 0 ? (double)measure->capitals / measure->letters : NAN;
    case PQL_KEYWORDS:
        return measure->keywords;
    default:
        return NAN;
    }
}

/* ---- keywords ----------------------------------------------------------------------------------
 */

/* Reads a keyword as a text is read; its words are what `recent` holds. */
static void
add_keyword(KeywordMatcher *matcher, const char *keyword)
{
    TextMeasure measure = {0};
    Reader reader = {.measure = &measure};
    read_text(&reader, keyword, strlen(keyword));
    if (measure.words == 0 || measure.words > LONGEST_PHRASE)
        return;
    Phrase phrase = {.n = measure.words};
    memcpy(phrase.word, reader.recent, measure.words * sizeof *phrase.word);
    GArray **slot = &matcher->phrases[phrase.word[phrase.n - 1] % SLOTS];
    if (!*slot)
        *slot = g_array_new(FALSE, FALSE, sizeof(Phrase));
    for (guint i = 0; i < (*slot)->len; i++)
        if (memcmp(&g_array_index(*slot, Phrase, i), &phrase, sizeof phrase) == 0)
            return;
    g_array_append_val(*slot, phrase);
}

KeywordMatcher *
keyword_matcher_new(const char *const *keywords)
{
    KeywordMatcher *matcher = g_new0(KeywordMatcher, 1);
    for (guint i = 0; keywords && keywords[i]; i++)
        add_keyword(matcher, keywords[i]);
    return matcher;
}

void
keyword_matcher_free(KeywordMatcher *matcher)
{
    if (!matcher)
        return;
    for (guint i = 0; i < SLOTS; i++)
        if (matcher->phrases[i])
            g_array_unref(matcher->phrases[i]);
    g_free(matcher);
}
