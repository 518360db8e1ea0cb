/* Combined features in words: "arr of the account where priority is P1", "at least 3 api_error_500
 * product events of this account, 48 h and latest score in account health below 50". */
#include "features/combined.h"

static void add_condition(GString *out, const PqlNode *node, const Task *task, gboolean inner);

/* The name of a part as it would stand alone; of what isn't a feature by itself, its column's. */
static char *
part_name(const PqlNode *part, const Task *task, char **sentence)
{
    FeaturePlan plan;
    Feature *feature = g_new0(Feature, 1);
    if (feature_plan(part, task, &plan, NULL) && plan.kind != PLAN_TEST) {
        feature->node = pql_node_copy(part);
        feature->expression = pql_print(part);
        feature_describe(feature, &plan, task);
    }
    char *name = feature->name ? g_steal_pointer(&feature->name)
                 : part->name  ? g_strdelimit(g_strdup(part->name), "_", ' ')
                               : pql_print(part);
    if (sentence)
        *sentence = g_steal_pointer(&feature->sentence);
    feature_free(feature);
    return name;
}

static char *
constant_words(const PqlNode *constant)
{
    if (constant->constant == PQL_NUMBER)
        return number_short(constant->number);
    if (constant->constant == PQL_BOOLEAN)
        return g_strdup(constant->number != 0 ? "yes" : "no");
    return text_clean(constant->text ? constant->text : "", -1);
}

/* "at least 3 events": how many rows there are. FALSE where that isn't what is asked. */
static gboolean
add_count(GString *out, const PqlNode *node, const char *rows)
{
    static const char *const words[] = {
        [PQL_EQ] = "exactly", [PQL_NE] = "other than", [PQL_LT] = "fewer than",
        [PQL_LE] = "at most", [PQL_GT] = "more than",  [PQL_GE] = "at least"};
    const PqlNode *left = node->arguments->pdata[0], *right = node->arguments->pdata[1];
    if (left->type != PQL_AGGREGATE || left->aggregate != PQL_COUNT || node->op > PQL_GE ||
        right->constant != PQL_NUMBER)
        return FALSE;
    g_autofree char *number = number_short(right->number);
    g_string_append_printf(out, "%s %s %s", words[node->op], number, rows);
    return TRUE;
}

static void
add_list(GString *out, const PqlNode *list)
{
    for (guint i = 0; i < list->arguments->len; i++) {
        g_autofree char *value = constant_words(list->arguments->pdata[i]);
        g_string_append_printf(out, "%s%s", i ? " or " : "", value);
    }
}

/* What a column or a measure is, in words; other comparisons as they are written. */
static void
add_comparison(GString *out, const PqlNode *node, const char *name)
{
    const PqlNode *right = node->arguments->pdata[1];
    gboolean text = right->constant == PQL_TEXT;
    if (right->type == PQL_LIST) {
        g_string_append_printf(out, "%s is%s ", name, node->op == PQL_NOT_IN ? " not" : "");
        add_list(out, right);
        return;
    }
    gboolean negated = node->op == PQL_NE || node->op == PQL_IS_NOT;
    if (right->constant == PQL_NULL) {
        g_string_append_printf(out, "%s is %s", name, negated ? "there" : "missing");
        return;
    }
    g_autofree char *value = constant_words(right);
    if (node->op == PQL_EQ || node->op == PQL_IS || negated)
        g_string_append_printf(out, "%s is %s%s", name, negated ? "not " : "", value);
    else if (node->op == PQL_LT)
        g_string_append_printf(out, "%s %s %s", name, text ? "before" : "below", value);
    else if (node->op == PQL_LE)
        g_string_append_printf(out, "%s %s %s", name, text ? "up to" : "at most", value);
    else if (node->op == PQL_GT)
        g_string_append_printf(out, "%s %s %s", name, text ? "after" : "above", value);
    else if (node->op == PQL_GE)
        g_string_append_printf(out, "%s %s %s%s", name, text ? "from" : "at least", value,
                               text ? " on" : "");
    else if (node->op == PQL_CONTAINS)
        g_string_append_printf(out, "“%s” in %s", value, name);
    else
        g_string_append_printf(out, "%s %s “%s”", name, pql_operator_name(node->op), value);
}

static void
add_joined(GString *out, const PqlNode *node, const Task *task, gboolean inner)
{
    g_string_append(out, node->type == PQL_NOT ? "not (" : inner ? "(" : "");
    for (guint i = 0; i < node->arguments->len; i++) {
        g_string_append(out, i == 0 ? "" : node->type == PQL_AND ? " and " : " or ");
        add_condition(out, node->arguments->pdata[i], task, node->type != PQL_NOT);
    }
    g_string_append(out, node->type == PQL_NOT || inner ? ")" : "");
}

static void
add_condition(GString *out, const PqlNode *node, const Task *task, gboolean inner)
{
    if (node->type == PQL_AND || node->type == PQL_OR || node->type == PQL_NOT) {
        add_joined(out, node, task, inner);
        return;
    }
    g_autofree char *name =
        part_name(node->type == PQL_COMPARE ? node->arguments->pdata[0] : node, task, NULL);
    if (node->type != PQL_COMPARE)
        g_string_append(out, name);
    else if (!add_count(out, node, name))
        add_comparison(out, node, name);
}

/* Values of personal columns are shown as their policy says, where conditions are printed as PQL:
 * in such words they would stand bare. */
static gboolean
tells_personal(const PqlNode *node, const Task *task)
{
    g_autoptr(GPtrArray) columns = pql_columns((PqlNode *)node);
    for (guint i = 0; i < columns->len; i++) {
        const PqlNode *named = columns->pdata[i];
        const TableInfo *table = named->table
                                     ? catalogue_table(task->frame->catalogue, named->table, NULL)
                                     : task_entity(task);
        const ColumnInfo *column = table ? table_column(table, named->name, NULL) : NULL;
        if (column && (column->pii || column->personal != PERSONAL_DEFAULT))
            return TRUE;
    }
    return FALSE;
}

void
describe_combined(Feature *feature, const Task *task)
{
    const PqlNode *node = feature->node;
    const PqlNode *condition = node->type == PQL_IF ? node->arguments->pdata[0] : node;
    g_autoptr(GString) words = g_string_new(NULL);
    if (tells_personal(condition, task)) {
        g_autofree char *printed = pql_print(condition);
        g_string_append(words, printed);
    } else {
        add_condition(words, condition, task, FALSE);
    }
    feature->group = g_strdup("combinations");
    if (node->type != PQL_IF) {
        feature->name = g_strdup(words->str);
        feature->sentence = g_strdup_printf("1 where %s, else 0", words->str);
        return;
    }
    g_autofree char *sentence = NULL;
    g_autofree char *value = part_name(node->arguments->pdata[1], task, &sentence);
    feature->name = g_strdup_printf("%s where %s", value, words->str);
    feature->sentence =
        g_strdup_printf("%s, where %s; empty elsewhere", sentence ? sentence : value, words->str);
}
