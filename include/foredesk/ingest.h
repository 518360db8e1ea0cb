/* ingest: sources into raw tables. Separator and heading detection, encodings, gzip, libcsv
 * streaming, rows set aside with line and reason. An import ends with table_type. Relies on frame.
 */
#pragma once

#include <foredesk/frame.h>

G_BEGIN_DECLS

typedef struct {
    const char *table;    /* name of the table; NULL: from the file's name */
    const char *zone;     /* the file's time zone; NULL: the workspace's, "UTC" at first */
    char separator;       /* 0: detected among , ; tab | */
    const char *encoding; /* as iconv names it; NULL: detected among UTF-8, UTF-16, Windows-1252 */
    const char *preset;   /* the vendor's, by name or file; "none"; NULL: recognised by headings */
    const char *own_domains; /* "acme.com,acme.de", "none"; NULL: as the workspace has it */
    const char *names;       /* "keep", "hash", "drop"; NULL: as the workspace has it */
    const char *at;          /* when it was imported, ISO 8601 in UTC to the second; NULL: now */
    gboolean no_events;      /* a log of events stays one table: no tickets are made of it */
    /* What the journal says of it, so that no crash parts the two: the command, appended to a new
     * workspace as its tables come into sight; in one that is there the running entry to end. */
    const char *command;
    gint64 entry;
} ImportOptions;
void import_options_init(ImportOptions *options);

typedef struct {
    char *file, *table;
    gint64 import_id, rows, aside, bytes;
    double seconds; /* until its rows were written */
    char *encoding; /* that the file is written in; its cells are stored as UTF-8 */
    gboolean again; /* the next export of a table that was there */
    char *note;     /* sentences the user should read; NULL: none */
} ImportResult;

/* Imports files into the workspace at `path`. A workspace that does not exist is built beside its
 * place and renamed when complete; into an existing one (`database` is its writing connection, else
 * NULL) each file is written in slices that yield. Ragged rows, rows with NUL or invalid bytes, and
 * an unterminated quote are set aside with line number and reason; rows + aside = records of the
 * file, always. Types, roles, links follow. Cancelling or failing leaves nothing of this call
 * behind. results: ImportResult* appended, the caller frees with import_result_free. */
gboolean import_files(const char *path, sqlite3 *database, char *const *files,
                      const ImportOptions *options, Progress *progress, GPtrArray *results,
                      GError **error);
void import_result_free(ImportResult *result);
/* The table that a file becomes, by its name or as declared (NULL: not); NULL: none. The caller
 * frees. */
char *import_table_name(const char *file, const char *table);

/* ---- the three questions of an import -------------------------------------------------------- */

/* What an import would take for granted, each with the reason in one clause: from the workspace
 * (`database` NULL: there is none yet), else from the first rows of the files, else from this
 * machine. A file that can't be read says nothing here; the import refuses it. */
typedef struct {
    char *zone, *zone_reason;
    char *own_domains, *domains_reason; /* "acme.com,acme.de"; "none" */
    char *names, *names_reason;         /* "keep", "hash" or "drop" */
} ImportQuestions;
ImportQuestions *import_questions(sqlite3 *database, char *const *files);
void import_questions_free(ImportQuestions *questions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportQuestions, import_questions_free)
/* "acme.com, ACME.de" → "acme.com,acme.de"; "none" as it is; ERROR_USAGE for what is no domain. The
 * caller frees. */
char *own_domains_check(const char *text, GError **error);
/* ERROR_USAGE for another word than keep, hash, drop. */
gboolean names_check(const char *text, GError **error);
/* ---- event logs: many rows a ticket --------------------------------------------------------- */

/* Columns of the log by name; NULL: found out. */
typedef struct {
    const char *key, *time, *order;
} EventColumns;
typedef struct {
    gint64 table, tickets; /* 0: no log */
    char *name, *note;     /* the tickets' table; sentences for people */
} EventTickets;
/* Makes a table of the tickets that the rows of a log tell of: each of its columns as the first
 * event has it (what was known at arrival), with _at_end as the last one has it where that differs
 * in some ticket, how many events there are, whether the priority rose, the hours to the end. Keeps
 * as evidence what share of the tickets changed after the first event, and what was told before it
 * could be known. From then on a row of the log counts from when it was written. The new table
 * stays 'importing' until its caller makes it ready. `only_strong`: does nothing where the cells
 * leave doubt that it is a log. */
gboolean events_make(sqlite3 *database, gint64 table, const EventColumns *columns,
                     gboolean only_strong, EventTickets *made, Progress *progress, GError **error);
void event_tickets_clear(EventTickets *made);
/* After the log's rows changed: its tickets by key, changed ones as new versions. Nothing for a
 * table that is no log, or whose tickets are the same. */
gboolean events_renew(sqlite3 *database, gint64 table, Progress *progress, GError **error);

/* ---- dated entries: a table of what was written into tickets --------------------------------- */

/* After the rows of a table changed: its entries by their number within the ticket, changed ones as
 * new versions. Nothing for a table without any. */
gboolean entries_renew(sqlite3 *database, gint64 table, Progress *progress, GError **error);
/* The entries in rows of a file (import_rows' result), as rows of the table that holds those of the
 * workspace (TableInfo.entries_of is the rows' table): GPtrArray of char ** in its columns' order,
 * "" where missing; the caller's. */
GPtrArray *import_entries(const TableInfo *entries, GPtrArray *rows);

/* A file that is read and not stored. */
typedef struct {
    const char *file;
    const char *encoding; /* NULL: found out as by an import, as its packing is */
    const char *preset;   /* the vendor's by name, a preset's file, or "none"; NULL: recognised */
} RowsFile;
/* Its rows with the columns of an existing table, in memory: new tickets to be scored. Columns are
 * matched by heading without regard to case, the third of a repeated heading with the third; more
 * of one that is gathered into a list join that list. Missing columns are all missing, unknown ones
 * are named in `notes` (appended sentences). A file of another vendor than the table's is
 * ERROR_INPUT, another preset than its import's ERROR_USAGE; `vendor` (may be NULL; the caller
 * frees): whose export it is and why, NULL where no preset is concerned. rows: GPtrArray of char**
 * cells in the table's column order, NULL cell = missing. */
GPtrArray *import_rows(sqlite3 *database, const RowsFile *file, const TableInfo *table,
                       GPtrArray *notes, char **vendor, GError **error);

G_END_DECLS
