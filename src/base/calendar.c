/* calendar: civil dates as day numbers, local time of a zone, and how points in time are written
 * for programs and for people. */
#include "base/calendar.h"

#include <string.h>

#define SECONDS_A_DAY 86400

/* Day numbers as in Howard Hinnant, "chrono-compatible low-level date algorithms" (2013): years
 * begin in March, so that the leap day is the last one, and 400 years are one era. */
gint64
days_from_civil(int year, int month, int day)
{
    gint64 shifted = (gint64)year - (month <= 2);
    gint64 era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    gint64 year_of_era = shifted - era * 400;
    gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void
civil_from_days(gint64 days, int *year, int *month, int *day)
{
    gint64 shifted = days + 719468;
    gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    gint64 day_of_era = shifted - era * 146097;
    gint64 year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    gint64 month_from_march = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    *month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

gint64
floor_divide(gint64 value, gint64 by)
{
    gint64 quotient = value / by;
    return quotient - (value % by < 0);
}

int
days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Seconds that a zone's clock is ahead of UTC at a moment. */
static gint64
offset_at(GTimeZone *zone, gint64 utc_seconds)
{
    if (!zone)
        return 0;
    gint interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, utc_seconds);
    return interval < 0 ? 0 : g_time_zone_get_offset(zone, interval);
}

/* The rule of a clock change is to read by the clock that was in force before it: a skipped time
 * moves forward by the gap, a repeated one is its first occurrence. No offset reaches a day, so the
 * offsets of a day before and after are those on both sides of a change nearby. */
gint64
zone_local_to_utc(GTimeZone *zone, gint64 local_seconds)
{
    if (!zone)
        return local_seconds;
    gint64 before = offset_at(zone, local_seconds - SECONDS_A_DAY);
    gint64 after = offset_at(zone, local_seconds + SECONDS_A_DAY);
    if (before == after || offset_at(zone, local_seconds - before) == before)
        return local_seconds - before;
    if (offset_at(zone, local_seconds - after) == after)
        return local_seconds - after;
    return local_seconds - before;
}

/* Blocks of local days with one offset throughout, in a direct-mapped table: 512 × 4 days are five
 * and a half years, so a column in any order finds nearly every row's block after a first pass. */
enum { CACHE_SLOTS = 512, BLOCK_SECONDS = 4 * SECONDS_A_DAY };
#define OFFSET_CHANGES G_MAXINT32

struct ZoneCache {
    GTimeZone *zone;
    gint64 block[CACHE_SLOTS];
    gint32 offset[CACHE_SLOTS];
    GHashTable *named; /* name → ZoneCache*, NULL values for names of no zone; NULL: none met */
};

ZoneCache *
zone_cache_new(GTimeZone *zone)
{
    ZoneCache *cache = g_new0(ZoneCache, 1);
    cache->zone = zone ? g_time_zone_ref(zone) : NULL;
    for (int slot = 0; slot < CACHE_SLOTS; slot++)
        cache->block[slot] = G_MININT64;
    return cache;
}

void
zone_cache_free(ZoneCache *cache)
{
    if (cache && cache->zone)
        g_time_zone_unref(cache->zone);
    if (cache && cache->named)
        g_hash_table_unref(cache->named);
    g_free(cache);
}

static void
free_named(gpointer cache)
{
    zone_cache_free(cache);
}

ZoneCache *
zone_cache_named(ZoneCache *cache, const char *name, gsize length)
{
    g_autofree char *text = g_strndup(name, length);
    gpointer found = NULL;
    if (!cache->named)
        cache->named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_named);
    if (!g_hash_table_lookup_extended(cache->named, text, NULL, &found)) {
        g_autoptr(GTimeZone) zone = zone_exactly(text);
        found = zone ? zone_cache_new(zone) : NULL;
        g_hash_table_insert(cache->named, g_steal_pointer(&text), found);
    }
    return found;
}

/* No clock changes twice within a week, so that equal ends mean no change between them. */
static gint32
block_offset(GTimeZone *zone, gint64 start)
{
    gint64 offset = offset_at(zone, start - SECONDS_A_DAY);
    gint64 after = offset_at(zone, start + BLOCK_SECONDS + SECONDS_A_DAY);
    return offset == after ? (gint32)offset : OFFSET_CHANGES;
}

