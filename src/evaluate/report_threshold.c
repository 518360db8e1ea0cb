/* Pane 6 and `threshold`: where the line stands, what it costs, and what another line would. Built
 * on the key path, from the decision table alone. */
#include "reporting.h"

#include <math.h>

/* ---- sentences ---------------------------------------------------------------------------- */

static char *
checks_words(const Judged *judged, const Decision *decision)
{
    double days = judged->table->scores->working_days;
    if (isnan(days))
        return g_strdup("");
    g_autofree char *checks = number_decimal(decision->flagged / days, 1);
    return g_strdup_printf(" (%s checks a working day)", checks);
}

static void
say_line(Report *report, const Judged *judged)
{
    const Decision *d = &judged->decision;
    g_autofree char *flags = number_in_100((double)d->flagged / judged->table->n);
    g_autofree char *caught = number_count(d->tp), *events = number_count(d->tp + d->fn);
    g_autofree char *cost = cost_words(shown_cost(d), judged->table);
    g_autofree char *checks = checks_words(judged, d);

    if (!d->flagged) {
        report_say(report, "Nothing is flagged: all %s events are missed, and that costs %s.",
                   events, cost);
        return;
    }
    report_say(report, "Flagging %s%s catches %s of %s and costs %s.", flags, checks, caught,
               events, cost);
}

static void
say_cheapest(Report *report, const Judged *judged, const Decision *cheapest)
{
    const Decision *d = &judged->decision;
    double saving = shown_cost(d) - shown_cost(cheapest);
    double days = judged->table->scores->working_days;
    g_autofree char *flags = number_in_100((double)cheapest->flagged / judged->table->n);
    g_autofree char *money = cost_words(saving, judged->table);

    if (saving < 0.5) {
        report_say(report, "No other line is cheaper at these costs.");
        return;
    }
    if (isnan(days)) {
        report_say(report, "The cheapest line flags %s and saves another %s (o).", flags, money);
        return;
    }
    double more = ((double)cheapest->flagged - d->flagged) / days;
    g_autofree char *checks = number_decimal(fabs(more), 1);
    report_say(report, "The cheapest line flags %s: %s %s checks a day would save another %s (o).",
               flags, checks, more > 0 ? "more" : "fewer", money);
}

static void
say_capacity(Report *report, const Judged *judged, const Policy *policy)
{
    double days = judged->table->scores->working_days;

    if (isnan(policy->capacity))
        return;
    Decision fits = decision_capacity(judged->table, policy);
    if (judged->decision.flagged <= fits.flagged)
        return;
    if (isnan(days))
        report_warn(report,
                    "This is more than your capacity of %.0f in 100 (c fits the line to it).",
                    policy->capacity * 100);
    else
        report_warn(report,
                    "This needs %.1f checks a day; the team can do %g (c fits the line to it).",
                    judged->decision.flagged / days, policy->capacity);
}

/* ---- figures ------------------------------------------------------------------------------ */

static void
add_line(Report *report, const Judged *judged, LineMode mode)
{
    static const char *const modes[] = {"cheapest line", "fits the capacity", "set by hand"};
    const Decision *d = &judged->decision;
    double n = judged->table->n;

    report_text(report, "model", "Model", judged->model->name);
    report_number(report, "model_id", NULL, UNIT_COUNT, 0, (double)judged->model->id);
    report_text(report, "mode", "Line", modes[mode]);
    report_number(report, "line", NULL, UNIT_DECIMAL, 3, d->line);
    refer(report_number(report, "flagged", "Flagged", UNIT_COUNT, 0, d->flagged), judged,
          judged->scores->part, "flagged");
    report_number(report, "flagged_in_100", NULL, UNIT_DECIMAL, 1, 100 * d->flagged / n);
    Interval recall = stats_wilson(d->tp, d->tp + d->fn, 0.95);
    Interval precision = stats_wilson(d->tp, d->flagged, 0.95);
    Cell *caught = report_number(report, "recall", "Caught", UNIT_SHARE, 1, recall.value);
    Cell *right =
        report_number(report, "precision", "Flag is right", UNIT_SHARE, 1, precision.value);
    cell_interval(caught, recall.low, recall.high);
    cell_interval(right, precision.low, precision.high);
    refer(caught, judged, judged->scores->part, "events");
    refer(right, judged, judged->scores->part, "flagged");
}

