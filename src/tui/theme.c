/* Themes: read from files, made into curses' attributes and pairs. Colours are names of the
 * terminal's eight or sixteen, numbers of its 256, or #rrggbb; each falls back to the nearest the
 * terminal has. */
#include "config.h"

#include "theme.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

#define COLOUR_DEFAULT (-1)

typedef struct {
    attr_t attributes;
    int foreground, background;
    gboolean selects; /* the cursor's row or cell */
} Look;

struct Theme {
    char *name;
    Look looks[STYLES];
};

static const char *const style_names[STYLES] = {
    [STYLE_TEXT] = "text",         [STYLE_DIM] = "dim",           [STYLE_HEADING] = "heading",
    [STYLE_SENTENCE] = "sentence", [STYLE_ACCENT] = "accent",     [STYLE_TAB] = "tab",
    [STYLE_TAB_HERE] = "tab-here", [STYLE_RULE] = "rule",         [STYLE_GOOD] = "good",
    [STYLE_WARN] = "warn",         [STYLE_BAD] = "bad",           [STYLE_SELECTION] = "selection",
    [STYLE_CELL] = "cell",         [STYLE_MARKED] = "marked",     [STYLE_KEY] = "key",
    [STYLE_HINT] = "hint",         [STYLE_MARKER] = "marker",     [STYLE_AXIS] = "axis",
    [STYLE_LABEL] = "label",       [STYLE_SERIES_1] = "series-1", [STYLE_SERIES_2] = "series-2",
    [STYLE_SERIES_3] = "series-3", [STYLE_SERIES_4] = "series-4", [STYLE_PROGRESS] = "progress",
    [STYLE_MESSAGE] = "message",   [STYLE_ERROR] = "error",       [STYLE_OVERLAY] = "overlay",
    [STYLE_INPUT] = "input",
};

static const struct {
    const char *name;
    attr_t bit;
} attribute_names[] = {{"bold", A_BOLD},
                       {"dim", A_DIM},
                       {"reverse", A_REVERSE},
                       {"underline", A_UNDERLINE},
                       {"italic", A_ITALIC}};

Style
style_from_word(const char *word)
{
    for (int i = 0; word && i < STYLES; i++)
        if (strcmp(word, style_names[i]) == 0)
            return (Style)i;
    return STYLE_TEXT;
}

/* ---- colours -------------------------------------------------------------------------------- */

static const char *const colour_names[] = {
    "black",        "red",           "green",       "yellow",         "blue",
    "magenta",      "cyan",          "white",       "bright-black",   "bright-red",
    "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white"};

