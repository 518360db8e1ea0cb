/* Combinations of conditions whose rows have the event far more often: the search over bits, what a
 * condition is, and how both are told. Private to the files on combinations. */
#pragma once

#include <foredesk/signals.h>

enum {
    COMBINED_MOST = 4,     /* conditions of one combination */
    COMBINATIONS_HELD = 8, /* that validation is asked about */
    COMBINED_LEAST = 30,   /* training rows that one must have, or … */
    COMBINED_JUDGED = 10,  /* … validation rows: fewer confirm nothing */
};
#define COMBINED_SHARE 0.005 /* … that share of them, if it is more */

/* Rows as bits. */
typedef struct {
    guint32 n, words;
    guint64 *event;         /* words */
    const guint8 *label;    /* n, borrowed */
    const guint32 *cluster; /* n, borrowed; NULL: each stands alone */
} BitRows;

/* Conditions of one feature are never combined with each other. */
typedef struct {
    guint feature;
    guint64 *bits[2]; /* of the training and the validation rows, words each */
} BitCondition;

typedef struct {
    guint n, condition[COMBINED_MOST]; /* ascending */
    guint32 rows[2], events[2];        /* training, validation */
    Interval rate[2], others[2];       /* of its rows, and of all others */
    Interval lift, times;              /* validation: against the base rate, against the others */
    double alone[COMBINED_MOST],
        without[COMBINED_MOST]; /* training: where each condition holds, and
                                   where it is the only one that doesn't */
    double p, adjusted;         /* validation, one-sided; by Holm over those held */
    gboolean confirmed;
} Combination;

/* The combinations of two and more conditions that stand out on training rows, the surest
 * first, each condition needed and each of rows of its own, then held against validation. Returns
 * Combination, at most COMBINATIONS_HELD; NULL with ERROR_CANCELLED. `tried`: how many were looked
 * at. */
GArray *combinations_search(const GPtrArray *conditions, const BitRows rows[2], guint64 *tried,
                            Progress *progress, GError **error);
void bit_rows_init(BitRows *rows, const guint8 *label, const guint32 *cluster, guint32 n);
void bit_rows_clear(BitRows *rows);
guint64 *bits_new(const BitRows *rows);
void bit_condition_free(gpointer condition);
void bits_set(guint64 *bits, guint32 row);
gboolean bits_has(const guint64 *bits, guint32 row);

/* What a condition says of a feature's value. */
typedef enum { VALUE_AT_LEAST, VALUE_BELOW, VALUE_IS } ValueTest;
typedef struct {
    BitCondition bit; /* first, so that the search sees it */
    const Feature *feature;
    ValueTest test;
    double at;   /* a number */
    char *value; /* VALUE_IS: as it stands in the data */
    char *words; /* "latest score of this account below 50" */
} ValueCondition;
/* Those worth looking at of values that were computed for both parts; ValueCondition*. */
GPtrArray *value_conditions(GPtrArray *const values[2], const Task *task, const BitRows rows[2],
                            gboolean masked);
/* As a reference has them: [["EXPRESSION", ">=", 3], …]; the caller frees. */
char *value_conditions_print(const GPtrArray *conditions, const Combination *combination);
