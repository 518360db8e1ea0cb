/* play: a script from its file to one TAP test point, in a folder of its own. */
#include "config.h"

#include "play.h"
#include "screen.h"
#include "steps.h"
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* Where the tree and the build are, for scripts and programs: as `make check` says, or, run by
 * hand, where this driver was built. */
static char **
in_the_tree(char **environment)
{
    gboolean by_hand = g_environ_getenv(environment, "FOREDESK_BUILD") == NULL;
    environment = g_environ_setenv(environment, "FOREDESK_SOURCE", VT_SOURCE, FALSE);
    environment = g_environ_setenv(environment, "FOREDESK_BUILD", VT_BUILD, FALSE);
    environment = g_environ_setenv(environment, "FOREDESK_DATA", VT_SOURCE, FALSE);
    environment = g_environ_setenv(environment, "SOURCE",
                                   g_environ_getenv(environment, "FOREDESK_SOURCE"), TRUE);
    environment = g_environ_setenv(environment, "BUILD",
                                   g_environ_getenv(environment, "FOREDESK_BUILD"), TRUE);
    if (by_hand) {
        g_autofree char *path =
            g_strconcat(VT_BUILD ":", g_environ_getenv(environment, "PATH"), NULL);
        environment = g_environ_setenv(environment, "PATH", path, TRUE);
    }
    return environment;
}

char **
play_environment(const char *directory)
{
    static const char *const removed[] = {"NO_COLOR", "COLORTERM",          "COLUMNS",  "LINES",
                                          "LANG",     "LANGUAGE",           "LC_CTYPE", "ESCDELAY",
                                          "TERMINFO", "NCURSES_NO_UTF8_ACS"};
    static const char *const homes[] = {"HOME",          "XDG_CONFIG_HOME", "XDG_STATE_HOME",
                                        "XDG_DATA_HOME", "XDG_CACHE_HOME",  "TMP"};
    char **environment = g_get_environ();
    for (guint i = 0; i < G_N_ELEMENTS(removed); i++)
        environment = g_environ_unsetenv(environment, removed[i]);
    for (guint i = 0; i < G_N_ELEMENTS(homes); i++)
        environment = g_environ_setenv(environment, homes[i], directory, TRUE);
    environment = g_environ_setenv(environment, "TERM", "xterm-256color", TRUE);
    environment = g_environ_setenv(environment, "LC_ALL", "C.UTF-8", TRUE);
    environment = g_environ_setenv(environment, "TZ", "UTC", TRUE);
    return in_the_tree(environment);
}

static int
remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    return g_remove(path);
}

static void
play_clear(Play *play)
{
    g_clear_pointer(&play->terminal, terminal_free);
    g_clear_pointer(&play->other, terminal_free);
    if (play->directory != NULL && g_getenv("VT_KEEP") == NULL)
        nftw(play->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    else if (play->directory != NULL)
        printf("# kept %s\n", play->directory);
    g_clear_pointer(&play->directory, g_free);
    g_clear_pointer(&play->environment, g_strfreev);
    g_clear_pointer(&play->masks, g_ptr_array_unref);
    g_clear_pointer(&play->script, script_free);
    g_string_free(play->failures, TRUE);
}

/* An error ends the script; its message gets the screen as it stands. */
static void
note_error(Play *play, guint line, const GError *error)
{
    g_string_append_printf(play->failures, "line %u: %s\n", line, error->message);
    if (play->terminal == NULL)
        return;
    int columns, rows;
    terminal_size(play->terminal, &columns, &rows);
    g_autoptr(GPtrArray) lines = screen_lines(terminal_screen(play->terminal), columns, rows);
    g_autofree char *picture = screen_picture(lines);
    g_string_append_printf(play->failures, "the screen at that moment:\n%s", picture);
}

static void
play_steps(Play *play)
{
    g_autoptr(GError) error = NULL;
    guint line = 0;
    for (guint i = 0; i < play->script->steps->len && error == NULL; i++) {
        Step *step = play->script->steps->pdata[i];
        line = step->line;
        step_play(play, step, &error);
    }
    if (error == NULL)
        step_end_programs(play, &error);
    if (error != NULL)
        note_error(play, line, error);
}

static double
default_timeout(void)
{
    const char *given = g_getenv("VT_TIMEOUT");
    double seconds = given != NULL ? g_ascii_strtod(given, NULL) : 0;
    return seconds > 0 ? seconds : 60;
}

static gboolean
prepare(Play *play, const char *path, GError **error)
{
    play->script = script_read(path, error);
    if (play->script == NULL)
        return FALSE;
    play->directory = g_dir_make_tmp("vt-XXXXXX", error);
    if (play->directory == NULL)
        return FALSE;
    play->environment = play_environment(play->directory);
    return TRUE;
}

static void
print_comments(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (lines[i][0] != '\0')
            printf("# %s\n", lines[i]);
}

gboolean
play_script(const char *path, guint number, gboolean update)
{
    g_autoptr(GError) error = NULL;
    gboolean changed = FALSE;
    Play play = {.columns = 80,
                 .rows = 24,
                 .timeout = default_timeout(),
                 .wait_for_jobs = TRUE,
                 .update = update,
                 .masks = g_ptr_array_new_with_free_func((GDestroyNotify)g_regex_unref),
                 .failures = g_string_new(NULL)};
    if (prepare(&play, path, &error))
        play_steps(&play);
    if (error == NULL && update)
        script_write_replacements(play.script, &changed, &error);
    if (error != NULL)
        g_string_append_printf(play.failures, "%s\n", error->message);
    gboolean passed = play.failures->len == 0;
    printf("%s %u - %s%s\n", passed ? "ok" : "not ok", number, path, changed ? ", updated" : "");
    print_comments(play.failures->str);
    fflush(stdout);
    play_clear(&play);
    return passed;
}

char *
play_help(void)
{
    return steps_help();
}
