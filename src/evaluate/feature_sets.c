/* Sets of features held against each other: trained in memory, judged on the same validation rows
 * in money, paired by ticket. The set as it stands now against a model; ever fewer features down to
 * one; named sets against everything. */
#include "evaluate/reporting.h"
#include "evaluate/trials.h"

#include <math.h>
#include <string.h>

static const char *const judged_words =
    "All were judged on the same validation rows, %s; sets are chosen there too, so the figure of "
    "the one chosen is a little flattered.";

static void
add_cost_columns(ReportTable *table, gboolean timed)
{
    ReportColumn *cost =
        report_column(table, "cost", timed ? "cost a month" : "cost", UNIT_MONEY, 0);
    ReportColumn *more = report_column(table, "more", "against the best", UNIT_MONEY, 0);
    report_column(table, "verdict", "", UNIT_NONE, 0);
    ReportColumn *auc = report_column(table, "auc", "AUC", UNIT_DECIMAL, 3);
    cost->right = cost->interval = more->right = more->interval = TRUE;
    auc->right = auc->interval = auc->expert = TRUE;
}

static void
add_interval(ReportTable *table, Interval value)
{
    Cell *cell = report_cell(table, value.value);
    if (!isnan(value.low))
        cell_interval(cell, value.low, value.high);
}

/* ---- trained sets ------------------------------------------------------------------------------
 */

typedef struct {
    char *name;
    GPtrArray *features; /* Feature*, borrowed */
    WorthSide side;
    Interval cost, more; /* more than the best */
    gboolean saved;      /* kept by that name */
} Trial;

static void
trial_free(gpointer data)
{
    Trial *trial = data;
    worth_side_clear(&trial->side);
    g_ptr_array_unref(trial->features);
    g_free(trial->name);
    g_free(trial);
}

typedef struct {
    const Task *task;
    FrameStore *frames;
    sqlite3 *database;
    const WorthTerms *terms;
    const Model *like; /* kind, parameters and seed to train with; NULL: boosted trees */
    Progress *progress;
    GPtrArray *trials; /* Trial* */
    guint best;
    double months;
    guint32 sampled; /* training rows by lot; 0: all of them */
} Trials;

LearnData *
trial_data(const Task *task, FrameStore *frames, sqlite3 *database, GPtrArray *features,
           const WorthTerms *terms, guint32 *sampled, Progress *progress, GError **error)
{
    LearnData *data = learn_data_new(task, frames, database, features, progress, error);
    guint32 most = terms->most ? terms->most : SETS_TRIED_ON, n, taken;

    if (!data)
        return NULL;
    learn_data_rows(data, SPLIT_TRAIN, &n);
    if (n > most) {
        g_autofree guint32 *at = rows_by_lot(n, most, &taken);
        learn_data_only(data, SPLIT_TRAIN, at, taken);
        *sampled = taken;
    }
    learn_data_only(data, SPLIT_TEST, NULL, 0);
    return data;
}

void
trial_say_sampled(Report *report, guint32 sampled)
{
    g_autofree char *rows = number_count(sampled);

    if (sampled)
        report_say(report,
                   "Each learned from the same %s training rows, drawn by lot; a model trained on "
                   "all of them may do a little better.",
                   rows);
    report_number(report, "sampled", NULL, UNIT_COUNT, 0, sampled ? sampled : NAN);
}

static Trial *
train(Trials *all, const char *name, GPtrArray *features, GError **error)
{
    g_autoptr(LearnData) data = trial_data(all->task, all->frames, all->database, features,
                                           all->terms, &all->sampled, all->progress, error);
    if (!data)
        return NULL;
    Trial *trial = g_new0(Trial, 1);

    trial->name = g_strdup(name);
    trial->features = g_ptr_array_ref(features);
    g_ptr_array_add(all->trials, trial);
    return worth_train(&trial->side, data, features, all->like, all->frames, all->database,
                       all->progress, error)
               ? trial
               : NULL;
}

