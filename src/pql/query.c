/* The parser's entrances: an expression, a condition, a whole query with its own rules. */
#include "pql/parser.h"
#include "pql/words.h"

#define LONGEST_FORECAST 10000

typedef PqlNode *(*ReadTop)(Parser *parser);

/* Reads one thing that fills the whole text. */
static gboolean
at_end(Parser *parser)
{
    return pql_peek(parser, 0)->type == TOKEN_END ||
           pql_expected(parser, "the end of the expression", NULL) != NULL;
}

static PqlNode *
parse_node(const char *text, gboolean value, GError **error)
{
    g_autoptr(Tokens) tokens = pql_tokens_new(text, error);
    if (!tokens)
        return NULL;
    Parser parser = {.tokens = tokens, .error = error};
    g_autoptr(PqlNode) node = pql_read_condition(&parser, value);
    if (!node || !at_end(&parser))
        return NULL;
    return g_steal_pointer(&node);
}

PqlNode *
pql_parse_expression(const char *text, GError **error)
{
    return parse_node(text, TRUE, error);
}

PqlNode *
pql_parse_condition(const char *text, GError **error)
{
    return parse_node(text, FALSE, error);
}

/* ---- queries ------------------------------------------------------------------------------ */

/* Counts the aggregates outside of nested filters that have a window, and those that have none. */
static void
count_windows(const PqlNode *node, guint *windowed, guint *plain)
{
    if (node->type == PQL_AGGREGATE || node->type == PQL_COLUMN)
        ++*(node->windowed ? windowed : plain);
    else
        for (guint i = 0; i < node->arguments->len; i++)
            count_windows(node->arguments->pdata[i], windowed, plain);
}

static gboolean
is_aggregate(const PqlNode *node, PqlAggregate aggregate)
{
    return node->type == PQL_AGGREGATE && node->aggregate == aggregate;
}

/* What each way of asking takes: one of several values, a list, a number that is counted anew. */
static gboolean
check_problem(Parser *parser, const PqlQuery *query)
{
    const PqlNode *target = query->target;
    gboolean list = is_aggregate(target, PQL_LIST_DISTINCT);
    gboolean value = target->type == PQL_COLUMN || is_aggregate(target, PQL_FIRST) ||
                     is_aggregate(target, PQL_LAST) || is_aggregate(target, PQL_MODE);
    switch (query->problem) {
    case PQL_RANK:
        return list || value ||
               pql_refuse_node(parser, target, "RANK of something that is no list",
                               "rank LIST_DISTINCT(table.column, 0, 30), or a column's values");
    case PQL_CLASSIFY:
        return value ||
               pql_refuse_node(parser, target,
                               list ? "CLASSIFY of a list"
                                    : "CLASSIFY of something that is no one value",
                               list ? "write RANK TOP 3 in its place"
                                    : "name a column, FIRST(…) or LAST(…), or leave CLASSIFY out");
    case PQL_FORECAST:
        return (target->type == PQL_AGGREGATE && target->windowed && !list &&
                target->aggregate != PQL_BOOL && target->aggregate != PQL_EXISTS) ||
               pql_refuse_node(parser, target,
                               "FORECAST of something that is no number of a window",
                               "forecast COUNT(table.*, 0, 7, days) or another number");
    default:
        return TRUE;
    }
}

static gboolean
check_target(Parser *parser, const PqlQuery *query)
{
    guint windowed = 0, plain = 0;
    if (query->target->type == PQL_IF)
        return pql_refuse_node(parser, query->target, "IF in a target",
                               "leave IF to features, and choose who is asked about by WHERE");
    count_windows(query->target, &windowed, &plain);
    if (windowed && plain)
        return pql_refuse_node(parser, query->target,
                               "a target that mixes windows with parts that have none",
                               "give every aggregate of it a window");
    if (query->assuming && !windowed)
        return pql_refuse_node(parser, query->assuming, "ASSUMING on a target without a window",
                               "give the target a window, or leave ASSUMING out");
    if (!check_problem(parser, query))
        return FALSE;
    return pql_check_direction(parser, query->target, LOOK_AHEAD, "a target");
}

static gboolean
read_count(Parser *parser, gint64 most, gint64 *count)
{
    const Token *token = pql_peek(parser, 0);
    if (token->type != TOKEN_NUMBER || !token->integer || token->number < 1 ||
        token->number > (double)most) {
        g_autofree char *remedy =
            g_strdup_printf("write a whole number from 1 to %" G_GINT64_FORMAT, most);
        return pql_expected(parser, "how many", remedy) != NULL;
    }
    *count = (gint64)token->number;
    parser->next++;
    return TRUE;
}

