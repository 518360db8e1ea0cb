/* The first rows of a file, read by a reader of their own and handed out by columns. */
#include "ingest/peek.h"

FilePeek *
file_peek_new(const CsvLoad *load, GError **error)
{
    g_autoptr(FilePeek) peek = g_new0(FilePeek, 1);
    g_autoptr(RecordReader) reader = record_reader_new(load->source);
    peek->batch = record_batch_new();
    peek->width = load->names->len;
    record_reader_set_width(reader, peek->width);
    if (!load->no_heading && !record_reader_fill(reader, peek->batch, 1, error))
        return NULL;
    if (!record_reader_fill(reader, peek->batch, PEEK_MOST, error))
        return NULL;
    peek->cell = g_new(const char *, peek->batch->rows + 1);
    peek->length = g_new(gsize, peek->batch->rows + 1);
    return g_steal_pointer(&peek);
}

void
file_peek_free(FilePeek *peek)
{
    if (peek == NULL)
        return;
    record_batch_free(peek->batch);
    g_free(peek->cell);
    g_free(peek->length);
    g_free(peek);
}

guint
file_peek_column(FilePeek *peek, guint column)
{
    const RecordBatch *batch = peek->batch;
    for (guint row = 0; row < batch->rows; row++) {
        gsize number = (gsize)row * peek->width + column;
        gsize start = number == 0 ? 0 : batch->end[number - 1];
        peek->cell[row] = batch->bytes + start;
        peek->length[row] = batch->end[number] - start;
    }
    return batch->rows;
}
