/* type_stats: what typing leaves for the audit: different values, the most frequent ones, least,
 * greatest, mean, a histogram. Values are sorted where there are too many texts to count. */
#include "frame/cell.h"
#include "frame/type.h"

#include <math.h>
#include <string.h>

#define TOP G_N_ELEMENTS(((ColumnStats *)0)->top)
#define BINS G_N_ELEMENTS(((ColumnStats *)0)->bin)

#define SHOWN_BYTES 200

/* ---- numbers
 * --------------------------------------------------------------------------------------- */

static gboolean
value_at(const ColumnData *data, guint32 row, double *value)
{
    if (data->decimal) {
        *value = data->decimal[row];
        return !isnan(*value);
    }
    *value = (double)data->integer[row];
    return data->integer[row] != G_MININT64;
}

static void
number_range(const ColumnData *data, ColumnStats *stats)
{
    double value, sum = 0, low = INFINITY, high = -INFINITY;
    gint64 n = 0;
    for (guint32 row = 0; row < data->n; row++) {
        if (!value_at(data, row, &value))
            continue;
        low = MIN(low, value);
        high = MAX(high, value);
        sum += value;
        n++;
    }
    if (n == 0)
        return;
    stats->minimum = stats->bin_low = low;
    stats->maximum = stats->bin_high = high;
    stats->mean = sum / (double)n;
}

static void
number_bins(const ColumnData *data, ColumnStats *stats)
{
    double value, width = stats->maximum - stats->minimum;
    if (isnan(stats->minimum))
        return;
    stats->n_bins = width > 0 ? BINS : 1;
    for (guint32 row = 0; row < data->n; row++) {
        if (!value_at(data, row, &value))
            continue;
        double at = width > 0 ? (value - stats->minimum) / width * BINS : 0;
        stats->bin[MIN((guint)at, stats->n_bins - 1)]++;
    }
}

/* ---- most frequent
 * --------------------------------------------------------------------------------- */

/* Where a count belongs among the highest, TOP: nowhere. The earlier of equals stays ahead. */
static guint
top_place(const ColumnStats *stats, gint64 count)
{
    guint place = stats->n_top;
    while (place > 0 && stats->top_count[place - 1] < count)
        place--;
    return place;
}

static void
top_insert(ColumnStats *stats, guint place, char *text, gint64 count)
{
    if (stats->n_top == TOP)
        g_free(stats->top[TOP - 1]);
    else
        stats->n_top++;
    for (guint i = stats->n_top - 1; i > place; i--) {
        stats->top[i] = stats->top[i - 1];
        stats->top_count[i] = stats->top_count[i - 1];
    }
    stats->top[place] = text;
    stats->top_count[place] = count;
}

static void
top_of_texts(const Dictionary *texts, const guint32 *count, ColumnKind kind, ColumnStats *stats)
{
    for (guint32 code = 0; code < dictionary_size(texts); code++) {
        const char *text = dictionary_text(texts, code);
        guint place = top_place(stats, count[code]);
        if (place < TOP && !cell_missing(text, dictionary_length(texts, code), kind, NULL))
            top_insert(stats, place, cell_head(text, dictionary_length(texts, code), SHOWN_BYTES),
                       count[code]);
    }
}

static void
top_of_items(const ColumnData *data, ColumnStats *stats)
{
    guint32 n = dictionary_size(data->dictionary);
    g_autofree guint32 *count = g_new0(guint32, n + 1);
    for (guint32 i = 0; i < data->item_start[data->n]; i++)
        count[data->item[i]]++;
    top_of_texts(data->dictionary, count, KIND_LIST, stats);
}

/* Least significant byte first; a byte that all have in common is passed over. The sign bit turned,
 * negative numbers come first. */
static void
sort_integers(gint64 *values, guint32 n)
{
    g_autofree gint64 *other = g_new(gint64, n + 1);
    gint64 *from = values, *to = other;
    for (int shift = 0; shift < 64; shift += 8) {
        guint64 flip = shift == 56 ? 0x80 : 0;
        guint32 start[257] = {0};
        for (guint32 i = 0; i < n; i++)
            start[((((guint64)from[i] >> shift) & 0xff) ^ flip) + 1]++;
        if (n > 0 && start[((((guint64)from[0] >> shift) & 0xff) ^ flip) + 1] == n)
            continue;
        for (int byte = 0; byte < 256; byte++)
            start[byte + 1] += start[byte];
        for (guint32 i = 0; i < n; i++)
            to[start[(((guint64)from[i] >> shift) & 0xff) ^ flip]++] = from[i];
        gint64 *swap = from;
        from = to;
        to = swap;
    }
    if (from != values)
        memcpy(values, from, sizeof(gint64) * n);
}