/* Costs of all, and how much more than the cheapest of them each costs. */
static void
hold_against_best(Trials *all)
{
    g_auto(WorthTickets) tickets = {0};
    g_autofree WorthSide **sides = g_new(WorthSide *, all->trials->len);
    g_autoptr(GPtrArray) costs = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < all->trials->len; i++)
        sides[i] = &((Trial *)g_ptr_array_index(all->trials, i))->side;
    worth_decide(sides, all->trials->len, all->terms);
    worth_tickets_init(&tickets, all->task, sides[0]->scores);
    all->months = tickets.months;
    for (guint i = 0; i < all->trials->len; i++) {
        Trial *trial = g_ptr_array_index(all->trials, i);
        double *cost = g_new0(double, tickets.n + 1);
        worth_add_costs(&tickets, &trial->side, NULL, all->terms, 1, cost);
        trial->cost = worth_money(&tickets, cost, NULL);
        g_ptr_array_add(costs, cost);
        if (trial->cost.value < ((Trial *)g_ptr_array_index(all->trials, all->best))->cost.value)
            all->best = i;
    }
    for (guint i = 0; i < all->trials->len; i++)
        ((Trial *)g_ptr_array_index(all->trials, i))->more =
            worth_money(&tickets, g_ptr_array_index(costs, i), g_ptr_array_index(costs, all->best));
}

static Trials
trials_new(const Task *task, FrameStore *frames, sqlite3 *database, const WorthTerms *terms,
           const Model *like, Progress *progress)
{
    return (Trials){.task = task,
                    .frames = frames,
                    .database = database,
                    .terms = terms,
                    .like = like,
                    .progress = progress,
                    .trials = g_ptr_array_new_with_free_func(trial_free)};
}

static void
add_trial(ReportTable *table, const Trials *all, guint i)
{
    const Trial *trial = g_ptr_array_index(all->trials, i);

    report_row(table);
    report_cell_text(table, trial->name);
    report_cell(table, trial->features->len);
    add_interval(table, trial->cost);
    add_interval(table, i == all->best ? (Interval){0, NAN, NAN} : trial->more);
    report_cell_text(table,
                     i == all->best ? "the best" : verdict_word(stats_verdict(trial->more, TRUE)));
    add_interval(table, trial->side.auc);
}

/* ---- as it stands now --------------------------------------------------------------------------
 */

Report *
feature_refit_report(const Task *task, const Judged *judged, FrameStore *frames, sqlite3 *database,
                     const WorthTerms *terms, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = features_load_enabled(database, task, error);
    Trials all = trials_new(task, frames, database, terms, judged->model, progress);
    g_autoptr(GPtrArray) trials = all.trials;
    Report *report = NULL;

    if (!features || !worth_can_judge(task, error) ||
        !train(&all, "then", judged->model->features, error) ||
        !train(&all, "now", features, error))
        return NULL;
    hold_against_best(&all);
    const Trial *then = g_ptr_array_index(trials, 0), *now = g_ptr_array_index(trials, 1);
    Interval more = all.best == 0
                        ? now->more
                        : (Interval){-then->more.value, -then->more.high, -then->more.low};
    report = report_new("refit", "Trained again");
    report_say(report, "With the features as they are now, %s learned anew.", judged->model->name);
    trial_say_sampled(report, all.sampled);
    report_regime_of(report, task->frozen, task->frame->table->name);
    cell_interval(report_number(report, "more", "costs more", UNIT_MONEY, 0, more.value), more.low,
                  more.high);
    report_text(report, "verdict", NULL, verdict_word(stats_verdict(more, TRUE)));
    ReportTable *table = report_table(report, "sets", NULL);
    report_column(table, "set", "features", UNIT_NONE, 0);
    report_column(table, "features", "how many", UNIT_COUNT, 0)->right = TRUE;
    add_cost_columns(table, !isnan(all.months));
    add_trial(table, &all, 0);
    add_trial(table, &all, 1);
    return report;
}

/* ---- ever fewer --------------------------------------------------------------------------------
 */

/* The `most` features that a model leans on most, in the order they came. */
static GPtrArray *
leading(const Model *model, GPtrArray *features, guint most)
{
    g_autofree double *importance = model_importance(model);
    g_autofree double *rank = g_new(double, features->len + 1);
    g_autofree guint32 *order = g_new(guint32, features->len + 1);
    g_autofree guint8 *kept = g_new0(guint8, features->len + 1);
    GPtrArray *left = g_ptr_array_new();

    for (guint i = 0; i < features->len; i++)
        rank[i] = importance ? -importance[i] : 0;
    stats_order(rank, features->len, NULL, order);
    for (guint i = 0; i < MIN(most, features->len); i++)
        kept[order[i]] = 1;
    for (guint i = 0; i < features->len; i++)
        if (kept[i])
            g_ptr_array_add(left, g_ptr_array_index(features, i));
    return left;
}

