/* features: everything known about an entity at its seed time. Features are PQL expressions; the
 * kernel of the facts room computes those that aggregate over the past; encoders turn them into the
 * numbers a learner reads. Relies on task. */
#pragma once

#include <foredesk/task.h>

G_BEGIN_DECLS

/* PERSONAL: reads a column whose policy is hash or drop, and can't be switched on. */
typedef enum {
    EVIDENCE_KNOWN,
    EVIDENCE_AS_EXPORTED,
    EVIDENCE_ASK,
    EVIDENCE_LEAK,
    EVIDENCE_PERSONAL,
} Evidence;
const char *evidence_name(Evidence evidence); /* "known", "as exported", "ask", "leak", … */

typedef struct {
    gint64 id;          /* in the workspace, 0: not stored */
    char *expression;   /* canonical PQL */
    PqlNode *node;
    char *name;         /* short and unique: "api_error_500 events, 48 h" */
    char *sentence;     /* "api_error_500 events of this account in the 48 hours before" */
    char *group;        /* "ticket", "calendar", "text", "customer history" … toggled together */
    gboolean numeric;   /* else a category to be encoded */
    gboolean relational; /* looks beyond the entity's own row */
    Evidence evidence;
    char *reason;       /* why that evidence */
    char *policy;       /* what stands for a missing cell of the column that it is: "median",
                           "constant=0", "most frequent"; NULL: it stays missing */
    gboolean enabled;
} Feature;
void feature_free(Feature *feature);
Feature *feature_copy(const Feature *feature);
/* A feature from its text, bound to the catalogue: unknown names, ambiguous paths (listed), windows
 * that look ahead and types that don't fit are ERROR_USAGE.
 * - tickets.priority, accounts.tier (over a link to one row), tickets.priority = 'P1' (1 or 0).
 * - HOUR, WEEKDAY, MONTH, DAY_OF_YEAR, WEEKEND of a date; AGE: days from a date to the seed time.
 * - WORDS, CHARACTERS, LINES (that aren't empty), QUESTIONS, EXCLAMATIONS, CAPITALS (a share of the
 *   letters), KEYWORDS, KEYWORD_STEMS (in any form: crashes counts as crash), URGENCY (words such as
 *   now), ABBREVIATIONS (a share of the words), SENTIMENT (VADER, −1 to 1) of a text.
 * - TEXT_SCORE of a text: the track record of its words in training rows whose outcome was known
 *   before the seed, in log odds against all of them; of a target that happens or not, with a time.
 * - TOPIC of a text (BY n: the n-th largest): the share of it that is about a topic, by topics learned
 *   from training rows' texts (topics.h says how), in as many as Synthesis.topics.
 * - COUNT, EXISTS, SINCE_LAST and SINCE_FIRST (hours), GAP and GAP_STD (hours between rows), SHARE
 *   over the past of linked rows; LAST, FIRST, LAG (BY n: the n-th newest), MODE of a value;
 *   COUNT_DISTINCT; SUM, AVG, MIN, MAX, STD, EWM (BY n: weights halve every n values), TREND (BY n:
 *   the window's last n-th part against all of it) and the track records RATE and LIFT of a number
 *   or of outcomes.label; without a window over all history. COUNT is 0 for a key without rows, and
 *   missing, like all others, without a key. RATE is shrunk by 20 towards the whole desk's mean in
 *   the same window; LIFT is RATE divided by that. kernel_aggregate (facts.h) says each exactly.
 * WITHIN holds a number against siblings: AVG(results.points WITHIN results.race_id) is the mean of
 * what each had more than the others of its race that were known by then.
 * SAME asks for a second column: LIFT(outcomes.label) VIA tickets.agent_id SAME tickets.category is
 * the record of the same agent in the same category as the ticket's. Where the rows have it under
 * another name, that is written: VIA tickets.account_id SAME tickets.area = deployments.part; VIA
 * alone takes it too, and joins by equal values what no link joins.
 * Features are put together of others: a condition may compare any of them, as in COUNT(…) >= 3 AND
 * LAST(account_health.score) < 50 (1 or 0, missing where what is missing decides), and
 * IF(tickets.priority = 'P1', accounts.arr) is the number where the condition holds, else missing.
 * Not of TEXT_SCORE and TOPIC.
 * A row belongs to the entity over a link, over a parent that both name, or VIA a column: the rows
 * with the same value in it; or VIA ALL: every row; or VIA LAST(events.team): the rows of what the
 * newest event before the seed names. VIA may be repeated to go through other tables (VIA
 * tickets.user_id VIA users.account_id: what is found there is as exported; where those tables are
 * dated, a path is there only once the last of its rows is known). A row counts from when
 * its table's time says that it is known, one of the entity's own table no sooner than its own seed
 * time; undated rows of a dated table never. */
