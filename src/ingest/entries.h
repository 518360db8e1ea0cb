/* Cells that hold dated entries ("25/Feb/26 10:17 PM;author;text"), as rows of a table of their
 * own. Private to the ingest room. */
#pragma once

#include <foredesk/frame.h>
#include <foredesk/ingest.h>

/* Tables that were made, and what to tell of them. */
typedef struct {
    GArray *tables; /* gint64 */
    GString *note;  /* sentences */
} EntriesMade;
EntriesMade *entries_made_new(void);
void entries_made_free(EntriesMade *made);

/* Makes a table of the entries in each group of columns that the preset of the table's import
 * names, one row an entry: its id, the ticket's key, when it was written, by whom, its text and how
 * many words that has. Entries without a time of their own are set aside, counted. A table made
 * stays 'importing' until its caller makes it ready. Nothing for a table without a key, and where
 * no cell holds such an entry. `no_authors`: who wrote is not written. */
gboolean entries_make(sqlite3 *database, gint64 table, gboolean no_authors, EntriesMade *made,
                      Progress *progress, GError **error);
