/* Whether a feature depends on the season, over values that were computed: each block of a season
 * (a month, a quarter of one year) is a figure with its error, and a season is held against the
 * others by how those differ. */
#include "evaluate/feature_seasons.h"

#include <math.h>
#include <string.h>

enum { LEAST_OF_A_CLASS = 10, LEAST_OF_A_SIDE = 30, LEAST_EXPECTED = 50, VALUES = 20 };
static const double RATE_STRENGTH = 10, CERTAIN = 0.05;
static const double LEAST_POWER = 0.03, LEAST_RANKS = 0.056, LEAST_SHARES = 0.2; /* d and h 0.2 */

/* ---- figures of blocks ------------------------------------------------------------------------
 */

/* Rows in the order of their blocks: those of block b from start[b] to start[b + 1]. */
typedef struct {
    guint32 *order, *start;
} ByBlock;

static ByBlock
by_block(const SeasonCut *cut, guint32 n)
{
    ByBlock by = {g_new(guint32, (gsize)n + 1), g_new0(guint32, (gsize)cut->blocks + 2)};
    g_autofree guint32 *next = g_new0(guint32, (gsize)cut->blocks + 2);

    for (guint32 i = 0; i < n; i++)
        if (cut->block[i] < cut->blocks)
            by.start[cut->block[i] + 1]++;
    for (guint32 b = 0; b < cut->blocks; b++)
        by.start[b + 1] += by.start[b];
    memcpy(next, by.start, (cut->blocks + 1) * sizeof *next);
    for (guint32 i = 0; i < n; i++)
        if (cut->block[i] < cut->blocks)
            by.order[next[cut->block[i]]++] = i;
    return by;
}

static void
by_block_clear(ByBlock *by)
{
    g_free(by->order);
    g_free(by->start);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ByBlock, by_block_clear)

/* What ranks the rows: a number, or of a category the rate of its value in all other blocks, so
 * that nothing is judged on what it was learned from. Missing is NaN. */
static double *
scores_of(const FeatureValues *values, const double *label, const ByBlock *by, guint32 blocks)
{
    double *score = g_new(double, (gsize)values->n + 1);
    guint32 size = values->code ? dictionary_size(values->dictionary) + 1 : 0;
    g_autofree double *sum = g_new0(double, (gsize)size + 1);
    g_autofree double *count = g_new0(double, (gsize)size + 1);
    double all = 0, n = 0;

    for (guint32 i = 0; i < values->n; i++)
        score[i] = values->code ? NAN : values->number[i];
    for (guint32 i = 0; values->code && i < by->start[blocks]; i++) {
        guint32 row = by->order[i];
        sum[values->code[row] + 1] += label[row];
        count[values->code[row] + 1]++;
        all += label[row];
        n++;
    }
    for (guint32 b = 0; values->code && b < blocks; b++) {
        double own = 0, rows = by->start[b + 1] - by->start[b];
        for (int sign = -1; sign <= 1; sign += 2) { /* out of the rates, and in again */
            for (guint32 i = by->start[b]; i < by->start[b + 1]; i++) {
                guint32 row = by->order[i];
                sum[values->code[row] + 1] += sign * label[row];
                count[values->code[row] + 1] += sign;
                own += sign < 0 ? label[row] : 0;
            }
            for (guint32 i = by->start[b]; sign < 0 && i < by->start[b + 1]; i++) {
                guint32 code = (guint32)(values->code[by->order[i]] + 1);
                double rate = n > rows ? (all - own) / (n - rows) : 0;
                score[by->order[i]] =
                    (sum[code] + RATE_STRENGTH * rate) / (count[code] + RATE_STRENGTH);
            }
        }
    }
    return score;
}

/* Scores and labels of some rows, missing ones left out; returns how many. */
static guint32
gather(const double *score, const double *label, const guint32 *row, guint32 n, double *x,
       double *y)
{
    guint32 filled = 0;

    for (guint32 i = 0; i < n; i++) {
        guint32 at = row ? row[i] : i;
        if (!isnan(score[at])) {
            x[filled] = score[at];
            y[filled++] = label[at];
        }
    }
    return filled;
}

static Auc
auc_of(const double *score, const double *label, guint32 n)
{
    g_autofree guint8 *event = g_new(guint8, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++)
        event[i] = label[i] > 0.5;
    return stats_auc(score, event, n, 0.95);
}

/* The AUC or the correlation of each block. Errors follow from all blocks together: a block's own
 * would be smallest where its figure happens to be extreme. */
