/* Features put together of others. Each part is computed by itself, as if it stood alone, so that
 * whatever holds for it (what it may see, one row as many) holds for the whole. */
#include "features/combined.h"
#include "features/compute.h"

#include <math.h>
#include <string.h>

/* ---- what it is made of ------------------------------------------------------------------------
 */

static gboolean
is_joined(const PqlNode *node)
{
    return node->type == PQL_AND || node->type == PQL_OR || node->type == PQL_NOT;
}

/* A comparison that reads the row itself alone, as conditions on rows do. */
static gboolean
is_own(const PqlNode *node, const Task *task)
{
    const PqlNode *left = node->type == PQL_COMPARE ? node->arguments->pdata[0] : node;
    if (left->type == PQL_FUNCTION && left->function <= PQL_WEEKEND)
        left = left->arguments->pdata[0];
    return left->type == PQL_COLUMN &&
           (!left->table || g_ascii_strcasecmp(left->table, task_entity(task)->name) == 0);
}

gboolean
is_combined(const PqlNode *node, const Task *task)
{
    if (node->type == PQL_IF)
        return TRUE;
    if (node->type == PQL_COMPARE)
        return !is_own(node, task);
    for (guint i = 0; is_joined(node) && i < node->arguments->len; i++) {
        const PqlNode *part = node->arguments->pdata[i];
        if (part->type == PQL_AGGREGATE || is_combined(part, task))
            return TRUE;
    }
    return FALSE;
}

/* What is bound by itself of a comparison. */
static const PqlNode *
part_of(const PqlNode *node, const Task *task)
{
    return node->type == PQL_COMPARE && !is_own(node, task) ? node->arguments->pdata[0] : node;
}

gboolean
combined_visit(const PqlNode *node, const Task *task, PartVisit visit, gpointer data)
{
    FeaturePlan plan;
    if (node->type != PQL_IF && !is_joined(node)) {
        const PqlNode *part = part_of(node, task);
        return feature_plan(part, task, &plan, NULL) && visit(part, &plan, data);
    }
    for (guint i = 0; i < node->arguments->len; i++)
        if (!combined_visit(node->arguments->pdata[i], task, visit, data))
            return FALSE;
    return TRUE;
}

/* ---- binding -----------------------------------------------------------------------------------
 */

static gboolean
is_number(const PqlNode *constant)
{
    return constant->type == PQL_CONSTANT &&
           (constant->constant == PQL_NUMBER || constant->constant == PQL_BOOLEAN);
}

/* The constants on the right: numbers with what is a number, texts with a category, or NULL. */
static gboolean
check_right(const PqlNode *node, const FeaturePlan *plan, GError **error)
{
    const PqlNode *right = node->arguments->pdata[1];
    gboolean numeric = plan_numeric(plan), list = right->type == PQL_LIST;
    if (!list && right->constant == PQL_NULL)
        return TRUE;
    if (!numeric && node->op != PQL_EQ && node->op != PQL_NE && node->op != PQL_IS &&
        node->op != PQL_IS_NOT && !list)
        return pql_refuse(node, "an order or a pattern of a value that is looked up",
                          "compare it by =, != or IN", error);
    if (numeric && node->op >= PQL_LIKE)
        return pql_refuse(node, "a pattern of a number", "compare it by =, < or IN", error);
    for (guint i = 0; i < (list ? right->arguments->len : 1); i++) {
        const PqlNode *constant = list ? right->arguments->pdata[i] : right;
        if (numeric ? !is_number(constant) : constant->constant != PQL_TEXT)
            return pql_refuse(
                constant,
                numeric ? "a number against what is none" : "a value against what is no text",
                numeric ? "write a number such as 3" : "put the value in quotes, as in 'P1'",
                error);
    }
    return TRUE;
}

/* What learns from training rows is stored by the feature that it is. */
static gboolean
check_part(const PqlNode *part, const FeaturePlan *plan, GError **error)
{
    if (plan->kind != PLAN_TEXT ||
        (plan->function != PQL_TOPIC && plan->function != PQL_TEXT_SCORE))
        return TRUE;
    return pql_refuse(part, "what is learned from texts, inside another feature",
                      "let it stand by itself", error);
}

static gboolean
bind_condition(const PqlNode *node, const Task *task, FeaturePlan *whole, GError **error)
{
    FeaturePlan plan;
    if (is_joined(node)) {
        for (guint i = 0; i < node->arguments->len; i++)
            if (!bind_condition(node->arguments->pdata[i], task, whole, error))
                return FALSE;
        return TRUE;
    }
    const PqlNode *part = part_of(node, task);
    if (!feature_plan(part, task, &plan, error) || !check_part(part, &plan, error))
        return FALSE;
    whole->linked = whole->linked || plan.linked;
    return part == node || check_right(node, &plan, error);
}

