/* From the learner's matrix to the columns of the regression. Numbers are cut at their 1st and 99th
 * percentile (METHODS.md: unbounded ones fail when the scale changes) and laid on 0–1; a missing
 * one takes the mean and raises a column of its own. */
#include "learn/design.h"

#include <math.h>

/* Percentiles come from an even sample of this many rows. */
#define SAMPLE 100000

typedef struct {
    double smallest, largest, sum;
    guint32 present;
    GArray *sample; /* double */
} ColumnRange;

static gboolean
is_number(const Encoder *encoder, GPtrArray *features, guint column)
{
    const Feature *feature = features->pdata[encoder_column_feature(encoder, column)];
    return feature->numeric;
}

static void
measure(const Matrix *matrix, ColumnRange *ranges)
{
    guint32 stride = MAX(1, (matrix->n + SAMPLE - 1) / SAMPLE);
    for (guint32 i = 0; i < matrix->n; i++) {
        const float *values = matrix_row(matrix, i);
        for (guint32 k = 0; k < matrix->width; k++) {
            double value = (double)values[k];
            if (!ranges[k].sample || isnan(value))
                continue;
            ranges[k].present++;
            ranges[k].smallest = MIN(ranges[k].smallest, value);
            ranges[k].largest = MAX(ranges[k].largest, value);
            if (i % stride == 0)
                g_array_append_val(ranges[k].sample, value);
        }
    }
}

static DesignColumn
number_column(guint column, const ColumnRange *range)
{
    static const double ends[] = {0.01, 0.99};
    double cut[2] = {range->smallest, range->largest};
    if (range->sample->len > 0)
        stats_quantiles((const double *)(gpointer)range->sample->data, range->sample->len, ends, 2,
                        cut);
    if (!(cut[0] < cut[1])) { /* nearly always the same: only its ends tell */
        cut[0] = range->smallest;
        cut[1] = range->largest;
    }
    return (DesignColumn){column, FALSE, cut[0], cut[1], 0};
}

static double
on_unit(const DesignColumn *column, double value)
{
    return (CLAMP(value, column->low, column->high) - column->low) / (column->high - column->low);
}

/* The mean of each number's cut values stands in where it is missing. */
static void
fill_with_means(Design *design, const Matrix *matrix, const ColumnRange *ranges)
{
    g_autofree double *sums = g_new0(double, design->columns->len + 1);
    for (guint32 i = 0; i < matrix->n; i++) {
        const float *values = matrix_row(matrix, i);
        for (guint j = 0; j < design->columns->len; j++) {
            const DesignColumn *column = &g_array_index(design->columns, DesignColumn, j);
            double value = (double)values[column->column];
            if (!column->missing && !isnan(value))
                sums[j] += on_unit(column, value);
        }
    }
    for (guint j = 0; j < design->columns->len; j++) {
        DesignColumn *column = &g_array_index(design->columns, DesignColumn, j);
        guint32 present = ranges[column->column].present;
        column->fill = present > 0 ? sums[j] / present : 0;
    }
}

static void
lay_out(Design *design, const Matrix *matrix, GPtrArray *features, const ColumnRange *ranges)
{
    for (guint k = 0; k < matrix->width; k++) {
        guint feature = encoder_column_feature(matrix->encoder, k);
        if (!ranges[k].sample) {
            gboolean first = k == 0 || encoder_column_feature(matrix->encoder, k - 1) != feature;
            DesignColumn level = {k, FALSE, 0, 1, 0};
            if (!first) /* the commonest level is what the others are held against */
                g_array_append_val(design->columns, level);
            continue;
        }
        DesignColumn number = number_column(k, &ranges[k]), gap = {k, TRUE, 0, 1, 0};
        if (number.low < number.high)
            g_array_append_val(design->columns, number);
        if (ranges[k].present < matrix->n)
            g_array_append_val(design->columns, gap);
    }
}

Design *
design_new(const Matrix *matrix, GPtrArray *features)
{
    Design *design = g_new0(Design, 1);
    g_autofree ColumnRange *ranges = g_new0(ColumnRange, matrix->width + 1);
    design->columns = g_array_new(FALSE, FALSE, sizeof(DesignColumn));
    for (guint k = 0; k < matrix->width; k++) {
        ranges[k] = (ColumnRange){INFINITY, -INFINITY, 0, 0, NULL};
        if (is_number(matrix->encoder, features, k))
            ranges[k].sample = g_array_new(FALSE, FALSE, sizeof(double));
    }
    measure(matrix, ranges);
    lay_out(design, matrix, features, ranges);
    fill_with_means(design, matrix, ranges);
    for (guint k = 0; k < matrix->width; k++)
        if (ranges[k].sample)
            g_array_unref(ranges[k].sample);
    return design;
}

void
design_free(Design *design)
{
    if (!design)
        return;
    g_array_unref(design->columns);
    g_free(design);
}

guint
design_width(const Design *design)
{
    return design->columns->len + 1;
}

void
design_row(const Design *design, const float *values, double *x)
{
    x[0] = 1;
    for (guint j = 0; j < design->columns->len; j++) {
        const DesignColumn *column = &g_array_index(design->columns, DesignColumn, j);
        double value = (double)values[column->column];
        if (column->missing)
            x[j + 1] = isnan(value);
        else
            x[j + 1] = isnan(value) ? column->fill : on_unit(column, value);
    }
}

void
design_keep(Design *design, const guint *places, guint count)
{
    GArray *kept = g_array_new(FALSE, FALSE, sizeof(DesignColumn));
    for (guint i = 0; i < count; i++)
        g_array_append_val(kept, g_array_index(design->columns, DesignColumn, places[i] - 1));
    g_array_unref(design->columns);
    design->columns = kept;
}

char *
design_name(const Design *design, guint place, const Encoder *encoder)
{
    if (place == 0)
        return g_strdup("(intercept)");
    const DesignColumn *column = &g_array_index(design->columns, DesignColumn, place - 1);
    const char *name = encoder_column_name(encoder, column->column);
    return column->missing ? g_strdup_printf("%s missing", name) : g_strdup(name);
}
