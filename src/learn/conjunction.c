/* The search for conjunctions: every condition is a set of sample rows, a beam of the sets that set
 * events apart best grows by one condition after the other, and what is found on older rows has to
 * hold on newer ones. Rows are bits, so that a million sets are tried in a second. */
#include "learn/conjunction_parts.h"

#include <math.h>
#include <string.h>

#define MOST_PARTS 4
#define BEAM 30
#define MOST_FOUND 3
#define FEWEST_EVENTS 60
/* 2 ln of the likelihood ratio that a part must add: chance reaches it in one of 30,000 tries. */
#define LEAST_GAIN 17.0
/* By how many standard errors a part tells more where the others hold than where they don't. */
#define LEAST_FOUND 3.0
#define LEAST_TESTED 2.0
#define NEARLY 0.97 /* of the gain stays where a part is put more simply */

typedef struct {
    guint n;
    const Part *part[MOST_PARTS];
    guint64 *rows;
    double gain;
} Conjunction;

/* ---- growing -----------------------------------------------------------------------------------
 */

static void
conjunction_clear(gpointer data)
{
    g_free(((Conjunction *)data)->rows);
}

static GArray *
beam_new(void)
{
    GArray *beam = g_array_new(FALSE, FALSE, sizeof(Conjunction));
    g_array_set_clear_func(beam, conjunction_clear);
    return beam;
}

/* Into its place by gain; the same rows stand there once. */
static void
beam_add(const Search *search, GArray *beam, Conjunction one)
{
    guint at = beam->len;
    while (at > 0 && g_array_index(beam, Conjunction, at - 1).gain < one.gain)
        at--;
    gboolean there = at > 0 && memcmp(g_array_index(beam, Conjunction, at - 1).rows, one.rows,
                                      search->words * sizeof *one.rows) == 0;
    if (at == BEAM || there) {
        g_free(one.rows);
        return;
    }
    g_array_insert_val(beam, at, one);
    if (beam->len > BEAM)
        g_array_set_size(beam, BEAM);
}

static gboolean
names_value(const Conjunction *one, guint value)
{
    for (guint i = 0; i < one->n; i++)
        if (one->part[i]->value == value)
            return TRUE;
    return FALSE;
}

static void
grow(const Search *search, const Conjunction *from, Count all, GArray *beam)
{
    Count within = count_rows(search, from->rows, NULL, TRUE);
    for (guint i = 0; i < search->parts->len; i++) {
        const Part *part = search->parts->pdata[i];
        if (names_value(from, part->value))
            continue;
        Count count = count_rows(search, from->rows, part->rows, TRUE);
        double gain = gain_of(count, all);
        gboolean full = beam->len == BEAM;
        if (count.rows < FEWEST_ROWS || gain_of(count, within) < LEAST_GAIN ||
            (full && gain <= g_array_index(beam, Conjunction, BEAM - 1).gain))
            continue;
        Conjunction more = *from;
        more.part[more.n++] = part;
        more.gain = gain;
        more.rows = g_new(guint64, search->words);
        for (guint32 w = 0; w < search->words; w++)
            more.rows[w] = from->rows[w] & part->rows[w];
        beam_add(search, beam, more);
    }
}

/* ---- testing -----------------------------------------------------------------------------------
 */

/* Rows where all parts but one hold. */
static guint64 *
without(const Search *search, const Conjunction *one, guint part)
{
    guint64 *rows = g_new(guint64, search->words);
    memset(rows, 0xff, search->words * sizeof *rows);
    for (guint i = 0; i < one->n; i++)
        for (guint32 w = 0; w < search->words && i != part; w++)
            rows[w] &= one->part[i]->rows[w];
    return rows;
}

/* The log odds ratio of two counts, each with half an event more on either side, and its variance.
 */
static double
log_odds_ratio(Count with, Count less, double *variance)
{
    double a = with.events + 0.5, b = with.rows - with.events + 0.5;
    double c = less.events + 0.5, d = less.rows - less.events + 0.5;
    *variance += 1 / a + 1 / b + 1 / c + 1 / d;
    return log(a * d / (b * c));
}

/* By how many standard errors each part tells more where the others hold than elsewhere: the least
 * of the parts. */
