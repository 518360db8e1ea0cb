/* Commands on how rows are named, dated and linked: keys, times, links between tables. */
#include "session_private.h"

#include <string.h>

/* ---- keys and times ------------------------------------------------------------------------ */

typedef gboolean (*TableSetter)(sqlite3 *database, gint64 table, gint64 column, GError **error);

/* `key TABLE.COLUMN`, `time TABLE.COLUMN`, `time TABLE none` */
static gboolean
set_table_column(Session *session, const CommandCall *call, const char *command, TableSetter set,
                 gboolean is_key, GString *resolved, GString *inverse, GError **error)
{
    TableInfo *table;
    ColumnInfo *column = NULL, *before;
    gboolean none = call->words->len == 2;

    if (!call_check(call, 1, 2, NULL, error))
        return FALSE;
    if (none && strcmp(call_word(call, 1), "none") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write TABLE.COLUMN, or TABLE none");
        return FALSE;
    }
    if (none)
        table = catalogue_table(session->catalogue, call_word(call, 0), error);
    else
        column = session_column(session, call_word(call, 0), &table, error);
    if (!table || (!none && !column))
        return FALSE;
    before = is_key ? table->key : table->time;
    g_string_append(inverse, command);
    if (before) {
        command_column(inverse, table, before);
    } else {
        command_quote(inverse, table->name);
        g_string_append(inverse, " none");
    }
    if (column) {
        command_column(resolved, table, column);
    } else {
        command_quote(resolved, table->name);
        g_string_append(resolved, " none");
    }
    return set(workspace_database(session->workspace), table->id, column ? column->id : 0, error) &&
           links_find(workspace_database(session->workspace), error) &&
           session_take_change(session, error);
}

static gboolean
apply_key(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
          GError **error)
{
    return set_table_column(session, call, "key", table_set_key, TRUE, resolved, inverse, error);
}

static gboolean
apply_time(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    return set_table_column(session, call, "time", table_set_time, FALSE, resolved, inverse, error);
}

static LinkInfo *
link_between(Session *session, const ColumnInfo *child, const ColumnInfo *parent)
{
    for (guint i = 0; i < session->catalogue->links->len; i++) {
        LinkInfo *link = g_ptr_array_index(session->catalogue->links, i);
        if (link->child_column->id == child->id && link->parent_column->id == parent->id)
            return link;
    }
    return NULL;
}

/* Both sides go by one rule. */
static gboolean
set_spelling(sqlite3 *database, const ColumnInfo *child, const ColumnInfo *parent, const char *rule,
             GError **error)
{
    const char *kept = strcmp(rule, "none") == 0 ? NULL : rule;
    return column_set_spelling(database, child->id, kept, error) &&
           column_set_spelling(database, parent->id, kept, error);
}

static gboolean
change_link(Session *session, const CommandCall *call, gboolean add, GString *resolved,
            GString *inverse, GError **error)
{
    static const char *const names[] = {"spelling", NULL};
    sqlite3 *database = workspace_database(session->workspace);
    const char *rule = add ? call_named(call, "spelling") : NULL;
    TableInfo *child_table, *parent_table;
    ColumnInfo *child, *parent;
    LinkInfo *link;

    if (!call_check(call, 2, 2, add ? names : NULL, error) ||
        !(child = session_column(session, call_word(call, 0), &child_table, error)) ||
        !(parent = session_column(session, call_word(call, 1), &parent_table, error)))
        return FALSE;
    link = link_between(session, child, parent);
    if (!add && !link) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s.%s and %s.%s are not linked",
                    child_table->name, child->name, parent_table->name, parent->name);
        return FALSE;
    }
    command_column(resolved, child_table, child);
    command_column(resolved, parent_table, parent);
    if (rule)
        command_option(resolved, "spelling", rule);
    if (!add || !link || rule) {
        g_string_append(inverse, add && !link ? "unlink" : "link");
        command_column(inverse, child_table, child);
        command_column(inverse, parent_table, parent);
    }
    if (rule && link)
        command_option(inverse, "spelling", parent->spelling ? parent->spelling : "none");
    return (!rule || set_spelling(database, child, parent, rule, error)) &&
           (add ? link_declare(database, child->id, parent->id, error)
                : link_remove(database, link->id, error)) &&
           (!rule || links_count(database, error)) && session_take_change(session, error);
}

static gboolean
apply_link(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    return change_link(session, call, TRUE, resolved, inverse, error);
}

static gboolean
apply_unlink(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    return change_link(session, call, FALSE, resolved, inverse, error);
}

/* ---- the table ------------------------------------------------------------------------------ */

static const Command key_command = {"key",
                                    "TABLE.COLUMN | TABLE none",
                                    "say which column names a row",
                                    EFFECT_STATE,
                                    FALSE,
                                    why_no_change,
                                    complete_column_names,
                                    apply_key};
static const Command time_command = {"time",
                                     "TABLE.COLUMN | TABLE none",
                                     "say when a row's fact happened",
                                     EFFECT_STATE,
                                     FALSE,
                                     why_no_change,
                                     complete_column_names,
                                     apply_time};
static const Command link_command = {"link",
                                     "CHILD.COLUMN PARENT.COLUMN [spelling=digits|case|none]",
                                     "link two tables by a key",
                                     EFFECT_STATE,
                                     FALSE,
                                     why_no_change,
                                     complete_column_names,
                                     apply_link};
static const Command unlink_command = {
    "unlink",      "CHILD.COLUMN PARENT.COLUMN", "take a link away", EFFECT_STATE, FALSE,
    why_no_change, complete_column_names,        apply_unlink};

const Command *const table_commands[] = {&key_command, &time_command, &link_command,
                                         &unlink_command, NULL};
