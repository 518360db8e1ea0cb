/* What the engine keeps between computations: frames, facts by table, runs by key and condition,
 * measures of texts. Filled when first needed; for one thread. Private to features. */
#pragma once

#include "features/own_facts.h"
#include "features/plan.h"
#include "features/texts.h"

struct FeatureEngine {
    Task *task;
    FrameStore *frames;
    sqlite3 *database;    /* borrowed */
    Progress *progress;   /* of the computation under way, borrowed */
    GHashTable *tables;   /* name → Frame* */
    GHashTable *facts;    /* name → FactTable* */
    GHashTable *keys;     /* FrameColumn* → KeyCodes* */
    GHashTable *hops;     /* "frame|column>table.column…" → FrameColumn*: keys through tables */
    GHashTable *rows;     /* KeyCodes* → guint32*: the first row of each key */
    GHashTable *runs;     /* "table|key|column|condition" → FactRuns* */
    GHashTable *shares;   /* "runs|condition", "runs|column|siblings" → double*, a fact */
    GHashTable *measures; /* column name → TextMeasure*, a row of the task's frame */
    Frame *outcomes;
    KeywordMatcher *keywords;
};

/* The frame whose rows a plan reads: borrowed, NULL on error. */
const Frame *engine_source(FeatureEngine *engine, const FeaturePlan *plan, GError **error);
const KeyCodes *engine_keys(FeatureEngine *engine, const FrameColumn *column);
/* The column at the end of hops that begin in a column of a frame; kept where the frame is the
 * engine's (`fresh` FALSE), else the caller's to free. */
const FrameColumn *engine_hop(FeatureEngine *engine, const FrameColumn *first, const PathHop *hops,
                              guint n, GError **error);
FrameColumn *engine_hop_fresh(FeatureEngine *engine, const FrameColumn *first, const PathHop *hops,
                              guint n, GError **error);
/* The first row of each key in its column's table, G_MAXUINT32 where none has it. */
const guint32 *engine_first_rows(FeatureEngine *engine, const KeyCodes *keys);
/* The facts that an aggregate reads, by key: `keys` NULL puts all into one run. */
FactRuns *engine_runs(FeatureEngine *engine, const FeaturePlan *plan, const KeyCodes *keys,
                      GError **error);
/* Of each fact whether the plan's condition holds: 1, 0, NaN unknown. */
const double *engine_shares(FeatureEngine *engine, const FeaturePlan *plan, const FactRuns *runs,
                            GError **error);
/* Of each fact its value of the plan's column less the mean of its siblings'. */
const double *engine_relative(FeatureEngine *engine, const FeaturePlan *plan, const FactRuns *runs,
                              GError **error);
/* The measures of all rows of the task's frame. */
const TextMeasure *engine_measures(FeatureEngine *engine, const ColumnInfo *column, GError **error);