static void
power_blocks(const double *score, const double *label, TaskKind kind, const ByBlock *by,
             guint32 blocks, double *value, double *se)
{
    g_autofree double *x = g_new(double, (gsize)by->start[blocks] + 1);
    g_autofree double *y = g_new(double, (gsize)by->start[blocks] + 1);
    g_autofree Auc *auc = g_new0(Auc, (gsize)blocks + 1);
    double spread[2] = {0}, weight[2] = {0}, mean = 0, rows = 0;

    for (guint32 b = 0; b < blocks; b++) {
        guint32 n =
            gather(score, label, by->order + by->start[b], by->start[b + 1] - by->start[b], x, y);
        value[b] = se[b] = NAN;
        if (kind == TASK_NUMBER) {
            value[b] = n < LEAST_OF_A_CLASS ? NAN : stats_spearman(x, y, n, 0.95).value;
            se[b] = n;
            mean += isnan(value[b]) ? 0 : value[b] * n;
            rows += isnan(value[b]) ? 0 : n;
            continue;
        }
        auc[b] = auc_of(x, y, n);
        gsize size[2] = {auc[b].negatives, auc[b].positives};
        if (size[0] < LEAST_OF_A_CLASS || size[1] < LEAST_OF_A_CLASS)
            continue;
        value[b] = auc[b].auc.value;
        for (guint k = 0; k < 2; k++) {
            spread[k] += auc[b].spread[k] * (double)(size[k] - 1);
            weight[k] += (double)(size[k] - 1);
        }
    }
    double r = rows > 0 ? mean / rows : NAN;
    for (guint32 b = 0; b < blocks; b++)
        if (!isnan(value[b]))
            se[b] = kind == TASK_NUMBER ? (1 - r * r) * sqrt((1 + r * r / 2) / (se[b] - 3))
                                        : sqrt(spread[1] / weight[1] / (double)auc[b].positives +
                                               spread[0] / weight[0] / (double)auc[b].negatives);
}

/* The mean of each block of figures that have one spread in all. */
static void
mean_blocks(const double *figure, const ByBlock *by, guint32 blocks, double *value, double *se)
{
    double sum = 0, squares = 0, n = 0;

    for (guint32 i = 0; i < by->start[blocks]; i++) {
        double one = figure[by->order[i]];
        if (isnan(one))
            continue;
        n++;
        squares += (one - sum / MAX(n - 1, 1)) * (one - (sum + one) / n);
        sum += one;
    }
    double sd = sqrt(squares / MAX(n - 1, 1));
    for (guint32 b = 0; b < blocks; b++) {
        double total = 0, rows = 0;
        for (guint32 i = by->start[b]; i < by->start[b + 1]; i++)
            if (!isnan(figure[by->order[i]])) {
                total += figure[by->order[i]];
                rows++;
            }
        value[b] = rows >= LEAST_OF_A_CLASS ? total / rows : NAN;
        se[b] = rows >= LEAST_OF_A_CLASS ? sd / sqrt(rows) : NAN;
    }
}

/* ---- asking -----------------------------------------------------------------------------------
 */

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

/* A pick of rows: those of a level, or all the others; missing ones left out. */
typedef struct {
    double *x, *y;
    guint32 n, events;
} Side;

static void
side_clear(Side *side)
{
    g_free(side->x);
    g_free(side->y);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Side, side_clear)

static Side
side_of(const SeasonCut *cut, guint level, gboolean here, const double *score, const double *label,
        guint32 n)
{
    Side side = {g_new(double, (gsize)n + 1), g_new(double, (gsize)n + 1), 0, 0};

    for (guint32 i = 0; i < n; i++)
        if (cut->block[i] < cut->blocks && (cut->level[i] == level) == here && !isnan(score[i])) {
            side.x[side.n] = score[i];
            side.events += label[i] > 0.5;
            side.y[side.n++] = label[i];
        }
    return side;
}

static Interval
power_of(const Side *side, TaskKind kind)
{
    if (kind == TASK_NUMBER)
        return side->n < LEAST_OF_A_SIDE ? INTERVAL_UNDEFINED
                                         : stats_spearman(side->x, side->y, side->n, 0.95);
    if (side->events < LEAST_OF_A_SIDE || side->n - side->events < LEAST_OF_A_SIDE)
        return INTERVAL_UNDEFINED;
    return auc_of(side->x, side->y, side->n).auc;
}

