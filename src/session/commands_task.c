/* Commands on the target and on the features: what is predicted, and what the model may look at. */
#include "session_private.h"

#include <string.h>

/* ---- target ------------------------------------------------------------------------------- */

typedef struct {
    TaskSpec spec;
    FrameStore *frames;
    gboolean select;
    Task *task; /* the result */
} TargetJob;

static void
target_job_free(gpointer data)
{
    TargetJob *job = data;
    task_spec_clear(&job->spec);
    frame_store_unref(job->frames);
    g_clear_pointer(&job->task, task_unref);
    g_free(job);
}

/* Target, features and the journal's word that it is done: all of it or nothing. */
static gboolean
store_target(Task *task, GPtrArray *features, const Job *job, sqlite3 *database, GError **error)
{
    if (!db_exec(database, "BEGIN IMMEDIATE", error))
        return FALSE;
    gboolean done = task_freeze(task, database, job->view.object, error) &&
                    features_renew(database, task, features, error) &&
                    journal_set_outcome(database, job->journal, JOURNAL_DONE, error) &&
                    db_exec(database, "COMMIT", error);
    if (!done && !sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    return done;
}

static gboolean
target_work(Job *job, sqlite3 *database, GError **error)
{
    TargetJob *data = job->data;
    g_autoptr(Task) task = NULL;
    g_autoptr(GPtrArray) features = NULL;
    SplitSummary summary;

    progress_phase(job->view.progress, "reading the labels", 0, "");
    task = task_new(data->frames, database, &data->spec, error);
    if (!task || progress_stop(job->view.progress, error) || !task_split(task, &summary, error))
        return FALSE;
    progress_phase(job->view.progress, "proposing features", 0, "");
    features = features_propose(task, data->frames, database, error);
    if (!features || progress_stop(job->view.progress, error) ||
        !store_target(task, features, job, database, error))
        return FALSE;
    data->task = g_steal_pointer(&task);
    return TRUE;
}

static void
target_finish(Session *session, Job *job)
{
    TargetJob *data = job->data;
    gint64 id;

    if (job->failure)
        return;
    id = data->task->id;
    g_autofree char *events = number_count(data->task->positives);
    g_autofree char *known = number_count(data->task->positives + data->task->negatives);
    session_say(session, "target %s frozen as version %d: %s of %s", data->task->event_words,
                data->task->version, events, known);
    if (data->select) {
        g_autofree char *line = g_strdup_printf("use task %" G_GINT64_FORMAT, id);
        session_run(session, line, &job->failure);
    }
    if (session->task_id == id && !session->task)
        session->task = g_steal_pointer(&data->task);
}

static char *
option_or_null(const CommandCall *call, const char *name)
{
    return g_strdup(call_named(call, name));
}

static void
append_option(GString *line, const CommandCall *call, const char *name)
{
    if (call_named(call, name))
        command_option(line, name, call_named(call, name));
}

/* task=N in a replayed line; else the next id. */
static gint64
object_id(Session *session, const CommandCall *call, const char *type, GError **error)
{
    const char *given = call_named(call, type);
    gint64 id;

    if (!given)
        return object_reserve(workspace_database(session->workspace), type, error);
    if (number_parse_integer(given, -1, &id) && id > 0 &&
        object_claim(workspace_database(session->workspace), type, id, error))
        return id;
    if (error && !*error)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s=\"%s\" is no number", type,
                    given);
    return 0;
}

static gboolean
check_target(const CommandCall *call, GError **error)
{
    gboolean by_column = call_named(call, "column") != NULL,
             by_rule = call_named(call, "rule") != NULL;

    if (by_column == by_rule) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "say what to predict: column=NAME positive=VALUE, or rule=\"hours > 72\"");
        return FALSE;
    }
    if (by_column && !call_named(call, "positive")) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "say which value of %s is the event: positive=VALUE",
                    call_named(call, "column"));
        return FALSE;
    }
    return TRUE;
}

