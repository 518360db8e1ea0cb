/* What can be counted in a text without understanding it. Private to features. */
#pragma once

#include <foredesk/pql.h>

/* The keyword list, ready for matching. */
typedef struct KeywordMatcher KeywordMatcher;
KeywordMatcher *keyword_matcher_new(const char *const *keywords);
void keyword_matcher_free(KeywordMatcher *matcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeywordMatcher, keyword_matcher_free)

typedef struct {
    guint32 words;      /* runs of letters and digits; an apostrophe inside belongs to the word */
    guint32 characters; /* Unicode; a byte that is no UTF-8 counts as one */
    guint32 questions;
    guint32 letters, capitals;
    guint32 keywords; /* times that a keyword or a phrase of them stands there, any case */
} TextMeasure;
/* Measures `length` bytes in one pass. */
void text_measure(const char *bytes, gsize length, const KeywordMatcher *matcher,
                  TextMeasure *measure);
/* One of WORDS … KEYWORDS; CAPITALS is a share of the letters, NaN without any. */
double text_measure_value(const TextMeasure *measure, PqlFunction function);
