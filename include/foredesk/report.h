/* Report: what every number is before it is drawn or printed. Sentences, warnings, named values,
 * tables and curves; cells carry value, interval, unit and a lazy reference to the rows behind.
 * The pane draws it; the text, JSON and CSV writers print it. No pane computes what a report
 * doesn't hold. Part of the base room; printing goes to a GString, never to a stream. */
#pragma once

#include <foredesk/base.h>

G_BEGIN_DECLS

/* A lazy reference to rows: where they come from and what picks them. `list` names a row list the
 * session can open (see session_rows_open): "table=tickets;aside=ragged",
 * "model=4;split=validation;cell=missed" … "" or NULL: none. */
typedef enum {
    UNIT_NONE,    /* text, or a bare number */
    UNIT_COUNT,   /* 54,000 */
    UNIT_DECIMAL, /* a figure with `digits` decimals */
    UNIT_SHARE,   /* 0–1, shown as a percentage with `digits` decimals */
    UNIT_MONEY,   /* dollars */
    UNIT_TIME,    /* a TimePoint (exact in a double until 2255), shown in UTC as a day, and with
                     the time of day when `digits` is 1 */
    UNIT_SECONDS, /* a span */
    UNIT_BOOLEAN, /* yes or no */
} Unit;

typedef struct {
    gboolean is_text;
    char *text;       /* the value when is_text; else what to show instead of the formatted value */
    double value;     /* NaN: null */
    double low, high; /* interval, NaN where there is none */
    char *rows;       /* reference to the rows behind, or NULL */
    char *style;      /* "", "good", "warn", "bad", "dim": a theme's attribute, or NULL */
    gboolean open;    /* personal data in it is shown: its column is said to be */
} Cell;

typedef struct {
    char *id;    /* JSON key and CSV heading; a dot nests in JSON: "confusion.tp" */
    char *title; /* for people; NULL: not shown, JSON and CSV only */
    Unit unit;
    int digits;
    gboolean right;    /* aligned right */
    gboolean expert;   /* shown only among the expert columns */
    gboolean interval; /* adds id_low and id_high to JSON and CSV */
} ReportColumn;

typedef struct {
    char *id, *title;
    GPtrArray *columns; /* ReportColumn* */
    GPtrArray *rows;    /* Cell arrays, columns->len each; columns come before rows */
    guint next;         /* the cell of the last row that report_cell fills next */
    gboolean hidden;    /* for programs: not printed for people */
} ReportTable;

typedef struct {
    char *id, *title, *x_title, *y_title;
    GArray *points; /* double pairs x, y */
} ReportCurve;

typedef struct {
    char *id, *title; /* title NULL: for programs only */
    Unit unit;
    int digits;
    Cell *cell;
} ReportValue;

typedef struct Report {
    char *id, *title;
    GPtrArray *sentences; /* char*: the first says what it means, the last what to do next */
    GPtrArray *warnings;  /* char* */
    GPtrArray *values;    /* ReportValue* */
    GPtrArray *tables;    /* ReportTable*; the first not hidden is what --csv prints */
    GPtrArray *curves;    /* ReportCurve* */
} Report;

Report *report_new(const char *id, const char *title);
void report_free(Report *report);
Report *report_copy(const Report *report);
/* Appends a table of another report; or a row of a table that has the same columns. */
void report_copy_table(Report *to, const ReportTable *from);
void report_copy_row(ReportTable *to, const ReportTable *from, guint row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

void report_say(Report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
void report_warn(Report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Named values, for JSON at the top level and "title  value" lines for people. Each returns its
 * cell, so that the caller can add an interval, rows or a style. */
Cell *report_number(Report *report, const char *id, const char *title, Unit unit, int digits,
                    double value);
Cell *report_text(Report *report, const char *id, const char *title, const char *text);

/* NULL: the report is NULL, or has none. */
const ReportValue *report_find_value(const Report *report, const char *id);

ReportTable *report_table(Report *report, const char *id, const char *title);
ReportTable *report_find_table(const Report *report, const char *id); /* NULL: none */
ReportColumn *report_column(ReportTable *table, const char *id, const char *title, Unit unit,
                            int digits);
void report_row(ReportTable *table); /* starts a row of null cells */
/* The next cell of the row that report_row began; past the last column is a programming error. */
Cell *report_cell(ReportTable *table, double value);
Cell *report_cell_text(ReportTable *table, const char *text); /* NULL: null */
Cell *report_at(const ReportTable *table, guint row, guint column);
void cell_rows(Cell *cell, const char *format, ...) G_GNUC_PRINTF(2, 3);
void cell_style(Cell *cell, const char *style);
void cell_interval(Cell *cell, double low, double high);
/* What a person reads in this cell: "65.5 % 62.4–68.5"; a null is "–". The caller frees. */
char *cell_words(const Cell *cell, Unit unit, int digits);
/* Its two parts: the value alone, and the interval alone, which is NULL where there is none. */
char *cell_value_words(const Cell *cell, Unit unit, int digits);
char *cell_interval_words(const Cell *cell, Unit unit, int digits);

ReportCurve *report_curve(Report *report, const char *id, const char *title, const char *x_title,
                          const char *y_title);
void report_point(ReportCurve *curve, double x, double y);

/* The writers. Text wraps sentences at `width` (0: no limit) and drops what is for programs; it is
 * plain ASCII where the terminal has no UTF-8. JSON is one object: report (the id), sentences,
 * warnings, the values by their ids, each table as an array of objects, curves as {id: {x: [], y:
 * []}}; numbers as %.17g, nulls as null, times as ISO 8601 in UTC, ids with dots as nested objects.
 * CSV prints one table, every column, numbers as %.17g, `guard`ed against spreadsheets' formulas;
 * NULL table: the first that is not hidden, else the values as id,value. */
void report_print_text(const Report *report, int width, gboolean expert, GString *out);
void report_print_json(const Report *report, GString *out);
void report_print_csv(const Report *report, const char *table, GString *out);

/* The whole report as JSON and back, losslessly: styles, row references, intervals, what is hidden.
 * The caller frees; NULL where the text is no frozen report. */
char *report_freeze(const Report *report);
Report *report_thaw(const char *text);

G_END_DECLS
