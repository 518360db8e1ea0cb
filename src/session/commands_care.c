/* Commands that keep the workspace: a backup, and a customer who must be forgotten. */
#include "session_private.h"

#include <string.h>

/* ---- backup -----------------------------------------------------------------------------------
 */

typedef struct {
    char *path, *sha256;
} BackupJob;

static void
backup_job_free(gpointer data)
{
    BackupJob *job = data;
    g_free(job->path);
    g_free(job->sha256);
    g_free(job);
}

static gboolean
backup_work(Job *job, sqlite3 *database, GError **error)
{
    BackupJob *data = job->data;
    return workspace_backup(database, data->path, &data->sha256, job->view.progress, error);
}

static void
backup_finish(Session *session, Job *job)
{
    BackupJob *data = job->data;

    if (job->failure)
        return;
    g_autofree char *shown = text_clean(data->path, -1);
    session_log_export(session, "backup", data->path, -1);
    session_say(session, "copied to %s, read back and found equal; SHA-256 %s", shown,
                data->sha256);
}

/* `backup FILE`: changes nothing here, so that it isn't journaled. */
static gboolean
apply_backup(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    BackupJob *data = g_new0(BackupJob, 1);
    data->path = g_canonicalize_filename(call_word(call, 0), NULL);
    session_queue(session, job_new("backup", backup_work, backup_finish, data, backup_job_free));
    return TRUE;
}

/* ---- forget -----------------------------------------------------------------------------------
 */

typedef struct {
    Catalogue *catalogue;
    const TableInfo *table; /* of the catalogue; NULL: a customer */
    char *value, *reason;
    gboolean sure;
    ForgetResult result;
} ForgetJob;

static void
forget_job_free(gpointer data)
{
    ForgetJob *job = data;
    catalogue_unref(job->catalogue);
    g_free(job->value);
    g_free(job->reason);
    forget_result_clear(&job->result);
    g_free(job);
}

static gboolean
forget_work(Job *job, sqlite3 *database, GError **error)
{
    ForgetJob *data = job->data;
    ForgetWhom whom = {data->table, data->value, data->reason, job->journal};

    return workspace_forget(database, data->catalogue, &whom, data->sure, &data->result,
                            job->view.progress, error) &&
           (!data->sure || workspace_vacuum(database, error));
}

static void
say_forgotten(Session *session, const ForgetJob *data)
{
    gint64 exports = db_integer(workspace_database(session->workspace), 0,
                                "SELECT count(*) FROM export_log", "");
    const ForgetResult *result = &data->result;
    g_autoptr(GString) text = g_string_new(result->words->str);

    if (!data->sure) {
        session_say(session,
                    "%s would be removed for good, with the models; nothing is changed yet: "
                    "say sure=yes",
                    text->str);
        return;
    }
    g_string_append(text, " removed for good");
    if (result->aside)
        g_string_append_printf(text, ", %" G_GINT64_FORMAT " of those set aside", result->aside);
    if (result->blanked)
        g_string_append_printf(text, ", %" G_GINT64_FORMAT " cells of others masked",
                               result->blanked);
    if (result->models)
        g_string_append_printf(text, "; %" G_GINT64_FORMAT " models learned from them and are gone",
                               result->models);
    g_string_append(text, ". Earlier figures can't be had again, and an older export brings them "
                          "back");
    if (exports)
        g_string_append_printf(
            text, ". %" G_GINT64_FORMAT " files left this workspace and may hold them: `exports`",
            exports);
    session_say(session, "%s", text->str);
}

static void
forget_finish(Session *session, Job *job)
{
    ForgetJob *data = job->data;

    if (job->failure)
        return;
    say_forgotten(session, data);
    if (!data->sure)
        return;
    session_forget_read(session, data->result.tables, &job->failure);
}

/* `forget customer VALUE`, `forget TABLE KEY` */
static gboolean
apply_forget(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    static const char *const names[] = {"reason", "sure", NULL};
    const char *what = call_word(call, 0), *sure = call_named(call, "sure");
    const TableInfo *table = NULL;

    if (!call_check(call, 2, 2, names, error))
        return FALSE;
    if (strcmp(call_word(call, 1), FORGOTTEN) == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "who was forgotten isn't known any more: a journal can't do that again");
        return FALSE;
    }
    if (strcmp(what, "customer") != 0 &&
        !(table = catalogue_table(session->catalogue, what, error)))
        return FALSE;
    ForgetJob *data = g_new0(ForgetJob, 1);
    data->catalogue = catalogue_ref(session->catalogue);
    data->table = table;
    data->value = g_strstrip(g_strdup(call_word(call, 1)));
    data->reason = g_strdup(call_named(call, "reason") ? call_named(call, "reason") : "asked for");
    data->sure = sure && strcmp(sure, "yes") == 0;
    command_quote(resolved, table ? table->name : "customer");
    command_quote(resolved, FORGOTTEN);
    command_option(resolved, "reason", data->reason);
    if (data->sure)
        command_option(resolved, "sure", "yes");
    else
        g_string_truncate(resolved, 0); /* what would go is counted: nothing was done */
    Job *job = job_new("forgetting", forget_work, forget_finish, data, forget_job_free);
    job->alters = data->sure;
    session_queue(session, job);
    return TRUE;
}

static const Command backup_command = {
    "backup",    "FILE",      "copy the workspace to a new file, and compare the copy",
    EFFECT_VIEW, FALSE,       why_no_workspace,
    NULL,        apply_backup};
static const Command forget_command = {
    "forget",
    "customer VALUE | TABLE KEY [reason=\"…\"] sure=yes",
    "remove a customer, or a row and what belongs to it, for good",
    EFFECT_LEDGER,
    FALSE,
    why_no_change,
    NULL,
    apply_forget};

const Command *const care_commands[] = {&backup_command, &forget_command, NULL};
