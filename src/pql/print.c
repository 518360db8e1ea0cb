/* The printer: canonical text whose parse is the same tree. */
#include <math.h>
#include <string.h>

#include "pql/words.h"

static void print_node(GString *out, const PqlNode *node);

static gboolean
bare_name(const char *name)
{
    if (!g_ascii_isalpha(*name) && *name != '_')
        return FALSE;
    for (const char *c = name; *c; c++)
        if (!g_ascii_isalnum(*c) && *c != '_')
            return FALSE;
    return TRUE;
}

static void
print_quoted(GString *out, const char *text, char mark)
{
    g_string_append_c(out, mark);
    for (const char *c = text; *c; c++) {
        if (*c == mark)
            g_string_append_c(out, mark);
        g_string_append_c(out, *c);
    }
    g_string_append_c(out, mark);
}

static void
print_name(GString *out, const char *name, gboolean after_dot)
{
    if (bare_name(name) && (after_dot || !pql_word_reserved(name)))
        g_string_append(out, name);
    else
        print_quoted(out, name, '`');
}

static void
print_column(GString *out, const PqlNode *node)
{
    if (node->table) {
        print_name(out, node->table, FALSE);
        g_string_append_c(out, '.');
        if (g_str_equal(node->name, "*")) {
            g_string_append_c(out, '*');
            return;
        }
    }
    print_name(out, node->name, node->table != NULL);
}

/* The fewest digits that read back as the same number. */
static void
print_number(GString *out, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    for (int digits = 15; digits <= 17; digits++) {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(text, sizeof text, format, number);
        if (g_ascii_strtod(text, NULL) == number)
            break;
    }
    g_string_append(out, text);
}

static void
print_constant(GString *out, const PqlNode *node)
{
    switch (node->constant) {
    case PQL_NULL:
        g_string_append(out, "NULL");
        break;
    case PQL_NUMBER:
        print_number(out, node->number);
        break;
    case PQL_TEXT:
        print_quoted(out, node->text, '\'');
        break;
    case PQL_BOOLEAN:
        g_string_append(out, node->number != 0 ? "TRUE" : "FALSE");
        break;
    case PQL_DATE:
        g_string_append(out, node->text);
        break;
    }
}

static void
print_constants(GString *out, GPtrArray *constants)
{
    g_string_append_c(out, '(');
    for (guint i = 0; i < constants->len; i++) {
        g_string_append(out, i ? ", " : "");
        print_constant(out, constants->pdata[i]);
    }
    g_string_append_c(out, ')');
}

static void
print_window(GString *out, const PqlWindow *window)
{
    if (window->start == G_MININT64)
        g_string_append(out, ", -INF");
    else
        g_string_append_printf(out, ", %" G_GINT64_FORMAT, window->start);
    g_autofree char *unit = g_ascii_strdown(pql_unit_names[window->unit], -1);
    g_string_append_printf(out, ", %" G_GINT64_FORMAT ", %s", window->end, unit);
}

static void
print_by(GString *out, const PqlNode *node)
{
    if (node->by > 0) {
        g_string_append(out, " BY ");
        print_number(out, node->by);
    }
}

/* A key, and where the rows have it under another name. */
static void
print_key(GString *out, const PqlNode *node)
{
    print_column(out, node);
    if (node->meets) {
        g_string_append(out, " = ");
        print_column(out, node->meets);
    }
}

static void
print_aggregate(GString *out, const PqlNode *node)
{
    g_string_append_printf(out, "%s(", pql_aggregate_name(node->aggregate));
    print_node(out, node->arguments->pdata[0]);
    print_by(out, node);
    if (node->within) {
        g_string_append(out, " WITHIN ");
        print_column(out, node->within);
    }
    if (node->filter) {
        g_string_append(out, " WHERE ");
        print_node(out, node->filter);
    }
    if (node->windowed)
        print_window(out, &node->window);
    g_string_append_c(out, ')');
    for (const PqlNode *via = node->via; via; via = via->via) {
        g_string_append(out, " VIA ");
        if (via->type == PQL_AGGREGATE) {
            print_node(out, via);
            break;
        }
        if (via->table || !g_str_equal(via->name, "*"))
            print_key(out, via);
        else
            g_string_append(out, "ALL");
    }
    if (node->same) {
        g_string_append(out, " SAME ");
        print_key(out, node->same);
    }
}

