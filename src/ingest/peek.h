/* The first rows of a file, column by column, before anything is written. Private to the ingest
 * room. */
#pragma once

#include "ingest/load.h"

/* Rows looked at: as many as typing's own sample. */
#define PEEK_MOST 4096

typedef struct {
    RecordBatch *batch;
    guint width;
    const char **cell; /* of the column asked for last: rows of them */
    gsize *length;
} FilePeek;

/* NULL: the file can't be read. Borrows the load. */
FilePeek *file_peek_new(const CsvLoad *load, GError **error);
void file_peek_free(FilePeek *peek);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FilePeek, file_peek_free)
/* Points cell and length at one column's cells; how many there are. */
guint file_peek_column(FilePeek *peek, guint column);
