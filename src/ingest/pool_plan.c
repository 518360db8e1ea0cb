/* pool_plan: the tables that hold tickets, and how they become one: which columns can stand
 * together, what is open yet, in words. */
#include "ingest/pool_private.h"

#include <string.h>

const char *
pool_state_name(PoolState state)
{
    static const char *const names[] = {"said", "proposed", "open", "alone", "out"};
    return names[state];
}

void
pool_value_free(gpointer data)
{
    PoolValue *value = data;
    g_free(value->value);
    g_free(value->common);
    g_free(value->evidence);
    g_free(value);
}

void
pool_column_free(gpointer data)
{
    PoolColumn *column = data;
    g_free(column->evidence);
    g_clear_pointer(&column->values, g_ptr_array_unref);
    g_free(column);
}

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

/* ---- what fits together -----------------------------------------------------------------------
 */

static gboolean
is_number(const ColumnInfo *column)
{
    return column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL;
}

/* Steps, names and people are words, also where they are written as numbers. */
PoolFamily
pool_family(const ColumnInfo *column)
{
    switch (column->role) {
    case ROLE_STATUS:
    case ROLE_PRIORITY:
    case ROLE_CATEGORY:
    case ROLE_CHANNEL:
    case ROLE_AGENT:
    case ROLE_CUSTOMER:
        if (column->kind != KIND_DATE && column->kind != KIND_LIST)
            return POOL_WORDS;
        break;
    default:
        break;
    }
    return column->kind == KIND_DATE   ? POOL_DATE
           : column->kind == KIND_LIST ? POOL_LIST
           : is_number(column)         ? POOL_NUMBER
                                       : POOL_WORDS;
}

int
pool_unit(const ColumnInfo *column)
{
    int unit = is_number(column) ? column_span_unit(column) : 0;
    if (unit == 0 && is_number(column) &&
        (column->role == ROLE_RESOLUTION || column->role == ROLE_FIRST_REPLY))
        unit = column_duration_unit(column);
    return unit;
}

gboolean
pool_columns_fit(const TableInfo *table, const ColumnInfo *column, const TableInfo *other_table,
                 const ColumnInfo *other, GError **error)
{
    static const char *const families[] = {"words", "numbers", "dates", "a list"};
    PoolFamily family = pool_family(column), other_family = pool_family(other);
    gboolean words = family == POOL_WORDS || other_family == POOL_WORDS;
    gboolean counted = column->kind == KIND_INTEGER || other->kind == KIND_INTEGER;
    gboolean list = family == POOL_LIST || other_family == POOL_LIST;
    if (family != other_family && !(words && (counted || list))) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s.%s holds %s and %s.%s %s: keep them apart (map apart), or say what they "
                    "hold (type)",
                    table->name, column->name, families[family], other_table->name, other->name,
                    families[other_family]);
        return FALSE;
    }
    int unit = pool_unit(column), other_unit = pool_unit(other);
    if (family != POOL_NUMBER || other_family != POOL_NUMBER || (unit == 0) == (other_unit == 0))
        return TRUE;
    const TableInfo *told = unit != 0 ? table : other_table,
                    *untold = unit != 0 ? other_table : table;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s.%s counts %s and of %s.%s nobody knows in what it counts: keep them apart (map "
                "apart)",
                told->name, unit != 0 ? column->name : other->name,
                span_unit_name(unit != 0 ? unit : other_unit), untold->name,
                unit != 0 ? other->name : column->name);
    return FALSE;
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