/* The next smaller set: by a third while there are many, one by one below eight. */
static guint
next_size(guint size)
{
    return size > 8 ? size * 2 / 3 : size - 1;
}

static gboolean
train_ever_fewer(Trials *all, GPtrArray *features, GError **error)
{
    g_autoptr(GPtrArray) left = g_ptr_array_ref(features);

    while (TRUE) {
        g_autofree char *name = g_strdup_printf("%u", left->len);
        const Trial *trial = train(all, name, left, error);
        if (!trial)
            return FALSE;
        if (left->len == 1)
            return TRUE;
        GPtrArray *fewer = leading(trial->side.model, left, next_size(left->len));
        g_ptr_array_unref(left);
        left = fewer;
    }
}

/* The smallest that costs no more than one standard error more than the best, paired by ticket. */
static guint
smallest(const Trials *all)
{
    guint chosen = all->best;

    for (guint i = all->best; i < all->trials->len; i++) {
        const Trial *trial = g_ptr_array_index(all->trials, i);
        double error = (trial->more.high - trial->more.low) / (2 * stats_normal_two_sided(0.95));
        if (i == all->best || trial->more.value <= error)
            chosen = i;
    }
    return chosen;
}

static void
say_smallest(Report *report, const Trials *all, guint chosen, guint features)
{
    const Trial *trial = g_ptr_array_index(all->trials, chosen);
    const Trial *whole = g_ptr_array_index(all->trials, 0);
    g_autofree char *cost = number_money(trial->cost.value),
                    *of_all = number_money(whole->cost.value);
    g_autofree char *how = g_strdup_printf(judged_words, worth_terms_words(all->terms));
    const char *month = isnan(all->months) ? "" : " a month";

    if (chosen == 0)
        report_say(report,
                   "All %u features are needed: every smaller set costs more than chance explains.",
                   features);
    else
        report_say(report, "%u of %u features do as well: they cost %s%s, all of them %s.",
                   trial->features->len, features, cost, month, of_all);
    report_say(report,
               "Boosted trees dropped, step by step, what they leaned on least in training; the "
               "smallest set within one standard error of the cheapest is taken.");
    report_say(report, "%s", how);
    trial_say_sampled(report, all->sampled);
    report_regime_of(report, all->task->frozen, all->task->frame->table->name);
    if (chosen)
        report_say(report, "+ leaves only these on; u brings the others back.");
}

Report *
feature_smallest_report(const Task *task, FrameStore *frames, sqlite3 *database,
                        const WorthTerms *terms, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = features_load_enabled(database, task, error);
    Trials all = trials_new(task, frames, database, terms, NULL, progress);
    g_autoptr(GPtrArray) trials = all.trials;

    if (!features || !worth_can_judge(task, error))
        return NULL;
    if (!features->len) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no feature is on: turn one on in the Features pane");
        return NULL;
    }
    if (!train_ever_fewer(&all, features, error))
        return NULL;
    hold_against_best(&all);
    guint chosen = smallest(&all);
    const Trial *taken = g_ptr_array_index(trials, chosen);
    Report *report = report_new("smallest", "Fewer features");
    say_smallest(report, &all, chosen, features->len);
    report_number(report, "chosen", NULL, UNIT_COUNT, 0, taken->features->len);
    ReportTable *table = report_table(report, "sizes", "EVER FEWER FEATURES");
    report_column(table, "set", NULL, UNIT_NONE, 0);
    report_column(table, "features", "features", UNIT_COUNT, 0)->right = TRUE;
    add_cost_columns(table, !isnan(all.months));
    ReportTable *list =
        report_table(report, "chosen_features", "THE SMALLEST SET THAT DOES AS WELL");
    report_column(list, "name", "feature", UNIT_NONE, 0);
    report_column(list, "sentence", "what it is", UNIT_NONE, 0);
    report_column(list, "expression", "PQL", UNIT_NONE, 0)->expert = TRUE;
    for (guint i = 0; i < taken->features->len; i++) {
        const Feature *feature = g_ptr_array_index(taken->features, i);
        report_row(list);
        report_cell_text(list, feature->name);
        report_cell_text(list, feature->sentence);
        report_cell_text(list, feature->expression);
    }
    ReportCurve *curve = report_curve(report, "cost", "cost by number of features", "features",
                                      isnan(all.months) ? "cost" : "cost a month");
    for (guint i = 0; i < trials->len; i++) {
        add_trial(table, &all, i);
        cell_style(report_at(table, i, 1), i == chosen ? "good" : NULL);
    }
    for (guint i = trials->len; i-- > 0;) {
        const Trial *trial = g_ptr_array_index(trials, i);
        report_point(curve, trial->features->len, trial->cost.value);
    }
    return report;
}

