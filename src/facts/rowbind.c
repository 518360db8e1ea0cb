/* Conditions bound to a frame: names become columns, constants become what the column's kind
 * compares with, and what can't be compared is refused with its place. */
#include "facts/rowtest.h"
#include <foredesk/facts.h>

static RowTest *bind_node(const PqlNode *node, const Frame *frame, sqlite3 *database,
                          GError **error);

const FrameColumn *
row_column(const PqlNode *column, const Frame *frame, GError **error)
{
    if (column->table && g_ascii_strcasecmp(column->table, frame->table->name) != 0) {
        g_autofree char *what = g_strdup_printf("%s.%s is no column of %s", column->table,
                                                column->name, frame->table->name);
        pql_refuse(column, what, "only the row's own columns can be compared here", error);
        return NULL;
    }
    const ColumnInfo *info = table_column(frame->table, column->name, error);
    if (!info)
        pql_place(column, error);
    return info ? frame_column_of(frame, info) : NULL;
}

/* IN is = of any, != is = turned round, and so on. */
static PqlOperator
plain_operator(PqlOperator op, gboolean *negated)
{
    *negated = op == PQL_NE || op == PQL_NOT_IN || op == PQL_IS_NOT || op == PQL_NOT_LIKE ||
               op == PQL_NOT_CONTAINS;
    switch (op) {
    case PQL_NE:
    case PQL_IN:
    case PQL_NOT_IN:
    case PQL_IS:
    case PQL_IS_NOT:
        return PQL_EQ;
    case PQL_NOT_LIKE:
        return PQL_LIKE;
    case PQL_NOT_CONTAINS:
        return PQL_CONTAINS;
    default:
        return op;
    }
}

static guint
count_constants(const PqlNode *right)
{
    return right->type == PQL_LIST ? right->arguments->len : 1;
}

static const PqlNode *
constant_at(const PqlNode *right, guint i)
{
    return right->type == PQL_LIST ? right->arguments->pdata[i] : right;
}

static gboolean
bind_numbers(RowTest *test, const PqlNode *right, const char *name, GError **error)
{
    if (test->op >= PQL_LIKE) {
        g_autofree char *what = g_strdup_printf("a text asked of %s, which holds numbers", name);
        return pql_refuse(right, what, "compare it by =, < or >", error);
    }
    test->n_values = count_constants(right);
    test->numbers = g_new0(double, test->n_values);
    for (guint i = 0; i < test->n_values; i++) {
        const PqlNode *constant = constant_at(right, i);
        test->numbers[i] = constant->number;
        if (constant->constant == PQL_NUMBER || constant->constant == PQL_BOOLEAN)
            continue;
        if (constant->constant == PQL_TEXT &&
            number_parse_decimal(constant->text, -1, &test->numbers[i]))
            continue;
        g_autofree char *what =
            g_strdup_printf("\"%s\" compared with %s, which holds numbers", constant->text, name);
        return pql_refuse(constant, what, "write a number, as in hours > 72", error);
    }
    return TRUE;
}

static gboolean
bind_span(const RowTest *test, const PqlNode *constant, RowSpan *span, GError **error)
{
    const ColumnInfo *info = test->column->info;
    GTimeZone *zone = test->frame->zone;
    TimePrecision precision = PRECISION_DAY;
    gboolean read =
        (constant->constant == PQL_TEXT || constant->constant == PQL_DATE) &&
        (date_parse(constant->text, -1, DATE_ISO, zone, &span->low, &precision) ||
         (info->date_order != DATE_UNKNOWN &&
          date_parse(constant->text, -1, info->date_order, zone, &span->low, &precision)));
    if (!read) {
        g_autofree char *what = g_strdup_printf("%s holds dates", info->name);
        return pql_refuse(constant, what, "compare it with a date, as in >= 2025-07-14", error);
    }
    span->high = precision == PRECISION_DAY      ? day_end(span->low, zone)
                 : precision == PRECISION_MINUTE ? span->low + TIME_MINUTE
                 : precision == PRECISION_SECOND ? span->low + TIME_SECOND
                                                 : span->low + 1;
    return TRUE;
}

static gboolean
bind_times(RowTest *test, const PqlNode *right, GError **error)
{
    if (test->op >= PQL_LIKE)
        return pql_refuse(right, "a text asked of a date",
                          "compare it by =, < or >, as in >= 2025-07-14", error);
    test->n_values = count_constants(right);
    test->spans = g_new0(RowSpan, test->n_values);
    for (guint i = 0; i < test->n_values; i++)
        if (!bind_span(test, constant_at(right, i), &test->spans[i], error))
            return FALSE;
    return TRUE;
}

/* A boolean column: truth[no], truth[yes]. */
static gboolean
bind_boolean(RowTest *test, const PqlNode *right, GError **error)
{
    if (test->op != PQL_EQ)
        return pql_refuse(right, "a yes-or-no column compared by order or pattern",
                          "compare it by =, as in escalated = TRUE", error);
    test->n_truths = 2;
    test->truth = g_new0(guint8, 2);
    for (guint i = 0; i < count_constants(right); i++) {
        const PqlNode *constant = constant_at(right, i);
        int wanted = constant->constant == PQL_TEXT   ? text_boolean(constant->text)
                     : constant->constant == PQL_DATE ? -1
                     : constant->number == 1          ? 1
                     : constant->number == 0          ? 0
                                                      : -1;
        if (wanted < 0) {
            g_autofree char *what = g_strdup_printf("%s is yes or no", test->column->info->name);
            return pql_refuse(constant, what, "compare it with TRUE or FALSE", error);
        }
        test->truth[wanted] = TEST_TRUE;
    }
    return TRUE;
}

