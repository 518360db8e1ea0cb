/* Series into dots: lines, dashed lines, points, columns, clipped to the plot. Ten thousand points
 * share a few hundred dot columns, so what a line does within one dot column is gathered as a range
 * and drawn once. */
#include "chart/canvas.h"

/* The plot in dots: value = low + dot·scale, dots counted from the plot's left and bottom. */
typedef struct {
    const Plot *plot;
    Canvas *canvas;
    int cell_wide, cell_high; /* dots of a cell */
    int wide, high;           /* dots of the plot */
    double x_scale, y_scale;  /* dots a unit */
    guint attribute;
    gboolean dashed;
    int column, lowest, highest; /* the range gathered in a dot column; column −1: none */
} Pen;

static Pen
pen_new(const Plot *plot, Canvas *canvas, const ChartSeries *series)
{
    Pen pen = {.plot = plot, .canvas = canvas, .column = -1};
    canvas_dots_per_cell(canvas, &pen.cell_wide, &pen.cell_high);
    pen.wide = plot->width * pen.cell_wide;
    pen.high = plot->height * pen.cell_high;
    pen.x_scale = (pen.wide - 1) / (plot->x_high - plot->x_low);
    pen.y_scale = (pen.high - 1) / (plot->y_high - plot->y_low);
    pen.attribute = CANVAS_SERIES + series->attribute;
    pen.dashed = series->style == CHART_DASHED;
    return pen;
}

static void
pen_dot(Pen *pen, int column, int row)
{
    if (column < 0 || column >= pen->wide || row < 0 || row >= pen->high)
        return;
    if (pen->dashed && column / pen->cell_wide % 2)
        return;
    canvas_dot(pen->canvas, pen->plot->left * pen->cell_wide + column,
               pen->plot->top * pen->cell_high + pen->high - 1 - row, pen->attribute);
}

static void
pen_flush(Pen *pen)
{
    for (int row = pen->lowest; pen->column >= 0 && row <= pen->highest; row++)
        pen_dot(pen, pen->column, row);
    pen->column = -1;
}

static void
pen_gather(Pen *pen, int column, int row)
{
    if (column != pen->column) {
        pen_flush(pen);
        pen->column = column;
        pen->lowest = pen->highest = row;
    }
    pen->lowest = MIN(pen->lowest, row);
    pen->highest = MAX(pen->highest, row);
}

/* Bresenham's line between dots; its ends are gathered. */
static void
pen_segment(Pen *pen, int x0, int y0, int x1, int y1)
{
    pen_gather(pen, x0, y0);
    int across = ABS(x1 - x0), up = ABS(y1 - y0), error = across - up;
    while (x0 != x1 || y0 != y1) {
        int twice = 2 * error;
        if (twice > -up) {
            error -= up;
            x0 += x0 < x1 ? 1 : -1;
        }
        if (twice < across) {
            error += across;
            y0 += y0 < y1 ? 1 : -1;
        }
        pen_gather(pen, x0, y0);
    }
}

/* One boundary of Liang and Barsky's clipping: p·t ≤ q for the part of the segment inside. */
static gboolean
clip_boundary(double p, double q, double *from, double *to)
{
    if (p == 0)
        return q >= 0;
    double t = q / p;
    if (p < 0)
        *from = MAX(*from, t);
    else
        *to = MIN(*to, t);
    return *from <= *to;
}

/* A segment in dots, cut to the plot with half a dot of margin. */
static void
pen_line(Pen *pen, double x0, double y0, double x1, double y1)
{
    double dx = x1 - x0, dy = y1 - y0, from = 0, to = 1;
    if (!isfinite(dx) || !isfinite(dy))
        return; /* beyond what a double can hold: nothing that a plot could show */
    if (!clip_boundary(-dx, x0 + 0.499, &from, &to) ||
        !clip_boundary(dx, pen->wide - 0.501 - x0, &from, &to) ||
        !clip_boundary(-dy, y0 + 0.499, &from, &to) ||
        !clip_boundary(dy, pen->high - 0.501 - y0, &from, &to))
        return;
    pen_segment(pen, (int)lrint(x0 + from * dx), (int)lrint(y0 + from * dy),
                (int)lrint(x0 + to * dx), (int)lrint(y0 + to * dy));
}

static void
draw_line(Pen *pen, const ChartSeries *series)
{
    double last_x = NAN, last_y = NAN;
    for (gsize i = 0; i < series->n; i++) {
        double x = (series->points[2 * i] - pen->plot->x_low) * pen->x_scale;
        double y = (series->points[2 * i + 1] - pen->plot->y_low) * pen->y_scale;
        if (!isfinite(x) || !isfinite(y))
            x = y = NAN;
        else if (isnan(last_x) || series->style == CHART_POINTS)
            pen_line(pen, x, y, x, y);
        else
            pen_line(pen, last_x, last_y, x, y);
        last_x = x;
        last_y = y;
    }
    pen_flush(pen);
}

