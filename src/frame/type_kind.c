/* type_kind: what kind of column its cells make. Every rule is a share of the filled cells and is
 * told as evidence; nothing here looks at more than the readings and the heading. */
#include "frame/cell.h"
#include "frame/definition.h"
#include "frame/heading.h"
#include "frame/type.h"

#include <string.h>

static double
share(gint64 part, gint64 of)
{
    return of > 0 ? (double)part / (double)of : 0;
}

static double
words_a_cell(const Readings *readings)
{
    return share(readings->words, readings->cells - readings->no_value);
}

static double
bytes_a_cell(const Readings *readings)
{
    return share(readings->bytes, readings->cells - readings->no_value);
}

static double
different_share(const Readings *readings)
{
    return share(readings->different, readings->cells);
}

/* ---- booleans -------------------------------------------------------------------------------- */

static gboolean
is_boolean(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    gint64 cells = readings_exact_cells(readings);
    if (cells == 0 || column->scan.mode != SCAN_CODES)
        return FALSE;
    if (readings->yes_no_word == cells)
        return TRUE;
    if (readings->yes_letter + readings->no_letter == cells)
        return readings->yes_letter > 0 && readings->no_letter > 0;
    return readings->zero + readings->one == cells && readings->zero > 0 && readings->one > 0 &&
           !heading_names_count(column->words) && readings->different == 2;
}

/* ---- numbers -----------------------------------------------------------------------------------
 */

/* Seconds since 1970 are dates only where the heading speaks of time; else a ten-digit number is a
 * telephone, an order, a case. */
static gboolean
is_epoch(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    return column->scan.mode == SCAN_CODES && heading_names_time(column->words) &&
           share(readings->order[DATE_EPOCH], readings_exact_cells(readings)) >= READING_SHARE;
}

static gboolean
are_codes(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    return readings->integer == readings->number &&
           (share(readings->leading_zero, readings->number) > 0.01 ||
            heading_names_code(column->words));
}

/* Minutes and hours written 3:53 count where the heading speaks of a duration, or where some can be
 * no time of day and it speaks of time. */
static int
clock_unit(const TypedColumn *column)
{
    gboolean longer = column->scan.readings.only_duration > 0 && words_have(column->words, "time");
    return column->scan.clock_unit == 0 && longer ? 3600 : column->scan.clock_unit;
}

/* Sets how the column's numbers are written; FALSE: they are plain, or none. */
static gboolean
find_figures(TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    int unit = clock_unit(column);
    if (column->scan.mode != SCAN_CODES || column->scan.no_figures)
        return FALSE;
    FigureStyle style = readings_figure(readings, unit);
    column->scan.figure = (FigureFormat){style, unit};
    column->figure_ambiguous = style != FIGURE_CLOCK && readings_figure_ambiguous(readings) &&
                               (style != FIGURE_PLAIN || readings_number(readings));
    return style != FIGURE_PLAIN;
}

static ColumnKind
kind_of_figures(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    FigureStyle style = column->scan.figure.style;
    gint64 whole = style == FIGURE_POINT   ? readings->whole_point
                   : style == FIGURE_COMMA ? readings->whole_comma
                                           : 0;
    gint64 read = style == FIGURE_POINT ? readings->point : readings->comma;
    return whole == read && whole > 0 && readings->percent == 0 ? KIND_INTEGER : KIND_DECIMAL;
}

static ColumnKind
kind_of_numbers(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    gboolean whole = readings->integer == readings->number;
    if (column->scan.mode == SCAN_VALUES)
        return column->scan.kind;
    if (whole && heading_names_key(column->words))
        return KIND_KEY;
    if (are_codes(column))
        return different_share(readings) > 0.5 && readings->different > 50 ? KIND_KEY
                                                                           : KIND_CATEGORY;
    return whole ? KIND_INTEGER : KIND_DECIMAL;
}

/* ---- lists --------------------------------------------------------------------------------------
 */

typedef struct {
    Dictionary *items;
    gint64 n;     /* items in the different texts */
    gint64 words; /* blanks between words of items */
} ListItems;

static void
count_item(const char *bytes, gsize length, gpointer data)
{
    ListItems *items = data;
    dictionary_add(items->items, bytes, length);
    items->n++;
    items->words++;
    for (gsize i = 0; i < length; i++)
        items->words += bytes[i] == ' ';
}

/* The share of cells that hold the separator. */
static double
cut_share(const ColumnScan *scan, char separator)
{
    gint64 cut = 0, cells = 0;
    guint32 texts = dictionary_size(scan->dictionary);
    for (guint32 code = 0; code < texts; code++) {
        cells += scan->count[code];
        if (memchr(dictionary_text(scan->dictionary, code), separator,
                   dictionary_length(scan->dictionary, code)))
            cut += scan->count[code];
    }
    return share(cut, cells);
}

