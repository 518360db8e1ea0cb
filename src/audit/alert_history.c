/* Tickets over time: too short a history, seasons that are missing, months that hold nearly all,
 * days without any, breaks, spikes, trend and week. */
#include "audit/alert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAYS_MOST = 36600,
    WINDOW = 56, /* days to each side that say what a day should hold */
    SIDE = 8,    /* weeks on each side of a break */
    SILENT = 20, /* tickets that a gap must lack: a desk of Poisson is that silent once in 5e8 */
    ROWS_LEAST = 200,
    QUARTERS = 4
};
static const double MONTHS_WANTED = 12, MONTHS_SLACK = 0.1, MOST = 0.95, BREAK = 3, SPIKE = 2;

/* Rows of each local day. */
typedef struct {
    Inspection *inspection;
    TimePoint start; /* of day 0 */
    guint days;
    double *count;
    double dispersion; /* variance over mean of a day like its neighbours; at least 1 */
} Days;

static guint
day_of(const Days *days, TimePoint time)
{
    return (guint)((time - days->start) / TIME_DAY);
}

static gboolean
count_days(Days *days)
{
    const Months *months = days->inspection->months;
    const FrameColumn *time = days->inspection->time;
    CalendarFields fields;

    calendar_fields(months->first, days->inspection->catalogue->zone, &fields);
    days->start = months->first - (fields.hour * TIME_HOUR + fields.minute * TIME_MINUTE);
    days->start -= days->start % TIME_MINUTE;
    days->days = day_of(days, months->last) + 1;
    if (days->days > DAYS_MOST)
        return FALSE;
    days->count = g_new0(double, days->days + 1);
    for (guint32 i = 0; i < time->n; i++)
        if (time->integer[i] != TIME_MISSING && time->integer[i] >= days->start &&
            time->integer[i] <= months->last)
            days->count[day_of(days, time->integer[i])]++;
    return TRUE;
}

/* What a day should hold: the mean of the same weekday in eight weeks before and after, days
 * between `from` and `to` passed over. */
static double
expected(const Days *days, guint day, guint from, guint to)
{
    double sum = 0;
    guint n = 0;

    for (int step = -WINDOW; step <= WINDOW; step += 7) {
        gint64 at = (gint64)day + step;
        if (at < 0 || at >= days->days || ((guint)at >= from && (guint)at < to) || step == 0)
            continue;
        sum += days->count[at];
        n++;
    }
    return n ? sum / n : 0;
}

static void
measure_dispersion(Days *days)
{
    g_autofree double *ratio = g_new(double, days->days + 1);
    guint n = 0;

    for (guint day = 0; day < days->days; day++) {
        double mean = expected(days, day, day, day + 1);
        if (mean >= 1)
            ratio[n++] = pow(days->count[day] - mean, 2) / mean;
    }
    /* the median of chi-square of one degree is 0.4549 */
    days->dispersion = n ? fmax(1, stats_median(ratio, n) / 0.4549) : 1;
}

static char *
day_words(const Days *days, guint day)
{
    return date_words(days->start + day * TIME_DAY + TIME_DAY / 2, PRECISION_DAY,
                      days->inspection->catalogue->zone);
}

/* ---- gaps -------------------------------------------------------------------------------------
 */

static void
look_for_gaps(Days *days)
{
    guint gaps = 0, longest = 0, start = 0, all = 0;
    double lacking = 0, most = 0;

    for (guint from = 0, to; from < days->days; from = to) {
        to = from + 1;
        if (days->count[from])
            continue;
        while (to < days->days && !days->count[to])
            to++;
        double wanted = 0;
        for (guint day = from; day < to; day++)
            wanted += expected(days, day, from, to);
        if (wanted / days->dispersion < SILENT)
            continue;
        gaps++;
        all += to - from;
        lacking += wanted;
        if (wanted > most)
            most = wanted, longest = to - from, start = from;
    }
    if (!gaps)
        return;
    g_autofree char *first = day_words(days, start), *last = day_words(days, start + longest - 1);
    g_autofree char *wanted = number_count((gint64)(lacking + 0.5));
    alert_add(days->inspection, ALERT_GAP, longest >= 28 ? SEVERITY_SEVERE : SEVERITY_WATCH,
              days->inspection->time->info,
              longest == 1 ? "%u %s without a ticket where about %s were to be expected, as on %s%s"
              : gaps == 1  ? "%u %s without a ticket where about %s were to be expected, %s to %s"
                           : "%u %s without a ticket where about %s were to be expected, the "
                             "longest stretch %s to %s",
              all, all == 1 ? "day" : "days", wanted, first, longest == 1 ? "" : last);
}