Feature *feature_parse(const char *expression, const Task *task, GError **error);
/* Whether it reads a column of the task's own table: as a value, in a condition, or as the key that
 * links the rows. */
gboolean feature_reads_column(const Feature *feature, const Task *task, const char *column);

/* Whether it sets two columns together that are features by themselves too: IF(…), or rows of the
 * task's own table that are alike in a second column (SAME). */
gboolean feature_pairs_columns(const Feature *feature, const Task *task);

/* ---- candidates --------------------------------------------------------------------------------- */

/* How candidates are made: settings of the workspace, the same for every target and query. */
typedef struct {
    guint depth;      /* 1: tables that name what the entity names; 2: also through another table, by
                         what the newest row names, against siblings, and over the whole desk */
    GArray *windows;  /* gint64, µs, ascending; empty: chosen from the data, a table at a time */
    guint budget;     /* most features that are on; 0: one for every 200 training rows, 60 to 120, but 80
                         above 300,000 rows */
    guint topics;     /* most topics of texts; 0: none */
    gboolean by_gain; /* over budget those stay that a quick model of training rows leans on most;
                         else those that come first */
} Synthesis;
void synthesis_clear(Synthesis *synthesis);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Synthesis, synthesis_clear)
/* As set in the workspace, else depth 2, windows from the data, the budget above, by gain. */
void synthesis_read(sqlite3 *database, Synthesis *synthesis);
/* Its words as the command takes them, "depth=2 windows=2d,30d budget=120 keep=gain", and each of
 * them read back; ERROR_USAGE names what is wrong. */
char *synthesis_words(const Synthesis *synthesis);
gboolean synthesis_change(Synthesis *synthesis, const char *name, const char *value, GError **error);
gboolean synthesis_write(sqlite3 *database, const Synthesis *synthesis, GError **error);
guint synthesis_budget(const Synthesis *synthesis, const Task *task);

typedef enum {
    DROPPED_SAME,     /* puts the rows into the same order as an earlier candidate */
    DROPPED_NEAR,     /* says nearly always what an earlier one says */
    DROPPED_CONSTANT, /* says the same of all training rows */
    DROPPED_CHANCE,   /* over budget, and tells no more than its values shuffled would */
    DROPPED_GAIN,     /* over budget, and tells less than those that stay */
    DROPPED_REASONS
} DropReason;

/* What was generated for a task and what became of it. Candidates are measured on a fixed sample of
 * training rows; neither validation nor test is looked at. */
typedef struct {
    GPtrArray *features; /* Feature*: the list; those to ask about are there, off */
    GPtrArray *dropped;  /* Feature*, whose reason says why */
    guint left_out[DROPPED_REASONS];
    guint generated, over; /* candidates; and those beyond the most that are looked at */
    GPtrArray *notes;      /* char*: windows chosen, windows longer than the history */
    guint32 *sample;       /* training rows that candidates are measured on */
    guint32 n_sample;
    GPtrArray *values; /* FeatureValues* of the features that are on, in their order, on the sample */
    struct FeatureEngine *engine; /* in whose frames the values' dictionaries stand */
    Synthesis settings;
} FeatureProposal;
void proposal_free(FeatureProposal *proposal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FeatureProposal, proposal_free)
/* Own columns known at arrival (those to ask about are there, off), calendar, text, rows that the
 * entity names; aggregates over links and shared keys, track records, lags of the label, what the
 * target asks about as a condition. Equal and nearly equal ones and those that never vary are
 * dropped; the budget is not applied: learn_propose does that. Deterministic in order. */
FeatureProposal *features_propose(const Task *task, FrameStore *frames, sqlite3 *database,
                                  Progress *progress, GError **error);
/* Takes a feature that is on out of the list, by its place in `values`. */
void proposal_drop(FeatureProposal *proposal, guint place, DropReason why, const char *reason);
/* Adds a feature that was found by looking at the others' values, where it is new. */
gboolean proposal_add(FeatureProposal *proposal, const Task *task, const char *expression,
                      GError **error);
/* Keeps counts, notes and what was dropped with the task, for the report "candidates". */
gboolean proposal_store(sqlite3 *database, gint64 task, const FeatureProposal *proposal,
                        GError **error);
/* How many candidates there were, what was dropped and why, each to be read and added. */
Report *candidates_report(sqlite3 *database, gint64 task, GError **error);

/* ---- computing ---------------------------------------------------------------------------------- */

