/* One column: what it holds and how we know, when it is filled in, its values with the target's
 * rate, and how full it was month by month. The answers of the audit work here too. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule rules[] = {
    {.id = "*", .kind = BLOCK_VALUES, .page = 0, .gives_way = TRUE},
    {.id = "histogram", .kind = BLOCK_CHART, .page = 0},
    {.id = "timeline", .kind = BLOCK_TABLE, .page = 1},
    {.id = "looks,timeline_proof", .kind = BLOCK_TEXT, .page = 1},
    {.id = "values", .kind = BLOCK_TABLE, .page = 1},
    {.id = "filled", .kind = BLOCK_CHART, .page = 1},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static void
open_column(View *view)
{
    report_view_open(view, rules);
}

/* "tickets.plan", as it was asked for. */
static const char *
column_name(const View *view)
{
    return view->report_name + strlen("column ");
}

/* What it is said to mean now, to be changed; "" for nothing yet. */
static char *
meaning_now(View *view)
{
    const ReportValue *value = report_find_value(view->report, "meaning");
    return g_strdup(value && value->cell->text ? value->cell->text : "");
}

static char *
subject(View *view, const char *what)
{
    if (strcmp(what, "meaning") == 0)
        return meaning_now(view);
    return strcmp(what, "column") == 0 ? g_strdup(column_name(view)) : report_view_cell_words(view);
}

static char *
title(View *view)
{
    return g_strdup(column_name(view));
}

const Pane pane_column = {
    .name = "Column",
    .context = "column",
    .open = open_column,
    .refresh = report_view_refresh,
    .draw = report_view_draw,
    .act = report_view_act,
    .subject = subject,
    .title = title,
    .close = report_view_close,
};
