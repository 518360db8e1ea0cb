/* A batch of records: cells end to end in one block of bytes, and the records that were set aside.
 */
#include "ingest/records.h"

#include <string.h>

static void
aside_clear(gpointer data)
{
    AsideRecord *aside = data;
    g_free(aside->detail);
    g_free(aside->raw);
}

RecordBatch *
record_batch_new(void)
{
    RecordBatch *batch = g_new0(RecordBatch, 1);
    batch->size = RECORD_BATCH_BYTES * 5 / 4;
    batch->bytes = g_malloc(batch->size);
    batch->cells_size = 16384;
    batch->end = g_new(guint32, batch->cells_size);
    batch->aside = g_array_new(FALSE, FALSE, sizeof(AsideRecord));
    g_array_set_clear_func(batch->aside, aside_clear);
    return batch;
}

void
record_batch_free(RecordBatch *batch)
{
    if (batch == NULL)
        return;
    g_free(batch->bytes);
    g_free(batch->end);
    g_array_unref(batch->aside);
    g_free(batch);
}

void
record_batch_take(RecordBatch *batch, const char *cell, gsize length)
{
    if (batch->used + length > batch->size) {
        batch->size = (batch->used + length) * 3 / 2;
        batch->bytes = g_realloc(batch->bytes, batch->size);
    }
    if (batch->cells == batch->cells_size) {
        batch->cells_size *= 2;
        batch->end = g_renew(guint32, batch->end, batch->cells_size);
    }
    memcpy(batch->bytes + batch->used, cell, length);
    batch->used += length;
    batch->end[batch->cells++] = (guint32)batch->used;
}
