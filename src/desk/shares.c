/* Shares of tickets: solved at the first contact, the agreed time kept as the export tells it, the
 * desk's own promises kept. */
#include "desk/desk_private.h"

/* ---- one contact ---------------------------------------------------------------------------- */

#define SETTLED (7 * TIME_DAY) /* for so long a ticket may come back */

typedef struct {
    const FrameColumn *replies, *reopens, *handovers;
    double first; /* what the handovers are counted from */
    gint64 *next; /* without any of these: the same customer's next arrival, a row */
} Contact;

/* Agents' stations and assignments count the first one; reassignments don't. */
static double
counted_from(const FrameColumn *column)
{
    g_autofree char *name = g_utf8_strdown(column->info->heading, -1);
    return strstr(name, "station") || (strstr(name, "assignment") && !strstr(name, "reassign")) ? 1
                                                                                                : 0;
}

/* 0 none, 1 some, NaN not told. */
static double
reopened(const FrameColumn *column, guint32 row)
{
    if (column->kind == KIND_DATE)
        return column->integer[row] != TIME_MISSING;
    double times = frame_number(column, row);
    return isnan(times) ? NAN : times > 0;
}

static int
by_customer(gconstpointer a, gconstpointer b, gpointer data)
{
    const DeskEnds *ends = ((gpointer *)data)[0];
    const FrameColumn *customer = ((gpointer *)data)[1];
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    gint64 kx = customer->code ? customer->code[x] : customer->integer[x];
    gint64 ky = customer->code ? customer->code[y] : customer->integer[y];
    TimePoint tx = desk_arrival(ends, x), ty = desk_arrival(ends, y);
    if (kx != ky)
        return kx < ky ? -1 : 1;
    return tx != ty ? (tx < ty ? -1 : 1) : (x > y) - (x < y);
}

static gboolean
has_customer(const FrameColumn *customer, guint32 row)
{
    return customer->code ? customer->code[row] >= 0 : customer->integer[row] != G_MININT64;
}

/* For each row the next arrival of its customer; TIME_MISSING: none, G_MAXINT64: no customer. */
static gint64 *
next_arrivals(const DeskView *view, const DeskEnds *ends, const FrameColumn *customer)
{
    guint32 n = view->frame->n;
    g_autofree guint32 *order = g_new(guint32, MAX(n, 1));
    gint64 *next = g_new(gint64, MAX(n, 1));
    gpointer data[] = {(gpointer)ends, (gpointer)customer};
    guint32 known = 0;

    for (guint32 row = 0; row < n; row++) {
        next[row] = G_MAXINT64;
        if (has_customer(customer, row) && desk_arrival(ends, row) != TIME_MISSING)
            order[known++] = row;
    }
    g_qsort_with_data(order, (int)known, sizeof *order, by_customer, data);
    for (guint32 i = 0; i < known; i++) {
        gboolean same =
            i + 1 < known &&
            (customer->code ? customer->code[order[i]] == customer->code[order[i + 1]]
                            : customer->integer[order[i]] == customer->integer[order[i + 1]]);
        next[order[i]] = same ? desk_arrival(ends, order[i + 1]) : TIME_MISSING;
    }
    return next;
}

static char *
contact_rule(const Contact *contact, const DeskView *view)
{
    g_autofree char *replies = contact->replies ? column_title(contact->replies) : NULL;
    g_autofree char *reopens = contact->reopens ? column_title(contact->reopens) : NULL;
    g_autofree char *handovers = contact->handovers ? column_title(contact->handovers) : NULL;
    g_autoptr(GString) rule = g_string_new(NULL);

    if (replies)
        g_string_append_printf(rule, "one reply at most (%s)", replies);
    else if (handovers)
        g_string_append_printf(rule, "never handed over (%s)", handovers);
    if (reopens)
        g_string_append_printf(rule, "%snever reopened (%s)", rule->len ? ", " : "", reopens);
    if (!rule->len)
        g_string_append(rule, "the customer did not come back within 7 days");
    g_string_append_printf(rule, "; of tickets over%s",
                           reopens || contact->next ? " for at least 7 days" : "");
    return g_string_free(g_steal_pointer(&rule), FALSE);
}

