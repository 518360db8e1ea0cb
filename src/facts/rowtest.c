/* Conditions on rows, evaluated: what binding has prepared, read row by row. Unknown goes by the
 * three-valued logic of SQL. */
#include "facts/rowtest.h"

#include <math.h>

void
row_test_free(RowTest *test)
{
    if (!test)
        return;
    g_clear_pointer(&test->parts, g_ptr_array_unref);
    g_free(test->truth);
    g_free(test->numbers);
    g_free(test->spans);
    g_free(test);
}

gboolean
cell_filled(const FrameColumn *column, guint32 row)
{
    if (column->code)
        return column->code[row] >= 0;
    if (column->integer)
        return column->integer[row] != G_MININT64;
    if (column->decimal)
        return !isnan(column->decimal[row]);
    if (column->item_start)
        return column->item_start[row] < column->item_start[row + 1];
    return column->filled && column->filled[row];
}

static TestResult
joined(const RowTest *test, guint32 row)
{
    if (test->join == PQL_NOT) {
        TestResult result = row_test_result(test->parts->pdata[0], row);
        return result == TEST_UNKNOWN ? TEST_UNKNOWN
               : result == TEST_FALSE ? TEST_TRUE
                                      : TEST_FALSE;
    }
    TestResult decides = test->join == PQL_OR ? TEST_TRUE : TEST_FALSE;
    TestResult result = decides == TEST_TRUE ? TEST_FALSE : TEST_TRUE;
    for (guint i = 0; i < test->parts->len; i++) {
        TestResult part = row_test_result(test->parts->pdata[i], row);
        if (part == decides)
            return decides;
        if (part == TEST_UNKNOWN)
            result = TEST_UNKNOWN;
    }
    return result;
}

static TestResult
items_result(const RowTest *test, guint32 row)
{
    const FrameColumn *column = test->column;
    for (guint32 i = column->item_start[row]; i < column->item_start[row + 1]; i++) {
        gint32 item = column->item[i];
        if (item >= 0 && item < test->n_truths && test->truth[item] == TEST_TRUE)
            return TEST_TRUE;
    }
    return TEST_FALSE;
}

static TestResult
number_result(const RowTest *test, double number)
{
    if (isnan(number))
        return TEST_UNKNOWN;
    for (guint i = 0; i < test->n_values; i++) {
        double against = test->numbers[i];
        gboolean holds = test->op == PQL_LT   ? number < against
                         : test->op == PQL_LE ? number <= against
                         : test->op == PQL_GT ? number > against
                         : test->op == PQL_GE ? number >= against
                                              : number == against;
        if (holds)
            return TEST_TRUE;
    }
    return TEST_FALSE;
}

static TestResult
time_result(const RowTest *test, TimePoint time)
{
    if (time == TIME_MISSING)
        return TEST_UNKNOWN;
    for (guint i = 0; i < test->n_values; i++) {
        const RowSpan *span = &test->spans[i];
        gboolean holds = test->op == PQL_LT   ? time < span->low
                         : test->op == PQL_LE ? time < span->high
                         : test->op == PQL_GT ? time >= span->high
                         : test->op == PQL_GE ? time >= span->low
                                              : time >= span->low && time < span->high;
        if (holds)
            return TEST_TRUE;
    }
    return TEST_FALSE;
}

static TestResult
calendar_result(const RowTest *test, guint32 row)
{
    TimePoint time = test->column->integer[row];
    if (time == TIME_MISSING)
        return TEST_UNKNOWN;
    CalendarFields at;
    calendar_fields(time, test->frame->catalogue->zone, &at);
    int field = test->function == PQL_HOUR          ? at.hour
                : test->function == PQL_WEEKDAY     ? at.weekday
                : test->function == PQL_MONTH       ? at.month
                : test->function == PQL_DAY_OF_YEAR ? at.day_of_year
                                                    : at.weekday >= 6;
    return number_result(test, field);
}

static TestResult
plain_result(const RowTest *test, guint32 row)
{
    switch (test->kind) {
    case ROW_JOIN:
        return joined(test, row);
    case ROW_NULL:
        return cell_filled(test->column, row) ? TEST_FALSE : TEST_TRUE;
    case ROW_CODES: {
        gint32 code = test->column->code[row];
        return code < 0 || code >= test->n_truths ? TEST_UNKNOWN : (TestResult)test->truth[code];
    }
    case ROW_ITEMS:
        return items_result(test, row);
    case ROW_TRUTHS:
        return (TestResult)test->truth[row];
    case ROW_NUMBERS:
        return number_result(test, frame_number(test->column, row));
    case ROW_TIMES:
        return time_result(test, test->column->integer[row]);
    case ROW_CALENDAR:
        return calendar_result(test, row);
    case ROW_NOTHING:
        break;
    }
    return TEST_UNKNOWN;
}

TestResult
row_test_result(const RowTest *test, guint32 row)
{
    TestResult result = plain_result(test, row);
    if (!test->negated || result == TEST_UNKNOWN)
        return result;
    return result == TEST_TRUE ? TEST_FALSE : TEST_TRUE;
}

gboolean
row_test(const RowTest *test, guint32 row)
{
    return row_test_result(test, row) == TEST_TRUE;
}
