/* scan, inside frame: one column's cells on their way from text to values. A column starts as codes
 * into a dictionary of its different texts, so that each text is judged once however many cells
 * hold it; one with too many different texts becomes values, keys, or filled flags only. */
#pragma once

#include "frame/personal.h"
#include "frame/readings.h"

/* More different texts than this are no category. */
#define SCAN_CATEGORY_LIMIT 65536
/* Different values are counted exactly up to here. */
#define SCAN_DISTINCT_LIMIT 1000000

typedef enum {
    SCAN_CODES,  /* code, dictionary, count */
    SCAN_VALUES, /* integer or decimal, read by `kind` */
    SCAN_FILLED, /* filled */
} ScanMode;

/* 64-bit hashes of different texts, up to SCAN_DISTINCT_LIMIT: two of a million are equal by chance
 * once in thirty million columns. */
typedef struct {
    guint64 *slot;
    guint32 mask, n;
    gboolean capped;
} Different;

typedef struct {
    /* Set before the first cell. */
    gboolean decided; /* kind, order, separator are given, not to be found out */
    ColumnKind kind;  /* decided, or what SCAN_VALUES reads */
    DateOrder order;
    FigureFormat figure; /* decided, or how SCAN_VALUES reads numbers */
    int clock_unit;      /* seconds of the unit that h:mm would become, 0: its heading names none */
    gboolean no_figures; /* its heading names keys or codes: plain numbers only */
    gboolean clock_heading; /* its heading speaks of a time: every time of day is kept */
    gboolean key_heading;   /* its heading names a key: every text is kept */
    gboolean list_heading;  /* its heading names tags or labels: so are they */
    gboolean no_values;     /* its first texts looked like values, the rest didn't: never again */
    gboolean count_different;
    char *const *nulls; /* its own spellings of nothing, borrowed; NULL: none */
    GTimeZone *zone;    /* borrowed */

    ScanMode mode;
    guint32 rows, capacity;
    gint32 *code;
    Dictionary *dictionary;
    guint32 *count; /* by code */
    guint32 count_capacity;
    gboolean keep; /* a key: the dictionary grows for ever */
    gint64 *integer;
    double *decimal;
    guint8 *filled;
    Different different;     /* SCAN_FILLED only */
    PersonalSample personal; /* SCAN_FILLED only: of its first cells */

    gint64 missing;      /* blank or a null spelling that counts in any column */
    gint64 null_spelled; /* of those, not blank */
    char *null_example;
    gint64 no_value;   /* SCAN_VALUES: "N/A" and the like, missing for a number */
    gint64 unreadable; /* SCAN_VALUES */
    char *unreadable_example;
    Readings readings; /* SCAN_VALUES and SCAN_FILLED: of the texts met as codes; dates in d/m/y
                          or m/d/y go on counting */
    ZoneCache *clock;
    TimePrecision precision; /* finest met */
    gboolean timed;          /* a time of day other than 00:00 was met */
    gboolean again;          /* read it once more: the first texts misled */
} ColumnScan;

/* `rows`: how many cells will come, at least about. */
void scan_init(ColumnScan *scan, guint32 rows, GTimeZone *zone);
void scan_clear(ColumnScan *scan);
/* The hash of a cell that is soon to come, whose slot is fetched from memory meanwhile. */
guint64 scan_ahead(const ColumnScan *scan, const char *bytes, gsize length);
/* Takes the next cell; NULL is missing. `hash` is scan_ahead's. */
void scan_cell(ColumnScan *scan, const char *bytes, gsize length, guint64 hash);
/* After the last cell: sets `again` where the mode does not hold. */
void scan_finish(ColumnScan *scan);
/* Forgets the cells but not what was learnt, for a second reading. */
void scan_restart(ColumnScan *scan);

/* A cell as a value of an exact kind; FALSE where it can't be read. */
gboolean scan_integer(const ColumnScan *scan, const char *bytes, gsize length, gint64 *integer);
gboolean scan_date(ColumnScan *scan, const char *bytes, gsize length, DateOrder order,
                   TimePoint *time);