/* 1 yes, 0 no, NaN where a number is missing. */
static double
one_contact(const Contact *contact, guint32 row, TimePoint arrival)
{
    double once = 1, again = contact->reopens ? reopened(contact->reopens, row) : 0;
    if (contact->replies) {
        double replies = frame_number(contact->replies, row);
        once = isnan(replies) ? NAN : replies <= 1;
    } else if (contact->handovers) {
        double handovers = frame_number(contact->handovers, row);
        once = isnan(handovers) ? NAN : handovers <= contact->first;
    } else if (contact->next) {
        once = contact->next[row] == G_MAXINT64
                   ? NAN
                   : contact->next[row] == TIME_MISSING || contact->next[row] - arrival > SETTLED;
    }
    return isnan(once) || isnan(again) ? NAN : once && !again;
}

static void
fill_contacts(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends,
              const Contact *contact)
{
    gboolean settles = contact->reopens || contact->next;

    for (guint32 row = 0; row < measure->n; row++) {
        if (!measure_begin(measure, view, ends, row))
            continue;
        TimePoint arrival = desk_arrival(ends, row);
        TimePoint solved = ends->solved ? ends->solved->integer[row] : TIME_MISSING;
        TimePoint since = contact->next ? arrival : solved;
        double once = one_contact(contact, row, arrival);
        if (!desk_over(view, ends, row))
            measure_open(measure, row, NAN);
        else if (settles && since != TIME_MISSING && view->as_of != TIME_MISSING &&
                 since > view->as_of - SETTLED)
            measure_exclude(measure, row, "recent", "over for less than 7 days: may come back");
        else if (isnan(once))
            measure_exclude(measure, row, "untold", "without the numbers it takes");
        else
            measure_count(measure, row, once);
    }
}

DeskMeasure *
measure_one_contact(const DeskView *view)
{
    DeskMeasure *measure = measure_new(view, DESK_ONE_CONTACT);
    const FrameColumn *customer = desk_column(view, ROLE_CUSTOMER, 0);
    g_auto(DeskEnds) ends = {0};
    Contact contact = {
        .replies = desk_column(view, ROLE_REPLIES, DESK_NUMBER),
        .reopens = desk_column(view, ROLE_REOPENS, DESK_NUMBER | DESK_DATE | 1u << KIND_BOOLEAN),
        .handovers = desk_column(view, ROLE_HANDOVERS, DESK_NUMBER)};

    desk_ends_init(&ends, view);
    if (!ends.status && !ends.solved)
        return measure_refuse(measure,
                              g_strdup("nothing says which tickets are over: no status, no "
                                       "date of a solution"));
    if (customer && !customer->code && !customer->integer)
        customer = NULL;
    contact.first = contact.handovers ? counted_from(contact.handovers) : 0;
    if (!contact.replies && !contact.handovers && !contact.reopens) {
        if (!customer || !ends.arrival)
            return measure_refuse(
                measure, g_strdup_printf("no column counts replies, handovers or reopenings, and "
                                         "none names the customer: `role %s.COLUMN replies`",
                                         view->frame->table->name));
        contact.next = next_arrivals(view, &ends, customer);
    }
    measure->rule = contact_rule(&contact, view);
    fill_contacts(measure, view, &ends, &contact);
    g_free(contact.next);
    if (!measure->counted)
        return measure_refuse(measure, g_strdup("no ticket is over for long enough"));
    return measure;
}

/* ---- what is not over yet ------------------------------------------------------------------- */

DeskMeasure *
measure_backlog(const DeskView *view)
{
    DeskMeasure *measure = measure_new(view, DESK_BACKLOG);
    g_auto(DeskEnds) ends = {0};

    desk_ends_init(&ends, view);
    if (!ends.status && !ends.solved)
        return measure_refuse(measure,
                              g_strdup("nothing says which tickets are over: no status, no "
                                       "date of a solution"));
    g_autofree char *title = column_title(ends.status ? ends.status : ends.solved);
    measure->rule = g_strdup_printf("by %s, as of today; of all tickets", title);
    for (guint32 row = 0; row < measure->n; row++)
        if (measure_begin(measure, view, &ends, row))
            measure_count(measure, row, !desk_over(view, &ends, row));
    if (!measure->counted)
        return measure_refuse(measure, g_strdup("there is no ticket to count"));
    return measure;
}

