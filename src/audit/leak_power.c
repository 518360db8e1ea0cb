/* What one column or feature tells alone: in each view of the target and in their mean, and whether
 * that is more than honest ones may. Accounts that are asked about again and again are much as they
 * were, so that their own past tells nearly all of what comes: what leaks must tell far more. */
#include "audit/leakage.h"

#include <math.h>

static const double TOO_GOOD = 0.95, TOO_GOOD_AT_LEAST = 0.9, TIMES_THE_NEXT = 3, OUTSTANDING = 0.6;

/* ---- figures -----------------------------------------------------------------------------------
 */

void
leak_measure(const Leakage *leakage, const FeatureValues *values, LeakPower *alone)
{
    const LeakRows *rows = &leakage->train;

    for (guint v = 0; v < leakage->views->len; v++) {
        alone[v].auc = leak_power(values, rows->event[v], 0.95);
        alone[v].rank = rows->number[v] ? leak_rank(values, rows->event[v], rows->number[v])
                                        : INTERVAL_UNDEFINED;
    }
}

/* The mean of the views that are known, each as much as it weighs, and of its bounds: as wide as if
 * all of them erred together. */
static Interval
mean_of(const GArray *views, const Interval *of)
{
    Interval mean = {0};
    double weight = 0;

    for (guint v = 0; v < views->len; v++) {
        double share = isnan(of[v].value) ? 0 : g_array_index(views, TaskView, v).share;
        if (share == 0)
            continue;
        mean.value += share * of[v].value;
        mean.low += share * of[v].low;
        mean.high += share * of[v].high;
        weight += share;
    }
    return weight > 0 ? (Interval){mean.value / weight, mean.low / weight, mean.high / weight}
                      : INTERVAL_UNDEFINED;
}

Interval
leak_mean_auc(const Leakage *leakage, const LeakPower *alone)
{
    Interval auc[TASK_VIEWS] = {{0}};
    for (guint v = 0; v < leakage->views->len; v++)
        auc[v] = alone[v].auc;
    return leakage->views->len == 1 ? auc[0] : mean_of(leakage->views, auc);
}

static Interval
mean_rank(const Leakage *leakage, const LeakPower *alone)
{
    Interval rank[TASK_VIEWS] = {{0}};
    for (guint v = 0; v < leakage->views->len; v++)
        rank[v] = alone[v].rank;
    return mean_of(leakage->views, rank);
}

LeakFade
leak_fade_views(const Leakage *leakage, const FeatureValues *earlier, const FeatureValues *later)
{
    Interval then[TASK_VIEWS] = {{0}}, since[TASK_VIEWS] = {{0}}, lost[TASK_VIEWS] = {{0}};

    for (guint v = 0; v < leakage->views->len; v++) {
        LeakFade fade =
            leak_fade(earlier, leakage->train.event[v], later, leakage->validation.event[v]);
        then[v] = fade.earlier;
        since[v] = fade.later;
        lost[v] = fade.lost;
    }
    return (LeakFade){mean_of(leakage->views, then), mean_of(leakage->views, since),
                      mean_of(leakage->views, lost)};
}

/* ---- the target's own past ---------------------------------------------------------------------
 */

void
leak_measure_own(Leakage *leakage, FrameStore *frames)
{
    const LeakRows *rows = &leakage->train;
    FeatureValues values = {.n = rows->n};
    static const LeakPower none = {{0.5, 0.5, 0.5}, {0, 0, 0}};

    for (guint v = 0; v < leakage->views->len; v++)
        leakage->own[v] = none;
    g_autofree double *before =
        leakage->search && leakage->search->sooner
            ? NULL
            : task_window_before(leakage->task, frames, leakage->database, 1, NULL);
    if (!before)
        return;
    g_autofree double *number = values.number = g_new(double, (gsize)rows->n + 1);
    for (guint32 i = 0; i < rows->n; i++)
        number[i] = before[rows->row[i]];
    leak_measure(leakage, &values, leakage->own);
}

/* Above what may be, for sure, and with a third of the errors of the target's own past. */
static gboolean
is_too_good(const Interval *told, double own)
{
    return told->value > TOO_GOOD && told->low > TOO_GOOD_AT_LEAST &&
           !((1 - told->value) * TIMES_THE_NEXT >= 1 - own);
}

