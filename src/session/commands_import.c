/* The import command: files into tables, in the background; the first one builds the workspace. */
#include "session_private.h"

#include <string.h>

/* ---- import ------------------------------------------------------------------------------- */

typedef struct {
    char *path; /* of the workspace to build, NULL: into the open one */
    char **files;
    char *table, *zone, *encoding, *preset, *own_domains, *names, *at;
    char separator;
    gboolean no_events;
    char *resolved;     /* for the journal of a workspace that is being built */
    GPtrArray *results; /* ImportResult* */
} ImportJob;

static void
import_job_free(gpointer data)
{
    ImportJob *job = data;
    g_free(job->path);
    g_strfreev(job->files);
    g_free(job->table);
    g_free(job->zone);
    g_free(job->encoding);
    g_free(job->preset);
    g_free(job->own_domains);
    g_free(job->names);
    g_free(job->at);
    g_free(job->resolved);
    g_ptr_array_unref(job->results);
    g_free(job);
}

static gboolean
import_work(Job *job, sqlite3 *database, GError **error)
{
    ImportJob *data = job->data;
    ImportOptions options;

    import_options_init(&options);
    options.table = data->table;
    options.zone = data->zone;
    options.separator = data->separator;
    options.command = data->path ? data->resolved : NULL;
    options.entry = job->journal;
    options.encoding = data->encoding;
    options.preset = data->preset;
    options.own_domains = data->own_domains;
    options.names = data->names;
    options.at = data->at;
    options.no_events = data->no_events;
    return import_files(data->path, database, data->files, &options, job->view.progress,
                        data->results, error);
}

static void
import_finish(Session *session, Job *job)
{
    ImportJob *data = job->data;
    gint64 rows = 0, aside = 0;
    gboolean first = !session->workspace, again = FALSE;

    if (job->failure)
        return;
    if (first ? !session_load_workspace(session, &job->failure)
              : !session_reload_catalogue(session, &job->failure))
        return;
    if (!first)
        session_queue_due_steps(session);
    for (guint i = 0; i < data->results->len; i++) {
        const ImportResult *result = g_ptr_array_index(data->results, i);
        rows += result->rows;
        again = again || result->again;
        aside += result->aside;
    }
    /* What the import itself could not finish, and the features of the new rows. */
    if (again) {
        session_resume_due(session);
        if (session->task_id)
            session_queue_propose(session, session->task_id);
    }
    g_autofree char *rows_text = number_count(rows), *aside_text = number_count(aside);
    g_autoptr(GString) notes = g_string_new(NULL);
    for (guint i = 0; i < data->results->len; i++) {
        const ImportResult *result = g_ptr_array_index(data->results, i);
        gsize length = result->note ? strlen(result->note) : 0;
        if (length) /* a sentence, whose full stop is whoever's who prints it */
            g_string_append_printf(notes, ". %.*s", (int)length - (result->note[length - 1] == '.'),
                                   result->note);
    }
    session_say(session, "imported %s rows from %u file%s; %s set aside%s", rows_text,
                data->results->len, data->results->len == 1 ? "" : "s", aside_text, notes->str);
}

static gboolean
parse_separator(const char *text, char *separator, GError **error)
{
    *separator = 0;
    if (!text)
        return TRUE;
    *separator = strcmp(text, "tab") == 0 ? '\t' : text[0];
    if (strchr(",;\t|", *separator) && *separator && (text[1] == 0 || *separator == '\t'))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "the separator is \"%s\"; it can be , ; | or tab", text);
    return FALSE;
}

/* What isn't said is answered as import_questions proposes, and written down with the command, so
 * that a replay on another machine takes the same for granted. A workspace keeps its answers. */
static gboolean
take_answers(Session *session, const CommandCall *call, ImportJob *data, GError **error)
{
    sqlite3 *database = session->workspace ? workspace_database(session->workspace) : NULL;
    g_autoptr(ImportQuestions) proposed = import_questions(database, data->files);
    const char *domains = call_named(call, "own-domains"), *names = call_named(call, "names");
    g_autofree char *kept = database ? setting_get(database, "own-domains") : NULL;

    if (names && !names_check(names, error))
        return FALSE;
    if (domains && !(data->own_domains = own_domains_check(domains, error)))
        return FALSE;
    if (!domains && !kept)
        data->own_domains = g_strdup(proposed->own_domains);
    data->zone = g_strdup(call_named(call, "zone"));
    if (!data->zone && !database)
        data->zone = g_strdup(proposed->zone);
    data->names = g_strdup(names);
    if (!names && !database)
        data->names = g_strdup(proposed->names);
    return TRUE;
}

/* When the rows count as recorded: as said, else now, so that a replay tells the same of what was
 * known when. */
static gboolean
take_moment(const char *at, char **moment, GError **error)
{
    TimePoint now = g_get_real_time() / TIME_SECOND * TIME_SECOND, time = now;
    if (at && !date_parse(at, -1, DATE_ISO, NULL, &time, NULL)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "at=\"%s\" is no time: write it like 2025-03-31T18:00:00Z", at);
        return FALSE;
    }
    if (time > now) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "at=%s lies ahead: say when the file was exported, or leave it out", at);
        return FALSE;
    }
    *moment = date_iso(time / TIME_SECOND * TIME_SECOND);
    return TRUE;
}

