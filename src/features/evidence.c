/* On what evidence a feature counts as known before the seed time: the worst of everything that it
 * reads, with the reason in words. */
#include "features/combined.h"

/* The worst evidence so far, with its reason. */
typedef struct {
    Evidence evidence;
    char *reason;
} Verdict;

static void
worsen(Verdict *verdict, Evidence evidence, const char *reason)
{
    if (evidence <= verdict->evidence && verdict->reason)
        return;
    g_free(verdict->reason);
    *verdict = (Verdict){MAX(evidence, verdict->evidence), g_strdup(reason)};
}

/* A column of the entity's own table, as it was at arrival. */
static void
judge_own_column(Verdict *verdict, const ColumnInfo *column, const Task *task)
{
    const char *reason = column->known_reason;
    if (task->moments)
        worsen(verdict, column->known == KNOWN_LATER ? EVIDENCE_LEAK : EVIDENCE_AS_EXPORTED,
               "the row keeps no history: its value as of the export");
    else if (column->known == KNOWN_LATER)
        worsen(verdict, EVIDENCE_LEAK, reason ? reason : "filled after the arrival");
    else if (column->known == KNOWN_MIXED)
        worsen(verdict, EVIDENCE_ASK, "only some of its values are there at the arrival");
    else if (column->known == KNOWN_ASK && task->time_column)
        worsen(verdict, EVIDENCE_ASK,
               reason ? reason : "nothing proves that it is known at the arrival");
    else if (column->known == KNOWN_ASK)
        worsen(verdict, EVIDENCE_AS_EXPORTED,
               "the table has no time: nothing shows when this was filled");
}

/* The key by which rows are linked: who a ticket belongs to is known when it arrives, unless the
 * column is declared or seen to be filled later, as an agent is. */
static void
judge_key(Verdict *verdict, const FeaturePlan *plan, const Task *task)
{
    const ColumnInfo *column = plan->pair.entity;
    if (plan->whole)
        return;
    if (plan->n_up || plan->n_down)
        worsen(verdict, EVIDENCE_AS_EXPORTED,
               "its path goes through a table that keeps no history: as of the export");
    if (plan->same.entity)
        judge_own_column(verdict, plan->same.entity, task);
    gboolean names_thing = column->kind == KIND_KEY || column->role == ROLE_CUSTOMER;
    if (column->known == KNOWN_LATER || !names_thing)
        judge_own_column(verdict, column, task);
}

/* Values read on linked rows, in the aggregate or its condition. */
static void
judge_linked_column(Verdict *verdict, const ColumnInfo *column, const FeaturePlan *plan,
                    const Task *task)
{
    if (plan->source == task_entity(task) && !plan->outcomes)
        judge_own_column(verdict, column, task);
    else if (column->known == KNOWN_LATER)
        worsen(verdict, EVIDENCE_AS_EXPORTED, "its value may have changed after its row's time");
}

/* Columns of the rows that keys meet by value, where they aren't those that ask. */
static void
judge_met(Verdict *verdict, const FeaturePlan *plan, const Task *task)
{
    const KeyPair *pairs[] = {&plan->pair, &plan->same};
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (pairs[i]->source && pairs[i]->source != pairs[i]->entity &&
            pairs[i]->source->kind != KIND_KEY)
            judge_linked_column(verdict, pairs[i]->source, plan, task);
}

/* A list answered value by value: whether a condition asks for values at arrival alone. */
static gboolean
asks_known_values(const PqlNode *node, const FeaturePlan *plan)
{
    if (node->type != PQL_COMPARE || node->arguments->len != 2)
        return FALSE;
    const PqlNode *left = node->arguments->pdata[0], *right = node->arguments->pdata[1];
    const ColumnInfo *column =
        left->type == PQL_COLUMN ? table_column(plan->source, left->name, NULL) : NULL;
    guint n = right->type == PQL_LIST ? right->arguments->len : 1;
    if (!column || column->known != KNOWN_MIXED || !column->known_values)
        return FALSE;
    for (guint i = 0; i < n; i++) {
        const PqlNode *value = right->type == PQL_LIST ? right->arguments->pdata[i] : right;
        if (value->type != PQL_CONSTANT || !value->text ||
            !g_hash_table_contains(column->known_values, value->text))
            return FALSE;
    }
    return node->op == PQL_EQ || node->op == PQL_CONTAINS || node->op == PQL_IN;
}

static void
judge_filter(Verdict *verdict, const PqlNode *node, const FeaturePlan *plan, const Task *task)
{
    gboolean joins = node->type == PQL_AND || node->type == PQL_OR || node->type == PQL_NOT;
    if (plan->kind == PLAN_TEST && asks_known_values(node, plan))
        return;
    if (plan->kind == PLAN_TEST && joins) {
        for (guint i = 0; i < node->arguments->len; i++)
            judge_filter(verdict, node->arguments->pdata[i], plan, task);
        return;
    }
    g_autoptr(GPtrArray) columns = pql_columns((PqlNode *)node);
    for (guint i = 0; i < columns->len; i++) {
        const PqlNode *named = columns->pdata[i];
        const ColumnInfo *column = table_column(plan->source, named->name, NULL);
        if (column && plan->kind == PLAN_TEST)
            judge_own_column(verdict, column, task);
        else if (column)
            judge_linked_column(verdict, column, plan, task);
    }
}