/* ---- columns ---------------------------------------------------------------------------- */

gunichar
level_character(int eighths, gboolean ascii)
{
    static const char ascii_levels[] = " _.:-=+*#";
    eighths = CLAMP(eighths, 0, 8);
    if (ascii)
        return (gunichar)ascii_levels[eighths];
    return eighths ? 0x2580 + (gunichar)eighths : ' ';
}

/* Fills cells from the baseline, a whole cell, up to the height in eighths; below it whole cells
 * only, since no eighths hang from above. Something is never shown as nothing. */
static void
draw_column(Pen *pen, int from, int to, int base, double height)
{
    const Plot *plot = pen->plot;
    gboolean ascii = canvas_ascii(pen->canvas), hangs = height < 8.0 * base;
    for (int row = hangs ? 0 : base; row < (hangs ? base : plot->height); row++) {
        int eighths = (int)lrint(CLAMP(height - 8.0 * row, 0, 8));
        if (!hangs && row == base)
            eighths = MAX(eighths, 1);
        if (hangs)
            eighths = row == base - 1 || 8.0 * row + 4 >= height ? 8 : 0;
        for (int column = MAX(from, 0); eighths && column < MIN(to, plot->width); column++)
            canvas_put(pen->canvas, plot->top + plot->height - 1 - row, plot->left + column,
                       level_character(eighths, ascii), pen->attribute);
    }
}

/* The edge between two neighbours in cells; past an end, as far out as its other edge is in. */
static int
column_edge(const Plot *plot, const ChartSeries *series, gsize right)
{
    const double *p = series->points;
    double x;
    if (series->n == 1)
        x = right == 0 ? plot->x_low : plot->x_high;
    else if (right == 0)
        x = p[0] - (p[2] - p[0]) / 2;
    else if (right == series->n)
        x = p[2 * right - 2] + (p[2 * right - 2] - p[2 * right - 4]) / 2;
    else
        x = (p[2 * right - 2] + p[2 * right]) / 2;
    double cell = (x - plot->x_low) / (plot->x_high - plot->x_low) * plot->width;
    return isnan(cell) ? -1 : (int)lrint(CLAMP(cell, -1, plot->width + 1));
}

static void
draw_columns(Pen *pen, const ChartSeries *series)
{
    const Plot *plot = pen->plot;
    double scale = 8.0 * plot->height / (plot->y_high - plot->y_low), zero = -plot->y_low * scale;
    int base = (int)lrint(CLAMP(zero / 8, 0, plot->height));
    if (zero > 0 &&
        zero < 8.0 * plot->height) /* heights stay true, the zero line moves to the nearest cell */
        zero = 8.0 * base;
    for (gsize i = 0; i < series->n; i++) {
        double height = zero + series->points[2 * i + 1] * scale;
        int from = column_edge(plot, series, i), to = column_edge(plot, series, i + 1);
        to -= to - from >= 3; /* a gap where there is room for one */
        if (isfinite(height) && series->points[2 * i + 1] != 0)
            draw_column(pen, from, to, base, height);
    }
}

void
plot_series(const Plot *plot, Canvas *canvas, const ChartSeries *series)
{
    Pen pen = pen_new(plot, canvas, series);
    if (series->style == CHART_COLUMNS)
        draw_columns(&pen, series);
    else
        draw_line(&pen, series);
}

/* The dot that a share of the way lies on, as a cell. */
static int
cell_of(double share, int cells, int dots_per_cell)
{
    if (!(share >= 0 && share <= 1))
        return -1;
    return (int)lrint(share * (cells * dots_per_cell - 1)) / dots_per_cell;
}

int
plot_column(const Plot *plot, const Canvas *canvas, double x)
{
    int wide, high;
    canvas_dots_per_cell(canvas, &wide, &high);
    int cell = cell_of((x - plot->x_low) / (plot->x_high - plot->x_low), plot->width, wide);
    return cell < 0 ? -1 : plot->left + cell;
}

int
plot_row(const Plot *plot, const Canvas *canvas, double y)
{
    int wide, high;
    canvas_dots_per_cell(canvas, &wide, &high);
    int cell = cell_of((y - plot->y_low) / (plot->y_high - plot->y_low), plot->height, high);
    return cell < 0 ? -1 : plot->top + plot->height - 1 - cell;
}
