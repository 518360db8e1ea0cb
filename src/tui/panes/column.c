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

/* "tickets.plan", as it was asked for. */
static const char *
column_name(const View *view)
{
    return view->report_name + strlen("column ");
}

/* "tickets.plan=pro" of the value under the cursor; NULL: none, or one that has no meaning of its
 * own.
 */
static char *
value_here(View *view)
{
    char *named = report_view_text(view, "values", "named");
    if (named && !strchr(named, '='))
        g_clear_pointer(&named, g_free);
    return named;
}

/* What it, or the value under the cursor, is said to mean now, to be changed; "" for nothing yet.
 */
static char *
meaning_now(View *view)
{
    g_autofree char *named = value_here(view);
    char *said = named ? report_view_text(view, "values", "means") : NULL;
    if (named)
        return said ? said : g_strdup("");
    const ReportValue *value = report_find_value(view->report, "meaning");
    return g_strdup(value && value->cell->text ? value->cell->text : "");
}

static char *
subject(View *view, const char *what)
{
    if (strcmp(what, "meaning") == 0)
        return meaning_now(view);
    char *named = strcmp(what, "meant") == 0 ? value_here(view) : NULL;
    if (named)
        return named;
    return strcmp(what, "column") == 0 || strcmp(what, "meant") == 0 ? g_strdup(column_name(view))
                                                                     : report_view_cell_words(view);
}

static char *
title(View *view)
{
    return g_strdup(column_name(view));
}

const Pane pane_column = {
    .name = "Column",
    .context = "column",
    .rules = rules,
    .subject = subject,
    .title = title,
};
