/* Figures of a feature by the times at which a season was looked at, and of the rows inside and
 * outside of it. */
#include "evaluate/season_blocks.h"

#include <math.h>
#include <string.h>

enum { LEAST_OF_A_CLASS = 10 };
static const double RATE_STRENGTH = 10;

SeasonBlocks
season_blocks(const SeasonCut *cut, guint32 n)
{
    SeasonBlocks by = {g_new(guint32, (gsize)n + 1), g_new0(guint32, (gsize)cut->blocks + 2)};
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

void
season_blocks_clear(SeasonBlocks *by)
{
    g_free(by->order);
    g_free(by->start);
}

double *
season_scores(const FeatureValues *values, const double *label, const SeasonBlocks *by,
              guint32 blocks)
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
        guint32 at = row[i];
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

void
season_power_blocks(const double *score, const double *label, TaskKind kind, const SeasonBlocks *by,
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

void
season_mean_blocks(const double *figure, const SeasonBlocks *by, guint32 blocks, double *value,
                   double *se)
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

void
season_side_clear(SeasonSide *side)
{
    g_free(side->x);
    g_free(side->y);
}

SeasonSide
season_side(const SeasonCut *cut, guint level, gboolean here, const double *score,
            const double *label, guint32 n)
{
    SeasonSide side = {g_new(double, (gsize)n + 1), g_new(double, (gsize)n + 1), 0, 0};

    for (guint32 i = 0; i < n; i++)
        if (cut->block[i] < cut->blocks && (cut->level[i] == level) == here && !isnan(score[i])) {
            side.x[side.n] = score[i];
            side.events += label[i] > 0.5;
            side.y[side.n++] = label[i];
        }
    return side;
}

Interval
season_side_power(const SeasonSide *side, TaskKind kind)
{
    if (kind == TASK_NUMBER)
        return side->n < SEASON_LEAST_ROWS ? INTERVAL_UNDEFINED
                                           : stats_spearman(side->x, side->y, side->n, 0.95);
    if (side->events < SEASON_LEAST_ROWS || side->n - side->events < SEASON_LEAST_ROWS)
        return INTERVAL_UNDEFINED;
    return auc_of(side->x, side->y, side->n).auc;
}

Interval
season_oriented(Interval power, gboolean down, TaskKind kind)
{
    double whole = kind == TASK_NUMBER ? 0 : 1;
    return down ? (Interval){whole - power.value, whole - power.high, whole - power.low} : power;
}

gboolean
season_goes_down(const FeatureValues *values, const double *label, TaskKind kind,
                 const double *score)
{
    SeasonCut all = {.blocks = 1, .level = g_new0(guint, (gsize)values->n + 1)};
    g_autofree guint *level = all.level;
    g_autofree guint32 *block = all.block = g_new0(guint32, (gsize)values->n + 1);

    if (values->code)
        return FALSE;
    g_auto(SeasonSide) side = season_side(&all, 0, TRUE, score, label, values->n);
    return season_side_power(&side, kind).value < (kind == TASK_NUMBER ? 0 : 0.5);
}

double *
season_having(const FeatureValues *values, gint32 code)
{
    double *has = g_new(double, (gsize)values->n + 1);

    for (guint32 i = 0; i < values->n; i++)
        has[i] = values->code ? values->code[i] == code : isnan(values->number[i]);
    return has;
}
