/* scan: the hot loop of typing and of building frames. Once a kind is excluded nothing asks for it
 * again: in codes a cell costs a hash, in values a parse, in filled text a look at its first byte.
 */
#include "frame/scan.h"

#include "frame/cell.h"

#include <math.h>
#include <string.h>

/* Texts of a column held at most while it could still be a category, and for keys at all. */
#define CATEGORY_BYTES (16u << 20)
#define KEY_BYTES (256u << 20)
/* Keys are short and of one word. */
#define KEY_LENGTH 40

void
scan_init(ColumnScan *scan, guint32 rows, GTimeZone *zone)
{
    *scan = (ColumnScan){.zone = zone, .capacity = MAX(rows, 16), .kind = KIND_TEXT};
    scan->count_different = TRUE;
    scan_restart(scan);
}

static void
free_cells(ColumnScan *scan)
{
    g_clear_pointer(&scan->code, g_free);
    g_clear_pointer(&scan->dictionary, dictionary_unref);
    g_clear_pointer(&scan->count, g_free);
    g_clear_pointer(&scan->integer, g_free);
    g_clear_pointer(&scan->decimal, g_free);
    g_clear_pointer(&scan->filled, g_free);
    g_clear_pointer(&scan->different.slot, g_free);
    g_clear_pointer(&scan->null_example, g_free);
    g_clear_pointer(&scan->unreadable_example, g_free);
    g_clear_pointer(&scan->clock, zone_cache_free);
}

void
scan_clear(ColumnScan *scan)
{
    free_cells(scan);
}

void
scan_restart(ColumnScan *scan)
{
    ColumnScan learnt = *scan;
    free_cells(scan);
    *scan = (ColumnScan){
        .decided = learnt.decided,
        .kind = learnt.kind,
        .order = learnt.order,
        .figure = learnt.figure,
        .clock_unit = learnt.clock_unit,
        .no_figures = learnt.no_figures,
        .clock_heading = learnt.clock_heading,
        .key_heading = learnt.key_heading,
        .list_heading = learnt.list_heading,
        .no_values = learnt.no_values,
        .count_different = learnt.count_different,
        .nulls = learnt.nulls,
        .zone = learnt.zone,
        .capacity = learnt.capacity,
    };
    scan->clock = zone_cache_new(scan->zone);
    if (scan->decided && scan->kind == KIND_TEXT && !scan->count_different) {
        scan->mode = SCAN_FILLED;
        scan->filled = g_new(guint8, scan->capacity);
        return;
    }
    scan->dictionary = dictionary_new(NULL);
    scan->code = g_new(gint32, scan->capacity);
    scan->count_capacity = 64;
    scan->count = g_new(guint32, scan->count_capacity);
}

/* ---- different texts ----------------------------------------------------------------------- */

static void
different_insert(Different *different, guint64 hash)
{
    guint32 at = (guint32)hash & different->mask;
    while (different->slot[at] && different->slot[at] != hash)
        at = (at + 1) & different->mask;
    different->n += different->slot[at] == 0;
    different->slot[at] = hash;
}

static void
different_grow(Different *different)
{
    Different grown = {.mask = different->slot ? different->mask * 2 + 1 : (1u << 18) - 1};
    grown.slot = g_new0(guint64, (gsize)grown.mask + 1);
    for (guint32 i = 0; different->slot && i <= different->mask; i++)
        if (different->slot[i])
            different_insert(&grown, different->slot[i]);
    g_free(different->slot);
    *different = grown;
}

static void
different_add(Different *different, guint64 hash)
{
    if (different->capped)
        return;
    if (!different->slot || different->n * 2u > different->mask)
        different_grow(different);
    different_insert(different, hash ? hash : 1);
    different->capped = different->n >= SCAN_DISTINCT_LIMIT;
}

/* ---- values ---------------------------------------------------------------------------------- */

gboolean
scan_date(ColumnScan *scan, const char *bytes, gsize length, DateOrder order, TimePoint *time)
{
    TimePrecision precision;
    if (!date_parse_cached(bytes, (gssize)length, order, scan->clock, time, &precision))
        return FALSE;
    scan->precision = MAX(scan->precision, precision);
    TimePoint written;
    if (!scan->timed && precision != PRECISION_DAY &&
        date_parse(bytes, (gssize)length, order, NULL, &written, NULL))
        scan->timed = written % TIME_DAY != 0;
    return TRUE;
}

