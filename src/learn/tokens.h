/* A text as a bag of hashed words and pairs of words. Private to learn. */
#pragma once

#include <glib.h>

#define TOKEN_BUCKETS 262144 /* 2^18 */

typedef struct {
    guint32 bucket;
    double weight;
} TokenWeight;

/* Called for every token of a text, in order; the text is the token's own, in lower case. */
typedef void (*TokenVisit)(const char *token, gsize length, guint32 bucket, gpointer data);
void tokens_visit(const char *text, gsize length, TokenVisit visit, gpointer data);

/* Replaces `bag` (TokenWeight) by the text's buckets, ascending, each weighing 1 + ln(count), the
 * whole of length 1. A text without words leaves it empty. */
void tokens_bag(const char *text, gsize length, GArray *bag);
