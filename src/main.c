/* main: hands the command line to the shell's verbs. */
#include <foredesk/cli.h>

int
main(int argc, char **argv)
{
    const CliScreen screen = {0};
    return cli_main(argc, argv, &screen);
}
