/* frame, inside its room: making and renewing frames. */
#pragma once

#include "frame/column.h"

Frame *frame_new(Catalogue *catalogue, const TableInfo *table); /* without columns and rows */
/* The same columns under a newer catalogue's table; NULL where the columns aren't the same. */
Frame *frame_renew(Frame *frame, Catalogue *catalogue, const TableInfo *table);
/* The fingerprint that frame_load would give the table's frame now. */
char *frame_fingerprint_now(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                            GError **error);
/* The zone of a table's dates; a reference. */
GTimeZone *frame_zone_of(const Catalogue *catalogue, const TableInfo *table);
ColumnData *row_ids_data(GArray *ids);
/* To read raw rows of a frame's table one by one: all its columns, in order. */
sqlite3_stmt *raw_row_statement(const Frame *frame, sqlite3 *database, GError **error);
/* Missing cells are ""; the caller frees with g_strfreev. */
char **raw_row_cells(const Frame *frame, sqlite3_stmt *statement, gint64 row, GError **error);
