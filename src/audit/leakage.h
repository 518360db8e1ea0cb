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

/* Rows of a part of the split by lot, with what they came to: of a number, whether it is above the
 * middle of the training rows. */
typedef struct {
    guint32 *row, n;
    guint8 *event;
} LeakRows;
void leak_rows_draw(LeakRows *rows, const Task *task, SplitPart part);
void leak_rows_clear(LeakRows *rows);

#define LEAK_BACKS 4
typedef struct {
    char *name;
    const FrameColumn *column; /* NULL: a feature, or a table that nothing dates */
    const Feature *feature;    /* NULL: a column */
    ColumnTiming timing;       /* of columns */
    GArray *values;            /* ListValue, of columns that are lists; NULL: it is none */
    Interval power;
    LeakSign sign[SIGNS];
    LeakShift shift[LEAK_BACKS];
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
    TrainingRows *rows;
    TimingInput input;
    LeakRows train, validation;
    GPtrArray *features; /* Feature * */
    GPtrArray *subjects; /* LeakSubject *: columns, tables, features, each the worst first */
    gint64 back[LEAK_BACKS];
    guint backs;
} Leakage;
void leakage_clear(Leakage *leakage);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Leakage, leakage_clear)

/* FALSE with an error; with `features` those too. */
gboolean leakage_find(Leakage *leakage, const Task *task, FrameStore *frames, sqlite3 *database,
                      gboolean features, Progress *progress, GError **error);
void leakage_judge_columns(Leakage *leakage);
gboolean leakage_judge_features(Leakage *leakage, FrameStore *frames, Progress *progress,
                                GError **error);
/* The sign's words; takes `sentence`. */
void leak_say(LeakSubject *subject, SignKind kind, SignSays says, char *found, char *sentence);
void leak_say_fading(LeakSubject *subject, const LeakFade *fade);
/* From its signs to verdict and sentence. */
void leak_judge(LeakSubject *subject);
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
/* What is suspect or leaks, for leak_marks_store; of features (may be NULL) by what they read. */
GPtrArray *leak_marks_of(const Leakage *leakage, const GPtrArray *features);

/* (g): customers and near copies on both sides of the split, as sentences and a table. */
gboolean leak_splits_add(Report *report, const Task *task, sqlite3 *database, Progress *progress,
                         GError **error);
