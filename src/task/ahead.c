/* Aggregates at seed times: COUNT(tickets.*, 0, 30, days) > 5. The kernel only looks back, and a
 * window ahead is one that looks back from its own end: (t + a, t + b] is what is known strictly
 * before t + b + 1 and not before t + a + 1. */
#include "task/ahead.h"

#include <math.h>
#include <string.h>

typedef struct {
    const Task *task;
    FrameStore *frames;
    sqlite3 *database;
} Reader;

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
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        longest = MAX(longest, ahead_horizon(node->arguments->pdata[i]));
    return longest;
}

static gboolean
check_aggregate(const PqlNode *node, gboolean target, GError **error)
{
    gint64 start, end;
    switch (node->aggregate) {
    case PQL_SINCE_LAST:
    case PQL_RATE:
    case PQL_LIFT:
    case PQL_LIST_DISTINCT:
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
    if (node->within) {
        pql_refuse(node->within, "a target against siblings", "leave WITHIN to features", error);
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

gboolean
ahead_check(const PqlNode *node, gboolean target, GError **error)
{
    if (node->type == PQL_AGGREGATE)
        return check_aggregate(node, target, error);
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        if (!ahead_check(node->arguments->pdata[i], target, error))
            return FALSE;
    return TRUE;
}

/* ---- linked rows -------------------------------------------------------------------------------
 */

/* The facts that one aggregate reads, and by which key of them each row of the task sees its own.
 */
typedef struct {
    Frame *frame;
    FactTable *facts;
    KeyCodes *ours, *theirs;
    RowTest *test;
    FactRuns *runs;
    const FrameColumn *column; /* that is aggregated; NULL: whole rows */
    gint32 *key;
} Linked;

static void
linked_clear(Linked *linked)
{
    if (linked->runs)
        fact_runs_free(linked->runs);
    row_test_free(linked->test);
    key_codes_free(linked->ours);
    key_codes_free(linked->theirs);
    fact_table_free(linked->facts);
    g_clear_pointer(&linked->frame, frame_unref);
    g_free(linked->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Linked, linked_clear)

static gboolean
counts_rows(const PqlNode *node)
{
    return node->aggregate == PQL_COUNT || node->aggregate == PQL_EXISTS;
}

static gboolean
check_column(const PqlNode *node, const FrameColumn *column, GError **error)
{
    gboolean any = node->aggregate == PQL_FIRST || node->aggregate == PQL_LAST ||
                   node->aggregate == PQL_COUNT_DISTINCT;
    ColumnKind kind = column->kind;
    gboolean number = kind == KIND_INTEGER || kind == KIND_DECIMAL || kind == KIND_BOOLEAN;
    if (number || counts_rows(node) || (any && column->code))
        return TRUE;
    g_autofree char *what =
        g_strdup_printf("%s of %s, which is %s", pql_aggregate_name(node->aggregate),
                        column->info->name, kind_name(kind));
    pql_refuse(node, what, any ? "take a number, category or key" : "take a number", error);
    return FALSE;
}

/* The table whose rows an aggregate reads: the one named, else the entity's own. */
static gboolean
load_source(const Reader *reader, const PqlNode *node, Linked *linked, GError **error)
{
    const PqlNode *argument = node->arguments->pdata[0];
    const Catalogue *catalogue = reader->task->frame->catalogue;
    const TableInfo *table = argument->table ? catalogue_table(catalogue, argument->table, error)
                                             : reader->task->frame->table;
    if (!table) {
        g_prefix_error(error, "at line %d, column %d: ", argument->line, argument->column);
        return FALSE;
    }
    if (!table->time && node->windowed) {
        g_autofree char *what = g_strdup_printf("a window over %s, which has no time", table->name);
        pql_refuse(node, what, "set the table's time column", error);
        return FALSE;
    }
    linked->frame = frame_store_get(reader->frames, reader->database, table, NULL, error);
    if (!linked->frame)
        return FALSE;
    if (g_str_equal(argument->name, "*"))
        return TRUE;
    linked->column = row_column(argument, linked->frame, error);
    return linked->column && check_column(node, linked->column, error);
}

static gboolean
match_keys(const Reader *reader, const PqlNode *node, Linked *linked, GError **error)
{
    const Task *task = reader->task;
    KeyPair pair;
    if (!path_choose(task->frame->catalogue, task->frame->table, linked->frame->table, FALSE,
                     node->via, &pair, error))
        return FALSE;
    linked->ours = key_codes_new(frame_column(task->frame, pair.entity->name));
    linked->theirs = key_codes_new(frame_column(linked->frame, pair.source->name));
    linked->key = g_new(gint32, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        linked->key[row] = key_codes_match(linked->theirs, linked->ours, linked->ours->code[row]);
    return TRUE;
}

static gboolean
linked_load(const Reader *reader, const PqlNode *node, Linked *linked, GError **error)
{
    if (!load_source(reader, node, linked, error) || !match_keys(reader, node, linked, error))
        return FALSE;
    if (node->filter &&
        !(linked->test = row_test_new(node->filter, linked->frame, reader->database, error)))
        return FALSE;
    linked->facts = fact_table_new(linked->frame);
    linked->runs = fact_runs_new(linked->facts, linked->theirs, linked->test,
                                 counts_rows(node) ? linked->column : NULL);
    return TRUE;
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

/* Seeds from which the kernel looks back over the window, and the window as it sees it. */
static TimePoint *
looking_back(const Task *task, const PqlNode *node, gint64 *start, gint64 *end)
{
    *start = G_MININT64;
    *end = 0;
    if (node->windowed)
        pql_window_span(&node->window, start, end);
    gint64 shift = *end > 0 ? *end + 1 : 0;
    TimePoint *seeds = g_new(TimePoint, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        seeds[row] =
            task->seed_time[row] == TIME_MISSING ? TIME_MISSING : task->seed_time[row] + shift;
    if (shift > 0) {
        *start -= *end;
        *end = 0;
    }
    return seeds;
}

static double *
read_values(const Reader *reader, const PqlNode *node, Linked *linked, GError **error)
{
    gint64 start, end;
    if (!linked_load(reader, node, linked, error))
        return NULL;
    g_autofree TimePoint *seeds = looking_back(reader->task, node, &start, &end);
    double *values = g_new(double, (gsize)reader->task->n + 1);
    facts_aggregate(kernel_of(node->aggregate), linked->runs,
                    counts_rows(node) ? NULL : fact_runs_values(linked->runs, linked->column),
                    linked->key, seeds, reader->task->n, start, end, 0, values);
    return values;
}

double *
ahead_values(const Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *aggregate,
             GError **error)
{
    Reader reader = {task, frames, database};
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
test_compare(const Reader *reader, const PqlNode *compare, GError **error)
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
test_exists(const Reader *reader, const PqlNode *node, GError **error)
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
test_dated(const Reader *reader, const PqlNode *node, GError **error)
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

static guint8 *test_node(const Reader *reader, const PqlNode *node, GError **error);

static TestResult
join(PqlNodeType type, TestResult a, TestResult b)
{
    TestResult decisive = type == PQL_AND ? TEST_FALSE : TEST_TRUE;
    if (a == decisive || b == decisive)
        return decisive;
    return a == TEST_UNKNOWN || b == TEST_UNKNOWN ? TEST_UNKNOWN : a;
}

static guint8 *
test_join(const Reader *reader, const PqlNode *node, GError **error)
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
test_rows(const Reader *reader, const PqlNode *node, GError **error)
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
test_node(const Reader *reader, const PqlNode *node, GError **error)
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
    Reader reader = {task, frames, database};
    return test_node(&reader, condition, error);
}
