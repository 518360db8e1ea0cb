/* What can be counted in a text without understanding it. Private to features. */
#pragma once

#include <foredesk/base.h>
#include <foredesk/pql.h>

/* What texts are measured by: the keyword list, lists of urgent words and of abbreviations, stems,
 * and VADER's lexicon. It remembers stems: one thread at a time. */
typedef struct TextMeasurer TextMeasurer;
/* `language` is one of libstemmer's; with NULL or one it doesn't know, a word's stem is the word.
 */
TextMeasurer *text_measurer_new(const char *const *keywords, const char *language);
void text_measurer_free(TextMeasurer *measurer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextMeasurer, text_measurer_free)
/* ERROR_SYSTEM where the function needs a file that isn't there. */
gboolean text_measurer_check(const TextMeasurer *measurer, PqlFunction function, GError **error);

typedef enum { TEXT_KEYWORDS, TEXT_URGENCY, TEXT_ABBREVIATIONS, TEXT_LISTS } TextList;

typedef struct {
    guint32 words;      /* runs of letters and digits; an apostrophe inside belongs to the word */
    guint32 characters; /* Unicode; a byte that is no UTF-8 counts as one */
    guint32 questions;
    guint32 letters, capitals;
    guint32 listed[TEXT_LISTS]; /* times that a word or phrase of a list stands there, any case */
    guint32 keyword_stems;      /* the same of keywords in any form */
    guint32 exclamations;
    guint32 lines;    /* that hold something: the turns of a chat */
    gint16 sentiment; /* VADER's compound score, ten thousandths */
} TextMeasure;
/* Measures `length` bytes in one pass; a text's measures depend on nothing but it. */
void text_measure(TextMeasurer *measurer, const char *bytes, gsize length, TextMeasure *measure);
/* The hashes (guint64) of a text's different stems, in order, at most `most`: replaces what `stems`
 * holds. */
void text_stems(TextMeasurer *measurer, const char *bytes, gsize length, guint most, GArray *stems);
/* One of WORDS … URGENCY; CAPITALS is a share of the letters and ABBREVIATIONS one of the words,
 * NaN without any. */
double text_measure_value(const TextMeasure *measure, PqlFunction function);
