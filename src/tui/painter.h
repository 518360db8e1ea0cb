/* Drawing into the frame: texts cut to their place, lines, canvases. All text passes text_fit. */
#pragma once

#include "theme.h"
#include <foredesk/chart.h>

typedef struct {
    const Theme *theme;
    CanvasSymbols symbols;
    int rows, columns;       /* of the frame */
    gboolean over;           /* on the ground of what lies over the views */
    int clip_top, clip_rows; /* rows outside are not drawn: pages that scroll */
} Painter;

typedef struct {
    int row, column, rows, columns;
} Area;

/* Exactly `width` columns. */
void paint_text(const Painter *painter, int row, int column, int width, const char *clean,
                Style style);
void paint_right(const Painter *painter, int row, int column, int width, const char *clean,
                 Style style);
/* At most `most` columns; returns how many it took. */
int paint_words(const Painter *painter, int row, int column, int most, const char *clean,
                Style style);
void paint_fill(const Painter *painter, Area area, Style style);
void paint_rule(const Painter *painter, int row, int column, int width);
void paint_bar(const Painter *painter, int row, int column, int rows);
void paint_canvas(const Painter *painter, int row, int column, const Canvas *canvas);
/* Text in as many rows as it takes, at most area.rows; returns how many. The first line follows
 * `mark` (may be ""), the others stand below it. */
int paint_paragraph(const Painter *painter, Area area, const char *mark, const char *clean,
                    Style style);
int paragraph_rows(const char *mark, const char *clean, int columns);
/* A frame with a title for what lies over the screen; what is inside of it. */
Area paint_box(const Painter *painter, Area area, const char *title);
