/* What season_ask and season_figures compute with: blocks of a season (a month, a quarter of one
 * year), each a figure with its error, and the rows of a season against the others. */
#pragma once

#include "evaluate/feature_seasons.h"

enum { SEASON_LEAST_ROWS = 30 }; /* of a side, of either class, before it is judged */

/* Rows in the order of their blocks: those of block b from start[b] to start[b + 1]. */
typedef struct {
    guint32 *order, *start;
} SeasonBlocks;
SeasonBlocks season_blocks(const SeasonCut *cut, guint32 n);
void season_blocks_clear(SeasonBlocks *by);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SeasonBlocks, season_blocks_clear)

/* What ranks the rows: a number, or of a category the rate of its value in all other blocks, so
 * that nothing is judged on what it was learned from. Missing is NaN; the caller frees. */
double *season_scores(const FeatureValues *values, const double *label, const SeasonBlocks *by,
                      guint32 blocks);
/* Whether each row has this value, or lacks any (−1): 1 or 0; the caller frees. */
double *season_having(const FeatureValues *values, gint32 code);

/* The AUC or the correlation of each block and its standard error, NaN where it is too small.
 * Errors follow from all blocks together: a block's own would be smallest where its figure happens
 * to be extreme. */
void season_power_blocks(const double *score, const double *label, TaskKind kind,
                         const SeasonBlocks *by, guint32 blocks, double *value, double *se);
/* The same of the mean of figures that have one spread in all. */
void season_mean_blocks(const double *figure, const SeasonBlocks *by, guint32 blocks, double *value,
                        double *se);

/* A pick of rows: those of a level, or all the others; missing ones left out. */
typedef struct {
    double *x, *y;
    guint32 n, events;
} SeasonSide;
SeasonSide season_side(const SeasonCut *cut, guint level, gboolean here, const double *score,
                       const double *label, guint32 n);
void season_side_clear(SeasonSide *side);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SeasonSide, season_side_clear)
/* Its AUC or rank correlation; undefined where it has too few rows. */
Interval season_side_power(const SeasonSide *side, TaskKind kind);

/* As feature_power has it, more of a number may mean less: whether it does over all rows, and such
 * a figure turned round. */
gboolean season_goes_down(const FeatureValues *values, const double *label, TaskKind kind,
                          const double *score);
Interval season_oriented(Interval power, gboolean down, TaskKind kind);
