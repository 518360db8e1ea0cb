/* The canvas: cells that hold a character or dots of a finer grid, and an attribute. */
#include "chart/canvas.h"

#include <string.h>

typedef struct {
    gunichar character; /* 0: the right half of a wide one */
    guint8 dots;        /* a bit a dot, row by row; shown instead of the character where set */
    guint8 attribute;
} CanvasCell;

struct Canvas {
    int width, height;
    CanvasSymbols symbols;
    int dots_wide, dots_high; /* of one cell */
    CanvasCell *cells;
};

Canvas *
canvas_new(int width, int height, CanvasSymbols symbols)
{
    Canvas *canvas = g_new0(Canvas, 1);
    canvas->width = MAX(width, 0);
    canvas->height = MAX(height, 0);
    canvas->symbols = symbols;
    canvas->dots_wide = symbols == SYMBOLS_ASCII ? 1 : 2;
    canvas->dots_high = symbols == SYMBOLS_BRAILLE ? 4 : 2;
    gsize cells = (gsize)canvas->width * (gsize)canvas->height;
    canvas->cells = g_new0(CanvasCell, cells);
    for (gsize i = 0; i < cells; i++)
        canvas->cells[i].character = ' ';
    return canvas;
}

void
canvas_free(Canvas *canvas)
{
    if (!canvas)
        return;
    g_free(canvas->cells);
    g_free(canvas);
}

int
canvas_width(const Canvas *canvas)
{
    return canvas->width;
}

int
canvas_height(const Canvas *canvas)
{
    return canvas->height;
}

gboolean
canvas_ascii(const Canvas *canvas)
{
    return canvas->symbols == SYMBOLS_ASCII;
}

void
canvas_dots_per_cell(const Canvas *canvas, int *wide, int *high)
{
    *wide = canvas->dots_wide;
    *high = canvas->dots_high;
}

static CanvasCell *
cell_at(const Canvas *canvas, int row, int column)
{
    if (row < 0 || row >= canvas->height || column < 0 || column >= canvas->width)
        return NULL;
    return &canvas->cells[(gsize)row * (gsize)canvas->width + (gsize)column];
}

/* The character that shows these dots. */
static gunichar
dots_character(CanvasSymbols symbols, guint dots)
{
    static const guint8 braille[8] = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};
    static const gunichar quadrants[16] = {' ',    0x2598, 0x259D, 0x2580, 0x2596, 0x258C,
                                           0x259E, 0x259B, 0x2597, 0x259A, 0x2590, 0x259C,
                                           0x2584, 0x2599, 0x259F, 0x2588};
    static const char ascii[4] = {' ', '\'', '.', ':'};
    if (symbols == SYMBOLS_ASCII)
        return (gunichar)ascii[dots & 3];
    if (symbols == SYMBOLS_BLOCK)
        return quadrants[dots & 15];
    gunichar character = 0x2800;
    for (int i = 0; i < 8; i++)
        if (dots & (1u << i))
            character |= braille[i];
    return character;
}

void
canvas_cell(const Canvas *canvas, int row, int column, gunichar *character, guint *attribute)
{
    const CanvasCell *cell = cell_at(canvas, row, column);
    if (attribute)
        *attribute = cell ? cell->attribute : CANVAS_PLAIN;
    if (character)
        *character = !cell        ? ' '
                     : cell->dots ? dots_character(canvas->symbols, cell->dots)
                                  : cell->character;
}

gboolean
canvas_blank(const Canvas *canvas, int row, int column)
{
    const CanvasCell *cell = cell_at(canvas, row, column);
    return !cell || (cell->character == ' ' && cell->dots == 0);
}

void
canvas_put(Canvas *canvas, int row, int column, gunichar character, guint attribute)
{
    CanvasCell *cell = cell_at(canvas, row, column);
    if (cell)
        *cell = (CanvasCell){.character = character, .attribute = (guint8)attribute};
}

int
canvas_text(Canvas *canvas, int row, int column, const char *clean, guint attribute)
{
    g_autofree char *plain = text_plain(clean);
    for (const char *at = plain; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_iszerowidth(c))
            continue;
        int columns = g_unichar_iswide(c) ? 2 : 1;
        if (column + columns > canvas->width)
            break;
        canvas_put(canvas, row, column, c, attribute);
        if (columns == 2)
            canvas_put(canvas, row, column + 1, 0, attribute);
        column += columns;
    }
    return column;
}

void
canvas_dot(Canvas *canvas, int dot_column, int dot_row, guint attribute)
{
    if (dot_column < 0 || dot_row < 0)
        return;
    CanvasCell *cell = cell_at(canvas, dot_row / canvas->dots_high, dot_column / canvas->dots_wide);
    if (!cell)
        return;
    int bit = dot_row % canvas->dots_high * canvas->dots_wide + dot_column % canvas->dots_wide;
    cell->dots |= (guint8)(1u << bit);
    cell->attribute = (guint8)attribute;
}

void
canvas_print(const Canvas *canvas, GString *out)
{
    for (int row = 0; row < canvas->height; row++) {
        gsize end = out->len; /* of what isn't blank */
        for (int column = 0; column < canvas->width; column++) {
            gunichar character;
            canvas_cell(canvas, row, column, &character, NULL);
            if (character)
                g_string_append_unichar(out, character);
            if (character && character != ' ')
                end = out->len;
        }
        g_string_truncate(out, end);
        g_string_append_c(out, '\n');
    }
}
