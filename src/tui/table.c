/* A table with a cursor: fitting columns, drawing, moving. */
#include "config.h"

#include "table.h"

#include <string.h>

enum { GUTTER = 2, GAP = 2, SHRUNK = 12, TITLE_ROWS = 2 };

void
table_view_init(TableView *view, const TableSource *source, gpointer data)
{
    *view = (TableView){.source = source, .data = data, .sorted = -1};
}

/* ---- titles --------------------------------------------------------------------------------- */

int
title_width(const char *title, int width)
{
    g_auto(GStrv) words = g_strsplit(title, " ", -1);

    for (guint i = 0; words[i]; i++)
        width = MAX(width, text_width(words[i]));
    for (;; width++) {
        g_auto(GStrv) lines = text_wrap(title, MAX(width, 1));
        if (g_strv_length(lines) <= TITLE_ROWS)
            return width;
    }
}

/* ---- moving --------------------------------------------------------------------------------- */

void
table_view_clamp(TableView *view)
{
    guint rows = view->source->rows(view->data), columns = view->source->columns(view->data);

    view->row = rows ? MIN(view->row, rows - 1) : 0;
    view->column = columns ? MIN(view->column, columns - 1) : 0;
}

gboolean
table_view_move(TableView *view, Motion motion, int page)
{
    guint rows = view->source->rows(view->data), columns = view->source->columns(view->data);
    guint row = view->row, column = view->column, step = (guint)MAX(page - 1, 1);

    if (!rows)
        return FALSE;
    if (motion == MOVE_UP && row)
        row--;
    else if (motion == MOVE_DOWN && row + 1 < rows)
        row++;
    else if (motion == MOVE_PAGE_UP)
        row = row > step ? row - step : 0;
    else if (motion == MOVE_PAGE_DOWN)
        row = MIN(row + step, rows - 1);
    else if (motion == MOVE_TOP)
        row = 0;
    else if (motion == MOVE_BOTTOM)
        row = rows - 1;
    else if (motion == MOVE_LEFT && column)
        column--;
    else if (motion == MOVE_RIGHT && column + 1 < columns)
        column++;
    if (row == view->row && column == view->column)
        return FALSE;
    view->row = row;
    view->column = column;
    return TRUE;
}

/* ---- fitting columns ------------------------------------------------------------------------ */

typedef struct {
    guint column;
    int at, width;
} Slot;

static int
total_width(const int *widths, guint n)
{
    int total = n ? -GAP : 0;
    for (guint i = 0; i < n; i++)
        total += widths[i] + GAP;
    return total;
}

/* Texts from a column on, the widest first, down to a width that still says something. */
static void
shrink_from(const TableView *view, int *widths, guint n, int room, guint from)
{
    for (;;) {
        int total = total_width(widths, n), widest = -1;
        for (guint i = 0; i < n; i++) {
            if (i >= from && !view->source->right(view->data, i) && widths[i] > SHRUNK &&
                (widest < 0 || widths[i] > widths[widest]))
                widest = (int)i;
        }
        if (total <= room || widest < 0)
            return;
        widths[widest] -= MIN(total - room, MAX(1, (widths[widest] - SHRUNK + 1) / 2));
    }
}

/* What names the row gives way last. */
static void
shrink(const TableView *view, int *widths, guint n, int room)
{
    g_autofree int *wanted = g_memdup2(widths, n * sizeof *widths);

    shrink_from(view, widths, n, room, 1);
    shrink_from(view, widths, n, room, 0);
    if (total_width(widths, n) <= room)
        return;
    /* even so there is no room for all: what is in sight is better read whole */
    for (guint i = 0; i < n; i++)
        widths[i] = MIN(wanted[i], MAX(room * 2 / 5, SHRUNK));
}

/* Columns that fit from `left` on, after the pinned first. */
static GArray *
place_columns(const TableView *view, const int *widths, guint n, int room)
{
    GArray *slots = g_array_new(FALSE, FALSE, sizeof(Slot));
    int at = 0;

    for (guint i = 0; i < n; i++) {
        if (i && i <= view->left)
            continue;
        Slot slot = {i, at, MIN(widths[i], room - at)};
        gboolean cut = slot.width < widths[i];
        if (slot.width <= 0 || (cut && i && (view->source->right(view->data, i) || slot.width < 6)))
            break;
        g_array_append_val(slots, slot);
        at += slot.width + GAP;
    }
    return slots;
}