static gboolean
read_problem(Parser *parser, PqlQuery *query)
{
    if (pql_take_word(parser, "CLASSIFY")) {
        query->problem = PQL_CLASSIFY;
    } else if (pql_take_word(parser, "RANK")) {
        query->problem = PQL_RANK;
        return (pql_take_word(parser, "TOP") || pql_expected(parser, "TOP after RANK", NULL)) &&
               read_count(parser, LONGEST_FORECAST, &query->problem_count);
    } else if (pql_take_word(parser, "FORECAST")) {
        query->problem = PQL_FORECAST;
        return read_count(parser, LONGEST_FORECAST, &query->problem_count) &&
               (pql_take_word(parser, "TIMEFRAMES") ||
                pql_expected(parser, "TIMEFRAMES", "write FORECAST 4 TIMEFRAMES"));
    } else if (pql_at_word(parser, 0, "TOP")) {
        return pql_expected(parser, "RANK before TOP", "write RANK TOP 3") != NULL;
    }
    return TRUE;
}

/* What was written from the token `first` on, with blanks for all before it. */
static char *
text_in_place(const Parser *parser, guint first)
{
    const GArray *tokens = parser->tokens->list;
    const Token *last = &g_array_index(tokens, Token, parser->next - 1);
    const char *start = g_array_index(tokens, Token, first).start;
    GString *text = g_string_new(NULL);
    for (const char *c = parser->tokens->source; c < start; c = g_utf8_next_char(c))
        g_string_append_c(text, *c == '\n' ? '\n' : ' ');
    g_string_append_len(text, start, last->start + last->length - start);
    return g_string_free(text, FALSE);
}

/* A condition, or a target, which may be a value by itself; and its text. */
static gboolean
read_part(Parser *parser, gboolean value, PqlNode **node, char **text)
{
    guint first = parser->next;
    *node = pql_read_condition(parser, value);
    *text = *node ? text_in_place(parser, first) : NULL;
    return *node != NULL;
}

/* column [= constant | IN list] [WHERE condition] */
static gboolean
read_entity(Parser *parser, PqlQuery *query)
{
    query->entity = pql_read_column(parser, FALSE);
    if (!query->entity)
        return FALSE;
    if (pql_take_sign(parser, "=")) {
        PqlNode *constant = pql_read_constant(parser);
        if (!constant)
            return FALSE;
        query->entities = g_ptr_array_new_with_free_func((GDestroyNotify)pql_node_free);
        g_ptr_array_add(query->entities, constant);
    } else if (pql_take_word(parser, "IN")) {
        g_autoptr(PqlNode) list = pql_read_list(parser);
        if (!list)
            return FALSE;
        query->entities = g_ptr_array_ref(list->arguments);
    }
    return !pql_take_word(parser, "WHERE") ||
           (read_part(parser, FALSE, &query->entity_filter, &query->filter_text) &&
            pql_check_direction(parser, query->entity_filter, LOOK_BACK, "an entity filter"));
}

static gboolean
read_as_of(Parser *parser, PqlQuery *query)
{
    if (!pql_take_word(parser, "AS"))
        return TRUE;
    if (!pql_take_word(parser, "OF"))
        return pql_expected(parser, "OF after AS", NULL) != NULL;
    if (pql_peek(parser, 0)->type != TOKEN_DATE)
        return pql_expected(parser, "a date", "write AS OF 2025-07-14") != NULL;
    query->as_of = pql_read_constant(parser);
    return TRUE;
}

static gboolean
read_query(Parser *parser, PqlQuery *query)
{
    if (pql_take_word(parser, "EXPLAIN"))
        query->prefix = PQL_EXPLAIN;
    else if (pql_take_word(parser, "EVALUATE"))
        query->prefix = PQL_EVALUATE;
    if (!pql_take_word(parser, "PREDICT"))
        return pql_expected(parser, "PREDICT", NULL) != NULL;
    if (!read_part(parser, TRUE, &query->target, &query->target_text) ||
        !read_problem(parser, query))
        return FALSE;
    if (!pql_take_word(parser, "FOR"))
        return pql_expected(parser, "FOR EACH", NULL) != NULL;
    pql_take_word(parser, "EACH");
    if (!read_entity(parser, query))
        return FALSE;
    if (pql_take_word(parser, "ASSUMING") &&
        (!read_part(parser, FALSE, &query->assuming, &query->assuming_text) ||
         !pql_check_direction(parser, query->assuming, LOOK_AHEAD, "ASSUMING")))
        return FALSE;
    if (!read_as_of(parser, query))
        return FALSE;
    if (pql_peek(parser, 0)->type != TOKEN_END)
        return pql_expected(parser, "WHERE, ASSUMING, AS OF or the end", NULL) != NULL;
    return check_target(parser, query);
}

PqlQuery *
pql_parse_query(const char *text, GError **error)
{
    g_autoptr(Tokens) tokens = pql_tokens_new(text, error);
    if (!tokens)
        return NULL;
    Parser parser = {.tokens = tokens, .error = error};
    g_autoptr(PqlQuery) query = g_new0(PqlQuery, 1);
    if (!read_query(&parser, query))
        return NULL;
    return g_steal_pointer(&query);
}
