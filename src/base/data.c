/* data: where the files that ship with the program lie. */
#include <foredesk/base.h>

char *
data_path(const char *name)
{
    const char *folders[] = {g_getenv("FOREDESK_DATA"), FOREDESK_DATADIR, FOREDESK_SOURCEDIR};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        if (!folders[i] || !*folders[i])
            continue;
        g_autofree char *path = g_build_filename(folders[i], name, NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS))
            return g_steal_pointer(&path);
    }
    return NULL;
}
