/* How much worse a trained model does on validation when one feature's values are dealt out at
 * random among the rows (permutation importance, Breiman 2001): in AUC and in money. */
#include "evaluate/feature_figures.h"

#include <math.h>
#include <string.h>

enum { ROWS = 5000, DEALS = 5, RESAMPLES = 500 };

typedef struct {
    const Model *model;
    Matrix *matrix;
    guint32 n, flagged; /* as many as the model's line flags of these rows */
    guint8 *label;
    guint32 *cluster; /* or NULL */
    double *base, *base_cost;
    double auc;
    double months; /* of these rows: total ÷ months is a month's; NaN: untimed */
    Policy policy;
    double *dealt, *dealt_cost; /* room */
    float *kept;
} Drops;

static void
drops_clear(Drops *drops)
{
    g_clear_pointer(&drops->matrix, matrix_free);
    g_free(drops->label);
    g_free(drops->cluster);
    g_free(drops->base);
    g_free(drops->base_cost);
    g_free(drops->dealt);
    g_free(drops->dealt_cost);
    g_free(drops->kept);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Drops, drops_clear)

static float *
cell_of(const Drops *drops, guint32 row, guint32 column)
{
    const Matrix *matrix = drops->matrix;
    return matrix->block[row / FRAME_BLOCK] + (gsize)(row % FRAME_BLOCK) * matrix->width + column;
}

/* Adds what each row costs when the highest scores are flagged. */
static void
add_costs(const Drops *drops, const double *p, double share, double *cost)
{
    g_autofree guint32 *order = g_new(guint32, (gsize)drops->n + 1);

    stats_order(p, drops->n, NULL, order);
    for (guint32 i = 0; i < drops->n; i++) {
        guint32 row = order[i];
        gboolean flagged = i >= drops->n - drops->flagged;
        if (flagged != drops->label[row])
            cost[row] += share * (flagged ? drops->policy.false_alarm : drops->policy.missed);
    }
}

/* Columns of the matrix are moved together, row by row: what hangs together stays so. */
static void
deal(const Drops *drops, const GArray *columns, const guint32 *place)
{
    for (guint32 i = 0; i < drops->n; i++)
        for (guint c = 0; c < columns->len; c++)
            *cell_of(drops, i, g_array_index(columns, guint32, c)) =
                drops->kept[(gsize)place[i] * columns->len + c];
}

/* The columns of a feature, or of all features of a group. */
static GArray *
columns_of(const Model *model, const Feature *feature, const char *group)
{
    GArray *columns = g_array_new(FALSE, FALSE, sizeof(guint32));

    for (guint32 i = 0; i < encoder_width(model->encoder); i++) {
        const Feature *owner =
            g_ptr_array_index(model->features, encoder_column_feature(model->encoder, i));
        if (feature ? owner == feature : g_strcmp0(owner->group, group) == 0)
            g_array_append_val(columns, i);
    }
    return columns;
}

static guint32 *
shuffled(guint32 n, Random *random)
{
    guint32 *place = g_new(guint32, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++) {
        guint32 at = random_below(random, i + 1);
        place[i] = place[at];
        place[at] = i;
    }
    return place;
}

typedef struct {
    Interval auc, cost;
} Drop;

/* The variance of the mean of several deals: that of the rows, which all deals share (DeLong's, of
 * the pair), and that of dealing. */
static Interval
mean_of(const double *drop, const double *se)
{
    double mean = 0, rows = 0, dealing = 0, margin;

    for (guint i = 0; i < DEALS; i++) {
        mean += drop[i] / DEALS;
        rows += se[i] * se[i] / DEALS;
    }
    for (guint i = 0; i < DEALS; i++)
        dealing += (drop[i] - mean) * (drop[i] - mean) / (DEALS * (DEALS - 1.0));
    margin = stats_normal_two_sided(0.95) * sqrt(rows + dealing);
    return (Interval){mean, mean - margin, mean + margin};
}

static gboolean
drop_of(Drops *drops, const char *name, const GArray *columns, Drop *drop, GError **error)
{
    g_autofree guint32 *own = g_new(guint32, (gsize)drops->n + 1);
    double lost[DEALS], se[DEALS];
    gboolean fine = TRUE;
    Random random;

    random_seed(&random, hash_bytes(name, strlen(name), 1));
    memset(drops->dealt_cost, 0, drops->n * sizeof(double));
    for (guint32 i = 0; i < drops->n; i++) {
        own[i] = i;
        for (guint c = 0; c < columns->len; c++)
            drops->kept[(gsize)i * columns->len + c] =
                *cell_of(drops, i, g_array_index(columns, guint32, c));
    }
    for (guint i = 0; fine && i < DEALS; i++) {
        g_autofree guint32 *place = shuffled(drops->n, &random);
        deal(drops, columns, place);
        fine = model_score_matrix(drops->model, drops->matrix, drops->dealt, error);
        if (!fine)
            break;
        AucComparison pair =
            stats_auc_compare(drops->base, drops->dealt, drops->label, drops->n, 0.95);
        lost[i] = pair.difference.value;
        se[i] = isnan(pair.se) ? 0 : pair.se;
        add_costs(drops, drops->dealt, 1.0 / DEALS, drops->dealt_cost);
    }
    deal(drops, columns, own);
    if (!fine)
        return FALSE;
    drop->auc = mean_of(lost, se);
    drop->cost = stats_bootstrap_cost(drops->dealt_cost, drops->base_cost, drops->cluster, drops->n,
                                      RESAMPLES, 1, 0.95);
    double scale = isnan(drops->months) ? 1 : drops->months;
    drop->cost =
        (Interval){drop->cost.value / scale, drop->cost.low / scale, drop->cost.high / scale};
    return TRUE;
}