/* Whether the texts, cut at the separator, are made of items that come again in other texts. A text
 * with commas is no list; tags that are written once each are not worth one. */
static gboolean
items_recur(const ColumnScan *scan, char separator, gboolean named)
{
    ListItems items = {.items = dictionary_new(NULL)};
    guint32 texts = dictionary_size(scan->dictionary);
    for (guint32 code = 0; code < texts; code++)
        cell_items(dictionary_text(scan->dictionary, code),
                   dictionary_length(scan->dictionary, code), separator, count_item, &items);
    gint64 different = dictionary_size(items.items);
    dictionary_unref(items.items);
    if (named)
        return share(different, items.n) <= 0.7;
    return share(different, texts) <= 0.5 && different > 1 && share(items.words, items.n) <= 3;
}

/* The separator of a list, 0: no list. Blanks and commas separate only under a heading that names
 * tags. */
static char
list_separator(const TypedColumn *column)
{
    gboolean named = heading_names_list(column->words);
    if (column->scan.mode != SCAN_CODES || column->scan.readings.different < 2)
        return 0;
    for (const char *separator = named ? ";|, " : ";|"; *separator; separator++)
        if (cut_share(&column->scan, *separator) >= (named ? 0.01 : 0.1) &&
            items_recur(&column->scan, *separator, named))
            return *separator;
    return 0;
}

/* ---- keys, categories, text
 * ------------------------------------------------------------------------ */

static gboolean
is_key(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    if (column->scan.mode != SCAN_CODES || bytes_a_cell(readings) > 40)
        return FALSE;
    if (heading_names_key(column->words))
        return words_a_cell(readings) <= 3;
    gboolean many = column->scan.keep || different_share(readings) >= 0.9;
    return many && readings->cells >= 20 && words_a_cell(readings) <= 1.05;
}

static gboolean
names_text(const char *words)
{
    static const char *const names[] = {
        "subject", "description", "body", "message", "comment", "comments",  "summary", "content",
        "text",    "notes",       "note", "details", "title",   "complaint", NULL};
    return words_have_any(words, names) != NULL;
}

static gboolean
is_text(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    double different = different_share(readings), words = words_a_cell(readings);
    if (column->scan.mode == SCAN_FILLED || readings->different > SCAN_CATEGORY_LIMIT)
        return TRUE;
    if (names_text(column->words) && different > 0.1 && words >= 1.5 && readings->different > 2)
        return TRUE;
    return (different > 0.5 && words >= 3 && readings->different > 20) ||
           (different > 0.2 && bytes_a_cell(readings) >= 60 && readings->different > 20) ||
           (different > 0.9 && readings->different > 200);
}

static ColumnKind
kind_of_words(TypedColumn *column)
{
    if ((column->list_separator = list_separator(column)) != 0)
        return KIND_LIST;
    if (is_key(column))
        return KIND_KEY;
    return is_text(column) ? KIND_TEXT : KIND_CATEGORY;
}

/* ---- the judgement
 * ------------------------------------------------------------------------------------ */

static ColumnKind
kind_of(TypedColumn *column)
{
    const ColumnScan *scan = &column->scan;
    const Readings *readings = &scan->readings;
    if (scan->rows == scan->missing)
        return KIND_EMPTY;
    if (scan->mode == SCAN_VALUES) {
        column->info->date_order = scan->order;
        return scan->kind;
    }
    if (scan->mode == SCAN_FILLED)
        return KIND_TEXT;
    if (is_boolean(column))
        return KIND_BOOLEAN;
    DateOrder order = readings_order(readings);
    if (order == DATE_UNKNOWN && is_epoch(column))
        order = DATE_EPOCH;
    column->info->date_order = order;
    if (order != DATE_UNKNOWN)
        return KIND_DATE;
    if (find_figures(column))
        return kind_of_figures(column);
    if (readings_number(readings))
        return kind_of_numbers(column);
    return kind_of_words(column);
}

void
type_set_figure(TypedColumn *column, FigureFormat figure)
{
    ColumnInfo *info = column->info;
    gboolean number = info->kind == KIND_INTEGER || info->kind == KIND_DECIMAL;
    column->scan.figure = figure;
    if (number && column->scan.mode == SCAN_CODES && figure.style != FIGURE_PLAIN)
        info->kind = kind_of_figures(column);
    g_free(info->number_format);
    info->number_format = number ? figure_format_text(figure) : NULL;
}

