/* date: reads the dates that vendors write. Hand-written scanners over bytes, since every cell of
 * an export passes here: no allocation, no locale, no GDateTime. */
#include "base/calendar.h"

#include <string.h>

typedef struct {
    const char *at, *end;
} Cursor;

typedef struct {
    int year, month, day, hour, minute, second, microsecond;
    gboolean has_offset;
    int offset;       /* seconds ahead of UTC */
    const char *zone; /* an IANA name in the cell, NULL: none */
    gsize zone_length;
    TimePrecision precision;
} Written;

static gboolean
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static gboolean
is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static char
peek(const Cursor *cursor)
{
    return cursor->at < cursor->end ? *cursor->at : '\0';
}

/* One of the bytes in `any`: passed over and returned; else 0. */
static char
take_any(Cursor *cursor, const char *any)
{
    char byte = peek(cursor);
    if (!byte || !strchr(any, byte))
        return '\0';
    cursor->at++;
    return byte;
}

/* Blanks, also the no-break ones that spreadsheets put before AM and PM. */
static gboolean
skip_blanks(Cursor *cursor)
{
    const char *start = cursor->at;
    for (;;) {
        gsize left = (gsize)(cursor->end - cursor->at);
        if (left > 0 && (*cursor->at == ' ' || (*cursor->at >= '\t' && *cursor->at <= '\r')))
            cursor->at++;
        else if (left > 1 && memcmp(cursor->at, "\xC2\xA0", 2) == 0)
            cursor->at += 2;
        else if (left > 2 && memcmp(cursor->at, "\xE2\x80\xAF", 3) == 0)
            cursor->at += 3;
        else
            return cursor->at > start;
    }
}

static Cursor
cursor_trimmed(const char *bytes, gssize length)
{
    Cursor cursor = {bytes, bytes + (length < 0 ? (gssize)strlen(bytes) : length)};
    skip_blanks(&cursor);
    while (cursor.end > cursor.at &&
           (cursor.end[-1] == ' ' || (cursor.end[-1] >= '\t' && cursor.end[-1] <= '\r')))
        cursor.end--;
    return cursor;
}

/* Digits up to the first other byte: how many, 0 when more than `most`. */
static int
scan_digits(Cursor *cursor, int most, int *value)
{
    int count = 0, number = 0;
    while (is_digit(peek(cursor))) {
        if (++count > most)
            return 0;
        number = number * 10 + (*cursor->at++ - '0');
    }
    *value = number;
    return count;
}

static gboolean
scan_year(Cursor *cursor, gboolean short_years, int *year)
{
    int digits = scan_digits(cursor, 4, year);
    if (digits == 2 && short_years) {
        *year += *year < 69 ? 2000 : 1900;
        return TRUE;
    }
    return digits == 4;
}

/* The bytes at the cursor begin with `word`, without regard to case. */
static gboolean
begins(const Cursor *cursor, const char *word)
{
    gsize length = strlen(word);
    return (gsize)(cursor->end - cursor->at) >= length &&
           g_ascii_strncasecmp(cursor->at, word, length) == 0;
}

/* A whole word that is `full` or one of its short forms of three letters or more ("Sept"), with or
 * without a full stop. */
static gboolean
scan_name(Cursor *cursor, const char *full)
{
    gsize letters = 0, available = (gsize)(cursor->end - cursor->at);
    while (letters < available && is_letter(cursor->at[letters]))
        letters++;
    gsize length = strlen(full);
    gboolean known = letters == 3 || letters == length || (letters == 4 && *full == 's');
    if (!known || letters > length || g_ascii_strncasecmp(cursor->at, full, letters) != 0)
        return FALSE;
    cursor->at += letters;
    take_any(cursor, ".");
    return TRUE;
}

static gboolean
scan_month_name(Cursor *cursor, int *month)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (int i = 0; i < 12; i++)
        if ((peek(cursor) | 0x20) == *names[i] && scan_name(cursor, names[i])) {
            *month = i + 1;
            return TRUE;
        }
    return FALSE;
}

