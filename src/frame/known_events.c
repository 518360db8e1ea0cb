/* known_events: tickets made from a log show themselves what was known when. What the first event
 * has was there when it was written, unless it tells of the end; what the last one has came later.
 */
#include "frame/definition.h"
#include "frame/type.h"

#include <foredesk/evidence.h>

/* One in twenty first events that tell of the end is no accident. */
#define TOLD_AHEAD 0.05

static void
decide(ColumnInfo *column, KnownAt known, char *reason)
{
    column->known = known;
    g_free(column->known_reason);
    column->known_reason = reason;
}

static gboolean
tells_of_end(const KnownEvidence *evidence)
{
    return (evidence->proof == PROOF_AHEAD || evidence->proof == PROOF_EARLY) &&
           (double)evidence->numerator >= TOLD_AHEAD * (double)evidence->denominator;
}

/* What the desk fills in while it works counts as later even where the first event has it: that one
 * isn't always the arrival. */
static void
take_first(ColumnInfo *column, const KnownEvidence *changed)
{
    if (column->known != KNOWN_LATER) {
        decide(column, KNOWN_ARRIVAL,
               g_strdup_printf("as the first event says; %s", changed->sentence));
        return;
    }
    g_autofree char *guessed = g_steal_pointer(&column->known_reason);
    decide(column, KNOWN_LATER, g_strdup_printf("%s; %s", guessed, changed->sentence));
}

void
known_by_events(sqlite3 *database, const TableInfo *table, ColumnInfo *column)
{
    if (!table->derived || column == table->key || column == table->time)
        return;
    if (definition_is_end(column)) {
        decide(column, KNOWN_LATER, g_strdup("it is told when the ticket is over"));
        return;
    }
    if (!definition_is_first(column))
        return;
    g_autoptr(GPtrArray) found = evidence_of(database, column->id, NULL);
    const KnownEvidence *told = NULL, *changed = NULL;
    for (guint i = 0; found && i < found->len; i++) {
        const KnownEvidence *one = g_ptr_array_index(found, i);
        told = tells_of_end(one) ? one : told;
        changed = one->proof == PROOF_LOG ? one : changed;
    }
    if (told)
        decide(column, KNOWN_LATER, g_strdup(told->sentence));
    else if (changed)
        take_first(column, changed);
}
