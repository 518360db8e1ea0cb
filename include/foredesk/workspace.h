/* workspace: the SQLite file. Opening with one writer, schema and migrations, the catalogue of
 * tables, columns and links, settings, journal, cached reports. Relies on base and SQLite. Other
 * rooms keep their own SQL beside the function that uses it; the schema stands in one place,
 * src/workspace/schema.c. */
#pragma once

#include <foredesk/base.h>
#include <foredesk/report.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define WORKSPACE_SCHEMA_VERSION 4
#define WORKSPACE_SUFFIX ".foredesk"

typedef struct Workspace Workspace;

/* A new workspace at `path`; ERROR_USAGE where something is there already. */
Workspace *workspace_create(const char *path, GError **error);
/* Opens for writing, or read-only where another process writes or the file can't be written; then
 * workspace_read_only() says why. A file of an older version is brought up to this one by its first
 * writer. A damaged file, one that is no workspace and one from a newer
 * version are ERROR_INPUT. */
Workspace *workspace_open(const char *path, GError **error);
/* Checkpoints and closes, so that copying the one file is enough. NULL is fine. */
void workspace_close(Workspace *workspace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workspace, workspace_close)

const char *workspace_path(const Workspace *workspace);
/* NULL: this process is the writer. Else a clause for "read-only: …", such as "ana has it open
 * since 2025-07-14 09:02 (process 4711 on laptop)". */
const char *workspace_read_only(const Workspace *workspace);
/* ERROR_USAGE with the reason when read-only: the first line of everything that writes. */
gboolean workspace_must_write(const Workspace *workspace, GError **error);
/* The connection of the thread that opened the workspace. */
sqlite3 *workspace_database(const Workspace *workspace);
/* Another connection for a worker thread; sqlite3_close it. It syncs at checkpoints only: what the
 * user must find again after a power cut is written through workspace_database. */
sqlite3 *workspace_connect(const Workspace *workspace, GError **error);
/* Fills a new file (no journal, large pages, nobody else on it), "<path>-building", and gives it
 * its name when complete: how a first import is written. `fill` runs inside the one transaction and
 * may be NULL; it returns FALSE to give up, and nothing stays. What a killed process left is
 * overwritten by the next build. */
typedef gboolean (*WorkspaceFill)(sqlite3 *database, gpointer data, GError **error);
gboolean workspace_build(const char *path, WorkspaceFill fill, gpointer data, GError **error);

/* ---- SQL with one-line errors --------------------------------------------------------------- */
gboolean db_exec(sqlite3 *database, const char *sql, GError **error);
/* A prepared statement with the values bound in order: 'i' gint64, 'd' double (NaN: null), 's' text
 * or NULL (copied), 'b' bytes (const void*, gsize; copied). NULL on error. */
sqlite3_stmt *db_prepare(sqlite3 *database, GError **error, const char *sql, const char *types,
                         ...);
/* Prepares, binds, steps to the end, finalizes. */
gboolean db_run(sqlite3 *database, GError **error, const char *sql, const char *types, ...);
/* TRUE: a row; FALSE with error unset: the end; FALSE with error set: a failure. */
gboolean db_step(sqlite3_stmt *statement, GError **error);
/* The first column of the first row; `missing` when there is none. */
gint64 db_integer(sqlite3 *database, gint64 missing, const char *sql, const char *types, ...);
char *db_text(sqlite3 *database, const char *sql, const char *types,
              ...);                                                     /* NULL: no row, or null */
void db_set_error(sqlite3 *database, const char *what, GError **error); /* disk full, locked, … */
/* The file behind a connection, to be opened once more in the same way: NULL where it has none. The
 * caller frees. And a connection for another thread, which only reads: to be closed. */
char *db_file(sqlite3 *database);
sqlite3 *db_open_reader(const char *file, GError **error);
char *db_identifier(const char *name); /* quoted; the one function for names from data */

