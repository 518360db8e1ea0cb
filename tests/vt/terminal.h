/* terminal: a program in a pseudo-terminal, its screen in libvterm, and the program's own word on
 * what it has done with the keys. Nothing here sleeps to wait: README.md states the contract. */
#pragma once

#include "keys.h"
#include <glib.h>
#include <vterm.h>

typedef struct Terminal Terminal;

typedef struct {
    char **argv;           /* found on PATH of `environment` */
    char **environment;    /* NAME=VALUE, NULL-terminated; FOREDESK_IDLE_FD is added */
    const char *directory; /* where it starts */
    int columns, rows;
    double timeout; /* seconds that any wait may last */
} TerminalOptions;

/* Starts the program; it has drawn nothing yet. Everything in `options` is only borrowed. */
Terminal *terminal_start(const TerminalOptions *options, GError **error);
/* Hangs up, kills what still runs and frees. */
void terminal_free(Terminal *terminal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Terminal, terminal_free)

/* Reads the terminal for so long and waits for nothing: the pause of a person between two keys. */
void terminal_idle(Terminal *terminal, int milliseconds);

/* What the program last said on FOREDESK_IDLE_FD. */
typedef struct {
    guint64 lines; /* how many lines it has written; 0: the rest says nothing */
    gint64 keys;
    gboolean busy;
    int columns, rows; /* 0: not told */
} TerminalReport;
const TerminalReport *terminal_report(Terminal *terminal);

typedef enum { PROGRAM_RUNS, PROGRAM_STOPPED, PROGRAM_EXITED, PROGRAM_KILLED } ProgramState;
/* `code` receives the exit status or the signal that stopped or killed it; may be NULL. */
ProgramState terminal_program(Terminal *terminal, int *code);
/* MiB, the most that the running program has held so far; 0 where /proc does not tell. */
double terminal_peak_memory(Terminal *terminal);
/* Milliseconds that the program's first thread has been on a processor; 0 where /proc does not
 * tell. */
double terminal_own_time(Terminal *terminal);

void terminal_press(Terminal *terminal, const Key *key);
void terminal_set_timeout(Terminal *terminal, double seconds);
gboolean terminal_resize(Terminal *terminal, int columns, int rows, GError **error);
/* Closes the terminal, as when its window is closed: nothing can be sent or read any more. */
void terminal_hang_up(Terminal *terminal);
/* To the program alone; job control signals (TSTP, CONT) go to its process group. */
gboolean terminal_signal(Terminal *terminal, int number, GError **error);

typedef enum {
    WAIT_FRAME, /* every key sent was consumed, and the frame drawn */
    WAIT_IDLE,  /* the same, and no job runs */
    WAIT_FRESH, /* a frame that is not on the screen yet */
    WAIT_STOP,  /* the program is suspended */
    WAIT_EXIT,  /* the program has ended */
} TerminalWait;
/* Waits, and then until all that the program wrote before that moment is on the screen. A program
 * that ends or is suspended ends any wait. FALSE after the timeout. */
gboolean terminal_wait(Terminal *terminal, TerminalWait wanted, GError **error);

/* The screen; cells are read through screen.h. */
VTermScreen *terminal_screen(Terminal *terminal);
void terminal_size(Terminal *terminal, int *columns, int *rows);
/* Cursor, counted from 0; FALSE where it is hidden. */
gboolean terminal_cursor(Terminal *terminal, int *column, int *row);
/* NULL when the program left the terminal as it found it, else what is amiss; the caller frees. */
char *terminal_amiss(Terminal *terminal);
/* All bytes the program wrote so far; borrowed. */
const GString *terminal_written(Terminal *terminal);