/* The options as they were answered, for the journal. */
static void
write_options(const ImportJob *data, const CommandCall *call, GString *resolved)
{
    const struct {
        const char *name, *value;
    } options[] = {{"table", data->table},
                   {"zone", data->zone},
                   {"own-domains", data->own_domains},
                   {"names", data->names},
                   {"separator", call_named(call, "separator")},
                   {"encoding", data->encoding},
                   {"preset", data->preset},
                   {"events", call_named(call, "events")},
                   {"at", data->at}};
    for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
        if (options[i].value)
            command_option(resolved, options[i].name, options[i].value);
}

static gboolean
apply_import(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    static const char *const names[] = {"table",       "zone",  "separator", "encoding", "preset",
                                        "own-domains", "names", "events",    "at",       NULL};
    const char *zone = call_named(call, "zone"), *table = call_named(call, "table");
    const char *encoding = call_named(call, "encoding");
    const char *preset = call_named(call, "preset");
    const char *separator_text = call_named(call, "separator");
    const char *events = call_named(call, "events");
    char separator;

    if (!call_check(call, 1, 1000, names, error) ||
        !parse_separator(separator_text, &separator, error))
        return FALSE;
    if (zone) {
        g_autoptr(GTimeZone) known = zone_from_name(zone, error);
        if (!known)
            return FALSE;
    }
    if (events && strcmp(events, "no") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "events=no keeps a log as it is; `events TABLE` makes tickets of it");
        return FALSE;
    }
    if (table && call->words->len > 1) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "table= names the table of one file, and %u are given", call->words->len);
        return FALSE;
    }
    if (session->replaying && import_was_taken_back(session, call))
        return import_give_back(session, call, error);
    ImportJob *data = g_new0(ImportJob, 1);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < call->words->len; i++) {
        g_ptr_array_add(files, g_canonicalize_filename(call_word(call, i), NULL));
        command_quote(resolved, g_ptr_array_index(files, i));
    }
    g_ptr_array_add(files, NULL);
    data->files = (char **)g_ptr_array_free(g_steal_pointer(&files), FALSE);
    data->path = session->workspace ? NULL : g_strdup(session->path);
    data->table = g_strdup(table);
    data->separator = separator;
    data->encoding = g_strdup(encoding);
    data->preset =
        preset && preset_is_file(preset) ? g_canonicalize_filename(preset, NULL) : g_strdup(preset);
    data->no_events = events != NULL;
    data->results = g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
    if (!take_moment(call_named(call, "at"), &data->at, error) ||
        !take_answers(session, call, data, error)) {
        import_job_free(data);
        return FALSE;
    }
    write_options(data, call, resolved);
    import_inverse(session, data->files, table, inverse);
    data->resolved = g_strdup(resolved->str);
    session_queue(session, job_new("importing", import_work, import_finish, data, import_job_free));
    return TRUE;
}

static const char *
why_no_import(Session *session)
{
    return session->workspace ? workspace_read_only(session->workspace) : NULL;
}

static const Command import_command = {"import",
                                       "FILE… [table=NAME] [zone=ZONE] [separator=,] "
                                       "[encoding=NAME] [preset=NAME|FILE] [own-domains=acme.com] "
                                       "[names=keep|hash|drop] [events=no] [at=TIME]",
                                       "load files, each into a table of its own",
                                       EFFECT_ARTEFACT,
                                       FALSE,
                                       why_no_import,
                                       NULL,
                                       apply_import};

/* ---- what the import would ask --------------------------------------------------------------- */

static void
add_question(ReportTable *table, const char *question, const char *name, const char *answer,
             const char *reason)
{
    report_row(table);
    report_cell_text(table, question);
    report_cell_text(table, name);
    report_cell_text(table, answer);
    report_cell_text(table, reason);
}

Report *
session_import_questions(Session *session, char *const *files)
{
    sqlite3 *database = session->workspace ? workspace_database(session->workspace) : NULL;
    g_autoptr(ImportQuestions) questions = import_questions(database, files);
    Report *report = report_new("import-questions", "Three questions");
    ReportTable *table = report_table(report, "questions", NULL);

    report_column(table, "question", "taken for granted", UNIT_NONE, 0);
    report_column(table, "name", NULL, UNIT_NONE, 0);
    report_column(table, "answer", "", UNIT_NONE, 0);
    report_column(table, "reason", "because", UNIT_NONE, 0);
    add_question(table, "time zone of the dates", "zone", questions->zone, questions->zone_reason);
    add_question(table, "your own e-mail domains", "own-domains", questions->own_domains,
                 questions->domains_reason);
    add_question(table, "names and addresses", "names", questions->names, questions->names_reason);
    return report;
}

const Command *const import_commands[] = {&import_command, &events_command, &import_off_command,
                                          &import_on_command, NULL};
