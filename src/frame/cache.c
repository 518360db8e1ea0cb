/* cache: a column's values in blocks of 65,536 rows, each in the narrowest whole number of bytes.
 * Block −1 is the header and the dictionary. Whatever does not fit exactly is no cache: the column
 * is then built again from its cells, so a damaged block costs time, never a wrong value. */
#include "frame/cache.h"

#include <string.h>

#define CACHE_MAGIC 0x32664466u /* also tells a machine of the other byte order */
#define CACHE_VERSION 1

typedef struct {
    guint32 magic, kind, n, texts, items, reserved;
} Header;

char *
cache_fingerprint(const char *content, const ColumnInfo *column, const char *zone)
{
    Fingerprint *fingerprint = fingerprint_new("typed column");
    fingerprint_integer(fingerprint, CACHE_VERSION);
    fingerprint_text(fingerprint, content);
    fingerprint_integer(fingerprint, column ? column->position : CACHE_ROW_IDS);
    if (column) {
        gboolean date = column->kind == KIND_DATE;
        fingerprint_integer(fingerprint, column->kind);
        fingerprint_integer(fingerprint, date ? column->date_order : 0);
        fingerprint_text(fingerprint, column->kind == KIND_LIST ? column->separator : NULL);
        fingerprint_text(fingerprint, date ? zone : NULL);
        fingerprint_text(fingerprint, column->number_format);
        fingerprint_text(fingerprint, column->definition);
        for (char **spelling = column->nulls; spelling && *spelling; spelling++)
            fingerprint_text(fingerprint, *spelling);
    }
    return fingerprint_end(fingerprint);
}

/* ---- whole numbers in the width they need --------------------------------------------------- */

/* Missing is G_MININT64 in memory and the least number of its width in a block. */
static guint
width_of(const gint64 *values, guint32 n)
{
    gint64 low = 0, high = 0;
    for (guint32 i = 0; i < n; i++) {
        if (values[i] == G_MININT64)
            continue;
        low = MIN(low, values[i]);
        high = MAX(high, values[i]);
    }
    if (low > G_MININT8 && high <= G_MAXINT8)
        return 1;
    if (low > G_MININT16 && high <= G_MAXINT16)
        return 2;
    return low > G_MININT32 && high <= G_MAXINT32 ? 4 : 8;
}

/* Blocks are not aligned, so numbers are copied in and out. */
#define NARROW(type, least)                                              \
    for (guint32 i = 0; i < n; i++) {                                    \
        type narrow = values[i] == G_MININT64 ? least : (type)values[i]; \
        memcpy(out + i * sizeof(type), &narrow, sizeof(type));           \
    }

static void
append_integers(GByteArray *block, const gint64 *values, guint32 n)
{
    guint width = width_of(values, n);
    guint8 head[8] = {(guint8)width};
    g_byte_array_append(block, head, sizeof head);
    guint at = block->len;
    g_byte_array_set_size(block, at + width * n);
    guint8 *out = block->data + at;
    if (width == 1) {
        NARROW(gint8, G_MININT8)
    } else if (width == 2) {
        NARROW(gint16, G_MININT16)
    } else if (width == 4) {
        NARROW(gint32, G_MININT32)
    } else {
        memcpy(out, values, sizeof(gint64) * n);
    }
}

#define WIDEN(type, least)                                    \
    for (guint32 i = 0; i < n; i++) {                         \
        type narrow;                                          \
        memcpy(&narrow, in + i * sizeof(type), sizeof(type)); \
        values[i] = narrow == least ? G_MININT64 : narrow;    \
    }

/* Reads n values and moves on; FALSE when the block is too short or no block. */
static gboolean
take_integers(const guint8 **bytes, gsize *length, gint64 *values, guint32 n)
{
    if (*length < 8)
        return FALSE;
    guint width = **bytes;
    const guint8 *in = *bytes + 8;
    if ((width != 1 && width != 2 && width != 4 && width != 8) || (*length - 8) / width < n)
        return FALSE;
    if (width == 1) {
        WIDEN(gint8, G_MININT8)
    } else if (width == 2) {
        WIDEN(gint16, G_MININT16)
    } else if (width == 4) {
        WIDEN(gint32, G_MININT32)
    } else {
        memcpy(values, in, sizeof(gint64) * n);
    }
    *bytes += 8 + (gsize)width * n;
    *length -= 8 + (gsize)width * n;
    return TRUE;
}

