/* A condition bound to a frame, as its two files share it: binding makes it, evaluation reads it.
 */
#pragma once

#include <foredesk/facts.h>

typedef enum {
    ROW_JOIN,     /* AND, OR, NOT of parts */
    ROW_NULL,     /* IS NULL */
    ROW_CODES,    /* a truth for each code of a dictionary */
    ROW_ITEMS,    /* the same, any item of a list */
    ROW_TRUTHS,   /* a truth for each row: text columns, read when bound */
    ROW_NUMBERS,  /* numbers against numbers */
    ROW_TIMES,    /* dates against spans of time */
    ROW_CALENDAR, /* a calendar field of a date against numbers */
    ROW_NOTHING,  /* a column without any value: always unknown */
} RowTestKind;

typedef struct {
    TimePoint low, high; /* [low, high) */
} RowSpan;

struct RowTest {
    RowTestKind kind;
    PqlNodeType join;
    GPtrArray *parts;   /* RowTest* */
    gboolean negated;   /* known results are turned round */
    PqlOperator op;     /* = < <= > >= after negation is taken out; IN is = of any */
    const Frame *frame; /* borrowed: alive as long as the test */
    const FrameColumn *column;
    PqlFunction function;
    guint8 *truth; /* TestResult by code or row */
    gint32 n_truths;
    double *numbers;
    RowSpan *spans;
    guint n_values; /* of numbers or spans */
};

/* Fills truth by looking at the texts of codes or rows; for rowbind.c. */
gboolean row_bind_texts(RowTest *test, const PqlNode *compare, sqlite3 *database, GError **error);
