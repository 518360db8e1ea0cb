/* The facts that only a task knows: the entity's own rows, and its outcomes. Private to features.
 */
#pragma once

#include <foredesk/task.h>

/* The entity's own rows (`frame`: the task's, or as they were before): known when the table's time
 * says, but no sooner than their own seed time, so that no row is ever counted for itself. */
FactTable *fact_table_own(const Task *task, const Frame *frame);
/* Rows of the task whose label is known, from then on, and no sooner than their own seed time.
 * `frame` is the virtual table of outcomes. */
FactTable *fact_table_outcomes(const Task *task, const Frame *frame);
/* The virtual table `outcomes` over a task: the entity's columns (`entity`: the task's frame, or as
 * it was before), shared, and seed, known_at and
 * label. Free with outcomes_frame_free, before the task and the frame. */
Frame *outcomes_frame_new(const Task *task, const Frame *entity);
void outcomes_frame_free(Frame *frame);
