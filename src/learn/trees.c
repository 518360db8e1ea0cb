/* What the two kinds of trees share: scoring, explaining and weighing a stored booster. */
#include "learn/booster.h"

#include <math.h>

void
booster_parameter(BoosterParameter *parameter, const char *name, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    parameter->name = name;
    g_ascii_formatd(digits, sizeof digits, "%.9g", value);
    g_strlcpy(parameter->value, digits, sizeof parameter->value);
}

void
booster_setting(BoosterParameter *parameter, const char *name, const char *value)
{
    parameter->name = name;
    g_strlcpy(parameter->value, value, sizeof parameter->value);
}

gboolean
trees_margins(const Model *model, const Matrix *matrix, double *margin, GError **error)
{
    g_autoptr(Booster) booster = booster_load(model->payload, matrix->n, error);
    return booster && booster_margins(booster, matrix, 0, 0, margin, error);
}

gboolean
trees_explain(const Model *model, const Matrix *matrix, double *contributions, GError **error)
{
    return trees_explain_output(model, matrix, 1, NULL, contributions, error);
}

gboolean
trees_explain_output(const Model *model, const Matrix *matrix, guint outputs, const guint32 *which,
                     double *contributions, GError **error)
{
    guint features = model->features->len;
    gsize stride = (gsize)matrix->width + 1;
    g_autoptr(Booster) booster = booster_load(model->payload, matrix->n, error);
    if (!booster)
        return FALSE;
    g_autofree float *columns = booster_contributions(booster, matrix, outputs, error);
    if (!columns)
        return FALSE;
    for (guint32 i = 0; i < matrix->n; i++) {
        double *row = contributions + (gsize)i * (features + 1);
        const float *of = columns + stride * ((gsize)i * outputs + (which ? which[i] : 0));
        for (guint f = 0; f <= features; f++)
            row[f] = 0;
        for (guint32 k = 0; k < matrix->width; k++)
            row[encoder_column_feature(model->encoder, k)] += (double)of[k];
        row[features] = (double)of[matrix->width];
    }
    return TRUE;
}

double *
trees_importance(const Model *model, GError **error)
{
    g_autoptr(Booster) booster = booster_load(model->payload, 0, error);
    return booster ? booster_gains(booster, encoder_width(model->encoder), error) : NULL;
}
