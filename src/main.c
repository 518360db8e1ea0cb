/* main: hands the command line to the shell's verbs, and the screen to the shell, which knows none.
 */
#include <foredesk/cli.h>
#include <foredesk/tui.h>

static int
open_screen(const char *path, char **files, const char *theme, gboolean ascii, GError **error)
{
    const TuiOptions options = {.theme = theme, .ascii = ascii};
    return tui_run(path, files, &options, error);
}

int
main(int argc, char **argv)
{
    const CliScreen screen = {
        .open = open_screen, .bindings = tui_bindings, .commands = tui_commands};
    return cli_main(argc, argv, &screen);
}