static gboolean
view_too_good(const LeakPower *alone, const LeakPower *own)
{
    return is_too_good(&alone->auc, own->auc.value) || is_too_good(&alone->rank, own->rank.value);
}

/* ---- (a) ---------------------------------------------------------------------------------------
 */

/* Where each row is asked about again and again, its key knows it from its other moments. */
static gboolean
names_repeated(const Leakage *leakage, const LeakSubject *subject)
{
    return subject->column && leakage->task->moments &&
           subject->column->info == leakage->frame->table->key;
}

static gboolean
is_far_ahead(double power, double next)
{
    return next > 0.5 && power - 0.5 > TIMES_THE_NEXT * (next - 0.5);
}

/* A view that it tells too well, −1: none. What a desk sends to a team follows from what was asked,
 * so that one class is soon told: of classes only what leaves all other columns far behind. */
static int
single_view(const Leakage *leakage, const LeakSubject *subject, const double *next, SignSays *says)
{
    int found = -1;

    for (guint v = 0; leakage->views->len > 1 && v < leakage->views->len; v++) {
        if (!view_too_good(&subject->alone[v], &leakage->own[v]))
            continue;
        gboolean sure = leakage->task->kind == TASK_FORECAST ||
                        (next && is_far_ahead(subject->alone[v].auc.value, next[v]));
        if (found < 0 || (sure && *says != SAYS_LEAK)) {
            found = (int)v;
            *says = sure ? SAYS_LEAK : SAYS_SUSPECT;
        }
    }
    return found;
}

/* Of lists what tells all must be gone a horizon sooner: what an account takes again and again is
 * told by its past as well. */
static gboolean
is_perfect(const Leakage *leakage, const LeakSubject *subject)
{
    Interval rank = mean_rank(leakage, subject->alone);
    LeakPower mean = {subject->power, rank};
    LeakPower own = {leak_mean_auc(leakage, leakage->own), mean_rank(leakage, leakage->own)};
    gboolean list = leakage->search && leakage->search->sooner;

    return view_too_good(&mean, &own) && (!list || subject->sign[SIGN_LAG].says == SAYS_SUSPECT);
}

static char *
perfect_words(const Leakage *leakage, const LeakSubject *subject)
{
    double rank = mean_rank(leakage, subject->alone).value;

    if (leakage->task->kind == TASK_CLASSES)
        return g_strdup_printf("alone it tells almost perfectly which one it is (AUC %.2f, each "
                               "value against the others)",
                               subject->power.value);
    if (!(rank > TOO_GOOD)) /* or none */
        return g_strdup_printf("alone it predicts the outcome almost perfectly (AUC %.2f)",
                               subject->power.value);
    return g_strdup_printf("alone it predicts the number almost perfectly (rank correlation %.2f)",
                           rank);
}

void
leak_judge_power(const Leakage *leakage, LeakSubject *subject, const double *next)
{
    const Interval *power = &subject->power;
    SignSays single = SAYS_FINE;
    guint views = leakage->views->len;

    if (isnan(power->value))
        return;
    char *found = g_strdup_printf("AUC %.2f", power->value);
    int view = single_view(leakage, subject, next, &single);
    if (names_repeated(leakage, subject))
        leak_say(subject, SIGN_POWER, SAYS_FINE, found,
                 g_strdup("it says which row is asked about, at one moment as at the others"));
    else if (is_perfect(leakage, subject))
        leak_say(subject, SIGN_POWER, SAYS_LEAK, found, perfect_words(leakage, subject));
    else if (view >= 0) {
        g_autofree char *words =
            task_view_words(leakage->task, &g_array_index(leakage->views, TaskView, (guint)view));
        leak_say(subject, SIGN_POWER, single, found,
                 g_strdup_printf("alone it tells %s almost perfectly (AUC %.2f)", words,
                                 subject->alone[view].auc.value));
    } else if (next && power->low > OUTSTANDING && is_far_ahead(power->value, next[views]))
        leak_say(subject, SIGN_POWER, SAYS_SUSPECT, found,
                 g_strdup_printf("alone it says %.0f times what the next column says (AUC %.2f "
                                 "against %.2f)",
                                 (power->value - 0.5) / (next[views] - 0.5), power->value,
                                 next[views]));
    else
        leak_say(subject, SIGN_POWER, SAYS_FINE, found,
                 g_strdup(subject->column ? "alone it says no more than a column may"
                                          : "alone it says no more than a feature may"));
}
