/* frame: typed columns of one table in memory, immutable and shared between threads by counted
 * references. Built from the raw cells or from the cached blobs of 64k rows (same result). Text
 * stays in SQLite and is streamed. Typing, the one pass over all cells that infers kinds, roles and
 * statistics, leaves those blobs. Relies on workspace. */
#pragma once

#include <foredesk/workspace.h>

G_BEGIN_DECLS

#define FRAME_BLOCK 65536

/* Different texts, by code. Codes count from 0 in order of first appearance. A dictionary may stand
 * on a parent whose codes it continues (frame_from_rows: one new ticket must not copy a million
 * keys), so texts are asked for by function. Immutable and safe from threads once its frame is
 * there. */
typedef struct Dictionary Dictionary;
guint32 dictionary_size(const Dictionary *dictionary);
const char *dictionary_text(const Dictionary *dictionary, guint32 code); /* raw, as in the file */
gint32 dictionary_code(const Dictionary *dictionary, const char *text);  /* −1: not in it */

/* One column. Missing is −1 in codes, G_MININT64 in integers and times, NaN in decimals. */
typedef struct {
    const ColumnInfo *info; /* borrowed from the frame's catalogue */
    ColumnKind kind;
    guint32 n;
    gint64 *integer;         /* KIND_INTEGER, KIND_DATE (TimePoint, a day-precision date is the
                                start of its local day) */
    double *decimal;         /* KIND_DECIMAL */
    gint32 *code;            /* KIND_CATEGORY, KIND_KEY; KIND_BOOLEAN: 0 no, 1 yes */
    Dictionary *dictionary;  /* with code; KIND_BOOLEAN: "no", "yes" */
    guint32 *item_start;     /* KIND_LIST: n + 1 offsets into item */
    gint32 *item;            /* codes into dictionary */
    guint8 *filled;          /* KIND_TEXT: 1 where not missing */
    struct ColumnData *data; /* owns all of the above; shared by renewed frames */
} FrameColumn;

typedef struct Frame {
    Catalogue *catalogue; /* a reference */
    const TableInfo *table;
    guint32 n;              /* current rows */
    gint64 *row_id;         /* n, ascending: the raw table's row id, for opening rows */
    guint8 *history_only;   /* n, 1 where a cleaning step (steps.h) leaves the row to history: it is
                               neither learned from nor judged on. NULL: nowhere */
    GPtrArray *columns;     /* FrameColumn*, one a catalogue column, in order */
    char *fingerprint;      /* of the rows and of how their cells are read */
    GTimeZone *zone;        /* of the table's dates */
    struct ColumnData *ids; /* owns row_id and history_only */
    GPtrArray *steps;       /* Step *: the cleaning steps it was made with; NULL: none */
    GPtrArray *cells;       /* of a frame from rows: char ** a row; NULL else */
    gboolean repeated;      /* of frame_repeat: row_id is in no order */
    gint64 *cell_row;       /* of frame_before: n raw rows that hold its cells. NULL: row_id */
    struct Frame *head, *tail; /* of frame_extend: its rows are the head's, then the tail's; NULL */
    gint references;
} Frame;

/* Loads a table's typed columns with its cleaning steps applied: rows they take aside are not
 * there. `database` is the calling thread's connection. */
Frame *frame_load(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                  Progress *progress, GError **error);
/* The same with every current row, for whoever looks for rows to take aside: values and cells are
 * read as the steps say, and nothing is taken out. */
Frame *frame_load_whole(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                        Progress *progress, GError **error);
/* Appends the ids (gint64) of all current rows, ascending, by what typing kept of them: without
 * reading the cells of a single one. */
