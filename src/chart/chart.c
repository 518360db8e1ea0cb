/* A chart on a canvas: what fits, round ticks, the frame, markers, title and legend around the
 * curves. */
#include "chart/canvas.h"

#include <string.h>

enum { MOST_TICKS = 24 };

void
chart_axes_init(ChartAxes *axes)
{
    *axes = (ChartAxes){.x_low = NAN, .x_high = NAN, .y_low = NAN, .y_high = NAN};
}

double
chart_round_step(double span, int steps)
{
    static const double rounds[] = {1, 2, 2.5, 5, 10};
    double rough = span / steps, power = pow(10, floor(log10(rough)));
    if (!(power > 0) || !isfinite(power))
        return rough;
    for (guint i = 0; i < G_N_ELEMENTS(rounds); i++)
        if (rounds[i] * power >= rough * (1 - 1e-9))
            return rounds[i] * power;
    return 10 * power;
}

/* ---- ticks ------------------------------------------------------------------------------- */

typedef struct {
    int count;
    double value[MOST_TICKS];
    char *label[MOST_TICKS]; /* as the terminal shows it */
    int width[MOST_TICKS];
    int widest;
} Ticks;

static void
ticks_clear(Ticks *ticks)
{
    for (int i = 0; i < ticks->count; i++)
        g_free(ticks->label[i]);
    *ticks = (Ticks){0};
}

/* As many decimals as tell neighbours apart: 0.25 needs two, 500 none. */
static int
step_digits(double step)
{
    for (int digits = 0; digits < 10; digits++) {
        double scaled = step * pow(10, digits);
        if (fabs(scaled - rint(scaled)) < 1e-6 * scaled)
            return digits;
    }
    return 10;
}

static void
ticks_add(Ticks *ticks, double value, double step, ChartLabel label, gpointer data)
{
    if (ticks->count == MOST_TICKS)
        return;
    g_autofree char *clean = label ? label(value, data) : number_decimal(value, step_digits(step));
    int i = ticks->count++;
    ticks->value[i] = value;
    ticks->label[i] = text_plain(clean);
    ticks->width[i] = text_width(ticks->label[i]);
    ticks->widest = MAX(ticks->widest, ticks->width[i]);
}

/* Every multiple of the step in the range. */
static void
ticks_fill(Ticks *ticks, double low, double high, double step, ChartLabel label, gpointer data)
{
    ticks_clear(ticks);
    double first = ceil(low / step - 1e-9), last = floor(high / step + 1e-9);
    for (double k = first; k <= last && ticks->count < MOST_TICKS; k += 1)
        ticks_add(ticks, k * step + 0.0, step, label, data); /* + 0: never −0 */
}

/* ---- layout ---------------------------------------------------------------------------------- */

typedef struct {
    Canvas *canvas;
    const ChartAxes *axes;
    const ChartSeries *series;
    guint n;
    Plot plot;
    /* Rows of the parts, −1 where there is no room: */
    int title_row, marker_row, axis_row, label_row, x_title_row;
    gboolean y_axis, y_labels;
    Ticks x_ticks, y_ticks;
} Chart;

static gboolean
has_legend(const Chart *chart)
{
    guint named = 0;
    for (guint i = 0; i < chart->n; i++)
        named += chart->series[i].name != NULL;
    return named > 0;
}

/* Shares out the rows: the plot comes first, then each part that still leaves it enough. */
static void
layout_rows(Chart *chart)
{
    int height = canvas_height(chart->canvas), bottom = height, top = 0;
    chart->title_row = chart->marker_row = chart->axis_row = -1;
    chart->label_row = chart->x_title_row = -1;
    gboolean axis = height >= 3, labels = height >= 4;
    gboolean markers = chart->axes->n_markers > 0 && height >= 6;
    gboolean title = (chart->axes->title || has_legend(chart)) && height >= 7;
    if (chart->axes->x_title && height >= 9)
        chart->x_title_row = --bottom;
    if (labels)
        chart->label_row = --bottom;
    if (axis)
        chart->axis_row = --bottom;
    if (markers)
        chart->marker_row = --bottom;
    if (title)
        chart->title_row = top++;
    chart->plot.top = top;
    chart->plot.height = bottom - top;
}

