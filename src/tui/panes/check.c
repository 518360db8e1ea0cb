/* Reading tickets to check their label: one at a time with what the rule says, a key for each
 * verdict. Every verdict is in the file at its keypress, so that leaving is only a break. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule rules[] = {
    {.id = "ticket,says,subject,body", .kind = BLOCK_TEXT, .page = 0},
    {.id = "fields", .kind = BLOCK_TABLE, .page = 1},
    {.id = "sides", .kind = BLOCK_TABLE, .page = 1},
    {.id = "tickets", .kind = BLOCK_TABLE, .page = 1},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 1},
    {.id = NULL},
};

enum { TWO_PAGES = 78 };

static void
open_check(View *view)
{
    ReportView *state = view->state;
    state->least_two = TWO_PAGES;
    state->left_columns = G_MAXINT; /* half: its text is what is read */
}

/* The verdict is of the ticket that is shown, also where a key comes twice. */
static char *
subject(View *view, const char *what)
{
    if (strcmp(what, "ticket") != 0)
        return view->report ? report_view_cell_words(view) : NULL;
    const ReportValue *next = view->report ? report_find_value(view->report, "next") : NULL;
    return next ? g_strdup(next->cell->text) : NULL;
}

static char *
title(View *view)
{
    return g_strdup("Check the label");
}

const Pane pane_check = {
    .name = "Check",
    .context = "check",
    .rules = rules,
    .open = open_check,
    .subject = subject,
    .title = title,
};
