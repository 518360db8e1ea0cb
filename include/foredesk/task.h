/* task: what is predicted is always a table of (entity, seed time, label). Targets from a column,
 * a comparison or an event; when labels are known; splits in time; outcomes as a virtual table.
 * Relies on facts. */
#pragma once

#include <foredesk/duplicates.h>
#include <foredesk/facts.h>

G_BEGIN_DECLS

/* OPEN: nobody can know the outcome yet, or, where no date says that a row is over, its value is
 * missing. UNUSABLE: no seed time, one after the as-of date, or over and never labelled (an unrated
 * ticket is unknown, never No). */
typedef enum { LABEL_KNOWN, LABEL_OPEN, LABEL_UNUSABLE } LabelState;
/* Why a row is unusable. */
typedef enum {
    LEFT_NOT,        /* it isn't */
    LEFT_NO_TIME,    /* no time of arrival */
    LEFT_FUTURE,     /* arrives after the as-of date */
    LEFT_UNLABELLED, /* over, and never labelled */
    LEFT_BORN,       /* the event's time is not after the seed */
    LEFT_WITHOUT,    /* TaskSpec.without holds */
    LEFT_HISTORY,    /* a cleaning step leaves it to history, where its label counts for others */
    LEFT_FILTERED,   /* not asked about by TaskSpec.where, or not as TaskSpec.assuming */
    LEFT_REASONS
} LeftOut;
/* Parts of a split. The stop part is training data that stops boosting. */
typedef enum {
    SPLIT_NONE,       /* label not known, or unusable: never learned from, never judged on */
    SPLIT_TRAIN,
    SPLIT_STOP,
    SPLIT_VALIDATION,
    SPLIT_TEST,
    SPLIT_EMBARGO,    /* label not yet known when the next part starts: dropped, counted */
    SPLIT_APART_TRAIN,      /* would teach, or judge in validation, or in the test, but for what */
    SPLIT_APART_VALIDATION, /* it shares with another part: TaskSpec.apart takes it out, counted */
    SPLIT_APART_TEST,
    SPLIT_PARTS
} SplitPart;
/* "train", "stop", "validation", "test", "embargo", "apart-train" … "apart-test" */
const char *split_name(SplitPart part);
gboolean split_from_name(const char *name, SplitPart *part, GError **error);
/* Whether the part's labels are sealed: the test's, and of rows that another choice of apart would
 * put there. */
gboolean split_sealed(SplitPart part);

/* The part of time in which a row stands, whether it teaches or judges there or was taken out. */
SplitPart split_home(SplitPart part);

/* What must not stand in two parts of a split.
 * customer  each customer stands in one part. One that has rows in several is given to one of them by
 *           lot (of its name and the seed: three in five teach, one judges, one is sealed), its rows
 *           elsewhere are taken out: scikit-learn's GroupKFold, with time still running from training
 *           to test. Taking out of the later side alone would leave newcomers, a handful on a desk
 *           whose customers come again, and unlike the others; out of training alone, no training.
 *           What was known of a customer's own past at the seed is read as ever: it teaches nothing.
 * near      no row judges that copies, or nearly copies, one of an earlier part: the later is taken out
 * Without time, whole groups are dealt out, and nothing is lost. */
typedef enum {
    APART_NOTHING = 0,
    APART_CUSTOMER = 1,
    APART_NEAR = 2,
    APART_BOTH = APART_CUSTOMER | APART_NEAR
} Apart;
const char *apart_name(Apart apart); /* "nothing", "customer", "near", "both" */
gboolean apart_from_name(const char *name, Apart *apart, GError **error);
/* On what models are judged then: "on customers that never taught" …; static, "" for nothing. */
const char *apart_words(Apart apart);

/* CLASSES: one of several values; RANKING: a list of rows of another table; FORECAST: a number in each
 * of several windows in a row. These three are asked by queries and can't be frozen. */
typedef enum { TASK_BINARY, TASK_NUMBER, TASK_CLASSES, TASK_RANKING, TASK_FORECAST } TaskKind;

