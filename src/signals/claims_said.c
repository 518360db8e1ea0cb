/* What the user says of claims: a line each in one setting, beside those that are learned. */
#include <foredesk/signals.h>

#include <string.h>

#define SETTING "claims"

static void
said_free(gpointer data)
{
    ClaimSaid *said = data;
    g_free(said->name);
    g_free(said->words);
    g_free(said->events);
    g_free(said);
}

/* "name TAB words TAB events TAB least" */
GPtrArray *
claims_said(sqlite3 *database)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(said_free);
    g_autofree char *text = setting_get(database, SETTING);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(lines[i], "\t", -1);
        if (g_strv_length(parts) != 4)
            continue;
        ClaimSaid *said = g_new0(ClaimSaid, 1);
        said->name = g_strdup(parts[0]);
        said->words = g_strdup(parts[1]);
        said->events = g_strdup(parts[2]);
        said->least = g_ascii_strtod(parts[3], NULL);
        g_ptr_array_add(all, said);
    }
    return all;
}

ClaimSaid *
claim_said_of(GPtrArray *all, const char *name)
{
    for (guint i = 0; i < all->len; i++)
        if (strcmp(((ClaimSaid *)g_ptr_array_index(all, i))->name, name) == 0)
            return g_ptr_array_index(all, i);
    return NULL;
}

static gboolean
is_plain(const char *what, const char *text, GError **error)
{
    if (!strpbrk(text, "\t\n\r"))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "claim: %s can't hold a tab or a line break", what);
    return FALSE;
}

gboolean
claims_say(sqlite3 *database, const ClaimSaid *said, GError **error)
{
    g_autoptr(GPtrArray) all = claims_said(database);
    g_autoptr(GString) text = g_string_new(NULL);

    if (!is_plain("its name", said->name, error) ||
        (said->words &&
         (!is_plain("a word", said->words, error) || !is_plain("the events", said->events, error))))
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        const ClaimSaid *one = g_ptr_array_index(all, i);
        if (strcmp(one->name, said->name) != 0)
            g_string_append_printf(text, "%s\t%s\t%s\t%g\n", one->name, one->words, one->events,
                                   one->least);
    }
    if (said->words)
        g_string_append_printf(text, "%s\t%s\t%s\t%g\n", said->name, said->words, said->events,
                               said->least);
    return setting_set(database, SETTING, text->str, error);
}