/* Widens [low, high] to hold the finite values at `offset` of each pair. */
static void
range_extend(const Chart *chart, int offset, double *low, double *high)
{
    for (guint s = 0; s < chart->n; s++)
        for (gsize i = 0; i < chart->series[s].n; i++) {
            double value = chart->series[s].points[2 * i + offset];
            if (isfinite(value)) {
                *low = MIN(*low, value);
                *high = MAX(*high, value);
            }
        }
}

/* A range that can be drawn: neither empty nor turned round. */
static void
range_mend(double *low, double *high)
{
    if (!(*low <= *high) || !isfinite(*high - *low)) {
        *low = 0;
        *high = 1;
    } else if (*high - *low <= 1e-12 * MAX(fabs(*low), fabs(*high)) || *high == *low) {
        double margin = *low == 0 ? 1 : fabs(*low) * 0.1;
        *low -= margin;
        *high += margin;
    }
}

static void
layout_x_range(Chart *chart)
{
    double low = INFINITY, high = -INFINITY;
    range_extend(chart, 0, &low, &high);
    for (guint s = 0; s < chart->n; s++) {
        const ChartSeries *series = &chart->series[s];
        if (series->style == CHART_COLUMNS && series->n > 1) {
            const double *p = series->points, *last = p + 2 * (series->n - 1);
            low = MIN(low, p[0] - (p[2] - p[0]) / 2);
            high = MAX(high, last[0] + (last[0] - last[-2]) / 2);
        }
    }
    chart->plot.x_low = isnan(chart->axes->x_low) ? low : chart->axes->x_low;
    chart->plot.x_high = isnan(chart->axes->x_high) ? high : chart->axes->x_high;
    range_mend(&chart->plot.x_low, &chart->plot.x_high);
}

/* The y range of the data, outwards to round numbers where it is free. */
static void
layout_y_range(Chart *chart)
{
    const ChartAxes *axes = chart->axes;
    double low = INFINITY, high = -INFINITY;
    range_extend(chart, 1, &low, &high);
    gboolean from_zero = axes->y_from_zero;
    for (guint s = 0; s < chart->n; s++)
        from_zero = from_zero || chart->series[s].style == CHART_COLUMNS;
    if (from_zero && low <= high) {
        low = MIN(low, 0);
        high = MAX(high, 0);
    }
    low = isnan(axes->y_low) ? low : axes->y_low;
    high = isnan(axes->y_high) ? high : axes->y_high;
    range_mend(&low, &high);
    double step = chart_round_step(high - low, 5);
    if (isnan(axes->y_low))
        low = floor(low / step + 1e-9) * step;
    if (isnan(axes->y_high))
        high = ceil(high / step - 1e-9) * step;
    range_mend(&low, &high);
    chart->plot.y_low = low;
    chart->plot.y_high = high;
}

/* Ticks on about every third row; where only one would fit, the two ends of the range. */
static void
layout_y_ticks(Chart *chart)
{
    const ChartAxes *axes = chart->axes;
    double low = chart->plot.y_low, span = chart->plot.y_high - low;
    double step = chart_round_step(span, CLAMP((chart->plot.height - 1) / 2, 1, 8));
    ticks_fill(&chart->y_ticks, low, low + span, step, axes->y_label, axes->label_data);
    if (chart->y_ticks.count < 2) {
        double fine = chart_round_step(span, 100);
        ticks_clear(&chart->y_ticks);
        ticks_add(&chart->y_ticks, low, fine, axes->y_label, axes->label_data);
        ticks_add(&chart->y_ticks, low + span, fine, axes->y_label, axes->label_data);
    }
}

