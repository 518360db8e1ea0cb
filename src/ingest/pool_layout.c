/* pool_layout: the columns of the pool: a key that can't collide, the source and its own key, then
 * the common fields and what one source alone has. */
#include "ingest/pool_private.h"

#include <string.h>

static void
layout_free(gpointer data)
{
    LayoutColumn *column = data;
    g_free(column->name);
    g_free(column->heading);
    g_free(column->definition);
    g_free(column);
}

static LayoutColumn *
add(GPtrArray *layout, LayoutKind kind, const char *name, const char *heading, ColumnKind typed)
{
    LayoutColumn *column = g_new0(LayoutColumn, 1);
    *column = (LayoutColumn){.kind = kind,
                             .name = g_strdup(name),
                             .heading = g_strdup(heading),
                             .definition = g_strdup("POOL()"),
                             .typed = typed};
    g_ptr_array_add(layout, column);
    return column;
}

/* ---- fields -----------------------------------------------------------------------------------
 */

/* "resolution_time" → "Resolution time (hours)": typing reads the unit there. */
static char *
heading_of(const PoolField *field)
{
    const PoolColumn *first = g_ptr_array_index(field->columns, 0);
    if (first->state == POOL_ALONE && field->unit == 0)
        return g_strdup(first->column->heading);
    g_autofree char *words = g_strdelimit(g_strdup(field->name), "_", ' ');
    *words = g_ascii_toupper(*words);
    return field->unit == 0 ? g_strdup(words)
                            : g_strdup_printf("%s (%s)", words, span_unit_name(field->unit));
}

static char *
definition_of(const PoolField *field)
{
    GString *text = g_string_new("POOL(");
    for (guint i = 0; i < field->columns->len; i++) {
        const PoolColumn *column = g_ptr_array_index(field->columns, i);
        g_string_append_printf(text, "%s%s.%s", i == 0 ? "" : ", ", column->table->name,
                               column->column->name);
    }
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

static ColumnKind
words_kind(const PoolField *field)
{
    guint keys = 0, texts = 0, booleans = 0;
    for (guint i = 0; i < field->columns->len; i++) {
        ColumnKind kind = ((const PoolColumn *)g_ptr_array_index(field->columns, i))->column->kind;
        keys += kind == KIND_KEY;
        texts += kind == KIND_TEXT;
        booleans += kind == KIND_BOOLEAN;
    }
    return booleans == field->columns->len ? KIND_BOOLEAN
           : field->role == ROLE_CUSTOMER  ? KIND_KEY
           : texts > 0                     ? KIND_TEXT
           : keys > 0                      ? KIND_KEY
                                           : KIND_CATEGORY;
}

static ColumnKind
kind_of(const PoolField *field)
{
    switch (field->family) {
    case POOL_DATE:
        return KIND_DATE;
    case POOL_LIST:
        return KIND_LIST;
    case POOL_WORDS:
        return words_kind(field);
    case POOL_NUMBER:
        break;
    }
    for (guint i = 0; i < field->columns->len; i++)
        if (field->converted ||
            ((const PoolColumn *)g_ptr_array_index(field->columns, i))->column->kind !=
                KIND_INTEGER)
            return KIND_DECIMAL;
    return KIND_INTEGER;
}

/* That of the sources, where they agree; else one that stands in no item. */
static const char *
separator_of(const PoolField *field)
{
    const char *separator = NULL;
    for (guint i = 0; i < field->columns->len; i++) {
        const PoolColumn *column = g_ptr_array_index(field->columns, i);
        const char *own = column->column->separator;
        if (column->column->kind != KIND_LIST || own == NULL ||
            (separator != NULL && strcmp(own, separator) != 0))
            return "\x1f";
        separator = own;
    }
    return separator;
}

/* ---- together ---------------------------------------------------------------------------------
 */

/* Whether other tables refer to the source's keys: they go on to do so. */
static gboolean
is_referred_to(const TableInfo *table, sqlite3 *database)
{
    return db_integer(database, 0,
                      "SELECT count(*) FROM link WHERE parent_column = ? AND NOT removed", "i",
                      table->key->id) > 0;
}

GPtrArray *
pool_layout(const PoolPlan *plan, sqlite3 *database, GError **error)
{
    g_autoptr(GPtrArray) layout = g_ptr_array_new_with_free_func(layout_free);
    add(layout, LAYOUT_KEY, "ticket_key", "Ticket key", KIND_KEY);
    add(layout, LAYOUT_SOURCE, "source", "Source", KIND_CATEGORY);
    add(layout, LAYOUT_OWN_KEY, "own_key", "Own key", KIND_KEY);
    for (guint i = 0; i < plan->sources->len; i++) {
        const TableInfo *source = g_ptr_array_index(plan->sources, i);
        g_autofree char *name = g_strdup_printf("%s_key", source->name);
        if (is_referred_to(source, database))
            add(layout, LAYOUT_KEY_OF, name, name, KIND_KEY)->source = i;
    }
    for (guint i = 0; i < plan->fields->len; i++) {
        const PoolField *field = g_ptr_array_index(plan->fields, i);
        g_autofree char *heading = heading_of(field);
        LayoutColumn *column = add(layout, LAYOUT_FIELD, field->name, heading, kind_of(field));
        g_free(column->definition);
        column->definition = definition_of(field);
        column->field = field;
        column->separator = field->family == POOL_LIST ? separator_of(field) : NULL;
    }
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < layout->len; i++) {
        const LayoutColumn *column = g_ptr_array_index(layout, i);
        if (g_hash_table_add(names, g_ascii_strdown(column->name, -1)))
            continue;
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "two columns of the pool would be called %s: map one to a field of another "
                    "name",
                    column->name);
        return NULL;
    }
    return g_steal_pointer(&layout);
}
