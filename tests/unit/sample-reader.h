/* Reads a written sample into SQLite in memory, by libcsv, to recompute from the files alone what
 * was planted in them. */
#pragma once

#include <foredesk/sample.h>

#include <sqlite3.h>

/* A new folder under the build's temporary folder; the caller frees the name. */
char *sample_folder(void);
void sample_remove(const char *folder);
/* Writes a sample and reads its seven tables (all cells as text; rows whose number of fields
 * differs from the header's are counted in table `aside`) and TRUTH.tsv as table truth(ticket_id,
 * plants). */
sqlite3 *sample_read(const SampleOptions *options);

/* The one whole number, or the one number, that a query gives. */
gint64 query_count(sqlite3 *database, const char *sql);
double query_number(sqlite3 *database, const char *sql);
void query_run(sqlite3 *database, const char *sql);
