/* Duplicates of a table: those that the file keeps, or a search whose findings it keeps from now
 * on. */
#include "duplicates/duplicates-private.h"

Duplicates *
duplicates_find(const Frame *frame, sqlite3 *database, Progress *progress, GError **error)
{
    Duplicates *found = duplicates_search(frame, database, progress, error);

    if (found)
        duplicates_store(found, frame, database);
    return found;
}

Duplicates *
duplicates_get(const Frame *frame, sqlite3 *database, Progress *progress, GError **error)
{
    GError *failure = NULL;
    Duplicates *kept = duplicates_load(frame, database, &failure);

    if (failure)
        g_propagate_error(error, failure);
    return kept || failure ? kept : duplicates_find(frame, database, progress, error);
}
