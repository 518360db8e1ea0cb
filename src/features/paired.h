/* Keys made of two columns: rows of the same agent and the same category as the ticket; deployments
 * of the same account and of the ticket's own part of the product. Private to features. */
#pragma once

#include "features/engine.h"

/* The column that links the rows of a plan: of the outcomes' or the source's frame, at the end of
 * its hops, and joined with the column after SAME. Borrowed; NULL on error. */
const FrameColumn *engine_linking(FeatureEngine *engine, const FeaturePlan *plan,
                                  const Frame *frame, GError **error);
/* The same of the task's rows, which ask. */
const FrameColumn *engine_asking(FeatureEngine *engine, const FeaturePlan *plan, GError **error);
/* The same of rows that aren't in the workspace: `first` is their key, `keys` and `same` are the
 * codes of both columns. The caller's: hop_column_free. NULL on error. */
FrameColumn *paired_fresh(FeatureEngine *engine, const FeaturePlan *plan, const KeyCodes *keys,
                          const KeyCodes *same, GError **error);
