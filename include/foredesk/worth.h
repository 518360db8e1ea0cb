/* worth: what a change is worth in money. A model is trained in memory, judged on validation, and
 * held against another by ticket, with the intervals of the models' pane. Part of the evaluate
 * room. */
#pragma once

#include <foredesk/evaluate.h>

G_BEGIN_DECLS

/* What money is counted by: as the decision is made. */
typedef struct {
    Policy policy;
    LineMode mode;
    double line;  /* LINE_FIXED */
    guint32 most; /* training rows that sets of features are tried on; 0: SETS_TRIED_ON */
} WorthTerms;
enum { SETS_TRIED_ON = 200000 };

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
/* Boosted trees as they come, or with `like` another of its kind, parameters and seed. */
gboolean worth_train(WorthSide *side, LearnData *data, GPtrArray *features, const Model *like,
                     FrameStore *frames, sqlite3 *database, Progress *progress, GError **error);
/* Sets each one's decision as the terms say; the first leads where a line is given. */
void worth_decide(WorthSide *const *sides, guint n, const WorthTerms *terms);
/* Whether the target can be judged by money: yes or no, and enough of it. */
gboolean worth_can_judge(const Task *task, GError **error);

/* Money by ticket, in one order for all that are compared: that of the rows of a task's part that the
 * scores are of. */
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
/* Two that were trained, judged on the same tickets. */
typedef struct {
    WorthSide side[2];
    WorthTickets tickets;
    Interval cost[2]; /* of each alone, as worth_money says */
    Interval saving;  /* what the first costs less than the second, paired by ticket */
} WorthPair;
void worth_pair_clear(WorthPair *pair);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorthPair, worth_pair_clear)
/* Once both are decided: `task` is that of the first, `twin` by row of the second's own task the
 * row of it (NULL: they are the same). */
void worth_pair_hold(WorthPair *pair, const Task *task, const guint32 *twin,
                     const WorthTerms *terms);
/* The last columns of a table with a line for each of two sides, from "flagged" to "auc"; the
 * caller made those before. */
void worth_pair_columns(ReportTable *list, const WorthPair *pair);
void worth_pair_cells(ReportTable *list, const WorthPair *pair, int which);
/* "saves $420 a month (−$180 to $1,010): can't be told apart from nothing"; the caller frees. */
char *worth_saving_words(Interval saving, gboolean timed);
/* "each at its own cheapest line": static */
const char *worth_terms_words(const WorthTerms *terms);

/* ---- how old the past may be ------------------------------------------------------------------- */

/* A model judged on the same rows of a part at seed time and with the past frozen at several moments:
 * `cuts` says how long before the part begins, or on which days ("1w,4w,13w", "2025-12-01"; "" for 0,
 * 1, 2, 4, 8 and 13 weeks), at most PAST_CUTS_MOST. Only what its features look back on ends sooner;
 * the model and its line stay those of seed time. A line each with its regime: AUC (DeLong) and cost
 * with intervals of 95 %, log loss, and what they differ from seed time by, paired by row, with
 * intervals that hold for all lines together (Bonferroni). The test part's seal is the caller's to see
 * to. The report "cuts"; ERROR_USAGE for cuts that are none, or later than the rows judged. */
Report *past_cuts_report(const Task *task, const char *cuts, SplitPart part, gint64 model,
                         FrameStore *frames, sqlite3 *database, const WorthTerms *terms,
                         Progress *progress, GError **error);
enum { PAST_CUTS_MOST = 12 };
/* The scores of such a line. `before`: µs by which the past ends sooner than the part begins, −1: seed
 * time. Sets the regime of the task, which is the caller's alone. */
Scores *past_cut_scores(Task *task, const Model *model, SplitPart part, gint64 before,
                        FrameStore *frames, sqlite3 *database, Progress *progress, GError **error);

/* What sets of features are worth, in such trials: each learns from the same training rows, by lot
 * where there are more than `most`, and is judged on all of validation. `refit`: the features that
 * are on now against those of a model, both trained anew as it was; value "more" is what they cost
 * more. `smallest`: boosted trees on ever fewer features, dropping those they leaned on least in
 * training; the smallest set within one standard error of the cheapest, the error being that of the
 * difference, paired by ticket. `sets`: those kept by name, and customer history, category and time
 * of day, against everything that is on. ERROR_USAGE for a target that is a number. */
Report *feature_refit_report(const Task *task, const Judged *judged, FrameStore *frames,
                             sqlite3 *database, const WorthTerms *terms, Progress *progress,
                             GError **error);
Report *feature_smallest_report(const Task *task, FrameStore *frames, sqlite3 *database,
                                const WorthTerms *terms, Progress *progress, GError **error);
Report *feature_sets_report(const Task *task, FrameStore *frames, sqlite3 *database,
                            const WorthTerms *terms, Progress *progress, GError **error);
/* Whether a model that never saw a season holds in it: each quarter, November and December, weekends
 * and nights are left out in turn. Table left_out: the AUC on the season's own rows without it and with
 * some of it, from as many training rows, what is lost and what that costs a hundred rows, with
 * intervals that hold for all lines together. ERROR_USAGE without a time, or for a number. */
Report *season_trials_report(const Task *task, FrameStore *frames, sqlite3 *database,
                             const WorthTerms *terms, Progress *progress, GError **error);
/* One model for all channels against a model for each, of the channel column or of the one named
 * ("": the role's), judged on the same validation tickets of each channel: what a model of its own
 * saves, and what the one for all saves by being told the channel. Channels with fewer than 30
 * events, or 30 others, to learn from have no model of their own; 12 at most are tried. Warns where
 * five began within 91 days, or fewer that bring more than a third of the newest 91 days' tickets.
 * Tables channels and models. ERROR_USAGE for a column without values to tell apart, or a number to
 * predict. */
Report *channels_report(const Task *task, const char *column, FrameStore *frames, sqlite3 *database,
                        const WorthTerms *terms, Progress *progress, GError **error);

G_END_DECLS
