/* The workbench: the loop of frames and keys, the stack of views, and running command lines. The
 * only thread that draws; it never waits for a job. */
#include "config.h"

#include "report_view.h"

#include <string.h>

enum { KEYS_A_FRAME = 64 };

/* ---- messages ------------------------------------------------------------------------------- */

static void
set_message(App *app, char *message, gboolean bad)
{
    g_free(app->message);
    app->message = message;
    app->message_bad = bad;
}

void
app_say(App *app, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    set_message(app, g_strdup_vprintf(format, arguments), FALSE);
    va_end(arguments);
}

void
app_fail(App *app, GError *error)
{
    if (!error)
        return;
    set_message(app, text_clean(error->message, -1), TRUE);
    g_error_free(error);
}

static void
take_notice(App *app)
{
    char *notice = app->session ? session_take_notice(app->session) : NULL;
    if (notice)
        set_message(app, notice, FALSE);
}

/* ---- views ---------------------------------------------------------------------------------- */

static void
view_free(gpointer data)
{
    View *view = data;
    if (view->pane->rules)
        report_view_close(view);
    if (view->pane->close)
        view->pane->close(view);
    report_free(view->report);
    g_free(view->report_name);
    g_free(view);
}

View *
app_top(const App *app)
{
    return g_ptr_array_index(app->views, app->views->len - 1);
}

View *
app_below(const App *app, const View *view)
{
    for (guint i = 1; i < app->views->len; i++)
        if (g_ptr_array_index(app->views, i) == view)
            return g_ptr_array_index(app->views, i - 1);
    return NULL;
}

View *
app_push(App *app, const Pane *pane, const char *report_name)
{
    View *view = g_new0(View, 1);
    view->app = app;
    view->pane = pane;
    view->report_name = g_strdup(report_name);
    g_ptr_array_add(app->views, view);
    if (pane->rules)
        report_view_open(view, pane->rules);
    if (pane->open)
        pane->open(view);
    return view;
}

void
app_pop(App *app)
{
    if (app->views->len > 1)
        g_ptr_array_remove_index(app->views, app->views->len - 1);
}

void
app_show_pane(App *app, const Pane *pane)
{
    char digit[] = {pane->digit, 0};

    g_ptr_array_set_size(app->views, 0);
    app_push(app, pane, pane->context);
    if (app->session && pane->digit)
        session_view_set(app->session, "pane", digit);
}

const char *
view_keys(View *view)
{
    return view->pane->keys ? view->pane->keys(view) : view->pane->context;
}

char *
view_subject(View *view, const char *what)
{
    if (view->pane->subject)
        return view->pane->subject(view, what);
    return view->pane->rules ? report_view_cell_words(view) : NULL;
}

void
view_remember(View *view, const char *name, const char *value)
{
    g_autofree char *full = g_strdup_printf("%s.%s", view->pane->context, name);
    if (view->app->session)
        session_view_set(view->app->session, full, value);
}

char *
view_recall(View *view, const char *name)
{
    g_autofree char *full = g_strdup_printf("%s.%s", view->pane->context, name);
    return view->app->session ? session_view_get(view->app->session, full) : NULL;
}

gboolean
app_open_rows(App *app, const char *reference, GError **error)
{
    static const char page[] = "report=";
    const Pane *pane =
        g_str_has_prefix(reference, page) ? pane_of_report(reference + strlen(page)) : NULL;
    if (pane) {
        app_push(app, pane, reference + strlen(page));
        return TRUE;
    }
    RowList *list = session_rows_begin(app->session, reference, error);
    if (!list)
        return FALSE;
    list_view_set(app_push(app, &pane_list, NULL), list);
    return TRUE;
}

/* What the background brought to the views, also to those below: each by itself. */
static void
tend_views(App *app)
{
    for (guint i = app->views->len; i-- > 0;) {
        View *view = g_ptr_array_index(app->views, i);
        if (view->pane->tend && !view->pane->tend(view) && app->views->len > 1)
            g_ptr_array_remove_index(app->views, i);
    }
}

/* Asks for the view's report again where what it shows may have changed. */
static void
refresh_view(App *app, View *view)
{
    guint generation = app->session ? session_generation(app->session) : 0;
    g_autoptr(GError) error = NULL;
    Report *report;

    if (!view->report_name || !app->session)
        return;
    if (view->asked && view->generation == generation && view->expert == app->expert)
        return;
    view->asked = TRUE;
    view->generation = generation;
    view->expert = app->expert;
    report = session_report(app->session, view->report_name, &error);
    view->pending = !report && !error;
    if (error) {
        report = report_new(view->report_name, NULL);
        g_autofree char *clean = text_clean(error->message, -1);
        report_warn(report, "%s", clean);
    }
    if (!report)
        return;
    g_autoptr(Report) before = g_steal_pointer(&view->report);
    view->report = report;
    if (view->pane->refresh)
        view->pane->refresh(view);
    else if (view->pane->rules)
        report_view_refresh(view);
}