static gboolean
holds_column(const GArray *slots, guint column)
{
    for (guint i = 0; i < slots->len; i++)
        if (g_array_index(slots, Slot, i).column == column)
            return TRUE;
    return FALSE;
}

/* The widths that columns want; whether all of them fit. */
static gboolean
measure_columns(const TableView *view, int *widths, guint n, int room)
{
    for (guint i = 0; i < n; i++)
        widths[i] = MAX(view->source->width(view->data, i), 1); /* also where all is empty */
    return total_width(widths, n) <= room;
}

/* Scrolls sideways until the cursor's column is shown. */
static GArray *
fit_columns(TableView *view, int room)
{
    guint n = view->source->columns(view->data);
    g_autofree int *widths = g_new(int, n + 1);
    GArray *slots;

    for (int level = 0; level <= 2; level++) {
        if (view->source->narrow)
            view->source->narrow(view->data, level);
        if (measure_columns(view, widths, n, room) || !view->source->narrow)
            break;
    }
    shrink(view, widths, n, room);
    if (view->column <= view->left)
        view->left = view->column ? view->column - 1 : 0;
    slots = place_columns(view, widths, n, room);
    while (n && !holds_column(slots, view->column) && view->left + 1 < n) {
        view->left++;
        g_array_unref(slots);
        slots = place_columns(view, widths, n, room);
    }
    return slots;
}

/* A title as it stands over its column: a word too long for it is cut, never broken. */
static char **
title_lines(const TableView *view, const Slot *slot)
{
    const char *title = view->source->title(view->data, slot->column);
    char **lines;

    if (slot->width >= title_width(title, MAX(slot->width, 1)))
        return text_wrap(title, MAX(slot->width, 1));
    lines = g_new0(char *, 2);
    lines[0] = text_fit(title, slot->width, FALSE);
    return lines;
}

/* Rows that the titles of what is shown take. */
static int
head_rows(const TableView *view, const GArray *slots)
{
    guint rows = 1;

    for (guint i = 0; !view->headless && !view->one_line && i < slots->len; i++) {
        g_auto(GStrv) lines = title_lines(view, &g_array_index(slots, Slot, i));
        rows = MAX(rows, g_strv_length(lines));
    }
    return view->headless ? 0 : (int)MIN(rows, TITLE_ROWS);
}

int
table_view_head(TableView *view, int columns)
{
    g_autoptr(GArray) slots = fit_columns(view, columns - GUTTER);
    return head_rows(view, slots);
}

/* ---- drawing -------------------------------------------------------------------------------- */

static void
draw_title(const TableView *view, const Painter *painter, Area area, const Slot *slot, int head,
           gboolean focused)
{
    g_auto(GStrv) lines = title_lines(view, slot);
    int n = MIN((int)g_strv_length(lines), head), at = area.column + GUTTER + slot->at;
    Style style = focused && slot->column == view->column ? STYLE_KEY : STYLE_DIM;

    for (int i = 0; i < n; i++)
        (view->source->right(view->data, slot->column) ? paint_right : paint_text)(
            painter, area.row + head - n + i, at, slot->width, lines[i], style);
    if (view->sorted == (int)slot->column)
        paint_text(painter, area.row + head - 1, at + slot->width, 1, view->descending ? "▾" : "▴",
                   STYLE_KEY);
}

static void
draw_titles(const TableView *view, const Painter *painter, Area area, const GArray *slots, int head,
            gboolean focused)
{
    guint n = view->source->columns(view->data);
    int last = area.row + head - 1;

    for (guint i = 0; i < slots->len; i++)
        draw_title(view, painter, area, &g_array_index(slots, Slot, i), head, focused);
    if (slots->len && g_array_index(slots, Slot, slots->len - 1).column + 1 < n)
        paint_text(painter, last, area.column + area.columns - 1, 1, "›", STYLE_KEY);
    if (view->left)
        paint_text(painter, last, area.column, 1, "‹", STYLE_KEY);
}

