/* One feature over the rows of a request. Private to features. */
#pragma once

#include "features/grouping.h"

/* Values in order of the request's positions; NULL on error. */
FeatureValues *compute_feature(Request *request, const Feature *feature, GError **error);
/* The kinds of plans that read one row (row_values.c): they fill `values`. */
gboolean compute_row_values(Request *request, const FeaturePlan *plan, FeatureValues *values,
                            GError **error);
/* The row of another table that each position names, G_MAXUINT32 where there is none, or where it
 * is dated and not yet known at the seed time. n rows, the caller's. */
guint32 *named_rows(Request *request, const FeaturePlan *plan, const Frame *frame);
/* What an aggregate reads of each fact, NULL where facts alone count; FALSE on error. */
gboolean fact_values(Request *request, const FeaturePlan *plan, const Frame *frame, FactRuns *runs,
                     const double **values, GError **error);
/* The key that each position's look-up (VIA LAST) finds, in `keys`; the caller's. */
gint32 *look_up_keys(Request *request, const FeaturePlan *plan, const KeyCodes *keys,
                     GError **error);
