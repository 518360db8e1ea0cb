/* The stats room against METHODS.md's oracles, against values from scikit-learn, scipy and
 * statsmodels (tests/reference/stats.txt), and against its own promises: ties, order, seeds. */
#include <foredesk/stats.h>

#include <float.h>

#include "reference.h"

/* Equal to within `tolerance` relative to the larger of 1 and the wanted value. */
#define assert_near(got, wanted, tolerance)                                                    \
    G_STMT_START                                                                               \
    {                                                                                          \
        double got_ = (got), wanted_ = (wanted);                                               \
        if (!(fabs(got_ - wanted_) <= (tolerance)*MAX(1, fabs(wanted_))))                      \
            g_error("%s:%d: %s is %.17g, not %.17g", __FILE__, __LINE__, #got, got_, wanted_); \
    }                                                                                          \
    G_STMT_END

#define doubles(array) ((const double *)(gpointer)(array)->data)

/* One of the reference's sets of probabilities. */
typedef struct {
    const ReferenceCase *reference;
    const double *probability, *other;
    guint8 *label;
    gsize n;
} Sample;

static void
sample_open(Sample *sample, const ReferenceCase *reference)
{
    GArray *label = reference_array(reference, "label");
    sample->reference = reference;
    sample->n = label->len;
    sample->probability = doubles(reference_array(reference, "probability"));
    sample->other = doubles(reference_array(reference, "other"));
    sample->label = g_new(guint8, label->len);
    for (guint i = 0; i < label->len; i++)
        sample->label[i] = (guint8)g_array_index(label, double, i);
}

/* Runs a check on every set of probabilities of the reference. */
static void
each_sample(void (*check)(const Sample *sample))
{
    g_autoptr(GPtrArray) cases = reference_load("stats.txt");
    guint checked = 0;
    for (guint i = 0; i < cases->len; i++) {
        const ReferenceCase *reference = g_ptr_array_index(cases, i);
        if (!g_hash_table_contains(reference->values, "probability"))
            continue;
        g_test_message("%s", reference->name);
        Sample sample;
        sample_open(&sample, reference);
        check(&sample);
        g_free(sample.label);
        checked++;
    }
    g_assert_cmpuint(checked, >=, 9);
}

/* ---- distributions ------------------------------------------------------------------------ */

static void
test_normal(void)
{
    g_autoptr(GPtrArray) cases = reference_load("stats.txt");
    const ReferenceCase *normal = reference_find(cases, "normal");
    for (guint i = 0; i < reference_array(normal, "p")->len; i++)
        assert_near(stats_normal_quantile(reference_value(normal, "p", i)),
                    reference_value(normal, "quantile", i), 1e-12);
    for (guint i = 0; i < reference_array(normal, "x")->len; i++) {
        double cdf = reference_value(normal, "cdf", i);
        assert_near(stats_normal_cdf(reference_value(normal, "x", i)) / cdf, 1, 1e-12);
    }
    g_assert_cmpfloat(stats_normal_quantile(0), ==, -INFINITY);
    g_assert_cmpfloat(stats_normal_quantile(1), ==, INFINITY);
    g_assert_true(isnan(stats_normal_quantile(1.1)) && isnan(stats_normal_quantile(NAN)));
    assert_near(stats_normal_two_sided(0.95), 1.959963984540054, 1e-14);
}

static void
test_stable_arithmetic(void)
{
    g_assert_cmpfloat(stats_sigmoid(800), ==, 1);
    g_assert_cmpfloat(stats_sigmoid(-800), ==, 0);
    assert_near(stats_sigmoid(-2), 0.11920292202211755, 1e-15);
    assert_near(stats_logit(stats_sigmoid(-30)), -30, 1e-14);
    g_assert_cmpfloat(stats_logit(0), ==, -INFINITY);
    g_assert_cmpfloat(stats_logit(1), ==, INFINITY);
    g_assert_cmpfloat(stats_log1p_exp(1000), ==, 1000);
    assert_near(stats_log1p_exp(-40) / exp(-40), 1, 1e-14);
    const double large[] = {1000, 1000, -INFINITY};
    assert_near(stats_log_sum(large, 3), 1000 + log(2), 1e-15);
    g_assert_cmpfloat(stats_log_sum(large, 0), ==, -INFINITY);
    g_assert_cmpfloat(stats_log_sum(large + 2, 1), ==, -INFINITY);
}

static void
test_wilson(void)
{
    g_autoptr(GPtrArray) cases = reference_load("stats.txt");
    const ReferenceCase *wilson = reference_find(cases, "wilson");
    for (guint i = 0; i < reference_array(wilson, "trials")->len; i++)
        for (int wide = 0; wide < 2; wide++) {
            Interval got = stats_wilson(reference_value(wilson, "successes", i),
                                        reference_value(wilson, "trials", i), wide ? 0.95 : 0.8);
            const char *bounds = wide ? "bounds_95" : "bounds_80";
            assert_near(got.low, reference_value(wilson, bounds, 2 * i), 1e-13);
            assert_near(got.high, reference_value(wilson, bounds, 2 * i + 1), 1e-13);
        }
    g_assert_cmpfloat(stats_wilson(0, 10, 0.95).low, ==, 0);
    g_assert_cmpfloat(stats_wilson(10, 10, 0.95).high, ==, 1);
    g_assert_true(isnan(stats_wilson(0, 0, 0.95).value));
}

static void
test_rates(void)
{
    g_autoptr(GPtrArray) cases = reference_load("stats.txt");
    const ReferenceCase *clustered = reference_find(cases, "clustered");
    guint8 label[200];
    guint32 cluster[200];
    for (guint i = 0; i < 200; i++) {
        label[i] = (guint8)reference_value(clustered, "label", i);
        cluster[i] = (guint32)reference_value(clustered, "cluster", i);
    }
    assert_near(stats_design_effect(label, cluster, 200), reference_value(clustered, "effect", 0),
                1e-12);
    Interval rate = stats_rate(label, cluster, 200, 0.95);
    assert_near(rate.value, reference_value(clustered, "rate", 0), 1e-12);
    assert_near(rate.low, reference_value(clustered, "rate", 1), 1e-12);
    assert_near(rate.high, reference_value(clustered, "rate", 2), 1e-12);
    g_assert_cmpfloat(stats_design_effect(label, NULL, 200), ==, 1);
    g_assert_true(isnan(stats_rate(label, cluster, 0, 0.95).value));

    static const double beta[][3] = {
        {0.4, 2, 3}, {0.99, 0.5, 0.5}, {0.31, 30.7, 80.2}, {0.01, 5, 900}};
    static const double tail[][3] = {{3, 10, 0.12}, {60, 89, 0.13}, {1, 5, 0.5}};
    for (guint i = 0; i < G_N_ELEMENTS(beta); i++)
        assert_near(stats_beta_below(beta[i][0], beta[i][1], beta[i][2]),
                    reference_value(clustered, "beta", i), 1e-12);
    for (guint i = 0; i < G_N_ELEMENTS(tail); i++) {
        double wanted = reference_value(clustered, "tail", i);
        assert_near(stats_binomial_above(tail[i][0], tail[i][1], tail[i][2]) / wanted, 1, 1e-9);
    }
    g_assert_cmpfloat(stats_binomial_above(0, 5, 0.3), ==, 1);

    Interval both[] = {stats_wilson(56, 70, 0.95), stats_wilson(48, 80, 0.95)};
    Interval difference = stats_difference(both[0], both[1]);
    assert_near(difference.low, reference_value(clustered, "difference", 0), 1e-12);
    assert_near(difference.high, reference_value(clustered, "difference", 1), 1e-12);
    /* Against Katz's interval on the log scale, which is near where there are many. */
    Interval ratio = stats_ratio(stats_wilson(300, 1000, 0.95), stats_wilson(200, 2000, 0.95));
    double half = stats_normal_two_sided(0.95) * sqrt(0.7 / 300 + 0.9 / 200);
    assert_near(ratio.value, 3, 1e-12);
    assert_near(ratio.low, 3 * exp(-half), 0.01);
    assert_near(ratio.high, 3 * exp(half), 0.02);
    g_assert_true(isnan(stats_ratio(both[0], stats_wilson(0, 9, 0.95)).value));
    Interval mean = stats_weighted(both, (const double[]){1, 3}, 2);
    assert_near(mean.value, 0.25 * 0.8 + 0.75 * 0.6, 1e-12);
    assert_near(mean.low,
                mean.value - hypot(0.25 * (0.8 - both[0].low), 0.75 * (0.6 - both[1].low)), 1e-12);
    g_assert_true(isnan(stats_weighted(both, (const double[]){0, 0}, 2).value));
}

static void
test_verdict(void)
{
    g_assert_cmpint(stats_verdict((Interval){-3, -5, -1}, TRUE), ==, VERDICT_BETTER);
    g_assert_cmpint(stats_verdict((Interval){-3, -5, -1}, FALSE), ==, VERDICT_WORSE);
    g_assert_cmpint(stats_verdict((Interval){3, 1, 5}, TRUE), ==, VERDICT_WORSE);
    g_assert_cmpint(stats_verdict((Interval){3, 1, 5}, FALSE), ==, VERDICT_BETTER);
    g_assert_cmpint(stats_verdict((Interval){3, 0, 5}, TRUE), ==, VERDICT_TIE);
    g_assert_cmpint(stats_verdict((Interval){0, 0, 0}, TRUE), ==, VERDICT_TIE);
    g_assert_cmpint(stats_verdict(INTERVAL_UNDEFINED, TRUE), ==, VERDICT_UNKNOWN);
    g_assert_cmpstr(verdict_word(VERDICT_TIE), ==, "tie");
}

/* ---- order --------------------------------------------------------------------------------- */

static void
test_order(void)
{
    const double value[] = {3,        -1,   NAN, 0.0,  -0.0,        -INFINITY,
                            INFINITY, -2.5, 3,   -NAN, DBL_MIN / 4, -1e300};
    const guint32 wanted[] = {5, 11, 7, 1, 3, 4, 10, 0, 8, 6, 2, 9};
    guint32 order[G_N_ELEMENTS(value)];
    stats_order(value, G_N_ELEMENTS(value), NULL, order);
    g_assert_cmpmem(order, sizeof order, wanted, sizeof wanted);
    stats_order(value, 0, NULL, NULL);
}

/* Two stable sorts make a sort by two keys: how ties are broken by a hash. */
static void
test_order_refines(void)
{
    enum { N = 5000 };
    double score[N], hash[N];
    guint32 order[N];
    for (guint i = 0; i < N; i++) {
        score[i] = i * 7919 % 13;
        hash[i] = i * 104729 % 5003;
    }
    stats_order(hash, N, NULL, order);
    stats_order(score, N, order, order);
    for (guint i = 1; i < N; i++) {
        guint32 a = order[i - 1], b = order[i];
        g_assert_true(score[a] < score[b] || (score[a] == score[b] && hash[a] < hash[b]));
    }
}

/* ---- ranking ------------------------------------------------------------------------------- */

static void
check_ranking(const Sample *sample)
{
    const ReferenceCase *reference = sample->reference;
    Auc auc = stats_auc(sample->probability, sample->label, sample->n, 0.95);
    assert_near(auc.auc.value, reference_value(reference, "auc", 0), 1e-12);
    assert_near(auc.se, reference_value(reference, "auc", 1), 1e-12);
    assert_near(auc.auc.low, reference_value(reference, "auc_interval", 0), 1e-11);
    assert_near(auc.auc.high, reference_value(reference, "auc_interval", 1), 1e-11);
    AucComparison compare =
        stats_auc_compare(sample->probability, sample->other, sample->label, sample->n, 0.95);
    assert_near(compare.difference.value, reference_value(reference, "compare", 0), 1e-12);
    assert_near(compare.se, reference_value(reference, "compare", 1), 1e-12);
    assert_near(compare.z, reference_value(reference, "compare", 2), 1e-10);
    assert_near(compare.p, reference_value(reference, "compare", 3), 1e-10);
    assert_near(compare.difference.high - compare.difference.low,
                2 * 1.959963984540054 * compare.se, 1e-12);
    assert_near(stats_average_precision(sample->probability, sample->label, sample->n),
                reference_value(reference, "average_precision", 0), 1e-12);
}

static void
test_ranking(void)
{
    each_sample(check_ranking);
}

/* METHODS.md: pos {.9,.8,.7,.55,.6}, neg {.1,.4,.35,.8,.2,.5}. */
static void
test_auc_oracle(void)
{
    const double score[] = {.9, .8, .7, .55, .6, .1, .4, .35, .8, .2, .5};
    const guint8 label[] = {1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0};
    Auc auc = stats_auc(score, label, 11, 0.95);
    assert_near(auc.auc.value, 0.883333, 5e-7);
    assert_near(auc.se, 0.121335, 5e-7);
    g_assert_cmpuint(auc.positives, ==, 5);
    g_assert_cmpuint(auc.negatives, ==, 6);
}

static void
test_ranking_edges(void)
{
    const double score[] = {0.2, 0.2, 0.2, 0.2};
    const guint8 mixed[] = {1, 0, 1, 0}, ones[] = {1, 1, 1, 1}, one[] = {1, 0, 0, 0};
    Auc constant = stats_auc(score, mixed, 4, 0.95);
    g_assert_cmpfloat(constant.auc.value, ==, 0.5);
    g_assert_cmpfloat(constant.se, ==, 0);
    g_assert_true(isnan(stats_auc(score, ones, 4, 0.95).auc.value));
    g_assert_true(isnan(stats_auc(score, ones, 0, 0.95).auc.value));
    Auc single = stats_auc(score, one, 4, 0.95);
    g_assert_cmpfloat(single.auc.value, ==, 0.5);
    g_assert_true(isnan(single.se) && isnan(single.auc.low));
    AucComparison same = stats_auc_compare(score, score, mixed, 4, 0.95);
    g_assert_cmpfloat(same.difference.value, ==, 0);
    g_assert_true(isnan(same.p));
    g_assert_cmpfloat(stats_average_precision(score, mixed, 4), ==, 0.5);
    const guint8 zeros[4] = {0};
    g_assert_true(isnan(stats_average_precision(score, zeros, 4)));
}

/* ---- decisions ------------------------------------------------------------------------------- */

static void
check_decision(const Sample *sample)
{
    const ReferenceCase *reference = sample->reference;
    double line = reference_value(reference, "confusion", 0);
    Confusion confusion = stats_confusion(sample->probability, sample->label, sample->n, line);
    g_assert_cmpfloat((double)confusion.caught, ==, reference_value(reference, "confusion", 1));
    g_assert_cmpfloat((double)confusion.missed, ==, reference_value(reference, "confusion", 2));
    g_assert_cmpfloat((double)confusion.false_alarms, ==,
                      reference_value(reference, "confusion", 3));
    g_assert_cmpfloat((double)confusion.passed, ==, reference_value(reference, "confusion", 4));
    assert_near(confusion_accuracy(&confusion), reference_value(reference, "figures", 0), 1e-15);
    assert_near(confusion_precision(&confusion), reference_value(reference, "figures", 1), 1e-15);
    assert_near(confusion_recall(&confusion), reference_value(reference, "figures", 2), 1e-15);
    assert_near(confusion_f1(&confusion), reference_value(reference, "figures", 3), 1e-15);
}

static void
test_decisions(void)
{
    each_sample(check_decision);
    Confusion nobody = {.caught = 0, .missed = 12, .false_alarms = 0, .passed = 88};
    g_assert_true(isnan(confusion_precision(&nobody)));
    g_assert_cmpfloat(confusion_f1(&nobody), ==, 0);
    g_assert_cmpfloat(confusion_recall(&nobody), ==, 0);
    g_assert_cmpfloat(confusion_majority(&nobody), ==, 0.88);
    g_assert_cmpfloat(confusion_flagged(&nobody), ==, 0);
    g_assert_cmpfloat(confusion_cost(&nobody, 500, 50), ==, 6000);
    Confusion empty = {0};
    g_assert_true(isnan(confusion_accuracy(&empty)) && isnan(confusion_f1(&empty)));
    /* SCREENS.md's Threshold pane: $93,200 a month at 0.4. */
    Confusion screen = {.caught = 600, .missed = 316, .false_alarms = 1500, .passed = 5264};
    g_assert_cmpfloat(confusion_cost(&screen, 500, 50) * 0.4, ==, 93200);
}

static void
test_elkan(void)
{
    assert_near(stats_elkan_line(500, 50, 0, 0), 0.090909090909090909, 1e-15);
    assert_near(stats_elkan_line(500, 60, 10, 10), 50.0 / 540, 1e-15);
    g_assert_cmpfloat(stats_elkan_line(500, 0, 0, 0), ==, 0);
    g_assert_cmpfloat(stats_elkan_line(0, 50, 0, 0), ==, 1);
    g_assert_true(isnan(stats_elkan_line(0, 0, 0, 0)));
    g_assert_true(isnan(stats_elkan_line(10, 50, 20, 0)));
}

/* ---- probabilities ----------------------------------------------------------------------------
 */

static void
check_probability(const Sample *sample)
{
    const ReferenceCase *reference = sample->reference;
    assert_near(stats_log_loss(sample->probability, sample->label, sample->n),
                reference_value(reference, "log_loss", 0), 1e-12);
    assert_near(stats_brier(sample->probability, sample->label, sample->n),
                reference_value(reference, "brier", 0), 1e-12);
    ReliabilityBin bins[15];
    guint filled = stats_reliability(sample->probability, sample->label, sample->n, 15, 0.95, bins);
    g_assert_cmpuint(filled, ==, reference_array(reference, "bin_counts")->len);
    for (guint i = 0; i < filled; i++) {
        g_assert_cmpfloat((double)bins[i].count, ==, reference_value(reference, "bin_counts", i));
        g_assert_cmpfloat((double)bins[i].events, ==, reference_value(reference, "bin_events", i));
        assert_near(bins[i].mean, reference_value(reference, "bin_means", i), 1e-13);
        g_assert_cmpfloat(bins[i].lowest, <=, bins[i].highest);
        g_assert_true(i == 0 || bins[i - 1].highest < bins[i].lowest);
    }
    CalibrationError error = stats_calibration_error(sample->probability, sample->label, sample->n);
    assert_near(error.ece, reference_value(reference, "calibration_error", 0), 1e-12);
    assert_near(error.debiased, reference_value(reference, "calibration_error", 1), 1e-10);
    assert_near(sqrt(MAX(error.square, 0)), reference_value(reference, "calibration_error", 2),
                1e-10);
}

static void
test_probabilities(void)
{
    each_sample(check_probability);
    g_assert_true(isnan(stats_log_loss(NULL, NULL, 0)) && isnan(stats_brier(NULL, NULL, 0)));
    g_assert_true(isnan(stats_calibration_error(NULL, NULL, 0).ece));
    const double sure = 0;
    const guint8 wrong = 1;
    assert_near(stats_log_loss(&sure, &wrong, 1), 36.04365338911715, 1e-14);
}

/* Of perfectly calibrated probabilities chance alone makes an error. With a gap ~ N(0, s) in each
 * bin the mean of 2|gap| − E|N(gap, s)| is (2 − √2)·E|gap|: what debiasing leaves of it. The
 * debiased square is 0 on average. */
static void
test_debiasing(void)
{
    enum { N = 3000, ROUNDS = 200 };
    g_autofree double *p = g_new(double, N);
    g_autofree guint8 *label = g_new(guint8, N);
    Random random;
    random_seed(&random, 7);
    double ece = 0, debiased = 0, square = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < N; i++) {
            p[i] = random_double(&random);
            label[i] = random_double(&random) < p[i];
        }
        CalibrationError error = stats_calibration_error(p, label, N);
        ece += error.ece / ROUNDS;
        debiased += error.debiased / ROUNDS;
        square += error.square / ROUNDS;
    }
    g_assert_cmpfloat(ece, >, 0.015);
    assert_near(debiased / ece, 2 - G_SQRT2, 0.03);
    g_assert_cmpfloat(fabs(square), <, 0.1 * ece * ece);
}

