/* pool_plan: the tables that hold tickets, and how they become one: what is open yet, in words. */
#include "ingest/pool_private.h"

#include <string.h>

static void
field_free(gpointer data)
{
    PoolField *field = data;
    g_free(field->name);
    g_ptr_array_unref(field->columns);
    g_free(field);
}

void
pool_plan_free(PoolPlan *plan)
{
    if (plan == NULL)
        return;
    g_clear_pointer(&plan->fields, g_ptr_array_unref);
    g_clear_pointer(&plan->out, g_ptr_array_unref);
    g_clear_pointer(&plan->frames, g_ptr_array_unref);
    g_clear_pointer(&plan->sources, g_ptr_array_unref);
    g_clear_pointer(&plan->catalogue, catalogue_unref);
    g_free(plan);
}

/* ---- the sources ------------------------------------------------------------------------------
 */

/* A key, an arrival, and two of the things that only tickets have. */
static gboolean
holds_tickets(const TableInfo *table)
{
    static const ColumnRole marks[] = {ROLE_CLOSED,  ROLE_AGENT,   ROLE_STATUS, ROLE_PRIORITY,
                                       ROLE_CHANNEL, ROLE_SUBJECT, ROLE_BODY,   ROLE_SATISFACTION};
    guint found = 0;
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        found += table_role(table, marks[i]) != NULL;
    return table->key != NULL && table_role(table, ROLE_CREATED) != NULL && found >= 2;
}

GPtrArray *
pool_sources(const Catalogue *catalogue, sqlite3 *database, GError **error)
{
    g_autoptr(GHashTable) said = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error, "SELECT table_id, pooled FROM pool_source", NULL);
    GError *failure = NULL;
    while (rows != NULL && db_step(rows, &failure))
        g_hash_table_insert(said, GINT_TO_POINTER(sqlite3_column_int(rows, 0)),
                            GINT_TO_POINTER(sqlite3_column_int(rows, 1) + 1));
    if (failure != NULL)
        g_propagate_error(error, failure);
    if (rows == NULL || failure != NULL)
        return NULL;
    GPtrArray *sources = g_ptr_array_new();
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *pool = g_ptr_array_index(catalogue->tables, i);
        if (pool->pooled == NULL)
            continue;
        g_ptr_array_extend(sources, pool->pooled, NULL, NULL);
        return sources;
    }
    for (guint i = 0; i < catalogue->tables->len; i++) {
        TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        int word = GPOINTER_TO_INT(g_hash_table_lookup(said, GINT_TO_POINTER((int)table->id)));
        if (table->pooled == NULL && table->tickets == NULL && table->entries_of == NULL &&
            table->key != NULL && (word == 2 || (word == 0 && holds_tickets(table))))
            g_ptr_array_add(sources, table);
    }
    return sources;
}

/* ---- the plan --------------------------------------------------------------------------------
 */

PoolPlan *
pool_plan(FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    g_autoptr(PoolPlan) plan = g_new0(PoolPlan, 1);
    plan->catalogue = catalogue_ref(frame_store_catalogue(frames));
    plan->fields = g_ptr_array_new_with_free_func(field_free);
    plan->out = g_ptr_array_new_with_free_func(pool_column_free);
    plan->frames = g_ptr_array_new_with_free_func((GDestroyNotify)frame_unref);
    plan->sources = pool_sources(plan->catalogue, database, error);
    if (plan->sources == NULL)
        return NULL;
    for (guint i = 0; plan->sources->len > 1 && i < plan->sources->len; i++) {
        Frame *frame =
            frame_store_get(frames, database, g_ptr_array_index(plan->sources, i), progress, error);
        if (frame == NULL)
            return NULL;
        g_ptr_array_add(plan->frames, frame);
    }
    if (plan->sources->len > 1 &&
        (!pool_make_fields(plan, database, error) || !pool_map_values(plan, database, error)))
        return NULL;
    return g_steal_pointer(&plan);
}

gboolean
pool_plan_is_open(const PoolPlan *plan)
{
    return plan->proposed_columns + plan->proposed_values + plan->open_values > 0;
}

static void
append_count(GString *words, guint count, const char *what)
{
    g_string_append_printf(words, "%u %s%s", count, what, count == 1 ? "" : "s");
}

char *
pool_plan_words(const PoolPlan *plan)
{
    GString *words = g_string_new(NULL);
    g_autofree char *waiting = number_count(plan->proposed_rows);
    g_autofree char *open = number_count(plan->open_rows);
    if (plan->open_values > 0) {
        append_count(words, plan->open_values, "value");
        g_string_append_printf(words, " (%s row%s) %s open", open, plan->open_rows == 1 ? "" : "s",
                               plan->open_values == 1 ? "is" : "are");
    }
    if (plan->proposed_columns + plan->proposed_values > 0) {
        g_string_append(words, words->len > 0 ? "; proposals for " : "proposals for ");
        append_count(words, plan->proposed_columns, "field");
        g_string_append(words, " and ");
        append_count(words, plan->proposed_values, "value");
        g_string_append_printf(words, " (%s row%s) wait for a yes", waiting,
                               plan->proposed_rows == 1 ? "" : "s");
    }
    return g_string_free(words, words->len == 0);
}
