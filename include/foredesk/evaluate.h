/* evaluate: scores and decision tables, metrics, costs, curves, comparisons, explanations in words.
 * Every threshold, cost and curve is answered from one decision table without going back to the
 * model. Relies on learn and stats. */
#pragma once

#include <foredesk/learn.h>
#include <foredesk/stats.h>

G_BEGIN_DECLS

/* A trained model's scores on one part of a task's split, sorted: descending score, equal scores by
 * the hash of the ticket's id, so that a capacity is met exactly and equally on every run. Kept in
 * the workspace, so that panes open without frames. */
typedef struct {
    gint64 model_id;
    SplitPart part;
    guint32 n;
    guint32 *row;      /* entity rows */
    gint64 *row_id;    /* their ids in the raw table */
    double *score;     /* calibrated, descending */
    guint8 *label;     /* 0 or 1 */
    guint32 *cluster;  /* customer's code, or NULL; G_MAXUINT32 − i for rows without one */
    double months;     /* calendar span of the part; NaN: untimed */
    double working_days;
} Scores;
Scores *scores_new(const Model *model, LearnData *data, SplitPart part, GError **error);
/* By which a row's customer is told from others, of a task that has one; the i-th row without stands
 * alone, by a number from the top, which no code reaches. */
guint32 task_cluster(const Task *task, guint32 row, guint32 i);
void scores_free(Scores *scores);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scores, scores_free)
gboolean scores_store(sqlite3 *database, const Scores *scores, GError **error);
/* Straight from the stored blob: NULL without error when there is none. */
Scores *scores_load(sqlite3 *database, gint64 model, SplitPart part, GError **error);

/* ---- decisions --------------------------------------------------------------------------------- */

typedef struct {
    double missed, false_alarm; /* money each */
    double capacity;            /* checks a working day; untimed: a share of tickets; NaN: none */
} Policy;
void policy_init(Policy *policy); /* 500, 50, none */

/* Running sums over sorted scores: positions 0…n; at position k the first k tickets are flagged.
 * Building it is linear; every question below is O(1) or O(log n) but for the cheapest line. */
