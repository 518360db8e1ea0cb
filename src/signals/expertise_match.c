/* The record fitted, held against validation, and used: open tickets to the agents with the best
 * records, within what each can take. */
#include "signals/expertise.h"

#include <string.h>

static const AgentTicket *
ticket_at(const Expertise *all, guint i)
{
    return &g_array_index(all->tickets, AgentTicket, i);
}

static AgentRecord *
record_at(const Expertise *all, guint i)
{
    return &g_array_index(all->records, AgentRecord, i);
}

/* ---- the record --------------------------------------------------------------------------------
 */

/* Cells in order of agent and topic; returns the variance of single tickets within them. */
static double
make_cells(Expertise *all)
{
    guint32 topics = all->topics->len;
    gsize pairs = (gsize)all->agents->len * topics;
    g_autofree double *n = g_new0(double, pairs + 1), *sum = g_new0(double, pairs + 1);
    g_autofree double *squares = g_new0(double, pairs + 1);
    double within = 0, free_rows = 0;

    for (guint i = 0; i < all->learned; i++) {
        gsize at = (gsize)ticket_at(all, i)->agent * topics + ticket_at(all, i)->topic;
        n[at]++;
        sum[at] += ticket_at(all, i)->left;
    }
    for (guint i = 0; i < all->learned; i++) {
        gsize at = (gsize)ticket_at(all, i)->agent * topics + ticket_at(all, i)->topic;
        squares[at] += pow(ticket_at(all, i)->left - sum[at] / n[at], 2);
    }
    for (gsize at = 0; at < pairs; at++) {
        if (n[at] <= 0)
            continue;
        NestedCell cell = {(guint32)(at / topics), (guint32)(at % topics), n[at], sum[at] / n[at]};
        g_array_append_val(all->cells, cell);
        within += squares[at];
        free_rows += n[at] - 1;
    }
    return free_rows > 0 ? within / free_rows : 0;
}

Interval
expertise_effect(const Expertise *all, guint32 agent, guint32 topic)
{
    g_autofree double *weight = g_new0(double, (gsize)all->topics->len + 1);
    double value, variance;

    weight[topic] = 1;
    stats_nested_sum(&all->fit, agent, weight, all->topics->len, &value, &variance);
    double half = stats_normal_two_sided(0.95) * sqrt(variance);
    return (Interval){value, value - half, value + half};
}

static void
make_records(Expertise *all)
{
    guint asked = 0;

    for (guint i = 0; i < all->cells->len; i++) {
        const NestedCell *cell = &g_array_index(all->cells, NestedCell, i);
        Interval effect = expertise_effect(all, cell->group, cell->item);
        AgentRecord record = {cell->group,
                              cell->item,
                              (guint32)cell->n,
                              effect.value,
                              (effect.high - effect.value) / stats_normal_two_sided(0.95),
                              FALSE};
        asked += cell->n >= TICKETS_LEAST;
        g_array_append_val(all->records, record);
    }
    for (guint i = 0; i < all->records->len; i++) {
        AgentRecord *record = record_at(all, i);
        record->clear =
            record->tickets >= TICKETS_LEAST && record->sd > 0 &&
            fabs(record->effect) > stats_normal_two_sided(1 - 0.05 / MAX(asked, 1)) * record->sd;
    }
}

/* ---- whether it came true ----------------------------------------------------------------------
 */

typedef struct {
    double n, sum, squares, promised;
} Side;

static Interval
mean_of(const Side *side)
{
    if (side->n < 2)
        return INTERVAL_UNDEFINED;
    double mean = side->sum / side->n;
    double variance = MAX(side->squares / side->n - mean * mean, 0) * side->n / (side->n - 1);
    double half = stats_normal_two_sided(0.95) * sqrt(variance / side->n);
    return (Interval){mean, mean - half, mean + half};
}

