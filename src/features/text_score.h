/* The track record of words: how much more often earlier tickets with the words of a text had the
 * outcome. Private to features. */
#pragma once

#include "features/texts.h"
#include <foredesk/task.h>

/* The words of every row's text, and what was known of those that train when. */
typedef struct TextScores TextScores;
/* Reads the column's texts of the task's frame. NULL with an error. */
TextScores *text_scores_new(const Task *task, const Frame *frame, sqlite3 *database,
                            const ColumnInfo *column, TextMeasurer *measurer, Progress *progress,
                            GError **error);
void text_scores_free(TextScores *scores);
/* The score of a row of that frame, or of a text that isn't in it, at a seed time: the mean over
 * its different stems, times the root of their number, of the log odds that a stem adds to the
 * outcome (its counts pulled towards all tickets' rate by 20); 0 is as all tickets are. Counted are
 * training rows whose outcome was known before the seed: a training row sees none of its own time
 * or later, all others see all that trains. NaN before 100 outcomes of which 10 are each way. Seeds
 * asked in order of time cost one pass over the counts. One thread at a time. */
double text_scores_of_row(TextScores *scores, guint32 row, TimePoint seed);
double text_scores_of_text(TextScores *scores, const char *text, gsize length, TimePoint seed);
