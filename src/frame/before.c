/* before: the rows of a frame as they were before an import put others in their place. What can be
 * read of a moment in the past is made of it: the newest import is undone first. */
#include "frame/dictionary.h"
#include "frame/frame.h"

#include <foredesk/evidence.h>
#include <string.h>

GArray *
frame_changes(sqlite3 *database, GError **error)
{
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(FrameChange));
    g_autoptr(sqlite3_stmt) imports = db_prepare(
        database, error,
        "SELECT id, strftime('%s', imported_at) FROM import WHERE id IN (SELECT import_id FROM "
        "row_version) AND id NOT IN (SELECT import_id FROM import_off) ORDER BY 2, id",
        NULL);
    GError *failure = NULL;
    while (imports && db_step(imports, &failure)) {
        const char *seconds = (const char *)sqlite3_column_text(imports, 1);
        FrameChange change = {sqlite3_column_int64(imports, 0),
                              g_ascii_strtoll(seconds, NULL, 10) * TIME_SECOND};
        g_array_append_val(changes, change);
    }
    if (failure)
        g_propagate_error(error, failure);
    return imports && !failure ? g_steal_pointer(&changes) : NULL;
}

/* ---- rows that the import replaced ------------------------------------------------------------
 */

/* Row → the one that it replaced; NULL on error. */
static GHashTable *
replaced_rows(sqlite3 *database, gint64 table, gint64 import, GError **error)
{
    g_autoptr(GHashTable) replaced =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_autoptr(sqlite3_stmt) versions =
        db_prepare(database, error,
                   "SELECT row, replaced FROM row_version WHERE table_id = ? AND import_id = ?",
                   "ii", table, import);
    GError *failure = NULL;
    while (versions && db_step(versions, &failure)) {
        gint64 pair[] = {sqlite3_column_int64(versions, 0), sqlite3_column_int64(versions, 1)};
        g_hash_table_insert(replaced, g_memdup2(&pair[0], sizeof *pair),
                            g_memdup2(&pair[1], sizeof *pair));
    }
    if (failure)
        g_propagate_error(error, failure);
    return versions && !failure ? g_steal_pointer(&replaced) : NULL;
}

/* The older cells of the frame's rows that have some: rows of cells, and of each row its place in
 * them, G_MAXUINT32 where it stays as it is. */
static GPtrArray *
older_cells(const Frame *frame, GHashTable *replaced, gint64 *rows, guint32 *place,
            sqlite3 *database, GError **error)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_autoptr(sqlite3_stmt) statement = raw_row_statement(frame, database, error);
    for (guint32 i = 0; statement && i < frame->n; i++) {
        gint64 id = frame->cell_row ? frame->cell_row[i] : frame->row_id[i];
        const gint64 *older = g_hash_table_lookup(replaced, &id);
        rows[i] = older ? *older : id;
        place[i] = G_MAXUINT32;
        if (!older)
            continue;
        char **row = raw_row_cells(frame, statement, *older, error);
        if (!row)
            return NULL;
        place[i] = cells->len;
        g_ptr_array_add(cells, row);
    }
    return statement ? g_steal_pointer(&cells) : NULL;
}

/* ---- two frames as one ------------------------------------------------------------------------
 */

static gpointer
mix(const void *values, const void *others, gsize size, const guint32 *place, guint32 n)
{
    char *mixed = g_malloc(size * ((gsize)n + 1));
    memcpy(mixed, values, size * n);
    for (guint32 i = 0; i < n; i++)
        if (place[i] != G_MAXUINT32)
            memcpy(mixed + i * size, (const char *)others + place[i] * size, size);
    return mixed;
}

static void
mix_lists(const ColumnData *own, const ColumnData *older, const guint32 *place, ColumnData *mixed)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(gint32));
    mixed->item_start = g_new(guint32, (gsize)own->n + 1);
    for (guint32 i = 0; i < own->n; i++) {
        gboolean stays = place[i] == G_MAXUINT32;
        const ColumnData *from = stays ? own : older;
        guint32 row = stays ? i : place[i], start = from->item_start[row];
        mixed->item_start[i] = items->len;
        g_array_append_vals(items, from->item + start, from->item_start[row + 1] - start);
    }
    mixed->item_start[own->n] = items->len;
    mixed->item = (gint32 *)(gpointer)g_array_free(g_steal_pointer(&items), FALSE);
}

/* The dictionary of what is older continues the other's codes. */
static ColumnData *
mix_column(const ColumnData *own, const ColumnData *older, const guint32 *place)
{
    ColumnData *mixed = column_data_new(own->kind, own->n);
    if (own->integer)
        mixed->integer = mix(own->integer, older->integer, sizeof *own->integer, place, own->n);
    if (own->decimal)
        mixed->decimal = mix(own->decimal, older->decimal, sizeof *own->decimal, place, own->n);
    if (own->code)
        mixed->code = mix(own->code, older->code, sizeof *own->code, place, own->n);
    if (own->filled)
        mixed->filled = mix(own->filled, older->filled, 1, place, own->n);
    if (own->item_start)
        mix_lists(own, older, place, mixed);
    if (older->dictionary)
        mixed->dictionary = dictionary_ref(older->dictionary);
    return mixed;
}

static Frame *
mix_frames(const Frame *frame, const Frame *older, const guint32 *place, gint64 import)
{
    Frame *mixed = frame_new(frame->catalogue, frame->table);
    mixed->n = frame->n;
    mixed->repeated = frame->repeated;
    mixed->ids = column_data_ref(frame->ids);
    mixed->row_id = frame->row_id;
    mixed->history_only = frame->history_only;
    mixed->steps = frame->steps ? g_ptr_array_ref(frame->steps) : NULL;
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i], *other = older->columns->pdata[i];
        g_autoptr(ColumnData) data = mix_column(column->data, other->data, place);
        g_ptr_array_add(mixed->columns, frame_column_new(column->info, data));
    }
    Fingerprint *fingerprint = fingerprint_new("frame before");
    fingerprint_text(fingerprint, frame->fingerprint);
    fingerprint_bytes(fingerprint, &import, sizeof import);
    mixed->fingerprint = fingerprint_end(fingerprint);
    return mixed;
}

Frame *
frame_before(const Frame *frame, sqlite3 *database, gint64 import, GError **error)
{
    if (frame->tail) { /* what isn't stored was replaced by nothing */
        g_autoptr(Frame) head = frame_before(frame->head, database, import, error);
        return !head                 ? NULL
               : head == frame->head ? frame_ref((Frame *)frame)
                                     : frame_extend(head, frame->tail->cells, error);
    }
    g_autoptr(GHashTable) replaced = replaced_rows(database, frame->table->id, import, error);
    if (!replaced)
        return NULL;
    if (g_hash_table_size(replaced) == 0)
        return frame_ref((Frame *)frame);
    gint64 *rows = g_new(gint64, (gsize)frame->n + 1);
    g_autofree guint32 *place = g_new(guint32, (gsize)frame->n + 1);
    g_autoptr(GPtrArray) cells = older_cells(frame, replaced, rows, place, database, error);
    g_autoptr(Frame) older = cells ? frame_from_rows(frame, cells, error) : NULL;
    if (!older) {
        g_free(rows);
        return NULL;
    }
    Frame *mixed = mix_frames(frame, older, place, import);
    mixed->cell_row = rows;
    return mixed;
}