/* "Mon, " before a date in words tells nothing that the date does not. */
static void
skip_weekday(Cursor *cursor)
{
    static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};
    Cursor after = *cursor;
    for (int i = 0; i < 7; i++)
        if ((peek(cursor) | 0x20) == *names[i] && scan_name(&after, names[i])) {
            gboolean comma = take_any(&after, ",") != '\0';
            if (skip_blanks(&after) || comma)
                *cursor = after;
            return;
        }
}

static void
skip_ordinal(Cursor *cursor)
{
    if (begins(cursor, "st") || begins(cursor, "nd") || begins(cursor, "rd") ||
        begins(cursor, "th"))
        cursor->at += 2;
}

static gboolean
scan_iso_day(Cursor *cursor, Written *written)
{
    if (!scan_year(cursor, FALSE, &written->year))
        return FALSE;
    char separator = take_any(cursor, "-/");
    return separator && scan_digits(cursor, 2, &written->month) &&
           take_any(cursor, "-/") == separator && scan_digits(cursor, 2, &written->day);
}

/* Three numbers, the year last. */
static gboolean
scan_numeric_day(Cursor *cursor, int *first, int *second, int *year)
{
    if (!scan_digits(cursor, 2, first))
        return FALSE;
    char separator = take_any(cursor, "/-.");
    return separator && scan_digits(cursor, 2, second) && take_any(cursor, "/-.") == separator &&
           scan_year(cursor, TRUE, year);
}

static gboolean
scan_day_month(Cursor *cursor, Written *written)
{
    skip_weekday(cursor);
    if (!scan_digits(cursor, 2, &written->day))
        return FALSE;
    skip_ordinal(cursor);
    if (!take_any(cursor, "/-."))
        skip_blanks(cursor);
    if (!scan_month_name(cursor, &written->month))
        return FALSE;
    if (!take_any(cursor, "/-,"))
        skip_blanks(cursor);
    skip_blanks(cursor);
    return scan_year(cursor, TRUE, &written->year);
}

static gboolean
scan_month_day(Cursor *cursor, Written *written)
{
    skip_weekday(cursor);
    if (!scan_month_name(cursor, &written->month))
        return FALSE;
    if (!take_any(cursor, "/-"))
        skip_blanks(cursor);
    if (!scan_digits(cursor, 2, &written->day))
        return FALSE;
    skip_ordinal(cursor);
    gboolean parted = take_any(cursor, "/-,") != '\0';
    parted |= skip_blanks(cursor);
    return parted && scan_year(cursor, TRUE, &written->year);
}

static gboolean
scan_day(Cursor *cursor, DateOrder order, Written *written)
{
    switch (order) {
    case DATE_ISO:
        return scan_iso_day(cursor, written);
    case DATE_DMY:
        return scan_numeric_day(cursor, &written->day, &written->month, &written->year);
    case DATE_MDY:
        return scan_numeric_day(cursor, &written->month, &written->day, &written->year);
    case DATE_DAY_MONTH:
        return scan_day_month(cursor, written);
    case DATE_MONTH_DAY:
        return scan_month_day(cursor, written);
    case DATE_UNKNOWN:
    case DATE_EPOCH:
    case DATE_SWAPPED:
        break;
    }
    return FALSE;
}

/* The digits after a point or comma, as microseconds; finer ones are dropped. */
static gboolean
scan_fraction(Cursor *cursor, int *microsecond)
{
    int digits = 0, value = 0;
    for (; is_digit(peek(cursor)); cursor->at++)
        if (++digits <= 6)
            value = value * 10 + (*cursor->at - '0');
    for (int filled = digits; filled < 6; filled++)
        value *= 10;
    *microsecond = value;
    return digits > 0 && digits <= 12;
}

