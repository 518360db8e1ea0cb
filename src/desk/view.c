/* Where and how the desk is measured: the table of tickets, today, the working week, the promises;
 * and which of its columns say when a ticket arrived, ended and how it stands. */
#include "desk/desk_private.h"

DeskView *
desk_view_new(FrameStore *frames, sqlite3 *database, GError **error)
{
    g_autoptr(DeskView) view = g_new0(DeskView, 1);
    Catalogue *catalogue = frame_store_catalogue(frames);
    const TableInfo *table = catalogue_main_table(catalogue);
    g_autofree char *week = setting_get(database, "hours");
    g_autofree char *holidays = setting_get(database, "holidays");
    g_autofree char *promises = setting_get(database, "promises");
    g_autofree char *declared = setting_get(database, "as_of");

    if (!table) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "there is no table of tickets yet: import one");
        return NULL;
    }
    view->frames = frames;
    view->database = database;
    view->from = view->to = TIME_MISSING;
    view->hours_words = g_strdup(week && *week ? week : DESK_HOURS_DEFAULT);
    view->hours = desk_hours_new(view->hours_words, holidays, error);
    if (!view->hours || !(view->promises = desk_promises_parse(promises, error)) ||
        !(view->frame = frame_store_get(frames, database, table, NULL, error)))
        return NULL;
    const FrameColumn *arrival = desk_column(view, ROLE_CREATED, DESK_DATE);
    view->as_of = catalogue->as_of;
    if (arrival && !(declared && strcmp(declared, "auto") != 0))
        view->as_of = frame_newest_time(view->frame, arrival);
    return g_steal_pointer(&view);
}

void
desk_view_free(DeskView *view)
{
    if (!view)
        return;
    g_clear_pointer(&view->frame, frame_unref);
    desk_hours_free(view->hours);
    g_clear_pointer(&view->promises, g_ptr_array_unref);
    g_free(view->hours_words);
    g_free(view);
}

const FrameColumn *
desk_column(const DeskView *view, ColumnRole role, guint kinds)
{
    for (guint i = 0; i < view->frame->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(view->frame->columns, i);
        if (column->info->role == role && (!kinds || kinds & 1u << column->kind))
            return column;
    }
    return NULL;
}

char *
column_title(const FrameColumn *column)
{
    return text_clean(column->info->heading, -1);
}

/* ---- how a ticket stands -------------------------------------------------------------------- */

static gboolean
has_any(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strstr(text, *words))
            return TRUE;
    return FALSE;
}

static StatusMeaning
status_meaning(const char *status)
{
    static const char *const none[] = {"merged", "spam", "deleted", "duplicate", NULL};
    static const char *const over[] = {"closed",   "solved", "resolved", "done",
                                       "complete", "cancel", "finished", NULL};
    static const char *const open[] = {"open",    "new",     "pending", "progress", "hold",
                                       "active",  "waiting", "await",   "assigned", "triage",
                                       "working", "snoozed", NULL};
    g_autofree char *lower = g_utf8_strdown(status, -1);

    if (has_any(lower, none))
        return STATUS_VOID;
    if (strstr(lower, "unresolved") || strstr(lower, "unsolved") || strstr(lower, "reopen") ||
        strstr(lower, "inactive"))
        return strstr(lower, "inactive") ? STATUS_UNKNOWN : STATUS_OPEN;
    if (has_any(lower, over))
        return STATUS_OVER;
    return has_any(lower, open) ? STATUS_OPEN : STATUS_UNKNOWN;
}

void
desk_ends_init(DeskEnds *ends, const DeskView *view)
{
    const FrameColumn *status =
        desk_column(view, ROLE_STATUS, 1u << KIND_CATEGORY | 1u << KIND_KEY);

    *ends = (DeskEnds){.arrival = desk_column(view, ROLE_CREATED, DESK_DATE),
                       .solved = desk_column(view, ROLE_SOLVED, DESK_DATE),
                       .status = status};
    if (!ends->solved)
        ends->solved = desk_column(view, ROLE_CLOSED, DESK_DATE);
    if (!status)
        return;
    guint32 n = dictionary_size(status->dictionary);
    ends->meaning = g_new(gint8, MAX(n, 1));
    for (guint32 code = 0; code < n; code++)
        ends->meaning[code] = (gint8)status_meaning(dictionary_text(status->dictionary, code));
}

void
desk_ends_clear(DeskEnds *ends)
{
    g_clear_pointer(&ends->meaning, g_free);
}

TimePoint
desk_arrival(const DeskEnds *ends, guint32 row)
{
    return ends->arrival ? ends->arrival->integer[row] : TIME_MISSING;
}

static StatusMeaning
row_status(const DeskEnds *ends, guint32 row)
{
    gint32 code = ends->status ? ends->status->code[row] : -1;
    return code < 0 ? STATUS_UNKNOWN : (StatusMeaning)ends->meaning[code];
}

gboolean
desk_over(const DeskView *view, const DeskEnds *ends, guint32 row)
{
    StatusMeaning meaning = row_status(ends, row);
    if (meaning == STATUS_OPEN)
        return FALSE;
    if (meaning == STATUS_OVER)
        return TRUE;
    return ends->solved && ends->solved->integer[row] != TIME_MISSING &&
           ends->solved->integer[row] <= view->as_of;
}

DeskClock *
desk_clock_of(const DeskView *view, const DeskEnds *ends)
{
    TimePoint first = view->as_of;
    for (guint32 row = 0; row < view->frame->n; row++) {
        TimePoint arrival = desk_arrival(ends, row);
        if (arrival != TIME_MISSING && arrival < first)
            first = arrival;
    }
    /* a stray of long ago must not lay out centuries */
    if (view->as_of != TIME_MISSING)
        first = MAX(first, view->as_of - 30 * 365 * TIME_DAY);
    return desk_clock_new(view->hours, view->frame->catalogue->zone, first, view->as_of);
}

gboolean
measure_begin(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends, guint32 row)
{
    TimePoint arrival = desk_arrival(ends, row);

    if (arrival != TIME_MISSING && ((view->from != TIME_MISSING && arrival < view->from) ||
                                    (view->to != TIME_MISSING && arrival >= view->to)))
        return FALSE;
    if (view->frame->history_only && view->frame->history_only[row])
        measure_exclude(measure, row, "cleaned", "left out by a cleaning step");
    else if (row_status(ends, row) == STATUS_VOID)
        measure_exclude(measure, row, "void", "merged, spam or deleted");
    else if (!ends->arrival)
        return view->from == TIME_MISSING && view->to == TIME_MISSING;
    else if (arrival == TIME_MISSING)
        measure_exclude(measure, row, "undated", "without a date of arrival");
    else if (arrival > view->as_of)
        measure_exclude(measure, row, "future", "dated after today");
    else
        return TRUE;
    return FALSE;
}
