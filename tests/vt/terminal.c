/* terminal: the pseudo-terminal, the three channels that are read (screen bytes, idle lines, the
 * guardian's notes) and the waits. */
#include "config.h"

#include "guardian.h"
#include "terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* A byte that is neither UTF-8 nor sent by any terminal description. The kernel hands what is
 * written to a pseudo-terminal over later and in its own time, so that an empty read proves
 * nothing; this byte, written behind the program's own bytes, comes out behind them. It is taken
 * out again before the screen sees it. */
#define FENCE 0xff

struct Terminal {
    VTerm *vterm;
    VTermScreen *screen;
    int master, slave; /* the slave side is held open, so that the screen outlives the program */
    int idle_lines, notes;
    pid_t guardian, program;
    ProgramState state;
    int code;
    double timeout;
    struct termios before;
    gboolean alternate, cursor_visible;
    int mouse;
    gint64 keys_sent;
    TerminalReport report;
    GString *idle_text; /* the beginning of a line whose end has not come yet */
    GString *to_program, *written;
    guint64 fences_sent, fences_seen;
};

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

static char **
with_idle_descriptor(char **environment, int descriptor)
{
    g_autofree char *text = g_strdup_printf("%d", descriptor);
    return g_environ_setenv(g_strdupv(environment), "FOREDESK_IDLE_FD", text, TRUE);
}

