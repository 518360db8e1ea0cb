/* readings: each different text is asked once what it could be, however many cells hold it. */
#include "frame/readings.h"

#include "frame/cell.h"

#include <string.h>

static void
count_words(Readings *readings, const char *bytes, gsize length, gint64 count)
{
    gint64 words = 0;
    gboolean inside = FALSE;
    for (gsize i = 0; i < length; i++) {
        gboolean blank = g_ascii_isspace(bytes[i]);
        words += !blank && !inside;
        inside = !blank;
    }
    readings->words += words * count;
    readings->bytes += (gint64)length * count;
    readings->longest = MAX(readings->longest, length);
}

static void
count_booleans(Readings *readings, const char *bytes, gsize length, gint64 count)
{
    int truth = cell_boolean(bytes, length);
    if (truth < 0)
        return;
    if (g_ascii_isdigit(*bytes))
        *(truth ? &readings->one : &readings->zero) += count;
    else if (length == 1)
        *(truth ? &readings->yes_letter : &readings->no_letter) += count;
    else
        readings->yes_no_word += count;
}

static void
count_figure(Readings *readings, const char *bytes, gsize length, gint64 count)
{
    FigureLook look;
    figure_look(bytes, length, &look);
    readings->point += look.point ? count : 0;
    readings->comma += look.comma ? count : 0;
    readings->only_point += look.point && !look.comma ? count : 0;
    readings->only_comma += look.comma && !look.point ? count : 0;
    readings->marked += (look.point || look.comma) ? count : 0;
    readings->whole_point += look.whole_point ? count : 0;
    readings->whole_comma += look.whole_comma ? count : 0;
    readings->percent += look.percent ? count : 0;
    readings->duration += look.duration ? count : 0;
    readings->only_duration += look.only_duration ? count : 0;
    readings->time_of_day += look.time_of_day ? count : 0;
    if (!look.currency)
        return;
    readings->money += count;
    if (!readings->currency)
        readings->currency = look.currency;
    readings->currencies |= strcmp(readings->currency, look.currency) != 0;
}

/* What number_parse_integer takes is the same in every style. */
static void
count_plain_integer(Readings *readings, gint64 count)
{
    readings->point += count;
    readings->comma += count;
    readings->whole_point += count;
    readings->whole_comma += count;
}

static void
count_numbers(Readings *readings, const char *bytes, gsize length, gint64 count)
{
    gint64 integer;
    double decimal;
    if (number_parse_integer(bytes, (gssize)length, &integer)) {
        const char *digits = bytes + (*bytes == '-' || *bytes == '+');
        readings->integer += count;
        readings->number += count;
        readings->leading_zero += *digits == '0' && length > 1 && digits[1] != 0 ? count : 0;
        count_plain_integer(readings, count);
        return;
    }
    if (number_parse_decimal(bytes, (gssize)length, &decimal))
        readings->number += count;
    count_figure(readings, bytes, length, count);
}

static void
count_dates(Readings *readings, const char *bytes, gsize length, gint64 count)
{
    guint orders = date_orders_possible(bytes, (gssize)length);
    if (!orders)
        return;
    for (DateOrder order = DATE_ISO; order <= DATE_EPOCH; order++)
        readings->order[order] += orders & 1u << order ? count : 0;
    gboolean dmy = orders & 1u << DATE_DMY, mdy = orders & 1u << DATE_MDY;
    readings->only_dmy += dmy && !mdy ? count : 0;
    readings->only_mdy += mdy && !dmy ? count : 0;
}

void
readings_add(Readings *readings, const char *bytes, gsize length, gint64 count)
{
    readings->different++;
    readings->cells += count;
    if (cell_state(bytes, length) == CELL_NO_VALUE) {
        readings->no_value += count;
        return;
    }
    cell_trim(&bytes, &length);
    readings->colon += memchr(bytes, ':', length) ? count : 0;
    count_words(readings, bytes, length, count);
    count_booleans(readings, bytes, length, count);
    count_numbers(readings, bytes, length, count);
    count_dates(readings, bytes, length, count);
}

void
readings_of(const Dictionary *dictionary, const guint32 *counts, Readings *readings)
{
    *readings = (Readings){0};
    for (guint32 code = 0; code < dictionary_size(dictionary); code++)
        readings_add(readings, dictionary_text(dictionary, code),
                     dictionary_length(dictionary, code), counts[code]);
}

gint64
readings_exact_cells(const Readings *readings)
{
    return readings->cells - readings->no_value;
}

DateOrder
readings_order(const Readings *readings)
{
    DateOrder best = DATE_ISO;
    for (DateOrder order = DATE_ISO; order <= DATE_MONTH_DAY; order++)
        if (readings->order[order] > readings->order[best])
            best = order;
    gint64 cells = readings_exact_cells(readings);
    gboolean enough = cells > 0 && (double)readings->order[best] >= READING_SHARE * (double)cells;
    return enough ? best : DATE_UNKNOWN;
}

gboolean
readings_number(const Readings *readings)
{
    gint64 cells = readings_exact_cells(readings);
    return cells > 0 && (double)readings->number >= READING_SHARE * (double)cells;
}

/* A tie goes to the point, as most exports write it; who asks knows from the ambiguity. */
FigureStyle
readings_figure(const Readings *readings, int unit)
{
    double enough = READING_SHARE * (double)readings_exact_cells(readings);
    gint64 clock = readings->duration + readings->number;
    if (readings_exact_cells(readings) == 0 || readings->currencies)
        return FIGURE_PLAIN;
    if (unit != 0 && readings->duration > 0 && (double)clock >= enough)
        return FIGURE_CLOCK;
    if ((double)readings->point >= enough && readings->point >= readings->comma)
        return readings->number < readings->point ? FIGURE_POINT : FIGURE_PLAIN;
    return (double)readings->comma >= enough ? FIGURE_COMMA : FIGURE_PLAIN;
}

gboolean
readings_figure_ambiguous(const Readings *readings)
{
    return readings->marked > 0 && readings->only_point == 0 && readings->only_comma == 0 &&
           readings->whole_point != readings->whole_comma && !readings->currencies;
}