/* How far apart an entity is asked: a duration, or "once". */
static gboolean
parse_every(const char *text, gint64 *every, GError **error)
{
    if (g_ascii_strcasecmp(text, "once") != 0)
        return duration_parse(text, every, error);
    *every = -1;
    return TRUE;
}

static gboolean
apply_target(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    static const char *const names[] = {"column", "positive", "rule",    "where", "entity",
                                        "time",   "known-at", "horizon", "every", "name",
                                        "seed",   "task",     "select",  NULL};
    const char *every = call_named(call, "every");
    const char *horizon = call_named(call, "horizon"), *seed = call_named(call, "seed");
    gint64 seed_number = 0, id;

    if (!call_check(call, 0, 0, names, error) || !check_target(call, error))
        return FALSE;
    if (seed && (!number_parse_integer(seed, -1, &seed_number) || seed_number < 0)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "seed=\"%s\" is no number", seed);
        return FALSE;
    }
    TargetJob *data = g_new0(TargetJob, 1);
    task_spec_init(&data->spec);
    data->spec.name = option_or_null(call, "name");
    data->spec.column = option_or_null(call, "column");
    data->spec.positive = option_or_null(call, "positive");
    data->spec.rule = option_or_null(call, "rule");
    data->spec.where = option_or_null(call, "where");
    data->spec.entity = option_or_null(call, "entity");
    data->spec.time = option_or_null(call, "time");
    data->spec.known_at = option_or_null(call, "known-at");
    data->spec.seed = (guint64)seed_number;
    data->frames = frame_store_ref(session->frames);
    data->select = g_strcmp0(call_named(call, "select"), "no") != 0;
    if ((horizon && !duration_parse(horizon, &data->spec.horizon, error)) ||
        (every && !parse_every(every, &data->spec.every, error)) ||
        !(id = object_id(session, call, "task", error))) {
        target_job_free(data);
        return FALSE;
    }
    for (guint i = 0; i < 11; i++)
        append_option(resolved, call, names[i]);
    g_string_append_printf(resolved, " task=%" G_GINT64_FORMAT " select=no", id);
    Job *job = job_new("reading the target", target_work, target_finish, data, target_job_free);
    job->view.object = id;
    session_queue(session, job);
    return TRUE;
}

static gboolean
apply_use_task(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    gint64 id = 0;
    const char *word;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    word = call_word(call, 0);
    if (strcmp(word, "none") != 0 && !number_parse_integer(word, -1, &id)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "\"%s\" is no number of a task",
                    word);
        return FALSE;
    }
    command_quote(resolved, word);
    if (session->task_id)
        g_string_append_printf(inverse, "use task %" G_GINT64_FORMAT, session->task_id);
    else
        g_string_append(inverse, "use task none");
    sqlite3 *database = workspace_database(session->workspace);
    if (!session_select_task(session, id, error) ||
        !setting_set(database, "task", id ? word : "0", error))
        return FALSE;
    g_autofree char *due = due_read(database, DUE_FEATURES, id);
    if (due)
        session_queue_propose(session, id);
    return TRUE;
}

/* ---- features ----------------------------------------------------------------------------- */

typedef struct {
    FrameStore *frames;
    gint64 task;
    char *asked; /* what was due when it was queued */
} ProposeJob;

static void
propose_job_free(gpointer data)
{
    ProposeJob *job = data;
    frame_store_unref(job->frames);
    g_free(job->asked);
    g_free(job);
}

/* A target whose columns were declared to be something else can't be read until they are corrected:
 * its features stay as they are, and due. */
static gboolean
propose_work(Job *job, sqlite3 *database, GError **error)
{
    ProposeJob *data = job->data;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Task) task = task_load(data->frames, database, data->task, &failure);
    g_autoptr(GPtrArray) fresh = NULL;

    if (!task && failure->code == FOREDESK_ERROR_USAGE)
        return TRUE;
    if (!task)
        g_propagate_error(error, g_steal_pointer(&failure));
    if (!task || !(fresh = features_propose(task, data->frames, database, error)) ||
        progress_stop(job->view.progress, error) || !db_exec(database, "BEGIN IMMEDIATE", error))
        return FALSE;
    gboolean done = features_renew(database, task, fresh, error) &&
                    due_done(database, DUE_FEATURES, data->task, data->asked, error) &&
                    db_exec(database, "COMMIT", error);
    if (!done && !sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    return done;
}

