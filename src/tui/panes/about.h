/* What is said below a list about the row under the cursor. */
#pragma once

#include "tui/report_view.h"

#define ABOUT_ROWS 5
#define ABOUT_LEAST 15 /* rows of a view that has room for it */
#define ABOUT_SAYS 3

/* A rule, and the paragraphs under it (NULL: none), the last what to do. */
void about_draw(const Painter *painter, Area area, const char *const said[ABOUT_SAYS]);
