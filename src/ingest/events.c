/* events: the tickets of an event log as a table of its own, which stands beside the log and is
 * linked to it. Its raw cells are copied from the log's, so that all else reads it like any other.
 */
#include "ingest/events.h"

#include "ingest/derived.h"
#include "ingest/reimport.h"
#include <foredesk/ingest.h>

/* ---- the catalogue's rows ------------------------------------------------------------------- */

static char *
definition_of(const EventLog *log)
{
    GString *text = g_string_new("EVENTS");
    g_string_append_printf(text, " %s key=%s time=%s", log->frame->table->name,
                           log->shape.key->name, log->shape.time->name);
    if (log->shape.order != NULL)
        g_string_append_printf(text, " order=%s", log->shape.order->name);
    return g_string_free(text, FALSE);
}

/* The tickets are read by the preset of the log's newest import. */
static gboolean
keep_preset(const EventLog *log, sqlite3 *database, gint64 import, GError **error)
{
    gint64 from = db_integer(database, 0, "SELECT max(id) FROM import WHERE table_id = ?", "i",
                             log->frame->table->id);
    return preset_keep_like(database, import, from, error);
}

/* The log's own import tells what the tickets were read from. */
static gboolean
write_catalogue(const EventLog *log, sqlite3 *database, const char *name, gint64 *table,
                gint64 *import, gint64 *columns, GError **error)
{
    const TableInfo *from = log->frame->table;
    g_autofree char *definition = definition_of(log);
    g_autofree DerivedColumn *derived = g_new(DerivedColumn, log->makes->len);
    for (guint i = 0; i < log->makes->len; i++) {
        const Make *make = g_ptr_array_index(log->makes, i);
        derived[i] = (DerivedColumn){make->name, make->heading, make->definition};
    }
    *table = derived_write(database, name, from->zone, definition, derived, log->makes->len,
                           columns, error);
    if (*table == 0 ||
        !db_run(database, error,
                "INSERT INTO import (table_id, file, separator, encoding, zone, imported_at, "
                "preset, hash) SELECT ?, 'events of ' || ?, separator, encoding, zone, "
                "imported_at, preset, hash FROM import WHERE table_id = ? ORDER BY id DESC LIMIT 1",
                "isi", *table, from->name, from->id))
        return FALSE;
    *import = sqlite3_last_insert_rowid(database);
    return keep_preset(log, database, *import, error);
}

/* ---- the rows ------------------------------------------------------------------------------- */

static gboolean
insert_ticket(const char *const *cells, const gsize *lengths, gpointer data, GError **error)
{
    return derived_row(data, cells, lengths, error);
}

