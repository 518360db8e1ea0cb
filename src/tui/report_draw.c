/* Drawing a report: sentences first, then its pages, each a strip that scrolls so that the cursor
 * stays in sight. */
#include "config.h"

#include "report_view.h"

#include <math.h>
#include <string.h>

enum { WORTH_CUTTING = 2, CHART_ROWS = 9, CHART_MOST = 16 };

/* ---- sentences ------------------------------------------------------------------------------ */

typedef struct {
    const char *text;
    const char *mark;
    Style style;
} Said;

static GArray *
gather_said(const Report *report)
{
    GArray *said = g_array_new(FALSE, FALSE, sizeof(Said));

    for (guint i = 0; i < report->sentences->len; i++) {
        Said one = {g_ptr_array_index(report->sentences, i), " ", STYLE_SENTENCE};
        g_array_append_val(said, one);
    }
    for (guint i = 0; i < report->warnings->len; i++) {
        Said one = {g_ptr_array_index(report->warnings, i), " ‼ ", STYLE_WARN};
        g_array_append_val(said, one);
    }
    return said;
}

/* That a leak stands behind the figures is said before all but the first sentence, where room is
 * short: nobody must read them without it. */
static GArray *
put_in_order(GArray *said, const Report *report, int columns, int most)
{
    const ReportValue *leaks = report_find_value(report, "leaks");
    guint warnings = report->sentences->len;
    int rows = 0;

    for (guint i = 0; i < said->len; i++) {
        const Said *one = &g_array_index(said, Said, i);
        rows += paragraph_rows(one->mark, one->text, columns);
    }
    if (rows > most && leaks && leaks->cell->text && warnings > 1 && said->len > warnings) {
        Said first = g_array_index(said, Said, warnings);
        g_array_remove_index(said, warnings);
        g_array_insert_val(said, 1, first);
    }
    return said;
}

/* What finds room on top; what doesn't, or only in part, goes into a block of its own. The first
 * always does. Returns the rows taken. */
static int
draw_said(View *view, const Painter *painter, Area area, int most)
{
    ReportView *state = view->state;
    g_autoptr(GArray) said =
        put_in_order(gather_said(view->report), view->report, area.columns - 1, most);
    int row = 0;

    g_ptr_array_set_size(state->notes, 0);
    for (guint i = 0; i < said->len; i++) {
        const Said *one = &g_array_index(said, Said, i);
        int rows = paragraph_rows(one->mark, one->text, area.columns - 1);
        if (i && row + rows > most)
            g_ptr_array_add(state->notes, (gpointer)one->text);
        if (i && row + rows > most && row + WORTH_CUTTING > most)
            continue;
        row += paint_paragraph(
            painter, (Area){area.row + row, area.column, MAX(most - row, 1), area.columns - 1},
            one->mark, one->text, one->style);
    }
    return row;
}

/* ---- charts --------------------------------------------------------------------------------- */

/* Months come as years and parts of them, or as points in time. */
static char *
month_label(double value, gpointer data)
{
    static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year = (int)floor(value), month = (int)((value - year) * 12 + 0.5);

    if (value > 9999) {
        CalendarFields fields;
        calendar_fields((TimePoint)value, data, &fields);
        year = fields.year;
        month = fields.month - 1;
    }
    return g_strdup_printf("%s %02d", names[CLAMP(month, 0, 11)], year % 100);
}

static void
draw_curves(View *view, const char *ids, const Painter *painter, Area area)
{
    g_autoptr(Canvas) canvas = canvas_new(area.columns, area.rows, painter->symbols);
    ChartSeries series[4] = {0};
    ChartAxes axes;
    guint n = 0;

    chart_axes_init(&axes);
    for (guint i = 0; i < view->report->curves->len && n < G_N_ELEMENTS(series); i++) {
        const ReportCurve *curve = g_ptr_array_index(view->report->curves, i);
        if (!is_listed(ids, curve->id))
            continue;
        series[n] = (ChartSeries){.points = (const double *)(void *)curve->points->data,
                                  .n = curve->points->len / 2,
                                  .style = is_listed("histogram", curve->id) ? CHART_COLUMNS
                                           : n                               ? CHART_DASHED
                                                                             : CHART_LINE,
                                  .name = curve->title,
                                  .attribute = n};
        axes.title = curve->y_title;
        axes.x_title = curve->x_title;
        if (g_strcmp0(curve->x_title, "month") == 0)
            axes.x_label = month_label;
        n++;
    }
    chart_draw(canvas, series, n, &axes);
    paint_canvas(painter, area.row, area.column, canvas);
}

