/* readings, inside frame: how many cells of a column could be read as what, counted over its
 * different texts. */
#pragma once

#include "frame/dictionary.h"

/* The share of its filled cells that must read as a number or date for a column to be one. */
#define READING_SHARE 0.99

typedef struct {
    gint64 cells;    /* filled cells */
    gint64 no_value; /* "N/A", "-" …: filled for a category, missing for a number */
    guint32 different;
    gint64 integer, number; /* number: integers and decimals */
    gint64 leading_zero;    /* integers written "007" */
    gint64 order[DATE_EPOCH + 1];
    gint64 only_dmy, only_mdy;    /* a day over 12 decides */
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