/* ---- calibration maps ------------------------------------------------------------------------ */

static void
check_calibration(const Sample *sample)
{
    const ReferenceCase *reference = sample->reference;
    g_autofree double *logit = g_new(double, sample->n);
    for (gsize i = 0; i < sample->n; i++)
        logit[i] = stats_logit(CLAMP(sample->probability[i], DBL_EPSILON, 1 - DBL_EPSILON));
    assert_near(stats_temperature_fit(logit, sample->label, sample->n),
                reference_value(reference, "temperature", 0), 1e-9);
    PlattMap map = stats_platt_fit(sample->other, sample->label, sample->n);
    assert_near(map.slope, reference_value(reference, "platt", 0), 1e-6);
    assert_near(map.intercept, reference_value(reference, "platt", 1), 1e-6);
}

static void
test_calibration(void)
{
    each_sample(check_calibration);
}

static void
test_calibration_edges(void)
{
    const guint8 label[] = {0, 0, 1, 1}, reversed[] = {1, 1, 0, 0}, ones[] = {1, 1, 1, 1};
    const double gap[] = {-2, -1, 1, 2}, far[] = {-900, -800, 800, 900}, flat[4] = {0};
    g_assert_cmpfloat(stats_temperature_fit(gap, label, 4), ==, 0.01);
    g_assert_cmpfloat(stats_temperature_fit(far, label, 4), ==, 0.01);
    g_assert_cmpfloat(stats_temperature_fit(gap, reversed, 4), ==, 100);
    g_assert_cmpfloat(stats_temperature_fit(gap, ones, 4), ==, 1);
    g_assert_cmpfloat(stats_temperature_fit(flat, label, 4), ==, 1);
    g_assert_cmpfloat(stats_temperature_fit(NULL, NULL, 0), ==, 1);
    g_assert_cmpfloat(stats_temperature_apply(0.5, 3), ==, 0.5);
    g_assert_cmpfloat(stats_temperature_apply(0, 3), ==, 0);
    g_assert_cmpfloat(stats_temperature_apply(1, 3), ==, 1);
    assert_near(stats_temperature_apply(0.9, 2), 0.75, 1e-14);
    /* Smoothed targets keep Platt's map finite on separable data. */
    PlattMap map = stats_platt_fit(gap, label, 4);
    g_assert_true(isfinite(map.slope) && isfinite(map.intercept) && map.slope > 0);
    PlattMap none = stats_platt_fit(flat, label, 4);
    assert_near(stats_sigmoid(none.intercept), 0.5, 1e-9);
}

