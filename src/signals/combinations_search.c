/* The search for combinations: rows are bits, so that a combination is counted by AND; a beam keeps
 * the best of each length. What training finds is held against validation, where nothing was
 * chosen, and corrected for how many were held. */
#include "signals/combinations.h"

#include <stdlib.h>
#include <string.h>

enum { BEAM = 1500, LOOKED_THROUGH = 4000 };
enum { ALIKE = 3 };   /* of the same features, at other points, that the beam keeps */
#define NEEDED 0.9999 /* a condition's confidence: each is one of a thousand that were tried */
#define SURE 3.0      /* standard errors below which a rate surely lies above */
#define TAKEN 0.05    /* of the rows that a condition must keep out, and ten at least */
#define OWN 0.5       /* of its rows that none before it has: else it is the same story */
#define SAME 0.98     /* of the rows: then the condition takes nothing away */

/* ---- bits --------------------------------------------------------------------------------------
 */

void
bits_set(guint64 *bits, guint32 row)
{
    bits[row / 64] |= G_GUINT64_CONSTANT(1) << (row % 64);
}

gboolean
bits_has(const guint64 *bits, guint32 row)
{
    return bits[row / 64] >> (row % 64) & 1;
}

guint64 *
bits_new(const BitRows *rows)
{
    return g_new0(guint64, (gsize)rows->words + 1);
}

void
bit_rows_init(BitRows *rows, const guint8 *label, const guint32 *cluster, guint32 n)
{
    *rows = (BitRows){n, (n + 63) / 64, NULL, label, cluster};
    rows->event = bits_new(rows);
    for (guint32 i = 0; i < n; i++)
        if (label[i])
            bits_set(rows->event, i);
}

void
bit_rows_clear(BitRows *rows)
{
    g_clear_pointer(&rows->event, g_free);
}

typedef struct {
    guint32 rows, events;
} Tally;

/* Of the rows in `a` those in `b` too (NULL: all of a); `both` (may be NULL) takes them. */
static Tally
tally(const BitRows *rows, const guint64 *a, const guint64 *b, guint64 *both)
{
    Tally result = {0, 0};
    for (guint32 w = 0; w < rows->words; w++) {
        guint64 word = b ? a[w] & b[w] : a[w];
        if (both)
            both[w] = word;
        result.rows += (guint32)__builtin_popcountll(word);
        result.events += (guint32)__builtin_popcountll(word & rows->event[w]);
    }
    return result;
}

/* ---- the beam ----------------------------------------------------------------------------------
 */

typedef struct {
    guint n, condition[COMBINED_MOST];
    Tally tally;
    double score;
} Found;

static int
best_first(gconstpointer a, gconstpointer b)
{
    const Found *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return memcmp(x->condition, y->condition, sizeof x->condition);
}

static const BitCondition *
condition_at(const GPtrArray *conditions, guint i)
{
    return g_ptr_array_index(conditions, i);
}

typedef struct {
    const GPtrArray *conditions;
    const BitRows *rows; /* training and validation */
    guint32 least;
    double base; /* of training */
    guint64 tried;
    guint64 *bits, *other; /* scratch */
    Progress *progress;
} Search;

/* How far its rate lies above the base in standard errors of it, but for a factor that is the same
 * for all (Klösgen 1996): many rows of a high rate, rather than the highest rate of a few. */
static double
quality(const Search *search, Tally tally)
{
    return (tally.events / (double)tally.rows - search->base) * sqrt(tally.rows);
}

/* Rows of a combination, of one part; without the condition at `skipped` (COMBINED_MOST: none). */
static void
rows_of(const GPtrArray *conditions, const BitRows *rows, guint part, const Found *found,
        guint skipped, guint64 *bits)
{
    gboolean first = TRUE;
    for (guint i = 0; i < found->n; i++) {
        const guint64 *one = condition_at(conditions, found->condition[i])->bits[part];
        if (i == skipped)
            continue;
        for (guint32 w = 0; w < rows->words; w++)
            bits[w] = first ? one[w] : bits[w] & one[w];
        first = FALSE;
    }
}