/* Values of one feature for rows of the task: numbers, or codes with their dictionary. */
typedef struct {
    const Feature *feature;       /* borrowed */
    guint32 n;
    double *number;               /* NaN missing; NULL for a category */
    gint32 *code;                 /* −1 missing; NULL for a number */
    const Dictionary *dictionary; /* borrowed from a frame, alive with the engine */
} FeatureValues;
void feature_values_free(FeatureValues *values);
/* One of them as it may be shown: a column's own value as a cell of it, by what was said of its
 * personal data; NULL: it is missing. The caller frees. */
char *feature_value_words(const FeatureValues *values, guint32 row, const Task *task,
                          gboolean masked);

/* Holds what computing needs: frames, sorted runs by key, outcomes, measures of texts. Each worker
 * makes its own, with its own connection; it may be reused for many features and for single rows. */
typedef struct FeatureEngine FeatureEngine;
FeatureEngine *feature_engine_new(const Task *task, FrameStore *frames, sqlite3 *database,
                                  GError **error);
void feature_engine_free(FeatureEngine *engine);
/* Has it read a table as this frame of it: with rows that come along with fresh ones. Before
 * anything is computed; a reference is kept. */
void feature_engine_take(FeatureEngine *engine, Frame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FeatureEngine, feature_engine_free)
/* From here on features that learn from training rows (TOPIC, TEXT_SCORE) read what was learned for
 * this encoder and stored with it, so that a model scores by what it was trained on; training rows
 * aren't read again, but for a record of words as it stood before the last of them was settled. What
 * computes a matrix with an encoder does so by itself. One thread at a time. */
typedef struct Encoder Encoder;
void feature_engine_learned(FeatureEngine *engine, const Encoder *encoder);
/* Computes features for `n` entity rows of the task's frame (rows NULL: the first n, so that n of
 * the task means all) at the task's seed times. One code path for a million rows and for one.
 * FeatureValues* in order of features, freed with the array. Untimed tasks take aggregates over
 * links as of the export (evidence says so). */
GPtrArray *feature_compute(FeatureEngine *engine, GPtrArray *features, const guint32 *rows,
                           guint32 n, Progress *progress, GError **error);
/* The same for rows that are not in the workspace: `fresh` is a frame_from_rows of the entity table,
 * seeds its seed times (TIME_MISSING: now, i.e. the as-of date). They see the workspace's past, not
 * each other. */
GPtrArray *feature_compute_fresh(FeatureEngine *engine, GPtrArray *features, const Frame *fresh,
                                 const TimePoint *seeds, Progress *progress, GError **error);
/* The same rows as if each had been asked about `back` µs sooner: aggregates end where they would
 * have ended then. What the row itself says, and the paths that go through other tables, stay. */
GPtrArray *feature_compute_sooner(FeatureEngine *engine, GPtrArray *features, const guint32 *rows,
                                  guint32 n, gint64 back, Progress *progress, GError **error);
/* The rows that one value was made of (of a combined feature the value of its IF, else the first part
 * that looks at other rows), as of the seed time: those that the aggregate reads within its
 * window and under its condition, newest first; of LAST, FIRST, LAG, SINCE_LAST and SINCE_FIRST the
 * one that decides. For a value of the row itself, or of a row it names, that row. */
typedef struct {
    const Frame *frame;          /* whose rows they are: the task's own for outcomes; borrowed from the
                                    engine */
    const FrameColumn *column;   /* what is read of each; NULL: rows alone count, or labels */
    gboolean outcomes;           /* rows of the task whose label was known by then: `value` is it */
    guint32 n;
    guint32 *row;    /* n */
    TimePoint *time; /* n: from when each was known; TIME_MISSING: undated, or the row itself */
    double *value;   /* n: what the aggregate reads of each, NaN missing; NULL where rows alone count */
    char *condition; /* its WHERE in PQL, or NULL */
} FeatureSource;
FeatureSource *feature_source(FeatureEngine *engine, const Feature *feature, guint32 row,
                              GError **error);
void feature_source_free(FeatureSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FeatureSource, feature_source_free)
/* How much a feature costs to compute, in rows read on average for one of these: the facts in its
 * window, 1 for a value of the row itself. NaN with an error. Depends on the data alone. */
double feature_reads(FeatureEngine *engine, const Feature *feature, const guint32 *rows, guint32 n,
                     GError **error);

/* The editable keyword list of a workspace (setting "keywords", separated by commas or lines), else
 * the shipped one. NULL-terminated, the caller frees with g_strfreev. */
char **keywords_of(sqlite3 *database);
/* The language whose word stems are used (setting "language"), english where none is set; and whether
 * there are stems of a language. The caller frees. */
char *language_of(sqlite3 *database);
gboolean language_known(const char *language);

