/* The terminal: opened, resized, suspended, and given back as it was on every way out. */
#pragma once

#include <foredesk/chart.h>

typedef struct Screen Screen;

/* What curses returned: a character, or KEY_FUNCTION + its code for a special key. */
typedef gint32 Key;
#define KEY_FUNCTION 0x200000

/* Takes the terminal. ERROR_USAGE where there is none, ERROR_SYSTEM where curses fails. Only one
 * may be open. `notice` is what to tell the user first (NULL: nothing): the caller frees. */
Screen *screen_open(gboolean ascii, char **notice, GError **error);
void screen_close(Screen *screen);
/* What $TERMINFO may hold for a terminal of this name; NULL: leave it. The caller frees. */
char *terminfo_without_extras(const char *name);
void screen_size(const Screen *screen, int *rows, int *columns);
CanvasSymbols screen_symbols(const Screen *screen);
/* Colours the terminal has: 0 with NO_COLOR. */
int screen_colours(const Screen *screen);

void screen_begin(Screen *screen); /* an empty frame */
/* The frame goes out in one write; then the idle line (tests/vt/README.md). `busy`: jobs run. */
void screen_flush(Screen *screen, gboolean busy);
/* The next key that has come; FALSE: none is waiting. */
gboolean screen_key(Screen *screen, Key *key);
/* Waits until a key, the descriptor or a signal comes. */
void screen_wait(Screen *screen, int wake_descriptor);
int screen_ended_by(const Screen *screen); /* a signal that asks to end; 0: none */
void screen_redraw(Screen *screen);        /* the next frame is drawn anew in full */
/* Past curses, between frames: OSC 52 puts text on the clipboard. */
void screen_copy(Screen *screen, const char *text);
