/* One pass over a text that counts words, characters, lines, marks and what stands on lists of
 * words, as they stand or by their stems: ASCII by table, the rest by Unicode's properties. */
#include "features/texts.h"
#include "features/phrases.h"
#include "features/sentiment.h"
#include "features/stems.h"
#include <foredesk/pii.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#define LONGEST_WORD 64 /* bytes; a longer one has no stem but itself */

struct TextMeasurer {
    PhraseLists *words; /* by TextList */
    PhraseLists *stems; /* TEXT_KEYWORDS, by stems */
    Stems *stemmer;     /* NULL: the language is none that has stems */
    SentimentLexicon *lexicon;
};

typedef struct {
    TextMeasure *measure;
    TextMeasurer *measurer;
    TextKind kind;
    WordTrail words, stems;
    guint64 hash; /* of the word being read */
    char word[LONGEST_WORD + 6];
    guint32 length; /* of it, in bytes; more than LONGEST_WORD: not kept */
    gboolean inside;
    gboolean line;  /* something stands in this line */
    TextWord visit; /* sees the words, and nothing is counted; NULL: all is */
    gpointer data;
} Reader;

/* ---- words -------------------------------------------------------------------------------------
 */

static guint64
stem_of(const Reader *reader)
{
    Stems *stemmer = reader->measurer->stemmer;
    return stemmer && reader->length <= LONGEST_WORD
               ? stems_hash(stemmer, reader->word, reader->length, reader->hash)
               : reader->hash;
}

static void
count_stem(Reader *reader)
{
    guint32 listed[TEXT_LISTS] = {0};
    word_trail_add(&reader->stems, stem_of(reader));
    phrase_lists_count(reader->measurer->stems, &reader->stems, listed);
    reader->measure->keyword_stems += listed[TEXT_KEYWORDS];
}

static void
count_word(Reader *reader)
{
    reader->measure->words++;
    word_trail_add(&reader->words, reader->hash);
    phrase_lists_count(reader->measurer->words, &reader->words, reader->measure->listed);
}

static void
end_word(Reader *reader)
{
    if (!reader->inside)
        return;
    reader->inside = FALSE;
    if (reader->visit)
        reader->visit(stem_of(reader), reader->length <= LONGEST_WORD ? reader->word : NULL,
                      reader->length, reader->data);
    else if (reader->kind == TEXT_BY_STEM)
        count_stem(reader);
    else
        count_word(reader);
}

static void
add_byte(Reader *reader, guint8 byte)
{
    if (!reader->inside) {
        reader->hash = WORD_HASH;
        reader->length = 0;
    }
    reader->inside = TRUE;
    reader->hash = word_hash_byte(reader->hash, byte);
    if (reader->length < LONGEST_WORD)
        reader->word[reader->length] = (char)byte;
    reader->length += reader->length <= LONGEST_WORD;
}

static void
add_to_word(Reader *reader, gunichar lower)
{
    char bytes[6];
    gint length = g_unichar_to_utf8(lower, bytes);
    for (gint i = 0; i < length; i++)
        add_byte(reader, (guint8)bytes[i]);
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
        add_byte(reader, byte | 0x20);
    } else if (g_ascii_isdigit(byte) || byte == '_') {
        add_byte(reader, byte);
    } else if (byte == '\'' && reader->inside && joins_word(next)) {
        add_byte(reader, byte);
    } else {
        reader->measure->questions += byte == '?';
        reader->measure->exclamations += byte == '!';
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
        reader->measure->exclamations += character == 0xFF01;
        end_word(reader);
    }
}

static void
end_line(Reader *reader)
{
    reader->measure->lines += reader->line;
    reader->line = FALSE;
}

static void
read_text(Reader *reader, const char *bytes, gsize length)
{
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        guchar byte = (guchar)*at;
        reader->measure->characters++;
        reader->line = reader->line || !g_ascii_isspace(byte);
        if (byte == '\n')
            end_line(reader);
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
    end_line(reader);
}

TextKind
text_kind(PqlFunction function)
{
    return function == PQL_SENTIMENT       ? TEXT_SENTIMENT
           : function == PQL_KEYWORD_STEMS ? TEXT_BY_STEM
                                           : TEXT_AS_IT_STANDS;
}

void
text_measure(TextMeasurer *measurer, TextKind kind, const char *bytes, gsize length,
             TextMeasure *measure)
{
    TextMeasure found = {0};
    Reader reader = {.measure = &found, .measurer = measurer, .kind = kind};
    if (kind != TEXT_SENTIMENT)
        read_text(&reader, bytes, length);
    if (kind == TEXT_AS_IT_STANDS)
        memcpy(measure, &found, offsetof(TextMeasure, keyword_stems));
    else if (kind == TEXT_BY_STEM)
        measure->keyword_stems = found.keyword_stems;
    else
        measure->sentiment =
            measurer->lexicon ? sentiment_score(measurer->lexicon, bytes, length) : 0;
}

/* ---- words one by one --------------------------------------------------------------------------
 */

static gboolean
blank_span(const PiiSpan *span, gpointer data)
{
    memset((char *)data + span->start, ' ', span->length);
    return TRUE;
}

