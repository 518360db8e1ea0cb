/* Any bytes as a cell: a date in every order, a span, a number. What can be read is told alike by
 * every function that asks, and what is written of it is read as the same moment. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

const char *const fuzz_seeds[] = {"2025-07-14 18:59:51.123+02:00",
                                  "2025-07-14T18:59Z",
                                  "31/12/99 11:59 PM",
                                  "2/29/2024 0:00",
                                  "14/Jul/25 10:17 pm",
                                  "14 July 2025",
                                  "Jul 14, 2025 6:59 AM",
                                  "1752512391",
                                  "1752512391123",
                                  "0001-01-01",
                                  "9999-12-31 23:59:59.999999",
                                  "30.3.2025 02:30",
                                  "48 hours",
                                  "-INF",
                                  "6 months",
                                  "-1.5e-308",
                                  "9223372036854775807",
                                  NULL};

/* The time of day that a clock change skips, the one that comes twice, and half hours. */
static GTimeZone *
zone_of(guint which)
{
    static GTimeZone *zones[3];
    static const char *const names[] = {"UTC", "Europe/Berlin", "Australia/Lord_Howe"};
    if (!zones[which])
        zones[which] = zone_from_name(names[which], NULL);
    return zones[which];
}

/* One that isn't there is found out in reading: Europe/Atlantis. */
static gboolean
names_a_zone(const char *cell, gssize length)
{
    for (gssize i = 1; i < length; i++)
        if (cell[i] == '/' && g_ascii_isalpha(cell[i - 1]))
            return TRUE;
    return FALSE;
}

static void
try_order(const char *cell, gssize length, DateOrder order, guint possible, guint which)
{
    static ZoneCache *caches[3];
    GTimeZone *zone = zone_of(which);
    TimePoint time = 7, cached = 7;
    TimePrecision precision = PRECISION_DAY, again = PRECISION_DAY;
    gboolean read = date_parse(cell, length, order, zone, &time, &precision);

    if (!caches[which])
        caches[which] = zone_cache_new(zone);
    g_assert_cmpint(date_parse_cached(cell, length, order, caches[which], &cached, &again), ==,
                    read);
    g_assert_true(read ? (possible >> order) & 1
                       : !((possible >> order) & 1) || names_a_zone(cell, length));
    g_assert_cmpint(cached, ==, time);
    if (!read) {
        g_assert_cmpint(time, ==, 7);
        return;
    }
    g_assert_cmpint(again, ==, precision);
    g_autofree char *iso = date_iso(time);
    TimePoint back = 0;
    /* A local time near the ends of the calendar may lie outside of it in UTC. */
    if (date_parse(iso, -1, DATE_ISO, NULL, &back, NULL))
        g_assert_cmpint(back, ==, time);
    g_autofree char *shown = date_format(time, precision, zone),
                    *words = date_words(time, precision, zone);
    g_assert_true(*shown && *words);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    if (size == 0)
        return 0;
    g_autofree char *cell = g_strndup((const char *)data + 1, size - 1); /* bounds are watched */
    gssize length = (gssize)size - 1;
    guint possible = date_orders_possible((const char *)data + 1, length);
    gint64 whole, span;
    double number;

    for (DateOrder order = DATE_ISO; order <= DATE_EPOCH; order++)
        try_order((const char *)data + 1, length, order, possible, data[0] % 3);
    if (number_parse_decimal((const char *)data + 1, length, &number))
        g_assert_true(isfinite(number));
    if (number_parse_integer((const char *)data + 1, length, &whole))
        g_assert_true(number_parse_decimal((const char *)data + 1, length, &number));
    g_autoptr(GError) error = NULL;
    if (duration_parse(cell, &span, &error)) {
        g_autofree char *words = duration_words(span);
        g_assert_true(*words);
    } else {
        g_assert_nonnull(error);
    }
    return 0;
}
