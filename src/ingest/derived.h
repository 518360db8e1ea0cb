/* Tables that the program makes from the rows of others. Private to the ingest room. */
#pragma once

#include <foredesk/workspace.h>

typedef struct {
    const char *name, *heading, *definition; /* definition NULL: none */
} DerivedColumn;

/* `wanted` where nothing is called so, else "incident_tickets" of the table `from`, or with a
 * number behind it. The caller frees. */
char *derived_free_name(sqlite3 *database, const char *wanted, const char *from);
/* Writes table and columns, without rows; it stays 'importing'. `ids`: room for n columns' ids. The
 * table's id; 0 on error. */
gint64 derived_write(sqlite3 *database, const char *name, const char *zone, const char *definition,
                     const DerivedColumn *columns, guint n, gint64 *ids, GError **error);
/* Writes its rows one by one, in slices. */
typedef struct {
    sqlite3_stmt *row;
    guint width;
    gint64 rows;
    WriteSlice slice;
} DerivedRows;
gboolean derived_rows_begin(DerivedRows *rows, sqlite3 *database, gint64 table, guint width,
                            GError **error);
gboolean derived_row(DerivedRows *rows, const char *const *cells, const gsize *lengths,
                     GError **error);
/* Counts them with table and import; nothing is written further. */
gboolean derived_rows_end(DerivedRows *rows, gint64 table, gint64 import, GError **error);
void derived_rows_abandon(DerivedRows *rows); /* after an error, which may be begin's */
