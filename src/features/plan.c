/* Binds a feature's expression to the catalogue: tables, columns, paths, windows. Everything that
 * can be refused without looking at data is refused here. */
#include "features/plan.h"
#include "features/combined.h"
#include "features/hops.h"

#define OUTCOMES "outcomes"

const TableInfo *
task_entity(const Task *task)
{
    return task->frame->table;
}

static gboolean
defines_target(const Task *task, const TableInfo *table, const char *name)
{
    if (table != task_entity(task))
        return FALSE;
    return task->defining && task_defines(task, name, NULL);
}

/* ---- names -------------------------------------------------------------------------------------
 */

static const TableInfo *
bind_table(const PqlNode *node, const Task *task, gboolean *outcomes, GError **error)
{
    *outcomes = node->table && g_ascii_strcasecmp(node->table, OUTCOMES) == 0;
    if (!node->table || *outcomes)
        return task_entity(task);
    const TableInfo *table = catalogue_table(task->frame->catalogue, node->table, error);
    if (!table)
        pql_place(node, error);
    gboolean own =
        table && task->spec.labels && g_ascii_strcasecmp(table->name, task->spec.labels) == 0;
    if (table && table->labels && !own) {
        pql_refuse(node, "another target's table of labels",
                   "it says what was known only later; take the rows that the labels were made of",
                   error);
        return NULL;
    }
    if (own) {
        pql_refuse(node, "the table of labels",
                   "use outcomes.label, which shows only what was known in time", error);
        return NULL;
    }
    return table;
}

/* Columns that only outcomes has. */
static gboolean
is_outcome_column(const char *name)
{
    return g_ascii_strcasecmp(name, "label") == 0 || g_ascii_strcasecmp(name, "known_at") == 0 ||
           g_ascii_strcasecmp(name, "seed") == 0;
}

/* The column a node names in a table; NULL without error for * and what only outcomes has. */
static gboolean
bind_column(const PqlNode *node, const Task *task, const TableInfo *table, gboolean outcomes,
            const ColumnInfo **column, GError **error)
{
    *column = NULL;
    if (g_str_equal(node->name, "*") || (outcomes && is_outcome_column(node->name)))
        return TRUE;
    *column = table_column(table, node->name, error);
    if (!*column)
        return pql_place(node, error);
    if (defines_target(task, table, (*column)->name))
        return pql_refuse(node, "a column that defines the target",
                          "use outcomes.label, which shows only what was known in time", error);
    return TRUE;
}

/* ---- values of rows ----------------------------------------------------------------------------
 */

