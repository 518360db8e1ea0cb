/* The chart room: golden pictures in the three symbol sets and in small sizes, clipping, markers
 * that meet, sparklines, and figures by gnuplot with titles that try to run commands. */
#include "config.h" /* for memmem */

#include <foredesk/chart.h>

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The canvas's rows against the wanted ones; on a difference both are shown. */
static void
assert_canvas(const Canvas *canvas, const char *wanted)
{
    g_autoptr(GString) got = g_string_new(NULL);
    canvas_print(canvas, got);
    if (strcmp(got->str, wanted) != 0) {
        /* Straight to the stream: GLib's messages lose what the C locale can't show. */
        fprintf(stderr, "the canvas is\n%s\nnot\n%s", got->str, wanted);
        g_test_fail();
    }
}

/* ---- the canvas --------------------------------------------------------------------------- */

static void
test_canvas(void)
{
    g_autoptr(Canvas) canvas = canvas_new(8, 3, SYMBOLS_BRAILLE);
    g_assert_cmpint(canvas_text(canvas, 0, 1, "日x", CANVAS_LABEL), ==, 4);
    g_assert_cmpint(canvas_text(canvas, 1, 5, "cut off", CANVAS_LABEL), ==, 8);
    g_assert_cmpint(canvas_text(canvas, 2, 7, "日", CANVAS_LABEL), ==, 7);
    g_assert_cmpint(canvas_text(canvas, 9, 0, "outside", CANVAS_LABEL), ==, 7);
    canvas_dot(canvas, 0, 4, CANVAS_SERIES);
    canvas_dot(canvas, 1, 7, CANVAS_SERIES + 1);
    canvas_dot(canvas, -1, 4, CANVAS_SERIES);
    canvas_dot(canvas, 16, 4, CANVAS_SERIES);
    canvas_dot(canvas, 3, 12, CANVAS_SERIES);
    assert_canvas(canvas, " 日x\n⢁    cut\n\n");
    gunichar character;
    guint attribute;
    canvas_cell(canvas, 0, 2, &character, &attribute);
    g_assert_cmpuint(character, ==, 0); /* the right half of the wide one */
    canvas_cell(canvas, 1, 0, &character, &attribute);
    g_assert_cmpuint(character, ==, 0x2881);
    g_assert_cmpuint(attribute, ==, CANVAS_SERIES + 1);
    canvas_cell(canvas, 3, 0, &character, &attribute);
    g_assert_cmpuint(character, ==, ' ');
    canvas_cell(canvas, -1, -1, &character, NULL);
    g_assert_cmpuint(character, ==, ' ');
}

/* Every dot of a cell in every symbol set. */
static void
test_dots(void)
{
    static const char *const wanted[3][8] = {
        {"⠁", "⠈", "⠂", "⠐", "⠄", "⠠", "⡀", "⢀"}, {"▘", "▝", "▖", "▗"}, {"'", "."}};
    for (CanvasSymbols symbols = SYMBOLS_BRAILLE; symbols <= SYMBOLS_ASCII; symbols++) {
        int wide, high;
        g_autoptr(Canvas) all = canvas_new(1, 1, symbols);
        canvas_dots_per_cell(all, &wide, &high);
        for (int dot = 0; dot < wide * high; dot++) {
            g_autoptr(Canvas) canvas = canvas_new(1, 1, symbols);
            canvas_dot(canvas, dot % wide, dot / wide, CANVAS_SERIES);
            g_autofree char *line = g_strconcat(wanted[symbols][dot], "\n", NULL);
            assert_canvas(canvas, line);
            canvas_dot(all, dot % wide, dot / wide, CANVAS_SERIES);
        }
        assert_canvas(all, symbols == SYMBOLS_BRAILLE ? "⣿\n"
                           : symbols == SYMBOLS_BLOCK ? "█\n"
                                                      : ":\n");
    }
}

/* ---- charts -----------------------------------------------------------------------------------
 */

