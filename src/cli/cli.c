/* The program's command line: finds the verb, runs it, turns an error into its line and status. */
#include "config.h"

#include "cli/verb.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the table of verbs
 * --------------------------------------------------------------------------- */

static gpointer
gather_verbs(gpointer unused)
{
    const Verb *const *tables[] = {open_verbs, data_verbs,  sources_verbs, clean_verbs,  care_verbs,
                                   task_verbs, model_verbs, signal_verbs,  session_verbs};
    GPtrArray *all = g_ptr_array_new();
    for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
        for (guint i = 0; tables[t][i]; i++)
            g_ptr_array_add(all, (gpointer)tables[t][i]);
    g_ptr_array_add(all, NULL);
    return g_ptr_array_free(all, FALSE);
}

/* In the order of a person's work. */
static const Verb *const *
all_verbs(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, gather_verbs, NULL);
}

/* ---- one run
 * ---------------------------------------------------------------------------------------- */

/* The terminal's characters; numbers and messages stay as the program writes them everywhere. */
static void
settle_locale(void)
{
    setlocale(LC_CTYPE, "");
    text_set_utf8(strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
}

static int
exit_status(const GError *error)
{
    if (error->domain != FOREDESK_ERROR)
        return 4;
    return error->code == FOREDESK_ERROR_CANCELLED ? 1 : error->code;
}

/* A reader that has gone, as behind `| head`, ends this program as it ends every other. */
static gboolean
reader_has_gone(const GError *error)
{
    g_autofree char *gone = g_strdup_printf("can't write the output: %s", g_strerror(EPIPE));
    return strcmp(error->message, gone) == 0;
}

/* Where the output went when that is a file on a disk; NULL: a terminal, another program. */
static char *
output_file(void)
{
    struct stat status;
    if (fstat(STDOUT_FILENO, &status) != 0 || !S_ISREG(status.st_mode))
        return NULL;
    return g_file_read_link("/proc/self/fd/1", NULL);
}

/* What a verb printed into a file has left the workspace: that is kept there. */
static void
note_output(const Verb *verb, char *const *arguments, const Invocation *call)
{
    g_autofree char *path =
        call->exported ? g_canonicalize_filename(call->exported, NULL) : output_file();
    g_autofree char *words = g_strjoinv(" ", (char **)arguments + 1);
    const char *file = verb_word(call, 0);

    if (call->no_data || !path || !file || !g_str_has_prefix(verb->arguments, "WORKSPACE") ||
        !g_file_test(file, G_FILE_TEST_IS_REGULAR))
        return;
    g_autoptr(Workspace) workspace = workspace_open(file, NULL);
    g_autofree char *what = g_strjoin(" ", verb->name, words, NULL);
    if (workspace && !workspace_read_only(workspace))
        export_log_add(workspace_database(workspace), what, path, call->rows, NULL);
}

static int
run_verb(const Verb *verb, char *const *arguments, const CliScreen *screen)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Invocation) call = invocation_new(verb, arguments, &error);
    g_autoptr(GString) help = g_string_new(NULL);
    gboolean done = FALSE;

    if (call && verb_option(call, "help")) {
        help_verb(verb, help);
        done = print_bytes(help->str, help->len, &error);
    } else if (call) {
        call->verbs = all_verbs();
        call->screen = screen;
        done = verb->run ? verb->run(call, &error) : show_report(call, verb->report, &error);
        if (done)
            note_output(verb, arguments, call);
    }
    if (done)
        return call->status;
    if (reader_has_gone(error)) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    print_error(error, call ? call->asked : NULL);
    return exit_status(error);
}

/* A descriptor that the caller closed must not become the workspace's: what is printed would be
 * written there. Writing to what stands in its place fails, and says so. */
static void
hold_descriptors(void)
{
    int descriptor;
    do
        descriptor = open("/dev/null", O_RDONLY);
    while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor >= 0)
        close(descriptor);
}

int
cli_main(int argc, char **argv, const CliScreen *screen)
{
    const char *first = argc > 1 ? argv[1] : "";
    const Verb *verb = verb_find(all_verbs(), first);
    char *const help[] = {NULL};

    hold_descriptors();
    settle_locale();
    signal(SIGPIPE, SIG_IGN);
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
        static const char version[] = PACKAGE_STRING "\n";
        g_autoptr(GError) error = NULL;
        if (print_bytes(version, sizeof version - 1, &error))
            return 0;
        print_error(error, NULL);
        return 4;
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
        return run_verb(verb_find(all_verbs(), "help"), help, screen);
    return verb ? run_verb(verb, argv + 2, screen)
                : run_verb(verb_find(all_verbs(), "open"), argv + MIN(argc, 1), screen);
}
