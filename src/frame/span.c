/* span: columns whose numbers are a span of time: in which unit they count, and how a cell of one
 * is said to people. Numbers stay in their unit: conditions and exports compare and write those. */
#include "frame/figure.h"
#include "frame/heading.h"

#include <string.h>

/* The unit that typing wrote down, by how cells are written or by the vendor's preset; 0: none. */
static int
told_unit(const ColumnInfo *column)
{
    static const int seconds[] = {1, 60, 3600, 86400};
    FigureFormat format;
    if (figure_format_from_text(column->number_format, &format, NULL) &&
        format.style == FIGURE_CLOCK)
        return format.unit;
    for (gsize i = 0; column->kind_evidence && i < G_N_ELEMENTS(seconds); i++) {
        g_autofree char *told = g_strconcat("; in ", span_unit_name(seconds[i]), NULL);
        if (strstr(column->kind_evidence, told))
            return seconds[i];
    }
    return 0;
}

int
column_duration_unit(const ColumnInfo *column)
{
    g_autofree char *words = heading_words(column->heading);
    int told = told_unit(column);
    return told ? told : heading_duration_unit(words);
}

/* ---- headings that name their unit ------------------------------------------------------------
 */

static int
unit_of_word(const char *word)
{
    static const struct {
        const char *word;
        int seconds;
    } units[] = {{"seconds", 1},  {"secs", 1},     {"sekunden", 1}, {"minutes", 60},
                 {"mins", 60},    {"minuten", 60}, {"std", 3600},   {"stunden", 3600},
                 {"hours", 3600}, {"hrs", 3600},   {"days", 86400}, {"tage", 86400}};
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(word, units[i].word) == 0)
            return units[i].seconds;
    return 0;
}

/* What counts or divides by hours is no span: tickets_last_48_hours, calls_per_hours, the standard
 * deviation amount_std. */
static gboolean
names_no_span(const char *heading, const char *words)
{
    static const char *const others[] = {"per",  "last",   "past",  "previous", "next",
                                         "rate", "number", "count", "opening",  NULL};
    g_autofree char *small = g_ascii_strdown(heading, -1);
    return words_have_any(words, others) != NULL ||
           (words_have(words, "std") && !strstr(small, "std.") && !strstr(small, "(std"));
}

int
heading_span_unit(const char *heading)
{
    g_autofree char *words = heading_words(heading);
    g_auto(GStrv) word = g_strsplit(g_strstrip(words), " ", -1);
    g_autofree char *spaced = heading_words(heading);
    guint n = g_strv_length(word);
    if (names_no_span(heading, spaced))
        return 0;
    for (guint i = 0; i < n; i++) {
        int unit = unit_of_word(word[i]);
        gboolean counted = i > 0 && g_ascii_isdigit(*word[i - 1]);
        gboolean in = i > 0 && (strcmp(word[i - 1], "in") == 0);
        if (unit && !counted && (in || i + 1 == n))
            return unit;
    }
    return 0;
}

int
column_span_unit(const ColumnInfo *column)
{
    if (column->kind != KIND_INTEGER && column->kind != KIND_DECIMAL)
        return 0;
    int told = told_unit(column);
    return told ? told : heading_span_unit(column->heading);
}

char *
column_span_words(const ColumnInfo *column, const char *raw, double *value)
{
    FigureFormat format;
    double number;
    int unit = raw ? column_span_unit(column) : 0;
    if (unit == 0 || !figure_format_from_text(column->number_format, &format, NULL) ||
        !figure_parse(format, raw, strlen(raw), &number))
        return NULL;
    if (value)
        *value = number;
    return number_span(number * unit);
}
