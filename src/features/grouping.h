/* The rows of one computation, grouped by a key and sorted by seed time within it: what the kernel
 * wants. Private to features. */
#pragma once

#include "features/engine.h"

/* The rows that are asked for, of the task's frame or a fresh one. Position i of the n positions
 * stands for row (rows ? rows[i] : i). All borrowed but what is marked. */
typedef struct {
    FeatureEngine *engine;
    const Frame *frame;
    gboolean fresh;
    const guint32 *rows;
    guint32 n;
    TimePoint *seed;          /* n, owned: aggregates look back from here */
    double *late;             /* n, owned: hours that the row's own seed lies after that, where the
                                 regime is frozen; else NULL */
    guint32 *by_seed;         /* n positions in order of time, owned */
    struct Grouping *last;    /* owned: the grouping asked for last */
    GHashTable *fresh_keys;   /* FrameColumn* → KeyCodes*, owned */
    GPtrArray *fresh_hops;    /* FrameColumn*, of a fresh frame: keys through tables; owned */
    GHashTable *fresh_topics; /* column name → TopicShares* of a fresh frame, owned */
    GHashTable *desk_rates;   /* "start end" → double*, a position; owned */
} Request;

typedef struct Grouping {
    const FrameColumn *column; /* the entity's key column */
    const KeyCodes *keys;
    guint32 n_groups;
    gint32 *key;         /* a group: code in keys, KEY_MISSING first */
    guint32 *start;      /* n_groups + 1 */
    guint32 *position;   /* n, by (key, seed time) */
    TimePoint *seed;     /* n, in that order */
    GHashTable *matched; /* KeyCodes* → gint32*: the key of each group there */
} Grouping;

static inline guint32
request_row(const Request *request, guint32 position)
{
    return request->rows ? request->rows[position] : position;
}

/* seeds NULL: the task's. */
void request_init(Request *request, FeatureEngine *engine, const Frame *frame, const guint32 *rows,
                  guint32 n, const TimePoint *seeds);
void request_clear(Request *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Request, request_clear)
/* By a column of the entity's table; valid until the next is asked for. */
Grouping *request_grouping(Request *request, const ColumnInfo *column);
/* By the key of a plan, which may be found through other tables; NULL on error. */
Grouping *request_grouping_path(Request *request, const FeaturePlan *plan, GError **error);
/* The key of each group in another column. */
const gint32 *grouping_match(Grouping *grouping, const KeyCodes *other);
