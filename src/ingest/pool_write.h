/* Writing the rows of a pool. Private to the ingest room. */
#pragma once

#include "ingest/pool_private.h"

/* One row of the pool, and the row of the source that it is of. */
typedef gboolean (*PoolVisit)(const char *const *cells, const gsize *lengths, gint64 source,
                              gint64 source_row, gpointer data, GError **error);
/* All rows of all sources, as their cleaning steps leave them, in order. */
gboolean pool_each_row(const PoolPlan *plan, const GPtrArray *layout, sqlite3 *database,
                       PoolVisit visit, gpointer data, Progress *progress, GError **error);
/* Keeps where a row comes from. */
gboolean pool_keep_origin(sqlite3 *database, gint64 pool, gint64 row, gint64 source,
                          gint64 source_row, GError **error);
/* Rows into raw_<table>, none of which was there: counted, first and last kept with `import`.
 * Inside `slice`. */
gboolean pool_insert_all(const PoolPlan *plan, const GPtrArray *layout, sqlite3 *database,
                         gint64 table, gint64 import, WriteSlice *slice, Progress *progress,
                         GError **error);
/* What the mapping says of each of the table's columns, where the user said nothing. */
gboolean pool_describe(sqlite3 *database, const GPtrArray *layout, gint64 table, GError **error);
/* Links of other tables to the sources, and of the sources to others, lead to the pool. */
gboolean pool_follow_links(sqlite3 *database, const PoolPlan *plan, const GPtrArray *layout,
                           gint64 table, GError **error);
/* A row of `import`: as recorded when the newest of the sources' imports was, which it names. 0 on
 * error. */
gint64 pool_add_import(sqlite3 *database, const PoolPlan *plan, gint64 table, GError **error);
