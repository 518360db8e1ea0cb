/* Drawing into the frame. */
#include "config.h"

#include "painter.h"

#include <curses.h>
#include <string.h>

static gboolean
is_outside(const Painter *painter, int row, int column)
{
    return row < painter->clip_top || row >= painter->clip_top + painter->clip_rows ||
           row >= painter->rows || column < 0 || column >= painter->columns;
}

static void
put(const Painter *painter, int row, int column, const char *fitted, Style style)
{
    theme_use(painter->theme, style, painter->over);
    mvaddstr(row, column, fitted);
    theme_use(painter->theme, STYLE_TEXT, FALSE);
}

static void
paint_aligned(const Painter *painter, int row, int column, int width, const char *clean,
              Style style, gboolean right)
{
    if (is_outside(painter, row, column) || width <= 0)
        return;
    g_autofree char *fitted = text_fit(clean, MIN(width, painter->columns - column), right);
    put(painter, row, column, fitted, style);
}

void
paint_text(const Painter *painter, int row, int column, int width, const char *clean, Style style)
{
    paint_aligned(painter, row, column, width, clean, style, FALSE);
}

void
paint_right(const Painter *painter, int row, int column, int width, const char *clean, Style style)
{
    paint_aligned(painter, row, column, width, clean, style, TRUE);
}

int
paint_words(const Painter *painter, int row, int column, int most, const char *clean, Style style)
{
    g_autofree char *plain = text_plain(clean);
    int width = MIN(text_width(plain), most);

    paint_text(painter, row, column, width, clean, style);
    return MAX(width, 0);
}

void
paint_fill(const Painter *painter, Area area, Style style)
{
    for (int row = area.row; row < area.row + area.rows; row++)
        paint_text(painter, row, area.column, area.columns, "", style);
}

void
paint_rule(const Painter *painter, int row, int column, int width)
{
    g_autoptr(GString) line = g_string_new(NULL);

    for (int i = 0; i < width; i++)
        g_string_append(line, "─");
    paint_text(painter, row, column, width, line->str, STYLE_RULE);
}

void
paint_bar(const Painter *painter, int row, int column, int rows)
{
    for (int i = 0; i < rows; i++)
        paint_text(painter, row + i, column, 1, "│", STYLE_RULE);
}

/* ---- canvases ------------------------------------------------------------------------------- */

static Style
canvas_style(guint attribute)
{
    if (attribute >= CANVAS_SERIES)
        return (Style)(STYLE_SERIES_1 + (attribute - CANVAS_SERIES) % 4);
    if (attribute >= CANVAS_MARKER)
        return STYLE_MARKER;
    return attribute == CANVAS_AXIS    ? STYLE_AXIS
           : attribute == CANVAS_LABEL ? STYLE_LABEL
                                       : STYLE_TEXT;
}

/* Cells of one look go out as one text. */
void
paint_canvas(const Painter *painter, int row, int column, const Canvas *canvas)
{
    g_autoptr(GString) run = g_string_new(NULL);

    for (int y = 0; y < canvas_height(canvas); y++) {
        int start = 0;
        Style style = STYLE_TEXT;
        for (int x = 0; x <= canvas_width(canvas); x++) {
            gunichar character = ' ';
            guint attribute = 0;
            if (x < canvas_width(canvas))
                canvas_cell(canvas, y, x, &character, &attribute);
            Style here = canvas_style(attribute);
            if (x == canvas_width(canvas) || here != style) {
                paint_text(painter, row + y, column + start, x - start, run->str, style);
                g_string_truncate(run, 0);
                start = x;
                style = here;
            }
            if (character && x < canvas_width(canvas))
                g_string_append_unichar(run, character);
        }
    }
}

/* ---- paragraphs and boxes ------------------------------------------------------------------- */

int
paragraph_rows(const char *mark, const char *clean, int columns)
{
    g_auto(GStrv) lines = text_wrap(clean, MAX(columns - text_width(mark), 8));
    return (int)g_strv_length(lines);
}

int
paint_paragraph(const Painter *painter, Area area, const char *mark, const char *clean, Style style)
{
    int indent = text_width(mark), row = 0;
    g_auto(GStrv) lines = text_wrap(clean, MAX(area.columns - indent, 8));

    for (; lines[row] && row < area.rows; row++) {
        gboolean cut = lines[row + 1] && row + 1 == area.rows;
        g_autofree char *line = g_strconcat(lines[row], cut ? " …" : "", NULL);
        if (row == 0 && indent)
            paint_text(painter, area.row, area.column, indent, mark, style);
        paint_text(painter, area.row + row, area.column + indent, area.columns - indent, line,
                   style);
    }
    return row;
}

Area
paint_box(const Painter *painter, Area area, const char *title)
{
    g_autoptr(GString) line = g_string_new(NULL);
    int last = area.row + area.rows - 1;

    paint_fill(painter, area, STYLE_OVERLAY);
    for (int i = 2; i < area.columns; i++)
        g_string_append(line, "─");
    for (int row = area.row; row <= last; row++) {
        paint_text(painter, row, area.column, 1, "│", STYLE_OVERLAY);
        paint_text(painter, row, area.column + area.columns - 1, 1, "│", STYLE_OVERLAY);
    }
    g_autofree char *top = g_strconcat("┌", line->str, "┐", NULL);
    g_autofree char *bottom = g_strconcat("└", line->str, "┘", NULL);
    paint_text(painter, area.row, area.column, area.columns, top, STYLE_OVERLAY);
    paint_text(painter, last, area.column, area.columns, bottom, STYLE_OVERLAY);
    if (title) {
        g_autofree char *words = g_strdup_printf(" %s ", title);
        paint_words(painter, area.row, area.column + 2, area.columns - 4, words, STYLE_OVERLAY);
    }
    return (Area){area.row + 1, area.column + 2, MAX(area.rows - 2, 0), MAX(area.columns - 4, 0)};
}
