/* Pane 4: what the model may look at, below the lines of its groups, which fold. Space switches a
 * feature or a group; Enter opens a feature's page; what it is stands in full at the foot. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

enum { LEAST_ROWS = 10 };

static const BlockRule rules[] = {
    {.id = "features",
     .kind = BLOCK_TABLE,
     .page = 0,
     .first = "name",
     .heads = "groups",
     .fold = "group",
     .without = "group,sentence"},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static const Cell *
report_cell_named(const ReportTable *table, guint row, const char *id)
{
    for (guint i = 0; i < table->columns->len; i++)
        if (strcmp(((ReportColumn *)g_ptr_array_index(table->columns, i))->id, id) == 0)
            return report_at(table, row, i);
    return NULL;
}

/* Whether the cursor stands on the line of a group. */
static gboolean
on_head(View *view)
{
    const Block *block = report_view_on(view, "features") ? report_view_focused(view) : NULL;
    gboolean is_head = FALSE;

    if (block)
        report_rows_head(block->rows, block->table.row, &is_head);
    return is_head;
}

static gboolean
is_on(View *view)
{
    g_autofree char *enabled = report_view_text(view, "features", "enabled");
    return g_strcmp0(enabled, "1") == 0;
}

/* A group goes off when all of it is on that can be, else on. */
static gboolean
group_is_on(View *view, const char *group)
{
    const ReportTable *table = report_find_table(view->report, "features");

    for (guint row = 0; row < table->rows->len; row++)
        if (g_strcmp0(report_cell_named(table, row, "group")->text, group) == 0 &&
            report_cell_named(table, row, "enabled")->value == 0 &&
            g_strcmp0(report_cell_named(table, row, "evidence")->style, "bad") != 0)
            return FALSE;
    return TRUE;
}

static char *
subject(View *view, const char *what)
{
    g_autofree char *group = report_view_text(view, "features", "group");

    if (strcmp(what, "feature") == 0)
        return on_head(view) ? NULL : report_view_text(view, "features", "name");
    if (strcmp(what, "group") == 0)
        return g_steal_pointer(&group);
    if (strcmp(what, "switch") == 0)
        return g_strdup(is_on(view) ? "off" : "on");
    if (strcmp(what, "group-switch") == 0)
        return g_strdup(group && group_is_on(view, group) ? "off" : "on");
    return report_view_cell_words(view);
}

static gboolean
switch_it(View *view)
{
    gboolean group = on_head(view);
    g_autofree char *to = subject(view, group ? "group-switch" : "switch");
    g_autofree char *name = subject(view, group ? "group" : "feature");
    g_autoptr(GString) line = g_string_new(group ? "group" : "feature");

    if (!name)
        return FALSE;
    command_quote(line, to);
    command_quote(line, name);
    app_run(view->app, line->str);
    return TRUE;
}

/* What the line under the cursor is, in full: the table has no room for sentences. */
static void
draw_features(View *view, const Painter *painter, Area area)
{
    g_autofree char *what = report_view_text(view, "features", "sentence");
    g_autofree char *season =
        on_head(view) ? NULL : report_view_text(view, "features", "season_how");
    g_autofree char *sentence =
        season && *season ? g_strconcat(what, ". ", season, NULL) : g_strdup(what);
    int rows = sentence && area.rows >= LEAST_ROWS
                   ? MIN(paragraph_rows(" ", sentence, area.columns - 1), 3)
                   : 0;

    report_view_draw(view, painter, (Area){area.row, area.column, area.rows - rows, area.columns});
    if (rows)
        paint_paragraph(painter,
                        (Area){area.row + area.rows - rows, area.column, rows, area.columns - 1},
                        " ", sentence, STYLE_ACCENT);
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    if (what == ACT_SWITCH)
        return switch_it(view);
    if (what == ACT_OPEN && on_head(view))
        return report_view_act(view, ACT_FOLD, 0, text, error);
    g_autofree char *expression =
        what == ACT_OPEN ? report_view_text(view, "features", "expression") : NULL;
    if (!expression)
        return report_view_act(view, what, number, text, error);
    g_autofree char *page = g_strconcat("feature ", expression, NULL);
    app_push(view->app, &pane_feature, page);
    return TRUE;
}

const Pane pane_features = {
    .name = "Features",
    .context = "features",
    .digit = '4',
    .rules = rules,
    .draw = draw_features,
    .act = act,
    .subject = subject,
};

/* ---- one feature ---------------------------------------------------------------------------- */

static const BlockRule feature_rules[] = {
    {.id = "values", .kind = BLOCK_TABLE, .page = 0},
    {.id = "*", .kind = BLOCK_VALUES, .page = 0, .gives_way = TRUE},
    {.id = "alike", .kind = BLOCK_TABLE, .page = 0},
    {.id = "course", .kind = BLOCK_CHART, .page = 1},
    {.id = "seasons", .kind = BLOCK_TABLE, .page = 1},
    {.id = "months", .kind = BLOCK_TABLE, .page = 1},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static char *
feature_subject(View *view, const char *what)
{
    const ReportValue *name = report_find_value(view->report, "feature");

    if (strcmp(what, "feature") == 0)
        return name ? g_strdup(name->cell->text) : NULL;
    if (strcmp(what, "switch") == 0)
        return name ? g_strdup(report_value(view->report, "enabled") == 1 ? "off" : "on") : NULL;
    return report_view_cell_words(view);
}

const Pane pane_feature = {
    .name = "Feature",
    .context = "feature",
    .rules = feature_rules,
    .subject = feature_subject,
    .title = report_view_title,
};

/* ---- sets of features, seasons, channels, how old the past may be
 * -------------------------------------------------------------
 */

static const BlockRule rules_of_sets[] = {
    {.id = "sizes", .kind = BLOCK_TABLE, .page = 0},
    {.id = "cost", .kind = BLOCK_CHART, .page = 1},
    {.id = "sets", .kind = BLOCK_TABLE, .page = 0},
    {.id = "left_out", .kind = BLOCK_TABLE, .page = 0},
    {.id = "channels", .kind = BLOCK_TABLE, .page = 0},
    {.id = "cuts", .kind = BLOCK_TABLE, .page = 0},
    {.id = "models", .kind = BLOCK_TABLE, .page = 0},
    {.id = "chosen_features", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

/* A set that was kept by its name; the others that are held against it can't be loaded. */
static char *
sets_subject(View *view, const char *what)
{
    g_autofree char *saved = report_view_text(view, "sets", "saved");

    if (strcmp(what, "set") != 0)
        return report_view_cell_words(view);
    return g_strcmp0(saved, "1") == 0 ? report_view_text(view, "sets", "set") : NULL;
}

const Pane pane_sets = {
    .name = "Sets of features",
    .context = "sets",
    .rules = rules_of_sets,
    .subject = sets_subject,
};

const Pane pane_fewer = {
    .name = "Fewer features",
    .context = "fewer",
    .rules = rules_of_sets,
};

const Pane pane_seasons = {
    .name = "Leave a season out",
    .context = "seasons",
    .rules = rules_of_sets,
};

const Pane pane_channels = {
    .name = "Channels",
    .context = "channels",
    .rules = rules_of_sets,
};

const Pane pane_cuts = {
    .name = "How old the past may be",
    .context = "cuts",
    .rules = rules_of_sets,
};
