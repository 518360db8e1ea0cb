/* words: splitting a script's line and expanding names, without a shell. */
#include "config.h"

#include "words.h"
#include <string.h>

G_DEFINE_QUARK(vt - error - quark, vt_error)

static void
word_free(gpointer data)
{
    Word *word = data;
    g_free(word->text);
    g_free(word);
}

/* Reads a quoted word; `at` stands behind the opening quote. NULL where it does not end. */
static const char *
read_quoted(const char *at, GString *text)
{
    for (; *at != '\0' && *at != '"'; at++) {
        if (*at == '\\' && at[1] != '\0') {
            at++;
            g_string_append_c(text, *at == 'n' ? '\n' : *at == 't' ? '\t' : *at);
        } else {
            g_string_append_c(text, *at);
        }
    }
    return *at == '"' ? at + 1 : NULL;
}

GPtrArray *
words_split(const char *line, GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(word_free);
    for (const char *at = line;;) {
        at += strspn(at, " \t\r\n");
        if (*at == '\0')
            return g_steal_pointer(&words);
        g_autoptr(GString) text = g_string_new(NULL);
        gboolean quoted = *at == '"';
        if (quoted) {
            at = read_quoted(at + 1, text);
            if (at == NULL || strchr(" \t\r\n", *at) == NULL) {
                g_set_error(error, VT_ERROR, 0, "a quoted word must end with a quote and a blank");
                return NULL;
            }
        } else {
            gsize length = strcspn(at, " \t\r\n");
            g_string_append_len(text, at, (gssize)length);
            at += length;
        }
        Word *word = g_new0(Word, 1);
        word->text = g_string_free(g_steal_pointer(&text), FALSE);
        word->quoted = quoted;
        g_ptr_array_add(words, word);
    }
}

char *
words_expand(const char *text, char **environment, GError **error)
{
    g_autoptr(GString) expanded = g_string_new(NULL);
    for (const char *at = text; *at != '\0';) {
        gboolean braced = at[0] == '$' && at[1] == '{';
        const char *name = at + (braced ? 2 : 1);
        if (*at != '$' || !(g_ascii_isalpha(*name) || *name == '_')) {
            g_string_append_c(expanded, *at++);
            continue;
        }
        const char *end = name;
        while (g_ascii_isalnum(*end) || *end == '_')
            end++;
        g_autofree char *key = g_strndup(name, (gsize)(end - name));
        const char *value = g_environ_getenv(environment, key);
        if (value == NULL) {
            g_set_error(error, VT_ERROR, 0, "$%s is not set", key);
            return NULL;
        }
        g_string_append(expanded, value);
        at = braced && *end == '}' ? end + 1 : end;
    }
    return g_string_free(g_steal_pointer(&expanded), FALSE);
}

char **
words_expand_all(GPtrArray *words, guint first, char **environment, GError **error)
{
    g_autoptr(GPtrArray) expanded = g_ptr_array_new_with_free_func(g_free);
    for (guint i = first; i < words->len; i++) {
        const Word *word = words->pdata[i];
        char *text = words_expand(word->text, environment, error);
        if (text == NULL)
            return NULL;
        g_ptr_array_add(expanded, text);
    }
    g_ptr_array_add(expanded, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&expanded), FALSE);
}