static gboolean
holds_values(const ColumnInfo *column)
{
    switch (column->kind) {
    case KIND_CATEGORY:
    case KIND_BOOLEAN:
    case KIND_INTEGER:
    case KIND_DECIMAL:
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean
check_value(const PqlNode *node, const ColumnInfo *column, GError **error)
{
    if (holds_values(column))
        return TRUE;
    g_autofree char *what = g_strdup_printf("%s is %s", column->name, kind_name(column->kind));
    const char *remedy = column->kind == KIND_DATE   ? "use HOUR, WEEKDAY, MONTH or AGE of it"
                         : column->kind == KIND_TEXT ? "use WORDS, CAPITALS or KEYWORDS of it"
                         : column->kind == KIND_KEY
                             ? "a key only names things: aggregate VIA it instead"
                             : "take a number, category or yes/no column";
    return pql_refuse(node, what, remedy, error);
}

/* The link by which the entity names one row of another table; VIA can't choose here, LAST can. */
static gboolean
bind_named_row(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    const char *entity = task_entity(task)->name;
    g_autoptr(GArray) pairs =
        paths_between(task->frame->catalogue, task_entity(task), plan->source);
    guint found = 0;
    for (guint i = 0; i < pairs->len; i++) {
        const KeyPair *pair = &g_array_index(pairs, KeyPair, i);
        if (pair->source != plan->source->key)
            continue;
        plan->pair = *pair;
        found++;
    }
    if (found == 1)
        return TRUE;
    g_autofree char *what =
        pairs->len == 0 ? g_strdup_printf("no link leads from %s to %s", entity, plan->source->name)
        : found == 0
            ? g_strdup_printf("%s can have many rows for one of %s", plan->source->name, entity)
            : g_strdup_printf("several columns of %s name rows of %s", entity, plan->source->name);
    g_autofree char *remedy = pairs->len == 0
                                  ? g_strdup("declare a link")
                                  : g_strdup_printf("write LAST(%s.%s)%s", node->table, node->name,
                                                    found > 1 ? " VIA one of them" : "");
    return pql_refuse(node, what, remedy, error);
}

/* A column of the entity's own row or, over a link that names one row, of another table's. */
static gboolean
bind_row_column(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    plan->source = bind_table(node, task, &plan->outcomes, error);
    if (!plan->source)
        return FALSE;
    if (plan->outcomes)
        return pql_refuse(node, "outcomes outside an aggregate",
                          "write RATE(outcomes.label, -180, 0, days) VIA a column", error);
    if (!bind_column(node, task, plan->source, FALSE, &plan->column, error))
        return FALSE;
    if (plan->source == task_entity(task))
        return TRUE;
    plan->linked = TRUE;
    return bind_named_row(node, task, plan, error);
}

static gboolean
plan_function(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    const PqlNode *argument = node->arguments->pdata[0];
    plan->function = node->function;
    plan->by = node->by;
    if (!bind_row_column(argument, task, plan, error))
        return FALSE;
    ColumnKind kind = plan->column->kind;
    if (node->function < PQL_WORDS || node->function == PQL_AGE) {
        plan->kind = node->function == PQL_AGE ? PLAN_AGE : PLAN_CALENDAR;
        if (kind != KIND_DATE)
            return pql_refuse(argument, "a column without dates", "take a date column", error);
        if (plan->kind == PLAN_AGE && !task->time_column)
            return pql_refuse(node, "AGE without a seed time", "give the target a time column",
                              error);
        if (plan->linked && plan->kind == PLAN_CALENDAR)
            return pql_refuse(argument, "another table's calendar", "use AGE of the date", error);
        return TRUE;
    }
    plan->kind = PLAN_TEXT;
    if (plan->linked)
        return pql_refuse(argument, "text of another table", "take a text of the entity's own",
                          error);
    if (kind != KIND_TEXT && kind != KIND_CATEGORY)
        return pql_refuse(argument, "a column without text", "take a text column", error);
    if (node->function == PQL_TEXT_SCORE && (task->kind != TASK_BINARY || !task->time_column))
        return pql_refuse(node, "the record of words",
                          "it needs a target that happens or not, and a time column", error);
    return TRUE;
}

/* ---- aggregates --------------------------------------------------------------------------------
 */

/* A condition on items of a list, of which some may define the target and these don't. */
static gboolean
asks_other_items(const PqlNode *node, const Task *task, const FeaturePlan *plan)
{
    const PqlNode *left = node->type == PQL_COMPARE ? node->arguments->pdata[0] : NULL;
    const PqlNode *right = node->type == PQL_COMPARE ? node->arguments->pdata[1] : NULL;
    if (!left || left->type != PQL_COLUMN || plan->source != task_entity(task))
        return FALSE;
    const ColumnInfo *column = table_column(plan->source, left->name, NULL);
    if (!column || column->kind != KIND_LIST || node->op == PQL_LIKE || node->op == PQL_NOT_LIKE ||
        node->op == PQL_STARTS_WITH || node->op == PQL_ENDS_WITH)
        return FALSE;
    guint n = right->type == PQL_LIST ? right->arguments->len : 1;
    for (guint i = 0; i < n; i++) {
        const PqlNode *item = right->type == PQL_LIST ? right->arguments->pdata[i] : right;
        if (!item->text || task_defines(task, column->name, item->text))
            return FALSE;
    }
    return TRUE;
}

/* A condition inside an aggregate reads the linked row alone. */
static gboolean
check_filter(const PqlNode *node, const Task *task, const FeaturePlan *plan, GError **error)
{
    if (node->type == PQL_AGGREGATE)
        return pql_refuse(node, "an aggregate inside an aggregate's WHERE",
                          "compare columns of the counted rows", error);
    if (node->type == PQL_COLUMN) {
        gboolean outcomes = plan->outcomes;
        const ColumnInfo *column;
        const TableInfo *table =
            node->table ? bind_table(node, task, &outcomes, error) : plan->source;
        if (!table)
            return FALSE;
        if (table != plan->source || outcomes != plan->outcomes)
            return pql_refuse(node, "a condition on another table's rows",
                              "compare columns of the counted rows", error);
        return bind_column(node, task, table, outcomes, &column, error);
    }
    if (asks_other_items(node, task, plan))
        return TRUE;
    for (guint i = 0; node->arguments && i < node->arguments->len; i++)
        if (!check_filter(node->arguments->pdata[i], task, plan, error))
            return FALSE;
    return TRUE;
}

static gboolean
is_label(const FeaturePlan *plan, const PqlNode *argument)
{
    return plan->outcomes && g_ascii_strcasecmp(argument->name, "label") == 0;
}

static gboolean
is_number(const ColumnInfo *column)
{
    return column->kind == KIND_BOOLEAN || column->kind == KIND_INTEGER ||
           column->kind == KIND_DECIMAL;
}

/* SUM, AVG and all that calculates. */
static gboolean
check_number(const PqlNode *argument, const FeaturePlan *plan, GError **error)
{
    if (is_label(plan, argument) || (plan->column && is_number(plan->column)))
        return TRUE;
    return pql_refuse(argument, "nothing to calculate with", "name a number or yes/no column",
                      error);
}

/* LAST and all that picks a value. */
static gboolean
check_any(const PqlNode *argument, const FeaturePlan *plan, GError **error)
{
    if (!plan->column && !is_label(plan, argument))
        return pql_refuse(argument, "nothing to take a value of",
                          "name a number, category or yes/no column", error);
    return !plan->column || check_value(argument, plan->column, error);
}

static gboolean
check_aggregate_value(const PqlNode *node, const FeaturePlan *plan, GError **error)
{
    const PqlNode *argument = node->arguments->pdata[0];
    switch (node->aggregate) {
    case PQL_COUNT:
    case PQL_EXISTS:
    case PQL_SINCE_LAST:
    case PQL_SINCE_FIRST:
    case PQL_GAP:
    case PQL_GAP_STD:
        return TRUE;
    case PQL_SHARE:
        return plan->condition || pql_refuse(node, "SHARE without a condition",
                                             "write SHARE(table.* WHERE …, -30, 0, days)", error);
    case PQL_TREND:
        if (g_str_equal(argument->name, "*"))
            return TRUE;
        return check_number(argument, plan, error);
    case PQL_FIRST:
    case PQL_LAST:
    case PQL_LAG:
    case PQL_MODE:
        return check_any(argument, plan, error);
    case PQL_COUNT_DISTINCT:
        return (plan->column && plan->column->kind == KIND_KEY) || check_any(argument, plan, error);
    case PQL_SUM:
    case PQL_AVG:
    case PQL_MIN:
    case PQL_MAX:
    case PQL_STD:
    case PQL_EWM:
    case PQL_RATE:
    case PQL_LIFT:
        return check_number(argument, plan, error);
    default:
        return pql_refuse(node, pql_aggregate_name(node->aggregate),
                          "a feature counts, calculates or picks: COUNT, AVG, LAST …", error);
    }
}

static gboolean
tells_time(PqlAggregate aggregate)
{
    return aggregate == PQL_SINCE_LAST || aggregate == PQL_SINCE_FIRST || aggregate == PQL_GAP ||
           aggregate == PQL_GAP_STD;
}

static gboolean
check_time(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    gboolean own = plan->source == task_entity(task);
    gboolean timed = own ? task->time_column != NULL : plan->source->time != NULL;
    plan->start = G_MININT64;
    plan->end = 0;
    if (node->windowed)
        pql_window_span(&node->window, &plan->start, &plan->end);
    if (plan->end > 0 || plan->start >= plan->end)
        return pql_refuse(node, "a window that looks ahead",
                          "a feature looks back, as in -30, 0, days", error);
    if (node->aggregate == PQL_TREND && plan->start == G_MININT64)
        return pql_refuse(node, "a trend over all history", "give it a window: -90, 0, days",
                          error);
    if (timed)
        return TRUE;
    if (own)
        return pql_refuse(node, "the past of a table without time", "give the target a time column",
                          error);
    if (node->windowed || tells_time(node->aggregate))
        return pql_refuse(node, "the past of a table without time",
                          "set the table's time column, or leave the window out", error);
    return TRUE;
}

/* A value against its siblings: a number of the linked rows, a key of theirs. */
static gboolean
bind_within(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    gboolean outcomes = FALSE;
    if (!node->within)
        return TRUE;
    const TableInfo *table =
        node->within->table ? bind_table(node->within, task, &outcomes, error) : plan->source;
    if (!table)
        return FALSE;
    if (table != plan->source || outcomes || plan->outcomes)
        return pql_refuse(node->within, "siblings in another table",
                          "name a column of the rows themselves", error);
    if (!plan_reads_values(plan) || !plan->column || !is_number(plan->column) ||
        plan->aggregate == PQL_COUNT_DISTINCT)
        return pql_refuse(node->within, "no number to hold against siblings",
                          "write AVG(table.number WITHIN table.key, -90, 0, days)", error);
    if (!bind_column(node->within, task, table, FALSE, &plan->within, error))
        return FALSE;
    ColumnKind kind = plan->within->kind;
    return kind == KIND_KEY || kind == KIND_CATEGORY || kind == KIND_INTEGER ||
           kind == KIND_BOOLEAN ||
           pql_refuse(node->within, "siblings by what is no key",
                      "take a key, category, yes/no or whole-number column", error);
}

static gboolean bind_path(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error);

gboolean
plan_look_up(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    const PqlNode *argument = node->arguments->pdata[0];
    *plan = (FeaturePlan){.kind = PLAN_AGGREGATE,
                          .aggregate = node->aggregate,
                          .filter = node->filter,
                          .linked = TRUE};
    plan->source = bind_table(argument, task, &plan->outcomes, error);
    if (!plan->source ||
        !bind_column(argument, task, plan->source, plan->outcomes, &plan->column, error))
        return FALSE;
    if (plan->outcomes || !plan->column ||
        (plan->column->kind != KIND_KEY && plan->column->kind != KIND_CATEGORY) || node->within ||
        node->same)
        return pql_refuse(argument, "a key that can't be looked up",
                          "take a key or category column of another table", error);
    return check_time(node, task, plan, error) &&
           (!node->filter || check_filter(node->filter, task, plan, error)) &&
           bind_path(node, task, plan, error);
}

/* The source's column that holds the same keys: itself, over a link, or by its name. */
static const ColumnInfo *
same_keys(const Task *task, const TableInfo *table, const ColumnInfo *column,
          const TableInfo *source)
{
    if (table == source)
        return column;
    g_autoptr(GArray) pairs = paths_between(task->frame->catalogue, table, source);
    for (guint i = 0; i < pairs->len; i++) {
        const KeyPair *pair = &g_array_index(pairs, KeyPair, i);
        if (pair->entity == column)
            return pair->source;
    }
    return table_column(source, column->name, NULL);
}

/* VIA LAST(events.team): the rows of the team that the entity's newest event names. */
static gboolean
bind_look_up(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    FeaturePlan key;
    if (node->aggregate == PQL_RATE || node->aggregate == PQL_LIFT)
        return pql_refuse(node, "a track record by a key that is looked up", "write AVG", error);
    if (!plan_look_up(node->via, task, &key, error))
        return FALSE;
    plan->look_up = node->via;
    plan->looked_up = key.column;
    plan->pair.entity = key.pair.entity;
    plan->pair.source = same_keys(task, key.source, key.column, plan->source);
    if (!plan->pair.source)
        return pql_refuse(node->via, "a key that the rows don't have",
                          "look up a column that links to them", error);
    return TRUE;
}

/* The rows that belong: all of them, or by a key. */
static gboolean
bind_path(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    if (node->via && node->via->type == PQL_AGGREGATE)
        return bind_look_up(node, task, plan, error);
    if (node->via && !node->via->table && g_str_equal(node->via->name, "*")) {
        plan->whole = TRUE;
        if (node->aggregate == PQL_RATE || node->aggregate == PQL_LIFT)
            return pql_refuse(node, "the whole desk against itself", "write AVG VIA ALL", error);
        return TRUE;
    }
    if (via_is_path(node->via, task, plan)) {
        if (!plan_path(node->via, task, plan, error))
            return FALSE;
    } else if (!path_choose(task->frame->catalogue, task_entity(task), plan->source, plan->outcomes,
                            node->via, &plan->pair, error))
        return FALSE;
    if (defines_target(task, task_entity(task), plan->pair.entity->name) ||
        (!plan->outcomes && defines_target(task, plan->source, plan->pair.source->name)))
        return pql_refuse(node, "a path by a column that defines the target",
                          "follow a column that was known before", error);
    return TRUE;
}

static gboolean
is_key(const ColumnInfo *column)
{
    return column->kind == KIND_KEY || column->kind == KIND_CATEGORY ||
           column->kind == KIND_BOOLEAN || column->kind == KIND_INTEGER;
}

/* The second key on the side of the rows: the same column of the entity's own past, else the one
 * that is written, or is called the same. */
static const ColumnInfo *
bind_same_source(const PqlNode *node, const Task *task, const FeaturePlan *plan, GError **error)
{
    const PqlNode *meets = node->same->meets;
    const ColumnInfo *column = meets ? plan_meets(meets, plan, error)
                               : plan->source == task_entity(task)
                                   ? plan->same.entity
                                   : table_column(plan->source, node->same->name, NULL);
    if (!meets && !column) {
        g_autofree char *remedy =
            g_strdup_printf("write SAME %s.%s = %s. and its column that holds "
                            "the same values",
                            task_entity(task)->name, node->same->name, plan->source->name);
        pql_refuse(node->same, "a second key that the rows don't have", remedy, error);
    }
    if (column && !plan->outcomes && defines_target(task, plan->source, column->name)) {
        pql_refuse(node->same, "a column that defines the target", "match another one", error);
        return NULL;
    }
    return column;
}

/* VIA tickets.agent_id SAME tickets.category; SAME tickets.area = deployments.part. */
static gboolean
bind_same(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    gboolean outcomes = FALSE;
    if (!node->same)
        return TRUE;
    const TableInfo *table = bind_table(node->same, task, &outcomes, error);
    if (!table || !bind_column(node->same, task, table, outcomes, &plan->same.entity, error))
        return FALSE;
    if (table != task_entity(task) || !plan->same.entity)
        return pql_refuse(node->same, "a second key of other rows",
                          "SAME takes a column of the table that is asked about", error);
    plan->same.source = bind_same_source(node, task, plan, error);
    if (!plan->same.source)
        return FALSE;
    if (plan->whole || plan->look_up || !is_key(plan->same.entity) || !is_key(plan->same.source))
        return pql_refuse(node->same, "two keys that can't be joined",
                          "write VIA a key or category SAME another one", error);
    return TRUE;
}

static gboolean
plan_aggregate(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    const PqlNode *argument = node->arguments->pdata[0];
    plan->kind = PLAN_AGGREGATE;
    plan->aggregate = node->aggregate;
    plan->by = node->by;
    if (node->aggregate == PQL_SHARE)
        plan->condition = node->filter;
    else
        plan->filter = node->filter;
    plan->linked = TRUE;
    plan->source = bind_table(argument, task, &plan->outcomes, error);
    plan->labels = is_label(plan, argument);
    return plan->source &&
           bind_column(argument, task, plan->source, plan->outcomes, &plan->column, error) &&
           check_aggregate_value(node, plan, error) && bind_within(node, task, plan, error) &&
           check_time(node, task, plan, error) &&
           (!node->filter || check_filter(node->filter, task, plan, error)) &&
           bind_path(node, task, plan, error) && bind_same(node, task, plan, error);
}

/* ---- conditions on the entity's row ------------------------------------------------------------
 */

static gboolean
plan_test(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    plan->kind = PLAN_TEST;
    plan->source = task_entity(task);
    plan->filter = node;
    return check_filter(node, task, plan, error);
}

gboolean
feature_plan(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    *plan = (FeaturePlan){0};
    switch (node->type) {
    case PQL_COLUMN:
        plan->kind = PLAN_COLUMN;
        return bind_row_column(node, task, plan, error) && check_value(node, plan->column, error);
    case PQL_FUNCTION:
        return plan_function(node, task, plan, error);
    case PQL_AGGREGATE:
        return plan_aggregate(node, task, plan, error);
    case PQL_CONSTANT:
    case PQL_LIST:
        return pql_refuse(node, "a constant", "a feature is a column, a function or an aggregate",
                          error);
    default:
        return is_combined(node, task) ? plan_combined(node, task, plan, error)
                                       : plan_test(node, task, plan, error);
    }
}

gboolean
plan_reads_values(const FeaturePlan *plan)
{
    switch (plan->aggregate) {
    case PQL_COUNT:
    case PQL_EXISTS:
    case PQL_SINCE_LAST:
    case PQL_SINCE_FIRST:
    case PQL_SHARE:
    case PQL_GAP:
    case PQL_GAP_STD:
        return FALSE;
    case PQL_TREND:
        return plan->column || plan->labels;
    default:
        return TRUE;
    }
}

gboolean
plan_numeric(const FeaturePlan *plan)
{
    gboolean picks = plan->aggregate == PQL_LAST || plan->aggregate == PQL_FIRST ||
                     plan->aggregate == PQL_LAG || plan->aggregate == PQL_MODE;
    gboolean value = plan->kind == PLAN_COLUMN || (plan->kind == PLAN_AGGREGATE && picks);
    return !value || !plan->column || plan->column->kind != KIND_CATEGORY;
}