static gboolean
start_guardian(Terminal *terminal, const TerminalOptions *options, GError **error)
{
    int idle[2], notes[2];
    if (pipe2(idle, O_CLOEXEC) != 0)
        return system_error(error, "cannot make a pipe");
    terminal->idle_lines = idle[0];
    if (pipe2(notes, O_CLOEXEC) != 0) {
        close(idle[1]);
        return system_error(error, "cannot make a pipe");
    }
    terminal->notes = notes[0];
    struct winsize size = {(unsigned short)options->rows, (unsigned short)options->columns, 0, 0};
    g_auto(GStrv) environment = with_idle_descriptor(options->environment, idle[1]);
    fflush(NULL);
    terminal->guardian = forkpty(&terminal->master, NULL, NULL, &size);
    if (terminal->guardian == 0) {
        fcntl(idle[1], F_SETFD, 0);
        guardian_run(options->argv, environment, options->directory, notes[1]);
    }
    close(idle[1]);
    close(notes[1]);
    if (terminal->guardian < 0)
        return system_error(error, "cannot open a pseudo-terminal");
    fcntl(terminal->master, F_SETFD, FD_CLOEXEC);
    fcntl(terminal->master, F_SETFL, O_NONBLOCK);
    fcntl(terminal->idle_lines, F_SETFL, O_NONBLOCK);
    fcntl(terminal->notes, F_SETFL, O_NONBLOCK);
    /* An own open file: its O_NONBLOCK must not become the program's. */
    g_autofree char *name = g_strdup(ptsname(terminal->master));
    terminal->slave = name != NULL ? open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1;
    if (terminal->slave < 0 || tcgetattr(terminal->slave, &terminal->before) != 0)
        return system_error(error, "cannot open the pseudo-terminal's other side");
    return TRUE;
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
    int descriptors[] = {terminal->master, terminal->slave, terminal->idle_lines, terminal->notes};
    for (guint i = 0; i < G_N_ELEMENTS(descriptors); i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
    vterm_free(terminal->vterm);
    g_string_free(terminal->idle_text, TRUE);
    g_string_free(terminal->to_program, TRUE);
    g_string_free(terminal->written, TRUE);
    g_free(terminal);
}

/* ---- reading ---------------------------------------------------------------------------- */

/* Bytes for the screen, the fences taken out. */
static void
show_bytes(Terminal *terminal, const char *bytes, gsize length)
{
    while (length > 0) {
        const char *fence = memchr(bytes, FENCE, length);
        gsize before = fence != NULL ? (gsize)(fence - bytes) : length;
        vterm_input_write(terminal->vterm, bytes, before);
        g_string_append_len(terminal->written, bytes, (gssize)before);
        if (fence == NULL)
            return;
        terminal->fences_seen++;
        bytes = fence + 1;
        length -= before + 1;
    }
}

static void
read_screen(Terminal *terminal)
{
    char bytes[16384];
    ssize_t length = read(terminal->master, bytes, sizeof bytes);
    if (length > 0)
        show_bytes(terminal, bytes, (gsize)length);
}

/* One idle line: "KEYS STATE" or "KEYS STATE COLUMNSxROWS". */
static void
take_idle_line(Terminal *terminal, const char *line)
{
    gint64 keys = 0;
    char state = 0;
    int columns = 0, rows = 0;
    if (sscanf(line, "%" G_GINT64_FORMAT " %c %dx%d", &keys, &state, &columns, &rows) < 2)
        return;
    terminal->report = (TerminalReport){.lines = terminal->report.lines + 1,
                                        .keys = keys,
                                        .busy = state != 'i',
                                        .columns = columns,
                                        .rows = rows};
}

static void
read_idle_lines(Terminal *terminal)
{
    char bytes[4096];
    ssize_t length = read(terminal->idle_lines, bytes, sizeof bytes);
    if (length == 0) { /* every writer is gone */
        close(terminal->idle_lines);
        terminal->idle_lines = -1;
    }
    if (length <= 0)
        return;
    g_string_append_len(terminal->idle_text, bytes, length);
    for (char *end; (end = strchr(terminal->idle_text->str, '\n')) != NULL;) {
        *end = '\0';
        take_idle_line(terminal, terminal->idle_text->str);
        g_string_erase(terminal->idle_text, 0, end - terminal->idle_text->str + 1);
    }
}

static void
read_notes(Terminal *terminal)
{
    GuardianNote note;
    if (read(terminal->notes, &note, sizeof note) != sizeof note)
        return;
    terminal->program = note.program;
    if (note.started || WIFCONTINUED(note.status)) {
        terminal->state = PROGRAM_RUNS;
    } else if (WIFSTOPPED(note.status)) {
        terminal->state = PROGRAM_STOPPED;
        terminal->code = WSTOPSIG(note.status);
    } else if (WIFEXITED(note.status)) {
        terminal->state = PROGRAM_EXITED;
        terminal->code = WEXITSTATUS(note.status);
    } else if (WIFSIGNALED(note.status)) {
        terminal->state = PROGRAM_KILLED;
        terminal->code = WTERMSIG(note.status);
    }
}

static void
write_keys(Terminal *terminal)
{
    GString *bytes = terminal->to_program;
    ssize_t length = write(terminal->master, bytes->str, bytes->len);
    if (length > 0)
        g_string_erase(bytes, 0, length);
}

/* Moves whatever can move, waiting for it up to `deadline`; FALSE when that has passed. */
static gboolean
pump(Terminal *terminal, gint64 deadline)
{
    gint64 left = deadline - g_get_monotonic_time();
    if (left <= 0)
        return FALSE;
    short wanted = terminal->to_program->len > 0 ? POLLIN | POLLOUT : POLLIN;
    struct pollfd ready[] = {{.fd = terminal->master, .events = wanted},
                             {.fd = terminal->idle_lines, .events = POLLIN},
                             {.fd = terminal->notes, .events = POLLIN}};
    if (poll(ready, G_N_ELEMENTS(ready), (int)(left / 1000 + 1)) <= 0)
        return TRUE;
    if (ready[0].revents & POLLOUT)
        write_keys(terminal);
    if (ready[0].revents & POLLIN)
        read_screen(terminal);
    if (ready[1].revents != 0)
        read_idle_lines(terminal);
    if (ready[2].revents != 0)
        read_notes(terminal);
    return TRUE;
}

/* ---- waiting ---------------------------------------------------------------------------- */

/* Until everything written to the terminal before this call is on the screen. */
static gboolean
show_all_written(Terminal *terminal, gint64 deadline)
{
    const unsigned char fence = FENCE;
    while (write(terminal->slave, &fence, 1) != 1)
        if (!pump(terminal, deadline))
            return FALSE;
    terminal->fences_sent++;
    while (terminal->fences_seen < terminal->fences_sent)
        if (!pump(terminal, deadline))
            return FALSE;
    return TRUE;
}

static gboolean
has_come(Terminal *terminal, TerminalWait wanted, guint64 lines_before)
{
    const TerminalReport *report = &terminal->report;
    if (terminal->program == 0)
        return FALSE;
    if (terminal->state >= PROGRAM_EXITED)
        return TRUE;
    if (wanted == WAIT_EXIT)
        return FALSE;
    if (terminal->state == PROGRAM_STOPPED)
        return TRUE;
    if (wanted == WAIT_STOP || report->lines == 0)
        return FALSE;
    if (wanted == WAIT_FRESH)
        return report->lines > lines_before;
    int columns, rows;
    terminal_size(terminal, &columns, &rows);
    if (report->columns != 0 && (report->columns != columns || report->rows != rows))
        return FALSE; /* it has not drawn for this size yet */
    return report->keys >= terminal->keys_sent && (wanted == WAIT_FRAME || !report->busy);
}

static gboolean
waited_too_long(Terminal *terminal, TerminalWait wanted, GError **error)
{
    static const char *const what[] = {"the frame after the last key", "the program to be idle",
                                       "a frame", "the program to be suspended",
                                       "the program to end"};
    const TerminalReport *report = &terminal->report;
    g_autofree char *said =
        report->lines == 0
            ? g_strdup("it wrote no line to FOREDESK_IDLE_FD")
            : g_strdup_printf("%" G_GINT64_FORMAT " keys sent, %" G_GINT64_FORMAT
                              " consumed, %s, drawn for %dx%d",
                              terminal->keys_sent, report->keys, report->busy ? "busy" : "idle",
                              report->columns, report->rows);
    g_set_error(error, VT_ERROR, 0, "waited %g s in vain for %s: %s", terminal->timeout,
                what[wanted], said);
    return FALSE;
}

gboolean
terminal_wait(Terminal *terminal, TerminalWait wanted, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)(terminal->timeout * G_USEC_PER_SEC);
    guint64 lines_before = terminal->report.lines;
    do {
        while (!has_come(terminal, wanted, lines_before))
            if (!pump(terminal, deadline))
                return waited_too_long(terminal, wanted, error);
        if (!show_all_written(terminal, deadline))
            return waited_too_long(terminal, wanted, error);
    } while (!has_come(terminal, wanted, lines_before)); /* it went on meanwhile */
    /* A key that suspended the program (C-z) was taken by the terminal and is never counted. */
    if (terminal->state == PROGRAM_STOPPED)
        terminal->keys_sent = terminal->report.keys;
    return TRUE;
}

