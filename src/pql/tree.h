/* Making nodes: for the parser. Everything else about the tree is public. */
#pragma once

#include <foredesk/pql.h>

/* A node without content at a place of the text. */
PqlNode *pql_node_new(PqlNodeType type, int line, int column);
