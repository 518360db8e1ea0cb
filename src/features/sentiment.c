/* VADER's rules: what stands before a rated word boosts, dampens or turns it; capitals and
 * exclamation marks make it stronger, and what follows a "but" weighs more than what precedes it.
 */
#include "features/sentiment.h"
#include <math.h>

#define CAPITALS 0.733
#define TURNED (-0.74)
#define SPREAD 15.0 /* of the sum, to the compound's −1 to 1 */
#define FEW_WORDS 256

typedef struct {
    guint64 hash;
    const SentimentEntry *entry; /* NULL: not in the lexicon */
    guint32 marks;
    gboolean upper;
} Word;

typedef struct {
    const SentimentLexicon *lexicon;
    Word *word;
    guint32 n;
    guint32 upper; /* words all in capitals */
    guint32 exclamations, questions;
} Sentence;

/* ---- words -------------------------------------------------------------------------------------
 */

static gboolean
is_blank_byte(guchar byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r') || (byte >= 0x1C && byte <= 0x1F);
}

/* The bytes of the blank that stands here, 0 for none. */
static gsize
blank_at(const char *at, const char *end)
{
    if ((guchar)*at < 0x80)
        return is_blank_byte((guchar)*at);
    gunichar character = g_utf8_get_char_validated(at, end - at);
    gboolean blank = (gint32)character >= 0 && (g_unichar_isspace(character) || character == 0x85);
    return blank ? (gsize)(g_utf8_next_char(at) - at) : 0;
}

/* Without the punctuation around it, unless hardly anything is left: then it may be a face. */
static void
strip(const char **start, const char **stop)
{
    const char *from = *start, *to = *stop;
    guint32 characters = 0;
    while (from < to && g_ascii_ispunct(*from))
        from++;
    while (to > from && g_ascii_ispunct(to[-1]))
        to--;
    for (const char *at = from; at < to; at++)
        characters += ((guchar)*at & 0xC0) != 0x80;
    if (characters <= 2)
        return;
    *start = from;
    *stop = to;
}

typedef struct {
    guint64 hash;
    guint32 last; /* the last characters, to see n't */
    gboolean upper, lower, negates;
} Spelling;

static void
spell(Spelling *spelling, guint8 byte)
{
    spelling->hash = sentiment_hash(spelling->hash, byte);
    spelling->last = (spelling->last << 8 | byte) & 0xFFFFFF;
    spelling->negates = spelling->negates || spelling->last == ('n' << 16 | '\'' << 8 | 't');
}

static void
spell_character(Spelling *spelling, gunichar character)
{
    char bytes[6];
    gint length = g_unichar_to_utf8(g_unichar_tolower(character), bytes);
    spelling->upper = spelling->upper || g_unichar_isupper(character);
    spelling->lower = spelling->lower || g_unichar_islower(character);
    if (character == 0x2019) /* a typeset apostrophe: don’t */
        spell(spelling, '\'');
    for (gint i = 0; character != 0x2019 && i < length; i++)
        spell(spelling, (guint8)bytes[i]);
}

static void
add_word(Sentence *sentence, const char *start, const char *stop)
{
    Spelling spelling = {.hash = SENTIMENT_HASH};
    strip(&start, &stop);
    for (const char *at = start; at < stop;) {
        guchar byte = (guchar)*at;
        gunichar character = byte < 0x80 ? byte : g_utf8_get_char_validated(at, stop - at);
        if (byte < 0x80) {
            spelling.upper = spelling.upper || g_ascii_isupper(byte);
            spelling.lower = spelling.lower || g_ascii_islower(byte);
            spell(&spelling, (guint8)g_ascii_tolower(byte));
            at++;
        } else if ((gint32)character < 0) {
            spell(&spelling, byte);
            at++;
        } else {
            spell_character(&spelling, character);
            at = g_utf8_next_char(at);
        }
    }
    Word *word = &sentence->word[sentence->n++];
    word->hash = spelling.hash;
    word->entry = sentiment_entry(sentence->lexicon, spelling.hash);
    word->marks = (word->entry ? word->entry->marks : 0) | (spelling.negates ? WORD_NEGATES : 0);
    word->upper = spelling.upper && !spelling.lower;
    sentence->upper += word->upper;
}

static void
read_words(Sentence *sentence, const char *text, gsize length)
{
    const char *end = text + length, *start = NULL;
    for (const char *at = text; at < end;) {
        gsize blank = blank_at(at, end);
        sentence->exclamations += *at == '!';
        sentence->questions += *at == '?';
        if (blank && start) {
            add_word(sentence, start, at);
            start = NULL;
        } else if (!blank && !start) {
            start = at;
        }
        at += MAX(blank, 1);
    }
    if (start)
        add_word(sentence, start, end);
}

/* ---- what stands around a word -----------------------------------------------------------------
 */

static gboolean
marked(const Sentence *sentence, guint32 i, guint32 back, guint32 marks)
{
    return i >= back && (sentence->word[i - back].marks & marks);
}

/* Capitals tell only where not all is in them. */
static gboolean
stands_out(const Sentence *sentence, const Word *word)
{
    return word->upper && sentence->upper < sentence->n;
}

static double
boosted(const Sentence *sentence, const Word *before, double valence)
{
    if (!(before->marks & WORD_BOOSTS))
        return 0;
    double boost = before->entry->boost;
    if (valence < 0)
        boost = -boost;
    if (stands_out(sentence, before))
        boost += valence > 0 ? CAPITALS : -CAPITALS;
    return boost;
}

/* "never so good" is praise, "without a doubt" changes nothing. As the authors' release has it, a
 * third word before is looked at together with what stands in between. */