/* Tickets of validation whose pair is clearly better (worse), against all others of their topic. */
static void
prove(Expertise *all, gboolean better, AgentProof *proof)
{
    guint32 topics = all->topics->len;
    g_autofree Side *side = g_new0(Side, (gsize)topics * 2 + 1);
    g_autofree double *effect = g_new0(double, (gsize)all->agents->len *topics + 1);
    g_autofree guint8 *its = g_new0(guint8, (gsize)all->agents->len * topics + 1);
    g_autofree Interval *came = g_new(Interval, topics);
    g_autofree double *weight = g_new0(double, topics);
    double promised = 0, total = 0;

    for (guint i = 0; i < all->records->len; i++) {
        const AgentRecord *record = record_at(all, i);
        gsize at = (gsize)record->agent * topics + record->topic;
        effect[at] = record->effect;
        its[at] = record->clear && (record->effect < 0) == better;
    }
    for (guint i = all->learned; i < all->tickets->len; i++) {
        const AgentTicket *ticket = ticket_at(all, i);
        gsize at = (gsize)ticket->agent * topics + ticket->topic;
        Side *one = &side[ticket->topic * 2 + its[at]];
        one->n++;
        one->sum += ticket->left;
        one->squares += ticket->left * ticket->left;
        one->promised += effect[at];
    }
    for (guint32 t = 0; t < topics; t++) {
        const Side *others = &side[t * 2], *own = &side[t * 2 + 1];
        came[t] = stats_difference(mean_of(own), mean_of(others));
        if (isnan(came[t].value))
            continue;
        weight[t] = own->n;
        total += own->n;
        promised += own->n * (own->promised / own->n - others->promised / others->n);
    }
    proof->tickets = (guint32)total;
    proof->came = stats_weighted(came, weight, topics);
    proof->promised = total > 0 ? (Interval){promised / total, NAN, NAN} : INTERVAL_UNDEFINED;
}

void
expertise_fit(Expertise *all)
{
    double within = make_cells(all);

    if (!all->cells->len || within <= 0)
        return;
    stats_nested_fit(&all->fit, (const NestedCell *)(const void *)all->cells->data, all->cells->len,
                     all->agents->len, all->topics->len, within);
    make_records(all);
    prove(all, TRUE, &all->proof[0]);
    prove(all, FALSE, &all->proof[1]);
}

/* ---- who gets which ----------------------------------------------------------------------------
 */

/* Agents who took a ticket lately, and of whom there is a record. */
static GArray *
active_agents(const Expertise *all)
{
    const Task *task = all->task;
    GArray *active = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autofree guint8 *lately = g_new0(guint8, (gsize)all->agents->len + 1);

    for (guint32 row = 0; row < task->n; row++)
        if (all->agent[row] != G_MAXUINT32 &&
            (task->seed_time[row] == TIME_MISSING || task->as_of == TIME_MISSING ||
             task->seed_time[row] > task->as_of - ACTIVE_DAYS * TIME_DAY))
            lately[all->agent[row]] = 1;
    for (guint32 a = 0; a < all->agents->len && a < AGENTS_MOST; a++) {
        double tickets = 0;
        for (guint i = all->fit.start[a]; i < all->fit.start[a + 1]; i++)
            tickets += all->fit.cells[i].n;
        if (lately[a] && tickets >= TICKETS_LEAST)
            g_array_append_val(active, a);
    }
    return active;
}

static void
take_open(Expertise *all)
{
    const Task *task = all->task;

    for (guint32 row = 0; row < task->n; row++) {
        AgentMatch match = {row, all->topic[row], G_MAXUINT32, 0};
        if (task->state[row] != LABEL_OPEN || all->topic[row] == G_MAXUINT32)
            continue;
        all->open++;
        if (all->matches->len < MATCHED_MOST)
            g_array_append_val(all->matches, match);
    }
}

