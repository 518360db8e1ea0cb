/* The cleaning steps of a workspace: what each does, why, how many rows it touches, whether it is
 * on, and the command that takes it back. */
#include "session_private.h"

#include <string.h>

/* "rows where status = 'merged'", "channel: spellings merged" */
static char *
what_words(const Step *step, const TableInfo *table)
{
    const ColumnInfo *column = step->column_id ? table_column_by_id(table, step->column_id) : NULL;
    const char *name = column ? column->name : "a column that is gone";
    g_autofree char *definition = text_clean(step->definition, -1);

    switch (step->kind) {
    case STEP_ROWS:
        if (step_is_condition(step))
            return g_strdup_printf("%s where %s", table_noun(table->name, 2), definition);
        return g_strdup_printf("%s%s%s", table_noun(table->name, 2), *definition ? ": " : "",
                               *definition ? definition : " named one by one");
    case STEP_VALUES:
        return g_strdup_printf("spellings of %s", name);
    case STEP_CELLS:
        return g_strdup_printf("%s read as missing%s%s", name, *definition ? " where " : "",
                               definition);
    case STEP_POLICY:
        break;
    }
    return g_strdup_printf("a missing %s: %s", name, definition);
}

static const char *
state_words(const Step *step)
{
    if (!step->enabled)
        return step->scope == STEP_TRAINING ? "off, for training only" : "off";
    if (step->note)
        return "on, can't be applied";
    return step->kind == STEP_ROWS && step->scope == STEP_TRAINING ? "on, in training only" : "on";
}

static void
add_columns(ReportTable *list)
{
    report_column(list, "id", "step", UNIT_COUNT, 0)->right = TRUE;
    report_column(list, "table", NULL, UNIT_NONE, 0);
    report_column(list, "kind", NULL, UNIT_NONE, 0);
    report_column(list, "reason", "why", UNIT_NONE, 0);
    report_column(list, "rows", "touches", UNIT_COUNT, 0)->right = TRUE;
    report_column(list, "state", "", UNIT_NONE, 0);
    report_column(list, "what", "what", UNIT_NONE, 0);
    report_column(list, "scope", NULL, UNIT_NONE, 0);
    report_column(list, "enabled", NULL, UNIT_BOOLEAN, 0);
    report_column(list, "command", NULL, UNIT_NONE, 0);
}

static void
add_step(ReportTable *list, const Step *step, const TableInfo *table)
{
    g_autofree char *what = what_words(step, table);
    g_autofree char *reason = text_clean(step->reason, -1);
    g_autofree char *command =
        g_strdup_printf("clean %s %" G_GINT64_FORMAT, step->enabled ? "off" : "on", step->id);

    report_row(list);
    report_cell(list, (double)step->id);
    report_cell_text(list, table->name);
    report_cell_text(list, step_kind_name(step->kind));
    report_cell_text(list, reason);
    Cell *rows = report_cell(list, (double)step->rows);
    if (step->kind == STEP_ROWS || step->kind == STEP_CELLS)
        cell_rows(rows, "table=%s;step=%" G_GINT64_FORMAT, table->name, step->id);
    Cell *state = report_cell_text(list, state_words(step));
    cell_style(state, step->note ? "warn" : step->enabled ? NULL : "dim");
    report_cell_text(list, what);
    report_cell_text(list, step_scope_name(step->scope));
    report_cell(list, step->enabled);
    report_cell_text(list, command);
}

static void
say_steps(Report *report, const GPtrArray *steps, Session *session)
{
    guint on = 0;
    gint64 aside = 0;
    g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(StepCount));
    for (guint i = 0; i < steps->len; i++)
        on += ((const Step *)g_ptr_array_index(steps, i))->enabled;
    for (guint i = 0; i < session->catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(session->catalogue->tables, i);
        gint64 rows = steps_count(workspace_database(session->workspace), table->id, counts, NULL);
        aside += MAX(rows, 0);
    }
    if (steps->len == 0) {
        report_say(report, "Nothing is cleaned: every row that could be read is used as it stands. "
                           "An alert of the audit names the command that repairs it.");
        return;
    }
    g_autofree char *rows = number_count(aside);
    report_say(report,
               "%u of %u cleaning steps %s on; together they set %s rows aside. The cells in the "
               "file never change: `clean off N` takes a step back, `clean on N` applies it again.",
               on, steps->len, on == 1 ? "is" : "are", rows);
}

Report *
steps_report(Session *session, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(GPtrArray) steps = steps_load(database, 0, error);
    if (!steps)
        return NULL;
    for (guint i = steps->len; i-- > 0;)
        if (step_is_removed(database, ((const Step *)g_ptr_array_index(steps, i))->id))
            g_ptr_array_remove_index(steps, i);
    Report *report = report_new("steps", "Cleaning steps");
    ReportTable *list = report_table(report, "steps", NULL);
    add_columns(list);
    for (guint i = 0; i < steps->len; i++) {
        const Step *step = g_ptr_array_index(steps, i);
        const TableInfo *table = catalogue_table_by_id(session->catalogue, step->table_id);
        if (!table)
            continue;
        add_step(list, step, table);
        if (step->note)
            report_warn(report, "Step %" G_GINT64_FORMAT " can't be applied as the data is now: %s",
                        step->id, step->note);
    }
    say_steps(report, steps, session);
    return report;
}
