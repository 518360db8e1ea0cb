/* column: from a scan's codes to values. Each different text is read once and its value spread over
 * the rows; what already is a value, a key or a flag is taken over as it stands. */
#include "frame/column.h"

#include "frame/cell.h"

#include <math.h>
#include <string.h>

ColumnData *
column_data_new(ColumnKind kind, guint32 n)
{
    ColumnData *data = g_new0(ColumnData, 1);
    data->references = 1;
    data->kind = kind;
    data->n = n;
    return data;
}

ColumnData *
column_data_ref(ColumnData *data)
{
    g_atomic_int_inc(&data->references);
    return data;
}

void
column_data_unref(ColumnData *data)
{
    if (!data || !g_atomic_int_dec_and_test(&data->references))
        return;
    g_free(data->integer);
    g_free(data->decimal);
    g_free(data->code);
    dictionary_unref(data->dictionary);
    g_free(data->item_start);
    g_free(data->item);
    g_free(data->filled);
    g_free(data->fingerprint);
    g_free(data);
}

void
frame_column_renew(FrameColumn *column)
{
    ColumnData *data = column->data;
    *column = (FrameColumn){
        .info = column->info,
        .kind = data->kind,
        .n = data->n,
        .integer = data->integer,
        .decimal = data->decimal,
        .code = data->code,
        .dictionary = data->dictionary,
        .item_start = data->item_start,
        .item = data->item,
        .filled = data->filled,
        .data = data,
    };
}

FrameColumn *
frame_column_new(const ColumnInfo *info, ColumnData *data)
{
    FrameColumn *column = g_new0(FrameColumn, 1);
    column->info = info;
    column->data = column_data_ref(data);
    frame_column_renew(column);
    return column;
}

void
frame_column_free(FrameColumn *column)
{
    if (column)
        column_data_unref(column->data);
    g_free(column);
}

static Dictionary *
boolean_dictionary(void)
{
    Dictionary *dictionary = dictionary_new(NULL);
    dictionary_add(dictionary, "no", 2);
    dictionary_add(dictionary, "yes", 3);
    return dictionary;
}

static void
add_unreadable(Unreadable *unreadable, const char *bytes, gsize length, gint64 count)
{
    unreadable->cells += count;
    if (!unreadable->example)
        unreadable->example = cell_head(bytes, length, 80);
}

char
column_separator(const ColumnInfo *info)
{
    return info->separator && *info->separator ? *info->separator : ',';
}

DateOrder
column_date_order(const ColumnInfo *info)
{
    return info->date_order == DATE_UNKNOWN ? DATE_ISO : info->date_order;
}

/* ---- reading one text as a value --------------------------------------------------------------
 */

/* FALSE: can't be read. A missing cell reads as missing. */
static gboolean
read_integer(ColumnScan *scan, ColumnKind kind, const char *bytes, gsize length, gint64 *value)
{
    *value = G_MININT64;
    if (cell_missing(bytes, length, kind, scan->nulls))
        return TRUE;
    return kind == KIND_DATE ? scan_date(scan, bytes, length, scan->order, value)
                             : scan_integer(scan, bytes, length, value);
}

static gboolean
read_decimal(const ColumnScan *scan, const char *bytes, gsize length, double *value)
{
    *value = NAN;
    return cell_missing(bytes, length, KIND_DECIMAL, scan->nulls) ||
           figure_parse(scan->figure, bytes, length, value);
}

static gboolean
read_boolean(const ColumnScan *scan, const char *bytes, gsize length, gint32 *value)
{
    *value = -1;
    if (cell_missing(bytes, length, KIND_BOOLEAN, scan->nulls))
        return TRUE;
    *value = cell_boolean(bytes, length);
    return *value >= 0;
}

/* ---- spreading the values of different texts ----------------------------------------------------
 */

