/* Short trainings in memory that are held against each other: what they share. */
#pragma once

#include "evaluate/feature_figures.h"

#include <foredesk/worth.h>

/* Trials are many and short: many training rows are drawn by lot, the same for each, and nothing is
 * scored that isn't judged. What a model of a matrix holds is so bounded, however long the table.
 * *sampled: how many rows were drawn, untouched where all are taken. */
LearnData *trial_data(const Task *task, FrameStore *frames, sqlite3 *database, GPtrArray *features,
                      const WorthTerms *terms, guint32 *sampled, Progress *progress,
                      GError **error);
/* How many rows they learned from, where it wasn't all (0): a sentence, and the value sampled. */
void trial_say_sampled(Report *report, guint32 sampled);
