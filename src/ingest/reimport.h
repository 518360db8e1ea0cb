/* A later export into a table that is there: each row is found again by its key; new ones and
 * changed ones are added, the earlier ones stay as versions. Private to the ingest room. */
#pragma once

#include <foredesk/evidence.h>
#include <foredesk/frame.h>

typedef struct Reimport Reimport;
/* Position in the raw table of one of the file's columns. */
guint reimport_position(const Reimport *reimport, guint column);

/* Reads the current rows of `table` and lays out what is to come: `names`, `headings` (char*) are
 * the file's columns in order. ERROR_USAGE where the table has no key, or the file not the key's
 * column. */
Reimport *reimport_new(sqlite3 *database, const TableInfo *table, const GPtrArray *names,
                       const GPtrArray *headings, Progress *progress, GError **error);
void reimport_free(Reimport *reimport);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reimport, reimport_free)
/* `import` is a new row in import: what is written belongs to it and is not seen. In one
 * transaction. */
gboolean reimport_begin(Reimport *reimport, gint64 import, GError **error);
/* One row of the file, as many cells as it has columns; inside the caller's slices. */
gboolean reimport_row(Reimport *reimport, const char *const *cells, const gsize *lengths,
                      GError **error);
/* The raw row that the last row was written as; 0: it was there as it is. */
gint64 reimport_written(const Reimport *reimport);
/* Everything is read: what vanished and what changed is kept with the import, and `aside`, how many
 * records were set aside. Inside the caller's slices. */
gboolean reimport_end(Reimport *reimport, gint64 aside, GError **error);
/* In the caller's transaction: the rows are seen, new columns and counts are the table's. */
gboolean reimport_publish(Reimport *reimport, GError **error);
gboolean reimport_changed(const Reimport *reimport); /* rows or columns were added */
/* "2,910 new, 1,204 changed, 77 reopened, 12 vanished; …": sentences for people; the caller frees.
 */
char *reimport_note(const Reimport *reimport, const char *table);