void
session_queue_propose(Session *session, gint64 task)
{
    ProposeJob *data = g_new0(ProposeJob, 1);
    data->frames = frame_store_ref(session->frames);
    data->task = task;
    data->asked = due_read(workspace_database(session->workspace), DUE_FEATURES, task);
    Job *job = job_new("proposing features", propose_work, NULL, data, propose_job_free);
    job->due = DUE_FEATURES;
    session_queue(session, job);
    g_ptr_array_set_size(session->new_jobs, 0); /* the command that asked is done by itself */
}

gboolean
session_repropose(Session *session, GError **error)
{
    if (!due_ask_features(workspace_database(session->workspace), error))
        return FALSE;
    if (session->task_id)
        session_queue_propose(session, session->task_id);
    return TRUE;
}

/* Switches the features picked by `where`, ?2 being `value`. The inverse names those that changed,
 * so that single toggles come back; where none did, there is nothing to take back. */
static gboolean
switch_features(Session *session, const char *where, const char *what, const char *value,
                gboolean on, GString *inverse, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autofree char *sql = g_strdup_printf(
        "SELECT id, iif(?2 IN (name, expression), ?2, expression), enabled FROM feature "
        "WHERE task_id = ?1 AND position >= 0 AND evidence <> 'gone' AND (%s) ORDER BY position",
        where);
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, error, sql, "is", session->task_id, value);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(gint64));

    if (!rows)
        return FALSE;
    while (db_step(rows, NULL)) {
        gint64 id = sqlite3_column_int64(rows, 0);
        g_array_append_val(found, id);
        if ((sqlite3_column_int(rows, 2) != 0) == on)
            continue;
        if (!inverse->len)
            g_string_append(inverse, on ? "feature off" : "feature on");
        command_quote(inverse, (const char *)sqlite3_column_text(rows, 1));
    }
    for (guint i = 0; i < found->len; i++)
        if (!feature_set_enabled(database, g_array_index(found, gint64, i), on, error))
            return FALSE;
    if (found->len)
        return TRUE;
    g_autofree char *shown = text_clean(value, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no %s \"%s\"; `features` lists them",
                what, shown);
    return FALSE;
}

static gboolean
parse_on_off(const char *word, gboolean *on, GError **error)
{
    *on = g_ascii_strcasecmp(word, "on") == 0;
    if (*on || g_ascii_strcasecmp(word, "off") == 0)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "\"%s\" is neither on nor off", word);
    return FALSE;
}

