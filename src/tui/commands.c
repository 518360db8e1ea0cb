/* The workbench's own commands: they change what is looked at, never the workspace. Keys, the `:`
 * line and the palette all come through this table, or through the session's. */
#include "config.h"

#include "app.h"

#include <foredesk/learn.h>
#include <math.h>
#include <string.h>

/* ---- why something can't be done
 * ----------------------------------------------------------------- */

static const char *
why_no_session(App *app)
{
    if (app->session && session_workspace(app->session))
        return NULL;
    return "no workspace is open yet: import a file, or open one";
}

static const char *
why_no_target(App *app)
{
    const char *why = why_no_session(app);
    return why ? why : session_task(app->session) ? NULL : "no target yet: choose one (2 Target)";
}

static const char *
why_no_line(App *app)
{
    const char *why = why_no_target(app);
    if (why)
        return why;
    return session_selected(app->session) ? NULL : "no model decides yet: choose one (5 Models)";
}

static const char *
why_no_search(App *app)
{
    return app->search ? NULL : "nothing was searched for: / does";
}

/* ---- the view on top
 * ------------------------------------------------------------------------------- */

static gboolean
act(App *app, Act what, int number, const char *text, GError **error)
{
    View *view = app_top(app);
    return view->pane->act && view->pane->act(view, what, number, text, error);
}

static gboolean
run_pane(App *app, const char *rest, GError **error)
{
    for (const Pane *const *pane = panes; *pane; pane++)
        if ((*pane)->digit == rest[0] || g_ascii_strcasecmp((*pane)->context, rest) == 0) {
            app_show_pane(app, *pane);
            return TRUE;
        }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no pane %s: 1, 2, 4, 5 or 6", rest);
    return FALSE;
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

/* ---- search, filter, export: with a line typed first
 * ------------------------------------------------- */

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

/* ---- copy and figure
 * ---------------------------------------------------------------------------------- */

static gboolean
run_copy(App *app, const char *rest, GError **error)
{
    View *view = app_top(app);
    g_autofree char *text = view->pane->subject ? view->pane->subject(view, "text") : NULL;

    if (!text) {
        app_say(app, "there is nothing to copy under the cursor");
        return TRUE;
    }
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

/* ---- looks
 * ------------------------------------------------------------------------------------------------
 */

static gboolean
run_theme(App *app, const char *rest, GError **error)
{
    g_autofree char *next = *rest ? g_strdup(rest) : theme_next(app->theme);
    char *problem = NULL;

    theme_free(app->theme);
    app->theme = theme_load(next, screen_colours(app->screen), &problem);
    screen_redraw(app->screen);
    if (problem) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "%s", problem);
        g_free(problem);
        return FALSE;
    }
    if (app->session)
        session_view_set(app->session, "theme", theme_name(app->theme));
    app_say(app, "theme: %s", theme_name(app->theme));
    return TRUE;
}

static gboolean
run_columns(App *app, const char *rest, GError **error)
{
    app->expert = !app->expert;
    if (app->session)
        session_view_set(app->session, "expert", app->expert ? "yes" : "no");
    app_say(app, app->expert ? "expert columns" : "plain columns");
    return TRUE;
}

static gboolean
run_redraw(App *app, const char *rest, GError **error)
{
    screen_redraw(app->screen);
    return TRUE;
}

static gboolean
run_help(App *app, const char *rest, GError **error)
{
    help_open(app);
    return TRUE;
}

static gboolean
run_palette(App *app, const char *rest, GError **error)
{
    palette_open(app);
    return TRUE;
}

static void
run_typed(App *app, const char *text)
{
    if (*text)
        app_run(app, text);
}

static gboolean
run_command(App *app, const char *rest, GError **error)
{
    prompt_open(app, ":", rest, "commands", run_typed, command_complete);
    return TRUE;
}

static gboolean
run_quit(App *app, const char *rest, GError **error)
{
    app->quit = TRUE;
    return TRUE;
}

/* ---- stacked views
 * ------------------------------------------------------------------------------------------ */

static gboolean
push_once(App *app, const Pane *pane, const char *report)
{
    if (app_top(app)->pane != pane)
        app_push(app, pane, report);
    return TRUE;
}

static gboolean
run_jobs(App *app, const char *rest, GError **error)
{
    return push_once(app, &pane_jobs, "jobs");
}

static gboolean
run_journal(App *app, const char *rest, GError **error)
{
    return push_once(app, &pane_journal, "journal");
}

static gboolean
run_look(App *app, const char *rest, GError **error)
{
    const Pane *pane = g_str_has_prefix(rest, "column ")   ? &pane_column
                       : g_str_has_prefix(rest, "model ")  ? &pane_model
                       : g_str_has_prefix(rest, "ticket ") ? &pane_ticket
                                                           : NULL;
    if (!pane) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "look at what: column TABLE.COLUMN, model N, or ticket TABLE ROW");
        return FALSE;
    }
    app_push(app, pane, rest);
    return TRUE;
}