static void
add_cost(Report *report, const Judged *judged)
{
    gboolean timed = by_month(judged->table);
    const Decision *d = &judged->decision;
    double months = judged->table->scores->months;
    Cell *total = report_number(report, "cost", timed ? NULL : "Cost", UNIT_MONEY, 0, d->cost);
    Cell *month = report_number(report, "cost_month", timed ? "Cost a month" : NULL, UNIT_MONEY, 0,
                                d->cost_month);

    cell_interval(total, judged->figures.cost.low, judged->figures.cost.high);
    cell_interval(month, judged->figures.cost.low / months, judged->figures.cost.high / months);
}

static void
add_cheapest(Report *report, const Judged *judged, const Decision *cheapest)
{
    report_number(report, "cheapest.line", NULL, UNIT_DECIMAL, 3, cheapest->line);
    report_number(report, "cheapest.cost", NULL, UNIT_MONEY, 0, cheapest->cost);
    report_number(report, "cheapest.cost_month", NULL, UNIT_MONEY, 0, cheapest->cost_month);
    report_number(report, "cheapest.flagged", NULL, UNIT_COUNT, 0, cheapest->flagged);
    report_number(report, "cheapest.flagged_in_100", NULL, UNIT_DECIMAL, 1,
                  100.0 * cheapest->flagged / judged->table->n);
}

/* What the same work would cost without a model. */
static void
add_rivals(Report *report, const Judged *judged, const Policy *policy)
{
    const DecisionTable *t = judged->table;
    double events = t->events, others = t->n - events,
           share = (double)judged->decision.flagged / t->n;
    const double costs[] = {policy->missed * events * (1 - share) +
                                policy->false_alarm * others * share,
                            policy->missed * events, policy->false_alarm * others};
    static const char *const names[] = {"as many by lot", "nobody", "everybody"};
    ReportTable *table = report_table(report, "rivals", "WITHOUT A MODEL");

    report_column(table, "name", "check", UNIT_NONE, 0);
    report_column(table, "cost", by_month(t) ? "cost a month" : "cost", UNIT_MONEY, 0)->right =
        TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        report_row(table);
        report_cell_text(table, names[i]);
        report_cell(table, monthly(costs[i], t));
    }
}

static void
add_policy(Report *report, const Judged *judged, const Policy *policy)
{
    gboolean timed = by_month(judged->table);

    report_number(report, "policy.missed", "A missed event costs", UNIT_MONEY, 0, policy->missed);
    report_number(report, "policy.false_alarm", "A false alarm costs", UNIT_MONEY, 0,
                  policy->false_alarm);
    Cell *capacity = report_number(report, "policy.capacity",
                                   timed ? "Checks a working day" : "Share we can check",
                                   timed ? UNIT_DECIMAL : UNIT_SHARE, 0, policy->capacity);
    if (isnan(policy->capacity))
        capacity->text = g_strdup("not set");
    report_number(report, "policy.elkan", NULL, UNIT_DECIMAL, 6,
                  stats_elkan_line(policy->missed, policy->false_alarm, 0, 0));
}

/* The cost over the tickets flagged: a few hundred points say it all on a screen. */
static void
add_curve(Report *report, const Judged *judged, const Policy *policy)
{
    const DecisionTable *t = judged->table;
    ReportCurve *curve = report_curve(report, "cost", by_month(t) ? "cost a month" : "cost",
                                      "tickets flagged in 100", "cost");
    guint points = MIN(t->n, 400);

    for (guint i = 0; i <= points; i++) {
        guint32 k = points ? (guint32)((guint64)t->n * i / points) : 0;
        Decision there = decision_at(t, k, policy);
        report_point(curve, t->n ? 100.0 * k / t->n : 0, shown_cost(&there));
    }
}

Report *
threshold_report(const TaskBrief *task, const Judged *judged, LineMode mode, const Policy *policy,
                 SplitPart part, guint looks)
{
    Report *report = report_new("threshold", "Threshold");
    Decision cheapest = decision_cheapest(judged->table, policy);
    g_autofree char *test = test_words(task, part, looks);
    g_autofree char *judged_on = part_words(task, part);

    say_line(report, judged);
    say_cheapest(report, judged, &cheapest);
    say_capacity(report, judged, policy);
    report_regime(report, task);
    report_apart(report, task);
    g_autofree char *reader = model_at_start(judged->model);
    leak_marks_say(report, reader, judged->leaks, judged->suspects);
    warn_small(report, task, judged->table);
    report_text(report, "part", NULL, split_name(part));
    report_text(report, "judged_on", "Judged on", judged_on);
    add_line(report, judged, mode);
    add_cost(report, judged);
    report_confusion(report, judged, part);
    add_cheapest(report, judged, &cheapest);
    add_policy(report, judged, policy);
    add_rivals(report, judged, policy);
    add_curve(report, judged, policy);
    report_text(report, "test", "Test set", test);
    return report;
}
