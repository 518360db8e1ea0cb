/* What the engine keeps between computations: frames, facts by table, runs by key and condition,
 * measures of texts. Filled when first needed, under one lock; what is kept never changes, so that
 * the threads of a team read it without. Private to features. */
#pragma once

#include "features/own_facts.h"
#include "features/plan.h"
#include "features/text_score.h"
#include "features/texts.h"
#include "features/topics.h"

struct FeatureEngine {
    GRecMutex lock; /* of the stores and of `database` */
    int threads;    /* to compute with; 0: as many as cores are idle */
    Task *task;
    Frame *frame;                  /* the task's; of an earlier engine as it was then */
    GArray *changes;               /* FrameChange; NULL in earlier engines */
    struct FeatureEngine *earlier; /* knows no more than before the newest change this one knows */
    struct FeatureEngine *later;   /* of an earlier one, borrowed */
    gint64 unknown;                /* of an earlier one: the import it doesn't know */
    FrameStore *frames;
    sqlite3 *database;            /* borrowed */
    Progress *progress;           /* of the computation under way, borrowed */
    GHashTable *tables;           /* name → Frame* */
    GHashTable *facts;            /* name → FactTable* */
    GHashTable *keys;             /* FrameColumn* → KeyCodes* */
    GHashTable *hops;             /* path → FrameColumn*: keys through tables */
    GHashTable *rows;             /* KeyCodes* → guint32*: the first row of each key */
    GHashTable *runs;             /* "table|key|column|condition" → FactRuns* */
    GHashTable *shares;           /* "runs|condition", "runs|column|siblings" → double*, a fact */
    GHashTable *measures;         /* column name → MeasuredTexts* */
    GHashTable *records;          /* column name → TextScores* of `frame` */
    GHashTable *given;            /* what a model's features learned, by learned_name; or NULL */
    GHashTable *given_scores;     /* column name → TextRecord*, of those */
    GHashTable *topics;           /* column name → Topics*; NULL: too few texts */
    GHashTable *shares_of_topics; /* column name → TopicShares* of `frame` */
    Frame *outcomes;
    TextMeasurer *measurer;
    TimePoint cut[SPLIT_PARTS]; /* of the task's regime */
    const guint32 *sample; /* rows that alone are asked about, borrowed: facts of their keys are
                              enough, and one thread computes; NULL: any row */
    guint32 n_sample;
    gsize held; /* of such an engine: facts in its runs */
};

/* Drops the runs of an engine that has a sample where they have grown large. No runs of it may be
 * in use. */
void engine_relieve(FeatureEngine *engine);

/* The engine that knows only the first so many of `changes`: the engine itself, or one it keeps,
 * that reads every table as it was then. NULL on error. */
FeatureEngine *engine_knowing(FeatureEngine *engine, guint changes, GError **error);
/* That which knows what was recorded before a seed. */
FeatureEngine *engine_before(FeatureEngine *engine, TimePoint seed, GError **error);
/* The frame whose rows a plan reads: borrowed, NULL on error. */
const Frame *engine_source(FeatureEngine *engine, const FeaturePlan *plan, GError **error);
const KeyCodes *engine_keys(FeatureEngine *engine, const FrameColumn *column);
/* The column at the end of a plan's hops, kept: down from the rows that it aggregates, or up from
 * the task's rows, as known at their seed times. */
const FrameColumn *engine_hop_down(FeatureEngine *engine, const FeaturePlan *plan, GError **error);
const FrameColumn *engine_hop_up(FeatureEngine *engine, const FeaturePlan *plan, GError **error);
/* The latter for a fresh frame and its seeds: the caller's to free. */
FrameColumn *engine_hop_fresh(FeatureEngine *engine, const FeaturePlan *plan, const Frame *fresh,
                              const TimePoint *seeds, GError **error);
/* When each row of a table is known; TIME_MISSING or the moment after it: since ever. */
const TimePoint *engine_times(FeatureEngine *engine, const Frame *frame);
/* The first row of each key in its column's table, by time and then by row, so that none that comes
 * later takes its place; G_MAXUINT32 where none has it. */
const guint32 *engine_first_rows(FeatureEngine *engine, const Frame *frame, const KeyCodes *keys);
/* Where aggregates look back from: the seed time; for a target without time the moment after the
 * export; for a fresh row without time the export. */
TimePoint engine_seed(const Task *task, gboolean fresh, TimePoint seed);
/* The same of a row of the task, no later than its part's cut. */
TimePoint engine_row_seed(const FeatureEngine *engine, guint32 row);
/* The facts that an aggregate reads, by key: `keys` NULL puts all into one run. */
FactRuns *engine_runs(FeatureEngine *engine, const FeaturePlan *plan, const KeyCodes *keys,
                      GError **error);
/* The column's value of each fact. */
const double *engine_values(FeatureEngine *engine, FactRuns *runs, const FrameColumn *column);
/* Of each fact whether the plan's condition holds: 1, 0, NaN unknown. */
const double *engine_shares(FeatureEngine *engine, const FeaturePlan *plan, const FactRuns *runs,
                            GError **error);
/* Of each fact its value of the plan's column less the mean of its siblings'. */
const double *engine_relative(FeatureEngine *engine, const FeaturePlan *plan, const FactRuns *runs,
                              GError **error);
/* The record of a column's words, of the task's frame; whoever asks it holds the engine's lock. */
TextScores *engine_text_scores(FeatureEngine *engine, const ColumnInfo *column, GError **error);
/* The record that a model gave; NULL without error where it gave none. */
const TextRecord *engine_text_record(FeatureEngine *engine, const FeaturePlan *plan,
                                     GError **error);
/* The measures of a column's texts, one a row of the task's frame, those of this kind being there.
 * For who doesn't hold the engine's lock: texts are measured without, so that other threads go on.
 */
const TextMeasure *engine_measures(FeatureEngine *engine, const ColumnInfo *column, TextKind kind,
                                   GError **error);
void measured_texts_free(gpointer measured); /* of engine.measures */
