/* Pages on how well the data is kept: duplicates with their pairs side by side, personal data, what
 * headings were taken for, what left the workspace, and what cleaning is worth. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

/* ---- duplicates -------------------------------------------------------------------------------
 */

static const BlockRule duplicates_rules[] = {
    {.id = "kinds", .kind = BLOCK_TABLE, .page = 0},
    {.id = "pairs", .kind = BLOCK_TABLE, .page = 0},
    {.id = "months", .kind = BLOCK_TABLE, .page = 1, .gives_way = TRUE},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 1},
    {.id = NULL},
};

/* The pair under the cursor as a report's name. */
static char *
pair_here(View *view)
{
    g_autofree char *earlier = report_view_text(view, "pairs", "earlier_row");
    g_autofree char *later = report_view_text(view, "pairs", "row");
    const ReportValue *table = report_find_value(view->report, "table");

    return earlier && later && table
               ? g_strdup_printf("pair %s %s %s", table->cell->text, earlier, later)
               : NULL;
}

/* The rows of the kind under the cursor; NULL: there are none. */
static char *
rows_here(View *view)
{
    g_autofree char *kind = report_view_text(view, "kinds", "kind");
    g_autofree char *count = report_view_text(view, "kinds", "rows");
    const ReportValue *table = report_find_value(view->report, "table");

    return kind && table && strcmp(kind, "across") != 0 && g_strcmp0(count, "0") != 0
               ? g_strdup_printf("table=%s;duplicates=%s", table->cell->text, kind)
               : NULL;
}

static gboolean
act_duplicates(View *view, Act what, int number, const char *text, GError **error)
{
    g_autofree char *pair = what == ACT_OPEN && view->report ? pair_here(view) : NULL;
    g_autofree char *rows = what == ACT_OPEN && view->report ? rows_here(view) : NULL;

    if (rows)
        return app_open_rows(view->app, rows, error);
    if (!pair)
        return report_view_act(view, what, number, text, error);
    app_push(view->app, &pane_pair, pair);
    return TRUE;
}

static char *
duplicates_subject(View *view, const char *what)
{
    const ReportValue *table = report_find_value(view->report, "table");

    if (strcmp(what, "table") == 0)
        return table ? g_strdup(table->cell->text) : NULL;
    return report_view_cell_words(view);
}

const Pane pane_duplicates = {
    .name = "Duplicates",
    .context = "duplicates",
    .rules = duplicates_rules,
    .act = act_duplicates,
    .subject = duplicates_subject,
};

/* ---- a pair -----------------------------------------------------------------------------------
 */

static const BlockRule pair_rules[] = {
    {.id = "fields", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

/* A long text has no room beside the other: both open below each other. */
static gboolean
act_pair(View *view, Act what, int number, const char *text, GError **error)
{
    g_autofree char *field =
        what == ACT_OPEN && view->report ? report_view_text(view, "fields", "field") : NULL;
    g_autofree char *earlier = field ? report_view_text(view, "fields", "earlier") : NULL;
    g_autofree char *later = field ? report_view_text(view, "fields", "later") : NULL;

    if (!earlier || !later)
        return report_view_act(view, what, number, text, error);
    View *opened = app_push(view->app, &pane_field, NULL);
    opened->report = report_new("field", field);
    report_text(opened->report, "earlier", "earlier", earlier);
    report_text(opened->report, "later", "later", later);
    report_view_refresh(opened);
    return TRUE;
}

const Pane pane_pair = {
    .name = "Pair",
    .context = "pair",
    .rules = pair_rules,
    .act = act_pair,
    .title = report_view_title,
};

/* ---- personal data ----------------------------------------------------------------------------
 */

static const BlockRule privacy_rules[] = {
    {.id = "columns", .kind = BLOCK_TABLE, .page = 0},
    {.id = "models", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static char *
column_subject(View *view, const char *what)
{
    g_autofree char *table = report_view_text(view, "columns", "table");
    g_autofree char *column = report_view_text(view, "columns", "column");

    if (strcmp(what, "column") == 0)
        return table && column ? g_strdup_printf("%s.%s", table, column) : NULL;
    return report_view_cell_words(view);
}

/* Where nothing is counted under the cursor, the column opens. */
static gboolean
act_column(View *view, Act what, int number, const char *text, GError **error)
{
    g_autofree char *column =
        what == ACT_OPEN && view->report ? column_subject(view, "column") : NULL;

    if (!column)
        return report_view_act(view, what, number, text, error);
    if (report_view_open_cell(view, error) || *error)
        return TRUE;
    g_autofree char *report = g_strconcat("column ", column, NULL);
    app_push(view->app, &pane_column, report);
    return TRUE;
}

const Pane pane_privacy = {
    .name = "Personal data",
    .context = "privacy",
    .rules = privacy_rules,
    .act = act_column,
    .subject = column_subject,
};

/* ---- what each heading was taken for ----------------------------------------------------------
 */

static const BlockRule headings_rules[] = {
    {.id = "columns", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

const Pane pane_headings = {
    .name = "Headings",
    .context = "headings",
    .rules = headings_rules,
    .act = act_column,
    .subject = column_subject,
};

/* ---- what left the workspace ------------------------------------------------------------------
 */

static const BlockRule exports_rules[] = {
    {.id = "exports", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

const Pane pane_exports = {
    .name = "Exports",
    .context = "exports",
    .rules = exports_rules,
};

/* ---- what cleaning is worth -------------------------------------------------------------------
 */

static const BlockRule worth_rules[] = {
    {.id = "shares", .kind = BLOCK_TABLE, .page = 0},
    {.id = "sides", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = "findings", .kind = BLOCK_TABLE, .page = 1},
    {.id = NULL},
};

const Pane pane_worth = {
    .name = "Worth",
    .context = "worth",
    .rules = worth_rules,
    .title = report_view_title,
};
