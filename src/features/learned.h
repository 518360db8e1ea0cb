/* What features learned from training rows: kept by the engine that learned it, stored with the
 * encoder, and given back where a stored model scores. Private to features. */
#pragma once

#include "features/encoder.h"
#include "features/request_texts.h"

/* "TOPIC subject": the name under which a plan's is stored; NULL: it learns nothing. The caller
 * frees. */
char *learned_name(const FeaturePlan *plan);
/* As it is stored: what a model gave, else learned now from the training rows of the task. NULL
 * with an error, or without one where there is nothing to learn from. */
char *engine_learned(FeatureEngine *engine, const FeaturePlan *plan, GError **error);
/* What a model gave under this name, or NULL; borrowed. */
const char *engine_given(FeatureEngine *engine, const FeaturePlan *plan);

/* The topics of a column's texts, learned from training rows at even steps through time, at most
 * 10,000; borrowed. NULL without error where the texts are too few. */
const Topics *engine_topics(FeatureEngine *engine, const ColumnInfo *column, GError **error);
/* The share of a topic at each position, NaN where the text is missing or there is no such topic.
 */
gboolean request_topic(Request *request, const FeaturePlan *plan, double *number, GError **error);
/* What the shares of a column's topics are kept in. */
typedef struct TopicShares TopicShares;
void topic_shares_free(gpointer shares);
