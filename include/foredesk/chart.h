/* chart: a character canvas for live curves, sparklines and bars, and figures to keep by gnuplot.
 * The canvas is plain data: the screen draws its cells, text reports print them. Relies on base
 * alone and knows no terminal. */
#pragma once

#include <foredesk/base.h>

G_BEGIN_DECLS

/* ---- the canvas ------------------------------------------------------------------------ */

typedef enum {
    SYMBOLS_BRAILLE, /* 2 × 4 dots a cell; columns by eighths */
    SYMBOLS_BLOCK,   /* 2 × 2 dots a cell, for fonts without braille; columns by eighths */
    SYMBOLS_ASCII,   /* 1 × 2 dots a cell: ' . and : */
} CanvasSymbols;

/* What a cell is, for a theme to colour; a series draws in CANVAS_SERIES + its attribute. */
enum {
    CANVAS_PLAIN,
    CANVAS_AXIS,   /* lines and ticks of the frame */
    CANVAS_LABEL,  /* tick labels, titles */
    CANVAS_MARKER, /* markers, their names and lines; + marker's attribute below CANVAS_SERIES */
    CANVAS_SERIES = 16,
};

typedef struct Canvas Canvas;
Canvas *canvas_new(int width, int height, CanvasSymbols symbols); /* blank; sizes ≥ 0, in cells */
void canvas_free(Canvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Canvas, canvas_free)
int canvas_width(const Canvas *canvas);
int canvas_height(const Canvas *canvas);
/* A cell's character and attribute; ' ' and plain outside. The character is 0 in the right half of
 * a wide one: skip it. Either output may be NULL. */
void canvas_cell(const Canvas *canvas, int row, int column, gunichar *character, guint *attribute);
/* Clean text from a cell on, cut at the edges; shown in ASCII where text_utf8() is off. Returns the
 * column after it. */
int canvas_text(Canvas *canvas, int row, int column, const char *clean, guint attribute);
/* A dot: columns from the left, rows from the top of the finer grid; outside it nothing happens. */
void canvas_dot(Canvas *canvas, int dot_column, int dot_row, guint attribute);
void canvas_dots_per_cell(const Canvas *canvas, int *wide, int *high);
/* Appends the rows, blanks at their ends cut, each with a line end. */
void canvas_print(const Canvas *canvas, GString *out);

/* ---- charts ------------------------------------------------------------------------------ */

typedef enum {
    CHART_LINE,
    CHART_DASHED, /* a line that differs without colour */
    CHART_POINTS,
    CHART_COLUMNS, /* filled from 0 up; x in ascending order */
} ChartStyle;

typedef struct {
    const double *points; /* n pairs x, y; a pair that isn't finite breaks the line */
    gsize n;
    ChartStyle style;
    const char *name; /* clean, for the legend; NULL: not in it */
    guint attribute;  /* 0, 1, … */
} ChartSeries;

typedef enum { MARKER_HERE, MARKER_POINT } MarkerSymbol; /* ▲ and ○, in ASCII ^ and o */
typedef struct {
    double x; /* outside the range: not drawn */
    MarkerSymbol symbol;
    const char *name; /* clean, beside the symbol; NULL: none */
    gboolean line;    /* also a dotted line up the plot */
    guint attribute;  /* 0 … 12 */
} ChartMarker;

/* Writes a tick's label, clean; the chart frees it. */
typedef char *(*ChartLabel)(double value, gpointer data);

/* Zeroed but for the ranges is a good start; chart_axes_init gives that. */
typedef struct {
    const char *title, *x_title;         /* clean, or NULL; the title stands above the y axis */
    double x_low, x_high, y_low, y_high; /* NaN: by the data, y rounded outwards to ticks */
    gboolean y_from_zero;
    ChartLabel x_label, y_label; /* NULL: plain decimals */
    gpointer label_data;
    const ChartMarker *markers;
    guint n_markers;
} ChartAxes;
void chart_axes_init(ChartAxes *axes);

/* Draws axes with round ticks, the series clipped to the plot, markers in the row above the x axis,
 * title and legend, filling the canvas. Where it is small the parts give way in the order x title,
 * title and legend, marker row, tick labels, axes. 10,000 points take well under a millisecond. */
void chart_draw(Canvas *canvas, const ChartSeries *series, guint n, const ChartAxes *axes);

/* The smallest of 1, 2, 2.5 and 5 times a power of ten that divides `span` into at most `steps`
 * steps; span > 0, steps ≥ 1. */
double chart_round_step(double span, int steps);

/* ---- one-line pictures -------------------------------------------------------------------- */

/* min(n, width) characters "▅▁▅▆█", in ASCII "=_=*#": more values than columns are averaged, NaN is
 * a blank. `from_zero`: heights from 0, where 0 is a blank and anything more at least the lowest
 * mark (histograms); else from the smallest value to the largest. The caller frees. */
char *sparkline(const double *value, gsize n, int width, gboolean from_zero, CanvasSymbols symbols);
/* A horizontal bar of `share` (clamped to 0–1; NaN is 0) of `width` columns, padded to it by blanks
 * when `padded`: "█████▍". The caller frees. */
char *bar_line(double share, int width, gboolean padded, CanvasSymbols symbols);

/* ---- figures to keep ------------------------------------------------------------------------ */

typedef struct {
    const ChartSeries *series;
    guint n;
    const ChartAxes *axes; /* label functions are not used */
    const char *y_title;   /* NULL: none */
    int width, height;     /* pixels; 0: 960 × 600 */
} FigureSpec;
/* Whether gnuplot is on the path. */
gboolean figure_available(void);
/* Writes a .png, .svg or .pdf by gnuplot, a new file renamed into place. Takes tens of
 * milliseconds and more: never on the key path. ERROR_USAGE for another ending or no points,
 * ERROR_SYSTEM where gnuplot is missing, fails, or takes longer than 20 seconds, and where the file
 * can't be written.
 */
gboolean figure_write(const char *path, const FigureSpec *spec, GError **error);

G_END_DECLS
