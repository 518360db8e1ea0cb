/* Keys that are found through other tables: a ticket's account by its user. Private to features. */
#pragma once

#include "features/plan.h"

/* Binds VIA written as a path (VIA tickets.user_id VIA users.account_id) to hops on either side.
 * ERROR_USAGE says which step leads nowhere. */
gboolean plan_path(const PqlNode *via, const Task *task, FeaturePlan *plan, GError **error);
/* Whether VIA is such a path rather than one column of either table. */
gboolean via_is_path(const PqlNode *via, const Task *task, const FeaturePlan *plan);
/* The column that the rows are linked by in the end, of the entity's side. */
const ColumnInfo *plan_key(const FeaturePlan *plan);

/* The column of a plan's rows that a key meets by value (PqlNode.meets). */
const ColumnInfo *plan_meets(const PqlNode *meets, const FeaturePlan *plan, GError **error);

/* The value at the end of the hops for each row of the column's table, as a column of its own:
 * missing where a step finds no row. A path is known when the last of the rows is that it goes
 * through: with `seeds` (one a row) it is missing too where that isn't before its seed; with
 * `known` (as many) that moment is raised into it. Either may be NULL. Free with hop_column_free.
 */
typedef const Frame *(*HopTable)(gpointer data, const TableInfo *table, GError **error);
typedef const KeyCodes *(*HopKeys)(gpointer data, const FrameColumn *column);
typedef const guint32 *(*HopRows)(gpointer data, const Frame *frame, const KeyCodes *keys);
typedef const TimePoint *(*HopTimes)(gpointer data, const Frame *frame);
typedef struct {
    HopTable table;
    HopKeys keys;
    HopRows rows;   /* the first row of each key, by time */
    HopTimes times; /* when each row is known, TIME_MISSING: since ever */
    gpointer data;
} HopSource;
FrameColumn *hop_column_new(const FrameColumn *first, const PathHop *hops, guint n,
                            const HopSource *source, const TimePoint *seeds, TimePoint *known,
                            GError **error);
void hop_column_free(FrameColumn *column);
