/* extend: a frame with rows behind it that are not stored: what a file of new tickets brings along
 * of a table that stands beside them. */
#include "frame/frame.h"

#include "frame/dictionary.h"

#include <string.h>

static gpointer
append(const void *own, guint32 n, const void *more, guint32 n_more, gsize size)
{
    char *both = g_malloc(size * ((gsize)n + n_more + 1));
    memcpy(both, own, size * n);
    memcpy(both + size * n, more, size * n_more);
    return both;
}

static void
append_lists(const ColumnData *own, const ColumnData *more, ColumnData *both)
{
    guint32 items = own->item_start[own->n];
    both->item_start =
        append(own->item_start, own->n, more->item_start, more->n + 1, sizeof *own->item_start);
    for (guint32 i = 0; i <= more->n; i++)
        both->item_start[own->n + i] += items;
    both->item = append(own->item, items, more->item, more->item_start[more->n], sizeof *own->item);
}

/* The dictionary of the new rows continues the other's codes. */
static ColumnData *
append_column(const ColumnData *own, const ColumnData *more)
{
    ColumnData *both = column_data_new(own->kind, own->n + more->n);
    if (own->integer)
        both->integer = append(own->integer, own->n, more->integer, more->n, sizeof *own->integer);
    if (own->decimal)
        both->decimal = append(own->decimal, own->n, more->decimal, more->n, sizeof *own->decimal);
    if (own->code)
        both->code = append(own->code, own->n, more->code, more->n, sizeof *own->code);
    if (own->filled)
        both->filled = append(own->filled, own->n, more->filled, more->n, 1);
    if (own->item_start)
        append_lists(own, more, both);
    if (more->dictionary)
        both->dictionary = dictionary_ref(more->dictionary);
    return both;
}

Frame *
frame_extend(Frame *head, GPtrArray *rows, GError **error)
{
    g_autoptr(Frame) tail = frame_from_rows(head, rows, error);
    if (!tail)
        return NULL;
    Frame *both = frame_new(head->catalogue, head->table);
    both->n = head->n + tail->n;
    both->ids = column_data_new(KIND_INTEGER, both->n);
    both->ids->integer = append(head->row_id, head->n, tail->row_id, tail->n, sizeof *head->row_id);
    both->row_id = both->ids->integer;
    both->repeated = TRUE; /* its ids are in no order */
    for (guint i = 0; i < head->columns->len; i++) {
        const FrameColumn *own = head->columns->pdata[i], *more = tail->columns->pdata[i];
        g_autoptr(ColumnData) data = append_column(own->data, more->data);
        g_ptr_array_add(both->columns, frame_column_new(own->info, data));
    }
    both->fingerprint = g_strconcat(tail->fingerprint, "+", NULL);
    both->head = frame_ref(head);
    both->tail = g_steal_pointer(&tail);
    return both;
}
