/* The figures of all features of a task that need no model: alone, missing, then and now, alike,
 * and what computing them costs. Read by the report of pane 4, one row an expression. */
#include "evaluate/feature_seasons.h"

#include <math.h>

enum { ROWS = 20000, ROWS_ALIKE = 5000, MOST_ALIKE = 8 };
static const double ALIKE = 0.9, LEAST_ALIKE = 0.7;

typedef struct {
    guint32 *row, n;
} Drawn;

guint32 *
feature_rows(const Task *task, SplitPart part, guint32 *n)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    for (guint32 row = 0; row < task->n; row++)
        if (task->part[row] == part && !isnan(task->label[row]))
            g_array_append_val(rows, row);
    guint32 *row = rows_by_lot(rows->len, ROWS, n);
    for (guint32 i = 0; i < *n; i++)
        row[i] = g_array_index(rows, guint32, row[i]);
    return row;
}

static void
name_columns(ReportTable *table)
{
    report_column(table, "expression", "PQL", UNIT_NONE, 0);
    report_column(table, "power", "alone", UNIT_DECIMAL, 3)->interval = TRUE;
    report_column(table, "down", "more of it means less", UNIT_BOOLEAN, 0);
    report_column(table, "missing", "missing", UNIT_SHARE, 1);
    report_column(table, "psi", "PSI", UNIT_DECIMAL, 4);
    report_column(table, "psi_noise", "PSI by chance", UNIT_DECIMAL, 4);
    report_column(table, "reads", "reads", UNIT_DECIMAL, 1);
    report_column(table, "alike", "alike", UNIT_COUNT, 0);
    report_column(table, "twin", "most alike", UNIT_NONE, 0);
    report_column(table, "likeness", "how alike", UNIT_DECIMAL, 3);
}

typedef struct {
    const Task *task;
    GPtrArray *features;
    Drawn train, validation;
    GPtrArray *values; /* FeatureValues*, over training rows */
    double *label;     /* of them */
    guint *group;
    double *alike;
    SeasonRows *seasons;
    GArray *findings; /* SeasonFinding */
} Figures;

static void
figures_clear(Figures *figures)
{
    g_free(figures->train.row);
    g_free(figures->validation.row);
    g_clear_pointer(&figures->values, g_ptr_array_unref);
    g_free(figures->label);
    g_free(figures->group);
    g_free(figures->alike);
    season_rows_free(figures->seasons);
    g_clear_pointer(&figures->findings, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Figures, figures_clear)

/* The values of fewer rows, where likeness would take too long. Borrows nothing. */
static GPtrArray *
fewer_rows(GPtrArray *values, guint32 n)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)feature_values_free);
    guint32 taken;
    g_autofree guint32 *at = rows_by_lot(n, ROWS_ALIKE, &taken);

    for (guint f = 0; f < values->len; f++) {
        const FeatureValues *whole = g_ptr_array_index(values, f);
        FeatureValues *one = g_new0(FeatureValues, 1);
        one->feature = whole->feature;
        one->dictionary = whole->dictionary;
        one->n = taken;
        if (whole->number)
            one->number = g_new(double, (gsize)taken + 1);
        else
            one->code = g_new(gint32, (gsize)taken + 1);
        for (guint32 i = 0; i < taken; i++)
            if (one->number)
                one->number[i] = whole->number[at[i]];
            else
                one->code[i] = whole->code[at[i]];
        g_ptr_array_add(all, one);
    }
    return all;
}

static void
find_alike(Figures *figures)
{
    guint n = figures->features->len;
    g_autoptr(GPtrArray) fewer = fewer_rows(figures->values, figures->train.n);

    figures->alike = features_alike(fewer);
    figures->group = g_new0(guint, (gsize)n + 1);
    stats_complete_linkage(figures->alike, n, ALIKE, figures->group);
}

/* The feature that this one is most like, −1: none is. */
static int
twin_of(const Figures *figures, guint feature)
{
    guint n = figures->features->len;
    const double *alike = figures->alike + (gsize)feature * n;
    int twin = -1;

    for (guint i = 0; i < n; i++)
        if (i != feature && !isnan(alike[i]) && (twin < 0 || alike[i] > alike[twin]))
            twin = (int)i;
    return twin;
}