/* The same with one condition more, in order. FALSE: it has that feature already. */
static gboolean
extend(const Search *search, const Found *from, guint condition, Found *to)
{
    guint feature = condition_at(search->conditions, condition)->feature, at = 0;

    *to = *from;
    for (guint i = 0; i < from->n; i++)
        if (condition_at(search->conditions, from->condition[i])->feature == feature)
            return FALSE;
    while (at < from->n && from->condition[at] < condition)
        at++;
    memmove(to->condition + at + 1, to->condition + at, (from->n - at) * sizeof *to->condition);
    to->condition[at] = condition;
    to->n++;
    return TRUE;
}

/* Which features it is made of, as one number: 15 bits each. */
static gint64
features_of(const Search *search, const Found *found)
{
    guint feature[COMBINED_MOST] = {0};
    gint64 name = 0;

    for (guint i = 0; i < found->n; i++) {
        guint one = condition_at(search->conditions, found->condition[i])->feature + 1, at = i;
        for (; at > 0 && feature[at - 1] > one; at--)
            feature[at] = feature[at - 1];
        feature[at] = one;
    }
    for (guint i = 0; i < COMBINED_MOST; i++)
        name = name << 15 | feature[i];
    return name;
}

/* The best, but of the same features a few alone: else points side by side would fill the beam.
 * Sorted, so that what was found twice stands side by side. */
static void
keep_best(const Search *search, GArray *found)
{
    g_autoptr(GHashTable) kept = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    guint n = 0;

    g_array_sort(found, best_first);
    for (guint i = 0; i < found->len && n < BEAM; i++) {
        const Found *one = &g_array_index(found, Found, i);
        if (n && best_first(one, &g_array_index(found, Found, n - 1)) == 0)
            continue;
        gint64 name = features_of(search, one);
        guint alike = GPOINTER_TO_UINT(g_hash_table_lookup(kept, &name));
        if (alike == ALIKE)
            continue;
        g_hash_table_replace(kept, g_memdup2(&name, sizeof name), GUINT_TO_POINTER(alike + 1));
        g_array_index(found, Found, n++) = *one;
    }
    g_array_set_size(found, n);
}

/* Whether the rows that a condition keeps out surely have the event less often than those it
 * leaves.
 */
static gboolean
tells(Tally wider, Tally its)
{
    Tally out = {wider.rows - its.rows, wider.events - its.events};

    if (out.rows < MAX(10, TAKEN * wider.rows) ||
        its.events * (double)out.rows <= out.events * (double)its.rows)
        return FALSE;
    Interval in = stats_wilson(its.events, its.rows, NEEDED);
    return stats_difference(in, stats_wilson(out.events, out.rows, NEEDED)).low > 0;
}

static void
extend_all(Search *search, const Found *from, GArray *longer)
{
    const BitRows *rows = &search->rows[0];

    rows_of(search->conditions, rows, 0, from, COMBINED_MOST, search->bits);
    for (guint c = from->n == 1 ? from->condition[0] + 1 : 0; c < search->conditions->len; c++) {
        Found next;
        if (!extend(search, from, c, &next))
            continue;
        search->tried++;
        next.tally = tally(rows, search->bits, condition_at(search->conditions, c)->bits[0], NULL);
        if (next.tally.rows < search->least || !tells(from->tally, next.tally))
            continue;
        next.score = quality(search, next.tally);
        g_array_append_val(longer, next);
        if (longer->len > 8 * BEAM)
            keep_best(search, longer);
    }
}

static GArray *
single_conditions(const Search *search)
{
    GArray *singles = g_array_new(FALSE, TRUE, sizeof(Found));
    for (guint i = 0; i < search->conditions->len; i++) {
        Found one = {.n = 1, .condition = {i}};
        one.tally =
            tally(&search->rows[0], condition_at(search->conditions, i)->bits[0], NULL, NULL);
        if (one.tally.rows < search->least)
            continue;
        one.score = quality(search, one.tally);
        g_array_append_val(singles, one);
    }
    return singles;
}

