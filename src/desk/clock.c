/* Business hours between two moments. Each working day's opening and closing is laid out once as
 * moments, so that days of 23 and 25 hours come out right, and a ticket costs a search. */
#include "desk/desk_private.h"

typedef struct {
    TimePoint open, close;
    gint64 before; /* µs of business before it opens */
} Day;

struct DeskClock {
    GArray *days; /* Day, ascending */
};

/* A local time of a day as a moment; 24:00 is the start of the next day. */
static TimePoint
local_moment(gint64 day, int minutes, GTimeZone *zone)
{
    int year, month, of_month;
    char text[32];
    TimePoint time = TIME_MISSING;

    civil_from_days(day + minutes / 1440, &year, &month, &of_month);
    g_snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d", year, month, of_month,
               minutes % 1440 / 60, minutes % 60);
    date_parse(text, -1, DATE_ISO, zone, &time, NULL);
    return time;
}

static gint64
local_day(TimePoint time, GTimeZone *zone)
{
    CalendarFields fields;
    calendar_fields(time, zone, &fields);
    return days_from_civil(fields.year, fields.month, fields.day);
}

DeskClock *
desk_clock_new(const DeskHours *hours, GTimeZone *zone, TimePoint from, TimePoint to)
{
    DeskClock *clock = g_new0(DeskClock, 1);
    gint64 before = 0;

    clock->days = g_array_new(FALSE, FALSE, sizeof(Day));
    if (from == TIME_MISSING || to < from)
        return clock;
    gint64 first = local_day(from, zone), last = local_day(to, zone);
    for (gint64 day = first; day <= last; day++) {
        int weekday = (int)(((day + 3) % 7 + 7) % 7); /* 1 Jan 1970 was a Thursday */
        if (hours->close[weekday] <= hours->open[weekday] || hours_free_day(hours, day))
            continue;
        Day one = {local_moment(day, hours->open[weekday], zone),
                   local_moment(day, hours->close[weekday], zone), before};
        if (one.open == TIME_MISSING || one.close == TIME_MISSING || one.close <= one.open)
            continue;
        before += one.close - one.open;
        g_array_append_val(clock->days, one);
    }
    return clock;
}

void
desk_clock_free(DeskClock *clock)
{
    if (!clock)
        return;
    g_array_unref(clock->days);
    g_free(clock);
}

/* Business in µs from the beginning of the stretch to a moment. */
static gint64
elapsed(const DeskClock *clock, TimePoint time)
{
    guint low = 0, high = clock->days->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(clock->days, Day, middle).open <= time)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return 0;
    const Day *day = &g_array_index(clock->days, Day, low - 1);
    return day->before + MIN(time, day->close) - day->open;
}

double
desk_clock_between(const DeskClock *clock, TimePoint from, TimePoint to)
{
    return (double)(elapsed(clock, to) - elapsed(clock, from)) / TIME_SECOND;
}
