/* Models side by side: loading them with their scores, setting each one's line, and what the costs'
 * bootstrap says of them. */
#include <foredesk/evaluate.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

static const Quality no_quality = {
    .auc = {NAN, NAN, NAN}, .average_precision = NAN, .log_loss = NAN, .brier = NAN, .ece = NAN};

void
judged_free(Judged *judged)
{
    if (!judged)
        return;
    decision_table_free(judged->table);
    scores_free(judged->scores);
    g_free(judged->leaks);
    g_free(judged->suspects);
    model_free(judged->model);
    g_free(judged);
}

/* Quality stands in the model's row as {"validation": {…}, "test": {…}}. */
static void
read_quality(Judged *judged)
{
    json_t *parts = judged->model->quality ? json_loads(judged->model->quality, 0, NULL) : NULL;

    for (int part = 0; part < SPLIT_PARTS; part++) {
        judged->quality[part] = no_quality;
        json_t *one = json_object_get(parts, split_name((SplitPart)part));
        char *text = one ? json_dumps(one, JSON_REAL_PRECISION(17)) : NULL;
        if (text)
            quality_restore(text, &judged->quality[part]);
        free(text);
    }
    json_decref(parts);
}

/* Takes the model over. */
static Judged *
judged_of(Model *model, sqlite3 *database)
{
    Judged *judged = g_new0(Judged, 1);

    judged->model = model;
    judged->other = !model_of_regime(model, regime_frozen(database));
    judged->leaks = leak_marks_words(database, model->task_id, model->features, "leak");
    judged->suspects = leak_marks_words(database, model->task_id, model->features, "suspect");
    judged->open = model_open_columns(model);
    judged->figures = (CostFigures){INTERVAL_UNDEFINED, INTERVAL_UNDEFINED, INTERVAL_UNDEFINED,
                                    VERDICT_UNKNOWN, FALSE};
    read_quality(judged);
    return judged;
}

