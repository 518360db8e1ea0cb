/* The vendor of a file of rows beside the table's. Private to the ingest room. */
#pragma once

#include "ingest/load.h"

/* Finds out whose export a file is, by its headings or as `given` (a preset's name, a file, "none";
 * NULL: not), and refuses another than the one that the table was imported as. `words` (may be
 * NULL): a sentence with the evidence, the caller frees; NULL where no preset is concerned. */
gboolean vendor_check(sqlite3 *database, const TableInfo *table, CsvLoad *load, const char *given,
                      char **words, GError **error);
