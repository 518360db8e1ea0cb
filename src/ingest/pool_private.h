/* What the files of the pool share. Private to the ingest room. */
#pragma once

#include <foredesk/pool.h>

PoolFamily pool_family(const ColumnInfo *column);
/* Seconds of the unit in which it counts time; 0: it counts no time, or nobody knows in what. */
int pool_unit(const ColumnInfo *column);
void pool_value_free(gpointer value);
void pool_column_free(gpointer column);
/* Fills the plan's fields, and `out`, from its sources and what was said of their columns. */
gboolean pool_make_fields(PoolPlan *plan, sqlite3 *database, GError **error);
/* The values of each field that several sources have, with what each is mapped to. */
gboolean pool_map_values(PoolPlan *plan, sqlite3 *database, GError **error);
/* How often each value stands in a column: text → gint64*. */
GHashTable *pool_count_values(const FrameColumn *column);
/* More values than a person would map one by one. */
enum { POOL_VALUES_MOST = 50 };

/* ---- columns of the table ---------------------------------------------------------------------
 */

typedef enum { LAYOUT_KEY, LAYOUT_SOURCE, LAYOUT_OWN_KEY, LAYOUT_KEY_OF, LAYOUT_FIELD } LayoutKind;
typedef struct {
    LayoutKind kind;
    char *name, *heading, *definition;
    const PoolField *field; /* LAYOUT_FIELD */
    guint source;           /* LAYOUT_KEY_OF: whose keys other tables refer to */
    ColumnKind typed;
    const char *separator; /* of a list */
} LayoutColumn;
/* In the order of the table; LayoutColumn*, the caller's, who keeps the plan. */
GPtrArray *pool_layout(const PoolPlan *plan, sqlite3 *database, GError **error);

/* ---- cells ------------------------------------------------------------------------------------
 */

/* Turns rows of one source into rows of the pool. */
typedef struct PoolCells PoolCells;
PoolCells *pool_cells_new(const PoolPlan *plan, const GPtrArray *layout, guint source);
void pool_cells_free(PoolCells *cells);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PoolCells, pool_cells_free)
/* Rows of `frame`, one from cells with the source's columns, as rows of the pool: char **, as wide
 * as the layout, each one block to be freed with g_strfreev; "" is missing. `like` (may be NULL):
 * the source's frame and, a row, its place there: what is missing in it is missing here. */
GPtrArray *pool_cells_rows(PoolCells *cells, const Frame *frame, const Frame *like,
                           const guint32 *place, GError **error);
/* How often a value came by that the mapping doesn't know. */
guint pool_cells_unknown(const PoolCells *cells);