/* The Threshold pane's picture: a cost curve, where the line stands, where it would be cheapest. */
static Canvas *
draw_threshold(int width, int height, CanvasSymbols symbols)
{
    double points[202];
    for (int i = 0; i <= 100; i++) {
        points[2 * i] = i;
        points[2 * i + 1] = 180 - 100 * i / (i + 12.0) + (i > 30 ? (i - 30) * 0.9 : 0);
    }
    const ChartMarker markers[] = {
        {.x = 27, .symbol = MARKER_HERE, .name = "you", .line = TRUE},
        {.x = 44, .symbol = MARKER_POINT, .name = "cheapest", .attribute = 1},
    };
    ChartSeries series = {points, 101, CHART_LINE, NULL, 0};
    ChartAxes axes;
    chart_axes_init(&axes);
    axes.title = "cost a month, $k";
    axes.x_title = "tickets flagged in 100";
    axes.markers = markers;
    axes.n_markers = G_N_ELEMENTS(markers);
    Canvas *canvas = canvas_new(width, height, symbols);
    chart_draw(canvas, &series, 1, &axes);
    return canvas;
}

static void
test_threshold_picture(void)
{
    g_autoptr(Canvas) braille = draw_threshold(56, 12, SYMBOLS_BRAILLE);
    assert_canvas(braille, "cost a month, $k\n"
                           "    │⢣            ┊\n"
                           "    │⠈⢆           ┊\n"
                           "150 ┤  ⠣⡀         ┊                                ⣀⡠⠤⠔⠒\n"
                           "    │   ⠈⠢⡀       ┊                        ⣀⣀⠤⠤⠒⠒⠉⠉\n"
                           "    │     ⠈⠢⢄⡀    ┊               ⢀⣀⣀⠤⠤⠒⠒⠉⠉\n"
                           "    │        ⠈⠑⠒⠤⣀⣀    ⣀⣀⣀⡠⠤⠤⠔⠒⠒⠊⠉⠁\n"
                           "100 ┤             ┊⠉⠉⠉⠉\n"
                           "    │             ▲ you    ○ cheapest\n"
                           "    └┬─────────┬─────────┬─────────┬─────────┬─────────┬\n"
                           "     0        20        40        60        80       100\n"
                           "                   tickets flagged in 100\n");
    g_autoptr(Canvas) block = draw_threshold(56, 12, SYMBOLS_BLOCK);
    assert_canvas(block, "cost a month, $k\n"
                         "    │▚            ┊\n"
                         "    │ ▚           ┊\n"
                         "150 ┤  ▚▖         ┊                                ▄▄▄▄▀\n"
                         "    │   ▝▄▖       ┊                        ▄▄▄▄▀▀▀▀\n"
                         "    │     ▝▀▄▖    ┊               ▄▄▄▄▞▀▀▀▀\n"
                         "    │        ▝▀▀▄▄▄▄ ▗▄▄▄▄▄▄▞▀▀▀▀▀\n"
                         "100 ┤             ┊ ▀▘\n"
                         "    │             ▲ you    ○ cheapest\n"
                         "    └┬─────────┬─────────┬─────────┬─────────┬─────────┬\n"
                         "     0        20        40        60        80       100\n"
                         "                   tickets flagged in 100\n");
    guint attribute;
    canvas_cell(braille, 0, 0, NULL, &attribute);
    g_assert_cmpuint(attribute, ==, CANVAS_LABEL);
    canvas_cell(braille, 2, 4, NULL, &attribute);
    g_assert_cmpuint(attribute, ==, CANVAS_AXIS);
    canvas_cell(braille, 8, 27, NULL, &attribute);
    g_assert_cmpuint(attribute, ==, CANVAS_MARKER + 1);
    canvas_cell(braille, 8, 18, NULL, &attribute);
    g_assert_cmpuint(attribute, ==, CANVAS_MARKER);
    text_set_utf8(FALSE);
    g_autoptr(Canvas) ascii = draw_threshold(56, 12, SYMBOLS_ASCII);
    text_set_utf8(TRUE);
    assert_canvas(ascii, "cost a month, $k\n"
                         "    |:             :\n"
                         "    | '.           :\n"
                         "150 +  :.          :                               ....'\n"
                         "    |    :.        :                       ....''''\n"
                         "    |      '..     :             .....'''''\n"
                         "    |        '''.... ........'''''\n"
                         "100 +              :''\n"
                         "    |              ^ you   o cheapest\n"
                         "    ++---------+---------+---------+---------+---------+\n"
                         "     0        20        40        60        80       100\n"
                         "                   tickets flagged in 100\n");
}

