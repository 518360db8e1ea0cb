/* Pane 1: what the data is worth. From rows to tickets, the questions that wait for an answer, the
 * alerts and every column. Below them stands why the one under the cursor matters, and what can be
 * done about it. */
#include "config.h"

#include "about.h"
#include "questions.h"

#include <string.h>

enum { LEFT = 46 };

static const BlockRule rules[] = {
    {.id = "flow", .kind = BLOCK_TABLE, .page = 0},
    {.id = "per_month", .kind = BLOCK_TEXT, .page = 0},
    {.id = "questions", .kind = BLOCK_TABLE, .page = 1},
    {.id = "question", .kind = BLOCK_OWN, .page = 1, .rows = question_rows, .draw = question_draw},
    {.id = "alerts", .kind = BLOCK_TABLE, .page = 1, .without = "found"},
    {.id = "today", .kind = BLOCK_TABLE, .page = 0},
    {.id = "entities", .kind = BLOCK_TABLE, .page = 0, .without = "remedy"},
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
    ((ReportView *)view->state)->left_columns = LEFT;
}

/* "tickets.plan"; a question is always about the main table. */
static char *
column_here(View *view)
{
    g_autofree char *asked = report_view_text(view, "questions", "column");
    g_autofree char *alerted = report_view_text(view, "alerts", "column");
    g_autofree char *table = report_view_text(view, NULL, "table");
    g_autofree char *name = report_view_text(view, "columns", "name");
    const ReportValue *main_table = report_find_value(view->report, "table");

    if (asked && main_table)
        return g_strdup_printf("%s.%s", main_table->cell->text, asked);
    if (alerted && *alerted && table)
        return g_strdup_printf("%s.%s", table, alerted);
    return table && name ? g_strdup_printf("%s.%s", table, name) : NULL;
}

static char *
subject(View *view, const char *what)
{
    return strcmp(what, "column") == 0 ? column_here(view) : report_view_cell_words(view);
}

/* ---- the alert under the cursor ------------------------------------------------------------- */

/* Asks once, saying what will be done; `u` takes it back. */
static gboolean
repair(View *view)
{
    g_autofree char *title = report_view_text(view, "alerts", "alert");
    g_autofree char *does = report_view_text(view, "alerts", "repair");
    g_autofree char *line = report_view_text(view, "alerts", "command");

    if (!title) {
        app_say(view->app, "move to an alert: r repairs what it is about");
        return TRUE;
    }
    const char *rest;
    if (!line || !command_find(line, &rest)) {
        app_say(view->app, "%s", does);
        return TRUE;
    }
    g_autofree char *clean = text_clean(line, -1);
    g_autofree char *brief = text_width(clean) > 160 ? text_fit(clean, 160, FALSE) : NULL;
    g_autofree char *question =
        g_strdup_printf("%s: %s\n%s\nu takes it back.", title, does, brief ? brief : clean);
    confirm_open(view->app, question, NULL, line);
    return TRUE;
}

/* What is said about the row under the cursor: three paragraphs, the last what to do. */
static gboolean
about(View *view, char **what, char **why, char **how)
{
    g_autofree char *command = report_view_text(view, "alerts", "command");
    g_autofree char *does = report_view_text(view, "alerts", "repair");

    if ((*what = report_view_text(view, "alerts", "found"))) {
        *why = report_view_text(view, "alerts", "why");
        *how = command ? g_strdup_printf("r repairs: %s", does) : g_strdup(does);
        return TRUE;
    }
    if ((*what = report_view_text(view, "entities", "found"))) {
        *why = report_view_text(view, "entities", "without");
        *how = report_view_text(view, "entities", "remedy");
        return TRUE;
    }
    if (!report_view_on(view, "columns"))
        return FALSE;
    *what = report_view_text(view, "columns", "reason");
    *why = report_view_text(view, "columns", "evidence");
    *how = report_view_text(view, "columns", "meaning");
    return TRUE;
}

static void
draw(View *view, const Painter *painter, Area area)
{
    g_autofree char *what = NULL, *why = NULL, *how = NULL;

    if (area.rows >= ABOUT_LEAST && about(view, &what, &why, &how)) {
        const char *said[ABOUT_SAYS] = {what, why, how};
        area.rows -= ABOUT_ROWS;
        about_draw(painter, (Area){area.row + area.rows, area.column, ABOUT_ROWS, area.columns},
                   said);
    }
    report_view_draw(view, painter, area);
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    if (what == ACT_REPAIR)
        return view->report && repair(view);
    g_autofree char *column = what == ACT_OPEN && view->report ? column_here(view) : NULL;
    if (!column)
        return report_view_act(view, what, number, text, error);
    if (report_view_on(view, "alerts")) {
        if (report_view_act(view, what, number, text, error) || *error)
            return TRUE;
    } else if (report_view_open_cell(view, error) || *error) {
        return TRUE;
    }
    g_autofree char *report = g_strdup_printf("column %s", column);
    app_push(view->app, &pane_column, report);
    return TRUE;
}

const Pane pane_audit = {
    .name = "Audit",
    .context = "audit",
    .digit = '1',
    .rules = rules,
    .open = open_audit,
    .draw = draw,
    .act = act,
    .subject = subject,
};
