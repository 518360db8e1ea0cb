/* What is said of a feature in a season: a finding in words, and its figures in one season. */
#include "evaluate/season_blocks.h"

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
    g_auto(SeasonSide) here =
        season_side(cut, finding->level, TRUE, values->number, label, rows->n);
    g_auto(SeasonSide) elsewhere =
        season_side(cut, finding->level, FALSE, values->number, label, rows->n);

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
level_of(const SeasonSide *side, gboolean share)
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
    g_auto(SeasonBlocks) by = season_blocks(cut, rows->n);
    g_autofree double *score = season_scores(values, label, &by, cut->blocks);
    g_autofree double *has = code == -2 ? NULL : season_having(values, code);
    const double *figure = has ? has : values->number;
    g_auto(SeasonSide) side = season_side(cut, level, TRUE, score, label, rows->n);
    g_auto(SeasonSide) shown = season_side(cut, level, TRUE, figure, label, rows->n);
    SeasonFigures figures = {0, level_of(&shown, has != NULL), INTERVAL_UNDEFINED};

    for (guint32 i = 0; i < rows->n; i++)
        figures.rows += cut->block[i] < cut->blocks && cut->level[i] == level;
    figures.power = season_oriented(season_side_power(&side, kind),
                                    season_goes_down(values, label, kind, score), kind);
    return figures;
}