/* Bulk writing that lets others in: begin, tick after each row or block, end. A tick commits when
 * some 5 ms have gone by, gives another connection time to write, and begins again. Inside an open
 * transaction (a build's) all of it does nothing. After an error: slice_abandon. */
typedef struct {
    sqlite3 *database;
    gboolean owned;
    gint64 began;
} WriteSlice;
gboolean slice_begin(WriteSlice *slice, sqlite3 *database, GError **error);
gboolean slice_tick(WriteSlice *slice, GError **error);
gboolean slice_end(WriteSlice *slice, GError **error);
void slice_abandon(WriteSlice *slice); /* rolls the last slice back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3_stmt, sqlite3_finalize)

/* ---- catalogue ------------------------------------------------------------------------------ */

typedef enum {
    KIND_TEXT,     /* words, too many different to be a category; stays in SQLite */
    KIND_CATEGORY, /* a bounded set of values */
    KIND_KEY,      /* names one row or one thing: ticket_id, account_id */
    KIND_BOOLEAN,
    KIND_INTEGER,
    KIND_DECIMAL,
    KIND_DATE,
    KIND_LIST, /* several values in a cell (tags), separated by `separator` */
    KIND_EMPTY,
} ColumnKind;
const char *kind_name(ColumnKind kind);
gboolean kind_from_name(const char *name, ColumnKind *kind, GError **error);

/* What a column is to the desk. ROLE_NONE where nothing is known of it. */
typedef enum {
    ROLE_NONE,
    ROLE_ID,      /* the table's key */
    ROLE_CREATED, /* when the ticket arrived: the default seed time */
    ROLE_CLOSED,  /* when its outcome was settled: solved, resolved, closed */
    ROLE_UPDATED,
    ROLE_CUSTOMER, /* who asks: clusters intervals */
    ROLE_AGENT,
    ROLE_STATUS,
    ROLE_PRIORITY,
    ROLE_CATEGORY,
    ROLE_CHANNEL,
    ROLE_SUBJECT,
    ROLE_BODY,
    ROLE_RESOLUTION, /* a duration */
    ROLE_SATISFACTION,
    ROLE_SOLVED,      /* a date of its own where closing comes days after solving */
    ROLE_FIRST_REPLY, /* the date of the first reply, or how long it took */
    ROLE_REPLIES,     /* how many */
    ROLE_REOPENS,     /* how many, yes or no, or a date */
    ROLE_HANDOVERS,   /* how often it went to somebody else */
    ROLE_SLA,         /* whether the agreed time was kept, or what was left of it */
    ROLE_DUE,         /* by when it was promised */
    ROLE_TAGS,
} ColumnRole;
const char *role_name(ColumnRole role);
gboolean role_from_name(const char *name, ColumnRole *role, GError **error);
/* What n rows of a table are called: "ticket" or "tickets" where its name says tickets, cases,
 * incidents …, "customers", "accounts" and the like where it says so, else "row" or "rows". Static.
 */
const char *table_noun(const char *table, gint64 n);
/* "8,705 tickets", "40 agents", "7,043 rows of telco": safe to show; the caller frees. */
char *table_count(const char *table, gint64 n);

/* MIXED: a list, some of whose values are there at arrival (ColumnInfo.known_values). */
typedef enum { KNOWN_ARRIVAL, KNOWN_LATER, KNOWN_ASK, KNOWN_MIXED } KnownAt;
const char *known_name(KnownAt known); /* "at arrival", "later", "ask", "mixed" */
gboolean known_from_name(const char *name, KnownAt *known, GError **error);

/* What is done with a column's personal data, as said of this column; DEFAULT: as said of the
 * workspace. */
typedef enum {
    PERSONAL_DEFAULT,
    PERSONAL_SHOW,
    PERSONAL_MASK,
    PERSONAL_HASH, /* its hash by the workspace's key stands in its place */
    PERSONAL_DROP, /* the cells are gone, and those of later imports aren't written */
} ColumnPersonal;
const char *personal_name(ColumnPersonal policy); /* "default", "show", … */
gboolean personal_from_name(const char *name, ColumnPersonal *policy, GError **error);

