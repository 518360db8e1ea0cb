/* Cleaning steps that hang on a condition: which rows it names, now and after the data changed. */
#include <foredesk/facts.h>

GArray *
step_find(const Frame *whole, const char *condition, sqlite3 *database, GError **error)
{
    g_autoptr(PqlNode) node = pql_parse_condition(condition, error);
    g_autoptr(RowTest) test = node ? row_test_new(node, whole, database, error) : NULL;
    if (!test)
        return NULL;
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(StepRow));
    for (guint32 row = 0; row < whole->n; row++) {
        StepRow found = {whole->row_id[row], 0};
        if (row_test(test, row))
            g_array_append_val(rows, found);
    }
    return rows;
}

/* What a person declared to be something else is no failure of the program: the step says so. */
static gboolean
apply_one(Step *step, const Frame *whole, sqlite3 *database, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GArray) rows = step_find(whole, step->definition, database, &failure);
    if (rows)
        return step_renew(database, step, (StepRow *)(gpointer)rows->data, rows->len, NULL, error);
    if (failure->code == FOREDESK_ERROR_USAGE)
        return step_renew(database, step, NULL, 0, failure->message, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

gboolean
steps_apply(sqlite3 *database, Catalogue *catalogue, const TableInfo *table, Progress *progress,
            GError **error)
{
    g_autoptr(GPtrArray) steps = steps_load(database, table->id, error);
    g_autoptr(Frame) whole = NULL;
    for (guint i = 0; steps && i < steps->len; i++) {
        Step *step = g_ptr_array_index(steps, i);
        if (!step_is_condition(step))
            continue;
        if (!whole && !(whole = frame_load_whole(database, catalogue, table, progress, error)))
            return FALSE;
        if ((progress && progress_stop(progress, error)) ||
            !apply_one(step, whole, database, error))
            return FALSE;
    }
    return steps != NULL;
}
