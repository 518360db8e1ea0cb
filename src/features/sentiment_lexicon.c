/* VADER's words: the rated ones from the authors' file (lexicons/vader_lexicon.txt, under their
 * MIT license), and those that boost, negate or turn a sentence. Kept by hash: no text is held. */
#include "features/sentiment.h"
#include <foredesk/base.h>
#include <string.h>

#define BOOST 0.293
#define SLOTS 16384 /* twice the 7,500 words and phrases, a power of two */

struct SentimentLexicon {
    guint32 n;
    SentimentEntry entry[SLOTS];
};

/* ---- words by what they do ---------------------------------------------------------------------
 */

static const struct {
    SentimentMark mark;
    double boost;
    const char *words;
} word_lists[] = {
    {WORD_BOOSTS, BOOST,
     "absolutely amazingly awfully completely considerable considerably decidedly deeply effing "
     "enormous enormously entirely especially exceptional exceptionally extreme extremely "
     "fabulously flipping flippin frackin fracking fricking frickin frigging friggin fully fuckin "
     "fucking fuggin fugging greatly hella highly hugely incredible incredibly intensely major "
     "majorly more most particularly purely quite really remarkably so substantially thoroughly "
     "total totally tremendous tremendously uber unbelievably unusually utter utterly very"},
    {WORD_BOOSTS, -BOOST,
     "almost barely hardly kinda kindof kind-of less little marginal marginally occasional "
     "occasionally partly scarce scarcely slight slightly somewhat sorta sortof sort-of"},
    {WORD_NEGATES, 0,
     "aint arent cannot cant couldnt darent didnt doesnt dont hadnt hasnt havent isnt mightnt "
     "mustnt neither neednt never none nope nor not nothing nowhere oughtnt shant shouldnt uhuh "
     "uh-uh wasnt werent without wont wouldnt rarely seldom despite"},
    {WORD_NEVER, 0, "never"},
    {WORD_SO, 0, "so this"},
    {WORD_WITHOUT, 0, "without"},
    {WORD_DOUBT, 0, "doubt"},
    {WORD_NO, 0, "no"},
    {WORD_OR, 0, "or nor"},
    {WORD_LEAST, 0, "least"},
    {WORD_AT, 0, "at very"},
    {WORD_BUT, 0, "but"},
    {WORD_KIND, 0, "kind"},
    {WORD_OF, 0, "of"},
};

static const struct {
    const char *phrase;
    SentimentMark mark;
    double value;
} phrases[] = {
    {"the shit", PHRASE_RATED, 3},        {"the bomb", PHRASE_RATED, 3},
    {"bad ass", PHRASE_RATED, 1.5},       {"bus stop", PHRASE_RATED, 0},
    {"yeah right", PHRASE_RATED, -2},     {"kiss of death", PHRASE_RATED, -1.5},
    {"to die for", PHRASE_RATED, 3},      {"beating heart", PHRASE_RATED, 3.1},
    {"broken heart", PHRASE_RATED, -2.9}, {"kind of", PHRASE_BOOSTS, -BOOST},
    {"sort of", PHRASE_BOOSTS, -BOOST},   {"just enough", PHRASE_BOOSTS, -BOOST},
};

/* ---- the table ---------------------------------------------------------------------------------
 */

static guint32
slot_of(const SentimentLexicon *lexicon, guint64 hash)
{
    guint32 slot = (guint32)(hash ^ hash >> 32) % SLOTS;
    while (lexicon->entry[slot].marks && lexicon->entry[slot].hash != hash)
        slot = (slot + 1) % SLOTS;
    return slot;
}

const SentimentEntry *
sentiment_entry(const SentimentLexicon *lexicon, guint64 hash)
{
    const SentimentEntry *entry = &lexicon->entry[slot_of(lexicon, hash)];
    return entry->marks ? entry : NULL;
}

/* The entry of a hash, made where it is new; NULL where the table is full. */
static SentimentEntry *
entry_for(SentimentLexicon *lexicon, guint64 hash)
{
    SentimentEntry *entry = &lexicon->entry[slot_of(lexicon, hash)];
    if (entry->marks)
        return entry;
    if (lexicon->n >= SLOTS - SLOTS / 8)
        return NULL;
    lexicon->n++;
    entry->hash = hash;
    return entry;
}

static guint64
hash_of(const char *word, gsize length)
{
    guint64 hash = SENTIMENT_HASH;
    for (gsize i = 0; i < length; i++)
        hash = sentiment_hash(hash, (guint8)word[i]);
    return hash;
}

static void
add_marks(SentimentLexicon *lexicon)
{
    for (guint i = 0; i < G_N_ELEMENTS(word_lists); i++) {
        g_auto(GStrv) words = g_strsplit(word_lists[i].words, " ", -1);
        for (char **word = words; *word; word++) {
            SentimentEntry *entry = entry_for(lexicon, hash_of(*word, strlen(*word)));
            if (!entry)
                return;
            entry->marks |= word_lists[i].mark;
            if (word_lists[i].mark == WORD_BOOSTS)
                entry->boost = word_lists[i].boost;
        }
    }
}

static void
add_phrases(SentimentLexicon *lexicon)
{
    for (guint i = 0; i < G_N_ELEMENTS(phrases); i++) {
        g_auto(GStrv) words = g_strsplit(phrases[i].phrase, " ", -1);
        guint64 hash = hash_of(words[0], strlen(words[0]));
        for (guint k = 1; words[k]; k++)
            hash = sentiment_phrase(hash, hash_of(words[k], strlen(words[k])));
        SentimentEntry *entry = entry_for(lexicon, hash);
        if (!entry)
            return;
        entry->marks |= phrases[i].mark;
        if (phrases[i].mark == PHRASE_RATED)
            entry->valence = phrases[i].value;
        else
            entry->boost = phrases[i].value;
    }
}

/* Lines of word, tab, mean rating, tab and more that isn't needed; the last of a word counts. */
static void
add_ratings(SentimentLexicon *lexicon, const char *text, gsize length)
{
    const char *end = text + length;
    for (const char *line = text; line < end;) {
        const char *next = memchr(line, '\n', (gsize)(end - line));
        const char *stop = next ? next : end;
        const char *tab = memchr(line, '\t', (gsize)(stop - line));
        SentimentEntry *entry =
            tab && tab > line ? entry_for(lexicon, hash_of(line, (gsize)(tab - line))) : NULL;
        if (entry) {
            entry->marks |= WORD_RATED;
            entry->valence = g_ascii_strtod(tab + 1, NULL);
        }
        line = stop + 1;
    }
}

SentimentLexicon *
sentiment_lexicon_new(void)
{
    g_autofree char *path = data_path("lexicons/vader_lexicon.txt");
    g_autoptr(GMappedFile) file = path ? g_mapped_file_new(path, FALSE, NULL) : NULL;
    if (!file || g_mapped_file_get_length(file) == 0)
        return NULL;
    SentimentLexicon *lexicon = g_new0(SentimentLexicon, 1);
    add_marks(lexicon);
    add_phrases(lexicon);
    add_ratings(lexicon, g_mapped_file_get_contents(file), g_mapped_file_get_length(file));
    return lexicon;
}

void
sentiment_lexicon_free(SentimentLexicon *lexicon)
{
    g_free(lexicon);
}
