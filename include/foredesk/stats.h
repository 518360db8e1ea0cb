/* stats: pure mathematics over arrays. Ranking metrics with intervals, probability metrics,
 * calibration maps, the cost bootstrap, descriptive figures and drift. Relies on base alone; no
 * function keeps state, and every random one takes its seed.
 *
 * Unless a comment says otherwise: arrays are borrowed and hold `n` rows; `label` is 0 or 1, any
 * other value a programming error; `score` is any finite number, higher means more likely;
 * `probability` lies in [0, 1]; `confidence` in (0, 1), 0.95 as a rule. A figure that isn't
 * defined (a class is missing, nothing was flagged, n is 0) is NaN, never 0. Row order never
 * matters beyond the last bits of a sum; ties are handled as each function says. */
#pragma once

#include <foredesk/base.h>
#include <math.h>

G_BEGIN_DECLS

typedef struct {
    double value, low, high; /* all three NaN where the figure isn't defined */
} Interval;
#define INTERVAL_UNDEFINED ((Interval){NAN, NAN, NAN})

/* ---- verdicts -------------------------------------------------------------------------- */

typedef enum { VERDICT_UNKNOWN, VERDICT_BETTER, VERDICT_TIE, VERDICT_WORSE } Verdict;
/* What an interval of a difference (this one − the other) says: a tie where it includes zero,
 * bounds themselves included; unknown where a bound is NaN. `lower_is_better`: costs, losses. */
Verdict stats_verdict(Interval difference, gboolean lower_is_better);
const char *verdict_word(Verdict verdict); /* "better", "tie", "worse", "" : static */

/* ---- distributions and stable arithmetic ------------------------------------------------ */

double stats_normal_cdf(double x);
/* The inverse of the cdf to 1e-12, p in (0, 1); 0 is −inf, 1 is inf, outside NaN. */
double stats_normal_quantile(double p);
/* z with P(|Z| < z) = confidence: 1.95996… for 0.95. */
double stats_normal_two_sided(double confidence);
double stats_sigmoid(double x);                 /* 1/(1+e^−x), no overflow */
double stats_logit(double p);                   /* ln(p/(1−p)); −inf at 0, inf at 1 */
double stats_log1p_exp(double x);               /* ln(1+e^x), no overflow */
double stats_log_sum(const double *x, gsize n); /* ln Σ e^x; −inf for n = 0 */

/* A proportion with Wilson's score interval (Wilson 1927). trials = 0: undefined. */
Interval stats_wilson(double successes, double trials, double confidence);
/* How many times larger the variance of a rate is for its rows coming in clusters (NULL: they don't):
 * linearised, C/(C−1), of the rate over draws of clusters, against that of single rows (Kish 1965).
 * At least 1; 1 where all rows are alike or of one cluster. */
double stats_design_effect(const guint8 *label, const guint32 *cluster, gsize n);
/* The rate of n rows with Wilson's interval for as many rows as they are worth: n over the design
 * effect (Korn & Graubard 1998). */
Interval stats_rate(const guint8 *label, const guint32 *cluster, gsize n, double confidence);
/* The weighted mean of independent figures, and the difference of two, whose bounds are made of the
 * distances of theirs (MOVER; of two Wilson intervals Newcombe's 1998 method 10). */
Interval stats_weighted(const Interval *part, const double *weight, gsize n);
Interval stats_difference(Interval a, Interval b);
/* The ratio of two, both above 0, by the same method (Donner & Zou 2012); the upper bound is infinite
 * where b may be 0. */
Interval stats_ratio(Interval a, Interval b);
/* The chance of at least `successes` in as many trials: the regularised incomplete beta function, so
 * that both may be no whole numbers, as of rows that come in clusters. 1 for none. */
double stats_binomial_above(double successes, double trials, double probability);
/* I_x(a, b) by its continued fraction (Lentz 1976); a and b above 0, x from 0 to 1. */
double stats_beta_below(double x, double a, double b);

