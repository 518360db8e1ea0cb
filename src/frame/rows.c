/* rows: which rows a table has, frames over cells that are not stored, and the raw cells behind a
 * frame's rows. */
#include "frame/cache.h"
#include "frame/cell.h"
#include "frame/clean.h"
#include "frame/definition.h"
#include "frame/frame.h"
#include "frame/raw.h"

#include <string.h>

/* ---- ids ----------------------------------------------------------------------------------- */

static void
add_id(gint64 row, const char *const *cells, const gsize *lengths, gpointer ids)
{
    (void)cells, (void)lengths;
    g_array_append_val((GArray *)ids, row);
}

gboolean
frame_row_ids(sqlite3 *database, const TableInfo *table, GArray *ids, GError **error)
{
    g_autofree char *content = raw_fingerprint(database, table->id, error);
    if (!content)
        return FALSE;
    g_autofree char *fingerprint = cache_fingerprint(content, NULL, NULL);
    g_autoptr(ColumnData) kept = cache_load(database, table->id, CACHE_ROW_IDS, fingerprint);
    if (!kept || !kept->integer)
        return raw_read(database, table->id, NULL, 0, add_id, ids, NULL, NULL, error);
    g_array_append_vals(ids, kept->integer, kept->n);
    return TRUE;
}

/* ---- frames from rows
 * ---------------------------------------------------------------------------- */

static GPtrArray *
copy_rows(GPtrArray *rows, guint width)
{
    GPtrArray *copy = g_ptr_array_new_full(rows->len, (GDestroyNotify)g_strfreev);
    for (guint row = 0; row < rows->len; row++) {
        char *const *from = g_ptr_array_index(rows, row);
        char **cells = g_new0(char *, width + 1);
        /* NULL, missing, would end a vector of strings; an empty cell is missing all the same. */
        for (guint i = 0; i < width; i++)
            cells[i] = g_strdup(from[i] ? from[i] : "");
        g_ptr_array_add(copy, cells);
    }
    return copy;
}

static ColumnData *
fresh_column(const Frame *frame, const FrameColumn *like, guint index)
{
    guint n = frame->cells->len;
    g_auto(GStrv) made = g_new0(char *, n + 1);
    g_autofree const char **cells = g_new(const char *, n + 1);
    for (guint row = 0; row < n; row++) {
        char *const *own = g_ptr_array_index(frame->cells, row);
        if (like->info->definition) {
            g_autofree char *cell = definition_cell(frame->table, index, own);
            made[row] = g_strdup(cell ? cell : "");
        }
        cells[row] = made[row] ? made[row] : own[index];
    }
    return column_data_from_cells(like->data, like->info, frame->zone, cells, n);
}

Frame *
frame_from_rows(const Frame *like, GPtrArray *rows, GError **error)
{
    guint width = like->columns->len;
    Frame *frame = frame_new(like->catalogue, like->table);
    frame->cells = copy_rows(rows, width);
    frame->n = rows->len;
    frame->ids = column_data_new(KIND_INTEGER, rows->len);
    frame->ids->integer = g_new(gint64, rows->len + 1);
    for (guint row = 0; row < rows->len; row++)
        frame->ids->integer[row] = -1 - (gint64)row;
    frame->row_id = frame->ids->integer;
    for (guint i = 0; i < width; i++) {
        const FrameColumn *column = g_ptr_array_index(like->columns, i);
        g_autoptr(ColumnData) data = fresh_column(frame, column, i);
        g_ptr_array_add(frame->columns, frame_column_new(column->info, data));
    }
    Fingerprint *fingerprint = fingerprint_new("frame from rows");
    fingerprint_text(fingerprint, like->fingerprint);
    for (guint row = 0; row < rows->len; row++)
        for (guint i = 0; i < width; i++)
            fingerprint_text(fingerprint, ((char **)g_ptr_array_index(frame->cells, row))[i]);
    frame->fingerprint = fingerprint_end(fingerprint);
    if (clean_fresh(frame, like->steps, error))
        return frame;
    frame_unref(frame);
    return NULL;
}