/* ---- spikes -----------------------------------------------------------------------------------
 */

static void
mark_time(const Inspection *inspection, TimePoint from, TimePoint to, guint8 *rows)
{
    const FrameColumn *time = inspection->time;
    for (guint32 i = 0; i < time->n; i++)
        if (time->integer[i] != TIME_MISSING && time->integer[i] >= from && time->integer[i] < to)
            rows[i] = TRUE;
}

/* A month of more than twice the median of the others, far beyond what its days scatter. */
static void
look_for_high_months(const Days *days)
{
    Inspection *inspection = days->inspection;
    const Months *months = inspection->months;
    guint n = months_count(months), high = 0;
    g_autofree double *count = g_new(double, n + 1);

    for (guint i = 0; i < n; i++) {
        count[i] = (double)g_array_index(months->count, gint64, i);
        high = count[i] > count[high] ? i : high;
    }
    if (n < 4)
        return;
    double peak = count[high];
    count[high] = NAN;
    double usual = stats_median(count, n);
    if (!(usual > 0) || peak < SPIKE * usual || (peak - usual) / sqrt(usual * days->dispersion) < 6)
        return;
    TimePoint from = g_array_index(months->start, TimePoint, high);
    g_autofree char *name = month_words(from, inspection->catalogue->zone);
    g_autofree char *many = number_count((gint64)peak), *others = number_count((gint64)usual);
    g_autofree guint8 *rows = g_new0(guint8, inspection->frame->n + 1);
    mark_time(inspection, from, g_array_index(months->start, TimePoint, high + 1), rows);
    Alert *alert = alert_add(inspection, ALERT_SPIKE, SEVERITY_WATCH, inspection->time->info,
                             "%s holds %s, %.1f times the median month (%s)", name, many,
                             peak / usual, others);
    alert_rows(inspection, alert, rows);
}

static void
look_for_high_days(const Days *days)
{
    Inspection *inspection = days->inspection;
    g_autofree guint8 *rows = g_new0(guint8, inspection->frame->n + 1);
    guint n = 0, highest = 0;
    double best = 0, times = 0;

    for (guint day = 0; day < days->days; day++) {
        double usual = expected(days, day, day, day + 1);
        double z = (days->count[day] - usual) / sqrt(fmax(usual, 1) * days->dispersion);
        if (usual < 3 || days->count[day] < SPIKE * usual || z < 6)
            continue;
        n++;
        TimePoint from = days->start + day * TIME_DAY;
        mark_time(inspection, from, from + TIME_DAY, rows);
        if (z > best)
            best = z, highest = day, times = days->count[day] / usual;
    }
    if (!n || n * 50 > days->days) /* so many are no exceptions */
        return;
    g_autofree char *name = day_words(days, highest);
    g_autofree char *many = number_count((gint64)days->count[highest]);
    Alert *alert = alert_add(inspection, ALERT_BUSY_DAYS, SEVERITY_NOTE, inspection->time->info,
                             "%u %s far above %s weekday, %s: %s, %.1f times the usual", n,
                             n == 1 ? "day" : "days", n == 1 ? "its" : "their", name, many, times);
    alert_rows(inspection, alert, rows);
}

/* ---- breaks -----------------------------------------------------------------------------------
 */

static double
side_sum(const double *week, guint from, double *least, double *most)
{
    double sum = 0;
    *least = INFINITY;
    *most = 0;
    for (guint i = from; i < from + SIDE; i++) {
        sum += week[i];
        *least = fmin(*least, week[i]);
        *most = fmax(*most, week[i]);
    }
    return sum;
}

/* Days from arrival to the end, the median of rows in [from, to); NaN: too few. */
static double
median_life(const Inspection *inspection, TimePoint from, TimePoint to)
{
    const ColumnInfo *role = table_role(inspection->table, ROLE_CLOSED);
    const FrameColumn *closed = role ? frame_column_of(inspection->frame, role) : NULL;
    const FrameColumn *time = inspection->time;
    guint n = 0;

    if (!closed || closed->kind != KIND_DATE)
        return NAN;
    g_autofree double *life = g_new(double, time->n + 1);
    for (guint32 i = 0; i < time->n; i++)
        if (time->integer[i] != TIME_MISSING && closed->integer[i] != TIME_MISSING &&
            time->integer[i] >= from && time->integer[i] < to)
            life[n++] = (double)(closed->integer[i] - time->integer[i]) / (double)TIME_DAY;
    return n >= 10 ? stats_median(life, n) : NAN;
}

