/* zone: time zones by name, and spans of time as people write them. */
#include <foredesk/base.h>

#include <math.h>
#include <string.h>

static const char *
zone_folder(void)
{
    const char *folder = g_getenv("TZDIR");
    return folder && *folder ? folder : "/usr/share/zoneinfo";
}

/* "+02:00", "-0530", "+2" → a fixed zone; NULL when the name is no offset. */
static GTimeZone *
zone_from_offset(const char *name)
{
    int hours = 0, minutes = 0, digits = 0;
    const char *at = name + 1;
    if (*name != '+' && *name != '-')
        return NULL;
    for (; g_ascii_isdigit(*at) && digits < 2; at++, digits++)
        hours = hours * 10 + (*at - '0');
    if (digits > 0 && *at) {
        at += *at == ':';
        if (!g_ascii_isdigit(at[0]) || !g_ascii_isdigit(at[1]))
            return NULL;
        minutes = (at[0] - '0') * 10 + (at[1] - '0');
        at += 2;
    }
    if (digits == 0 || *at || hours > 15 || minutes > 59)
        return NULL;
    return g_time_zone_new_offset((hours * 60 + minutes) * (*name == '-' ? -60 : 60));
}

/* Only zone tables below the zone folder, by names that mean the same on every machine: GLib would
 * also read other files and POSIX rules, and "Mars3" would pass for a zone. Those below right/
 * count leap seconds. */
static gboolean
zone_exists(const char *name)
{
    static const char *const other[] = {"localtime", "posixrules", "Factory", NULL};
    if (!g_ascii_isalpha(*name) || strstr(name, "..") || g_str_has_prefix(name, "right/") ||
        g_strv_contains(other, name) ||
        strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") !=
            strlen(name))
        return FALSE;
    g_autofree char *path = g_build_filename(zone_folder(), name, NULL), *table = NULL;
    return g_file_get_contents(path, &table, NULL, NULL) && g_str_has_prefix(table, "TZif");
}

/* The names in the zone folder's table, for suggestions; empty when there is no table. */
static GPtrArray *
zone_names(void)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = g_build_filename(zone_folder(), "tzdata.zi", NULL);
    g_autofree char *table = NULL;
    if (g_file_get_contents(path, &table, NULL, NULL)) {
        g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
        for (char **line = lines; *line; line++) {
            /* "Z name rules…" names a zone, "L target name" another name of one. */
            if (!g_str_has_prefix(*line, "Z ") && !g_str_has_prefix(*line, "L "))
                continue;
            g_auto(GStrv) words = g_strsplit(*line, " ", 4);
            const char *name = words[1] ? words[**line == 'Z' ? 1 : 2] : NULL;
            if (name)
                g_ptr_array_add(names, g_strdup(name));
        }
    }
    g_ptr_array_add(names, NULL);
    return names;
}

GTimeZone *
zone_exactly(const char *name)
{
    if (g_ascii_strcasecmp(name, "utc") == 0 || g_ascii_strcasecmp(name, "z") == 0)
        return g_time_zone_new_utc();
    GTimeZone *zone = zone_from_offset(name);
    return zone || !zone_exists(name) ? zone : g_time_zone_new_identifier(name);
}

GTimeZone *
zone_from_name(const char *name, GError **error)
{
    GTimeZone *zone = zone_exactly(name);
    if (zone)
        return zone;
    g_autoptr(GPtrArray) names = zone_names();
    for (guint i = 0; i + 1 < names->len; i++) {
        const char *known = g_ptr_array_index(names, i);
        if (g_ascii_strcasecmp(known, name) == 0 && zone_exists(known))
            return g_time_zone_new_identifier(known);
    }
    g_autofree char *clean = text_clean(name, -1);
    g_autofree char *near = nearest_names(name, (const char *const *)names->pdata);
    if (names->len == 1)
        g_set_error(
            error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
            "time zone \"%s\": this machine has no table of zones in %s; install tzdata, or "
            "give an offset such as +02:00",
            clean, zone_folder());
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "unknown time zone \"%s\": %s%s, or an offset such as +02:00", clean,
                    near ? "try " : "write a name such as ", near ? near : "Europe/Berlin");
    return NULL;
}

typedef struct {
    const char *names; /* blanks on both sides of each */
    TimePoint length;
} DurationUnit;

static const DurationUnit duration_units[] = {
    {" s sec secs second seconds ", TIME_SECOND}, {" m min mins minute minutes ", TIME_MINUTE},
    {" h hr hrs hour hours ", TIME_HOUR},         {" d day days ", TIME_DAY},
    {" w wk wks week weeks ", 7 * TIME_DAY},      {" mo month months ", 30 * TIME_DAY},
    {" y yr yrs year years ", 365 * TIME_DAY},
};

/* The length of a unit, days where there is none; 0 for an unknown one. */
static TimePoint
duration_unit(const char *word)
{
    if (!*word)
        return TIME_DAY;
    g_autofree char *lower = g_ascii_strdown(word, -1);
    g_autofree char *framed = g_strdup_printf(" %s ", lower);
    if (strchr(lower, ' '))
        return 0;
    for (gsize i = 0; i < G_N_ELEMENTS(duration_units); i++)
        if (strstr(duration_units[i].names, framed))
            return duration_units[i].length;
    return 0;
}

gboolean
duration_parse(const char *text, gint64 *microseconds, GError **error)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(text));
    if (g_ascii_strcasecmp(trimmed, "-inf") == 0) {
        *microseconds = DURATION_UNBOUNDED;
        return TRUE;
    }
    gsize digits = strspn(trimmed, "+-.0123456789");
    double count = 0;
    TimePoint unit = duration_unit(g_strchug(trimmed + digits));
    if (!number_parse_decimal(trimmed, (gssize)digits, &count) || unit == 0) {
        g_autofree char *clean = text_clean(text, -1);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" is not a span of time; write a number and a unit: 48 hours, 30d, "
                    "2 weeks, 90 minutes",
                    clean);
        return FALSE;
    }
    double length = count * (double)unit;
    if (fabs(length) > 10000.0 * 365 * (double)TIME_DAY) {
        g_autofree char *clean = text_clean(text, -1);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" is longer than 10,000 years; use -INF for all of the past", clean);
        return FALSE;
    }
    *microseconds = (gint64)llround(length);
    return TRUE;
}

/* Whole days from three up, so that "48 hours" stays what was typed; then the largest whole unit.
 */
char *
duration_words(gint64 microseconds)
{
    if (microseconds == DURATION_UNBOUNDED)
        return g_strdup("all time");
    const char *sign = microseconds < 0 ? "−" : "";
    gint64 length = microseconds < 0 ? -microseconds : microseconds;
    static const struct {
        TimePoint unit;
        const char *one, *many;
    } units[] = {{TIME_DAY, "day", "days"},
                 {TIME_HOUR, "hour", "hours"},
                 {TIME_MINUTE, "minute", "minutes"},
                 {TIME_SECOND, "second", "seconds"}};
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        gint64 count = length / units[i].unit;
        gboolean enough = units[i].unit == TIME_DAY ? count > 2 : count > 0;
        if (enough && length % units[i].unit == 0)
            return g_strdup_printf("%s%" G_GINT64_FORMAT " %s", sign, count,
                                   count == 1 ? units[i].one : units[i].many);
    }
    return g_strdup_printf("%s%g seconds", sign, (double)length / (double)TIME_SECOND);
}
