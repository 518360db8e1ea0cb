/* What texts are about: topics learned from the words that stand together, each a handful of words,
 * and the share of a text that is about each. Private to features. */
#pragma once

#include "features/texts.h"

#define TOPICS_MOST 50

/* Texts to learn from, one after the other. */
typedef struct TopicTexts TopicTexts;
TopicTexts *topic_texts_new(TextMeasurer *measurer); /* borrowed, as below */
void topic_texts_add(TopicTexts *texts, const char *text, gsize length);
void topic_texts_free(TopicTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TopicTexts, topic_texts_free)

/* Topics by non-negative matrix factorisation (Lee & Seung 1999) of the texts' stems, weighted by
 * tf-idf and scaled to length 1, from a fixed seed: the best of a few starts. The topic that most
 * is about comes first. Words that all use, that hardly any text has, that hold digits or are of
 * English grammar are left out; so is what is found to be personal, before any word is read. NULL
 * where the texts are too few for even two topics: 50 texts and 5 words each. */
typedef struct Topics Topics;
Topics *topics_learn(const TopicTexts *texts, guint most);
void topics_free(Topics *topics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Topics, topics_free)
guint topics_count(const Topics *topics);
/* "invoice, refund, charge": the words that say most of topic `t`, from 0. */
const char *topics_words(const Topics *topics, guint t);
/* The share of a text that is about each topic: count floats that sum to 1, all 0 where no word of
 * it is known. Depends on the text alone. One thread at a time. */
void topics_shares(const Topics *topics, TextMeasurer *measurer, const char *text, gsize length,
                   float *shares);
/* As JSON, the caller frees; and back: the same bits. NULL where it can't be read. */
char *topics_store(const Topics *topics);
Topics *topics_restore(const char *stored);