/* One more column takes those for whom nobody has room: they wait for the typical agent. */
static void
assign(Expertise *all, const GArray *active, const double *effect)
{
    guint32 n = all->matches->len, m = active->len;
    g_autofree double *cost = g_new0(double, (gsize)n *(m + 1) + 1);
    g_autofree guint32 *capacity = g_new(guint32, (gsize)m + 1);
    g_autofree guint32 *assigned = g_new(guint32, (gsize)n + 1);

    for (guint32 a = 0; a < m; a++)
        capacity[a] = all->capacity;
    capacity[m] = (guint64)m * all->capacity >= n ? 0 : n - m * all->capacity;
    for (guint32 i = 0; i < n; i++) {
        guint32 topic = g_array_index(all->matches, AgentMatch, i).topic;
        for (guint32 a = 0; a < m; a++)
            cost[(gsize)i * (m + 1) + a] = effect[(gsize)a * all->topics->len + topic];
    }
    stats_assign(cost, n, m + 1, capacity, assigned);
    for (guint32 i = 0; i < n; i++) {
        AgentMatch *match = &g_array_index(all->matches, AgentMatch, i);
        if (assigned[i] >= m)
            continue;
        match->agent = g_array_index(active, guint32, assigned[i]);
        match->effect = cost[(gsize)i * (m + 1) + assigned[i]];
    }
}

/* Weights by which agents have taken each topic, active ones alone: m × topics. */
static double *
usual_mix(const Expertise *all, const GArray *active)
{
    guint32 topics = all->topics->len, m = active->len;
    double *mix = g_new0(double, (gsize)m *topics + 1);
    g_autofree double *sum = g_new0(double, (gsize)topics + 1);

    for (guint32 a = 0; a < m; a++) {
        guint32 agent = g_array_index(active, guint32, a);
        for (guint i = all->fit.start[agent]; i < all->fit.start[agent + 1]; i++) {
            mix[(gsize)a * topics + all->fit.cells[i].item] = all->fit.cells[i].n;
            sum[all->fit.cells[i].item] += all->fit.cells[i].n;
        }
    }
    for (guint32 a = 0; a < m; a++)
        for (guint32 t = 0; t < topics; t++)
            mix[(gsize)a * topics + t] = sum[t] > 0 ? mix[(gsize)a * topics + t] / sum[t] : 1.0 / m;
    return mix;
}

/* What the matches change a ticket: weights of the match less those of the usual mix, by agent,
 * since what agents do is independent once the record is known. */
static void
reckon(Expertise *all, const GArray *active)
{
    guint32 topics = all->topics->len, matched = 0;
    g_autofree double *mix = usual_mix(all, active);
    g_autofree double *weight = g_new(double, (gsize)topics + 1);
    double change = 0, variance = 0;

    for (guint i = 0; i < all->matches->len; i++)
        matched += g_array_index(all->matches, AgentMatch, i).agent != G_MAXUINT32;
    for (guint32 a = 0; a < active->len; a++) {
        guint32 agent = g_array_index(active, guint32, a);
        double value, its;
        memset(weight, 0, ((gsize)topics + 1) * sizeof *weight);
        for (guint i = 0; i < all->matches->len; i++) {
            const AgentMatch *match = &g_array_index(all->matches, AgentMatch, i);
            if (match->agent != G_MAXUINT32)
                weight[match->topic] +=
                    (match->agent == agent) - mix[(gsize)a * topics + match->topic];
        }
        stats_nested_sum(&all->fit, agent, weight, topics, &value, &its);
        change += value;
        variance += its;
    }
    if (!matched)
        return;
    double half = stats_normal_two_sided(0.95) * sqrt(variance);
    all->change =
        (Interval){change / matched, (change - half) / matched, (change + half) / matched};
}

void
expertise_match(Expertise *all)
{
    all->change = INTERVAL_UNDEFINED;
    if (!all->records->len)
        return;
    g_autoptr(GArray) active = active_agents(all);
    g_autofree double *effect = g_new(double, (gsize)active->len * all->topics->len + 1);

    take_open(all);
    all->eligible = active->len;
    if (!active->len || !all->matches->len)
        return;
    all->capacity = all->terms.capacity ? all->terms.capacity
                                        : (all->matches->len + active->len - 1) / active->len;
    for (guint32 a = 0; a < active->len; a++)
        for (guint32 t = 0; t < all->topics->len; t++)
            effect[(gsize)a * all->topics->len + t] =
                expertise_effect(all, g_array_index(active, guint32, a), t).value;
    assign(all, active, effect);
    reckon(all, active);
}
