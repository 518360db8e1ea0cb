/* facts: what is known of a key, and from when. Conditions on rows; any column as a key; paths over
 * links; the rows of a table in the order in which they became known, split by key; and the kernel,
 * which aggregates those before a moment. Labels that look ahead and features that look back are
 * both made of it. Relies on frame and pql. */
#pragma once

#include <foredesk/frame.h>
#include <foredesk/pql.h>
#include <foredesk/steps.h>

G_BEGIN_DECLS

/* ---- texts of cells ------------------------------------------------------------------------ */

/* What stands between the blanks at the edges of a cell. */
const char *text_trim(const char *cell, gssize length, gsize *trimmed);
/* Folded for comparison without regard to case; invalid bytes become U+FFFD. The caller frees. */
char *text_fold(const char *cell, gssize length);
/* LIKE over folded texts: % any run, _ one character. */
gboolean text_like(const char *folded, const char *pattern);
/* Without regard to case, runs of digits as numbers: P2 < P10. */
int text_compare(const char *a, const char *b);
/* 1 yes, 0 no, −1 neither: yes/no, true/false, y/n, t/f, 1/0 in any case. */
int text_boolean(const char *text);

/* ---- what an expression speaks of ------------------------------------------------------------ */

/* A column that an expression reads. */
typedef struct {
    const TableInfo *table;
    const ColumnInfo *column;
    gboolean key; /* only to say which rows belong together, or how many different ones there are */
    char *value;  /* what it is compared with, as a cell has it; NULL: nothing */
} Mention;
GArray *mentions_new(void); /* Mention; frees their values */
/* Adds one for each place where the expression names a column of the catalogue, and for each value
 * compared with it. Bare names are those of the table that the aggregate around them reads, else
 * the entity's (NULL: none). Nothing is bound: what no longer computes is told as well. */
void mentions_add(GArray *mentions, const PqlNode *node, const Catalogue *catalogue,
                  const TableInfo *entity);

/* ---- conditions and values on rows -------------------------------------------------------- */

/* A PQL condition or column bound to a frame, ready to be evaluated row by row. Names without a
 * table are the frame's own.
 * - Booleans compare with yes/no/true/false/1/0. Numbers with numbers, also where cells are texts.
 * - = and IN take texts as they stand, trimmed; where no cell is spelled so, without regard to
 * case, unless several spellings then fit (ERROR_USAGE names them). LIKE (% and _), CONTAINS,
 * STARTS WITH and ENDS WITH never regard case.
 * - <, <=, >, >= go by the declared order of a category, else by text with runs of digits as
 * numbers (P2 before P10). A value outside of the declared order is unknown.
 * - A date that names a day is the whole local day: = within it, > after its end.
 * - A list holds its items: = and CONTAINS ask for one; it is never unknown, only empty.
 * - HOUR, WEEKDAY, MONTH, DAY_OF_YEAR, WEEKEND of a date column.
 * - A missing cell makes a comparison unknown, in the logic of SQL; IS NULL and = NULL ask for it.
 * Text columns are read once, here, through `database`; without one (NULL) they are refused. */
typedef struct RowTest RowTest;
typedef enum { TEST_FALSE, TEST_TRUE, TEST_UNKNOWN } TestResult;
RowTest *row_test_new(const PqlNode *condition, const Frame *frame, sqlite3 *database,
                      GError **error);
void row_test_free(RowTest *test);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RowTest, row_test_free)
gboolean row_test(const RowTest *test, guint32 row); /* unknown is FALSE */
TestResult row_test_result(const RowTest *test, guint32 row);
/* The frame's column that a PQL_COLUMN names; another table's is ERROR_USAGE, and an unknown name
 * too, with the nearest. */
const FrameColumn *row_column(const PqlNode *column, const Frame *frame, GError **error);

/* ---- cleaning steps that hang on a condition ------------------------------------------------ */

/* The rows of a whole frame (frame_load_whole) where a condition in PQL holds: StepRow, ascending.
 * ERROR_USAGE for what can't be asked of these columns. */
GArray *step_find(const Frame *whole, const char *condition, sqlite3 *database, GError **error);
/* Finds the rows of all steps of a table anew that hang on a condition, on or off, in order: after
 * an import, or when its columns mean something else. One that can't be applied any more keeps its
 * rows and says why (Step.note). Writes in the caller's transaction, or one of its own a step. */
