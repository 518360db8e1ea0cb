/* A report laid out: sentences on top, then its tables, values and curves as blocks on one or two
 * pages, side by side where there is room, else one at a time. One block has the focus. */
#pragma once

#include "app.h"

typedef enum {
    BLOCK_TABLE,
    BLOCK_VALUES, /* the report's named values */
    BLOCK_TEXT,   /* named values that are sentences: they wrap */
    BLOCK_CHART,  /* its curves of these ids, a comma between: "learn,stop" */
    BLOCK_NOTES,  /* sentences and warnings that found no room on top */
    BLOCK_OWN,    /* drawn by the pane */
} BlockKind;

/* Where something of a report goes. Tables that no rule names come last on page 0. */
typedef struct BlockRule {
    const char *id; /* of the table or value; "*" values: all that have a title */
    BlockKind kind;
    int page;
    const char *title; /* in place of its own; NULL: its own */
    /* BLOCK_OWN */
    int (*rows)(View *view, int columns); /* 0: not shown */
    void (*draw)(View *view, const Painter *painter, Area area, gboolean focused);
    gboolean focusable;
    const char
        *draws; /* the table or curve it draws, without which there is no block; NULL: none */
    const char *first;   /* tables: the column that comes first; NULL: as it came */
    gboolean gives_way;  /* its page isn't made wider for it, and it is left out where hidden */
    const char *heads;   /* tables: the table whose rows stand above those that share … */
    const char *fold;    /* … the text of this column; NULL: none */
    const char *without; /* tables: columns that the pane shows elsewhere; NULL: none */
} BlockRule;

typedef struct Block {
    const BlockRule *rule;
    ReportRows *rows;  /* tables */
    TableView table;   /* tables, values; for others its row counts where the cursor is */
    GPtrArray *values; /* const ReportValue* */
    View *view;
} Block;

typedef struct {
    const BlockRule *rules; /* ends with id NULL */
    GPtrArray *blocks;      /* Block* */
    GPtrArray *notes;       /* char*: found no room on top */
    guint focus;            /* index of a block */
    int scroll[2];
    int page_rows;
    gboolean one_page; /* as drawn last: the pages stand below each other */
    int left_columns;  /* of the left page where both stand side by side; 0: as its tables want */
    int least_two;     /* columns from which two pages stand side by side */
} ReportView;

/* For Pane.open: `rules` end with id NULL. */
void report_view_open(View *view, const BlockRule *rules);
void report_view_refresh(View *view);
void report_view_draw(View *view, const Painter *painter, Area area);
/* The common part of Pane.act: moving, focus, sort, filter, search, mark, export and open. */
gboolean report_view_act(View *view, Act act, int number, const char *text, GError **error);
void report_view_close(View *view);

Block *report_view_focused(View *view); /* NULL: nothing can have it */
guint report_view_parts(View *view);    /* blocks that can have it */
Block *report_view_block(View *view, const char *id);
gboolean report_view_on(View *view, const char *id); /* the block of this id has the focus */
void report_view_focus(View *view, const char *id);
/* Whether the cell under the cursor itself counts rows: opens them. */
gboolean report_view_open_cell(View *view, GError **error);
/* The text of a column of the row under the cursor, by the column's id, when the block `id` has the
 * focus (NULL: whichever); NULL: there is none. The caller frees. */
char *report_view_text(View *view, const char *id, const char *column);
/* For Pane.title: that of the report. */
char *report_view_title(View *view);
/* The words of the cell under the cursor, to be copied; the caller frees. */
char *report_view_cell_words(View *view);
double report_value(const Report *report, const char *id); /* NaN: there is none */
/* Whether `id` is among ids with commas between. */
gboolean is_listed(const char *ids, const char *id);
/* For the files of this widget. */
extern const TableSource report_values_source;
const char *report_block_name(const Block *block);
gboolean report_block_focusable(const Block *block);
void report_view_remember(View *view);
void report_view_recall(View *view);