/* ---- order ----------------------------------------------------------------------------- */

/* Fills `order` with the row numbers in ascending order of `value`; NaN stands last, −0 equals 0.
 * Stable: rows of equal value stay in the order of `start`, a permutation of 0…n−1 (NULL: by row
 * number). Radix sort, 11 bits a pass, n < 2^32; `start` may be `order` itself. */
void stats_order(const double *value, gsize n, const guint32 *start, guint32 *order);

/* ---- ranking ---------------------------------------------------------------------------- */

typedef struct {
    Interval auc; /* value and its interval */
    double se;    /* DeLong's standard error of the value */
    gsize positives, negatives;
    double spread[2]; /* variance of DeLong's components, of others and of events: se² is
                         spread[1]/positives + spread[0]/negatives */
} Auc;
/* Area under the ROC curve by midranks (ties count half) with DeLong's variance (DeLong 1988; Sun &
 * Xu 2014, O(n log n)). The interval is normal on the logit scale, so it stays inside (0, 1). Where
 * the value is 0 or 1, DeLong's variance vanishes and says nothing: there the interval is Wilson's
 * for min(positives, negatives) trials. A class of one row has no variance: bounds and se are NaN.
 */
Auc stats_auc(const double *score, const guint8 *label, gsize n, double confidence);

typedef struct {
    double auc_a, auc_b;
    Interval difference; /* a − b, normal interval */
    double se, z, p;     /* two-sided; z and p are NaN where se is 0 */
} AucComparison;
/* DeLong's test of two scores on the same rows. */
AucComparison stats_auc_compare(const double *score_a, const double *score_b, const guint8 *label,
                                gsize n, double confidence);

/* Σ (R_k − R_{k−1}) P_k over distinct scores from the highest down, a tie being one step: the
 * definition of scikit-learn's average_precision_score. NaN without positives. */
double stats_average_precision(const double *score, const guint8 *label, gsize n);

/* ---- decisions -------------------------------------------------------------------------- */

/* Flagged means score ≥ line. */
typedef struct {
    gint64 caught;       /* flagged events: true positives */
    gint64 missed;       /* events left: false negatives */
    gint64 false_alarms; /* flagged others: false positives */
    gint64 passed;       /* others left: true negatives */
} Confusion;
Confusion stats_confusion(const double *score, const guint8 *label, gsize n, double line);
double confusion_accuracy(const Confusion *confusion);
double confusion_precision(const Confusion *confusion); /* NaN when nothing is flagged */
double confusion_recall(const Confusion *confusion);    /* NaN without events */
double confusion_f1(const Confusion *confusion);        /* NaN only without events and flags */
double confusion_flagged(const Confusion *confusion);   /* share of rows flagged */
double confusion_majority(const Confusion *confusion);  /* accuracy of always saying the commoner */
double confusion_cost(const Confusion *confusion, double missed, double false_alarm);

/* The probability from which flagging is cheaper, for calibrated probabilities (Elkan 2001):
 * (false_alarm − passed) / ((false_alarm − passed) + (missed − caught)); costs of the four cells.
 * Clamped to [0, 1]; NaN where missing isn't dearer than catching or an alarm not dearer than
 * passing. */
double stats_elkan_line(double missed, double false_alarm, double caught, double passed);

/* ---- probabilities ----------------------------------------------------------------------- */

/* Mean −ln p(label), p clipped to [ε, 1−ε] with ε = 2^−52, as scikit-learn does for float64. */
double stats_log_loss(const double *probability, const guint8 *label, gsize n);
double stats_brier(const double *probability, const guint8 *label, gsize n);

