/* learn: models behind one interface. A kind is a const table of functions; training takes immutable
 * inputs, reports progress round by round and can be cancelled; a trained model is one immutable
 * object with everything scoring needs. Relies on features and stats. */
#pragma once

#include <foredesk/features.h>

G_BEGIN_DECLS

/* What one training run may read. All borrowed, immutable, alive until it ends. */
typedef struct {
    const Task *task;
    FrameStore *frames;
    sqlite3 *database;       /* the worker's own connection */
    GPtrArray *features;     /* Feature*, the enabled ones */
    guint64 seed;
    const char *kind;        /* see model_kinds() */
    GHashTable *parameters;  /* name → text, validated against the kind's; NULL: defaults */
} TrainInput;

/* One number the user may set, with its limits; a whole struct is validated before work starts. */
typedef struct {
    const char *name, *help;
    double standard, low, high;
    gboolean whole;
} ModelParameter;

typedef struct Model {
    gint64 id;
    char *kind;          /* "boost" */
    char *name;          /* "boosted trees #4" */
    gint64 task_id;
    guint64 seed;
    char *parameters;    /* JSON of every parameter as used */
    GPtrArray *features; /* Feature* copies, in encoder order; empty for rules */
    Encoder *encoder;    /* NULL where the kind reads no matrix */
    GBytes *payload;     /* XGBoost JSON; coefficients, word weights, rates as JSON */
    char *sha256;        /* of the payload: checked before it is loaded */
    char *fingerprint;   /* of task, features, encoder, seed, parameters, build */
    guint classes;       /* of a task of classes: how many it tells apart; 0: one score a row */
    gboolean probability;/* scores are probabilities (after temperature) */
    double temperature;  /* 1: none */
    int best_round, rounds;
    GArray *curve_train, *curve_validation; /* doubles, log loss a round, on train and on stop */
    char *notes;         /* JSON: coefficients with intervals, importances, sizes, warnings */
    char *quality;       /* JSON by part, written by evaluate after training */
    char *why_not;       /* not NULL: this approach can't be judged here, and why */
} Model;
void model_free(Model *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Model, model_free)
/* "Boosted trees #4": its name where a sentence begins; the caller frees. */
char *model_at_start(const Model *model);

typedef struct ModelKind {
    const char *name;    /* "nobody" "everybody" "lot" "priority" "category" "words" "logistic"
                            "forest" "boost" "blend" */
    const char *title;   /* "boosted trees" */
    const char *help;    /* what it does, for people, one sentence */
    gboolean probability;
    gboolean uses_matrix;
    const ModelParameter *parameters; /* ends with name NULL */
    gboolean by_name;    /* trained only where it is named: made of others that `all` has */
} ModelKind;
const ModelKind *const *model_kinds(void); /* NULL-terminated, in the order they are compared */
const ModelKind *model_kind(const char *name, GError **error);
/* FALSE with ERROR_USAGE: no such parameter (nearest named), no number, or out of its limits. */
gboolean model_parameter_check(const ModelKind *kind, const char *name, const char *value,
                               GError **error);

/* The features of a task: what features_propose makes of the schema and the settings, cut to the
 * budget. Where there are more, a quick boosted model of a fixed sample of training rows says which
 * stay (Synthesis.by_gain): plain counts, ages, latest values and records by their gain, all others
 * only where they gain more than 19 of 20 columns of shuffled values (after Kursa & Rudnicki 2010).
 * Neither validation nor test is read. Columns of the row itself stay. To these come up to three
 * conditions on several candidates at once that tell together what none tells alone: searched for on
 * the older sample rows, kept where they hold on the newer ones (conjunction.c). */
FeatureProposal *learn_propose(const Task *task, FrameStore *frames, sqlite3 *database,
                               Progress *progress, GError **error);

/* Data that several models of one call share: rows of the parts, encoder, matrices. Encoder and
 * matrices are computed when a model first asks for them, all parts at once, through connections of
 * its own to the same file (so what `database` holds uncommitted isn't seen). It keeps no statement
 * and no connection, so that any thread may free it; one thread at a time may use it. `progress` is
 * told while that call lasts; later work tells the progress of the training that asks. Without
 * features, kinds that read a matrix are ERROR_USAGE; the others work. */
typedef struct LearnData LearnData;
LearnData *learn_data_new(const Task *task, FrameStore *frames, sqlite3 *database,
                          GPtrArray *features, Progress *progress, GError **error);
/* The same data with fewer training rows: those at these places of learn_data_rows(SPLIT_TRAIN),
 * ascending. Encoder and the other parts are the whole's, which must outlive it. */
LearnData *learn_data_fewer(LearnData *whole, const guint32 *at, guint32 n, GError **error);
/* Of such data fewer rows of another part too: those at these places of it, ascending. */
void learn_data_fewer_of(LearnData *fewer, SplitPart part, const guint32 *at, guint32 n);
/* Of a part only the rows at these places, ascending: before anything is computed. */
void learn_data_only(LearnData *data, SplitPart part, const guint32 *at, guint32 n);
/* Data over matrices that exist already (borrowed, NULL: none), whose rows are those of the task's
 * parts in their order: candidates of a ranking, a window of a forecast. The task needs no frame. */
LearnData *learn_data_over(const Task *task, GPtrArray *features, const Encoder *encoder,
                           const Matrix *const parts[SPLIT_PARTS]);