/* Beyond 2^53 only plain integers are exact. */
gboolean
scan_integer(const ColumnScan *scan, const char *bytes, gsize length, gint64 *integer)
{
    double value;
    if (number_parse_integer(bytes, (gssize)length, integer))
        return TRUE;
    if (scan->figure.style == FIGURE_PLAIN || !figure_parse(scan->figure, bytes, length, &value) ||
        value != floor(value) || fabs(value) > 9007199254740992.0)
        return FALSE;
    *integer = (gint64)value;
    return TRUE;
}

/* From the first decimal on, integers are decimals; below 2^53 nothing changes. */
static void
integers_to_decimals(ColumnScan *scan)
{
    scan->decimal = g_new(double, scan->capacity);
    for (guint32 row = 0; row < scan->rows; row++)
        scan->decimal[row] =
            scan->integer[row] == G_MININT64 ? (double)NAN : (double)scan->integer[row];
    g_clear_pointer(&scan->integer, g_free);
    scan->kind = KIND_DECIMAL;
}

/* Counts on which order d/m/y and m/d/y depend: rare, but told as evidence. */
static void
count_orders(ColumnScan *scan, const char *bytes, gsize length)
{
    guint orders = date_orders_possible(bytes, (gssize)length);
    gboolean dmy = orders & 1u << DATE_DMY, mdy = orders & 1u << DATE_MDY;
    scan->readings.order[DATE_DMY] += dmy;
    scan->readings.order[DATE_MDY] += mdy;
    scan->readings.only_dmy += dmy && !mdy;
    scan->readings.only_mdy += mdy && !dmy;
}

static gboolean
read_value(ColumnScan *scan, const char *bytes, gsize length, gint64 *integer, double *decimal)
{
    if (scan->kind == KIND_DATE) {
        if (scan->order == DATE_DMY || scan->order == DATE_MDY)
            count_orders(scan, bytes, length);
        return scan_date(scan, bytes, length, scan->order, integer);
    }
    if (scan->kind == KIND_INTEGER) {
        if (scan_integer(scan, bytes, length, integer))
            return TRUE;
        if (scan->decided || !figure_parse(scan->figure, bytes, length, decimal))
            return FALSE;
        integers_to_decimals(scan);
        return TRUE;
    }
    return figure_parse(scan->figure, bytes, length, decimal);
}

static void
add_value(ColumnScan *scan, const char *bytes, gsize length, CellState state, guint64 hash)
{
    gint64 integer = G_MININT64;
    double decimal = NAN;
    if (state == CELL_NO_VALUE) {
        scan->no_value++;
    } else if (state == CELL_FILLED && !read_value(scan, bytes, length, &integer, &decimal)) {
        scan->unreadable++;
        if (!scan->unreadable_example)
            scan->unreadable_example = cell_head(bytes, length, 80);
    }
    if (scan->integer)
        scan->integer[scan->rows++] = integer;
    else
        scan->decimal[scan->rows++] = decimal;
}

/* ---- from codes to something else ---------------------------------------------------------------
 */

typedef void (*AddCell)(ColumnScan *, const char *, gsize, CellState, guint64);

/* Takes the cells so far through `add`, as if they came again. */
static void
replay_codes(ColumnScan *scan, AddCell add)
{
    guint32 rows = scan->rows;
    g_autofree gint32 *code = g_steal_pointer(&scan->code);
    g_autoptr(Dictionary) dictionary = g_steal_pointer(&scan->dictionary);
    g_clear_pointer(&scan->count, g_free);
    scan->rows = 0;
    for (guint32 row = 0; row < rows; row++) {
        const char *text = code[row] < 0 ? "" : dictionary_text(dictionary, (guint32)code[row]);
        gsize length = code[row] < 0 ? 0 : dictionary_length(dictionary, (guint32)code[row]);
        guint64 hash = scan->mode == SCAN_FILLED ? hash_bytes(text, length, 0) : 0;
        add(scan, text, length, code[row] < 0 ? CELL_BLANK : cell_state(text, length), hash);
    }
}

