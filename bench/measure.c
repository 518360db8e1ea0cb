/* measure: runs one command and writes what it took: wall and processor seconds, the largest memory
 * of any one of its processes, and with -p how long each phase of its progress line lasted. It
 * shows that line only to a terminal, so its stderr is one then. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PHASE_BYTES 120

typedef struct {
    FILE *out;
    char name[PHASE_BYTES];
    double since;
    char line[512];
    size_t length;
} Phases;

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void
end_phase(Phases *phases, const char *next)
{
    double at = now();
    if (*phases->name)
        fprintf(phases->out, "phase\t%s\t%.2f\n", phases->name, at - phases->since);
    snprintf(phases->name, sizeof phases->name, "%.*s", PHASE_BYTES - 1, next);
    phases->since = at;
}

/* "title: phase  12 of 40 rows, 3 left": what stands before the numbers names the phase. */
static void
take_line(Phases *phases)
{
    char *text = phases->line;
    text[phases->length] = '\0';
    phases->length = 0;
    char *end = strstr(text, "  ");
    if (!end)
        end = strchr(text, '\033');
    if (end)
        *end = '\0';
    if (*text && strncmp(text, phases->name, PHASE_BYTES - 1) != 0)
        end_phase(phases, text);
}

static void
watch_phases(Phases *phases, int terminal)
{
    char bytes[4096];
    ssize_t got;
    while ((got = read(terminal, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR))
        for (ssize_t i = 0; i < got; i++) {
            if (bytes[i] != '\r' && bytes[i] != '\n' && phases->length + 1 < sizeof phases->line)
                phases->line[phases->length++] = bytes[i];
            if (bytes[i] == 'K') /* a line ends by erasing what is behind it */
                take_line(phases);
        }
    end_phase(phases, "");
}

/* A terminal of 200 columns, so that no phase is cut; its inner side is the command's stderr. */
static int
open_terminal(int *inner)
{
    struct winsize size = {.ws_row = 24, .ws_col = 200};
    int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0 ||
        (*inner = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
        perror("measure: opening a terminal");
        exit(4);
    }
    ioctl(*inner, TIOCSWINSZ, &size);
    return terminal;
}

static pid_t
start(char **command, const char *output, int error)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (out < 0 || dup2(out, STDOUT_FILENO) < 0 || (error >= 0 && dup2(error, STDERR_FILENO) < 0)) {
        perror(output);
        _exit(127);
    }
    if (error >= 0)
        setenv("TERM", "xterm-256color", 1);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

static double
seconds(struct timeval time)
{
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static int
report(FILE *figures, const char *command, double wall, const struct rusage *used, int status)
{
    fprintf(figures, "wall\t%.3f\nuser\t%.3f\nsystem\t%.3f\npeak_mib\t%.1f\n", wall,
            seconds(used->ru_utime), seconds(used->ru_stime), (double)used->ru_maxrss / 1024);
    fclose(figures);
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    fprintf(stderr, "measure: %s ended by signal %d\n", command, WTERMSIG(status));
    return 4;
}

int
main(int argc, char **argv)
{
    const char *output = "/dev/null";
    int terminal = -1, inner = -1, status = 0, option;
    struct rusage used;
    while ((option = getopt(argc, argv, "+po:")) != -1) {
        if (option == 'p')
            terminal = open_terminal(&inner);
        else if (option == 'o')
            output = optarg;
        else
            return 2;
    }
    if (argc - optind < 2) {
        fprintf(stderr, "usage: measure [-p] [-o OUTPUT] FIGURES COMMAND [ARG…]\n");
        return 2;
    }
    FILE *figures = fopen(argv[optind], "we");
    if (!figures) {
        perror(argv[optind]);
        return 4;
    }
    double began = now();
    pid_t child = start(argv + optind + 1, output, inner);
    if (terminal >= 0) {
        Phases phases = {.out = figures, .since = began};
        close(inner);
        watch_phases(&phases, terminal);
    }
    while (wait4(child, &status, 0, &used) < 0 && errno == EINTR)
        ;
    return report(figures, argv[optind + 1], now() - began, &used, status);
}
