/* Aggregates at seed times: COUNT(tickets.*, 0, 30, days) > 5. The kernel only looks back, and a
 * window ahead is one that looks back from its own end: (t + a, t + b] is what is known strictly
 * before t + b + 1 and not before t + a + 1. */
#include "task/linked.h"

#include <math.h>
#include <string.h>

/* ---- what a tree asks for ------------------------------------------------------------------- */

gboolean
ahead_needed(const PqlNode *node)
{
    if (node->type == PQL_AGGREGATE)
        return TRUE;
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        if (ahead_needed(node->arguments->pdata[i]))
            return TRUE;
    return FALSE;
}

gint64
ahead_horizon(const PqlNode *node)
{
    gint64 longest = 0, start, end;
    if (node->type == PQL_AGGREGATE && node->windowed) {
        pql_window_span(&node->window, &start, &end);
        longest = MAX(longest, end);
    }
    for (guint i = 0; node->arguments && i < node->arguments->len; i++) {
        gint64 within = ahead_horizon(node->arguments->pdata[i]); /* MAX would ask twice */
        longest = MAX(longest, within);
    }
    return longest;
}

static gboolean
check_aggregate(const PqlNode *node, gboolean target, gboolean ranked, GError **error)
{
    gint64 start, end;
    switch (node->aggregate) {
    case PQL_SINCE_LAST:
    case PQL_RATE:
    case PQL_LIFT:
    case PQL_STD:
    case PQL_MODE:
    case PQL_SINCE_FIRST:
    case PQL_SHARE:
    case PQL_GAP:
    case PQL_GAP_STD:
    case PQL_LAG:
    case PQL_EWM:
    case PQL_TREND:
        pql_refuse(node, pql_aggregate_name(node->aggregate),
                   "ask by COUNT, EXISTS, SUM, AVG, MIN, MAX, FIRST, LAST, COUNT_DISTINCT or BOOL",
                   error);
        return FALSE;
    default:
        break;
    }
    if (node->aggregate == PQL_LIST_DISTINCT && !ranked) {
        pql_refuse(node, "a list as a part of something else",
                   "predict it by itself: LIST_DISTINCT(table.column, 0, 30, days) RANK TOP 3",
                   error);
        return FALSE;
    }
    if (node->within) {
        pql_refuse(node->within, "a target against siblings", "leave WITHIN to features", error);
        return FALSE;
    }
    if (node->same) {
        pql_refuse(node->same, "a target by two keys", "leave SAME to features", error);
        return FALSE;
    }
    if (!node->windowed) {
        if (target)
            pql_refuse(node, "a target without a window",
                       "say how far ahead it looks, as in COUNT(tickets.*, 0, 30, days)", error);
        return !target;
    }
    pql_window_span(&node->window, &start, &end);
    if (target == (start >= 0))
        return TRUE;
    pql_refuse(node, target ? "a target that looks back" : "a filter that looks ahead",
               target ? "a target looks ahead, as in 0, 30, days"
                      : "who is asked about is chosen by what was known, as in -90, 0, days",
               error);
    return FALSE;
}

static gboolean
check_inner(const PqlNode *node, gboolean target, GError **error)
{
    if (node->type == PQL_AGGREGATE)
        return check_aggregate(node, target, FALSE, error);
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        if (!check_inner(node->arguments->pdata[i], target, error))
            return FALSE;
    return TRUE;
}

gboolean
ahead_check(const PqlNode *node, gboolean target, GError **error)
{
    return node->type == PQL_AGGREGATE ? check_aggregate(node, target, target, error)
                                       : check_inner(node, target, error);
}

/* ---- aggregates --------------------------------------------------------------------------------
 */

static KernelKind
kernel_of(PqlAggregate aggregate)
{
    switch (aggregate) {
    case PQL_SUM:
        return KERNEL_SUM;
    case PQL_AVG:
        return KERNEL_RATE;
    case PQL_MIN:
        return KERNEL_MIN;
    case PQL_MAX:
        return KERNEL_MAX;
    case PQL_FIRST:
        return KERNEL_FIRST;
    case PQL_LAST:
        return KERNEL_LAST;
    case PQL_COUNT_DISTINCT:
        return KERNEL_DISTINCT;
    default:
        return KERNEL_COUNT;
    }
}

