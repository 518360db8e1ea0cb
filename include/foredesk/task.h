/* task: what is predicted is always a table of (entity, seed time, label). Targets from a column,
 * a comparison or an event; when labels are known; splits in time; outcomes as a virtual table; the
 * evaluation of PQL conditions on rows. Relies on frame and pql. */
#pragma once

#include <foredesk/frame.h>
#include <foredesk/pql.h>

G_BEGIN_DECLS

typedef enum { LABEL_KNOWN, LABEL_OPEN, LABEL_UNUSABLE } LabelState; /* unusable: no seed time */

/* Parts of a split. The stop part is training data that stops boosting. */
typedef enum {
    SPLIT_NONE,       /* label not known, or unusable: never learned from, never judged on */
    SPLIT_TRAIN,
    SPLIT_STOP,
    SPLIT_VALIDATION,
    SPLIT_TEST,
    SPLIT_EMBARGO,    /* label not yet known when validation starts: dropped, counted */
    SPLIT_PARTS
} SplitPart;
const char *split_name(SplitPart part); /* "train", "stop", "validation", "test", "embargo" */
gboolean split_from_name(const char *name, SplitPart *part, GError **error);

/* What the user declares. All texts owned. */
typedef struct {
    char *name;        /* NULL: made from the target, "escalated_to_eng is yes" */
    char *entity;      /* table; NULL: the main table */
    char *column;      /* with `positive`: the event is column = positive … */
    char *positive;
    char *rule;        /* … or a PQL condition over the entity's own columns */
    char *time;        /* seed time column; NULL: the created role; "none": no time */
    char *known_at;    /* date column whose filling makes the label known */
    gint64 horizon;    /* µs from seed to when the label is known; 0: none */
    guint64 seed;      /* of the split; 0: derived from the specification's hash */
} TaskSpec;
void task_spec_init(TaskSpec *spec);
void task_spec_clear(TaskSpec *spec);

typedef struct Task {
    gint64 id;           /* 0 until task_freeze */
    char *name;
    int version;         /* of this name */
    TaskSpec spec;       /* resolved: every name spelled out */
    char *pql;           /* the target as a canonical PQL condition */
    char *sql;           /* the label as SQL over the raw table, for reading */
    char *event_words;   /* "escalated_to_eng is yes" for sentences */
    Frame *frame;        /* the entity's table: a reference */
    const FrameColumn *time_column; /* NULL: no time */
    const FrameColumn *customer;    /* clusters intervals; NULL: none */
    guint32 n;           /* one a current row of the entity table, in frame order */
    TimePoint *seed_time;  /* TIME_MISSING where untimed or missing */
    TimePoint *known_at;   /* when the label is known; TIME_MISSING: not yet, or unknown */
    double *label;         /* 1 event, 0 none, NaN not known */
    guint8 *state;         /* LabelState */
    guint8 *part;          /* SplitPart, all SPLIT_NONE until task_split */
    guint32 *order;        /* usable rows by (seed time, row): n_usable */
    guint32 n_usable;
    GPtrArray *defining;   /* char*: columns that define the target: never features */
    gint64 positives, negatives, open, unusable;
    TimePoint as_of;       /* labels known after it are open */
    gboolean known_guessed; /* no known-at and no horizon given: latest date in the row is used */
    char *fingerprint;
    gint references;
} Task;
Task *task_ref(Task *task);
void task_unref(Task *task);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Task, task_unref)

/* Fewest positives a target may have; below, task_new refuses with ERROR_INPUT and the counts. */
#define TASK_MIN_POSITIVES 30

/* Computes seeds, labels and states over the entity's frame. Unknown columns and values are
 * ERROR_USAGE with the nearest names; one class, or too few positives, ERROR_INPUT. */
Task *task_new(FrameStore *frames, sqlite3 *database, const TaskSpec *spec, GError **error);
/* Assigns parts: by time 70 (its newest tenth is stop), 15, 15 with embargo as DESIGN.md 2 says;
 * without time stratified by label, random by the seed. Also the hash of the assignment. */
typedef struct {
    gboolean timed;
    guint64 seed;
    guint32 rows[SPLIT_PARTS], positives[SPLIT_PARTS];
    TimePoint from[SPLIT_PARTS], to[SPLIT_PARTS];
    char hash[65];
    double embargo_rate; /* event rate among the dropped */
    double months[SPLIT_PARTS]; /* calendar span, for scaling money to a month; NaN untimed */
    double working_days[SPLIT_PARTS]; /* months × 21; NaN untimed */
} SplitSummary;
gboolean task_split(Task *task, SplitSummary *summary, GError **error);
void task_split_summary(const Task *task, SplitSummary *summary); /* of the split it has */
/* Writes name, version, specification, SQL and split to the workspace; gives the task its id. An
 * unchanged specification of that name keeps its version. */
gboolean task_freeze(Task *task, sqlite3 *database, gint64 reserved_id, GError **error);
Task *task_load(FrameStore *frames, sqlite3 *database, gint64 id, GError **error);
Report *task_report(const Task *task); /* pane 2 and `target` */

/* ---- conditions and values on rows ------------------------------------------------------------ */

/* A PQL condition or column bound to a frame, ready to be evaluated row by row. Names without a
 * table are the frame's own. Booleans compare with yes/no/true/false/1/0; categories with a declared
 * order compare by it, others by text; NULL only by IS. */
typedef struct RowTest RowTest;
RowTest *row_test_new(const PqlNode *condition, const Frame *frame, GError **error);
void row_test_free(RowTest *test);
gboolean row_test(const RowTest *test, guint32 row); /* missing compares as FALSE */

/* ---- outcomes as a virtual table --------------------------------------------------------------- */

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

G_END_DECLS