static void
judge_aggregate(Verdict *verdict, const FeaturePlan *plan, const Task *task)
{
    judge_key(verdict, plan, task);
    judge_met(verdict, plan, task);
    if (plan->column)
        judge_linked_column(verdict, plan->column, plan, task);
    if (plan->looked_up)
        judge_linked_column(verdict, plan->looked_up, plan, task);
    if (plan->within)
        judge_linked_column(verdict, plan->within, plan, task);
    if (plan->filter)
        judge_filter(verdict, plan->filter, plan, task);
    if (plan->condition)
        judge_filter(verdict, plan->condition, plan, task);
    if (!plan->outcomes && !plan->source->time && plan->source != task_entity(task))
        worsen(verdict, EVIDENCE_AS_EXPORTED, "its table has no time: values as of the export");
    else if (!task->time_column)
        worsen(verdict, EVIDENCE_AS_EXPORTED, "the target has no time: counted as of the export");
    worsen(verdict, EVIDENCE_KNOWN,
           plan->outcomes ? "only outcomes known before the seed time"
                          : "only rows dated before the seed time");
}

/* ---- personal data ---------------------------------------------------------------------------
 */

static gboolean
is_barred(const ColumnInfo *column, gboolean as_key)
{
    return column &&
           (column->personal == PERSONAL_DROP || (column->personal == PERSONAL_HASH && !as_key));
}

/* The first column under a condition that no model may read; NULL: none. */
static const ColumnInfo *
barred_in(const PqlNode *node, const TableInfo *table)
{
    g_autoptr(GPtrArray) named = node ? pql_columns((PqlNode *)node) : NULL;
    for (guint i = 0; named && i < named->len; i++) {
        const PqlNode *name = named->pdata[i];
        const ColumnInfo *column = table_column(table, name->name, NULL);
        if (is_barred(column, FALSE))
            return column;
    }
    return NULL;
}

/* A column that is hashed enters a model as a key alone, one that was dropped not at all. */
static const ColumnInfo *
barred_column(const FeaturePlan *plan)
{
    const ColumnInfo *keys[] = {plan->looked_up,   plan->within,      plan->pair.entity,
                                plan->pair.source, plan->same.entity, plan->same.source};
    const ColumnInfo *found = NULL;

    if (is_barred(plan->column, plan->aggregate == PQL_COUNT_DISTINCT))
        return plan->column;
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (is_barred(keys[i], TRUE))
            return keys[i];
    if (!(found = barred_in(plan->filter, plan->source)))
        found = barred_in(plan->condition, plan->source);
    return found;
}

/* ------------------------------------------------------------------------------------------------
 */

static void
judge_bound(Verdict *verdict, const FeaturePlan *plan, const Task *task)
{
    /* A count of words tells nothing of the persons that a text names. */
    if (plan->column && plan->column->pii && plan->kind != PLAN_TEXT)
        worsen(verdict, EVIDENCE_ASK, "holds personal data");
    if (plan->kind == PLAN_AGGREGATE)
        judge_aggregate(verdict, plan, task);
    else if (plan->kind == PLAN_TEST)
        judge_filter(verdict, plan->filter, plan, task);
    else if (plan->linked) {
        judge_key(verdict, plan, task);
        worsen(verdict, EVIDENCE_AS_EXPORTED,
               "its table keeps no history: values as of the export");
    } else {
        judge_own_column(verdict, plan->column, task);
        if (plan->kind == PLAN_TEXT && plan->function == PQL_TEXT_SCORE)
            worsen(verdict, EVIDENCE_KNOWN, "only outcomes known before the seed time");
    }
}

/* What is judged of each part of a combined feature: the worst of them stands. */
typedef struct {
    Verdict verdict;
    const ColumnInfo *barred;
    const Task *task;
} Judging;

static gboolean
judge_part(const PqlNode *part, const FeaturePlan *plan, gpointer data)
{
    Judging *judging = data;
    (void)part;
    judge_bound(&judging->verdict, plan, judging->task);
    if (!judging->barred)
        judging->barred = barred_column(plan);
    return TRUE;
}

void
feature_judge(Feature *feature, const FeaturePlan *plan, const Task *task)
{
    Judging judging = {{EVIDENCE_KNOWN, NULL}, NULL, task};
    Verdict *verdict = &judging.verdict;
    if (plan->kind == PLAN_COMBINED)
        combined_visit(feature->node, task, judge_part, &judging);
    else
        judge_part(feature->node, plan, &judging);
    worsen(verdict, EVIDENCE_KNOWN,
           plan->column && !plan->linked && plan->column->known_reason ? plan->column->known_reason
                                                                       : "known at the arrival");
    if (judging.barred) {
        g_free(verdict->reason);
        verdict->evidence = EVIDENCE_PERSONAL;
        verdict->reason =
            g_strdup_printf("%s is %s: no model reads its cells", judging.barred->name,
                            judging.barred->personal == PERSONAL_HASH ? "hashed" : "dropped");
    }
    feature->evidence = verdict->evidence;
    feature->reason = verdict->reason;
    feature->enabled = verdict->evidence <= EVIDENCE_AS_EXPORTED;
}
