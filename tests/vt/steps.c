/* steps: the table of steps and what each does with the terminal; what they expect of it is in
 * expect.c. */
#include "config.h"

#include "expect.h"
#include "keys.h"
#include "steps.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char *
word_text(const Step *step, guint index)
{
    return index < step->words->len ? ((Word *)step->words->pdata[index])->text : "";
}

static gboolean
wrong(GError **error, const char *format, const char *about)
{
    g_set_error(error, VT_ERROR, 0, format, about);
    return FALSE;
}

/* ---- before the program runs ------------------------------------------------------------ */

static gboolean
parse_size(const Step *step, int *columns, int *rows, GError **error)
{
    char rest;
    if (sscanf(word_text(step, 1), "%dx%d%c", columns, rows, &rest) != 2 || *columns < 1 ||
        *rows < 1 || *columns > 1000 || *rows > 1000)
        return wrong(error, "'%s' is no size: say COLUMNSxROWS", word_text(step, 1));
    return TRUE;
}

static gboolean
play_size(Play *play, Step *step, GError **error)
{
    return parse_size(step, &play->columns, &play->rows, error);
}

static gboolean
play_term(Play *play, Step *step, GError **error)
{
    play->environment = g_environ_setenv(play->environment, "TERM", word_text(step, 1), TRUE);
    return TRUE;
}

static gboolean
play_locale(Play *play, Step *step, GError **error)
{
    play->environment = g_environ_setenv(play->environment, "LC_ALL", word_text(step, 1), TRUE);
    return TRUE;
}

static gboolean
play_env(Play *play, Step *step, GError **error)
{
    g_auto(GStrv) settings = words_expand_all(step->words, 1, play->environment, error);
    for (guint i = 0; settings != NULL && settings[i] != NULL; i++) {
        char *value = strchr(settings[i], '=');
        if (value == NULL) {
            play->environment = g_environ_unsetenv(play->environment, settings[i]);
            continue;
        }
        *value++ = '\0';
        play->environment = g_environ_setenv(play->environment, settings[i], value, TRUE);
    }
    return settings != NULL;
}

static gboolean
play_timeout(Play *play, Step *step, GError **error)
{
    play->timeout = g_ascii_strtod(word_text(step, 1), NULL);
    if (play->terminal != NULL)
        terminal_set_timeout(play->terminal, play->timeout);
    return play->timeout > 0 || wrong(error, "'%s' is no number of seconds", word_text(step, 1));
}

static gboolean
play_file(Play *play, Step *step, GError **error)
{
    if (step->block == NULL)
        return wrong(error, "file %s needs a block with its lines", word_text(step, 1));
    g_autofree char *path = g_build_filename(play->directory, word_text(step, 1), NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0700);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < step->block->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)step->block->pdata[i]);
    return g_file_set_contents(path, text->str, (gssize)text->len, error);
}

static gboolean
play_setup(Play *play, Step *step, GError **error)
{
    g_auto(GStrv) argv = words_expand_all(step->words, 1, play->environment, error);
    g_autofree char *output = NULL, *complaint = NULL;
    int status = 0;
    if (argv == NULL ||
        !g_spawn_sync(play->directory, argv, play->environment, G_SPAWN_SEARCH_PATH_FROM_ENVP, NULL,
                      NULL, &output, &complaint, &status, error))
        return FALSE;
    if (!g_spawn_check_wait_status(status, error)) {
        g_prefix_error(error, "%s: %s%s", argv[0], output, complaint);
        return FALSE;
    }
    return TRUE;
}

static gboolean
play_mask(Play *play, Step *step, GError **error)
{
    GRegex *mask = g_regex_new(word_text(step, 1), 0, 0, error);
    if (mask != NULL)
        g_ptr_array_add(play->masks, mask);
    return mask != NULL;
}

/* ---- the program ------------------------------------------------------------------------ */

static gboolean
settle(Play *play, GError **error)
{
    return terminal_wait(play->terminal, play->wait_for_jobs ? WAIT_IDLE : WAIT_FRAME, error);
}

static gboolean
end_program(Play *play, GError **error)
{
    if (play->terminal == NULL)
        return TRUE;
    int code;
    ProgramState state = terminal_program(play->terminal, &code);
    gboolean ended_by_itself = state >= PROGRAM_EXITED;
    if (!ended_by_itself && !terminal_signal(play->terminal, SIGTERM, error))
        return FALSE;
    if (state == PROGRAM_STOPPED && !terminal_signal(play->terminal, SIGCONT, error))
        return FALSE;
    if (!terminal_wait(play->terminal, WAIT_EXIT, error))
        return FALSE;
    if (ended_by_itself && !play->exit_expected && (state != PROGRAM_EXITED || code != 0)) {
        g_set_error(error, VT_ERROR, 0, "the program ended by itself, %s %d",
                    state == PROGRAM_EXITED ? "with status" : "killed by signal", code);
        return FALSE;
    }
    g_clear_pointer(&play->terminal, terminal_free);
    return TRUE;
}

