/* From the learner's matrix to XGBoost's bins, block by block, so that the floats are never copied.
 *
 * On large tables two things are done differently, for memory and time. The bins' limits come from
 * an even sample of the rows. And a column that is missing in most rows, which XGBoost would store
 * with eight bytes a cell for *every* column beside it, takes a value above all others where it is
 * missing: a split then has missing cells on its right, and can part them from all others. XGBoost
 * sends what is missing to the right wherever training saw no gap in a column, so that the model
 * scores real gaps as it was taught. */
#include "learn/bins.h"

#include <math.h>
#include <string.h>

#define LARGE 150000
#define SAMPLE 100000
/* XGBoost's own threshold is 0.2 of the rows. */
#define MOSTLY_MISSING 0.25
#define ABOVE_ALL 1e37f
/* Part of the sample's gaps that take the value, so that it becomes a limit of its own. */
#define SHOWN_GAPS 0.05

guint32
bins_rows(const Matrix *matrix, guint32 block)
{
    return MIN((guint32)FRAME_BLOCK, matrix->n - block * FRAME_BLOCK);
}

char *
bins_array(const float *values, guint32 rows, guint32 width)
{
    return g_strdup_printf("{\"data\": [%" G_GUINT64_FORMAT ", true], \"shape\": [%u, %u], "
                           "\"typestr\": \"<f4\", \"version\": 3}",
                           (guint64)(guintptr)values, rows, width);
}

/* ---- blocks by callback ------------------------------------------------------------------------
 */

typedef struct {
    const Matrix *matrix;
    const guint8 *gaps;
    DMatrixHandle proxy;
    guint32 next;
    float *filled; /* a block with its gaps filled; NULL: they are given as they are */
} BlockFeed;

static void
rewind_feed(DataIterHandle handle)
{
    ((BlockFeed *)handle)->next = 0;
}

static const float *
fill_gaps(BlockFeed *feed, const float *values, guint32 rows)
{
    guint32 width = feed->matrix->width;
    memcpy(feed->filled, values, (gsize)rows * width * sizeof *values);
    for (guint32 k = 0; k < width; k++)
        for (guint32 i = 0; feed->gaps[k] && i < rows; i++)
            if (isnan(feed->filled[(gsize)i * width + k]))
                feed->filled[(gsize)i * width + k] = ABOVE_ALL;
    return feed->filled;
}

static int
next_block(DataIterHandle handle)
{
    BlockFeed *feed = handle;
    if (feed->next >= feed->matrix->n_blocks)
        return 0;
    guint32 block = feed->next++, rows = bins_rows(feed->matrix, block);
    const float *values = feed->matrix->block[block];
    if (feed->filled)
        values = fill_gaps(feed, values, rows);
    g_autofree char *array = bins_array(values, rows, feed->matrix->width);
    XGProxyDMatrixSetDataDense(feed->proxy, array);
    XGDMatrixSetDenseInfo(feed->proxy, "label", feed->matrix->label + (gsize)block * FRAME_BLOCK,
                          rows, 1);
    return 1;
}

/* `like` gives the limits of the bins; NULL: the matrix's own quantiles. */
static DMatrixHandle
sort_into_bins(const Matrix *matrix, const guint8 *gaps, DMatrixHandle like, int threads,
               GError **error)
{
    BlockFeed feed = {matrix, gaps, NULL, 0, NULL};
    DMatrixHandle handle = NULL;
    if (!booster_check(XGProxyDMatrixCreate(&feed.proxy), "preparing the matrix",
                       FOREDESK_ERROR_SYSTEM, error))
        return NULL;
    if (gaps)
        feed.filled = g_new(float, (gsize)MIN(matrix->n, (guint32)FRAME_BLOCK) * matrix->width);
    g_autofree char *config =
        g_strdup_printf("{\"missing\": NaN, \"nthread\": %d, \"max_bin\": 256}", threads);
    gboolean made =
        booster_check(XGQuantileDMatrixCreateFromCallback(&feed, feed.proxy, like, rewind_feed,
                                                          next_block, config, &handle),
                      "preparing the matrix", FOREDESK_ERROR_SYSTEM, error);
    XGDMatrixFree(feed.proxy);
    g_free(feed.filled);
    return made ? handle : NULL;
}

/* ---- large tables ------------------------------------------------------------------------------
 */

/* 1 for each column that most rows lack; NULL where there is none. */
static guint8 *
mostly_missing(const Matrix *matrix)
{
    g_autofree guint32 *present = g_new0(guint32, matrix->width + 1);
    g_autofree guint8 *gaps = g_new0(guint8, matrix->width + 1);
    gboolean any = FALSE;
    for (guint32 i = 0; i < matrix->n; i++) {
        const float *values = matrix_row(matrix, i);
        for (guint32 k = 0; k < matrix->width; k++)
            present[k] += !isnan(values[k]);
    }
    for (guint32 k = 0; k < matrix->width; k++) {
        gaps[k] = present[k] < MOSTLY_MISSING * matrix->n;
        any = any || gaps[k];
    }
    return any ? g_steal_pointer(&gaps) : NULL;
}

/* Every (n ÷ SAMPLE)th row; of mostly missing columns some gaps show the value that fills them. */
static Matrix *
sample_rows(const Matrix *matrix, const guint8 *gaps)
{
    Matrix *sample = g_new0(Matrix, 1);
    guint32 width = matrix->width;
    guint32 stride = (guint32)(1 / SHOWN_GAPS);
    sample->n = SAMPLE;
    sample->width = width;
    sample->encoder = matrix->encoder;
    sample->n_blocks = (SAMPLE + FRAME_BLOCK - 1) / FRAME_BLOCK;
    sample->block = g_new0(float *, sample->n_blocks + 1);
    sample->row = g_new0(guint32, 1);
    sample->label = g_new0(float, SAMPLE);
    for (guint32 b = 0; b < sample->n_blocks; b++)
        sample->block[b] = g_new(float, (gsize)bins_rows(sample, b) * width);
    for (guint32 i = 0; i < SAMPLE; i++) {
        const float *from = matrix_row(matrix, (guint32)((guint64)i * matrix->n / SAMPLE));
        float *to = sample->block[i / FRAME_BLOCK] + (gsize)(i % FRAME_BLOCK) * width;
        memcpy(to, from, width * sizeof *to);
        for (guint32 k = 0; gaps && k < width; k++)
            if (gaps[k] && isnan(to[k]) && i % stride == 0)
                to[k] = ABOVE_ALL;
    }
    return sample;
}

/* Bins of the sample alone: a large table takes its limits from them. */
static DMatrixHandle
limits_new(const Matrix *matrix, const guint8 *gaps, int threads, GError **error)
{
    g_autoptr(Matrix) sample = sample_rows(matrix, gaps);
    return sort_into_bins(sample, NULL, NULL, threads, error);
}

DMatrixHandle
bins_new(const Matrix *matrix, int threads, guint8 **gaps, GError **error)
{
    *gaps = NULL;
    if (matrix->n < LARGE)
        return sort_into_bins(matrix, NULL, NULL, threads, error);
    *gaps = mostly_missing(matrix);
    DMatrixHandle limits = limits_new(matrix, *gaps, threads, error);
    if (!limits)
        return NULL;
    DMatrixHandle bins = sort_into_bins(matrix, *gaps, limits, threads, error);
    XGDMatrixFree(limits);
    return bins;
}
