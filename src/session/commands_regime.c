/* The regime in which models are judged: each row at its seed time, or the past frozen where its
 * part begins. */
#include "session_private.h"

#include <string.h>

static gboolean
apply_regime(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    const char *word;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    word = call_word(call, 0);
    if (strcmp(word, "seed") != 0 && strcmp(word, "frozen") != 0) {
        g_set_error(
            error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
            "regime %s: say seed (each row sees all before it) or frozen (nothing since its "
            "part began)",
            word);
        return FALSE;
    }
    command_quote(resolved, word);
    g_string_append_printf(inverse, "regime %s", regime_frozen(database) ? "frozen" : "seed");
    return setting_set(database, "regime", word, error) && session_change_regime(session, error);
}

static char **
complete_regime(Session *session, guint word)
{
    return g_strsplit("seed frozen", " ", -1);
}

const Command regime_command = {"regime",
                                "seed|frozen",
                                "what rows that judge see: all before each, or nothing since their "
                                "part began",
                                EFFECT_STATE,
                                FALSE,
                                why_not_writable,
                                complete_regime,
                                apply_regime};