/* ---- bootstrap ----------------------------------------------------------------------------------
 */

/* Chi-square of draws against the exact probabilities, over the cells expected to hold 5 or more.
 */
static void
check_binomial(guint64 trials, double p, guint64 seed)
{
    enum { DRAWS = 200000 };
    g_autofree guint *count = g_new0(guint, trials + 1);
    Random random;
    random_seed(&random, seed);
    for (int i = 0; i < DRAWS; i++)
        count[stats_random_binomial(&random, trials, p)]++;
    double n = (double)trials, chi_square = 0, cells = 0;
    for (guint64 k = 0; k <= trials; k++) {
        double x = (double)k, log_density = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) +
                                            x * log(p) + (n - x) * log1p(-p);
        double expected = DRAWS * exp(log_density);
        if (expected >= 5) {
            chi_square += (count[k] - expected) * (count[k] - expected) / expected;
            cells += 1;
        }
    }
    /* Five standard deviations of a chi-square above its mean. */
    g_test_message("binomial %g of %g: %g over %g cells", p, n, chi_square, cells);
    g_assert_cmpfloat(chi_square, <, cells + 5 * sqrt(2 * cells));
}

static void
test_binomial(void)
{
    check_binomial(1, 0.3, 1);
    check_binomial(30, 0.05, 2);
    check_binomial(25, 0.45, 3);
    check_binomial(40, 0.6, 4);
    check_binomial(1000, 0.02, 5);
    check_binomial(5000, 0.97, 6);
    Random random;
    random_seed(&random, 1);
    g_assert_cmpuint(stats_random_binomial(&random, 0, 0.5), ==, 0);
    g_assert_cmpuint(stats_random_binomial(&random, 9, 0), ==, 0);
    g_assert_cmpuint(stats_random_binomial(&random, 9, 1), ==, 9);
}