/* Eight weeks all of which hold less than each of the eight beside them, by a factor of three: by
 * chance, the order of sixteen weeks falls so once in 6,435 times. */
static void
look_for_breaks(const Days *days)
{
    Inspection *inspection = days->inspection;
    guint weeks = days->days / 7, at = 0;
    g_autofree double *week = g_new0(double, weeks + 1);
    double best = BREAK, before = 0, after = 0;

    for (guint day = 0; day < weeks * 7; day++)
        week[day / 7] += days->count[day];
    for (guint i = SIDE; i + SIDE <= weeks; i++) {
        double low[2], high[2];
        double left = side_sum(week, i - SIDE, &low[0], &high[0]);
        double right = side_sum(week, i, &low[1], &high[1]);
        double more = fmax(left, right), fewer = fmin(left, right);
        if (more < 100 || (high[0] >= low[1] && high[1] >= low[0]) || more <= best * (fewer + 1))
            continue;
        best = more / (fewer + 1);
        at = i;
        before = left / SIDE;
        after = right / SIDE;
    }
    if (!at)
        return;
    TimePoint moment = days->start + at * 7 * TIME_DAY;
    double old_life = median_life(inspection, inspection->months->first, moment);
    double new_life = median_life(inspection, moment, inspection->months->last + 1);
    gboolean archive = before < after && old_life > 3 * fmax(new_life, 0.01);
    g_autofree char *day = day_words(days, at * 7);
    g_autofree char *old = number_count((gint64)round(before));
    g_autofree char *new = number_count((gint64)round(after));
    alert_add(inspection, ALERT_CLIFF, archive ? SEVERITY_SEVERE : SEVERITY_WATCH,
              inspection->time->info, "about %s a week before %s, about %s after%s", old, day, new,
              archive ? "; only long-lived ones are left from before: an archive or a view cut "
                        "this export"
                      : "");
}

/* ---- coverage ---------------------------------------------------------------------------------
 */

static void
look_at_span(Inspection *inspection)
{
    double span = months_span(inspection->months);

    if (span + MONTHS_SLACK < MONTHS_WANTED)
        alert_add(inspection, ALERT_SHORT_HISTORY, SEVERITY_WATCH, inspection->time->info,
                  "%.1f months of history", span);
}

static const char *
quarter_words(guint quarter)
{
    static const char *const words[] = {"January to March", "April to June", "July to September",
                                        "October to December, with its holidays"};
    return words[quarter];
}

/* A season counts as seen with one row in fifty. */
static void
look_at_seasons(Inspection *inspection)
{
    const FrameColumn *time = inspection->time;
    GTimeZone *zone = inspection->catalogue->zone;
    const Months *months = inspection->months;
    gint64 count[QUARTERS] = {0}, all = 0;
    g_autoptr(GString) lacking = g_string_new(NULL);
    guint seen = 0, only = 0;
    CalendarFields fields;

    for (guint i = 0; i < months_count(months); i++) {
        calendar_fields(g_array_index(months->start, TimePoint, i) + 15 * TIME_DAY, zone, &fields);
        count[(fields.month - 1) / 3] += g_array_index(months->count, gint64, i);
        all += g_array_index(months->count, gint64, i);
    }
    for (guint q = 0; q < QUARTERS; q++) {
        if (count[q] * 50 >= all) {
            seen++;
            only = q;
        } else {
            g_string_append_printf(lacking, "%s%s", lacking->len ? "; " : "", quarter_words(q));
        }
    }
    if (seen == QUARTERS || !all)
        return;
    if (seen == 1)
        alert_add(inspection, ALERT_ONE_SEASON, SEVERITY_WATCH, time->info, "all from %s",
                  quarter_words(only));
    else
        alert_add(inspection, ALERT_ONE_SEASON, SEVERITY_WATCH, time->info, "nothing from %s",
                  lacking->str);
}

