/* Cleaning steps that hang on a condition: which rows it names, now and after the data changed. */
#include <foredesk/evidence.h>
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

/* A list of rows means the tickets that stood there: a later export may have put newer rows in
 * their place, which are found by key, as the import found them. */
static gboolean
follow_rows(Step *step, sqlite3 *database, GError **error)
{
    g_autoptr(GArray) rows = step_rows(database, step->id, error);
    if (!rows)
        return FALSE;
    gboolean moved = FALSE, fine = TRUE;
    for (guint i = 0; fine && i < rows->len; i++) {
        StepRow *row = &g_array_index(rows, StepRow, i), before = *row;
        fine = rows_follow(database, step->table_id, &row->row, 1, error) &&
               rows_follow(database, step->table_id, &row->twin, 1, error);
        moved = moved || row->row != before.row || row->twin != before.twin;
    }
    return fine && (!moved || step_renew(database, step, (StepRow *)(gpointer)rows->data, rows->len,
                                         NULL, error));
}

gboolean
steps_apply(sqlite3 *database, Catalogue *catalogue, const TableInfo *table, Progress *progress,
            GError **error)
{
    g_autoptr(GPtrArray) steps = steps_load(database, table->id, error);
    g_autoptr(Frame) whole = NULL;
    for (guint i = 0; steps && i < steps->len; i++) {
        Step *step = g_ptr_array_index(steps, i);
        if (!step_is_condition(step)) {
            if (!follow_rows(step, database, error))
                return FALSE;
            continue;
        }
        if (!whole && !(whole = frame_load_whole(database, catalogue, table, progress, error)))
            return FALSE;
        if ((progress && progress_stop(progress, error)) ||
            !apply_one(step, whole, database, error))
            return FALSE;
    }
    return steps != NULL;
}
