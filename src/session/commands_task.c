/* Commands on the features: what the model may look at. */
#include "session_private.h"

#include <string.h>

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

/* Verdicts on those that a person wrote. */
static gboolean
ask_features(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
             GError **error)
{
    g_autoptr(GPtrArray) features = features_load(database, task, error);
    return features && leak_marks_extend(features, task, frames, database, progress, error);
}

/* A target whose columns were declared to be something else can't be read until they are corrected:
 * its features stay as they are, and due. */
static gboolean
propose_work(Job *job, sqlite3 *database, GError **error)
{
    ProposeJob *data = job->data;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Task) task = task_load(data->frames, database, data->task, &failure);
    g_autoptr(FeatureProposal) fresh = NULL;
    g_autoptr(GPtrArray) leaks = NULL;

    if (!task && failure->code == FOREDESK_ERROR_USAGE)
        return TRUE;
    if (!task)
        g_propagate_error(error, g_steal_pointer(&failure));
    if (!task ||
        !(fresh = learn_propose(task, data->frames, database, job->view.progress, error)) ||
        progress_stop(job->view.progress, error) ||
        !leaks_switch_off(fresh->features, task, data->frames, database, &leaks, job->view.progress,
                          error) ||
        !db_exec(database, "BEGIN IMMEDIATE", error))
        return FALSE;
    gboolean done = features_renew(database, task, fresh->features, error) &&
                    proposal_store(database, data->task, fresh, error) &&
                    leak_marks_store(leaks, data->task, database, error) &&
                    due_done(database, DUE_FEATURES, data->task, data->asked, error) &&
                    db_exec(database, "COMMIT", error);
    if (!done && !sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    return done && ask_features(task, data->frames, database, job->view.progress, error);
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

/* One that can't be loaded now is asked when a model learns from it. */
static gboolean
ask_work(Job *job, sqlite3 *database, GError **error)
{
    ProposeJob *data = job->data;
    g_autoptr(Task) task = task_load(data->frames, database, data->task, NULL);
    return !task || ask_features(task, data->frames, database, job->view.progress, error);
}

static void
queue_asking(Session *session)
{
    ProposeJob *data = g_new0(ProposeJob, 1);
    data->frames = frame_store_ref(session->frames);
    data->task = session->task_id;
    session_queue(session, job_new("looking for leaks", ask_work, NULL, data, propose_job_free));
    g_ptr_array_set_size(session->new_jobs, 0); /* the command is done by itself */
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

gboolean
session_switch_features(Session *session, const char *where, const char *what, const char *value,
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
        if (!session_switch_features(session, "?2 IN (name, expression)", "feature",
                                     call_word(call, i), on, inverse, error))
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
    return session_switch_features(session,
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
        return session_switch_features(session, "expression = ?2", "feature", feature->expression,
                                       TRUE, inverse, error);
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
    if (done)
        queue_asking(session);
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

/* ---- how candidates are made ---------------------------------------------------------------- */

/* What is given changes, the rest stays; the inverse says how it stood. */
static gboolean
apply_features_propose(Session *session, const CommandCall *call, GString *resolved,
                       GString *inverse, GError **error)
{
    static const char *const names[] = {"depth", "windows", "budget", "topics", "keep", NULL};
    sqlite3 *database = workspace_database(session->workspace);
    g_auto(Synthesis) synthesis;

    if (!call_check(call, 0, 0, names, error))
        return FALSE;
    synthesis_read(database, &synthesis);
    g_autofree char *before = synthesis_words(&synthesis);
    for (guint i = 0; names[i]; i++) {
        const char *value = call_named(call, names[i]);
        if (value && !synthesis_change(&synthesis, names[i], value, error))
            return FALSE;
    }
    g_autofree char *after = synthesis_words(&synthesis);
    g_string_append_printf(inverse, "features propose %s", before);
    g_string_truncate(resolved, 0);
    g_string_append_printf(resolved, "features propose %s", after);
    return synthesis_write(database, &synthesis, error) && session_repropose(session, error);
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

static const Command features_propose_command = {
    "features propose",
    "[depth=1|2] [windows=2d,30d…|data] [budget=N|auto] [topics=N] [keep=gain|order]",
    "make the candidates anew: how far, over which windows, how many stay",
    EFFECT_STATE,
    FALSE,
    why_no_task,
    NULL,
    apply_features_propose};

const Command *const task_commands[] = {&feature_command,          &group_command,
                                        &feature_add_command,      &feature_remove_command,
                                        &feature_keep_command,     &features_propose_command,
                                        &feature_only_command,     &feature_save_command,
                                        &feature_load_command,     &feature_forget_command,
                                        &feature_smallest_command, NULL};
