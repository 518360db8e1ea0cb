/* Dates whose day and month have changed places. A spreadsheet that expects d/m/y turns 6/4/2015,
 * the 4th of June, into the 6th of April, and leaves 6/24/2015 alone, since no month is a 24th. So
 * two things that have nothing to do with each other in honest dates agree: days up to the 12th
 * occur only where a month has that number, and days from the 13th on occur in just these months,
 * while the early days spread over the year. Exports of month ends, billing days or a quarter have
 * one of these, never both. */
#include "audit/alert.h"

#include <math.h>
#include <string.h>

enum {
    LOOKED_AT = 50000, /* rows that decide whether all are counted */
    EARLY = 12,        /* the last day that could be a month */
    YEARS = 200,       /* 1900 … */
    FAR_LEAST = 20,    /* early days in months that have no late ones */
    LATE_DIFFERENT = 8 /* days from the 13th on that occur: honest days, no days of billing */
};
static const double BELONG = 0.99, LATE_LEAST = 0.25, CHANCE = 1e-6;

typedef struct {
    gint64 n[13][32]; /* by month and day */
} YearDays;

/* What speaks for it, over all years that show something. */
typedef struct {
    gint64 early, belong,
        far; /* days up to the 12th; that are numbers of months; in other months */
    gint64 late;
    double log_chance;  /* ln P of so many that belong, if every early day were as likely */
    guint days, months; /* masks of bits 1 to 12: early days that occur, months with late ones */
} SwapEvidence;

static void
count_days(const FrameColumn *cells, GTimeZone *zone, guint32 step, YearDays *years)
{
    CalendarFields fields;
    for (guint32 i = 0; i < cells->n; i += step) {
        if (cells->integer[i] == TIME_MISSING)
            continue;
        calendar_fields(cells->integer[i], zone, &fields);
        if (fields.year >= 1900 && fields.year < 1900 + YEARS)
            years[fields.year - 1900].n[fields.month][fields.day]++;
    }
}

/* Months with a natural share of late days: single slips make no month. */
static guint
months_with_late(const YearDays *year, gint64 *late, guint *different)
{
    gint64 by_month[13] = {0}, by_day[32] = {0}, all = 0;
    guint months = 0;

    for (int month = 1; month <= 12; month++)
        for (int day = EARLY + 1; day <= 31; day++) {
            by_month[month] += year->n[month][day];
            by_day[day] += year->n[month][day];
            all += year->n[month][day];
        }
    for (int month = 1; month <= 12; month++)
        months |= by_month[month] * 100 > all ? 1u << month : 0;
    *different = 0;
    for (int day = EARLY + 1; day <= 31; day++)
        *different += by_day[day] > 0;
    *late = all;
    return months;
}

static void
weigh_year(const YearDays *year, SwapEvidence *evidence)
{
    gint64 late, early = 0, belong = 0, far = 0;
    guint different, months = months_with_late(year, &late, &different), days = 0;
    /* the month after the last may have early days alone */
    guint allowed = months | (months << 1 & ~1u & 0x1ffe);
    int wide = 0;

    for (int month = 1; month <= 12; month++) {
        wide += (allowed >> month & 1) != 0;
        for (int day = 1; day <= EARLY; day++) {
            gint64 n = year->n[month][day];
            early += n;
            belong += allowed >> day & 1 ? n : 0;
            far += months >> month & 1 ? 0 : n;
            days |= n ? 1u << day : 0;
        }
    }
    if (!months || different < LATE_DIFFERENT || wide == 12 ||
        (double)late < LATE_LEAST * (double)(late + early))
        return;
    evidence->early += early;
    evidence->belong += belong;
    evidence->far += far;
    evidence->late += late;
    evidence->log_chance += (double)belong * log(wide / 12.0);
    evidence->days |= days;
    evidence->months |= months;
}

/* Whether the days seen are those of dates that were swapped. */
static gboolean
are_swapped(const YearDays *years, SwapEvidence *evidence)
{
    *evidence = (SwapEvidence){0};
    for (guint i = 0; i < YEARS; i++)
        weigh_year(&years[i], evidence);
    return evidence->far >= FAR_LEAST &&
           (double)evidence->belong >= BELONG * (double)evidence->early &&
           evidence->log_chance < log(CHANCE);
}

/* "4, 5 and 6" or "April, May and June"; the caller frees. */
static char *
list_bits(guint bits, gboolean months)
{
    static const char *const names[] = {"",        "January",  "February", "March",  "April",
                                        "May",     "June",     "July",     "August", "September",
                                        "October", "November", "December"};
    g_autoptr(GString) words = g_string_new(NULL);
    guint left = 0;

    for (guint i = 1; i <= 12; i++)
        left += bits >> i & 1;
    for (guint i = 1; i <= 12; i++) {
        if (!(bits >> i & 1))
            continue;
        left--;
        if (words->len)
            g_string_append(words, left ? ", " : " and ");
        if (months)
            g_string_append(words, names[i]);
        else
            g_string_append_printf(words, "%u", i);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* Marks what a repair would move. */
static gint64
mark_moving(const FrameColumn *cells, GTimeZone *zone, guint8 *rows)
{
    CalendarFields fields;
    gint64 moving = 0;

    for (guint32 i = 0; i < cells->n; i++) {
        if (cells->integer[i] == TIME_MISSING)
            continue;
        calendar_fields(cells->integer[i], zone, &fields);
        rows[i] = fields.day <= EARLY && fields.day != fields.month;
        moving += rows[i];
    }
    return moving;
}

static void
tell(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells,
     const SwapEvidence *evidence)
{
    g_autofree guint8 *rows = g_new0(guint8, cells->n + 1);
    gint64 moving = mark_moving(cells, inspection->frame->zone, rows);
    g_autofree char *early = number_count(evidence->early),
                    *days = list_bits(evidence->days, FALSE);
    g_autofree char *months = list_bits(evidence->months, TRUE), *many = number_count(moving);
    Alert *alert = alert_add(inspection, ALERT_SWAPPED_DATES, SEVERITY_SEVERE, column,
                             "of the days up to the 12th only %s occur (%s dates), and later days "
                             "only in %s, the same numbers; swapped back, %s dates move, and all "
                             "lie in these months",
                             days, early, months, many);
    g_autofree char *order = g_strdup(date_order_name(column->date_order | DATE_SWAPPED));

    alert_rows(inspection, alert, rows);
    if (!(column->date_order & DATE_SWAPPED))
        alert_command(alert, "type %s.%s date order=\"%s\"", inspection->table->name, column->name,
                      order);
}

gboolean
inspect_swapped(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells)
{
    GTimeZone *zone = inspection->frame->zone;
    g_autofree YearDays *years = g_new0(YearDays, YEARS);
    guint32 step = 1 + cells->n / LOOKED_AT;
    SwapEvidence evidence;

    if (column->date_order == DATE_EPOCH)
        return FALSE; /* no spreadsheet has read it */
    count_days(cells, zone, step, years);
    if (!are_swapped(years, &evidence))
        return FALSE;
    if (step > 1) {
        memset(years, 0, YEARS * sizeof *years);
        count_days(cells, zone, 1, years);
        if (!are_swapped(years, &evidence))
            return FALSE;
    }
    tell(inspection, column, cells, &evidence);
    return TRUE;
}