static gboolean
apply_feature(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
              GError **error)
{
    gboolean on;

    if (!call_check(call, 2, 10000, NULL, error) || !parse_on_off(call_word(call, 0), &on, error))
        return FALSE;
    g_string_append(resolved, on ? " on" : " off");
    for (guint i = 1; i < call->words->len; i++) {
        command_quote(resolved, call_word(call, i));
        if (!switch_features(session, "?2 IN (name, expression)", "feature", call_word(call, i), on,
                             inverse, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
apply_group(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    gboolean on;

    if (!call_check(call, 2, 2, NULL, error) || !parse_on_off(call_word(call, 0), &on, error))
        return FALSE;
    g_string_append(resolved, on ? " on" : " off");
    command_quote(resolved, call_word(call, 1));
    return switch_features(session,
                           on ? "group_name = ?2 AND evidence IN ('known', 'as exported')"
                              : "group_name = ?2",
                           "group", call_word(call, 1), on, inverse, error);
}

/* One that was removed comes back as it was: `feature remove` only takes it off the list. */
static gboolean
add_feature(Session *session, Feature *feature, GString *inverse, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    gint64 place = db_integer(database, G_MININT64,
                              "SELECT position FROM feature WHERE task_id = ? AND expression = ?",
                              "is", session->task_id, feature->expression);

    if (place >= 0)
        return switch_features(session, "expression = ?2", "feature", feature->expression, TRUE,
                               inverse, error);
    g_string_append(inverse, "feature remove");
    command_quote(inverse, feature->expression);
    feature->enabled = TRUE;
    return place == G_MININT64
               ? feature_append(database, session->task_id, feature, error)
               : feature_bring_back(database, session->task_id, feature->expression, error);
}

static gboolean
apply_feature_add(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                  GError **error)
{
    Task *task;

    if (!call_check(call, 1, 1, NULL, error) || !(task = session_need_task(session, error)))
        return FALSE;
    Feature *feature = feature_parse(call_word(call, 0), task, error);
    if (!feature)
        return FALSE;
    command_quote(resolved, feature->expression);
    gboolean done = add_feature(session, feature, inverse, error);
    feature_free(feature);
    return done;
}

static gboolean
apply_feature_remove(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                     GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    g_autofree char *expression =
        db_text(database,
                "SELECT expression FROM feature WHERE task_id = ? AND position >= 0 AND "
                "?2 IN (name, expression)",
                "is", session->task_id, call_word(call, 0));
    if (!expression) {
        g_autofree char *shown = text_clean(call_word(call, 0), -1);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no feature \"%s\"; `features` lists them", shown);
        return FALSE;
    }
    command_quote(resolved, expression);
    g_string_append(inverse, "feature add");
    command_quote(inverse, expression);
    return feature_take_off(database, session->task_id, expression, error);
}

/* ---- the table ---------------------------------------------------------------------------- */

static char **
complete_feature(Session *session, guint word)
{
    if (word == 0)
        return g_strsplit("on off", " ", -1);
    return complete_query(
        session,
        "SELECT name FROM feature WHERE task_id = ? AND position >= 0 AND evidence <> 'gone' "
        "ORDER BY position");
}

static char **
complete_group(Session *session, guint word)
{
    if (word == 0)
        return g_strsplit("on off", " ", -1);
    return complete_query(session, "SELECT DISTINCT group_name FROM feature WHERE task_id = ? "
                                   "AND position >= 0 AND evidence <> 'gone'");
}

static char **
complete_target(Session *session, guint word)
{
    return g_strsplit(
        "column= positive= rule= where= entity= time= known-at= horizon= every= name= seed=", " ",
        -1);
}

static const Command target_command = {"target",
                                       "column=C positive=V | rule=EXPR [where=EXPR] [entity=T] "
                                       "[time=C|none] [known-at=C] [horizon=D] "
                                       "[every=D|once] [name=N]",
                                       "say what to predict and freeze it",
                                       EFFECT_ARTEFACT,
                                       FALSE,
                                       why_no_change,
                                       complete_target,
                                       apply_target};
static const Command use_task_command = {
    "use task",   "N|none",      "work on a target frozen before",
    EFFECT_STATE, FALSE,         why_not_writable,
    NULL,         apply_use_task};
static const Command feature_command = {
    "feature",        "on|off NAME…", "let the model see a feature, or not",
    EFFECT_STATE,     FALSE,          why_no_task,
    complete_feature, apply_feature};
static const Command group_command = {
    "group",        "on|off GROUP", "let the model see a group of features, or not",
    EFFECT_STATE,   FALSE,          why_no_task,
    complete_group, apply_group};
static const Command feature_add_command = {"feature add",
                                            "EXPRESSION",
                                            "add a feature of your own, written in PQL",
                                            EFFECT_STATE,
                                            FALSE,
                                            why_no_task,
                                            NULL,
                                            apply_feature_add};
static const Command feature_remove_command = {
    "feature remove", "NAME", "take a feature off the list", EFFECT_STATE, FALSE,
    why_no_task,      NULL,   apply_feature_remove};

const Command *const task_commands[] = {&target_command,
                                        &use_task_command,
                                        &feature_command,
                                        &group_command,
                                        &feature_add_command,
                                        &feature_remove_command,
                                        NULL};
