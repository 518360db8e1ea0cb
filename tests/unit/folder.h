/* Folders of tests: everything in one is removed with it. */
#pragma once

#include <glib/gstdio.h>

/* Removes a folder and the files in it. */
static inline void
folder_remove(const char *folder)
{
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; files && (name = g_dir_read_name(files)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_remove(path);
    }
    g_rmdir(folder);
}