typedef struct {
    gint64 id, table_id;
    int position;     /* 0-based in the file; the raw column is "c<position>" */
    char *name;       /* unique in its table, as PQL writes it: heading made an identifier-safe
                         text; a repeated heading gets _2, _3 … */
    char *heading;    /* verbatim */
    char *definition; /* of cells made from several columns, "TIME_OF_DAY(Time)"; NULL: its own */
    ColumnKind kind;
    gboolean kind_declared; /* by the user; else inferred */
    char *kind_evidence;    /* "1,998 of 2,000 cells read as d/m/y; 14 have a day over 12" */
    ColumnRole role;
    KnownAt known;
    gboolean known_declared;
    GHashTable *known_values; /* KNOWN_MIXED: set of texts that are there at arrival; NULL else */
    char *known_reason; /* "name says the ticket is over", "always filled, never a date after …" */
    DateOrder date_order;
    TimePrecision precision;
    char *number_format;        /* "decimal comma", "h:mm as hours"; NULL: plain */
    char *separator;            /* of a list column */
    char *order;                /* declared category order, "P1;P2;P3"; NULL: as sorted */
    char *meaning;              /* for people; NULL: not documented */
    GHashTable *value_meanings; /* of its values: text → what it means; NULL: none is documented */
    char *pii;                  /* kind of personal data its cells hold through and through, NULL:
                                   none known; what stands within longer texts isn't told here;
                                   "personal" where its policy alone says that it is */
    ColumnPersonal personal;
    char *missing_policy; /* NULL: keep as missing */
    char *spelling;       /* "digits" or "case": how its keys meet others'; NULL: as they stand */
    char **nulls; /* spellings that mean no value here, as its vendor writes them; NULL: none but
                     those that mean so everywhere */
    char *doubt;  /* why its dates or numbers are read as they are though none of its cells proves
                     it;  NULL: proved, declared, or nothing to doubt */
    const char *hash_key; /* to be hashed, or of a kind that may be: by this key; NULL: it isn't */
} ColumnInfo;

typedef struct TableInfo {
    gint64 id;
    char *name;       /* as PQL writes it */
    gboolean derived; /* made by the program from others, by `definition` */
    gboolean labels;  /* a target was frozen by it: it says what was known a horizon later, and is no fact */
    char *definition;
    char *zone;         /* time zone of the dates in its files; NULL: the desk's */
    gint64 rows;        /* current rows */
    gint64 kept;        /* of those: that no cleaning step takes out */
    gint64 aside;       /* records that never became rows */
    ColumnInfo *key;    /* borrowed from columns, NULL: none */
    ColumnInfo *time;   /* when a row's fact happened; NULL: untimed */
    GPtrArray *columns; /* ColumnInfo*, owned, in order of position */
    /* An event log and the table of tickets made from it name each other; borrowed, NULL: neither.
     * The log's columns are those by which its rows became tickets. */
    struct TableInfo *log, *tickets;
    ColumnInfo *event_key, *event_time, *event_order;
    struct TableInfo *entries_of; /* whose cells hold the dated entries that are its rows; borrowed,
                                     NULL: it is no such table */
    /* A pool and the sources whose rows it holds name each other; borrowed, NULL: neither. */
    struct TableInfo *pool;
    GPtrArray *pooled; /* TableInfo*, in the order of its definition */
} TableInfo;

typedef struct {
    gint64 id;
    TableInfo *child, *parent; /* borrowed from the catalogue */
    ColumnInfo *child_column, *parent_column;
    gboolean declared;                /* by the user; else found by equal names */
    gint64 matched, orphans, missing; /* child rows */
    gint64 duplicates;                /* parent rows beyond the first of their key */
} LinkInfo;

/* A value that the workspace's own expressions compare a column with. */
typedef struct {
    const ColumnInfo *column;
    const char *table; /* its name */
    char *text;
} QuotedValue;

/* A snapshot of tables, columns and links: immutable, counted references, so that a worker keeps
 * its own while the session changes the file. */
