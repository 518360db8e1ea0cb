/* Dates: each order's ways to write one, days that don't exist, clock changes against Python's
 * zoneinfo (tests/reference/dates.py), civil arithmetic against GDateTime, spans of time. */
#include <foredesk/base.h>

#include <math.h>
#include <string.h>

/* A date as `order` reads it in UTC, "2025-07-14T18:59:51Z 2" with its precision, or "refused". */
static char *
parsed(const char *text, DateOrder order)
{
    TimePoint time;
    TimePrecision precision;
    if (!date_parse(text, -1, order, NULL, &time, &precision))
        return g_strdup("refused");
    g_autofree char *iso = date_iso(time);
    return g_strdup_printf("%s %d", iso, precision);
}

static void
assert_parsed(DateOrder order, const char *text, const char *expected)
{
    g_autofree char *got = parsed(text, order);
    if (strcmp(got, expected) != 0)
        g_error("\"%s\" as %s: %s, not %s", text, date_order_name(order), got, expected);
    guint possible = date_orders_possible(text, -1);
    gboolean refused = strcmp(expected, "refused") == 0;
    g_assert_cmpint((possible >> order & 1) == 0, ==, refused);
}

static void
test_iso(void)
{
    const DateOrder o = DATE_ISO;
    assert_parsed(o, "2025-07-14", "2025-07-14T00:00:00Z 0");
    assert_parsed(o, "  2025-07-14\t\r\n", "2025-07-14T00:00:00Z 0");
    assert_parsed(o, "2025/07/14 18:59", "2025-07-14T18:59:00Z 1");
    assert_parsed(o, "2025-07-14 18:59:51", "2025-07-14T18:59:51Z 2");
    assert_parsed(o, "2025-07-14T18:59:51.5", "2025-07-14T18:59:51.500000Z 3");
    assert_parsed(o, "2025-07-14T18:59:51,123456789", "2025-07-14T18:59:51.123456Z 3");
    assert_parsed(o, "2025-07-14T18:59:51Z", "2025-07-14T18:59:51Z 2");
    assert_parsed(o, "2025-07-14t18:59z", "2025-07-14T18:59:00Z 1");
    assert_parsed(o, "2025-07-14 18:59:51 UTC", "2025-07-14T18:59:51Z 2");
    assert_parsed(o, "2025-07-14T18:59:51+02:00", "2025-07-14T16:59:51Z 2");
    assert_parsed(o, "2025-07-14T18:59:51.000+0200", "2025-07-14T16:59:51Z 3");
    assert_parsed(o, "2025-07-14 18:59:51 -0730", "2025-07-15T02:29:51Z 2");
    assert_parsed(o, "2025-07-14 18:59 GMT+02", "2025-07-14T16:59:00Z 1");
    assert_parsed(o, "2025-07-14 18:59 +15:30", "2025-07-14T03:29:00Z 1");
    assert_parsed(o, "2025-01-01T00:30+02:00", "2024-12-31T22:30:00Z 1");
    assert_parsed(o, "2025-7-4 6:59 PM", "2025-07-04T18:59:00Z 1");
    assert_parsed(o, "0001-01-01", "0001-01-01T00:00:00Z 0");
    assert_parsed(o, "9999-12-31 23:59:59", "9999-12-31T23:59:59Z 2");
    const char *const refused[] = {
        "",
        "2025",
        "2025-07",
        "0000-01-01",
        "2025-13-01",
        "2025-00-01",
        "2025-07-00",
        "2025-07/14",
        "2025-07-14T",
        "25-07-14",
        "20250714",
        "2025-07-14 24:00",
        "2025-07-14 18:60",
        "2025-07-14 18:5",
        "2025-07-14 18:59:60",
        "2025-07-14 18:59 Mars/Olympus",
        "2025-07-14 18:59 CETA",
        "2025-07-14 18:59 (CET)",
        "2025-07-14 18:59 +16",
        "2025-07-14 18:59+2",
        "2025-07-14 18:59:51.",
        "2025-07-14 18:59 Z+1",
        "2025-07-14 18:59:51+02:60",
        "2025-07-14 and more",
        "2025-07-14-18:59",
        "12025-07-14",
        "2025-007-14",
        "2025-07-014",
        "-2025-07-14",
        "2025-07-14 18",
        "2025-07-14 18:59 +02:0",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
        assert_parsed(o, refused[i], "refused");
}

/* Zones in cells: the clock that the cell names, whatever zone its column is in. */
static void
test_named_zones(void)
{
    DateOrder o = DATE_ISO;
    assert_parsed(o, "2025-07-14 18:59 CET", "2025-07-14T17:59:00Z 1");
    assert_parsed(o, "2025-07-14 18:59 cest", "2025-07-14T16:59:00Z 1");
    assert_parsed(o, "2025-07-14 06:59 PM PST", "2025-07-15T02:59:00Z 1");
    assert_parsed(o, "2025-07-14 6:59:00 AM AEST", "2025-07-13T20:59:00Z 2");
    assert_parsed(o, "2025-07-14 18:59 IST", "2025-07-14T13:29:00Z 1");
    assert_parsed(o, "2025-07-14T18:59:00+02:00[Europe/Berlin]", "2025-07-14T16:59:00Z 2");
    assert_parsed(DATE_DAY_MONTH, "Mon, 14 Jul 2025 18:59:51 +0200 (CEST)",
                  "2025-07-14T16:59:51Z 2");
    assert_parsed(DATE_MDY, "7/14/2025 6:59 PM PDT", "2025-07-15T01:59:00Z 1");
    if (!g_file_test("/usr/share/zoneinfo/Europe/Berlin", G_FILE_TEST_EXISTS)) {
        g_test_skip("this machine has no table of zones");
        return;
    }
    assert_parsed(o, "2025-01-14 18:59 Europe/Berlin", "2025-01-14T17:59:00Z 1");
    assert_parsed(o, "2025-07-14 18:59 Europe/Berlin", "2025-07-14T16:59:00Z 1");
    assert_parsed(DATE_DMY, "14/7/2025 6:59 AM America/New_York", "2025-07-14T10:59:00Z 1");
    TimePoint time;
    int seconds;
    g_assert_false(date_parse("2025-07-14 18:59 Europe/Atlantis", -1, o, NULL, &time, NULL));
    g_assert_true(date_offset("2025-07-14 18:59 Europe/Berlin", -1, &time, &seconds));
    g_assert_cmpint(seconds, ==, 7200);
    g_assert_false(date_offset("2025-07-14 18:59", -1, NULL, NULL));
    g_assert_false(date_offset("14 pieces", -1, NULL, NULL));
}

static void
test_numeric(void)
{
    assert_parsed(DATE_DMY, "14/7/2025", "2025-07-14T00:00:00Z 0");
    assert_parsed(DATE_DMY, "14-07-25", "2025-07-14T00:00:00Z 0");
    assert_parsed(DATE_DMY, "14.07.2025 18:59", "2025-07-14T18:59:00Z 1");
    assert_parsed(DATE_DMY, "14.07.2025, 18:59:51", "2025-07-14T18:59:51Z 2");
    assert_parsed(DATE_DMY, "1/2/68", "2068-02-01T00:00:00Z 0");
    assert_parsed(DATE_DMY, "1/2/69", "1969-02-01T00:00:00Z 0");
    assert_parsed(DATE_DMY, "29/2/2016 01:16", "2016-02-29T01:16:00Z 1");
    assert_parsed(DATE_MDY, "7/14/2025", "2025-07-14T00:00:00Z 0");
    assert_parsed(DATE_MDY, "07/14/25 12:05 AM", "2025-07-14T00:05:00Z 1");
    assert_parsed(DATE_MDY, "7/14/2025 12:05:09 pm", "2025-07-14T12:05:09Z 2");
    assert_parsed(DATE_MDY, "7/14/2025 6:59\xE2\x80\xAFPM", "2025-07-14T18:59:00Z 1");
    assert_parsed(DATE_MDY, "7/14/2025 6:59 p.m.", "2025-07-14T18:59:00Z 1");
    assert_parsed(DATE_DMY, "7/14/2025", "refused");
    assert_parsed(DATE_MDY, "14/7/2025", "refused");
    const char *const refused[] = {
        "31/2/2025",         "29/2/2025",        "29/2/1900", "0/1/2025",     "1/0/2025",
        "1/2/025",           "1/2/20250",        "1/2-2025",  "1//2025",      "1/2/2025 0:30 AM",
        "1/2/2025 13:05 PM", "1/2/2025 1:05 XM", "1.2.3",     "192.168.1.20", "1/2/0000"};
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
        assert_parsed(DATE_DMY, refused[i], "refused");
}

static void
test_month_names(void)
{
    const DateOrder o = DATE_DAY_MONTH, m = DATE_MONTH_DAY;
    assert_parsed(o, "14/Jul/25 10:17 PM", "2025-07-14T22:17:00Z 1");
    assert_parsed(o, "14-Jul-2025", "2025-07-14T00:00:00Z 0");
    assert_parsed(o, "14 July 2025 18:59", "2025-07-14T18:59:00Z 1");
    assert_parsed(o, "14 jul. 2025, 18:59:51", "2025-07-14T18:59:51Z 2");
    assert_parsed(o, "1st SEPTEMBER 2025", "2025-09-01T00:00:00Z 0");
    assert_parsed(o, "3 Sept 2025", "2025-09-03T00:00:00Z 0");
    assert_parsed(o, "14Jul2025", "2025-07-14T00:00:00Z 0");
    assert_parsed(o, "Mon, 14 Jul 2025 18:59:51 +0200", "2025-07-14T16:59:51Z 2");
    assert_parsed(o, "29 Feb 2024", "2024-02-29T00:00:00Z 0");
    assert_parsed(m, "Jul 14, 2025 6:59 PM", "2025-07-14T18:59:00Z 1");
    assert_parsed(m, "July 14 2025", "2025-07-14T00:00:00Z 0");
    assert_parsed(m, "Mar 3rd, 2025 at 06:59", "2025-03-03T06:59:00Z 1");
    assert_parsed(m, "Tuesday, May 6, 2025", "2025-05-06T00:00:00Z 0");
    assert_parsed(m, "Aug-06-2025", "2025-08-06T00:00:00Z 0");
    const char *const days[] = {
        "31 Jun 2025", "29 Feb 2025",      "14 Foo 2025",       "14 Ju 2025",  "14 Julia 2025",
        "14 Jul",      "14 Jul 2025 noon", "14 Jul 2025 25:00", "Mon 14 2025", "14 Maye 2025"};
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++)
        assert_parsed(o, days[i], "refused");
    const char *const months[] = {"Feb 30, 2025", "Jul 14",         "Marx 3, 2025", "May be later",
                                  "Jul 142025",   "Augment 3 2025", "Augu 3 2025"};
    for (gsize i = 0; i < G_N_ELEMENTS(months); i++)
        assert_parsed(m, months[i], "refused");
}