gboolean steps_apply(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                     Progress *progress, GError **error);

/* Steps for rows that are no tickets (merged, spam, tests, own staff, automatic messages), by the
 * vendor's preset, the names of tags and states, the setting "own-domains" and how subjects begin:
 * written and switched on, or found anew where they were proposed before; what a person switched
 * off stays off. Step *, those that were written, the caller's; each in a transaction of its own,
 * so that none is held while rows are looked for. */
GPtrArray *steps_propose(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                         Progress *progress, GError **error);

/* ---- keys ---------------------------------------------------------------------------------- */

/* Any column as a key: a small number for each different value, found again by text from other
 * tables. */
#define KEY_MISSING (-1) /* the cell is empty */
#define KEY_UNKNOWN (-2) /* no row of the other table has this value */

typedef struct {
    const FrameColumn *column; /* borrowed */
    guint32 size;              /* different values */
    const gint32 *code;        /* a row, KEY_MISSING where empty */
    gint32 *owned;             /* code, where the column has none of its own */
    GArray *number;            /* gint64, a value; NULL for columns with a dictionary */
    GHashTable *place;         /* gint64* → its place + 1 */
    GHashTable *normal; /* of a column with ColumnInfo.spelling: key_normal → its code + 1 */
} KeyCodes;

/* Of a key, category, yes/no or whole-number column. */
KeyCodes *key_codes_new(const FrameColumn *column);
void key_codes_free(KeyCodes *codes);
/* The number in `codes` of the value that is `code` in `other`: by text, so that columns of
 * different kinds and tables meet. KEY_UNKNOWN where there is none. */
gint32 key_codes_match(const KeyCodes *codes, const KeyCodes *other, gint32 code);

/* ---- paths --------------------------------------------------------------------------------- */

/* Rows of a table belong to the entity where row.source = entity.entity. Both borrowed. */
typedef struct {
    const ColumnInfo *entity, *source;
} KeyPair;

/* Every pair by which links lead from the entity's table to `source`: the table's rows name the
 * entity, the entity names its row, or both name a row of a third table. For the entity's own table
 * the columns by which it names others, and its customer. In order of the catalogue; the array
 * (KeyPair) is the caller's. */
GArray *paths_between(const Catalogue *catalogue, const TableInfo *entity, const TableInfo *source);
/* The one path, or that through `via` (may be NULL): by either side's name, and for columns that no
 * link names by equal names in both tables. No path, several, an unknown column: ERROR_USAGE,
 * naming the choices as VIA. `outcomes`: the source is the virtual table over the entity's rows. */
gboolean path_choose(const Catalogue *catalogue, const TableInfo *entity, const TableInfo *source,
                     gboolean outcomes, const PqlNode *via, KeyPair *pair, GError **error);

/* ---- facts --------------------------------------------------------------------------------- */

/* Sorts the n row numbers in `order` by key[row], ascending; equal keys keep their order. */
void order_by(guint32 *order, const guint64 *key, guint32 n);
/* A time as a key that sorts alike. */
static inline guint64
time_key(TimePoint time)
{
    return (guint64)time ^ (G_GUINT64_CONSTANT(1) << 63);
}

/* The dated rows of a table. */
typedef struct {
    const Frame *frame;
    TimePoint *time; /* a row: when it is known; TIME_MISSING: left out */
    guint32 *order;  /* rows by (time, row) */
    guint32 n;
} FactTable;

/* Facts of any table but the entity's. A table without time has its rows known since ever. */
FactTable *fact_table_new(const Frame *frame);
/* Of any table, with the moment each row is known: `time` is taken over. */
FactTable *fact_table_from_times(const Frame *frame, TimePoint *time);
void fact_table_free(FactTable *facts);

/* Facts that pass a condition, by key and time: those of key k are [start[k], start[k + 1]). */
typedef struct {
    guint32 n_keys;
    guint32 *start;
    TimePoint *time;
    guint32 *row;
    GHashTable *values; /* FrameColumn* → double*, a fact */
} FactRuns;

/* `keys` NULL: one run of all. `test` and `filled` (rows where it is missing are left out) may be
 * NULL. */
FactRuns *fact_runs_new(const FactTable *facts, const KeyCodes *keys, const RowTest *test,
                        const FrameColumn *filled);
