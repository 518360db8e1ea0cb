/* The page of several sources: which column of each is which field, which value is which common
 * value, with what is open on top; said by key, and all of it taken back by undo. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule rules[] = {
    {.id = "values", .kind = BLOCK_TABLE, .page = 0},
    {.id = "fields", .kind = BLOCK_TABLE, .page = 1},
    {.id = "alone", .kind = BLOCK_TABLE, .page = 1, .gives_way = TRUE},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

/* What the keys name of the row under the cursor: its field, its column, its value and what that
 * becomes, or the spelling that it has. */
static char *
subject(View *view, const char *what)
{
    if (strcmp(what, "field") == 0)
        return report_view_on(view, "alone") ? NULL : report_view_text(view, NULL, "field");
    if (strcmp(what, "column") == 0)
        return report_view_text(view, NULL, "column");
    if (strcmp(what, "value") == 0)
        return report_view_text(view, "values", "subject");
    if (strcmp(what, "becomes") == 0)
        return report_view_text(view, "values", "becomes");
    if (strcmp(what, "spelling") == 0)
        return report_view_text(view, "values", "value");
    return report_view_cell_words(view);
}

/* The tickets behind a value, wherever the cursor stands in its row; of a field its column. */
static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    if (what != ACT_OPEN || !view->report || report_view_on(view, "values"))
        return report_view_act(view, what, number, text, error);
    g_autofree char *column = report_view_text(view, NULL, "column");
    g_autofree char *report = column ? g_strdup_printf("column %s", column) : NULL;
    if (!report)
        return report_view_act(view, what, number, text, error);
    app_push(view->app, &pane_column, report);
    return TRUE;
}

/* Where there is nothing to pool no key does anything. */
static const char *
keys(View *view)
{
    return view->report && report_find_table(view->report, "fields") ? "sources" : "";
}

const Pane pane_sources = {
    .name = "Sources",
    .context = "sources",
    .keys = keys,
    .rules = rules,
    .act = act,
    .subject = subject,
};
