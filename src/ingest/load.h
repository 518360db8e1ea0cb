/* One CSV file into one raw table. Private to the ingest room. */
#pragma once

#include "ingest/records.h"
#include "ingest/reimport.h"
#include <foredesk/frame.h>

/* What is known of a file before anything is written. */
typedef struct {
    CsvSource *source;
    RecordReader *reader;  /* stands behind the heading */
    char *table;           /* its name */
    GPtrArray *headings;   /* char*, verbatim */
    GPtrArray *names;      /* char*, unique */
    char *preset;          /* its name, "none" where declared so; NULL: none recognised */
    char *preset_evidence; /* NULL: declared, or none */
    Preset *preset_file;   /* that was given as a file, and is kept; NULL: known by its name */
    gboolean no_heading;   /* the first line is a row: columns are numbered */
    guint8 *dropped;       /* by column: names whose cells aren't written; NULL: all are */
    guint8 *no_author;     /* by column: dated entries, written without who wrote them; NULL: none */
    const char *at;        /* when it was imported, ISO in UTC, borrowed; NULL: now */
    gint64 table_id, import_id, rows, aside;
    char *first_aside;      /* "line 7: 3 cells, the heading has 2", NULL: none */
    const TableInfo *over;  /* the table that is there; borrowed */
    const TableInfo *alike; /* of another name, with the same headings; borrowed, NULL: none */
    Reimport *reimport;     /* into a table that is there; NULL: into a new one */
    TableTyper *typer;      /* judges the rows as they are written; to be finished after the run */
    GArray **keys; /* by column: the keys of its rows (guint64, link_key), gathered as they are
                      read; NULL of one that links to nothing, and altogether where nobody asks */
} CsvLoad;

/* Opens the file and reads its heading. Refuses what has none, or no rows. */
CsvLoad *csv_load_new(const char *file, const char *table, char separator, const char *encoding,
                      GError **error);
void csv_load_free(CsvLoad *load);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvLoad, csv_load_free)

/* How many of a table's columns the file has. */
guint import_columns_found(const TableInfo *table, const CsvLoad *load);
/* Finds the vendor by its headings, or takes the one that is given: by name, as a file, or "none".
 * Into a table that is there, its own comes first among equals. */
gboolean csv_load_find_preset(CsvLoad *load, sqlite3 *database, const char *given, GError **error);
/* Marks the columns of names, addresses and telephones, by the first rows: their cells, and the
 * text of rows set aside, are not written; and those of dated entries, by the preset or their
 * cells: who wrote them isn't. */
gboolean csv_load_drop_names(CsvLoad *load, GError **error);
/* The same of entries whose authors were dropped from the table that the file is laid over. */
void csv_load_drop_authors(CsvLoad *load, sqlite3 *database);
/* Writes down which they are, so that they explain themselves. */
gboolean csv_load_mark_dropped(const CsvLoad *load, sqlite3 *database, GError **error);
/* After typing: empties columns that turned out to hold names only beyond the first rows. */
gboolean csv_load_drop_rest(CsvLoad *load, sqlite3 *database, Progress *progress, GError **error);
/* The table of its name is there already: its rows are looked up by key. ERROR_USAGE where it has
 * none. */
gboolean csv_load_over(CsvLoad *load, sqlite3 *database, const TableInfo *table, Progress *progress,
                       GError **error);
/* Has the keys of a column gathered by the run. */
void csv_load_want_keys(CsvLoad *load, guint column);
/* Adds them to what links_find_written takes, by the ids of the columns; borrowed from the load. */
gboolean csv_load_add_keys(const CsvLoad *load, sqlite3 *database, GHashTable *keys,
                           GError **error);
/* Writes table, columns, import, rows and rows set aside; the table stays 'importing'. A file none
 * of whose records fits its heading is ERROR_INPUT. Inside a transaction all is part of it, else it
 * is written in slices. */
gboolean csv_load_run(CsvLoad *load, sqlite3 *database, const char *zone, Progress *progress,
                      GError **error);
