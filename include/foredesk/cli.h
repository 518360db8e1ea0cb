/* cli: the shell's verbs. One table of them makes the program's work, its help, the manual's
 * section and the completion. Relies on session; the screen is handed in by main, which alone knows
 * both. */
#pragma once

#include <foredesk/base.h>

G_BEGIN_DECLS

/* How the workbench is opened, and what its keys and its own commands do, for the manual. Each may
 * be NULL. */
typedef struct {
    /* Runs the screen on a workspace (NULL: welcome), importing files first (NULL: none); the exit
     * status, or with an error its code. */
    int (*open)(const char *path, char **files, const char *theme, gboolean ascii, GError **error);
    void (*bindings)(void (*visit)(const char *place, const char *keys, const char *help,
                                   gpointer data),
                     gpointer data);
    void (*commands)(void (*visit)(const char *name, const char *arguments, const char *help,
                                   gpointer data),
                     gpointer data);
} CliScreen;

/* Runs one command line and returns the exit status: 0 done, 1 the work found a failure or was
 * stopped, 2 wrong usage, 3 bad input, 4 a system fault. Reports go to stdout, progress and the one
 * line of an error to stderr. */
int cli_main(int argc, char **argv, const CliScreen *screen);

G_END_DECLS