/* What the user declares. All texts owned. */
typedef struct {
    char *name;        /* NULL: made from the target, "escalated_to_eng is yes" */
    char *entity;      /* table; NULL: the main table */
    char *column;      /* with `positive`: the event is column = positive … */
    char *positive;
    char *rule;        /* … or a PQL condition over the entity's own columns, or over aggregates that
                          look ahead: COUNT(tickets.*, 0, 30, days) > 5; an aggregate or a column of
                          numbers by itself is a number to predict */
    char *where;       /* PQL condition at the seed time: who is asked about; NULL: all */
    char *labels;      /* … or a table of (entity, time, label[, split]) from outside, see AskedMoments */
    char *assuming;    /* PQL condition that looks ahead: only where it came true is learned from; NULL:
                          nothing is assumed */
    TaskKind kind;     /* of a column or an aggregate by itself; TASK_BINARY: what fits it */
    guint count;       /* RANK TOP n, FORECAST n; 0: not given */
    gint64 every;      /* µs between the moments at which each entity is asked about a rule that looks
                          ahead; −1: once, at its own time; 0: once where rows arrive as tickets do,
                          else about as far apart as it looks ahead */
    guint seeds;       /* of rules asked about again and again: moments to learn from for each one at
                          which it is judged, those between at even steps; 0 and 1: no more */
    char *without;     /* rows for which this condition holds are left out, counted: born with the
                          event (already in Engineering when they came), never rated; NULL: none */
    char *time;        /* seed time column; NULL: the created role; "none": no time */
    char *known_at;    /* date column whose filling makes the label known, or the event's time */
    gint64 horizon;    /* µs from seed to when the label is known; 0: none */
    guint64 seed;      /* of the split; 0: derived from the specification's hash */
    Apart apart;       /* what must not stand in two parts of it */
    TimePoint as_of;   /* labels known after it are open; TIME_MISSING: the catalogue's, else the
                          newest of the arrival and closing times, stray future dates passed over */
} TaskSpec;
void task_spec_init(TaskSpec *spec);
void task_spec_clear(TaskSpec *spec);
/* As it was frozen, without looking at the data. FALSE: there is none, or it can't be read. */
gboolean task_spec_load(TaskSpec *spec, sqlite3 *database, gint64 id);
/* What a query asks, as a target: PREDICT BOOL(tickets.escalated, 0, 48, hours) FOR EACH
 * tickets.ticket_id WHERE … ASSUMING … AS OF …. Names are looked up; ERROR_USAGE names the place. */
gboolean task_spec_query(TaskSpec *spec, const PqlQuery *query, const Catalogue *catalogue,
                         GError **error);

/* Rows of a table of labels that can't be used, or that say little. */
typedef struct {
    guint32 unknown;   /* name nobody, or no moment: left out */
    guint32 repeated;  /* say again what an earlier row says: left out */
    guint32 early;     /* are asked about before the data begins */
    guint32 partless;  /* have no part: neither learned from nor judged */
    guint32 unsettled; /* teach, and were known only when what judges had begun */
    TimePoint begins;  /* the oldest row that says something of the past; TIME_MISSING: none dated */
    TimePoint judged;  /* the oldest row that judges, where parts are given */
} LabelsGiven;

/* When a label is known (METHODS.md: give every target a horizon):
 * horizon          at seed + horizon; open until the as-of date has passed it, even where Yes already
 * known_at         at that date; open while it is empty
 * both             at the later of the two
 * neither          at the closing role's date (open while empty), else at the newest date in the row
 *                  that is not after the as-of date, else at the seed: known_guessed
 * A rule that looks ahead is known when its longest window has ended.
 * A date column that is filled where the event holds and empty elsewhere (escalated_at) is the
 * event's own time: with a horizon the label then says whether the event came in (seed, seed +
 * horizon]; as known_at without a horizon it is refused, since it can't tell when a No is one.
 * The rule `closed_at IS NULL` on a date column, with a horizon, is "late": Yes where nothing had
 * been entered by seed + horizon, exact for closed and for open rows alike. */
