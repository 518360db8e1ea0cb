/* readings, inside frame: how many cells of a column could be read as what, counted over its
 * different texts. */
#pragma once

#include "frame/dictionary.h"
#include "frame/figure.h"

/* The share of its filled cells that must read as a number or date for a column to be one. */
#define READING_SHARE 0.99

typedef struct {
    gint64 cells;    /* filled cells */
    gint64 no_value; /* "N/A", "-" …: filled for a category, missing for a number */
    guint32 different;
    gint64 integer, number; /* number: integers and decimals */
    gint64 leading_zero;    /* integers written "007" */
    gint64 order[DATE_EPOCH + 1];
    gint64 only_dmy, only_mdy;     /* a day over 12 decides */
    gint64 point, comma;           /* numbers in either style of figure.h, plain ones included */
    gint64 only_point, only_comma; /* a mark decides */
    gint64 marked;                 /* not plain, or with a point: the style makes a difference */
    gint64 whole_point, whole_comma;
    gint64 percent, money;
    const char *currency; /* the first met; static */
    gboolean currencies;  /* more than one */
    gint64 duration, only_duration, time_of_day;
    gint64 colon;                 /* texts with a colon in them: dates with their time of day */
    gint64 yes_no_word;           /* yes, no, true, false, on, off */
    gint64 yes_letter, no_letter; /* y, t; n, f */
    gint64 zero, one;             /* exactly 0 and 1 */
    gint64 bytes, words;          /* of filled cells: blanks separate words */
    gsize longest;
} Readings;

/* Adds one different text that `count` cells hold. */
void readings_add(Readings *readings, const char *bytes, gsize length, gint64 count);
void readings_of(const Dictionary *dictionary, const guint32 *counts, Readings *readings);
/* Cells that a number or date would have to read. */
gint64 readings_exact_cells(const Readings *readings);
/* The order that reads most cells, d/m/y on a tie with m/d/y; DATE_UNKNOWN: fewer than the share.
 */
DateOrder readings_order(const Readings *readings);
gboolean readings_number(const Readings *readings);
/* The style in which the cells are numbers, FIGURE_PLAIN: none but the plain one, or none.
 * Durations count where `unit`, what they would become, isn't 0. */
FigureStyle readings_figure(const Readings *readings, int unit);
/* Whether the style that was found could as well be the other: every mark stands before exactly
 * three digits. */
gboolean readings_figure_ambiguous(const Readings *readings);