static void
become_values(ColumnScan *scan, ColumnKind kind, DateOrder order)
{
    scan->mode = SCAN_VALUES;
    scan->kind = kind;
    scan->order = order;
    scan->readings.order[DATE_DMY] = scan->readings.order[DATE_MDY] = 0;
    scan->readings.only_dmy = scan->readings.only_mdy = 0;
    if (kind == KIND_DECIMAL)
        scan->decimal = g_new(double, scan->capacity);
    else
        scan->integer = g_new(gint64, scan->capacity);
    replay_codes(scan, add_value);
}

static void
add_filled(ColumnScan *scan, const char *bytes, gsize length, CellState state, guint64 hash)
{
    gboolean filled = state == CELL_FILLED || state == CELL_NO_VALUE;
    if (filled && scan->count_different)
        different_add(&scan->different, hash);
    if (filled && scan->personal.cells < PERSONAL_SAMPLE)
        personal_look(&scan->personal, bytes, length);
    scan->filled[scan->rows++] = filled;
}

static void
become_filled(ColumnScan *scan)
{
    scan->mode = SCAN_FILLED;
    scan->filled = g_new(guint8, scan->capacity);
    replay_codes(scan, add_filled);
}

static gboolean
looks_like_keys(const ColumnScan *scan, const Readings *readings)
{
    gint64 cells = MAX(readings->cells, 1);
    gboolean short_texts = readings->bytes <= KEY_LENGTH * cells;
    return short_texts && (scan->key_heading || (double)readings->words <= 1.02 * (double)cells);
}

/* Numbers in a style that isn't plain: what they become. */
static gboolean
outgrow_to_figures(ColumnScan *scan)
{
    const Readings *readings = &scan->readings;
    FigureStyle style = readings_figure(readings, scan->clock_unit);
    if (style == FIGURE_PLAIN || scan->no_figures || scan->no_values)
        return FALSE;
    gint64 whole = style == FIGURE_POINT   ? readings->whole_point
                   : style == FIGURE_COMMA ? readings->whole_comma
                                           : 0;
    scan->figure = (FigureFormat){style, scan->clock_unit};
    become_values(scan,
                  whole == readings_exact_cells(readings) && !readings->percent ? KIND_INTEGER
                                                                                : KIND_DECIMAL,
                  DATE_UNKNOWN);
    return TRUE;
}

/* The dictionary has outgrown a category: what else is it? */
static void
outgrow(ColumnScan *scan)
{
    Readings *readings = &scan->readings;
    readings_of(scan->dictionary, scan->count, readings);
    DateOrder order = readings_order(readings);
    gboolean codes = (double)readings->leading_zero > 0.01 * (double)readings->cells;
    if (dictionary_bytes(scan->dictionary) > KEY_BYTES)
        become_filled(scan);
    else if (scan->list_heading || (scan->key_heading && looks_like_keys(scan, readings)))
        scan->keep = TRUE;
    else if (readings_number(readings) && !codes && !scan->no_values)
        become_values(scan, readings->integer == readings->number ? KIND_INTEGER : KIND_DECIMAL,
                      DATE_UNKNOWN);
    else if (order != DATE_UNKNOWN && !scan->no_values)
        become_values(scan, KIND_DATE, order);
    else if (scan->clock_heading && readings->time_of_day == readings_exact_cells(readings))
        scan->keep = TRUE;
    else if (outgrow_to_figures(scan))
        return;
    else if (looks_like_keys(scan, readings))
        scan->keep = TRUE;
    else
        become_filled(scan);
}

/* The same where the kind is given. */
static void
outgrow_decided(ColumnScan *scan)
{
    readings_of(scan->dictionary, scan->count, &scan->readings);
    if (scan->figure.style == FIGURE_PLAIN && !scan->no_figures)
        scan->figure =
            (FigureFormat){readings_figure(&scan->readings, scan->clock_unit), scan->clock_unit};
    if (scan->kind == KIND_INTEGER || scan->kind == KIND_DECIMAL || scan->kind == KIND_DATE)
        become_values(scan, scan->kind, scan->order);
    else if (scan->kind == KIND_TEXT || scan->kind == KIND_EMPTY)
        become_filled(scan);
    else
        scan->keep = TRUE;
}

