/* Commands on the view that is shown: moving, sorting, searching, filtering, opening what is
 * behind, copying and writing it. */
#include "config.h"

#include "tui/panes/target.h"

#include <string.h>

/* ---- the view on top ------------------------------------------------------------------------ */

static gboolean
act(App *app, Act what, int number, const char *text, GError **error)
{
    View *view = app_top(app);
    if (view->pane->act)
        return view->pane->act(view, what, number, text, error);
    return view->pane->rules && report_view_act(view, what, number, text, error);
}

static gboolean
run_move(App *app, const char *rest, GError **error)
{
    static const char *const names[] = {"up",      "down",      "left", "right",
                                        "page-up", "page-down", "top",  "bottom"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(rest, names[i]) == 0) {
            act(app, ACT_MOVE, (int)i, NULL, error);
            return TRUE;
        }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "move where: up, down, left, right, page-up, page-down, top or bottom");
    return FALSE;
}

static gboolean
run_focus(App *app, const char *rest, GError **error)
{
    act(app, ACT_FOCUS, strcmp(rest, "previous") == 0 ? -1 : 1, NULL, error);
    return TRUE;
}

static gboolean
run_open(App *app, const char *rest, GError **error)
{
    if (!act(app, ACT_OPEN, 0, rest, error) && !*error && !app->message)
        app_say(app, "nothing is behind this: move to a number that counts rows");
    return !*error;
}

static gboolean
run_back(App *app, const char *rest, GError **error)
{
    if (act(app, ACT_STOP, 0, NULL, error))
        return TRUE;
    if (app->views->len > 1)
        app_pop(app);
    else
        app_say(app, "this is the first page: q leaves foredesk");
    return TRUE;
}

static gboolean
run_sort(App *app, const char *rest, GError **error)
{
    if (!act(app, ACT_SORT, 0, NULL, error) && !*error)
        app_say(app, "there is no table to sort here");
    return TRUE;
}

static gboolean
run_mark(App *app, const char *rest, GError **error)
{
    act(app, ACT_MARK, 0, NULL, error);
    return TRUE;
}

static gboolean
run_change(App *app, const char *rest, GError **error)
{
    act(app, ACT_CHANGE, *rest == '-' ? -1 : 1, NULL, error);
    return TRUE;
}

static gboolean
run_repair(App *app, const char *rest, GError **error)
{
    if (!act(app, ACT_REPAIR, 0, NULL, error) && !*error)
        app_say(app, "there is nothing to repair here: alerts stand in the Audit (1)");
    return !*error;
}

static gboolean
run_fold(App *app, const char *rest, GError **error)
{
    if (!act(app, ACT_FOLD, strcmp(rest, "all") == 0, NULL, error) && !*error)
        app_say(app, "there is nothing to fold here: the features have groups (4 Features)");
    return !*error;
}

static gboolean
run_switch(App *app, const char *rest, GError **error)
{
    if (!act(app, ACT_SWITCH, 0, NULL, error) && !*error)
        app_say(app, "there is nothing to switch here: features are (4 Features)");
    return !*error;
}

static gboolean
run_next_row(App *app, const char *rest, GError **error)
{
    act(app, ACT_STEP, 1, NULL, error);
    return TRUE;
}

static gboolean
run_previous_row(App *app, const char *rest, GError **error)
{
    act(app, ACT_STEP, -1, NULL, error);
    return TRUE;
}

/* ---- search, filter, export: with a line typed first ---------------------------------------- */

static void
search_for(App *app, const char *text, int direction)
{
    GError *error = NULL;
    if (!*text)
        return;
    if (text != app->search) {
        g_free(app->search);
        app->search = g_strdup(text);
    }
    act(app, ACT_SEARCH, direction, app->search, &error);
    app_fail(app, error);
}

static void
search_onwards(App *app, const char *text)
{
    search_for(app, text, 1);
}

static gboolean
run_search(App *app, const char *rest, GError **error)
{
    if (*rest)
        search_onwards(app, rest);
    else
        prompt_open(app, "/", "", "searches", search_onwards, NULL);
    return TRUE;
}

