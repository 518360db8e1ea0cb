/* The figures by which leaks are told: what values alone say of the outcome, whether that holds on
 * later tickets, and whether it grows when the question is asked sooner. */
#include "audit/leakage.h"

#include <math.h>

enum { LEAST_OF_A_CLASS = 10 };
static const double RATE_STRENGTH = 10; /* rows of the overall rate that each rate starts from */
static const double SURE = 0.999;       /* hundreds of features are asked at once */

FeatureValues *
leak_column_values(const FrameColumn *column, const guint32 *rows, guint32 n)
{
    FeatureValues *values = g_new0(FeatureValues, 1);

    values->n = n;
    if (column->code) {
        values->code = g_new(gint32, (gsize)n + 1);
        values->dictionary = column->dictionary;
    } else
        values->number = g_new(double, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++)
        if (column->code)
            values->code[i] = column->code[rows[i]];
        else
            values->number[i] = column->integer || column->decimal ? frame_number(column, rows[i])
                                                                   : !cell_empty(column, rows[i]);
    return values;
}

/* ---- scores ------------------------------------------------------------------------------------
 */

/* The rate of each code + 1 among rows picked by half (−1: all), shrunk to the overall rate. */
static double *
code_rates(const FeatureValues *values, const guint8 *event, const guint8 *half, int picked)
{
    guint32 size = dictionary_size(values->dictionary) + 1;
    double *rate = g_new0(double, (gsize)size + 1);
    g_autofree double *count = g_new0(double, (gsize)size + 1);
    double events = 0, n = 0;

    for (guint32 i = 0; i < values->n; i++) {
        if (picked >= 0 && half[i] != picked)
            continue;
        rate[values->code[i] + 1] += event[i];
        count[values->code[i] + 1]++;
        events += event[i];
        n++;
    }
    for (guint32 code = 0; code < size; code++)
        rate[code] =
            (rate[code] + RATE_STRENGTH * events / MAX(n, 1)) / (count[code] + RATE_STRENGTH);
    return rate;
}

/* By lot, not by turns; the same for all values of so many rows. */
static guint8 *
halves(guint32 n)
{
    guint8 *half = g_new(guint8, (gsize)n + 1);
    Random random;
    random_seed(&random, 1);
    for (guint32 i = 0; i < n; i++)
        half[i] = (guint8)random_below(&random, 2);
    return half;
}

/* Numbers that rank the rows; a category's are the rates that the other half of the rows has. */
static double *
scores_of(const FeatureValues *values, const guint8 *event, const guint8 *half)
{
    if (values->number)
        return g_memdup2(values->number, ((gsize)values->n + 1) * sizeof(double));
    double *score = g_new(double, (gsize)values->n + 1);
    double *rate[2];
    for (int other = 0; other < 2; other++)
        rate[other] = code_rates(values, event, half, other);
    for (guint32 i = 0; i < values->n; i++)
        score[i] = rate[!half[i]][values->code[i] + 1];
    g_free(rate[0]);
    g_free(rate[1]);
    return score;
}

static gboolean
has_both(const guint8 *event, guint32 n)
{
    guint32 events = 0;
    for (guint32 i = 0; i < n; i++)
        events += event[i];
    return events >= LEAST_OF_A_CLASS && n - events >= LEAST_OF_A_CLASS;
}

/* Rows of one half (−1: all) where every score given is a number, one after the other; returns how
 * many there are. */
static guint32
gather(double *const *score, guint scores, const guint8 *event, const guint8 *half, int wanted,
       guint32 n, double **out, guint8 *label)
{
    guint32 taken = 0;
    for (guint32 i = 0; i < n; i++) {
        gboolean there = wanted < 0 || half[i] == wanted;
        for (guint s = 0; there && s < scores; s++)
            there = isfinite(score[s][i]);
        if (!there)
            continue;
        for (guint s = 0; s < scores; s++)
            out[s][taken] = score[s][i];
        label[taken++] = event[i];
    }
    return taken;
}

static Interval
folded(Interval auc)
{
    return auc.value >= 0.5 || isnan(auc.value)
               ? auc
               : (Interval){1 - auc.value, 1 - auc.high, 1 - auc.low};
}

