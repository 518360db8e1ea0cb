/* A feature's expression bound to tables and columns: what computing and describing need to know.
 * Private to features. */
#pragma once

#include <foredesk/task.h>

#include <foredesk/features.h>

typedef enum {
    PLAN_COLUMN,    /* a value of the entity's row, or of the row that it names */
    PLAN_TEST,      /* whether a condition holds on the entity's row: 1 or 0 */
    PLAN_CALENDAR,  /* HOUR … WEEKEND of a date */
    PLAN_AGE,       /* days from a date to the seed time */
    PLAN_TEXT,      /* WORDS … KEYWORDS */
    PLAN_AGGREGATE, /* over rows before the seed time */
    PLAN_COMBINED,  /* IF, or a condition on other features; its parts are bound by themselves */
} PlanKind;

#define PLAN_HOPS 8
/* One step of a path: the row of `table` whose `key` has the value so far, and its column `next`.
 */
typedef struct {
    const TableInfo *table;
    const ColumnInfo *key, *next;
} PathHop;

/* All borrowed: from the task's catalogue and from the expression. */
typedef struct {
    PlanKind kind;
    const TableInfo *source; /* whose rows are read */
    gboolean outcomes;       /* the virtual table; source is then the entity's */
    gboolean linked;         /* source rows belong to the entity by `pair`; else its own row */
    KeyPair pair;
    const ColumnInfo *column; /* NULL for table.*, tests and columns that only outcomes has */
    PqlFunction function;
    PqlAggregate aggregate;
    gint64 start, end;        /* µs from the seed, end ≤ 0; start G_MININT64: all history */
    const PqlNode *filter;    /* or NULL */
    const PqlNode *condition; /* SHARE: what is counted among the rows; else NULL */
    gboolean labels;          /* it reads outcomes.label, which has no column */
    const ColumnInfo *within; /* values count against rows that share this column; or NULL */
    KeyPair same;             /* rows that say the same in this column too; entity NULL: none */
    double by;                /* of LAG, EWM, TREND, TOPIC */
    PathHop up[PLAN_HOPS];    /* from pair.entity to the key, through other tables */
    PathHop down[PLAN_HOPS];  /* from pair.source to it */
    guint n_up, n_down;
    const ColumnInfo
        *looked_up;         /* VIA LAST(…): the key is its newest value; NULL: `pair` says it */
    const PqlNode *look_up; /* that aggregate */
    gboolean whole;         /* VIA ALL: every row belongs, and pair is empty */
} FeaturePlan;

/* Binds an expression. ERROR_USAGE names the place, what is wrong and what to do. */
gboolean feature_plan(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error);
/* The aggregate of VIA LAST(…), whose value is a key. */
gboolean plan_look_up(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error);
/* Whether the aggregate reads a value of each row; else rows alone count. */
gboolean plan_reads_values(const FeaturePlan *plan);
/* Whether the value is a number; else a category. */
gboolean plan_numeric(const FeaturePlan *plan);
/* The entity's table. */
const TableInfo *task_entity(const Task *task);

/* Evidence and its reason of a bound feature, and whether that lets it be on. */
void feature_judge(Feature *feature, const FeaturePlan *plan, const Task *task);
/* All of that, and name, sentence, group and kind. */
void feature_describe(Feature *feature, const FeaturePlan *plan, const Task *task);
