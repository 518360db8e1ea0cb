/* Cases a customer: how many tickets of customers come in a whole month for each customer that was
 * one in it. Needs a table of customers, for those who never write don't stand among the tickets.
 */
#include "desk/desk_private.h"

/* The table that the tickets' customer column, or one beside it, leads to. */
static const LinkInfo *
find_link(const DeskView *view)
{
    const Catalogue *catalogue = view->frame->catalogue;
    const LinkInfo *best = NULL;

    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(catalogue->links, i);
        if (link->child == view->frame->table && link->child_column->role == ROLE_CUSTOMER &&
            (!best || link->matched > best->matched))
            best = link;
    }
    return best;
}

/* When a customer left: a date of the customers' table whose name says so. */
static const FrameColumn *
find_left(const Frame *customers)
{
    static const char *const names[] = {"churn", "cancel", "terminat",  "left",
                                        "ended", "closed", "deactivat", NULL};
    for (gsize n = 0; names[n]; n++)
        for (guint i = 0; i < customers->columns->len; i++) {
            const FrameColumn *column = g_ptr_array_index(customers->columns, i);
            g_autofree char *lower = g_utf8_strdown(column->info->heading, -1);
            if (column->kind == KIND_DATE && strstr(lower, names[n]) && !strstr(lower, "previous"))
                return column;
        }
    return NULL;
}

static const FrameColumn *
find_joined(const Frame *customers)
{
    for (guint i = 0; i < customers->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(customers->columns, i);
        if (column->kind == KIND_DATE && column->info->role == ROLE_CREATED)
            return column;
    }
    return NULL;
}

/* Starts of the whole months between two moments, and the end of the last. */
static GArray *
whole_months(TimePoint from, TimePoint to, GTimeZone *zone)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(TimePoint));
    CalendarFields fields;

    calendar_fields(from, zone, &fields);
    int year = fields.year, month = fields.month;
    for (int i = 0; i < 1200; i++) {
        TimePoint start = month_start(year, month, zone);
        if (start == TIME_MISSING || start > to)
            break;
        if (start >= from)
            g_array_append_val(starts, start);
        month = month % 12 + 1;
        year += month == 1;
    }
    return starts;
}

/* From the first arrival that stands for a stream (a stray of 1970 doesn't) to today. */
static GArray *
months_of(const DeskView *view, const DeskEnds *ends)
{
    g_autofree double *times = g_new(double, MAX(view->frame->n, 1));
    gsize n = 0;
    double p = 0.002, first;

    for (guint32 row = 0; row < view->frame->n; row++) {
        TimePoint arrival = desk_arrival(ends, row);
        if (arrival != TIME_MISSING && arrival <= view->as_of)
            times[n++] = (double)arrival;
    }
    stats_quantiles(times, n, &p, 1, &first);
    TimePoint from = n ? (TimePoint)first : view->as_of, to = view->as_of;
    CalendarFields fields;
    calendar_fields(from, view->frame->catalogue->zone, &fields);
    TimePoint start = month_start(fields.year, fields.month, view->frame->catalogue->zone);
    if (n && first - (double)start < 3 * (double)TIME_DAY)
        from = start; /* the first days of a month stand for all of it */
    if (view->from != TIME_MISSING)
        from = MAX(from, view->from);
    if (view->to != TIME_MISSING)
        to = MIN(to, view->to);
    return whole_months(from, to, view->frame->catalogue->zone);
}

static double
customer_months(const Frame *customers, const GArray *starts)
{
    const FrameColumn *joined = find_joined(customers), *left = find_left(customers);
    double months = 0;

    for (guint m = 0; m + 1 < starts->len; m++) {
        TimePoint from = g_array_index(starts, TimePoint, m);
        TimePoint to = g_array_index(starts, TimePoint, m + 1);
        for (guint32 row = 0; row < customers->n; row++)
            months +=
                !(joined && joined->integer[row] != TIME_MISSING && joined->integer[row] >= to) &&
                !(left && left->integer[row] != TIME_MISSING && left->integer[row] < from);
    }
    return months;
}

/* Which texts name a customer: the parents' keys. */
static GHashTable *
keys_of(const Frame *customers, const FrameColumn *key)
{
    GHashTable *keys = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint32 row = 0; row < customers->n; row++)
        if (key->code[row] >= 0)
            g_hash_table_add(keys,
                             (gpointer)dictionary_text(key->dictionary, (guint32)key->code[row]));
    return keys;
}

static void
fill(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends, const FrameColumn *customer,
     GHashTable *keys, const GArray *starts)
{
    TimePoint from = g_array_index(starts, TimePoint, 0);
    TimePoint to = g_array_index(starts, TimePoint, starts->len - 1);

    measure->customer = g_new0(guint32, MAX(measure->n, 1));
    for (guint32 row = 0; row < measure->n; row++) {
        if (!measure_begin(measure, view, ends, row))
            continue;
        TimePoint arrival = desk_arrival(ends, row);
        gint32 code = customer->code[row];
        if (arrival < from || arrival >= to)
            measure_exclude(measure, row, "part-month", "in a month that isn't whole");
        else if (code < 0)
            measure_exclude(measure, row, "nobody", "without a customer");
        else if (!g_hash_table_contains(keys, dictionary_text(customer->dictionary, (guint32)code)))
            measure_exclude(measure, row, "unknown", "of a customer that isn't in the table");
        else {
            measure->customer[row] = (guint32)code;
            measure_count(measure, row, 1);
        }
    }
}

DeskMeasure *
measure_contact(const DeskView *view, GError **error)
{
    g_autoptr(DeskMeasure) measure = measure_new(view, DESK_CONTACT);
    const LinkInfo *link = find_link(view);
    g_auto(DeskEnds) ends = {0};
    g_autoptr(Frame) customers = NULL;

    desk_ends_init(&ends, view);
    if (!link || !ends.arrival)
        return measure_refuse(g_steal_pointer(&measure),
                              g_strdup("it needs a table of customers: those who never write don't "
                                       "stand among the tickets"));
    if (!(customers = frame_store_get(view->frames, view->database, link->parent, NULL, error)))
        return NULL;
    const FrameColumn *customer = frame_column_of(view->frame, link->child_column);
    const FrameColumn *key = frame_column_of(customers, link->parent_column);
    if (!customer || !customer->code || !key || !key->code)
        return measure_refuse(g_steal_pointer(&measure),
                              g_strdup("the customers' key isn't read as a key: `type "
                                       "TABLE.COLUMN key`"));
    g_autoptr(GArray) starts = months_of(view, &ends);
    if (starts->len < 2)
        return measure_refuse(g_steal_pointer(&measure), g_strdup("it needs one whole month"));
    g_autoptr(GHashTable) keys = keys_of(customers, key);
    fill(measure, view, &ends, customer, keys, starts);
    measure->exposure = customer_months(customers, starts);
    const FrameColumn *left = find_left(customers);
    measure->rule =
        g_strdup_printf("tickets of customers in %u whole %s for each of %s that was one then%s",
                        starts->len - 1, starts->len == 2 ? "month" : "months", link->parent->name,
                        left ? "" : ", as exported: nothing says when one left");
    if (!measure->counted || !(measure->exposure > 0))
        return measure_refuse(g_steal_pointer(&measure),
                              g_strdup("no ticket of a known customer came in a whole month"));
    return g_steal_pointer(&measure);
}
