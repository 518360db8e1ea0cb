/* Records of a CSV file in batches: whole rows of the heading's width, and those set aside with
 * line, reason and their text as it stood (as UTF-8, whatever the file's encoding). Private to the
 * ingest room. */
#pragma once

#include "ingest/source.h"

typedef struct {
    gint64 line;        /* physical line of the record's first byte, from 1 */
    const char *reason; /* ragged, encoding, nul, quote: static */
    char *detail;       /* for people */
    char *raw;
    gsize length;
} AsideRecord;

/* Cells of `rows` records, back to back: cell k of row r is number r × width + k and ends at
 * end[number]; it begins where the one before ends. */
typedef struct {
    char *bytes;
    gsize used, size;
    guint32 *end;
    gsize cells, cells_size;
    guint rows;
    gint64 first_line; /* physical line of the first record */
    GArray *aside;     /* AsideRecord */
    gint64 read;       /* bytes of the file's text read when the batch was full */
} RecordBatch;

RecordBatch *record_batch_new(void);
void record_batch_free(RecordBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordBatch, record_batch_free)
/* Appends one cell. */
void record_batch_take(RecordBatch *batch, const char *cell, gsize length);
/* How many bytes a batch holds at least before it is full. */
#define RECORD_BATCH_BYTES (512 * 1024)

typedef struct RecordReader RecordReader;

/* Borrows the source. */
RecordReader *record_reader_new(const CsvSource *source);
void record_reader_free(RecordReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordReader, record_reader_free)

/* Cells a record must have; until it is set any number will do: how the heading is read. */
void record_reader_set_width(RecordReader *reader, guint width);
/* Empties the batch and fills it with up to `most` rows. Nothing in it: the end of the file. FALSE:
 * the file can't be read, or has a line beyond all measure. */
gboolean record_reader_fill(RecordReader *reader, RecordBatch *batch, guint most, GError **error);
/* A hash of all text read so far, by blocks of 256 KiB. */
guint64 record_reader_hash(const RecordReader *reader);