gint64
zone_cache_local_to_utc(ZoneCache *cache, gint64 local_seconds)
{
    if (!cache->zone)
        return local_seconds;
    gint64 block = floor_divide(local_seconds, BLOCK_SECONDS);
    gsize slot = (gsize)block % CACHE_SLOTS;
    if (cache->block[slot] != block) {
        cache->block[slot] = block;
        cache->offset[slot] = block_offset(cache->zone, block * BLOCK_SECONDS);
    }
    if (cache->offset[slot] == OFFSET_CHANGES)
        return zone_local_to_utc(cache->zone, local_seconds);
    return local_seconds - cache->offset[slot];
}

TimePoint
month_start(int year, int month, GTimeZone *zone)
{
    if (month < 1 || month > 12)
        return TIME_MISSING;
    return zone_local_to_utc(zone, days_from_civil(year, month, 1) * 86400) * TIME_SECOND;
}

void
calendar_fields(TimePoint time, GTimeZone *zone, CalendarFields *fields)
{
    gint64 seconds = floor_divide(time, TIME_SECOND);
    seconds += offset_at(zone, seconds);
    gint64 days = floor_divide(seconds, SECONDS_A_DAY);
    int second_of_day = (int)(seconds - days * SECONDS_A_DAY);
    civil_from_days(days, &fields->year, &fields->month, &fields->day);
    fields->hour = second_of_day / 3600;
    fields->minute = second_of_day / 60 % 60;
    /* 1970-01-01, day 0, was a Thursday. */
    fields->weekday = (int)(days + 3 - floor_divide(days + 3, 7) * 7) + 1;
    fields->day_of_year = (int)(days - days_from_civil(fields->year, 1, 1)) + 1;
}

TimePoint
day_end(TimePoint time, GTimeZone *zone)
{
    gint64 seconds = floor_divide(time, TIME_SECOND);
    gint64 local = seconds + offset_at(zone, seconds);
    gint64 next_day = (floor_divide(local, SECONDS_A_DAY) + 1) * SECONDS_A_DAY;
    return zone_local_to_utc(zone, next_day) * TIME_SECOND;
}

char *
date_format(TimePoint time, TimePrecision precision, GTimeZone *zone)
{
    if (time == TIME_MISSING)
        return g_strdup("");
    CalendarFields at;
    calendar_fields(time, zone, &at);
    if (precision == PRECISION_DAY)
        return g_strdup_printf("%04d-%02d-%02d", at.year, at.month, at.day);
    if (precision == PRECISION_MINUTE)
        return g_strdup_printf("%04d-%02d-%02d %02d:%02d", at.year, at.month, at.day, at.hour,
                               at.minute);
    /* An offset may hold seconds (local mean time before 1900), so they are local too. */
    gint64 seconds = floor_divide(time, TIME_SECOND);
    seconds += offset_at(zone, seconds);
    int second = (int)(seconds - floor_divide(seconds, 60) * 60);
    return g_strdup_printf("%04d-%02d-%02d %02d:%02d:%02d", at.year, at.month, at.day, at.hour,
                           at.minute, second);
}

char *
date_iso(TimePoint time)
{
    if (time == TIME_MISSING)
        return g_strdup("");
    g_autofree char *text = date_format(time, PRECISION_SECOND, NULL);
    *strchr(text, ' ') = 'T';
    int fraction = (int)(time - floor_divide(time, TIME_SECOND) * TIME_SECOND);
    return fraction ? g_strdup_printf("%s.%06dZ", text, fraction) : g_strdup_printf("%sZ", text);
}

char *
date_words(TimePoint time, TimePrecision precision, GTimeZone *zone)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (time == TIME_MISSING)
        return g_strdup("–");
    CalendarFields at;
    calendar_fields(time, zone, &at);
    const char *month = months[at.month - 1];
    if (precision == PRECISION_DAY)
        return g_strdup_printf("%d %s %d", at.day, month, at.year);
    return g_strdup_printf("%d %s %d %02d:%02d", at.day, month, at.year, at.hour, at.minute);
}
