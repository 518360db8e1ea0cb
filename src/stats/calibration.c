/* Maps from a model's scores to probabilities that can be believed: temperature and Platt scaling.
 * Both are convex in one or two numbers, so Newton's method with a safeguard always ends. */
#include <foredesk/stats.h>

#define COLDEST 0.01
#define HOTTEST 100.0
/* logit(1 − 2^−52): beyond it a probability can't be told from 1. */
#define LARGEST_LOGIT 36.0436533891171

/* The slope of a loss by a = 1/T, and its own slope, which is never negative. */
typedef double (*LossSlope)(gconstpointer data, double a, double *curvature);

/* Newton's method within what is known to hold the minimum. */
static double
coolest(LossSlope loss_slope, gconstpointer data)
{
    double low = 1 / HOTTEST, high = 1 / COLDEST, a = 1, curvature;
    gboolean rises_at_once = loss_slope(data, low, &curvature) >= 0;
    gboolean falls_to_the_end = loss_slope(data, high, &curvature) <= 0;
    if (rises_at_once || falls_to_the_end)
        return rises_at_once && falls_to_the_end ? 1 : rises_at_once ? HOTTEST : COLDEST;
    for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
        double slope = loss_slope(data, a, &curvature);
        if (slope < 0)
            low = a;
        else
            high = a;
        double next = a - slope / curvature;
        if (fabs(next - a) <= 1e-14 * a)
            break;
        a = next > low && next < high ? next : sqrt(low * high);
    }
    return 1 / a;
}

typedef struct {
    const double *logit;
    const guint8 *label;
    gsize n;
} Events;

static double
event_slope(gconstpointer data, double a, double *curvature)
{
    const Events *events = data;
    double slope = 0, curve = 0;
    for (gsize i = 0; i < events->n; i++) {
        double z = CLAMP(events->logit[i], -LARGEST_LOGIT, LARGEST_LOGIT), p = stats_sigmoid(a * z);
        slope += (p - events->label[i]) * z;
        curve += p * (1 - p) * z * z;
    }
    *curvature = curve;
    return slope;
}

static gboolean
has_both_classes(const guint8 *label, gsize n)
{
    for (gsize i = 1; i < n; i++)
        if (label[i] != label[0])
            return TRUE;
    return FALSE;
}

double
stats_temperature_fit(const double *logit, const guint8 *label, gsize n)
{
    Events events = {logit, label, n};
    return has_both_classes(label, n) ? coolest(event_slope, &events) : 1;
}

typedef struct {
    const double *score;
    const guint32 *label;
    gsize n;
    guint classes;
} Classes;

/* The same of several classes: the slope of −Σ log softmax(a·z)[label] by a = 1/T is Σ E[z] −
 * z[label], and its own slope Σ Var[z], both under softmax(a·z). */
static double
class_slope(gconstpointer data, double a, double *curvature)
{
    const Classes *given = data;
    double slope = 0, curve = 0;
    for (gsize i = 0; i < given->n; i++) {
        const double *z = given->score + i * given->classes;
        double most = z[0], sum = 0, mean = 0, square = 0;
        for (guint k = 1; k < given->classes; k++)
            most = MAX(most, z[k]);
        for (guint k = 0; k < given->classes; k++) {
            double weight = exp(a * (z[k] - most));
            sum += weight;
            mean += weight * (z[k] - most);
            square += weight * (z[k] - most) * (z[k] - most);
        }
        mean /= sum;
        slope += mean - (z[given->label[i]] - most);
        curve += square / sum - mean * mean;
    }
    *curvature = curve;
    return slope;
}

double
stats_temperature_fit_classes(const double *score, const guint32 *label, gsize n, guint classes)
{
    Classes given = {score, label, n, classes};
    return coolest(class_slope, &given);
}

double
stats_temperature_apply(double probability, double temperature)
{
    return stats_sigmoid(stats_logit(probability) / temperature);
}

/* The loss of p = σ(slope·score + intercept) against targets smoothed by class. */
static double
platt_loss(const double *score, const guint8 *label, gsize n, const double target[2], PlattMap map)
{
    double loss = 0;
    for (gsize i = 0; i < n; i++) {
        double z = map.slope * score[i] + map.intercept;
        loss += stats_log1p_exp(z) - target[label[i]] * z;
    }
    return loss;
}

/* The Newton direction, and what the loss would fall by along it if it were linear. */
static double
platt_step(const double *score, const guint8 *label, gsize n, const double target[2], PlattMap map,
           PlattMap *step)
{
    double aa = 1e-12, bb = 1e-12, ab = 0, a = 0, b = 0; /* the ridge keeps it solvable */
    for (gsize i = 0; i < n; i++) {
        double p = stats_sigmoid(map.slope * score[i] + map.intercept), weight = p * (1 - p);
        double error = p - target[label[i]];
        aa += score[i] * score[i] * weight;
        ab += score[i] * weight;
        bb += weight;
        a += score[i] * error;
        b += error;
    }
    double determinant = aa * bb - ab * ab;
    step->slope = -(bb * a - ab * b) / determinant;
    step->intercept = -(aa * b - ab * a) / determinant;
    return a * step->slope + b * step->intercept;
}

PlattMap
stats_platt_fit(const double *score, const guint8 *label, gsize n)
{
    double size[2] = {0, 0};
    for (gsize i = 0; i < n; i++)
        size[label[i]] += 1;
    const double target[2] = {1 / (size[0] + 2), (size[1] + 1) / (size[1] + 2)};
    PlattMap map = {0, log((size[1] + 1) / (size[0] + 1))};
    double loss = platt_loss(score, label, n, target, map);
    for (int i = 0; i < 100; i++) {
        PlattMap step;
        double fall = platt_step(score, label, n, target, map, &step);
        if (!(fall < -1e-14 * (1 + loss)))
            break;
        double stride = 1;
        PlattMap next = map;
        double next_loss = loss;
        for (; stride > 1e-10; stride /= 2) {
            next = (PlattMap){map.slope + stride * step.slope,
                              map.intercept + stride * step.intercept};
            next_loss = platt_loss(score, label, n, target, next);
            if (next_loss < loss + 1e-4 * stride * fall)
                break;
        }
        if (!(stride > 1e-10))
            break;
        map = next;
        loss = next_loss;
    }
    return map;
}