gboolean frame_row_ids(sqlite3 *database, const TableInfo *table, GArray *ids, GError **error);
/* Reads the marked (1) cells of a column as missing: of a frame that nobody else holds yet. */
void frame_column_clear_cells(FrameColumn *column, const guint8 *marks);
/* How many cells, or items of a list, from → to (char *) would read as something else. */
gint64 frame_column_touched(const FrameColumn *column, GHashTable *values);
Frame *frame_ref(Frame *frame);
void frame_unref(Frame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Frame, frame_unref)
const FrameColumn *frame_column(const Frame *frame, const char *name); /* NULL: none */
const FrameColumn *frame_column_of(const Frame *frame, const ColumnInfo *info);
/* Where the row of that id stands: ids ascend. G_MAXUINT32: not in the frame. */
guint32 frame_row_of(const Frame *frame, gint64 row_id);
/* A frame over cells that are not stored (import_rows' result): same kinds, dictionaries grown from
 * `like` so that its codes keep their meaning; row_id are −1, −2, … */
Frame *frame_from_rows(const Frame *like, GPtrArray *rows, GError **error);

/* A frame's rows, and behind them others that are not stored, as of frame_from_rows. */
Frame *frame_extend(Frame *head, GPtrArray *rows, GError **error);

/* Rows of a frame picked by index, in that order and as often as they come: an entity that is asked
 * about at many moments. row_id then repeats, in no order. Shares dictionaries. */
Frame *frame_repeat(const Frame *frame, const guint32 *rows, guint32 n);

/* An import that put rows in the place of others, and when. */
typedef struct {
    gint64 import;
    TimePoint at;
} FrameChange;
/* All that count, of any table, oldest first; empty where no import came twice. The caller's. */
GArray *frame_changes(sqlite3 *database, GError **error);
/* The rows of a frame with the cells that they had before an import: row ids, order and number
 * stay, dictionaries continue. `frame` is as it was after that import; itself (a reference) where
 * nothing of its table was replaced by it. Cleaning steps about values are applied to the older
 * cells, those about single cells are not. */
Frame *frame_before(const Frame *frame, sqlite3 *database, gint64 import, GError **error);

/* A cell as a number: integers, decimals, dates (µs), booleans 0/1; NaN where missing or not one.
 */
double frame_number(const FrameColumn *column, guint32 row);
/* A cell for people, cleaned; "" where missing; text columns are "" (read them by frame_texts). */
char *frame_words(const Frame *frame, const FrameColumn *column, guint32 row);
/* The moment a dated cell is known: itself, or the last microsecond of its local day where only a
 * day is written, so that it is strictly before a seed dated by the next day. */
TimePoint frame_time_known(const Frame *frame, const FrameColumn *column, guint32 row);

/* "Today" of a table whose rows `time` dates: the newest arrival, closing or change in it that is
 * no stray of the future. TIME_MISSING: nothing is dated. */
TimePoint frame_newest_time(const Frame *frame, const FrameColumn *time);
/* Whether its cells are gathered into the first column of its heading: it has none of its own, and
 * is no column to anybody but the file. */
gboolean column_is_part(const ColumnInfo *column);
/* Whether it is that first column; between the gathered cells stands what no file has in a cell. */
gboolean column_gathers(const ColumnInfo *column);
/* The column's cell as SQL over raw_<table>: "c5" where it isn't made of several. The caller frees.
 */
char *column_cell_sql(const TableInfo *table, const ColumnInfo *column);
#define COLUMN_GATHER_SEPARATOR '\x1f'
/* Whether a cell is blank or says in any column, or in this one, that there is no value. */
gboolean column_says_nothing(const ColumnInfo *column, const char *bytes, gsize length);
/* Whether the column's statistics count the cell as missing: "-" is none among numbers, and may be
 * a value among words. */
gboolean column_cell_missing(const ColumnInfo *column, const char *bytes, gsize length);
/* Seconds in the unit that a column of durations counts in, by what typing wrote down and by the
 * heading; 0: neither says that it is a duration. */
int column_duration_unit(const ColumnInfo *column);
/* The same of any column of numbers whose preset, cells (h:mm) or heading ("(minutes)") say for
 * certain that they are a span of time; 0: they don't. */
int column_span_unit(const ColumnInfo *column);
/* A cell of such a column for people: "42 min", "3.2 h", "−30 min" where a promise was broken. NULL
 * where the column is none or the cell holds no number. `value` (may be NULL): the number, in the
 * column's unit. The caller frees. */
