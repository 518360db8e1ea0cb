/* The terminal, by ncurses. Signals are taken in between frames, through a pipe; what libraries
 * print while the screen is up goes to a log; a crash restores the terminal with bytes prepared
 * beforehand. */
#include "config.h"

#include "screen.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

struct Screen {
    SCREEN *curses;
    FILE *out;        /* the terminal, while stdout and stderr are the log */
    int out_saved[2]; /* stdout and stderr as they were; −1: not redirected */
    struct termios before;
    int idle_descriptor;
    long keys;
    int ahead; /* a key read early: its kind, or ERR */
    wint_t ahead_key;
    gboolean ascii;
    int rows, columns; /* of the last frame */
};

static const int caught[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGWINCH};

/* What signal handlers write, and the pipe that wakes the loop. */
static struct {
    volatile sig_atomic_t end, suspend;
    int pipe[2];
} asked;

/* What the handler of a crash may touch: set before it is installed. */
static struct {
    volatile sig_atomic_t active;
    int descriptor;
    struct termios before;
    char bytes[512];
    char stack[16384]; /* the program's own may be what ran out */
    gsize length;
} crash;

/* ---- signals -------------------------------------------------------------------------------- */

static void
on_crash(int number)
{
    if (crash.active) {
        crash.active = 0;
        gssize ignored = write(crash.descriptor, crash.bytes, crash.length);
        (void)ignored;
        tcsetattr(crash.descriptor, TCSANOW, &crash.before);
    }
    signal(number, SIG_DFL);
    raise(number);
}

static void
add_crash_bytes(const char *capability)
{
    const char *bytes = tigetstr((char *)capability);
    if (bytes && bytes != (char *)-1 && crash.length + strlen(bytes) < sizeof crash.bytes - 128) {
        memcpy(crash.bytes + crash.length, bytes, strlen(bytes));
        crash.length += strlen(bytes);
    }
}

static void
prepare_crash(const Screen *screen)
{
    static const char *const capabilities[] = {"sgr0", "rmkx", "cnorm", "rmcup"};
    static const char words[] = "\r\nforedesk crashed. What the screen had confirmed is in the "
                                "workspace.\r\n";
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

    crash.descriptor = fileno(screen->out);
    crash.before = screen->before;
    crash.length = 0;
    for (guint i = 0; i < G_N_ELEMENTS(capabilities); i++)
        add_crash_bytes(capabilities[i]);
    memcpy(crash.bytes + crash.length, words, sizeof words - 1);
    crash.length += sizeof words - 1;
    crash.active = 1;
    sigaltstack(&(stack_t){.ss_sp = crash.stack, .ss_size = sizeof crash.stack}, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        sigaction(
            numbers[i],
            &(struct sigaction){.sa_handler = on_crash, .sa_flags = SA_RESETHAND | SA_ONSTACK},
            NULL);
}

/* A signal may come at any moment and to any thread (numeric libraries have theirs): its handler
 * only marks it and writes to a pipe that the wait for input looks at, so that none goes unseen. */
static void
on_signal(int number)
{
    int error = errno;

    if (number == SIGTSTP)
        asked.suspend = 1;
    else if (number != SIGWINCH)
        asked.end = number;
    gssize ignored = write(asked.pipe[1], "", 1);
    (void)ignored;
    errno = error;
}

static void
catch_signal(int number)
{
    sigaction(number, &(struct sigaction){.sa_handler = on_signal, .sa_flags = SA_RESTART}, NULL);
}

static void
catch_signals(void)
{
    asked.end = asked.suspend = 0;
    for (guint i = 0; i < G_N_ELEMENTS(caught); i++)
        catch_signal(caught[i]);
    signal(SIGPIPE, SIG_IGN);
}

/* ---- opening -------------------------------------------------------------------------------- */

/* Libraries print to stdout and stderr: on this screen that would be rubbish. */
static void
redirect_to_log(Screen *screen)
{
    g_autofree char *folder = g_build_filename(g_get_user_state_dir(), "foredesk", NULL);
    g_autofree char *path = g_build_filename(folder, "log", NULL);

    g_mkdir_with_parents(folder, 0700);
    int log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0)
        log = open("/dev/null", O_WRONLY | O_CLOEXEC);
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 2; i++) {
        screen->out_saved[i] = fcntl(STDOUT_FILENO + i, F_DUPFD_CLOEXEC, 10);
        dup2(log, STDOUT_FILENO + i);
    }
    close(log);
}