/* The sixteen as most terminals show them, for finding the nearest. */
static const guint32 sixteen[] = {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd,
                                  0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00,
                                  0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

static guint32
palette_rgb(int index)
{
    static const guint8 steps[] = {0, 95, 135, 175, 215, 255};

    if (index < 16)
        return sixteen[index];
    if (index >= 232) {
        guint32 grey = (guint32)(8 + 10 * (index - 232));
        return grey << 16 | grey << 8 | grey;
    }
    index -= 16;
    return (guint32)steps[index / 36] << 16 | (guint32)steps[index / 6 % 6] << 8 | steps[index % 6];
}

static int
distance(guint32 a, guint32 b)
{
    int red = (int)(a >> 16 & 255) - (int)(b >> 16 & 255);
    int green = (int)(a >> 8 & 255) - (int)(b >> 8 & 255);
    int blue = (int)(a & 255) - (int)(b & 255);
    return 2 * red * red + 4 * green * green + 3 * blue * blue;
}

/* The terminal's own sixteen are the user's choice of colours: not used where 256 are there. */
static int
nearest(guint32 rgb, int colours)
{
    int best = colours >= 256 ? 16 : 0;

    for (int i = best; i < MIN(colours, 256); i++)
        if (distance(rgb, palette_rgb(i)) < distance(rgb, palette_rgb(best)))
            best = i;
    return best;
}

/* FALSE: no colour. `colour` is what the terminal takes. */
static gboolean
read_colour(const char *text, int colours, int *colour)
{
    gint64 number;
    guint32 rgb;

    if (strcmp(text, "default") == 0) {
        *colour = COLOUR_DEFAULT;
        return TRUE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(colour_names); i++)
        if (strcmp(text, colour_names[i]) == 0) {
            *colour = colours >= 16 || i < 8 ? (int)i : (int)i - 8;
            return TRUE;
        }
    if (text[0] == '#' && strlen(text) == 7 && strspn(text + 1, "0123456789abcdefABCDEF") == 6)
        rgb = (guint32)strtoul(text + 1, NULL, 16);
    else if (number_parse_integer(text, -1, &number) && number >= 0 && number < 256) {
        if (colours >= 256 && colours < 1 << 24) {
            *colour = (int)number;
            return TRUE;
        }
        rgb = palette_rgb((int)number);
    } else
        return FALSE;
    /* a direct-colour terminal takes the colour itself; the lowest numbers are its palette */
    *colour = colours >= 1 << 24 ? MAX((int)rgb, 8) : nearest(rgb, colours);
    return TRUE;
}

/* ---- reading -------------------------------------------------------------------------------- */

/* Greys mean more or less light than the text: few colours have none of that. A selection is then
 * reversed, all else stays as the terminal has it. */
static gboolean
is_grey(const char *value, int colours)
{
    gint64 number;
    return colours < 256 && number_parse_integer(value, -1, &number) && number >= 231;
}

static gboolean
set_attribute(Look *look, const char *attribute, const char *value, int colours)
{
    gboolean yes = strcmp(value, "yes") == 0;

    if (is_grey(value, colours) && (*attribute == 'f' || *attribute == 'b')) {
        if (*attribute == 'b' && look->selects)
            look->attributes |= A_REVERSE;
        return TRUE;
    }

    if (strcmp(attribute, "foreground") == 0 || strcmp(attribute, "background") == 0) {
        int colour = COLOUR_DEFAULT;
        if (!read_colour(value, MAX(colours, 8), &colour))
            return FALSE;
        if (colours >= 8)
            *(*attribute == 'f' ? &look->foreground : &look->background) = colour;
        return TRUE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(attribute_names); i++) {
        if (strcmp(attribute, attribute_names[i].name) != 0)
            continue;
        if (!yes && strcmp(value, "no") != 0)
            return FALSE;
        if (yes)
            look->attributes |= attribute_names[i].bit;
        else
            look->attributes &= ~attribute_names[i].bit;
        return TRUE;
    }
    return FALSE;
}

static int
style_named(const char *name)
{
    for (int i = 0; i < STYLES; i++)
        if (strcmp(name, style_names[i]) == 0)
            return i;
    return -1;
}

/* One line of a theme; what is wrong with it, or NULL. The caller frees. */
static char *
read_line(Theme *theme, char *line, int colours)
{
    char *equals, *dot;
    int style;

    g_strstrip(line);
    if (!*line || *line == '#')
        return NULL;
    equals = strchr(line, '=');
    dot = strchr(line, '.');
    if (!equals || !dot || dot > equals)
        return g_strdup("write object.attribute = value");
    *equals = *dot = 0;
    g_strstrip(line);
    style = style_named(line);
    if (style < 0) {
        g_autofree char *near =
            nearest_names(line, (const char *const[]){"selection", "heading", "series-1", "good",
                                                      "bad", "key", "cell", NULL});
        return g_strdup_printf("no object \"%s\"%s%s%s", line, near ? "; did you mean " : "",
                               near ? near : "", near ? "?" : "");
    }
    if (set_attribute(&theme->looks[style], g_strstrip(dot + 1), g_strstrip(equals + 1), colours))
        return NULL;
    return g_strdup_printf("\"%s = %s\" says nothing", dot + 1, equals + 1);
}

static char *
user_folder(void)
{
    return g_build_filename(g_get_user_config_dir(), "foredesk", "themes", NULL);
}

/* The user's own themes come before those that ship. */
static char *
theme_path(const char *wanted)
{
    if (strchr(wanted, '/'))
        return g_strdup(wanted);
    g_autofree char *folder = user_folder();
    g_autofree char *file = g_strconcat(wanted, ".theme", NULL);
    g_autofree char *own = g_build_filename(folder, file, NULL);
    g_autofree char *name = g_strconcat("themes/", file, NULL);
    if (g_file_test(own, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&own);
    return data_path(name);
}

static void
read_theme(Theme *theme, const char *wanted, int colours, char **problem)
{
    g_autofree char *path = theme_path(wanted);
    g_autofree char *text = NULL;
    g_autofree char *shown = text_clean(wanted, -1);

    if (!path || !g_file_get_contents(path, &text, NULL, NULL)) {
        *problem = g_strdup_printf("no theme \"%s\": T goes through those there are", shown);
        return;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *wrong = read_line(theme, lines[i], colours);
        g_autofree char *clean = text_clean(wrong, -1);
        if (wrong && !*problem)
            *problem = g_strdup_printf("theme %s, line %u: %s", shown, i + 1, clean);
    }
}

/* Without any file: what a terminal of one colour needs. */
static void
plain_looks(Theme *theme)
{
    static const struct {
        Style style;
        attr_t attributes;
    } plain[] = {{STYLE_HEADING, A_BOLD},    {STYLE_ACCENT, A_BOLD}, {STYLE_TAB_HERE, A_REVERSE},
                 {STYLE_WARN, A_BOLD},       {STYLE_BAD, A_BOLD},    {STYLE_SELECTION, A_BOLD},
                 {STYLE_CELL, A_REVERSE},    {STYLE_KEY, A_BOLD},    {STYLE_MARKED, A_UNDERLINE},
                 {STYLE_INPUT, A_UNDERLINE}, {STYLE_ERROR, A_BOLD},  {STYLE_MARKER, A_BOLD},
                 {STYLE_PROGRESS, A_REVERSE}};

    for (int i = 0; i < STYLES; i++)
        theme->looks[i] = (Look){A_NORMAL, COLOUR_DEFAULT, COLOUR_DEFAULT,
                                 i == STYLE_SELECTION || i == STYLE_CELL};
    for (guint i = 0; i < G_N_ELEMENTS(plain); i++)
        theme->looks[plain[i].style].attributes = plain[i].attributes;
}

/* Each look once on its own ground, and once on that of what lies over the views. */
static void
make_pairs(const Theme *theme)
{
    const Look *over = &theme->looks[STYLE_OVERLAY];

    for (int i = 0; i < STYLES; i++) {
        const Look *look = &theme->looks[i];
        int foreground = look->foreground == COLOUR_DEFAULT ? over->foreground : look->foreground;
        init_extended_pair(i + 1, look->foreground, look->background);
        init_extended_pair(STYLES + i + 1, foreground, over->background);
    }
}

/* Some terminals tell their colours in $COLORFGBG, "foreground;background" by number. */
static const char *
theme_of_ground(const char *colours)
{
    const char *last = colours ? strrchr(colours, ';') : NULL;
    gint64 background;

    if (!last || !number_parse_integer(last + 1, -1, &background))
        return "default";
    return background == 7 || background == 15 ? "light" : "dark";
}

Theme *
theme_load(const char *wanted, int colours, char **problem)
{
    Theme *theme = g_new0(Theme, 1);
    g_autofree char *wrong = NULL;

    if (colours < 8)
        wanted = "mono";
    else if (!wanted)
        wanted = theme_of_ground(g_getenv("COLORFGBG"));
    theme->name = g_strdup(wanted);
    plain_looks(theme);
    if (strcmp(wanted, "mono") != 0 || colours >= 8)
        for (int i = 0; i < STYLES; i++)
            theme->looks[i].attributes = A_NORMAL;
    read_theme(theme, wanted, colours, &wrong);
    if (wrong)
        plain_looks(theme);
    if (colours >= 8)
        make_pairs(theme);
    if (problem)
        *problem = g_steal_pointer(&wrong);
    return theme;
}

void
theme_free(Theme *theme)
{
    if (!theme)
        return;
    g_free(theme->name);
    g_free(theme);
}

const char *
theme_name(const Theme *theme)
{
    return theme->name;
}

/* ---- the list of themes --------------------------------------------------------------------- */

static void
add_themes(GPtrArray *names, const char *folder)
{
    GDir *entries = folder ? g_dir_open(folder, 0, NULL) : NULL;
    const char *entry;

    while (entries && (entry = g_dir_read_name(entries))) {
        char *name;
        if (!g_str_has_suffix(entry, ".theme"))
            continue;
        name = g_strndup(entry, strlen(entry) - strlen(".theme"));
        if (g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
            g_free(name);
        else
            g_ptr_array_add(names, name);
    }
    if (entries)
        g_dir_close(entries);
}

static int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *
theme_next(const Theme *theme)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *shipped = data_path("themes/dark.theme");
    g_autofree char *folder = shipped ? g_path_get_dirname(shipped) : NULL;
    g_autofree char *own = user_folder();

    add_themes(names, folder);
    add_themes(names, own);
    g_ptr_array_sort(names, by_text);
    for (guint i = 0; i < names->len; i++)
        if (strcmp(g_ptr_array_index(names, i), theme->name) > 0)
            return g_strdup(g_ptr_array_index(names, i));
    return g_strdup(names->len ? g_ptr_array_index(names, 0) : theme->name);
}

void
theme_use(const Theme *theme, Style style, gboolean over)
{
    const Look *look = &theme->looks[style], *ground = &theme->looks[STYLE_OVERLAY];
    gboolean on_ground =
        over && look->background == COLOUR_DEFAULT && ground->background != COLOUR_DEFAULT;
    gboolean paired = look->foreground != COLOUR_DEFAULT || look->background != COLOUR_DEFAULT;
    int pair = on_ground ? STYLES + style + 1 : paired ? style + 1 : 0;

    attr_set(look->attributes, (short)pair, NULL);
}
