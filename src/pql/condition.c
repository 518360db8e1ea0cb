/* The parser of conditions: comparisons joined by AND, OR and NOT, each operator with the constants
 * it takes. */
#include <string.h>

#include "pql/parser.h"
#include "pql/tree.h"
#include "pql/words.h"

#define DEEPEST 100

/* ---- conditions --------------------------------------------------------------------------- */

static gboolean
read_not_operator(Parser *parser, PqlOperator *op)
{
    parser->next++;
    *op = PQL_NOT_IN;
    if (pql_take_word(parser, "IN"))
        return TRUE;
    *op = PQL_NOT_LIKE;
    if (pql_take_word(parser, "LIKE"))
        return TRUE;
    *op = PQL_NOT_CONTAINS;
    if (pql_take_word(parser, "CONTAINS"))
        return TRUE;
    return pql_expected(parser, "IN, LIKE or CONTAINS after NOT", NULL) != NULL;
}

static void
read_is_operator(Parser *parser, PqlOperator *op)
{
    parser->next++;
    gboolean negated = pql_take_word(parser, "NOT");
    if (pql_take_word(parser, "IN"))
        *op = negated ? PQL_NOT_IN : PQL_IN;
    else
        *op = negated ? PQL_IS_NOT : PQL_IS;
}

/* Something else where an operator must stand. */
static void
refuse_operator(Parser *parser)
{
    static const char *const words[] = {"AND",      "OR",     "IN",   "IS",    "LIKE",
                                        "CONTAINS", "STARTS", "ENDS", "WHERE", NULL};
    const Token *token = pql_peek(parser, 0);
    g_autofree char *upper = g_ascii_strup(token->type == TOKEN_WORD ? token->text : "", -1);
    g_autofree char *near = *upper ? nearest_names(upper, words) : NULL;
    g_autofree char *remedy =
        near ? g_strdup_printf("write %s, all upper or all lower case", near)
             : g_strdup("compare with a constant, as in hours > 72 or escalated = TRUE");
    pql_expected(parser, "a comparison such as = or IN", remedy);
}

static gboolean
read_operator(Parser *parser, PqlOperator *op)
{
    for (int i = PQL_EQ; i <= PQL_GE; i++)
        if (pql_take_sign(parser, pql_operator_name((PqlOperator)i))) {
            *op = (PqlOperator)i;
            return TRUE;
        }
    if (pql_at_word(parser, 0, "NOT"))
        return read_not_operator(parser, op);
    if (pql_at_word(parser, 0, "IS")) {
        read_is_operator(parser, op);
        return TRUE;
    }
    gboolean starts = pql_at_word(parser, 0, "STARTS");
    if (starts || pql_at_word(parser, 0, "ENDS")) {
        parser->next++;
        *op = starts ? PQL_STARTS_WITH : PQL_ENDS_WITH;
        return pql_take_word(parser, "WITH") || pql_expected(parser, "WITH", NULL);
    }
    *op = PQL_IN;
    if (pql_take_word(parser, "IN"))
        return TRUE;
    *op = PQL_LIKE;
    if (pql_take_word(parser, "LIKE"))
        return TRUE;
    *op = PQL_CONTAINS;
    if (pql_take_word(parser, "CONTAINS"))
        return TRUE;
    refuse_operator(parser);
    return FALSE;
}

static gboolean
check_comparison(Parser *parser, const PqlNode *compare, const PqlNode *constant)
{
    g_autofree char *what = NULL;
    const char *op = pql_operator_name(compare->op);
    switch (compare->op) {
    case PQL_LT:
    case PQL_LE:
    case PQL_GT:
    case PQL_GE:
        if (constant->constant != PQL_NULL && constant->constant != PQL_BOOLEAN)
            return TRUE;
        what = g_strdup_printf("%s with NULL, TRUE or FALSE", op);
        return pql_refuse_node(parser, constant, what, "these compare only by = and !=, or IS");
    case PQL_LIKE:
    case PQL_NOT_LIKE:
    case PQL_CONTAINS:
    case PQL_NOT_CONTAINS:
    case PQL_STARTS_WITH:
    case PQL_ENDS_WITH:
        if (constant->constant == PQL_TEXT)
            return TRUE;
        what = g_strdup_printf("%s without a text", op);
        return pql_refuse_node(parser, constant, what, "put the text in quotes, as in 'P1'");
    default:
        return TRUE;
    }
}

static gboolean
deeper(Parser *parser)
{
    if (++parser->depth <= DEEPEST)
        return TRUE;
    pql_expected(parser, "less nesting", "nest at most 100 deep");
    return FALSE;
}

/* IF(condition, value): a value by itself, and no part of a condition. */
static PqlNode *
read_if(Parser *parser, gboolean value)
{
    g_autoptr(PqlNode) node = pql_node_here(parser, PQL_IF);
    if (!value)
        return pql_expected(parser, "a comparison", "IF stands by itself; join conditions by AND");
    parser->next += 2;
    PqlNode *condition = pql_read_condition(parser, FALSE);
    if (!condition)
        return NULL;
    g_ptr_array_add(node->arguments, condition);
    if (!pql_take_sign(parser, ","))
        return pql_expected(parser, "\",\" and a value",
                            "write IF(tickets.priority = 'P1', accounts.arr)");
    PqlNode *then = pql_read_operand(parser);
    if (!then)
        return NULL;
    g_ptr_array_add(node->arguments, then);
    if (!pql_take_sign(parser, ")"))
        return pql_expected(parser, "\")\"", "IF takes a condition and one value");
    return g_steal_pointer(&node);
}

