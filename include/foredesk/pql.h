/* pql: Kumo's predictive query language, one language for both ends: a target is an aggregate that
 * looks ahead, a feature one that looks back (METHODS.md has the grammar as published). Lexer,
 * parser, printer, and the checks that need no data. Relies on base alone; names are bound to
 * tables and columns by the task room. Our additions: VIA, SINCE_LAST, BOOL, EXISTS, RATE, LIFT, AS OF, row
 * functions. */
#pragma once

#include <foredesk/base.h>

G_BEGIN_DECLS

typedef enum {
    PQL_COLUMN,    /* table.column, or table.* (column "*") */
    PQL_CONSTANT,  /* number, text, boolean, date, NULL */
    PQL_LIST,      /* (a, b, …): arguments are constants */
    PQL_AGGREGATE, /* COUNT(what WHERE filter, start, end, unit) VIA key */
    PQL_FUNCTION,  /* row function: WORDS(table.column) */
    PQL_COMPARE,   /* arguments[0] op arguments[1] */
    PQL_AND, PQL_OR, PQL_NOT,
    PQL_IF,        /* IF(arguments[0], arguments[1]): the value where the condition holds; features alone */
} PqlNodeType;

typedef enum {
    PQL_SUM, PQL_AVG, PQL_MIN, PQL_MAX, PQL_COUNT, PQL_COUNT_DISTINCT, PQL_FIRST, PQL_LAST,
    PQL_LIST_DISTINCT,
    PQL_BOOL, PQL_EXISTS, PQL_SINCE_LAST, /* ours, as are */
    PQL_RATE, /* the track record: shrunk mean of outcomes.label */
    PQL_LIFT, /* the same against the whole desk's running rate: 1 is as often as everywhere */
    PQL_STD, PQL_MODE, /* standard deviation, most frequent value */
    PQL_SINCE_FIRST,
    PQL_SHARE, /* of the rows in the window, those where the condition holds */
    PQL_GAP, PQL_GAP_STD, /* hours between one row and the next: mean and standard deviation */
    PQL_LAG,   /* the n-th newest value: LAG(column BY n) */
    PQL_EWM,   /* mean whose weights halve every n values: EWM(column BY n) */
    PQL_TREND, /* the window's last n-th part against all of it: TREND(column BY n) */
} PqlAggregate;

typedef enum { /* of one row; dates in the desk's time zone */
    PQL_HOUR, PQL_WEEKDAY, PQL_MONTH, PQL_DAY_OF_YEAR, PQL_WEEKEND,
    PQL_WORDS, PQL_CHARACTERS, PQL_QUESTIONS, PQL_CAPITALS, PQL_KEYWORDS,
    PQL_KEYWORD_STEMS, PQL_SENTIMENT, PQL_EXCLAMATIONS, PQL_LINES, PQL_ABBREVIATIONS, PQL_URGENCY,
    PQL_TEXT_SCORE, /* the track record of its words */
    PQL_TOPIC, /* how much of it is about the n-th topic of the column's texts: TOPIC(column BY n) */
    PQL_AGE, /* time from a date column to the seed */
} PqlFunction;

typedef enum {
    PQL_EQ, PQL_NE, PQL_LT, PQL_LE, PQL_GT, PQL_GE, PQL_IN, PQL_NOT_IN, PQL_IS, PQL_IS_NOT,
    PQL_LIKE, PQL_NOT_LIKE, PQL_CONTAINS, PQL_NOT_CONTAINS, PQL_STARTS_WITH, PQL_ENDS_WITH,
} PqlOperator;

typedef enum { PQL_NULL, PQL_NUMBER, PQL_TEXT, PQL_BOOLEAN, PQL_DATE } PqlConstantType;

typedef enum {
    PQL_SECONDS, PQL_MINUTES, PQL_HOURS, PQL_DAYS, PQL_WEEKS, PQL_MONTHS /* 30 days */
} PqlUnit;

/* A window as written. Sign decides (DESIGN.md 1): end ≤ 0 looks back over [t+start, t+end),
 * start ≥ 0 ahead over (t+start, t+end]; one that straddles the seed is refused by the parser.
 * `start` G_MININT64 is -INF. */
typedef struct {
    gint64 start, end; /* in units, as written */
    PqlUnit unit;
} PqlWindow;