/* Codes and offsets pass through the same narrowing. */
static void
append_codes(GByteArray *block, const gint32 *codes, guint32 n)
{
    g_autofree gint64 *values = g_new(gint64, n + 1);
    for (guint32 i = 0; i < n; i++)
        values[i] = codes[i];
    append_integers(block, values, n);
}

/* FALSE also for a code that is not in −1 … limit − 1. */
static gboolean
take_codes(const guint8 **bytes, gsize *length, gint32 *codes, guint32 n, guint32 limit)
{
    g_autofree gint64 *values = g_new(gint64, n + 1);
    if (!take_integers(bytes, length, values, n))
        return FALSE;
    for (guint32 i = 0; i < n; i++) {
        if (values[i] < -1 || values[i] >= (gint64)limit)
            return FALSE;
        codes[i] = (gint32)values[i];
    }
    return TRUE;
}

/* ---- one block ---------------------------------------------------------------------------------
 */

/* Items of a list block: how many each row has, then their codes. */
static void
append_lists(GByteArray *block, const ColumnData *data, guint32 from, guint32 n)
{
    g_autofree gint32 *counts = g_new(gint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        counts[i] = (gint32)(data->item_start[from + i + 1] - data->item_start[from + i]);
    append_codes(block, counts, n);
    append_codes(block, data->item + data->item_start[from],
                 data->item_start[from + n] - data->item_start[from]);
}

static gboolean
take_lists(const guint8 **bytes, gsize *length, ColumnData *data, guint32 from, guint32 n,
           guint32 items, guint32 texts)
{
    g_autofree gint32 *counts = g_new(gint32, n + 1);
    if (!take_codes(bytes, length, counts, n, G_MAXINT32))
        return FALSE;
    guint32 start = from ? data->item_start[from] : 0;
    gint64 end = start;
    data->item_start[0] = 0;
    for (guint32 i = 0; i < n; i++) {
        end += counts[i];
        if (counts[i] < 0 || end > (gint64)items)
            return FALSE;
        data->item_start[from + i + 1] = (guint32)end;
    }
    return take_codes(bytes, length, data->item + start, (guint32)end - start, texts);
}

static void
append_block(GByteArray *block, const ColumnData *data, guint32 from, guint32 n)
{
    if (data->integer)
        append_integers(block, data->integer + from, n);
    else if (data->decimal)
        g_byte_array_append(block, (const guint8 *)(data->decimal + from),
                            (guint)sizeof(double) * n);
    else if (data->code)
        append_codes(block, data->code + from, n);
    else if (data->item_start)
        append_lists(block, data, from, n);
    else
        g_byte_array_append(block, data->filled + from, n);
}

static gboolean
take_exact(const guint8 **bytes, gsize *length, gpointer out, gsize size)
{
    if (*length < size)
        return FALSE;
    memcpy(out, *bytes, size);
    *bytes += size;
    *length -= size;
    return TRUE;
}

static gboolean
take_block(const guint8 *bytes, gsize length, ColumnData *data, const Header *header, guint32 from,
           guint32 n)
{
    gboolean taken;
    if (data->integer)
        taken = take_integers(&bytes, &length, data->integer + from, n);
    else if (data->decimal)
        taken = take_exact(&bytes, &length, data->decimal + from, sizeof(double) * n);
    else if (data->code)
        taken = take_codes(&bytes, &length, data->code + from, n, header->texts);
    else if (data->item_start)
        taken = take_lists(&bytes, &length, data, from, n, header->items, header->texts);
    else
        taken = take_exact(&bytes, &length, data->filled + from, n);
    return taken && length == 0;
}

/* ---- storing ------------------------------------------------------------------------------------
 */

static gboolean
insert_block(sqlite3_stmt *statement, gint64 block, GByteArray *bytes, GError **error)
{
    sqlite3_bind_int64(statement, 3, block);
    sqlite3_bind_blob64(statement, 5, bytes->data, bytes->len, SQLITE_STATIC);
    GError *failure = NULL;
    db_step(statement, &failure);
    sqlite3_reset(statement);
    if (failure)
        g_propagate_error(error, failure);
    return failure == NULL;
}

static void
append_header(GByteArray *bytes, const ColumnData *data)
{
    Header header = {CACHE_MAGIC, data->kind, data->n, 0, 0, 0};
    gsize length = 0;
    const char *texts = "";
    if (data->dictionary) {
        header.texts = dictionary_size(data->dictionary);
        texts = dictionary_store(data->dictionary, &length);
    }
    header.items = data->item_start ? data->item_start[data->n] : 0;
    g_byte_array_append(bytes, (const guint8 *)&header, sizeof header);
    g_byte_array_append(bytes, (const guint8 *)texts, (guint)length);
}

static gboolean
store_blocks(sqlite3 *database, sqlite3_stmt *statement, const ColumnData *data, WriteSlice *slice,
             GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    append_header(bytes, data);
    if (!insert_block(statement, -1, bytes, error))
        return FALSE;
    for (guint32 from = 0; from < data->n; from += FRAME_BLOCK) {
        g_byte_array_set_size(bytes, 0);
        append_block(bytes, data, from, MIN(FRAME_BLOCK, data->n - from));
        if (!insert_block(statement, from / FRAME_BLOCK, bytes, error) || !slice_tick(slice, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
cache_store(sqlite3 *database, gint64 table, int position, const ColumnData *data, GError **error)
{
    WriteSlice slice;
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "INSERT OR REPLACE INTO frame_block (table_id, position, block, fingerprint, "
                   "data) VALUES (?, ?, ?, ?, ?)",
                   "iiis", table, (gint64)position, (gint64)0, data->fingerprint);
    if (!statement || !slice_begin(&slice, database, error))
        return FALSE;
    if (db_run(database, error, "DELETE FROM frame_block WHERE table_id = ? AND position = ?", "ii",
               table, (gint64)position) &&
        store_blocks(database, statement, data, &slice, error) && slice_end(&slice, error))
        return TRUE;
    slice_abandon(&slice);
    return FALSE;
}

/* ---- loading
 * ------------------------------------------------------------------------------------- */

static ColumnData *
take_header(const guint8 *bytes, gsize length, Header *header)
{
    if (!take_exact(&bytes, &length, header, sizeof *header) || header->magic != CACHE_MAGIC ||
        header->kind > KIND_EMPTY)
        return NULL;
    g_autoptr(ColumnData) data = column_data_new((ColumnKind)header->kind, header->n);
    gsize n = (gsize)header->n + 1;
    switch (data->kind) {
    case KIND_INTEGER:
    case KIND_DATE:
        data->integer = g_try_new(gint64, n);
        break;
    case KIND_DECIMAL:
        data->decimal = g_try_new(double, n);
        break;
    case KIND_LIST:
        data->item_start = g_try_new(guint32, n);
        data->item = g_try_new(gint32, (gsize)header->items + 1);
        if (data->item_start)
            data->item_start[0] = 0;
        break;
    case KIND_TEXT:
    case KIND_EMPTY:
        data->filled = g_try_new(guint8, n);
        break;
    default:
        data->code = g_try_new(gint32, n);
    }
    gboolean coded = data->code || data->item;
    data->dictionary =
        coded ? dictionary_restore((const char *)bytes, length, header->texts) : NULL;
    gboolean complete = data->integer || data->decimal || data->filled ||
                        (data->dictionary && (data->code || (data->item_start && data->item)));
    return complete ? g_steal_pointer(&data) : NULL;
}

/* Blocks must follow each other without a gap and end with the last row. */
static ColumnData *
load_blocks(sqlite3_stmt *statement)
{
    g_autoptr(ColumnData) data = NULL;
    Header header;
    gint64 expected = -1;
    for (; sqlite3_step(statement) == SQLITE_ROW; expected++) {
        gint64 block = sqlite3_column_int64(statement, 0);
        const guint8 *bytes = sqlite3_column_blob(statement, 1);
        gsize length = (gsize)sqlite3_column_bytes(statement, 1);
        if (block != expected)
            return NULL;
        if (block < 0) {
            if (!(data = take_header(bytes, length, &header)))
                return NULL;
            continue;
        }
        gint64 from = block * FRAME_BLOCK;
        if (from >= (gint64)data->n || !take_block(bytes, length, data, &header, (guint32)from,
                                                   MIN(FRAME_BLOCK, data->n - (guint32)from)))
            return NULL;
    }
    gint64 blocks = data ? ((gint64)data->n + FRAME_BLOCK - 1) / FRAME_BLOCK : -1;
    return data && expected == blocks ? g_steal_pointer(&data) : NULL;
}

ColumnData *
cache_load(sqlite3 *database, gint64 table, int position, const char *fingerprint)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, NULL,
                   "SELECT block, data FROM frame_block WHERE table_id = ? AND position = ? AND "
                   "fingerprint = ? ORDER BY block",
                   "iis", table, (gint64)position, fingerprint);
    ColumnData *data = statement ? load_blocks(statement) : NULL;
    if (data)
        data->fingerprint = g_strdup(fingerprint);
    return data;
}