/* Against 100,000 resamples by numpy: the bounds agree within 2 % of the interval's width. */
static void
check_bootstrap(const ReferenceCase *reference, const char *key, const double *a, const double *b,
                const guint32 *cluster, gsize n)
{
    Interval got = stats_bootstrap_cost(a, b, cluster, n, 20000, 11, 0.95);
    double low = reference_value(reference, key, 1), high = reference_value(reference, key, 2);
    g_test_message("%s: %g–%g, numpy %g–%g", key, got.low, got.high, low, high);
    assert_near(got.value, reference_value(reference, key, 0), 1e-12);
    g_assert_cmpfloat(fabs(got.low - low), <, 0.02 * (high - low));
    g_assert_cmpfloat(fabs(got.high - high), <, 0.02 * (high - low));
}

static void
test_bootstrap(void)
{
    g_autoptr(GPtrArray) cases = reference_load("stats.txt");
    const ReferenceCase *reference = reference_find(cases, "bootstrap");
    GArray *customer = reference_array(reference, "customer");
    gsize n = customer->len;
    g_autofree guint32 *cluster = g_new(guint32, n);
    for (gsize i = 0; i < n; i++) /* ids are names, not numbers from 0 */
        cluster[i] = (guint32)g_array_index(customer, double, i) * 2654435761u;
    const double *a = doubles(reference_array(reference, "cost_a"));
    const double *b = doubles(reference_array(reference, "cost_b"));
    const double *amount = doubles(reference_array(reference, "amount"));
    check_bootstrap(reference, "difference_by_row", a, b, NULL, n);
    check_bootstrap(reference, "difference_by_customer", a, b, cluster, n);
    check_bootstrap(reference, "total_by_customer", a, NULL, cluster, n);
    check_bootstrap(reference, "amount_by_row", amount, NULL, NULL, n);
    Interval first = stats_bootstrap_cost(a, b, cluster, n, 500, 3, 0.95);
    Interval again = stats_bootstrap_cost(a, b, cluster, n, 500, 3, 0.95);
    Interval other = stats_bootstrap_cost(a, b, cluster, n, 500, 4, 0.95);
    g_assert_cmpmem(&first, sizeof first, &again, sizeof again);
    g_assert_true(first.low != other.low || first.high != other.high);
    g_assert_true(isnan(stats_bootstrap_cost(a, b, NULL, 0, 500, 3, 0.95).value));
    Interval value = stats_bootstrap_cost(a, NULL, NULL, n, 0, 3, 0.95);
    g_assert_true(value.value > 0 && isnan(value.low));
    Interval same = stats_bootstrap_cost(a, a, cluster, n, 500, 3, 0.95);
    g_assert_true(same.value == 0 && same.low == 0 && same.high == 0);
}

