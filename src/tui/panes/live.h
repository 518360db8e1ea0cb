/* What runs now: a job's progress, and the learning curve as it grows. */
#pragma once

#include "tui/app.h"

const JobView *live_job(const App *app); /* the running one, else the next; NULL: none */
/* "42 %  ████▌     reading rows  1,200 rows · 900 a second · 3 s left": one row. */
void live_progress_draw(const JobView *job, const Painter *painter, int row, int column, int width);
gboolean live_has_curve(const JobView *job);
void live_curve_draw(const JobView *job, const Painter *painter, Area area);
