/* tui: the terminal workbench. Draws the session's reports, and turns keys into its commands; the
 * only room that knows curses. Relies on session and chart. */
#pragma once

#include <foredesk/base.h>

G_BEGIN_DECLS

/* Zeroed is a good start. All borrowed. */
typedef struct {
    const char *theme; /* a name ("light") or a file; NULL: as last time, else dark */
    gboolean ascii;    /* draw in ASCII whatever the locale says */
} TuiOptions;

/* Runs the workbench until the user leaves. `path`: the workspace, NULL for the welcome screen;
 * `import_files`: imported first, NULL-terminated, or NULL. Returns the exit status of the program:
 * 0, 128 + the number of the signal that ended it, or with an error its code. The terminal is as it
 * was before. */
int tui_run(const char *path, char **import_files, const TuiOptions *options, GError **error);

/* What keys do, from the records that drive them: for the manual. `visit` is called with the place
 * ("anywhere", "threshold" …), the keys as a person writes them, and what they do. */
void tui_bindings(void (*visit)(const char *place, const char *keys, const char *help,
                                gpointer data),
                  gpointer data);
/* The workbench's own commands, beside the session's: for the manual and the completion. */
void tui_commands(void (*visit)(const char *name, const char *arguments, const char *help,
                                gpointer data),
                  gpointer data);

G_END_DECLS