static void
spread_integers(ColumnScan *scan, ColumnData *data, Unreadable *unreadable)
{
    guint32 n = dictionary_size(scan->dictionary);
    g_autofree gint64 *value = g_new(gint64, n + 1);
    for (guint32 code = 0; code < n; code++) {
        const char *text = dictionary_text(scan->dictionary, code);
        gsize length = dictionary_length(scan->dictionary, code);
        if (!read_integer(scan, data->kind, text, length, &value[code]))
            add_unreadable(unreadable, text, length, scan->count[code]);
    }
    data->integer = g_new(gint64, data->n);
    for (guint32 row = 0; row < data->n; row++)
        data->integer[row] = scan->code[row] < 0 ? G_MININT64 : value[scan->code[row]];
}

static void
spread_decimals(ColumnScan *scan, ColumnData *data, Unreadable *unreadable)
{
    guint32 n = dictionary_size(scan->dictionary);
    g_autofree double *value = g_new(double, n + 1);
    for (guint32 code = 0; code < n; code++) {
        const char *text = dictionary_text(scan->dictionary, code);
        gsize length = dictionary_length(scan->dictionary, code);
        if (!read_decimal(scan, text, length, &value[code]))
            add_unreadable(unreadable, text, length, scan->count[code]);
    }
    data->decimal = g_new(double, data->n);
    for (guint32 row = 0; row < data->n; row++)
        data->decimal[row] = scan->code[row] < 0 ? (double)NAN : value[scan->code[row]];
}

static void
spread_booleans(ColumnScan *scan, ColumnData *data, Unreadable *unreadable)
{
    guint32 n = dictionary_size(scan->dictionary);
    g_autofree gint32 *value = g_new(gint32, n + 1);
    for (guint32 code = 0; code < n; code++) {
        const char *text = dictionary_text(scan->dictionary, code);
        gsize length = dictionary_length(scan->dictionary, code);
        if (!read_boolean(scan, text, length, &value[code]))
            add_unreadable(unreadable, text, length, scan->count[code]);
    }
    data->code = g_new(gint32, data->n);
    for (guint32 row = 0; row < data->n; row++)
        data->code[row] = scan->code[row] < 0 ? -1 : value[scan->code[row]];
    data->dictionary = boolean_dictionary();
}

/* ---- lists
 * --------------------------------------------------------------------------------------- */

typedef struct {
    Dictionary *dictionary;
    GArray *items; /* gint32 */
} Items;

static void
add_item(const char *bytes, gsize length, gpointer user)
{
    Items *items = user;
    gint32 code = (gint32)dictionary_add(items->dictionary, bytes, length);
    g_array_append_val(items->items, code);
}

/* The items of each different text stand in `items` from start[code] on. */
static void
spread_lists(ColumnScan *scan, ColumnData *data, char separator)
{
    guint32 n = dictionary_size(scan->dictionary);
    g_autofree guint32 *start = g_new(guint32, n + 1);
    Items items = {dictionary_new(NULL), g_array_new(FALSE, FALSE, sizeof(gint32))};
    for (guint32 code = 0; code < n; code++) {
        start[code] = items.items->len;
        cell_items(dictionary_text(scan->dictionary, code),
                   dictionary_length(scan->dictionary, code), separator, add_item, &items);
    }
    start[n] = items.items->len;
    data->item_start = g_new(guint32, data->n + 1);
    guint32 total = 0;
    for (guint32 row = 0; row < data->n; row++) {
        gint32 code = scan->code[row];
        data->item_start[row] = total;
        total += code < 0 ? 0 : start[code + 1] - start[code];
    }
    data->item_start[data->n] = total;
    data->item = g_new(gint32, total + 1);
    for (guint32 row = 0; row < data->n; row++)
        if (scan->code[row] >= 0)
            memcpy(data->item + data->item_start[row],
                   (gint32 *)(gpointer)items.items->data + start[scan->code[row]],
                   sizeof(gint32) * (data->item_start[row + 1] - data->item_start[row]));
    data->dictionary = items.dictionary;
    g_array_free(items.items, TRUE);
}

static void
take_values(ColumnScan *scan, ColumnData *data, Unreadable *unreadable)
{
    data->integer = g_steal_pointer(&scan->integer);
    data->decimal = g_steal_pointer(&scan->decimal);
    unreadable->cells = scan->unreadable;
    unreadable->example = g_strdup(scan->unreadable_example);
}

