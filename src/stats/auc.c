/* The area under the ROC curve with DeLong's variance, alone and for two scores on the same rows;
 * and average precision. */
#include <foredesk/stats.h>

static gsize
count_events(const guint8 *label, gsize n)
{
    gsize events = 0;
    for (gsize i = 0; i < n; i++)
        events += label[i];
    return events;
}

/* The end of the run of equal scores that begins at `first`. */
static gsize
tie_end(const double *score, const guint32 *order, gsize n, gsize first)
{
    gsize end = first + 1;
    while (end < n && score[order[end]] == score[order[first]])
        end++;
    return end;
}

/* DeLong's structural components, a row each: for an event the share of the other class it stands
 * above, for another row the share of events above it; ties count half. */
static void
placements(const double *score, const guint8 *label, gsize n, gsize events, double *placement)
{
    g_autofree guint32 *order = g_new(guint32, n);
    stats_order(score, n, NULL, order);
    double others_below = 0, events_below = 0;
    for (gsize first = 0, end; first < n; first = end) {
        end = tie_end(score, order, n, first);
        double tied_events = 0;
        for (gsize i = first; i < end; i++)
            tied_events += label[order[i]];
        double tied_others = (double)(end - first) - tied_events;
        double above = (others_below + tied_others / 2) / (double)(n - events);
        double below = ((double)events - events_below - tied_events / 2) / (double)events;
        for (gsize i = first; i < end; i++)
            placement[order[i]] = label[order[i]] ? above : below;
        events_below += tied_events;
        others_below += tied_others;
    }
}

typedef struct {
    double mean[2];     /* of each class: others, events; both are the AUC */
    double variance[2]; /* n − 1; NaN for a class of one row */
    double size[2];
} ClassMoments;

static ClassMoments
class_moments(const double *x, const guint8 *label, gsize n)
{
    ClassMoments moments = {0};
    for (gsize i = 0; i < n; i++) {
        moments.size[label[i]] += 1;
        moments.mean[label[i]] += x[i];
    }
    for (int k = 0; k < 2; k++)
        moments.mean[k] /= moments.size[k];
    for (gsize i = 0; i < n; i++) {
        double deviation = x[i] - moments.mean[label[i]];
        moments.variance[label[i]] += deviation * deviation;
    }
    for (int k = 0; k < 2; k++)
        moments.variance[k] =
            moments.size[k] > 1 ? moments.variance[k] / (moments.size[k] - 1) : NAN;
    return moments;
}

static double
standard_error(const ClassMoments *moments)
{
    return sqrt(moments->variance[0] / moments->size[0] + moments->variance[1] / moments->size[1]);
}

static Interval
auc_interval(double auc, double se, gsize smaller_class, double confidence)
{
    if (isnan(se))
        return (Interval){auc, NAN, NAN};
    if (auc <= 0 || auc >= 1)
        return stats_wilson(auc * (double)smaller_class, (double)smaller_class, confidence);
    double half = stats_normal_two_sided(confidence) * se / (auc * (1 - auc));
    double logit = stats_logit(auc);
    return (Interval){auc, stats_sigmoid(logit - half), stats_sigmoid(logit + half)};
}

Auc
stats_auc(const double *score, const guint8 *label, gsize n, double confidence)
{
    gsize events = count_events(label, n);
    Auc result = {INTERVAL_UNDEFINED, NAN, events, n - events, {NAN, NAN}};
    if (events == 0 || events == n)
        return result;
    g_autofree double *placement = g_new(double, n);
    placements(score, label, n, events, placement);
    ClassMoments moments = class_moments(placement, label, n);
    result.spread[0] = moments.variance[0];
    result.spread[1] = moments.variance[1];
    result.se = standard_error(&moments);
    result.auc = auc_interval(moments.mean[1], result.se, MIN(events, n - events), confidence);
    return result;
}

AucComparison
stats_auc_compare(const double *score_a, const double *score_b, const guint8 *label, gsize n,
                  double confidence)
{
    AucComparison result = {NAN, NAN, INTERVAL_UNDEFINED, NAN, NAN, NAN};
    gsize events = count_events(label, n);
    if (events == 0 || events == n)
        return result;
    g_autofree double *a = g_new(double, n), *b = g_new(double, n);
    placements(score_a, label, n, events, a);
    placements(score_b, label, n, events, b);
    result.auc_a = class_moments(a, label, n).mean[1];
    result.auc_b = class_moments(b, label, n).mean[1];
    /* The variance of a difference of means is that of the row-wise differences: no covariances. */
    for (gsize i = 0; i < n; i++)
        a[i] -= b[i];
    ClassMoments moments = class_moments(a, label, n);
    result.se = standard_error(&moments);
    double half = stats_normal_two_sided(confidence) * result.se;
    double difference = result.auc_a - result.auc_b;
    result.difference = (Interval){difference, difference - half, difference + half};
    result.z = result.se > 0 ? difference / result.se : NAN;
    result.p = 2 * stats_normal_cdf(-fabs(result.z));
    return result;
}

double
stats_average_precision(const double *score, const guint8 *label, gsize n)
{
    gsize events = count_events(label, n);
    if (events == 0)
        return NAN;
    g_autofree guint32 *order = g_new(guint32, n);
    g_autofree double *falling = g_new(double, n);
    for (gsize i = 0; i < n; i++)
        falling[i] = -score[i];
    stats_order(falling, n, NULL, order);
    double caught = 0, sum = 0;
    for (gsize first = 0, end; first < n; first = end) {
        end = tie_end(score, order, n, first);
        double here = 0;
        for (gsize i = first; i < end; i++)
            here += label[order[i]];
        caught += here;
        sum += here * caught / (double)end;
    }
    return sum / (double)events;
}