static double
turned(const Sentence *sentence, guint32 i, guint32 back, double valence)
{
    gboolean so =
        back == 2 && marked(sentence, i, 1, WORD_SO) && marked(sentence, i, 2, WORD_NEVER);
    if (back == 3)
        so = (marked(sentence, i, 3, WORD_NEVER) && marked(sentence, i, 2, WORD_SO)) ||
             marked(sentence, i, 1, WORD_SO);
    if (so)
        return 1.25 * valence;
    if (back > 1 && marked(sentence, i, back, WORD_WITHOUT) &&
        (marked(sentence, i, 1, WORD_DOUBT) || (back == 3 && marked(sentence, i, 2, WORD_DOUBT))))
        return valence;
    return marked(sentence, i, back, WORD_NEGATES) ? TURNED * valence : valence;
}

/* The phrase of words i + from to i + to, or NULL. */
static const SentimentEntry *
phrase_at(const Sentence *sentence, guint32 i, int from, int to, SentimentMark mark)
{
    gint64 first = (gint64)i + from, last = (gint64)i + to;
    if (first < 0 || last >= sentence->n)
        return NULL;
    guint64 hash = sentence->word[first].hash;
    for (gint64 k = first + 1; k <= last; k++)
        hash = sentiment_phrase(hash, sentence->word[k].hash);
    const SentimentEntry *entry = sentiment_entry(sentence->lexicon, hash);
    return entry && (entry->marks & mark) ? entry : NULL;
}

static double
in_idiom(const Sentence *sentence, guint32 i, double valence)
{
    static const int before[][2] = {{-1, 0}, {-2, 0}, {-2, -1}, {-3, -1}, {-3, -2}};
    static const int after[][2] = {{0, 1}, {0, 2}};
    static const int dampers[][2] = {{-3, -1}, {-3, -2}, {-2, -1}};
    const SentimentEntry *found = NULL;
    for (guint k = 0; k < G_N_ELEMENTS(before) && !found; k++)
        found = phrase_at(sentence, i, before[k][0], before[k][1], PHRASE_RATED);
    if (found)
        valence = found->valence;
    for (guint k = 0; k < G_N_ELEMENTS(after); k++)
        if ((found = phrase_at(sentence, i, after[k][0], after[k][1], PHRASE_RATED)))
            valence = found->valence;
    for (guint k = 0; k < G_N_ELEMENTS(dampers); k++)
        if ((found = phrase_at(sentence, i, dampers[k][0], dampers[k][1], PHRASE_BOOSTS)))
            valence += found->boost;
    return valence;
}

/* "no problem" is no complaint, "no good" is one. */
static double
after_no(const Sentence *sentence, guint32 i, double valence)
{
    if ((sentence->word[i].marks & WORD_NO) && i + 1 < sentence->n &&
        (sentence->word[i + 1].marks & WORD_RATED))
        valence = 0;
    gboolean no = marked(sentence, i, 1, WORD_NO) || marked(sentence, i, 2, WORD_NO) ||
                  (marked(sentence, i, 3, WORD_NO) && marked(sentence, i, 1, WORD_OR));
    return no ? TURNED * sentence->word[i].entry->valence : valence;
}

static double
valence_of(const Sentence *sentence, guint32 i)
{
    const Word *word = &sentence->word[i];
    gboolean kind_of =
        (word->marks & WORD_KIND) && i + 1 < sentence->n && (word[1].marks & WORD_OF);
    if (!(word->marks & WORD_RATED) || (word->marks & WORD_BOOSTS) || kind_of)
        return 0;
    static const double nearness[] = {1, 0.95, 0.9};
    double valence = after_no(sentence, i, word->entry->valence);
    if (stands_out(sentence, word))
        valence += valence > 0 ? CAPITALS : -CAPITALS;
    for (guint32 back = 1; back <= 3 && back <= i; back++) {
        const Word *before = &sentence->word[i - back];
        if (before->marks & WORD_RATED)
            continue;
        valence += nearness[back - 1] * boosted(sentence, before, valence);
        valence = turned(sentence, i, back, valence);
        if (back == 3)
            valence = in_idiom(sentence, i, valence);
    }
    if (marked(sentence, i, 1, WORD_LEAST) && !marked(sentence, i, 1, WORD_RATED) &&
        !marked(sentence, i, 2, WORD_AT))
        valence *= TURNED;
    return valence;
}

/* ---- the whole text ----------------------------------------------------------------------------
 */

static double
sum_of(const Sentence *sentence)
{
    guint32 but = 0;
    double sum = 0;
    while (but < sentence->n && !(sentence->word[but].marks & WORD_BUT))
        but++;
    for (guint32 i = 0; i < sentence->n; i++)
        sum += valence_of(sentence, i) * (but == sentence->n || i == but ? 1 : i < but ? 0.5 : 1.5);
    return sum;
}

static double
emphasis(const Sentence *sentence)
{
    double marks = 0.292 * MIN(sentence->exclamations, 4);
    if (sentence->questions > 3)
        return marks + 0.96;
    return sentence->questions > 1 ? marks + 0.18 * sentence->questions : marks;
}

gint16
sentiment_score(const SentimentLexicon *lexicon, const char *text, gsize length)
{
    Word few[FEW_WORDS];
    gsize most = length / 2 + 1; /* a blank after every word */
    g_autofree Word *many = most > FEW_WORDS ? g_new(Word, most) : NULL;
    Sentence sentence = {.lexicon = lexicon, .word = many ? many : few};
    read_words(&sentence, text, length);
    double sum = sum_of(&sentence);
    if (sum == 0)
        return 0;
    sum += sum > 0 ? emphasis(&sentence) : -emphasis(&sentence);
    return (gint16)lround(10000 * sum / sqrt(sum * sum + SPREAD));
}