void learn_data_free(LearnData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LearnData, learn_data_free)
/* NULL where they can't be computed; a training says why. */
const Matrix *learn_data_matrix(LearnData *data, SplitPart part, GError **error);
const Encoder *learn_data_encoder(LearnData *data);
const Task *learn_data_task(const LearnData *data);
/* Entity rows of a part, in the order of its matrix; borrowed. */
const guint32 *learn_data_rows(LearnData *data, SplitPart part, guint32 *n);
/* Whether the matrices of so many features fit into the memory that is free now: asked before a kind
 * that uses them is trained. ERROR_SYSTEM with both figures. */
gboolean learn_memory_check(const Task *task, guint features, GError **error);

/* Trains on SPLIT_TRAIN, stops on SPLIT_STOP, calibrates by temperature on SPLIT_VALIDATION (one
 * number: validation's figures are those after it, the test part's are clean of it). Progress
 * series: "learn" and "stop" (x: round, y: log loss). The caller sets id and name. A kind that can't
 * be judged here comes back with why_not and no payload. The same seed gives the same bytes, whatever
 * the number of threads. Several classes are calibrated alike, and PART_logloss_before says what their
 * log loss was. `notes` is a JSON object: PART_rows, PART_events, PART_auc, PART_logloss of
 * train, stop and validation; diagnosis, a clause on training against validation; importance, a
 * share a feature; of a matrix numbers, categories and category_columns, how features became what it
 * reads; and by kind: coefficients (name, feature, from, to, estimate, se, low, high, odds,
 * odds_low, odds_high: the change of log-odds from `from` to `to`), converged, steps,
 * columns_dropped; column, values, order; columns, strength, documents, top_words (word, column,
 * weight). ERROR_INPUT where all training tickets have one outcome, ERROR_USAGE for a wrong
 * parameter, ERROR_CANCELLED. */
Model *model_train(const TrainInput *input, LearnData *data, Progress *progress, GError **error);
/* Calibrated scores for rows of the task: p[n]; for kinds without probability any order-keeping
 * number in 0–1. A ticket's score is the same bits through each of the three ways. */
gboolean model_score(const Model *model, LearnData *data, const guint32 *rows, guint32 n, double *p,
                     GError **error);
/* For rows encoded already; kinds that read no matrix are ERROR_USAGE. */
gboolean model_score_matrix(const Model *model, const Matrix *matrix, double *p, GError **error);
/* Of a model of classes: the chance of each, n × model->classes numbers, each row's sum 1. */
gboolean model_score_classes(const Model *model, const Matrix *matrix, double *p, GError **error);
/* As model_explain, of one class a row: contributions to its log-odds against all others before they
 * are normalised. */
gboolean model_explain_classes(const Model *model, const Matrix *matrix, const guint32 *which,
                               double *contributions, GError **error);
/* For rows that are not in the workspace (frame_from_rows), with their own feature values. */
gboolean model_score_fresh(const Model *model, FeatureEngine *engine, sqlite3 *database,
                           const Frame *fresh, const TimePoint *seeds, double *p, GError **error);
/* Contributions a feature makes to each row's log-odds: rows × (features->len + 1) numbers, the last
 * of each row the base; Σ = the log-odds before temperature, to 1e-4. Boost: TreeSHAP (Lundberg
 * 2020). Forest: TreeSHAP of the share of events, stretched evenly to its log-odds. Logistic:
 * coefficient × (value − training mean). Blend: the mean of boost's and logistic's. FALSE with ERROR_USAGE where
 * the kind gives none. values (may be NULL): the encoded rows' feature text for people is the
 * caller's business. */
gboolean model_explain(const Model *model, const Matrix *rows, double *contributions, GError **error);
/* Importance of each feature: total gain, or |coefficient| × sd; NULL where there is none.
 * features->len doubles, summing to 1, the caller frees. */
double *model_importance(const Model *model);

/* Marks a model that learned from so many columns that nobody has said to be known at arrival: it
 * shows what an answer is worth, and never decides. 0: not one. */
void model_mark_open(Model *model, guint columns);
guint model_open_columns(const Model *model);

/* The regime that a model's scores were made in. EITHER: no feature looks beyond the row, so that it
 * scores alike in both. */
typedef enum { REGIME_EITHER, REGIME_SEED, REGIME_FROZEN } Regime;
Regime model_regime(const Model *model);
/* "either", "seed time", "frozen". */
const char *model_regime_word(const Model *model);
/* Whether its scores may stand beside others of the regime. */
gboolean model_of_regime(const Model *model, gboolean frozen);

/* Rows of the `model` table. Payload and encoder are stored with it; deleting reclaims the space. */
gboolean model_store(sqlite3 *database, const Model *model, GError **error); /* its own row, once */
Model *model_load(sqlite3 *database, gint64 id, GError **error); /* checks the SHA-256 */
/* Removes payload, encoder, curves and scores; the row stays for the journal, its id is not given
 * again. The file's free pages are filled by what is written next. */
gboolean model_delete(sqlite3 *database, gint64 id, GError **error);
/* Everything but payload and encoder, of all models of a task that were not deleted, by id. */
GPtrArray *model_list(sqlite3 *database, gint64 task, GError **error);
/* The payload as a file: of forest and boost the XGBoost JSON that Python loads unchanged (a
 * forest's prediction is the share of events, boost's the probability; both before temperature). */
gboolean model_export(const Model *model, const char *path, GError **error);

G_END_DECLS
