/* pool: several sources that hold tickets (a Zendesk view, a Jira filter, a mailbox) as one table.
 * First a mapping: which column of each source is which common field, and which of its values is
 * which common value; what nobody has said is proposed with its evidence, or open. Then the table,
 * made of copied cells like the tickets of an event log, and renewed when a source is imported
 * again. Part of the ingest room. */
#pragma once

#include <foredesk/ingest.h>

G_BEGIN_DECLS

/* SAID: by the user. PROPOSED: waits for a yes. OPEN: nothing speaks for any common value. ALONE: a
 * field that this source alone has, or that is kept apart; it stays, and is missing elsewhere. */
typedef enum { POOL_SAID, POOL_PROPOSED, POOL_OPEN, POOL_ALONE, POOL_OUT } PoolState;
const char *pool_state_name(PoolState state); /* "said", "proposed", "open", "alone", "out" */

/* A value of a source's column. `common` NULL: open. Its own spelling where the source is the first
 * that has the field: then it is what others are mapped to, and needs no word. */
typedef struct {
    char *value, *common, *evidence;
    gint64 rows;
    PoolState state;
} PoolValue;

typedef struct {
    const TableInfo *table; /* a source */
    const ColumnInfo *column;
    guint source; /* its place among the sources */
    PoolState state;
    char *evidence;    /* a clause: "both are the status by their presets" */
    GPtrArray *values; /* PoolValue*, by rows; NULL: its cells are taken as they stand */
} PoolColumn;

typedef enum { POOL_WORDS, POOL_NUMBER, POOL_DATE, POOL_LIST } PoolFamily;
/* A column of the pool, and what it is made of. */
typedef struct {
    char *name;
    PoolFamily family;
    ColumnRole role;
    int unit;           /* seconds of a span's unit; 0: no span, or of no known unit */
    gboolean converted; /* sources count in other units: the cells are */
    gboolean days;      /* a source tells the day alone, so that all do */
    GPtrArray *columns; /* PoolColumn*, at most one a source, in their order */
} PoolField;

/* The mapping as it stands: borrowed columns live as long as `catalogue`. */
typedef struct {
    Catalogue *catalogue; /* a reference */
    GPtrArray *sources;   /* TableInfo* */
    GPtrArray *frames;    /* Frame*, one a source */
    GPtrArray *fields;    /* PoolField*, those of several sources first */
    GPtrArray *out;       /* PoolColumn*, left out */
    guint proposed_columns, proposed_values, open_values;
    gint64 open_rows, proposed_rows; /* that hold such values; a row may count more than once */
} PoolPlan;
/* Tables that hold tickets to be pooled: those that are; else by what was said of them, by key,
 * arrival and the roles that tickets have. TableInfo*, in the order they were imported; the
 * caller's. */
GPtrArray *pool_sources(const Catalogue *catalogue, sqlite3 *database, GError **error);
PoolPlan *pool_plan(FrameStore *frames, sqlite3 *database, Progress *progress, GError **error);
void pool_plan_free(PoolPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PoolPlan, pool_plan_free)
gboolean pool_plan_is_open(const PoolPlan *plan);
/* "12 fields and 14 values (3,020 rows) wait for a yes; 3 values (88 rows) are open": what keeps
 * the sources apart. The caller frees; NULL: nothing. */
char *pool_plan_words(const PoolPlan *plan);

/* ---- what is said of it -----------------------------------------------------------------------
 */

/* One thing said: `subject` is TABLE.COLUMN, TABLE.COLUMN:VALUE or TABLE; `meaning` a common field,
 * "apart" or "out"; a common value; "pooled" or "not pooled". "" takes back what was said.
 * ERROR_USAGE where it can't be. `before`: what was said until then, "" for nothing; the caller
 * frees. */
gboolean pool_say(sqlite3 *database, const Catalogue *catalogue, const char *subject,
                  const char *meaning, char **before, GError **error);
/* Whether these columns can be one field; the reason why not is an ERROR_USAGE. */
gboolean pool_columns_fit(const TableInfo *table, const ColumnInfo *column,
                          const TableInfo *other_table, const ColumnInfo *other, GError **error);

/* ---- the table --------------------------------------------------------------------------------
 */

typedef struct {
    gint64 table; /* 0: none was made */
    char *name, *note;
} PoolMade;
void pool_made_clear(PoolMade *made);
/* Makes the table: source, key, common fields, fields of one source alone. ERROR_USAGE, one line
 * that says how much, while the mapping is open. It stays 'importing' until its caller makes it
 * ready. `name` NULL: "tickets", or what is free. */
gboolean pool_make(FrameStore *frames, sqlite3 *database, const char *name, PoolMade *made,
                   Progress *progress, GError **error);
/* After the rows of `table` changed, where it is a source: the pool by key, changed rows as new
 * versions. Values that came in and are not mapped leave the pool as it is, and are told in
 * pool_behind. Nothing for a table that is no source. */
gboolean pool_renew(sqlite3 *database, gint64 table, Progress *progress, GError **error);
/* Whether its sources, or how they are read or mapped, have changed since it was made. Cheap. */
gboolean pool_is_stale(sqlite3 *database, const TableInfo *pool);
/* Why the pool doesn't hold what its sources do now; NULL: it does. The caller frees. */
char *pool_behind(sqlite3 *database, const TableInfo *pool);
/* Hash of what was said of these tables: a pool that was taken back is shown again where it was
 * made by the same. The caller frees. */
char *pool_mapping(sqlite3 *database, const GPtrArray *sources);
/* Where a row of a pool comes from; FALSE: nobody knows. */
gboolean pool_origin(sqlite3 *database, gint64 pool, gint64 row, gint64 *source,
                     gint64 *source_row);

/* Rows of a file with the headings of one of the pool's sources, as cells in the order of the
 * pool's columns; as import_rows. */
GPtrArray *pool_file_rows(FrameStore *frames, sqlite3 *database, const TableInfo *pool,
                          const RowsFile *file, GPtrArray *notes, char **vendor, GError **error);

/* ---- vocabulary -------------------------------------------------------------------------------
 */

/* What values of help desks mean, by role: "Highest" and "P1" are urgent. A key file that people
 * can change: vocabulary/values.vocabulary, or theirs in $XDG_CONFIG_HOME/foredesk. */
typedef struct Vocabulary Vocabulary;
Vocabulary *vocabulary_read(GError **error);
void vocabulary_free(Vocabulary *vocabulary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vocabulary, vocabulary_free)
/* What a value means, as its role has it; NULL: not known. Borrowed. */
const char *vocabulary_meaning(const Vocabulary *vocabulary, ColumnRole role, const char *value);
/* A value without case, blanks, signs and a number at its front: "1 - High" is "high", "In
 * Progress" "inprogress"; the number itself where nothing follows. The caller frees. Pure. */
char *value_fold(const char *value);

G_END_DECLS