static double
least_together(const Search *search, const Conjunction *one, gboolean older)
{
    double least = INFINITY;
    const guint64 *every = search->open;
    for (guint i = 0; i < one->n; i++) {
        double variance = 0;
        g_autofree guint64 *others = without(search, one, i);
        Count all = count_rows(search, every, NULL, older);
        Count part = count_rows(search, one->part[i]->rows, NULL, older);
        Count rest = count_rows(search, every, others, older);
        Count both = count_rows(search, one->part[i]->rows, others, older);
        Count alone = {rest.rows - both.rows, rest.events - both.events};
        Count elsewhere = {part.rows - both.rows, part.events - both.events};
        Count neither = {all.rows - rest.rows - elsewhere.rows,
                         all.events - rest.events - elsewhere.events};
        double inside = log_odds_ratio(both, alone, &variance);
        double outside = log_odds_ratio(elsewhere, neither, &variance);
        least = MIN(least, (inside - outside) / sqrt(variance));
    }
    return least;
}

static gboolean
holds(const Search *search, const Conjunction *one)
{
    return one->n > 1 && least_together(search, one, TRUE) >= LEAST_FOUND &&
           least_together(search, one, FALSE) >= LEAST_TESTED;
}

/* ---- put simply --------------------------------------------------------------------------------
 */

/* Gain with another part in the place of one. */
static double
gain_with(const Search *search, const Conjunction *one, guint at, const Part *part, Count all)
{
    g_autofree guint64 *others = without(search, one, at);
    return gain_of(count_rows(search, others, part->rows, TRUE), all);
}

/* The part that gains most in the place of one, of all or of the simple ones; NULL: none as much as
 * `least`. */
static const Part *
best_part(const Search *search, const Conjunction *one, guint at, gboolean simple, double least)
{
    Count all = count_rows(search, search->open, NULL, TRUE);
    const Part *best = NULL;
    for (guint i = 0; i < search->parts->len; i++) {
        const Part *part = search->parts->pdata[i];
        gboolean other = part->value != one->part[at]->value && names_value(one, part->value);
        if (other || (simple && !part_is_simple(search, part)))
            continue;
        double gain = gain_with(search, one, at, part, all);
        if (gain < least)
            continue;
        least = gain;
        best = part;
    }
    return best;
}

/* What the beam passed over: each part gives way to the one that gains most beside the others. */
static void
improve(const Search *search, Conjunction *one)
{
    for (guint at = 0; at < one->n; at++) {
        const Part *best = best_part(search, one, at, FALSE, one->gain);
        if (!best)
            continue;
        Count all = count_rows(search, search->open, NULL, TRUE);
        one->gain = gain_with(search, one, at, best, all);
        one->part[at] = best;
    }
}

/* A part that is no simple one gives way to one that is, where next to nothing is lost. */
static void
simplify(const Search *search, Conjunction *one)
{
    for (guint at = 0; at < one->n; at++) {
        const Part *best = part_is_simple(search, one->part[at])
                               ? NULL
                               : best_part(search, one, at, TRUE, NEARLY * one->gain);
        if (best)
            one->part[at] = best;
    }
}

/* Each bound moves to where the events are set apart best, the other parts standing. */
static void
sharpen(Search *search, Conjunction *one)
{
    Count all = count_rows(search, search->open, NULL, TRUE);
    for (guint at = 0; at < one->n; at++) {
        const Part *from = one->part[at];
        double most = gain_with(search, one, at, from, all);
        g_autoptr(GArray) cuts =
            from->code >= 0 ? g_array_new(FALSE, FALSE, sizeof(double))
                            : cuts_of(search->proposal->values->pdata[from->value], MANY_CUTS);
        for (guint i = 0; i < cuts->len; i++) {
            Part like = {from->value, from->less, g_array_index(cuts, double, i), -1, NULL};
            Part *part = part_new(search, like);
            double gain = gain_with(search, one, at, part, all);
            g_ptr_array_add(search->sharper, part);
            if (gain > most) {
                most = gain;
                one->part[at] = part;
            }
        }
    }
}

