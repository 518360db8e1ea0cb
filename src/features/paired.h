/* Keys made of two columns: rows of the same agent and the same category as the ticket. Private to
 * features. */
#pragma once

#include "features/engine.h"

/* The column that links the rows of a plan: of the outcomes' or the source's frame, at the end of
 * its hops, and joined with the column after SAME. Borrowed; NULL on error. */
const FrameColumn *engine_linking(FeatureEngine *engine, const FeaturePlan *plan,
                                  const Frame *frame, GError **error);
/* The same of the task's rows, which ask. */
const FrameColumn *engine_asking(FeatureEngine *engine, const FeaturePlan *plan, GError **error);
/* Two columns of codes as one of whole numbers, missing where either is: equal where both are. As
 * long as the dictionaries go on from one another they meet in other frames. hop_column_free. */
FrameColumn *paired_column_new(const FrameColumn *first, const FrameColumn *second);