/* As feature_power has it: more of a number may mean less. */
static Interval
oriented(Interval power, gboolean down, TaskKind kind)
{
    double whole = kind == TASK_NUMBER ? 0 : 1;
    return down ? (Interval){whole - power.value, whole - power.high, whole - power.low} : power;
}

static gboolean
goes_down(const Asked *asked, const double *score)
{
    SeasonCut all = {.blocks = 1, .level = g_new0(guint, (gsize)asked->values->n + 1)};
    g_autofree guint *level = all.level;
    g_autofree guint32 *block = all.block = g_new0(guint32, (gsize)asked->values->n + 1);

    if (asked->values->code)
        return FALSE;
    g_auto(Side) side = side_of(&all, 0, TRUE, score, asked->label, asked->values->n);
    return power_of(&side, asked->kind).value < (asked->kind == TASK_NUMBER ? 0 : 0.5);
}

static void
ask_power(const Asked *asked, SeasonKind season, const ByBlock *by)
{
    const SeasonCut *cut = &asked->rows->cut[season];
    guint32 n = asked->values->n;
    g_autofree double *score = scores_of(asked->values, asked->label, by, cut->blocks);
    g_autofree double *value = g_new(double, (gsize)cut->blocks + 1);
    g_autofree double *se = g_new(double, (gsize)cut->blocks + 1);
    gboolean down = goes_down(asked, score);

    power_blocks(score, asked->label, asked->kind, by, cut->blocks, value, se);
    for (guint level = cut->first; level < cut->levels; level++) {
        g_auto(Side) here = side_of(cut, level, TRUE, score, asked->label, n);
        g_auto(Side) elsewhere = side_of(cut, level, FALSE, score, asked->label, n);
        Interval power = power_of(&here, asked->kind), other = power_of(&elsewhere, asked->kind);
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
        finding.here = oriented(power, down, asked->kind);
        finding.elsewhere = oriented(other, down, asked->kind);
        finding.difference = finding.here.value - finding.elsewhere.value;
        finding.again = cut->again;
        g_array_append_val(asked->findings, finding);
    }
}

