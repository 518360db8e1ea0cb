/* Keys that are spelled in several ways: the form by which they meet. */
#include <foredesk/workspace.h>

#include <string.h>

/* The digits of "C00004587", "4587", "4587.0": without what stands before the number, the zeros at
 * its front and an empty fraction. FALSE: it is no such number. */
static gboolean
find_digits(const char **key, gsize *length)
{
    const char *at = *key, *end = *key + *length;
    while (at < end && (g_ascii_isalpha(*at) || strchr("-_#/ ", *at) != NULL))
        at++;
    const char *dot = memchr(at, '.', (gsize)(end - at));
    if (dot != NULL && dot > at) {
        for (const char *zero = dot + 1; zero < end; zero++)
            if (*zero != '0')
                return FALSE;
        end = dot;
    }
    const char *start = at;
    for (; at < end; at++)
        if (!g_ascii_isdigit(*at))
            return FALSE;
    while (start + 1 < end && *start == '0')
        start++;
    if (end == start)
        return FALSE;
    *key = start;
    *length = (gsize)(end - start);
    return TRUE;
}

char *
key_normal(const char *rule, const char *key, gssize length)
{
    gsize n = length < 0 ? strlen(key) : (gsize)length;
    while (n > 0 && g_ascii_isspace(*key))
        key++, n--;
    while (n > 0 && g_ascii_isspace(key[n - 1]))
        n--;
    if (rule == NULL || (strcmp(rule, "digits") == 0 && find_digits(&key, &n)))
        return g_strndup(key, n);
    return g_utf8_validate(key, (gssize)n, NULL) ? g_utf8_casefold(key, (gssize)n)
                                                 : g_strndup(key, n);
}

gboolean
column_set_spelling(sqlite3 *database, gint64 column, const char *rule, GError **error)
{
    if (rule == NULL)
        return db_run(database, error, "DELETE FROM column_spelling WHERE column_id = ?", "i",
                      column);
    if (strcmp(rule, "digits") == 0 || strcmp(rule, "case") == 0)
        return db_run(database, error,
                      "INSERT OR REPLACE INTO column_spelling (column_id, rule) VALUES (?, ?)",
                      "is", column, rule);
    g_autofree char *shown = text_clean(rule, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "keys meet by their digits, or without regard to case: spelling=digits, "
                "spelling=case or spelling=none, not \"%s\"",
                shown);
    return FALSE;
}