static gboolean
run_search_next(App *app, const char *rest, GError **error)
{
    search_for(app, app->search, 1);
    return TRUE;
}

static gboolean
run_search_previous(App *app, const char *rest, GError **error)
{
    search_for(app, app->search, -1);
    return TRUE;
}

static void
filter_by(App *app, const char *text)
{
    GError *error = NULL;
    gboolean done = act(app, ACT_FILTER, 0, text, &error);
    if (!done && !error)
        app_say(app, "there is no table to filter here");
    app_fail(app, error);
}

static gboolean
run_filter(App *app, const char *rest, GError **error)
{
    if (*rest)
        filter_by(app, strcmp(rest, "none") == 0 ? "" : rest);
    else
        prompt_open(app, "\\", "", "filters", filter_by, NULL);
    return TRUE;
}

static void
export_to(App *app, const char *path)
{
    GError *error = NULL;
    if (!*path)
        return;
    if (!act(app, ACT_EXPORT, 0, path, &error) && !error)
        app_say(app, "there is nothing to export here");
    app_fail(app, error);
}

static gboolean
run_export(App *app, const char *rest, GError **error)
{
    g_autofree char *name =
        g_strconcat(app_top(app)->pane->context,
                    app_top(app)->pane == &pane_journal ? ".foredesk-script" : ".csv", NULL);
    if (*rest)
        export_to(app, rest);
    else
        prompt_open(app, "write to: ", name, NULL, export_to, NULL);
    return TRUE;
}

/* ---- copy and figure ------------------------------------------------------------------------ */

static gboolean
run_copy(App *app, const char *rest, GError **error)
{
    g_autofree char *text = view_subject(app_top(app), "text");

    screen_copy(app->screen, text);
    app_say(app, "copied: %s", text);
    return TRUE;
}

/* A curve drawn by gnuplot takes a moment: it is asked for, never on the way of other keys. */
static void
figure_to(App *app, const char *path)
{
    const Report *report = app_top(app)->report;
    ChartSeries series[8] = {0};
    ChartAxes axes;
    GError *error = NULL;
    guint n = 0;

    if (!*path)
        return;
    chart_axes_init(&axes);
    FigureSpec spec = {.series = series, .axes = &axes};
    for (guint i = 0; i < report->curves->len && n < G_N_ELEMENTS(series); i++, n++) {
        const ReportCurve *curve = g_ptr_array_index(report->curves, i);
        series[n] = (ChartSeries){.points = (const double *)(void *)curve->points->data,
                                  .n = curve->points->len / 2,
                                  .name = curve->title,
                                  .attribute = n};
        axes.x_title = curve->x_title;
        spec.y_title = curve->y_title;
    }
    axes.title = report->title;
    spec.n = n;
    if (figure_write(path, &spec, &error)) {
        g_autofree char *clean = text_clean(path, -1);
        if (app->session)
            session_log_export(app->session, "a figure", path, -1);
        app_say(app, "drawn to %s", clean);
    }
    app_fail(app, error);
}

static gboolean
run_figure(App *app, const char *rest, GError **error)
{
    const View *view = app_top(app);
    g_autofree char *name = g_strconcat(view->pane->context, ".svg", NULL);

    if (!view->report || !view->report->curves->len)
        app_say(app, "there is no curve on this page");
    else if (*rest)
        figure_to(app, rest);
    else
        prompt_open(app, "draw to (.png, .svg, .pdf): ", name, NULL, figure_to, NULL);
    return TRUE;
}
/* ---- what could be predicted ---------------------------------------------------------------- */

static gboolean
combine(App *app, int direction, GError **error)
{
    if (!act(app, ACT_COMBINE, direction, NULL, error) && !*error)
        app_say(app, "values are put together where they are offered: 2 Target, or `offers`");
    return !*error;
}

static gboolean
run_any_of(App *app, const char *rest, GError **error)
{
    return combine(app, 1, error);
}

