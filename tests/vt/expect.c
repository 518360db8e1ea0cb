/* expect: expectations. One that is not met is noted with what was found instead, and the script
 * goes on; a wait that never ends is an error and stops it. */
#include "config.h"

#include "expect.h"
#include "screen.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const Word *
word_at(const Step *step, guint index)
{
    return step->words->pdata[index];
}

static GPtrArray *
current_lines(Play *play)
{
    int columns, rows;
    terminal_size(play->terminal, &columns, &rows);
    return screen_lines(terminal_screen(play->terminal), columns, rows);
}

/* Notes that an expectation was not met; always TRUE, since the script goes on. */
static gboolean G_GNUC_PRINTF(3, 4) not_met(Play *play, const Step *step, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_printf(play->failures, "line %u: ", step->line);
    g_string_append_vprintf(play->failures, format, arguments);
    g_string_append_c(play->failures, '\n');
    va_end(arguments);
    return TRUE;
}

static gboolean
not_met_with_screen(Play *play, const Step *step, const char *what, const char *about)
{
    g_autoptr(GPtrArray) lines = current_lines(play);
    g_autofree char *picture = screen_picture(lines);
    return not_met(play, step, "%s \"%s\":\n%s", what, about, picture);
}

/* ---- the screen ------------------------------------------------------------------------- */

/* The block a script would hold: without the blank lines at the end. */
static GPtrArray *
as_block(GPtrArray *lines)
{
    GPtrArray *block = g_ptr_array_new_with_free_func(g_free);
    guint length = lines->len;
    while (length > 0 && ((char *)lines->pdata[length - 1])[0] == '\0')
        length--;
    for (guint i = 0; i < length; i++)
        g_ptr_array_add(block, g_strdup(lines->pdata[i]));
    return block;
}

gboolean
expect_screen(Play *play, Step *step, GError **error)
{
    g_autoptr(GPtrArray) lines = current_lines(play);
    screen_mask_lines(lines, play->masks);
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    g_autofree char *difference =
        screen_difference(step->block != NULL ? step->block : nothing, lines);
    if (difference == NULL && step->block != NULL)
        return TRUE;
    if (play->update) {
        step->replacement = as_block(lines);
        return TRUE;
    }
    if (step->block == NULL)
        return not_met(play, step, "expect needs a block: VT_UPDATE=1 writes it");
    return not_met(play, step, "the screen is not as expected (- expected, + found):\n%s",
                   difference);
}

static gboolean
screen_shows(Play *play, const char *text)
{
    int columns, rows, column, row, width;
    terminal_size(play->terminal, &columns, &rows);
    return screen_find(terminal_screen(play->terminal), columns, rows, text, &column, &row, &width);
}

gboolean
expect_contains(Play *play, Step *step, GError **error)
{
    const char *text = word_at(step, 1)->text;
    return screen_shows(play, text) ||
           not_met_with_screen(play, step, "the screen does not show", text);
}

gboolean
expect_not(Play *play, Step *step, GError **error)
{
    const char *text = word_at(step, 1)->text;
    return !screen_shows(play, text) ||
           not_met_with_screen(play, step, "the screen should not show", text);
}