typedef struct Catalogue {
    GPtrArray *tables; /* TableInfo* */
    GPtrArray *links;  /* LinkInfo* */
    GTimeZone *zone;   /* the desk's time zone, never NULL */
    char *zone_name;
    char *names_key;   /* of this workspace, to hash names by; NULL: none was made yet */
    GPtrArray *quoted; /* QuotedValue*: of personal columns, by which the texts that were made of
                          them are masked; empty until personal_read_quoted (audit) */
    TimePoint as_of;   /* "today" of this workspace; TIME_MISSING before anything is dated */
    gboolean as_of_declared;
    char *fingerprint; /* of everything above: imports, kinds, roles, links, zone */
    gint references;
} Catalogue;
Catalogue *catalogue_load(sqlite3 *database, GError **error);
/* The same with tables whose import hasn't ended, for the steps of the import itself. */
Catalogue *catalogue_load_importing(sqlite3 *database, GError **error);
Catalogue *catalogue_ref(Catalogue *catalogue);
void catalogue_unref(Catalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalogue, catalogue_unref)
/* By name without regard to case; unknown names are ERROR_USAGE with the nearest names. */
TableInfo *catalogue_table(const Catalogue *catalogue, const char *name, GError **error);
TableInfo *catalogue_table_by_id(const Catalogue *catalogue, gint64 id); /* NULL: none */
ColumnInfo *table_column(const TableInfo *table, const char *name, GError **error);
ColumnInfo *table_column_by_id(const TableInfo *table, gint64 id); /* NULL: it has none */
ColumnInfo *table_role(const TableInfo *table, ColumnRole role);   /* first of it; NULL: none */
/* The table of entities to start with, never a log whose tickets are a table, nor a source whose
 * rows are pooled: among those with a
 * created time the one that looks most like tickets (status, priority, subject, closing …), then
 * with most links out of it, then the largest.
 */
TableInfo *catalogue_main_table(const Catalogue *catalogue);

/* Writers of the catalogue. What typing found, in `found`'s kind, evidence, date order, precision,
 * separator, number format, spellings of nothing, doubt, definition, role, known, known reason and
 * pii, is stored but where the user declared otherwise; table_infer likewise for key and time
 * column (ids, 0: none). */
gboolean column_infer(sqlite3 *database, const ColumnInfo *found, GError **error);
gboolean table_infer(sqlite3 *database, gint64 table, gint64 key, gint64 time, GError **error);
/* What the user declares: each sets one field. ERROR_USAGE for an id that isn't there; _found takes
 * a declared kind back, for typing to find it again. */
gboolean column_set_found(sqlite3 *database, gint64 column, GError **error);
gboolean column_set_kind(sqlite3 *database, gint64 column, ColumnKind kind, DateOrder order,
                         const char *separator, GError **error);
/* With a kind: how its numbers are written and from what its cells are made; NULL: plain, its own.
 */
gboolean column_set_reading(sqlite3 *database, gint64 column, const char *number_format,
                            const char *definition, GError **error);
gboolean column_set_role(sqlite3 *database, gint64 column, ColumnRole role, GError **error);
gboolean column_set_known(sqlite3 *database, gint64 column, KnownAt known, const char *reason,
                          gboolean declared, GError **error);
/* The same whatever was declared before, and with a list's values at arrival (char *, NULL: none):
 * what the user answers, and what takes an answer back. */
gboolean column_answer_known(sqlite3 *database, gint64 column, KnownAt known, const char *reason,
                             gboolean declared, GPtrArray *values, GError **error);
gboolean column_set_meaning(sqlite3 *database, gint64 column, const char *meaning, GError **error);
/* Of one of its values; "" takes it back. And what it means; NULL: not documented. */
gboolean column_set_value_meaning(sqlite3 *database, gint64 column, const char *value,
                                  const char *meaning, GError **error);
