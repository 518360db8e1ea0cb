/* Figures to keep, by gnuplot. Nothing that comes from data stands in a command: texts and points
 * are lines of datablocks, whose end no text can forge; the program is run without a shell and
 * without start-up files, reads its script from memory and writes into memory. */
#include "config.h" /* for memfd_create */

#include <foredesk/chart.h>

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE (20 * G_USEC_PER_SEC)

/* ---- the script ------------------------------------------------------------------------------ */

typedef struct {
    GString *commands; /* what to do, after the datablocks */
    GString *blocks;   /* the points */
    GPtrArray *texts;  /* char*: lines of $Text, counted from 1 */
    char *tag;         /* ends a datablock */
} Script;

static void
script_clear(Script *script)
{
    g_string_free(script->commands, TRUE);
    g_string_free(script->blocks, TRUE);
    g_ptr_array_unref(script->texts);
    g_free(script->tag);
}

/* Adds a text; the commands name it $Text[the number returned]. */
static guint
script_text(Script *script, const char *text)
{
    g_ptr_array_add(script->texts, text_clean(text, -1));
    return script->texts->len;
}

static void
append_number(GString *out, const char *before, double value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append(out, before);
    g_string_append(out, g_ascii_dtostr(buffer, sizeof buffer, value));
}

static void
script_title(Script *script, const char *what, const char *text)
{
    if (text && *text)
        g_string_append_printf(script->commands, "set %s $Text[%u] noenhanced\n", what,
                               script_text(script, text));
}

/* The points as a datablock, a blank line where the line breaks; FALSE when there are none. */
static gboolean
script_points(Script *script, guint number, const ChartSeries *series)
{
    GString *out = script->blocks;
    gsize start = out->len;
    gboolean any = FALSE, broken = TRUE;
    g_string_append_printf(out, "$Points%u << %s\n", number, script->tag);
    for (gsize i = 0; i < series->n; i++) {
        double x = series->points[2 * i], y = series->points[2 * i + 1];
        if (isfinite(x) && isfinite(y)) {
            append_number(out, "", x);
            append_number(out, " ", y);
            g_string_append_c(out, '\n');
            any = TRUE;
            broken = FALSE;
        } else if (!broken) {
            g_string_append_c(out, '\n');
            broken = TRUE;
        }
    }
    g_string_append_printf(out, "%s\n", script->tag);
    if (!any)
        g_string_truncate(out, start);
    return any;
}

/* Bounds that are NaN follow the data; a free lower one is 0 at most where `from_zero`. */
static void
script_range(Script *script, const char *axis, double low, double high, gboolean from_zero)
{
    g_string_append_printf(script->commands, "set %srange [", axis);
    if (isfinite(low))
        append_number(script->commands, "", low);
    else
        g_string_append(script->commands, from_zero ? "* < 0" : "*");
    g_string_append(script->commands, ":");
    if (isfinite(high))
        append_number(script->commands, "", high);
    else
        g_string_append(script->commands, "*");
    g_string_append(script->commands, "]\n");
}

static void
script_marker(Script *script, const ChartMarker *marker)
{
    if (!isfinite(marker->x))
        return;
    append_number(script->commands, "set arrow from first ", marker->x);
    append_number(script->commands, ", graph 0 to first ", marker->x);
    g_string_append_printf(
        script->commands,
        ", graph %s nohead front dashtype 3 linewidth 1.5 linecolor rgb \"#555555\"\n",
        marker->line ? "1" : "0.08");
    if (marker->name && *marker->name) {
        g_string_append_printf(script->commands, "set label $Text[%u] at ",
                               script_text(script, marker->name));
        append_number(script->commands, "first ", marker->x);
        g_string_append(script->commands,
                        ", graph 0.04 offset character 0.6, 0 front noenhanced\n");
    }
}

static void
script_series(Script *script, guint number, const ChartSeries *series)
{
    /* Okabe and Ito's colours, which colour-blind readers can tell apart. */
    static const char *const colours[] = {"#0072B2", "#D55E00", "#009E73",
                                          "#CC79A7", "#E69F00", "#56B4E9"};
    static const char *const styles[] = {
        [CHART_LINE] = "lines linewidth 2",
        [CHART_DASHED] = "lines linewidth 2 dashtype 2",
        [CHART_POINTS] = "points pointtype 7 pointsize 0.5",
        [CHART_COLUMNS] = "boxes fillstyle solid 0.7",
    };
    g_string_append_printf(script->commands, "$Points%u using 1:2 with %s linecolor rgb \"%s\" ",
                           number, styles[series->style],
                           colours[series->attribute % G_N_ELEMENTS(colours)]);
    if (series->name && *series->name)
        g_string_append_printf(script->commands, "title $Text[%u] noenhanced",
                               script_text(script, series->name));
    else
        g_string_append(script->commands, "notitle");
}