static void
test_bootstrap_speed(void)
{
    enum { N = 150000 };
    g_autofree double *a = g_new(double, N), *b = g_new(double, N), *amount = g_new(double, N);
    g_autofree guint32 *cluster = g_new(guint32, N);
    Random random;
    random_seed(&random, 5);
    for (guint i = 0; i < N; i++) {
        a[i] = random_below(&random, 10) == 0 ? 500 : random_below(&random, 4) == 0 ? 50 : 0;
        b[i] = random_below(&random, 11) == 0 ? 500 : random_below(&random, 3) == 0 ? 50 : 0;
        amount[i] = random_double(&random);
        cluster[i] = random_below(&random, 20000);
    }
    gint64 start = g_get_monotonic_time();
    stats_bootstrap_cost(a, b, NULL, N, 1000, 1, 0.95);
    gint64 by_row = g_get_monotonic_time();
    stats_bootstrap_cost(a, b, cluster, N, 1000, 1, 0.95);
    gint64 by_customer = g_get_monotonic_time();
    stats_bootstrap_cost(amount, b, NULL, N, 1000, 1, 0.95);
    gint64 by_amount = g_get_monotonic_time();
    g_test_message("1,000 resamples of %d rows: %.1f ms by row, %.1f ms by customer, %.1f ms of "
                   "amounts",
                   N, (double)(by_row - start) / 1000, (double)(by_customer - by_row) / 1000,
                   (double)(by_amount - by_customer) / 1000);
}

