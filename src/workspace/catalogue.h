/* What the files of the catalogue share: each reads one part of a snapshot that is being made.
 * Private to the workspace room. */
#pragma once

#include <foredesk/workspace.h>

void catalogue_column_free(gpointer data);
/* `table` becomes the one it is of. NULL: none, as of a table still being imported. */
ColumnInfo *catalogue_column_by_id(const Catalogue *catalogue, gint64 id, TableInfo **table);
gboolean catalogue_read_tables(Catalogue *catalogue, sqlite3 *database, gboolean importing,
                               GError **error);
gboolean catalogue_read_columns(Catalogue *catalogue, sqlite3 *database, GError **error);
gboolean catalogue_read_known_values(Catalogue *catalogue, sqlite3 *database, GError **error);
gboolean catalogue_read_value_meanings(Catalogue *catalogue, sqlite3 *database, GError **error);
gboolean catalogue_read_nulls(Catalogue *catalogue, sqlite3 *database, GError **error);
/* After the columns, by their names. */
void catalogue_join_logs(Catalogue *catalogue);
void catalogue_join_pools(Catalogue *catalogue);
gboolean catalogue_read_links(Catalogue *catalogue, sqlite3 *database, GError **error);
/* After the columns: what each one's policy on personal data is, and the key to hash by. */
gboolean catalogue_read_personal(Catalogue *catalogue, sqlite3 *database, GError **error);
/* Last, of all the rest. */
gboolean catalogue_take_fingerprint(Catalogue *catalogue, sqlite3 *database, GError **error);
