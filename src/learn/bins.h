/* A matrix as XGBoost trains on it: values sorted into at most 256 bins a column. Private to learn.
 */
#pragma once

#include "learn/booster.h"
#include <xgboost/c_api.h>

/* TRUE for 0; else the failing call's message as an error. On the thread that called. */
gboolean booster_check(int result, const char *what, ForedeskError code, GError **error);

/* The learner's matrix in bins. *gaps becomes NULL, or width bytes: 1 for a column whose missing
 * cells were put above all its values, so that they have to follow the right branch of every split.
 */
DMatrixHandle bins_new(const Matrix *matrix, int threads, guint8 **gaps, GError **error);

/* Rows of a block, and NumPy's array interface over them: XGBoost reads the floats where they are.
 */
guint32 bins_rows(const Matrix *matrix, guint32 block);
char *bins_array(const float *values, guint32 rows, guint32 width);
