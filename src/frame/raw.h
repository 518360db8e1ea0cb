/* raw, inside frame: the current rows of a table as they stand in the file. */
#pragma once

#include "frame/scan.h"

/* Reads n cells of all current rows, in row order; each is SQL over the raw row (column_cell_sql),
 * and NULL where that is null. */
typedef void (*RawRow)(gint64 row, const char *const *cells, const gsize *lengths, gpointer data);
gboolean raw_read(sqlite3 *database, gint64 table, char *const *cells, guint n, RawRow visit,
                  gpointer data, Progress *progress, const char *phase, GError **error);
/* The same into the columns' scans; appends the row ids to `ids` (gint64) unless it is NULL. */
gboolean raw_scan(sqlite3 *database, gint64 table, char *const *cells, ColumnScan *const *scans,
                  guint n, GArray *ids, Progress *progress, const char *phase, GError **error);
/* About how many rows raw_scan will meet: never fewer. */
guint32 raw_rows_at_most(sqlite3 *database, gint64 table);
/* What the rows of a table are made of: its imports and what later ones replaced. */
char *raw_fingerprint(sqlite3 *database, gint64 table, GError **error);