static void
test_epoch(void)
{
    const DateOrder o = DATE_EPOCH;
    assert_parsed(o, "1752512391", "2025-07-14T16:59:51Z 2");
    assert_parsed(o, " 1752512391 ", "2025-07-14T16:59:51Z 2");
    assert_parsed(o, "1752512391.0", "2025-07-14T16:59:51Z 2");
    assert_parsed(o, "1752512391.25", "2025-07-14T16:59:51.250000Z 3");
    assert_parsed(o, "1752512391123", "2025-07-14T16:59:51.123000Z 3");
    const char *const refused[] = {"175251239",       "17525123911",    "0612345678",
                                   "175251239112345", "1752512391.",    "1752512391x",
                                   "-1752512391",     "17525123911234", "1752512391123.5"};
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
        assert_parsed(o, refused[i], "refused");
}

/* The evidence over a column is made of these masks. */
static void
test_orders(void)
{
    const guint dmy = 1 << DATE_DMY, mdy = 1 << DATE_MDY;
    g_assert_cmpuint(date_orders_possible("3/4/2025", -1), ==, dmy | mdy);
    g_assert_cmpuint(date_orders_possible("13/4/2025", -1), ==, dmy);
    g_assert_cmpuint(date_orders_possible("4/13/2025", -1), ==, mdy);
    g_assert_cmpuint(date_orders_possible("2025-04-13", -1), ==, 1 << DATE_ISO);
    g_assert_cmpuint(date_orders_possible("13 Apr 2025", -1), ==, 1 << DATE_DAY_MONTH);
    g_assert_cmpuint(date_orders_possible("Apr 13, 2025", -1), ==, 1 << DATE_MONTH_DAY);
    g_assert_cmpuint(date_orders_possible("1752512391", -1), ==, 1 << DATE_EPOCH);
    const char *const none[] = {"",      "open",  "T-1042", "3.14159", "1,234", "10.0.0.1",
                                "12:30", "Mayor", "-",      "   ",     "March"};
    for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
        g_assert_cmpuint(date_orders_possible(none[i], -1), ==, 0);
    /* Only `length` bytes are read. */
    g_assert_cmpuint(date_orders_possible("2025-04-13garbage", 10), ==, 1 << DATE_ISO);
    for (DateOrder order = DATE_ISO; order <= DATE_EPOCH; order++)
        g_assert_cmpint(date_order_from_name(date_order_name(order)), ==, order);
    g_assert_cmpint(date_order_from_name("y/d/m"), ==, DATE_UNKNOWN);
}

