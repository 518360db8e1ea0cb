/* What the files that look for trouble in a table share: the kinds of alert, what is known of the
 * table while it is looked at, and how an alert is made. docs/ALERTS.md states every rule. */
#pragma once

#include "audit/audit_private.h"

/* Severe: wrong for certain, or a model built on it is. Watch: decide about it. Note: good to know.
 */
typedef enum { SEVERITY_NOTE, SEVERITY_WATCH, SEVERITY_SEVERE } Severity;
const char *severity_name(Severity severity); /* "severe": static */

typedef enum {
    /* one column */
    ALERT_CONSTANT,
    ALERT_ALMOST_CONSTANT,
    ALERT_EMPTY_COLUMN,
    ALERT_MISSING,
    ALERT_MISSING_OUTCOME,
    ALERT_EMPTY_TEXT,
    ALERT_NULL_SPELLINGS,
    ALERT_UNREADABLE,
    ALERT_MIXED_TYPES,
    ALERT_MIXED_DATES,
    ALERT_DATE_ORDER,
    ALERT_SWAPPED_DATES,
    ALERT_NUMBER_MARKS,
    ALERT_DATE_AS_TEXT,
    ALERT_UNIQUE,
    ALERT_KEY_TWICE,
    ALERT_CARDINALITY,
    ALERT_RARE_VALUES,
    ALERT_UNKNOWN_SHARE,
    ALERT_SPELLINGS,
    ALERT_ONLY_SYMBOLS,
    /* numbers */
    ALERT_OUTLIERS,
    ALERT_NEGATIVE_DURATION,
    ALERT_OUTSIDE_SCALE,
    ALERT_SKEW,
    ALERT_ZEROS,
    ALERT_UNIFORM,
    /* time */
    ALERT_CLOSED_BEFORE,
    ALERT_FUTURE_DATE,
    ALERT_STRAY_DATE,
    ALERT_NO_TIME,
    ALERT_SHORT_HISTORY,
    ALERT_ONE_SEASON,
    ALERT_CONCENTRATED,
    ALERT_GAP,
    ALERT_CLIFF,
    ALERT_SPIKE,
    ALERT_BUSY_DAYS,
    ALERT_TREND,
    ALERT_WEEKLY,
    ALERT_DRIFT,
    ALERT_NEW_VALUES,
    ALERT_GONE_VALUES,
    /* texts and rows */
    ALERT_SAME_LENGTH,
    ALERT_CUT_TEXT,
    ALERT_ODD_LENGTH,
    ALERT_ENCODING,
    ALERT_TEST_ROWS,
    ALERT_AUTOMATIC_ROWS,
    ALERT_SPAM_ROWS,
    ALERT_MERGED_ROWS,
    ALERT_DUPLICATES,
    ALERT_NEAR_DUPLICATES,
    ALERT_PERSONAL_COLUMN,
    ALERT_PERSONAL_TEXT,
    /* posts and chats */
    ALERT_SOCIAL_NOISE,
    ALERT_SOCIAL_BARE,
    ALERT_SOCIAL_COPY,
    ALERT_SOCIAL_AUTOMATIC,
    ALERT_SOCIAL_PIECE,
    ALERT_SOCIAL_CUT,
    ALERT_SOCIAL_DRAWN,
    ALERT_SOCIAL_LANGUAGE,
    /* pairs of columns, tables */
    ALERT_IDENTICAL,
    ALERT_CORRELATED,
    ALERT_ORPHANS,
    ALERT_LINK_TWICE,
    ALERT_ASIDE,
    ALERT_SOURCES,
    /* the target */
    ALERT_TOO_GOOD,
    ALERT_ID_PREDICTS,
    ALERT_TIME_PREDICTS,
    ALERT_CONFLICTING,
    ALERT_IMBALANCE,
    ALERT_FEW_EVENTS,
    ALERT_TARGET_DRIFT,
    ALERT_SEASONS,
    ALERT_DECIDED,
    ALERT_KINDS
} AlertKind;

typedef struct {
    const char *id;     /* "closed_before_created" */
    const char *title;  /* what people read in the list */
    const char *why;    /* one sentence */
    const char *repair; /* what a repair would do, or what to do instead */
    gboolean of_later;  /* said of columns known later too: they are no features */
} AlertInfo;
const AlertInfo *alert_info(AlertKind kind);