static void
test_small_pictures(void)
{
    g_autoptr(Canvas) seven = draw_threshold(30, 7, SYMBOLS_BRAILLE);
    assert_canvas(seven, "cost a month, $k\n"
                         "180 ┤⢣⡀    ┊\n"
                         "    │ ⠑⢦⣀  ┊        ⢀⣀⣀⠤⠤⠔⠒⠚⠉⠉\n"
                         "100 ┤   ⠈⠉⠒⠲⠤⠤⠔⠒⠒⠚⠉⠉⠁\n"
                         "    │      ▲ you ○ cheapest\n"
                         "    └┬───────────┬───────────┬\n"
                         "     0          50         100\n");
    g_autoptr(Canvas) four = draw_threshold(20, 4, SYMBOLS_BRAILLE);
    assert_canvas(four, "    │⢳⡀  ┊       ⣀⣀⡤\n"
                        "100 ┤ ⠈⠒⠦⠤⠤⠤⠖⠒⠒⠉⠉⠁\n"
                        "    └┬─────────────┬\n"
                        "     0           100\n");
    g_autoptr(Canvas) tiny = draw_threshold(10, 3, SYMBOLS_BRAILLE);
    assert_canvas(tiny, "│⢣ ┊    ⣀⡠\n"
                        "┤ ⠓⠤⠤⠖⠒⠉⠁\n"
                        "└┬───────┬\n");
    for (int width = 0; width <= 40; width++)
        for (int height = 0; height <= 14; height++)
            for (CanvasSymbols symbols = SYMBOLS_BRAILLE; symbols <= SYMBOLS_ASCII; symbols++)
                canvas_free(draw_threshold(width, height, symbols));
}

static void
test_columns_picture(void)
{
    const double points[] = {1, 3, 2, 7, 3, 0, 4, 5.2, 5, 0.1, 6, NAN, 7, -2};
    ChartSeries series = {points, 7, CHART_COLUMNS, "tickets", 0};
    ChartAxes axes;
    chart_axes_init(&axes);
    axes.title = "by month";
    g_autoptr(Canvas) canvas = canvas_new(50, 11, SYMBOLS_BRAILLE);
    chart_draw(canvas, &series, 1, &axes);
    assert_canvas(canvas, "by month                                ▆▆ tickets\n"
                          "  │       ▅▅▅▅▅\n"
                          "  │       █████        ▁▁▁▁▁▁\n"
                          "5 ┤       █████        ██████\n"
                          "  │▃▃▃▃▃▃ █████        ██████\n"
                          "  │██████ █████        ██████\n"
                          "  │██████ █████        ██████ ▁▁▁▁▁▁\n"
                          "0 ┤                                        ██████\n"
                          "  │                                        ██████\n"
                          "  └──────────┬────────────┬────────────┬──────────\n"
                          "             2            4            6\n");
}

static char *
round_label(double value, gpointer data)
{
    return g_strdup_printf("%s%g", (const char *)data, value);
}

