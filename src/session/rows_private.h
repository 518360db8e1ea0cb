/* The inside of a row list, shared by finding, describing, ordering and telling of one row. */
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
typedef struct RowJob RowJob;

/* A list belongs to one thread. A job in the background works on a copy, which shares the arrays
 * that change no more. */
struct RowList {
    Session *session; /* NULL in a copy */
    /* What finding and reading may use. */
    Catalogue *catalogue; /* a reference: keeps table and columns alive */
    FrameStore *frames;
    sqlite3 *database;      /* the thread's own connection */
    gint64 task_id;         /* the session's target, 0: none */
    Task *task;             /* the same where it is loaded, while rows are found */
    GHashTable *alert_rows; /* the session's; may be NULL */
    gboolean masked;        /* personal data */
    Progress *progress;     /* NULL: nobody watches, and nobody can stop it */
    /* What was found. */
    const TableInfo *table;
    char *title;
    gboolean aside;     /* rows of `aside` rather than of the raw table */
    gint64 judged_id;   /* model, 0: none */
    GArray *row_ids;    /* gint64: all rows of the list */
    GArray *scores;     /* double, as row_ids; NULL: none */
    GByteArray *labels; /* as row_ids; NULL: none */
    GArray *columns;    /* RowColumn */
    /* How it is shown. */
    GArray *shown;     /* guint32: index into row_ids, sorted and filtered */
    GHashTable *cells; /* row id → raw cells */
    sqlite3_stmt *fetch;
    RowStream *stream; /* NULL: rows are read one by one */
    /* What the background does for it. */
    RowJob *job; /* NULL: nothing */
    RowsEnd end; /* what it did last, until taken */
    int found;   /* of a search */
    GError *failure;
};

/* A list without rows, that reads by the session's own connection. */
RowList *row_list_new(Session *session);
/* One that another thread may work on: with what was found, and the order it is shown in. It has no
 * connection yet. What is to be found anew is no copy: its arrays would be the list's. */
RowList *row_list_copy(RowList *list);
/* Hands to the list what a copy has found, with what it was found in. */
void row_list_take(RowList *list, RowList *found);
/* No statement of its connection is left open. */
void row_list_disconnect(RowList *list);

/* ---- finding -------------------------------------------------------------------------------- */

/* Fills the list with what a reference names, and says what its columns are. */
gboolean row_list_find(RowList *list, const char *reference, GError **error);
/* What an error says of a hidden column, shown as a cell of it would be. */
void row_list_hide(const RowList *list, GError *error);
/* Whether its rows are in memory: nothing has to be waited for. */
gboolean row_reference_at_hand(const char *reference);
/* Whether a row stands in a cell of a decision ("all", "flagged", "events", "tp" … "tn"), and what
 * such rows are called: "caught by", static. */
gboolean row_in_cell(const char *cell, gboolean flagged, gboolean event);
const char *row_cell_phrase(const char *cell);
void row_list_add(RowList *list, gint64 row_id);
/* The session's target, loaded when first needed; borrowed. NULL without error: there is none. */
Task *row_list_task(RowList *list, GError **error);
/* Each answers one sort of reference, whose parts are given by name. They fill row_ids, table and
 * title; FALSE without error: nothing is behind it. */
gboolean rows_of_model(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_task(RowList *list, const char *reference, GError **error);
gboolean rows_of_copies(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_desk(RowList *list, const char *reference, GError **error);
/* What one value of a row of the target was made of: "source=1;row=ID;value=EXPRESSION"; and lines
 * of a feature's page: "feature=1;part=train;from=2;to=5;label=1;value=EXPRESSION". */
gboolean rows_of_source(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_feature(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_cut(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_season(RowList *list, GHashTable *parts, GError **error);
/* Of the pages on signals: "priority=low;by=9;part=open", "combination=1;part=train;value=…". */
gboolean rows_of_priority(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_agent(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_claim(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_combination(RowList *list, GHashTable *parts, GError **error);
/* Of the list's table. */
gboolean rows_of_table(RowList *list, GHashTable *parts, GError **error);
/* Rows of a target that isn't frozen: "offer=1;state=positive;value=target rule=…"; and of a table
 * by a condition: "table=T;where=1;value=priority = 'P1'". */
gboolean rows_of_offer(RowList *list, GHashTable *parts, GError **error);
gboolean rows_of_rule(RowList *list, GHashTable *parts, GError **error);
/* Tickets of the label check: "check=TASK;side=yes;verdict=wrong". */
gboolean rows_of_check(RowList *list, GHashTable *parts, GError **error);
/* What tells of time: "import=ID;change=CHANGE", "changed=COLUMN", "ahead=COLUMN;of=DATE" of the
 * list's table. */
gboolean rows_of_versions(RowList *list, GHashTable *parts, GError **error);

/* ---- describing and reading ----------------------------------------------------------------- */

/* What tells one ticket from another comes first; the rest follows as in the file. */
void row_list_choose_columns(RowList *list);
const RowColumn *row_list_column(const RowList *list, guint column);
/* Text of a cell as stored, `at` an index into row_ids; NULL: none. Owned by the list until more
 * rows are read. */
const char *row_list_raw(RowList *list, guint at, guint column);
/* A cell as it is shown, `at` an index into row_ids; the caller frees. */
char *row_list_words(RowList *list, guint at, guint column);
/* All raw cells of a row, by position among the table's columns; owned by the list, NULL: gone. */
char **row_list_cells(RowList *list, gint64 row_id);

/* Between these two, rows are read one after the other as they stand in the file, in one
 * transaction: some ten times as fast where most rows of a table are wanted in their order. A row's
 * cells are then valid only until another's are read. The end may come twice. */
gboolean row_list_stream_begin(RowList *list, GError **error);
void row_list_stream_end(RowList *list);

/* ---- writing -------------------------------------------------------------------------------- */

/* Writes the shown rows by the list's own connection, and doesn't note it. When it is stopped
 * nothing is left of it. */
gboolean row_list_write(RowList *list, const char *path, GError **error);
