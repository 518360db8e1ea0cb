/* A query on its way from text to answer. Private to operate. */
#pragma once

#include "operate/source.h"

/* Somebody who was named, and can't be asked about. */
typedef struct {
    guint32 place;  /* behind so many who can; G_MAXUINT32: behind all */
    char *id;       /* as the key says it */
    gboolean there; /* a row of the entity's table */
    TimePoint seed;
    char *why; /* a clause */
} Unasked;
/* Who is asked about: open entities, named ones, or those of a table with moments of their own. */
typedef struct {
    guint32 n;
    GArray *rows;     /* guint32 entity rows; NULL: of a frame of their own */
    Frame *frame;     /* n rows of the entity's table … */
    TimePoint *seeds; /* … and when they are asked about */
    const char *
        *note; /* n: what is to be known of the answer, static or NULL; NULL: nothing of any */
    GPtrArray *unasked; /* Unasked*, ascending by place */
} Whom;

typedef struct {
    const QueryRequest *request;
    FrameStore *frames;
    sqlite3 *database;
    Progress *progress;
    PqlQuery *pql;
    Task *task;
    SplitSummary split;
    GPtrArray *features;    /* Feature*: all that were proposed */
    GPtrArray *enabled;     /* those of them that a model sees */
    LearnData *data;        /* made with the first model */
    LeakSearch leaks;       /* what was found */
    Whom whom;              /* of PREDICT */
} Query;
void query_clear(Query *query);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Query, query_clear)

/* A model of the query's features; the caller frees. */
Model *query_train(Query *query, const char *kind, GError **error);
/* A number of its notes, NaN where there is none. */
double query_note(const Model *model, const char *name);

/* Searches what is enabled for leaks, those found are off; then sets `enabled`. Of lists `leaks` says
 * by which rows. ERROR_INPUT where nothing stays. */
gboolean query_search_leaks(Query *query, GError **error);

/* What is asked, of how many, and how often it was so. */
void query_say(const Query *query, Report *report);
/* Seed times, rows left out and why, the split, the features and the label as SQL. */
void query_explain(const Query *query, Report *report);
/* Data of the query's features, made when first asked for. */
gboolean query_data(Query *query, GError **error);
/* Which rows belong together, by places in an array of rows: customers, else entities, else each by
 * itself. From 0, without gaps; the caller frees. */
guint32 *query_clusters(const Task *task, const guint32 *rows, guint32 n);
/* The mean of n numbers with its interval over clusters. */
Interval query_mean(const double *value, const guint32 *cluster, guint32 n);

/* ---- answers.c: what is said of an entity in more than one row ----------------------------------
 */

typedef struct {
    guint32 place; /* in the source */
    guint32 which; /* the class, candidate or window */
    guint rank;    /* from 1 */
    double score;
    char *what; /* in words; NULL: the score says it */
    char *reasons, *shares;
} Answer;
GPtrArray *answers_new(void);
/* Appends one; `what` is taken over. */
Answer *answers_add(GPtrArray *answers, guint32 place, guint32 which, guint rank, double score,
                    char *what);
/* Contributions of the n answers from `from` on, and the values behind them; both the caller's. */
typedef gboolean (*AnswerExplain)(gpointer data, Answer *const *answers, guint n,
                                  GPtrArray **values, double **push, GError **error);
/* Reasons for the first so many answers by a model. */
gboolean answers_explain(Query *query, GPtrArray *answers, const Model *model,
                         AnswerExplain explain, gpointer data, GError **error);
typedef struct {
    const char *rank;  /* heading of the rank; NULL: not shown */
    const char *what;  /* of what is named; NULL: nothing is */
    const char *score; /* id and heading of the score */
    Unit unit;
} AnswerColumns;
/* `answers` by place; `source` may be NULL where there are none. */
void answers_list(const Query *query, const ScoreSource *source, GPtrArray *answers,
                  const AnswerColumns *columns, Report *report);

/* ---- whom.c: who is asked about, and who can't be ----------------------------------------------
 */

/* Fills query->whom. ERROR_USAGE at its place for a name that nobody bears. */
gboolean query_whom(Query *query, GError **error);
void whom_clear(Whom *whom);
ScoreSource *query_source(const Query *query, const Model *model, GError **error);
/* Nobody is predicted: why. */
void query_say_nobody(const Query *query, Report *report);
/* A line on who was named and can't be asked about, and one on those whose outcome is known. */
void query_say_unasked(const Query *query, Report *report);
/* What is to be known of the answer at a place; "" where nothing is. */
const char *query_note_at(const Query *query, guint32 place);
/* The columns that follow the score: seed, note, reasons, shares. */
void query_columns_after(const Query *query, ReportTable *table);
/* Rows without an answer, those that stand behind no more than `place` who have one; *next counts
 * those that are listed. */
void query_list_unasked(const Query *query, const AnswerColumns *columns, guint32 place,
                        guint *next, ReportTable *table);

/* ---- kinds of their own
 * --------------------------------------------------------------------------
 */

void query_say_classes(const Query *query, Report *report);
gboolean query_evaluate_classes(Query *query, Report *report, GError **error);
gboolean query_predict_classes(Query *query, Report *report, GError **error);
void query_say_forecast(const Query *query, Report *report);
/* Appends what the windows before say, as features. */
gboolean query_propose_forecast(Query *query, GError **error);
gboolean query_evaluate_forecast(Query *query, Report *report, GError **error);
gboolean query_predict_forecast(Query *query, Report *report, GError **error);

/* Features: what is told of a candidate, the only ones that a ranking sees. */
gboolean query_propose_ranking(Query *query, GError **error);
void query_say_ranking(const Query *query, Report *report);
gboolean query_evaluate_ranking(Query *query, Report *report, GError **error);
gboolean query_predict_ranking(Query *query, Report *report, GError **error);

/* Trains, and says of each open or named entity what is expected, with reasons. */
gboolean query_predict(Query *query, Report *report, GError **error);
