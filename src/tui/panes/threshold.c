/* Pane 6: where the line stands. h and l move it, fields hold what mistakes cost and what the team
 * can do; the curve, the matrix and every figure move in the same frame. */
#include "config.h"

#include "tui/report_view.h"

#include <math.h>
#include <string.h>

#define FIELDS "policy.missed,policy.false_alarm,policy.capacity"
#define FIGURES "flagged,recall,precision,cost_month,cost,mode"

enum { CHART_LEAST = 9, TWO_PAGES = 78 };

/* ---- the curve ------------------------------------------------------------------------------ */

static int
rivals_rows(View *view, int columns)
{
    return report_find_table(view->report, "rivals") ? 2 : 0;
}

static int
curve_rows(View *view, int columns)
{
    const ReportView *state = view->state;
    int rest = rivals_rows(view, columns) + 1;

    if (!view->report->curves->len)
        return 0;
    return state->one_page ? CHART_LEAST : MAX(CHART_LEAST, state->page_rows - rest);
}

static char *
money_label(double value, gpointer data)
{
    if (value >= 1e6)
        return g_strdup_printf("$%.4g M", value / 1e6);
    return value >= 1000 ? g_strdup_printf("$%.4g k", value / 1000)
                         : g_strdup_printf("$%.4g", value);
}

static void
draw_curve(View *view, const Painter *painter, Area area, gboolean focused)
{
    const ReportCurve *curve = g_ptr_array_index(view->report->curves, 0);
    g_autoptr(Canvas) canvas = canvas_new(area.columns - 3, area.rows, painter->symbols);
    ChartAxes axes;
    ChartMarker markers[] = {
        {.x = report_value(view->report, "flagged_in_100"), .name = "you", .line = TRUE},
        {.x = report_value(view->report, "cheapest.flagged_in_100"),
         .symbol = MARKER_POINT,
         .name = "cheapest",
         .attribute = 1},
    };
    ChartSeries series = {.points = (const double *)(void *)curve->points->data,
                          .n = curve->points->len / 2};

    chart_axes_init(&axes);
    axes.title = curve->title;
    axes.x_title = curve->x_title;
    axes.x_low = 0;
    axes.x_high = 100;
    axes.y_label = money_label;
    axes.markers = markers;
    axes.n_markers = G_N_ELEMENTS(markers);
    chart_draw(canvas, &series, 1, &axes);
    paint_canvas(painter, area.row, area.column + 2, canvas);
    if (focused)
        paint_text(painter, area.row, area.column, 1, "▸", STYLE_KEY);
}

/* "as many by lot $170,200 · nobody $183,200 · everybody $135,280" */
static void
draw_rivals(View *view, const Painter *painter, Area area, gboolean focused)
{
    const ReportTable *table = report_find_table(view->report, "rivals");
    g_autoptr(GString) words = g_string_new(NULL);
    const ReportColumn *cost = g_ptr_array_index(table->columns, 1);

    for (guint i = 0; i < table->rows->len; i++) {
        g_autofree char *money = cell_words(report_at(table, i, 1), cost->unit, cost->digits);
        g_string_append_printf(words, "%s%s %s", i ? " · " : "", report_at(table, i, 0)->text,
                               money);
    }
    paint_words(painter, area.row, area.column + 1, area.columns - 2, table->title, STYLE_HEADING);
    paint_words(painter, area.row + 1, area.column + 1, area.columns - 2, words->str, STYLE_TEXT);
}

static const BlockRule rules[] = {
    {.id = "curve",
     .kind = BLOCK_OWN,
     .page = 0,
     .rows = curve_rows,
     .draw = draw_curve,
     .focusable = TRUE},
    {.id = "matrix", .kind = BLOCK_TABLE, .page = 1},
    {.id = FIELDS, .kind = BLOCK_VALUES, .page = 1, .title = "COSTS AND CAPACITY"},
    {.id = FIGURES, .kind = BLOCK_VALUES, .page = 1, .title = "AT THIS LINE"},
    {.id = "judged_on,test", .kind = BLOCK_TEXT, .page = 1},
    {.id = "rivals_line", .kind = BLOCK_OWN, .page = 0, .rows = rivals_rows, .draw = draw_rivals},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 1},
    {.id = NULL},
};

