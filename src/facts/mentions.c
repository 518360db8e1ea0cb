/* Which columns an expression reads, and how: as values, as a key that only links rows, and with
 * which values it compares them. For what a column's policy or its removal must reach; nothing is
 * bound, so that what no longer computes is read too. */
#include <foredesk/facts.h>

#include <string.h>

typedef struct {
    const Catalogue *catalogue;
    const TableInfo *entity;
    GArray *found;
} Reader;

/* Where a name stands: the table that bare names belong to, and what is done with the column. */
typedef struct {
    const TableInfo *table;
    gboolean key;
    const PqlNode *compared; /* a constant, or NULL */
} Place;

static const TableInfo *
table_of(const Reader *reader, const PqlNode *column, const TableInfo *otherwise)
{
    if (!column->table)
        return otherwise;
    return g_ascii_strcasecmp(column->table, "outcomes") == 0
               ? reader->entity
               : catalogue_table(reader->catalogue, column->table, NULL);
}

/* As a cell has it; NULL: nothing is compared, or nothing that stands in a cell. */
static char *
value_of(const PqlNode *constant)
{
    if (!constant || constant->type != PQL_CONSTANT || constant->constant == PQL_NULL)
        return NULL;
    return constant->text ? g_strdup(constant->text) : pql_print(constant);
}

static void read_node(Reader *reader, const PqlNode *node, Place place);

static void
read_column(Reader *reader, const PqlNode *node, Place place)
{
    const TableInfo *table = table_of(reader, node, place.table);
    const ColumnInfo *column =
        table && strcmp(node->name, "*") != 0 ? table_column(table, node->name, NULL) : NULL;
    if (column) {
        Mention mention = {table, column, place.key, value_of(place.compared)};
        g_array_append_val(reader->found, mention);
    }
    if (node->within)
        read_node(reader, node->within, (Place){table, TRUE, NULL});
}

static void
read_arguments(Reader *reader, const PqlNode *node, Place place)
{
    for (guint i = 0; i < node->arguments->len; i++)
        read_node(reader, g_ptr_array_index(node->arguments, i), place);
}

/* Bare names of its condition belong to the rows that it reads. */
static void
read_aggregate(Reader *reader, const PqlNode *node, Place place)
{
    const PqlNode *rows = node->arguments->len ? g_ptr_array_index(node->arguments, 0) : NULL;
    Place inside = place;

    if (rows && rows->type == PQL_COLUMN)
        inside.table = table_of(reader, rows, place.table);
    if (node->aggregate == PQL_COUNT_DISTINCT)
        inside.key = TRUE;
    read_arguments(reader, node, inside);
    if (node->filter)
        read_node(reader, node->filter, (Place){inside.table, FALSE, NULL});
}

/* The left side once for every constant on the right. */
static void
read_compared(Reader *reader, const PqlNode *node, Place place)
{
    const PqlNode *left = g_ptr_array_index(node->arguments, 0);
    const PqlNode *right = node->arguments->len > 1 ? g_ptr_array_index(node->arguments, 1) : NULL;
    guint n = right && right->type == PQL_LIST ? right->arguments->len : 1;

    for (guint i = 0; i < n; i++) {
        place.compared =
            right && right->type == PQL_LIST ? g_ptr_array_index(right->arguments, i) : right;
        read_node(reader, left, place);
    }
}

static void
read_node(Reader *reader, const PqlNode *node, Place place)
{
    switch (node->type) {
    case PQL_COLUMN:
        read_column(reader, node, place);
        break;
    case PQL_AGGREGATE:
        read_aggregate(reader, node, place);
        break;
    case PQL_COMPARE:
        read_compared(reader, node, place);
        break;
    case PQL_CONSTANT:
    case PQL_LIST:
        break;
    default:
        read_arguments(reader, node, place);
    }
    if (node->via)
        read_node(reader, node->via, (Place){reader->entity, TRUE, NULL});
    if (node->same)
        read_node(reader, node->same, (Place){reader->entity, TRUE, NULL});
    if (node->meets)
        read_node(reader, node->meets, (Place){reader->entity, TRUE, NULL});
}

static void
mention_clear(gpointer data)
{
    g_free(((Mention *)data)->value);
}

GArray *
mentions_new(void)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Mention));
    g_array_set_clear_func(found, mention_clear);
    return found;
}

void
mentions_add(GArray *mentions, const PqlNode *node, const Catalogue *catalogue,
             const TableInfo *entity)
{
    Reader reader = {catalogue, entity, mentions};
    if (node)
        read_node(&reader, node, (Place){entity, FALSE, NULL});
}
