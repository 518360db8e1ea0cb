/* The words of a command line: `cost missed 500`, `train boost seed=7`, `meaning plan "what they
 * pay for"`. Quotes and backslashes as in a shell, but nothing is ever expanded. */
#include "session_private.h"

#include <string.h>

static void
take_word(CommandCall *call, GString *word, gssize equals)
{
    if (equals > 0) {
        char *name = g_strndup(word->str, (gsize)equals);
        g_hash_table_replace(call->named, name, g_strdup(word->str + equals + 1));
    } else {
        g_ptr_array_add(call->words, g_strdup(word->str));
    }
    g_string_truncate(word, 0);
}

CommandCall *
call_parse(const char *line, GError **error)
{
    g_autoptr(CommandCall) call = g_new0(CommandCall, 1);
    g_autoptr(GString) word = g_string_new(NULL);
    gboolean inside = FALSE;
    gssize equals = -1;
    char quote = 0;

    call->text = g_strdup(line);
    call->words = g_ptr_array_new_with_free_func(g_free);
    call->named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (const char *p = line; *p; p++) {
        if (quote) {
            if (*p == quote)
                quote = 0;
            else if (*p == '\\' && quote == '"' && p[1] && strchr("\"\\n", p[1]))
                g_string_append_c(word, *++p == 'n' ? '\n' : *p);
            else
                g_string_append_c(word, *p);
        } else if (*p == '"' || *p == '\'') {
            quote = *p;
            inside = TRUE;
        } else if (*p == ' ' || *p == '\t') {
            if (inside)
                take_word(call, word, equals);
            inside = FALSE;
            equals = -1;
        } else {
            /* name=value: the name is a plain word before the first quote */
            if (*p == '=' && equals < 0 && word->len > 0 &&
                strspn(word->str, "abcdefghijklmnopqrstuvwxyz_-") == word->len)
                equals = (gssize)word->len;
            if (*p == '\\' && p[1])
                p++;
            g_string_append_c(word, *p);
            inside = TRUE;
        }
    }
    if (quote) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the quote %c is never closed in: %s", quote, line);
        return NULL;
    }
    if (inside)
        take_word(call, word, equals);
    return g_steal_pointer(&call);
}

void
call_free(CommandCall *call)
{
    if (!call)
        return;
    g_ptr_array_unref(call->words);
    g_hash_table_unref(call->named);
    g_free(call->text);
    g_free(call);
}

const char *
call_word(const CommandCall *call, guint index)
{
    return index < call->words->len ? g_ptr_array_index(call->words, index) : NULL;
}

const char *
call_named(const CommandCall *call, const char *name)
{
    return g_hash_table_lookup(call->named, name);
}

gboolean
call_check(const CommandCall *call, guint least, guint most, const char *const *names,
           GError **error)
{
    GHashTableIter iter;
    gpointer name;

    g_hash_table_iter_init(&iter, call->named);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        if (names && g_strv_contains(names, name))
            continue;
        g_autofree char *near = names ? nearest_names(name, names) : NULL;
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no option %s= here%s%s%s",
                    (char *)name, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
        return FALSE;
    }
    if (call->words->len < least) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    least == 1 ? "one word is missing" : "%u words are needed, %u are given", least,
                    call->words->len);
        return FALSE;
    }
    if (call->words->len > most) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "\"%s\" is one word too many",
                    call_word(call, most));
        return FALSE;
    }
    return TRUE;
}

gboolean
call_number(const char *what, const char *text, double low, double high, double *value,
            GError **error)
{
    if (number_parse_decimal(text, -1, value) && *value >= low && *value <= high)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s is \"%s\"; it must be a number from %g to %g", what, text, low, high);
    return FALSE;
}

static void
append_quoted(GString *line, const char *word)
{
    if (*word && strcspn(word, " \t\n\r\v\f\"'\\=#") == strlen(word)) {
        g_string_append(line, word);
        return;
    }
    g_string_append_c(line, '"');
    for (const char *p = word; *p; p++) {
        if (*p == '"' || *p == '\\' || *p == '\n')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *p == '\n' ? 'n' : *p);
    }
    g_string_append_c(line, '"');
}

void
command_quote(GString *line, const char *word)
{
    g_string_append_c(line, ' ');
    append_quoted(line, word);
}

void
command_option(GString *line, const char *name, const char *value)
{
    g_string_append_printf(line, " %s=", name);
    append_quoted(line, value);
}