/* The fewest months in a row that hold 95 in 100 rows; at most half of all. */
static void
look_for_concentration(Inspection *inspection)
{
    const Months *months = inspection->months;
    guint n = months_count(months), from = 0, wide = n;
    gint64 all = 0, held = 0;

    for (guint i = 0; i < n; i++)
        all += g_array_index(months->count, gint64, i);
    for (guint width = 1; width < n && wide == n; width++)
        for (guint i = 0; i + width <= n; i++) {
            gint64 sum = 0;
            for (guint m = i; m < i + width; m++)
                sum += g_array_index(months->count, gint64, m);
            if ((double)sum >= MOST * (double)all && sum > held)
                held = sum, from = i, wide = width;
        }
    if (n < 4 || wide * 2 > n || !all)
        return;
    GTimeZone *zone = inspection->catalogue->zone;
    TimePoint start = g_array_index(months->start, TimePoint, from);
    TimePoint end = g_array_index(months->start, TimePoint, from + wide);
    g_autofree char *first = month_words(start, zone);
    g_autofree char *last =
        month_words(g_array_index(months->start, TimePoint, from + wide - 1), zone);
    g_autofree char *percent = number_percent((double)held / (double)all, 1);
    g_autofree guint8 *rows = g_new0(guint8, inspection->frame->n + 1);
    mark_time(inspection, G_MININT64, start, rows);
    mark_time(inspection, end, G_MAXINT64, rows);
    Alert *alert = alert_add(inspection, ALERT_CONCENTRATED, SEVERITY_WATCH, inspection->time->info,
                             "%s of the dated rows lie in %u of %u months, %s to %s; these are the "
                             "others",
                             percent, wide, n, first, last);
    alert_rows(inspection, alert, rows);
    alert_clean_rows(inspection, alert, "outside of the months that hold nearly all");
}

/* ---- trend and week ---------------------------------------------------------------------------
 */

/* Kendall's tau of whole months with their order, with its normal approximation. */
static void
look_for_trend(Inspection *inspection)
{
    const Months *months = inspection->months;
    guint n = months_count(months) > 2 ? months_count(months) - 2 : 0; /* the ends may be parts */
    const gint64 *count = &g_array_index(months->count, gint64, 1);
    double concordant = 0, first = 0, last = 0;

    if (n < 8)
        return;
    for (guint i = 0; i < n; i++)
        for (guint j = i + 1; j < n; j++)
            concordant += count[j] > count[i] ? 1 : count[j] < count[i] ? -1 : 0;
    double z = concordant / sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18);
    guint third = n / 3;
    for (guint i = 0; i < third; i++)
        first += (double)count[i], last += (double)count[n - 1 - i];
    if (fabs(z) < 3.29 || fmax(first, last) < 1.3 * fmin(first, last)) /* p < 0.001 */
        return;
    alert_add(inspection, ALERT_TREND, SEVERITY_NOTE, inspection->time->info,
              "from about %.0f a month in the first third to %.0f in the last", first / third,
              last / third);
}

static void
look_at_week(Inspection *inspection)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    const FrameColumn *time = inspection->time;
    double count[7] = {0}, all = 0, chi = 0;
    guint busiest = 0, quietest = 0;
    CalendarFields fields;

    /* every k-th row: a week shows in twenty thousand as in a million */
    for (guint32 i = 0; i < time->n; i += 1 + time->n / 20000) {
        if (time->integer[i] == TIME_MISSING)
            continue;
        calendar_fields(time->integer[i], inspection->catalogue->zone, &fields);
        count[fields.weekday - 1]++;
        all++;
    }
    if (all < ROWS_LEAST || months_span(inspection->months) < 2)
        return;
    for (guint day = 0; day < 7; day++) {
        chi += pow(count[day] - all / 7, 2) / (all / 7);
        busiest = count[day] > count[busiest] ? day : busiest;
        quietest = count[day] < count[quietest] ? day : quietest;
    }
    if (chi_square_tail(chi, 6) < 0.001 && count[busiest] >= 1.5 * count[quietest])
        alert_add(inspection, ALERT_WEEKLY, SEVERITY_NOTE, inspection->time->info,
                  "%s holds %.0f in 100 tickets, %s %.0f", names[busiest],
                  100 * count[busiest] / all, names[quietest], 100 * count[quietest] / all);
}

void
inspect_history(Inspection *inspection)
{
    Days days = {.inspection = inspection};

    if (!inspection->months || !months_count(inspection->months))
        return;
    look_at_span(inspection);
    if (inspection->dated < ROWS_LEAST)
        return;
    look_at_seasons(inspection);
    look_for_concentration(inspection);
    look_for_trend(inspection);
    look_at_week(inspection);
    if (count_days(&days)) {
        measure_dispersion(&days);
        look_for_gaps(&days);
        look_for_breaks(&days);
        look_for_high_months(&days);
        look_for_high_days(&days);
    }
    g_free(days.count);
}
