/* type_dates: 3/4/2025 is the third of April or the fourth of March. Where no cell of a column has
 * a day over 12, the table's other dates decide, then the order of its rows, then the span the
 * dates would cover; the evidence says that it stays ambiguous. */
#include "frame/type.h"

/* d/m/y where any decided column of the table is written so, DATE_UNKNOWN where they disagree. */
static DateOrder
order_of_others(const TypedColumn *columns, guint n)
{
    DateOrder found = DATE_UNKNOWN;
    for (guint i = 0; i < n; i++) {
        const ColumnInfo *info = columns[i].info;
        gboolean slashed = info->date_order == DATE_DMY || info->date_order == DATE_MDY;
        if (info->kind != KIND_DATE || !slashed || columns[i].ambiguous)
            continue;
        if (found != DATE_UNKNOWN && found != info->date_order)
            return DATE_UNKNOWN;
        found = info->date_order;
    }
    return found;
}

typedef struct {
    gint64 forward, backward; /* steps from a row to the next dated one */
    gint64 span;              /* from the first to the last date */
} Course;

/* How the dates run down the rows when read in an order. */
static Course
course_of(TypedColumn *column, DateOrder order)
{
    ColumnScan *scan = &column->scan;
    guint32 n = dictionary_size(scan->dictionary);
    g_autofree TimePoint *time = g_new(TimePoint, n + 1);
    Course course = {0};
    TimePoint low = G_MAXINT64, high = G_MININT64, before = TIME_MISSING;
    for (guint32 code = 0; code < n; code++) {
        if (!date_parse_cached(dictionary_text(scan->dictionary, code), -1, order, scan->clock,
                               &time[code], NULL)) {
            time[code] = TIME_MISSING;
            continue;
        }
        low = MIN(low, time[code]);
        high = MAX(high, time[code]);
    }
    for (guint32 row = 0; row < scan->rows; row++) {
        TimePoint now = scan->code[row] < 0 ? TIME_MISSING : time[scan->code[row]];
        if (now == TIME_MISSING)
            continue;
        course.forward += before != TIME_MISSING && now > before;
        course.backward += before != TIME_MISSING && now < before;
        before = now;
    }
    course.span = high >= low ? high - low : 0;
    return course;
}

/* How one-sided the steps are, 0 … 1: exports are sorted by some date, up or down. */
static double
sortedness(const Course *course)
{
    gint64 steps = course->forward + course->backward;
    return steps > 0 ? (double)ABS(course->forward - course->backward) / (double)steps : 0;
}

static DateOrder
order_of_rows(TypedColumn *column)
{
    Course dmy = course_of(column, DATE_DMY), mdy = course_of(column, DATE_MDY);
    double better = sortedness(&mdy) - sortedness(&dmy);
    column->order_reason = "so its rows are in order";
    if (better > 0.2 || better < -0.2)
        return better > 0 ? DATE_MDY : DATE_DMY;
    gboolean shorter = mdy.span * 2 < dmy.span || dmy.span * 2 < mdy.span;
    column->order_reason =
        shorter ? "so they span the shorter time" : "as most of the world writes them";
    return mdy.span * 2 < dmy.span ? DATE_MDY : DATE_DMY;
}

void
type_date_orders(TypedColumn *columns, guint n)
{
    DateOrder others = order_of_others(columns, n);
    for (guint i = 0; i < n; i++) {
        TypedColumn *column = &columns[i];
        if (!column->ambiguous || column->info->kind_declared || column->scan.mode != SCAN_CODES)
            continue;
        if (column->order_reason)
            continue; /* its vendor is known */
        column->order_reason = "like the table's other dates";
        column->info->date_order = others != DATE_UNKNOWN ? others : order_of_rows(column);
    }
}