const char *column_value_meaning(const ColumnInfo *column, const char *value);
gboolean column_set_order(sqlite3 *database, gint64 column, const char *order, GError **error);
/* Its policy; one that was dropped is refused by the commands, since no cell comes back. */
gboolean column_set_personal(sqlite3 *database, gint64 column, ColumnPersonal policy,
                             GError **error);
/* The log's column that a column of a table of tickets holds the first or last value of; the column
 * whose cells hold the entries that a column of their table is made of; NULL: none. */
ColumnInfo *column_made_from(const TableInfo *table, const ColumnInfo *column);
TableInfo *table_made_from(const TableInfo *table); /* whose column that is; NULL: none */
/* Cells that hold a dated entry: whether these bytes are a moment as it begins with; where behind
 * the first moment its author stands (empty: nobody does; FALSE: no part is a moment); and the
 * cell without them, in place, as its new length: of what can't be parted only that it is there. */
gboolean entry_is_moment(const char *text, gsize length);
gboolean entry_find_author(const char *cell, gsize length, gsize *author, gsize *author_end);
gsize entry_cut_author(char *cell, gsize length);
gboolean column_is_author(const ColumnInfo *column); /* of a table of entries: who wrote them */
/* All columns of other tables whose cells a column holds: that one, or those of a pool's sources.
 * ColumnInfo*, borrowed; the caller's array, empty where the cells are its own. */
GPtrArray *column_sources(const TableInfo *table, const ColumnInfo *column);
/* What is dropped with a column: itself, of a pooled one its sources, and what was made of any of
 * them; the caller's array, ColumnInfo*, borrowed. */
GPtrArray *columns_dropped_with(const Catalogue *catalogue, const TableInfo *table,
                                const ColumnInfo *column);
gboolean table_set_key(sqlite3 *database, gint64 table, gint64 column,
                       GError **error); /* 0: none */
gboolean table_set_time(sqlite3 *database, gint64 table, gint64 column,
                        GError **error); /* 0: none */
/* Removes a table with its rows, in slices that yield: what a cancelled import leaves behind. */
gboolean table_drop(sqlite3 *database, gint64 table, GError **error);
/* Removes tables whose import never ended: a crash's, or one that found no room to clean up. */
gboolean tables_drop_unfinished(sqlite3 *database, GError **error);
gboolean link_declare(sqlite3 *database, gint64 child_column, gint64 parent_column, GError **error);
gboolean link_remove(sqlite3 *database, gint64 link, GError **error);
/* Finds links by equal names (child's column named as another table's key) and counts matched,
 * orphans and duplicates of all links. */
gboolean links_find(sqlite3 *database, GError **error);
gboolean links_count(sqlite3 *database, GError **error); /* counts only */
/* A cell as links compare it: its hash without blanks around it, 0 where it is empty. */
guint64 link_key(const char *text, gsize length);
/* links_find that doesn't read again what was just written: column id (gint64 *) → the keys of all
 * its rows (GArray of guint64). Other columns are read. */
gboolean links_find_written(sqlite3 *database, GHashTable *written, GError **error);

/* A key in the form by which differently spelled ones meet, the caller frees. "digits": C00004587,
 * 4587 and 4587.0 are 4587 (letters before the number, zeros at its front and an empty fraction go;
 * what has no such number is left); "case": without regard to case. NULL: as it stands. Blanks
 * around it never count. Pure. */
char *key_normal(const char *rule, const char *key, gssize length);
/* Says so of a column; NULL takes it back. ERROR_USAGE for another rule. */
gboolean column_set_spelling(sqlite3 *database, gint64 column, const char *rule, GError **error);
/* Rows of one kind behind a link's counts, as row ids in order: "matched", "orphans" of the child,
 * "duplicates" of the parent (each row after the first of its key). gint64 appended to `rows`. */
gboolean link_rows(sqlite3 *database, const LinkInfo *link, const char *state, GArray *rows,
                   GError **error);