/* ---- descriptive and drift
 * ------------------------------------------------------------------------- */

static void
test_descriptive(void)
{
    g_autoptr(GPtrArray) cases = reference_load("stats.txt");
    const ReferenceCase *columns = reference_find(cases, "columns");
    GArray *a = reference_array(columns, "a");
    GArray *p = reference_array(columns, "quantile_p");
    /* The same with NaN among the values. */
    gsize n = a->len + 20;
    g_autofree double *value = g_new(double, n);
    for (gsize i = 0; i < n; i++)
        value[i] = i < 20 ? NAN : g_array_index(a, double, i - 20);
    assert_near(stats_mean(value, n), reference_value(columns, "mean_sd", 0), 1e-13);
    assert_near(stats_sd(value, n), reference_value(columns, "mean_sd", 1), 1e-13);
    g_autofree double *got = g_new(double, p->len);
    stats_quantiles(value, n, doubles(p), p->len, got);
    for (guint i = 0; i < p->len; i++)
        assert_near(got[i], reference_value(columns, "quantiles", i), 1e-13);
    assert_near(stats_median(value, n), reference_value(columns, "quantiles", 3), 1e-13);
    g_assert_true(isnan(stats_mean(value, 20)) && isnan(stats_median(value, 20)));
    g_assert_true(isnan(stats_sd(value, 21)) && isnan(stats_median(value, 0)));
    const double one = 7;
    g_assert_cmpfloat(stats_median(&one, 1), ==, 7);
}