void
terminal_idle(Terminal *terminal, int milliseconds)
{
    gint64 deadline = g_get_monotonic_time() + milliseconds * G_GINT64_CONSTANT(1000);
    while (pump(terminal, deadline))
        ;
}

/* ---- what the driver does to it --------------------------------------------------------- */

void
terminal_press(Terminal *terminal, const Key *key)
{
    key_press(terminal->vterm, key);
    terminal->keys_sent++;
    write_keys(terminal);
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
    if (number == SIGCONT)
        terminal->state = PROGRAM_RUNS;
    return TRUE;
}

/* ---- what can be asked ------------------------------------------------------------------ */

const TerminalReport *
terminal_report(Terminal *terminal)
{
    return &terminal->report;
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

/* Whether the terminal is in application cursor mode: libvterm shows it only in what it sends. */
static gboolean
sends_application_keys(Terminal *terminal)
{
    gsize before = terminal->to_program->len;
    vterm_keyboard_key(terminal->vterm, VTERM_KEY_UP, VTERM_MOD_NONE);
    gboolean application = strcmp(terminal->to_program->str + before, "\033[A") != 0;
    g_string_truncate(terminal->to_program, before);
    return application;
}

static gboolean
pen_is_plain(Terminal *terminal)
{
    static const VTermAttr flags[] = {VTERM_ATTR_BOLD, VTERM_ATTR_UNDERLINE, VTERM_ATTR_ITALIC,
                                      VTERM_ATTR_BLINK, VTERM_ATTR_REVERSE};
    VTermState *state = vterm_obtain_state(terminal->vterm);
    VTermValue value;
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
        if (vterm_state_get_penattr(state, flags[i], &value) && value.number != 0)
            return FALSE;
    vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &value);
    gboolean plain = VTERM_COLOR_IS_DEFAULT_FG(&value.color);
    vterm_state_get_penattr(state, VTERM_ATTR_BACKGROUND, &value);
    return plain && VTERM_COLOR_IS_DEFAULT_BG(&value.color);
}

char *
terminal_amiss(Terminal *terminal)
{
    struct termios now;
    g_autoptr(GString) amiss = g_string_new(NULL);
    if (tcgetattr(terminal->slave, &now) != 0)
        g_string_append(amiss, ", its modes cannot be read");
    if (!(now.c_lflag & ECHO))
        g_string_append(amiss, ", echo is off");
    if (!(now.c_lflag & ICANON))
        g_string_append(amiss, ", it does not read by lines");
    if (now.c_lflag != terminal->before.c_lflag || now.c_iflag != terminal->before.c_iflag ||
        now.c_oflag != terminal->before.c_oflag || now.c_cflag != terminal->before.c_cflag ||
        memcmp(now.c_cc, terminal->before.c_cc, sizeof now.c_cc) != 0)
        g_string_append(amiss, ", its modes are not those before the start");
    if (terminal->alternate)
        g_string_append(amiss, ", the alternate screen is on");
    if (!terminal->cursor_visible)
        g_string_append(amiss, ", the cursor is hidden");
    if (terminal->mouse != VTERM_PROP_MOUSE_NONE)
        g_string_append(amiss, ", the mouse is reported");
    if (sends_application_keys(terminal))
        g_string_append(amiss, ", cursor keys are in application mode");
    if (!pen_is_plain(terminal))
        g_string_append(amiss, ", text is still coloured or marked");
    return amiss->len == 0 ? NULL : g_strdup(amiss->str + 2);
}
