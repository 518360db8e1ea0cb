/* The commands on personal data: whether a workspace shows or masks it, and what is done with a
 * column: shown, masked, hashed, or dropped for good. */
#include "session_private.h"

#include <string.h>

/* ---- the workspace ------------------------------------------------------------------------ */

static gboolean
set_workspace(Session *session, const char *word, GString *resolved, GString *inverse,
              GError **error)
{
    if (strcmp(word, "show") != 0 && strcmp(word, "mask") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write: personal show, or mask; of one column: personal TABLE.COLUMN "
                    "show|mask|hash|drop|default");
        return FALSE;
    }
    command_quote(resolved, word);
    g_string_append_printf(inverse, "personal %s", session->masked ? "mask" : "show");
    return setting_set(workspace_database(session->workspace), "personal", word, error) &&
           session_take_change(session, error);
}

/* ---- a column ----------------------------------------------------------------------------- */

/* What tickets hold of a log's column is the log's. */
static ColumnInfo *
read_column(Session *session, const char *text, TableInfo **table, GError **error)
{
    ColumnInfo *column = session_column(session, text, table, error);
    ColumnInfo *source = column ? column_made_from(*table, column) : NULL;
    if (source)
        *table = (*table)->log;
    return source ? source : column;
}

static gboolean
set_column(Session *session, const TableInfo *table, const ColumnInfo *column,
           ColumnPersonal policy, GString *resolved, GString *inverse, GError **error)
{
    command_column(resolved, table, column);
    command_quote(resolved, personal_name(policy));
    g_string_append(inverse, "personal");
    command_column(inverse, table, column);
    command_quote(inverse, personal_name(column->personal));
    return column_set_personal(workspace_database(session->workspace), column->id, policy, error) &&
           session_take_change(session, error);
}

static gboolean
apply_personal(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    static const char *const names[] = {"sure", NULL};
    TableInfo *table;
    ColumnInfo *column;
    ColumnPersonal policy;

    if (!call_check(call, 1, 2, names, error))
        return FALSE;
    if (!call_word(call, 1))
        return set_workspace(session, call_word(call, 0), resolved, inverse, error);
    if (!(column = read_column(session, call_word(call, 0), &table, error)) ||
        !personal_from_name(call_word(call, 1), &policy, error))
        return FALSE;
    if (column->personal == PERSONAL_DROP) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "the cells of %s were dropped, and nothing brings them back: import the file "
                    "into a new workspace",
                    column->name);
        return FALSE;
    }
    return set_column(session, table, column, policy, resolved, inverse, error);
}

static char **
complete_personal(Session *session, guint word)
{
    if (word > 0)
        return g_strsplit("show mask hash drop default", " ", -1);
    g_auto(GStrv) columns = complete_columns(session, NULL);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_strv_builder_add_many(words, "mask", "show", NULL);
    g_strv_builder_addv(words, (const char **)columns);
    return g_strv_builder_end(words);
}

const Command personal_command = {
    "personal",
    "show|mask | TABLE.COLUMN show|mask|hash|drop|default",
    "show, mask, hash or drop personal data, everywhere or in a column",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    complete_personal,
    apply_personal};
