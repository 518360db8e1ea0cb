/* What encoder and matrix share: one feature's columns, and writing one feature's values into the
 * rows of a matrix. Private to features. */
#pragma once

#include <foredesk/features.h>

/* How one feature becomes columns [first, first + width). */
typedef struct {
    char *expression;
    char *name;
    gboolean numeric;
    guint first, width;
    GPtrArray *levels; /* char*, most frequent first; columns first + 0 … */
    GHashTable *index; /* level → its place + 1 */
    gboolean missing;  /* the last column stands for a missing category */
} EncodedFeature;

struct Encoder {
    GPtrArray *features; /* EncodedFeature* */
    GPtrArray *names;    /* char*, one a column */
    GArray *owner;       /* guint, feature of each column */
};

/* An encoder that grows by one feature after the other, in order. */
Encoder *encoder_new(void);
/* Takes a feature whose values over the picked rows are given; numbers need none (values NULL). */
void encoder_add(Encoder *encoder, const Feature *feature, const FeatureValues *values,
                 const guint32 *rows, guint32 n);
const EncodedFeature *encoder_feature(const Encoder *encoder, guint feature);
/* The column of every code of a dictionary, and after them (index dictionary_size) that of a
 * missing one. The caller frees. */
guint32 *encoded_columns(const EncodedFeature *encoded, const Dictionary *dictionary);