/* Columns: labels and axis at the left if the plot keeps enough. */
static void
layout_columns(Chart *chart)
{
    int width = canvas_width(chart->canvas), left = 0;
    chart->y_axis = chart->axis_row >= 0 && width >= 5;
    chart->y_labels = chart->y_axis && width - chart->y_ticks.widest - 2 >= 6;
    if (chart->y_labels)
        left = chart->y_ticks.widest + 1;
    if (chart->y_axis)
        left++;
    chart->plot.left = left;
    chart->plot.width = width - left;
}

/* The first column of a label centred on its tick, kept on the canvas. */
static int
label_start(const Chart *chart, int tick)
{
    const Ticks *ticks = &chart->x_ticks;
    int centre = plot_column(&chart->plot, chart->canvas, ticks->value[tick]);
    int last = canvas_width(chart->canvas) - ticks->width[tick];
    return CLAMP(centre - ticks->width[tick] / 2, 0, MAX(last, 0));
}

static gboolean
labels_fit(const Chart *chart)
{
    int end = -2;
    for (int i = 0; i < chart->x_ticks.count; i++) {
        int start = label_start(chart, i);
        if (start < end + 2)
            return FALSE;
        end = start + chart->x_ticks.width[i];
    }
    return chart->x_ticks.count > 0;
}

/* The most x ticks whose labels stand apart. */
static void
layout_x_ticks(Chart *chart)
{
    const Plot *plot = &chart->plot;
    for (int steps = CLAMP(plot->width / 8, 1, 12); steps >= 1; steps--) {
        double step = chart_round_step(plot->x_high - plot->x_low, steps);
        ticks_fill(&chart->x_ticks, plot->x_low, plot->x_high, step, chart->axes->x_label,
                   chart->axes->label_data);
        if (labels_fit(chart))
            return;
    }
    ticks_clear(&chart->x_ticks);
}

/* ---- drawing -------------------------------------------------------------------------------- */

static void
draw_frame(Chart *chart)
{
    Canvas *canvas = chart->canvas;
    const Plot *plot = &chart->plot;
    gboolean ascii = canvas_ascii(canvas);
    if (chart->axis_row < 0)
        return;
    for (int column = 0; column < plot->width; column++)
        canvas_put(canvas, chart->axis_row, plot->left + column, ascii ? '-' : 0x2500, CANVAS_AXIS);
    for (int i = 0; i < chart->x_ticks.count; i++) {
        int column = plot_column(plot, canvas, chart->x_ticks.value[i]);
        canvas_put(canvas, chart->axis_row, column, ascii ? '+' : 0x252C, CANVAS_AXIS);
        if (chart->label_row >= 0)
            canvas_text(canvas, chart->label_row, label_start(chart, i), chart->x_ticks.label[i],
                        CANVAS_LABEL);
    }
    if (!chart->y_axis)
        return;
    int axis = plot->left - 1, labelled = -1;
    for (int row = plot->top; row < chart->axis_row; row++)
        canvas_put(canvas, row, axis, ascii ? '|' : 0x2502, CANVAS_AXIS);
    canvas_put(canvas, chart->axis_row, axis, ascii ? '+' : 0x2514, CANVAS_AXIS);
    for (int i = 0; i < chart->y_ticks.count; i++) {
        int row = plot_row(plot, canvas, chart->y_ticks.value[i]);
        if (row < 0 || row == labelled || row + 1 == labelled)
            continue; /* labels on neighbouring rows are hard to read */
        labelled = row;
        canvas_put(canvas, row, axis, ascii ? '+' : 0x2524, CANVAS_AXIS);
        if (chart->y_labels)
            canvas_text(canvas, row, axis - 1 - chart->y_ticks.width[i], chart->y_ticks.label[i],
                        CANVAS_LABEL);
    }
}

/* The first column at or after `column` where `width` cells, and one either side, are blank. */
static int
free_place(const Canvas *canvas, int row, int column, int width)
{
    int run = 0;
    for (int at = column - 1; at <= canvas_width(canvas); at++) {
        run = canvas_blank(canvas, row, at) ? run + 1 : 0;
        if (run == width + 2)
            return at - width;
    }
    return -1;
}

/* A marker's symbol stands on its column, its name to the right, or to the left where the edge is
 * near. Markers that meet stand in a row, the later ones further right; without room for the name
 * the symbol alone. */