typedef struct Task {
    gint64 id; /* 0 until task_freeze */
    TaskKind kind;
    char *name;
    int version;         /* of this name */
    TaskSpec spec;       /* resolved: every name spelled out */
    char *pql;           /* the target as a canonical PQL condition */
    PqlNode *where, *assuming; /* of the specification, with the places at which they were written */
    char *sql;           /* the label as SQL over the raw table, for reading */
    char *event_words;   /* "escalated_to_eng is yes" for sentences */
    Frame *frame;        /* the entity's table, with each row once a moment where spec.every > 0: a
                            reference */
    const FrameColumn *time_column; /* NULL: no time */
    FrameColumn *moments; /* owned: the time column where spec.every > 0, else NULL */
    const FrameColumn *customer;    /* clusters intervals; NULL: none */
    const FrameColumn *known_column; /* whose date makes the label known; NULL: none */
    const FrameColumn *event_time;   /* the event's own time, where a horizon uses it; NULL: none */
    gboolean event_absent; /* Yes is that event_time did not come within the horizon */
    guint32 n;           /* one a current row of the entity table, in frame order */
    TimePoint *seed_time;  /* TIME_MISSING where untimed or missing */
    TimePoint *known_at;   /* when the label is known; TIME_MISSING: not yet, or unknown */
    double *label;         /* 1 event, 0 none, or the number; NaN not known. Of classes the place in
                              `classes` once it is split, of a ranking how many are in the list, of a
                              forecast the first number that is known */
    GPtrArray *classes;    /* char*: values to tell apart, the most frequent in training first; NULL
                              before the split, and of other kinds */
    gboolean others;       /* the last class stands for all values seen seldom or never in training */
    const FrameColumn *values; /* whose codes or numbers the labels are before they are split; its frame
                              is `values_frame` */
    Frame *values_frame;   /* a reference; NULL: none */
    guint32 *list_start;   /* of a ranking: n + 1 places in list */
    gint32 *list;          /* codes of items, each once, in order of their first row */
    KeyCodes *items;       /* what the codes of the column in `values` are; NULL: no ranking */
    double *steps;         /* of a forecast: n × spec.count numbers, NaN where nothing is known */
    guint8 *state;         /* LabelState */
    guint8 *left_out;      /* LeftOut */
    guint8 *between;       /* n: 1 at moments between those that spec.every says, from which training
                              alone learns, where the label was known before what stops and judges it
                              begins; NULL: there are none */
    guint8 *part;          /* SplitPart, all SPLIT_NONE until task_split */
    guint8 *given;         /* SplitPart as the table of labels has it; NULL: by time */
    LabelsGiven labels;    /* of a table of labels; else all 0 */
    guint32 *copies;       /* n: the first row of those that copy each other, most often itself; NULL
                              until task_find_copies, and where nobody asked to keep them apart */
    guint32 *order;        /* usable rows by (seed time, row): n_usable */
    guint32 n_usable;
    GPtrArray *defining;   /* char*: columns that define the target, or tell it: never features */
    GPtrArray *defining_item;   /* char*, one each: the item of a list column (a tag) that does, NULL:
                                   the whole column */
    GPtrArray *defining_reason; /* char*, one each: "the target", "filled in just those tickets …" */
    gint64 positives, negatives, open, unusable;
    gint64 left[LEFT_REASONS]; /* of the unusable: why */
    TimePoint as_of;       /* labels known after it are open */
    gboolean known_guessed; /* no known-at and no horizon given */
    gboolean frozen;        /* the regime: see task_cuts */
    gint64 cut_before;      /* where frozen: µs by which the past ends sooner than its part begins */
    gboolean stale;         /* loaded, and its rows changed since it was frozen: split anew */
    char *fingerprint;
    gint references;
} Task;
Task *task_ref(Task *task);
void task_unref(Task *task);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Task, task_unref)

/* Entities and moments named by a table: each of its rows names a row of the entity's table, over a
 * link or by a column called as its key, and holds a moment in its time column. Rows that name
 * nobody who is there, or no moment, are kept apart. ERROR_USAGE where a column is missing. */
typedef struct {
    Frame *frame;    /* of the table that asks: a reference */
    const FrameColumn *key, *time; /* of it: who, and when */
    guint32 n;
    guint32 *entity; /* n: row of the entity's frame */
    guint32 *from;   /* n: row of the table that asks */
    TimePoint *seed; /* n */
    guint32 unknown;
    guint32 *unknown_from; /* unknown: rows that name nobody, or no moment (its time is missing) */
} AskedMoments;
AskedMoments *asked_moments_new(FrameStore *frames, sqlite3 *database, const Frame *entity, const char *table,
                 GError **error);
void asked_moments_free(AskedMoments *asked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AskedMoments, asked_moments_free)

