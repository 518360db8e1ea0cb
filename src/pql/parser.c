/* The parser of expressions: recursive descent over the published grammar and our additions. */
#include "pql/parser.h"

#include <string.h>

#include "pql/tree.h"
#include "pql/words.h"

#define DEEPEST 100
#define LONGEST_WINDOW (G_GINT64_CONSTANT(3652425) * TIME_DAY) /* 10,000 years */

/* ---- the walk ----------------------------------------------------------------------------- */

const Token *
pql_peek(const Parser *parser, guint ahead)
{
    guint index = MIN(parser->next + ahead, parser->tokens->list->len - 1);
    return &g_array_index(parser->tokens->list, Token, index);
}

gboolean
pql_at_word(const Parser *parser, guint ahead, const char *keyword)
{
    const Token *token = pql_peek(parser, ahead);
    return token->type == TOKEN_WORD && pql_word_is(token->text, keyword);
}

gboolean
pql_at_sign(const Parser *parser, guint ahead, const char *sign)
{
    const Token *token = pql_peek(parser, ahead);
    return token->type == TOKEN_SIGN && g_str_equal(token->text, sign);
}

gboolean
pql_take_word(Parser *parser, const char *keyword)
{
    gboolean here = pql_at_word(parser, 0, keyword);
    parser->next += here ? 1 : 0;
    return here;
}

gboolean
pql_take_sign(Parser *parser, const char *sign)
{
    gboolean here = pql_at_sign(parser, 0, sign);
    parser->next += here ? 1 : 0;
    return here;
}

static char *
token_words(const Token *token)
{
    if (token->type == TOKEN_END)
        return g_strdup("the end");
    g_autofree char *clean = text_clean(token->start, (gssize)token->length);
    if (g_utf8_strlen(clean, -1) > 30) {
        g_autofree char *head = g_utf8_substring(clean, 0, 29);
        return g_strdup_printf("\"%s…\"", head);
    }
    return g_strdup_printf("\"%s\"", clean);
}

/* What to do about a word that is nearly a keyword, or a keyword in mixed case. */
static char *
keyword_remedy(const Token *token)
{
    if (token->type != TOKEN_WORD)
        return NULL;
    g_autofree char *upper = g_ascii_strup(token->text, -1);
    const char *const *keywords = pql_keywords();
    if (g_strv_contains(keywords, upper) && !pql_word_is(token->text, upper))
        return g_strdup_printf("write keywords all upper or all lower case: %s", upper);
    g_autofree char *near = nearest_names(token->text, keywords);
    return near ? g_strdup_printf("did you mean %s?", near) : NULL;
}

gpointer
pql_expected(Parser *parser, const char *what, const char *remedy)
{
    const Token *token = pql_peek(parser, 0);
    g_autofree char *found = token_words(token);
    g_autofree char *problem = g_strdup_printf("expected %s, found %s", what, found);
    g_autofree char *near = remedy ? NULL : keyword_remedy(token);
    g_autofree char *plain = g_strdup_printf("put %s there", what);
    pql_set_error(parser->error, token->line, token->column, problem,
                  remedy ? remedy
                  : near ? near
                         : plain);
    return NULL;
}

gboolean
pql_refuse_node(Parser *parser, const PqlNode *node, const char *what, const char *remedy)
{
    pql_set_error(parser->error, node->line, node->column, what, remedy);
    return FALSE;
}

static PqlNode *
node_here(Parser *parser, PqlNodeType type)
{
    const Token *token = pql_peek(parser, 0);
    return pql_node_new(type, token->line, token->column);
}

/* ---- columns and constants ---------------------------------------------------------------- */

/* A name: after a dot any word, elsewhere one that the grammar doesn't read for itself. */
static const char *
read_name(Parser *parser, gboolean after_dot)
{
    const Token *token = pql_peek(parser, 0);
    if (token->type == TOKEN_QUOTED ||
        (token->type == TOKEN_WORD && (after_dot || !pql_word_reserved(token->text)))) {
        parser->next++;
        return token->text;
    }
    if (token->type == TOKEN_WORD)
        return pql_expected(parser, "a column", "put a column of that name in backticks");
    return pql_expected(parser, after_dot ? "a column after the dot" : "a column",
                        "write table.column, and names with blanks in backticks");
}

PqlNode *
pql_read_column(Parser *parser, gboolean star)
{
    g_autoptr(PqlNode) node = node_here(parser, PQL_COLUMN);
    const char *name = read_name(parser, FALSE);
    if (!name)
        return NULL;
    if (pql_take_sign(parser, ".")) {
        node->table = g_strdup(name);
        if (pql_at_sign(parser, 0, "*")) {
            if (!star)
                return pql_expected(parser, "a column",
                                    "only COUNT, EXISTS and SINCE_LAST take table.*");
            parser->next++;
            name = "*";
        } else if (!(name = read_name(parser, TRUE))) {
            return NULL;
        }
    }
    node->name = g_strdup(name);
    return g_steal_pointer(&node);
}