typedef struct PqlNode {
    PqlNodeType type;
    int line, column; /* of its first character, from 1 */
    char *table;      /* PQL_COLUMN: as written; NULL where no table was written */
    char *name;       /* PQL_COLUMN: column or "*" */
    PqlConstantType constant;
    double number;    /* PQL_NUMBER, PQL_BOOLEAN (0, 1) */
    char *text;       /* PQL_TEXT, PQL_DATE: as written, without quotes */
    TimePoint time;   /* PQL_DATE, as UTC */
    PqlAggregate aggregate;
    PqlFunction function;
    PqlOperator op;
    gboolean windowed;
    PqlWindow window;
    double by;        /* BY n of LAG, EWM, TREND and TOPIC; 0 for others */
    struct PqlNode *within; /* PQL_COLUMN: values count against siblings that share it, or NULL */
    struct PqlNode *filter; /* WHERE inside an aggregate, or NULL */
    struct PqlNode *via;    /* PQL_COLUMN: which key links the rows, or NULL; its name is "*" for
                               VIA ALL, the whole table; an aggregate where the
                               key is itself looked up, as in VIA LAST(events.team); its own via is the next column of a path
                               through other tables */
    struct PqlNode *same;   /* PQL_COLUMN: a second key, as in VIA tickets.agent_id SAME tickets.category,
                               or NULL */
    struct PqlNode *meets;  /* PQL_COLUMN: of a key, the column in which the rows have the same value
                               where it is called otherwise, as in SAME tickets.area =
                               deployments.part; or NULL */
    GPtrArray *arguments;   /* PqlNode*, owned; the aggregated column is arguments[0] */
} PqlNode;
void pql_node_free(PqlNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PqlNode, pql_node_free)
PqlNode *pql_node_copy(const PqlNode *node);

/* A whole query: PREDICT target FOR EACH entity [WHERE …] [ASSUMING …] [AS OF date]. */
typedef struct {
    enum { PQL_PLAIN, PQL_EXPLAIN, PQL_EVALUATE } prefix;
    PqlNode *target;
    PqlNode *entity;        /* PQL_COLUMN */
    GPtrArray *entities;    /* constants named by = or IN; NULL: all */
    PqlNode *entity_filter; /* or NULL */
    PqlNode *assuming;      /* or NULL */
    PqlNode *as_of;         /* a PQL_DATE constant, or NULL */
    enum { PQL_NO_PROBLEM, PQL_FORECAST, PQL_RANK, PQL_CLASSIFY } problem;
    gint64 problem_count;   /* FORECAST n, RANK TOP n */
    /* What was written for the target and the two conditions (NULL: none), each at its place, with blanks for all
     * before it: parsed by themselves their nodes stand where they stand in the query. */
    char *target_text, *filter_text, *assuming_text;
} PqlQuery;
void pql_query_free(PqlQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PqlQuery, pql_query_free)

/* Keywords are all upper or all lower case, and words only where the grammar looks for them: a
 * column may be called `count`. Names are kept as written, to be matched without regard to case;
 * backticks quote any other name. # starts a comment. A condition's left side is a column, an
 * aggregate or a row function, its right side a constant; BOOL, EXISTS and WEEKEND are conditions by
 * themselves. Checked here, since it needs no data: direction and order of windows (targets and
 * ASSUMING look ahead, entity filters back), which operator takes which constant, * only in COUNT,
 * EXISTS and SINCE_LAST, static and windowed aggregates not mixed in one target.
 *
 * Each returns NULL with an ERROR_USAGE of one line that says what, "line 1, column 17" (columns in
 * characters, from 1), quotes the place and says what to do, with the nearest keyword where one is
 * near. Texts over 100 kB, nesting over 100 deep and windows over 10,000 years are refused. */
PqlNode *pql_parse_expression(const char *text, GError **error); /* a feature or a value */
PqlNode *pql_parse_condition(const char *text, GError **error);  /* a rule: `hours > 72` */
PqlQuery *pql_parse_query(const char *text, GError **error);
/* The line of `text` at a place, and below it a caret under the column; long lines are cut round
 * the place. Two lines without a line break at the end; the caller frees. */
char *pql_caret(const char *text, int line, int column);
/* Sets ERROR_USAGE, "WHAT at line 1, column 17: REMEDY", for a node that a binder can't use; always
 * FALSE, so that a caller may return it. */
gboolean pql_refuse(const PqlNode *node, const char *what, const char *remedy, GError **error);
/* Puts "at line 1, column 17: " before an error that names no place; always FALSE. */
gboolean pql_place(const PqlNode *node, GError **error);
/* Where an error of the parsers above points to; FALSE when its message names no place. */
gboolean pql_error_place(const GError *error, int *line, int *column);

/* Canonical text: names as written, keywords in upper case, units spelled; parsing it again gives
 * an equal tree. The caller frees. */
char *pql_print(const PqlNode *node);
char *pql_print_query(const PqlQuery *query);
gboolean pql_equal(const PqlNode *a, const PqlNode *b);

/* Every PQL_COLUMN node in the tree, filters and VIA included, in the order of the text; the
 * container is the caller's, its elements are the tree's. */
GPtrArray *pql_columns(PqlNode *node);
gint64 pql_unit_microseconds(PqlUnit unit);
/* The window's ends in microseconds from the seed; start G_MININT64 where it is -INF. */
void pql_window_span(const PqlWindow *window, gint64 *start, gint64 *end);
const char *pql_aggregate_name(PqlAggregate aggregate);
const char *pql_function_name(PqlFunction function);
const char *pql_operator_name(PqlOperator op); /* "<=", "NOT LIKE" */
const char *const *pql_keywords(void); /* for completion; NULL-terminated, static */

G_END_DECLS