static void
test_curves_picture(void)
{
    double learn[80], validation[80];
    for (int i = 0; i < 40; i++) {
        learn[2 * i] = validation[2 * i] = i;
        learn[2 * i + 1] = 0.6 / (1 + i / 10.0) + 0.1;
        validation[2 * i + 1] = i == 20 ? NAN : 0.5 / (1 + i / 10.0) + 0.3;
    }
    const ChartSeries series[] = {{learn, 40, CHART_LINE, "learn", 0},
                                  {validation, 40, CHART_DASHED, "validation", 1}};
    ChartAxes axes;
    chart_axes_init(&axes);
    axes.title = "log loss";
    axes.x_label = round_label;
    axes.label_data = (gpointer) "#";
    axes.y_low = 0.2; /* the curve leaves the plot */
    axes.y_high = 0.6;
    axes.y_label = NULL;
    g_autoptr(Canvas) canvas = canvas_new(50, 9, SYMBOLS_BRAILLE);
    chart_draw(canvas, series, 2, &axes);
    assert_canvas(canvas, "log loss                   ── learn  ╌╌ validation\n"
                          "    │  ⠉⠢⡀   ⠉ ⠤ ⡀\n"
                          "    │    ⠈⠢⢄⣀    ⠈ ⠑ ⠒ ⠤ ⣀\n"
                          "0.4 ┤        ⠑⠤⣀⣀⡀           ⠉ ⠒ ⠒ ⠒ ⠤ ⠤ ⠤ ⣀ ⣀ ⣀ ⣀\n"
                          "    │            ⠈⠑⠢⠤⠤⣀⣀⡀\n"
                          "    │                   ⠈⠉⠑⠒⠒⠤⠤⠤⣀⣀⣀⣀⣀\n"
                          "0.2 ┤                                ⠉⠉⠉⠉⠑⠒⠒⠒⠒⠒⠒⠤⠤\n"
                          "    └┬──────────┬───────────┬──────────┬──────────\n"
                          "    #0         #10         #20        #30\n");
    guint attribute;
    canvas_cell(canvas, 0, 37, NULL, &attribute);
    g_assert_cmpuint(attribute, ==, CANVAS_SERIES + 1);
}

/* Markers on one spot stand side by side; at the edge the name goes to the left. */
static void
test_markers_meet(void)
{
    const double points[] = {0, 0, 100, 1};
    const ChartMarker markers[] = {{.x = 20, .name = "you"},
                                   {.x = 20, .symbol = MARKER_POINT, .name = "cheapest"},
                                   {.x = 99, .symbol = MARKER_POINT, .name = "capacity"},
                                   {.x = 101, .name = "outside"}};
    ChartSeries series = {points, 2, CHART_POINTS, NULL, 0};
    ChartAxes axes;
    chart_axes_init(&axes);
    axes.markers = markers;
    axes.n_markers = 4;
    g_autoptr(Canvas) canvas = canvas_new(50, 6, SYMBOLS_BRAILLE);
    chart_draw(canvas, &series, 1, &axes);
    assert_canvas(canvas, "1 ┤                                              ⠈\n"
                          "  │\n"
                          "0 ┤⡀\n"
                          "  │         ▲ you ○ cheapest            capacity ○\n"
                          "  └┬────────┬────────┬─────────┬────────┬────────┬\n"
                          "   0       20       40        60       80      100\n");
}

/* Nothing to draw, one point, equal values, infinities, huge and reversed ranges. */
static void
test_odd_data(void)
{
    const double odd[] = {NAN,      NAN,      INFINITY, 1, 1,       -INFINITY, 1.7e308,
                          -1.7e308, -1.7e308, 5,        3, 1.7e308, 1e-320,    1e-320};
    ChartAxes axes;
    chart_axes_init(&axes);
    for (gsize from = 0; from < 7; from++)
        for (gsize n = 0; from + n <= 7; n++)
            for (ChartStyle style = CHART_LINE; style <= CHART_COLUMNS; style++) {
                ChartSeries series = {odd + 2 * from, n, style, "odd", 0};
                g_autoptr(Canvas) canvas = canvas_new(40, 10, SYMBOLS_BRAILLE);
                chart_draw(canvas, &series, 1, &axes);
            }
    axes.x_low = 5;
    axes.x_high = -5;
    axes.y_low = axes.y_high = 2;
    ChartSeries series = {odd, 7, CHART_LINE, NULL, 0};
    g_autoptr(Canvas) canvas = canvas_new(40, 10, SYMBOLS_BRAILLE);
    chart_draw(canvas, &series, 1, &axes);
    chart_draw(canvas, NULL, 0, &axes);
}

