/* The columns of the logistic regression: an intercept, numbers on 0–1, levels but each category's
 * commonest, and where a number was missing. Private to learn. */
#pragma once

#include "learn/learn_private.h"

/* x = missing ? (value is NaN) : NaN ? fill : (clamp(value) − low) ÷ (high − low). */
typedef struct {
    guint column; /* of the matrix */
    gboolean missing;
    double low, high, fill;
} DesignColumn;

typedef struct {
    GArray *columns; /* DesignColumn; position 0 of a row is the intercept, column j is at j + 1 */
} Design;

Design *design_new(const Matrix *matrix, GPtrArray *features);
void design_free(Design *design);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Design, design_free)
guint design_width(const Design *design); /* with the intercept */
/* One row of the regression: design_width numbers. */
void design_row(const Design *design, const float *values, double *x);
/* Keeps the columns whose places in a row (ascending, without the intercept's) are given. */
void design_keep(Design *design, const guint *places, guint count);
char *design_name(const Design *design, guint place, const Encoder *encoder); /* caller frees */
