/* Is the first line a heading, and what names that PQL can write follow from headings and file
 * names. Private to the ingest room. */
#pragma once

#include "ingest/records.h"

/* Letters, digits and '_' stay, all else becomes one '_'; the case stays; no digit first. NULL
 * where nothing is left. The caller frees. */
char *identifier_from(const char *text);
/* One name a heading, unique without regard to case: a repeated one gets _2, _3 …, an empty one
 * column_7. headings: char*; the result is the caller's, of the same length. */
GPtrArray *names_from_headings(const GPtrArray *headings);
/* Whether the first line is a row like those that follow: only numbers, or at least half of its
 * cells occur below in their own columns. `rows` hold headings->len cells each. */
gboolean heading_is_row(const GPtrArray *headings, const RecordBatch *rows);
/* tickets.csv, tickets.csv.gz → tickets. The caller frees. */
char *table_name_from_file(const char *file);
