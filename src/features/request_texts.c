/* Reading the texts that are asked for and no others: single cells of a stored frame by their row,
 * many of them, and those of fresh rows, in a stream. */
#include "features/request_texts.h"

#include <string.h>

#define FEW_ROWS 512
#define FEW_OF 20 /* a cell read by its row costs as much as so many in a stream */

typedef struct {
    const guint8 *wanted;
    const FrameColumn *column; /* NULL: of fresh rows, whose missing cells have no text */
    RowText visit;
    gpointer data;
    Progress *progress;
    GError *stopped;
} Stream;

static gboolean
stream_row(guint32 row, const char *text, gsize length, gpointer data)
{
    Stream *stream = data;
    if (stream->wanted[row])
        stream->visit(row, !stream->column || cell_filled(stream->column, row) ? text : NULL,
                      length, stream->data);
    return row % 4096 != 0 || !progress_stop(stream->progress, &stream->stopped);
}

static gboolean
read_cells(const Request *request, const FrameColumn *column, const guint8 *wanted, RowText visit,
           gpointer data, GError **error)
{
    for (guint32 row = 0; row < request->frame->n; row++) {
        if (!wanted[row])
            continue;
        g_auto(GStrv) cells = frame_raw_row(request->frame, request->engine->database, row, error);
        if (!cells)
            return FALSE;
        const char *text = cells[column->info->position];
        visit(row, cell_filled(column, row) ? text : NULL, strlen(text), data);
    }
    return TRUE;
}

gboolean
request_texts(const Request *request, const ColumnInfo *info, const guint8 *wanted, RowText visit,
              gpointer data, GError **error)
{
    const FrameColumn *column = frame_column(request->frame, info->name);
    guint32 n = 0;
    for (guint32 row = 0; row < request->frame->n; row++)
        n += wanted[row];
    if (!request->fresh && (n <= FEW_ROWS || n < request->frame->n / FEW_OF))
        return read_cells(request, column, wanted, visit, data, error);
    Stream stream = {wanted, request->fresh ? NULL : column, visit,
                     data,   request->engine->progress,      NULL};
    if (!frame_texts(request->frame, request->engine->database, info, stream_row, &stream, error)) {
        g_clear_error(&stream.stopped);
        return FALSE;
    }
    if (stream.stopped)
        g_propagate_error(error, stream.stopped);
    return !stream.stopped;
}

guint8 *
request_wanted(const Request *request)
{
    guint8 *wanted = g_new0(guint8, (gsize)request->frame->n + 1);
    for (guint32 i = 0; i < request->n; i++)
        wanted[request_row(request, i)] = 1;
    return wanted;
}
