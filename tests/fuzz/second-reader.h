/* How many records a CSV text holds, counted from the rules alone: knows nothing of the blocks and
 * batches, nor of libcsv, by which the program reads. */
#pragma once

#include <glib.h>

typedef struct {
    const char *text;
    gsize length;
    char separator, line_end;
} Rules;

/* Records that aren't blank lines. The first line of a quote that never closes is one; after it no
 * quote reaches over a line's end. Pure. */
gsize count_records(const Rules *rules);