static double *
read_values(const LinkedReader *reader, const PqlNode *node, Linked *linked, GError **error)
{
    gint64 start, end;
    if (!linked_load(reader, node, linked, error))
        return NULL;
    g_autofree TimePoint *seeds = linked_seeds(reader->task, node, &start, &end);
    double *values = g_new(double, (gsize)reader->task->n + 1);
    facts_aggregate(kernel_of(node->aggregate), linked->runs,
                    linked_counts_rows(node) ? NULL
                                             : fact_runs_values(linked->runs, linked->column),
                    linked->key, seeds, reader->task->n, start, end, 0, values);
    return values;
}

double *
ahead_values(const Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *aggregate,
             GError **error)
{
    LinkedReader reader = {task, frames, database};
    g_auto(Linked) linked = {0};
    return read_values(&reader, aggregate, &linked, error);
}

/* ---- comparisons -------------------------------------------------------------------------------
 */

/* The number that stands for a constant among the values of an aggregate. */
static gboolean
constant_value(const PqlNode *node, const PqlNode *constant, const FrameColumn *column,
               double *value, GError **error)
{
    gboolean codes = column && column->dictionary && column->kind != KIND_BOOLEAN &&
                     (node->aggregate == PQL_FIRST || node->aggregate == PQL_LAST);
    if (codes && constant->text) {
        gint32 code = dictionary_code(column->dictionary, constant->text);
        *value = code;
        if (code >= 0)
            return TRUE;
        g_autofree char *what = g_strdup_printf("\"%s\", which no row of %s holds,", constant->text,
                                                column->info->name);
        pql_refuse(constant, what, "write a value as it stands there", error);
        return FALSE;
    }
    *value = constant->number;
    if (!codes && (constant->constant == PQL_NUMBER || constant->constant == PQL_BOOLEAN))
        return TRUE;
    pql_refuse(constant, "a constant of another kind than what it is compared with",
               codes ? "compare with one of its values" : "compare with a number", error);
    return FALSE;
}

static TestResult
compare_value(PqlOperator op, double value, const double *constants, guint n)
{
    gboolean any = FALSE;
    if (isnan(value))
        return TEST_UNKNOWN;
    for (guint i = 0; i < n; i++)
        any = any || value == constants[i];
    switch (op) {
    case PQL_EQ:
    case PQL_IN:
    case PQL_IS:
        return any ? TEST_TRUE : TEST_FALSE;
    case PQL_NE:
    case PQL_NOT_IN:
    case PQL_IS_NOT:
        return any ? TEST_FALSE : TEST_TRUE;
    case PQL_LT:
        return value < constants[0] ? TEST_TRUE : TEST_FALSE;
    case PQL_LE:
        return value <= constants[0] ? TEST_TRUE : TEST_FALSE;
    case PQL_GT:
        return value > constants[0] ? TEST_TRUE : TEST_FALSE;
    case PQL_GE:
        return value >= constants[0] ? TEST_TRUE : TEST_FALSE;
    default:
        return TEST_UNKNOWN;
    }
}

static guint8 *
test_compare(const LinkedReader *reader, const PqlNode *compare, GError **error)
{
    const PqlNode *left = compare->arguments->pdata[0], *right = compare->arguments->pdata[1];
    gboolean list = right->type == PQL_LIST;
    guint n_constants = list ? right->arguments->len : 1;
    g_auto(Linked) linked = {0};
    g_autofree double *values = NULL, *constants = g_new(double, n_constants);
    if (compare->op >= PQL_LIKE) {
        pql_refuse(compare, "a pattern of an aggregate", "compare it by =, <, > or IN", error);
        return NULL;
    }
    if (right->type == PQL_CONSTANT && right->constant == PQL_NULL) {
        pql_refuse(right, "an aggregate compared with NULL",
                   "ask whether rows EXISTS, or compare with a number", error);
        return NULL;
    }
    if (!(values = read_values(reader, left, &linked, error)))
        return NULL;
    for (guint i = 0; i < n_constants; i++)
        if (!constant_value(left, list ? right->arguments->pdata[i] : right, linked.column,
                            &constants[i], error))
            return NULL;
    guint8 *results = g_new(guint8, (gsize)reader->task->n + 1);
    for (guint32 row = 0; row < reader->task->n; row++)
        results[row] = (guint8)compare_value(compare->op, values[row], constants, n_constants);
    return results;
}

