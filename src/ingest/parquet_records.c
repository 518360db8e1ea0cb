/* Parquet rows as records. A row's line is its number below the heading; one with a NUL byte in a
 * cell is set aside as in any other file. */
#include "ingest/parquet_records.h"

#include <foredesk/parquet.h>

#include <string.h>

struct ParquetRecords {
    const CsvSource *source;
    ParquetReader *reader; /* NULL until the first record is asked for */
    gboolean heading_taken, ended;
    int rows, at; /* of the reader's chunk; the next row of it */
    gint64 line;
};

ParquetRecords *
parquet_records_new(const CsvSource *source)
{
    ParquetRecords *records = g_new0(ParquetRecords, 1);
    records->source = source;
    records->line = 1;
    return records;
}

void
parquet_records_free(ParquetRecords *records)
{
    if (records == NULL)
        return;
    parquet_reader_free(records->reader);
    g_free(records);
}

static void
take_heading(ParquetRecords *records, RecordBatch *batch)
{
    for (guint i = 0; i < parquet_reader_width(records->reader); i++) {
        const char *name = parquet_reader_name(records->reader, i);
        record_batch_take(batch, name, strlen(name));
    }
    batch->rows = 1;
    records->heading_taken = TRUE;
    records->line++;
}

static void
set_aside(ParquetRecords *records, RecordBatch *batch, gsize from)
{
    AsideRecord aside = {records->line, "nul", g_strdup("it holds a NUL byte"),
                         g_memdup2(batch->bytes + from, batch->used - from), batch->used - from};
    g_array_append_val(batch->aside, aside);
}

static void
take_row(ParquetRecords *records, RecordBatch *batch)
{
    gsize used = batch->used, cells = batch->cells, length;
    for (guint i = 0; i < parquet_reader_width(records->reader); i++) {
        const char *cell = parquet_reader_cell(records->reader, (guint)records->at, i, &length);
        record_batch_take(batch, cell == NULL ? "" : cell, length);
    }
    if (batch->used > used && memchr(batch->bytes + used, 0, batch->used - used) != NULL) {
        set_aside(records, batch, used);
        batch->used = used;
        batch->cells = cells;
    } else {
        batch->rows++;
    }
    records->at++;
    records->line++;
}

gboolean
parquet_records_fill(ParquetRecords *records, RecordBatch *batch, guint most, guint64 *hash,
                     GError **error)
{
    batch->first_line = records->line;
    if (records->reader == NULL) {
        records->reader = parquet_reader_new(records->source->file, error);
        if (records->reader == NULL)
            return FALSE;
    }
    if (!records->heading_taken) {
        take_heading(records, batch);
        return TRUE;
    }
    while (!records->ended && batch->rows < most && batch->used < RECORD_BATCH_BYTES &&
           batch->aside->len < 4096) {
        if (records->at == records->rows) {
            records->at = 0;
            records->rows = parquet_reader_next(records->reader, error);
            records->ended = records->rows <= 0;
            if (records->rows < 0)
                return FALSE;
        } else {
            take_row(records, batch);
        }
    }
    *hash = hash_bytes(batch->bytes, batch->used, *hash);
    batch->read = (gint64)((double)records->line * records->source->record_bytes);
    return TRUE;
}
