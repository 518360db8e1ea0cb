/* terminal: a program started in a pseudo-terminal with its screen, what the driver does to it and
 * what it can ask. Reading and waiting are in waiting.c. */
#include "config.h"

#include "guardian.h"
#include "terminal_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

/* ---- libvterm --------------------------------------------------------------------------- */

static void
vterm_output(const char *bytes, size_t length, void *user)
{
    Terminal *terminal = user;
    g_string_append_len(terminal->to_program, bytes, (gssize)length);
}

static int
vterm_property(VTermProp property, VTermValue *value, void *user)
{
    Terminal *terminal = user;
    if (property == VTERM_PROP_ALTSCREEN)
        terminal->alternate = value->boolean;
    else if (property == VTERM_PROP_CURSORVISIBLE)
        terminal->cursor_visible = value->boolean;
    else if (property == VTERM_PROP_MOUSE)
        terminal->mouse = value->number;
    return 1;
}

static void
open_screen(Terminal *terminal, int columns, int rows)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = vterm_property};
    terminal->cursor_visible = TRUE;
    terminal->vterm = vterm_new(rows, columns);
    vterm_set_utf8(terminal->vterm, 1);
    vterm_output_set_callback(terminal->vterm, vterm_output, terminal);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_reset(terminal->screen, 1);
}

/* ---- starting and ending ---------------------------------------------------------------- */

static gboolean
system_error(GError **error, const char *what)
{
    g_set_error(error, VT_ERROR, errno, "%s: %s", what, g_strerror(errno));
    return FALSE;
}

static void
close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

static char **
with_idle_descriptor(char **environment, int descriptor)
{
    g_autofree char *text = g_strdup_printf("%d", descriptor);
    return g_environ_setenv(g_strdupv(environment), "FOREDESK_IDLE_FD", text, TRUE);
}

/* Opens both sides of the pseudo-terminal; `side` receives the one the program shall have. */
static gboolean
open_sides(Terminal *terminal, const TerminalOptions *options, int *side, GError **error)
{
    struct winsize size = {(unsigned short)options->rows, (unsigned short)options->columns, 0, 0};
    if (openpty(&terminal->master, side, NULL, NULL, &size) != 0)
        return system_error(error, "cannot open a pseudo-terminal");
    fcntl(terminal->master, F_SETFD, FD_CLOEXEC);
    fcntl(terminal->master, F_SETFL, O_NONBLOCK);
    fcntl(*side, F_SETFD, FD_CLOEXEC);
    /* An own open file: its O_NONBLOCK must not become the program's. */
    const char *name = ptsname(terminal->master);
    terminal->slave = name != NULL ? open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1;
    if (terminal->slave < 0 || tcgetattr(terminal->slave, &terminal->before) != 0)
        return system_error(error, "cannot open the pseudo-terminal's other side");
    return TRUE;
}

static gboolean
open_pipe(int *reading, int *writing, GError **error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return system_error(error, "cannot make a pipe");
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *reading = ends[0];
    *writing = ends[1];
    return TRUE;
}

/* In the guardian: another program's terminal must not be held open here. */
static void
close_all_but(int kept, int also_kept)
{
    for (int descriptor = 3; descriptor < MAX(kept, also_kept) + 16; descriptor++)
        if (descriptor != kept && descriptor != also_kept)
            close(descriptor);
}

static gboolean
start_guardian(Terminal *terminal, const TerminalOptions *options, GError **error)
{
    int side = -1, idle_lines = -1, notes = -1;
    if (open_sides(terminal, options, &side, error) &&
        open_pipe(&terminal->idle_lines, &idle_lines, error) &&
        open_pipe(&terminal->notes, &notes, error)) {
        g_auto(GStrv) environment = with_idle_descriptor(options->environment, idle_lines);
        fflush(NULL);
        terminal->guardian = fork();
        if (terminal->guardian == 0) {
            login_tty(side);
            close_all_but(idle_lines, notes);
            fcntl(idle_lines, F_SETFD, 0);
            guardian_run(options->argv, environment, options->directory, notes);
        }
        if (terminal->guardian < 0)
            system_error(error, "cannot start a process");
    }
    close_descriptor(&side);
    close_descriptor(&idle_lines);
    close_descriptor(&notes);
    return terminal->guardian > 0;
}

