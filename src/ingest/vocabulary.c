/* vocabulary: what values of help desks mean, so that "Highest" of one source is proposed for the
 * "urgent" of another. A key file that ships with the program and that people can change. */
#include <foredesk/pool.h>

#include <string.h>

#define FILE_NAME "values.vocabulary"

struct Vocabulary {
    GHashTable *meanings; /* role, unit separator, folded spelling → meaning */
};

void
vocabulary_free(Vocabulary *vocabulary)
{
    if (vocabulary == NULL)
        return;
    g_hash_table_unref(vocabulary->meanings);
    g_free(vocabulary);
}

/* Past a number at the front and the signs after it; the text itself where nothing follows. */
static const char *
past_number(const char *text)
{
    const char *at = text;
    while (g_ascii_isdigit(*at))
        at++;
    if (at == text)
        return text;
    while (*at != '\0' && !g_unichar_isalnum(g_utf8_get_char(at)))
        at = g_utf8_next_char(at);
    return g_unichar_isalpha(g_utf8_get_char(at)) ? at : text;
}

char *
value_fold(const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    g_autofree char *folded = g_utf8_casefold(g_strstrip(valid), -1);
    g_autoptr(GString) plain = g_string_new(NULL);
    for (const char *at = past_number(folded); *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar sign = g_utf8_get_char(at);
        if (g_unichar_isalnum(sign))
            g_string_append_unichar(plain, sign);
    }
    return plain->len == 0 ? g_steal_pointer(&folded) : g_strdup(plain->str);
}

static char *
key_of(ColumnRole role, const char *value)
{
    g_autofree char *folded = value_fold(value);
    return g_strdup_printf("%s\x1f%s", role_name(role), folded);
}

static gboolean
read_group(Vocabulary *vocabulary, GKeyFile *file, const char *group, GError **error)
{
    ColumnRole role;
    if (!role_from_name(group, &role, error))
        return FALSE;
    g_auto(GStrv) meanings = g_key_file_get_keys(file, group, NULL, NULL);
    for (char **meaning = meanings; meaning != NULL && *meaning != NULL; meaning++) {
        g_auto(GStrv) spellings = g_key_file_get_string_list(file, group, *meaning, NULL, NULL);
        g_hash_table_insert(vocabulary->meanings, key_of(role, *meaning), g_strdup(*meaning));
        for (char **spelling = spellings; spelling != NULL && *spelling != NULL; spelling++)
            g_hash_table_insert(vocabulary->meanings, key_of(role, *spelling), g_strdup(*meaning));
    }
    return TRUE;
}

/* The user's own file, else the one that ships with the program. */
static char *
vocabulary_path(void)
{
    g_autofree char *own =
        g_build_filename(g_get_user_config_dir(), "foredesk", "vocabulary", FILE_NAME, NULL);
    return g_file_test(own, G_FILE_TEST_EXISTS) ? g_steal_pointer(&own)
                                                : data_path("vocabulary/" FILE_NAME);
}

Vocabulary *
vocabulary_read(GError **error)
{
    g_autoptr(Vocabulary) vocabulary = g_new0(Vocabulary, 1);
    vocabulary->meanings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *path = vocabulary_path();
    if (path == NULL) /* without one nothing is proposed by it */
        return g_steal_pointer(&vocabulary);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) failure = NULL;
    if (g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &failure)) {
        g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
        char **group = groups;
        while (*group != NULL && read_group(vocabulary, file, *group, &failure))
            group++;
    }
    if (failure == NULL)
        return g_steal_pointer(&vocabulary);
    g_autofree char *shown = text_clean(path, -1), *reason = text_clean(failure->message, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "the vocabulary %s can't be used: %s: mend it or move it away", shown, reason);
    return NULL;
}

const char *
vocabulary_meaning(const Vocabulary *vocabulary, ColumnRole role, const char *value)
{
    g_autofree char *key = key_of(role, value);
    return g_hash_table_lookup(vocabulary->meanings, key);
}
