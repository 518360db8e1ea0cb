/* restored: whether the program left the terminal as it found it. Part of terminal.h. */
#include "config.h"

#include "terminal_internal.h"
#include <string.h>

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