static void
switch_program(Play *play)
{
    Terminal *terminal = play->terminal;
    gboolean exit_expected = play->exit_expected;
    play->terminal = play->other;
    play->exit_expected = play->other_exit_expected;
    play->other = terminal;
    play->other_exit_expected = exit_expected;
}

gboolean
step_end_programs(Play *play, GError **error)
{
    if (!end_program(play, error))
        return FALSE;
    switch_program(play);
    return end_program(play, error);
}

static gboolean
play_run(Play *play, Step *step, GError **error)
{
    g_auto(GStrv) argv = words_expand_all(step->words, 1, play->environment, error);
    if (argv == NULL || !end_program(play, error))
        return FALSE;
    TerminalOptions options = {.argv = argv,
                               .environment = play->environment,
                               .directory = play->directory,
                               .columns = play->columns,
                               .rows = play->rows,
                               .timeout = play->timeout};
    play->exit_expected = FALSE;
    play->terminal = terminal_start(&options, error);
    return play->terminal != NULL && settle(play, error);
}

/* The program that runs stays; what follows goes to a second one, in a terminal of its own. */
static gboolean
play_beside(Play *play, Step *step, GError **error)
{
    if (play->other != NULL)
        return wrong(error, "%s: two programs run already", "beside");
    switch_program(play);
    return play_run(play, step, error);
}

static gboolean
play_switch(Play *play, Step *step, GError **error)
{
    if (play->other == NULL)
        return wrong(error, "%s: no second program runs", "switch");
    switch_program(play);
    return terminal_program(play->terminal, NULL) != PROGRAM_RUNS || settle(play, error);
}

static gboolean
must_run(Play *play, GError **error)
{
    int code;
    ProgramState state = terminal_program(play->terminal, &code);
    if (state == PROGRAM_RUNS)
        return TRUE;
    g_set_error(error, VT_ERROR, 0, "the program does not run: it was %s %d",
                state == PROGRAM_EXITED    ? "ended with status"
                : state == PROGRAM_STOPPED ? "suspended by signal"
                                           : "killed by signal",
                code);
    return FALSE;
}

/* One key after the other, each consumed before the next is sent. */
static gboolean
play_keys(Play *play, Step *step, GError **error)
{
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(Key));
    for (guint i = 1; i < step->words->len; i++)
        if (!keys_parse_word(step->words->pdata[i], keys, error))
            return FALSE;
    for (guint i = 0; i < keys->len; i++) {
        if (!must_run(play, error))
            return FALSE;
        terminal_press(play->terminal, &g_array_index(keys, Key, i));
        if (!settle(play, error))
            return FALSE;
    }
    return TRUE;
}

/* All keys at once, as a held key or a pasted text arrives. */
static gboolean
play_burst(Play *play, Step *step, GError **error)
{
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(Key));
    for (guint i = 1; i < step->words->len; i++)
        if (!keys_parse_word(step->words->pdata[i], keys, error))
            return FALSE;
    if (!must_run(play, error))
        return FALSE;
    for (guint i = 0; i < keys->len; i++)
        terminal_press(play->terminal, &g_array_index(keys, Key, i));
    return settle(play, error);
}

static gboolean
play_resize(Play *play, Step *step, GError **error)
{
    if (!must_run(play, error) || !parse_size(step, &play->columns, &play->rows, error) ||
        !terminal_resize(play->terminal, play->columns, play->rows, error))
        return FALSE;
    if (terminal_report(play->terminal)->columns == 0 &&
        !terminal_wait(play->terminal, WAIT_FRESH, error))
        return FALSE;
    return settle(play, error);
}

static gboolean
play_no_wait_job(Play *play, Step *step, GError **error)
{
    play->wait_for_jobs = FALSE;
    return TRUE;
}

static gboolean
play_wait_job(Play *play, Step *step, GError **error)
{
    play->wait_for_jobs = TRUE;
    return play->terminal == NULL || settle(play, error);
}

/* The program gets SIGHUP and must end. */
static gboolean
play_hang_up(Play *play, Step *step, GError **error)
{
    terminal_hang_up(play->terminal);
    play->exit_expected = TRUE;
    return terminal_wait(play->terminal, WAIT_EXIT, error);
}

static gboolean
play_signal(Play *play, Step *step, GError **error)
{
    int number = expect_signal_number(word_text(step, 1));
    if (number == 0)
        return wrong(error, "unknown signal '%s'", word_text(step, 1));
    if (!terminal_signal(play->terminal, number, error))
        return FALSE;
    if (number == SIGTSTP)
        return terminal_wait(play->terminal, WAIT_STOP, error);
    if (number == SIGCONT)
        return terminal_wait(play->terminal, WAIT_FRESH, error) && settle(play, error);
    return TRUE;
}

