/* What the kinds of models share: the table entry of a kind, one training run, the shared data's
 * inner doors. Private to learn. */
#pragma once

#include <foredesk/learn.h>
#include <foredesk/stats.h>
#include <jansson.h>

/* In the notes of a model whose held-out rows saw a frozen past. */
#define REGIME_NOTE "\"past_frozen\""

/* One training run, as a kind's fit sees it. */
typedef struct {
    const TrainInput *input;
    const ModelKind *kind; /* input's, by whose parameters it learns */
    LearnData *data;
    Progress *progress;
    json_t *notes; /* an object; what fit adds is stored with the model */
} LearnRun;

/* A kind: its public face (first, so that a ModelKind of the table is its LearnKind) and its
 * functions. "raw" is log-odds before temperature for kinds with probability, else the score. */
typedef struct {
    ModelKind face;
    /* A check of parameters against each other, beyond each one's limits; NULL: none. */
    gboolean (*validate)(const LearnRun *run, GError **error);
    /* Sets payload, and rounds and curves where there are any; or why_not, and then nothing else.
     */
    gboolean (*fit)(Model *model, const LearnRun *run, GError **error);
    /* Kinds that read a matrix: raw scores of its rows, each row's independent of the others. */
    gboolean (*score_matrix)(const Model *model, const Matrix *matrix, double *raw, GError **error);
    /* The other kinds: raw scores of rows of an entity frame (rows NULL: the first n). */
    gboolean (*score_rows)(const Model *model, const Frame *frame, sqlite3 *database,
                           const guint32 *rows, guint32 n, double *raw, GError **error);
    gboolean numbers;    /* also for tasks whose label is a number; raw is then that number */
    gboolean reads_text; /* score_rows needs the database */
    /* As model_explain; NULL: the kind gives none. */
    gboolean (*explain)(const Model *model, const Matrix *rows, double *contributions,
                        GError **error);
    /* Unnormalised weight of each encoded column, encoder_width numbers, the caller frees; NULL
     * without error where nothing was learned. NULL: the kind has none. */
    double *(*importance)(const Model *model, GError **error);
} LearnKind;

extern const LearnKind learn_nobody, learn_everybody, learn_lot, learn_priority, learn_category,
    learn_words, learn_logistic, learn_forest, learn_boost, learn_blend;
/* Boosted trees for tasks of classes, in the place of learn_boost. */
extern const LearnKind learn_classes;

/* The LearnKind of a trained model; ERROR_INPUT for a kind this build doesn't know. */
const LearnKind *learn_kind_of(const Model *model, GError **error);

/* The value of a parameter in this run: the user's, else the standard. */
double learn_parameter(const LearnRun *run, const char *name);
/* All parameters of the kind as JSON, in the order of its table. The caller frees. */
char *learn_parameters_json(const LearnRun *run);

/* The payload as JSON, parsed: a new reference, ERROR_INPUT when it isn't an object. */
json_t *learn_payload_json(const Model *model, GError **error);
/* The column that a rule of one column names in its payload; ERROR_INPUT when it is gone. */
const FrameColumn *learn_payload_column(const Model *model, const json_t *payload,
                                        const Frame *frame, GError **error);
/* Takes over the object and stores it as the payload, reals with 17 digits. */
void learn_set_payload(Model *model, json_t *object);
char *learn_dump(const json_t *value); /* compact, stable; the caller frees */

/* ---- the shared data's inner doors ------------------------------------------------------------
 */

/* Who is told while matrices are computed, and may stop it. */
void learn_data_watch(LearnData *data, Progress *progress);
/* A connection of its own to the same file, for the duration of one piece of work. */
sqlite3 *learn_data_connect(LearnData *data, GError **error);
/* The matrix of a part, with the reason when it can't be had. */
const Matrix *learn_data_require(LearnData *data, SplitPart part, GError **error);
/* The part's matrix where these are exactly its rows and the model was encoded alike; else NULL. */
const Matrix *learn_data_known(LearnData *data, const Model *model, const guint32 *rows, guint32 n);
/* Computes and encodes rows with the model's own features and encoder. */
Matrix *learn_data_compute(LearnData *data, const Model *model, const guint32 *rows, guint32 n,
                           GError **error);
/* Raw scores of rows by a kind that reads texts, through a connection of its own. */
gboolean learn_data_score_texts(LearnData *data, const LearnKind *kind, const Model *model,
                                const guint32 *rows, guint32 n, double *raw, GError **error);
/* Labels of a part as 0 and 1, and how many are 1; the caller frees. */
guint8 *learn_data_labels(LearnData *data, SplitPart part, guint32 *n, guint32 *events);

/* ---- columns of the entity ------------------------------------------------------------------- */

/* The cell as the text a rule compares: a category's, key's or boolean's text, an integer's digits;
 * NULL where missing or of another kind. `digits` holds 24 bytes. Borrowed. */
const char *learn_cell(const FrameColumn *column, guint32 row, char *digits);
/* Whether a column defines or tells the target, so that no model may read it. */
gboolean learn_defines_target(const Task *task, const char *name);
/* Why the first column of a role can't be used at arrival: NULL when it can (*column is set). */
char *learn_role_refused(const Task *task, ColumnRole role, const ColumnInfo **column);
