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
    guint32 exclamations;
    guint32 lines; /* that hold something: the turns of a chat */
    /* TEXT_AS_IT_STANDS ends here. */
    guint32 keyword_stems; /* times that keywords stand there in any form */
    gint16 sentiment;      /* VADER's compound score, ten thousandths */
} TextMeasure;
/* What is measured together, in one pass of a text: what is counted as it stands, keywords by their
 * stems, sentiment. Each writes fields of its own. Only TEXT_BY_STEM asks what the measurer
 * remembers. */
typedef enum { TEXT_AS_IT_STANDS, TEXT_BY_STEM, TEXT_SENTIMENT, TEXT_KINDS } TextKind;
TextKind text_kind(PqlFunction function);
/* Measures one kind in `length` bytes, into its fields; a text's measures depend on nothing but it.
 */
void text_measure(TextMeasurer *measurer, TextKind kind, const char *bytes, gsize length,
                  TextMeasure *measure);
/* Each word of a text in order, with its stem's hash, in lower case; NULL where it is longer than
 * any word has a stem. What is found to be personal isn't among them. */
typedef void (*TextWord)(guint64 stem, const char *word, gsize length, gpointer data);
void text_each_word(TextMeasurer *measurer, const char *bytes, gsize length, TextWord visit,
                    gpointer data);
/* The hashes (guint64) of a text's different stems, in order, at most `most`: replaces what `stems`
 * holds. */
void text_stems(TextMeasurer *measurer, const char *bytes, gsize length, guint most, GArray *stems);
/* One of WORDS … URGENCY; CAPITALS is a share of the letters and ABBREVIATIONS one of the words,
 * NaN without any. */
double text_measure_value(const TextMeasure *measure, PqlFunction function);
