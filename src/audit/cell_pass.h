/* One pass over the raw cells of a table: what is gathered there of each row and column. Private to
 * audit. */
#pragma once

#include "audit/alert.h"
#include "audit/alert_social.h"

/* Personal data is looked for in the first rows: enough for an alert; `privacy` counts all. */
enum { PERSONAL_ROWS = 100000 };

/* What is counted of a column. */
typedef struct {
    gint64 kind[PII_KINDS];
    gint64 damaged, unreadable, other_dates, personal;
    char *example; /* of what can't be read, the first there is */
    guint32 example_row;
} CellCounts;

typedef struct {
    const ColumnInfo *info;
    const FrameColumn *cells;
    gboolean hashed;    /* its cells make two rows equal */
    gboolean text;      /* letters and lengths are looked at */
    gboolean content;   /* what the customer said */
    gboolean readable;  /* it has cells that can't be read */
    guint8 *damaged;    /* one byte a row */
    guint32 *length;    /* characters, one a row */
    guint8 *unreadable; /* one byte a row */
    guint8 *personal;   /* one byte a row, of the first PERSONAL_ROWS */
    SocialPosts *posts; /* NULL: nobody writes in short lines there */
    CellCounts counts;
} CellColumn;

typedef struct {
    Inspection *inspection;
    CellColumn *column;
    guint n;
    int subject, body; /* −1: none */
    guint64 *hash;     /* of all cells but the key, one a row */
    guint64 *content;  /* of what the customer said, 0: nothing */
    guint8 *test, *machine;
} CellPass;

/* Reads them all, in blocks of rows on as many threads as cores are idle: how many changes nothing.
 * FALSE with an error, or cancelled. */
gboolean cell_pass_run(CellPass *pass, Inspection *inspection, GError **error);
void cell_pass_clear(CellPass *pass);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CellPass, cell_pass_clear)
