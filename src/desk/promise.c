/* What the desk promises its customers: an answer within three minutes on the chat, a solution in
 * two days. Kept in the workspace as text. */
#include "desk/desk_private.h"

void
promise_free(gpointer data)
{
    DeskPromise *promise = data;
    g_free(promise->channel);
    g_free(promise);
}

static gboolean
refuse(const char *text, GError **error)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" is no promise: write first-reply 3m, or resolution 2d, with channel=chat, "
                "clock=business where it is so",
                text);
    return FALSE;
}

/* A word, or name=word, quoted as in a shell. */
static gboolean
read_promise(DeskPromise *promise, const char *text, GError **error)
{
    g_auto(GStrv) words = NULL;
    g_autoptr(GString) limit = g_string_new(NULL);
    int n = 0;

    if (!g_shell_parse_argv(text, &n, &words, NULL) || n < 2)
        return refuse(text, error);
    promise->reply = strcmp(words[0], "first-reply") == 0;
    if (!promise->reply && strcmp(words[0], "resolution") != 0)
        return refuse(text, error);
    for (int i = 1; i < n; i++) {
        if (g_str_has_prefix(words[i], "channel=") && !promise->channel)
            promise->channel = g_strdup(words[i] + strlen("channel="));
        else if (strcmp(words[i], "clock=business") == 0)
            promise->business = TRUE;
        else if (strcmp(words[i], "clock=calendar") != 0)
            g_string_append_printf(limit, "%s%s", limit->len ? " " : "", words[i]);
    }
    return duration_parse(limit->str, &promise->limit, error) &&
           (promise->limit > 0 || refuse(text, error));
}

GPtrArray *
desk_promises_parse(const char *text, GError **error)
{
    g_autoptr(GPtrArray) promises = g_ptr_array_new_with_free_func(promise_free);
    g_auto(GStrv) parts = g_strsplit(text ? text : "", "\n", -1);

    for (char **part = parts; *part; part++) {
        if (!*g_strstrip(*part))
            continue;
        DeskPromise *promise = g_new0(DeskPromise, 1);
        g_ptr_array_add(promises, promise);
        if (!read_promise(promise, *part, error))
            return NULL;
    }
    return g_steal_pointer(&promises);
}

char *
desk_promises_print(const GPtrArray *promises)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < promises->len; i++) {
        const DeskPromise *promise = g_ptr_array_index(promises, i);
        g_string_append_printf(text, "%s%s %" G_GINT64_FORMAT "s", i ? "\n" : "",
                               promise->reply ? "first-reply" : "resolution",
                               promise->limit / TIME_SECOND);
        if (promise->channel) {
            g_autofree char *quoted = g_shell_quote(promise->channel);
            g_string_append_printf(text, " channel=%s", quoted);
        }
        if (promise->business)
            g_string_append(text, " clock=business");
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
