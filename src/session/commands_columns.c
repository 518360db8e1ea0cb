/* Commands on what the catalogue says of a column: its kind, role, meaning and order. Raw cells
 * never change; each of these is a step on top that the next one can take back. */
#include "session_private.h"

#include <string.h>

/* The kind of a column about which nobody said anything. */
#define AS_FOUND "found"

/* ---- reading columns again after a change of kind ----------------------------------------- */

static gboolean
retype_work(Job *job, sqlite3 *database, GError **error)
{
    gint64 table = *(gint64 *)job->data;
    g_autofree char *asked = due_read(database, DUE_TYPES, table);
    return table_type(database, table, job->view.progress, error) &&
           events_renew(database, table, job->view.progress, error) &&
           entries_renew(database, table, job->view.progress, error) &&
           session_apply_steps(database, table, job->view.progress, error) &&
           due_done(database, DUE_TYPES, table, asked, error);
}

static void
retype_finish(Session *session, Job *job)
{
    if (!job->failure && session_reload_catalogue(session, &job->failure) && session->task_id)
        session_queue_propose(session, session->task_id);
}

void
session_queue_retype(Session *session, gint64 table)
{
    Job *job = job_new("reading columns again", retype_work, retype_finish,
                       g_memdup2(&table, sizeof table), g_free);
    job->due = DUE_TYPES;
    session_queue(session, job);
    g_ptr_array_set_size(session->new_jobs, 0); /* the command that asked is done by itself */
}

gboolean
session_take_change(Session *session, GError **error)
{
    return session_reload_catalogue(session, error) && session_repropose(session, error);
}

/* ---- columns ------------------------------------------------------------------------------ */

ColumnInfo *
session_column(Session *session, const char *text, TableInfo **table, GError **error)
{
    const char *dot = strchr(text, '.');
    ColumnInfo *column;

    if (!dot && !(*table = catalogue_main_table(session->catalogue))) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "there is no table yet");
        return NULL;
    }
    if (dot) {
        g_autofree char *name = g_strndup(text, (gsize)(dot - text));
        *table = catalogue_table(session->catalogue, name, error);
    }
    if (!*table)
        return NULL;
    column = table_column(*table, dot ? dot + 1 : text, error);
    return column;
}

void
command_column(GString *line, const TableInfo *table, const ColumnInfo *column)
{
    g_autofree char *full = g_strconcat(table->name, ".", column->name, NULL);
    command_quote(line, full);
}

static void
append_reading(GString *line, const char *format, const char *definition)
{
    if (format)
        command_option(line, "format", format);
    if (definition)
        command_option(line, "from", definition);
}

/* What a date takes its time of day from: time=COLUMN; time=none: from nothing. A definition as the
 * catalogue writes it, from=…, is how undo says so. */
static gboolean
read_definition(const CommandCall *call, const TableInfo *table, const ColumnInfo *column,
                char **definition, GError **error)
{
    const char *time = call_named(call, "time"), *from = call_named(call, "from");
    *definition = NULL;
    if (from || !time) {
        *definition = g_strdup(from ? from : column->definition);
        return TRUE;
    }
    if (g_ascii_strcasecmp(time, "none") == 0)
        return TRUE;
    const ColumnInfo *other = table_column(table, time, error);
    if (other)
        *definition = g_strdup_printf("TIME_OF_DAY(%s)", other->name);
    return other != NULL;
}

static void
append_kind(GString *line, const ColumnInfo *column)
{
    if (!column->kind_declared) {
        g_string_append(line, " " AS_FOUND);
        return;
    }
    command_quote(line, kind_name(column->kind));
    if (column->kind == KIND_DATE)
        command_option(line, "order", date_order_name(column->date_order));
    if (column->kind == KIND_LIST && column->separator)
        command_option(line, "separator", column->separator);
    append_reading(line, column->number_format, column->definition);
}

/* Types the table anew by what its columns are now said to be. */
static gboolean
retype(Session *session, const TableInfo *table, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    if (!due_ask(database, DUE_TYPES, table->id, error) || !due_ask_features(database, error))
        return FALSE;
    session_queue_retype(session, table->id);
    return session_reload_catalogue(session, error);
}

/* `type TABLE.COLUMN found`: what the cells show counts again. */
static gboolean
type_as_found(Session *session, const TableInfo *table, const ColumnInfo *column, GString *resolved,
              GString *inverse, GError **error)
{
    g_string_append(inverse, "type");
    command_column(inverse, table, column);
    append_kind(inverse, column);
    command_column(resolved, table, column);
    g_string_append(resolved, " " AS_FOUND);
    return column_set_found(workspace_database(session->workspace), column->id, error) &&
           retype(session, table, error);
}

