/* Queries kept by name. */
#include "session_private.h"

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
