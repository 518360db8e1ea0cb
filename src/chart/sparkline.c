/* Pictures of one line: sparklines and horizontal bars. */
#include "chart/canvas.h"

/* The mean of the values that share a column, NaN passed over; NaN where nothing is left. */
static double
column_mean(const double *value, gsize n, int column, int columns)
{
    gsize from = n * (gsize)column / (gsize)columns, to = n * ((gsize)column + 1) / (gsize)columns;
    double sum = 0;
    int present = 0;
    for (gsize i = from; i < to; i++)
        if (isfinite(value[i])) {
            sum += value[i];
            present++;
        }
    return present ? sum / present : NAN;
}

/* 0 blank, 1–8 the mark's height. */
static int
mark_height(double value, double low, double high, gboolean from_zero)
{
    if (isnan(value))
        return 0;
    if (from_zero)
        return !(value > 0) ? 0 : CLAMP((int)lrint(value / high * 8), 1, 8);
    if (!(high > low))
        return 4;
    return 1 + (int)lrint((value - low) / (high - low) * 7);
}

char *
sparkline(const double *value, gsize n, int width, gboolean from_zero, CanvasSymbols symbols)
{
    int columns = width < 0 ? 0 : n < (gsize)width ? (int)n : width;
    g_autofree double *mean = g_new(double, columns + 1);
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < columns; i++) {
        mean[i] = column_mean(value, n, i, columns);
        if (!isnan(mean[i])) {
            low = MIN(low, mean[i]);
            high = MAX(high, mean[i]);
        }
    }
    GString *line = g_string_new(NULL);
    for (int i = 0; i < columns; i++)
        g_string_append_unichar(line, level_character(mark_height(mean[i], low, high, from_zero),
                                                      symbols == SYMBOLS_ASCII));
    return g_string_free(line, FALSE);
}

char *
bar_line(double share, int width, gboolean padded, CanvasSymbols symbols)
{
    width = MAX(width, 0);
    int eighths = share > 0 ? (int)lrint(MIN(share, 1) * width * 8) : 0;
    if (symbols == SYMBOLS_ASCII)
        eighths = (eighths + 4) / 8 * 8;
    GString *line = g_string_new(NULL);
    int column = 0;
    for (; column < eighths / 8; column++)
        g_string_append_unichar(line, symbols == SYMBOLS_ASCII ? '#' : 0x2588);
    if (eighths % 8) { /* U+258F is one eighth, U+2589 seven */
        g_string_append_unichar(line, 0x2590 - (gunichar)(eighths % 8));
        column++;
    }
    for (; padded && column < width; column++)
        g_string_append_c(line, ' ');
    return g_string_free(line, FALSE);
}