/* A bin of rows of like probability. */
typedef struct {
    gsize count, events;
    double lowest, highest; /* probabilities of its rows */
    double mean;            /* mean probability: what the model says */
    Interval observed;      /* share of events with Wilson's interval: what happened */
} ReliabilityBin;
/* Bins of equal mass: rows sorted by probability are cut into `bins` runs of n/bins rows, the first
 * n mod bins of them one longer (numpy's array_split); rows of equal probability stay together, in
 * the bin where the first of them falls, so bins can be larger, or empty and then left out. `out`
 * holds `bins` entries. Returns the number filled, in ascending order. */
guint stats_reliability(const double *probability, const guint8 *label, gsize n, guint bins,
                        double confidence, ReliabilityBin *out);

#define STATS_CALIBRATION_BINS 15
typedef struct {
    double ece; /* Σ (count/n) |observed − mean| over 15 bins of equal mass: the printed one */
    double debiased; /* the same less most of what chance alone makes; ≥ 0 */
    double square;   /* unbiased mean squared gap; below 0 by chance */
} CalibrationError;
/* Expected calibration error over the bins of stats_reliability. `debiased` is max(0, 2·ece −
 * E[ece*]), ece* being the error with each bin's observed share o redrawn from a normal with
 * variance o(1−o)/count, the expectation exact (folded normal): for perfect probabilities it leaves
 * 59 % of the error that chance makes. `square` is Σ (count/n) ((o−mean)² − o(1−o)/(count−1)); a
 * bin of one row isn't corrected. Both by Kumar, Liang & Ma (2019). */
CalibrationError stats_calibration_error(const double *probability, const guint8 *label, gsize n);

/* Temperature scaling (Guo 2017): T > 0 that minimises the log loss of σ(logit/T). Always found,
 * since the loss is convex in 1/T; clamped to [0.01, 100] for separable or reversed data. 1 where a
 * class is missing. Logits must be finite. */
double stats_temperature_fit(const double *logit, const guint8 *label, gsize n);
/* The same of several classes, n × classes scores (log chances, or margins), label a class each: T that
 * minimises the log loss of softmax(score/T). */
double stats_temperature_fit_classes(const double *score, const guint32 *label, gsize n,
                                     guint classes);
/* σ(logit(p)/T); 0 and 1 stay what they are. */
double stats_temperature_apply(double probability, double temperature);

typedef struct {
    double slope, intercept; /* p = σ(slope·score + intercept) */
} PlattMap;
/* Platt scaling with smoothed targets (Platt 1999), Newton with backtracking (Lin, Lin & Weng
 * 2007). */
PlattMap stats_platt_fit(const double *score, const guint8 *label, gsize n);

/* ---- several classes, and lists ---------------------------------------------------------------- */

/* The mean over classes of 2·right ÷ (predicted + true), over those that are predicted or true at all;
 * both arrays hold 0 … classes − 1. NaN for n = 0. */
double stats_macro_f1(const guint32 *predicted, const guint32 *label, gsize n, guint32 classes);
/* The same with a percentile interval from `resamples` bootstraps of whole clusters (below n_clusters;
 * NULL: each row by itself). Same seed, same result. */
Interval stats_macro_f1_interval(const guint32 *predicted, const guint32 *label, gsize n,
                                 guint32 classes, const guint32 *cluster, guint resamples,
                                 guint64 seed, double confidence);
/* Average precision of the first k of a list: the mean, over min(k, relevant), of the share of relevant
 * ones up to each relevant one. `hit`: n ≤ k of 0 and 1, best first; `relevant`: how many there are. */
double stats_list_precision(const guint8 *hit, guint n, guint k, guint relevant);
/* The share of the relevant ones among the first k. */
double stats_list_recall(const guint8 *hit, guint n, guint k, guint relevant);
/* The mean distance of what was said from what came, over the pairs of which neither is NaN; NaN: none.
 * Two of them are a MASE: a forecast's over that of the season before (Hyndman and Koehler 2006). */
double stats_mean_away(const double *said, const double *came, gsize n);

/* ---- the cost bootstrap ------------------------------------------------------------------ */

