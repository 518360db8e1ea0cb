/* Dates that can't be: before the ticket existed, in the future, far from all others. */
#include "audit/alert.h"

#include <math.h>
#include <string.h>

static const double SURELY = 0.001;
static const TimePoint LONE = 180 * TIME_DAY; /* stray dates stand so far from the nearest others */

/* ---- before the ticket ------------------------------------------------------------------------
 */

static void
look_before(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells)
{
    const FrameColumn *created = inspection->time;
    g_autofree guint8 *rows = g_new0(guint8, cells->n + 1);
    gint64 count = 0, filled = 0;

    for (guint32 i = 0; i < cells->n; i++) {
        if (cells->integer[i] == TIME_MISSING || created->integer[i] == TIME_MISSING)
            continue;
        filled++;
        rows[i] = frame_time_known(inspection->frame, cells, i) < created->integer[i];
        count += rows[i];
    }
    if (!count)
        return;
    gboolean most = count * 2 > filled;
    Severity severity =
        most || (double)count >= SURELY * (double)filled ? SEVERITY_SEVERE : SEVERITY_WATCH;
    g_autofree char *share = alert_share(count, filled);
    Alert *alert = alert_add(inspection, ALERT_CLOSED_BEFORE, severity, column,
                             "%s dates lie before %s%s", share, created->info->name,
                             most ? ": most of them, so one of the two is read in a wrong order "
                                    "or zone"
                                  : "");
    alert_rows(inspection, alert, rows);
    if (!most)
        alert_clean_cells(inspection, alert, "before the ticket existed");
}

/* What happens to a ticket comes after it; due dates and birthdays need not. */
static gboolean
belongs_after(const Inspection *inspection, const ColumnInfo *column)
{
    return column->role == ROLE_CLOSED || column->role == ROLE_UPDATED ||
           (column->known == KNOWN_LATER && inspection->time->info->role == ROLE_CREATED);
}

/* ---- in the future ----------------------------------------------------------------------------
 */

/* Where dates end, stray ones passed over: before the first hole of half a year behind which less
 * than one in a hundred lies. TIME_MISSING: they end together. */
static TimePoint
last_of_most(const FrameColumn *cells)
{
    g_autofree double *value = g_new(double, cells->n + 1);
    g_autofree guint32 *order = g_new(guint32, cells->n + 1);
    guint32 n = 0;

    for (guint32 i = 0; i < cells->n; i++)
        if (cells->integer[i] != TIME_MISSING)
            value[n++] = (double)cells->integer[i];
    stats_order(value, n, NULL, order);
    for (guint32 i = n; i-- > 1 && (n - i) * 100ull <= n;)
        if (value[order[i]] - value[order[i - 1]] > (double)LONE)
            return (TimePoint)value[order[i - 1]];
    return TIME_MISSING;
}

static void
look_ahead(Inspection *inspection, const ColumnInfo *column, const FrameColumn *cells)
{
    TimePoint now = inspection->catalogue->as_of;
    g_autofree guint8 *rows = g_new0(guint8, cells->n + 1);
    TimePoint farthest = TIME_MISSING;
    gint64 count = 0, filled = 0;

    if (now == TIME_MISSING && inspection->months && months_count(inspection->months)) {
        now = last_of_most(cells);
        if (now == TIME_MISSING)
            return;
        now = MAX(now, inspection->months->last);
    }
    if (now == TIME_MISSING)
        return;
    for (guint32 i = 0; i < cells->n; i++) {
        TimePoint time = cells->integer[i];
        filled += time != TIME_MISSING;
        rows[i] = time != TIME_MISSING && time > now;
        count += rows[i];
        if (rows[i] && (farthest == TIME_MISSING || time > farthest))
            farthest = time;
    }
    if (!count || count * 20 > filled) /* due dates may all lie ahead */
        return;
    g_autofree char *share = alert_share(count, filled);
    g_autofree char *last = date_words(farthest, PRECISION_DAY, inspection->frame->zone);
    g_autofree char *end = date_words(now, PRECISION_DAY, inspection->frame->zone);
    Alert *alert = alert_add(
        inspection, ALERT_FUTURE_DATE,
        (double)count >= SURELY * (double)filled ? SEVERITY_SEVERE : SEVERITY_WATCH, column,
        "%s dates lie after all others end on %s, the farthest on %s", share, end, last);
    alert_rows(inspection, alert, rows);
    alert_clean_cells(inspection, alert, "in the future");
}

/* ---- the table's own time ---------------------------------------------------------------------
 */

static void
look_at_strays(Inspection *inspection)
{
    const FrameColumn *time = inspection->time;
    const Months *months = inspection->months;
    g_autofree guint8 *rows = NULL;

    if (!months->stray || !months_count(months))
        return;
    rows = g_new0(guint8, time->n + 1);
    for (guint32 i = 0; i < time->n; i++)
        rows[i] = time->integer[i] != TIME_MISSING && months_find(months, time->integer[i]) < 0;
    g_autofree char *share = alert_share(months->stray, time->n);
    Alert *alert = alert_add(inspection, ALERT_STRAY_DATE, SEVERITY_WATCH, time->info,
                             "%s rows are dated apart from all others", share);
    alert_rows(inspection, alert, rows);
    alert_clean_rows(inspection, alert, "dated far from all others");
}

void
inspect_dates(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;

    if (!inspection->time || inspection->time->kind != KIND_DATE) {
        alert_add(inspection, ALERT_NO_TIME, SEVERITY_WATCH, NULL,
                  "no column of %s says when a row came", inspection->table->name);
        return;
    }
    look_at_strays(inspection);
    for (guint i = 0; i < columns->len; i++) {
        const FrameColumn *cells = inspection_column(inspection, i);
        const ColumnInfo *column = g_ptr_array_index(columns, i);
        if (!cells || cells->kind != KIND_DATE || cells == inspection->time)
            continue;
        if (belongs_after(inspection, column))
            look_before(inspection, column, cells);
        look_ahead(inspection, column, cells);
    }
}
