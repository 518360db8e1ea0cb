/* pipe: whoever reads rows, from SQLite or from a file being imported, copies them into batches; a
 * thread scans each batch a column after the other. Reading and scanning so take turns on two
 * cores, and a column's dictionary stays in the processor's cache, instead of thirty taking turns.
 * A small table never starts the thread. */
#include "frame/pipe.h"

#define BATCH_ROWS 1024
#define BATCH_BYTES (4u << 20)
#define BATCHES 4
#define MISSING_CELL G_MAXUINT32
/* Cells are hashed a few rows ahead of their turn, so that the dictionary's slot is on its way. */
#define AHEAD 8

typedef struct {
    GByteArray *bytes;
    guint32 *start, *length; /* n × BATCH_ROWS, a column after the other; MISSING_CELL: null */
    guint rows;
} Batch;

struct ScanPipe {
    ColumnScan *const *scans;
    guint n;
    Batch batch[BATCHES + 1]; /* the last, empty one ends the thread */
    Batch *filling;
    guint used; /* batches that were ever filled */
    GThread *thread;
    GAsyncQueue *full, *empty;
};

static void
batch_scan_column(const Batch *batch, guint column, ColumnScan *scan)
{
    const char *bytes = (const char *)batch->bytes->data;
    const guint32 *start = batch->start + (gsize)column * BATCH_ROWS;
    const guint32 *length = batch->length + (gsize)column * BATCH_ROWS;
    guint64 hash[AHEAD] = {0};
    for (guint row = 0; row < batch->rows + AHEAD; row++) {
        if (row >= AHEAD) {
            guint at = row - AHEAD;
            gboolean missing = length[at] == MISSING_CELL;
            scan_cell(scan, missing ? NULL : bytes + start[at], missing ? 0 : length[at],
                      hash[at % AHEAD]);
        }
        if (row < batch->rows && length[row] != MISSING_CELL)
            hash[row % AHEAD] = scan_ahead(scan, bytes + start[row], length[row]);
    }
}

static void
batch_scan(ScanPipe *pipe, Batch *batch)
{
    for (guint i = 0; i < pipe->n; i++)
        batch_scan_column(batch, i, pipe->scans[i]);
    g_byte_array_set_size(batch->bytes, 0);
    batch->rows = 0;
}

static gpointer
scan_batches(gpointer data)
{
    ScanPipe *pipe = data;
    for (;;) {
        Batch *batch = g_async_queue_pop(pipe->full);
        if (batch == &pipe->batch[BATCHES])
            return NULL;
        batch_scan(pipe, batch);
        g_async_queue_push(pipe->empty, batch);
    }
}

static Batch *
batch_open(ScanPipe *pipe)
{
    Batch *batch = &pipe->batch[pipe->used++];
    batch->bytes = g_byte_array_sized_new(1 << 16);
    batch->start = g_new(guint32, (gsize)pipe->n * BATCH_ROWS + 1);
    batch->length = g_new(guint32, (gsize)pipe->n * BATCH_ROWS + 1);
    return batch;
}

ScanPipe *
scan_pipe_new(ColumnScan *const *scans, guint n)
{
    ScanPipe *pipe = g_new0(ScanPipe, 1);
    pipe->scans = scans;
    pipe->n = n;
    pipe->full = g_async_queue_new();
    pipe->empty = g_async_queue_new();
    pipe->filling = batch_open(pipe);
    return pipe;
}

/* Gives the filled batch to the thread and takes an empty one, waiting when the thread lags. */
static void
pass_on(ScanPipe *pipe)
{
    if (!pipe->thread)
        pipe->thread = g_thread_new("typing", scan_batches, pipe);
    g_async_queue_push(pipe->full, pipe->filling);
    pipe->filling = pipe->used < BATCHES ? batch_open(pipe) : g_async_queue_pop(pipe->empty);
}

void
scan_pipe_row(ScanPipe *pipe, const char *const *cells, const gsize *lengths)
{
    Batch *batch = pipe->filling;
    for (guint i = 0; i < pipe->n; i++) {
        gsize at = (gsize)i * BATCH_ROWS + batch->rows;
        batch->length[at] = cells[i] ? (guint32)lengths[i] : MISSING_CELL;
        batch->start[at] = batch->bytes->len;
        if (cells[i])
            g_byte_array_append(batch->bytes, (const guint8 *)cells[i], (guint)lengths[i]);
    }
    if (++batch->rows == BATCH_ROWS || batch->bytes->len > BATCH_BYTES)
        pass_on(pipe);
}

void
scan_pipe_end(ScanPipe *pipe)
{
    if (pipe->thread) {
        g_async_queue_push(pipe->full, pipe->filling);
        g_async_queue_push(pipe->full, &pipe->batch[BATCHES]);
        g_thread_join(pipe->thread);
    } else {
        batch_scan(pipe, pipe->filling);
    }
    for (guint i = 0; i < pipe->used; i++) {
        g_byte_array_unref(pipe->batch[i].bytes);
        g_free(pipe->batch[i].start);
        g_free(pipe->batch[i].length);
    }
    g_async_queue_unref(pipe->full);
    g_async_queue_unref(pipe->empty);
    g_free(pipe);
}