static void
test_round_step(void)
{
    g_assert_cmpfloat_with_epsilon(chart_round_step(83, 5), 20, 1e-12);
    g_assert_cmpfloat_with_epsilon(chart_round_step(100, 4), 25, 1e-12);
    g_assert_cmpfloat_with_epsilon(chart_round_step(100, 1), 100, 1e-12);
    g_assert_cmpfloat_with_epsilon(chart_round_step(101, 1), 200, 1e-12);
    g_assert_cmpfloat_with_epsilon(chart_round_step(0.3, 3), 0.1, 1e-15);
    g_assert_cmpfloat_with_epsilon(chart_round_step(9.9e-5, 2), 5e-5, 1e-15);
}

/* 10,000 noisy points. The fastest of many runs, so that a busy machine doesn't fail it. */
static void
test_speed(void)
{
    enum { N = 10000 };
    g_autofree double *points = g_new(double, 2 * N);
    Random random;
    random_seed(&random, 1);
    for (int i = 0; i < N; i++) {
        points[2 * i] = i;
        points[2 * i + 1] = random_normal(&random) + i / 1000.0;
    }
    ChartSeries series = {points, N, CHART_LINE, NULL, 0};
    ChartAxes axes;
    chart_axes_init(&axes);
    gint64 fastest = G_MAXINT64;
    for (int run = 0; run < 50; run++) {
        gint64 start = g_get_monotonic_time();
        g_autoptr(Canvas) canvas = canvas_new(110, 30, SYMBOLS_BRAILLE);
        chart_draw(canvas, &series, 1, &axes);
        fastest = MIN(fastest, g_get_monotonic_time() - start);
    }
    g_test_message("10,000 points in %d µs", (int)fastest);
    g_assert_cmpint(fastest, <, 10000);
}

/* ---- one-line pictures ------------------------------------------------------------------------
 */

static void
assert_line(char *got, const char *wanted)
{
    g_assert_cmpstr(got, ==, wanted);
    g_free(got);
}

static void
test_sparkline(void)
{
    const double months[] = {5, 1, 5, 5, 6, NAN, 4, 8, 8};
    assert_line(sparkline(months, 9, 20, FALSE, SYMBOLS_BRAILLE), "▅▁▅▅▆ ▄██");
    assert_line(sparkline(months, 9, 20, FALSE, SYMBOLS_ASCII), "=_==+ -##");
    assert_line(sparkline(months, 9, 3, FALSE, SYMBOLS_BRAILLE), "▁▅█");
    const double counts[] = {0, 1, 500, 1000, 0};
    assert_line(sparkline(counts, 5, 9, TRUE, SYMBOLS_BRAILLE), " ▁▄█ ");
    const double same[] = {3, 3, 3};
    assert_line(sparkline(same, 3, 9, FALSE, SYMBOLS_BRAILLE), "▄▄▄");
    assert_line(sparkline(same, 3, 9, TRUE, SYMBOLS_BRAILLE), "███");
    assert_line(sparkline(same, 0, 9, FALSE, SYMBOLS_BRAILLE), "");
    assert_line(sparkline(same, 3, 0, FALSE, SYMBOLS_BRAILLE), "");
    const double nothing[] = {NAN, INFINITY, 0};
    assert_line(sparkline(nothing, 3, 9, TRUE, SYMBOLS_BRAILLE), "   ");
}