/* ---- cells --------------------------------------------------------------------------------------
 */

static void
count_code(ColumnScan *scan, guint32 code)
{
    if (code >= scan->count_capacity) {
        scan->count_capacity *= 2;
        scan->count = g_renew(guint32, scan->count, scan->count_capacity);
    }
    if (code == scan->readings.different) {
        scan->readings.different++;
        scan->count[code] = 0;
    }
    scan->count[code]++;
}

static void
add_code(ColumnScan *scan, const char *bytes, gsize length, CellState state, guint64 hash)
{
    if (state == CELL_BLANK || state == CELL_NULL) {
        scan->code[scan->rows++] = -1;
        return;
    }
    guint32 code = dictionary_add_hashed(scan->dictionary, bytes, length, hash);
    count_code(scan, code);
    scan->code[scan->rows++] = (gint32)code;
    gsize limit = scan->keep ? (scan->decided ? G_MAXSIZE : KEY_BYTES) : CATEGORY_BYTES;
    if ((!scan->keep && code >= SCAN_CATEGORY_LIMIT) ||
        dictionary_bytes(scan->dictionary) > limit) {
        if (scan->decided)
            outgrow_decided(scan);
        else
            outgrow(scan);
    }
}

static void
grow_rows(ColumnScan *scan)
{
    scan->capacity *= 2;
    if (scan->code)
        scan->code = g_renew(gint32, scan->code, scan->capacity);
    if (scan->integer)
        scan->integer = g_renew(gint64, scan->integer, scan->capacity);
    if (scan->decimal)
        scan->decimal = g_renew(double, scan->decimal, scan->capacity);
    if (scan->filled)
        scan->filled = g_renew(guint8, scan->filled, scan->capacity);
}

guint64
scan_ahead(const ColumnScan *scan, const char *bytes, gsize length)
{
    if (scan->mode == SCAN_VALUES || (scan->mode == SCAN_FILLED && !scan->count_different))
        return 0;
    guint64 hash = hash_bytes(bytes, length, 0);
    if (scan->mode == SCAN_CODES)
        dictionary_fetch(scan->dictionary, hash);
    else if (scan->different.slot)
        __builtin_prefetch(&scan->different.slot[(guint32)hash & scan->different.mask]);
    return hash;
}

void
scan_cell(ColumnScan *scan, const char *bytes, gsize length, guint64 hash)
{
    if (scan->rows == scan->capacity)
        grow_rows(scan);
    CellState state = bytes ? cell_state(bytes, length) : CELL_BLANK;
    if (scan->nulls && bytes && state != CELL_BLANK && cell_is_null(bytes, length, scan->nulls))
        state = CELL_NULL;
    if (state == CELL_BLANK || state == CELL_NULL) {
        scan->missing++;
        if (state == CELL_NULL && scan->null_spelled++ == 0)
            scan->null_example = cell_head(bytes, length, 80);
    }
    if (scan->mode == SCAN_CODES)
        add_code(scan, bytes, length, state, hash);
    else if (scan->mode == SCAN_VALUES)
        add_value(scan, bytes, length, state, hash);
    else
        add_filled(scan, bytes, length, state, hash);
}

void
scan_finish(ColumnScan *scan)
{
    if (scan->mode == SCAN_CODES) {
        readings_of(scan->dictionary, scan->count, &scan->readings);
        return;
    }
    if (scan->mode != SCAN_VALUES || scan->decided)
        return;
    gint64 cells = (gint64)scan->rows - scan->missing - scan->no_value;
    if ((double)scan->unreadable <= (1 - READING_SHARE) * (double)cells)
        return;
    /* Sorted dates can all be read in two orders for the first 65,536 and then in one only. */
    DateOrder other = scan->order == DATE_DMY ? DATE_MDY : DATE_DMY;
    scan->again = TRUE;
    if (scan->kind == KIND_DATE && (scan->order == DATE_DMY || scan->order == DATE_MDY) &&
        scan->readings.order[other] > scan->readings.order[scan->order]) {
        scan->decided = TRUE;
        scan->order = other;
    } else {
        scan->no_values = TRUE;
        scan->kind = KIND_TEXT;
    }
}
