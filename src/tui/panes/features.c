/* Pane 4: what the model may look at. Space switches a feature, f its group; Enter opens its page:
 * values by outcome, month by month, how it is computed. */
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

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
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
    .open = open_features,
    .refresh = report_view_refresh,
    .draw = report_view_draw,
    .act = act,
    .subject = subject,
    .close = report_view_close,
};

/* ---- one feature ---------------------------------------------------------------------------- */

static const BlockRule feature_rules[] = {
    {.id = "values", .kind = BLOCK_TABLE, .page = 0},
    {.id = "*", .kind = BLOCK_VALUES, .page = 0, .gives_way = TRUE},
    {.id = "course", .kind = BLOCK_CHART, .page = 1},
    {.id = "months", .kind = BLOCK_TABLE, .page = 1},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
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

/* ---- sets of features -------------------------------------------------------------------------
 */

static void
open_sets(View *view)
{
    static const BlockRule rules_of_sets[] = {
        {.id = "sizes", .kind = BLOCK_TABLE, .page = 0},
        {.id = "sets", .kind = BLOCK_TABLE, .page = 0},
        {.id = "chosen_features", .kind = BLOCK_TABLE, .page = 0},
        {.id = "cost", .kind = BLOCK_CHART, .page = 1},
        {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
        {.id = NULL},
    };
    report_view_open(view, rules_of_sets);
}

static char *
sets_title(View *view)
{
    return g_strdup(strcmp(view->report_name, "smallest") == 0 ? "Fewer features"
                                                               : "Sets of features");
}

const Pane pane_sets = {
    .name = "Sets",
    .context = "sets",
    .open = open_sets,
    .refresh = report_view_refresh,
    .draw = report_view_draw,
    .act = report_view_act,
    .subject = feature_subject,
    .title = sets_title,
    .close = report_view_close,
};
