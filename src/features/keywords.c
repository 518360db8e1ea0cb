/* The keyword list and the language of its words: the workspace's own, else what ships. */
#include "features/stems.h"
#include <foredesk/features.h>

/* One keyword a line or between commas; # starts a comment line. */
static char **
read_list(const char *text)
{
    g_autoptr(GStrvBuilder) list = g_strv_builder_new();
    g_auto(GStrv) lines = g_strsplit_set(text, "\n\r", -1);
    for (guint i = 0; lines[i]; i++) {
        if (g_strstrip(lines[i])[0] == '#')
            continue;
        g_auto(GStrv) words = g_strsplit(lines[i], ",", -1);
        for (guint k = 0; words[k]; k++)
            if (*g_strstrip(words[k]))
                g_strv_builder_add(list, words[k]);
    }
    return g_strv_builder_end(list);
}

char **
keywords_of(sqlite3 *database)
{
    g_autofree char *own = database ? setting_get(database, "keywords") : NULL;
    if (own)
        return read_list(own);
    g_autofree char *installed = data_path("keywords.txt");
    g_autofree char *path =
        installed ? g_strdup(installed) : data_path("src/features/keywords.txt");
    g_autofree char *shipped = NULL;
    if (path && g_file_get_contents(path, &shipped, NULL, NULL))
        return read_list(shipped);
    return read_list("urgent,error,broken,crash");
}

char *
language_of(sqlite3 *database)
{
    char *own = database ? setting_get(database, "language") : NULL;
    return own ? own : g_strdup("english");
}

gboolean
language_known(const char *language)
{
    Stems *stems = stems_new(language);
    stems_free(stems);
    return stems != NULL;
}
