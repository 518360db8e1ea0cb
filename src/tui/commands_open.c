/* Commands on workspaces: open, import into a new one, the sample, another one. */
#include "config.h"

#include "app.h"

#include <string.h>

/* ---- workspaces
 * ----------------------------------------------------------------------------------------------------
 */

static char **
complete_file(App *app, const char *line)
{
    return file_complete("", line);
}

/* "~/desk.csv" as a shell would read it; the caller frees. */
static char *
expand_home(const char *path)
{
    return g_str_has_prefix(path, "~/") ? g_build_filename(g_get_home_dir(), path + 2, NULL)
                                        : g_strdup(path);
}

static void
open_path(App *app, const char *typed)
{
    g_autofree char *path = expand_home(typed);
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
        prompt_open(app, "open: ", "", "files", open_path, complete_file);
    return TRUE;
}

/* "this machine is set to it. Dates that …": why the default stands there, and what may. */
static char *
question_help(const Report *questions, guint row, const char *help)
{
    g_autofree char *reason =
        text_clean(report_at(report_find_table(questions, "questions"), row, 3)->text, -1);
    return g_strdup_printf("Because %s. %s", reason, help);
}

void
app_import(App *app, char *const *files)
{
    static const char *const helps[] = {
        "Dates that name no zone are read on this clock: Europe/Berlin, +02:00, UTC.",
        "Rows from these addresses are your own staff's and can be set aside: acme.com,acme.de; or "
        "none.",
        "keep stores them; hash shows #3f9a… in their place, links still work; drop never stores "
        "them."};
    g_autoptr(GString) line = g_string_new("import");
    FormField fields[] = {{.label = "time zone of the dates", .name = "zone"},
                          {.label = "your own e-mail domains", .name = "own-domains"},
                          {.label = "names and addresses", .name = "names"}};

    for (guint i = 0; files[i]; i++)
        command_quote(line, files[i]);
    if (session_workspace(app->session)) {
        app_run(app, line->str);
        return;
    }
    g_autoptr(Report) questions = session_import_questions(app->session, files);
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_ptr_array_add(owned, question_help(questions, i, helps[i]));
        fields[i].help = g_ptr_array_index(owned, i);
        fields[i].value =
            g_strdup(report_at(report_find_table(questions, "questions"), i, 2)->text);
    }
    fields[2].choices = g_strsplit("keep hash drop", " ", -1);
    form_open(app, "Three questions before the import", line->str, fields, G_N_ELEMENTS(fields));
}

/* tickets.csv is imported into tickets.foredesk beside it. */
static void
import_path(App *app, const char *typed)
{
    g_autofree char *path = expand_home(typed), *name = g_path_get_basename(path);
    GError *error = NULL;
    const char *dot = strrchr(name, '.');
    gsize ending = dot && dot > name ? strlen(dot) : 0;
    g_autofree char *stem = g_strndup(path, strlen(path) - ending);
    g_autofree char *workspace = g_strconcat(stem, ".foredesk", NULL);
    char *const files[] = {path, NULL};

    if (!*path)
        return;
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        g_set_error(&error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "there is no file %s", path);
    else if (app_open(app, workspace, &error) && !session_workspace(app->session))
        app_import(app, files);
    app_fail(app, error);
}

static gboolean
run_import_file(App *app, const char *rest, GError **error)
{
    if (*rest)
        import_path(app, rest);
    else
        prompt_open(app, "import the file: ", "", "files", import_path, complete_file);
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
        command_quote(line, g_ptr_array_index(files, i));
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
/* ---- the table ------------------------------------------------------------------------------ */

const ViewCommand open_commands[] = {
    {"import-file", "[FILE]", "import a file into a workspace beside it", NULL, run_import_file},
    {"open-file", "[FILE]", "open another workspace", NULL, run_open_file},
    {"sample", "", "open the sample desk", NULL, run_sample},
    {"welcome", "", "close this workspace and choose another", NULL, run_welcome},
    {NULL, NULL, NULL, NULL, NULL},
};
