/* cache, inside frame: typed columns as blobs of FRAME_BLOCK rows in the workspace. */
#pragma once

#include "frame/column.h"

/* The position under which a table's row ids are kept. */
#define CACHE_ROW_IDS (-1)

/* What a column's values depend on: the rows, and how its cells are read. `content` is
 * raw_fingerprint's; `column` NULL: the row ids. */
char *cache_fingerprint(const char *content, const ColumnInfo *column, const char *zone);

/* Replaces what is kept of a column by `data` under data->fingerprint. Commits in slices. */
gboolean cache_store(sqlite3 *database, gint64 table, int position, const ColumnData *data,
                     GError **error);
/* NULL without error: nothing under this fingerprint, or damaged: to be built again. */
ColumnData *cache_load(sqlite3 *database, gint64 table, int position, const char *fingerprint);
