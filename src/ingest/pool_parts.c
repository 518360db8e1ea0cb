/* What a plan to pool is made of: its parts freed, what a column holds in the pool, and whether two
 * columns can be one field. */
#include "ingest/pool_private.h"

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
