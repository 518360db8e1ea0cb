/* How rows of one table belong to an entity: pairs of columns whose values are equal. Private to
 * features. */
#pragma once

#include <foredesk/task.h>

/* Rows of a table belong to the entity where row.source = entity.entity. Both borrowed. */
typedef struct {
    const ColumnInfo *entity, *source;
} KeyPair;

/* Every pair by which links lead from the entity's table to `source`: the table's rows name the
 * entity, the entity names its row, or both name a row of a third table. For the entity's own table
 * the columns by which it names others, and its customer. In order of the catalogue; the array
 * (KeyPair) is the caller's. */
GArray *paths_between(const Catalogue *catalogue, const TableInfo *entity, const TableInfo *source);
/* The one path, or that through `via` (may be NULL): by either side's name, and for columns that no
 * link names by equal names in both tables. No path, several, an unknown column: ERROR_USAGE,
 * naming the choices as VIA. `outcomes`: the source is the virtual table over the entity's rows. */
gboolean path_choose(const Catalogue *catalogue, const TableInfo *entity, const TableInfo *source,
                     gboolean outcomes, const PqlNode *via, KeyPair *pair, GError **error);