/* ---- workspaces ----------------------------------------------------------------------------- */

/* The pane that was shown last. */
static const Pane *
pane_remembered(App *app)
{
    g_autofree char *digit = session_view_get(app->session, "pane");
    for (const Pane *const *pane = panes; digit && *pane; pane++)
        if ((*pane)->digit == digit[0])
            return *pane;
    return panes[0];
}

static void
show_workspace(App *app)
{
    recent_add(workspace_path(session_workspace(app->session)));
    app_show_pane(app, pane_remembered(app));
}

gboolean
app_open(App *app, const char *path, GError **error)
{
    Session *session = session_open(path, error);
    if (!session)
        return FALSE;
    session_yield(session);
    g_ptr_array_set_size(app->views, 0);
    session_close(app->session);
    app->session = session;
    if (session_workspace(session))
        show_workspace(app);
    else
        app_push(app, &pane_importing, NULL);
    return TRUE;
}

/* Without a workspace again. */
void
app_welcome(App *app)
{
    g_ptr_array_set_size(app->views, 0);
    g_clear_pointer(&app->session, session_close);
    app_push(app, &pane_welcome, NULL);
}

/* A first import has built the file: what it holds can be shown. */
static void
leave_import(App *app)
{
    const View *top = app_top(app);
    if (app->session && top->pane == &pane_importing && session_workspace(app->session))
        show_workspace(app);
}

/* ---- command lines -------------------------------------------------------------------------- */

static void
run_prompted(App *app, const char *text)
{
    if (*text)
        app_run(app, text);
}

/* What can't be taken back is asked first, when a key wants it. */
static gboolean
ask_first(App *app, const char *line)
{
    const Command *command = command_find(line, NULL);
    if (!app->session || (command && command->why_disabled && command->why_disabled(app->session)))
        return FALSE; /* it says why it can't */
    if (g_str_has_prefix(line, "unseal")) {
        confirm_open(app, "Open the sealed test set for this model? The look is counted, for ever.",
                     "Really? After this the test set can't judge another choice honestly.", line);
        return TRUE;
    }
    if (g_str_has_prefix(line, "forget ") && strstr(line, "sure=yes")) {
        confirm_open(app, "Remove these rows, all that belongs to them, and every model, for good?",
                     "Really? This can't be undone, and earlier figures can't be had again.", line);
        return TRUE;
    }
    if (g_str_has_prefix(line, "delete model")) {
        g_autofree char *question =
            g_strdup_printf("%s? Its space is reclaimed; it can be trained again.", line);
        confirm_open(app, question, NULL, line);
        return TRUE;
    }
    return FALSE;
}

/* A key held down is one entry of the journal; any other command ends it. */
static void
keep_merging(App *app, const char *line)
{
    const Command *command = command_find(line, NULL);
    gboolean merges = command && command->merges;
    if (app->merging && !merges)
        session_end_merge(app->session);
    app->merging = merges;
}

void
app_run(App *app, const char *line)
{
    GError *error = NULL;
    const char *rest;
    const ViewCommand *own;
    const char *why = NULL;

    while (*line == ' ')
        line++;
    own = view_command_find(line, &rest);
    if (own && own->why_disabled)
        why = own->why_disabled(app);
    if (why)
        app_say(app, "%s", why);
    else if (own)
        own->run(app, rest, &error);
    else if (!app->session)
        app_say(app, "no workspace is open yet: import a file, or open one");
    else {
        keep_merging(app, line);
        if (session_run(app->session, line, &error) && app->views->len)
            take_notice(app);
    }
    app_fail(app, error);
}

/* A key's command: words filled in, opened to be completed, or asked about first. */
static void
run_binding(App *app, const char *command)
{
    g_autofree char *missing = NULL, *line = app_fill_in(app, command, &missing);
    char *open = line ? strstr(line, "…") : NULL;

    if (!line) {
        app_say(app, "%s", missing);
        return;
    }
    if (open) {
        *open = 0;
        prompt_open(app, ":", line, "commands", run_prompted, command_complete);
    } else if (!ask_first(app, line)) {
        app_run(app, line);
    }
}

/* ---- the loop ------------------------------------------------------------------------------- */

void
app_overlay(App *app, Overlay *overlay)
{
    if (app->overlay)
        app->overlay->kind->free(app->overlay);
    app->overlay = overlay;
}

