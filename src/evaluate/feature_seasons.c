/* Whether a feature depends on the season, over values that were computed: what can be asked of it,
 * and which of the answers stand beside all others. */
#include "evaluate/season_blocks.h"

#include <math.h>

enum { LEAST_EXPECTED = 50, VALUES = 20 };
static const double CERTAIN = 0.05;
static const double LEAST_POWER = 0.03, LEAST_RANKS = 0.056, LEAST_SHARES = 0.2; /* d and h 0.2 */

typedef struct {
    const SeasonRows *rows;
    const FeatureValues *values;
    const double *label;
    TaskKind kind;
    guint feature;
    GArray *findings;
} Asked;

static const SeasonFinding nothing = {.code = -2,
                                      .p = NAN,
                                      .repeats = NAN,
                                      .adjusted = NAN,
                                      .here = INTERVAL_UNDEFINED,
                                      .elsewhere = INTERVAL_UNDEFINED,
                                      .difference = NAN};

static void
ask_power(const Asked *asked, SeasonKind season, const SeasonBlocks *by)
{
    const SeasonCut *cut = &asked->rows->cut[season];
    guint32 n = asked->values->n;
    g_autofree double *score = season_scores(asked->values, asked->label, by, cut->blocks);
    g_autofree double *value = g_new(double, (gsize)cut->blocks + 1);
    g_autofree double *se = g_new(double, (gsize)cut->blocks + 1);
    gboolean down = season_goes_down(asked->values, asked->label, asked->kind, score);

    season_power_blocks(score, asked->label, asked->kind, by, cut->blocks, value, se);
    for (guint level = cut->first; level < cut->levels; level++) {
        g_auto(SeasonSide) here = season_side(cut, level, TRUE, score, asked->label, n);
        g_auto(SeasonSide) elsewhere = season_side(cut, level, FALSE, score, asked->label, n);
        Interval power = season_side_power(&here, asked->kind),
                 other = season_side_power(&elsewhere, asked->kind);
        if (isnan(power.value) || isnan(other.value))
            continue;
        LevelContrast found = stats_level_contrast(value, se, cut->level_of, cut->blocks, level);
        SeasonFinding finding = nothing;
        finding.feature = asked->feature;
        finding.kind = season;
        finding.level = level;
        finding.power = TRUE;
        finding.p = found.p;
        finding.repeats = found.repeats;
        finding.here = season_oriented(power, down, asked->kind);
        finding.elsewhere = season_oriented(other, down, asked->kind);
        finding.difference = finding.here.value - finding.elsewhere.value;
        finding.again = cut->again;
        g_array_append_val(asked->findings, finding);
    }
}

/* Of a share: whether enough is expected on the smaller side for its error to be believed. */
static gboolean
enough(const SeasonSide *here, const SeasonSide *elsewhere)
{
    double yes = 0, n = here->n + (double)elsewhere->n;

    for (guint32 i = 0; i < here->n; i++)
        yes += here->x[i];
    for (guint32 i = 0; i < elsewhere->n; i++)
        yes += elsewhere->x[i];
    return MIN(here->n, elsewhere->n) / n * MIN(yes, n - yes) >= LEAST_EXPECTED;
}

/* Cohen's h of two shares, positive where there is more of it here. */
static double
apart(double here, double elsewhere)
{
    return 2 * asin(sqrt(here)) - 2 * asin(sqrt(elsewhere));
}

/* One value of a feature, or (code −2) the ranks of its numbers. `asked_for`: how many of its
 * values are asked about, which p pays for. */
static void
ask_level(const Asked *asked, SeasonKind season, const SeasonBlocks *by, const double *figure,
          gint32 code, guint asked_for)
{
    const SeasonCut *cut = &asked->rows->cut[season];
    guint32 n = asked->values->n;
    g_autofree double *value = g_new(double, (gsize)cut->blocks + 1);
    g_autofree double *se = g_new(double, (gsize)cut->blocks + 1);

    season_mean_blocks(figure, by, cut->blocks, value, se);
    for (guint level = cut->first; level < cut->levels; level++) {
        g_auto(SeasonSide) here = season_side(cut, level, TRUE, figure, asked->label, n);
        g_auto(SeasonSide) elsewhere = season_side(cut, level, FALSE, figure, asked->label, n);
        if (MIN(here.n, elsewhere.n) < SEASON_LEAST_ROWS ||
            (code != -2 && !enough(&here, &elsewhere)))
            continue;
        LevelContrast found = stats_level_contrast(value, se, cut->level_of, cut->blocks, level);
        SeasonFinding finding = nothing;
        finding.feature = asked->feature;
        finding.kind = season;
        finding.level = level;
        finding.code = code;
        finding.p = MIN(found.p * asked_for, 1);
        finding.repeats = found.repeats;
        finding.here.value = stats_mean(here.x, here.n);
        finding.elsewhere.value = stats_mean(elsewhere.x, elsewhere.n);
        finding.difference = code == -2 ? finding.here.value - finding.elsewhere.value
                                        : apart(finding.here.value, finding.elsewhere.value);
        finding.again = cut->again;
        g_array_append_val(asked->findings, finding);
    }
}

/* Where each row's number stands among all, 0 to 1. */
static double *
standing(const FeatureValues *values)
{
    double *rank = g_new(double, (gsize)values->n + 1);
    guint32 filled = 0;

    stats_ranks(values->number, values->n, rank);
    for (guint32 i = 0; i < values->n; i++)
        filled += !isnan(rank[i]);
    for (guint32 i = 0; i < values->n; i++)
        rank[i] = (rank[i] - 0.5) / filled;
    return rank;
}