/* Values as integers that are equal when they are; their order doesn't matter. */
static guint32
sorted_values(const ColumnData *data, gint64 *values)
{
    guint32 n = 0;
    double value;
    for (guint32 row = 0; row < data->n; row++) {
        if (!value_at(data, row, &value))
            continue;
        if (data->decimal)
            memcpy(&values[n++], &value, sizeof value);
        else
            values[n++] = data->integer[row];
    }
    sort_integers(values, n);
    return n;
}

static char *
value_text(ColumnKind kind, gint64 bits, GTimeZone *zone)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    double value;
    if (kind == KIND_DATE)
        return date_format(bits, PRECISION_SECOND, zone);
    if (kind == KIND_INTEGER)
        return g_strdup_printf("%" G_GINT64_FORMAT, bits);
    memcpy(&value, &bits, sizeof value);
    return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.15g", value));
}

static void
top_of_values(const ColumnData *data, GTimeZone *zone, ColumnStats *stats)
{
    g_autofree gint64 *values = g_new(gint64, data->n + 1);
    guint32 n = sorted_values(data, values);
    for (guint32 from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && values[to] == values[from]; to++)
            ;
        stats->distinct++;
        guint place = top_place(stats, to - from);
        if (place < TOP)
            top_insert(stats, place, value_text(data->kind, values[from], zone), to - from);
    }
}

/* ---- all of it
 * --------------------------------------------------------------------------------------- */

/* Texts that say there is no value are none of the different values of a number or date. */
static gint64
no_value_texts(const Dictionary *texts, ColumnKind kind)
{
    gint64 n = 0;
    for (guint32 code = 0; code < dictionary_size(texts); code++)
        n += cell_missing(dictionary_text(texts, code), dictionary_length(texts, code), kind, NULL);
    return n;
}

static void
count_different(const TypedColumn *column, const Dictionary *texts, ColumnStats *stats)
{
    const ColumnScan *scan = &column->scan;
    if (scan->mode == SCAN_FILLED) {
        stats->distinct = scan->different.n;
        stats->distinct_capped = scan->different.capped;
    } else if (scan->mode == SCAN_CODES) {
        gboolean exact = scan->readings.no_value > 0;
        stats->distinct = (gint64)dictionary_size(texts) -
                          (exact ? no_value_texts(texts, column->info->kind) : 0);
    }
}

static void
bins_of_top(ColumnStats *stats)
{
    stats->n_bins = stats->n_top;
    stats->bin_low = 0;
    stats->bin_high = stats->n_top;
    for (guint i = 0; i < stats->n_top; i++)
        stats->bin[i] = stats->top_count[i];
}

void
type_stats(TypedColumn *column, Dictionary *texts, const Unreadable *unreadable)
{
    const ColumnScan *scan = &column->scan;
    const ColumnData *data = column->data;
    ColumnStats *stats = &column->stats;
    ColumnKind kind = column->info->kind;
    gboolean exact =
        kind == KIND_BOOLEAN || kind == KIND_INTEGER || kind == KIND_DECIMAL || kind == KIND_DATE;
    gint64 no_value = scan->mode == SCAN_VALUES ? scan->no_value : scan->readings.no_value;
    *stats = (ColumnStats){.rows = scan->rows, .minimum = NAN, .maximum = NAN, .mean = NAN};
    stats->missing = scan->missing + (exact ? no_value : 0);
    stats->unreadable = unreadable->cells;
    stats->unreadable_example = g_strdup(unreadable->example);
    if (data->integer || data->decimal) {
        number_range(data, stats);
        number_bins(data, stats);
    }
    if (data->item_start)
        top_of_items(data, stats);
    else if (scan->mode == SCAN_CODES)
        top_of_texts(texts, scan->count, kind, stats);
    else if (scan->mode == SCAN_VALUES)
        top_of_values(data, scan->zone, stats);
    count_different(column, texts, stats);
    if (!data->integer && !data->decimal)
        bins_of_top(stats);
}
