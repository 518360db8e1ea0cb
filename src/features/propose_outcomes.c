/* What is known of earlier outcomes: track records, lags of the label, the whole desk's rate; and
 * what the target asks about, as a condition on the past. */
#include "features/propose.h"
#include <string.h>

#define EVENT "outcomes.* WHERE outcomes.label = 1"

static gboolean
predicts_number(const Proposal *proposal)
{
    return proposal->task->kind == TASK_NUMBER;
}

/* The last outcomes one by one, and their mean that forgets. */
static void
propose_lags(Proposal *proposal, const char *via)
{
    static const int halving[] = {6, 2, 20}, lags[] = {1, 2, 3, 4, 5, 6, 12};
    for (guint i = 0; i < G_N_ELEMENTS(lags); i++)
        if (lags[i] <= 3 || proposal->task->moments)
            propose(proposal, "LAG(outcomes.label BY %d) %s", lags[i], via);
    for (guint i = 0; i < G_N_ELEMENTS(halving); i++)
        propose(proposal, "EWM(outcomes.label BY %d) %s", halving[i], via);
}

static void
propose_events(Proposal *proposal, const char *via, const GArray *windows)
{
    for (guint i = 0; i < windows->len; i++) {
        g_autofree char *window = window_text(g_array_index(windows, gint64, i));
        propose(proposal, "COUNT(" EVENT ", %s) %s", window, via);
    }
    propose(proposal, "EXISTS(" EVENT ") %s", via);
    propose(proposal, "SINCE_LAST(" EVENT ") %s", via);
}

/* Against the desk's running rate: raw rates do harm where the base rate moves. */
static void
propose_lifts(Proposal *proposal, const char *condition, const char *via, const GArray *windows)
{
    const char *record = predicts_number(proposal) ? "RATE" : "LIFT";
    for (guint i = windows->len; i-- > 0 && i + 2 >= windows->len;) {
        g_autofree char *window = window_text(g_array_index(windows, gint64, i));
        propose(proposal, "%s(outcomes.label%s, %s) %s", record, condition, window, via);
    }
}

/* The record of two keys together, off: whoever asks for it sees what it is worth. */
static void
propose_both(Proposal *proposal, const char *via, const ColumnInfo *second, const GArray *windows)
{
    const char *record = predicts_number(proposal) ? "RATE" : "LIFT";
    g_autofree char *table = quoted_name(proposal->entity->name);
    g_autofree char *name = quoted_name(second->name);
    if (!windows->len)
        return;
    g_autofree char *window = window_text(g_array_index(windows, gint64, windows->len - 1));
    propose_off(
        propose(proposal, "%s(outcomes.label, %s) %s SAME %s.%s", record, window, via, table, name),
        "two keys together: off until it is tried");
}

/* An agent's record in the ticket's own topic, and in each of the frequent ones. */
static void
propose_by_topic(Proposal *proposal, const char *via, const GArray *windows)
{
    const ColumnInfo *topic = table_role(proposal->entity, ROLE_CATEGORY);
    const FrameColumn *column = topic ? frame_column(proposal->task->frame, topic->name) : NULL;
    if (!column || !column->code)
        return;
    propose_both(proposal, via, topic, windows);
    g_autoptr(GArray) codes = frequent_codes(column, 5);
    g_autofree char *name = quoted_name(topic->name);
    for (guint k = 0; k < codes->len; k++) {
        g_autofree char *value =
            quoted_text(dictionary_text(column->dictionary, g_array_index(codes, guint32, k)));
        g_autofree char *where = g_strdup_printf(" WHERE outcomes.%s = %s", name, value);
        propose_lifts(proposal, where, via, windows);
    }
}

void
propose_records(Proposal *proposal, const ColumnInfo *by, gboolean key)
{
    g_autofree char *table = quoted_name(proposal->entity->name);
    g_autofree char *name = quoted_name(by->name);
    g_autofree char *via = g_strdup_printf("VIA %s.%s", table, name);
    g_autoptr(GArray) windows = windows_choose(proposal, proposal->task->frame, "outcomes", via);
    propose_lifts(proposal, "", via, windows);
    if (key && !predicts_number(proposal))
        propose_events(proposal, via, windows);
    if (key)
        propose_lags(proposal, via);
    if (by->role == ROLE_AGENT)
        propose_by_topic(proposal, via, windows);
}

void
propose_desk_record(Proposal *proposal)
{
    g_autoptr(GArray) windows =
        windows_choose(proposal, proposal->task->frame, "outcomes", "VIA ALL");
    for (guint i = 0; i < windows->len; i++) {
        g_autofree char *window = window_text(g_array_index(windows, gint64, i));
        propose(proposal, "AVG(outcomes.label, %s) VIA ALL", window);
    }
}

/* ---- what the target asks about ----------------------------------------------------------------
 */

/* The condition that an aggregate of the target counts by: its own, or of a compared least,
 * greatest, mean or sum the same comparison of each row. NULL: none. */
static char *
condition_of(const PqlNode *node, const PqlNode *aggregate)
{
    if (aggregate->filter)
        return pql_print(aggregate->filter);
    const PqlNode *argument = aggregate->arguments->pdata[0];
    if (node->type != PQL_COMPARE || g_str_equal(argument->name, "*") ||
        aggregate->aggregate == PQL_COUNT || aggregate->aggregate == PQL_COUNT_DISTINCT)
        return NULL;
    g_autoptr(PqlNode) row = pql_node_copy(node);
    pql_node_free(row->arguments->pdata[0]);
    row->arguments->pdata[0] = pql_node_copy(argument);
    return pql_print(row);
}

static void
propose_condition(const History *history, const char *condition)
{
    Proposal *proposal = history->proposal;
    const char *table = history->table, *via = history->via;
    for (guint i = 0; i < history->windows->len; i++) {
        g_autofree char *window = window_text(g_array_index(history->windows, gint64, i));
        if (history->reach != REACH_WHOLE)
            propose(proposal, "COUNT(%s.* WHERE %s, %s) %s", table, condition, window, via);
        propose(proposal, "SHARE(%s.* WHERE %s, %s) %s", table, condition, window, via);
    }
    if (history->reach != REACH_WHOLE)
        propose(proposal, "SINCE_LAST(%s.* WHERE %s) %s", table, condition, via);
}

static void
walk_target(const History *history, const PqlNode *node)
{
    const PqlNode *inner = node->type == PQL_COMPARE ? node->arguments->pdata[0] : node;
    if (inner->type == PQL_AGGREGATE) {
        const PqlNode *argument = inner->arguments->pdata[0];
        g_autofree char *condition = condition_of(node, inner);
        if (condition && argument->table &&
            g_ascii_strcasecmp(argument->table, history->frame->table->name) == 0)
            propose_condition(history, condition);
        return;
    }
    for (guint i = 0; node->type != PQL_COMPARE && node->arguments && i < node->arguments->len; i++)
        walk_target(history, node->arguments->pdata[i]);
}

void
propose_target_conditions(const History *history)
{
    const char *rule = history->proposal->task->spec.rule;
    if (!rule)
        return;
    g_autoptr(PqlNode) target = pql_parse_condition(rule, NULL);
    if (!target)
        target = pql_parse_expression(rule, NULL);
    if (target)
        walk_target(history, target);
}
