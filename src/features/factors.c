/* Non-negative factors by coordinate descent: one number after the other goes where the squared
 * error is least, and no lower than 0. */
#include "features/factors.h"

#include <math.h>
#include <string.h>

#define MOST_SWEEPS 500
#define STILL 1e-10 /* of the largest weight: nothing moves any more */

void
sparse_clear(Sparse *sparse)
{
    g_free(sparse->start);
    g_free(sparse->column);
    g_free(sparse->value);
}

void
sparse_transpose(const Sparse *sparse, Sparse *transposed)
{
    guint32 n = sparse->start[sparse->rows];
    *transposed = (Sparse){sparse->columns, sparse->rows, g_new0(guint32, sparse->columns + 2),
                           g_new(guint32, n + 1), g_new(double, n + 1)};
    guint32 *next = transposed->start + 1; /* moves on to where the next row starts */
    for (guint32 i = 0; i < n; i++)
        next[sparse->column[i] + 1]++;
    for (guint32 j = 0; j < sparse->columns; j++)
        next[j + 1] += next[j];
    for (guint32 row = 0; row < sparse->rows; row++)
        for (guint32 i = sparse->start[row]; i < sparse->start[row + 1]; i++) {
            guint32 at = next[sparse->column[i]]++;
            transposed->column[at] = row;
            transposed->value[at] = sparse->value[i];
        }
}

void
factors_gram(const double *a, guint32 rows, guint k, double *gram)
{
    memset(gram, 0, (gsize)k * k * sizeof *gram);
    for (guint32 row = 0; row < rows; row++) {
        const double *of = a + (gsize)row * k;
        for (guint i = 0; i < k; i++)
            for (guint j = 0; j <= i; j++)
                gram[i * k + j] += of[i] * of[j];
    }
    for (guint i = 0; i < k; i++)
        for (guint j = 0; j < i; j++)
            gram[j * k + i] = gram[i * k + j];
}

/* One step for each number of a row; returns how far the error's slope was from still. */
static double
sweep_row(const double *gram, const double *pull, guint k, double *w)
{
    double moved = 0;
    for (guint t = 0; t < k; t++) {
        double slope = -pull[t];
        for (guint r = 0; r < k; r++)
            slope += gram[t * k + r] * w[r];
        moved += fabs(w[t] == 0 ? MIN(0, slope) : slope);
        if (gram[t * k + t] > 0)
            w[t] = MAX(w[t] - slope / gram[t * k + t], 0);
    }
    return moved;
}

static void
pull_of(const Sparse *x, guint32 row, const double *heads, guint k, double *pull)
{
    memset(pull, 0, k * sizeof *pull);
    for (guint32 i = x->start[row]; i < x->start[row + 1]; i++) {
        const double *head = heads + (gsize)x->column[i] * k;
        for (guint t = 0; t < k; t++)
            pull[t] += x->value[i] * head[t];
    }
}

static double
sweep(const Sparse *x, const double *heads, guint k, double *w)
{
    g_autofree double *gram = g_new(double, (gsize)k *k);
    g_autofree double *pull = g_new(double, k);
    double moved = 0;
    factors_gram(heads, x->columns, k, gram);
    for (guint32 row = 0; row < x->rows; row++) {
        pull_of(x, row, heads, k, pull);
        moved += sweep_row(gram, pull, k, w + (gsize)row * k);
    }
    return moved;
}

/* ‖X‖² − 2·⟨X, W·H⟩ + ⟨WᵀW, HHᵀ⟩, so that the product is never written out. */
static double
loss_of(const Sparse *x, guint k, const double *w, const double *heads)
{
    g_autofree double *of_w = g_new(double, (gsize)k *k);
    g_autofree double *of_heads = g_new(double, (gsize)k *k);
    g_autofree double *pull = g_new(double, k);
    double loss = 0;
    factors_gram(w, x->rows, k, of_w);
    factors_gram(heads, x->columns, k, of_heads);
    for (guint32 row = 0; row < x->rows; row++) {
        pull_of(x, row, heads, k, pull);
        for (guint32 i = x->start[row]; i < x->start[row + 1]; i++)
            loss += x->value[i] * x->value[i];
        for (guint t = 0; t < k; t++)
            loss -= 2 * pull[t] * w[(gsize)row * k + t];
    }
    for (guint i = 0; i < k * k; i++)
        loss += of_w[i] * of_heads[i];
    return sqrt(MAX(loss, 0));
}

double
factors_fit(const Sparse *x, guint k, double *w, double *heads, guint most, double tolerance)
{
    g_auto(Sparse) transposed;
    double first = 0;
    sparse_transpose(x, &transposed);
    for (guint round = 0; round < most; round++) {
        double moved = sweep(x, heads, k, w);
        moved += sweep(&transposed, w, k, heads);
        if (round == 0)
            first = moved;
        if (first == 0 || moved <= tolerance * first)
            break;
    }
    return loss_of(x, k, w, heads);
}

void
factors_weights(const double *gram, const double *pull, guint k, double *w)
{
    memset(w, 0, k * sizeof *w);
    for (guint i = 0; i < MOST_SWEEPS; i++) {
        double largest = 0, moved = 0;
        for (guint t = 0; t < k; t++) {
            double before = w[t], slope = -pull[t];
            for (guint r = 0; r < k; r++)
                slope += gram[t * k + r] * w[r];
            if (gram[t * k + t] > 0)
                w[t] = MAX(before - slope / gram[t * k + t], 0);
            moved = MAX(moved, fabs(w[t] - before));
            largest = MAX(largest, w[t]);
        }
        if (moved <= STILL * largest)
            return;
    }
}
