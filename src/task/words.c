/* What a target that looks ahead asks for, in words: "more than 5 tickets within 30 days" where the
 * rule says COUNT(tickets.*, 0, 30, days) > 5. Values keep their quotes, since a value of a
 * personal column is shown as the column's policy says. */
#include "task/ahead.h"

/* "product_events" → "product events". */
static char *
plain(const char *name)
{
    return g_strdelimit(g_strdup(name), "_", ' ');
}

/* "within 30 days", "from 7 to 30 days after". */
static char *
when_words(const PqlNode *node)
{
    gint64 start = 0, end = 0;
    if (!node->windowed)
        return g_strdup("");
    pql_window_span(&node->window, &start, &end);
    g_autofree char *from = duration_words(start), *to = duration_words(end);
    return start > 0 ? g_strdup_printf(" from %s to %s ahead", from, to)
                     : g_strdup_printf(" within %s", to);
}

/* "tickets where priority = 'P1' within 30 days" */
static char *
rows_words(const PqlNode *node)
{
    const PqlNode *argument = node->arguments->pdata[0];
    g_autofree char *rows = plain(argument->table ? argument->table : "rows");
    g_autofree char *filter = node->filter ? pql_print(node->filter) : NULL;
    g_autofree char *when = when_words(node);
    return g_strdup_printf("%s%s%s%s", rows, filter ? " where " : "", filter ? filter : "", when);
}

/* What stands before "csat of tickets within 30 days". */
static const char *
figure_words(PqlAggregate aggregate)
{
    switch (aggregate) {
    case PQL_SUM:
        return "the sum of";
    case PQL_AVG:
        return "the mean";
    case PQL_MIN:
        return "the lowest";
    case PQL_MAX:
        return "the highest";
    case PQL_FIRST:
        return "the first";
    case PQL_LAST:
        return "the last";
    case PQL_COUNT_DISTINCT:
        return "how many different values of";
    case PQL_LIST_DISTINCT:
        return "every";
    default:
        return NULL;
    }
}

static gboolean
counts_rows(const PqlNode *node)
{
    return node->type == PQL_AGGREGATE && node->aggregate == PQL_COUNT;
}

static char *
aggregate_words(const PqlNode *node)
{
    const PqlNode *argument = node->arguments->pdata[0];
    const char *figure = figure_words(node->aggregate);
    g_autofree char *rows = rows_words(node);
    if (node->aggregate == PQL_COUNT)
        return g_strdup_printf("the number of %s", rows);
    if (node->aggregate == PQL_EXISTS)
        return g_strdup_printf("any %s", rows);
    g_autofree char *value = plain(argument->name);
    g_autofree char *when = when_words(node);
    if (node->aggregate == PQL_BOOL)
        return g_strdup_printf("%s%s", value, when);
    return figure ? g_strdup_printf("%s %s of %s", figure, value, rows) : pql_print(node);
}

/* "more than 5", "at most 30", "P1": the right side after what is compared. */
static char *
bound_words(PqlOperator op, const char *value)
{
    switch (op) {
    case PQL_GT:
        return g_strdup_printf("more than %s", value);
    case PQL_GE:
        return g_strdup_printf("at least %s", value);
    case PQL_LT:
        return g_strdup_printf("less than %s", value);
    case PQL_LE:
        return g_strdup_printf("at most %s", value);
    case PQL_EQ:
    case PQL_IS:
        return g_strdup(value);
    case PQL_NE:
    case PQL_IS_NOT:
        return g_strdup_printf("not %s", value);
    default:
        return NULL;
    }
}

/* "no tickets", "any tickets", "more than 5 tickets", … "within 30 days". */
static char *
count_words(const PqlNode *compare, const char *rows)
{
    const PqlNode *bound = compare->arguments->pdata[1];
    gboolean number = bound->type == PQL_CONSTANT && bound->constant == PQL_NUMBER;
    PqlOperator op = compare->op;
    if (number && ((op == PQL_GT && bound->number == 0) || (op == PQL_GE && bound->number == 1)))
        return g_strdup_printf("any %s", rows);
    if (number && ((op == PQL_EQ && bound->number == 0) || (op == PQL_LT && bound->number == 1)))
        return g_strdup_printf("no %s", rows);
    g_autofree char *value = pql_print(bound);
    g_autofree char *words = op == PQL_LT ? g_strdup_printf("fewer than %s", value)
                             : op == PQL_EQ || op == PQL_IS ? g_strdup_printf("exactly %s", value)
                                                            : bound_words(op, value);
    return words ? g_strdup_printf("%s %s", words, rows) : NULL;
}

static char *
compare_words(const PqlNode *node)
{
    const PqlNode *left = node->arguments->pdata[0];
    if (counts_rows(left)) {
        g_autofree char *rows = rows_words(left);
        char *words = count_words(node, rows);
        return words ? words : pql_print(node);
    }
    g_autofree char *what = left->type == PQL_AGGREGATE ? aggregate_words(left) : NULL;
    g_autofree char *value = pql_print(node->arguments->pdata[1]);
    g_autofree char *bound = what ? bound_words(node->op, value) : NULL;
    return bound ? g_strdup_printf("%s is %s", what, bound) : pql_print(node);
}

char *
target_words(const PqlNode *node)
{
    if (node->type == PQL_AGGREGATE)
        return aggregate_words(node);
    if (node->type == PQL_COMPARE)
        return compare_words(node);
    if (node->type != PQL_AND && node->type != PQL_OR && node->type != PQL_NOT)
        return pql_print(node);
    GString *words = g_string_new(node->type == PQL_NOT ? "not " : NULL);
    for (guint i = 0; i < node->arguments->len; i++) {
        const PqlNode *part = node->arguments->pdata[i];
        g_autofree char *one = target_words(part);
        gboolean joined = part->type == PQL_AND || part->type == PQL_OR || node->type == PQL_NOT;
        g_string_append(words, i == 0 ? "" : node->type == PQL_AND ? " and " : " or ");
        g_string_append_printf(words, joined ? "(%s)" : "%s", one);
    }
    return g_string_free(words, FALSE);
}
