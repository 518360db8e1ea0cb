/* known_pool: when a column of a pool was known: as in its sources, and of several the latest. A
 * ticket's source and its key there are known as it arrives. */
#include "frame/definition.h"
#include "frame/type.h"

/* How late: a list that is answered value by value is asked about anew. */
static int
lateness(KnownAt known)
{
    return known == KNOWN_LATER ? 2 : known == KNOWN_ARRIVAL ? 0 : 1;
}

void
known_by_pool(const TableInfo *table, ColumnInfo *column)
{
    if (table->pooled == NULL || !definition_is_pool(column))
        return;
    g_autoptr(GPtrArray) sources = column_sources(table, column);
    const ColumnInfo *latest = NULL;
    for (guint i = 0; i < sources->len; i++) {
        const ColumnInfo *source = g_ptr_array_index(sources, i);
        if (latest == NULL || lateness(source->known) > lateness(latest->known))
            latest = source;
    }
    g_free(column->known_reason);
    column->known = latest == NULL                 ? KNOWN_ARRIVAL
                    : latest->known == KNOWN_MIXED ? KNOWN_ASK
                                                   : latest->known;
    column->known_reason =
        latest == NULL || latest->known_reason == NULL
            ? g_strdup(latest == NULL ? "every ticket has it from the first" : "as in its source")
            : g_strdup_printf("as in its source: %s", latest->known_reason);
}
