/* waiting: the three channels that are read (the screen's bytes, the idle lines, the guardian's
 * notes), and the waits. Part of terminal.h. */
#include "config.h"

#include "guardian.h"
#include "terminal_internal.h"
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A byte that is neither UTF-8 nor sent by any terminal description. The kernel hands what is
 * written to a pseudo-terminal over later and in its own time, so that an empty read proves
 * nothing; this byte, written behind the program's own bytes, comes out behind them. It is taken
 * out again before the screen sees it. */
#define FENCE 0xff

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

void
terminal_write_keys(Terminal *terminal)
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
        terminal_write_keys(terminal);
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
    if (terminal->slave < 0)
        return TRUE; /* hung up */
    guint64 lines = terminal->report.lines;
    while (write(terminal->slave, &fence, 1) != 1)
        if (!pump(terminal, deadline))
            return FALSE;
    terminal->fences_sent++;
    while (terminal->fences_seen < terminal->fences_sent)
        if (!pump(terminal, deadline))
            return FALSE;
    terminal->lines_shown = lines; /* one that came meanwhile may not be on the screen */
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
    guint64 lines_before = terminal->lines_shown;
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
