/* A dated entry as a cell holds it, and as the cells of its row. Private to the ingest room. */
#pragma once

#include "ingest/derived.h"
#include <foredesk/frame.h>

/* The cells of an entry's row, in the order of its table's columns. */
enum { ENTRY_ID, ENTRY_KEY, ENTRY_TIME, ENTRY_AUTHOR, ENTRY_TEXT, ENTRY_WORDS, ENTRY_CELLS };
typedef struct {
    const char *cell[ENTRY_CELLS]; /* alive until the next one is read */
    gsize length[ENTRY_CELLS];
} Entry;
char **entry_strings(const Entry *entry); /* missing cells are ""; free with g_strfreev */

/* The columns of one heading that hold a table's entries. */
typedef struct {
    const TableInfo *table; /* borrowed; it has a key */
    char *name;             /* what their table is to be called: "comments" */
    GPtrArray *columns;     /* const ColumnInfo*, of the table, in order; borrowed */
    gboolean no_authors;    /* who wrote stays out */
} EntrySource;
void entry_source_free(EntrySource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EntrySource, entry_source_free)
/* By the preset of a table's import: EntrySource*, the caller's; NULL: none. */
GPtrArray *entry_sources(sqlite3 *database, const TableInfo *table);
/* That of a table which was made of entries; NULL: none is left. */
EntrySource *entry_source_of(const TableInfo *entries);

/* How their table is written down. */
typedef struct {
    DerivedColumn column[ENTRY_CELLS];
    char *key, *definition[ENTRY_CELLS];
} EntryColumns;
/* "ENTRIES tickets Comment"; the caller frees both. */
char *entry_columns(const EntrySource *source, EntryColumns *columns);
void entry_columns_clear(EntryColumns *columns);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EntryColumns, entry_columns_clear)

typedef enum { ENTRY_NONE, ENTRY_DATED, ENTRY_UNDATED } EntryKind;
typedef struct {
    const EntrySource *source;
    char *id;
    char words[16];
} EntryReader;
void entry_reader_clear(EntryReader *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EntryReader, entry_reader_clear)
/* The nth entry of the ticket with that key; none where either is blank (or NULL). */
EntryKind entry_read(EntryReader *reader, const char *key, const char *cell, guint n, Entry *entry);