/* Why rows of the entity's table can't be asked about at these moments, a clause each: "not there yet:
 * created_at is 3 Mar 2025", "it had happened already: churned_at is 3 Mar 2025", "WHERE doesn't hold
 * for it"; NULL where they can. `frame`: n rows of it, in the layout of the task's. n texts, freed with the
 * array; NULL on error. */
GPtrArray *task_why_not(const Task *task, FrameStore *frames, sqlite3 *database, Frame *frame,
                        const TimePoint *seeds, GError **error);

/* Fewest positives a target may have; below, task_new refuses with ERROR_INPUT and the counts. */
#define TASK_MIN_POSITIVES 30

/* Computes seeds, labels and states over the entity's frame. Unknown columns and values are
 * ERROR_USAGE with the nearest names; one class, or too few positives, ERROR_INPUT. */
Task *task_new(FrameStore *frames, sqlite3 *database, const TaskSpec *spec, GError **error);
/* The most different values that a task of classes tells apart; the rest are one class. */
#define TASK_MOST_CLASSES 50
/* Of a target that looks ahead: the number in the window that began `back` windows before the (first)
 * one that is asked about, so 1 ends at the seed; a row of the task, NaN where nothing is known. The
 * caller frees. ERROR_USAGE: it looks into no window. */
double *task_window_before(const Task *task, FrameStore *frames, sqlite3 *database, guint back,
                           GError **error);
/* Whether a feature's expression reads the outcomes of others, which are numbers of no order for
 * classes and rankings. */
gboolean task_reads_outcomes(const PqlNode *node);
/* What an item of a ranking's lists is called; the caller frees. */
char *task_item_words(const Task *task, gint32 item);
/* Warnings about how the query's words are read: ordered comparisons of categories without a declared
 * order, and conditions of the entity inside the target. char*, the caller's. */
GPtrArray *task_warnings(const Task *task);
/* The same for looking alone: names, seeds, labels, states and counts, whatever their number; no
 * columns that tell it, no SQL, nothing to freeze. */
Task *task_sketch(FrameStore *frames, sqlite3 *database, const TaskSpec *spec, GError **error);
/* Whether a column (item NULL), or one item of a list column, defines the target or tells it. A list
 * of which any item does is no feature as a whole. */
gboolean task_defines(const Task *task, const char *column, const char *item);
/* Looks for rows that copy others, where the task keeps them apart: before task_split. ERROR_CANCELLED. */
gboolean task_find_copies(Task *task, sqlite3 *database, Progress *progress, GError **error);
/* Assigns parts: by time 70 (its newest tenth is stop), 15, 15 with embargo as DESIGN.md 2 says;
 * without time stratified by label, random by the seed; then takes out what is to be kept apart. Also
 * the hash of the assignment. */
typedef struct {
    gboolean timed;
    guint64 seed;
    guint32 rows[SPLIT_PARTS], positives[SPLIT_PARTS];
    TimePoint from[SPLIT_PARTS], to[SPLIT_PARTS]; /* with the rows that were taken out of it */
    guint32 by_customer[SPLIT_PARTS]; /* of the rows of an apart part: for their customer; the others
                                         for what they copy */
    char hash[65];
    guint32 embargo_train, embargo_validation; /* dropped before validation, and before test */
    double embargo_rate; /* event rate among the dropped; NaN: none */
    double months[SPLIT_PARTS]; /* calendar span, for scaling money to a month; NaN untimed */
    double working_days[SPLIT_PARTS]; /* months × 21; NaN untimed */
} SplitSummary;
gboolean task_split(Task *task, SplitSummary *summary, GError **error);
void task_split_summary(const Task *task, SplitSummary *summary); /* of the split it has */
/* Months of the year in which training (with what stops it) and the sealed test lie, by seed in the
 * desk's zone: bit 0 is January. A month counts from one in a hundred of the part's rows. Seeds are
 * no secret of the test, its labels are. */
typedef struct {
    guint train, test;     /* masks of months; 0: no rows, or no time */
    gint64 tested, unseen; /* test rows; of them in months that training lacks */
    gboolean apart;        /* a quarter of the test lies in those */
    gboolean no_holidays;  /* training has November or December, the test neither */
} TaskSeasons;
void task_seasons(const Task *task, TaskSeasons *seasons);
/* "April to June", "January to March, October"; the caller frees. */
char *season_words(guint months);
/* What is to be known of them before the test is believed, a sentence without its full stop; NULL:
 * nothing. The caller frees. */
