/* The texts of a request's rows, one after the other. Private to features. */
#pragma once

#include "features/grouping.h"

/* `text` is NULL where the cell is missing. */
typedef void (*RowText)(guint32 row, const char *text, gsize length, gpointer data);
/* Visits each row once that `wanted` (a flag for each row of the request's frame) marks, in any
 * order: cell by cell where they are few, else in one stream over the column. */
gboolean request_texts(const Request *request, const ColumnInfo *column, const guint8 *wanted,
                       RowText visit, gpointer data, GError **error);
/* Flags of the rows that a request asks for; the caller frees. */
guint8 *request_wanted(const Request *request);
