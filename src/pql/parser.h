/* What the parser's files share: the walk over tokens and the parsing of expressions. */
#pragma once

#include "pql/lexer.h"

typedef struct {
    Tokens *tokens;
    guint next;
    int depth;
    GError **error;
} Parser;

const Token *pql_peek(const Parser *parser, guint ahead);
gboolean pql_at_word(const Parser *parser, guint ahead, const char *keyword);
gboolean pql_at_sign(const Parser *parser, guint ahead, const char *sign);
/* Passes over the keyword or sign when it stands here. */
gboolean pql_take_word(Parser *parser, const char *keyword);
gboolean pql_take_sign(Parser *parser, const char *sign);
/* ERROR_USAGE "expected WHAT, found X at line …: REMEDY"; `remedy` NULL: the nearest keyword, or
 * `what` again. Returns NULL. */
gpointer pql_expected(Parser *parser, const char *what, const char *remedy);
/* ERROR_USAGE at a node. Returns FALSE. */
gboolean pql_refuse_node(Parser *parser, const PqlNode *node, const char *what, const char *remedy);

/* A node at the next token. */
PqlNode *pql_node_here(Parser *parser, PqlNodeType type);
PqlNode *pql_read_column(Parser *parser, gboolean star);
PqlNode *pql_read_constant(Parser *parser);
PqlNode *pql_read_list(Parser *parser);
/* A column, an aggregate or a row function. */
PqlNode *pql_read_operand(Parser *parser);
/* A condition, or a bare value where `value` allows it. */
PqlNode *pql_read_condition(Parser *parser, gboolean value);

/* Windows of the aggregates outside of nested filters: all must look ahead (or all back). */
typedef enum { LOOK_AHEAD, LOOK_BACK } LookDirection;
gboolean pql_check_direction(Parser *parser, const PqlNode *node, LookDirection direction,
                             const char *where);