static gboolean
write_rows(const EventLog *log, sqlite3 *database, gint64 table, gint64 import, Progress *progress,
           GError **error)
{
    DerivedRows rows;
    if (derived_rows_begin(&rows, database, table, log->makes->len, error) &&
        event_log_tickets(log, insert_ticket, &rows, progress, error))
        return derived_rows_end(&rows, table, import, error);
    derived_rows_abandon(&rows);
    return FALSE;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static gboolean
write_table(const EventLog *log, sqlite3 *database, const char *name, gint64 *table,
            Progress *progress, GError **error)
{
    g_autofree gint64 *columns = g_new0(gint64, log->makes->len);
    gint64 import;
    WriteSlice slice;
    if (!slice_begin(&slice, database, error))
        return FALSE;
    if (!write_catalogue(log, database, name, table, &import, columns, error) ||
        !event_log_evidence(log, name, columns, error) || !slice_end(&slice, error)) {
        slice_abandon(&slice);
        return FALSE;
    }
    return write_rows(log, database, *table, import, progress, error) &&
           table_type(database, *table, progress, error) &&
           table_infer(database, log->frame->table->id, 0, log->shape.time->id, error);
}

/* "incident_log is a log of events: …" */
static char *
note_of(const EventLog *log, const char *name)
{
    g_autofree char *count = number_count(log->n);
    return g_strdup_printf(
        "%s is a log of events: %s. Its %s tickets are the table %s: each column as the first "
        "event "
        "has it, and with _at_end as the last one has it (`events %s none` takes that back).",
        log->frame->table->name, log->shape.evidence, count, name, log->frame->table->name);
}

gboolean
events_make(sqlite3 *database, gint64 table, const EventColumns *columns, gboolean only_strong,
            EventTickets *made, Progress *progress, GError **error)
{
    *made = (EventTickets){0};
    g_autoptr(Catalogue) catalogue = catalogue_load_importing(database, error);
    const TableInfo *log_table = catalogue == NULL ? NULL : catalogue_table_by_id(catalogue, table);
    if (log_table == NULL)
        return catalogue != NULL;
    EventShape shape = {0};
    if (columns != NULL &&
        ((columns->key != NULL && !(shape.key = table_column(log_table, columns->key, error))) ||
         (columns->time != NULL && !(shape.time = table_column(log_table, columns->time, error))) ||
         (columns->order != NULL &&
          !(shape.order = table_column(log_table, columns->order, error)))))
        return FALSE;
    if (only_strong && (log_table->key != NULL || log_table->derived || log_table->tickets ||
                        !table_could_be_log(log_table)))
        return TRUE;
    GError *failure = NULL;
    g_autoptr(EventLog) log =
        event_log_new(database, catalogue, log_table, &shape, only_strong, progress, &failure);
    if (failure != NULL)
        g_propagate_error(error, failure);
    if (log == NULL)
        return failure == NULL;
    made->name = derived_free_name(database, "tickets", log_table->name);
    if (!write_table(log, database, made->name, &made->table, progress, error))
        return FALSE;
    made->tickets = log->n;
    made->note = note_of(log, made->name);
    return TRUE;
}

/* ---- the log went on ------------------------------------------------------------------------ */

typedef struct {
    Reimport *reimport;
    WriteSlice slice;
} Renewal;

static gboolean
renew_ticket(const char *const *cells, const gsize *lengths, gpointer data, GError **error)
{
    Renewal *renewal = data;
    return reimport_row(renewal->reimport, cells, lengths, error) &&
           slice_tick(&renewal->slice, error);
}

/* The tickets' import names the log's newest: where that is taken back, so is this. */
static gboolean
begin_renewal(Renewal *renewal, const EventLog *log, sqlite3 *database, GError **error)
{
    const TableInfo *from = log->frame->table;
    if (!db_run(database, error,
                "INSERT INTO import (table_id, file, separator, encoding, zone, imported_at, "
                "preset, hash) SELECT ?, 'events of ' || ?, separator, encoding, zone, "
                "imported_at, preset, id FROM import WHERE table_id = ? AND id NOT IN (SELECT "
                "import_id FROM import_off) ORDER BY id DESC LIMIT 1",
                "isi", from->tickets->id, from->name, from->id))
        return FALSE;
    gint64 import = sqlite3_last_insert_rowid(database);
    return keep_preset(log, database, import, error) &&
           reimport_begin(renewal->reimport, import, error);
}

static gboolean
renew_evidence(const EventLog *log, sqlite3 *database, GError **error)
{
    const TableInfo *tickets = log->frame->table->tickets;
    g_autofree gint64 *columns = g_new0(gint64, log->makes->len);
    for (guint i = 0; i < log->makes->len; i++) {
        const Make *make = g_ptr_array_index(log->makes, i);
        columns[i] =
            db_integer(database, 0, "SELECT id FROM source_column WHERE table_id = ? AND name = ?",
                       "is", tickets->id, make->name);
        if (!db_run(database, error, "UPDATE source_column SET definition = ? WHERE id = ?", "si",
                    make->definition, columns[i]))
            return FALSE;
    }
    return event_log_evidence(log, tickets->name, columns, error);
}

static gboolean
write_renewal(Renewal *renewal, const EventLog *log, sqlite3 *database, Progress *progress,
              GError **error)
{
    if (!slice_begin(&renewal->slice, database, error))
        return FALSE;
    if (begin_renewal(renewal, log, database, error) &&
        event_log_tickets(log, renew_ticket, renewal, progress, error) &&
        reimport_end(renewal->reimport, 0, error) &&
        (!reimport_changed(renewal->reimport) ||
         (reimport_publish(renewal->reimport, error) && renew_evidence(log, database, error))) &&
        slice_end(&renewal->slice, error))
        return TRUE;
    slice_abandon(&renewal->slice);
    return FALSE;
}

gboolean
events_renew(sqlite3 *database, gint64 table, Progress *progress, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_load(database, error);
    const TableInfo *from = catalogue == NULL ? NULL : catalogue_table_by_id(catalogue, table);
    if (from == NULL || from->tickets == NULL)
        return catalogue != NULL;
    EventShape shape = {
        .key = from->event_key, .time = from->event_time, .order = from->event_order};
    g_autoptr(EventLog) log =
        event_log_new(database, catalogue, from, &shape, FALSE, progress, error);
    if (log == NULL)
        return FALSE;
    g_autoptr(GPtrArray) names = g_ptr_array_new(), headings = g_ptr_array_new();
    for (guint i = 0; i < log->makes->len; i++) {
        const Make *make = g_ptr_array_index(log->makes, i);
        g_ptr_array_add(names, make->name);
        g_ptr_array_add(headings, (gpointer)make->heading);
    }
    g_autoptr(Reimport) reimport =
        reimport_new(database, from->tickets, names, headings, progress, error);
    Renewal renewal = {.reimport = reimport};
    if (reimport == NULL || !write_renewal(&renewal, log, database, progress, error)) {
        imports_drop_unfinished(database, NULL);
        return FALSE;
    }
    return imports_drop_unfinished(database, error) /* one that brought nothing */ &&
           (!reimport_changed(reimport) ||
            table_type(database, from->tickets->id, progress, error));
}

void
event_tickets_clear(EventTickets *made)
{
    g_clear_pointer(&made->name, g_free);
    g_clear_pointer(&made->note, g_free);
}