gboolean
expect_wait_for(Play *play, Step *step, GError **error)
{
    while (!screen_shows(play, word_at(step, 1)->text)) {
        if (terminal_program(play->terminal, NULL) != PROGRAM_RUNS)
            return not_met_with_screen(play, step, "the program ended without",
                                       word_at(step, 1)->text);
        if (!terminal_wait(play->terminal, WAIT_FRESH, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
expect_attributes(Play *play, Step *step, GError **error)
{
    int columns, rows, column, row, width;
    guint first = 2;
    terminal_size(play->terminal, &columns, &rows);
    if (word_at(step, 1)->quoted) {
        const char *text = word_at(step, 1)->text;
        if (!screen_find(terminal_screen(play->terminal), columns, rows, text, &column, &row,
                         &width))
            return not_met_with_screen(play, step, "the screen does not show", text);
    } else if (step->words->len >= 5) {
        row = atoi(word_at(step, 1)->text) - 1;
        column = atoi(word_at(step, 2)->text) - 1;
        width = atoi(word_at(step, 3)->text);
        first = 4;
    } else {
        width = 0;
    }
    if (width < 1) {
        g_set_error(error, VT_ERROR, 0, "say: expect-attr ROW COLUMN WIDTH ATTRIBUTE …");
        return FALSE;
    }
    g_autofree char *why = NULL;
    GError *unknown = NULL;
    if (screen_has_attributes(terminal_screen(play->terminal), column, row, width, step->words,
                              first, &why, &unknown))
        return TRUE;
    if (unknown == NULL)
        return not_met(play, step, "%s", why);
    g_propagate_error(error, unknown);
    return FALSE;
}

gboolean
expect_cursor(Play *play, Step *step, GError **error)
{
    int column, row;
    gboolean visible = terminal_cursor(play->terminal, &column, &row);
    if (strcmp(word_at(step, 1)->text, "hidden") == 0)
        return !visible || not_met(play, step, "the cursor is visible at row %d column %d", row + 1,
                                   column + 1);
    if (step->words->len != 3) {
        g_set_error(error, VT_ERROR, 0, "say: expect-cursor ROW COLUMN, or expect-cursor hidden");
        return FALSE;
    }
    if (visible && row + 1 == atoi(word_at(step, 1)->text) &&
        column + 1 == atoi(word_at(step, 2)->text))
        return TRUE;
    return not_met(play, step, "the cursor is %s at row %d column %d",
                   visible ? "visible" : "hidden", row + 1, column + 1);
}

/* The text of the last OSC 52 the program wrote; NULL: none. The caller frees. */
static char *
copied_text(Play *play)
{
    static const char start[] = "\033]52;";
    const GString *written = terminal_written(play->terminal);
    const char *last = g_strrstr_len(written->str, (gssize)written->len, start);
    const char *content = last != NULL ? strchr(last + strlen(start), ';') : NULL;
    if (content == NULL)
        return NULL;
    gsize length = strcspn(content + 1, "\a\033");
    g_autofree char *encoded = g_strndup(content + 1, length);
    gsize bytes;
    g_autofree guchar *decoded = g_base64_decode(encoded, &bytes);
    return g_strndup((const char *)decoded, bytes);
}

gboolean
expect_copied(Play *play, Step *step, GError **error)
{
    g_autofree char *text = copied_text(play);
    if (g_strcmp0(text, word_at(step, 1)->text) == 0)
        return TRUE;
    return not_met(play, step, "copied was %s%s%s, not \"%s\"", text != NULL ? "\"" : "",
                   text != NULL ? text : "nothing", text != NULL ? "\"" : "",
                   word_at(step, 1)->text);
}

/* ---- the program ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    int number;
} signals[] = {{"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"ABRT", SIGABRT},
               {"KILL", SIGKILL}, {"SEGV", SIGSEGV}, {"PIPE", SIGPIPE}, {"TERM", SIGTERM},
               {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"TSTP", SIGTSTP}, {"CONT", SIGCONT}};

int
expect_signal_number(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(signals); i++)
        if (strcmp(signals[i].name, name) == 0)
            return signals[i].number;
    return 0;
}

gboolean
expect_busy(Play *play, Step *step, GError **error)
{
    return terminal_report(play->terminal)->busy || not_met(play, step, "no job runs");
}

gboolean
expect_stopped(Play *play, Step *step, GError **error)
{
    if (!terminal_wait(play->terminal, WAIT_STOP, error))
        return FALSE;
    return terminal_program(play->terminal, NULL) == PROGRAM_STOPPED ||
           not_met(play, step, "the program ended instead of being suspended");
}

gboolean
expect_exit(Play *play, Step *step, GError **error)
{
    const char *wanted = word_at(step, 1)->text;
    int code, number = expect_signal_number(wanted);
    if (number == 0 && !g_ascii_isdigit(wanted[0])) {
        g_set_error(error, VT_ERROR, 0, "'%s' is neither a status nor a signal", wanted);
        return FALSE;
    }
    if (!terminal_wait(play->terminal, WAIT_EXIT, error))
        return FALSE;
    ProgramState state = terminal_program(play->terminal, &code);
    play->exit_expected = TRUE;
    if (number != 0 ? state == PROGRAM_KILLED && code == number
                    : state == PROGRAM_EXITED && code == atoi(wanted))
        return TRUE;
    g_autoptr(GPtrArray) lines = current_lines(play);
    g_autofree char *picture = screen_picture(lines);
    return not_met(play, step, "it %s %d, not %s:\n%s",
                   state == PROGRAM_EXITED ? "ended with status" : "was killed by signal", code,
                   wanted, picture);
}

gboolean
expect_restored(Play *play, Step *step, GError **error)
{
    if (terminal_program(play->terminal, NULL) != PROGRAM_STOPPED &&
        !terminal_wait(play->terminal, WAIT_EXIT, error))
        return FALSE;
    g_autofree char *amiss = terminal_amiss(play->terminal);
    return amiss == NULL || not_met(play, step, "the terminal was not restored: %s", amiss);
}