/* Column statistics that typing leaves for the audit, one row a column. */
typedef struct {
    gint64 rows, missing,
        distinct; /* distinct of texts: up to 1,000,000, then capped; else exact */
    gboolean distinct_capped;
    double minimum, maximum, mean; /* numbers and dates (µs); NaN otherwise */
    guint n_top;
    char *top[8]; /* most frequent values, raw */
    gint64 top_count[8];
    guint n_bins; /* histogram of numbers and dates, or of top values */
    gint64 bin[24];
    double bin_low, bin_high;
    gint64 unreadable; /* cells that the kind can't read: treated as missing, shown */
    char *unreadable_example;
} ColumnStats;
void column_stats_clear(ColumnStats *stats);
gboolean column_stats_save(sqlite3 *database, gint64 column, const ColumnStats *stats,
                           GError **error);
gboolean column_stats_load(sqlite3 *database, gint64 column, ColumnStats *stats, GError **error);

/* ---- presets: what a vendor's exports hold --------------------------------------------------- */

/* A key file: how to know the vendor by its headings, and of each heading role, kind, separator,
 * order of dates, unit of a duration and when it is known. presets/zendesk.preset says how it is
 * written. Users' own in $XDG_CONFIG_HOME/foredesk/presets win over those of the same file name
 * that ship with the program. */
typedef struct Preset Preset;
Preset *preset_read(const char *path, GError **error); /* ERROR_INPUT for what it can't mean */
/* The same of a file's text; `path` is only named. */
Preset *preset_parse(const char *path, const char *text, gsize length, GError **error);
void preset_free(Preset *preset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Preset, preset_free)
GPtrArray *presets_read(GError **error); /* Preset*, users' own first */
/* By the name it gives itself, without regard to case; ERROR_USAGE with those there are. */
Preset *preset_named(const char *name, GError **error);
/* The one most of whose headings (char*) are there, of several `own` (may be NULL); NULL with error
 * unset: none. `evidence`: "17 of 20 headings of its exports, such as …", the caller frees. */
Preset *preset_recognise(const GPtrArray *headings, const Preset *own, char **evidence,
                         GError **error);
const char *preset_name(const Preset *preset);
const char *preset_path(const Preset *preset);
const char *preset_text(const Preset *preset); /* the whole of its file */
/* Whether both say the same, to the last byte. */
gboolean preset_same(const Preset *a, const Preset *b);
/* By its name, or, of what has a / or ends in .preset, the file itself. */
gboolean preset_is_file(const char *given);
Preset *preset_given(const char *given, GError **error);
/* Keeps the text of a preset that was given as a file with an import: nobody else may find it. */
gboolean preset_keep(sqlite3 *database, gint64 import, const Preset *preset, GError **error);
/* The same for an import that was made from another's rows. */
gboolean preset_keep_like(sqlite3 *database, gint64 import, gint64 from, GError **error);
/* The preset by which a table's last import was read, as it was then where it was a file. NULL:
 * none, or one that is not there any more. `name` (may be NULL; the caller frees): as the import
 * has it, "none" where that was said, NULL where none was recognised; `kept` (may be NULL): it was
 * a file. */
Preset *preset_of_table(sqlite3 *database, gint64 table, char **name, gboolean *kept);
/* What it says of a heading; FALSE, 0, DATE_UNKNOWN, NULL: nothing. */
gboolean preset_known(const Preset *preset, const char *heading, KnownAt *known);
char *preset_meaning(const Preset *preset, const char *heading); /* the caller frees */
gboolean preset_kind(const Preset *preset, const char *heading, ColumnKind *kind);
guint preset_role_place(const Preset *preset, ColumnRole role, const char *heading); /* 1: best */
char preset_separator(const Preset *preset, const char *heading);                    /* of a list */
gboolean preset_gathers(const Preset *preset, const char *heading); /* repeated: one list */
/* What the table is to be called that holds the dated entries of such cells; the caller frees. */
char *preset_entries(const Preset *preset, const char *heading);
DateOrder preset_date_order(const Preset *preset, const char *heading);
/* Spellings that mean no value under this heading; NULL: none; the caller frees with g_strfreev. */
char **preset_nulls(const Preset *preset, const char *heading);
char *preset_unit(const Preset *preset, const char *heading); /* "seconds"; the caller frees */
/* What of it fits a heading: of each group of rules but nulls and aside the best, PresetRule*, in
 * the file's order; those that fit every heading ("*") are left out. The caller's. */