/* ---- the agreed time as the export tells it ---------------------------------------------------
 */

/* 1 kept, 0 missed, NaN not told; `reverse`: the column says that it was missed. */
static double
kept(const FrameColumn *column, guint32 row, gboolean reverse)
{
    static const char *const missed[] = {"violat",  "breach",  "missed", "late",
                                         "overdue", "not met", "fail",   NULL};
    static const char *const met[] = {"within", "met",    "kept", "achieved", "on time",
                                      "made",   "in sla", "ok",   NULL};

    if (column->kind == KIND_DATE)
        return NAN;
    if (column->kind == KIND_BOOLEAN)
        return column->code[row] < 0 ? NAN : (column->code[row] == 1) != reverse;
    if (!column->code) {
        double left = frame_number(column, row);
        return isnan(left) ? NAN : left >= 0;
    }
    if (column->code[row] < 0)
        return NAN;
    g_autofree char *text =
        g_utf8_strdown(dictionary_text(column->dictionary, (guint32)column->code[row]), -1);
    for (gsize i = 0; missed[i]; i++)
        if (strstr(text, missed[i]))
            return 0;
    for (gsize i = 0; met[i]; i++)
        if (strstr(text, met[i]))
            return 1;
    return NAN;
}

static void
fill_kept(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends,
          const FrameColumn *column, gboolean reverse)
{
    for (guint32 row = 0; row < measure->n; row++) {
        if (!measure_begin(measure, view, ends, row))
            continue;
        double value = kept(column, row, reverse);
        if (isnan(value))
            measure_exclude(measure, row, "untold", "without a word on it");
        else if ((ends->status || ends->solved) && !desk_over(view, ends, row))
            measure_open(measure, row, NAN);
        else
            measure_count(measure, row, value);
    }
}

/* Solved by the date it was due; that date may have been moved since. */
static void
fill_due(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends, const FrameColumn *due)
{
    for (guint32 row = 0; row < measure->n; row++) {
        if (!measure_begin(measure, view, ends, row))
            continue;
        TimePoint solved = ends->solved->integer[row];
        gboolean over = desk_over(view, ends, row) && solved != TIME_MISSING;
        if (due->integer[row] == TIME_MISSING) {
            measure_exclude(measure, row, "untold", "without a date it was due");
            continue;
        }
        TimePoint until = frame_time_known(view->frame, due, row);
        if (over)
            measure_count(measure, row, solved <= until);
        else if (desk_over(view, ends, row))
            measure_exclude(measure, row, "undated-end", "over, without a date of it");
        else if (view->as_of > until)
            measure_count(measure, row, 0);
        else
            measure_open(measure, row, NAN);
    }
}

DeskMeasure *
measure_sla(const DeskView *view)
{
    DeskMeasure *measure = measure_new(view, DESK_SLA);
    const FrameColumn *told = desk_column(
        view, ROLE_SLA, 1u << KIND_BOOLEAN | 1u << KIND_CATEGORY | 1u << KIND_KEY | DESK_NUMBER);
    const FrameColumn *due = desk_column(view, ROLE_DUE, DESK_DATE);
    g_auto(DeskEnds) ends = {0};

    desk_ends_init(&ends, view);
    if (told) {
        g_autofree char *title = column_title(told);
        g_autofree char *lower = g_utf8_strdown(title, -1);
        gboolean reverse =
            strstr(lower, "breach") || strstr(lower, "violat") || strstr(lower, "missed");
        measure->rule =
            g_strdup_printf(told->code ? "%s, as the export says; of tickets that are over"
                                       : "time left in %s, negative when missed; of "
                                         "tickets that are over",
                            title);
        fill_kept(measure, view, &ends, told, reverse);
    }
    if (!measure->counted && due && ends.solved) {
        g_autofree char *title = column_title(due);
        desk_measure_free(measure);
        measure = measure_new(view, DESK_SLA);
        measure->rule = g_strdup_printf(
            "solved by %s as exported (it may have been moved); open ones past it missed it",
            title);
        fill_due(measure, view, &ends, due);
    }
    if (!measure->counted)
        return measure_refuse(
            measure, g_strdup_printf("the export doesn't tell whether an agreed time was kept: "
                                     "`role %s.COLUMN sla` names a column, `promise first-reply "
                                     "4h` sets one",
                                     view->frame->table->name));
    return measure;
}

