/* vt: the screen tests' driver. `vt SCRIPT…` plays scripts and speaks TAP; `vt --latency` measures
 * keys and `vt --start` starts, through the same terminal. README.md describes scripts and the idle
 * contract with the program under test:
 *
 *   FOREDESK_IDLE_FD=N in its environment is a descriptor open for writing. After each frame that
 *   it has flushed to the terminal, the program writes one line to it: "K S CxR\n".
 *   K  the keys it has consumed since its start: each key that curses returned counts once, an
 *      escape sequence too; KEY_RESIZE does not count
 *   S  'i': no input is pending, no job is queued or running and no job's result waits to be
 *      drawn; 'b' otherwise
 *   C, R  columns and rows the frame was drawn for
 */
#include "config.h"

#include "latency.h"
#include "play.h"
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static int
play_scripts(char **paths)
{
    const char *wish = g_getenv("VT_UPDATE");
    gboolean update = wish != NULL && wish[0] != '\0' && strcmp(wish, "0") != 0;
    gboolean passed = TRUE;
    printf("1..%u\n", g_strv_length(paths));
    for (guint i = 0; paths[i] != NULL; i++)
        passed &= play_script(paths[i], i + 1, update);
    return passed ? 0 : 1;
}

static int
measure(LatencyOptions *options)
{
    int status = latency_measure(options);
    g_free(options->keys);
    g_free(options->size);
    g_free(options->setup);
    g_free(options->job);
    return status;
}

int
main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    LatencyOptions options = {.count = 1000, .size = g_strdup("110x30")};
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"latency", 0, 0, G_OPTION_ARG_STRING, &options.keys,
         "measure these keys, again and again, from sending to the frame on the screen",
         "\"KEY…\""},
        {"start", 0, 0, G_OPTION_ARG_NONE, &options.start,
         "measure from starting COMMAND to its first frame", NULL},
        {"count", 0, 0, G_OPTION_ARG_INT, &options.count, "how many keys or starts (1000)", "N"},
        {"size", 0, 0, G_OPTION_ARG_STRING, &options.size, "the terminal (110x30)", "CxR"},
        {"setup", 0, 0, G_OPTION_ARG_STRING, &options.setup,
         "keys pressed before, each followed by a wait until no job runs", "\"KEY…\""},
        {"job", 0, 0, G_OPTION_ARG_STRING, &options.job,
         "keys pressed then, that start a job: all measured keys must fall while it runs",
         "\"KEY…\""},
        {"pace", 0, 0, G_OPTION_ARG_INT, &options.pace, "pause between keys (0)", "MS"},
        {"limit", 0, 0, G_OPTION_ARG_DOUBLE, &options.limit, "end with 1 when p99 is above", "MS"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL},
        {NULL}};
    g_autofree char *steps = play_help();
    g_autofree char *description = g_strconcat(
        "VT_UPDATE=1 writes the expected screens anew, VT_TIMEOUT sets the seconds of a wait,\n"
        "VT_KEEP=1 keeps the folders. Steps of a script:\n",
        steps, NULL);
    g_autoptr(GOptionContext) context = g_option_context_new("SCRIPT… | -- COMMAND…");
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_set_description(context, description);
    if (!g_option_context_parse(context, &argc, &argv, &error) || rest == NULL) {
        fprintf(stderr, "vt: %s\n", error != NULL ? error->message : "name a script: vt --help");
        return 2;
    }
    options.argv = rest;
    if (options.keys != NULL || options.start)
        return measure(&options);
    g_free(options.size);
    return play_scripts(rest);
}