/* ---- blocks --------------------------------------------------------------------------------- */

static const char *
block_title(const Block *block)
{
    if (block->rule->title)
        return block->rule->title;
    if (block->rows)
        return block->rows->table->title;
    return block->rule->kind == BLOCK_NOTES ? "MORE TO KNOW" : NULL;
}

/* "only “api”: 3 of 114, \\ shows all" of a table that is filtered, so that what is hidden isn't
 * forgotten; NULL: all of it is shown. */
static char *
filter_words(const Block *block)
{
    if (!block->rows || !block->rows->filter)
        return NULL;
    g_autofree char *clean = text_clean(block->rows->filter, -1);
    g_autofree char *shown = number_count(block->rows->order->len);
    g_autofree char *all = number_count(block->rows->table->rows->len);
    return g_strdup_printf("only “%s”: %s of %s, \\ and an empty line show all", clean, shown, all);
}

/* Rows of what stands above a block: its title, beside it what a filter left. */
static int
title_rows(const Block *block)
{
    const char *title = block_title(block);
    return (title && *title) || (block->rows && block->rows->filter);
}

static void
draw_title(const Block *block, const Painter *painter, int row, Area area, gboolean focused)
{
    const char *title = block_title(block);
    g_autofree char *only = filter_words(block);
    int at = area.column + 1, end = area.column + area.columns;

    if (title && *title)
        at +=
            paint_words(painter, row, at, end - at, title, focused ? STYLE_ACCENT : STYLE_HEADING) +
            2;
    if (only)
        paint_words(painter, row, at, end - at, only, STYLE_WARN);
}

/* A value that is a sentence, after its title; `painter` NULL: only the rows it takes. */
static int
draw_text(const Block *block, guint index, const Painter *painter, Area area)
{
    const ReportValue *value = g_ptr_array_index(block->values, index);
    g_autofree char *words = cell_words(value->cell, value->unit, value->digits);
    int width = 0;
    for (guint i = 0; i < block->values->len; i++)
        width = MAX(width, text_width(((ReportValue *)g_ptr_array_index(block->values, i))->title));
    g_autofree char *title = text_fit(value->title, width, FALSE);
    g_autofree char *mark = g_strdup_printf(" %s  ", title);

    if (!painter)
        return paragraph_rows(mark, words, area.columns - 1);
    int rows = paint_paragraph(painter, area, mark, words, STYLE_TEXT);
    paint_words(painter, area.row, area.column, text_width(mark), mark, STYLE_DIM);
    return rows;
}

/* Rows of the block itself, without its title. */
static int
inner_rows(Block *block, int columns, int page_rows)
{
    const ReportView *state = block->view->state;
    int rows = 0;

    switch (block->rule->kind) {
    case BLOCK_TABLE:
        return (int)block->rows->order->len + table_view_head(&block->table, columns);
    case BLOCK_VALUES:
        return (int)block->values->len;
    case BLOCK_CHART:
        return CLAMP(page_rows / 2, CHART_ROWS, CHART_MOST);
    case BLOCK_TEXT:
        for (guint i = 0; i < block->values->len; i++)
            rows += draw_text(block, i, NULL, (Area){0, 0, 0, columns});
        return rows;
    case BLOCK_NOTES:
        for (guint i = 0; i < state->notes->len; i++)
            rows += paragraph_rows("  · ", g_ptr_array_index(state->notes, i), columns);
        return rows;
    default:
        return block->rule->rows(block->view, columns);
    }
}

