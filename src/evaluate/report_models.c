/* Pane 5 and `models`: the approaches side by side, each judged at its own line, against the best.
 */
#include "reporting.h"

#include <math.h>
#include <string.h>

static void
name_columns(ReportTable *table, gboolean timed)
{
    report_column(table, "id", NULL, UNIT_COUNT, 0);
    report_column(table, "name", "approach", UNIT_NONE, 0);
    report_column(table, "kind", NULL, UNIT_NONE, 0);
    report_column(table, "split", NULL, UNIT_NONE, 0);
    report_column(table, "caught", "caught", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "recall", "of all", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "precision", "flag is right", UNIT_SHARE, 1)->right = TRUE;
    ReportColumn *month =
        report_column(table, "cost_month", timed ? "cost a month" : NULL, UNIT_MONEY, 0);
    ReportColumn *total = report_column(table, "cost", timed ? NULL : "cost", UNIT_MONEY, 0);
    month->right = total->right = TRUE;
    month->interval = total->interval = TRUE;
    report_column(table, "difference", "against best", UNIT_MONEY, 0)->right = TRUE;
    report_column(table, "verdict", "", UNIT_NONE, 0);
    ReportColumn *auc = report_column(table, "auc", "AUC", UNIT_DECIMAL, 3);
    auc->right = auc->interval = TRUE;
    static const char *const expert[][2] = {
        {"average_precision", "avg prec"},
        {"f1", "F1"},
        {"accuracy", "accuracy"},
        {"majority", "majority"},
        {"log_loss", "log loss"},
        {"brier", "Brier"},
        {"ece", "cal. error"},
        {"line", "line"},
        {"flagged", "flagged"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(expert); i++) {
        ReportColumn *column =
            report_column(table, expert[i][0], expert[i][1],
                          i == G_N_ELEMENTS(expert) - 1 ? UNIT_COUNT : UNIT_DECIMAL, 3);
        column->expert = column->right = TRUE;
    }
    report_column(table, "regime", "regime", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "auc_difference", NULL, UNIT_DECIMAL, 3)->interval = TRUE;
    report_column(table, "confusion.tp", NULL, UNIT_COUNT, 0);
    report_column(table, "confusion.fp", NULL, UNIT_COUNT, 0);
    report_column(table, "confusion.tn", NULL, UNIT_COUNT, 0);
    report_column(table, "confusion.fn", NULL, UNIT_COUNT, 0);
    report_column(table, "leaks", NULL, UNIT_NONE, 0);
    report_column(table, "suspects", NULL, UNIT_NONE, 0);
}

static void
add_costs(ReportTable *table, const Judged *judged, gboolean timed)
{
    const Interval *cost = &judged->figures.cost;
    double months = judged->table->scores->months;
    Cell *month = report_cell(table, judged->decision.cost_month);
    Cell *total = report_cell(table, judged->decision.cost);

    cell_interval(total, cost->low, cost->high);
    cell_interval(month, cost->low / months, cost->high / months);
}

static void
add_against_best(ReportTable *table, const Judged *judged, const Judged *best)
{
    const CostFigures *figures = &judged->figures;

    if (judged == best) {
        Cell *none = report_cell(table, 0);
        none->text = g_strdup("the best");
        cell_style(none, "good");
        report_cell_text(table, "");
        return;
    }
    Cell *cell =
        report_cell(table, monthly(judged->decision.cost - best->decision.cost, judged->table));
    cell_interval(cell, monthly(figures->difference.low, judged->table),
                  monthly(figures->difference.high, judged->table));
    Cell *word =
        report_cell_text(table, judged->beyond ? "beyond" : verdict_word(figures->verdict));
    if (judged->beyond || figures->verdict == VERDICT_WORSE)
        cell_style(word, "dim");
}

static void
add_quality(ReportTable *table, const Judged *judged, SplitPart part)
{
    const Quality *quality = &judged->quality[part];
    const Decision *d = &judged->decision;
    Confusion confusion = {
        .caught = d->tp, .missed = d->fn, .false_alarms = d->fp, .passed = d->tn};

    cell_interval(report_cell(table, quality->auc.value), quality->auc.low, quality->auc.high);
    report_cell(table, quality->average_precision);
    report_cell(table, confusion_f1(&confusion));
    report_cell(table, confusion_accuracy(&confusion));
    report_cell(table, confusion_majority(&confusion));
    report_cell(table, quality->log_loss);
    report_cell(table, quality->brier);
    report_cell(table, quality->ece);
    report_cell(table, d->line);
    report_cell(table, d->flagged);
    report_cell_text(table, model_regime_word(judged->model));
    const Interval *apart = &judged->figures.auc_difference;
    cell_interval(report_cell(table, apart->value), apart->low, apart->high);
    report_cell(table, d->tp);
    report_cell(table, d->fp);
    report_cell(table, d->tn);
    report_cell(table, d->fn);
    report_cell_text(table, judged->leaks);
    report_cell_text(table, judged->suspects);
}

static void
add_model(ReportTable *table, const Judged *judged, const Judged *best, SplitPart part,
          gint64 selected)
{
    const Decision *d = &judged->decision;

    report_row(table);
    report_cell(table, (double)judged->model->id);
    Cell *name = report_cell_text(table, judged->model->name);
    if (judged->model->id == selected)
        cell_style(name, "good");
    if (judged->leaks) {
        g_free(name->text);
        name->text = g_strdup_printf("‼ %s", judged->model->name);
        cell_style(name, "bad");
    }
    report_cell_text(table, judged->model->kind);
    report_cell_text(table, split_name(part));
    refer(report_cell(table, d->tp), judged, part, "tp");
    refer(report_cell(table, decision_recall(d)), judged, part, "events");
    refer(report_cell(table, decision_precision(d)), judged, part, "flagged");
    add_costs(table, judged, by_month(judged->table));
    add_against_best(table, judged, best);
    add_quality(table, judged, part);
}

/* What the open columns would add: beside the best that may be used, and marked. */
static void
add_open(ReportTable *table, const Judged *judged, const Judged *best, SplitPart part)
{
    const Decision *d = &judged->decision;
    double gain = monthly(best->decision.cost - d->cost, judged->table);
    g_autofree char *amount = number_money(gain);

    report_row(table);
    report_cell(table, (double)judged->model->id);
    Cell *name = report_cell_text(table, NULL);
    name->text = g_strdup_printf("‼ %s + %u open column%s", judged->model->name, judged->open,
                                 judged->open == 1 ? "" : "s");
    cell_style(name, "warn");
    report_cell_text(table, judged->model->kind);
    report_cell_text(table, split_name(part));
    refer(report_cell(table, d->tp), judged, part, "tp");
    refer(report_cell(table, decision_recall(d)), judged, part, "events");
    refer(report_cell(table, decision_precision(d)), judged, part, "flagged");
    add_costs(table, judged, by_month(judged->table));
    Cell *difference = report_cell(table, -gain);
    difference->text =
        gain > 0 ? g_strdup_printf("too good by %s", amount) : g_strdup("they add nothing");
    cell_style(difference, gain > 0 ? "bad" : "dim");
    cell_style(report_cell_text(table, gain > 0 ? "answer Audit" : ""), "warn");
    add_quality(table, judged, part);
}

static int
by_cost(gconstpointer a, gconstpointer b)
{
    const Judged *x = *(const Judged *const *)a, *y = *(const Judged *const *)b;
    if (x->decision.cost != y->decision.cost)
        return x->decision.cost < y->decision.cost ? -1 : 1;
    return x->model->id < y->model->id ? 1 : -1;
}

/* ---- sentences ---------------------------------------------------------------------------- */

static const Judged *
of_kind(GPtrArray *sorted, const char *kind)
{
    for (guint i = 0; i < sorted->len; i++) {
        const Judged *judged = g_ptr_array_index(sorted, i);
        if (strcmp(judged->model->kind, kind) == 0)
            return judged;
    }
    return NULL;
}

static gboolean
is_simple(const Judged *judged)
{
    static const char *const simple[] = {"nobody",   "everybody", "lot",
                                         "priority", "category",  NULL};
    return g_strv_contains(simple, judged->model->kind);
}

static void
say_best(Report *report, const Judged *best, GPtrArray *sorted, LineMode mode, const Policy *policy)
{
    const Judged *nobody = of_kind(sorted, "nobody");
    const Decision *d = &best->decision;
    g_autofree char *caught = number_count(d->tp), *events = number_count(d->tp + d->fn);
    g_autofree char *cost = cost_words(shown_cost(d), best->table);
    g_autofree char *flags = number_in_100((double)d->flagged / best->table->n);
    g_autoptr(GString) checks = g_string_new(NULL);

    if (mode == LINE_CAPACITY && !isnan(policy->capacity) && by_month(best->table))
        g_string_printf(checks, "With %g checks a day, ", policy->capacity);
    g_autofree char *value = NULL;
    if (nobody && nobody != best) {
        g_autofree char *saved =
            cost_words(shown_cost(&nobody->decision) - shown_cost(d), best->table);
        value = g_strdup_printf(" Worth %s against checking nobody.", saved);
    }
    g_autofree char *name = checks->len ? g_strdup(best->model->name) : model_at_start(best->model);
    report_say(report, "%s%s is cheapest: it flags %s, catches %s of %s and costs %s.%s",
               checks->str, name, flags, caught, events, cost, value ? value : "");
}

static void
say_ties(Report *report, GPtrArray *sorted, const Judged *best)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const Judged *last = NULL;

    for (guint i = 0; i < sorted->len; i++) {
        const Judged *judged = g_ptr_array_index(sorted, i);
        if (judged == best || judged->beyond || judged->figures.verdict != VERDICT_TIE)
            continue;
        if (last)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", last->model->name);
        last = judged;
    }
    if (last)
        report_say(report, "A tie with %s%s%s: the difference is within chance.", names->str,
                   names->len ? " and " : "", last->model->name);
    for (guint i = 0; i < sorted->len; i++)
        if (((const Judged *)g_ptr_array_index(sorted, i))->beyond)
            report_say(report, "Checking everybody is beyond what the team can do.");
    if (is_simple(best))
        report_say(report, "A simple rule wins here: at these costs no model does better.");
    const Decision *d = &best->decision;
    if (d->flagged && decision_precision(d) < 0.5) {
        report_say(report,
                   "%.0f of 10 flags are false alarms: agree on that with the team (6 Threshold).",
                   10 * (1 - decision_precision(d)));
    }
}