/* ---- the desk's own promises ------------------------------------------------------------------
 */

static const DeskPromise *
promise_for(const DeskView *view, gboolean reply, const FrameColumn *channel, guint32 row)
{
    const DeskPromise *general = NULL;
    const char *name = channel && channel->code[row] >= 0
                           ? dictionary_text(channel->dictionary, (guint32)channel->code[row])
                           : NULL;
    for (guint i = 0; i < view->promises->len; i++) {
        const DeskPromise *promise = g_ptr_array_index(view->promises, i);
        if (promise->reply != reply)
            continue;
        if (!promise->channel)
            general = promise;
        else if (name && g_ascii_strcasecmp(promise->channel, name) == 0)
            return promise;
    }
    return general;
}

static char *
promise_rule(const DeskView *view, gboolean reply)
{
    g_autoptr(GString) rule = g_string_new(reply ? "answered" : "solved");
    guint n = 0;

    for (guint i = 0; i < view->promises->len; i++) {
        const DeskPromise *promise = g_ptr_array_index(view->promises, i);
        if (promise->reply != reply)
            continue;
        g_autofree char *limit = duration_words(promise->limit);
        g_string_append_printf(rule, "%s within %s%s%s%s", n++ ? "," : "", limit,
                               promise->business ? " of business" : "",
                               promise->channel ? " on " : "",
                               promise->channel ? promise->channel : "");
    }
    if (!n)
        return NULL;
    g_string_append(rule, "; who waits longer already missed it");
    return g_string_free(g_steal_pointer(&rule), FALSE);
}

static void
fill_promise(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends, const DeskSpan *span,
             gboolean reply)
{
    const FrameColumn *channel = desk_column(view, ROLE_CHANNEL, 1u << KIND_CATEGORY);
    g_autoptr(DeskClock) clock = desk_clock_of(view, ends);

    for (guint32 row = 0; row < measure->n; row++) {
        const char *why = NULL, *words = NULL;
        double seconds = NAN;
        if (!measure_begin(measure, view, ends, row))
            continue;
        const DeskPromise *promise = promise_for(view, reply, channel, row);
        if (!promise) {
            measure_exclude(measure, row, "unpromised", "on a channel without a promise");
            continue;
        }
        double limit = (double)promise->limit / TIME_SECOND;
        SpanState state = span_read(view, ends, span, row, promise->business ? clock : NULL,
                                    &seconds, &why, &words);
        if (state == SPAN_LEFT_OUT)
            measure_exclude(measure, row, why, words);
        else if (state == SPAN_OPEN && seconds <= limit)
            measure_open(measure, row, NAN);
        else
            measure_count(measure, row, seconds <= limit);
    }
}

DeskMeasure *
measure_promise(const DeskView *view, DeskKind kind)
{
    gboolean reply = kind == DESK_PROMISED_REPLY;
    DeskMeasure *measure = measure_new(view, kind);
    g_auto(DeskEnds) ends = {0};
    DeskSpan span;

    if (!(measure->rule = promise_rule(view, reply)))
        return measure_refuse(measure,
                              g_strdup_printf("nothing is promised yet: `promise %s` sets it",
                                              reply ? "first-reply 4h" : "resolution 2d"));
    if (!span_find(view, reply, &span))
        return measure_refuse(measure, g_strdup_printf("no column says when a ticket was %s: `role "
                                                       "%s.COLUMN %s` names one",
                                                       reply ? "first answered" : "solved",
                                                       view->frame->table->name,
                                                       reply ? "first-reply" : "solved"));
    desk_ends_init(&ends, view);
    fill_promise(measure, view, &ends, &span, reply);
    if (!measure->counted)
        return measure_refuse(measure, g_strdup("no ticket has come that far yet"));
    return measure;
}
