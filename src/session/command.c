/* The command table: finding, running and completing one line. Every change of the session goes
 * through session_run, whoever asked: a key, the `:` line, a script, the shell. */
#include "session_private.h"

#include <string.h>

static int
by_name(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const Command *const *)a)->name, (*(const Command *const *)b)->name);
}

static gpointer
gather_commands(gpointer unused)
{
    const Command *const *tables[] = {
        import_commands, map_commands,     pool_commands,       signal_commands, column_commands,
        table_commands,  setting_commands, step_commands,       desk_commands,   care_commands,
        clean_commands,  missing_commands, duplicates_commands, query_commands,  target_commands,
        check_commands,  task_commands,    train_commands,      model_commands,  journal_commands};
    GPtrArray *all = g_ptr_array_new();
    for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
        for (guint i = 0; tables[t][i]; i++)
            g_ptr_array_add(all, (gpointer)tables[t][i]);
    g_ptr_array_sort(all, by_name);
    g_ptr_array_add(all, NULL);
    return g_ptr_array_free(all, FALSE);
}

const Command *const *
session_commands(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, gather_commands, NULL);
}

/* The command whose name the line begins with, whole words; the longest wins. */
const Command *
command_find(const char *line, const char **rest)
{
    const Command *found = NULL;
    const char *after = line;

    while (*line == ' ')
        line++;
    for (const Command *const *c = session_commands(); *c; c++) {
        gsize length = strlen((*c)->name);
        if (strncmp(line, (*c)->name, length) == 0 && (!line[length] || line[length] == ' ') &&
            (!found || length > strlen(found->name))) {
            found = *c;
            after = line + length;
        }
    }
    while (*after == ' ')
        after++;
    if (rest)
        *rest = after;
    return found;
}

static void
set_unknown(const char *line, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Command *const *c = session_commands(); *c; c++)
        g_ptr_array_add(names, (gpointer)(*c)->name);
    g_ptr_array_add(names, NULL);
    g_autofree char *first = g_strndup(line, strcspn(line, " "));
    g_autofree char *shown = text_clean(first, -1);
    g_autofree char *near = nearest_names(line, (const char *const *)names->pdata);
    if (!near)
        near = nearest_names(first, (const char *const *)names->pdata);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no command \"%s\"%s%s%s", shown,
                near ? "; did you mean " : ": `help` lists them", near ? near : "",
                near ? "?" : "");
}

/* What went wrong, with the command's own form when its words were off. */
static void
explain_usage(const Command *command, GError **error)
{
    if (!error || !*error || (*error)->code != FOREDESK_ERROR_USAGE ||
        strncmp((*error)->message, command->name, strlen(command->name)) == 0)
        return;
    g_autofree char *what = g_strdup((*error)->message);
    g_free((*error)->message);
    (*error)->message = g_strdup_printf("%s: %s", command->name, what);
}

typedef struct {
    const Command *command;
    const CommandCall *call;
    GString *resolved, *inverse;
} Application;

/* A command that only looked this time empties what it resolved to, and is no entry. */
static gboolean
apply_and_journal(Session *session, gpointer data, GError **error)
{
    const Application *one = data;
    if (!one->command->apply(session, one->call, one->resolved, one->inverse, error))
        return FALSE;
    session_changed(session);
    return one->command->effect == EFFECT_VIEW || !one->resolved->len ||
           session_journal(session, one->command, one->resolved->str, one->inverse->str, error);
}

static gboolean
run_line(Session *session, const char *line, GError **error)
{
    const char *rest, *why;
    const Command *command;
    g_autoptr(CommandCall) call = NULL;
    g_autoptr(GString) resolved = g_string_new(NULL);
    g_autoptr(GString) inverse = g_string_new(NULL);
    g_autoptr(GError) failure = NULL;

    command = command_find(line, &rest);
    if (!command) {
        set_unknown(line, error);
        return FALSE;
    }
    if (command->why_disabled && (why = command->why_disabled(session))) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s: %s", command->name, why);
        return FALSE;
    }
    call = call_parse(rest, error);
    if (!call)
        return FALSE;
    g_string_assign(resolved, command->name);
    g_ptr_array_set_size(session->new_jobs, 0);
    Application one = {command, call, resolved, inverse};
    if (command->effect == EFFECT_VIEW
            ? apply_and_journal(session, &one, &failure)
            : session_write(session, command->merges, apply_and_journal, &one, &failure))
        return TRUE;
    explain_usage(command, &failure);
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

void
session_hide(Session *session, GError *error)
{
    if (!error)
        return;
    g_autofree char *message = error->message;
    error->message =
        personal_sentence(session->catalogue, !session->workspace || session->masked, message);
}