/* Validation rows by lot, with the model's own scores. */
static gboolean
drops_init(Drops *drops, const Judged *judged, const Policy *policy, FeatureEngine *engine,
           Progress *progress, GError **error)
{
    const Model *model = judged->model;
    const Scores *scores = judged->scores;
    g_autofree guint32 *row = rows_by_lot(scores->n, ROWS, &drops->n);
    guint32 n = drops->n;

    drops->model = model;
    drops->policy = *policy;
    drops->label = g_new(guint8, (gsize)n + 1);
    drops->cluster = scores->cluster ? g_new(guint32, (gsize)n + 1) : NULL;
    drops->base = g_new(double, (gsize)n + 1);
    drops->dealt = g_new(double, (gsize)n + 1);
    drops->base_cost = g_new0(double, (gsize)n + 1);
    drops->dealt_cost = g_new0(double, (gsize)n + 1);
    drops->months = scores->n ? scores->months * n / scores->n : NAN;
    for (guint32 i = 0; i < n; i++) {
        guint32 at = row[i];
        drops->flagged += at < judged->decision.flagged;
        drops->label[i] = scores->label[at];
        if (drops->cluster)
            drops->cluster[i] = scores->cluster[at];
        row[i] = scores->row[at];
    }
    feature_engine_learned(engine, model->encoder);
    g_autoptr(GPtrArray) values = feature_compute(engine, model->features, row, n, progress, error);
    drops->matrix = values ? matrix_new(model->encoder, values, NULL, n, NULL, error) : NULL;
    if (!drops->matrix || !model_score_matrix(model, drops->matrix, drops->base, error))
        return FALSE;
    drops->kept = g_new(float, (gsize)n * drops->matrix->width + 1);
    drops->auc = stats_auc(drops->base, drops->label, n, 0.95).auc.value;
    add_costs(drops, drops->base, 1, drops->base_cost);
    return TRUE;
}

static ReportTable *
drops_table(Report *report, const char *id, const char *name, const char *title)
{
    ReportTable *table = report_table(report, id, NULL);

    report_column(table, name, title, UNIT_NONE, 0);
    report_column(table, "drop", "AUC lost", UNIT_DECIMAL, 4)->interval = TRUE;
    report_column(table, "worth", "worth", UNIT_MONEY, 0)->interval = TRUE;
    return table;
}

static gboolean
add_drop(ReportTable *table, Drops *drops, const char *name, GArray *taken, Progress *progress,
         GError **error)
{
    g_autoptr(GArray) columns = taken;
    Drop drop;

    if (progress_stop(progress, error) || !drop_of(drops, name, columns, &drop, error))
        return FALSE;
    report_row(table);
    report_cell_text(table, name);
    cell_interval(report_cell(table, drop.auc.value), drop.auc.low, drop.auc.high);
    cell_interval(report_cell(table, drop.cost.value), drop.cost.low, drop.cost.high);
    return TRUE;
}

/* Each feature, then each group at once: features that say the same stand in for each other, so
 * that a group is worth more than the sum of what is in it. */
static gboolean
add_features(Report *report, Drops *drops, Progress *progress, GError **error)
{
    const Model *model = drops->model;
    ReportTable *table = report_find_table(report, "drops");
    ReportTable *groups = report_find_table(report, "groups");
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    progress_phase(progress, "dealing out values", model->features->len, "features");
    for (guint i = 0; i < model->features->len; i++) {
        const Feature *feature = g_ptr_array_index(model->features, i);
        const char *group = feature->group ? feature->group : "";
        if (!add_drop(table, drops, feature->expression, columns_of(model, feature, NULL), progress,
                      error) ||
            (g_hash_table_add(seen, (gpointer)group) &&
             !add_drop(groups, drops, group, columns_of(model, NULL, feature->group), progress,
                       error)))
            return FALSE;
        progress_advance(progress, i + 1);
    }
    return TRUE;
}

Report *
feature_drops_report(const Task *task, const Judged *judged, const Policy *policy,
                     FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    const Model *model = judged->model;
    g_autoptr(Report) report = report_new("feature-drops", NULL);
    g_autoptr(FeatureEngine) engine = NULL;
    g_auto(Drops) drops = {0};

    drops_table(report, "drops", "expression", "PQL");
    drops_table(report, "groups", "group", "group");
    if (model->why_not || !model->encoder || !model->features->len || !judged->scores)
        return g_steal_pointer(&report);
    engine = feature_engine_new(task, frames, database, error);
    if (!engine || !drops_init(&drops, judged, policy, engine, progress, error) ||
        !add_features(report, &drops, progress, error))
        return NULL;
    report_number(report, "rows", NULL, UNIT_COUNT, 0, drops.n);
    report_number(report, "auc", NULL, UNIT_DECIMAL, 4, drops.auc);
    return g_steal_pointer(&report);
}
