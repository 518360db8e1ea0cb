/* Queries kept by name, and what may come next in one that is being typed. */
#include "session_private.h"

#include <string.h>

/* ---- kept by name ------------------------------------------------------------------------------
 */

static char *
setting_of(const char *name)
{
    return g_strconcat("query.", name, NULL);
}

char *
session_query_text(Session *session, const char *text, GError **error)
{
    if (*text != '@')
        return g_strdup(text);
    g_autofree char *setting = setting_of(text + 1);
    char *kept = setting_get(workspace_database(session->workspace), setting);
    if (kept && *kept)
        return kept;
    g_free(kept);
    g_autofree char *clean = text_clean(text, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no query is kept as %s: keep one by query-keep NAME \"PREDICT …\"", clean);
    return NULL;
}

/* `query-keep NAME "PREDICT …"`, with "" as the query: forgets it */
static gboolean
apply_keep(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    if (!call_check(call, 2, 2, NULL, error))
        return FALSE;
    const char *name = call_word(call, 0), *text = call_word(call, 1);
    g_autoptr(PqlQuery) query = *text ? pql_parse_query(text, error) : NULL;
    if (*text && !query)
        return FALSE;
    g_autofree char *setting = setting_of(name);
    g_autofree char *before = setting_get(workspace_database(session->workspace), setting);
    command_quote(resolved, name);
    command_quote(resolved, text);
    g_string_append(inverse, "query-keep");
    command_quote(inverse, name);
    command_quote(inverse, before ? before : "");
    return setting_set(workspace_database(session->workspace), setting, text, error);
}

/* ---- completion --------------------------------------------------------------------------------
 */

static void
add_kept(Session *session, const char *before, const char *word, GPtrArray *found)
{
    g_autoptr(sqlite3_stmt) names =
        db_prepare(workspace_database(session->workspace), NULL,
                   "SELECT '@' || substr(name, 7) FROM setting WHERE name GLOB 'query.*' AND value "
                   "<> '' ORDER BY 1",
                   NULL);
    while (names && db_step(names, NULL)) {
        const char *name = (const char *)sqlite3_column_text(names, 0);
        if (g_str_has_prefix(name, word))
            g_ptr_array_add(found, g_strconcat(before, name, NULL));
    }
}

static gboolean
continues(const char *name, const char *word)
{
    return g_ascii_strncasecmp(name, word, strlen(word)) == 0;
}

/* Tables; behind a table and its dot its columns, and all of its rows. */
static void
add_names(Session *session, const char *before, const char *word, GPtrArray *found)
{
    const char *dot = strchr(word, '.');
    for (guint i = 0; i < session->catalogue->tables->len; i++) {
        const TableInfo *table = session->catalogue->tables->pdata[i];
        if (!dot && continues(table->name, word))
            g_ptr_array_add(found, g_strconcat(before, table->name, ".", NULL));
        gsize length = strlen(table->name);
        if (!dot || (gsize)(dot - word) != length ||
            g_ascii_strncasecmp(table->name, word, length) != 0)
            continue;
        for (guint k = 0; k < table->columns->len; k++) {
            const ColumnInfo *column = table->columns->pdata[k];
            if (continues(column->name, dot + 1))
                g_ptr_array_add(found, g_strconcat(before, table->name, ".", column->name, NULL));
        }
        if (!dot[1])
            g_ptr_array_add(found, g_strconcat(before, table->name, ".*", NULL));
    }
}

char **
session_query_complete(Session *session, const char *line)
{
    GPtrArray *found = g_ptr_array_new();
    gsize at = strlen(line);
    while (at > 0 && !strchr(" (,=<>!'", line[at - 1]))
        at--;
    g_autofree char *before = g_strndup(line, at);
    const char *word = line + at;
    const char *const *keywords = pql_keywords();
    for (guint i = 0; *word && keywords[i]; i++)
        if (continues(keywords[i], word))
            g_ptr_array_add(found, g_strconcat(before, keywords[i], NULL));
    if (session->workspace && *word == '@' && at == 0)
        add_kept(session, before, word, found);
    else if (session->workspace && *word)
        add_names(session, before, word, found);
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

/* ---- the command -------------------------------------------------------------------------------
 */

static const Command keep_command = {"query-keep",
                                     "NAME \"PREDICT …\"",
                                     "keep a query by a name; later it is asked as @NAME",
                                     EFFECT_STATE,
                                     FALSE,
                                     why_not_writable,
                                     NULL,
                                     apply_keep};

const Command *const query_commands[] = {&keep_command, NULL};
