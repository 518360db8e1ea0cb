/* Leaks: the signs by which a column or a feature shows that it knows what came later, and the one
 * verdict that is made of them. Private to the files on leaks. */
#pragma once

#include "audit/timing.h"

/* METHODS.md's heuristics, in its order. */
typedef enum {
    SIGN_POWER,   /* (a) alone it predicts too well */
    SIGN_FILLED,  /* (b) when it is filled in */
    SIGN_EMPTY,   /* (c) that it is empty tells the outcome */
    SIGN_NAME,    /* (d) what it is called */
    SIGN_ORDER,   /* (e) it counts the tickets, and the count tells the outcome */
    SIGN_FADES,   /* (f) what it says holds on old tickets alone */
    SIGN_SPLITS,  /* (g) it is of near copies or customers that stand on both sides */
    SIGN_LAG,     /* (h) a horizon sooner it says nothing more */
    SIGN_SHIFT,   /* (i) asked sooner it says more */
    SIGN_UNTIMED, /* (j) nothing dates it */
    SIGNS
} SignKind;

/* What a sign says. NOTHING: it can't be asked of this one. FINE: asked, and nothing found; CLEARS:
 * it shows that the value was there. */
typedef enum {
    SAYS_NOTHING,
    SAYS_FINE,
    SAYS_CLEARS,
    SAYS_UNTESTABLE,
    SAYS_SUSPECT,
    SAYS_LEAK
} SignSays;

typedef struct {
    SignSays says;
    char *found; /* the statistic: "AUC 0.98"; NULL: none */
    char *rows;  /* reference of the rows behind, or NULL */
    char *sentence;
} LeakSign;

typedef enum { LEAK_CLEAR, LEAK_UNTESTABLE, LEAK_SUSPECT, LEAK_FOUND } LeakVerdict;

/* ---- figures over computed values (leak_figures.c) --------------------------------------------
 */

/* Asked about this much sooner, against at the seed time itself. */
typedef struct {
    gint64 back;            /* µs */
    guint view;             /* of the target */
    Interval power, change; /* AUC, folded to 0.5 and up; what it gained, 99.9 % */
    double se;              /* of `change` */
    double covered;         /* share of the rows that have a value */
    double moved;           /* share of the rows whose value is another */
    double compared; /* share of the rows that have a value both times: what `change` is of */
} LeakShift;

/* Values of a column for rows of its frame, as a feature's: numbers and dates; codes; of lists and
 * texts 1 where there is something. feature_values_free. */
FeatureValues *leak_column_values(const FrameColumn *column, const guint32 *rows, guint32 n);
/* AUC of values against events, folded to 0.5 and up: of numbers over the rows that have one; a
 * category's values in order of their rates in the other half of the rows. NaN below ten of a
 * class. `confidence` as stats_auc's. */
Interval leak_power(const FeatureValues *values, const guint8 *event, double confidence);
/* Spearman's rank correlation with the number, folded to 0 and up; a category's values rank by
 * their rates as there. 99.9 %. */
Interval leak_rank(const FeatureValues *values, const guint8 *event, const double *number);
/* The same rows asked sooner: `now` against `then`, over rows where both have a value, by DeLong's
 * test on the same rows. */
LeakShift leak_shift(const FeatureValues *now, const FeatureValues *then, const guint8 *event,
                     gint64 back);
/* What is lost from the earlier rows to the later ones, which share no row: AUC, 99.9 %. Rates and
 * direction are the earlier rows'. */
typedef struct {
    Interval earlier, later, lost;
} LeakFade;
LeakFade leak_fade(const FeatureValues *earlier, const guint8 *earlier_event,
                   const FeatureValues *later, const guint8 *later_event);

/* ---- what is judged ----------------------------------------------------------------------------
 */

/* Rows of a part of the split by lot, with what they came to in each view of the target. */
typedef struct {
    guint32 *row, n; /* NULL: rows of none of the task's, see LeakSearch */
    guint8 *event[TASK_VIEWS];
    double *number[TASK_VIEWS]; /* of numbers and forecasts; else NULL */
} LeakRows;
/* Rows of which every view is known. */
void leak_rows_draw(LeakRows *rows, const Task *task, const GArray *views, SplitPart part);
void leak_rows_clear(LeakRows *rows);

/* What values say of one view: AUC as leak_power's, and of numbers how far both rise together
 * (Spearman's rank correlation, folded to 0 and up; undefined for others). */
typedef struct {
    Interval auc, rank;
} LeakPower;