/* ---- the table -------------------------------------------------------------------------- */

typedef struct {
    const char *name, *arguments, *help;
    guint least, most; /* words behind the name */
    gboolean needs_program;
    gboolean (*play)(Play *play, Step *step, GError **error);
} StepKind;

#define ANY G_MAXUINT

static const StepKind kinds[] = {
    {"size", "80x24", "columns and rows of the next run", 1, 1, FALSE, play_size},
    {"term", "NAME", "TERM of the next run (xterm-256color)", 1, 1, FALSE, play_term},
    {"locale", "NAME", "LC_ALL of what follows (C.UTF-8)", 1, 1, FALSE, play_locale},
    {"env", "NAME=VALUE | NAME …", "sets or removes variables", 1, ANY, FALSE, play_env},
    {"timeout", "SECONDS", "how long any wait may last (60, or VT_TIMEOUT)", 1, 1, FALSE,
     play_timeout},
    {"file", "NAME, then a block", "writes the block to $TMP/NAME", 1, 1, FALSE, play_file},
    {"setup", "COMMAND …", "runs it in $TMP; it must end with 0", 1, ANY, FALSE, play_setup},
    {"mask", "\"REGEX\"", "what it matches is ~ in each expected screen", 1, 1, FALSE, play_mask},
    {"run", "COMMAND …", "runs it in the terminal, in $TMP; an earlier one is ended first", 1, ANY,
     FALSE, play_run},
    {"beside", "COMMAND …", "runs a second one in another terminal; steps now go there", 1, ANY,
     TRUE, play_beside},
    {"switch", "", "steps go to the other program", 0, 0, TRUE, play_switch},
    {"keys", "KEY … \"text\" …", "presses each, waiting until the program has drawn", 1, ANY, TRUE,
     play_keys},
    {"burst", "KEY … \"text\" …", "presses all at once, then waits", 1, ANY, TRUE, play_burst},
    {"resize", "110x30", "resizes the terminal and waits for its frame", 1, 1, TRUE, play_resize},
    {"no-wait-job", "", "from here on waits end at the frame, though a job runs", 0, 0, FALSE,
     play_no_wait_job},
    {"wait-job", "", "waits until no job runs, here and from here on", 0, 0, FALSE, play_wait_job},
    {"signal", "NAME", "sends TERM, KILL …; TSTP waits for the stop, CONT for a frame", 1, 1, TRUE,
     play_signal},
    {"hang-up", "", "closes the terminal under the program, which must end", 0, 0, TRUE,
     play_hang_up},
    {"wait-for", "\"text\"", "waits until a frame shows it", 1, 1, TRUE, expect_wait_for},
    {"expect", "then a block", "the whole screen; blanks at the ends do not count", 0, 0, TRUE,
     expect_screen},
    {"expect-contains", "\"text\"", "some row shows it", 1, 1, TRUE, expect_contains},
    {"expect-not", "\"text\"", "no row shows it", 1, 1, TRUE, expect_not},
    {"expect-attr", "ROW COLUMN WIDTH | \"text\", ATTRIBUTE …",
     "bold, underline, italic, blink, reverse, strike, no-bold …, plain, fg=4, bg=default, "
     "fg=#ff8000",
     2, ANY, TRUE, expect_attributes},
    {"expect-cursor", "ROW COLUMN | hidden", "where the cursor stands", 1, 2, TRUE, expect_cursor},
    {"expect-copied", "\"text\"", "the last text sent to the clipboard (OSC 52)", 1, 1, TRUE,
     expect_copied},
    {"expect-busy", "", "a job runs", 0, 0, TRUE, expect_busy},
    {"expect-stopped", "", "the program is suspended", 0, 0, TRUE, expect_stopped},
    {"expect-exit", "STATUS | SIGNAL", "waits for the program's end", 1, 1, TRUE, expect_exit},
    {"expect-restored", "", "the ended or suspended program left the terminal as it was", 0, 0,
     TRUE, expect_restored},
};

gboolean
step_play(Play *play, Step *step, GError **error)
{
    const StepKind *kind = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(kinds) && kind == NULL; i++)
        if (strcmp(kinds[i].name, word_text(step, 0)) == 0)
            kind = &kinds[i];
    if (kind == NULL)
        return wrong(error, "unknown step '%s': vt --help lists them", word_text(step, 0));
    guint given = step->words->len - 1;
    if (given < kind->least || given > kind->most) {
        g_set_error(error, VT_ERROR, 0, "say: %s %s", kind->name, kind->arguments);
        return FALSE;
    }
    if (kind->needs_program && play->terminal == NULL)
        return wrong(error, "'%s' needs a program: run comes first", kind->name);
    return kind->play(play, step, error);
}

char *
steps_help(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *call = g_strdup_printf("%s %s", kinds[i].name, kinds[i].arguments);
        g_string_append_printf(text, "  %-32s %s\n", call, kinds[i].help);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