static Style
cell_look(const TableView *view, guint row, guint column, gboolean focused)
{
    Style style = view->source->style(view->data, row, column);

    if (!focused || row != view->row)
        return view->source->marked(view->data, row) ? STYLE_MARKED : style;
    return column == view->column && view->source->behind(view->data, row, column)
               ? STYLE_CELL
               : STYLE_SELECTION;
}

static void
draw_row(const TableView *view, const Painter *painter, int at, Area area, const GArray *slots,
         guint row, gboolean focused)
{
    gboolean here = focused && row == view->row;
    gboolean marked = view->source->marked(view->data, row);
    const char *mark = here ? "▸" : marked ? "•" : " ";
    int end = area.column + area.columns;

    if (here)
        paint_text(painter, at, area.column, area.columns, "", STYLE_SELECTION);
    paint_text(painter, at, area.column, 1, mark,
               here     ? STYLE_SELECTION
               : marked ? STYLE_MARKED
                        : STYLE_TEXT);
    if (here && marked)
        paint_text(painter, at, area.column + 1, 1, "•", STYLE_SELECTION);
    for (guint i = 0; i < slots->len; i++) {
        const Slot *slot = &g_array_index(slots, Slot, i);
        int column = area.column + GUTTER + slot->at;
        g_autofree char *text = view->source->cell(view->data, row, slot->column);
        (view->source->right(view->data, slot->column) ? paint_right : paint_text)(
            painter, at, column, MIN(slot->width, end - column), text,
            cell_look(view, row, slot->column, focused));
    }
}

void
table_view_draw_titles(TableView *view, const Painter *painter, Area area, gboolean focused)
{
    if (view->headless)
        return;
    g_autoptr(GArray) slots = fit_columns(view, area.columns - GUTTER);
    area.rows = head_rows(view, slots);
    paint_fill(painter, area, STYLE_TEXT);
    draw_titles(view, painter, area, slots, area.rows, focused);
}

void
table_view_draw(TableView *view, const Painter *painter, Area area, gboolean focused)
{
    guint rows = view->source->rows(view->data);
    g_autoptr(GArray) slots = fit_columns(view, area.columns - GUTTER);
    int head = head_rows(view, slots), room = area.rows - head;

    table_view_clamp(view);
    if (room < 1)
        return;
    view->top = MIN(view->top, view->row);
    if (view->row >= view->top + (guint)room)
        view->top = view->row - (guint)room + 1;
    if (rows <= (guint)room)
        view->top = 0;
    if (head)
        draw_titles(view, painter, area, slots, head, focused);
    for (int i = 0; i < room && view->top + (guint)i < rows; i++) {
        int at = area.row + head + i;
        if (at >= painter->clip_top && at < painter->clip_top + painter->clip_rows)
            draw_row(view, painter, at, area, slots, view->top + (guint)i, focused);
    }
}

/* ---- what the cursor stands on -------------------------------------------------------------- */

const char *
table_view_behind(const TableView *view)
{
    guint columns = view->source->columns(view->data);
    const char *reference;

    if (!columns || view->row >= view->source->rows(view->data))
        return NULL;
    reference = view->source->behind(view->data, view->row, view->column);
    for (guint i = 0; !reference && i < columns; i++)
        reference = view->source->behind(view->data, view->row, i);
    return reference;
}

static gboolean
row_holds(const TableView *view, guint row, const char *folded)
{
    for (guint i = 0; i < view->source->columns(view->data); i++) {
        g_autofree char *cell = view->source->cell(view->data, row, i);
        g_autofree char *here = g_utf8_casefold(cell, -1);
        if (strstr(here, folded))
            return TRUE;
    }
    return FALSE;
}

int
table_view_search(const TableView *view, const char *text, gboolean backwards)
{
    guint n = view->source->rows(view->data);
    g_autofree char *folded = g_utf8_casefold(text, -1);

    for (guint step = 1; step <= n; step++) {
        guint row = (view->row + (backwards ? n - step : step)) % n;
        if (row_holds(view, row, folded))
            return (int)row;
    }
    return -1;
}