/* ---- encoding ------------------------------------------------------------------------------------ */

/* Fitted on training rows only, stored in the model; what a policy puts for a missing cell too, so
 * that a ticket to be scored is read as those that were learned from. A category becomes one column a frequent level
 * (in at least 20 and 0.1 % of the training rows, at most 30 of them, most frequent first), one for
 * all others ("(other)": rare or never seen), and one for missing where training rows had it; a
 * number stays, missing is NaN. A column may be constant on the training rows. */
/* From values computed before, over their rows picked by index (NULL: the first n). */
Encoder *encoder_fit(GPtrArray *values, const guint32 *rows, guint32 n, GError **error);
/* The same encoder without holding the values of numbers: what training uses. */
Encoder *features_encoder(FeatureEngine *engine, GPtrArray *features, const guint32 *rows, guint32 n,
                          Progress *progress, GError **error);
void encoder_free(Encoder *encoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Encoder, encoder_free)
char *encoder_store(const Encoder *encoder); /* JSON, the caller frees */
Encoder *encoder_restore(const char *json, GError **error);
guint encoder_width(const Encoder *encoder);
guint encoder_features(const Encoder *encoder); /* how many features it encodes */
const char *encoder_column_name(const Encoder *encoder, guint column); /* "priority = P1" */
guint encoder_column_feature(const Encoder *encoder, guint column);    /* index of its feature */

/* What the learner sees: rows × width, float, NaN = missing, in blocks of FRAME_BLOCK rows, each
 * row-major; the last block may be shorter. */
typedef struct {
    guint32 n, width;
    guint32 n_blocks;
    float **block;
    guint32 *row;      /* n: entity row of each matrix row */
    float *label;      /* n, NaN unknown */
    const Encoder *encoder; /* borrowed */
} Matrix;
/* Encodes the rows of `values` picked by index (NULL: the first n); labels from the task where it is
 * given. ERROR_INPUT where values and encoder don't belong together. */
Matrix *matrix_new(const Encoder *encoder, GPtrArray *values, const guint32 *rows, guint32 n,
                   const Task *task, GError **error);
/* Computes and encodes entity rows a few features at a time, so that no more than the matrix and
 * eight columns are held: equal to matrix_new over feature_compute to the bit. */
Matrix *features_matrix(FeatureEngine *engine, GPtrArray *features, const Encoder *encoder,
                        const guint32 *rows, guint32 n, Progress *progress, GError **error);
/* Rows of a matrix picked by index: a copy. */
Matrix *matrix_pick(const Matrix *matrix, const guint32 *at, guint32 n);
void matrix_free(Matrix *matrix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Matrix, matrix_free)
const float *matrix_row(const Matrix *matrix, guint32 i);
/* Writes id, label and every encoded column as CSV, a stretch at a time: floats so that they read
 * back to the same bits, missing empty. `frame` (the task's) gives ids; NULL or a table without a
 * key: row numbers. Stops and returns FALSE when `write` does. */
typedef gboolean (*MatrixWrite)(const char *bytes, gsize length, gpointer data);
gboolean matrix_print_csv(const Matrix *matrix, const Frame *frame, MatrixWrite write,
                          gpointer data);

/* ---- stored selection ------------------------------------------------------------------------------ */

/* The feature list of a task in the workspace: proposed once, then edited by commands. */
gboolean features_store(sqlite3 *database, gint64 task, GPtrArray *features, GError **error);
/* Bound anew to the task: where an answered question or a new kind changes a feature's evidence, that
 * decides whether it is on, else the user's switch; what no longer binds is left out. */
GPtrArray *features_load(sqlite3 *database, const Task *task, GError **error);
/* Only those that are on: what a model sees. */
GPtrArray *features_load_enabled(sqlite3 *database, const Task *task, GError **error);
/* The same as they stand in the file, without a task to bind them to: node is NULL. For lists. */
GPtrArray *features_list(sqlite3 *database, gint64 task, GError **error);
/* What is proposed now in place of what was: features that are no longer proposed leave the list, the
 * user's own and the user's switches stay. Call it inside a transaction. */
gboolean features_renew(sqlite3 *database, const Task *task, GPtrArray *proposed, GError **error);
/* One more at the end; taken off the list and back again, it is what it was. */
gboolean feature_append(sqlite3 *database, gint64 task, Feature *feature, GError **error);
gboolean feature_take_off(sqlite3 *database, gint64 task, const char *expression, GError **error);
gboolean feature_bring_back(sqlite3 *database, gint64 task, const char *expression, GError **error);
gboolean feature_set_enabled(sqlite3 *database, gint64 feature, gboolean enabled, GError **error);

G_END_DECLS
