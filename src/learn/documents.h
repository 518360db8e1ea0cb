/* Tickets' texts as liblinear reads them. Private to learn. */
#pragma once

#include "learn/learn_private.h"
#include "learn/tokens.h"

#include <linear.h>

#define NO_PLACE G_MAXUINT32

/* One ticket is an array of nodes of ascending index, column c's buckets from c · TOKEN_BUCKETS + 1
 * on, then the bias, then −1. */
typedef struct {
    guint32 n;
    guint32 *place; /* of an entity row among the documents, NO_PLACE: not read */
    GArray **nodes; /* n arrays of struct feature_node */
    double *label;  /* 1 or −1 */
    guint8 *event;
} Documents;

/* Every (total ÷ most)th row of a part, not read yet. */
Documents *documents_new(const LearnRun *run, SplitPart part, guint32 most);
void documents_free(Documents *documents);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Documents, documents_free)
/* Reads the columns (ColumnInfo*) of both. */
gboolean documents_read(Documents *learn, Documents *stop, const LearnRun *run, GPtrArray *columns,
                        GError **error);
/* The words that weigh most, as "top_words" into the notes: of each bucket the word that is
 * commonest in it. `weights` are columns × TOKEN_BUCKETS. */
gboolean documents_note_words(const LearnRun *run, const Documents *learn, GPtrArray *columns,
                              const double *weights, GError **error);