PqlNode *
pql_read_constant(Parser *parser)
{
    const Token *token = pql_peek(parser, 0);
    g_autoptr(PqlNode) node = node_here(parser, PQL_CONSTANT);
    if (token->type == TOKEN_NUMBER) {
        node->constant = PQL_NUMBER;
        node->number = token->number;
    } else if (token->type == TOKEN_TEXT) {
        node->constant = PQL_TEXT;
        node->text = g_strdup(token->text);
    } else if (token->type == TOKEN_DATE) {
        node->constant = PQL_DATE;
        node->text = g_strdup(token->text);
        node->time = token->time;
    } else if (pql_at_word(parser, 0, "TRUE") || pql_at_word(parser, 0, "FALSE")) {
        node->constant = PQL_BOOLEAN;
        node->number = pql_at_word(parser, 0, "TRUE");
    } else if (pql_at_word(parser, 0, "NULL")) {
        node->constant = PQL_NULL;
    } else {
        return pql_expected(parser, "a constant",
                            "write a number, 'text', 2025-07-14, TRUE, FALSE or NULL");
    }
    parser->next++;
    return g_steal_pointer(&node);
}

PqlNode *
pql_read_list(Parser *parser)
{
    g_autoptr(PqlNode) list = node_here(parser, PQL_LIST);
    if (!pql_take_sign(parser, "("))
        return pql_expected(parser, "\"(\"", "write a list as ('a', 'b')");
    do {
        PqlNode *constant = pql_read_constant(parser);
        if (!constant)
            return NULL;
        g_ptr_array_add(list->arguments, constant);
        if (constant->constant == PQL_NULL) {
            pql_refuse_node(parser, constant, "NULL in a list", "write OR … IS NULL");
            return NULL;
        }
    } while (pql_take_sign(parser, ","));
    if (!pql_take_sign(parser, ")"))
        return pql_expected(parser, "\",\" or \")\"", "write a list as ('a', 'b')");
    if (list->arguments->len == 1) {
        pql_refuse_node(parser, list, "a list of one", "compare by = instead");
        return NULL;
    }
    return g_steal_pointer(&list);
}

/* ---- aggregates and functions ------------------------------------------------------------- */

static gboolean
read_window_number(Parser *parser, gboolean infinite, gint64 *value)
{
    const Token *token = pql_peek(parser, 0);
    if (infinite && token->type == TOKEN_INFINITE) {
        *value = G_MININT64;
    } else if (token->type == TOKEN_NUMBER && token->integer && ABS(token->number) < 1e15) {
        *value = (gint64)token->number;
    } else {
        pql_expected(parser, infinite ? "the window's start" : "the window's end",
                     infinite ? "write a whole number such as -90, or -INF"
                              : "write a whole number such as 0 or 48");
        return FALSE;
    }
    parser->next++;
    return TRUE;
}

static gboolean
read_unit(Parser *parser, PqlUnit *unit)
{
    const Token *token = pql_peek(parser, 0);
    int index = -1;
    if (token->type == TOKEN_WORD) {
        index = pql_word_index(token->text, pql_unit_names);
        if (index < 0)
            index = pql_word_index(token->text, pql_unit_singular);
    }
    if (index < 0) {
        pql_expected(parser, "a unit of time",
                     "write seconds, minutes, hours, days, weeks or months");
        return FALSE;
    }
    *unit = (PqlUnit)index;
    parser->next++;
    return TRUE;
}

static gboolean
check_window(Parser *parser, const PqlNode *node)
{
    const PqlWindow *window = &node->window;
    gint64 most = LONGEST_WINDOW / pql_unit_microseconds(window->unit);
    if ((window->start != G_MININT64 && ABS(window->start) > most) || ABS(window->end) > most)
        return pql_refuse_node(parser, node, "a window over 10,000 years", "write -INF for all");
    if (window->start < 0 && window->end > 0)
        return pql_refuse_node(parser, node, "a window that straddles the seed time",
                               "end it at 0 to look back, or start it at 0 to look ahead");
    if (window->start >= window->end)
        return pql_refuse_node(parser, node, "a window that ends where it starts, or before",
                               "write the earlier end first, as in -90, 0 or 0, 48");
    return TRUE;
}