gboolean
session_run(Session *session, const char *line, GError **error)
{
    GError *failure = NULL;
    if (run_line(session, line, &failure))
        return TRUE;
    session_hide(session, failure);
    g_propagate_error(error, failure);
    return FALSE;
}

/* ---- completion --------------------------------------------------------------------------- */

static void
add_with_prefix(GPtrArray *found, const char *before, const char *candidate, const char *typed)
{
    if (g_ascii_strncasecmp(candidate, typed, strlen(typed)) == 0)
        g_ptr_array_add(found, g_strconcat(before, candidate, NULL));
}

/* Command names continue word by word, so that `co` offers `cost` before its two kinds. */
static void
complete_names(GPtrArray *found, const char *line)
{
    for (const Command *const *c = session_commands(); *c; c++)
        add_with_prefix(found, "", (*c)->name, line);
}

char **
session_complete(Session *session, const char *line)
{
    GPtrArray *found = g_ptr_array_new();
    const char *rest = NULL;
    const Command *command = command_find(line, &rest);
    gboolean named = command && rest > line && rest[-1] == ' ';

    if (!named) {
        complete_names(found, line);
    } else if (command->complete) {
        const char *last = strrchr(rest, ' ');
        const char *typed = last ? last + 1 : rest;
        guint word = 0;
        for (const char *p = rest; p < typed; p++)
            word += *p == ' ' && p > rest && p[-1] != ' ';
        g_autofree char *before = g_strndup(line, (gsize)(typed - line));
        g_auto(GStrv) candidates = command->complete(session, word);
        for (guint i = 0; candidates && candidates[i]; i++)
            add_with_prefix(found, before, candidates[i], typed);
        /* `cost` is a command and the beginning of others */
        if (!last)
            complete_names(found, line);
    }
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

/* "table.column" of every table, or bare columns of one. */
char **
complete_columns(Session *session, const char *only)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint t = 0; session->catalogue && t < session->catalogue->tables->len; t++) {
        const TableInfo *table = g_ptr_array_index(session->catalogue->tables, t);
        if (only && g_ascii_strcasecmp(only, table->name) != 0)
            continue;
        for (guint i = 0; i < table->columns->len; i++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, i);
            g_ptr_array_add(names, only ? g_strdup(column->name)
                                        : g_strdup_printf("%s.%s", table->name, column->name));
        }
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

char **
complete_models(Session *session)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; session->judged && i < session->judged->len; i++) {
        const Judged *judged = g_ptr_array_index(session->judged, i);
        g_ptr_array_add(names, g_strdup_printf("%" G_GINT64_FORMAT, judged->model->id));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

char **
complete_query(Session *session, const char *sql)
{
    GPtrArray *names = g_ptr_array_new();
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(workspace_database(session->workspace), NULL, sql, "i", session->task_id);
    while (rows && db_step(rows, NULL)) {
        g_autoptr(GString) quoted = g_string_new(NULL);
        command_quote(quoted, (const char *)sqlite3_column_text(rows, 0));
        g_ptr_array_add(names, g_strdup(quoted->str + 1));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

/* ---- why something can't be done now ------------------------------------------------------ */

const char *
why_no_workspace(Session *session)
{
    return session->workspace ? NULL : "there is no workspace yet: import a file first";
}

const char *
why_not_writable(Session *session)
{
    return session->workspace ? workspace_read_only(session->workspace) : why_no_workspace(session);
}

/* A change that came while columns are read again would be seen by that reading or not, as it
 * happens; a script must lead to the same each time. */
const char *
why_no_change(Session *session)
{
    const char *why = why_not_writable(session);
    if (!why && session_is_due(session, DUE_TYPES))
        why = "columns are being read again: try it when that is done";
    if (!why && session_is_due(session, DUE_STEPS))
        why = "rows that are no tickets are being looked for: try it when that is done";
    if (!why && session_is_due(session, DUE_POOL))
        why = "the pooled tickets are being renewed: try it when that is done";
    for (guint i = 0; !why && i < session->jobs->len; i++) {
        const Job *job = g_ptr_array_index(session->jobs, i);
        if (job->alters && job->view.state <= JOB_RUNNING)
            why = "a cleaning step is being made: try it when that is done";
    }
    return why;
}

const char *
why_no_task(Session *session)
{
    const char *why = why_not_writable(session);
    if (why)
        return why;
    return session->brief ? NULL : "no target yet: say what to predict with `target`";
}

const char *
why_no_model(Session *session)
{
    const char *why = why_no_task(session);
    if (why)
        return why;
    return session->judged && session->judged->len ? NULL : "no model yet: `train` makes them";
}