/* Σ cost_a − Σ cost_b (Σ cost_a when cost_b is NULL) with its percentile interval, type 7, from
 * `resamples` multinomial bootstraps of whole clusters. `cluster`: any number that says which rows
 * belong together (customer); NULL: each row stands alone. Costs are summed per cluster first;
 * where the sums take few distinct values, a resample is drawn as one multinomial over the values,
 * which is the same distribution and independent of n in time. Same seed, same result. n = 0:
 * undefined; resamples = 0: only the value. Costs must be finite. */
Interval stats_bootstrap_cost(const double *cost_a, const double *cost_b, const guint32 *cluster,
                              gsize n, guint resamples, guint64 seed, double confidence);

/* A binomial draw: inversion below mean 10, else transformed rejection (Hörmann 1993, BTRS). */
guint64 stats_random_binomial(Random *random, guint64 trials, double probability);

/* ---- who does what how well ------------------------------------------------------------------- */

/* The mean of n values of one group (an agent) on one item (a topic); n above 0. */
typedef struct {
    guint32 group, item;
    double n, mean;
} NestedCell;
/* mean = item + group + cell + noise, groups and cells drawn from normals around 0 whose variances are
 * those of largest likelihood (EM; Laird & Ware 1982), `within` that of single values. */
typedef struct {
    const NestedCell *cells; /* borrowed, those of a group side by side, groups ascending */
    guint *start;            /* groups + 1: where each group's begin */
    guint n, groups;
    double within, groups_variance, cells_variance;
    double *item;                   /* what a typical group does on each; 0: nobody did it */
    double *group, *group_variance; /* what each group does beyond, of all items, and its variance */
} NestedFit;
void stats_nested_fit(NestedFit *fit, const NestedCell *cells, guint n, guint groups, guint items,
                      double within);
void nested_fit_clear(NestedFit *fit);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NestedFit, nested_fit_clear)
/* A weighted sum (items weights) of what a group does on items beyond the typical one, shrunk, and its
 * posterior variance: one weight of 1 is one cell. Sums of different groups are independent. */
void stats_nested_sum(const NestedFit *fit, guint group, const double *weight, guint items,
                      double *value, double *variance);
/* Each of n rows to one of m columns, cost[n × m], no column more often than its capacity, at the least
 * sum, which is returned; rows past the room of all columns stay out. assigned[n]: the column,
 * G_MAXUINT32: none. Exact; O(n² m) at worst. Costs must be finite. */
double stats_assign(const double *cost, guint32 n, guint32 m, const guint32 *capacity,
                    guint32 *assigned);

/* ---- descriptive; NaN is missing and passed over ------------------------------------------ */

double stats_mean(const double *value, gsize n);
double stats_sd(const double *value, gsize n); /* n − 1; NaN below two values */
/* Quantile `p` by linear interpolation (Hyndman & Fan type 7: R, numpy) of ascending values
 * without NaN. */
double stats_quantile_sorted(const double *sorted, gsize n, double p);
/* The same for `count` probabilities of unsorted values, sorted once in a copy. */
void stats_quantiles(const double *value, gsize n, const double *p, guint count, double *out);
double stats_median(const double *value, gsize n);

/* The mean with an interval: percentiles of `resamples` bootstraps below STATS_BOOTSTRAP_MOST values,
 * above them normal. Same seed, same result. */
#define STATS_BOOTSTRAP_MOST 20000
Interval stats_mean_interval(const double *value, gsize n, guint resamples, guint64 seed,
                             double confidence);

/* ---- time until something happens ----------------------------------------------------------- */

/* Quantiles of a duration by Kaplan and Meier (1958): `ended` is 0 where it still goes on after
 * `time`, so that open tickets count for what they have lasted. out[i] is the time by which a share
 * p[i] has ended; where the curve runs level at that share, the middle of the level (without open
 * ones: the ordinary median). The interval holds the times that the curve's complementary log-log
 * interval doesn't exclude (Brookmeyer & Crowley 1982). NaN where too few have ended; an upper bound
 * that can't be told is infinite. */