/* ---- the line, by tickets flagged
 * ---------------------------------------------------------------------------- */

/* How many are flagged after a step. Tickets of one score can't be parted by a line: a step that
 * ends among them goes on to their end. */
static guint32
flagged_after(const Judged *selected, double in_100)
{
    const double *score = selected->scores->score;
    guint32 n = selected->table->n, now = selected->decision.flagged;
    gint64 step = (gint64)round(in_100 / 100 * n);
    gint64 wanted;

    if (step == 0)
        step = in_100 < 0 ? -1 : 1;
    wanted = CLAMP((gint64)now + step, 0, (gint64)n);
    if (in_100 < 0)
        while (wanted > 0 && wanted < n && score[wanted - 1] == score[wanted])
            wanted--;
    return (guint32)wanted;
}

static gboolean
run_line(App *app, const char *rest, GError **error)
{
    const Judged *selected = session_selected(app->session);
    double in_100;

    if (!number_parse_decimal(rest + (*rest == '+'), -1, &in_100) || in_100 == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "line by how much: +0.1 or -0.1 tickets in 100");
        return FALSE;
    }
    g_autofree char *line =
        g_strdup_printf("threshold flagged=%u", flagged_after(selected, in_100));
    app_run(app, line);
    return TRUE;
}

/* ---- training
 * ----------------------------------------------------------------------------------------------------
 */

static gboolean
run_train_menu(App *app, const char *rest, GError **error)
{
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(MenuItem));
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    MenuItem all = {"all of them", "every approach, side by side on the same tickets", "train all"};

    g_array_append_val(items, all);
    for (const ModelKind *const *kind = model_kinds(); *kind; kind++) {
        char *line = g_strconcat("train ", (*kind)->name, NULL);
        MenuItem item = {(*kind)->title, (*kind)->help, line};
        g_ptr_array_add(lines, line);
        g_array_append_val(items, item);
    }
    menu_open(app, "Train", (const MenuItem *)(void *)items->data, items->len);
    return TRUE;
}

/* ---- workspaces
 * ----------------------------------------------------------------------------------------------------
 */

static void
open_path(App *app, const char *path)
{
    GError *error = NULL;
    if (!*path)
        return;
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        g_set_error(&error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "there is no file %s", path);
    else
        app_open(app, path, &error);
    app_fail(app, error);
}

static gboolean
run_open_file(App *app, const char *rest, GError **error)
{
    if (*rest)
        open_path(app, rest);
    else
        prompt_open(app, "open: ", "", "files", open_path, NULL);
    return TRUE;
}

/* tickets.csv is imported into tickets.foredesk beside it. */
static void
import_path(App *app, const char *path)
{
    GError *error = NULL;
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    g_autofree char *stem =
        dot && dot > slash ? g_strndup(path, (gsize)(dot - path)) : g_strdup(path);
    g_autofree char *workspace = g_strconcat(stem, ".foredesk", NULL);
    g_autoptr(GString) line = g_string_new("import");

    if (!*path)
        return;
    line_quote(line, path);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        g_set_error(&error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "there is no file %s", path);
    else if (app_open(app, workspace, &error) && !session_workspace(app->session))
        app_run(app, line->str);
    app_fail(app, error);
}

static gboolean
run_import_file(App *app, const char *rest, GError **error)
{
    if (*rest)
        import_path(app, rest);
    else
        prompt_open(app, "import the file: ", "", "files", import_path, NULL);
    return TRUE;
}

static gboolean
run_welcome(App *app, const char *rest, GError **error)
{
    app_welcome(app);
    return TRUE;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The files of the sample desk, as one command line; NULL: it isn't there. */
static char *
sample_line(void)
{
    g_autofree char *folder = data_path("sample-data");
    g_autoptr(GDir) entries = folder ? g_dir_open(folder, 0, NULL) : NULL;
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) line = g_string_new("import");
    const char *entry;

    while (entries && (entry = g_dir_read_name(entries)))
        if (g_str_has_suffix(entry, ".csv") || g_str_has_suffix(entry, ".csv.gz"))
            g_ptr_array_add(files, g_build_filename(folder, entry, NULL));
    g_ptr_array_sort(files, by_name);
    for (guint i = 0; i < files->len; i++)
        line_quote(line, g_ptr_array_index(files, i));
    return files->len ? g_string_free(g_steal_pointer(&line), FALSE) : NULL;
}

