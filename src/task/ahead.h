/* Conditions and values of entities at their seed times, over rows of linked tables: those after
 * the seed make labels, those before it choose the entities. Private to task. */
#pragma once

#include "task/task-private.h"

/* Whether the tree holds an aggregate, so that it needs seed times and linked rows. */
gboolean ahead_needed(const PqlNode *node);
/* The names of columns, so that what it says can be read and frozen; windows in targets must look
 * ahead, in filters back. ERROR_USAGE names the place. */
gboolean ahead_check(const PqlNode *node, gboolean target, GError **error);
/* When every window of the target has ended: µs from the seed. */
gint64 ahead_horizon(const PqlNode *node);

/* Of each row of the task's frame at its seed time. Static comparisons read the row itself. n
 * results, the caller's; NULL on error. */
guint8 *ahead_test(const Task *task, FrameStore *frames, sqlite3 *database,
                   const PqlNode *condition, GError **error);
/* The same of an aggregate by itself: NaN where nothing can be said. */
double *ahead_values(const Task *task, FrameStore *frames, sqlite3 *database,
                     const PqlNode *aggregate, GError **error);