/* ---- named sets --------------------------------------------------------------------------------
 */

/* Customer history, category and time of day: what a guide would start with. */
static gboolean
is_usual(const Feature *feature, const Task *task)
{
    const TableInfo *table = task->frame->table;

    if (g_str_has_suffix(feature->group, "history") || strcmp(feature->group, "calendar") == 0 ||
        strcmp(feature->group, "track record") == 0)
        return TRUE;
    if (!feature->node || feature->node->type != PQL_COLUMN || feature->relational)
        return FALSE;
    const ColumnInfo *column = table_column(table, feature->node->name, NULL);
    return column && column->role == ROLE_CATEGORY;
}

static GPtrArray *
pick(GPtrArray *features, const char *expressions)
{
    g_auto(GStrv) lines = g_strsplit(expressions, "\n", -1);
    GPtrArray *picked = g_ptr_array_new();

    for (guint i = 0; i < features->len; i++) {
        Feature *feature = g_ptr_array_index(features, i);
        if (g_strv_contains((const char *const *)lines, feature->expression))
            g_ptr_array_add(picked, feature);
    }
    return picked;
}

static gboolean
train_named(Trials *all, GPtrArray *features, GError **error)
{
    g_autoptr(GPtrArray) on = g_ptr_array_new(), usual = g_ptr_array_new();
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(all->database, error,
                   "SELECT name, features FROM feature_set WHERE task_id = ? ORDER BY name", "i",
                   all->task->id);

    for (guint i = 0; i < features->len; i++) {
        Feature *feature = g_ptr_array_index(features, i);
        if (feature->enabled)
            g_ptr_array_add(on, feature);
        if (feature->enabled && is_usual(feature, all->task))
            g_ptr_array_add(usual, feature);
    }
    if (!rows || !train(all, "everything that is on", on, error))
        return FALSE;
    if (usual->len && usual->len < on->len &&
        !train(all, "customer history, category, time of day", usual, error))
        return FALSE;
    while (db_step(rows, NULL)) {
        g_autoptr(GPtrArray) set = pick(features, (const char *)sqlite3_column_text(rows, 1));
        Trial *trial =
            set->len ? train(all, (const char *)sqlite3_column_text(rows, 0), set, error) : NULL;
        if (set->len && !trial)
            return FALSE;
        if (trial)
            trial->saved = TRUE;
    }
    return TRUE;
}

Report *
feature_sets_report(const Task *task, FrameStore *frames, sqlite3 *database,
                    const WorthTerms *terms, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = features_load(database, task, error);
    Trials all = trials_new(task, frames, database, terms, NULL, progress);
    g_autoptr(GPtrArray) trials = all.trials;

    if (!features || !worth_can_judge(task, error) || !train_named(&all, features, error))
        return NULL;
    hold_against_best(&all);
    const Trial *best = g_ptr_array_index(trials, all.best);
    g_autofree char *how = g_strdup_printf(judged_words, worth_terms_words(terms));
    g_autofree char *cost = number_money(best->cost.value);
    Report *report = report_new("sets", "Sets of features");
    report_say(report, "Of %u sets of features the cheapest is \"%s\": %s%s.", trials->len,
               best->name, cost, isnan(all.months) ? "" : " a month");
    report_say(report, "Boosted trees, the same seed for each. %s", how);
    trial_say_sampled(report, all.sampled);
    report_regime_of(report, task->frozen, task->frame->table->name);
    report_say(report, "K keeps what is on now as a set of a name you give; + lets the model see "
                       "the set under the cursor and no others, and u takes that back.");
    ReportTable *table = report_table(report, "sets", NULL);
    report_column(table, "set", "set", UNIT_NONE, 0);
    report_column(table, "features", "features", UNIT_COUNT, 0)->right = TRUE;
    add_cost_columns(table, !isnan(all.months));
    report_column(table, "saved", NULL, UNIT_BOOLEAN, 0);
    for (guint i = 0; i < trials->len; i++) {
        add_trial(table, &all, i);
        report_cell(table, ((Trial *)g_ptr_array_index(trials, i))->saved);
    }
    return report;
}
