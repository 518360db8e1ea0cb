/* What is asked for, by what had been recorded before each seed time: rows whose values an import
 * replaced at or after the seed are read as they were. Private to features. */
#pragma once

#include "features/compute.h"

typedef struct {
    Request request;
    guint32 *position, *row; /* of the whole request; owned */
    TimePoint *seed;         /* owned */
} Part;

/* Where no import replaced rows, or all seeds are later, the whole request is the one to compute
 * and there are no parts. */
typedef struct {
    Request whole;
    GArray *parts; /* Part */
} Parts;

/* As request_init; FALSE on error. */
gboolean parts_init(Parts *parts, FeatureEngine *engine, const Frame *frame, const guint32 *rows,
                    guint32 n, const TimePoint *seeds, GError **error);
void parts_clear(Parts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parts, parts_clear)
/* Values in order of the whole request's positions; NULL on error. */
FeatureValues *parts_compute(Parts *parts, const Feature *feature, GError **error);