static void
restore_from_log(Screen *screen)
{
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 2; i++)
        if (screen->out_saved[i] >= 0) {
            dup2(screen->out_saved[i], STDOUT_FILENO + i);
            close(screen->out_saved[i]);
        }
}

/* Keys that a terminal would keep for itself: ^C, ^\, ^S, ^Q, ^V and ^O reach the program. */
static void
free_keys(void)
{
    struct termios mode;

    if (tcgetattr(STDIN_FILENO, &mode) != 0)
        return;
    mode.c_cc[VINTR] = mode.c_cc[VQUIT] = _POSIX_VDISABLE;
    mode.c_iflag &= ~(tcflag_t)IXON;
    mode.c_lflag &= ~(tcflag_t)IEXTEN;
    tcsetattr(STDIN_FILENO, TCSANOW, &mode);
    def_prog_mode();
}

/* Under a description of our own making, which is gone from the environment afterwards. */
static SCREEN *
open_terminal(const char *name, FILE *out)
{
    g_autofree char *before = g_strdup(g_getenv("TERMINFO"));
    g_autofree char *description = before ? NULL : terminfo_without_extras(name);
    SCREEN *curses;

    if (description)
        g_setenv("TERMINFO", description, TRUE);
    curses = newterm((char *)name, out, stdin);
    if (description)
        g_unsetenv("TERMINFO");
    return curses;
}

static SCREEN *
open_curses(FILE *out, char **notice)
{
    const char *name = g_getenv("TERM");
    SCREEN *curses = open_terminal(name, out);

    if (curses)
        return curses;
    curses = open_terminal("xterm-256color", out);
    if (curses && notice)
        *notice = g_strdup_printf("the terminal type \"%s\" is unknown here: working as in "
                                  "xterm-256color",
                                  name && *name ? name : "(none)");
    return curses;
}

static int
idle_descriptor(void)
{
    const char *text = g_getenv("FOREDESK_IDLE_FD");
    gint64 number;

    if (!text || !number_parse_integer(text, -1, &number) || number < 3 || number > 65535 ||
        fcntl((int)number, F_SETFD, FD_CLOEXEC) < 0)
        return -1;
    return (int)number;
}

/* Arrows as terminals send them that were not told of keypad mode. */
static void
accept_both_arrows(void)
{
    static const struct {
        const char *bytes;
        int key;
    } arrows[] = {{"\033[A", KEY_UP},    {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT},
                  {"\033[D", KEY_LEFT},  {"\033OA", KEY_UP},   {"\033OB", KEY_DOWN},
                  {"\033OC", KEY_RIGHT}, {"\033OD", KEY_LEFT}, {"\033[H", KEY_HOME},
                  {"\033[F", KEY_END},   {"\033[Z", KEY_BTAB}};
    for (guint i = 0; i < G_N_ELEMENTS(arrows); i++)
        if (!key_defined(arrows[i].bytes))
            define_key(arrows[i].bytes, arrows[i].key);
}

static void
set_up_curses(void)
{
    cbreak();
    noecho();
    nonl();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    curs_set(0);
    set_escdelay(25);
    accept_both_arrows();
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    free_keys();
}

Screen *
screen_open(gboolean ascii, char **notice, GError **error)
{
    Screen *screen;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the workbench needs a terminal; `foredesk --help` lists what works without");
        return NULL;
    }
    screen = g_new0(Screen, 1);
    screen->ahead = ERR;
    screen->idle_descriptor = idle_descriptor();
    setlocale(LC_CTYPE, "");
    screen->ascii = ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    text_set_utf8(!screen->ascii);
    tcgetattr(STDIN_FILENO, &screen->before);
    redirect_to_log(screen);
    screen->out = fdopen(fcntl(screen->out_saved[0], F_DUPFD_CLOEXEC, 10), "w");
    screen->curses = open_curses(screen->out, notice);
    if (!screen->curses || pipe2(asked.pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        restore_from_log(screen);
        fclose(screen->out);
        g_free(screen);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "can't use this terminal: set TERM, for example TERM=xterm-256color");
        return NULL;
    }
    catch_signals();
    prepare_crash(screen);
    set_up_curses();
    return screen;
}