typedef struct {
    guint32 n, events;
    guint32 *caught;      /* n + 1: events among the first k */
    const Scores *scores; /* borrowed: score[] descending */
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
/* What each ticket costs under a decision, in the order of the scores: n numbers. */
void decision_costs(const DecisionTable *table, const Decision *decision, const Policy *policy,
                    double *cost);
double decision_precision(const Decision *decision); /* NaN when nothing is flagged */
double decision_recall(const Decision *decision);

/* ---- figures and comparison ------------------------------------------------------------------- */

/* What does not depend on the policy: computed once when a model is trained, for validation and for
 * test, and stored with it. Intervals are 95 % (DeLong for auc). NaN where not defined: rules without
 * probability have no log loss, Brier or calibration error. */
typedef struct {
    guint32 n, events;
    Interval auc;
    double average_precision, log_loss, brier, ece;
} Quality;
void quality_of(const Scores *scores, gboolean probability, Quality *quality);
char *quality_store(const Quality *quality); /* JSON */
gboolean quality_restore(const char *json, Quality *quality);

/* What depends on the policy and takes a bootstrap (1,000 resamples, clustered by customer where
 * there is one): computed by a job, cached by fingerprint. Totals of the split, not months. */
typedef struct {
    Interval cost;
    Interval difference; /* cost − best's cost; > 0: dearer */
    Interval auc_difference; /* AUC − best's, DeLong; NaN for a model without scores to order by */
    Verdict verdict;     /* UNKNOWN: not computed yet */
    gboolean best;       /* this is the one the others are held against */
} CostFigures;
void cost_figures(const DecisionTable *table, const Decision *decision, const DecisionTable *best,
                  const Decision *best_decision, const Policy *policy, guint64 seed,
                  CostFigures *figures);

/* How the line is set. The same way for every model that has scores to order by. */
typedef enum {
    LINE_CHEAPEST, /* each model at its own cheapest line, found on validation */
    LINE_CAPACITY, /* each flags what the capacity allows */
    LINE_FIXED,    /* the selected model at this line; the others flag as many tickets */
} LineMode;

/* A model as the comparison sees it: everything but the payload, without frames. */
typedef struct {
    Model *model;                 /* without payload and encoder */
    Quality quality[SPLIT_PARTS]; /* validation and test */
    Scores *scores;               /* of the part shown; NULL: can't be judged */
    DecisionTable *table;
    Decision decision;
    gboolean other;               /* made in the other regime than the workspace's: never judged */
    char *leaks, *suspects;       /* features it reads that leak, or are worth a look; NULL: none */
    guint open;                   /* learned from so many columns nobody has answered for: shown to
                                     compare, never chosen */
    gboolean beyond;              /* flags more than the capacity that the others keep to */
    CostFigures figures;          /* verdict UNKNOWN until the job brought it */
} Judged;
void judged_free(Judged *judged);
/* One model with its scores of one part. */
Judged *judged_load_model(sqlite3 *database, gint64 model, SplitPart part, GError **error);
/* Every model of a task that was not deleted, by id, without scores: those judged_read reads when they
 * are wanted, once. Judged*. */
GPtrArray *judged_list(sqlite3 *database, gint64 task, GError **error);
gboolean judged_read(Judged *judged, sqlite3 *database, SplitPart part, GError **error);
/* Every model of a task that was not deleted, by id, with its scores of one part. Judged*. */
GPtrArray *judged_load(sqlite3 *database, gint64 task, SplitPart part, GError **error);
/* Sets each one's decision; `validation` are the validation tables when `judged` shows the test part
 * (lines are chosen on validation, always), else NULL. "nobody" and "everybody" flag none and all. */
void judge(GPtrArray *judged, GPtrArray *validation, LineMode mode, gint64 selected, double line,
           const Policy *policy);
/* Index of the cheapest of those judged that keep to the capacity and may be used, −1: none. */
int judged_best(GPtrArray *judged, const Policy *policy);

/* Of these features those that the last search for leaks gave a verdict ("leak", "suspect"), in words;
 * NULL: none. The caller frees. */
char *leak_marks_words(sqlite3 *database, gint64 task, const GPtrArray *features, const char *verdict);
/* Says so beside figures: leaks as a warning, suspects as a value for whoever asks. `reader`: "Boosted
 * trees #4". */
void leak_marks_say(Report *report, const char *reader, const char *leaks, const char *suspects);

/* What is learned from in memory, and has no target in the file: to be searched for leaks by a room
 * above. Of lists, whose rows are candidates and none of the task's, the rows are brought along. */
typedef struct {
    const Task *task; /* split */
    GPtrArray *features; /* Feature*: those that leak end switched off */
    FrameStore *frames;
    sqlite3 *database;
    /* Values of these features for the n candidates that are learned from, asked `back` µs sooner:
     * FeatureValues*, the caller's; NULL with an error. NULL: the task's own rows */
    GPtrArray *(*sooner)(gpointer data, GPtrArray *features, gint64 back, GError **error);
    gpointer data;
    const guint8 *event; /* of candidates: whether each came */
    guint32 n;
    /* Found: names of columns, and of features that leak by themselves, or NULL, the caller's: left
     * out; read, since the user said so; worth a look. */
    char *left_out, *read, *suspects;
    guint n_left_out; /* features */
} LeakSearch;

/* What the sentences need to know of a task without loading it. Texts owned. */
typedef struct {
    gint64 id;
    char *name, *event_words, *entity;
    int version;
    gboolean timed;
    gboolean frozen; /* the workspace's regime */
    Apart apart;
    int other_version; /* of the same target, whose models are judged with another choice of apart; 0:
                          there is none */
    Apart other_apart;
    gint64 positives, negatives, open;
    SplitSummary split;
} TaskBrief;
TaskBrief *task_brief_load(sqlite3 *database, gint64 task, GError **error);
void task_brief_free(TaskBrief *brief);

/* Pane 5 and `models`; pane 6 and `threshold`; one model behind Enter. Built in under a frame's time
 * from what is in memory. `looks`: times the test set was opened. Table and value ids are the
 * shell's contract: models[id, name, kind, split, line, auc, average_precision, precision, recall,
 * f1, accuracy, log_loss, brier, ece, confusion.tp …, cost, cost_month], line, cost, confusion,
 * cheapest.line, cheapest.cost. */
Report *models_report(const TaskBrief *task, GPtrArray *judged, LineMode mode, gint64 selected,
                      const Policy *policy, SplitPart part, guint looks);
Report *threshold_report(const TaskBrief *task, const Judged *judged, LineMode mode,
                         const Policy *policy, SplitPart part, guint looks);
Report *model_report(const TaskBrief *task, const Judged *judged, const Policy *policy,
                     SplitPart part);
/* The figures of pane 4, one row an expression, over at most 20,000 training and validation rows by
 * lot; nothing of the test part is read. Without a model: `power` (what it says alone), missing, psi
 * from training to validation and what it is by chance, reads (feature_reads), `alike` (number of its
 * group of features that say the same, 0: none) and the most alike; and the table seasons, those that
 * differ by the season beyond what chance would show anywhere in the list, the most certain first of each. With one, over at most 5,000
 * validation rows: `drop`, the AUC lost when the feature's values are dealt out at random, five times,
 * with DeLong's interval; `worth`, the money lost so, by month where there is one, flagging as many,
 * drawn by customer. A model without features of its own leaves that table empty. */
Report *feature_figures_report(const Task *task, FrameStore *frames, sqlite3 *database,
                               Progress *progress, GError **error);
Report *feature_drops_report(const Task *task, const Judged *judged, const Policy *policy,
                             FrameStore *frames, sqlite3 *database, Progress *progress,
                             GError **error);
/* One feature's page, by name or expression: its values by outcome on training rows, how it goes month
 * by month to the end of validation, what is known of it. Lines name their rows. */
Report *feature_page_report(const Task *task, const char *name, FrameStore *frames,
                            sqlite3 *database, Progress *progress, GError **error);
/* Adds to such a page what the figures of all features (NULL: not there yet) say of it beside the
 * others: those that say nearly the same, each naming its page, and what computing it reads. */
void feature_page_add(Report *page, GPtrArray *features, const char *name, const Report *computed);
/* Rows that such figures count: of a part of the split, those with a label, at most 20,000 by lot.
 * Entity rows, ascending, the caller's. */
guint32 *feature_rows(const Task *task, SplitPart part, guint32 *n);
/* Which of them a line of the page counts; texts borrowed. */
typedef struct {
    int part;  /* SplitPart, −1: training and validation */
    int label; /* −1: either */
    gboolean missing, ranged;
    double from, to;   /* of numbers, both ends included */
    gint32 code;       /* of a category; −2: any */
    const char *month;  /* "2025-03", or NULL */
    const char *season; /* "quarter.3", "holidays.1", "weekend.0" or "night.1", or NULL */
} FeaturePick;
/* From the parts of a reference, "feature=1;part=train;from=2;to=5;label=1"; FALSE: none. */
gboolean feature_pick_read(GHashTable *parts, FeaturePick *pick);
gboolean feature_pick_rows(const Task *task, FeatureEngine *engine, const Feature *feature,
                           const FeaturePick *pick, GArray *rows, GError **error);
/* Training rows on which the two models of a season left out are judged; "quarter.3" as above.
 * `drawn`: how many rows were drawn by lot, 0 for all of them. Appends entity rows, ascending; *season
 * (static) is what the season is called. FALSE: no such season. */
gboolean season_left_rows(const Task *task, const char *left, guint32 drawn, GArray *rows,
                          const char **season);
/* Pane 4 and `features`: groups and features with sentence, source, evidence, on or off, the
 * importance of the model given (NULL: none; importances stand in its notes), and the two reports
 * above, NULL while they are being computed. Where what is on differs from what the model learned from,
 * an estimate of what that costs (value "estimate", from the drops), and what training it again
 * showed (value "refit", from the report of that name).  Features need no node. */
Report *features_report(const TaskBrief *task, GPtrArray *features, const Model *model,
                        const Report *figures, const Report *drops, const Report *refit);
/* Whether the features that are on are other ones than the model learned from. */
gboolean features_differ(GPtrArray *features, const Model *model);

#define REASONS_MOST 5
/* The values of a model's features over some rows, and whether personal data is masked in words. */
typedef struct {
    GPtrArray *values; /* FeatureValues* */
    const Task *task;
    gboolean masked;
} ReasonValues;
/* Reasons in words for one ticket from contributions: the largest first, at most REASONS_MOST a side,
 * "Up: channel = chat; words in subject = 3. Down: region = APAC". `values` NULL: names alone. The
 * caller frees. */
char *reasons_words(const Model *model, const double *contributions, const ReasonValues *values,
                    guint32 row, guint most);
#define REASONS_SHARED \
    "The percent behind a reason is its share of what up to five strongest push up together."
/* What pushes towards the flag alone, the REASONS_MOST strongest, each with its share in percent of
 * what these push together: "channel = chat (62 %); words in subject = 3 (38 %)". *shares, the
 * caller's too, is "62/38"; they add to 100. Both empty where nothing pushes up. */
char *reasons_shared(const Model *model, const double *contributions, const ReasonValues *values,
                     guint32 row, char **shares);
/* Words for a probability against the line: "likely to escalate: check first" … never the number. */
const char *score_words(double p, double line, gboolean flagged);

/* ---- what reports share ------------------------------------------------------------------------ */

/* The next cell of a row, with its interval where it has one. */
Cell *interval_cell(ReportTable *table, Interval value);
/* Value regime, hidden from people, and a sentence where the past is frozen. */
void report_regime_of(Report *report, gboolean frozen, const char *entity);

/* ---- walking forward --------------------------------------------------------------------------- */

/* Of a target that is asked about again and again: each moment of `part` predicted by boosted trees
 * trained on what was settled (known) strictly before it, beside those trained once, before the first
 * of them; log loss or mean error, moment by moment and in all, the difference with its interval over
 * entities. Of what is settled the newest moment calibrates and the one before it stops training.
 * `part` is validation, or the test where its seal was broken, which is the caller's to see to; what
 * is learned is thrown away. Each moment is a training. At seed time, whatever the regime. The report
 * "walk", and the same told in another one. */
Report *walk_report(const Task *task, FrameStore *frames, sqlite3 *database, SplitPart part,
                    Progress *progress, GError **error);
gboolean walk_tell(const Task *task, FrameStore *frames, sqlite3 *database, GPtrArray *features,
                   SplitPart part, Progress *progress, Report *report, GError **error);

G_END_DECLS