static void
check_histogram(const double *value, gsize n, guint wanted, double low, double width, guint bins)
{
    Histogram histogram = stats_histogram(value, n, wanted);
    assert_near(histogram.low, low, 1e-12);
    assert_near(histogram.width, width, 1e-12);
    g_assert_cmpuint(histogram.bins, ==, bins);
    gsize counted = histogram.missing;
    for (guint i = 0; i < histogram.bins; i++)
        counted += histogram.count[i];
    g_assert_cmpuint(counted, ==, n);
}

static void
test_histogram(void)
{
    const double tenths[] = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
    check_histogram(tenths, 11, 10, 0, 0.1, 10);
    check_histogram(tenths, 11, 8, 0, 0.2, 5);
    Histogram by_tenth = stats_histogram(tenths, 11, 10);
    for (guint i = 0; i < 10; i++)
        g_assert_cmpuint(by_tenth.count[i], ==, i < 9 ? 1 : 2); /* the last holds its upper edge */
    const double whole[] = {1, 2, 3, 4, 5, 5, NAN};
    check_histogram(whole, 7, 40, 1, 1, 4);
    const double wide[] = {-1e9, 1e9, 3, 4};
    check_histogram(wide, 4, 10, -1e9, 2e8, 10);
    const double extreme[] = {-1.7e308, 1.7e308};
    Histogram huge = stats_histogram(extreme, 2, 20);
    g_assert_true(huge.bins > 0 && huge.bins <= 20);
    const double equal[] = {4.2, 4.2, INFINITY};
    check_histogram(equal, 3, 12, 4.2, 0, 1);
    check_histogram(equal, 0, 12, 0, 0, 0);
    const double crossing[] = {-3.7, 12.2, 0.5, 6};
    check_histogram(crossing, 4, 12, -4, 2, 9);
}

