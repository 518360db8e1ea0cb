/* Stable sorting of row numbers by 64-bit keys. Private to features. */
#pragma once

#include <foredesk/base.h>

/* Sorts the n row numbers in `order` by key[row], ascending; equal keys keep their order. */
void order_by(guint32 *order, const guint64 *key, guint32 n);
/* A time as a key that sorts alike. */
static inline guint64
time_key(TimePoint time)
{
    return (guint64)time ^ (G_GUINT64_CONSTANT(1) << 63);
}
