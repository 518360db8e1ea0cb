/* What is said below a list about the row under the cursor: up to three paragraphs. */
#include "config.h"

#include "about.h"

void
about_draw(const Painter *painter, Area area, const char *const said[ABOUT_SAYS])
{
    static const Style styles[ABOUT_SAYS] = {STYLE_TEXT, STYLE_TEXT, STYLE_SENTENCE};

    paint_rule(painter, area.row, area.column, area.columns);
    area.row++;
    area.rows--;
    for (guint i = 0; i < ABOUT_SAYS && area.rows > 0; i++) {
        if (!said[i] || !*said[i])
            continue;
        int rows =
            paint_paragraph(painter, (Area){area.row, area.column, area.rows, area.columns - 1},
                            " ", said[i], styles[i]);
        area.row += rows;
        area.rows -= rows;
    }
}
