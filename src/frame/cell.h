/* cell, inside frame: what the bytes of one cell say. Every reader of raw cells asks here, so that
 * typing, frames and new tickets agree. */
#pragma once

#include <foredesk/frame.h>

typedef enum {
    CELL_FILLED,
    CELL_BLANK,    /* nothing but blanks */
    CELL_NULL,     /* "?", "\N", "NULL", "(null)", "#N/A": names nothing in any column */
    CELL_NO_VALUE, /* "N/A", "-", "None": no number, date or boolean, but may be a category */
} CellState;
CellState cell_state(const char *bytes, gsize length);
/* Whether a cell without the blanks around it is one of the spellings (NULL: there are none),
 * without regard to the case of plain letters. */
gboolean cell_is_null(const char *bytes, gsize length, char *const *nulls);
/* Whether a cell counts as missing in a column of this kind; `nulls`: spellings of its own that say
 * so, NULL: none. */
gboolean cell_missing(const char *bytes, gsize length, ColumnKind kind, char *const *nulls);
/* yes, true, y, t, 1 and their opposites, without regard to case: 1, 0, or −1 for other words. */
int cell_boolean(const char *bytes, gsize length);
/* The cell without the blanks around it. */
void cell_trim(const char **bytes, gsize *length);

/* Splits a list cell; `visit` gets each item, trimmed, none of them empty. */
typedef void (*CellItem)(const char *bytes, gsize length, gpointer data);
void cell_items(const char *bytes, gsize length, char separator, CellItem visit, gpointer data);

/* The first bytes of a cell, cut between characters, for evidence. The caller frees. */
char *cell_head(const char *bytes, gsize length, gsize most);
