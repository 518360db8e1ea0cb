/* What an entity may do next: the items it had before and those that all take now, each with what
 * was known of it at the entity's moment. Private to operate. */
#pragma once

#include "operate/query.h"

typedef struct Candidates Candidates;
/* The rows that a ranking reads, by entity, item and both. */
Candidates *candidates_new(const Query *query, GError **error);
void candidates_free(Candidates *candidates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Candidates, candidates_free)

/* Which value of a candidate is which. */
enum {
    TIMES_SHORT,
    TIMES_LONG,
    TIMES_EVER,
    SINCE_OWN,
    ALL_SHORT,
    ALL_LONG,
    SINCE_ALL,
    OWN_EVER,
    SHARE_OWN,
    SHARE_ALL,
    CANDIDATE_FEATURES
};
/* Feature*, CANDIDATE_FEATURES of them, borrowed. */
GPtrArray *candidates_features(Candidates *candidates);

/* Candidates of n who ask: those of i are [start[i], start[i + 1]), its own first, newest first. */
typedef struct {
    guint32 askers, n;
    guint32 *start;
    gint32 *item;
    GPtrArray *values; /* FeatureValues* */
} CandidateRows;
/* `frame` of the entity's table, `rows` of it (NULL: the first n), and their seeds, of which
 * TIME_MISSING is the task's as-of date. Only what was known strictly before a seed counts. */
CandidateRows *candidates_of(Candidates *candidates, const Frame *frame, const guint32 *rows,
                             const TimePoint *seeds, guint32 n);
/* What would have been told of these candidates to the same askers, `back` µs sooner: FeatureValues*,
 * the caller's. */
GPtrArray *candidates_sooner(Candidates *candidates, const CandidateRows *asked, const Frame *frame,
                             const guint32 *rows, const TimePoint *seeds, gint64 back);
void candidate_rows_free(CandidateRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CandidateRows, candidate_rows_free)