/* What a spreadsheet of another country did, undone: only where both could be either. */
static void
test_swapped(void)
{
    static const struct {
        DateOrder order;
        const char *text, *expected;
    } cases[] = {
        {DATE_DMY, "06-04-15", "2015-04-06T00:00:00Z 0"},
        {DATE_DMY | DATE_SWAPPED, "06-04-15", "2015-06-04T00:00:00Z 0"},
        {DATE_DMY | DATE_SWAPPED, "24-06-15 10:13 AM", "2015-06-24T10:13:00Z 1"},
        {DATE_DMY | DATE_SWAPPED, "06-24-15", "refused"},
        {DATE_ISO | DATE_SWAPPED, "2015-12-06T23:30:00+02:00", "2015-06-12T21:30:00Z 2"},
        {DATE_DAY_MONTH | DATE_SWAPPED, "04-Aug-15", "2015-04-08T00:00:00Z 0"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = parsed(cases[i].text, cases[i].order);
        g_assert_cmpstr(got, ==, cases[i].expected);
    }
    for (DateOrder order = DATE_ISO; order <= DATE_MONTH_DAY; order++) {
        const char *name = date_order_name(order | DATE_SWAPPED);
        g_assert_true(g_str_has_suffix(name, " swapped"));
        g_assert_cmpint(date_order_from_name(name), ==, order | DATE_SWAPPED);
    }
    g_assert_cmpstr(date_order_name(DATE_SWAPPED), ==, "unknown");
}

static void
test_refusal_leaves_outputs(void)
{
    TimePoint time = 7;
    TimePrecision precision = PRECISION_SECOND;
    g_assert_false(date_parse("31/2/2025", -1, DATE_DMY, NULL, &time, &precision));
    g_assert_false(date_parse("2025-01-01", -1, DATE_UNKNOWN, NULL, &time, &precision));
    g_assert_cmpint(time, ==, 7);
    g_assert_cmpint(precision, ==, PRECISION_SECOND);
}

/* ---- against other implementations ------------------------------------------------------ */

static void
test_civil(void)
{
    Random random;
    random_seed(&random, 1);
    for (int i = 0; i < 20000; i++) {
        int year = 1 + (int)random_below(&random, 9999), month = 1 + (int)random_below(&random, 12);
        int day = 1 + (int)random_below(&random, 31);
        g_autoptr(GDateTime) moment = g_date_time_new_utc(year, month, day, 0, 0, 0);
        g_autofree char *text = g_strdup_printf("%04d-%02d-%02d", year, month, day);
        TimePoint time = TIME_MISSING;
        g_assert_cmpint(date_parse(text, -1, DATE_ISO, NULL, &time, NULL), ==, moment != NULL);
        if (!moment)
            continue;
        g_assert_cmpint(time, ==, g_date_time_to_unix(moment) * TIME_SECOND);
        gint64 days = days_from_civil(year, month, day);
        g_assert_cmpint(days * 86400, ==, g_date_time_to_unix(moment));
        int back[3];
        civil_from_days(days, &back[0], &back[1], &back[2]);
        g_assert_cmpint(back[0], ==, year);
        g_assert_cmpint(back[1], ==, month);
        g_assert_cmpint(back[2], ==, day);
        CalendarFields fields;
        calendar_fields(time, NULL, &fields);
        g_assert_cmpint(fields.weekday, ==, g_date_time_get_day_of_week(moment));
        g_assert_cmpint(fields.day_of_year, ==, g_date_time_get_day_of_year(moment));
    }
}

static const char *const zone_list[] = {"UTC", "+05:45", "Europe/Berlin", "America/New_York",
                                        "Australia/Lord_Howe"};

/* NULL, and the test says so, on a machine without that zone's table. */
static GTimeZone *
zone_or_skip(const char *name)
{
    g_autoptr(GError) error = NULL;
    GTimeZone *zone = zone_from_name(name, &error);
    if (!zone)
        g_test_skip(error->message);
    return zone;
}

static void
test_calendar_in_zones(void)
{
    Random random;
    random_seed(&random, 2);
    for (gsize z = 0; z < G_N_ELEMENTS(zone_list); z++) {
        g_autoptr(GTimeZone) zone = zone_or_skip(zone_list[z]);
        for (int i = 0; zone && i < 2000; i++) {
            gint64 seconds = (gint64)random_below(&random, 2000000000);
            g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
            g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
            CalendarFields fields;
            calendar_fields(seconds * TIME_SECOND, zone, &fields);
            g_assert_cmpint(fields.hour, ==, g_date_time_get_hour(local));
            g_assert_cmpint(fields.minute, ==, g_date_time_get_minute(local));
            g_assert_cmpint(fields.weekday, ==, g_date_time_get_day_of_week(local));
            g_assert_cmpint(fields.day_of_year, ==, g_date_time_get_day_of_year(local));
            g_autofree char *expected = g_date_time_format(local, "%Y-%m-%d %H:%M:%S");
            g_autofree char *written = date_format(seconds * TIME_SECOND, PRECISION_SECOND, zone);
            g_assert_cmpstr(written, ==, expected);
        }
    }
}

static void
test_clock_changes(void)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    g_autofree char *path =
        g_build_filename(source ? source : ".", "tests/reference/dates.txt", NULL);
    g_autofree char *text = NULL, *zone_name = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &text, NULL, &error))
        g_error("%s", error->message);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GTimeZone) zone = NULL;
    g_autoptr(ZoneCache) cache = NULL;
    int compared = 0;
    for (char **line = lines; *line && **line; line++, compared++) {
        g_auto(GStrv) words = g_strsplit(*line, " ", 3);
        if (g_strcmp0(zone_name, words[0]) != 0) {
            g_free(zone_name);
            zone_name = g_strdup(words[0]);
            g_clear_pointer(&zone, g_time_zone_unref);
            g_clear_pointer(&cache, zone_cache_free);
            if (!(zone = zone_or_skip(zone_name)))
                return;
            cache = zone_cache_new(zone);
        }
        TimePoint expected = g_ascii_strtoll(words[2], NULL, 10) * TIME_SECOND, time, cached;
        g_assert_true(date_parse(words[1], -1, DATE_ISO, zone, &time, NULL));
        g_assert_true(date_parse_cached(words[1], -1, DATE_ISO, cache, &cached, NULL));
        if (time != expected || cached != expected)
            g_error("%s: %" G_GINT64_FORMAT ", cached %" G_GINT64_FORMAT, *line, time, cached);
    }
    g_assert_cmpint(compared, >, 600);
}

