/* demo: the smallest program that keeps the idle contract, so that the driver can be tested without
 * foredesk. Up and Down move a selection, j runs a job, y copies, e and k end it badly, q well. */
#include "config.h"

#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    int idle_descriptor;
    long keys;
    int selected;
    int job_steps_left;
    char last[32];
} Demo;

static volatile sig_atomic_t terminated;

static void
on_terminate(int number)
{
    terminated = number;
}

static void
draw(const Demo *demo)
{
    static const char *const rows[] = {"plain", "bold and blue", "orange ⡠⠤⠒⠉ 漢字", "ticket 4"};
    static const short pairs[] = {0, 1, 2, 0};
    erase();
    mvprintw(0, 0, "demo %dx%d", COLS, LINES);
    mvprintw(0, 15, "keys %ld, last %s", demo->keys, demo->last);
    for (int i = 0; i < 4; i++) {
        attr_set(i == 1 ? A_BOLD : A_NORMAL, pairs[i], NULL);
        if (i == demo->selected)
            attron(A_REVERSE);
        mvaddstr(2 + i, 2, i == 2 && MB_CUR_MAX == 1 ? "orange" : rows[i]);
    }
    attr_set(A_NORMAL, 0, NULL);
    mvhline(7, 0, ACS_HLINE, 20);
    mvprintw(LINES - 1, 0, demo->job_steps_left > 0 ? "job: %d left" : "no job",
             demo->job_steps_left);
    refresh();
}

static void
report(const Demo *demo, bool pending)
{
    char line[80];
    snprintf(line, sizeof line, "%ld %c %dx%d\n", demo->keys,
             pending || demo->job_steps_left > 0 ? 'b' : 'i', COLS, LINES);
    if (demo->idle_descriptor >= 0 && write(demo->idle_descriptor, line, strlen(line)) < 0)
        terminated = SIGPIPE;
}

/* FALSE: the program shall end. */
static bool
take_key(Demo *demo, int key)
{
    demo->keys++;
    snprintf(demo->last, sizeof demo->last, "%s", key_name((wchar_t)key));
    if (key >= KEY_MIN && key <= KEY_MAX)
        snprintf(demo->last, sizeof demo->last, "%s", keyname(key));
    if (key == KEY_UP)
        demo->selected = (demo->selected + 3) % 4;
    else if (key == KEY_DOWN)
        demo->selected = (demo->selected + 1) % 4;
    else if (key == 'j')
        demo->job_steps_left = 40;
    else if (key == 'J')
        demo->job_steps_left = 1000000;
    else if (key == 'y') {
        fputs("\033]52;c;dGlja2V0IDQ=\a", stdout);
        fflush(stdout);
    } else if (key == 'e') {
        endwin();
        fputs("demo: ended badly\n", stderr);
        exit(3);
    } else if (key == 'k')
        kill(getpid(), SIGKILL);
    return key != 'q';
}

int
main(void)
{
    Demo demo = {.idle_descriptor = -1, .last = "none"};
    const char *descriptor = getenv("FOREDESK_IDLE_FD");
    if (descriptor != NULL)
        demo.idle_descriptor = atoi(descriptor);
    setlocale(LC_ALL, "");
    struct sigaction action = {.sa_handler = on_terminate};
    sigaction(SIGTERM, &action, NULL);
    /* Signals are let in only while waiting: one that came between a frame and the wait would not
     * end the wait, and the resize, the resume or the end would go unseen until the next key. */
    sigset_t held, waiting;
    sigemptyset(&held);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGWINCH);
    sigaddset(&held, SIGTSTP);
    sigprocmask(SIG_BLOCK, &held, &waiting);
    set_escdelay(25);
    initscr();
    cbreak();
    noecho();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    curs_set(0);
    start_color();
    use_default_colors();
    init_pair(1, COLOR_BLUE, -1);
    init_pair(2, COLORS > 16 ? 208 : COLOR_YELLOW, -1);
    bool goes_on = true, pending = false;
    while (goes_on && !terminated) {
        draw(&demo);
        report(&demo, pending);
        struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
        bool at_once = pending || demo.job_steps_left > 0;
        ppoll(&input, 1, at_once ? &(struct timespec){.tv_nsec = pending ? 0 : 1000000} : NULL,
              &waiting);
        if (demo.job_steps_left > 0)
            demo.job_steps_left--;
        wint_t key;
        int kind = get_wch(&key);
        if (kind == OK || (kind == KEY_CODE_YES && key != KEY_RESIZE))
            goes_on = take_key(&demo, (int)key);
        pending = kind != ERR;
    }
    endwin();
    return terminated ? 128 + terminated : 0;
}
