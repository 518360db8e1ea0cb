/* What the files on duplicates share: the search's place in the file. */
#pragma once

#include <foredesk/duplicates.h>

/* The name of the setting that holds a table's options; the caller frees. */
char *duplicate_setting(const TableInfo *table);
/* Keeps what a search found; a file that can't be written goes without. */
void duplicates_store(const Duplicates *duplicates, const Frame *frame, sqlite3 *database);
/* The search itself: as duplicates_find, and nothing is kept. */
Duplicates *duplicates_search(const Frame *frame, sqlite3 *database, Progress *progress,
                              GError **error);