/* Whoever reads a leak is named. */
static void
say_leaks(Report *report, const GPtrArray *sorted)
{
    for (guint i = 0; i < sorted->len; i++) {
        const Judged *judged = sorted->pdata[i];
        g_autofree char *name = model_at_start(judged->model);
        if (judged->leaks)
            leak_marks_say(report, name, judged->leaks, judged->suspects);
    }
}

static void
add_why_not(Report *report, GPtrArray *judged)
{
    ReportTable *table = NULL;

    for (guint i = 0; i < judged->len; i++) {
        const Judged *one = g_ptr_array_index(judged, i);
        if (one->table)
            continue;
        if (!table) {
            table = report_table(report, "not_judged", "NOT JUDGED");
            report_column(table, "id", NULL, UNIT_COUNT, 0);
            report_column(table, "name", "approach", UNIT_NONE, 0);
            report_column(table, "why", "why", UNIT_NONE, 0);
        }
        report_row(table);
        report_cell(table, (double)one->model->id);
        report_cell_text(table, one->model->name);
        const char *why = one->other ? other_regime_words(one->model) : one->model->why_not;
        cell_style(report_cell_text(table, why), "dim");
    }
}

Report *
models_report(const TaskBrief *task, GPtrArray *judged, LineMode mode, gint64 selected,
              const Policy *policy, SplitPart part, guint looks)
{
    Report *report = report_new("models", "Models");
    g_autoptr(GPtrArray) sorted = g_ptr_array_new(), open = g_ptr_array_new();

    for (guint i = 0; judged && i < judged->len; i++)
        if (((Judged *)g_ptr_array_index(judged, i))->table)
            g_ptr_array_add(((Judged *)g_ptr_array_index(judged, i))->open ? open : sorted,
                            g_ptr_array_index(judged, i));
    g_ptr_array_sort(sorted, by_cost);
    report_splits(report, task);
    report_number(report, "looks", NULL, UNIT_COUNT, 0, looks);
    if (!sorted->len) {
        report_regime(report, task);
        report_say(report,
                   "No model yet. t trains them: from checking nobody to boosted trees, side "
                   "by side on the same tickets.");
        ReportTable *none = report_table(report, "models", NULL); /* programs find an empty list */
        name_columns(none, task->timed);
        none->hidden = TRUE;
        if (judged && judged->len)
            add_why_not(report, judged);
        return report;
    }
    int at = judged_best(judged, policy);
    const Judged *best = g_ptr_array_index(judged, (guint)at);
    say_best(report, best, sorted, mode, policy);
    say_ties(report, sorted, best);
    report_regime(report, task);
    report_apart(report, task);
    say_leaks(report, sorted);
    warn_small(report, task, best->table);
    g_autofree char *title = part_words(task, part);
    ReportTable *table = report_table(report, "models", title);
    name_columns(table, by_month(best->table));
    for (guint i = 0; i < sorted->len; i++)
        add_model(table, g_ptr_array_index(sorted, i), best, part, selected);
    for (guint i = 0; i < open->len; i++)
        add_open(table, g_ptr_array_index(open, i), best, part);
    add_why_not(report, judged);
    g_autofree char *missed = number_money(policy->missed);
    g_autofree char *alarm = number_money(policy->false_alarm);
    g_autofree char *test = test_words(task, part, looks);
    report_text(report, "costs", "Costs", NULL)->text =
        g_strdup_printf("missed %s · false alarm %s", missed, alarm);
    report_text(report, "test", "Test set", test);
    return report;
}
