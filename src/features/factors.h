/* A sparse matrix as the product of two that hold nothing below zero: what topics are. Private to
 * features. */
#pragma once

#include <glib.h>

/* Row after row; columns of a row ascending. */
typedef struct {
    guint32 rows, columns;
    guint32 *start;  /* rows + 1 */
    guint32 *column; /* start[rows] */
    double *value;
} Sparse;
void sparse_clear(Sparse *sparse);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sparse, sparse_clear)
void sparse_transpose(const Sparse *sparse, Sparse *transposed);

/* Non-negative matrix factorisation, min ‖X − W·H‖² by coordinate descent (Cichocki & Phan 2009;
 * Hsieh & Dhillon 2011), the order of steps that scikit-learn's solver "cd" takes unshuffled. `w`
 * (rows × k) and `heads` (columns × k: H transposed), row-major, hold the start and then the end.
 * Stops after `most` rounds, or where a round moves no more than `tolerance` of what the first did.
 * Returns ‖X − W·H‖ (Frobenius). One thread, one order: the same bytes always. */
double factors_fit(const Sparse *x, guint k, double *w, double *heads, guint most,
                   double tolerance);
/* The weights w[k] ≥ 0 of one row over given heads, min ‖x − w·H‖²: `gram` is H·Hᵀ (k × k) and
 * `pull` x·Hᵀ. Depends on that row alone. */
void factors_weights(const double *gram, const double *pull, guint k, double *w);
/* aᵀ·a of a matrix of `rows` × k. */
void factors_gram(const double *a, guint32 rows, guint k, double *gram);