char *seasons_trouble(const TaskSeasons *seasons);
/* By row whether its customer has rows that were trained on, of rows that judge alone: task->n, the
 * caller's. `customers` (may be NULL): how many those are, by part. */
guint8 *task_shared_customers(const Task *task, guint32 customers[SPLIT_PARTS]);
/* Rows behind a reference of the task's reports: "task=3;state=positive" (negative, known: either, open, unusable),
 * "task=3;left=born" (no-time, future, unlabelled, without, history, filtered), "task=3;part=validation",
 * "task=3;month=2024-05" (by seed, in the desk's zone), "task=3;shared=customer" (judging, of
 * customers that were trained on), "task=3;part=apart-test;why=customer" (or
 * copy), "task=3;side=train" (with what stops boosting), or several of
 * them together. Appends guint32 entity rows in frame order; *title becomes "916 tickets, validation",
 * the caller's. ERROR_USAGE for what isn't one. The id is not looked at. */
gboolean task_rows(const Task *task, const char *reference, GArray *rows, char **title,
                   GError **error);
/* ---- regimes ------------------------------------------------------------------------------- */

/* What the rows that judge a model may see. Seed time: each all that was known before it. Frozen: no
 * fact known at or after the moment their part of the split begins, as if nobody had read the data
 * since; windows then end there. What is learned from is the same in both. A setting of the
 * workspace; tasks take it over when they are made (Task.frozen), and figures of the two are never
 * compared. */
gboolean regime_frozen(sqlite3 *database);
const char *regime_word(gboolean frozen); /* "frozen", "seed time" */
/* From when on facts are unseen, a part: G_MAXINT64 where each row's own seed decides; else where the
 * part begins, Task.cut_before sooner. */
void task_cuts(const Task *task, TimePoint cut[SPLIT_PARTS]);

/* Writes name, version, specification, SQL and split to the workspace; gives the task its id. An
 * unchanged specification of that name over the same rows keeps its id and version. */
gboolean task_freeze(Task *task, sqlite3 *database, gint64 reserved_id, GError **error);
Task *task_load(FrameStore *frames, sqlite3 *database, gint64 id, GError **error);
Report *task_report(const Task *task); /* pane 2 and `target` */

/* ---- what could be predicted --------------------------------------------------------------- */

/* Pane 2 before a target is frozen, and `targets`: the outcomes that the main table can show, found
 * by headings, roles and values, each counted as it would be frozen, with the command that freezes
 * it, its months and its split; those it can't show with the remedy; single values and tags to
 * combine; targets frozen before. The report "offers". */
Report *target_offers(FrameStore *frames, sqlite3 *database, Progress *progress, GError **error);
/* The date at which a table's rows were solved, else closed; NULL: none. What late is told by. */
const ColumnInfo *table_solved(const TableInfo *table);
/* Conditions on a column as PQL: "`Group` IN ('Engineering', 'R&D')" over values (char*), and
 * "`Group` IS NOT NULL" of the format "IS NOT NULL". The caller frees. */
char *rule_values(const FrameColumn *column, GPtrArray *values);
char *rule_format(const char *format, const FrameColumn *column, ...) G_GNUC_PRINTF(1, 3);
/* How the parts of a rule overlap: of its OR, and of what an AND NOT takes away. The report
 * "overlap"; NULL with ERROR_USAGE for what can't be read. `entity` NULL: the main table. */
Report *target_overlap(FrameStore *frames, sqlite3 *database, const char *entity, const char *rule,
                       GError **error);

/* ---- outcomes as a virtual table ---------------------------------------------------------- */

/* `outcomes(keys, seed, label, known_at)`: rows of the task whose label is known at some time, sorted
 * by known_at. Strictly before a seed: known_at < t. */
typedef struct {
    guint32 n;
    guint32 *entity_row;
    TimePoint *known_at;
    double *label;
} Outcomes;
Outcomes *outcomes_new(const Task *task);
void outcomes_free(Outcomes *outcomes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outcomes, outcomes_free)
G_END_DECLS
