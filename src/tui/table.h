/* A table with a cursor: over a report's table or over a list of rows. Columns are fitted to the
 * width; the first stays while the others scroll. */
#pragma once

#include "painter.h"
#include <foredesk/session.h>

/* What is shown: rows and columns as the user sees them. */
typedef struct {
    guint (*rows)(gpointer data);
    guint (*columns)(gpointer data);
    const char *(*title)(gpointer data, guint column);
    gboolean (*right)(gpointer data, guint column);
    int (*width)(gpointer data, guint column);             /* wanted; its title may wrap */
    char *(*cell)(gpointer data, guint row, guint column); /* clean; the caller frees */
    Style (*style)(gpointer data, guint row, guint column);
    const char *(*behind)(gpointer data, guint row, guint column); /* a reference, or NULL */
    gboolean (*marked)(gpointer data, guint row);
    void (*narrow)(gpointer data, int level); /* NULL, or leaves out what helps: 0 nothing … 2 */
} TableSource;

typedef struct {
    const TableSource *source;
    gpointer data;
    guint row, column; /* the cursor */
    guint top;         /* first row shown */
    guint left;        /* first column shown after the pinned one */
    int sorted;        /* column, −1: none */
    gboolean descending;
    gboolean headless; /* no row of titles */
    gboolean one_line; /* titles don't wrap */
} TableView;

typedef enum {
    MOVE_UP,
    MOVE_DOWN,
    MOVE_LEFT,
    MOVE_RIGHT,
    MOVE_PAGE_UP,
    MOVE_PAGE_DOWN,
    MOVE_TOP,
    MOVE_BOTTOM,
} Motion;

void table_view_init(TableView *view, const TableSource *source, gpointer data);
/* Moves the cursor; `page`: rows a page has. FALSE: it stands at the end already. */
gboolean table_view_move(TableView *view, Motion motion, int page);
void table_view_clamp(TableView *view);
/* Rows its titles take where it has so many columns: 0 to 2. */
int table_view_head(TableView *view, int columns);
/* The least width, from `width` on, at which a title takes few enough rows. */
int title_width(const char *title, int width);
/* Titles and as many rows from `top` on as there is room. */
void table_view_draw(TableView *view, const Painter *painter, Area area, gboolean focused);
void table_view_draw_titles(TableView *view, const Painter *painter, Area area, gboolean focused);
/* The reference behind the cursor: of its cell, else of the first cell in its row that has one. */
const char *table_view_behind(const TableView *view);
/* The next row from the cursor (not itself) with the text in a cell; −1: none. */
int table_view_search(const TableView *view, const char *text, gboolean backwards);

/* ---- a report's table -------------------------------------------------------------------------
 */

/* Its rows as shown: sorted, filtered, marked. Borrows the table. */
typedef struct {
    const ReportTable *table;
    const ReportTable *heads;   /* lines above rows, in the same columns; NULL: none */
    guint fold;                 /* with heads: the column whose text they share */
    GHashTable *folded;         /* texts of heads whose rows aren't shown */
    GArray *order;              /* guint: rows of the table; after its last those of the heads */
    GArray *columns;            /* guint: columns of the table that are shown */
    GArray *widths;             /* int, one a shown column */
    GArray *values, *intervals; /* int: what their parts take */
    gboolean expert;
    int narrow;        /* 0: all intervals, 1: only the first column of them, 2: none */
    GHashTable *marks; /* texts that name rows */
    char *filter;
    int sorted; /* column of the table, −1: as it came */
    gboolean descending;
} ReportRows;
extern const TableSource report_rows_source;
/* Lines above the rows that have the same text in column `fold` as they: shown while the rows stand
 * as they came, unsorted and unfiltered. Borrows `heads`, whose columns are the table's. */
void report_rows_fold_by(ReportRows *rows, const ReportTable *heads, const char *fold);
/* The head of the row, or the row's own where it is one; NULL: none. Borrowed. */
const char *report_rows_head(const ReportRows *rows, guint row, gboolean *is_head);
/* Hides what stands below a head, or shows it again; returns the row of the head. */
guint report_rows_toggle(ReportRows *rows, guint row);
void report_rows_toggle_all(ReportRows *rows);
void report_rows_fold(ReportRows *rows, char **heads); /* these, as they were left */
/* `first`: the column that stays while others scroll, NULL: as it came. */
ReportRows *report_rows_new(const ReportTable *table, gboolean expert, const char *first,
                            const char *without);
void report_rows_free(ReportRows *rows);
/* Takes over what the user made of the table when it was computed last. */
void report_rows_inherit(ReportRows *rows, const ReportRows *before);
void report_rows_filter(ReportRows *rows, const char *filter); /* NULL: all */
void report_rows_sort(ReportRows *rows, int column, gboolean descending);
const Cell *report_rows_cell(const ReportRows *rows, guint row, guint column);
/* The cell of a column by its id, shown or not; NULL: no such column. */
const Cell *report_rows_named(const ReportRows *rows, guint row, const char *id);
char *report_rows_name(const ReportRows *rows, guint row); /* what names a row; the caller frees */
void report_rows_mark(ReportRows *rows, guint row);        /* or takes the mark away */
