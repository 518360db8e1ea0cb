/* The months that a table covers: how long the history is, where it has gaps, how it grows. */
#include "audit/audit_private.h"

#include <string.h>

static void
find_range(const FrameColumn *time, Months *months)
{
    for (guint32 i = 0; i < time->n; i++) {
        TimePoint t = time->integer[i];
        if (t == TIME_MISSING) {
            months->missing++;
            continue;
        }
        if (months->first == TIME_MISSING || t < months->first)
            months->first = t;
        if (months->last == TIME_MISSING || t > months->last)
            months->last = t;
    }
}

static void
lay_out(Months *months, GTimeZone *zone)
{
    CalendarFields fields;
    TimePoint start;
    int year, month;

    calendar_fields(months->first, zone, &fields);
    year = fields.year;
    month = fields.month;
    do {
        start = month_start(year, month, zone);
        g_array_append_val(months->start, start);
        month = month % 12 + 1;
        year += month == 1;
    } while (start <= months->last && year < 9999);
    g_array_set_size(months->count, months->start->len - 1);
}

static void
count_rows(const FrameColumn *time, Months *months)
{
    for (guint32 i = 0; i < time->n; i++) {
        int month = months_find(months, time->integer[i]);
        if (month >= 0)
            g_array_index(months->count, gint64, month)++;
    }
}

static void
drop_month(Months *months, guint month)
{
    months->stray += g_array_index(months->count, gint64, month);
    g_array_remove_index(months->count, month);
    g_array_remove_index(months->start, month ? month + 1 : 0);
}

/* A ticket dated 1970 or 2099 must not make the history decades long. */
static void
trim_strays(const FrameColumn *time, Months *months)
{
    gint64 least = (time->n - months->missing) / 1000;
    gboolean trimmed = FALSE;

    while (months->count->len > 1 && g_array_index(months->count, gint64, 0) < least) {
        drop_month(months, 0);
        trimmed = TRUE;
    }
    while (months->count->len > 1 &&
           g_array_index(months->count, gint64, months->count->len - 1) < least) {
        drop_month(months, months->count->len - 1);
        trimmed = TRUE;
    }
    if (!trimmed)
        return;
    TimePoint from = g_array_index(months->start, TimePoint, 0);
    TimePoint to = g_array_index(months->start, TimePoint, months->count->len);
    months->first = months->last = TIME_MISSING;
    for (guint32 i = 0; i < time->n; i++) {
        TimePoint t = time->integer[i];
        if (t < from || t >= to)
            continue;
        months->first = months->first == TIME_MISSING ? t : MIN(months->first, t);
        months->last = MAX(months->last, t);
    }
}

Months *
months_new(const FrameColumn *time, GTimeZone *zone)
{
    Months *months = g_new0(Months, 1);

    months->start = g_array_new(FALSE, TRUE, sizeof(TimePoint));
    months->count = g_array_new(FALSE, TRUE, sizeof(gint64));
    months->first = months->last = TIME_MISSING;
    find_range(time, months);
    if (months->first == TIME_MISSING)
        return months;
    lay_out(months, zone);
    count_rows(time, months);
    trim_strays(time, months);
    return months;
}

void
months_free(Months *months)
{
    if (!months)
        return;
    g_array_unref(months->start);
    g_array_unref(months->count);
    g_free(months);
}

guint
months_count(const Months *months)
{
    return months->count->len;
}

int
months_find(const Months *months, TimePoint time)
{
    guint low = 0, high = months->count->len;

    if (time == TIME_MISSING || !high || time < g_array_index(months->start, TimePoint, 0) ||
        time >= g_array_index(months->start, TimePoint, high))
        return -1;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (time < g_array_index(months->start, TimePoint, middle))
            high = middle;
        else
            low = middle;
    }
    return (int)low;
}

double
months_span(const Months *months)
{
    if (months->first == TIME_MISSING)
        return 0;
    return (double)(months->last - months->first) / (double)TIME_DAY / 30.436875;
}

char *
month_words(TimePoint start, GTimeZone *zone)
{
    g_autofree char *day = date_words(start, PRECISION_DAY, zone);
    const char *blank = strchr(day, ' ');
    return g_strdup(blank ? blank + 1 : day);
}
