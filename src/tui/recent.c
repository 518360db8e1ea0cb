/* Recent workspaces, for the welcome screen: one path a line, newest first. */
#include "config.h"

#include "app.h"

#include <string.h>

enum { RECENT = 12 };

static char *
recent_path(void)
{
    return g_build_filename(g_get_user_state_dir(), "foredesk", "recent", NULL);
}

char **
recent_list(void)
{
    g_autofree char *path = recent_path(), *text = NULL;
    GPtrArray *found = g_ptr_array_new();

    if (g_file_get_contents(path, &text, NULL, NULL)) {
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (guint i = 0; lines[i] && found->len < RECENT; i++)
            if (*lines[i] && g_file_test(lines[i], G_FILE_TEST_EXISTS))
                g_ptr_array_add(found, g_strdup(lines[i]));
    }
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

void
recent_add(const char *workspace)
{
    g_autofree char *path = recent_path(), *folder = g_path_get_dirname(path);
    g_autofree char *full = g_canonicalize_filename(workspace, NULL);
    g_auto(GStrv) before = recent_list();
    g_autoptr(GString) text = g_string_new(NULL);

    if (strchr(full, '\n') || g_strcmp0(before[0], full) == 0)
        return; /* it stands first already: nothing to write, and no disk to wait for at the start
                 */
    g_string_append_printf(text, "%s\n", full);
    for (guint i = 0; before[i]; i++)
        if (strcmp(before[i], full) != 0)
            g_string_append_printf(text, "%s\n", before[i]);
    g_mkdir_with_parents(folder, 0700);
    g_file_set_contents(path, text->str, (gssize)text->len, NULL);
}
