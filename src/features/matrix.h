/* How values reach a matrix, for the two ways that build one. Private to features. */
#pragma once

#include "features/encoder.h"

/* An empty matrix for n rows: categories all 0. `rows` are copied (NULL: 0 … n − 1), labels taken
 * from the task (NULL: unknown). */
Matrix *matrix_alloc(const Encoder *encoder, const guint32 *rows, guint32 n, const Task *task);
/* Writes one feature's values: row i of the matrix is values[pick ? pick[i] : i]. */
void matrix_write(Matrix *matrix, guint feature, const FeatureValues *values, const guint32 *pick);
/* ERROR_INPUT unless the encoder was fitted on these features, in this order. */
gboolean matrix_fits(const Encoder *encoder, GPtrArray *features, GError **error);
