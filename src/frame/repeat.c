/* repeat: rows of a frame picked by index, as a frame of its own. An entity that is asked about at
 * many moments stands in it once a moment. */
#include "frame/dictionary.h"
#include "frame/frame.h"

#include <string.h>

static gpointer
pick(const void *values, gsize size, const guint32 *rows, guint32 n)
{
    char *picked = g_malloc(size * ((gsize)n + 1));
    for (guint32 i = 0; i < n; i++)
        memcpy(picked + i * size, (const char *)values + rows[i] * size, size);
    return picked;
}

static void
pick_lists(const ColumnData *from, ColumnData *to, const guint32 *rows, guint32 n)
{
    to->item_start = g_new(guint32, (gsize)n + 1);
    to->item_start[0] = 0;
    for (guint32 i = 0; i < n; i++)
        to->item_start[i + 1] =
            to->item_start[i] + from->item_start[rows[i] + 1] - from->item_start[rows[i]];
    to->item = g_new(gint32, (gsize)to->item_start[n] + 1);
    for (guint32 i = 0; i < n; i++)
        memcpy(to->item + to->item_start[i], from->item + from->item_start[rows[i]],
               (to->item_start[i + 1] - to->item_start[i]) * sizeof *to->item);
}

static ColumnData *
pick_column(const ColumnData *from, const guint32 *rows, guint32 n)
{
    ColumnData *to = column_data_new(from->kind, n);
    if (from->integer)
        to->integer = pick(from->integer, sizeof *from->integer, rows, n);
    if (from->decimal)
        to->decimal = pick(from->decimal, sizeof *from->decimal, rows, n);
    if (from->code)
        to->code = pick(from->code, sizeof *from->code, rows, n);
    if (from->filled)
        to->filled = pick(from->filled, sizeof *from->filled, rows, n);
    if (from->item_start)
        pick_lists(from, to, rows, n);
    if (from->dictionary)
        to->dictionary = dictionary_ref(from->dictionary);
    return to;
}

Frame *
frame_repeat(const Frame *frame, const guint32 *rows, guint32 n)
{
    Frame *repeated = frame_new(frame->catalogue, frame->table);
    repeated->n = n;
    repeated->repeated = TRUE;
    repeated->ids = column_data_new(KIND_INTEGER, n);
    repeated->ids->integer = pick(frame->row_id, sizeof *frame->row_id, rows, n);
    repeated->row_id = repeated->ids->integer;
    if (frame->cell_row)
        repeated->cell_row = pick(frame->cell_row, sizeof *frame->cell_row, rows, n);
    if (frame->history_only)
        repeated->history_only = repeated->ids->filled = pick(frame->history_only, 1, rows, n);
    repeated->steps = frame->steps ? g_ptr_array_ref(frame->steps) : NULL;
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        g_autoptr(ColumnData) data = pick_column(column->data, rows, n);
        g_ptr_array_add(repeated->columns, frame_column_new(column->info, data));
    }
    Fingerprint *fingerprint = fingerprint_new("frame repeated");
    fingerprint_text(fingerprint, frame->fingerprint);
    fingerprint_bytes(fingerprint, rows, n * sizeof *rows);
    repeated->fingerprint = fingerprint_end(fingerprint);
    return repeated;
}