/* ---- raw text
 * ------------------------------------------------------------------------------------ */

/* Gives a cell to the visitor, NULL where its kind counts it as missing. */
static gboolean
visit_cell(FrameText visit, gpointer data, guint32 row, const ColumnInfo *column, const char *bytes,
           gsize length)
{
    gboolean missing = !bytes || cell_missing(bytes, length, column->kind, column->nulls);
    return visit(row, missing ? NULL : bytes, missing ? 0 : length, data);
}

static int
index_of(const Frame *frame, const ColumnInfo *column)
{
    for (guint i = 0; i < frame->columns->len; i++)
        if (((const FrameColumn *)g_ptr_array_index(frame->columns, i))->info->id == column->id)
            return (int)i;
    return -1;
}

static gboolean
texts_of_cells(const Frame *frame, const ColumnInfo *column, FrameText visit, gpointer data)
{
    int index = index_of(frame, column);
    const FrameColumn *typed = frame_column_of(frame, column);
    for (guint32 row = 0; row < frame->n && index >= 0; row++) {
        g_autofree char *cell =
            definition_cell(frame->table, (guint)index, g_ptr_array_index(frame->cells, row));
        if (typed->filled && !typed->filled[row])
            g_clear_pointer(&cell, g_free);
        if (!visit_cell(visit, data, row, column, cell, cell ? strlen(cell) : 0))
            break;
    }
    return TRUE;
}

/* The raw row that holds a row's cells. */
static const gint64 *
cell_row(const Frame *frame, guint32 row)
{
    return frame->cell_row ? &frame->cell_row[row] : &frame->row_id[row];
}

/* Rows in no order: where they repeat, each cell is read once and kept until all have been visited.
 */
static gboolean
texts_in_no_order(const Frame *frame, sqlite3 *database, const ColumnInfo *column, FrameText visit,
                  gpointer data, GError **error)
{
    const FrameColumn *typed = frame_column_of(frame, column);
    const guint8 *filled = typed ? typed->filled : NULL;
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    g_autofree char *cell = column_cell_sql(frame->table, column);
    g_autofree char *sql = g_strdup_printf("SELECT %s FROM raw_%" G_GINT64_FORMAT " WHERE row = ?",
                                           cell, frame->table->id);
    g_autoptr(sqlite3_stmt) statement = db_prepare(database, error, sql, NULL);
    if (!statement)
        return FALSE;
    for (guint32 row = 0; row < frame->n; row++) {
        const gint64 *id = cell_row(frame, row);
        char *text = g_hash_table_lookup(texts, id);
        if (!text) {
            if (!frame->repeated)
                g_hash_table_remove_all(texts);
            sqlite3_reset(statement);
            sqlite3_bind_int64(statement, 1, *id);
            const char *bytes =
                db_step(statement, NULL) ? (const char *)sqlite3_column_text(statement, 0) : NULL;
            text = g_strdup(bytes ? bytes : "");
            g_hash_table_insert(texts, (gpointer)id, text);
        }
        if (filled && !filled[row])
            text = NULL;
        if (!visit_cell(visit, data, row, column, text, text ? strlen(text) : 0))
            break;
    }
    return TRUE;
}

/* The head's texts, and from its end on the tail's. */
typedef struct {
    FrameText visit;
    gpointer data;
    guint32 from;
    gboolean stopped;
} Onward;

static gboolean
visit_onward(guint32 row, const char *text, gsize length, gpointer data)
{
    Onward *onward = data;
    onward->stopped = !onward->visit(onward->from + row, text, length, onward->data);
    return !onward->stopped;
}

static gboolean
texts_of_both(const Frame *frame, sqlite3 *database, const ColumnInfo *column, FrameText visit,
              gpointer data, GError **error)
{
    Onward onward = {visit, data, 0, FALSE};
    if (!frame_texts(frame->head, database, column, visit_onward, &onward, error))
        return FALSE;
    onward.from = frame->head->n;
    return onward.stopped ||
           frame_texts(frame->tail, database, column, visit_onward, &onward, error);
}