/* AM and PM; FALSE when an hour does not fit its half of the day. PST and AEST are none of them. */
static gboolean
scan_half_day(Cursor *cursor, int *hour)
{
    Cursor after = *cursor;
    skip_blanks(&after);
    char half = take_any(&after, "aApP");
    if (!half)
        return TRUE;
    take_any(&after, ".");
    if (!take_any(&after, "mM") || is_letter(peek(&after)))
        return TRUE;
    take_any(&after, ".");
    *cursor = after;
    if (*hour < 1 || *hour > 12)
        return FALSE;
    *hour = *hour % 12 + ((half | 0x20) == 'p' ? 12 : 0);
    return TRUE;
}

/* CET, PST, Europe/Berlin. */
static gboolean
scan_zone_name(Cursor *cursor, Written *written)
{
    gsize length = (gsize)(cursor->end - cursor->at);
    if (zone_short_name(cursor->at, length, &written->offset)) {
        cursor->at = cursor->end;
        return TRUE;
    }
    if (!zone_looks_named(cursor->at, length))
        return FALSE;
    written->zone = cursor->at;
    written->zone_length = length;
    cursor->at = cursor->end;
    return TRUE;
}

/* "+01:00[Europe/Berlin]", "+0100 (CET)": the name adds nothing to the offset before it. */
static void
drop_remark(Cursor *cursor)
{
    const char *open;
    if (cursor->end == cursor->at || (cursor->end[-1] != ']' && cursor->end[-1] != ')'))
        return;
    char mark = cursor->end[-1] == ']' ? '[' : '(';
    open = memchr(cursor->at, mark, (gsize)(cursor->end - cursor->at));
    if (!open || open == cursor->at)
        return;
    cursor->end = open;
    while (cursor->end > cursor->at && cursor->end[-1] == ' ')
        cursor->end--;
}

/* Z, UTC, GMT, +02:00, +0200, +02, GMT+0200, CET, Europe/Berlin; none is fine too. */
static gboolean
scan_offset(Cursor *cursor, Written *written)
{
    skip_blanks(cursor);
    if (cursor->at == cursor->end)
        return TRUE;
    written->has_offset = TRUE;
    drop_remark(cursor);
    if (begins(cursor, "utc") || begins(cursor, "gmt"))
        cursor->at += 3;
    else if (is_letter(peek(cursor)) && cursor->end - cursor->at > 1)
        return scan_zone_name(cursor, written);
    else if (take_any(cursor, "zZ"))
        return cursor->at == cursor->end;
    char sign = take_any(cursor, "+-");
    if (!sign)
        return cursor->at == cursor->end;
    int number = 0, minutes = 0, digits = scan_digits(cursor, 4, &number);
    if (digits == 4) {
        minutes = number % 100;
        number /= 100;
    } else if (digits != 2 || (take_any(cursor, ":") && scan_digits(cursor, 2, &minutes) != 2)) {
        return FALSE;
    }
    if (number > 15 || minutes > 59)
        return FALSE;
    written->offset = (number * 60 + minutes) * (sign == '-' ? -60 : 60);
    return cursor->at == cursor->end;
}

/* What parts a day from its time of day: blanks, a comma, "at", or ISO's T. */
static gboolean
skip_to_time(Cursor *cursor, DateOrder order)
{
    if (order == DATE_ISO && take_any(cursor, "tT"))
        return TRUE;
    gboolean parted = take_any(cursor, ",") != '\0';
    parted |= skip_blanks(cursor);
    if (parted && begins(cursor, "at ")) {
        cursor->at += 3;
        skip_blanks(cursor);
    }
    return parted;
}

static gboolean
scan_time_of_day(Cursor *cursor, DateOrder order, Written *written)
{
    if (cursor->at == cursor->end)
        return TRUE;
    if (!skip_to_time(cursor, order) || !scan_digits(cursor, 2, &written->hour) ||
        !take_any(cursor, ":") || scan_digits(cursor, 2, &written->minute) != 2)
        return FALSE;
    written->precision = PRECISION_MINUTE;
    if (take_any(cursor, ":")) {
        if (scan_digits(cursor, 2, &written->second) != 2)
            return FALSE;
        written->precision = PRECISION_SECOND;
        if (take_any(cursor, ".,")) {
            if (!scan_fraction(cursor, &written->microsecond))
                return FALSE;
            written->precision = PRECISION_FRACTION;
        }
    }
    if (written->hour > 23 || written->minute > 59 || written->second > 59)
        return FALSE;
    return scan_half_day(cursor, &written->hour) && scan_offset(cursor, written);
}