static void
test_drift(void)
{
    const double reference[] = {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1};
    const double current[] = {.08, .09, .1, .1, .1, .1, .1, .11, .11, .11};
    assert_near(stats_psi(reference, current, 10), 0.0083758, 5e-8);
    assert_near(stats_psi_noise(10, 1000, 500), 9 * 0.003, 1e-15);
    g_autoptr(GPtrArray) cases = reference_load("stats.txt");
    const ReferenceCase *columns = reference_find(cases, "columns");
    GArray *a = reference_array(columns, "a"), *b = reference_array(columns, "b");
    assert_near(stats_psi_values(doubles(a), a->len, doubles(b), b->len, 10),
                reference_value(columns, "psi", 0), 1e-12);
    assert_near(stats_ks(doubles(a), a->len, doubles(b), b->len), reference_value(columns, "ks", 0),
                1e-12);
    const double none = NAN, constant[] = {1, 1, 1};
    g_assert_true(isnan(stats_ks(&none, 1, constant, 3)));
    g_assert_true(isnan(stats_psi_values(constant, 3, &none, 1, 10)));
    g_assert_cmpfloat(stats_psi_values(constant, 3, constant, 3, 10), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stats/normal", test_normal);
    g_test_add_func("/stats/stable-arithmetic", test_stable_arithmetic);
    g_test_add_func("/stats/wilson", test_wilson);
    g_test_add_func("/stats/verdict", test_verdict);
    g_test_add_func("/stats/order", test_order);
    g_test_add_func("/stats/order-refines", test_order_refines);
    g_test_add_func("/stats/ranking", test_ranking);
    g_test_add_func("/stats/auc-oracle", test_auc_oracle);
    g_test_add_func("/stats/ranking-edges", test_ranking_edges);
    g_test_add_func("/stats/decisions", test_decisions);
    g_test_add_func("/stats/elkan", test_elkan);
    g_test_add_func("/stats/probabilities", test_probabilities);
    g_test_add_func("/stats/debiasing", test_debiasing);
    g_test_add_func("/stats/calibration", test_calibration);
    g_test_add_func("/stats/calibration-edges", test_calibration_edges);
    g_test_add_func("/stats/binomial", test_binomial);
    g_test_add_func("/stats/rates", test_rates);
    g_test_add_func("/stats/bootstrap", test_bootstrap);
    g_test_add_func("/stats/bootstrap-speed", test_bootstrap_speed);
    g_test_add_func("/stats/descriptive", test_descriptive);
    g_test_add_func("/stats/histogram", test_histogram);
    g_test_add_func("/stats/drift", test_drift);
    return g_test_run();
}
