/* Chance in whole numbers. No floating point and no libm anywhere in this room: that is what makes
 * the sample the same bytes on every machine. Relies on base's Random. */
#pragma once

#include <foredesk/base.h>

typedef Random Dice;

/* A stream of its own for each (seed, subject, index): rows can be made in any order. */
void dice_seed(Dice *dice, guint64 seed, guint64 subject, guint64 index);
guint64 dice_key(guint64 seed, guint64 subject, guint64 index);
/* Uniform in [low, high], both included. */
gint64 dice_between(Dice *dice, gint64 low, gint64 high);
/* TRUE once in 10,000 / `per_10000` times. */
gboolean dice_chance(Dice *dice, guint32 per_10000);
/* An index with probability weight / sum of weights. */
guint dice_weighted(Dice *dice, const guint16 *weights, guint n);
/* Bell-shaped with mean 0, in units of 1/65536 standard deviation (the sum of twelve uniforms). */
gint64 dice_bell(Dice *dice);
/* `median` times 2^(spread × bell): log-normal for people; `spread_q16` is in 1/65536. */
gint64 dice_skewed(Dice *dice, gint64 median, gint64 spread_q16);
/* The next of a selection of exactly `*left` out of `*of` in turn: call once for each candidate. */
gboolean dice_select(Dice *dice, gint64 *left, gint64 *of);
/* Fisher–Yates. */
void dice_shuffle(Dice *dice, guint32 *items, gsize n);

/* value × part / whole to the nearest whole number, halves up. */
gint64 share_of(gint64 value, gint64 part, gint64 whole);