static void
test_bar(void)
{
    assert_line(bar_line(0.66, 10, FALSE, SYMBOLS_BRAILLE), "██████▋");
    assert_line(bar_line(0.66, 10, TRUE, SYMBOLS_BRAILLE), "██████▋   ");
    assert_line(bar_line(0.66, 10, TRUE, SYMBOLS_ASCII), "#######   ");
    assert_line(bar_line(7, 3, TRUE, SYMBOLS_BRAILLE), "███");
    assert_line(bar_line(NAN, 3, TRUE, SYMBOLS_BRAILLE), "   ");
    assert_line(bar_line(-1, 0, TRUE, SYMBOLS_BRAILLE), "");
}

/* ---- figures ------------------------------------------------------------------------------------
 */

/* Texts that run a command where they are pasted into a script. */
static const char *const hostile[] = {
    "`touch pwned`",
    "\" . system('touch pwned') . \"",
    "' ; system 'touch pwned' #",
    "\nsystem 'touch pwned'\n",
    "@ARG1 $(touch pwned) %s %n",
    "EOT\n! touch pwned\n",
    "<script>alert(1)</script> & \"<b>\" ]]>",
    "a_b^c {/Symbol x} \\n \\",
    "\x1b]0;title\x07\x1b[31m\x01\x7f",
    "日本 Überlauf ⏎ \xe2\x80\xae reversed \xff",
    "",
    "#",
    "EOF",
};

typedef struct {
    char *folder, *before;
} Folder;

/* The test works in a folder of its own, so that a command that ran would leave its file there. */
static void
folder_open(Folder *folder)
{
    folder->before = g_get_current_dir();
    folder->folder = g_dir_make_tmp("foredesk-chart-XXXXXX", NULL);
    g_assert_nonnull(folder->folder);
    g_assert_cmpint(chdir(folder->folder), ==, 0);
}

static void
folder_close(Folder *folder)
{
    g_autoptr(GDir) files = g_dir_open(folder->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(files));)
        g_assert_cmpint(g_unlink(name), ==, 0);
    g_assert_cmpint(chdir(folder->before), ==, 0);
    g_assert_cmpint(g_rmdir(folder->folder), ==, 0);
    g_free(folder->folder);
    g_free(folder->before);
}

static void
assert_figure(const char *path, const FigureSpec *spec, const char *start, const char *end)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *content = NULL;
    gsize length;
    gboolean done = figure_write(path, spec, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    g_assert_true(g_file_get_contents(path, &content, &length, NULL));
    g_assert_cmpuint(length, >, 500);
    g_assert_cmpmem(content, strlen(start), start, strlen(start));
    g_assert_nonnull(memmem(content + length - 20, 20, end, strlen(end)));
}

static const double figure_points[] = {0, 3, 1, 5, NAN, NAN, 2, 4, 3, -1};

static void
test_figure(void)
{
    if (!figure_available()) {
        g_test_skip("gnuplot is not installed");
        return;
    }
    Folder folder;
    folder_open(&folder);
    const ChartMarker markers[] = {{.x = 2, .name = "you", .line = TRUE}, {.x = 1.5}};
    ChartAxes axes;
    chart_axes_init(&axes);
    axes.title = "Cost a month";
    axes.markers = markers;
    axes.n_markers = 2;
    for (ChartStyle style = CHART_LINE; style <= CHART_COLUMNS; style++) {
        const ChartSeries series[] = {{figure_points, 5, style, "cost", 0},
                                      {figure_points, 0, style, "no points", 1},
                                      {figure_points, 2, style, NULL, 9}};
        FigureSpec spec = {series, 3, &axes, "$k", 0, 0};
        assert_figure("a b's.png", &spec, "\x89PNG", "IEND");
        assert_figure("figure.svg", &spec, "<?xml", "</svg>");
        assert_figure("figure.PDF", &spec, "%PDF", "%%EOF");
    }
    folder_close(&folder);
}