/* AUC and its error over one half, or all. */
typedef struct {
    double auc, se;
} Measured;

static Measured
measure(const double *score, const guint8 *label, guint32 n)
{
    if (!has_both(label, n))
        return (Measured){NAN, NAN};
    Auc auc = stats_auc(score, label, n, SURE);
    return (Measured){auc.auc.value, auc.se};
}

/* A category's halves are judged apart, each by the other's rates; their mean varies as both do. */
static Measured
measure_values(const FeatureValues *values, const guint8 *event)
{
    g_autofree guint8 *half = halves(values->n);
    g_autofree double *score = scores_of(values, event, half);
    g_autofree double *part = g_new(double, (gsize)values->n + 1);
    g_autofree guint8 *label = g_new(guint8, (gsize)values->n + 1);
    Measured of[2];

    for (int h = 0; h < 2; h++) {
        guint32 n = gather(&score, 1, event, half, values->code ? h : -1, values->n, &part, label);
        of[h] = measure(part, label, n);
        if (!values->code)
            return of[h];
    }
    return (Measured){(of[0].auc + of[1].auc) / 2, hypot(of[0].se, of[1].se) / 2};
}

static Interval
interval_of(double value, double se, double confidence, double low, double high)
{
    double margin = stats_normal_two_sided(confidence) * se;
    return isnan(margin) ? (Interval){value, NAN, NAN}
                         : (Interval){value, MAX(value - margin, low), MIN(value + margin, high)};
}

Interval
leak_power(const FeatureValues *values, const guint8 *event, double confidence)
{
    Measured all = measure_values(values, event);
    return folded(interval_of(all.auc, all.se, confidence, 0, 1));
}

Interval
leak_rank(const FeatureValues *values, const guint8 *event, const double *number)
{
    g_autofree guint8 *half = halves(values->n);
    g_autofree double *score = scores_of(values, event, half);
    Interval rank = stats_spearman(score, number, values->n, SURE);

    return rank.value >= 0 || isnan(rank.value) ? rank
                                                : (Interval){-rank.value, -rank.high, -rank.low};
}

/* ---- sooner ------------------------------------------------------------------------------------
 */

static gboolean
is_missing(const FeatureValues *values, guint32 i)
{
    return values->code ? values->code[i] < 0 : isnan(values->number[i]);
}

static gboolean
differs(const FeatureValues *a, const FeatureValues *b, guint32 i)
{
    if (is_missing(a, i) || is_missing(b, i))
        return is_missing(a, i) != is_missing(b, i);
    return a->code ? a->code[i] != b->code[i] : a->number[i] != b->number[i];
}

/* What the one gained over the other on the same rows: each the way round in which it says more. */
static Measured
gained(double **score, const guint8 *label, guint32 n)
{
    if (!has_both(label, n))
        return (Measured){NAN, NAN};
    for (guint s = 0; s < 2; s++)
        if (stats_auc(score[s], label, n, SURE).auc.value < 0.5)
            for (guint32 i = 0; i < n; i++)
                score[s][i] = -score[s][i];
    AucComparison both = stats_auc_compare(score[1], score[0], label, n, SURE);
    return (Measured){both.auc_a - both.auc_b, both.se};
}

LeakShift
leak_shift(const FeatureValues *now, const FeatureValues *then, const guint8 *event, gint64 back)
{
    LeakShift shift = {.back = back};
    guint32 n = now->n;
    g_autofree guint8 *half = halves(n), *label = g_new(guint8, (gsize)n + 1);
    g_autofree double *first = scores_of(now, event, half), *second = scores_of(then, event, half);
    g_autofree double *left = g_new(double, (gsize)n + 1), *right = g_new(double, (gsize)n + 1);
    double *score[] = {first, second}, *part[] = {left, right};
    double covered = 0, moved = 0, both = 0;
    Measured of[2] = {{NAN, NAN}, {NAN, NAN}};

    for (guint32 i = 0; i < n; i++) {
        covered += !is_missing(then, i);
        both += !is_missing(then, i) && !is_missing(now, i);
        moved += differs(now, then, i);
    }
    shift.covered = n ? covered / n : NAN;
    shift.moved = n ? moved / n : NAN;
    shift.compared = n ? both / n : NAN;
    shift.power = leak_power(then, event, SURE);
    for (int h = 0; h < (now->code ? 2 : 1); h++)
        of[h] =
            gained(part, label, gather(score, 2, event, half, now->code ? h : -1, n, part, label));
    Measured gain =
        now->code ? (Measured){(of[0].auc + of[1].auc) / 2, hypot(of[0].se, of[1].se) / 2} : of[0];
    shift.se = gain.se;
    shift.change = interval_of(gain.auc, gain.se, SURE, -1, 1);
    return shift;
}