/* All that the beam has kept of two conditions and more, the best first. */
static GArray *
find_all(Search *search, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(Found));
    g_autoptr(GArray) now = single_conditions(search);

    for (guint length = 2; length <= COMBINED_MOST && now->len; length++) {
        GArray *longer = g_array_new(FALSE, TRUE, sizeof(Found));
        progress_phase(search->progress, "combining", now->len, "combinations");
        for (guint i = 0; i < now->len && !progress_cancelled(search->progress); i++) {
            extend_all(search, &g_array_index(now, Found, i), longer);
            progress_advance(search->progress, i + 1);
        }
        keep_best(search, longer);
        g_array_append_vals(all, longer->data, longer->len);
        g_array_unref(now);
        now = longer;
        if (progress_stop(search->progress, error))
            return NULL;
    }
    g_array_sort(all, best_first);
    return g_steal_pointer(&all);
}

/* ---- pruning -----------------------------------------------------------------------------------
 */

/* Each condition must tell. */
static gboolean
needs_all(Search *search, const Found *found)
{
    const BitRows *rows = &search->rows[0];

    for (guint i = 0; i < found->n; i++) {
        rows_of(search->conditions, rows, 0, found, i, search->other);
        if (!tells(tally(rows, search->other, NULL, NULL), found->tally))
            return FALSE;
    }
    return TRUE;
}

/* Whether it stands out on rows that none before it has, and has enough of them. */
static gboolean
tells_more(const Search *search, const Found *found, const guint64 *covered)
{
    const BitRows *rows = &search->rows[0];
    Tally its = {0, 0}, all = {0, 0};

    for (guint32 w = 0; w < rows->words; w++) {
        guint64 mine = search->bits[w] & ~covered[w];
        its.rows += (guint32)__builtin_popcountll(mine);
        its.events += (guint32)__builtin_popcountll(mine & rows->event[w]);
        all.rows += (guint32)__builtin_popcountll(covered[w]);
        all.events += (guint32)__builtin_popcountll(covered[w] & rows->event[w]);
    }
    Tally open = {rows->n - all.rows, tally(rows, rows->event, NULL, NULL).rows - all.events};
    return its.rows >= search->least && its.rows >= OWN * found->tally.rows &&
           stats_wilson(its.events, its.rows, NEEDED).low > open.events / (double)open.rows;
}

/* ---- validation --------------------------------------------------------------------------------
 */

/* The rate of the rows in the bits, or of all others, by clusters; *effect: of these. */
static Interval
rate_within(const BitRows *rows, const guint64 *bits, gboolean inside, double *effect)
{
    g_autofree guint8 *label = g_new(guint8, (gsize)rows->n + 1);
    g_autofree guint32 *cluster = rows->cluster ? g_new(guint32, (gsize)rows->n + 1) : NULL;
    guint32 n = 0;

    for (guint32 i = 0; i < rows->n; i++) {
        if (bits_has(bits, i) != inside)
            continue;
        if (cluster)
            cluster[n] = rows->cluster[i];
        label[n++] = rows->label[i];
    }
    if (effect)
        *effect = stats_design_effect(label, cluster, n);
    return stats_rate(label, cluster, n, 0.95);
}

/* The test asks about rows that none before it has: else one story would be confirmed twice. */
static double
chance_of(const Search *search, const guint64 *bits, const guint64 *covered)
{
    const BitRows *rows = &search->rows[1];
    g_autofree guint64 *own = bits_new(rows), *open = bits_new(rows);

    for (guint32 w = 0; w < rows->words; w++) {
        own[w] = bits[w] & ~covered[w];
        open[w] = ~covered[w];
    }
    if (rows->n % 64)
        open[rows->words - 1] &= (G_GUINT64_CONSTANT(1) << (rows->n % 64)) - 1;
    Tally its = tally(rows, own, NULL, NULL), all = tally(rows, open, NULL, NULL);
    double base = all.events / (double)MAX(all.rows, 1), effect;
    if (its.rows < COMBINED_JUDGED || base <= 0 || base >= 1)
        return NAN;
    rate_within(rows, own, TRUE, &effect);
    /* Few customers show little of how alike their tickets are; all of them show more. */
    effect = MAX(effect, stats_design_effect(rows->label, rows->cluster, rows->n));
    return stats_binomial_above(its.events / effect, its.rows / effect, base);
}

static double
share_of(Tally tally)
{
    return tally.events / (double)MAX(tally.rows, 1);
}