void
text_each_word(TextMeasurer *measurer, const char *bytes, gsize length, TextWord visit,
               gpointer data)
{
    TextMeasure measure = {0};
    Reader reader = {.measure = &measure, .measurer = measurer, .visit = visit, .data = data};
    g_autofree char *masked = NULL;
    if (pii_scan(bytes, length, NULL, NULL)) {
        masked = g_strndup(bytes, length);
        pii_scan(bytes, length, blank_span, masked);
    }
    read_text(&reader, masked ? masked : bytes, length);
}

typedef struct {
    GArray *stems;
    guint most;
} Collecting;

static void
collect_stem(guint64 stem, const char *word, gsize length, gpointer data)
{
    Collecting *collecting = data;
    const guint64 *known = (const guint64 *)collecting->stems->data;
    guint n = collecting->stems->len, i = 0;
    (void)word;
    (void)length;
    while (i < n && known[i] != stem)
        i++;
    if (i == n && n < collecting->most)
        g_array_append_val(collecting->stems, stem);
}

void
text_stems(TextMeasurer *measurer, const char *bytes, gsize length, guint most, GArray *stems)
{
    Collecting collecting = {stems, most};
    g_array_set_size(stems, 0);
    text_each_word(measurer, bytes, length, collect_stem, &collecting);
}

/* ---- measures ----------------------------------------------------------------------------------
 */

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
        return measure->listed[TEXT_KEYWORDS];
    case PQL_KEYWORD_STEMS:
        return measure->keyword_stems;
    case PQL_SENTIMENT:
        return measure->sentiment / 10000.0;
    case PQL_EXCLAMATIONS:
        return measure->exclamations;
    case PQL_LINES:
        return measure->lines;
    case PQL_ABBREVIATIONS:
        return measure->words > 0 ? (double)measure->listed[TEXT_ABBREVIATIONS] / measure->words
                                  : NAN;
    case PQL_URGENCY:
        return measure->listed[TEXT_URGENCY];
    default:
        return NAN;
    }
}

/* ---- lists -------------------------------------------------------------------------------------
 */

/* How people write in a hurry, and how they say that they are in one. */
static const char urgent_words[] =
    "asap,a.s.a.p,as soon as possible,urgent,urgently,urgency,emergency,immediate,immediately,"
    "critical,now,right now,right away,straight away,at once,today,tonight,deadline,hurry,"
    "time sensitive,can't wait,cannot wait,no later than,still waiting,waiting since";
static const char abbreviations[] =
    "abt,acct,addr,afaik,aka,appt,asap,atm,b4,bc,brb,btw,bth,cu,cuz,cya,dept,dm,dnt,eod,eta,etc,ez,"
    "ffs,ftr,fwiw,fyi,gr8,gtg,hmu,hru,ic,icymi,idc,idk,iirc,ikr,imho,imo,info,irl,jk,k,kk,l8r,lmk,"
    "lol,mgr,mins,mo,msg,n,nbd,np,nvm,ofc,omg,omw,pls,plz,pls,pm,ppl,pw,pwd,qq,r,rly,rn,rofl,smh,"
    "sry,stfu,tbd,tbh,tho,thru,thx,tia,tks,tmrw,tnx,ttyl,ty,tysm,tyvm,u,ur,w,wdym,wfh,wo,wtf,wth,"
    "wya,y,ya,yr,yrs";

/* Reads a phrase as a text is read, and puts its words, or their stems, on a list. */
static void
add_phrase(TextMeasurer *measurer, TextList list, const char *phrase)
{
    TextMeasure measure = {0};
    Reader reader = {.measure = &measure, .measurer = measurer};
    read_text(&reader, phrase, strlen(phrase));
    phrase_lists_add(measurer->words, list, &reader.words);
    if (list != TEXT_KEYWORDS)
        return;
    reader.kind = TEXT_BY_STEM;
    read_text(&reader, phrase, strlen(phrase));
    phrase_lists_add(measurer->stems, list, &reader.stems);
}

static void
add_phrases(TextMeasurer *measurer, TextList list, const char *joined)
{
    g_auto(GStrv) phrases = g_strsplit(joined, ",", -1);
    for (char **phrase = phrases; *phrase; phrase++)
        add_phrase(measurer, list, *phrase);
}

TextMeasurer *
text_measurer_new(const char *const *keywords, const char *language)
{
    TextMeasurer *measurer = g_new(TextMeasurer, 1);
    *measurer = (TextMeasurer){phrase_lists_new(), phrase_lists_new(),
                               language ? stems_new(language) : NULL, sentiment_lexicon_new()};
    for (guint i = 0; keywords && keywords[i]; i++)
        add_phrase(measurer, TEXT_KEYWORDS, keywords[i]);
    add_phrases(measurer, TEXT_URGENCY, urgent_words);
    add_phrases(measurer, TEXT_ABBREVIATIONS, abbreviations);
    return measurer;
}

void
text_measurer_free(TextMeasurer *measurer)
{
    if (!measurer)
        return;
    phrase_lists_free(measurer->words);
    phrase_lists_free(measurer->stems);
    stems_free(measurer->stemmer);
    sentiment_lexicon_free(measurer->lexicon);
    g_free(measurer);
}

gboolean
text_measurer_check(const TextMeasurer *measurer, PqlFunction function, GError **error)
{
    if (function != PQL_SENTIMENT || measurer->lexicon)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                "the words of SENTIMENT, lexicons/vader_lexicon.txt, aren't among the program's "
                "files: install it anew, or set FOREDESK_DATA to their folder");
    return FALSE;
}