/* A cache and no cache agree on random local times, in random order, over a century. */
static void
test_cache(void)
{
    Random random;
    random_seed(&random, 3);
    for (gsize z = 0; z < G_N_ELEMENTS(zone_list); z++) {
        g_autoptr(GTimeZone) zone = zone_or_skip(zone_list[z]);
        g_autoptr(ZoneCache) cache = zone_cache_new(zone);
        for (int i = 0; zone && i < 5000; i++) {
            TimePoint local = (gint64)random_below(&random, 4000000000) * TIME_SECOND, time, cached;
            g_autofree char *text = date_format(local, PRECISION_SECOND, NULL);
            g_assert_true(date_parse(text, -1, DATE_ISO, zone, &time, NULL));
            g_assert_true(date_parse_cached(text, -1, DATE_ISO, cache, &cached, NULL));
            g_assert_cmpint(time, ==, cached);
        }
    }
}

/* ---- round trips ------------------------------------------------------------------------ */

/* A moment in one of the ways an order is written; `time` is cut to what the text says. */
static char *
write_somehow(Random *random, DateOrder order, TimePoint *time, TimePrecision *precision)
{
    static const char *const months[] = {"Jan", "Feb", "Mar",  "April", "may",      "June",
                                         "Jul", "AUG", "Sept", "Oct",   "November", "Dec"};
    static const char *const separators[] = {"/", "-", "."};
    const char *separator = separators[random_below(random, 3)];
    CalendarFields at;
    *precision = (TimePrecision)random_below(random, 3);
    TimePoint step = *precision == PRECISION_DAY      ? TIME_DAY
                     : *precision == PRECISION_MINUTE ? TIME_MINUTE
                                                      : TIME_SECOND;
    *time = ((gint64)random_below(random, 4000000000) * TIME_SECOND) / step * step;
    calendar_fields(*time, NULL, &at);
    int second = (int)(*time / TIME_SECOND % 60), year = at.year;
    if (year >= 1969 && year <= 2068 && random_below(random, 2))
        year %= 100;
    GString *text = g_string_new(random_below(random, 4) ? "" : " \t");
    if (order == DATE_ISO)
        g_string_append_printf(text, "%04d%s%02d%s%02d", at.year, *separator == '/' ? "/" : "-",
                               at.month, *separator == '/' ? "/" : "-", at.day);
    else if (order == DATE_DMY)
        g_string_append_printf(text, "%d%s%02d%s%02d", at.day, separator, at.month, separator,
                               year);
    else if (order == DATE_MDY)
        g_string_append_printf(text, "%02d%s%d%s%02d", at.month, separator, at.day, separator,
                               year);
    else if (order == DATE_DAY_MONTH)
        g_string_append_printf(text, "%d%s%s%s%02d", at.day, random_below(random, 2) ? "/" : " ",
                               months[at.month - 1], random_below(random, 2) ? "-" : " ", year);
    else
        g_string_append_printf(text, "%s %d,%s%02d", months[at.month - 1], at.day,
                               random_below(random, 2) ? " " : "", year);
    if (*precision != PRECISION_DAY) {
        gboolean halves = random_below(random, 2);
        int hour = halves ? (at.hour + 11) % 12 + 1 : at.hour;
        g_string_append_printf(text, " %02d:%02d", hour, at.minute);
        if (*precision == PRECISION_SECOND)
            g_string_append_printf(text, ":%02d", second);
        if (halves)
            g_string_append(text, at.hour < 12 ? " AM" : "pm");
        if (!random_below(random, 4)) {
            g_string_append(text, " +01:30");
            *time -= 90 * TIME_MINUTE;
        }
    }
    return g_string_free(text, FALSE);
}

