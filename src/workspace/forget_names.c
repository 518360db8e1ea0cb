/* The names of what is forgotten, and texts without them: a word of a text that is one of the names
 * goes, whatever stands around it, an address in whatever case; a name of several words goes where
 * it stands whole. */
#include "workspace/forget.h"

#include <string.h>

enum { SHORTEST = 3 };

static gboolean
is_word_sign(char c)
{
    return g_ascii_isalnum(c) || strchr("_-.@+", c) || (guchar)c >= 0x80;
}

static gboolean
is_one_word(const char *text)
{
    for (; *text; text++)
        if (!is_word_sign(*text))
            return FALSE;
    return TRUE;
}

void
forget_name(ForgetNames *names, const char *text, gboolean strong)
{
    g_autofree char *name = g_strstrip(g_strdup(text ? text : ""));

    if (strlen(name) < SHORTEST)
        return;
    GHashTable *set = strong ? names->strong : names->weak;
    if (is_one_word(name)) {
        names->first[(guchar)*name] = 1;
        if (strchr(name, '@')) {
            char *small = g_ascii_strdown(name, -1);
            names->first[(guchar)*small] = names->first[(guchar)g_ascii_toupper(*small)] = 1;
            g_hash_table_add(set, small);
        }
        g_hash_table_add(set, g_steal_pointer(&name));
    }
    if (name && !g_ptr_array_find_with_equal_func(names->phrases, name, g_str_equal, NULL))
        g_ptr_array_add(names->phrases, g_steal_pointer(&name));
}

ForgetNames *
forget_names_new(void)
{
    ForgetNames *names = g_new0(ForgetNames, 1);
    names->strong = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    names->weak = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    names->phrases = g_ptr_array_new_with_free_func(g_free);
    return names;
}

void
forget_names_free(ForgetNames *names)
{
    if (!names)
        return;
    g_hash_table_unref(names->strong);
    g_hash_table_unref(names->weak);
    g_ptr_array_unref(names->phrases);
    g_free(names);
}

/* ---- masking ----------------------------------------------------------------------------------
 */

static gboolean
is_among(const ForgetNames *names, const char *word, gboolean weak)
{
    g_autofree char *small = strchr(word, '@') ? g_ascii_strdown(word, -1) : NULL;
    const char *looked = small ? small : word;
    return g_hash_table_contains(names->strong, looked) ||
           (weak && g_hash_table_contains(names->weak, looked));
}

static gboolean
is_named(const ForgetNames *names, const char *word, gsize length, gboolean weak)
{
    if (length < SHORTEST || !names->first[(guchar)*word])
        return FALSE;
    g_autofree char *copy = g_strndup(word, length);
    if (is_among(names, copy, weak))
        return TRUE;
    while (length && strchr(".-+", copy[length - 1]))
        copy[--length] = '\0'; /* a full stop behind it */
    return length && is_among(names, copy, weak);
}

/* Every whole standing of a phrase; the text is taken and given back. */
static char *
mask_phrase(char *text, const char *phrase, gboolean *found)
{
    gsize length = strlen(phrase);
    GString *out = NULL;
    const char *from = text;

    for (const char *at = text; (at = strstr(at, phrase)); at += length) {
        if ((at > text && g_ascii_isalnum(at[-1]) && g_ascii_isalnum(phrase[0])) ||
            (g_ascii_isalnum(at[length]) && g_ascii_isalnum(phrase[length - 1])))
            continue;
        out = out ? out : g_string_new(NULL);
        g_string_append_len(out, from, at - from);
        g_string_append(out, FORGOTTEN);
        from = at + length;
    }
    if (!out)
        return text;
    g_string_append(out, from);
    g_free(text);
    *found = TRUE;
    return g_string_free(out, FALSE);
}

char *
forget_mask(const ForgetNames *names, const char *text, gboolean weak)
{
    GString *out = g_string_new(NULL);
    gboolean found = FALSE;

    for (const char *at = text; *at;) {
        const char *start = at;
        while (*at && is_word_sign(*at))
            at++;
        if (at == start) {
            g_string_append_c(out, *at++);
        } else if (is_named(names, start, (gsize)(at - start), weak)) {
            found = TRUE;
            g_string_append(out, FORGOTTEN);
        } else {
            g_string_append_len(out, start, at - start);
        }
    }
    char *masked = g_string_free(out, FALSE);
    for (guint i = 0; weak && i < names->phrases->len; i++)
        masked = mask_phrase(masked, g_ptr_array_index(names->phrases, i), &found);
    if (!found)
        g_clear_pointer(&masked, g_free);
    return masked;
}
