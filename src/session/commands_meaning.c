/* What columns and their values mean: `meaning TABLE.COLUMN TEXT`, `meaning TABLE.COLUMN=VALUE
 * TEXT`. */
#include "session_private.h"

#include <string.h>

/* "tickets.tier=gold": at one of the "=", since values and names may hold some themselves. */
static gboolean
find_value(Session *session, const char *word, Meant *meant)
{
    for (const char *at = strchr(word, '='); at; at = strchr(at + 1, '=')) {
        g_autofree char *name = g_strndup(word, (gsize)(at - word));
        if ((meant->column = session_column(session, name, &meant->table, NULL))) {
            meant->value = at + 1;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
meant_find(Session *session, const char *word, Meant *meant, GError **error)
{
    *meant = (Meant){0};
    if (!(meant->column = session_column(session, word, &meant->table, NULL)) &&
        !find_value(session, word, meant)) {
        session_column(session, word, &meant->table, error);
        return FALSE;
    }
    if (!meant->value || (*meant->value && !meant->column->pii))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s of %s.%s",
                meant->column->pii ? "values of personal data have no place in a dictionary: those"
                                   : "no value is named: write TABLE.COLUMN=VALUE; this is one",
                meant->table->name, meant->column->name);
    return FALSE;
}

const char *
meant_now(const Meant *meant)
{
    const char *now =
        meant->value ? column_value_meaning(meant->column, meant->value) : meant->column->meaning;
    return now ? now : "";
}

gboolean
meant_write(Session *session, const Meant *meant, const char *text, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    return meant->value
               ? column_set_value_meaning(database, meant->column->id, meant->value, text, error)
               : column_set_meaning(database, meant->column->id, text, error);
}

void
command_meant(GString *line, const Meant *meant, const char *text)
{
    g_autofree char *name =
        g_strdup_printf("%s.%s%s%s", meant->table->name, meant->column->name,
                        meant->value ? "=" : "", meant->value ? meant->value : "");
    command_quote(line, name);
    command_quote(line, text);
}

/* "category=bug" is a word with a name to the reader of lines. The caller frees. */
static char *
first_word(const CommandCall *call)
{
    GHashTableIter named;
    gpointer name, value;

    g_hash_table_iter_init(&named, call->named);
    return g_hash_table_iter_next(&named, &name, &value)
               ? g_strdup_printf("%s=%s", (char *)name, (char *)value)
               : g_strdup(call_word(call, 0));
}

static gboolean
apply_meaning(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
              GError **error)
{
    guint named = g_hash_table_size(call->named);
    g_autofree char *word = first_word(call);
    Meant meant;

    if (named > 1 || call->words->len + named != 2) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write: meaning TABLE.COLUMN \"text\", or TABLE.COLUMN=VALUE \"text\"");
        return FALSE;
    }
    if (!meant_find(session, word, &meant, error))
        return FALSE;
    const char *text = call_word(call, call->words->len - 1);
    command_meant(inverse, &meant, meant_now(&meant));
    g_string_prepend(inverse, "meaning");
    command_meant(resolved, &meant, text);
    return meant_write(session, &meant, text, error) && session_reload_catalogue(session, error);
}

const Command meaning_command = {"meaning",
                                 "TABLE.COLUMN[=VALUE] TEXT",
                                 "write down what a column, or one of its values, means",
                                 EFFECT_STATE,
                                 FALSE,
                                 why_no_change,
                                 complete_column_names,
                                 apply_meaning};
