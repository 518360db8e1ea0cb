/* Rows of other tables that belong to an entity: loaded, tested, split by key, once an aggregate.
 */
#include "task/linked.h"

void
linked_clear(Linked *linked)
{
    if (linked->runs)
        fact_runs_free(linked->runs);
    row_test_free(linked->test);
    key_codes_free(linked->ours);
    key_codes_free(linked->theirs);
    fact_table_free(linked->facts);
    g_clear_pointer(&linked->frame, frame_unref);
    g_free(linked->key);
}
gboolean
linked_counts_rows(const PqlNode *node)
{
    return node->aggregate == PQL_COUNT || node->aggregate == PQL_EXISTS;
}

gboolean
column_is_key(const Catalogue *catalogue, const TableInfo *table, const ColumnInfo *column)
{
    if (table->key == column || column->kind == KIND_KEY)
        return TRUE;
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = catalogue->links->pdata[i];
        if (link->child_column == column || link->parent_column == column)
            return TRUE;
    }
    return FALSE;
}

static gboolean
check_column(const PqlNode *node, const Frame *frame, const FrameColumn *column, GError **error)
{
    PqlAggregate aggregate = node->aggregate;
    gboolean any =
        aggregate == PQL_FIRST || aggregate == PQL_LAST || aggregate == PQL_COUNT_DISTINCT;
    gboolean key = column_is_key(frame->catalogue, frame->table, column->info);
    gboolean number = column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL ||
                      column->kind == KIND_BOOLEAN;
    if (linked_counts_rows(node))
        return TRUE;
    if (aggregate == PQL_LIST_DISTINCT ? key && (column->code || column->kind == KIND_INTEGER)
        : any                          ? number || column->code
                                       : number && !key)
        return TRUE;
    g_autofree char *what =
        g_strdup_printf("%s of %s, which is %s", pql_aggregate_name(aggregate), column->info->name,
                        key && number ? "a key" : kind_name(column->kind));
    pql_refuse(node, what,
               aggregate == PQL_LIST_DISTINCT
                   ? "take a column that names rows of another table, or CLASSIFY its FIRST value"
               : any ? "take a number, category or key"
                     : "take a number",
               error);
    return FALSE;
}

/* The table whose rows an aggregate reads: the one named, else the entity's own. */
static gboolean
load_source(const LinkedReader *reader, const PqlNode *node, Linked *linked, GError **error)
{
    const PqlNode *argument = node->arguments->pdata[0];
    const Catalogue *catalogue = reader->task->frame->catalogue;
    const TableInfo *table = argument->table ? catalogue_table(catalogue, argument->table, error)
                                             : reader->task->frame->table;
    if (!table)
        return pql_place(argument, error);
    if (!table->time && node->windowed) {
        g_autofree char *what = g_strdup_printf("a window over %s, which has no time", table->name);
        pql_refuse(node, what, "set the table's time column", error);
        return FALSE;
    }
    linked->frame = frame_store_get(reader->frames, reader->database, table, NULL, error);
    if (!linked->frame)
        return FALSE;
    if (g_str_equal(argument->name, "*"))
        return TRUE;
    linked->column = row_column(argument, linked->frame, error);
    return linked->column && check_column(node, linked->frame, linked->column, error);
}

static gboolean
match_keys(const LinkedReader *reader, const PqlNode *node, Linked *linked, GError **error)
{
    const Task *task = reader->task;
    KeyPair pair;
    if (!path_choose(task->frame->catalogue, task->frame->table, linked->frame->table, FALSE,
                     node->via, &pair, error))
        return pql_place(node, error);
    linked->ours = key_codes_new(frame_column(task->frame, pair.entity->name));
    linked->theirs = key_codes_new(frame_column(linked->frame, pair.source->name));
    linked->key = g_new(gint32, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        linked->key[row] = key_codes_match(linked->theirs, linked->ours, linked->ours->code[row]);
    return TRUE;
}

gboolean
linked_asks_entity(const Task *task, const PqlNode *node)
{
    const PqlNode *argument = node->arguments->pdata[0];
    const TableInfo *entity = task->frame->table;
    if (!node->filter || !argument->table || g_ascii_strcasecmp(argument->table, entity->name) == 0)
        return FALSE;
    g_autoptr(GPtrArray) columns = pql_columns(node->filter);
    for (guint i = 0; i < columns->len; i++) {
        const PqlNode *column = columns->pdata[i];
        if (!column->table || g_ascii_strcasecmp(column->table, entity->name) != 0)
            return FALSE;
    }
    return columns->len > 0;
}

/* Where the condition is the entity's own, those it doesn't hold for see no rows at all. */
static gboolean
hide_from_others(const LinkedReader *reader, const PqlNode *filter, Linked *linked, GError **error)
{
    const Task *task = reader->task;
    g_autoptr(RowTest) test = row_test_new(filter, task->frame, reader->database, error);
    for (guint32 row = 0; test && row < task->n; row++)
        if (linked->key[row] != KEY_MISSING && !row_test(test, row))
            linked->key[row] = KEY_UNKNOWN;
    return test != NULL;
}

gboolean
linked_load(const LinkedReader *reader, const PqlNode *node, Linked *linked, GError **error)
{
    gboolean own = linked_asks_entity(reader->task, node);
    if (!load_source(reader, node, linked, error) || !match_keys(reader, node, linked, error) ||
        (own && !hide_from_others(reader, node->filter, linked, error)))
        return FALSE;
    if (node->filter && !own &&
        !(linked->test = row_test_new(node->filter, linked->frame, reader->database, error)))
        return FALSE;
    linked->facts = fact_table_new(linked->frame);
    linked->runs = fact_runs_new(linked->facts, linked->theirs, linked->test,
                                 linked_counts_rows(node) ? linked->column : NULL);
    return TRUE;
}

/* Seeds from which the kernel looks back over the window, and the window as it sees it. */
TimePoint *
linked_seeds(const Task *task, const PqlNode *node, gint64 *start, gint64 *end)
{
    *start = G_MININT64;
    *end = 0;
    if (node->windowed)
        pql_window_span(&node->window, start, end);
    gint64 shift = *end > 0 ? *end + 1 : 0;
    TimePoint *seeds = g_new(TimePoint, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        seeds[row] =
            task->seed_time[row] == TIME_MISSING ? TIME_MISSING : task->seed_time[row] + shift;
    if (shift > 0) {
        *start -= *end;
        *end = 0;
    }
    return seeds;
}
