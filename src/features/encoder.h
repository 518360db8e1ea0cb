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
    char *policy;      /* how a missing value is replaced; NULL: it isn't */
    double fill;       /* of a number: what it is replaced by, NaN: nothing */
    char *fill_level;  /* of a category; NULL: nothing */
} EncodedFeature;

struct Encoder {
    GPtrArray *features; /* EncodedFeature* */
    GPtrArray *names;    /* char*, one a column */
    GArray *owner;       /* guint, feature of each column */
    GHashTable *learned; /* learned_name → char*: what features learned from training rows */
};

/* An encoder that grows by one feature after the other, in order. */
Encoder *encoder_new(void);
/* Whether the values of the feature are looked at: levels, or what stands for a missing number. */
gboolean encoder_needs(const Feature *feature);
/* Takes a feature whose values over the picked rows are given, NULL where it needs none. */
void encoder_add(Encoder *encoder, const Feature *feature, const FeatureValues *values,
                 const guint32 *rows, guint32 n);
const EncodedFeature *encoder_feature(const Encoder *encoder, guint feature);
/* The column of every code of a dictionary, and after them (index dictionary_size) that of a
 * missing one. The caller frees. */
guint32 *encoded_columns(const EncodedFeature *encoded, const Dictionary *dictionary);
