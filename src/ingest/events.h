/* Tickets made from an event log. Private to the ingest room. */
#pragma once

#include <foredesk/evidence.h>
#include <foredesk/frame.h>

/* What a column of the tickets is made from: the first event's cell, the last one's, how many
 * events there are, whether the priority rose, the hours from arrival to the end. */
typedef enum { MAKE_FIRST, MAKE_LAST, MAKE_COUNT, MAKE_RAISED, MAKE_HOURS } MakeKind;
typedef struct {
    MakeKind kind;
    guint from; /* place among the log's columns */
    char *name, *definition;
    const char *heading;
} Make;

/* A log read once: each ticket's events, and what changed between the first and the last. */
typedef struct {
    sqlite3 *database;
    Frame *frame; /* of the log */
    EventShape shape;
    guint32 n;              /* tickets */
    guint32 *first, *last;  /* frame rows, a ticket */
    guint32 *events;        /* how many, a ticket */
    guint32 *order;         /* tickets as their first events stand in the file */
    gint64 *changed;        /* tickets whose last cell is another than the first, a column */
    GPtrArray *makes;       /* Make*, the tickets' columns */
    int priority, resolved; /* places of these columns, −1: none */
} EventLog;

/* Loads the log's frame, groups its events and compares first and last cells. `shape`: columns that
 * are declared, else looked for; its evidence is the log's. ERROR_USAGE where no column could be
 * the key, or none the time; with `only_strong` NULL without error there and where the evidence is
 * weak.
 */
EventLog *event_log_new(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                        const EventShape *shape, gboolean only_strong, Progress *progress,
                        GError **error);
void event_log_free(EventLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EventLog, event_log_free)

/* One ticket's cells, makes->len of them; NULL: missing. */
typedef gboolean (*TicketCells)(const char *const *cells, const gsize *lengths, gpointer data,
                                GError **error);
gboolean event_log_tickets(const EventLog *log, TicketCells visit, gpointer data,
                           Progress *progress, GError **error);
/* What the log shows of when its columns were filled in, kept for the tickets' columns of `table`
 * (ids in order of the makes). */
gboolean event_log_evidence(const EventLog *log, const char *table, const gint64 *columns,
                            GError **error);