char *column_span_words(const ColumnInfo *column, const char *raw, double *value);
const char *span_unit_name(int unit); /* "hours" of 3600 */

/* Streams the raw text of one column in row order; `text` is NULL where missing and belongs to the
 * stream. Return FALSE to stop. Works for frames from rows too. */
typedef gboolean (*FrameText)(guint32 row, const char *text, gsize length, gpointer data);
gboolean frame_texts(const Frame *frame, sqlite3 *database, const ColumnInfo *column,
                     FrameText visit, gpointer data, GError **error);
/* All raw cells of one row, in column order, NULL-terminated array of length columns + 1 whose
 * missing cells are "" ; the caller frees with g_strfreev. */
char **frame_raw_row(const Frame *frame, sqlite3 *database, guint32 row, GError **error);

/* Frames of every table, loaded when first asked for; safe from several threads. */
typedef struct FrameStore FrameStore;
FrameStore *frame_store_new(Catalogue *catalogue); /* counted references, safe from threads */
FrameStore *frame_store_ref(FrameStore *store);
void frame_store_unref(FrameStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FrameStore, frame_store_unref)
Catalogue *frame_store_catalogue(FrameStore *store); /* borrowed */
Frame *frame_store_get(FrameStore *store, sqlite3 *database, const TableInfo *table,
                       Progress *progress, GError **error); /* a reference */
/* The frame if it is loaded already, else NULL; never waits: for the thread that paints. */
Frame *frame_store_peek(FrameStore *store, const TableInfo *table);
/* A store over a newer catalogue of the same file. What was loaded and has not changed in content
 * (a role or an answered question is no change) is taken over without loading: quick enough for the
 * thread that paints. */
FrameStore *frame_store_renew(FrameStore *store, sqlite3 *database, Catalogue *catalogue);
/* A store, with a catalogue of its own, of the same data as it would be with one cleaning step
 * (steps.h) on or off; the file stays as it is. Frames of tables that the step isn't about are the
 * given store's. ERROR_USAGE for a step that isn't there. */
FrameStore *frame_store_switched(FrameStore *store, sqlite3 *database, gint64 step, gboolean on,
                                 GError **error);

/* Whether these words say how numbers are written ("decimal comma", "h:mm as hours"; NULL: nothing
 * said): ERROR_USAGE with what can be said. */
gboolean column_check_format(const char *text, GError **error);

/* ---- typing ---------------------------------------------------------------------------------- */

/* What the first cells of a column say before anything is imported (`cells`, n of them, need not
 * end in NUL): the kind of personal data it holds through and through (static, NULL: none), and
 * whether its heading or table names those who answer tickets. Pure. */
typedef struct {
    const char *personal;
    gboolean agents;
} ColumnPeek;
void column_peek(const char *heading, const char *table, const char *const *cells,
                 const gsize *lengths, guint n, ColumnPeek *peek);
/* Whether a kind of personal data (as ColumnInfo.pii tells it) is what "names" means in the answer
 * names=keep|hash|drop: names, e-mail addresses and telephone numbers. */
gboolean personal_names_person(const char *kind);

/* ---- personal data --------------------------------------------------------------------------- */

/* Whether personal data is masked where cells are shown: yes unless the workspace's setting
 * "personal" is "show". A column's own policy comes before it. */
gboolean personal_masked(sqlite3 *database);
/* The one door of cells to lists, tickets, reports and exports: the cell as it may be shown, as
 * written (personal_cell) or clean for a terminal (personal_words). A hashed column gives its hash,
 * a column of personal data its kind alone, others their text with what is found in it masked; ids,
 * numbers and moments pass, spans of time in words said with their unit. `column` NULL: text of no
 * column. `raw` NULL is "". The caller frees.
 */
char *personal_cell(const ColumnInfo *column, const char *raw, gboolean masked);
char *personal_words(const ColumnInfo *column, const char *raw, gboolean masked);
/* Whether something else stands in place of its cells, so that numbers made of them (least, most,
 * longest) aren't to be told either. */