static void
test_round_trip(void)
{
    Random random;
    random_seed(&random, 4);
    for (int i = 0; i < 50000; i++) {
        DateOrder order = DATE_ISO + (DateOrder)random_below(&random, 5);
        TimePoint time, read;
        TimePrecision precision, read_precision;
        g_autofree char *text = write_somehow(&random, order, &time, &precision);
        if (!date_parse(text, -1, order, NULL, &read, &read_precision))
            g_error("\"%s\" refused as %s", text, date_order_name(order));
        if (time != read || precision != read_precision)
            g_error("\"%s\" misread as %s", text, date_order_name(order));
        g_assert_cmpuint(date_orders_possible(text, -1) & 1u << order, !=, 0);
        g_autofree char *again = date_format(time, precision, NULL);
        g_assert_true(date_parse(again, -1, DATE_ISO, NULL, &read, &read_precision));
        g_assert_cmpint(read, ==, precision == PRECISION_DAY ? time / TIME_DAY * TIME_DAY : time);
    }
}

/* Damaged dates: whatever is accepted has been read within bounds, and the mask agrees. */
static void
test_damaged(void)
{
    static const char alphabet[] = "0123456789/-.:, TZPMamJulSep+\t\xC2\xA0\xE2";
    Random random;
    random_seed(&random, 5);
    for (int i = 0; i < 200000; i++) {
        TimePoint time;
        TimePrecision precision;
        DateOrder order = DATE_ISO + (DateOrder)random_below(&random, 5);
        g_autofree char *text = write_somehow(&random, order, &time, &precision);
        gsize length = strlen(text);
        for (guint n = random_below(&random, 3); n > 0; n--)
            text[random_below(&random, (guint32)length)] =
                alphabet[random_below(&random, sizeof alphabet - 1)];
        /* An exact copy without a NUL lets the sanitizer see a byte read too far. */
        length = random_below(&random, (guint32)length + 1);
        g_autofree char *exact = length ? g_memdup2(text, length) : g_strdup("");
        guint possible = date_orders_possible(exact, (gssize)length);
        for (DateOrder o = DATE_ISO; o <= DATE_EPOCH; o++)
            g_assert_cmpint(date_parse(exact, (gssize)length, o, NULL, &time, NULL), ==,
                            (possible >> o & 1) != 0);
    }
}

