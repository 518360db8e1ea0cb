/* The workbench's own commands: they change what is looked at, never the workspace. Keys, the `:`
 * line and the palette all come through these tables, or through the session's. */
#include "config.h"

#include "app.h"

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
/* ---- the tables as one ---------------------------------------------------------------------- */

const ViewCommand *
view_command_at(guint index)
{
    static const ViewCommand *const tables[] = {view_commands, screen_commands, ask_commands, open_commands};

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
