/* An event log as tickets: which events belong together, what stood in the first one, what in the
 * last, and which columns changed between them. */
#include "ingest/events.h"

#include <string.h>

/* A column that changed in fewer tickets than one in a thousand has no end of its own: the log
 * keeps it. */
#define CHANGES_WORTH 0.001

static void
make_free(gpointer data)
{
    Make *make = data;
    g_free(make->name);
    g_free(make->definition);
    g_free(make);
}

void
event_log_free(EventLog *log)
{
    if (log == NULL)
        return;
    frame_unref(log->frame);
    g_free(log->shape.evidence);
    g_free(log->first);
    g_free(log->last);
    g_free(log->events);
    g_free(log->order);
    g_free(log->changed);
    g_clear_pointer(&log->makes, g_ptr_array_unref);
    g_free(log);
}

/* ---- which events belong together ----------------------------------------------------------- */

/* Whether row a of the log comes before row b: by the counter, then by time, then as in the file.
 */
static gboolean
is_before(const FrameColumn *order, const FrameColumn *time, guint32 a, guint32 b)
{
    if (order != NULL && order->integer[a] != order->integer[b])
        return order->integer[a] < order->integer[b];
    if (time->integer[a] != time->integer[b])
        return time->integer[a] < time->integer[b];
    return a < b;
}

static int
by_first_event(gconstpointer a, gconstpointer b, gpointer data)
{
    const guint32 *first = data;
    guint32 x = first[*(const guint32 *)a], y = first[*(const guint32 *)b];
    return x < y ? -1 : x > y;
}

static void
group_events(EventLog *log)
{
    const FrameColumn *order = frame_column_of(log->frame, log->shape.order);
    const FrameColumn *time = frame_column_of(log->frame, log->shape.time);
    g_autofree guint32 *code =
        frame_key_codes(frame_column_of(log->frame, log->shape.key), &log->n);
    log->first = g_new(guint32, log->n + 1);
    log->last = g_new(guint32, log->n + 1);
    log->events = g_new0(guint32, log->n + 1);
    log->order = g_new(guint32, log->n + 1);
    for (guint32 row = 0; row < log->frame->n; row++) {
        guint32 ticket = code[row];
        if (ticket == G_MAXUINT32)
            continue;
        gboolean only = log->events[ticket]++ == 0;
        if (only || is_before(order, time, row, log->first[ticket]))
            log->first[ticket] = row;
        if (only || is_before(order, time, log->last[ticket], row))
            log->last[ticket] = row;
    }
    guint32 with_events = 0; /* a code may have lost its rows to a later import */
    for (guint32 ticket = 0; ticket < log->n; ticket++)
        if (log->events[ticket] > 0)
            log->order[with_events++] = ticket;
    log->n = with_events;
    g_qsort_with_data(log->order, (gint)log->n, sizeof *log->order, by_first_event, log->first);
}

/* ---- first and last cells ------------------------------------------------------------------- */

static sqlite3_stmt *
fetch_row(const EventLog *log, GError **error)
{
    const TableInfo *table = log->frame->table;
    g_autoptr(GString) sql = g_string_new("SELECT ");
    for (guint i = 0; i < table->columns->len; i++)
        g_string_append_printf(
            sql, "%sc%d", i == 0 ? "" : ", ",
            ((const ColumnInfo *)g_ptr_array_index(table->columns, i))->position);
    g_string_append_printf(sql, " FROM raw_%" G_GINT64_FORMAT " WHERE row = ?", table->id);
    return db_prepare(log->database, error, sql->str, NULL);
}

static gboolean
step_to(sqlite3_stmt *statement, const EventLog *log, guint32 row, GError **error)
{
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, log->frame->row_id[row]);
    if (db_step(statement, error))
        return TRUE;
    if (error == NULL || *error == NULL)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "row %" G_GINT64_FORMAT " of %s is gone: import the log again",
                    log->frame->row_id[row], log->frame->table->name);
    return FALSE;
}

typedef struct {
    sqlite3_stmt *first, *last;
} Ends;

static gboolean
same_cell(const Ends *ends, int column)
{
    int length = sqlite3_column_bytes(ends->first, column);
    return length == sqlite3_column_bytes(ends->last, column) &&
           (length == 0 || memcmp(sqlite3_column_text(ends->first, column),
                                  sqlite3_column_text(ends->last, column), (gsize)length) == 0);
}

typedef gboolean (*EndsVisit)(EventLog *log, const Ends *ends, guint32 ticket, gpointer data,
                              GError **error);

