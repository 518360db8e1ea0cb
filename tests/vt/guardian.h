/* guardian: the program's parent inside the test terminal. */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* What the guardian tells about the program, one record a change. */
typedef struct {
    pid_t program;
    gboolean started; /* TRUE: `status` says nothing yet */
    int status;       /* as waitpid gives it */
} GuardianNote;

/* Runs in the child of forkpty and never returns: starts argv in `directory` with `environment`
 * as the foreground job of this terminal, then writes a GuardianNote to `notes` for each change of
 * its state. Stays until the terminal hangs up, so that the screen can be read after the program
 * ended. */
void guardian_run(char **argv, char **environment, const char *directory,
                  int notes) G_GNUC_NORETURN;