static gboolean
run_but_not(App *app, const char *rest, GError **error)
{
    return combine(app, -1, error);
}

static gboolean
run_freeze(App *app, const char *rest, GError **error)
{
    if (!act(app, ACT_FREEZE, 0, NULL, error) && !*error)
        app_say(app, "there is nothing to freeze here: choose an outcome in 2 Target, or `offers`");
    return !*error;
}

static gboolean
run_offers(App *app, const char *rest, GError **error)
{
    app_push(app, &pane_offers, "offers");
    return TRUE;
}

static char *
rule_together(App *app)
{
    Together together = together_read(app->session);
    char *rule = together_rule(&together);

    together_clear(&together);
    return rule;
}

static const char *
why_not_together(App *app)
{
    const char *why = app_why_no_session(app);
    g_autofree char *rule = why ? NULL : rule_together(app);

    return why || rule ? why : "nothing is put together yet: + on an outcome or a value does";
}

static gboolean
run_overlap(App *app, const char *rest, GError **error)
{
    g_autofree char *rule = rule_together(app);
    g_autofree char *name = g_strconcat("overlap ", rule, NULL);

    app_push(app, &pane_overlap, name);
    return TRUE;
}

static gboolean
run_read_labels(App *app, const char *rest, GError **error)
{
    app_push(app, &pane_check, "check");
    return TRUE;
}

/* ---- the table ------------------------------------------------------------------------------ */

const ViewCommand view_commands[] = {
    {"any-of", "", "predict any of these: put in what is under the cursor, or take it out",
     app_why_no_offers, run_any_of},
    {"back", "", "go back to where this was opened", NULL, run_back},
    {"but-not", "", "but not those: take away what is under the cursor", app_why_no_offers,
     run_but_not},
    {"change", "+|-", "raise or lower the field under the cursor", app_why_no_session, run_change},
    {"copy", "", "copy what is under the cursor to the clipboard", app_why_nothing_here, run_copy},
    {"export", "[FILE]", "write the table or list as CSV, or as FILE.parquet", app_why_nothing_here,
     run_export},
    {"figure", "[FILE]", "write the curve as a picture (.png, .svg, .pdf)", app_why_no_session,
     run_figure},
    {"filter", "[TEXT|CONDITION|none]", "show only rows with a text, or where a condition holds",
     app_why_no_table, run_filter},
    {"focus", "next|previous", "the next field or table", app_why_no_parts, run_focus},
    {"fold", "[all]", "hide what stands below the heading under the cursor, or show it again",
     app_why_no_feature, run_fold},
    {"freeze", "", "make a target of what is put together, or of what is under the cursor",
     app_why_no_offers, run_freeze},
    {"mark", "", "mark the row under the cursor", NULL, run_mark},
    {"move", "up|down|left|right|page-up|page-down|top|bottom", "move the cursor", NULL, run_move},
    {"next-row", "", "the next row of the list this was opened from", app_why_no_session,
     run_next_row},
    {"offers", "", "what else could be predicted", app_why_no_session, run_offers},
    {"open", "", "what is behind the number under the cursor", app_why_nothing_here, run_open},
    {"overlap", "", "how the parts of what is put together overlap", why_not_together, run_overlap},
    {"previous-row", "", "the row before in the list this was opened from", app_why_no_session,
     run_previous_row},
    {"repair", "", "mend what the alert under the cursor is about; asks first", app_why_no_alert,
     run_repair},
    {"read-labels", "", "read tickets, and say whether their label is right", app_why_no_target,
     run_read_labels},
    {"search", "[TEXT]", "find a text in the table", app_why_nothing_here, run_search},
    {"search-next", "", "the next that was searched for", app_why_no_search, run_search_next},
    {"search-previous", "", "the one before", app_why_no_search, run_search_previous},
    {"sort", "", "sort by the column under the cursor; again reverses", app_why_no_table, run_sort},
    {"switch", "", "switch the feature or group under the cursor on or off", app_why_no_feature,
     run_switch},
    {NULL, NULL, NULL, NULL, NULL},
};
