/* Candidates that say the same: computed on a fixed sample of training rows, those that put the
 * rows into the order of an earlier one, agree with one nearly everywhere, or never vary, are
 * dropped before anything is computed in full. */
#include "features/propose.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the rows where either says something, so many may differ. */
#define NEAR_SHARE 0.02
#define NEAR_ROWS 50 /* and so many must say something, else it is too early to tell */
#define NEAR_STRIDE 2

/* A candidate's values as numbers that can be held against another's. */
typedef struct {
    double *value;  /* n: numbers, or codes; NaN missing */
    guint32 *rank;  /* n: place among the different values, 0 missing */
    guint32 levels; /* different values, missing not counted */
    guint32 common; /* the most frequent rank */
} Measured;

static void
measured_clear(gpointer data)
{
    Measured *measured = data;
    g_free(measured->value);
    g_free(measured->rank);
}

typedef struct {
    double value;
    guint32 row;
} Placed;

static int
compare_placed(const void *a, const void *b)
{
    const Placed *x = a, *y = b;
    if (isnan(x->value) || isnan(y->value))
        return isnan(x->value) - isnan(y->value);
    return (x->value > y->value) - (x->value < y->value);
}

/* Ranks of numbers by size; of categories by first appearance, since their codes have no order. */
static void
rank_values(Measured *measured, guint32 n, gboolean category)
{
    g_autofree Placed *placed = g_new(Placed, n + 1);
    g_autofree guint32 *count = g_new0(guint32, n + 2);
    measured->rank = g_new0(guint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        placed[i] = (Placed){measured->value[i], i};
    qsort(placed, n, sizeof *placed, compare_placed);
    for (guint32 i = 0; i < n && !isnan(placed[i].value); i++) {
        measured->levels += i == 0 || placed[i].value > placed[i - 1].value;
        measured->rank[placed[i].row] = measured->levels;
    }
    if (category) {
        g_autofree guint32 *first = g_new0(guint32, n + 2);
        for (guint32 i = 0, seen = 0; i < n; i++) {
            guint32 *place = &first[measured->rank[i]];
            if (measured->rank[i] && !*place)
                *place = ++seen;
            measured->rank[i] = *place;
        }
    }
    for (guint32 i = 0; i < n; i++)
        if (++count[measured->rank[i]] > count[measured->common])
            measured->common = measured->rank[i];
}

static void
measure(Measured *measured, const FeatureValues *values)
{
    *measured = (Measured){.value = g_new(double, values->n + 1)};
    for (guint32 i = 0; i < values->n; i++)
        measured->value[i] = values->number        ? values->number[i]
                             : values->code[i] < 0 ? NAN
                                                   : values->code[i];
    rank_values(measured, values->n, values->number == NULL);
}

static gboolean
agrees(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b));
}

/* Whether two say the same on nearly all rows where either differs from its usual value. */
static gboolean
nearly_same(const Measured *a, const Measured *b, guint32 n)
{
    guint32 speaks = 0, differs = 0, most = (guint32)(NEAR_SHARE * n / NEAR_STRIDE) + 1;
    for (guint32 i = 0; i < n; i += NEAR_STRIDE) {
        if (a->rank[i] == a->common && b->rank[i] == b->common)
            continue;
        speaks++;
        differs += !agrees(a->value[i], b->value[i]);
        if (differs > most)
            return FALSE;
    }
    return speaks >= NEAR_ROWS && differs <= NEAR_SHARE * speaks;
}

/* The earlier candidate of those kept that says the same, and how: else G_MAXUINT. */
static guint
find_same(const GArray *kept, const GArray *all, const FeatureProposal *proposal, guint at,
          DropReason *why)
{
    const Measured *one = &g_array_index(all, Measured, at);
    const FeatureValues *values = proposal->values->pdata[at];
    for (guint k = 0; k < kept->len; k++) {
        guint other = g_array_index(kept, guint, k);
        const Measured *two = &g_array_index(all, Measured, other);
        const FeatureValues *others = proposal->values->pdata[other];
        if ((values->number == NULL) != (others->number == NULL))
            continue;
        if (one->levels == two->levels &&
            memcmp(one->rank, two->rank, values->n * sizeof *one->rank) == 0) {
            *why = DROPPED_SAME;
            return other;
        }
        if (values->number && nearly_same(one, two, values->n)) {
            *why = DROPPED_NEAR;
            return other;
        }
    }
    return G_MAXUINT;
}

static gboolean
is_constant(const Measured *measured, guint32 n)
{
    for (guint32 i = 1; i < n; i++)
        if (measured->rank[i] != measured->rank[0])
            return FALSE;
    return TRUE;
}

typedef struct {
    guint at, other; /* other G_MAXUINT: never varies */
    DropReason why;
} Doubled;

/* What the entity's row itself says is never taken out for what the past says. */
static GArray *
find_doubled(const FeatureProposal *proposal, const GArray *all)
{
    GArray *doubled = g_array_new(FALSE, FALSE, sizeof(Doubled));
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint at = 0; at < all->len; at++) {
        const FeatureValues *values = proposal->values->pdata[at];
        Doubled one = {at, G_MAXUINT, DROPPED_CONSTANT};
        if (is_constant(&g_array_index(all, Measured, at), values->n) ||
            (values->feature->relational &&
             (one.other = find_same(kept, all, proposal, at, &one.why)) != G_MAXUINT))
            g_array_append_val(doubled, one);
        else
            g_array_append_val(kept, at);
    }
    return doubled;
}

static void
drop_doubled(FeatureProposal *proposal, const GArray *doubled)
{
    static const char *const words[] = {
        [DROPPED_SAME] = "sorts the training rows as “%s” does",
        [DROPPED_NEAR] = "says nearly always the same as “%s”",
    };
    for (guint i = doubled->len; i-- > 0;) { /* from the end: places before stay */
        const Doubled *one = &g_array_index(doubled, Doubled, i);
        if (one->why == DROPPED_CONSTANT) {
            proposal_drop(proposal, one->at, one->why, "the same on all training rows looked at");
            continue;
        }
        const FeatureValues *other = proposal->values->pdata[one->other];
        g_auto(GStrv) halves = g_strsplit(words[one->why], "%s", 2);
        g_autofree char *reason =
            g_strdup_printf("%s%s%s", halves[0], other->feature->name, halves[1]);
        proposal_drop(proposal, one->at, one->why, reason);
    }
}

gboolean
proposal_thin(FeatureProposal *proposal, FeatureEngine *engine, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) enabled = g_ptr_array_new();
    for (guint i = 0; i < proposal->features->len; i++)
        if (((Feature *)proposal->features->pdata[i])->enabled)
            g_ptr_array_add(enabled, proposal->features->pdata[i]);
    if (proposal->n_sample == 0)
        return TRUE;
    g_clear_pointer(&proposal->values, g_ptr_array_unref);
    proposal->values =
        feature_compute(engine, enabled, proposal->sample, proposal->n_sample, progress, error);
    if (!proposal->values)
        return FALSE;
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(Measured));
    g_array_set_clear_func(all, measured_clear);
    g_array_set_size(all, proposal->values->len);
    for (guint i = 0; i < all->len; i++)
        measure(&g_array_index(all, Measured, i), proposal->values->pdata[i]);
    g_autoptr(GArray) doubled = find_doubled(proposal, all);
    drop_doubled(proposal, doubled);
    return TRUE;
}