static gboolean
day_exists(const Written *written)
{
    return written->year >= 1 && written->month >= 1 && written->month <= 12 && written->day >= 1 &&
           written->day <= days_in_month(written->year, written->month);
}

static gboolean
scan_written(Cursor cursor, DateOrder order, Written *written)
{
    return scan_day(&cursor, order, written) && day_exists(written) &&
           scan_time_of_day(&cursor, order, written);
}

/* Ten digits are seconds, thirteen milliseconds; floats written by programs add a fraction. A
 * leading zero is a telephone number, not a time. */
static gboolean
scan_epoch(Cursor cursor, TimePoint *time, TimePrecision *precision)
{
    gint64 number = 0;
    int digits = 0;
    if (peek(&cursor) == '0')
        return FALSE;
    for (; is_digit(peek(&cursor)) && digits < 14; cursor.at++, digits++)
        number = number * 10 + (*cursor.at - '0');
    int microsecond = 0;
    *precision = digits == 13 ? PRECISION_FRACTION : PRECISION_SECOND;
    if (digits == 10 && take_any(&cursor, ".")) {
        if (!scan_fraction(&cursor, &microsecond))
            return FALSE;
        *precision = microsecond ? PRECISION_FRACTION : PRECISION_SECOND;
    }
    if (cursor.at != cursor.end || (digits != 10 && digits != 13))
        return FALSE;
    *time = number * (digits == 10 ? TIME_SECOND : TIME_SECOND / 1000) + microsecond;
    return TRUE;
}

/* Seconds of the clock in the zone that the cell names → UTC; FALSE: there is no such zone. */
static gboolean
from_named_zone(const Written *written, ZoneCache *cache, gint64 *seconds)
{
    if (cache) {
        ZoneCache *named = zone_cache_named(cache, written->zone, written->zone_length);
        if (named)
            *seconds = zone_cache_local_to_utc(named, *seconds);
        return named != NULL;
    }
    g_autofree char *name = g_strndup(written->zone, written->zone_length);
    g_autoptr(GTimeZone) zone = zone_exactly(name);
    if (zone)
        *seconds = zone_local_to_utc(zone, *seconds);
    return zone != NULL;
}

/* The date's point in time, by the offset or zone it names, else by `cache`, else by `zone`. */
static gboolean
point_in_time(const Written *written, GTimeZone *zone, ZoneCache *cache, TimePoint *point)
{
    gint64 seconds = days_from_civil(written->year, written->month, written->day) * 86400 +
                     written->hour * 3600 + written->minute * 60 + written->second;
    if (written->zone) {
        if (!from_named_zone(written, cache, &seconds))
            return FALSE;
    } else if (written->has_offset)
        seconds -= written->offset;
    else if (cache)
        seconds = zone_cache_local_to_utc(cache, seconds);
    else
        seconds = zone_local_to_utc(zone, seconds);
    *point = seconds * TIME_SECOND + written->microsecond;
    return TRUE;
}

/* A later day than the 12th can't have been taken for a month: it stands where it was written. */
static void
swap_back(Written *written)
{
    int day = written->day;
    if (day > 12)
        return;
    written->day = written->month;
    written->month = day;
}

static gboolean
parse(const char *bytes, gssize length, DateOrder order, GTimeZone *zone, ZoneCache *cache,
      TimePoint *time, TimePrecision *precision)
{
    Cursor cursor = cursor_trimmed(bytes, length);
    TimePoint point;
    Written written = {0};
    if (order == DATE_EPOCH) {
        if (!scan_epoch(cursor, &point, &written.precision))
            return FALSE;
    } else if (!scan_written(cursor, order & ~DATE_SWAPPED, &written)) {
        return FALSE;
    } else {
        if (order & DATE_SWAPPED)
            swap_back(&written);
        if (!point_in_time(&written, zone, cache, &point))
            return FALSE;
    }
    *time = point;
    if (precision)
        *precision = written.precision;
    return TRUE;
}

