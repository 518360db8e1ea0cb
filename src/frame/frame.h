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