static void
draw_marker_name(Chart *chart, const ChartMarker *marker, int column)
{
    static const char *const symbols[][2] = {{"▲", "^"}, {"○", "o"}};
    Canvas *canvas = chart->canvas;
    const char *symbol = symbols[marker->symbol][canvas_ascii(canvas)];
    const char *name = marker->name ? marker->name : "", *gap = *name ? " " : "";
    g_autofree char *to_right = g_strconcat(symbol, gap, name, NULL);
    g_autofree char *to_left = g_strconcat(name, gap, symbol, NULL);
    int row = chart->marker_row, width = text_width(to_right), before = column - width + 1;
    int after = free_place(canvas, row, column, width);
    guint attribute = CANVAS_MARKER + marker->attribute;
    if (after >= 0)
        canvas_text(canvas, row, after, to_right, attribute);
    else if (before >= chart->plot.left && free_place(canvas, row, before, width) == before)
        canvas_text(canvas, row, before, to_left, attribute);
    else if (free_place(canvas, row, column, 1) == column)
        canvas_text(canvas, row, column, symbol, attribute);
}

static void
draw_marker(Chart *chart, const ChartMarker *marker)
{
    Canvas *canvas = chart->canvas;
    const Plot *plot = &chart->plot;
    int column = plot_column(plot, canvas, marker->x);
    if (column < 0)
        return;
    if (chart->marker_row >= 0)
        draw_marker_name(chart, marker, column);
    gunichar line = canvas_ascii(canvas) ? ':' : 0x250A;
    for (int row = plot->top; marker->line && row < plot->top + plot->height; row++)
        if (canvas_blank(canvas, row, column))
            canvas_put(canvas, row, column, line, CANVAS_MARKER + marker->attribute);
}

/* Title at the left; at the right each named series with a sample of its line. */
static void
draw_heading(Chart *chart)
{
    Canvas *canvas = chart->canvas;
    if (chart->title_row < 0)
        return;
    int used = 0;
    if (chart->axes->title)
        used = canvas_text(canvas, chart->title_row, 0, chart->axes->title, CANVAS_LABEL) + 2;
    int column = canvas_width(canvas);
    for (guint i = chart->n; i-- > 0;) {
        const ChartSeries *series = &chart->series[i];
        if (!series->name)
            continue;
        static const char *const samples[][2] = {
            {"──", "--"}, {"╌╌", ".."}, {"∙∙", "::"}, {"▆▆", "##"}};
        const char *sample = samples[series->style][canvas_ascii(canvas)];
        int width = text_width(series->name) + 3;
        if (column - width < used)
            break;
        column -= width;
        canvas_text(canvas, chart->title_row, column, sample, CANVAS_SERIES + series->attribute);
        canvas_text(canvas, chart->title_row, column + 3, series->name, CANVAS_LABEL);
        column -= 2;
    }
}

void
chart_draw(Canvas *canvas, const ChartSeries *series, guint n, const ChartAxes *axes)
{
    Chart chart = {.canvas = canvas, .axes = axes, .series = series, .n = n};
    layout_rows(&chart);
    if (chart.plot.height < 1 || canvas_width(canvas) < 1)
        return;
    layout_x_range(&chart);
    layout_y_range(&chart);
    layout_y_ticks(&chart);
    layout_columns(&chart);
    layout_x_ticks(&chart);
    draw_frame(&chart);
    for (guint i = 0; i < n; i++)
        plot_series(&chart.plot, canvas, &series[i]);
    for (guint i = 0; i < axes->n_markers; i++)
        draw_marker(&chart, &axes->markers[i]);
    draw_heading(&chart);
    if (chart.x_title_row >= 0) {
        int centre = (chart.plot.width - text_width(axes->x_title)) / 2;
        canvas_text(canvas, chart.x_title_row, chart.plot.left + MAX(centre, 0), axes->x_title,
                    CANVAS_LABEL);
    }
    ticks_clear(&chart.x_ticks);
    ticks_clear(&chart.y_ticks);
}