static gboolean
run_sample(App *app, const char *rest, GError **error)
{
    g_autofree char *folder = g_build_filename(g_get_user_data_dir(), "foredesk", NULL);
    g_autofree char *path = g_build_filename(folder, "sample.foredesk", NULL);
    g_autofree char *line = sample_line();

    g_mkdir_with_parents(folder, 0700);
    if (!line) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "the sample isn't installed here: `foredesk sample DIR` writes one");
        return FALSE;
    }
    if (!app_open(app, path, error))
        return FALSE;
    if (!session_workspace(app->session))
        app_run(app, line);
    return TRUE;
}

/* ---- the table
 * ------------------------------------------------------------------------------------------------------
 */

const ViewCommand view_commands[] = {
    {"back", "", "go back to where this was opened", NULL, run_back},
    {"change", "+|-", "raise or lower the field under the cursor", why_no_session, run_change},
    {"columns", "", "plain or expert columns", NULL, run_columns},
    {"command", "[TEXT]", "type a command", NULL, run_command},
    {"copy", "", "copy what is under the cursor to the clipboard", NULL, run_copy},
    {"export", "[FILE]", "write the table or list as CSV", why_no_session, run_export},
    {"figure", "[FILE]", "write the curve as a picture (.png, .svg, .pdf)", why_no_session,
     run_figure},
    {"filter", "[TEXT|CONDITION|none]", "show only rows with a text, or where a condition holds",
     why_no_session, run_filter},
    {"focus", "next|previous", "the next field or table", NULL, run_focus},
    {"help", "", "what the keys do here", NULL, run_help},
    {"import-file", "[FILE]", "import a file into a workspace beside it", NULL, run_import_file},
    {"jobs", "", "what runs and what ran", why_no_session, run_jobs},
    {"journal", "", "everything that was done to this workspace", why_no_session, run_journal},
    {"line", "±TICKETS", "move the line by so many tickets in 100", why_no_line, run_line},
    {"look", "column T.C | model N | ticket T ROW", "open one thing", why_no_session, run_look},
    {"mark", "", "mark the row under the cursor", NULL, run_mark},
    {"move", "up|down|left|right|page-up|page-down|top|bottom", "move the cursor", NULL, run_move},
    {"next-row", "", "the next row of the list this was opened from", why_no_session, run_next_row},
    {"open", "", "what is behind the number under the cursor", NULL, run_open},
    {"open-file", "[FILE]", "open another workspace", NULL, run_open_file},
    {"palette", "", "find a command by a few letters", NULL, run_palette},
    {"pane", "1|2|4|5|6", "show a pane", why_no_session, run_pane},
    {"previous-row", "", "the row before in the list this was opened from", why_no_session,
     run_previous_row},
    {"quit", "", "leave; all is saved", NULL, run_quit},
    {"redraw", "", "draw the screen anew", NULL, run_redraw},
    {"sample", "", "open the sample desk", NULL, run_sample},
    {"search", "[TEXT]", "find a text in the table", NULL, run_search},
    {"search-next", "", "the next that was searched for", why_no_search, run_search_next},
    {"search-previous", "", "the one before", why_no_search, run_search_previous},
    {"sort", "", "sort by the column under the cursor; again reverses", NULL, run_sort},
    {"theme", "[NAME]", "the next theme, or the one named", NULL, run_theme},
    {"train-menu", "", "choose what to train", why_no_target, run_train_menu},
    {"welcome", "", "close this workspace and choose another", NULL, run_welcome},
    {NULL, NULL, NULL, NULL, NULL},
};

const ViewCommand *
view_command_find(const char *line, const char **rest)
{
    gsize length = strcspn(line, " ");

    for (const ViewCommand *command = view_commands; command->name; command++)
        if (strlen(command->name) == length && strncmp(command->name, line, length) == 0) {
            *rest = line + length + strspn(line + length, " ");
            return command;
        }
    return NULL;
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **
command_complete(App *app, const char *line)
{
    GPtrArray *found = g_ptr_array_new();
    g_auto(GStrv) session = app->session ? session_complete(app->session, line) : NULL;

    for (guint i = 0; session && session[i]; i++)
        g_ptr_array_add(found, g_strdup(session[i]));
    for (const ViewCommand *command = view_commands; command->name; command++)
        if (*line && g_str_has_prefix(command->name, line))
            g_ptr_array_add(found, g_strdup(command->name));
    g_ptr_array_sort(found, compare_texts);
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

void
line_quote(GString *line, const char *word)
{
    g_string_append_c(line, ' ');
    if (*word && strcspn(word, " \t\"'\\=#") == strlen(word)) {
        g_string_append(line, word);
        return;
    }
    g_string_append_c(line, '"');
    for (const char *p = word; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *p == '\n' ? ' ' : *p);
    }
    g_string_append_c(line, '"');
}
