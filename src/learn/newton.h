/* Penalised logistic regression by Newton's method (iteratively reweighted least squares), the
 * normal equations gathered block by block. Private to learn. */
#pragma once

#include "learn/design.h"

typedef struct {
    guint width;         /* coefficients, the intercept first */
    double *coefficient; /* width */
    double *error;       /* width: standard errors, from the inverse of the penalised Hessian */
    double *mean, *deviation; /* width: of the regression's columns over the rows */
    int steps;
    gboolean converged;
    double loss; /* mean log loss on the rows, without the penalty */
} NewtonFit;
void newton_fit_free(NewtonFit *fit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NewtonFit, newton_fit_free)

/* Maximises Σ log-likelihood − ridge/2 Σ β² (the intercept is free), which always has one solution
 * for ridge > 0. `label` NULL: least squares on the matrix's own labels, which are numbers. Columns that are sums of earlier ones are removed from `design` first. Each step
 * is told: phase, the series "learn", and `losses`. */
NewtonFit *newton_fit(Design *design, const Matrix *matrix, const guint8 *label, double ridge,
                      GArray *losses, Progress *progress, GError **error);