/* operand [RELOP constant]; alone only what is a condition by itself, or where a value may stand.
 */
static PqlNode *
read_comparison(Parser *parser, gboolean value)
{
    if (pql_at_word(parser, 0, "IF") && pql_at_sign(parser, 1, "("))
        return read_if(parser, value);
    g_autoptr(PqlNode) compare = pql_node_here(parser, PQL_COMPARE);
    PqlNode *operand = pql_read_operand(parser);
    if (!operand)
        return NULL;
    g_ptr_array_add(compare->arguments, operand);
    const Token *token = pql_peek(parser, 0);
    gboolean alone = token->type != TOKEN_SIGN || strchr("(),.*", *token->text) != NULL;
    if (token->type == TOKEN_WORD)
        alone = !pql_at_word(parser, 0, "NOT") && !pql_at_word(parser, 0, "IS") &&
                !pql_at_word(parser, 0, "IN") && !pql_at_word(parser, 0, "LIKE") &&
                !pql_at_word(parser, 0, "CONTAINS") && !pql_at_word(parser, 0, "STARTS") &&
                !pql_at_word(parser, 0, "ENDS");
    gboolean condition = (operand->type == PQL_AGGREGATE &&
                          (operand->aggregate == PQL_BOOL || operand->aggregate == PQL_EXISTS)) ||
                         (operand->type == PQL_FUNCTION && operand->function == PQL_WEEKEND);
    if (alone && (value || condition))
        return g_ptr_array_steal_index(compare->arguments, 0);
    if (!read_operator(parser, &compare->op))
        return NULL;
    gboolean list = compare->op == PQL_IN || compare->op == PQL_NOT_IN;
    if (!list && pql_at_sign(parser, 0, "("))
        return pql_expected(parser, "one constant", "compare with a list by IN");
    PqlNode *constant = list ? pql_read_list(parser) : pql_read_constant(parser);
    if (!constant)
        return NULL;
    g_ptr_array_add(compare->arguments, constant);
    if (!list && !check_comparison(parser, compare, constant))
        return NULL;
    return g_steal_pointer(&compare);
}

static PqlNode *read_or(Parser *parser, gboolean value);

static PqlNode *
read_not(Parser *parser, gboolean value)
{
    g_autoptr(PqlNode) node = pql_node_here(parser, PQL_NOT);
    if (!pql_at_sign(parser, 0, "(") && !pql_at_word(parser, 0, "NOT"))
        return read_comparison(parser, value);
    if (!deeper(parser))
        return NULL;
    PqlNode *inner;
    if (pql_take_sign(parser, "(")) {
        inner = read_or(parser, FALSE);
        if (inner && !pql_take_sign(parser, ")")) {
            pql_node_free(inner);
            return pql_expected(parser, "\")\", AND or OR", NULL);
        }
    } else {
        parser->next++;
        inner = read_not(parser, FALSE);
        if (inner) {
            g_ptr_array_add(node->arguments, inner);
            inner = g_steal_pointer(&node);
        }
    }
    parser->depth--;
    return inner;
}

typedef PqlNode *(*ReadPart)(Parser *parser, gboolean value);

/* part (WORD part)*, one node for the whole run. A bare value can't be joined. */
static PqlNode *
read_joined(Parser *parser, gboolean value, ReadPart part, const char *word, PqlNodeType type)
{
    g_autoptr(PqlNode) node = pql_node_here(parser, type);
    guint start = parser->next;
    PqlNode *first = part(parser, value);
    if (!first || !pql_at_word(parser, 0, word))
        return first;
    if (value) {
        pql_node_free(first);
        parser->next = start;
        if (!(first = part(parser, FALSE)))
            return NULL;
    }
    g_ptr_array_add(node->arguments, first);
    while (pql_take_word(parser, word)) {
        PqlNode *more = part(parser, FALSE);
        if (!more)
            return NULL;
        g_ptr_array_add(node->arguments, more);
    }
    return g_steal_pointer(&node);
}

static PqlNode *
read_and(Parser *parser, gboolean value)
{
    return read_joined(parser, value, read_not, "AND", PQL_AND);
}

static PqlNode *
read_or(Parser *parser, gboolean value)
{
    return read_joined(parser, value, read_and, "OR", PQL_OR);
}

PqlNode *
pql_read_condition(Parser *parser, gboolean value)
{
    if (!deeper(parser))
        return NULL;
    PqlNode *node = read_or(parser, value);
    parser->depth--;
    return node;
}

gboolean
pql_check_direction(Parser *parser, const PqlNode *node, LookDirection direction, const char *where)
{
    if (node->type == PQL_AGGREGATE && node->windowed) {
        gboolean ahead = node->window.start >= 0;
        if (ahead == (direction == LOOK_AHEAD))
            return TRUE;
        g_autofree char *what =
            g_strdup_printf("a window that looks %s in %s", ahead ? "ahead" : "back", where);
        return pql_refuse_node(parser, node, what,
                               ahead ? "end it at 0 or before, as in -90, 0"
                                     : "start it at 0 or after, as in 0, 48");
    }
    for (guint i = 0; i < node->arguments->len; i++)
        if (!pql_check_direction(parser, node->arguments->pdata[i], direction, where))
            return FALSE;
    return TRUE;
}