gboolean
date_offset(const char *bytes, gssize length, TimePoint *time, int *seconds)
{
    Cursor cursor = cursor_trimmed(bytes, length);
    for (DateOrder order = DATE_ISO; order <= DATE_MONTH_DAY; order++) {
        Written written = {0};
        TimePoint point, local;
        if (!scan_written(cursor, order, &written) || !written.has_offset ||
            !point_in_time(&written, NULL, NULL, &point))
            continue;
        written.has_offset = FALSE;
        written.zone = NULL;
        point_in_time(&written, NULL, NULL, &local);
        if (time)
            *time = point;
        if (seconds)
            *seconds = (int)((local - point) / TIME_SECOND);
        return TRUE;
    }
    return FALSE;
}

gboolean
date_parse(const char *bytes, gssize length, DateOrder order, GTimeZone *zone, TimePoint *time,
           TimePrecision *precision)
{
    return parse(bytes, length, order, zone, NULL, time, precision);
}

gboolean
date_parse_cached(const char *bytes, gssize length, DateOrder order, ZoneCache *cache,
                  TimePoint *time, TimePrecision *precision)
{
    return parse(bytes, length, order, NULL, cache, time, precision);
}

/* The orders that the first bytes leave open; most cells are no date at all and end here. */
static guint
orders_by_first_bytes(Cursor cursor)
{
    gsize length = (gsize)(cursor.end - cursor.at);
    if (length < 6 || length > 64)
        return 0;
    if (is_letter(*cursor.at))
        return 1 << DATE_MONTH_DAY | 1 << DATE_DAY_MONTH;
    int digits = 0;
    while (digits < 14 && is_digit(peek(&cursor))) {
        cursor.at++;
        digits++;
    }
    if (digits == 10 || digits == 13)
        return 1 << DATE_EPOCH;
    if (digits == 4)
        return 1 << DATE_ISO;
    if (digits != 1 && digits != 2)
        return 0;
    gsize ahead = (gsize)(cursor.end - cursor.at);
    if (ahead > 1 && strchr("/-.", *cursor.at) && is_digit(cursor.at[1]))
        return 1 << DATE_DMY | 1 << DATE_MDY;
    return 1 << DATE_DAY_MONTH;
}

guint
date_orders_possible(const char *bytes, gssize length)
{
    Cursor cursor = cursor_trimmed(bytes, length);
    guint open = orders_by_first_bytes(cursor), possible = 0;
    for (DateOrder order = DATE_ISO; order <= DATE_EPOCH; order++) {
        TimePoint time;
        Written written = {0};
        if (!(open & 1u << order))
            continue;
        if (order == DATE_EPOCH ? scan_epoch(cursor, &time, &written.precision)
                                : scan_written(cursor, order, &written))
            possible |= 1u << order;
    }
    return possible;
}

static const char *const order_names[] = {"unknown",
                                          "ISO",
                                          "d/m/y",
                                          "m/d/y",
                                          "d month y",
                                          "month d, y",
                                          "epoch",
                                          NULL,
                                          NULL,
                                          "ISO swapped",
                                          "d/m/y swapped",
                                          "m/d/y swapped",
                                          "d month y swapped",
                                          "month d, y swapped"};

const char *
date_order_name(DateOrder order)
{
    const char *name = (guint)order < G_N_ELEMENTS(order_names) ? order_names[order] : NULL;
    return name ? name : order_names[0];
}

DateOrder
date_order_from_name(const char *name)
{
    for (guint order = 0; order < G_N_ELEMENTS(order_names); order++)
        if (order_names[order] && g_ascii_strcasecmp(name, order_names[order]) == 0)
            return (DateOrder)order;
    if (g_ascii_strcasecmp(name, "dmy") == 0)
        return DATE_DMY;
    if (g_ascii_strcasecmp(name, "mdy") == 0)
        return DATE_MDY;
    return DATE_UNKNOWN;
}
