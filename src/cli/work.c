/* What verbs do alike: open a workspace that must be there, run commands of the session and wait,
 * print a report by name. */
#include "cli/verb.h"

#include <stdlib.h>
#include <string.h>

static void
set_missing(const char *path, GError **error)
{
    g_autofree char *shown = text_clean(path, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "%s: no such workspace; `foredesk import %s FILE…` makes one", shown, shown);
}

Session *
open_workspace(const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        set_missing(path, error);
        return NULL;
    }
    return session_open(path, error);
}

gboolean
run_command(Session *session, Ticker *ticker, const char *line, GError **error)
{
    ticker_session(ticker, session);
    gboolean done =
        session_run(session, line, error) && session_wait(session, ticker_job, ticker, error);
    ticker_pause(ticker);
    return done;
}

void
append_option(GString *line, const char *name, const char *value)
{
    if (!value)
        return;
    g_autoptr(GString) quoted = g_string_new(NULL);
    command_quote(quoted, value);
    g_string_append_printf(line, " %s=%s", name, quoted->str + 1);
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

gboolean
import_sources(const char *file, GPtrArray *files, GError **error)
{
    g_autofree char *shown = text_clean(file, -1);
    g_autoptr(GDir) folder = NULL;
    guint before = files->len;
    const char *name;

    if (!g_file_test(file, G_FILE_TEST_IS_DIR)) {
        g_ptr_array_add(files, g_strdup(file)); /* the import says what is wrong with it */
        return TRUE;
    }
    folder = g_dir_open(file, 0, NULL);
    if (!folder) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "%s: can't read this folder",
                    shown);
        return FALSE;
    }
    while ((name = g_dir_read_name(folder)))
        if (g_str_has_suffix(name, ".csv") || g_str_has_suffix(name, ".CSV") ||
            g_str_has_suffix(name, ".csv.gz") || g_str_has_suffix(name, ".parquet"))
            g_ptr_array_add(files, g_build_filename(file, name, NULL));
    if (files->len == before) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s: a folder without CSV or Parquet files; name the file", shown);
        return FALSE;
    }
    qsort(files->pdata + before, files->len - before, sizeof(gpointer), by_name);
    return TRUE;
}

gboolean
print_named(Invocation *call, Session *session, Ticker *ticker, const char *name, GError **error)
{
    ticker_session(ticker, session);
    g_autoptr(Report) report = session_report_wait(session, name, ticker_job, ticker, error);
    ticker_pause(ticker);
    return report && print_report(call, report, error);
}

gboolean
print_masked(Invocation *call, Session *session, Report *report, GError **error)
{
    Workspace *workspace = session_workspace(session);
    personal_report(report, session_catalogue(session),
                    !workspace || personal_masked(workspace_database(workspace)), TRUE);
    return print_report(call, report, error);
}

gboolean
show_report(Invocation *call, const char *name, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    g_autoptr(GString) whole = g_string_new(name);

    for (guint i = 1; i < call->words->len; i++)
        g_string_append_printf(whole, " %s", verb_word(call, i));
    return session && print_named(call, session, ticker, whole->str, error);
}