typedef struct {
    AlertKind kind;
    Severity severity;
    const ColumnInfo *column; /* NULL: of the table */
    const ColumnInfo *other;  /* that it is compared with; NULL: none */
    const TableInfo *table;
    gint64 count, of; /* rows, or −1 */
    gint64 events;    /* of them with the outcome; −1: no target */
    char *found;      /* what was found, with its figures */
    char *command;    /* the repair as a command line; NULL: none */
    char *reference;  /* of the rows; NULL: none */
} Alert;

/* A table while it is looked at. */
typedef struct {
    Catalogue *catalogue;
    const TableInfo *table;
    const Frame *frame;
    sqlite3 *database;
    const Task *task;             /* NULL: the target isn't about this table */
    const TrainingRows *training; /* NULL likewise */
    const FrameColumn *time;      /* NULL: untimed */
    const Months *months;         /* NULL likewise */
    guint32 *by_time;             /* dated rows in order of time … */
    guint32 dated;                /* … so many */
    ColumnStats *stats;           /* one a column of the table */
    gboolean masked;
    Progress *progress;
    GPtrArray *alerts;    /* Alert* */
    GHashTable *row_sets; /* row_set_key → GBytes, as row_set_new makes them */
} Inspection;

/* The alert is the inspection's; `found` is a sentence without its full stop. */
Alert *alert_add(Inspection *inspection, AlertKind kind, Severity severity,
                 const ColumnInfo *column, const char *found, ...) G_GNUC_PRINTF(5, 6);
/* The rows an alert is about, one byte a row of the frame: counted, kept to be opened, and how many
 * of them have the outcome. */
void alert_rows(Inspection *inspection, Alert *alert, const guint8 *rows);
/* Rows that a reference of the workspace names already; `count` of them. */
void alert_reference(Alert *alert, gint64 count, gint64 of, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
void alert_command(Alert *alert, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* `clean rows` or `clean cells` of just this alert's rows. */
void alert_clean_rows(const Inspection *inspection, Alert *alert, const char *reason);
void alert_clean_cells(const Inspection *inspection, Alert *alert, const char *reason);
/* Appends a blank and the word, quoted where a command line needs it. */
void command_word(GString *line, const char *word);
/* "11 of 7,043 (0.2 %)"; the caller frees. */
char *alert_share(gint64 count, gint64 of);
/* A value as a person may see it, “quoted”; the caller frees. */
char *alert_value(const Inspection *inspection, const ColumnInfo *column, const char *raw);

/* Ascending row ids as runs: the bytes kept for an alert. */
/* Its place: the table's id, a blank, kind or kind.column (NULL: none); the caller frees. */
char *row_set_key(const TableInfo *table, const char *kind, const ColumnInfo *column);
GBytes *row_set_new(const gint64 *row_id, const guint8 *rows, guint32 n);

/* What looks for trouble; each adds its alerts. */
void inspect_columns(Inspection *inspection);
void inspect_categories(Inspection *inspection);
void inspect_numbers(Inspection *inspection);
void inspect_dates(Inspection *inspection);
/* A column of dates whose days and months have changed places where both could be either; TRUE: it
 * is told. */
gboolean inspect_swapped(Inspection *inspection, const ColumnInfo *column,
                         const FrameColumn *cells);
void inspect_history(Inspection *inspection);
void inspect_drift(Inspection *inspection);
void inspect_pairs(Inspection *inspection);
void inspect_target(Inspection *inspection);
/* FALSE with an error, or cancelled. */
gboolean inspect_cells(Inspection *inspection, GError **error);
gboolean inspect_links(Inspection *inspection, GError **error);

/* Texts nearly alike, from the search that is kept; a small table is searched at once. Apart from
 * the others, since the alerts are kept by what they were made from, and a search may come later.
 * NULL: none, or an error. */
Alert *inspect_near(Inspection *inspection, GError **error);

/* Helpers of more than one file. */
const ColumnStats *inspection_stats(const Inspection *inspection, guint column);
const FrameColumn *inspection_column(const Inspection *inspection, guint column);
gboolean is_number_kind(ColumnKind kind);
/* Whether a column's values may be used to predict, as far as is known. */
gboolean is_candidate(const Inspection *inspection, const ColumnInfo *column);
/* Keeps those of n p-values that pass Benjamini and Hochberg's step-up at rate q (1995). */
void benjamini_hochberg(const double *p, guint n, double q, guint8 *passed);
/* P(X > x) of a chi-square with k degrees of freedom. */
double chi_square_tail(double x, double k);
