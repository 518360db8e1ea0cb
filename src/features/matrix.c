/* The learner's matrix: encoded rows in blocks, and its export as CSV. */
#include "features/matrix.h"
#include <math.h>
#include <string.h>

#define STRETCH 65536

Matrix *
matrix_alloc(const Encoder *encoder, const guint32 *rows, guint32 n, const Task *task)
{
    Matrix *matrix = g_new0(Matrix, 1);
    matrix->n = n;
    matrix->width = encoder_width(encoder);
    matrix->encoder = encoder;
    matrix->n_blocks = (n + FRAME_BLOCK - 1) / FRAME_BLOCK;
    matrix->block = g_new0(float *, matrix->n_blocks + 1);
    for (guint32 b = 0; b < matrix->n_blocks; b++)
        matrix->block[b] =
            g_new0(float, (gsize)MIN(FRAME_BLOCK, n - b * FRAME_BLOCK) * matrix->width);
    matrix->row = g_new(guint32, n + 1);
    matrix->label = g_new(float, n + 1);
    for (guint32 i = 0; i < n; i++) {
        matrix->row[i] = rows ? rows[i] : i;
        matrix->label[i] = task ? (float)task->label[matrix->row[i]] : NAN;
    }
    return matrix;
}

void
matrix_free(Matrix *matrix)
{
    if (!matrix)
        return;
    for (guint32 b = 0; b < matrix->n_blocks; b++)
        g_free(matrix->block[b]);
    g_free(matrix->block);
    g_free(matrix->row);
    g_free(matrix->label);
    g_free(matrix);
}

static float *
row_start(const Matrix *matrix, guint32 i)
{
    return matrix->block[i / FRAME_BLOCK] + (gsize)(i % FRAME_BLOCK) * matrix->width;
}

const float *
matrix_row(const Matrix *matrix, guint32 i)
{
    return row_start(matrix, i);
}

Matrix *
matrix_pick(const Matrix *matrix, const guint32 *at, guint32 n)
{
    g_autofree guint32 *rows = g_new(guint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        rows[i] = matrix->row[at[i]];
    Matrix *picked = matrix_alloc(matrix->encoder, rows, n, NULL);
    for (guint32 i = 0; i < n; i++) {
        picked->label[i] = matrix->label[at[i]];
        memcpy(row_start(picked, i), row_start(matrix, at[i]), matrix->width * sizeof(float));
    }
    return picked;
}

void
matrix_write(Matrix *matrix, guint feature, const FeatureValues *values, const guint32 *pick)
{
    const EncodedFeature *encoded = encoder_feature(matrix->encoder, feature);
    if (encoded->numeric) {
        for (guint32 i = 0; i < matrix->n; i++) {
            double number = values->number[pick ? pick[i] : i];
            row_start(matrix, i)[encoded->first] = (float)(isnan(number) ? encoded->fill : number);
        }
        return;
    }
    g_autofree guint32 *columns = encoded_columns(encoded, values->dictionary);
    guint32 missing = dictionary_size(values->dictionary);
    for (guint32 i = 0; i < matrix->n; i++) {
        gint32 code = values->code[pick ? pick[i] : i];
        row_start(matrix, i)[columns[code < 0 ? missing : (guint32)code]] = 1;
    }
}

gboolean
matrix_fits(const Encoder *encoder, GPtrArray *features, GError **error)
{
    gboolean fits = encoder_features(encoder) == features->len;
    for (guint i = 0; fits && i < features->len; i++) {
        const Feature *feature = features->pdata[i];
        const EncodedFeature *encoded = encoder_feature(encoder, i);
        fits = encoded->numeric == feature->numeric &&
               g_str_equal(encoded->expression, feature->expression);
    }
    if (!fits)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "the encoder was fitted on other features: train the model again");
    return fits;
}

Matrix *
matrix_new(const Encoder *encoder, GPtrArray *values, const guint32 *rows, guint32 n,
           const Task *task, GError **error)
{
    g_autoptr(GPtrArray) features = g_ptr_array_new();
    for (guint i = 0; i < values->len; i++)
        g_ptr_array_add(features, (gpointer)((FeatureValues *)values->pdata[i])->feature);
    if (!matrix_fits(encoder, features, error))
        return NULL;
    Matrix *matrix = matrix_alloc(encoder, rows, n, task);
    for (guint i = 0; i < values->len; i++)
        matrix_write(matrix, i, values->pdata[i], rows);
    return matrix;
}

/* ---- CSV ---------------------------------------------------------------------------------------
 */

static const FrameColumn *
id_column(const Frame *frame)
{
    const ColumnInfo *key = frame ? frame->table->key : NULL;
    if (frame && !key)
        key = table_role(frame->table, ROLE_ID);
    return key ? frame_column_of(frame, key) : NULL;
}

/* The key as it stands in the file, so that the export joins with it. */
static void
append_id(GString *line, const FrameColumn *id, guint32 row)
{
    if (id && id->code && id->code[row] >= 0)
        csv_append(line, dictionary_text(id->dictionary, (guint32)id->code[row]), TRUE);
    else if (id && id->integer && id->integer[row] != G_MININT64)
        g_string_append_printf(line, "%" G_GINT64_FORMAT, id->integer[row]);
    else
        g_string_append_printf(line, "%u", row + 1);
}

/* Nine digits read back to the same float; most cells are small whole numbers, written faster. */
static void
append_float(GString *line, float value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    if (isnan(value))
        return;
    if (value == 0 || value == 1)
        g_string_append_c(line, value == 0 ? '0' : '1');
    else
        g_string_append(line, g_ascii_formatd(digits, sizeof digits, "%.9g", (double)value));
}

static void
append_header(const Matrix *matrix, GString *line)
{
    g_string_append(line, "id,label");
    for (guint32 k = 0; k < matrix->width; k++) {
        g_string_append_c(line, ',');
        csv_append(line, encoder_column_name(matrix->encoder, k), TRUE);
    }
    g_string_append_c(line, '\n');
}

gboolean
matrix_print_csv(const Matrix *matrix, const Frame *frame, MatrixWrite write, gpointer data)
{
    g_autoptr(GString) text = g_string_sized_new(2 * STRETCH);
    const FrameColumn *id = id_column(frame);
    append_header(matrix, text);
    for (guint32 i = 0; i < matrix->n; i++) {
        const float *values = matrix_row(matrix, i);
        append_id(text, id, matrix->row[i]);
        g_string_append_c(text, ',');
        append_float(text, matrix->label[i]);
        for (guint32 k = 0; k < matrix->width; k++) {
            g_string_append_c(text, ',');
            append_float(text, values[k]);
        }
        g_string_append_c(text, '\n');
        if (text->len < STRETCH)
            continue;
        if (!write(text->str, text->len, data))
            return FALSE;
        g_string_truncate(text, 0);
    }
    return text->len == 0 || write(text->str, text->len, data);
}
