/* evaluate: scores and decision tables, metrics, costs, curves, comparisons, explanations in words.
 * Every threshold, cost and curve is answered from one decision table without going back to the
 * model. Relies on learn and stats. */
#pragma once

#include <foredesk/learn.h>

G_BEGIN_DECLS

/* A trained model's scores on one part of a task's split. */
typedef struct {
    gint64 model_id;
    SplitPart part;
    guint32 n;
    guint32 *row;      /* entity rows */
    double *score;     /* calibrated */
    guint8 *label;     /* 0 or 1 */
    guint32 *cluster;  /* customer, or NULL */
    guint32 *tie;      /* hash of the ticket's id: breaks equal scores */
    double months;     /* NaN: untimed */
    double working_days;
} Scores;
Scores *scores_new(const Model *model, LearnData *data, SplitPart part, GError **error);
void scores_free(Scores *scores);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scores, scores_free)
gboolean scores_store(sqlite3 *database, const Scores *scores, GError **error);
/* Straight from the stored blob, without frames: NULL without error when there is none. */
Scores *scores_load(sqlite3 *database, gint64 model, SplitPart part, GError **error);

/* ---- decisions --------------------------------------------------------------------------------- */

typedef struct {
    double missed, false_alarm; /* money each */
    double capacity;            /* checks a working day; untimed: a share of tickets; NaN: none */
} Policy;
void policy_init(Policy *policy); /* 500, 50, none */

/* Scores in descending order (ties by hash) with running sums: positions 0…n; at position k the k
 * first tickets are flagged. */
typedef struct {
    guint32 n, events;
    guint32 *order;     /* n: index into the scores */
    double *score;      /* n, descending */
    guint32 *caught;    /* n + 1: events among the first k */
    double months, working_days;
    const Scores *scores; /* borrowed */
} DecisionTable;
DecisionTable *decision_table_new(const Scores *scores);
void decision_table_free(DecisionTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DecisionTable, decision_table_free)

typedef struct {
    guint32 flagged, tp, fp, tn, fn;
    double line;       /* flag when p ≥ line */
    double cost;       /* raw total over the split */
    double cost_month; /* NaN: untimed */
} Decision;
/* O(1) and O(log n): the key path. */
Decision decision_at(const DecisionTable *table, guint32 flagged, const Policy *policy);
Decision decision_at_line(const DecisionTable *table, double line, const Policy *policy);
/* The cheapest position that a line can make (never between equal scores); the first of equals. */
Decision decision_cheapest(const DecisionTable *table, const Policy *policy);
/* As many as the capacity allows, exactly (ties by hash); all where there is none. */
Decision decision_capacity(const DecisionTable *table, const Policy *policy);
double decision_precision(const Decision *decision); /* NaN when nothing is flagged */
double decision_recall(const Decision *decision);

typedef struct {
    double value, low, high;
} Figure;

/* What `models` says of one model on one part. Intervals are 95 %; NaN where not defined. */
typedef struct {
    Figure auc, cost, cost_month;
    double average_precision, precision, recall, f1, accuracy, majority_accuracy;
    double log_loss, brier, ece; /* NaN for rules without probability */
    Decision decision;
    /* against the best: */
    Figure difference; /* of cost, a month where timed; > 0: dearer */
    int verdict;       /* −1 better, 0 tie, 1 worse, 2: this is the best */
} ModelFigures;
/* `position`: flagged count to judge at. */
void model_figures(const Scores *scores, const DecisionTable *table, const Decision *decision,
                   const Policy *policy, gboolean probability, guint64 seed, ModelFigures *figures);
/* Paired bootstrap of cost, clustered by customer where there is one; fills difference, verdict. */
void figures_compare(const Scores *scores, const DecisionTable *table, const Decision *decision,
                     const Scores *best, const DecisionTable *best_table,
                     const Decision *best_decision, const Policy *policy, guint64 seed,
                     ModelFigures *figures);

/* Reasons in words for one ticket from contributions: the largest first, "up: third ticket this week,
 * customer's past rate"; only what pushes towards the flag when `up_only`. The caller frees. */
char *reasons_words(const Model *model, const double *contributions, GPtrArray *values, guint32 row,
                    guint most, gboolean up_only);
/* Words for a probability against the line: "likely to escalate: check first" … never the number. */
const char *score_words(double p, double line, gboolean flagged);

G_END_DECLS