/* Everything but the terminal. FALSE when no series has a point. */
static gboolean
script_fill(Script *script, const FigureSpec *spec)
{
    const ChartAxes *axes = spec->axes;
    g_string_append(script->commands, "set border 3\n"
                                      "set tics nomirror out\n"
                                      "set grid ytics linecolor rgb \"#DDDDDD\"\n"
                                      "set boxwidth 0.8 relative\n"
                                      "set key noenhanced\n");
    script_title(script, "title", axes->title);
    script_title(script, "xlabel", axes->x_title);
    script_title(script, "ylabel", spec->y_title);
    gboolean from_zero = axes->y_from_zero;
    for (guint i = 0; i < spec->n; i++)
        from_zero = from_zero || spec->series[i].style == CHART_COLUMNS;
    script_range(script, "x", axes->x_low, axes->x_high, FALSE);
    script_range(script, "y", axes->y_low, axes->y_high, from_zero);
    for (guint i = 0; i < axes->n_markers; i++)
        script_marker(script, &axes->markers[i]);
    guint drawn = 0;
    for (guint i = 0; i < spec->n; i++)
        if (script_points(script, i, &spec->series[i])) {
            g_string_append(script->commands, drawn++ ? ", " : "plot ");
            script_series(script, i, &spec->series[i]);
        }
    g_string_append_c(script->commands, '\n');
    return drawn > 0;
}

/* The whole script: terminal, datablocks, commands. The caller frees. */
static GString *
script_write(const FigureSpec *spec, const char *terminal)
{
    Script script = {.commands = g_string_new(NULL),
                     .blocks = g_string_new(NULL),
                     .texts = g_ptr_array_new_with_free_func(g_free),
                     .tag = g_uuid_string_random()};
    g_strdelimit(script.tag, "-", '_');
    script.tag[0] = 'E'; /* gnuplot wants a name: no digit first */
    GString *all = NULL;
    if (script_fill(&script, spec)) {
        all = g_string_new("set encoding utf8\nset termoption noenhanced\n");
        g_string_append_printf(all, "set terminal %s\n$Text << %s\n", terminal, script.tag);
        for (guint i = 0; i < script.texts->len; i++)
            g_string_append_printf(all, "%s\n", (char *)g_ptr_array_index(script.texts, i));
        g_string_append_printf(all, "%s\n%s%s", script.tag, script.blocks->str,
                               script.commands->str);
    }
    script_clear(&script);
    return all;
}

/* ---- running gnuplot ----------------------------------------------------------------------------
 */

gboolean
figure_available(void)
{
    g_autofree char *program = g_find_program_in_path("gnuplot");
    return program != NULL;
}

/* A file in memory with this content, read from its start; −1 on failure. */
static int
memory_file(const char *name, const char *content, gsize length)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    for (gsize done = 0; fd >= 0 && done < length;) {
        gssize written = write(fd, content + done, length - done);
        if (written < 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        done += written > 0 ? (gsize)written : 0;
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

/* What a memory file holds; the caller frees. */
static char *
memory_content(int fd, gsize *length)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char *content = g_malloc(size > 0 ? (gsize)size + 1 : 1);
    *length = 0;
    while (*length < (gsize)MAX(size, 0)) {
        gssize got = pread(fd, content + *length, (gsize)size - *length, (off_t)*length);
        if (got <= 0)
            break;
        *length += (gsize)got;
    }
    content[*length] = '\0';
    return content;
}

/* The last line gnuplot complained with; its first ones only repeat the command. */
static char *
last_complaint(int fd)
{
    gsize length;
    g_autofree char *all = memory_content(fd, &length);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(all), "\n", -1);
    guint count = g_strv_length(lines);
    return text_clean(count ? g_strstrip(lines[count - 1]) : "", -1);
}

