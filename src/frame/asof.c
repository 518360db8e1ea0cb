/* "Today" of an export: the newest time in it that is no stray. Exports hold typing errors that lie
 * in the future, and one of them must not make every open ticket look long overdue. */
#include <foredesk/frame.h>

#include <stdlib.h>

/* Puts the k smallest first, the k-th at its place (Hoare's selection). */
static void
select_smallest(gint64 *values, gsize n, gsize k)
{
    gsize low = 0, high = n - 1;
    while (low < high) {
        gint64 pivot = values[low + (high - low) / 2];
        gsize i = low, j = high;
        for (;;) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i >= j)
                break;
            gint64 swap = values[i];
            values[i++] = values[j];
            values[j--] = swap;
        }
        if (k <= j)
            high = j;
        else
            low = j + 1;
    }
}

static int
compare_times(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

/* Walks up the newest hundredth while the steps are such as the data takes: fifty times the usual
 * distance, at least two months (some desks sleep), at most a year. */
static TimePoint
newest_of(const Frame *frame, const FrameColumn *column)
{
    g_autofree gint64 *times = g_new(gint64, MAX(column->n, 1));
    gsize n = 0;
    for (guint32 row = 0; row < column->n; row++)
        if (column->integer[row] != TIME_MISSING)
            times[n++] = column->integer[row];
    if (!n)
        return TIME_MISSING;
    gsize from = n - 1 - n / 100, middle = from / 2;
    select_smallest(times, n, from);
    qsort(times + from, n - from, sizeof *times, compare_times);
    gint64 top = times[from];
    select_smallest(times, from + 1, middle);
    gint64 step = from > middle ? (top - times[middle]) / (gint64)(from - middle) : 0;
    gint64 gap = CLAMP(50 * MIN(step, 100 * TIME_DAY), 60 * TIME_DAY, 365 * TIME_DAY);
    TimePoint newest = top;
    for (gsize i = from + 1; i < n && times[i] - newest <= gap; i++)
        newest = times[i];
    if (column->info->precision != PRECISION_DAY)
        return newest;
    return day_end(newest, frame->zone) - 1;
}

/* Whether the day `today` can be that of these rows: half of them or more had come by then. A few
 * strays leave that as it is. */
static gboolean
covers(const FrameColumn *column, TimePoint today)
{
    guint32 dated = 0, by_then = 0;
    for (guint32 row = 0; row < column->n; row++) {
        dated += column->integer[row] != TIME_MISSING;
        by_then += column->integer[row] != TIME_MISSING && column->integer[row] <= today;
    }
    return by_then >= dated - by_then;
}

/* The catalogue's date leaves out whole columns that hold a date after their import: it is the
 * earlier one where strays lie close to each other, the walk where every column has some. Where
 * most rows come after it, it is another table's, or the import's by a clock that went wrong: their
 * own dates then say what day it is, unless it was declared. */
TimePoint
frame_newest_time(const Frame *frame, const FrameColumn *time_column)
{
    TimePoint newest = newest_of(frame, time_column);
    static const ColumnRole roles[] = {ROLE_CREATED, ROLE_CLOSED, ROLE_UPDATED};
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
        const ColumnInfo *info = table_role(frame->table, roles[i]);
        const FrameColumn *column =
            info && info->kind == KIND_DATE ? frame_column_of(frame, info) : NULL;
        if (column && column != time_column)
            newest = MAX(newest, newest_of(frame, column));
    }
    TimePoint catalogue = frame->catalogue->as_of;
    if (catalogue == TIME_MISSING)
        return newest;
    TimePoint today = day_end(catalogue, frame->zone) - 1;
    if (!frame->catalogue->as_of_declared && !covers(time_column, today))
        return newest;
    return MIN(newest, today);
}