/* EXISTS by itself; BOOL of a date: it lies in the window. */
static guint8 *
test_exists(const LinkedReader *reader, const PqlNode *node, GError **error)
{
    g_auto(Linked) linked = {0};
    g_autofree double *values = read_values(reader, node, &linked, error);
    if (!values)
        return NULL;
    guint8 *results = g_new(guint8, (gsize)reader->task->n + 1);
    for (guint32 row = 0; row < reader->task->n; row++)
        results[row] = isnan(values[row]) ? TEST_UNKNOWN : values[row] > 0 ? TEST_TRUE : TEST_FALSE;
    return results;
}

static guint8 *
test_dated(const LinkedReader *reader, const PqlNode *node, GError **error)
{
    const Task *task = reader->task;
    const PqlNode *argument = node->arguments->pdata[0];
    const FrameColumn *column = row_column(argument, task->frame, error);
    gint64 start, end;
    if (!column)
        return NULL;
    if (column->kind != KIND_DATE)
        pql_refuse(argument, "BOOL of a column that is no date",
                   "name the date at which it happened", error);
    else if (!node->windowed)
        pql_refuse(node, "BOOL without a window", "write BOOL(table.date, 0, 30, days)", error);
    if (column->kind != KIND_DATE || !node->windowed)
        return NULL;
    pql_window_span(&node->window, &start, &end);
    guint8 *results = g_new(guint8, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++) {
        TimePoint seed = task->seed_time[row], time = frame_time_known(task->frame, column, row);
        gboolean ahead = start >= 0;
        if (seed == TIME_MISSING || (ahead && time != TIME_MISSING && time <= seed))
            results[row] = TEST_UNKNOWN; /* it has happened: the question is no question */
        else
            results[row] =
                time != TIME_MISSING && (ahead ? time > seed + start && time <= seed + end
                                               : time >= seed + start && time < seed + end);
    }
    return results;
}

/* ---- the tree -------------------------------------------------------------------------------- */

static guint8 *test_node(const LinkedReader *reader, const PqlNode *node, GError **error);

static TestResult
join(PqlNodeType type, TestResult a, TestResult b)
{
    TestResult decisive = type == PQL_AND ? TEST_FALSE : TEST_TRUE;
    if (a == decisive || b == decisive)
        return decisive;
    return a == TEST_UNKNOWN || b == TEST_UNKNOWN ? TEST_UNKNOWN : a;
}

static guint8 *
test_join(const LinkedReader *reader, const PqlNode *node, GError **error)
{
    g_autofree guint8 *all = test_node(reader, node->arguments->pdata[0], error);
    for (guint i = 1; all && i < node->arguments->len; i++) {
        g_autofree guint8 *one = test_node(reader, node->arguments->pdata[i], error);
        if (!one)
            return NULL;
        for (guint32 row = 0; row < reader->task->n; row++)
            all[row] = (guint8)join(node->type, all[row], one[row]);
    }
    for (guint32 row = 0; all && node->type == PQL_NOT && row < reader->task->n; row++)
        all[row] = all[row] == TEST_UNKNOWN ? TEST_UNKNOWN
                   : all[row] == TEST_TRUE  ? TEST_FALSE
                                            : TEST_TRUE;
    return g_steal_pointer(&all);
}

static guint8 *
test_rows(const LinkedReader *reader, const PqlNode *node, GError **error)
{
    g_autoptr(RowTest) test = row_test_new(node, reader->task->frame, reader->database, error);
    if (!test)
        return NULL;
    guint8 *results = g_new(guint8, (gsize)reader->task->n + 1);
    for (guint32 row = 0; row < reader->task->n; row++)
        results[row] = (guint8)row_test_result(test, row);
    return results;
}

static guint8 *
test_node(const LinkedReader *reader, const PqlNode *node, GError **error)
{
    if (node->type == PQL_AND || node->type == PQL_OR || node->type == PQL_NOT)
        return test_join(reader, node, error);
    if (node->type == PQL_AGGREGATE)
        return node->aggregate == PQL_BOOL ? test_dated(reader, node, error)
                                           : test_exists(reader, node, error);
    return ahead_needed(node) ? test_compare(reader, node, error) : test_rows(reader, node, error);
}

guint8 *
ahead_test(const Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *condition,
           GError **error)
{
    LinkedReader reader = {task, frames, database};
    return test_node(&reader, condition, error);
}
