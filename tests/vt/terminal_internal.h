/* terminal_internal: the terminal's fields, shared by terminal.c, waiting.c and restored.c. */
#pragma once

#include "terminal.h"
#include <sys/types.h>
#include <termios.h>

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
    guint64 lines_shown; /* idle lines whose frames are on the screen for certain */
    GString *idle_text;  /* the beginning of a line whose end has not come yet */
    GString *to_program, *written;
    guint64 fences_sent, fences_seen;
};

/* Sends what waits to be sent, as far as the pseudo-terminal takes it at once. */
void terminal_write_keys(Terminal *terminal);