/* Waits for the child, and kills it when its time is over. TRUE when it ended well. */
static gboolean
wait_for(GPid child, gboolean *too_slow)
{
    gint64 deadline = g_get_monotonic_time() + PATIENCE;
    int status = 0;
    *too_slow = FALSE;
    for (;;) {
        pid_t ended = waitpid(child, &status, *too_slow ? 0 : WNOHANG);
        if (ended == child)
            return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        if (ended < 0 && errno != EINTR)
            return FALSE;
        if (ended == 0 && g_get_monotonic_time() > deadline) {
            kill(child, SIGKILL);
            *too_slow = TRUE;
        }
        g_usleep(1000);
    }
}

/* Starts gnuplot on three memory files and waits. `name` is for messages. */
static gboolean
run_gnuplot(int script, int picture, int complaints, const char *name, GError **error)
{
    const char *const arguments[] = {"gnuplot", "-d", "-", NULL};
    g_autoptr(GError) cause = NULL;
    GPid child;
    gboolean too_slow;
    if (!g_spawn_async_with_pipes_and_fds(
            NULL, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
            script, picture, complaints, NULL, NULL, 0, &child, NULL, NULL, NULL, &cause)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "cannot draw %s: gnuplot does not run (%s); on Debian: apt-get install "
                    "gnuplot-nox",
                    name, cause->message);
        return FALSE;
    }
    if (wait_for(child, &too_slow))
        return TRUE;
    g_autofree char *complaint = last_complaint(complaints);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "cannot draw %s: gnuplot %s%s", name,
                too_slow ? "took longer than 20 seconds; draw fewer points" : "failed: ",
                too_slow ? "" : complaint);
    return FALSE;
}

/* The picture a script draws; NULL with the error set. The caller frees. */
static char *
draw_picture(const GString *script, const char *name, gsize *length, GError **error)
{
    int files[3] = {memory_file("script", script->str, script->len), memory_file("picture", "", 0),
                    memory_file("complaints", "", 0)};
    char *picture = NULL;
    if (files[0] < 0 || files[1] < 0 || files[2] < 0)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "cannot draw %s: no memory for gnuplot's files", name);
    else if (run_gnuplot(files[0], files[1], files[2], name, error))
        picture = memory_content(files[1], length);
    for (int i = 0; i < 3; i++)
        if (files[i] >= 0)
            close(files[i]);
    return picture;
}

/* The terminal for a file's ending; NULL for an ending that isn't known. */
static char *
terminal_for(const char *path, int width, int height)
{
    const char *ending = strrchr(path, '.');
    width = width > 0 ? MIN(width, 8000) : 960;
    height = height > 0 ? MIN(height, 8000) : 600;
    if (ending && g_ascii_strcasecmp(ending, ".png") == 0)
        return g_strdup_printf("pngcairo size %d,%d font \"sans,11\"", width, height);
    if (ending && g_ascii_strcasecmp(ending, ".svg") == 0)
        return g_strdup_printf("svg size %d,%d dynamic font \"sans,14\"", width, height);
    if (ending && g_ascii_strcasecmp(ending, ".pdf") == 0)
        return g_strdup_printf("pdfcairo size %.3fin,%.3fin font \"sans,11\"", width / 120.0,
                               height / 120.0);
    return NULL;
}

/* Says in one line why a figure can't be drawn before anything is tried. */
static gboolean
check_figure(gboolean known_ending, gboolean any_points, const char *name, GError **error)
{
    if (!known_ending)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "cannot draw %s: a figure's name ends in .png, .svg or .pdf", name);
    else if (!any_points)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "cannot draw %s: there are no points to draw yet", name);
    else if (!figure_available())
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "cannot draw %s: gnuplot is not installed; on Debian: apt-get install "
                    "gnuplot-nox",
                    name);
    else
        return TRUE;
    return FALSE;
}

gboolean
figure_write(const char *path, const FigureSpec *spec, GError **error)
{
    g_autofree char *name = text_clean(path, -1);
    g_autofree char *terminal = terminal_for(path, spec->width, spec->height);
    g_autoptr(GString) script = script_write(spec, terminal ? terminal : "unknown");
    gsize length;
    if (!check_figure(terminal != NULL, script != NULL, name, error))
        return FALSE;
    g_autofree char *picture = draw_picture(script, name, &length, error);
    if (!picture)
        return FALSE;
    g_autoptr(GError) cause = NULL;
    if (g_file_set_contents_full(path, picture, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0666, &cause))
        return TRUE;
    g_autofree char *reason = text_clean(cause->message, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                "cannot write %s: %s; choose another folder", name, reason);
    return FALSE;
}