typedef struct {
    char *group, *key, *pattern; /* "known", "later", "* in minutes*" */
    gboolean exact;              /* the heading itself, no pattern */
} PresetRule;
GPtrArray *preset_rules(const Preset *preset, const char *heading);
/* The heading that its exports have for a role; how to get what an export of it lacks, by
 * "tickets", "resolutions", "ratings", "customers", "agents". NULL: it doesn't say; the caller
 * frees. */
char *preset_heading(const Preset *preset, ColumnRole role);
char *preset_export(const Preset *preset, const char *entity);
/* What makes a row no ticket, by "merged", "spam", "tests", "alerts": "Heading: value" each, or
 * "Heading: *" for any value. NULL: nothing; the caller frees with g_strfreev. */
char **preset_aside(const Preset *preset, const char *why);

/* ---- settings, cached reports, journal ------------------------------------------------------ */
char *setting_get(sqlite3 *database, const char *name); /* NULL: not set */
gboolean setting_set(sqlite3 *database, const char *name, const char *value, GError **error);

/* The random key by which this workspace hashes names: made when first asked for, never changed, so
 * that one name has one hash in all that leaves the workspace. The caller frees; NULL on error. */
char *names_key(sqlite3 *database, GError **error);
/* A name's hash by such a key: "#" and twelve digits of HMAC-SHA-256 (RFC 2104), of the text
 * without blanks around it and without regard to case; "" of an empty one. The caller frees. */
char *name_hash(const char *key, const char *name);
#define NAME_HASH_LENGTH 13

/* Reports kept by the fingerprint of what they were computed from. NULL: none, or stale. */
Report *report_cached(sqlite3 *database, const char *name, const char *fingerprint);
gboolean report_cache(sqlite3 *database, const char *name, const char *fingerprint,
                      const Report *report, GError **error);

/* JOURNAL_RUNNING: its job hasn't ended; found so at the next opening, it died with its process. */
typedef enum { JOURNAL_DONE, JOURNAL_FAILED, JOURNAL_CANCELLED, JOURNAL_RUNNING } JournalOutcome;
typedef struct {
    gint64 id;
    char *at;      /* ISO UTC */
    char *command; /* resolved: every name and number spelled out */
    char *inverse; /* command that takes it back; NULL: nothing to undo */
    int outcome;   /* JournalOutcome */
    gint64 undoes; /* the entry this one undid or redid, 0: none */
} JournalEntry;
void journal_entry_free(JournalEntry *entry);
gint64 journal_append(sqlite3 *database, const JournalEntry *entry, GError **error);
/* How a running entry ended; one that has ended stays as it is, and 0 is no entry. A job says done
 * in the transaction that writes its result, so that no crash parts the two. */
gboolean journal_set_outcome(sqlite3 *database, gint64 id, int outcome, GError **error);
/* Whatever still runs was cut off: cancelled. */
gboolean journal_end_running(sqlite3 *database, GError **error);
GPtrArray *journal_read(sqlite3 *database, gint64 after, GError **error); /* JournalEntry* */
/* ---- backup, forget -------------------------------------------------------------------------- */

/* Copies the file as it is at this moment to `path`, where nothing may be yet; others go on writing
 * meanwhile. The copy is read back, table by table, and compared by a checksum before it gets its
 * name. `sha256` (the caller frees) is of the copy's bytes. ERROR_USAGE where something is there.
 */
gboolean workspace_backup(sqlite3 *database, const char *path, char **sha256, Progress *progress,
                          GError **error);