/* The frame's rows and the file's are both in order of row id: walked side by side, whatever other
 * rows the file holds by now. */
gboolean
frame_texts(const Frame *frame, sqlite3 *database, const ColumnInfo *column, FrameText visit,
            gpointer data, GError **error)
{
    if (frame->tail)
        return texts_of_both(frame, database, column, visit, data, error);
    if (frame->cells)
        return texts_of_cells(frame, column, visit, data);
    if (frame->n == 0)
        return TRUE;
    if (frame->repeated || frame->cell_row)
        return texts_in_no_order(frame, database, column, visit, data, error);
    const FrameColumn *typed = frame_column_of(frame, column);
    const guint8 *filled = typed ? typed->filled : NULL; /* a step may read it as missing */
    g_autofree char *cell = column_cell_sql(frame->table, column);
    g_autofree char *sql = g_strdup_printf("SELECT row, %s FROM raw_%" G_GINT64_FORMAT
                                           " WHERE row BETWEEN ? AND ? ORDER BY row",
                                           cell, frame->table->id);
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error, sql, "ii", frame->row_id[0], frame->row_id[frame->n - 1]);
    if (!statement)
        return FALSE;
    GError *failure = NULL;
    guint32 row = 0;
    while (row < frame->n && db_step(statement, &failure)) {
        gint64 id = sqlite3_column_int64(statement, 0);
        if (id < frame->row_id[row])
            continue;
        for (; row < frame->n && frame->row_id[row] < id; row++)
            if (!visit(row, NULL, 0, data))
                return TRUE;
        if (row == frame->n || frame->row_id[row] != id)
            continue;
        const char *bytes = (const char *)sqlite3_column_text(statement, 1);
        gsize length = (gsize)sqlite3_column_bytes(statement, 1);
        if (filled && !filled[row])
            bytes = NULL;
        if (!visit_cell(visit, data, row++, column, bytes, length))
            return TRUE;
    }
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    while (row < frame->n && visit(row, NULL, 0, data))
        row++;
    return TRUE;
}

sqlite3_stmt *
raw_row_statement(const Frame *frame, sqlite3 *database, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT row");
    for (guint i = 0; i < frame->columns->len; i++)
        g_string_append_printf(
            sql, ", c%d", ((FrameColumn *)g_ptr_array_index(frame->columns, i))->info->position);
    g_string_append_printf(sql, " FROM raw_%" G_GINT64_FORMAT " WHERE row = ?", frame->table->id);
    return db_prepare(database, error, sql->str, NULL);
}

char **
raw_row_cells(const Frame *frame, sqlite3_stmt *statement, gint64 row, GError **error)
{
    GError *failure = NULL;
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, row);
    if (!db_step(statement, &failure)) {
        if (failure)
            g_propagate_error(error, failure);
        else
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                        "row %" G_GINT64_FORMAT " of %s is gone: import the file again", row,
                        frame->table->name);
        return NULL;
    }
    char **cells = g_new0(char *, frame->columns->len + 1);
    for (guint i = 0; i < frame->columns->len; i++) {
        const char *bytes = (const char *)sqlite3_column_text(statement, (int)i + 1);
        cells[i] = g_strdup(bytes ? bytes : "");
    }
    return cells;
}

char **
frame_raw_row(const Frame *frame, sqlite3 *database, guint32 row, GError **error)
{
    if (frame->tail)
        return row < frame->head->n
                   ? frame_raw_row(frame->head, database, row, error)
                   : frame_raw_row(frame->tail, database, row - frame->head->n, error);
    if (frame->cells)
        return g_strdupv(g_ptr_array_index(frame->cells, row));
    g_autoptr(sqlite3_stmt) statement = raw_row_statement(frame, database, error);
    return statement ? raw_row_cells(frame, statement, *cell_row(frame, row), error) : NULL;
}