static void
test_figure_hostile(void)
{
    if (!figure_available()) {
        g_test_skip("gnuplot is not installed");
        return;
    }
    Folder folder;
    folder_open(&folder);
    for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++) {
        const ChartMarker marker = {.x = 1, .name = hostile[i], .line = TRUE};
        const ChartSeries series = {figure_points, 5, CHART_LINE, hostile[i], 0};
        ChartAxes axes;
        chart_axes_init(&axes);
        axes.title = axes.x_title = hostile[i];
        axes.markers = &marker;
        axes.n_markers = 1;
        FigureSpec spec = {&series, 1, &axes, hostile[i], 300, 200};
        assert_figure("hostile.svg", &spec, "<?xml", "</svg>");
        assert_figure("`touch pwned`.png", &spec, "\x89PNG", "IEND");
        g_assert_false(g_file_test("pwned", G_FILE_TEST_EXISTS));
        g_autofree char *svg = NULL;
        g_assert_true(g_file_get_contents("hostile.svg", &svg, NULL, NULL));
        g_assert_null(strstr(svg, "<script>alert"));
        g_assert_null(strchr(svg, '\x1b'));
        g_assert_true(g_utf8_validate(svg, -1, NULL));
        if (strstr(hostile[i], "touch"))
            g_assert_nonnull(strstr(svg, "touch pwned")); /* shown, not run */
    }
    folder_close(&folder);
}

static void
assert_refused(const char *path, const FigureSpec *spec, ForedeskError code, const char *part)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(figure_write(path, spec, &error));
    g_assert_error(error, FOREDESK_ERROR, (int)code);
    g_assert_nonnull(strstr(error->message, part));
    g_assert_null(strchr(error->message, '\n'));
}

static void
test_figure_errors(void)
{
    ChartAxes axes;
    chart_axes_init(&axes);
    const ChartSeries series = {figure_points, 5, CHART_LINE, NULL, 0};
    FigureSpec spec = {&series, 1, &axes, NULL, 0, 0}, none = {NULL, 0, &axes, NULL, 0, 0};
    assert_refused("figure.gif", &spec, FOREDESK_ERROR_USAGE, ".png, .svg or .pdf");
    assert_refused("png", &spec, FOREDESK_ERROR_USAGE, ".png, .svg or .pdf");
    assert_refused("figure.png", &none, FOREDESK_ERROR_USAGE, "no points");
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_setenv("PATH", "/nowhere", TRUE);
    assert_refused("figure.png", &spec, FOREDESK_ERROR_SYSTEM, "gnuplot is not installed");
    g_setenv("PATH", path, TRUE);
    if (!figure_available())
        return;
    assert_refused("/nowhere/figure.png", &spec, FOREDESK_ERROR_SYSTEM, "cannot write");
    axes.x_low = axes.x_high = 1; /* a range gnuplot refuses */
    assert_refused("figure.png", &spec, FOREDESK_ERROR_SYSTEM, "gnuplot failed");
    g_assert_false(g_file_test("figure.png", G_FILE_TEST_EXISTS));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart/canvas", test_canvas);
    g_test_add_func("/chart/dots", test_dots);
    g_test_add_func("/chart/threshold", test_threshold_picture);
    g_test_add_func("/chart/small", test_small_pictures);
    g_test_add_func("/chart/columns", test_columns_picture);
    g_test_add_func("/chart/curves", test_curves_picture);
    g_test_add_func("/chart/markers-meet", test_markers_meet);
    g_test_add_func("/chart/odd-data", test_odd_data);
    g_test_add_func("/chart/round-step", test_round_step);
    g_test_add_func("/chart/speed", test_speed);
    g_test_add_func("/chart/sparkline", test_sparkline);
    g_test_add_func("/chart/bar", test_bar);
    g_test_add_func("/chart/figure", test_figure);
    g_test_add_func("/chart/figure-hostile", test_figure_hostile);
    g_test_add_func("/chart/figure-errors", test_figure_errors);
    return g_test_run();
}