static void
draw_notes(const ReportView *state, const Painter *painter, Area area)
{
    for (guint i = 0; i < state->notes->len; i++) {
        int rows =
            paint_paragraph(painter, area, "  · ", g_ptr_array_index(state->notes, i), STYLE_TEXT);
        area.row += rows;
        area.rows -= rows;
    }
}

static void
draw_inner(Block *block, const Painter *painter, Area area, gboolean focused)
{
    switch (block->rule->kind) {
    case BLOCK_TABLE:
    case BLOCK_VALUES:
        table_view_draw(&block->table, painter, area, focused);
        break;
    case BLOCK_CHART:
        draw_curves(block->view, block->rule->id, painter,
                    (Area){area.row, area.column + 1, area.rows, area.columns - 1});
        break;
    case BLOCK_TEXT:
        for (guint i = 0; i < block->values->len; i++) {
            int rows = draw_text(block, i, painter,
                                 (Area){area.row, area.column, area.rows, area.columns - 1});
            area.row += rows;
            area.rows -= rows;
        }
        break;
    case BLOCK_NOTES:
        draw_notes(block->view->state, painter, area);
        break;
    default:
        block->rule->draw(block->view, painter, area, focused);
    }
}

/* ---- pages ---------------------------------------------------------------------------------- */

/* Where a block stands on its page. */
typedef struct {
    Block *block;
    int top, title, rows; /* `title`: rows of its title */
    int head;             /* rows of its title and its columns' */
} Place;

static GArray *
place_blocks(View *view, int page, gboolean one_page, Area area, int *total)
{
    ReportView *state = view->state;
    GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));
    int at = 0;

    for (guint i = 0; i < state->blocks->len; i++) {
        Block *block = g_ptr_array_index(state->blocks, i);
        Place place = {block, at, title_rows(block), 0, title_rows(block)};
        if (!one_page && block->rule->page != page)
            continue;
        place.rows = inner_rows(block, area.columns, area.rows);
        if (!place.rows)
            continue;
        if (block->table.source)
            place.head += table_view_head(&block->table, area.columns);
        g_array_append_val(places, place);
        at += place.title + place.rows + 1;
    }
    *total = MAX(at - 1, 0);
    return places;
}

/* Scrolls so that the cursor of the focused block is in sight, with its title where there is room.
 */
static void
follow_cursor(int *scroll, const GArray *places, const Block *focused, int rows, int total)
{
    *scroll = CLAMP(*scroll, 0, MAX(total - rows, 0));
    for (guint i = 0; i < places->len; i++) {
        const Place *place = &g_array_index(places, Place, i);
        if (place->block != focused)
            continue;
        int cursor = place->top + place->head + (int)focused->table.row;
        int bottom = focused->table.source ? cursor : place->top + place->title + place->rows - 1;
        /* what goes on below comes up whole, as far as it fits */
        int whole = MIN(place->top + place->title + place->rows - rows, place->top);
        *scroll = MAX(*scroll, whole);
        if (bottom >= *scroll + rows)
            *scroll = bottom - rows + 1;
        if (cursor - place->head < *scroll)
            *scroll = MAX(cursor - place->head, 0);
    }
}

static void
draw_place(const Place *place, const Painter *painter, Area area, int scroll, gboolean focused)
{
    int row = area.row + place->top - scroll;

    if (place->title)
        draw_title(place->block, painter, row, area, focused);
    draw_inner(place->block, painter,
               (Area){row + place->title, area.column, place->rows, area.columns}, focused);
    /* titles stay while their rows scroll by */
    if (place->block->rows && row + place->title < area.row && !place->block->table.headless &&
        row + place->head + (int)place->block->rows->order->len > area.row + 1)
        table_view_draw_titles(&place->block->table, painter,
                               (Area){area.row, area.column, 1, area.columns}, focused);
}

