/* Settings of the whole workspace: zone, today, keywords, language, the desk's own domains, names.
 */
#include "session_private.h"

#include <string.h>

static gboolean
set_and_reload(Session *session, const char *command, const char *setting, const char *value,
               const char *before, GString *resolved, GString *inverse, GError **error)
{
    command_quote(resolved, value);
    g_string_append(inverse, command);
    command_quote(inverse, before);
    return setting_set(workspace_database(session->workspace), setting, value, error) &&
           session_take_change(session, error);
}

static gboolean
apply_zone(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    g_autoptr(GTimeZone) zone = zone_from_name(call_word(call, 0), error);
    return zone && set_and_reload(session, "zone", "zone", call_word(call, 0),
                                  session->catalogue->zone_name, resolved, inverse, error);
}

static gboolean
apply_as_of(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    TimePoint time;
    TimePrecision precision;
    g_autofree char *before = setting_get(workspace_database(session->workspace), "as_of");

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    if (strcmp(call_word(call, 0), "auto") != 0 &&
        !date_parse(call_word(call, 0), -1, DATE_ISO, session->catalogue->zone, &time,
                    &precision)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" is no date; write 2026-06-30, or auto for the newest in the data",
                    call_word(call, 0));
        return FALSE;
    }
    return set_and_reload(session, "as-of", "as_of", call_word(call, 0), before ? before : "auto",
                          resolved, inverse, error);
}

static gboolean
apply_keywords(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    g_auto(GStrv) before = keywords_of(workspace_database(session->workspace));
    g_autofree char *joined = g_strjoinv(",", before);

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    return set_and_reload(session, "keywords", "keywords", call_word(call, 0), joined, resolved,
                          inverse, error);
}

static gboolean
apply_language(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    g_autofree char *before = language_of(workspace_database(session->workspace));

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    if (!language_known(call_word(call, 0))) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "there are no word stems for \"%s\"; write english, german, french, spanish …",
                    call_word(call, 0));
        return FALSE;
    }
    return set_and_reload(session, "language", "language", call_word(call, 0), before, resolved,
                          inverse, error);
}

/* Which rows were sent by the desk's own staff. */
static gboolean
apply_own_domains(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                  GError **error)
{
    g_autofree char *before = setting_get(workspace_database(session->workspace), "own-domains");
    g_autofree char *domains = NULL;

    return call_check(call, 1, 1, NULL, error) &&
           (domains = own_domains_check(call_word(call, 0), error)) &&
           set_and_reload(session, "own-domains", "own-domains", domains, before ? before : "none",
                          resolved, inverse, error);
}

/* Dropping is the import's: here are the cells already. */
static gboolean
apply_names(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autofree char *before = setting_get(database, "names"), *key = NULL;

    if (!call_check(call, 1, 1, NULL, error) || !names_check(call_word(call, 0), error))
        return FALSE;
    if (strcmp(call_word(call, 0), "drop") == 0 && g_strcmp0(before, "drop") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "names are in this workspace already: `names hash` hides them, `import … "
                    "names=drop` into a new workspace leaves them out");
        return FALSE;
    }
    if (strcmp(call_word(call, 0), "hash") == 0 && !(key = names_key(database, error)))
        return FALSE;
    return set_and_reload(session, "names", "names", call_word(call, 0), before ? before : "keep",
                          resolved, inverse, error);
}

static char **
complete_names(Session *session, guint word)
{
    return g_strsplit("keep hash", " ", -1);
}

/* ---- the table ------------------------------------------------------------------------------ */

static const Command zone_command = {
    "zone",       "ZONE",    "the desk's time zone, such as Europe/Berlin",
    EFFECT_STATE, FALSE,     why_no_change,
    NULL,         apply_zone};
static const Command as_of_command = {
    "as-of", "DATE|auto", "the day this workspace calls today", EFFECT_STATE, FALSE, why_no_change,
    NULL,    apply_as_of};
static const Command keywords_command = {
    "keywords",   "WORD,WORD…",  "the words that KEYWORDS() counts",
    EFFECT_STATE, FALSE,         why_no_change,
    NULL,         apply_keywords};
static const Command language_command = {
    "language",
    "LANGUAGE",
    "the language of the texts, for KEYWORD_STEMS(): english, german …",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    NULL,
    apply_language};
static const Command own_domains_command = {"own-domains",
                                            "DOMAIN,DOMAIN…|none",
                                            "the e-mail domains of your own staff",
                                            EFFECT_STATE,
                                            FALSE,
                                            why_no_change,
                                            NULL,
                                            apply_own_domains};
static const Command names_command = {
    "names",        "keep|hash", "show names as they stand, or a hash in their place",
    EFFECT_STATE,   FALSE,       why_no_change,
    complete_names, apply_names};

const Command *const setting_commands[] = {&zone_command,
                                           &as_of_command,
                                           &keywords_command,
                                           &language_command,
                                           &own_domains_command,
                                           &names_command,
                                           NULL};