void
type_kind(TypedColumn *column)
{
    ColumnInfo *info = column->info;
    const Readings *readings = &column->scan.readings;
    if (info->kind_declared) {
        if (!info->number_format && find_figures(column))
            info->number_format = figure_format_text(column->scan.figure);
        column->list_separator = info->separator && *info->separator ? *info->separator : ',';
        return;
    }
    info->date_order = DATE_UNKNOWN;
    info->kind = kind_of(column);
    type_set_figure(column, column->scan.figure);
    g_clear_pointer(&info->separator, g_free);
    if (info->kind == KIND_LIST)
        info->separator = g_strndup(&column->list_separator, 1);
    gboolean slashed = info->date_order == DATE_DMY || info->date_order == DATE_MDY;
    column->ambiguous =
        info->kind == KIND_DATE && slashed && readings->only_dmy == 0 && readings->only_mdy == 0;
}

/* ---- evidence
 * ------------------------------------------------------------------------------------------- */

static char *
quoted(const char *text)
{
    g_autofree char *clean = text_clean(text, -1);
    return g_strdup_printf("“%s”", clean);
}

static void
append_ambiguous(GString *words, const TypedColumn *column)
{
    const ColumnInfo *info = column->info;
    DateOrder other = info->date_order == DATE_DMY ? DATE_MDY : DATE_DMY;
    g_string_append(words, "; ambiguous: no day is over 12");
    if (!info->kind_declared && column->order_reason)
        g_string_append_printf(words, "; read as %s, %s: `type %s.%s date order=%s` changes that",
                               date_order_name(info->date_order), column->order_reason,
                               column->table, info->name, date_order_name(other));
}

static void
append_figures(GString *words, const TypedColumn *column)
{
    const ColumnInfo *info = column->info;
    const Readings *readings = &column->scan.readings;
    FigureStyle style = column->scan.figure.style;
    if (style == FIGURE_COMMA)
        g_string_append(words, "; with a decimal comma (1.234,5)");
    if (style == FIGURE_POINT &&
        (readings->only_point > 0 || readings->whole_point > readings->whole_comma))
        g_string_append(words, "; with a decimal point (1,234.5)");
    if (style == FIGURE_CLOCK) {
        g_autofree char *count = number_count(readings->duration);
        g_string_append_printf(words, "; %s written h:mm become %s", count,
                               span_unit_name(column->scan.figure.unit));
    }
    g_autofree char *unit =
        column->preset && style != FIGURE_CLOCK ? preset_unit(column->preset, info->heading) : NULL;
    if (unit)
        g_string_append_printf(words, "; in %s", unit);
    if (readings->percent > 0)
        g_string_append(words, "; in per cent");
    if (readings->money > 0)
        g_string_append_printf(words, "; in %s", readings->currency);
    if (!column->figure_ambiguous || info->kind_declared)
        return;
    gboolean comma = style == FIGURE_COMMA;
    g_string_append_printf(words,
                           "; ambiguous: every mark stands before three digits: `type %s.%s "
                           "decimal format=\"decimal %s\"` reads them as %s",
                           column->table, info->name, comma ? "point" : "comma",
                           readings->whole_point > readings->whole_comma
                               ? (comma ? "thousands" : "decimals")
                               : (comma ? "decimals" : "thousands"));
}

static void
append_dates(GString *words, const TypedColumn *column)
{
    const ColumnInfo *info = column->info;
    const Readings *readings = &column->scan.readings;
    gint64 decisive = info->date_order == DATE_DMY ? readings->only_dmy : readings->only_mdy;
    if (info->date_order == DATE_DMY || info->date_order == DATE_MDY) {
        g_autofree char *count = number_count(decisive);
        if (decisive > 0)
            g_string_append_printf(words, "; %s have a day over 12", count);
        else
            append_ambiguous(words, column);
    }
    g_autofree char *time = definition_time_column(info);
    if (time) {
        g_autofree char *shown = quoted(time);
        g_string_append_printf(words, "; the time of day comes from %s", shown);
    }
    if (info->precision == PRECISION_DAY && column->scan.precision != PRECISION_DAY)
        g_string_append(words, "; every time of day is 00:00, so they are days");
}

static void
append_different(GString *words, const TypedColumn *column, gint64 filled)
{
    const ColumnScan *scan = &column->scan;
    gboolean capped = scan->mode == SCAN_FILLED && scan->different.capped;
    gint64 different =
        scan->mode == SCAN_FILLED ? scan->different.n : (gint64)scan->readings.different;
    g_autofree char *n = number_count(different);
    g_autofree char *cells = number_count(filled);
    g_string_append_printf(words, "%s%s different value%s in %s cell%s", n,
                           capped ? " or more" : "", different == 1 ? "" : "s", cells,
                           filled == 1 ? "" : "s");
}

static const char *
kind_plural(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    if (column->info->kind == KIND_INTEGER)
        return "are whole numbers";
    if (column->info->kind == KIND_DECIMAL)
        return "are decimals";
    if (readings->zero + readings->one > 0)
        return "are 0 or 1";
    return readings->yes_letter + readings->no_letter > 0 ? "are one letter for yes or no"
                                                          : "are yes or no";
}

