/* The parser of values: recursive descent over columns, constants, aggregates and row functions,
 * and the walk over tokens that conditions and queries share. */
#include "pql/parser.h"

#include <string.h>

#include "pql/tree.h"
#include "pql/words.h"

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
    if (g_str_equal(upper, "VIA") || g_str_equal(upper, "SAME"))
        return g_strdup_printf("write %s right after its aggregate: COUNT(…) %s table.key > 0",
                               upper, upper);
    if (g_strv_contains(keywords, upper))
        return NULL;
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

PqlNode *
pql_node_here(Parser *parser, PqlNodeType type)
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
    g_autoptr(PqlNode) node = pql_node_here(parser, PQL_COLUMN);
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
    g_autoptr(PqlNode) node = pql_node_here(parser, PQL_CONSTANT);
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
    g_autoptr(PqlNode) list = pql_node_here(parser, PQL_LIST);
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
        if (constant->constant == PQL_BOOLEAN) {
            pql_refuse_node(parser, constant, "TRUE or FALSE in a list",
                            "these compare only by = and !=");
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

static PqlNode *read_aggregate(Parser *parser, PqlAggregate aggregate);

static gboolean
takes_star(PqlAggregate aggregate)
{
    switch (aggregate) {
    case PQL_COUNT:
    case PQL_EXISTS:
    case PQL_SINCE_LAST:
    case PQL_SINCE_FIRST:
    case PQL_SHARE:
    case PQL_GAP:
    case PQL_GAP_STD:
    case PQL_TREND:
        return TRUE;
    default:
        return FALSE;
    }
}

/* What BY says where it isn't written; 0: the aggregate takes none. */
static double
default_by(PqlAggregate aggregate)
{
    return aggregate == PQL_LAG ? 2 : aggregate == PQL_EWM ? 6 : aggregate == PQL_TREND ? 4 : 0;
}

/* [BY number] */
static gboolean
read_by(Parser *parser, PqlNode *node)
{
    double least = node->aggregate == PQL_EWM ? 0.1 : node->aggregate == PQL_TREND ? 2 : 1;
    node->by = default_by(node->aggregate);
    if (!pql_at_word(parser, 0, "BY"))
        return TRUE;
    if (node->by == 0) {
        pql_expected(parser, "WHERE, \",\" or \")\"", "only LAG, EWM, TREND and TOPIC take BY");
        return FALSE;
    }
    parser->next++;
    const Token *token = pql_peek(parser, 0);
    gboolean whole = node->aggregate == PQL_EWM || (token->type == TOKEN_NUMBER && token->integer);
    if (token->type != TOKEN_NUMBER || !whole || token->number < least || token->number > 10000) {
        pql_expected(parser, "a number after BY",
                     node->aggregate == PQL_LAG ? "LAG takes the place from the newest, 1 to 10000"
                     : node->aggregate == PQL_EWM ? "EWM takes the values in which a weight halves"
                                                  : "TREND takes in how many parts the window is "
                                                    "cut, 2 or more");
        return FALSE;
    }
    node->by = token->number;
    parser->next++;
    return TRUE;
}

/* [= table.column]: a constant would be compared with the aggregate. */
static gboolean
read_meets(Parser *parser, PqlNode *key)
{
    const Token *next = pql_peek(parser, 1);
    if (!pql_at_sign(parser, 0, "=") || !pql_at_sign(parser, 2, ".") ||
        (next->type != TOKEN_WORD && next->type != TOKEN_QUOTED))
        return TRUE;
    parser->next++;
    return (key->meets = pql_read_column(parser, FALSE)) != NULL;
}

/* VIA ALL, VIA column [VIA column …] [= table.column] */
static gboolean
read_via(Parser *parser, PqlNode *node)
{
    for (int hops = 0; pql_take_word(parser, "VIA"); hops++) {
        if (pql_at_word(parser, 0, "ALL") && !pql_at_sign(parser, 1, ".") && hops == 0) {
            node->via = pql_node_here(parser, PQL_COLUMN);
            node->via->name = g_strdup("*");
            parser->next++;
            return TRUE;
        }
        if (hops == 0 && pql_at_word(parser, 0, "LAST") && pql_at_sign(parser, 1, "(")) {
            if (parser->depth >= 100) {
                pql_expected(parser, "a column after VIA", "keys are looked up too deep");
                return FALSE;
            }
            parser->depth++;
            node->via = read_aggregate(parser, PQL_LAST);
            parser->depth--;
            return node->via != NULL;
        }
        if (hops == 8) {
            pql_expected(parser, "the end of the path", "a path has at most eight steps");
            return FALSE;
        }
        if (!(node->via = pql_read_column(parser, FALSE)) || !read_meets(parser, node->via))
            return FALSE;
        node = node->via;
        if (node->meets)
            return TRUE;
    }
    return TRUE;
}

/* AGG(column [BY n] [WITHIN column] [WHERE condition] [, window])
 * [VIA … [SAME column [= table.column]]] */
static PqlNode *
read_aggregate(Parser *parser, PqlAggregate aggregate)
{
    g_autoptr(PqlNode) node = pql_node_here(parser, PQL_AGGREGATE);
    node->aggregate = aggregate;
    parser->next += 2;
    PqlNode *column = pql_read_column(parser, takes_star(aggregate));
    if (!column)
        return NULL;
    g_ptr_array_add(node->arguments, column);
    if (!read_by(parser, node))
        return NULL;
    if (pql_take_word(parser, "WITHIN") && !(node->within = pql_read_column(parser, FALSE)))
        return NULL;
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
    if (!read_via(parser, node))
        return NULL;
    if (node->via && pql_take_word(parser, "SAME") &&
        (!(node->same = pql_read_column(parser, FALSE)) || !read_meets(parser, node->same)))
        return NULL;
    return g_steal_pointer(&node);
}

/* [BY number]: the largest topic is the first. */
static gboolean
read_topic(Parser *parser, PqlNode *node)
{
    node->by = 1;
    if (!pql_take_word(parser, "BY"))
        return TRUE;
    const Token *token = pql_peek(parser, 0);
    if (token->type != TOKEN_NUMBER || !token->integer || token->number < 1 || token->number > 50) {
        pql_expected(parser, "a number after BY", "TOPIC takes which topic, 1 to 50");
        return FALSE;
    }
    node->by = token->number;
    parser->next++;
    return TRUE;
}

static PqlNode *
read_function(Parser *parser, PqlFunction function)
{
    g_autoptr(PqlNode) node = pql_node_here(parser, PQL_FUNCTION);
    node->function = function;
    parser->next += 2;
    PqlNode *column = pql_read_column(parser, FALSE);
    if (!column)
        return NULL;
    g_ptr_array_add(node->arguments, column);
    if (function == PQL_TOPIC && !read_topic(parser, node))
        return NULL;
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

PqlNode *
pql_read_operand(Parser *parser)
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
