/* The questions of pane 1: what the one under the cursor rests on, and which of how many it is. */
#pragma once

#include "tui/report_view.h"

/* For a rule of the kind BLOCK_OWN below the table "questions". */
int question_rows(View *view, int columns);
void question_draw(View *view, const Painter *painter, Area area, gboolean focused);