/* What each condition says alone, and what stands where it alone doesn't hold. */
static void
part_out(Search *search, const Found *found, Combination *one)
{
    const BitRows *rows = &search->rows[0];

    for (guint i = 0; i < found->n; i++) {
        const guint64 *bits = condition_at(search->conditions, found->condition[i])->bits[0];
        rows_of(search->conditions, rows, 0, found, i, search->other);
        Tally wider = tally(rows, search->other, NULL, NULL);
        one->alone[i] = share_of(tally(rows, bits, NULL, NULL));
        one->without[i] =
            share_of((Tally){wider.rows - found->tally.rows, wider.events - found->tally.events});
    }
}

static void
hold(Search *search, const Found *found, guint64 *const covered[2], Combination *one)
{
    *one = (Combination){.n = found->n, .adjusted = NAN};
    memcpy(one->condition, found->condition, sizeof found->condition);
    for (guint part = 0; part < 2; part++) {
        const BitRows *rows = &search->rows[part];
        g_autofree guint64 *bits = bits_new(rows);
        rows_of(search->conditions, rows, part, found, COMBINED_MOST, bits);
        Tally its = tally(rows, bits, NULL, NULL);
        one->rows[part] = its.rows;
        one->events[part] = its.events;
        one->rate[part] = rate_within(rows, bits, TRUE, NULL);
        one->others[part] = rate_within(rows, bits, FALSE, NULL);
        if (part == 1)
            one->p = chance_of(search, bits, covered[1]);
        for (guint32 w = 0; w < rows->words; w++)
            covered[part][w] |= bits[w];
    }
    part_out(search, found, one);
    const BitRows *judge = &search->rows[1];
    double base = tally(judge, judge->event, NULL, NULL).rows / (double)MAX(judge->n, 1);
    one->times = stats_ratio(one->rate[1], one->others[1]);
    one->lift =
        (Interval){one->rate[1].value / base, one->rate[1].low / base, one->rate[1].high / base};
}

static void
adjust(GArray *combinations)
{
    double p[COMBINATIONS_HELD], adjusted[COMBINATIONS_HELD];

    for (guint i = 0; i < combinations->len; i++)
        p[i] = g_array_index(combinations, Combination, i).p;
    stats_holm(p, combinations->len, adjusted);
    for (guint i = 0; i < combinations->len; i++) {
        Combination *one = &g_array_index(combinations, Combination, i);
        one->adjusted = adjusted[i];
        one->confirmed = adjusted[i] < 0.05;
    }
}

/* The best of all, one after the other, each with a story of its own. */
static GArray *
take(Search *search, const GArray *all)
{
    GArray *taken = g_array_new(FALSE, TRUE, sizeof(Combination));
    const BitRows *rows = search->rows;
    g_autofree guint64 *early = bits_new(&rows[0]), *late = bits_new(&rows[1]);
    guint64 *const covered[] = {early, late};

    for (guint i = 0; i < MIN(all->len, LOOKED_THROUGH) && taken->len < COMBINATIONS_HELD; i++) {
        const Found *found = &g_array_index(all, Found, i);
        Combination one;
        if (found->score <= 0)
            break;
        rows_of(search->conditions, rows, 0, found, COMBINED_MOST, search->bits);
        if (!tells_more(search, found, early) || !needs_all(search, found))
            continue;
        hold(search, found, covered, &one);
        g_array_append_val(taken, one);
    }
    adjust(taken);
    return taken;
}

GArray *
combinations_search(const GPtrArray *conditions, const BitRows rows[2], guint64 *tried,
                    Progress *progress, GError **error)
{
    g_autofree guint64 *bits = bits_new(&rows[0]), *other = bits_new(&rows[0]);
    guint32 events = tally(&rows[0], rows[0].event, NULL, NULL).rows;
    Search search = {.conditions = conditions,
                     .rows = rows,
                     .least = MAX(COMBINED_LEAST, (guint32)(COMBINED_SHARE * rows[0].n)),
                     .base = events / (double)MAX(rows[0].n, 1),
                     .bits = bits,
                     .other = other,
                     .progress = progress};
    g_autoptr(GArray) all = find_all(&search, error);

    *tried = search.tried;
    return all ? take(&search, all) : NULL;
}
