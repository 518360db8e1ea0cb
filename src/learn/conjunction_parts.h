/* The conditions that conjunctions are made of, each a set of sample rows. Private to learn. */
#pragma once

#include "learn/conjunction.h"

#define FEWEST_ROWS 30 /* of a condition, on the older rows */
#define MANY_CUTS 60   /* bounds to try of one that was found */

/* `number >= cut`, `number < cut` or `category = code`, of one of the proposal's values. */
typedef struct {
    guint value;
    gboolean less;
    double cut;
    gint32 code; /* −1: a number */
    guint64 *rows;
} Part;
void part_free(gpointer part);

/* Sets of sample rows are bits, `words` of them, by place in the sample, which is in order of time.
 */
typedef struct {
    const Task *task;
    const FeatureProposal *proposal;
    guint32 n, words;
    guint64 *event, *older;
    guint64 *open;      /* those that no conjunction found before holds on */
    GPtrArray *parts;   /* Part* that conjunctions grow by */
    GPtrArray *sharper; /* Part*, of other bounds, for those that were found */
} Search;

static inline void
set_row(guint64 *set, guint32 row)
{
    set[row / 64] |= G_GUINT64_CONSTANT(1) << row % 64;
}

typedef struct {
    double rows, events;
} Count;
/* Open rows and events of `set` that are among `of` (NULL: all) on the older or the newer side. */
Count count_rows(const Search *search, const guint64 *set, const guint64 *of, gboolean older);
/* How much better two rates explain the rows than one: likelihood ratio, in chi squared with one
 * degree; negative where the rate within is the lower. */
double gain_of(Count in, Count all);

/* Another condition with its rows; the caller's. */
Part *part_new(const Search *search, Part like);
/* Bounds at even steps through the values, rounded to what people would say: each once. double, the
 * caller's. */
GArray *cuts_of(const FeatureValues *values, guint most);
/* Fills the search's parts from the candidates that gain most (gains NULL: that come first). */
void search_add_parts(Search *search, const double *gains);
/* Whether people would ask so: how many, how long ago, the latest. */
gboolean part_is_simple(const Search *search, const Part *part);
char *part_text(const Search *search, const Part *part); /* PQL, the caller's */