/* The rows where all parts hold. */
static void
mark_rows(const Search *search, Conjunction *one)
{
    memset(one->rows, 0xff, search->words * sizeof *one->rows);
    for (guint i = 0; i < one->n; i++)
        for (guint32 w = 0; w < search->words; w++)
            one->rows[w] &= one->part[i]->rows[w];
}

/* ---- searching ---------------------------------------------------------------------------------
 */

static char *
conjunction_text(const Search *search, const Conjunction *one)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < one->n; i++) {
        g_autofree char *part = part_text(search, one->part[i]);
        g_string_append_printf(text, "%s%s", i ? " AND " : "", part);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The best of all beams that holds; NULL: none. */
static const Conjunction *
choose(const Search *search, GPtrArray *beams)
{
    double below = INFINITY;
    for (;;) {
        const Conjunction *best = NULL;
        for (guint b = 0; b < beams->len; b++) {
            const GArray *beam = beams->pdata[b];
            for (guint i = 0; i < beam->len; i++) {
                const Conjunction *one = &g_array_index(beam, Conjunction, i);
                if (one->gain < below && (!best || one->gain > best->gain))
                    best = one;
            }
        }
        if (!best || holds(search, best))
            return best;
        below = best->gain;
    }
}

/* One conjunction among the rows that are open, which it closes; NULL: none that holds. */
static char *
find_next(Search *search)
{
    g_autoptr(GPtrArray) beams = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    g_autofree guint64 *every = g_memdup2(search->open, search->words * sizeof *every);
    Count all = count_rows(search, every, NULL, TRUE);
    Conjunction none = {.rows = every};
    g_ptr_array_add(beams, beam_new());
    grow(search, &none, all, beams->pdata[0]);
    for (guint length = 2; length <= MOST_PARTS; length++) {
        const GArray *from = beams->pdata[length - 2];
        g_ptr_array_add(beams, beam_new());
        for (guint i = 0; i < from->len; i++)
            grow(search, &g_array_index(from, Conjunction, i), all, beams->pdata[length - 1]);
    }
    const Conjunction *best = choose(search, beams);
    if (!best)
        return NULL;
    Conjunction put = *best;
    improve(search, &put);
    simplify(search, &put);
    sharpen(search, &put);
    if (!holds(search, &put))
        put = *best;
    put.rows = g_new(guint64, search->words);
    mark_rows(search, &put);
    for (guint32 w = 0; w < search->words; w++)
        search->open[w] &= ~put.rows[w];
    g_free(put.rows);
    return conjunction_text(search, &put);
}

static GPtrArray *
find_all(Search *search)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    char *text;
    while (found->len < MOST_FOUND && (text = find_next(search)))
        g_ptr_array_add(found, text);
    return found;
}

/* Sample rows stand in order of time: the older three of five look, the others test. */
static guint32
fill_rows(Search *search, const Task *task)
{
    guint32 events = 0;
    search->event = g_new0(guint64, search->words);
    search->older = g_new0(guint64, search->words);
    search->open = g_new0(guint64, search->words);
    for (guint32 i = 0; i < search->n; i++) {
        if (task->label[search->proposal->sample[i]] > 0.5) {
            set_row(search->event, i);
            events++;
        }
        set_row(search->open, i);
        if (5 * (guint64)i < 3 * (guint64)search->n)
            set_row(search->older, i);
    }
    return events;
}

GPtrArray *
conjunctions_find(const Task *task, const FeatureProposal *proposal, const double *gains)
{
    Search search = {.task = task,
                     .proposal = proposal,
                     .n = proposal->n_sample,
                     .words = proposal->n_sample / 64 + 1,
                     .parts = g_ptr_array_new_with_free_func(part_free),
                     .sharper = g_ptr_array_new_with_free_func(part_free)};
    GPtrArray *found = NULL;
    if (task->kind == TASK_BINARY && task->time_column && proposal->values &&
        fill_rows(&search, task) >= FEWEST_EVENTS) {
        search_add_parts(&search, gains);
        found = find_all(&search);
    }
    g_ptr_array_unref(search.parts);
    g_ptr_array_unref(search.sharper);
    g_free(search.event);
    g_free(search.older);
    g_free(search.open);
    return found ? found : g_ptr_array_new_with_free_func(g_free);
}
