/* Any text as a file of keys or a theme (the first byte decides): problems are told in one line
 * each, and the program goes on with what it understood. */
#include "fuzz.h"

#include "tui/keys.h"
#include "tui/theme.h"

#include <glib/gstdio.h>
#include <string.h>

const char *const fuzz_seeds[] = {
    "keys\nanywhere F5 = threshold best\n# mine\nlist x =\naudit C-g = known {column} later\n",
    "Theme\nselection.attributes = reverse bold\nheading.foreground = #ff8800\ngood.background = "
    "22\n",
    "keys\nthreshold Enter = cost missed 500\nline C-a = start\n",
    "Theme\n# dark\ntext.foreground = bright-white\nseries-1.foreground=default\n",
    NULL,
};

static void
one_line(const char *problem)
{
    for (const char *p = problem; p && *p; p++)
        g_assert_true((guchar)*p >= 32 && *p != 127);
}

static const char *
folder(void)
{
    static char *made;
    if (made)
        return made;
    made = g_dir_make_tmp("foredesk-fuzz-XXXXXX", NULL);
    g_autofree char *own = g_build_filename(made, "foredesk", NULL);
    g_setenv("XDG_CONFIG_HOME", made, TRUE);
    g_mkdir(own, 0700);
    return made;
}

static void
try_keys(const char *bytes, gsize size)
{
    g_autofree char *path = g_build_filename(folder(), "foredesk", "keys", NULL);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

    g_file_set_contents(path, bytes, (gssize)size, NULL);
    Keymap *keys = keymap_new(problems);
    for (guint i = 0; i < problems->len; i++)
        one_line(g_ptr_array_index(problems, i));
    keymap_find(keys, "list", 'x');
    keymap_free(keys);
}

static void
try_theme(const char *bytes, gsize size)
{
    static const int colours[] = {0, 8, 16, 256, 1 << 24};
    g_autofree char *path = g_build_filename(folder(), "own.theme", NULL);

    g_file_set_contents(path, bytes, (gssize)size, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(colours); i++) {
        g_autofree char *problem = NULL;
        Theme *theme = theme_load(path, colours[i], &problem);
        one_line(problem);
        theme_free(theme);
    }
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    if (size == 0)
        return 0;
    (data[0] & 1 ? try_keys : try_theme)((const char *)data + 1, size - 1);
    return 0;
}
