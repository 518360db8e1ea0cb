/* evidence: what the data itself shows of when a column was filled in, and what was written in a
 * row before a later import replaced it. Counts with a sentence, kept beside the column by whoever
 * reads the data (imports, event logs, tickets nobody touched yet); whoever decides when a column
 * is known weighs them. Part of the workspace room. */
#pragma once

#include <foredesk/workspace.h>

G_BEGIN_DECLS

/* How something is shown. Of `denominator` rows that could show it `numerator` do. */
typedef enum {
    PROOF_LOG,       /* first against last event of a ticket: its value changed on the way */
    PROOF_AHEAD,     /* a date that stands in the first event and lies after it: it is the end's */
    PROOF_EARLY,     /* filled in the first event though its name speaks of the end: the end's */
    PROOF_IMPORTS,   /* rows in two imports: its value differs between them */
    PROOF_UNTOUCHED, /* tickets nobody touched yet: it is filled there */
    PROOF_SOLVED,    /* solved tickets: it is filled there; to be read beside the one above */
} ProofKind;
const char *proof_name(ProofKind proof); /* "log", "ahead", … as the file has it */

typedef struct {
    gint64 column_id;
    ProofKind proof;
    gint64 import_id; /* PROOF_IMPORTS: the later of the two; else 0 */
    gint64 numerator, denominator;
    char *sentence; /* a clause for a lead: "changed later in 4.8 % of 24,918 tickets" */
    char *rows;     /* a reference that session_rows_open opens, or NULL */
} KnownEvidence;

/* Replaces what is kept of that column, proof and import. Columns, texts: borrowed. */
gboolean evidence_set(sqlite3 *database, const KnownEvidence *evidence, GError **error);
/* What is kept of a column (0: of any), by column, proof, import: KnownEvidence*, the caller's.
 * PROOF_IMPORTS of imports that are off is left out. */
GPtrArray *evidence_of(sqlite3 *database, gint64 column, GError **error);
/* All of one proof of a table's columns is forgotten. */
gboolean evidence_forget(sqlite3 *database, gint64 table, ProofKind proof, GError **error);
void known_evidence_free(KnownEvidence *evidence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownEvidence, known_evidence_free)

/* ---- versions: rows that later imports replaced ---------------------------------------------- */

/* What holds for the current rows of raw_<table>, called raw in the query: rows that no later
 * import replaced, of imports that count. To follow WHERE; never empty; the caller frees. */
char *rows_current_sql(sqlite3 *database, gint64 table);

typedef struct {
    gint64 row; /* of the raw table */
    gint64 import_id;
    TimePoint imported_at;
    char *file;
} RowVersion;
void row_version_free(RowVersion *version);
/* The versions of a row up to it, oldest first: RowVersion*, the caller's. */
GPtrArray *row_versions(sqlite3 *database, gint64 table, gint64 row, GError **error);
/* Finds each of `n` rows of a table again: the one that took its place since, or, where the import
 * that brought it counts no more, the one it had replaced. In place; rows that never came twice
 * stay. */
gboolean rows_follow(sqlite3 *database, gint64 table, gint64 *rows, gsize n, GError **error);
/* The version of a row that stood at a moment; before the first import the first one. 0: an error.
 */
gint64 row_as_of(sqlite3 *database, gint64 table, gint64 row, TimePoint moment, GError **error);
/* A raw cell as it stood at a moment; NULL: missing, or an error. The caller frees. */
char *cell_as_of(sqlite3 *database, const ColumnInfo *column, gint64 row, TimePoint moment,
                 GError **error);

/* "tickets.csv came on 2025-07-01, after this model was trained (30 new rows, 12 changed)": a
 * clause where an import into the table of the model's target is newer than the model, NULL: none
 * is. The caller frees. */
char *import_since_model(sqlite3 *database, gint64 model);

/* Removes what is left of imports into existing tables that never ended. */
gboolean imports_drop_unfinished(sqlite3 *database, GError **error);
/* Lets the newest import of a table count, or not: nothing is removed. */
gboolean import_switch(sqlite3 *database, gint64 import, gboolean on, GError **error);

G_END_DECLS
