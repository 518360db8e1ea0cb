/* Features put together of others: a value where a condition holds, and conditions that look beyond
 * the row that is asked about. Private to features. */
#pragma once

#include "features/grouping.h"

/* Whether an expression is one: IF, or a condition of which a part is an aggregate, a measure of a
 * text or a value of another table. */
gboolean is_combined(const PqlNode *node, const Task *task);
/* Binds it: each part by itself, and whether it can be compared as it is written. ERROR_USAGE. */
gboolean plan_combined(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error);

/* Calls `visit` for each part, in the order of the text, with what it is bound to: conditions on
 * the row itself as they stand, of other comparisons the left side, of IF its value last. Stops and
 * returns FALSE where `visit` does. The node must bind. */
typedef gboolean (*PartVisit)(const PqlNode *part, const FeaturePlan *plan, gpointer data);
gboolean combined_visit(const PqlNode *node, const Task *task, PartVisit visit, gpointer data);

/* Its name, sentence and group. */
void describe_combined(Feature *feature, const Task *task);

/* Its values in order of the request's positions: of a condition 1, 0 or NaN by the logic of SQL,
 * of IF the value where the condition is true, else NaN. FALSE on error. */
gboolean compute_combined(Request *request, const PqlNode *node, double *number, GError **error);