static void
open_threshold(View *view)
{
    ((ReportView *)view->state)->least_two = TWO_PAGES;
}

/* The rivals have their line under the curve. */
static void
refresh(View *view)
{
    ReportTable *rivals = report_find_table(view->report, "rivals");
    if (rivals)
        rivals->hidden = TRUE;
    report_view_refresh(view);
}

/* ---- fields --------------------------------------------------------------------------------- */

static const struct {
    const char *id, *command;
} fields[] = {{"policy.missed", "cost missed"},
              {"policy.false_alarm", "cost false-alarm"},
              {"policy.capacity", "capacity"}};
enum { CAPACITY = 2 };

/* The field under the cursor, −1: none. */
static int
field_here(View *view)
{
    const Block *block = report_view_on(view, FIELDS) ? report_view_focused(view) : NULL;
    const ReportValue *value = block ? g_ptr_array_index(block->values, block->table.row) : NULL;

    for (guint i = 0; value && i < G_N_ELEMENTS(fields); i++)
        if (strcmp(value->id, fields[i].id) == 0)
            return (int)i;
    return -1;
}

/* Steps that suit the size of an amount, the same up and down. */
static double
amount_step(double amount, int direction)
{
    static const double bounds[][2] = {{10, 1}, {50, 5}, {200, 10}, {1000, 50}, {10000, 100}};

    for (guint i = 0; i < G_N_ELEMENTS(bounds); i++)
        if (amount < bounds[i][0] || (amount == bounds[i][0] && direction < 0))
            return bounds[i][1];
    return 1000;
}

/* Where no capacity is set, it begins at what the line needs now. */
static double
capacity_after(View *view, double capacity, int direction)
{
    const Judged *selected = session_selected(view->app->session);
    double days = selected ? selected->table->scores->working_days : NAN;

    if (isnan(capacity) && selected)
        return isnan(days) ? (double)selected->decision.flagged / selected->table->n
                           : round(selected->decision.flagged / days);
    if (isnan(days))
        return CLAMP(capacity + 0.01 * direction, 0, 1);
    return MAX(capacity + direction, 0);
}

static gboolean
change_field(View *view, int direction)
{
    int field = field_here(view);
    double value = field < 0 ? NAN : report_value(view->report, fields[field].id);
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    if (field < 0) {
        app_say(view->app, "Tab goes to a field: + and - change it");
        return TRUE;
    }
    if (field == CAPACITY)
        value = capacity_after(view, value, direction);
    else
        value = MAX(value + direction * amount_step(value, direction), 0);
    g_ascii_formatd(text, sizeof text, "%.10g", value);
    g_autofree char *line = g_strdup_printf("%s %s", fields[field].command, text);
    app_run(view->app, line);
    return TRUE;
}

static void
run_typed(App *app, const char *text)
{
    if (*text)
        app_run(app, text);
}

/* The line itself is moved by arrows while the curve has the focus. */
static gboolean
move_line(View *view, Motion motion)
{
    if (motion == MOVE_LEFT || motion == MOVE_RIGHT)
        app_run(view->app, motion == MOVE_LEFT ? "line -0.1" : "line +0.1");
    else if (motion == MOVE_UP || motion == MOVE_DOWN)
        report_view_act(view, ACT_FOCUS, motion == MOVE_DOWN ? 1 : -1, NULL, NULL);
    else
        return FALSE;
    return TRUE;
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    int field = view->report ? field_here(view) : -1;

    if (!view->report)
        return FALSE;
    if (what == ACT_CHANGE)
        return change_field(view, number);
    if (what == ACT_MOVE && report_view_on(view, "curve"))
        return move_line(view, (Motion)number);
    if (what == ACT_MOVE && field >= 0 && (number == MOVE_LEFT || number == MOVE_RIGHT))
        return change_field(view, number == MOVE_LEFT ? -1 : 1);
    if (what == ACT_OPEN && field >= 0) {
        g_autofree char *line = g_strconcat(fields[field].command, " ", NULL);
        prompt_open(view->app, ":", line, "commands", run_typed, command_complete);
        return TRUE;
    }
    return report_view_act(view, what, number, text, error);
}

const Pane pane_threshold = {
    .name = "Threshold",
    .context = "threshold",
    .digit = '6',
    .rules = rules,
    .open = open_threshold,
    .refresh = refresh,
    .act = act,
};
