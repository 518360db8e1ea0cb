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
/* The record as it stands once all that trains is known, to be stored with a model; NULL where
 * nothing trains. The caller frees. */
char *text_scores_store(TextScores *scores);
double text_scores_of_row(TextScores *scores, guint32 row, TimePoint seed);
double text_scores_of_text(TextScores *scores, const char *text, gsize length, TimePoint seed);

/* A record that was stored: what a text is scored by at any seed after `until`, to the bit as by
 * those that it was made of, without reading a training row. */
typedef struct TextRecord TextRecord;
TextRecord *text_record_restore(const char *stored); /* NULL where it can't be read */
void text_record_free(TextRecord *record);
TimePoint text_record_until(const TextRecord *record);
double text_record_score(const TextRecord *record, TextMeasurer *measurer, const char *text,
                         gsize length);