static void
take_key(App *app, Key key)
{
    Overlay *overlay = app->overlay;
    const char *command;

    set_message(app, NULL, FALSE);
    if (overlay) {
        if (!overlay->kind->key(overlay, key) && app->overlay == overlay)
            app_overlay(app, NULL);
        return;
    }
    command = keymap_find(app->keys, view_keys(app_top(app)), key);
    if (command) {
        run_binding(app, command);
        return;
    }
    g_autofree char *name = key_to_name(key);
    g_autofree char *people = keys_for_people(name, TRUE);
    app_say(app, "%s does nothing here: ? shows what the keys do", people);
}

static void
draw(App *app)
{
    screen_begin(app->screen);
    app->painter.theme = app->theme;
    app->painter.symbols = screen_symbols(app->screen);
    screen_size(app->screen, &app->painter.rows, &app->painter.columns);
    app->painter.clip_top = 0;
    app->painter.clip_rows = app->painter.rows;
    refresh_view(app, app_top(app));
    frame_draw(app);
    screen_flush(app->screen, app->session && session_busy(app->session));
}

static int
run_loop(App *app)
{
    while (!app->quit && !screen_ended_by(app->screen)) {
        Key key;
        if (app->session && session_pump(app->session))
            take_notice(app);
        leave_import(app);
        tend_views(app);
        draw(app);
        screen_wait(app->screen, app->session ? session_wake_descriptor(app->session) : -1);
        for (int i = 0; i < KEYS_A_FRAME && !app->quit && screen_key(app->screen, &key); i++)
            take_key(app, key);
    }
    return screen_ended_by(app->screen) ? 128 + screen_ended_by(app->screen) : 0;
}

/* ---- start and end -------------------------------------------------------------------------- */

static void
load_keys_and_theme(App *app, const TuiOptions *options)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *wanted = app->session ? session_view_get(app->session, "theme") : NULL;
    char *problem = NULL;

    app->keys = keymap_new(problems);
    app->theme =
        theme_load(options->theme ? options->theme : wanted, screen_colours(app->screen), &problem);
    if (problem)
        set_message(app, problem, TRUE);
    else if (problems->len)
        set_message(app, g_strdup(g_ptr_array_index(problems, 0)), TRUE);
}

static void
first_view(App *app)
{
    g_autofree char *columns = NULL;

    if (!app->session)
        app_push(app, &pane_welcome, NULL);
    else if (!session_workspace(app->session))
        app_push(app, &pane_importing, NULL);
    else {
        columns = session_view_get(app->session, "expert");
        app->expert = g_strcmp0(columns, "yes") == 0;
        show_workspace(app);
        if (workspace_read_only(session_workspace(app->session)))
            app_say(app, "%s", workspace_read_only(session_workspace(app->session)));
    }
}

static void
app_free(App *app)
{
    app_overlay(app, NULL);
    g_ptr_array_unref(app->views);
    session_close(app->session);
    keymap_free(app->keys);
    theme_free(app->theme);
    g_free(app->message);
    g_free(app->search);
    g_free(app);
}

int
tui_run(const char *path, char **import_files, const TuiOptions *options, GError **error)
{
    App *app = g_new0(App, 1);
    char *notice = NULL;
    int status;

    app->views = g_ptr_array_new_with_free_func(view_free);
    if ((path && !(app->session = session_open(path, error))) ||
        !(app->screen = screen_open(options->ascii, &notice, error))) {
        status = error && *error ? (*error)->code : FOREDESK_ERROR_SYSTEM;
        app_free(app);
        return status;
    }
    if (app->session)
        session_yield(app->session);
    load_keys_and_theme(app, options);
    first_view(app);
    if (notice)
        set_message(app, notice, FALSE);
    if (import_files && import_files[0])
        app_import(app, import_files);
    status = run_loop(app);
    screen_close(app->screen);
    app_free(app);
    return status;
}

/* ---- for the manual ------------------------------------------------------------------------- */

void
tui_bindings(void (*visit)(const char *place, const char *keys, const char *help, gpointer data),
             gpointer data)
{
    for (const Binding *binding = key_bindings; binding->context; binding++) {
        g_autofree char *keys = keys_for_people(binding->keys, FALSE);
        visit(binding->context, keys, binding->help, data);
    }
}

void
tui_commands(void (*visit)(const char *name, const char *arguments, const char *help,
                           gpointer data),
             gpointer data)
{
    const ViewCommand *command;
    for (guint i = 0; (command = view_command_at(i)); i++)
        visit(command->name, command->arguments, command->help, data);
}
