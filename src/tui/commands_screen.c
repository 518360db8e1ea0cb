/* Commands on the screen as a whole: panes, looks, help, what is stacked on it; and what needs a
 * menu or a small sum before it becomes a command of the session. */
#include "config.h"

#include "app.h"

#include <foredesk/learn.h>
#include <math.h>
#include <string.h>

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

/* ---- stacked views -------------------------------------------------------------------------- */

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

/* "leakage \"days open\"" as the report is called; the caller frees. */
static char *
unquoted(const char *rest)
{
    const char *argument = strchr(rest, ' ');
    g_autofree char *plain =
        argument && argument[1] == '"' ? g_shell_unquote(argument + 1, NULL) : NULL;
    return plain ? g_strdup_printf("%.*s %s", (int)(argument - rest), rest, plain) : g_strdup(rest);
}

static gboolean
run_look(App *app, const char *rest, GError **error)
{
    g_autofree char *name = unquoted(rest);
    const Pane *pane = pane_of_report(name);
    const View *top = app_top(app);

    if (!pane) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "look at what: column TABLE.COLUMN, model N, ticket TABLE ROW, duplicates, "
                    "privacy, leakage, exports, steps, sources or worth");
        return FALSE;
    }
    if (top->pane != pane || g_strcmp0(top->report_name, name) != 0)
        app_push(app, pane, name);
    return TRUE;
}

/* ---- the line, by tickets flagged ----------------------------------------------------------- */

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
/* What must not stand in two parts of the split. */
static gboolean
run_apart_menu(App *app, const char *rest, GError **error)
{
    static const MenuItem items[] = {
        {"nothing", "customers and copies may teach and judge", "apart nothing"},
        {"customers", "judge on customers that never taught", "apart customer"},
        {"near copies", "no ticket judges that copies one that taught", "apart near"},
        {"both", "neither customers nor copies on both sides", "apart both"},
    };
    menu_open(app, "Keep apart", items, G_N_ELEMENTS(items));
    return TRUE;
}

/* ---- the table ------------------------------------------------------------------------------ */

const ViewCommand screen_commands[] = {
    {"apart-menu", "", "choose what must not both teach and judge", app_why_no_target,
     run_apart_menu},
    {"columns", "", "plain or expert columns", NULL, run_columns},
    {"command", "[TEXT]", "type a command", NULL, run_command},
    {"help", "", "what the keys do here", NULL, run_help},
    {"jobs", "", "what runs and what ran", app_why_no_session, run_jobs},
    {"journal", "", "everything that was done to this workspace", app_why_no_session, run_journal},
    {"line", "±TICKETS", "move the line by so many tickets in 100", app_why_no_line, run_line},
    {"look",
     "column T.C | model N | ticket T ROW | duplicates | privacy | leakage [COLUMN|FEATURE] | "
     "exports | steps | sources | worth [STEP] | cuts [1w,4w,13w]",
     "open a page", app_why_no_session, run_look},
    {"palette", "", "find a command by a few letters", NULL, run_palette},
    {"pane", "1|2|4|5|6", "show a pane", app_why_no_session, run_pane},
    {"quit", "", "leave; all is saved", NULL, run_quit},
    {"redraw", "", "draw the screen anew", NULL, run_redraw},
    {"theme", "[NAME]", "the next theme, or the one named", NULL, run_theme},
    {"train-menu", "", "choose what to train", app_why_no_target, run_train_menu},
    {NULL, NULL, NULL, NULL, NULL},
};
