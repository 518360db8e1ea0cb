/* frame: typed columns of one table in memory, immutable and shared between threads by counted
 * references. Built from the raw cells or from the cached blobs of 64k rows (same result). Text
 * stays in SQLite and is streamed. Relies on workspace. */
#pragma once

#include <foredesk/workspace.h>

G_BEGIN_DECLS

#define FRAME_BLOCK 65536

/* Different texts, by code. Codes count from 0 in order of first appearance. */
typedef struct {
    guint32 n;
    char **text;        /* n, owned; raw as in the file */
    GHashTable *codes;  /* text → code + 1; NULL until dictionary_code needs it */
} Dictionary;
/* Code of a text, -1: not in it. Not thread-safe on first use: frame_load builds what it needs. */
gint32 dictionary_code(const Dictionary *dictionary, const char *text);

/* One column. Missing is −1 in codes, G_MININT64 in integers and times, NaN in decimals. */
typedef struct {
    const ColumnInfo *info; /* borrowed from the frame's catalogue */
    ColumnKind kind;
    guint32 n;
    gint64 *integer;        /* KIND_INTEGER, KIND_DATE (TimePoint, a day-precision date is the
                               start of its local day) */
    double *decimal;        /* KIND_DECIMAL */
    gint32 *code;           /* KIND_CATEGORY, KIND_KEY; KIND_BOOLEAN: 0 no, 1 yes */
    Dictionary *dictionary; /* with code; KIND_BOOLEAN: "no", "yes" */
    guint32 *item_start;    /* KIND_LIST: n + 1 offsets into item */
    gint32 *item;           /* codes into dictionary */
    guint8 *filled;         /* KIND_TEXT: 1 where not missing */
} FrameColumn;

typedef struct Frame {
    Catalogue *catalogue; /* a reference */
    const TableInfo *table;
    guint32 n;            /* current rows */
    gint64 *row_id;       /* n, ascending: the raw table's row id, for opening rows */
    GPtrArray *columns;   /* FrameColumn*, one a catalogue column, in order */
    char *fingerprint;
    gint references;
} Frame;

/* Loads a table's typed columns. `database` is the calling thread's connection. */
Frame *frame_load(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                  Progress *progress, GError **error);
Frame *frame_ref(Frame *frame);
void frame_unref(Frame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Frame, frame_unref)
const FrameColumn *frame_column(const Frame *frame, const char *name); /* NULL: none */
const FrameColumn *frame_column_of(const Frame *frame, const ColumnInfo *info);
/* A frame over cells that are not stored (import_rows' result): same kinds, dictionaries grown from
 * `like` so that its codes keep their meaning; row_id are −1, −2, … */
Frame *frame_from_rows(const Frame *like, GPtrArray *rows, GError **error);

/* A cell as a number: integers, decimals, dates (µs), booleans 0/1; NaN where missing or not one. */
double frame_number(const FrameColumn *column, guint32 row);
/* A cell for people, cleaned; "" where missing; text columns are "" (read them by frame_texts). */
char *frame_words(const Frame *frame, const FrameColumn *column, guint32 row);
/* The moment a dated cell is known: the end of its local day where only a day is written. */
TimePoint frame_time_known(const Frame *frame, const FrameColumn *column, guint32 row);

/* Streams the raw text of one column in row order; `text` is NULL where missing and belongs to the
 * stream. Return FALSE to stop. Works for frames from rows too. */
typedef gboolean (*FrameText)(guint32 row, const char *text, gsize length, gpointer data);
gboolean frame_texts(const Frame *frame, sqlite3 *database, const ColumnInfo *column,
                     FrameText visit, gpointer data, GError **error);
/* All raw cells of one row, in column order, NULL-terminated array of length columns + 1 whose
 * missing cells are "" ; the caller frees with g_strfreev. */
char **frame_raw_row(const Frame *frame, sqlite3 *database, guint32 row, GError **error);

/* Frames of every table, loaded when first asked for; safe from several threads. */
typedef struct FrameStore FrameStore;
FrameStore *frame_store_new(Catalogue *catalogue); /* counted references, safe from threads */
FrameStore *frame_store_ref(FrameStore *store);
void frame_store_unref(FrameStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FrameStore, frame_store_unref)
Catalogue *frame_store_catalogue(FrameStore *store); /* borrowed */
Frame *frame_store_get(FrameStore *store, sqlite3 *database, const TableInfo *table,
                       Progress *progress, GError **error); /* a reference */

G_END_DECLS
