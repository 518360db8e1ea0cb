/* What the chart room's files share: single cells, the frame of a plot, and the pen that draws
 * curves into it. */
#pragma once

#include <foredesk/chart.h>
#include <math.h>

gboolean canvas_ascii(const Canvas *canvas);
/* Outside the canvas is blank, and putting there does nothing. */
gboolean canvas_blank(const Canvas *canvas, int row, int column);
void canvas_put(Canvas *canvas, int row, int column, gunichar character, guint attribute);

/* Where a plot lies, in cells, and the range it shows. */
typedef struct {
    int left, top, width, height;
    double x_low, x_high, y_low, y_high;
} Plot;
/* The canvas cell of a value; NaN and what lies outside the range give −1. */
int plot_column(const Plot *plot, const Canvas *canvas, double x);
int plot_row(const Plot *plot, const Canvas *canvas, double y);
/* Draws one series, clipped to the plot. */
void plot_series(const Plot *plot, Canvas *canvas, const ChartSeries *series);

/* A character that fills its cell by 0–8 eighths from below, or from the left. */
gunichar level_character(int eighths, gboolean ascii);
