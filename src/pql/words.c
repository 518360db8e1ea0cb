/* The words of the language. A keyword counts in all upper or all lower case only, so that a column
 * called Count or First needs no backticks. */
#include "pql/words.h"

#include <string.h>

const char *const pql_aggregate_names[] = {
    "SUM",   "AVG",     "MIN",           "MAX",  "COUNT",       "COUNT_DISTINCT",
    "FIRST", "LAST",    "LIST_DISTINCT", "BOOL", "EXISTS",      "SINCE_LAST",
    "RATE",  "LIFT",    "STD",           "MODE", "SINCE_FIRST", "SHARE",
    "GAP",   "GAP_STD", "LAG",           "EWM",  "TREND",       NULL};
const char *const pql_function_names[] = {
    "HOUR",          "WEEKDAY",    "MONTH",        "DAY_OF_YEAR", "WEEKEND",
    "WORDS",         "CHARACTERS", "QUESTIONS",    "CAPITALS",    "KEYWORDS",
    "KEYWORD_STEMS", "SENTIMENT",  "EXCLAMATIONS", "LINES",       "ABBREVIATIONS",
    "URGENCY",       "TEXT_SCORE", "TOPIC",        "AGE",         NULL};
const char *const pql_unit_names[] = {"SECONDS", "MINUTES", "HOURS", "DAYS",
                                      "WEEKS",   "MONTHS",  NULL};
const char *const pql_unit_singular[] = {"SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", NULL};

static const char *const operator_names[] = {
    "=",  "!=",     "<",    "<=",       ">",        ">=",           "IN",          "NOT IN",
    "IS", "IS NOT", "LIKE", "NOT LIKE", "CONTAINS", "NOT CONTAINS", "STARTS WITH", "ENDS WITH"};

/* Words that can follow a column or stand where one could: a bare name among them needs backticks.
 */
static const char *const reserved[] = {
    "PREDICT", "EXPLAIN",  "EVALUATE", "FOR",        "EACH", "WHERE", "ASSUMING", "AS",
    "OF",      "AND",      "OR",       "NOT",        "IN",   "IS",    "LIKE",     "CONTAINS",
    "STARTS",  "ENDS",     "WITH",     "NULL",       "TRUE", "FALSE", "VIA",      "FORECAST",
    "RANK",    "CLASSIFY", "TOP",      "TIMEFRAMES", "INF",  NULL};

static const char *const keywords[] = {"PREDICT",
                                       "FOR EACH",
                                       "WHERE",
                                       "AND",
                                       "OR",
                                       "NOT",
                                       "IN",
                                       "NOT IN",
                                       "IS NULL",
                                       "IS NOT NULL",
                                       "LIKE",
                                       "CONTAINS",
                                       "STARTS WITH",
                                       "ENDS WITH",
                                       "VIA",
                                       "ASSUMING",
                                       "AS OF",
                                       "TRUE",
                                       "FALSE",
                                       "NULL",
                                       "FORECAST",
                                       "TIMEFRAMES",
                                       "RANK TOP",
                                       "CLASSIFY",
                                       "EXPLAIN",
                                       "EVALUATE",
                                       "-INF",
                                       "SUM",
                                       "AVG",
                                       "MIN",
                                       "MAX",
                                       "COUNT",
                                       "COUNT_DISTINCT",
                                       "FIRST",
                                       "LAST",
                                       "LIST_DISTINCT",
                                       "BOOL",
                                       "EXISTS",
                                       "SINCE_LAST",
                                       "RATE",
                                       "LIFT",
                                       "STD",
                                       "MODE",
                                       "SINCE_FIRST",
                                       "SHARE",
                                       "GAP",
                                       "GAP_STD",
                                       "LAG",
                                       "EWM",
                                       "TREND",
                                       "VIA ALL",
                                       "WITHIN",
                                       "SAME",
                                       "IF",
                                       "HOUR",
                                       "WEEKDAY",
                                       "MONTH",
                                       "DAY_OF_YEAR",
                                       "WEEKEND",
                                       "WORDS",
                                       "CHARACTERS",
                                       "QUESTIONS",
                                       "CAPITALS",
                                       "KEYWORDS",
                                       "KEYWORD_STEMS",
                                       "SENTIMENT",
                                       "EXCLAMATIONS",
                                       "LINES",
                                       "ABBREVIATIONS",
                                       "URGENCY",
                                       "TEXT_SCORE",
                                       "TOPIC",
                                       "AGE",
                                       "SECONDS",
                                       "MINUTES",
                                       "HOURS",
                                       "DAYS",
                                       "WEEKS",
                                       "MONTHS",
                                       NULL};

gboolean
pql_word_is(const char *word, const char *name)
{
    gboolean upper = TRUE, lower = TRUE;
    for (; *word && *name; word++, name++) {
        if (g_ascii_toupper(*word) != *name)
            return FALSE;
        upper = upper && !g_ascii_islower(*word);
        lower = lower && !g_ascii_isupper(*word);
    }
    return *word == *name && (upper || lower);
}

int
pql_word_index(const char *word, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (pql_word_is(word, names[i]))
            return i;
    return -1;
}

gboolean
pql_word_reserved(const char *word)
{
    return pql_word_index(word, reserved) >= 0;
}

const char *
pql_aggregate_name(PqlAggregate aggregate)
{
    return pql_aggregate_names[aggregate];
}

const char *
pql_function_name(PqlFunction function)
{
    return pql_function_names[function];
}

const char *
pql_operator_name(PqlOperator op)
{
    return operator_names[op];
}

const char *const *
pql_keywords(void)
{
    return keywords;
}

gint64
pql_unit_microseconds(PqlUnit unit)
{
    switch (unit) {
    case PQL_SECONDS:
        return TIME_SECOND;
    case PQL_MINUTES:
        return TIME_MINUTE;
    case PQL_HOURS:
        return TIME_HOUR;
    case PQL_WEEKS:
        return 7 * TIME_DAY;
    case PQL_MONTHS:
        return 30 * TIME_DAY;
    case PQL_DAYS:
        break;
    }
    return TIME_DAY;
}

void
pql_window_span(const PqlWindow *window, gint64 *start, gint64 *end)
{
    gint64 unit = pql_unit_microseconds(window->unit);
    *start = window->start == G_MININT64 ? G_MININT64 : window->start * unit;
    *end = window->end * unit;
}
