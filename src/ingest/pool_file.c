/* pool_file: a file of one source's new tickets as rows of the pool, to be scored by what was
 * learned of all. It goes the way of the rows that are there. */
#include "ingest/load.h"
#include "ingest/pool_private.h"

/* The source most of whose columns the file has; more than any other. NULL: none, or two as much.
 */
static gint
source_of_file(const PoolPlan *plan, const CsvLoad *load)
{
    gint best = -1;
    guint most = 0;
    for (guint i = 0; i < plan->sources->len; i++) {
        guint found = import_columns_found(g_ptr_array_index(plan->sources, i), load);
        if (found == most)
            best = -1;
        if (found > most) {
            most = found;
            best = (gint)i;
        }
    }
    return best;
}

GPtrArray *
pool_file_rows(FrameStore *frames, sqlite3 *database, const TableInfo *pool, const RowsFile *file,
               GPtrArray *notes, char **vendor, GError **error)
{
    g_autoptr(CsvLoad) load = csv_load_new(file->file, pool->name, 0, file->encoding, error);
    g_autoptr(PoolPlan) plan = load == NULL ? NULL : pool_plan(frames, database, NULL, error);
    if (plan == NULL)
        return NULL;
    gint source = source_of_file(plan, load);
    if (source < 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s has the headings of none of the sources of %s more than of another: export "
                    "it as the source was",
                    load->source->shown, pool->name);
        return NULL;
    }
    const Frame *like = g_ptr_array_index(plan->frames, (guint)source);
    g_autoptr(GPtrArray) raw = import_rows(database, file, like->table, notes, vendor, error);
    g_autoptr(GPtrArray) layout = raw == NULL ? NULL : pool_layout(plan, database, error);
    g_autoptr(Frame) typed = layout == NULL ? NULL : frame_from_rows(like, raw, error);
    if (typed == NULL)
        return NULL;
    g_autoptr(PoolCells) cells = pool_cells_new(plan, layout, (guint)source);
    GPtrArray *rows = pool_cells_rows(cells, typed, NULL, NULL, error);
    g_ptr_array_add(notes, g_strdup_printf("%s is read as an export of %s.", load->source->shown,
                                           like->table->name));
    if (pool_cells_unknown(cells) > 0)
        g_ptr_array_add(notes, g_strdup_printf("%u values are not mapped and taken as they stand: "
                                               "`sources` says which.",
                                               pool_cells_unknown(cells)));
    return rows;
}