static gboolean
apply_type(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    static const char *const names[] = {"order", "separator", "format", "time", "from", NULL};
    const char *format = call_named(call, "format");
    g_autofree char *definition = NULL;
    const char *order_text = call_named(call, "order"), *separator = call_named(call, "separator");
    TableInfo *table;
    ColumnInfo *column;
    ColumnKind kind;
    DateOrder order;

    if (!call_check(call, 2, 2, names, error) ||
        !(column = session_column(session, call_word(call, 0), &table, error)))
        return FALSE;
    if (strcmp(call_word(call, 1), AS_FOUND) == 0)
        return type_as_found(session, table, column, resolved, inverse, error);
    if (!kind_from_name(call_word(call, 1), &kind, error) ||
        !read_definition(call, table, column, &definition, error) ||
        !column_check_format(format, error))
        return FALSE;
    if (kind != KIND_DATE && kind != KIND_LIST && kind != KIND_EMPTY)
        g_clear_pointer(&definition, g_free);
    order = order_text ? date_order_from_name(order_text) : column->date_order;
    if (kind == KIND_DATE && order == DATE_UNKNOWN) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "say how its dates are written: order=ISO, d/m/y, m/d/y …");
        return FALSE;
    }
    g_string_append(inverse, "type");
    command_column(inverse, table, column);
    append_kind(inverse, column);
    command_column(resolved, table, column);
    command_quote(resolved, kind_name(kind));
    if (kind == KIND_DATE)
        command_option(resolved, "order", date_order_name(order));
    if (kind == KIND_LIST)
        command_option(resolved, "separator", separator ? separator : ";");
    append_reading(resolved, format, definition);
    if (!column_set_kind(workspace_database(session->workspace), column->id, kind, order,
                         kind == KIND_LIST ? (separator ? separator : ";") : NULL, error) ||
        !column_set_reading(workspace_database(session->workspace), column->id, format, definition,
                            error))
        return FALSE;
    return retype(session, table, error);
}

static gboolean
apply_role(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    TableInfo *table;
    ColumnInfo *column;
    ColumnRole role;

    if (!call_check(call, 2, 2, NULL, error) ||
        !(column = session_column(session, call_word(call, 0), &table, error)) ||
        !role_from_name(call_word(call, 1), &role, error))
        return FALSE;
    g_string_append(inverse, "role");
    command_column(inverse, table, column);
    command_quote(inverse, role_name(column->role));
    command_column(resolved, table, column);
    command_quote(resolved, role_name(role));
    return column_set_role(workspace_database(session->workspace), column->id, role, error) &&
           session_take_change(session, error);
}

/* `order TABLE.COLUMN "P1;P2;P3"` */
static gboolean
apply_order(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    TableInfo *table;
    ColumnInfo *column;

    if (!call_check(call, 2, 2, NULL, error) ||
        !(column = session_column(session, call_word(call, 0), &table, error)))
        return FALSE;
    g_string_append(inverse, "order");
    command_column(inverse, table, column);
    command_quote(inverse, column->order ? column->order : "");
    command_column(resolved, table, column);
    command_quote(resolved, call_word(call, 1));
    return column_set_order(workspace_database(session->workspace), column->id, call_word(call, 1),
                            error) &&
           session_reload_catalogue(session, error);
}

/* ---- completion and the table --------------------------------------------------------------
 */

static char **
complete_column_kind(Session *session, guint word)
{
    GPtrArray *kinds = g_ptr_array_new();
    if (word == 0)
        return complete_columns(session, NULL);
    for (int kind = KIND_TEXT; kind < KIND_EMPTY; kind++)
        g_ptr_array_add(kinds, g_strdup(kind_name((ColumnKind)kind)));
    g_ptr_array_add(kinds, NULL);
    return (char **)g_ptr_array_free(kinds, FALSE);
}

static char **
complete_column_role(Session *session, guint word)
{
    GPtrArray *roles = g_ptr_array_new();
    if (word == 0)
        return complete_columns(session, NULL);
    for (int role = ROLE_NONE; role <= ROLE_TAGS; role++)
        g_ptr_array_add(roles, g_strdup(role_name((ColumnRole)role)));
    g_ptr_array_add(roles, NULL);
    return (char **)g_ptr_array_free(roles, FALSE);
}

char **
complete_column_names(Session *session, guint word)
{
    return complete_columns(session, NULL);
}

static const Command type_command = {
    "type",
    "TABLE.COLUMN KIND|found [order=d/m/y] [time=COLUMN] [separator=;] "
    "[format=\"decimal comma\"]",
    "say what a column holds; the raw cells stay",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    complete_column_kind,
    apply_type};
static const Command role_command = {"role",
                                     "TABLE.COLUMN ROLE",
                                     "say what a column is to the desk",
                                     EFFECT_STATE,
                                     FALSE,
                                     why_no_change,
                                     complete_column_role,
                                     apply_role};
static const Command order_command = {"order",
                                      "TABLE.COLUMN \"P1;P2;P3\"",
                                      "declare the order of a category's values",
                                      EFFECT_STATE,
                                      FALSE,
                                      why_no_change,
                                      complete_column_names,
                                      apply_order};

const Command *const column_commands[] = {&known_command,
                                          &dictionary_export_command,
                                          &dictionary_import_command,
                                          &dictionary_set_command,
                                          &type_command,
                                          &role_command,
                                          &meaning_command,
                                          &order_command,
                                          &personal_command,
                                          NULL};