/* [, start, end [, unit]] */
static gboolean
read_window(Parser *parser, PqlNode *node)
{
    if (!pql_take_sign(parser, ","))
        return TRUE;
    node->windowed = TRUE;
    node->window.unit = PQL_DAYS;
    if (!read_window_number(parser, TRUE, &node->window.start))
        return FALSE;
    if (!pql_take_sign(parser, ",")) {
        pql_expected(parser, "\",\" and the window's end", "a window has two ends, as in -90, 0");
        return FALSE;
    }
    if (!read_window_number(parser, FALSE, &node->window.end))
        return FALSE;
    if (pql_take_sign(parser, ",") && !read_unit(parser, &node->window.unit))
        return FALSE;
    return check_window(parser, node);
}

static gboolean
takes_star(PqlAggregate aggregate)
{
    return aggregate == PQL_COUNT || aggregate == PQL_EXISTS || aggregate == PQL_SINCE_LAST;
}

/* AGG(column [WHERE condition] [, window]) [VIA column] */
static PqlNode *
read_aggregate(Parser *parser, PqlAggregate aggregate)
{
    g_autoptr(PqlNode) node = node_here(parser, PQL_AGGREGATE);
    node->aggregate = aggregate;
    parser->next += 2;
    PqlNode *column = pql_read_column(parser, takes_star(aggregate));
    if (!column)
        return NULL;
    g_ptr_array_add(node->arguments, column);
    if (pql_take_word(parser, "WHERE")) {
        node->filter = pql_read_condition(parser, FALSE);
        if (!node->filter)
            return NULL;
    }
    if (!read_window(parser, node))
        return NULL;
    if (!pql_take_sign(parser, ")"))
        return pql_expected(parser, "\")\"",
                            "close the aggregate: COUNT(table.column WHERE …, -90, 0, days)");
    if (pql_take_word(parser, "VIA")) {
        node->via = pql_read_column(parser, FALSE);
        if (!node->via)
            return NULL;
    }
    return g_steal_pointer(&node);
}

static PqlNode *
read_function(Parser *parser, PqlFunction function)
{
    g_autoptr(PqlNode) node = node_here(parser, PQL_FUNCTION);
    node->function = function;
    parser->next += 2;
    PqlNode *column = pql_read_column(parser, FALSE);
    if (!column)
        return NULL;
    g_ptr_array_add(node->arguments, column);
    if (!pql_take_sign(parser, ")"))
        return pql_expected(parser, "\")\"", "a row function takes one column");
    return g_steal_pointer(&node);
}

/* A word before "(" that is neither aggregate nor function. */
static gpointer
refuse_function(Parser *parser)
{
    const Token *token = pql_peek(parser, 0);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; pql_aggregate_names[i]; i++)
        g_ptr_array_add(names, (gpointer)pql_aggregate_names[i]);
    for (guint i = 0; pql_function_names[i]; i++)
        g_ptr_array_add(names, (gpointer)pql_function_names[i]);
    g_ptr_array_add(names, NULL);
    g_autofree char *upper = g_ascii_strup(token->text, -1);
    g_autofree char *near = nearest_names(upper, (const char *const *)names->pdata);
    g_autofree char *remedy =
        near ? g_strdup_printf("write %s, all upper or all lower case", near)
             : g_strdup("write an aggregate such as COUNT or a row function such as HOUR");
    return pql_expected(parser, "an aggregate or a row function", remedy);
}

static PqlNode *
read_operand(Parser *parser)
{
    const Token *token = pql_peek(parser, 0);
    if (token->type == TOKEN_WORD && pql_at_sign(parser, 1, "(")) {
        int aggregate = pql_word_index(token->text, pql_aggregate_names);
        if (aggregate >= 0)
            return read_aggregate(parser, (PqlAggregate)aggregate);
        int function = pql_word_index(token->text, pql_function_names);
        return function >= 0 ? read_function(parser, (PqlFunction)function)
                             : refuse_function(parser);
    }
    if (token->type == TOKEN_NUMBER || token->type == TOKEN_TEXT || token->type == TOKEN_DATE)
        return pql_expected(parser, "a column, an aggregate or a row function",
                            "write the column first, as in hours > 72");
    return pql_read_column(parser, FALSE);
}

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

/* operand [RELOP constant]; alone only what is a condition by itself, or where a value may stand.
 */
static PqlNode *
read_comparison(Parser *parser, gboolean value)
{
    g_autoptr(PqlNode) compare = node_here(parser, PQL_COMPARE);
    PqlNode *operand = read_operand(parser);
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

static gboolean
deeper(Parser *parser)
{
    if (++parser->depth <= DEEPEST)
        return TRUE;
    pql_expected(parser, "less nesting", "nest at most 100 deep");
    return FALSE;
}

static PqlNode *
read_not(Parser *parser, gboolean value)
{
    g_autoptr(PqlNode) node = node_here(parser, PQL_NOT);
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
    g_autoptr(PqlNode) node = node_here(parser, type);
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