static gboolean
add_feature(ReportTable *table, const Figures *figures, guint i, FeatureEngine *engine,
            GError **error)
{
    const Feature *feature = g_ptr_array_index(figures->features, i);
    const FeatureValues *values = g_ptr_array_index(figures->values, i);
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, (gpointer)feature);
    g_autoptr(GPtrArray) later =
        feature_compute(engine, one, figures->validation.row, figures->validation.n, NULL, error);
    double reads = later ? feature_reads(engine, feature, figures->train.row,
                                         MIN(figures->train.n, ROWS_ALIKE), error)
                         : NAN;
    if (isnan(reads))
        return FALSE;
    FeaturePower power = feature_power(values, figures->label, figures->task->kind);
    FeatureDrift drift = feature_drift(values, g_ptr_array_index(later, 0));
    int twin = twin_of(figures, i);

    season_ask(figures->seasons, values, figures->label, figures->task->kind, i, figures->findings);
    report_row(table);
    report_cell_text(table, feature->expression);
    cell_interval(report_cell(table, power.power.value), power.power.low, power.power.high);
    report_cell(table, power.down);
    report_cell(table, feature_missing(values));
    report_cell(table, drift.psi);
    report_cell(table, drift.noise);
    report_cell(table, reads);
    report_cell(table, figures->group[i]);
    report_cell_text(
        table,
        twin < 0 ? NULL : ((Feature *)g_ptr_array_index(figures->features, (guint)twin))->name);
    report_cell(table,
                twin < 0 ? NAN : figures->alike[(gsize)i * figures->features->len + (guint)twin]);
    return TRUE;
}

/* Those that each is like, the most alike first: a line a pair, both ways round. */
static void
add_alike(Report *report, const Figures *figures)
{
    ReportTable *table = report_table(report, "alike", NULL);
    guint n = figures->features->len;
    g_autofree double *unlike = g_new(double, (gsize)n + 1);
    g_autofree guint32 *order = g_new(guint32, (gsize)n + 1);

    report_column(table, "expression", "PQL", UNIT_NONE, 0);
    report_column(table, "like", "is like", UNIT_NONE, 0);
    report_column(table, "likeness", "how alike", UNIT_DECIMAL, 3);
    for (guint i = 0; i < n; i++) {
        for (guint k = 0; k < n; k++)
            unlike[k] = k == i ? NAN : -figures->alike[(gsize)i * n + k];
        stats_order(unlike, n, NULL, order);
        for (guint k = 0; k < MIN(n, MOST_ALIKE) && unlike[order[k]] <= -LEAST_ALIKE; k++) {
            report_row(table);
            report_cell_text(table,
                             ((Feature *)g_ptr_array_index(figures->features, i))->expression);
            report_cell_text(
                table, ((Feature *)g_ptr_array_index(figures->features, order[k]))->expression);
            report_cell(table, -unlike[order[k]]);
        }
    }
}

Report *
feature_figures_report(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
                       GError **error)
{
    g_autoptr(GPtrArray) features = features_load(database, task, error);
    g_autoptr(FeatureEngine) engine =
        features ? feature_engine_new(task, frames, database, error) : NULL;
    g_auto(Figures) figures = {.task = task, .features = features};

    if (!engine)
        return NULL;
    figures.train.row = feature_rows(task, SPLIT_TRAIN, &figures.train.n);
    figures.validation.row = feature_rows(task, SPLIT_VALIDATION, &figures.validation.n);
    figures.values =
        feature_compute(engine, features, figures.train.row, figures.train.n, progress, error);
    if (!figures.values)
        return NULL;
    figures.label = g_new(double, (gsize)figures.train.n + 1);
    for (guint32 i = 0; i < figures.train.n; i++)
        figures.label[i] = task->label[figures.train.row[i]];
    find_alike(&figures);
    figures.seasons = season_rows_new(task, figures.train.row, figures.train.n);
    figures.findings = g_array_new(FALSE, FALSE, sizeof(SeasonFinding));
    g_autoptr(Report) report = report_new("feature-figures", NULL);
    ReportTable *table = report_table(report, "figures", NULL);
    name_columns(table);
    progress_phase(progress, "judging features", features->len, "features");
    for (guint i = 0; i < features->len; i++) {
        if (progress_stop(progress, error) || !add_feature(table, &figures, i, engine, error))
            return NULL;
        progress_advance(progress, i + 1);
    }
    add_alike(report, &figures);
    season_keep(figures.findings);
    season_table(report, figures.findings, figures.seasons, figures.values, figures.label,
                 task->kind);
    report_number(report, "train", NULL, UNIT_COUNT, 0, figures.train.n);
    report_number(report, "validation", NULL, UNIT_COUNT, 0, figures.validation.n);
    return g_steal_pointer(&report);
}
