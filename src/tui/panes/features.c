/* Pane 4: what the model may look at. Space switches a feature, f its group; Enter says what it is
 * and how it is computed. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule rules[] = {
    {.id = "features", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static void
open_features(View *view)
{
    report_view_open(view, rules);
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
    const Block *block = report_view_block(view, "features");

    for (guint row = 0; block && row < block->rows->order->len; row++) {
        const Cell *name = report_rows_named(block->rows, row, "group");
        const Cell *enabled = report_rows_named(block->rows, row, "enabled");
        const Cell *evidence = report_rows_named(block->rows, row, "evidence");
        if (g_strcmp0(name->text, group) == 0 && enabled->value == 0 &&
            g_strcmp0(evidence->style, "bad") != 0)
            return FALSE;
    }
    return TRUE;
}

static char *
subject(View *view, const char *what)
{
    g_autofree char *group = report_view_text(view, "features", "group");

    if (strcmp(what, "feature") == 0)
        return report_view_text(view, "features", "name");
    if (strcmp(what, "group") == 0)
        return g_steal_pointer(&group);
    if (strcmp(what, "switch") == 0)
        return g_strdup(is_on(view) ? "off" : "on");
    if (strcmp(what, "group-switch") == 0)
        return g_strdup(group && group_is_on(view, group) ? "off" : "on");
    return report_view_cell_words(view);
}

/* What the row says, in full: the table has no room for it. */
static Report *
feature_report(View *view)
{
    static const struct {
        const char *column, *title;
    } lines[] = {{"group", "Group"},
                 {"evidence", "Known at arrival?"},
                 {"importance", "Leans on it"},
                 {"expression", "In PQL"}};
    g_autofree char *name = report_view_text(view, "features", "name");
    g_autofree char *sentence = report_view_text(view, "features", "sentence");
    g_autofree char *reason = report_view_text(view, "features", "reason");
    const Block *block = report_view_focused(view);
    Report *report;

    if (!name)
        return NULL;
    report = report_new("feature", name);
    report_say(report, "%s: %s.", name, sentence);
    if (reason && *reason)
        report_say(report, "%s.", reason);
    report_say(report, is_on(view) ? "It is on: the next model sees it."
                                   : "It is off: the next model doesn't see it.");
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        const Cell *cell = report_rows_named(block->rows, block->table.row, lines[i].column);
        Cell *copy = cell->is_text
                         ? report_text(report, lines[i].column, lines[i].title, cell->text)
                         : report_number(report, lines[i].column, lines[i].title, UNIT_SHARE, 1,
                                         cell->value);
        cell_style(copy, cell->style);
    }
    return report;
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    Report *report = what == ACT_OPEN && view->report ? feature_report(view) : NULL;
    View *opened;

    if (!report)
        return report_view_act(view, what, number, text, error);
    opened = app_push(view->app, &pane_feature, NULL);
    opened->report = report;
    report_view_refresh(opened);
    return TRUE;
}

const Pane pane_features = {
    .name = "Features",
    .context = "features",
    .digit = '4',
    .open = open_features,
    .refresh = report_view_refresh,
    .draw = report_view_draw,
    .act = act,
    .subject = subject,
    .close = report_view_close,
};

/* ---- one feature ---------------------------------------------------------------------------- */

static const BlockRule feature_rules[] = {
    {.id = "*", .kind = BLOCK_VALUES, .page = 0},
    {.id = NULL},
};

static void
open_feature(View *view)
{
    report_view_open(view, feature_rules);
}

static char *
feature_title(View *view)
{
    return view->report ? g_strdup(view->report->title) : NULL;
}

static char *
feature_subject(View *view, const char *what)
{
    return report_view_cell_words(view);
}

const Pane pane_feature = {
    .name = "Feature",
    .context = "feature",
    .open = open_feature,
    .refresh = report_view_refresh,
    .draw = report_view_draw,
    .act = report_view_act,
    .subject = feature_subject,
    .title = feature_title,
    .close = report_view_close,
};
