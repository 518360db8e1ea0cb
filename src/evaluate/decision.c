/* The decision table: running sums over sorted scores. It answers every threshold and cost without
 * going back to the model; this is the key path of the Threshold pane. */
#include <foredesk/evaluate.h>

#include <math.h>

void
policy_init(Policy *policy)
{
    *policy = (Policy){.missed = 500, .false_alarm = 50, .capacity = NAN};
}

DecisionTable *
decision_table_new(const Scores *scores)
{
    DecisionTable *table = g_new0(DecisionTable, 1);

    table->scores = scores;
    table->n = scores->n;
    table->caught = g_new(guint32, scores->n + 1);
    table->caught[0] = 0;
    for (guint32 i = 0; i < scores->n; i++)
        table->caught[i + 1] = table->caught[i] + scores->label[i];
    table->events = table->caught[scores->n];
    return table;
}

void
decision_table_free(DecisionTable *table)
{
    if (!table)
        return;
    g_free(table->caught);
    g_free(table);
}

static double
cost_at(const DecisionTable *table, guint32 k, const Policy *policy)
{
    guint32 caught = table->caught[k];
    return policy->missed * (table->events - caught) + policy->false_alarm * (k - caught);
}

/* A line that flags the first k: halfway to the next score, so that who reads the scores back with
 * their last digit off decides alike; above every score for none. */
static double
line_at(const DecisionTable *table, guint32 k)
{
    const double *score = table->scores->score;
    double middle;

    if (!k)
        return table->n && score[0] >= 1 ? nextafter(score[0], INFINITY) : 1;
    middle = k < table->n ? score[k] + (score[k - 1] - score[k]) / 2 : score[k - 1] / 2;
    return k < table->n && middle <= score[k] ? score[k - 1] : middle;
}

Decision
decision_at(const DecisionTable *table, guint32 flagged, const Policy *policy)
{
    guint32 k = MIN(flagged, table->n);
    Decision decision = {.flagged = k,
                         .tp = table->caught[k],
                         .fp = k - table->caught[k],
                         .line = line_at(table, k)};

    decision.fn = table->events - decision.tp;
    decision.tn = table->n - k - decision.fn;
    decision.cost = cost_at(table, k, policy);
    decision.cost_month = decision.cost / table->scores->months;
    return decision;
}

Decision
decision_at_line(const DecisionTable *table, double line, const Policy *policy)
{
    guint32 low = 0, high = table->n;

    while (low < high) { /* the first score below the line */
        guint32 middle = low + (high - low) / 2;
        if (table->scores->score[middle] >= line)
            low = middle + 1;
        else
            high = middle;
    }
    Decision decision = decision_at(table, low, policy);
    if (!isnan(line))
        decision.line = line;
    return decision;
}

Decision
decision_cheapest(const DecisionTable *table, const Policy *policy)
{
    const double *score = table->scores->score;
    guint32 best = 0;
    double cost = cost_at(table, 0, policy);

    for (guint32 k = 1; k <= table->n; k++) {
        if (k < table->n && score[k] == score[k - 1])
            continue; /* no line passes between equal scores */
        double here = cost_at(table, k, policy);
        if (here < cost) {
            cost = here;
            best = k;
        }
    }
    return decision_at(table, best, policy);
}

Decision
decision_capacity(const DecisionTable *table, const Policy *policy)
{
    double checks = isnan(table->scores->working_days)
                        ? policy->capacity * table->n
                        : policy->capacity * table->scores->working_days;
    if (isnan(checks) || checks > table->n)
        checks = table->n;
    return decision_at(table, (guint32)floor(checks + 1e-9), policy);
}

void
decision_costs(const DecisionTable *table, const Decision *decision, const Policy *policy,
               double *cost)
{
    for (guint32 i = 0; i < table->n; i++) {
        gboolean flagged = i < decision->flagged, event = table->scores->label[i];
        cost[i] = flagged && !event ? policy->false_alarm : !flagged && event ? policy->missed : 0;
    }
}

double
decision_precision(const Decision *decision)
{
    return decision->flagged ? (double)decision->tp / decision->flagged : NAN;
}

double
decision_recall(const Decision *decision)
{
    guint32 events = decision->tp + decision->fn;
    return events ? (double)decision->tp / events : NAN;
}
