/* Two rows of a table side by side. */
#pragma once

#include "audit/audit_private.h"

/* Reads pairs of rows; `masked` as the workspace says. */
typedef struct PairReader PairReader;
PairReader *pair_reader_new(sqlite3 *database, const TableInfo *table, GError **error);
void pair_reader_free(PairReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PairReader, pair_reader_free)

typedef struct {
    const TableInfo *table; /* borrowed */
    gint64 row[2];
    char **cell[2];  /* raw, by column */
    char **shown[2]; /* masked where that is wanted, and clean */
} Pair;
Pair *pair_read(PairReader *reader, gint64 earlier, gint64 later, GError **error);
void pair_free(Pair *pair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pair, pair_free)
/* By key, else by the row's number; the caller frees. */
char *pair_name(const Pair *pair, guint which);
/* What differs but for the key: of texts the words, of other columns how many: "body: −the +our, 4
 * other columns"; the caller frees. */
char *pair_differences(const Pair *pair);
/* Seconds from one row's time to the other's; NaN where there is none. */
double pair_seconds_between(const Frame *frame, const FrameColumn *time, gint64 earlier,
                            gint64 later);

