/* The words of the language, in tables that lexer, parser, printer and completion share. */
#pragma once

#include <foredesk/pql.h>

/* The index of `word` among NULL-terminated upper-case `names`, −1: not among them. A word counts
 * when it is all upper or all lower case. */
int pql_word_index(const char *word, const char *const *names);
gboolean pql_word_is(const char *word, const char *name);
/* Whether a bare name must be put in backticks: a word that the grammar reads for itself. */
gboolean pql_word_reserved(const char *word);

extern const char *const pql_aggregate_names[];
extern const char *const pql_function_names[];
extern const char *const pql_unit_names[];    /* plural */
extern const char *const pql_unit_singular[]; /* the same, singular */
