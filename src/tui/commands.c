/* The workbench's own commands: they change what is looked at, never the workspace. Keys, the `:`
 * line and the palette all come through these tables, or through the session's. */
#include "config.h"

#include "report_view.h"

#include <string.h>

/* ---- why something can't be done ------------------------------------------------------------ */

const char *
app_why_no_session(App *app)
{
    if (app->session && session_workspace(app->session))
        return NULL;
    return "no workspace is open yet: import a file, or open one";
}

const char *
app_why_no_target(App *app)
{
    const char *why = app_why_no_session(app);
    return why ? why : session_task(app->session) ? NULL : "no target yet: choose one (2 Target)";
}

const char *
app_why_no_line(App *app)
{
    const char *why = app_why_no_target(app);
    if (why)
        return why;
    return session_selected(app->session) ? NULL : "no model decides yet: choose one (5 Models)";
}

const char *
app_why_no_search(App *app)
{
    return app->search ? NULL : "nothing was searched for: / does";
}

const char *
app_why_nothing_here(App *app)
{
    g_autofree char *here = view_subject(app_top(app), "text");
    return here ? NULL : "there is nothing under the cursor";
}

const char *
app_why_no_table(App *app)
{
    View *top = app_top(app);
    const Block *block = top->pane->rules ? report_view_focused(top) : NULL;

    if (!top->pane->rules)
        return app_why_nothing_here(app);
    return block && block->rows ? NULL : "there is no table under the cursor";
}

const char *
app_why_no_parts(App *app)
{
    View *top = app_top(app);
    return top->pane->rules && report_view_parts(top) > 1 ? NULL : "this page has no other part";
}

const char *
app_why_no_offers(App *app)
{
    const Report *report = app_top(app)->report;
    return report && report_find_table(report, "offers")
               ? NULL
               : "outcomes are put together where they are offered: o in 2 Target";
}

/* Whether the cursor stands in a block of this name. */
static gboolean
is_in(App *app, const char *block)
{
    View *top = app_top(app);
    return top->pane->rules && report_view_on(top, block);
}

const char *
app_why_no_alert(App *app)
{
    return is_in(app, "alerts") ? NULL : "no alert of 1 Audit is under the cursor";
}

const char *
app_why_no_feature(App *app)
{
    return is_in(app, "features") ? NULL : "features are switched and folded in 4 Features";
}

/* ---- what a key's line needs ----------------------------------------------------------------- */

/* What a key lacks that reads a word from the cursor, as people say it. */
static char *
missing_words(const char *what)
{
    static const struct {
        const char *what, *words;
    } others[] = {{"becomes", "nothing is proposed for what is under the cursor"},
                  {"meant", "nothing under the cursor has a meaning"},
                  {"group-switch", "there is no group under the cursor"},
                  {"set", "the set under the cursor isn't one that you kept"}};

    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (strcmp(others[i].what, what) == 0)
            return g_strdup(others[i].words);
    return g_strdup_printf("there is no %s under the cursor", what);
}

char *
app_fill_in(App *app, const char *line, char **missing)
{
    g_autoptr(GString) filled = g_string_new(NULL);

    while (*line) {
        const char *end = *line == '{' ? strchr(line, '}') : NULL;
        if (!end) {
            g_string_append_c(filled, *line++);
            continue;
        }
        g_autofree char *what = g_strndup(line + 1, (gsize)(end - line - 1));
        g_autofree char *word = view_subject(app_top(app), what);
        if (!word) {
            *missing = missing_words(what);
            return NULL;
        }
        if (filled->len && filled->str[filled->len - 1] == ' ')
            g_string_truncate(filled, filled->len - 1);
        command_quote(filled, word);
        line = end + 1;
    }
    return g_string_free(g_steal_pointer(&filled), FALSE);
}

char *
app_why_not(App *app, const char *line)
{
    const char *rest, *why = NULL;
    const ViewCommand *own = view_command_find(line, &rest);
    const Command *command = own ? NULL : command_find(line, NULL);
    char *missing = NULL;

    if (own && own->why_disabled)
        why = own->why_disabled(app);
    else if (command && !app->session)
        why = "no workspace is open yet";
    else if (command && command->why_disabled)
        why = command->why_disabled(app->session);
    if (why)
        return g_strdup(why);
    g_autofree char *filled = app_fill_in(app, line, &missing);
    return missing;
}

/* ---- the tables as one ---------------------------------------------------------------------- */

const ViewCommand *
view_command_at(guint index)
{
    static const ViewCommand *const tables[] = {view_commands, screen_commands, ask_commands,
                                                open_commands};

    for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
        for (const ViewCommand *command = tables[t]; command->name; command++)
            if (index-- == 0)
                return command;
    return NULL;
}

const ViewCommand *
view_command_find(const char *line, const char **rest)
{
    gsize length = strcspn(line, " ");
    const ViewCommand *command;

    for (guint i = 0; (command = view_command_at(i)); i++)
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

static void
add_file(GPtrArray *found, const char *before, const char *folder, const char *shown,
         const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    gboolean is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    g_ptr_array_add(found, g_strconcat(before, shown, name, is_folder ? "/" : "", NULL));
}

char **
file_complete(const char *before, const char *typed)
{
    const char *slash = strrchr(typed, '/'), *start = slash ? slash + 1 : typed;
    g_autofree char *shown = g_strndup(typed, (gsize)(start - typed));
    g_autofree char *home =
        g_str_has_prefix(shown, "~/") ? g_build_filename(g_get_home_dir(), shown + 2, NULL) : NULL;
    const char *folder = home ? home : *shown ? shown : ".";
    g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
    GPtrArray *found = g_ptr_array_new();
    const char *name;

    while (entries && (name = g_dir_read_name(entries)))
        if (g_str_has_prefix(name, start) && (*name != '.' || *start == '.') &&
            !strpbrk(name, " \"'\\") && g_utf8_validate(name, -1, NULL))
            add_file(found, before, folder, shown, name);
    g_ptr_array_sort(found, compare_texts);
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

char **
command_complete(App *app, const char *line)
{
    GPtrArray *found = g_ptr_array_new();
    const ViewCommand *command;
    g_auto(GStrv) session = app->session ? session_complete(app->session, line) : NULL;
    const char *last = strrchr(line, ' ');

    if (last && g_str_has_prefix(line, "import ") && !strchr(last, '=')) {
        g_autofree char *before = g_strndup(line, (gsize)(last + 1 - line));
        g_ptr_array_free(found, TRUE);
        return file_complete(before, last + 1);
    }

    for (guint i = 0; session && session[i]; i++)
        g_ptr_array_add(found, g_strdup(session[i]));
    for (guint i = 0; (command = view_command_at(i)); i++)
        if (*line && g_str_has_prefix(command->name, line))
            g_ptr_array_add(found, g_strdup(command->name));
    g_ptr_array_sort(found, compare_texts);
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}
