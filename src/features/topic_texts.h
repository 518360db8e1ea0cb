/* The words of many texts, as topics are learned from them. Private to features. */
#pragma once

#include "features/factors.h"
#include "features/topics.h"

/* The stems (guint64) that topics are made of, most frequent first. */
GArray *topic_texts_vocabulary(const TopicTexts *texts);
/* The texts that have any of them as rows of weights tf × (1 + ln((1 + n) / (1 + df))), of length
 * 1; what one of each stem counts is returned, the caller's. */
double *topic_texts_matrix(const TopicTexts *texts, GArray *stems, Sparse *x);
/* The form in which most of the texts have a stem. */
const char *topic_texts_word(const TopicTexts *texts, guint64 stem);
