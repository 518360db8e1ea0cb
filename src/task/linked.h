/* The rows that an aggregate of a target or a filter reads, over a path of links. Private to task.
 */
#pragma once

#include "task/ahead.h"

typedef struct {
    const Task *task;
    FrameStore *frames;
    sqlite3 *database;
} LinkedReader;

/* The facts that one aggregate reads, and by which key of them each row of the task sees its own.
 */
typedef struct {
    Frame *frame;
    FactTable *facts;
    KeyCodes *ours, *theirs;
    RowTest *test;
    FactRuns *runs;
    const FrameColumn *column; /* that is aggregated; NULL: whole rows */
    gint32 *key;
} Linked;

void linked_clear(Linked *linked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Linked, linked_clear)

/* Whether it asks for rows, whatever stands in them: COUNT and EXISTS. */
gboolean linked_counts_rows(const PqlNode *node);
/* ERROR_USAGE names the place of what can't be read. */
gboolean linked_load(const LinkedReader *reader, const PqlNode *node, Linked *linked,
                     GError **error);
/* Seeds from which the kernel looks back over the window, a row of the task, and the window as it
 * sees it. The caller frees. */
TimePoint *linked_seeds(const Task *task, const PqlNode *node, gint64 *start, gint64 *end);
/* Whether the aggregate's condition asks for columns of the entity alone, and not of its rows. */
gboolean linked_asks_entity(const Task *task, const PqlNode *node);
/* Whether a column names rows: its table's key, one by which tables are linked, or one of its kind.
 */
gboolean column_is_key(const Catalogue *catalogue, const TableInfo *table,
                       const ColumnInfo *column);