static void
draw_page(View *view, const Painter *painter, int page, gboolean one_page, Area area)
{
    ReportView *state = view->state;
    Block *focused = report_view_focused(view);
    int total, *scroll = &state->scroll[page];
    Painter clipped = *painter;

    area.columns--; /* for the marks that there is more */
    g_autoptr(GArray) places = place_blocks(view, page, one_page, area, &total);
    follow_cursor(scroll, places, focused, area.rows, total);
    clipped.clip_top = area.row;
    clipped.clip_rows = area.rows;
    for (guint i = 0; i < places->len; i++) {
        const Place *place = &g_array_index(places, Place, i);
        if (place->top + place->title + place->rows > *scroll && place->top < *scroll + area.rows)
            draw_place(place, &clipped, area, *scroll, place->block == focused);
    }
    if (*scroll)
        paint_text(painter, area.row, area.column + area.columns, 1, "▴", STYLE_KEY);
    if (total > *scroll + area.rows)
        paint_text(painter, area.row + area.rows - 1, area.column + area.columns, 1, "▾",
                   STYLE_KEY);
}

static gboolean
has_page(const ReportView *state, int page, int columns)
{
    for (guint i = 0; i < state->blocks->len; i++) {
        Block *block = g_ptr_array_index(state->blocks, i);
        if (block->rule->page == page && inner_rows(block, columns, 20))
            return TRUE;
    }
    return FALSE;
}

/* How wide the left page would like to be, for its tables to fit. */
static int
wanted_columns(View *view, int page)
{
    const ReportView *state = view->state;
    int wanted = 0;

    for (guint i = 0; i < state->blocks->len; i++) {
        const Block *block = g_ptr_array_index(state->blocks, i);
        int width = 2;
        if (block->rule->page != page || !block->table.source || block->rule->gives_way)
            continue;
        for (guint c = 0; c < block->table.source->columns(block->table.data); c++)
            width += block->table.source->width(block->table.data, c) + 2;
        wanted = MAX(wanted, width);
    }
    return wanted;
}

/* Rows that the sentences on top may take: a few, or what all else leaves. */
static int
said_most(View *view, Area area)
{
    const ReportView *state = view->state;
    int rows[2] = {0, 0}, columns = area.columns, few = area.rows < 22 ? 4 : area.rows < 30 ? 6 : 9;

    if (columns >= state->least_two)
        columns /= 2;
    for (guint i = 0; i < state->blocks->len; i++) {
        Block *block = g_ptr_array_index(state->blocks, i);
        int inner = block->rule->kind == BLOCK_NOTES ? 0 : inner_rows(block, columns, area.rows);
        if (inner)
            rows[block->rule->page] += title_rows(block) + inner + 1;
    }
    return MAX(few,
               area.rows - (columns < area.columns ? MAX(rows[0], rows[1]) : rows[0] + rows[1]));
}

void
report_view_draw(View *view, const Painter *painter, Area area)
{
    ReportView *state = view->state;
    int said = draw_said(view, painter, area, said_most(view, area));

    area.row += said + 1;
    area.rows -= said + 1;
    state->page_rows = area.rows;
    if (area.rows < 3)
        return;
    gboolean left = has_page(state, 0, area.columns), right = has_page(state, 1, area.columns);
    if (!left || !right || area.columns < state->least_two) {
        state->one_page = TRUE;
        draw_page(view, painter, 0, TRUE, area);
        return;
    }
    state->one_page = FALSE;
    int wanted[] = {wanted_columns(view, 0), wanted_columns(view, 1)};
    int split = area.columns / 2;
    if (state->left_columns)
        split = CLAMP(state->left_columns, area.columns / 4, area.columns / 2);
    else if (!wanted[0] || (wanted[1] && wanted[1] < split && wanted[0] > split))
        split = CLAMP(area.columns - wanted[1] - 3, area.columns / 3, area.columns * 2 / 3);
    else if (!wanted[1] && wanted[0] > split) /* all of the right page gives way */
        split = MIN(wanted[0] + 1, area.columns * 2 / 3);
    else if (wanted[0] < split || wanted[0] + wanted[1] < area.columns - 3)
        split = CLAMP(wanted[0] + 1, area.columns / 3, area.columns * 2 / 3);
    draw_page(view, painter, 0, FALSE, (Area){area.row, area.column, area.rows, split});
    paint_bar(painter, area.row, area.column + split, area.rows);
    draw_page(view, painter, 1, FALSE,
              (Area){area.row, area.column + split + 1, area.rows, area.columns - split - 1});
}
