/* How a text sounds, by VADER: C.J. Hutto and E. Gilbert, VADER: A Parsimonious Rule-based Model
 * for Sentiment Analysis of Social Media Text, ICWSM 2014. Private to features. */
#pragma once

#include <glib.h>

typedef struct SentimentLexicon SentimentLexicon;

typedef enum {
    WORD_RATED = 1 << 0, /* has a valence */
    WORD_NEGATES = 1 << 1,
    WORD_BOOSTS = 1 << 2,
    WORD_NEVER = 1 << 3,
    WORD_SO = 1 << 4, /* so, this */
    WORD_WITHOUT = 1 << 5,
    WORD_DOUBT = 1 << 6,
    WORD_NO = 1 << 7,
    WORD_OR = 1 << 8, /* or, nor */
    WORD_LEAST = 1 << 9,
    WORD_AT = 1 << 10, /* at, very */
    WORD_BUT = 1 << 11,
    WORD_KIND = 1 << 12,
    WORD_OF = 1 << 13,
    PHRASE_RATED = 1 << 14,
    PHRASE_BOOSTS = 1 << 15,
} SentimentMark;

/* What the lexicon says of a word, or of a phrase of two to three. */
typedef struct {
    guint64 hash;
    double valence; /* −4 to 4, of those that are rated */
    double boost;   /* how much it adds to the next word's */
    guint32 marks;  /* SentimentMark */
} SentimentEntry;

#define SENTIMENT_HASH G_GUINT64_CONSTANT(14695981039346656037)
/* Adds a byte of a lower-case word to its hash; a further word's hash to a phrase's. */
static inline guint64
sentiment_hash(guint64 hash, guint8 byte)
{
    return (hash ^ byte) * G_GUINT64_CONSTANT(1099511628211);
}

static inline guint64
sentiment_phrase(guint64 phrase, guint64 word)
{
    return phrase * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15) ^ word;
}

/* The lexicon that ships with the program, half a megabyte in memory; NULL where it isn't found. */
SentimentLexicon *sentiment_lexicon_new(void);
void sentiment_lexicon_free(SentimentLexicon *lexicon);
const SentimentEntry *sentiment_entry(const SentimentLexicon *lexicon, guint64 hash);

/* VADER's compound score of a text in ten thousandths, −10000 to 10000: as the authors'
 * release 3.3.2 rounds it, emojis beyond the lexicon left out. Depends on the text alone. */
gint16 sentiment_score(const SentimentLexicon *lexicon, const char *text, gsize length);
