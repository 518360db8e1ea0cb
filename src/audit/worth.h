/* What the files on the worth of cleaning share: one model trained in memory and judged, the rows
 * that two versions of the data share, and how much better a training row is than another. */
#pragma once

#include "audit/audit_private.h"

/* One model, trained and judged; nothing of it is stored. */
typedef struct {
    Model *model;
    Scores *scores; /* on validation */
    DecisionTable *table;
    Decision decision;
    Interval auc;
    guint32 learned, events; /* training rows, those that stop it included */
} WorthSide;
void worth_side_clear(WorthSide *side);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorthSide, worth_side_clear)
/* The features of the task that are on, and the data to train from. */
LearnData *worth_data(const Task *task, FrameStore *frames, sqlite3 *database, GPtrArray **features,
                      Progress *progress, GError **error);
gboolean worth_train(WorthSide *side, LearnData *data, GPtrArray *features, FrameStore *frames,
                     sqlite3 *database, Progress *progress, GError **error);
/* Sets each one's decision as the terms say; the first leads where a line is given. */
void worth_decide(WorthSide *const *sides, guint n, const WorthTerms *terms);
/* Whether the target can be judged by money: yes or no, and enough of it. */
gboolean worth_can_judge(const Task *task, GError **error);

/* Money by ticket, in one order for all that are compared: that of the validation rows of a task.
 */
typedef struct {
    guint32 n;
    guint32 *place;   /* by row of the task: its place, G_MAXUINT32: not judged */
    guint32 *cluster; /* n: whose tickets belong together; NULL: each stands alone */
    double months;    /* NaN: untimed */
} WorthTickets;
void worth_tickets_init(WorthTickets *tickets, const Task *task, const Scores *scores);
void worth_tickets_clear(WorthTickets *tickets);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorthTickets, worth_tickets_clear)
/* Adds what each ticket costs, times `share`; `twin`: by row of the side's own task the row of the
 * tickets' (NULL: they are the same). */
void worth_add_costs(const WorthTickets *tickets, const WorthSide *side, const guint32 *twin,
                     const WorthTerms *terms, double share, double *cost);
/* Σ a − Σ b (b NULL: Σ a) with the interval that the models' costs have, by month where timed. */
Interval worth_money(const WorthTickets *tickets, const double *a, const double *b);
/* "saves $420 a month (−$180 to $1,010): can't be told apart from nothing"; the caller frees. */
char *worth_saving_words(Interval saving, gboolean timed);
/* "each at its own cheapest line": static */
const char *worth_terms_words(const WorthTerms *terms);

/* Makes two loads of one task comparable: both are judged on the same validation rows by the labels
 * of the first, and rows that only the second has train it where they are older than validation.
 * Nothing of the test part is left in either. Returns by row of the second the row of the first
 * (G_MAXUINT32: none), the caller's; counts what was told differently. */
guint32 *worth_align(Task *first, Task *second, guint32 *relabelled);

/* Quality of training rows. */
typedef struct {
    char *title;     /* what people call it */
    char *reference; /* of the rows; NULL: none */
    guint32 rows;    /* training rows it is about */
} WorthFinding;
typedef struct {
    guint columns;    /* known at arrival, whose filling counts */
    double *quality;  /* by place among the training rows */
    GPtrArray *found; /* WorthFinding *, the most rows first */
    guint32 clean;    /* training rows without any finding */
} WorthQuality;
void worth_quality_clear(WorthQuality *quality);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorthQuality, worth_quality_clear)
gboolean worth_quality_of(WorthQuality *quality, const Task *task, const guint32 *rows, guint32 n,
                          FrameStore *frames, sqlite3 *database, Progress *progress,
                          GError **error);