void
screen_close(Screen *screen)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

    if (!screen)
        return;
    endwin();
    delscreen(screen->curses);
    fflush(screen->out);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &screen->before);
    crash.active = 0;
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        signal(numbers[i], SIG_DFL);
    for (guint i = 0; i < G_N_ELEMENTS(caught); i++)
        signal(caught[i], SIG_DFL);
    if (asked.end ==
        SIGHUP) /* a closed window may say so twice: what is open is still to be closed */
        signal(SIGHUP, SIG_IGN);
    close(asked.pipe[0]);
    close(asked.pipe[1]);
    restore_from_log(screen);
    fclose(screen->out);
    g_free(screen);
}

/* ---- what the terminal is ------------------------------------------------------------------- */

void
screen_size(const Screen *screen, int *rows, int *columns)
{
    getmaxyx(stdscr, *rows, *columns);
}

CanvasSymbols
screen_symbols(const Screen *screen)
{
    return screen->ascii ? SYMBOLS_ASCII : SYMBOLS_BRAILLE;
}

int
screen_colours(const Screen *screen)
{
    const char *none = g_getenv("NO_COLOR");
    return (none && *none) || !has_colors() ? 0 : COLORS;
}

/* ---- a frame -------------------------------------------------------------------------------- */

void
screen_begin(Screen *screen)
{
    erase();
}

void
screen_redraw(Screen *screen)
{
    clearok(stdscr, TRUE);
}

/* A look at whether a key waits, without losing it. */
static gboolean
look_ahead(Screen *screen)
{
    while (screen->ahead == ERR) {
        int kind = get_wch(&screen->ahead_key);
        if (kind == ERR)
            return FALSE;
        if (kind == KEY_CODE_YES && screen->ahead_key == KEY_RESIZE)
            continue;
        screen->ahead = kind;
    }
    return TRUE;
}

void
screen_flush(Screen *screen, gboolean busy)
{
    char line[96];
    int rows, columns;

    screen_size(screen, &rows, &columns);
    screen->rows = rows;
    screen->columns = columns;
    wnoutrefresh(stdscr);
    doupdate();
    fflush(screen->out);
    if (screen->idle_descriptor < 0)
        return;
    busy = look_ahead(screen) || busy;
    g_snprintf(line, sizeof line, "%ld %c %dx%d\n", screen->keys, busy ? 'b' : 'i', columns, rows);
    if (write(screen->idle_descriptor, line, strlen(line)) < 0)
        screen->idle_descriptor = -1;
}

gboolean
screen_key(Screen *screen, Key *key)
{
    if (!look_ahead(screen))
        return FALSE;
    *key = screen->ahead == KEY_CODE_YES ? KEY_FUNCTION + (Key)screen->ahead_key
                                         : (Key)screen->ahead_key;
    screen->ahead = ERR;
    screen->keys++;
    return TRUE;
}

/* By our own handler rather than curses': a size that changed while the program slept comes without
 * a signal. */
static void
take_size(const Screen *screen)
{
    struct winsize size;

    if (ioctl(fileno(screen->out), TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0 &&
        (size.ws_row != LINES || size.ws_col != COLS))
        resizeterm(size.ws_row, size.ws_col);
}

/* Gives the terminal back, stops, and takes it again. */
static void
suspend(Screen *screen)
{
    asked.suspend = 0;
    def_prog_mode();
    endwin();
    fflush(screen->out);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &screen->before);
    signal(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
    catch_signal(SIGTSTP);
    tcgetattr(STDIN_FILENO, &screen->before);
    reset_prog_mode();
    take_size(screen);
    refresh();
    clearok(stdscr, TRUE);
}

void
screen_wait(Screen *screen, int wake_descriptor)
{
    char bytes[64];
    int rows, columns;
    struct pollfd ready[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                             {.fd = asked.pipe[0], .events = POLLIN},
                             {.fd = wake_descriptor, .events = POLLIN}};

    screen_size(screen, &rows, &columns);
    if (screen->ahead != ERR || rows != screen->rows || columns != screen->columns)
        return;
    int count = poll(ready, wake_descriptor >= 0 ? 3 : 2, -1);
    while (read(asked.pipe[0], bytes, sizeof bytes) > 0)
        ;
    if (asked.suspend)
        suspend(screen);
    take_size(screen);
    if (count > 0 && (ready[0].revents & (POLLHUP | POLLERR | POLLNVAL)) && !look_ahead(screen))
        asked.end = SIGHUP;
}

int
screen_ended_by(const Screen *screen)
{
    return asked.end;
}

void
screen_copy(Screen *screen, const char *text)
{
    g_autofree char *code = g_base64_encode((const guchar *)text, strlen(text));
    fprintf(screen->out, "\033]52;c;%s\a", code);
    fflush(screen->out);
}
