/* guardian: what a shell does for its foreground job, and no more. Without a parent in the same
 * session the kernel would drop SIGTSTP, and suspending could not be tested. Only async-signal-safe
 * calls: it runs between fork and exec. */
#include "config.h"

#include "guardian.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
complain(const char *what, const char *about)
{
    const char *parts[] = {what, about, ": ", strerror(errno), "\n"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (write(STDERR_FILENO, parts[i], strlen(parts[i])) < 0)
            return;
}

static void
run_program(char **argv, char **environment, const char *directory)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL); /* tcsetpgrp from the background raises SIGTTOU */
    setpgid(0, 0);
    tcsetpgrp(STDIN_FILENO, getpid());
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &all, NULL);
    if (chdir(directory) != 0) {
        complain("cannot enter ", directory);
        _exit(126);
    }
    environ = environment;
    execvp(argv[0], argv);
    complain("cannot run ", argv[0]);
    _exit(127);
}

static void
tell(int notes, GuardianNote note)
{
    if (write(notes, &note, sizeof note) != sizeof note)
        _exit(125);
}

/* Tells every change of the program's state; TRUE once it has ended. */
static gboolean
tell_changes(pid_t program, int notes)
{
    GuardianNote note = {.program = program};
    while (waitpid(program, &note.status, WUNTRACED | WCONTINUED | WNOHANG) > 0) {
        tell(notes, note);
        if (WIFEXITED(note.status) || WIFSIGNALED(note.status))
            return TRUE;
    }
    return FALSE;
}

void
guardian_run(char **argv, char **environment, const char *directory, int notes)
{
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    sigaddset(&awaited, SIGHUP);
    sigprocmask(SIG_BLOCK, &awaited, NULL);
    pid_t program = fork();
    if (program == 0)
        run_program(argv, environment, directory);
    tell(notes, (GuardianNote){.program = program, .started = TRUE});
    gboolean ended = FALSE, hung_up = FALSE;
    while (!ended || !hung_up) {
        int number = sigwaitinfo(&awaited, NULL);
        if (number == SIGCHLD && !ended)
            ended = tell_changes(program, notes);
        if (number == SIGHUP && !ended) { /* a shell passes it on to its jobs */
            kill(-program, SIGHUP);
            kill(-program, SIGCONT);
        }
        hung_up |= number == SIGHUP;
    }
    _exit(0);
}
