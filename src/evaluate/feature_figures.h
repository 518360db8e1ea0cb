/* What the files on the figures of features share: rows by lot, and figures over values that were
 * computed. */
#pragma once

#include <foredesk/evaluate.h>

/* Places of `most` of n rows by lot, ascending; all of them where there are no more. The same n and
 * most give the same lot. The caller's; *taken says how many. */
guint32 *rows_by_lot(guint32 n, guint32 most, guint32 *taken);

/* What one feature alone says of the label over its n rows: of yes or no the AUC, of a number the
 * rank correlation. Numbers count either way round, over the rows that have one; `down`: more of it
 * means less. A category's values are put in order by the rates of four fifths of the rows and
 * judged on the last, five times round, so that what is learned by heart doesn't count; a rate
 * starts from ten rows of the overall one. Undefined below ten rows of a class. */
typedef struct {
    Interval power;
    gboolean down;
} FeaturePower;
FeaturePower feature_power(const FeatureValues *values, const double *label, TaskKind kind);

/* Shares of the later rows against the earlier ones: numbers in the tenths of the earlier rows and
 * missing, categories in the twenty commonest values, all others and missing. `noise` is what PSI
 * is without any drift. */
typedef struct {
    double psi, noise;
} FeatureDrift;
FeatureDrift feature_drift(const FeatureValues *earlier, const FeatureValues *later);

/* "yes", it holds; "moves", "another"; NULL: unknown. Only what goes beyond chance counts; 0.1 and
 * 0.25 are the usual marks of PSI. `style` of the word, or NULL. */
const char *feature_drift_word(double psi, double noise, const char **style);

double feature_missing(const FeatureValues *values); /* share of rows */
/* Code of a category's commonest value; 0 for numbers. */
gint32 feature_commonest(const FeatureValues *values);
/* "2025-03", the month of a row's seed in the desk's zone; NULL: it has none. The caller frees. */
char *feature_month_of(const Task *task, guint32 row);

/* How alike any two features are, n × n: numbers by |Spearman|, categories by Cramér's V, over the
 * rows where both have a value; NaN where those are less than four fifths of the rows where one of
 * them has, or the two are of different kinds. */
double *features_alike(GPtrArray *values);