/* A part of AND, OR, NOT: in parentheses where the parser would else join or split it. */
static void
print_part(GString *out, const PqlNode *part, PqlNodeType whole)
{
    gboolean wrap = part->type == PQL_OR || (part->type == PQL_AND && whole != PQL_OR);
    g_string_append(out, wrap ? "(" : "");
    print_node(out, part);
    g_string_append(out, wrap ? ")" : "");
}

static void
print_node(GString *out, const PqlNode *node)
{
    switch (node->type) {
    case PQL_COLUMN:
        print_column(out, node);
        break;
    case PQL_CONSTANT:
        print_constant(out, node);
        break;
    case PQL_LIST:
        print_constants(out, node->arguments);
        break;
    case PQL_AGGREGATE:
        print_aggregate(out, node);
        break;
    case PQL_FUNCTION:
        g_string_append_printf(out, "%s(", pql_function_name(node->function));
        print_node(out, node->arguments->pdata[0]);
        print_by(out, node);
        g_string_append_c(out, ')');
        break;
    case PQL_COMPARE:
        print_node(out, node->arguments->pdata[0]);
        g_string_append_printf(out, " %s ", pql_operator_name(node->op));
        print_node(out, node->arguments->pdata[1]);
        break;
    case PQL_IF:
        g_string_append(out, "IF(");
        print_node(out, node->arguments->pdata[0]);
        g_string_append(out, ", ");
        print_node(out, node->arguments->pdata[1]);
        g_string_append_c(out, ')');
        break;
    case PQL_NOT:
        g_string_append(out, "NOT ");
        print_part(out, node->arguments->pdata[0], PQL_NOT);
        break;
    case PQL_AND:
    case PQL_OR:
        for (guint i = 0; i < node->arguments->len; i++) {
            g_string_append(out, !i ? "" : node->type == PQL_AND ? " AND " : " OR ");
            print_part(out, node->arguments->pdata[i], node->type);
        }
        break;
    }
}

char *
pql_print(const PqlNode *node)
{
    GString *out = g_string_new(NULL);
    print_node(out, node);
    return g_string_free(out, FALSE);
}

static void
print_clause(GString *out, const char *word, const PqlNode *node)
{
    if (!node)
        return;
    g_string_append_printf(out, " %s ", word);
    print_node(out, node);
}

char *
pql_print_query(const PqlQuery *query)
{
    GString *out = g_string_new(query->prefix == PQL_EXPLAIN    ? "EXPLAIN "
                                : query->prefix == PQL_EVALUATE ? "EVALUATE "
                                                                : "");
    g_string_append(out, "PREDICT ");
    print_node(out, query->target);
    if (query->problem == PQL_CLASSIFY)
        g_string_append(out, " CLASSIFY");
    else if (query->problem == PQL_RANK)
        g_string_append_printf(out, " RANK TOP %" G_GINT64_FORMAT, query->problem_count);
    else if (query->problem == PQL_FORECAST)
        g_string_append_printf(out, " FORECAST %" G_GINT64_FORMAT " TIMEFRAMES",
                               query->problem_count);
    print_clause(out, "FOR EACH", query->entity);
    if (query->entities && query->entities->len == 1) {
        g_string_append(out, " = ");
        print_constant(out, query->entities->pdata[0]);
    } else if (query->entities) {
        g_string_append(out, " IN ");
        print_constants(out, query->entities);
    }
    print_clause(out, "WHERE", query->entity_filter);
    print_clause(out, "ASSUMING", query->assuming);
    print_clause(out, "AS OF", query->as_of);
    return g_string_free(out, FALSE);
}
