/* The desk's working week as people write it: days, hours, holidays. */
#include "desk/desk_private.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const day_names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static int
day_number(const char *text)
{
    for (int day = 0; day < MONDAY_TO_SUNDAY; day++)
        if (g_ascii_strncasecmp(text, day_names[day], 3) == 0)
            return day;
    return -1;
}

static gboolean
refuse(const char *text, GError **error)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" is no working time: write Mon-Fri 09:00-17:00; Sat 10:00-14:00", text);
    return FALSE;
}

/* "Mon-Fri 09:00-17:00", "Sat 10:00-14:00" */
static gboolean
read_stretch(DeskHours *hours, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
    const char *days = NULL, *times = NULL;
    int h1, m1, h2, m2, used = 0;

    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        if (times)
            return refuse(text, error);
        *(days ? &times : &days) = *word;
    }
    if (!times || sscanf(times, "%2d:%2d-%2d:%2d%n", &h1, &m1, &h2, &m2, &used) != 4 ||
        times[used] || h1 < 0 || m1 < 0 || m1 > 59 || m2 < 0 || m2 > 59 ||
        h1 * 60 + m1 >= h2 * 60 + m2 || h2 * 60 + m2 > 24 * 60)
        return refuse(text, error);
    const char *dash = strchr(days, '-');
    int first = day_number(days), last = dash ? day_number(dash + 1) : first;
    if (first < 0 || last < 0)
        return refuse(text, error);
    for (int day = first;; day = (day + 1) % MONDAY_TO_SUNDAY) {
        hours->open[day] = h1 * 60 + m1;
        hours->close[day] = h2 * 60 + m2;
        if (day == last)
            return TRUE;
    }
}

/* "2026-12-24", or "12-25" of every year */
static gboolean
read_holiday(DeskHours *hours, const char *text, GError **error)
{
    int year, month, day, used = 0;
    TimePoint time;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && !text[used] &&
        date_parse(text, -1, DATE_ISO, NULL, &time, NULL)) {
        gint64 number = days_from_civil(year, month, day);
        g_array_append_val(hours->holidays, number);
        return TRUE;
    }
    if (sscanf(text, "%2d-%2d%n", &month, &day, &used) == 2 && !text[used] && month >= 1 &&
        month <= 12 && day >= 1 && day <= 31) {
        int number = month * 100 + day;
        g_array_append_val(hours->yearly, number);
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" is no holiday: write 2026-12-24, or 12-25 for every year", text);
    return FALSE;
}

typedef gboolean (*ReadPart)(DeskHours *hours, const char *text, GError **error);

static gboolean
read_parts(DeskHours *hours, const char *text, const char *separators, ReadPart read,
           GError **error)
{
    g_auto(GStrv) parts = g_strsplit_set(text ? text : "", separators, -1);
    for (char **part = parts; *part; part++)
        if (*g_strstrip(*part) && !read(hours, *part, error))
            return FALSE;
    return TRUE;
}

DeskHours *
desk_hours_new(const char *week, const char *holidays, GError **error)
{
    g_autoptr(DeskHours) hours = g_new0(DeskHours, 1);
    gboolean any = FALSE;

    hours->holidays = g_array_new(FALSE, FALSE, sizeof(gint64));
    hours->yearly = g_array_new(FALSE, FALSE, sizeof(int));
    if (!read_parts(hours, week, ";,", read_stretch, error) ||
        !read_parts(hours, holidays, ";, \n", read_holiday, error))
        return NULL;
    for (int day = 0; day < MONDAY_TO_SUNDAY; day++)
        any |= hours->close[day] > hours->open[day];
    if (!any) {
        refuse(week ? week : "", error);
        return NULL;
    }
    return g_steal_pointer(&hours);
}

void
desk_hours_free(DeskHours *hours)
{
    if (!hours)
        return;
    g_array_unref(hours->holidays);
    g_array_unref(hours->yearly);
    g_free(hours);
}

gboolean
hours_free_day(const DeskHours *hours, gint64 day)
{
    int year, month, of_month;

    for (guint i = 0; i < hours->holidays->len; i++)
        if (g_array_index(hours->holidays, gint64, i) == day)
            return TRUE;
    civil_from_days(day, &year, &month, &of_month);
    for (guint i = 0; i < hours->yearly->len; i++)
        if (g_array_index(hours->yearly, int, i) == month * 100 + of_month)
            return TRUE;
    return FALSE;
}