gboolean
judged_read(Judged *judged, sqlite3 *database, SplitPart part, GError **error)
{
    g_autoptr(GError) failure = NULL;

    if (judged->scores || judged->other)
        return TRUE;
    judged->scores = scores_load(database, judged->model->id, part, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (judged->scores)
        judged->table = decision_table_new(judged->scores);
    return TRUE;
}

GPtrArray *
judged_list(sqlite3 *database, gint64 task, GError **error)
{
    g_autoptr(GPtrArray) models = model_list(database, task, error);
    GPtrArray *all;

    if (!models)
        return NULL;
    all = g_ptr_array_new_with_free_func((GDestroyNotify)judged_free);
    g_ptr_array_set_free_func(models, NULL); /* each goes to its Judged */
    for (guint i = 0; i < models->len; i++)
        g_ptr_array_add(all, judged_of(g_ptr_array_index(models, i), database));
    return all;
}

GPtrArray *
judged_load(sqlite3 *database, gint64 task, SplitPart part, GError **error)
{
    g_autoptr(GPtrArray) all = judged_list(database, task, error);

    for (guint i = 0; all && i < all->len; i++)
        if (!judged_read(g_ptr_array_index(all, i), database, part, error))
            return NULL;
    return g_steal_pointer(&all);
}

Judged *
judged_load_model(sqlite3 *database, gint64 model, SplitPart part, GError **error)
{
    Model *loaded = model_load(database, model, error);
    Judged *judged = loaded ? judged_of(loaded, database) : NULL;

    if (judged && !judged_read(judged, database, part, error))
        g_clear_pointer(&judged, judged_free);
    return judged;
}

/* ---- lines -------------------------------------------------------------------------------- */

static const Judged *
find(GPtrArray *judged, gint64 id)
{
    for (guint i = 0; judged && i < judged->len; i++) {
        const Judged *one = g_ptr_array_index(judged, i);
        if (one->model->id == id && one->table)
            return one;
    }
    return NULL;
}

static Decision
cheapest_line(const Judged *judged, GPtrArray *validation, const Policy *policy)
{
    const Judged *chosen_on = validation ? find(validation, judged->model->id) : NULL;

    if (!validation || !chosen_on)
        return decision_cheapest(judged->table, policy);
    Decision there = decision_cheapest(chosen_on->table, policy);
    return decision_at_line(judged->table, there.line, policy);
}

void
judge(GPtrArray *judged, GPtrArray *validation, LineMode mode, gint64 selected, double line,
      const Policy *policy)
{
    const Judged *leader = mode == LINE_FIXED ? find(judged, selected) : NULL;
    guint32 flagged = leader ? decision_at_line(leader->table, line, policy).flagged : 0;

    for (guint i = 0; i < judged->len; i++) {
        Judged *one = g_ptr_array_index(judged, i);
        one->beyond = FALSE;
        if (!one->table)
            continue;
        if (strcmp(one->model->kind, "nobody") == 0)
            one->decision = decision_at(one->table, 0, policy);
        else if (strcmp(one->model->kind, "everybody") == 0) {
            one->decision = decision_at(one->table, one->table->n, policy);
            one->beyond = mode == LINE_CAPACITY &&
                          one->decision.flagged > decision_capacity(one->table, policy).flagged;
        } else if (mode == LINE_CHEAPEST)
            one->decision = cheapest_line(one, validation, policy);
        else if (mode == LINE_CAPACITY)
            one->decision = decision_capacity(one->table, policy);
        else if (!leader || one == leader)
            one->decision = decision_at_line(one->table, line, policy);
        else
            one->decision = decision_at(one->table, flagged, policy);
    }
}

/* Equal costs go to the later model of the comparison, which learned more. */
int
judged_best(GPtrArray *judged, const Policy *policy)
{
    int best = -1;
    double cost = INFINITY;

    for (guint i = 0; i < judged->len; i++) {
        const Judged *one = g_ptr_array_index(judged, i);
        if (one->table && !one->open && !one->beyond && one->decision.cost <= cost) {
            cost = one->decision.cost;
            best = (int)i;
        }
    }
    return best;
}

/* ---- the bootstrap ------------------------------------------------------------------------ */

/* The costs of another model's decision in the order of this one's scores, so that the two pair by
 * ticket. */
static void
paired_costs(const Scores *scores, const DecisionTable *other, const Decision *decision,
             const Policy *policy, double *cost)
{
    g_autoptr(GHashTable) place = g_hash_table_new(NULL, NULL);
    g_autofree double *own = g_new(double, other->n + 1);

    for (guint32 i = 0; i < scores->n; i++)
        g_hash_table_insert(place, GUINT_TO_POINTER(scores->row[i] + 1), GUINT_TO_POINTER(i));
    decision_costs(other, decision, policy, own);
    for (guint32 i = 0; i < other->n; i++)
        cost[GPOINTER_TO_UINT(
            g_hash_table_lookup(place, GUINT_TO_POINTER(other->scores->row[i] + 1)))] = own[i];
}

/* The AUCs of two models on the same rows. */
static Interval
auc_difference(const Scores *scores, const Scores *best)
{
    g_autoptr(GHashTable) place = g_hash_table_new(NULL, NULL);
    g_autofree double *other = g_new(double, (gsize)scores->n + 1);

    for (guint32 i = 0; i < best->n; i++)
        g_hash_table_insert(place, GUINT_TO_POINTER(best->row[i] + 1), GUINT_TO_POINTER(i));
    for (guint32 i = 0; i < scores->n; i++)
        other[i] = best->score[GPOINTER_TO_UINT(
            g_hash_table_lookup(place, GUINT_TO_POINTER(scores->row[i] + 1)))];
    return stats_auc_compare(scores->score, other, scores->label, scores->n, 0.95).difference;
}

#define RESAMPLES 1000

void
cost_figures(const DecisionTable *table, const Decision *decision, const DecisionTable *best,
             const Decision *best_decision, const Policy *policy, guint64 seed,
             CostFigures *figures)
{
    const Scores *scores = table->scores;
    guint32 n = scores->n;
    g_autofree double *own = g_new0(double, n + 1);
    g_autofree double *other = g_new0(double, n + 1);

    decision_costs(table, decision, policy, own);
    figures->cost = stats_bootstrap_cost(own, NULL, scores->cluster, n, RESAMPLES, seed, 0.95);
    figures->difference = INTERVAL_UNDEFINED;
    figures->auc_difference = INTERVAL_UNDEFINED;
    figures->verdict = VERDICT_UNKNOWN;
    if (best == table || best->n != n)
        return;
    paired_costs(scores, best, best_decision, policy, other);
    figures->difference =
        stats_bootstrap_cost(own, other, scores->cluster, n, RESAMPLES, seed, 0.95);
    figures->verdict = stats_verdict(figures->difference, TRUE);
    figures->auc_difference = auc_difference(scores, best->scores);
}
