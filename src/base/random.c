/* random: numbers by lot and hashes, the same on every machine whatever its byte order. */
#include <foredesk/base.h>

#include <math.h>
#include <string.h>

#define GOLDEN G_GUINT64_CONSTANT(0x9E3779B97F4A7C15)

/* The output function of splitmix64 (Steele, Lea & Flood 2014): a bijection that spreads every
 * input bit over all output bits. */
static guint64
mix(guint64 bits)
{
    bits = (bits ^ (bits >> 30)) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
    bits = (bits ^ (bits >> 27)) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
    return bits ^ (bits >> 31);
}

static guint64
rotate(guint64 bits, int by)
{
    return bits << by | bits >> (64 - by);
}

void
random_seed(Random *random, guint64 seed)
{
    for (int i = 0; i < 4; i++)
        random->state[i] = mix(seed += GOLDEN);
}

guint64
random_next(Random *random)
{
    guint64 *state = random->state;
    guint64 result = rotate(state[1] * 5, 7) * 9, shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}

double
random_double(Random *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

/* Multiply and reject (Lemire 2019): the high half of the product is the number drawn. */
guint32
random_below(Random *random, guint32 bound)
{
    g_return_val_if_fail(bound > 0, 0);
    guint32 unfair = -bound % bound;
    guint64 product;
    do
        product = (random_next(random) >> 32) * bound;
    while ((guint32)product < unfair);
    return (guint32)(product >> 32);
}

/* The polar method (Marsaglia & Bray 1964). Its twin is thrown away: the state stays four words. */
double
random_normal(Random *random)
{
    double x, radius;
    do {
        double y = 2 * random_double(random) - 1;
        x = 2 * random_double(random) - 1;
        radius = x * x + y * y;
    } while (radius >= 1 || radius == 0);
    return x * sqrt(-2 * log(radius) / radius);
}

static guint64
eight_bytes(const guchar *bytes)
{
    guint64 word;
    memcpy(&word, bytes, sizeof word);
    return GUINT64_FROM_LE(word);
}

/* Fewer than eight, at least one, low byte first: two loads that may overlap instead of a loop. */
static guint64
few_bytes(const guchar *bytes, gsize length)
{
    if (length >= 4) {
        guint32 first, last;
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + length - 4, sizeof last);
        return GUINT32_FROM_LE(first) | (guint64)GUINT32_FROM_LE(last) << 8 * (length - 4);
    }
    gsize middle = length / 2, end = length - 1;
    return bytes[0] | (guint64)bytes[middle] << 8 * middle | (guint64)bytes[end] << 8 * end;
}

/* Eight bytes at a time through the mixer, each step a bijection of what came before; the length
 * goes in first, so that zeros at the end count. */
guint64
hash_bytes(const void *bytes, gsize length, guint64 seed)
{
    const guchar *at = bytes;
    guint64 hash = mix(seed + GOLDEN) ^ ((guint64)length * GOLDEN);
    for (; length >= 8; at += 8, length -= 8)
        hash = mix(hash ^ eight_bytes(at)) + GOLDEN;
    if (length > 0)
        hash = mix(hash ^ few_bytes(at, length)) + GOLDEN;
    return mix(hash);
}
