/* Pane 1: what the data is worth. From rows to tickets, the questions that wait for an answer, and
 * every column. */
#include "config.h"

#include "questions.h"
#include "tui/report_view.h"

#include <string.h>

enum { LEFT = 46 };

static const BlockRule rules[] = {
    {.id = "flow", .kind = BLOCK_TABLE, .page = 0},
    {.id = "per_month", .kind = BLOCK_TEXT, .page = 0},
    {.id = "questions", .kind = BLOCK_TABLE, .page = 1},
    {.id = "question", .kind = BLOCK_OWN, .page = 1, .rows = question_rows, .draw = question_draw},
    {.id = "columns", .kind = BLOCK_TABLE, .page = 1, .first = "name"},
    {.id = "question_values", .kind = BLOCK_TABLE, .page = 1},
    {.id = "tables", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "links", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "aside", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static void
open_audit(View *view)
{
    report_view_open(view, rules);
    ((ReportView *)view->state)->left_columns = LEFT;
}

/* "tickets.plan"; a question is always about the main table. */
static char *
column_here(View *view)
{
    g_autofree char *asked = report_view_text(view, "questions", "column");
    g_autofree char *table = report_view_text(view, "columns", "table");
    g_autofree char *name = report_view_text(view, "columns", "name");
    const ReportValue *main_table = report_find_value(view->report, "table");

    if (asked && main_table)
        return g_strdup_printf("%s.%s", main_table->cell->text, asked);
    return table && name ? g_strdup_printf("%s.%s", table, name) : NULL;
}

static char *
subject(View *view, const char *what)
{
    return strcmp(what, "column") == 0 ? column_here(view) : report_view_cell_words(view);
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    g_autofree char *column = what == ACT_OPEN && view->report ? column_here(view) : NULL;

    if (!column)
        return report_view_act(view, what, number, text, error);
    if (report_view_open_cell(view, error) || *error)
        return TRUE;
    g_autofree char *report = g_strdup_printf("column %s", column);
    app_push(view->app, &pane_column, report);
    return TRUE;
}

const Pane pane_audit = {
    .name = "Audit",
    .context = "audit",
    .digit = '1',
    .open = open_audit,
    .refresh = report_view_refresh,
    .draw = report_view_draw,
    .act = act,
    .subject = subject,
    .close = report_view_close,
};