static void
take_filled(ColumnScan *scan, ColumnData *data)
{
    data->filled = g_steal_pointer(&scan->filled);
    if (data->filled)
        return;
    data->filled = g_new(guint8, data->n + 1);
    for (guint32 row = 0; row < data->n; row++)
        data->filled[row] = scan->code[row] >= 0;
}

ColumnData *
column_data_from_scan(ColumnScan *scan, ColumnKind kind, char separator, Unreadable *unreadable)
{
    ColumnData *data = column_data_new(kind, scan->rows);
    *unreadable = (Unreadable){0};
    if (kind == KIND_TEXT || kind == KIND_EMPTY) {
        take_filled(scan, data);
    } else if (scan->mode == SCAN_VALUES) {
        take_values(scan, data, unreadable);
    } else if (kind == KIND_INTEGER || kind == KIND_DATE) {
        spread_integers(scan, data, unreadable);
    } else if (kind == KIND_DECIMAL) {
        spread_decimals(scan, data, unreadable);
    } else if (kind == KIND_BOOLEAN) {
        spread_booleans(scan, data, unreadable);
    } else if (kind == KIND_LIST) {
        spread_lists(scan, data, separator);
    } else {
        data->code = g_steal_pointer(&scan->code);
        data->dictionary = g_steal_pointer(&scan->dictionary);
    }
    return data;
}

/* ---- new rows
 * ------------------------------------------------------------------------------------- */

static void
lists_from_cells(ColumnData *data, const ColumnInfo *info, const char *const *cells)
{
    Items items = {data->dictionary, g_array_new(FALSE, FALSE, sizeof(gint32))};
    char separator = column_separator(info);
    data->item_start = g_new(guint32, data->n + 1);
    for (guint32 row = 0; row < data->n; row++) {
        data->item_start[row] = items.items->len;
        gsize length = cells[row] ? strlen(cells[row]) : 0;
        if (!cell_missing(cells[row], length, KIND_LIST, info->nulls))
            cell_items(cells[row], length, separator, add_item, &items);
    }
    data->item_start[data->n] = items.items->len;
    data->item = (gint32 *)(gpointer)g_array_free(items.items, FALSE);
}

static void
value_from_cell(ColumnData *data, ColumnScan *reader, guint32 row, const char *bytes, gsize length)
{
    if (data->integer && !read_integer(reader, data->kind, bytes, length, &data->integer[row]))
        data->integer[row] = G_MININT64;
    if (data->decimal && !read_decimal(reader, bytes, length, &data->decimal[row]))
        data->decimal[row] = NAN;
    if (data->filled)
        data->filled[row] = !cell_missing(bytes, length, data->kind, reader->nulls);
    if (data->code && data->kind == KIND_BOOLEAN)
        read_boolean(reader, bytes, length, &data->code[row]);
    else if (data->code)
        data->code[row] = cell_missing(bytes, length, data->kind, reader->nulls)
                              ? -1
                              : (gint32)dictionary_add(data->dictionary, bytes, length);
}

ColumnData *
column_data_from_cells(const ColumnData *like, const ColumnInfo *info, GTimeZone *zone,
                       const char *const *cells, guint32 n)
{
    ColumnData *data = column_data_new(like->kind, n);
    data->integer = like->integer ? g_new(gint64, n) : NULL;
    data->decimal = like->decimal ? g_new(double, n) : NULL;
    data->code = like->code ? g_new(gint32, n) : NULL;
    data->filled = like->filled ? g_new(guint8, n) : NULL;
    data->dictionary = like->dictionary ? dictionary_new(like->dictionary) : NULL;
    if (like->kind == KIND_LIST) {
        lists_from_cells(data, info, cells);
        return data;
    }
    ColumnScan reader = {
        .order = column_date_order(info), .nulls = info->nulls, .clock = zone_cache_new(zone)};
    figure_format_from_text(info->number_format, &reader.figure, NULL);
    for (guint32 row = 0; row < n; row++)
        value_from_cell(data, &reader, row, cells[row] ? cells[row] : "",
                        cells[row] ? strlen(cells[row]) : 0);
    zone_cache_free(reader.clock);
    return data;
}