enum { LEAK_BACKS = 4 };
typedef struct {
    char *name;
    const FrameColumn *column; /* NULL: a feature, or a table that nothing dates */
    const Feature *feature;    /* NULL: a column */
    ColumnTiming timing;       /* of columns */
    GArray *values;            /* ListValue, of columns that are lists; NULL: it is none */
    LeakPower alone[TASK_VIEWS];
    Interval empty[TASK_VIEWS]; /* of columns: AUC of being empty */
    Interval power;             /* AUC: of several views their mean, as much as each weighs */
    LeakSign sign[SIGNS];
    LeakShift shift[LEAK_BACKS * TASK_VIEWS]; /* by span, of each its views */
    guint shifts;
    double rise; /* chance of such a rise by luck, held against all that was asked sooner (Holm) */
    LeakVerdict verdict;
    SignKind decided; /* by which sign */
    char *sentence;   /* for a lead */
    char *when;       /* the evidence in a line: what was there when */
} LeakSubject;
void leak_subject_free(LeakSubject *subject);

/* All that is judged together. */
typedef struct {
    const Task *task;
    sqlite3 *database;
    Frame *frame; /* of the target's rows */
    Touched *touched;
    GArray *views;                  /* TaskView */
    TrainingRows *rows[TASK_VIEWS]; /* by view; NULL: too few */
    TimingInput input;
    LeakRows train, validation;
    LeakPower
        own[TASK_VIEWS]; /* what the target's own last window says: 0.5 and 0 where it has none */
    const LeakSearch *search; /* NULL: the features of the task */
    GPtrArray *features;      /* Feature *, borrowed */
    GPtrArray *subjects;      /* LeakSubject *: columns, tables, features, each the worst first */
    gint64 back[LEAK_BACKS];
    guint backs;
} Leakage;
void leakage_clear(Leakage *leakage);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Leakage, leakage_clear)

/* FALSE with an error; with `features` (NULL: columns alone; borrowed until leakage_clear) those
 * too.
 */
gboolean leakage_find(Leakage *leakage, const Task *task, FrameStore *frames, sqlite3 *database,
                      GPtrArray *features, Progress *progress, GError **error);
/* The same of what a query would learn from. */
gboolean leakage_find_for(Leakage *leakage, const LeakSearch *search, GPtrArray *features,
                          Progress *progress, GError **error);
void leakage_judge_columns(Leakage *leakage);
gboolean leakage_judge_features(Leakage *leakage, FrameStore *frames, Progress *progress,
                                GError **error);
/* (a): what it tells alone, held against what the target's own past tells; `next`: the best of the
 * other columns by view, and in the place behind them that of all views (features: NULL). */
void leak_judge_power(const Leakage *leakage, LeakSubject *subject, const double *next);
/* What values say of each view of the training rows, and their mean. */
void leak_measure(const Leakage *leakage, const FeatureValues *values, LeakPower *alone);
Interval leak_mean_auc(const Leakage *leakage, const LeakPower *alone);
/* What fades in the mean of the views. */
LeakFade leak_fade_views(const Leakage *leakage, const FeatureValues *earlier,
                         const FeatureValues *later);
/* Sets leakage->own. */
void leak_measure_own(Leakage *leakage, FrameStore *frames);
/* The sign's words; takes `sentence`. */
void leak_say(LeakSubject *subject, SignKind kind, SignSays says, char *found, char *sentence);
void leak_say_fading(LeakSubject *subject, const LeakFade *fade);
/* From its signs to verdict and sentence. */
void leak_judge(LeakSubject *subject);
char *leak_sentence(const char *clause); /* with a capital and a stop; the caller's */
const char *leak_verdict_word(LeakVerdict verdict); /* "clear", "untestable", "suspect", "leak" */
const char *leak_verdict_style(LeakVerdict verdict);
/* The worst column of the target's own table that a feature reads; NULL: it reads none. */
const LeakSubject *leak_worst_column(const Leakage *leakage, const Feature *feature);
/* What a feature that reads this column is, by that: of a list by the value it asks for. */
LeakVerdict leak_verdict_read(const Leakage *leakage, const LeakSubject *column,
                              const Feature *feature);
/* Says so of a feature that asks for one value of a list; FALSE: it doesn't. */
gboolean leak_say_value(const Leakage *leakage, LeakSubject *subject, const LeakSubject *column);
/* (b) of a list: what its values say together, where `of_whole` is what the list says as one.
 * `words`: set where values are named; the caller's. */
SignSays leak_says_of_list(const Leakage *leakage, const LeakSubject *list, SignSays of_whole,
                           char **words);
/* All verdicts, for leak_marks_store; of features (may be NULL) by what they read. */
GPtrArray *leak_marks_of(const Leakage *leakage, const GPtrArray *features);
/* Keeps what was found with the frozen task; `anew`: in place of all that was kept. */
gboolean leak_marks_keep(const Leakage *leakage, gboolean anew, GError **error);

/* (g): customers and near copies on both sides of the split, as sentences and a table. */
gboolean leak_splits_add(Report *report, const Task *task, sqlite3 *database, Progress *progress,
                         GError **error);
