/* screen: the cells of a terminal as text and attributes, and how they differ from what a script
 * expects. Relies on libvterm alone. */
#pragma once

#include "words.h"
#include <vterm.h>

/* The screen's rows as UTF-8, a wide character standing once, trailing blanks cut; as many as the
 * screen has. An array of char*, the caller frees. */
GPtrArray *screen_lines(VTermScreen *screen, int columns, int rows);
/* Replaces what any of `masks` (GRegex*; may be NULL) matches by as many '~'. In place. */
void screen_mask_lines(GPtrArray *lines, GPtrArray *masks);
/* NULL when equal up to trailing blanks and blank lines at the end; else both screens in one, row
 * by row, "-" expected and "+" actual, with carets under what differs. The caller frees. */
char *screen_difference(GPtrArray *expected, GPtrArray *actual);
/* The whole screen, its rows numbered; the caller frees. */
char *screen_picture(GPtrArray *lines);
/* First place of `text` from row `row` on, in cells from 0; FALSE where it is not on the screen. */
gboolean screen_find(VTermScreen *screen, int columns, int rows, const char *text, int *column,
                     int *row, int *width);
/* Whether `width` cells from (column, row) all have the attributes `words` name from word `first`
 * on; *why receives the first that has not. An unknown name is an error. */
gboolean screen_has_attributes(VTermScreen *screen, int column, int row, int width,
                               GPtrArray *words, guint first, char **why, GError **error);