/* Both ends of each ticket, in the order of their first events. */
static gboolean
each_ticket(EventLog *log, EndsVisit visit, gpointer data, Progress *progress, const char *phase,
            GError **error)
{
    g_autoptr(sqlite3_stmt) first = fetch_row(log, error);
    g_autoptr(sqlite3_stmt) last = first == NULL ? NULL : fetch_row(log, error);
    Ends ends = {first, last};
    if (last == NULL)
        return FALSE;
    progress_phase(progress, phase, log->n, "tickets");
    for (guint32 i = 0; i < log->n; i++) {
        GError *failure = NULL;
        if (i % 1024 == 0) {
            progress_advance(progress, i);
            if (progress_stop(progress, error))
                return FALSE;
        }
        if (!step_to(first, log, log->first[log->order[i]], &failure) ||
            !step_to(last, log, log->last[log->order[i]], &failure)) {
            g_propagate_error(error, failure);
            return FALSE;
        }
        if (!visit(log, &ends, log->order[i], data, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
count_changes(EventLog *log, const Ends *ends, guint32 ticket, gpointer data, GError **error)
{
    for (guint i = 0; i < log->frame->table->columns->len; i++)
        log->changed[i] += !same_cell(ends, (int)i);
    return TRUE;
}

/* ---- the tickets' columns ------------------------------------------------------------------- */

static gboolean
is_taken(const GPtrArray *makes, const char *name)
{
    for (guint i = 0; i < makes->len; i++)
        if (g_ascii_strcasecmp(((const Make *)g_ptr_array_index(makes, i))->name, name) == 0)
            return TRUE;
    return FALSE;
}

static void
add_make(EventLog *log, MakeKind kind, guint from, const char *wanted, const char *heading,
         const char *definition)
{
    Make *make = g_new0(Make, 1);
    *make = (Make){.kind = kind,
                   .from = from,
                   .name = g_strdup(wanted),
                   .heading = heading,
                   .definition = g_strdup(definition)};
    for (guint number = 2; is_taken(log->makes, make->name); number++) {
        g_free(make->name);
        make->name = g_strdup_printf("%s_%u", wanted, number);
    }
    g_ptr_array_add(log->makes, make);
}

static const ColumnInfo *
column_at(const EventLog *log, guint index)
{
    return g_ptr_array_index(log->frame->table->columns, index);
}

/* The date at which a ticket is solved: one that says so, else the closing role's. */
static int
find_resolved(const EventLog *log)
{
    int closed = -1;
    for (guint i = 0; i < log->frame->table->columns->len; i++) {
        const ColumnInfo *column = column_at(log, i);
        if (column->kind != KIND_DATE)
            continue;
        g_autofree char *heading = g_ascii_strdown(column->heading, -1);
        if (strstr(heading, "resolved") != NULL || strstr(heading, "solved") != NULL)
            return (int)i;
        if (column->role == ROLE_CLOSED)
            closed = (int)i;
    }
    return closed;
}

/* Every column of the log as it was at first; what changed in some tickets also as it was in the
 * end; and what only both together say. */
static void
choose_columns(EventLog *log)
{
    log->priority = -1;
    log->resolved = find_resolved(log);
    for (guint i = 0; i < log->frame->table->columns->len; i++) {
        const ColumnInfo *column = column_at(log, i);
        g_autofree char *first = g_strdup_printf("FIRST(%s)", column->name);
        add_make(log, MAKE_FIRST, i, column->name, column->heading, first);
        if (column->role == ROLE_PRIORITY && log->changed[i] > 0)
            log->priority = (int)i;
    }
    for (guint i = 0; i < log->frame->table->columns->len; i++) {
        const ColumnInfo *column = column_at(log, i);
        if ((double)log->changed[i] < CHANGES_WORTH * (double)log->n || log->changed[i] == 0 ||
            column == log->shape.key)
            continue;
        g_autofree char *name = g_strdup_printf(
            g_str_has_suffix(column->name, "_at") ? "%s_end" : "%s_at_end", column->name);
        g_autofree char *last = g_strdup_printf("LAST(%s)", column->name);
        add_make(log, MAKE_LAST, i, name, column->heading, last);
    }
    add_make(log, MAKE_COUNT, 0, "events", "events", "EVENTS()");
    if (log->priority >= 0) {
        const char *name = column_at(log, (guint)log->priority)->name;
        g_autofree char *raised = g_strdup_printf("%s_raised", name);
        g_autofree char *definition = g_strdup_printf("RAISED(%s)", name);
        add_make(log, MAKE_RAISED, (guint)log->priority, raised, "raised", definition);
    }
    if (log->resolved >= 0 && log->shape.created != NULL) {
        g_autofree char *definition = g_strdup_printf("HOURS(%s, %s)", log->shape.created->name,
                                                      column_at(log, (guint)log->resolved)->name);
        add_make(log, MAKE_HOURS, (guint)log->resolved, "resolution_hours", "resolution hours",
                 definition);
    }
}

/* ---- reading the log ------------------------------------------------------------------------ */

EventLog *
event_log_new(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
              const EventShape *shape, gboolean only_strong, Progress *progress, GError **error)
{
    g_autoptr(EventLog) log = g_new0(EventLog, 1);
    log->database = database;
    log->makes = g_ptr_array_new_with_free_func(make_free);
    log->shape = *shape;
    log->shape.evidence = NULL;
    log->frame = frame_load(database, catalogue, table, progress, error);
    if (log->frame == NULL)
        return NULL;
    gboolean found = frame_find_events(log->frame, &log->shape);
    if (only_strong && (!found || !log->shape.strong))
        return NULL;
    if (!found) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s: no column can be %s of its events: name them, events %s key=COLUMN "
                    "time=COLUMN",
                    table->name, log->shape.key == NULL ? "the ticket's id" : "the date and time",
                    table->name);
        return NULL;
    }
    group_events(log);
    log->changed = g_new0(gint64, table->columns->len);
    if (!each_ticket(log, count_changes, NULL, progress, "comparing first and last events", error))
        return NULL;
    choose_columns(log);
    return g_steal_pointer(&log);
}

/* ---- the tickets' cells --------------------------------------------------------------------- */

typedef struct {
    TicketCells visit;
    gpointer data;
    const char **cell;
    gsize *length;
    char count[16], hours[32];
} Emission;

/* Higher urgency in the end than at first; "" where one of them tells nothing of it. */
static const char *
raised_cell(const Ends *ends, int column)
{
    const char *before = (const char *)sqlite3_column_text(ends->first, column);
    const char *after = (const char *)sqlite3_column_text(ends->last, column);
    if (before == NULL || after == NULL)
        return "";
    gint64 first = urgency_number(before), last = urgency_number(after);
    if (first == G_MAXINT64 || last == G_MAXINT64) {
        first = urgency_step(before);
        last = urgency_step(after);
        if (first == URGENCY_UNKNOWN || last == URGENCY_UNKNOWN)
            return "";
    }
    return last < first ? "yes" : "no";
}

static const char *
hours_cell(const EventLog *log, guint32 ticket, Emission *emission)
{
    const FrameColumn *created = frame_column_of(log->frame, log->shape.created);
    const FrameColumn *resolved = frame_column_of(log->frame, column_at(log, (guint)log->resolved));
    TimePoint from = created->integer[log->first[ticket]];
    TimePoint to = resolved->integer[log->last[ticket]];
    if (from == TIME_MISSING || to == TIME_MISSING)
        return "";
    double hours = (double)(to - from) / ((double)TIME_SECOND * 3600);
    return g_ascii_formatd(emission->hours, sizeof emission->hours, "%.4f", hours);
}

static gboolean
emit(EventLog *log, const Ends *ends, guint32 ticket, gpointer data, GError **error)
{
    Emission *emission = data;
    for (guint i = 0; i < log->makes->len; i++) {
        const Make *make = g_ptr_array_index(log->makes, i);
        sqlite3_stmt *from = make->kind == MAKE_LAST ? ends->last : ends->first;
        const char *cell = NULL;
        if (make->kind == MAKE_COUNT) {
            g_snprintf(emission->count, sizeof emission->count, "%u", log->events[ticket]);
            cell = emission->count;
        } else if (make->kind == MAKE_RAISED) {
            cell = raised_cell(ends, (int)make->from);
        } else if (make->kind == MAKE_HOURS) {
            cell = hours_cell(log, ticket, emission);
        } else {
            emission->cell[i] = (const char *)sqlite3_column_text(from, (int)make->from);
            emission->length[i] = (gsize)sqlite3_column_bytes(from, (int)make->from);
            continue;
        }
        emission->cell[i] = cell;
        emission->length[i] = strlen(cell);
    }
    return emission->visit(emission->cell, emission->length, emission->data, error);
}

gboolean
event_log_tickets(const EventLog *log, TicketCells visit, gpointer data, Progress *progress,
                  GError **error)
{
    g_autofree const char **cell = g_new0(const char *, log->makes->len);
    g_autofree gsize *length = g_new0(gsize, log->makes->len);
    Emission emission = {.visit = visit, .data = data, .cell = cell, .length = length};
    return each_ticket((EventLog *)log, emit, &emission, progress, "making tickets of events",
                       error);
}
