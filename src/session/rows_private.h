/* The inside of a row list, shared by opening, ordering and telling of one row. */
#pragma once

#include "session_private.h"

typedef enum {
    ROW_RAW,   /* a column of the table */
    ROW_SCORE, /* what the model says */
    ROW_LABEL, /* what happened */
    ROW_ASIDE_LINE,
    ROW_ASIDE_REASON,
    ROW_ASIDE_RAW,
} RowColumnSource;

typedef struct {
    char *title;
    const ColumnInfo *info; /* ROW_RAW; borrowed from the list's catalogue */
    RowColumnSource source;
    int raw; /* its place among a row's cells, −1: none */
    int width;
    gboolean right;
} RowColumn;

typedef struct RowStream RowStream;

struct RowList {
    Session *session;
    Catalogue *catalogue; /* a reference: keeps table and columns alive */
    const TableInfo *table;
    char *title;
    gboolean aside;     /* rows of `aside` rather than of the raw table */
    gint64 judged_id;   /* model, 0: none */
    GArray *row_ids;    /* gint64: all rows of the list */
    GArray *scores;     /* double, as row_ids; NULL: none */
    GByteArray *labels; /* as row_ids; NULL: none */
    GArray *shown;      /* guint32: index into row_ids, sorted and filtered */
    GArray *columns;    /* RowColumn */
    GHashTable *cells;  /* row id → raw cells */
    sqlite3_stmt *fetch;
    RowStream *stream; /* NULL: rows are read one by one */
};

/* Rows of a target that isn't frozen: "offer=1;state=positive;value=target rule=…"; and of a table
 * by a condition: "table=T;where=1;value=priority = 'P1'". They fill row_ids, table and title. */
gboolean rows_of_offer(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_rule(RowList *list, GHashTable *parts, GError **error);
/* Tickets of the label check: "check=TASK;side=yes;verdict=wrong". */
gboolean rows_of_check(RowList *list, GHashTable *parts, GError **error);

/* Text of a cell as stored, `at` an index into row_ids; NULL: none. */
const char *row_list_raw(RowList *list, guint at, guint column);

/* Opens what tells of time: "import=ID;change=CHANGE", "changed=COLUMN", "ahead=COLUMN;of=DATE" of
 * the list's table. */
gboolean row_list_open_versions(RowList *list, GHashTable *parts, GError **error);

/* All raw cells of a row, by position among the table's columns; owned by the list, NULL: gone. */
char **row_list_cells(RowList *list, gint64 row_id);

/* Between these two, rows are read one after the other as they stand in the file, in one
 * transaction: some ten times as fast where most rows of a table are wanted in their order. A row's
 * cells are then valid only until another's are read. The end may come twice. */
gboolean row_list_stream_begin(RowList *list, GError **error);
void row_list_stream_end(RowList *list);
