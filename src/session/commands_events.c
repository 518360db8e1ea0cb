/* The events command: a log with many rows a ticket becomes a table of tickets, or one table again.
 */
#include "session_private.h"

#include <string.h>

/* ---- making tickets of events ------------------------------------------------------------- */

typedef struct {
    gint64 table;
    char *key, *time, *order;
    EventTickets made;
} EventsJob;

static void
events_job_free(gpointer data)
{
    EventsJob *job = data;
    g_free(job->key);
    g_free(job->time);
    g_free(job->order);
    event_tickets_clear(&job->made);
    g_free(job);
}

static gboolean
events_work(Job *job, sqlite3 *database, GError **error)
{
    EventsJob *data = job->data;
    EventColumns columns = {data->key, data->time, data->order};
    gboolean done = events_make(database, data->table, &columns, FALSE, &data->made,
                                job->view.progress, error) &&
                    links_find(database, error) &&
                    job_table_ready(job, database, data->made.table, FALSE, error);
    if (!done && data->made.table)
        table_drop(database, data->made.table, NULL);
    return done;
}

static void
events_finish(Session *session, Job *job)
{
    const EventsJob *data = job->data;
    if (!job->failure && session_reload_catalogue(session, &job->failure))
        session_say(session, "%s", data->made.note);
}

/* The table of a log's tickets that was taken back, made by the same columns; 0: none. */
static gint64
tickets_put_away(Session *session, const TableInfo *log, const CommandCall *call)
{
    g_autofree char *start = g_strdup_printf("EVENTS %s ", log->name);
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(workspace_database(session->workspace), NULL,
                   "SELECT id, definition FROM source_table WHERE derived AND state = 'off'", "");
    static const char *const names[] = {"key", "time", "order"};
    while (rows && db_step(rows, NULL)) {
        g_autofree char *definition =
            g_strconcat((const char *)sqlite3_column_text(rows, 1), " ", NULL);
        gboolean same = g_str_has_prefix(definition, start);
        for (guint i = 0; same && i < G_N_ELEMENTS(names); i++) {
            const char *wanted = call_named(call, names[i]);
            g_autofree char *word = g_strdup_printf(" %s=%s ", names[i], wanted ? wanted : "");
            same = !wanted || strstr(definition, word);
        }
        if (same)
            return sqlite3_column_int64(rows, 0);
    }
    return 0;
}

/* Puts a log's tickets away, or back: the table keeps its rows and what stands on them. */
static gboolean
show_tickets(Session *session, const TableInfo *log, gint64 tickets, gboolean show, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    return db_run(database, error, "UPDATE source_table SET state = ? WHERE id = ?", "si",
                  show ? "ready" : "off", tickets) &&
           due_ask(database, DUE_TYPES, log->id, error) && links_find(database, error) &&
           session_reload_catalogue(session, error);
}

static gboolean
put_away(Session *session, const TableInfo *log, GString *resolved, GString *inverse,
         GError **error)
{
    if (!log->tickets) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no tickets are made of %s",
                    log->name);
        return FALSE;
    }
    if (session->brief && g_ascii_strcasecmp(session->brief->entity, log->tickets->name) == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is what the target is about: undo the target first", log->tickets->name);
        return FALSE;
    }
    g_string_append(inverse, "events");
    command_quote(inverse, log->name);
    g_string_append(inverse, strchr(strchr(log->tickets->definition, ' ') + 1, ' '));
    g_string_append(resolved, " none");
    gint64 table = log->id;
    if (!show_tickets(session, log, log->tickets->id, FALSE, error))
        return FALSE;
    session_queue_retype(session, table);
    return TRUE;
}

static gboolean
apply_events(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    static const char *const names[] = {"key", "time", "order", NULL};
    if (!call_check(call, 1, 2, names, error))
        return FALSE;
    const TableInfo *table = catalogue_table(session->catalogue, call_word(call, 0), error);
    if (!table)
        return FALSE;
    command_quote(resolved, table->name);
    if (call_word(call, 1)) {
        if (strcmp(call_word(call, 1), "none") == 0)
            return put_away(session, table, resolved, inverse, error);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write key=COLUMN time=COLUMN, or none");
        return FALSE;
    }
    if (table->tickets || table->derived) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    table->tickets ? "its tickets are the table %s already"
                                   : "%s is made of events itself: name their table",
                    table->tickets ? table->tickets->name : table->name);
        return FALSE;
    }
    for (guint i = 0; names[i]; i++)
        if (call_named(call, names[i]))
            command_option(resolved, names[i], call_named(call, names[i]));
    g_string_append(inverse, "events");
    command_quote(inverse, table->name);
    g_string_append(inverse, " none");
    gint64 away = tickets_put_away(session, table, call), id = table->id;
    if (away) {
        if (!show_tickets(session, table, away, TRUE, error))
            return FALSE;
        session_queue_retype(session, id);
        return TRUE;
    }
    EventsJob *data = g_new0(EventsJob, 1);
    data->table = id;
    data->key = g_strdup(call_named(call, "key"));
    data->time = g_strdup(call_named(call, "time"));
    data->order = g_strdup(call_named(call, "order"));
    session_queue(session, job_new("making tickets of events", events_work, events_finish, data,
                                   events_job_free));
    return TRUE;
}

static char **
complete_events(Session *session, guint word)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; word == 0 && session->catalogue && i < session->catalogue->tables->len; i++)
        g_ptr_array_add(
            names,
            g_strdup(((const TableInfo *)g_ptr_array_index(session->catalogue->tables, i))->name));
    if (word == 1)
        g_ptr_array_add(names, g_strdup("none"));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

const Command events_command = {"events",
                                "TABLE [key=COLUMN] [time=COLUMN] [order=COLUMN] | TABLE none",
                                "make tickets of a log with many rows a ticket",
                                EFFECT_ARTEFACT,
                                FALSE,
                                why_no_change,
                                complete_events,
                                apply_events};