Terminal *
terminal_start(const TerminalOptions *options, GError **error)
{
    g_autoptr(Terminal) terminal = g_new0(Terminal, 1);
    terminal->master = terminal->slave = terminal->idle_lines = terminal->notes = -1;
    terminal->guardian = -1;
    terminal->timeout = options->timeout;
    terminal->idle_text = g_string_new(NULL);
    terminal->to_program = g_string_new(NULL);
    terminal->written = g_string_new(NULL);
    open_screen(terminal, options->columns, options->rows);
    if (!start_guardian(terminal, options, error))
        return NULL;
    return g_steal_pointer(&terminal);
}

void
terminal_free(Terminal *terminal)
{
    if (terminal->program > 0 && terminal->state < PROGRAM_EXITED)
        kill(terminal->program, SIGKILL);
    if (terminal->guardian > 0) {
        kill(terminal->guardian, SIGKILL);
        waitpid(terminal->guardian, NULL, 0);
    }
    terminal_hang_up(terminal);
    close_descriptor(&terminal->idle_lines);
    close_descriptor(&terminal->notes);
    vterm_free(terminal->vterm);
    g_string_free(terminal->idle_text, TRUE);
    g_string_free(terminal->to_program, TRUE);
    g_string_free(terminal->written, TRUE);
    g_free(terminal);
}

/* ---- what the driver does to it --------------------------------------------------------- */

void
terminal_press(Terminal *terminal, const Key *key)
{
    key_press(terminal->vterm, key);
    terminal->keys_sent++;
    terminal_write_keys(terminal);
}

void
terminal_set_timeout(Terminal *terminal, double seconds)
{
    terminal->timeout = seconds;
}

gboolean
terminal_resize(Terminal *terminal, int columns, int rows, GError **error)
{
    struct winsize size = {(unsigned short)rows, (unsigned short)columns, 0, 0};
    vterm_set_size(terminal->vterm, rows, columns);
    terminal->lines_shown = terminal->report.lines;
    if (ioctl(terminal->master, TIOCSWINSZ, &size) != 0)
        return system_error(error, "cannot resize the terminal");
    return TRUE;
}

gboolean
terminal_signal(Terminal *terminal, int number, GError **error)
{
    gboolean to_group = number == SIGTSTP || number == SIGCONT;
    if (terminal->program <= 0 || terminal->state >= PROGRAM_EXITED) {
        g_set_error(error, VT_ERROR, 0, "no program runs that could get a signal");
        return FALSE;
    }
    pid_t target = to_group ? -terminal->program : terminal->program;
    if (kill(target, number) != 0 && errno != ESRCH) /* it may have ended, untold yet */
        return system_error(error, "cannot send the signal");
    if (number == SIGCONT) {
        terminal->state = PROGRAM_RUNS;
        terminal->lines_shown = terminal->report.lines;
    }
    return TRUE;
}

void
terminal_hang_up(Terminal *terminal)
{
    close_descriptor(&terminal->slave);
    close_descriptor(&terminal->master);
}

/* ---- what can be asked ------------------------------------------------------------------ */

const TerminalReport *
terminal_report(Terminal *terminal)
{
    return &terminal->report;
}

double
terminal_peak_memory(Terminal *terminal)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", (int)terminal->program);
    g_autofree char *status = NULL;
    if (!g_file_get_contents(path, &status, NULL, NULL))
        return 0;
    const char *line = strstr(status, "\nVmHWM:");
    return line != NULL ? g_ascii_strtod(line + strlen("\nVmHWM:"), NULL) / 1024 : 0;
}

double
terminal_own_time(Terminal *terminal)
{
    int pid = (int)terminal->program;
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/schedstat", pid, pid);
    g_autofree char *nanoseconds = NULL;
    return g_file_get_contents(path, &nanoseconds, NULL, NULL)
               ? (double)g_ascii_strtoull(nanoseconds, NULL, 10) / 1e6
               : 0;
}

ProgramState
terminal_program(Terminal *terminal, int *code)
{
    if (code != NULL)
        *code = terminal->code;
    return terminal->state;
}

VTermScreen *
terminal_screen(Terminal *terminal)
{
    return terminal->screen;
}

void
terminal_size(Terminal *terminal, int *columns, int *rows)
{
    vterm_get_size(terminal->vterm, rows, columns);
}

gboolean
terminal_cursor(Terminal *terminal, int *column, int *row)
{
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &position);
    *column = position.col;
    *row = position.row;
    return terminal->cursor_visible;
}

const GString *
terminal_written(Terminal *terminal)
{
    return terminal->written;
}