void stats_survival_quantiles(const double *time, const guint8 *ended, gsize n, const double *p,
                              guint count, double confidence, Interval *out);

/* Bins with round edges: bin i holds low + i·width ≤ x < low + (i+1)·width, the last its upper edge
 * too; edges are exact to a billionth of a width. */
typedef struct {
    double low, width;
    guint bins;
    gsize missing; /* NaN and infinite */
    gsize count[64];
} Histogram;
/* At most `wanted` (2–64) bins whose width is 1, 2, 2.5 or 5 times a power of ten, whole where all
 * values are. All values equal: one bin of width 0; none: bins 0. */
Histogram stats_histogram(const double *value, gsize n, guint wanted);

/* ---- association ------------------------------------------------------------------------ */

/* Midranks from 1, ties sharing their mean; NaN stays NaN and takes no part. `rank` may be
 * `value`. */
void stats_ranks(const double *value, gsize n, double *rank);
/* Pearson's correlation over the rows where neither is NaN; NaN where one of them is constant. */
double stats_correlation(const double *x, const double *y, gsize n);
/* Spearman's rank correlation over the rows where neither is NaN, with the interval of Fisher's z
 * and the variance of Bonett & Wright (2000); no bounds below four rows. */
Interval stats_spearman(const double *x, const double *y, gsize n, double confidence);
/* Cramér's V (1946), uncorrected, of two codes in [0, levels); NaN where one of them is constant. */
double stats_cramers_v(const gint32 *a, guint levels_a, const gint32 *b, guint levels_b, gsize n);
/* Groups by complete linkage: any two of a group are at least `least` alike. `alike` is n × n,
 * symmetric, NaN: not alike. group[i] counts from 1 in order of first members, 0: alone. Returns
 * how many groups there are. */
guint stats_complete_linkage(const double *alike, guint n, double least, guint *group);

/* ---- levels ------------------------------------------------------------------------------ */

/* P(|T| > t) of Student's t with so many degrees of freedom. */
double stats_student_two_sided(double t, double freedom);

typedef struct {
    double here, elsewhere; /* means of the level and of all others, weighted by 1/se² */
    guint freedom;          /* blocks less levels */
    double p;       /* two-sided, by the blocks' standard errors; widened where blocks of one level
                       differ by more than those (Birge 1932) */
    double repeats; /* the same by how blocks of one level differ alone (Student's t); NaN: each was
                       looked at once */
} LevelContrast;
/* Whether the level `which` differs from the others together: n blocks, each a figure with its
 * standard error (NaN: none) and its level, a small number. NaN where either side has no block. */
LevelContrast stats_level_contrast(const double *value, const double *se, const guint *level,
                                   guint n, guint which);

/* p-values as they stand beside n − 1 others, so that of those below 0.05 none is there by chance in
 * 19 of 20 such tables, whatever hangs together (Holm 1979). NaN stays, and wasn't asked. */
void stats_holm(const double *p, guint n, double *adjusted);

/* ---- drift ------------------------------------------------------------------------------ */

/* Population stability index Σ (c−r) ln(c/r) over shares; a share below ε = 1e-4 counts as ε. */
double stats_psi(const double *reference, const double *current, guint bins);
/* PSI of values in the `bins` quantile bins (type 7) of the reference; bins that coincide merge.
 * NaN is passed over. NaN where a side is empty. */
double stats_psi_values(const double *reference, gsize n, const double *current, gsize m,
                        guint bins);
/* What PSI is on average without any drift: (bins−1)(1/n+1/m) (Yurdakul 2018). */
double stats_psi_noise(guint bins, gsize n, gsize m);
/* Kolmogorov–Smirnov distance, the largest gap between two empirical distributions; NaN values are
 * passed over. */
double stats_ks(const double *a, gsize n, const double *b, gsize m);

G_END_DECLS