/* Of other runs those facts that pass: of the keys marked in `wanted` (one a key; NULL: all), and by
 * `test` and `filled` as above. */
FactRuns *fact_runs_pick(const FactRuns *from, const guint8 *wanted, const RowTest *test,
                         const FrameColumn *filled);
void fact_runs_free(FactRuns *runs);
/* A column's value of each fact: numbers, and codes of categories; NaN missing. Kept. */
const double *fact_runs_values(FactRuns *runs, const FrameColumn *column);

/* Whether a cell holds something. */
gboolean cell_filled(const FrameColumn *column, guint32 row);
/* Numbers as they are, categories by code, NaN missing. */
double cell_value(const FrameColumn *column, guint32 row);

/* ---- the kernel --------------------------------------------------------------------------------
 */

typedef enum {
    KERNEL_COUNT,
    KERNEL_SINCE_LAST,
    KERNEL_LAST,
    KERNEL_RATE,
    KERNEL_SUM,
    KERNEL_MIN,
    KERNEL_MAX,
    KERNEL_FIRST,
    KERNEL_DISTINCT,
    KERNEL_SD,
    KERNEL_MODE,
    KERNEL_SINCE_FIRST,
    KERNEL_GAP,
    KERNEL_GAP_SD,
    KERNEL_LAG,
    KERNEL_WEIGHTED,
    KERNEL_TREND,
    KERNEL_KINDS
} KernelKind;

/* The facts of one key: n rows sorted by (time, tie), where time is when a fact is known. */
typedef struct {
    const TimePoint *time; /* n, ascending */
    const double *value;   /* n: NULL where facts alone count (COUNT, SINCE_…, GAP…, TREND) */
    guint32 n;
} KernelRun;

/* aggregate(rows of one key, sorted seeds): for each of the m seeds, ascending, over the facts in
 * [seed + start, seed + end) with end ≤ 0, so that nothing at or after the seed is ever seen. start
 * G_MININT64: all history. A seed that is TIME_MISSING yields NaN. Into out, m values:
 * COUNT       number of facts, 0 where there is none
 * SINCE_LAST  hours from the newest fact to the seed; NaN without one
 * LAST        newest value that isn't NaN; NaN without one
 * RATE        (Σ value + prior·strength) ÷ (n + strength) over values that aren't NaN, shrunk
 *             towards prior[i], one a seed (NULL or NaN: no shrinkage, the mean); NaN where that
 *             leaves nothing
 * SUM         of the values that aren't NaN, 0 where there is none
 * MIN, MAX    of them, FIRST the oldest of them; NaN without one
 * DISTINCT    how many different ones there are, 0 where there is none
 *
 * SD          their standard deviation (n − 1); NaN below two
 * MODE        the most frequent of them, of several the one seen last; NaN without one
 * SINCE_FIRST hours from the oldest fact in the window to the seed; NaN without one
 * GAP, GAP_SD mean and standard deviation of the hours between one fact and the next
 * LAG         the `strength`-th newest value, 1 being LAST; NaN where there are fewer
 * WEIGHTED    the mean whose weights halve every `strength` values, the newest weighing most
 * TREND       the window's last `strength`-th part against all of it: with values the difference of
 *             the means, without the ratio of what comes a time; `start` must be bounded
 *
 * Sums are exact: each value is rounded once to a multiple of 2^-40 and added as a 128-bit integer,
 * so that the result depends neither on chunks nor on what lies outside the window, and one seed
 * alone gives the same bits as a million. 0/1 labels lose nothing. */
void kernel_aggregate(KernelKind kind, const KernelRun *run, const TimePoint *seeds, guint32 m,
                      gint64 start, gint64 end, const double *prior, double strength, double *out);
/* The same for n positions in any order, each with the key whose facts it sees (in `keys`, by which
 * `runs` is split; KEY_UNKNOWN: one without facts; KEY_MISSING yields NaN) and its seed. `values`,
 * a fact, as of fact_runs_values, may be NULL. Not shrunk; `strength` as of the kernel. */
void facts_aggregate(KernelKind kind, const FactRuns *runs, const double *values, const gint32 *key,
                     const TimePoint *seeds, guint32 n, gint64 start, gint64 end, double strength,
                     double *out);

G_END_DECLS
