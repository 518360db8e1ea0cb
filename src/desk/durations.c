/* Durations from a ticket's arrival: to its solution, by the calendar and in business hours, and to
 * the first reply. Tickets that have not come so far count with the time they have waited. */
#include "desk/desk_private.h"

gboolean
span_find(const DeskView *view, gboolean reply, DeskSpan *span)
{
    *span = (DeskSpan){0};
    if (reply) {
        span->end = desk_column(view, ROLE_FIRST_REPLY, DESK_DATE);
        span->duration = desk_column(view, ROLE_FIRST_REPLY, DESK_NUMBER);
    } else {
        span->end = desk_column(view, ROLE_SOLVED, DESK_DATE);
        if (!span->end)
            span->end = desk_column(view, ROLE_CLOSED, DESK_DATE);
        span->duration = desk_column(view, ROLE_RESOLUTION, DESK_NUMBER);
    }
    if (span->end && desk_column(view, ROLE_CREATED, DESK_DATE)) {
        span->duration = NULL;
        return TRUE;
    }
    span->end = NULL;
    span->unit = span->duration ? column_duration_unit(span->duration->info) : 0;
    return span->unit > 0;
}

static SpanState
leave_out(const char **why, const char **words, const char *id, const char *text)
{
    *why = id;
    *words = text;
    return SPAN_LEFT_OUT;
}

/* By the two dates. A ticket that is open again hasn't ended, whatever date it kept. */
static SpanState
read_dates(const DeskView *view, const DeskEnds *ends, const DeskSpan *span, guint32 row,
           const DeskClock *clock, double *seconds, const char **why, const char **words)
{
    TimePoint from = desk_arrival(ends, row), to = span->end->integer[row];
    gboolean reply = span->end->info->role == ROLE_FIRST_REPLY;
    gboolean over = desk_over(view, ends, row);
    gboolean ended = to != TIME_MISSING && to <= view->as_of && (reply || !ends->status || over);

    if (to != TIME_MISSING && to < from)
        return leave_out(why, words, "before",
                         reply ? "answered before they arrived" : "solved before they arrived");
    if (!ended && over && !(to != TIME_MISSING && to > view->as_of))
        return leave_out(why, words, "undated-end",
                         reply ? "over, without a date of a reply" : "over, without a date of it");
    if (!ended)
        to = view->as_of;
    *seconds = clock ? desk_clock_between(clock, from, to) : (double)(to - from) / TIME_SECOND;
    return ended ? SPAN_ENDED : SPAN_OPEN;
}

SpanState
span_read(const DeskView *view, const DeskEnds *ends, const DeskSpan *span, guint32 row,
          const DeskClock *clock, double *seconds, const char **why, const char **words)
{
    if (span->end)
        return read_dates(view, ends, span, row, clock, seconds, why, words);
    double amount = frame_number(span->duration, row);
    if (amount < 0)
        return leave_out(why, words, "negative", "with a negative duration");
    if (!isnan(amount)) {
        *seconds = amount * span->unit;
        return SPAN_ENDED;
    }
    TimePoint from = desk_arrival(ends, row);
    if (desk_over(view, ends, row) || !ends->status)
        return leave_out(why, words, "untimed", "without a duration");
    if (from == TIME_MISSING)
        return leave_out(why, words, "undated", "without a date of arrival");
    *seconds = (double)(view->as_of - from) / TIME_SECOND;
    return SPAN_OPEN;
}

static char *
why_not(const DeskView *view, DeskKind kind)
{
    const char *table = view->frame->table->name;
    gboolean reply = kind == DESK_FIRST_REPLY;

    if (!desk_column(view, ROLE_CREATED, DESK_DATE))
        return g_strdup_printf("no column says when a ticket arrived: `role %s.COLUMN created` "
                               "names one",
                               table);
    return g_strdup_printf("no column says when a ticket was %s: `role %s.COLUMN %s` names one",
                           reply ? "first answered" : "solved", table,
                           reply ? "first-reply" : "solved");
}

static char *
rule_words(const DeskView *view, DeskKind kind, const DeskSpan *span)
{
    g_autofree char *column = column_title(span->end ? span->end : span->duration);
    const char *wait = kind == DESK_FIRST_REPLY ? "unanswered tickets" : "open tickets";
    const char *day =
        span->end && span->end->info->precision == PRECISION_DAY ? ", in whole days" : "";

    if (!span->end)
        return g_strdup_printf("as the export's %s says; %s count with their age", column, wait);
    g_autofree char *from = column_title(desk_column(view, ROLE_CREATED, DESK_DATE));
    if (kind == DESK_BUSINESS)
        return g_strdup_printf("from %s to %s within %s (%s); %s count with what they have waited",
                               from, column, view->hours_words, view->frame->catalogue->zone_name,
                               wait);
    return g_strdup_printf("from %s to %s%s; %s count with what they have waited", from, column,
                           day, wait);
}

static void
fill(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends, const DeskSpan *span,
     const DeskClock *clock)
{
    for (guint32 row = 0; row < measure->n; row++) {
        const char *why = NULL, *words = NULL;
        double seconds = NAN;
        if (!measure_begin(measure, view, ends, row))
            continue;
        switch (span_read(view, ends, span, row, clock, &seconds, &why, &words)) {
        case SPAN_ENDED:
            measure_count(measure, row, seconds);
            break;
        case SPAN_OPEN:
            measure_open(measure, row, seconds);
            break;
        case SPAN_LEFT_OUT:
            measure_exclude(measure, row, why, words);
            break;
        }
    }
}

DeskMeasure *
measure_durations(const DeskView *view, DeskKind kind)
{
    DeskMeasure *measure = measure_new(view, kind);
    g_auto(DeskEnds) ends = {0};
    g_autoptr(DeskClock) clock = NULL;
    DeskSpan span;

    if (!span_find(view, kind == DESK_FIRST_REPLY, &span))
        return measure_refuse(measure, why_not(view, kind));
    desk_ends_init(&ends, view);
    if (kind == DESK_BUSINESS) {
        if (!span.end)
            return measure_refuse(measure,
                                  g_strdup("business hours need the dates of arrival and solution, "
                                           "and the export holds only a duration"));
        if (span.end->info->precision == PRECISION_DAY ||
            ends.arrival->info->precision == PRECISION_DAY)
            return measure_refuse(measure, g_strdup("business hours need times of day, and the "
                                                    "dates here are days"));
        clock = desk_clock_of(view, &ends);
    }
    measure->rule = rule_words(view, kind, &span);
    fill(measure, view, &ends, &span, clock);
    if (!measure->counted)
        return measure_refuse(measure, g_strdup("no ticket has come that far yet"));
    return measure;
}