/* ---- zones, spans, words ---------------------------------------------------------------- */

static void
test_zones(void)
{
    const char *const offsets[] = {"+02:00", "+0200", "+2", "+02"};
    for (gsize i = 0; i < G_N_ELEMENTS(offsets); i++) {
        g_autoptr(GTimeZone) zone = zone_from_name(offsets[i], NULL);
        g_assert_nonnull(zone);
        g_assert_cmpint(g_time_zone_get_offset(zone, 0), ==, 7200);
    }
    g_autoptr(GTimeZone) west = zone_from_name("-03:30", NULL);
    g_assert_cmpint(g_time_zone_get_offset(west, 0), ==, -12600);
    const char *const unknown[] = {"Mars3",
                                   "../../etc/passwd",
                                   "leapseconds",
                                   "localtime",
                                   "right/Europe/Berlin",
                                   "/etc/localtime",
                                   "+25:00",
                                   "+2:7",
                                   "Europe",
                                   "",
                                   "EST5EDT4x",
                                   "+",
                                   "\x1b[2J"};
    for (gsize i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(zone_from_name(unknown[i], &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
        g_assert_null(strchr(error->message, '\x1b'));
        g_assert_null(strchr(error->message, '\n'));
    }
}

static void
test_zone_names(void)
{
    g_autoptr(GTimeZone) berlin = zone_or_skip("europe/berlin");
    if (!berlin)
        return;
    g_assert_cmpstr(g_time_zone_get_identifier(berlin), ==, "Europe/Berlin");
    g_autoptr(GError) error = NULL;
    g_assert_null(zone_from_name("Europe/Berlim", &error));
    g_assert_nonnull(strstr(error->message, "Europe/Berlin"));
    g_clear_error(&error);
    g_assert_null(zone_from_name("Kolkata", &error));
    g_assert_nonnull(strstr(error->message, "Asia/Kolkata"));
}

static void
test_day_end(void)
{
    TimePoint time, end;
    g_assert_true(date_parse("2025-07-14 18:59", -1, DATE_ISO, NULL, &time, NULL));
    g_assert_true(date_parse("2025-07-15", -1, DATE_ISO, NULL, &end, NULL));
    g_assert_cmpint(day_end(time, NULL), ==, end);
    g_assert_cmpint(day_end(end, NULL), ==, end + TIME_DAY);
    g_assert_cmpint(day_end(-1, NULL), ==, 0);
    g_autoptr(GTimeZone) berlin = zone_or_skip("Europe/Berlin");
    if (!berlin)
        return;
    /* The day of the change in spring has 23 hours. */
    g_assert_true(date_parse("2025-03-30", -1, DATE_ISO, berlin, &time, NULL));
    g_assert_cmpint(day_end(time, berlin) - time, ==, 23 * TIME_HOUR);
}

static void
test_durations(void)
{
    static const struct {
        const char *text;
        gint64 length;
    } spans[] = {{"48 hours", 48 * TIME_HOUR},  {"30d", 30 * TIME_DAY},
                 {"2 weeks", 14 * TIME_DAY},    {"90m", 90 * TIME_MINUTE},
                 {"6 months", 180 * TIME_DAY},  {"7", 7 * TIME_DAY},
                 {" 1.5 h ", 90 * TIME_MINUTE}, {"-30 Days", -30 * TIME_DAY},
                 {"-INF", DURATION_UNBOUNDED},  {"0", 0},
                 {"1 year", 365 * TIME_DAY},    {"10 s", 10 * TIME_SECOND}};
    for (gsize i = 0; i < G_N_ELEMENTS(spans); i++) {
        gint64 length = 1;
        g_autoptr(GError) error = NULL;
        g_assert_true(duration_parse(spans[i].text, &length, &error));
        g_assert_no_error(error);
        g_assert_cmpint(length, ==, spans[i].length);
    }
    const char *const refused[] = {"",      "hours", "5 fortnights",    "5 d x", "1e3 d",
                                   "1.2.3", "-",     "999999999 years", "INF",   "5 day s"};
    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        gint64 length = 5;
        g_autoptr(GError) error = NULL;
        g_assert_false(duration_parse(refused[i], &length, &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
        g_assert_cmpint(length, ==, 5);
    }
}

static void
assert_words(char *words, const char *expected)
{
    g_assert_cmpstr(words, ==, expected);
    g_free(words);
}

static void
test_words(void)
{
    assert_words(duration_words(48 * TIME_HOUR), "48 hours");
    assert_words(duration_words(30 * TIME_DAY), "30 days");
    assert_words(duration_words(TIME_HOUR), "1 hour");
    assert_words(duration_words(90 * TIME_MINUTE), "90 minutes");
    assert_words(duration_words(-7 * TIME_DAY), "−7 days");
    assert_words(duration_words(0), "0 seconds");
    assert_words(duration_words(DURATION_UNBOUNDED), "all time");
    TimePoint time;
    g_assert_true(date_parse("2025-07-04 08:05:09", -1, DATE_ISO, NULL, &time, NULL));
    assert_words(date_words(time, PRECISION_DAY, NULL), "4 Jul 2025");
    assert_words(date_words(time, PRECISION_SECOND, NULL), "4 Jul 2025 08:05");
    assert_words(date_words(TIME_MISSING, PRECISION_DAY, NULL), "–");
    assert_words(date_format(time, PRECISION_MINUTE, NULL), "2025-07-04 08:05");
    assert_words(date_format(TIME_MISSING, PRECISION_DAY, NULL), "");
    assert_words(date_iso(-1), "1969-12-31T23:59:59.999999Z");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dates/named-zones", test_named_zones);
    g_test_add_func("/dates/iso", test_iso);
    g_test_add_func("/dates/numeric", test_numeric);
    g_test_add_func("/dates/month-names", test_month_names);
    g_test_add_func("/dates/epoch", test_epoch);
    g_test_add_func("/dates/orders", test_orders);
    g_test_add_func("/dates/swapped", test_swapped);
    g_test_add_func("/dates/refusal", test_refusal_leaves_outputs);
    g_test_add_func("/dates/civil", test_civil);
    g_test_add_func("/dates/calendar-in-zones", test_calendar_in_zones);
    g_test_add_func("/dates/clock-changes", test_clock_changes);
    g_test_add_func("/dates/cache", test_cache);
    g_test_add_func("/dates/round-trip", test_round_trip);
    g_test_add_func("/dates/damaged", test_damaged);
    g_test_add_func("/dates/zones", test_zones);
    g_test_add_func("/dates/zone-names", test_zone_names);
    g_test_add_func("/dates/day-end", test_day_end);
    g_test_add_func("/dates/durations", test_durations);
    g_test_add_func("/dates/words", test_words);
    return g_test_run();
}
