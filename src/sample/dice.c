/* Chance in whole numbers: see dice.h. */
#include "sample/dice.h"

guint64
dice_key(guint64 seed, guint64 subject, guint64 index)
{
    guint64 parts[3] = {seed, subject, index};
    guint64 key = 0x9e3779b97f4a7c15u;
    for (int i = 0; i < 3; i++) {
        key = (key ^ parts[i]) * 0xbf58476d1ce4e5b9u;
        key ^= key >> 29;
        key *= 0x94d049bb133111ebu;
        key ^= key >> 32;
    }
    return key;
}

void
dice_seed(Dice *dice, guint64 seed, guint64 subject, guint64 index)
{
    random_seed(dice, dice_key(seed, subject, index));
}

gint64
dice_between(Dice *dice, gint64 low, gint64 high)
{
    if (high <= low)
        return low;
    return low + (gint64)random_below(dice, (guint32)(high - low + 1));
}

gboolean
dice_chance(Dice *dice, guint32 per_10000)
{
    return random_below(dice, 10000) < per_10000;
}

guint
dice_weighted(Dice *dice, const guint16 *weights, guint n)
{
    guint32 sum = 0;
    for (guint i = 0; i < n; i++)
        sum += weights[i];
    guint32 point = random_below(dice, sum);
    guint index = 0;
    while (point >= weights[index])
        point -= weights[index++];
    return index;
}

gint64
dice_bell(Dice *dice)
{
    gint64 sum = 0;
    for (int i = 0; i < 3; i++) {
        guint64 bits = random_next(dice);
        sum += (gint64)(bits & 0xffff) + (gint64)(bits >> 16 & 0xffff) +
               (gint64)(bits >> 32 & 0xffff) + (gint64)(bits >> 48);
    }
    return sum - 6 * 65535;
}

/* 2^(i/16) in 1/65536, i = 0..16; between them a straight line, at most 0.1 % off. */
static const gint64 root_of_two[17] = {65536,  68438,  71468,  74632,  77936,  81386,
                                       84990,  88752,  92682,  96785,  101070, 105545,
                                       110218, 115098, 120194, 125515, 131072};

gint64
dice_skewed(Dice *dice, gint64 median, gint64 spread_q16)
{
    gint64 product = dice_bell(dice) * spread_q16;
    gint64 exponent = product >= 0 ? product >> 16 : -((-product) >> 16);
    gint64 whole = exponent >= 0 ? exponent >> 16 : -((-exponent + 65535) >> 16);
    gint64 rest = exponent - whole * 65536;
    gint64 step = rest >> 12, within = rest & 4095;
    gint64 factor = root_of_two[step] + (root_of_two[step + 1] - root_of_two[step]) * within / 4096;
    gint64 value = median * factor;
    whole = CLAMP(whole, -30, 12) - 16;
    return whole >= 0 ? value << whole : (value + ((gint64)1 << (-whole - 1))) >> -whole;
}

gboolean
dice_select(Dice *dice, gint64 *left, gint64 *of)
{
    gboolean take = *left > 0 && (gint64)random_below(dice, (guint32)*of) < *left;
    *of -= 1;
    if (take)
        *left -= 1;
    return take;
}

void
dice_shuffle(Dice *dice, guint32 *items, gsize n)
{
    for (gsize i = n; i > 1; i--) {
        gsize j = random_below(dice, (guint32)i);
        guint32 swap = items[i - 1];
        items[i - 1] = items[j];
        items[j] = swap;
    }
}

gint64
share_of(gint64 value, gint64 part, gint64 whole)
{
    return (value * part * 2 + whole) / (2 * whole);
}