/* ---- later -------------------------------------------------------------------------------------
 */

LeakFade
leak_fade(const FeatureValues *earlier, const guint8 *earlier_event, const FeatureValues *later,
          const guint8 *later_event)
{
    Measured then = measure_values(earlier, earlier_event);
    g_autofree double *score = g_new(double, (gsize)later->n + 1);
    g_autofree double *part = g_new(double, (gsize)later->n + 1);
    g_autofree guint8 *label = g_new(guint8, (gsize)later->n + 1);
    g_autofree double *rate = later->code ? code_rates(earlier, earlier_event, NULL, -1) : NULL;
    gboolean down = then.auc < 0.5;

    for (guint32 i = 0; i < later->n; i++) {
        score[i] = rate ? rate[later->code[i] + 1] : later->number[i];
        score[i] = down ? -score[i] : score[i];
    }
    guint32 n = gather(&score, 1, later_event, NULL, -1, later->n, &part, label);
    Measured since = measure(part, label, n);
    double first = down ? 1 - then.auc : then.auc;
    return (LeakFade){interval_of(first, then.se, SURE, 0, 1),
                      interval_of(since.auc, since.se, SURE, 0, 1),
                      interval_of(first - since.auc, hypot(then.se, since.se), SURE, -1, 1)};
}

/* ---- rows --------------------------------------------------------------------------------------
 */

static gboolean
is_known(const Task *task, const GArray *views, guint32 row)
{
    for (guint v = 0; v < views->len; v++)
        if (isnan(task_view_label(task, &g_array_index(views, TaskView, v), row)))
            return FALSE;
    return TRUE;
}

/* What the rows came to. */
static void
read_views(LeakRows *rows, const Task *task, const GArray *views)
{
    gboolean numbers = task->kind == TASK_NUMBER || task->kind == TASK_FORECAST;

    for (guint v = 0; v < views->len; v++) {
        const TaskView *view = &g_array_index(views, TaskView, v);
        rows->event[v] = g_new(guint8, (gsize)rows->n + 1);
        rows->number[v] = numbers ? g_new(double, (gsize)rows->n + 1) : NULL;
        for (guint32 i = 0; i < rows->n; i++) {
            rows->event[v][i] = task_view_label(task, view, rows->row[i]) > 0;
            if (numbers)
                rows->number[v][i] = task_view_number(task, view, rows->row[i]);
        }
    }
}

void
leak_rows_draw(LeakRows *rows, const Task *task, const GArray *views, SplitPart part)
{
    enum { MOST = 20000 };
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint32));
    Random random;

    for (guint32 row = 0; row < task->n; row++)
        if (task->part[row] == part && is_known(task, views, row))
            g_array_append_val(all, row);
    *rows = (LeakRows){.row = g_new(guint32, (gsize)MIN(all->len, MOST) + 1)};
    random_seed(&random, 1);
    for (guint i = 0; i < all->len; i++) /* Knuth's selection: each left has the same chance */
        if (all->len <= MOST || random_below(&random, all->len - i) < MOST - rows->n)
            rows->row[rows->n++] = g_array_index(all, guint32, i);
    read_views(rows, task, views);
}

void
leak_rows_clear(LeakRows *rows)
{
    g_clear_pointer(&rows->row, g_free);
    for (guint v = 0; v < TASK_VIEWS; v++) {
        g_clear_pointer(&rows->event[v], g_free);
        g_clear_pointer(&rows->number[v], g_free);
    }
}
