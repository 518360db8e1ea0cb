/* One feature over the rows of a request. Private to features. */
#pragma once

#include "features/grouping.h"

/* Values in order of the request's positions; NULL on error. */
FeatureValues *compute_feature(Request *request, const Feature *feature, GError **error);
/* The kinds of plans that read one row (row_values.c): they fill `values`. */
gboolean compute_row_values(Request *request, const FeaturePlan *plan, FeatureValues *values,
                            GError **error);