/* Whom to forget: a customer, or the row of a table by its key. */
typedef struct {
    const TableInfo *table; /* NULL: a customer */
    const char *value;      /* as a cell holds it */
    const char *reason;
    gint64 entry; /* of the journal, that is done with it; 0: none */
} ForgetWhom;
typedef struct {
    gint64 rows, aside; /* removed */
    gint64 blanked;     /* cells that named it in rows of others: agents' names, mentions */
    gint64 models;      /* that were deleted, since they learned from these rows */
    GArray *tables;     /* gint64: ids of those that changed */
    GString *words;     /* "3 rows of tickets, 1 row of accounts" */
} ForgetResult;
void forget_result_clear(ForgetResult *result);
/* Removes every row that belongs to it, in all tables by their links, with all versions, and what
 * was set aside; masks its names wherever else they stand (other cells, journal, settings), deletes
 * the models, and the caches. In one transaction; what is freed is overwritten. Not `really`:
 * counts what would go, and changes nothing. ERROR_USAGE where nothing belongs to it. Afterwards
 * columns must be read anew (table_type), and workspace_vacuum rewrites the file. */
gboolean workspace_forget(sqlite3 *database, const Catalogue *catalogue, const ForgetWhom *whom,
                          gboolean really, ForgetResult *result, Progress *progress,
                          GError **error);
/* Writes the file anew without what was deleted in it, its log too. */
gboolean workspace_vacuum(sqlite3 *database, GError **error);
#define FORGOTTEN "[forgotten]"

/* What dropping a column took away. */
typedef struct {
    gint64 cells;   /* filled, in all versions */
    GArray *tables; /* gint64: ids of those to be read anew */
} DropResult;
void drop_result_clear(DropResult *result);
/* What reads a column, as whoever can read expressions finds it: ids, gint64. */
typedef struct {
    GArray *models;   /* that read it: deleted */
    GArray *features; /* that compare it with a value: taken off the lists for good */
    GArray *targets;  /* not selected, that read it: named by their number alone from then on */
} DropReaders;
/* Removes the cells of a column and of those made of it, in all versions of all rows, the bytes of
 * lines set aside, what was typed, counted and kept of it, its values in the program's own texts,
 * and what reads it: in one transaction, which also says that the journal's entry is done
 * (0: none) and what is due: typing (DUE_TYPES) and writing the file anew (DUE_REWRITE). Cells of
 * other columns with the same values stay. Later imports don't write the column's cells. */
gboolean workspace_drop_column(sqlite3 *database, const Catalogue *catalogue,
                               const TableInfo *table, const ColumnInfo *column,
                               const DropReaders *readers, gint64 entry, DropResult *result,
                               GError **error);
/* Does what DUE_REWRITE asks for a table: workspace_vacuum. */
gboolean workspace_rewrite(sqlite3 *database, gint64 table, GError **error);

/* Notes that something left the workspace as a file: `what` is how ("score --csv"), `rows` −1 where
 * they aren't counted. */
gboolean export_log_add(sqlite3 *database, const char *what, const char *path, gint64 rows,
                        GError **error);
/* The next sequential object id, 0 on error, reserved at once ("model", "task", "split"). */
gint64 object_reserve(sqlite3 *database, const char *type, GError **error);
/* Takes a given id, as a replayed journal does; ERROR_USAGE when it was given out before. */
gboolean object_claim(sqlite3 *database, const char *type, gint64 id, GError **error);

/* What is due, by table or task: asked for in the transaction of a change; read by the job when it
 * begins, and struck out with its result unless it was asked for again meanwhile. */
#define DUE_TYPES "types"
#define DUE_FEATURES "features"
#define DUE_REWRITE "rewrite" /* the file still holds freed pages of what was dropped */
#define DUE_STEPS "steps"     /* rows that are no tickets are to be looked for */
gboolean due_ask(sqlite3 *database, const char *what, gint64 id, GError **error);
char *due_read(sqlite3 *database, const char *what, gint64 id); /* NULL: not due */
gboolean due_done(sqlite3 *database, const char *what, gint64 id, const char *asked,
                  GError **error);

G_END_DECLS