gboolean personal_hidden(const ColumnInfo *column, gboolean masked);
/* Text, category or list: what may hold some within a cell. NULL: text of no column. */
gboolean personal_holds_text(const ColumnInfo *column);

/* Infers kind, date order, separator of lists, role, key and time column, known-at default, and
 * statistics of the columns of a table from all its cells in one pass; what was declared stays.
 * Also writes the typed columns that frame_load reads. */
gboolean table_type(sqlite3 *database, gint64 table, Progress *progress, GError **error);

/* The same while a table is being written, so that an import reads its cells once: made when its
 * columns are in the catalogue, given each row as it is inserted (n cells, copied; a second thread
 * judges them), finished when its import's row says how many there are. `expected`: about how many
 * rows will come, 0: unknown. */
typedef struct TableTyper TableTyper;
TableTyper *table_typer_new(sqlite3 *database, gint64 table, gint64 expected, GError **error);
void table_typer_row(TableTyper *typer, gint64 row, const char *const *cells, const gsize *lengths);
gboolean table_typer_finish(TableTyper *typer, Progress *progress, GError **error);
void table_typer_free(TableTyper *typer); /* also without finish: nothing was written */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TableTyper, table_typer_free)

/* Guesses whether a column was known when the ticket arrived, from name, null pattern and dates;
 * the reason is one clause for people, the caller frees. `after` is the share of the column's dates
 * that lie after the table's time, NaN where it is no date or nobody looked. Pure. */
KnownAt known_at_guess(const TableInfo *table, const ColumnInfo *column, const ColumnStats *stats,
                       double after, char **reason);

/* ---- event logs ------------------------------------------------------------------------------ */

/* What makes a table a log with many rows a ticket. Columns are borrowed from the frame's
 * catalogue; those set before are taken as they are, the others are looked for. */
typedef struct {
    const ColumnInfo *key;     /* names the ticket that a row tells of */
    const ColumnInfo *time;    /* when the row was written */
    const ColumnInfo *order;   /* counts a ticket's rows; NULL: time alone orders them */
    const ColumnInfo *created; /* found: when the ticket arrived, on each of its rows; NULL: none */
    guint32 tickets;
    gboolean strong; /* the id repeats, order and time grow, the arrival stays: nothing else does */
    char *evidence;  /* for people; the caller frees */
} EventShape;
/* Whether its headings could be a log's: cheap, before its cells are looked at. */
gboolean table_could_be_log(const TableInfo *table);
/* FALSE: no column could be the key, or none the time. Pure. */
gboolean frame_find_events(const Frame *frame, EventShape *shape);
/* A number for each row's key, from 0 to n − 1, G_MAXUINT32 where it is missing. The caller frees.
 * For keys, categories, yes/no and whole numbers. */
guint32 *frame_key_codes(const FrameColumn *column, guint32 *n);
/* Whether the heading speaks of how a ticket ends (closed, resolved), or of what lies ahead from
 * the first (due). */
gboolean column_speaks_of_end(const ColumnInfo *column);
gboolean column_speaks_of_future(const ColumnInfo *column);

/* How urgent a value of a priority is: its first number (G_MAXINT64: none), 1 before 2; the step of
 * the words that vendors use, 0 most urgent. */
#define URGENCY_UNKNOWN 5
gint64 urgency_number(const char *text);
int urgency_step(const char *text);
/* Puts values of a priority (char *) into order, the most urgent first: by the declared order ("P1;P2",
 * NULL: none, which may run either way), then by number, by step, as text. Whether one of the three
 * places all of them. */
gboolean urgency_sort(GPtrArray *texts, const char *declared);

/* Whether a status says that the ticket is over, by the words help desks use. */
gboolean status_is_over(const char *text);
/* Whether people write in short lines on a channel: chats, messengers, social networks. */
gboolean channel_is_chat(const char *text);

G_END_DECLS