static gboolean
bind_column(RowTest *test, const PqlNode *compare, sqlite3 *database, GError **error)
{
    const PqlNode *right = compare->arguments->pdata[1];
    switch (test->column->kind) {
    case KIND_INTEGER:
    case KIND_DECIMAL:
        test->kind = ROW_NUMBERS;
        return bind_numbers(test, right, test->column->info->name, error);
    case KIND_DATE:
        test->kind = ROW_TIMES;
        return bind_times(test, right, error);
    case KIND_BOOLEAN:
        test->kind = ROW_CODES;
        return bind_boolean(test, right, error);
    case KIND_CATEGORY:
    case KIND_KEY:
        test->kind = ROW_CODES;
        break;
    case KIND_LIST:
        if (test->op >= PQL_LT && test->op <= PQL_GE)
            return pql_refuse(compare, "a list compared by order",
                              "ask for an item, as in tags CONTAINS 'vip'", error);
        test->kind = ROW_ITEMS;
        test->op = test->op == PQL_CONTAINS ? PQL_EQ : test->op;
        break;
    case KIND_TEXT:
        test->kind = ROW_TRUTHS;
        break;
    case KIND_EMPTY:
        test->kind = ROW_NOTHING;
        return TRUE;
    }
    return row_bind_texts(test, compare, database, error);
}

static gboolean
bind_calendar(RowTest *test, const PqlNode *operand, const PqlNode *right, GError **error)
{
    test->kind = ROW_CALENDAR;
    test->function = operand->function;
    if (operand->function > PQL_WEEKEND) {
        g_autofree char *what =
            g_strdup_printf("%s in a condition", pql_function_name(operand->function));
        return pql_refuse(operand, what,
                          "conditions take columns and HOUR, WEEKDAY, MONTH, DAY_OF_YEAR, WEEKEND",
                          error);
    }
    if (test->column->kind != KIND_DATE) {
        g_autofree char *what =
            g_strdup_printf("%s of %s, which holds no dates", pql_function_name(operand->function),
                            test->column->info->name);
        return pql_refuse(operand, what, "take a date column", error);
    }
    if (right)
        return bind_numbers(test, right, pql_function_name(operand->function), error);
    test->n_values = 1;
    test->numbers = g_new(double, 1);
    test->numbers[0] = 1;
    return TRUE;
}

/* A comparison, or WEEKEND(…) by itself. */
static RowTest *
bind_compare(const PqlNode *node, const Frame *frame, sqlite3 *database, GError **error)
{
    gboolean alone = node->type != PQL_COMPARE;
    const PqlNode *operand = alone ? node : node->arguments->pdata[0];
    const PqlNode *right = alone ? NULL : node->arguments->pdata[1];
    if (operand->type == PQL_AGGREGATE) {
        g_autofree char *what =
            g_strdup_printf("%s looks at other rows", pql_aggregate_name(operand->aggregate));
        pql_refuse(operand, what, "only the row's own columns can be compared here", error);
        return NULL;
    }
    g_autoptr(RowTest) test = g_new0(RowTest, 1);
    test->frame = frame;
    test->column = row_column(
        operand->type == PQL_FUNCTION ? operand->arguments->pdata[0] : operand, frame, error);
    if (!test->column)
        return NULL;
    test->op = alone ? PQL_EQ : plain_operator(node->op, &test->negated);
    gboolean bound = TRUE;
    if (right && right->type == PQL_CONSTANT && right->constant == PQL_NULL)
        test->kind = ROW_NULL;
    else if (operand->type == PQL_FUNCTION)
        bound = bind_calendar(test, operand, right, error);
    else
        bound = bind_column(test, node, database, error);
    return bound ? g_steal_pointer(&test) : NULL;
}

static RowTest *
bind_node(const PqlNode *node, const Frame *frame, sqlite3 *database, GError **error)
{
    if (node->type != PQL_AND && node->type != PQL_OR && node->type != PQL_NOT) {
        if (node->type == PQL_COMPARE || node->type == PQL_AGGREGATE ||
            (node->type == PQL_FUNCTION && node->function == PQL_WEEKEND))
            return bind_compare(node, frame, database, error);
        pql_refuse(node, "a value where a condition must stand", "compare it, as in hours > 72",
                   error);
        return NULL;
    }
    g_autoptr(RowTest) test = g_new0(RowTest, 1);
    test->kind = ROW_JOIN;
    test->join = node->type;
    test->parts = g_ptr_array_new_with_free_func((GDestroyNotify)row_test_free);
    for (guint i = 0; i < node->arguments->len; i++) {
        RowTest *part = bind_node(node->arguments->pdata[i], frame, database, error);
        if (!part)
            return NULL;
        g_ptr_array_add(test->parts, part);
    }
    return g_steal_pointer(&test);
}

RowTest *
row_test_new(const PqlNode *condition, const Frame *frame, sqlite3 *database, GError **error)
{
    return bind_node(condition, frame, database, error);
}
