/* The answer to a query: what it means, what to expect of whom, and how good such answers are. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule query_rules[] = {
    {.id = "predictions", .kind = BLOCK_TABLE, .page = 0},
    {.id = "evaluation", .kind = BLOCK_TABLE, .page = 0},
    {.id = "windows", .kind = BLOCK_TABLE, .page = 0},
    {.id = "left_out", .kind = BLOCK_TABLE, .page = 0},
    {.id = "split", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = "features", .kind = BLOCK_TABLE, .page = 1},
    {.id = "sql", .kind = BLOCK_TABLE, .page = 1},
    {.id = NULL},
};

/* The query itself: what was typed may have scrolled out of mind. */
static char *
title(View *view)
{
    return g_strdup(view->report_name + strlen(QUERY_PAGE));
}

gboolean
query_pane_failed(const View *view)
{
    return view->report && !report_find_value(view->report, "query");
}

/* Where a word of the query is wrong the line opens again, with the cursor there. */
static void
refresh(View *view)
{
    int line, column;
    report_view_refresh(view);
    if (!query_pane_failed(view) || !view->report->warnings->len || view->app->overlay ||
        app_top(view->app) != view)
        return;
    g_autoptr(GError) error =
        g_error_new_literal(FOREDESK_ERROR, FOREDESK_ERROR_USAGE, view->report->warnings->pdata[0]);
    if (pql_error_place(error, &line, &column))
        query_mend(view->app, view->report_name + strlen(QUERY_PAGE), error);
}

const Pane pane_query = {
    .name = "Query",
    .context = "query",
    .rules = query_rules,
    .refresh = refresh,
    .title = title,
};
