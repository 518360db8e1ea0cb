/* What the parts of an import over a table share: what is there, and what was found. Private to
 * reimport*.c. */
#pragma once

#include "ingest/reimport.h"

/* A row that is there, by its key: the same key again counts up, so that the second of two rows of
 * one key in the file meets the second in the table. */
typedef struct {
    guint64 key; /* 0: an empty place */
    guint64 content;
    gint64 row;
    guint8 seen, over;
} Known;

typedef struct {
    gint64 read, same, added, changed, reopened, vanished;
    guint new_columns, missing_columns; /* against the columns of the table */
} ReimportCounts;

struct Reimport {
    sqlite3 *database;
    gint64 table, import, first_row, previous; /* previous: import before, for its date */
    guint width, before;                       /* columns of the file; of the table before it */
    guint *position;                           /* of each of the file's columns in the raw table */
    guint8 *is_new;                            /* it wasn't there before */
    char **name, **heading;
    guint8 *in_key;         /* parts of the key */
    int closed, status;     /* columns of the file that tell whether a ticket is over; −1: none */
    GHashTable *over_words; /* status → whether it is over */
    gboolean status_tells;

    Known *known;
    gsize size;  /* of known, a power of two */
    gint64 rows; /* current rows before */
    sqlite3_stmt *insert, *version, *old;
    gint64 *differs;  /* rows changed in it, a column of the file */
    GArray *reopened; /* gint64 raw rows */
    gint64 written;   /* raw row that the last row became; 0: it was there already */
    ReimportCounts counts;
};

/* The file's columns as the table has them, ", c0, c3", NULL where they are new. */
char *reimport_columns_sql(const Reimport *reimport);
/* Takes up every current row of the table. */
gboolean reimport_read_known(Reimport *reimport, const TableInfo *table, Progress *progress,
                             GError **error);
/* Of the file's columns that the table had; a row without a key is known by all it holds. */
void reimport_hash(const Reimport *reimport, const char *const *cells, const gsize *lengths,
                   guint64 *key, guint64 *content);
/* The key of the n-th row of one key, from 0. */
guint64 reimport_nth_key(guint64 key, guint32 n);
/* The place of that key, or the empty one where it would stand. */
Known *reimport_place(const Reimport *reimport, guint64 key);
/* Whether a row tells of a ticket that is over: by its status where the table's words tell, else by
 * the closing date. */
gboolean reimport_is_over(Reimport *reimport, const char *const *cells, const gsize *lengths);