gboolean
plan_combined(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    FeaturePlan value;
    *plan = (FeaturePlan){.kind = PLAN_COMBINED, .source = task_entity(task)};
    if (node->type != PQL_IF)
        return bind_condition(node, task, plan, error);
    const PqlNode *then = node->arguments->pdata[1];
    if (!bind_condition(node->arguments->pdata[0], task, plan, error) ||
        !feature_plan(then, task, &value, error) || !check_part(then, &value, error))
        return FALSE;
    plan->linked = plan->linked || value.linked;
    return plan_numeric(&value) || pql_refuse(then, "IF of a value that is no number",
                                              "give it a number, or compare the value", error);
}

/* ---- computing ---------------------------------------------------------------------------------
 */

/* Values of a part as if it stood alone. */
static FeatureValues *
compute_part(Request *request, const PqlNode *part, Feature *as, GError **error)
{
    FeaturePlan plan;
    if (!feature_plan(part, request->engine->task, &plan, error))
        return NULL;
    *as = (Feature){
        .node = (PqlNode *)part, .numeric = plan_numeric(&plan), .relational = plan.linked};
    return compute_feature(request, as, error);
}

static gboolean
compares(PqlOperator op, double value, double with)
{
    switch (op) {
    case PQL_LT:
        return value < with;
    case PQL_LE:
        return value <= with;
    case PQL_GT:
        return value > with;
    case PQL_GE:
        return value >= with;
    default:
        return value == with;
    }
}

static gboolean
is_negated(PqlOperator op)
{
    return op == PQL_NE || op == PQL_IS_NOT || op == PQL_NOT_IN;
}

/* The constants on the right as numbers: of texts their codes, −1 where no row says so. */
static GArray *
right_numbers(const PqlNode *right, const FeatureValues *values)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(double));
    gboolean list = right->type == PQL_LIST;
    for (guint i = 0; i < (list ? right->arguments->len : 1); i++) {
        const PqlNode *constant = list ? right->arguments->pdata[i] : right;
        double number = constant->number;
        if (values->code)
            number = dictionary_code(values->dictionary, constant->text);
        g_array_append_val(numbers, number);
    }
    return numbers;
}

static void
compare_values(const PqlNode *node, const FeatureValues *values, double *truth)
{
    const PqlNode *right = node->arguments->pdata[1];
    gboolean null = right->type == PQL_CONSTANT && right->constant == PQL_NULL;
    g_autoptr(GArray) numbers =
        null ? g_array_new(FALSE, FALSE, sizeof(double)) : right_numbers(right, values);
    for (guint32 i = 0; i < values->n; i++) {
        double value = values->number        ? values->number[i]
                       : values->code[i] < 0 ? (double)NAN
                                             : values->code[i];
        gboolean holds = null && isnan(value);
        for (guint k = 0; k < numbers->len && !holds; k++)
            holds = compares(node->op, value, g_array_index(numbers, double, k));
        truth[i] = isnan(value) && !null ? (double)NAN : holds != is_negated(node->op);
    }
}

/* By the logic of SQL: what decides, else unknown where a part is. */
static void
join(PqlNodeType type, const double *part, double *truth, guint32 n)
{
    double deciding = type == PQL_OR;
    for (guint32 i = 0; i < n; i++) {
        if (truth[i] == deciding || part[i] == deciding)
            truth[i] = deciding;
        else if (isnan(part[i]))
            truth[i] = NAN;
    }
}

static gboolean compute_condition(Request *request, const PqlNode *node, double *truth,
                                  GError **error);

static gboolean
compute_joined(Request *request, const PqlNode *node, double *truth, GError **error)
{
    g_autofree double *part = g_new(double, (gsize)request->n + 1);
    if (!compute_condition(request, node->arguments->pdata[0], truth, error))
        return FALSE;
    for (guint32 i = 0; node->type == PQL_NOT && i < request->n; i++)
        truth[i] = 1 - truth[i];
    for (guint k = 1; k < node->arguments->len; k++) {
        if (!compute_condition(request, node->arguments->pdata[k], part, error))
            return FALSE;
        join(node->type, part, truth, request->n);
    }
    return TRUE;
}

static gboolean
compute_condition(Request *request, const PqlNode *node, double *truth, GError **error)
{
    Feature as;
    if (is_joined(node))
        return compute_joined(request, node, truth, error);
    const PqlNode *part = part_of(node, request->engine->task);
    FeatureValues *values = compute_part(request, part, &as, error);
    if (!values)
        return FALSE;
    if (part == node)
        memcpy(truth, values->number, request->n * sizeof *truth);
    else
        compare_values(node, values, truth);
    feature_values_free(values);
    return TRUE;
}

gboolean
compute_combined(Request *request, const PqlNode *node, double *number, GError **error)
{
    Feature as;
    if (node->type != PQL_IF)
        return compute_condition(request, node, number, error);
    FeatureValues *values = compute_part(request, node->arguments->pdata[1], &as, error);
    if (!values || !compute_condition(request, node->arguments->pdata[0], number, error)) {
        feature_values_free(values);
        return FALSE;
    }
    for (guint32 i = 0; i < request->n; i++)
        number[i] = number[i] == 1 ? values->number[i] : (double)NAN;
    feature_values_free(values);
    return TRUE;
}