/* Of a share: whether enough is expected on the smaller side for its error to be believed. */
static gboolean
enough(const Side *here, const Side *elsewhere)
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
ask_level(const Asked *asked, SeasonKind season, const ByBlock *by, const double *figure,
          gint32 code, guint asked_for)
{
    const SeasonCut *cut = &asked->rows->cut[season];
    guint32 n = asked->values->n;
    g_autofree double *value = g_new(double, (gsize)cut->blocks + 1);
    g_autofree double *se = g_new(double, (gsize)cut->blocks + 1);

    mean_blocks(figure, by, cut->blocks, value, se);
    for (guint level = cut->first; level < cut->levels; level++) {
        g_auto(Side) here = side_of(cut, level, TRUE, figure, asked->label, n);
        g_auto(Side) elsewhere = side_of(cut, level, FALSE, figure, asked->label, n);
        if (MIN(here.n, elsewhere.n) < LEAST_OF_A_SIDE ||
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

/* Whether each row has this value, or lacks any (−1). */
static double *
having(const FeatureValues *values, gint32 code)
{
    double *has = g_new(double, (gsize)values->n + 1);

    for (guint32 i = 0; i < values->n; i++)
        has[i] = values->code ? values->code[i] == code : isnan(values->number[i]);
    return has;
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
        g_auto(ByBlock) by = by_block(&rows->cut[k], rows->n);
        ask_power(&asked, season, &by);
        if (rank)
            ask_level(&asked, season, &by, rank, -2, asked_for);
        for (guint i = 0; i < codes->len; i++) {
            gint32 code = g_array_index(codes, gint32, i);
            g_autofree double *has = having(values, code);
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

/* ---- in words ---------------------------------------------------------------------------------
 */

const char *
season_how(const SeasonFinding *finding, TaskKind kind)
{
    double chance = kind == TASK_NUMBER ? 0 : 0.5;

    if (!finding->power)
        return finding->code == -2       ? finding->difference > 0 ? "higher" : "lower"
               : finding->code == -1     ? finding->difference > 0 ? "emptier" : "fuller"
               : finding->difference > 0 ? "more"
                                         : "fewer";
    if (finding->here.high < chance || finding->elsewhere.high < chance)
        return "turned round";
    return finding->difference > 0 ? "stronger" : "weaker";
}

/* Of numbers ranks decide, and what is shown is the mean, or where that says otherwise the median.
 */
static void
show_numbers(SeasonFinding *finding, const SeasonRows *rows, const FeatureValues *values,
             const double *label, gboolean *median)
{
    const SeasonCut *cut = &rows->cut[finding->kind];
    g_auto(Side) here = side_of(cut, finding->level, TRUE, values->number, label, rows->n);
    g_auto(Side) elsewhere = side_of(cut, finding->level, FALSE, values->number, label, rows->n);

    finding->here.value = stats_mean(here.x, here.n);
    finding->elsewhere.value = stats_mean(elsewhere.x, elsewhere.n);
    *median = (finding->here.value > finding->elsewhere.value) != (finding->difference > 0);
    if (!*median)
        return;
    finding->here.value = stats_median(here.x, here.n);
    finding->elsewhere.value = stats_median(elsewhere.x, elsewhere.n);
}

static const char *
time_words(SeasonKind kind, guint level, gboolean rest)
{
    static const char *const quarters[] = {"in Q1", "in Q2", "in Q3", "in Q4"};
    static const char *const words[][2] = {
        [SEASON_QUARTER] = {NULL, "in the rest of the year"},
        [SEASON_HOLIDAYS] = {"in November and December", "in the rest of the year"},
        [SEASON_WEEKEND] = {"at weekends", "on working days"},
        [SEASON_NIGHT] = {"before 8:00 and after 18:00", "by day"}};

    return kind == SEASON_QUARTER && !rest ? quarters[level % 4] : words[kind][rest];
}

char *
season_sentence(SeasonFinding *finding, const SeasonRows *rows, const FeatureValues *values,
                const double *label, TaskKind kind)
{
    gboolean median = FALSE;

    if (!finding->power && finding->code == -2)
        show_numbers(finding, rows, values, label, &median);
    const char *when = time_words(finding->kind, finding->level, FALSE),
               *rest = time_words(finding->kind, finding->level, TRUE),
               *word = season_how(finding, kind);
    double here = finding->here.value, elsewhere = finding->elsewhere.value;
    const char *once = finding->again ? "" : "; seen once, it may be the season or a change";

    if (finding->power)
        return g_strdup_printf("%c%s %s: alone it ranks by %.2f there, %.2f %s%s",
                               g_ascii_toupper(*word), word + 1, when, here, elsewhere, rest, once);
    if (finding->code == -2)
        return g_strdup_printf("%c%s %s: its %s is %.4g there, %.4g %s%s", g_ascii_toupper(*word),
                               word + 1, when, median ? "median" : "mean", here, elsewhere, rest,
                               once);
    if (finding->code == -1)
        return g_strdup_printf("Missing %s often %s: %.1f %% there, %.1f %% %s%s",
                               here > elsewhere ? "more" : "less", when, 100 * here,
                               100 * elsewhere, rest, once);
    g_autofree char *value =
        text_clean(dictionary_text(values->dictionary, (guint32)finding->code), -1);
    return g_strdup_printf("“%s” comes %s often %s: %.1f %% there, %.1f %% %s%s", value,
                           here > elsewhere ? "more" : "less", when, 100 * here, 100 * elsewhere,
                           rest, once);
}

/* ---- one season at a time ---------------------------------------------------------------------
 */

static Interval
level_of(const Side *side, gboolean share)
{
    if (!share)
        return stats_mean_interval(side->x, side->n, 500, 1, 0.95);
    double yes = 0;
    for (guint32 i = 0; i < side->n; i++)
        yes += side->x[i];
    return stats_wilson(yes, side->n, 0.95);
}

SeasonFigures
season_figures(const SeasonRows *rows, const FeatureValues *values, const double *label,
               TaskKind kind, SeasonKind season, guint level, gint32 code)
{
    const SeasonCut *cut = &rows->cut[season];
    Asked asked = {rows, values, label, kind, 0, NULL};
    g_auto(ByBlock) by = by_block(cut, rows->n);
    g_autofree double *score = scores_of(values, label, &by, cut->blocks);
    g_autofree double *has = code == -2 ? NULL : having(values, code);
    const double *figure = has ? has : values->number;
    g_auto(Side) side = side_of(cut, level, TRUE, score, label, rows->n);
    g_auto(Side) shown = side_of(cut, level, TRUE, figure, label, rows->n);
    SeasonFigures figures = {0, level_of(&shown, has != NULL), INTERVAL_UNDEFINED};

    for (guint32 i = 0; i < rows->n; i++)
        figures.rows += cut->block[i] < cut->blocks && cut->level[i] == level;
    figures.power = oriented(power_of(&side, kind), goes_down(&asked, score), kind);
    return figures;
}