static void
append_reading(GString *words, const TypedColumn *column, gint64 read, gint64 filled)
{
    const ColumnInfo *info = column->info;
    g_autofree char *n = number_count(read);
    g_autofree char *of = number_count(filled);
    if (info->kind == KIND_DATE)
        g_string_append_printf(words, "%s of %s cells read as %s", n, of,
                               date_order_name(info->date_order));
    else
        g_string_append_printf(words, "%s of %s cells %s", n, of, kind_plural(column));
}

static void
append_words(GString *words, const TypedColumn *column, gint64 filled)
{
    const Readings *readings = &column->scan.readings;
    append_different(words, column, filled);
    switch (column->info->kind) {
    case KIND_KEY:
        if (heading_names_key(column->words))
            g_string_append(words, "; the heading names a key");
        break;
    case KIND_LIST:
        if (column->info->definition) {
            g_string_append(words, ", gathered from columns of the same heading");
            break;
        }
        g_string_append_printf(words, ", items separated by %s",
                               column->list_separator == ' '   ? "blanks"
                               : column->list_separator == ';' ? "semicolons"
                               : column->list_separator == '|' ? "bars"
                                                               : "commas");
        break;
    case KIND_TEXT:
        g_string_append_printf(words, ", %.3g words each", words_a_cell(readings));
        break;
    default:
        break;
    }
    if (readings->number > 0 && readings->number == readings_exact_cells(readings) &&
        are_codes(column))
        g_string_append(words, readings->leading_zero ? "; numbers that begin with 0 are codes"
                                                      : "; its heading names a code, no quantity");
}

/* Missing cells, null spellings and unreadable ones: nothing is lost in silence. */
static void
append_rest(GString *words, const TypedColumn *column, const Unreadable *unreadable, gint64 missing)
{
    const ColumnScan *scan = &column->scan;
    gint64 blank = scan->missing - scan->null_spelled;
    if (blank > 0 && column->info->kind != KIND_EMPTY) {
        g_autofree char *count = number_count(blank);
        g_string_append_printf(words, "; %s blank", count);
    }
    if (scan->null_spelled > 0) {
        g_autofree char *count = number_count(scan->null_spelled);
        g_autofree char *example = quoted(scan->null_example);
        g_string_append_printf(words, "; %s %s missing (%s)", count,
                               scan->null_spelled == 1 ? "counts as" : "count as", example);
    }
    if (missing > scan->missing) {
        g_autofree char *count = number_count(missing - scan->missing);
        g_string_append_printf(words, "; %s say there is no value", count);
    }
    if (unreadable->cells > 0) {
        g_autofree char *count = number_count(unreadable->cells);
        g_autofree char *example = quoted(unreadable->example);
        g_string_append_printf(words, "; %s can't be read, such as %s", count, example);
    }
}

/* What the cells leave open is kept, so that the audit asks. */
static const char *
doubt_of(const TypedColumn *column)
{
    const ColumnInfo *info = column->info;
    if (info->kind_declared)
        return NULL;
    if (info->kind == KIND_DATE)
        return column->ambiguous ? column->order_reason : NULL;
    return column->figure_ambiguous && (info->kind == KIND_INTEGER || info->kind == KIND_DECIMAL)
               ? column->figure_reason
               : NULL;
}

void
type_evidence(TypedColumn *column, const Unreadable *unreadable)
{
    ColumnInfo *info = column->info;
    gint64 missing = column->stats.missing;
    gint64 filled = (gint64)column->scan.rows - missing;
    gboolean exact = info->kind == KIND_BOOLEAN || info->kind == KIND_INTEGER ||
                     info->kind == KIND_DECIMAL || info->kind == KIND_DATE;
    GString *words = g_string_new(info->kind_declared ? "you said so; " : NULL);
    if (column_is_part(info))
        g_string_append(words, "its cells are gathered into the first column of its heading");
    else if (column->dropped)
        g_string_append(words, "its cells were not kept: names are dropped in this workspace");
    else if (info->kind == KIND_EMPTY)
        g_string_append(words, "no cell is filled");
    else if (exact)
        append_reading(words, column, filled - unreadable->cells, filled);
    else
        append_words(words, column, filled);
    if (info->kind == KIND_DATE)
        append_dates(words, column);
    if (info->kind == KIND_INTEGER || info->kind == KIND_DECIMAL)
        append_figures(words, column);
    else if (!exact && column->scan.readings.currencies)
        g_string_append(words, "; amounts in several currencies are no one number");
    append_rest(words, column, unreadable, missing);
    g_free(info->doubt);
    info->doubt = g_strdup(doubt_of(column));
    g_free(info->kind_evidence);
    info->kind_evidence = g_string_free(words, FALSE);
}