/* Codes of the commonest values, and −1 where some are missing. */
static GArray *
values_asked(const FeatureValues *values)
{
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(gint32));
    guint32 size = values->code ? dictionary_size(values->dictionary) : 0;
    g_autofree double *rarity = g_new0(double, (gsize)size + 1);
    g_autofree guint32 *order = g_new(guint32, (gsize)size + 1);
    double share = feature_missing(values);
    gint32 missing = -1;

    for (guint32 i = 0; values->code && i < values->n; i++)
        if (values->code[i] >= 0)
            rarity[values->code[i]]--;
    stats_order(rarity, size, NULL, order);
    for (guint32 i = 0; i < MIN(size, VALUES) && rarity[order[i]] <= -LEAST_EXPECTED; i++) {
        gint32 code = (gint32)order[i];
        g_array_append_val(codes, code);
    }
    if (share > 0 && share < 1)
        g_array_append_val(codes, missing);
    return codes;
}

/* A feature that is this season by another name. */
static gboolean
is_itself(const Feature *feature, SeasonKind kind)
{
    const PqlNode *node = feature ? feature->node : NULL;

    if (!node || node->type != PQL_FUNCTION)
        return FALSE;
    switch (node->function) {
    case PQL_MONTH:
    case PQL_DAY_OF_YEAR:
        return kind == SEASON_QUARTER || kind == SEASON_HOLIDAYS;
    case PQL_WEEKDAY:
    case PQL_WEEKEND:
        return kind == SEASON_WEEKEND;
    case PQL_HOUR:
        return kind == SEASON_NIGHT;
    default:
        return FALSE;
    }
}

void
season_ask(const SeasonRows *rows, const FeatureValues *values, const double *label, TaskKind kind,
           guint feature, GArray *findings)
{
    Asked asked = {rows, values, label, kind, feature, findings};
    g_autoptr(GArray) codes = values_asked(values);
    g_autofree double *rank = values->number ? standing(values) : NULL;
    guint asked_for = codes->len + (rank != NULL);

    for (guint k = 0; k < SEASON_KINDS; k++) {
        SeasonKind season = (SeasonKind)k;
        if (!rows->cut[k].there || is_itself(values->feature, season))
            continue;
        g_auto(SeasonBlocks) by = season_blocks(&rows->cut[k], rows->n);
        ask_power(&asked, season, &by);
        if (rank)
            ask_level(&asked, season, &by, rank, -2, asked_for);
        for (guint i = 0; i < codes->len; i++) {
            gint32 code = g_array_index(codes, gint32, i);
            g_autofree double *has = season_having(values, code);
            ask_level(&asked, season, &by, has, code, asked_for);
        }
    }
}

/* ---- what stands ------------------------------------------------------------------------------
 */

static int
by_certainty(gconstpointer a, gconstpointer b)
{
    const SeasonFinding *one = a, *other = b;
    return one->p != other->p           ? (one->p > other->p) - (one->p < other->p)
           : one->power != other->power ? other->power - one->power
                                        : (int)one->feature - (int)other->feature;
}

static gboolean
matters(const SeasonFinding *finding)
{
    double least = finding->power ? LEAST_POWER : finding->code == -2 ? LEAST_RANKS : LEAST_SHARES;
    return fabs(finding->difference) >= least;
}

static gboolean
stands(const SeasonFinding *finding)
{
    return finding->adjusted < CERTAIN && matters(finding) && !(finding->repeats >= CERTAIN);
}

/* Quarters and holidays are cuts of one year. */
static int
clock_of(SeasonKind kind)
{
    return kind == SEASON_HOLIDAYS ? SEASON_QUARTER : kind;
}

/* Where one quarter stands out, the others differ from a rest that holds it: the most certain of
 * what is asked of one thing is what is said of it. */
static void
drop_shadows(GArray *findings)
{
    guint kept = 0;

    for (guint i = 0; i < findings->len; i++) {
        const SeasonFinding *one = &g_array_index(findings, SeasonFinding, i);
        gboolean shadow = FALSE;
        for (guint k = 0; k < kept && !shadow; k++) {
            const SeasonFinding *other = &g_array_index(findings, SeasonFinding, k);
            shadow = other->feature == one->feature && other->power == one->power &&
                     other->code == one->code && clock_of(other->kind) == clock_of(one->kind);
        }
        if (!shadow)
            g_array_index(findings, SeasonFinding, kept++) = *one;
    }
    g_array_set_size(findings, kept);
}

void
season_keep(GArray *findings)
{
    g_autofree double *p = g_new(double, (gsize)findings->len + 1);
    g_autofree double *adjusted = g_new(double, (gsize)findings->len + 1);
    guint kept = 0;

    for (guint i = 0; i < findings->len; i++)
        p[i] = g_array_index(findings, SeasonFinding, i).p;
    stats_holm(p, findings->len, adjusted);
    for (guint i = 0; i < findings->len; i++) {
        SeasonFinding *finding = &g_array_index(findings, SeasonFinding, i);
        finding->adjusted = adjusted[i];
        if (stands(finding))
            g_array_index(findings, SeasonFinding, kept++) = *finding;
    }
    g_array_set_size(findings, kept);
    g_array_sort(findings, by_certainty);
    drop_shadows(findings);
}
