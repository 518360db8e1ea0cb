/* The answer to a query: what it means, what to expect of whom, and how good such answers are. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static void
open_query(View *view)
{
    static const BlockRule rules[] = {
        {.id = "predictions", .kind = BLOCK_TABLE, .page = 0},
        {.id = "evaluation", .kind = BLOCK_TABLE, .page = 0},
        {.id = "left_out", .kind = BLOCK_TABLE, .page = 0},
        {.id = "split", .kind = BLOCK_TABLE, .page = 0},
        {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
        {.id = "features", .kind = BLOCK_TABLE, .page = 1},
        {.id = "sql", .kind = BLOCK_TABLE, .page = 1},
        {.id = NULL},
    };
    report_view_open(view, rules);
}

static char *
subject(View *view, const char *what)
{
    return report_view_cell_words(view);
}

/* The query itself: what was typed may have scrolled out of mind. */
static char *
title(View *view)
{
    const ReportValue *query = view->report ? report_find_value(view->report, "query") : NULL;
    return query ? g_strdup(query->cell->text) : NULL;
}

const Pane pane_query = {
    .name = "Query",
    .context = "query",
    .open = open_query,
    .refresh = report_view_refresh,
    .draw = report_view_draw,
    .act = report_view_act,
    .subject = subject,
    .title = title,
    .close = report_view_close,
};
