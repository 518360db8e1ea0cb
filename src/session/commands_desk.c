/* Commands on how the desk is measured: its hours, its promises, and the baseline that is frozen.
 */
#include "session_private.h"

#include <string.h>

/* ---- settings ------------------------------------------------------------------------------- */

static gboolean
set_text(Session *session, const char *command, const char *setting, const char *value,
         const char *before, GString *resolved, GString *inverse, GError **error)
{
    command_quote(resolved, value);
    g_string_append(inverse, command);
    command_quote(inverse, before);
    if (!setting_set(workspace_database(session->workspace), setting, value, error))
        return FALSE;
    session_changed(session);
    return TRUE;
}

static gboolean
apply_hours(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    g_autofree char *before = setting_get(workspace_database(session->workspace), "hours");

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    g_autoptr(DeskHours) hours = desk_hours_new(call_word(call, 0), NULL, error);
    return hours &&
           set_text(session, "hours", "hours", call_word(call, 0),
                    before && *before ? before : DESK_HOURS_DEFAULT, resolved, inverse, error);
}

static gboolean
apply_holidays(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    g_autofree char *before = setting_get(workspace_database(session->workspace), "holidays");

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    const char *word = strcmp(call_word(call, 0), "none") == 0 ? "" : call_word(call, 0);
    g_autoptr(DeskHours) hours = desk_hours_new(DESK_HOURS_DEFAULT, word, error);
    return hours && set_text(session, "holidays", "holidays", word, before ? before : "", resolved,
                             inverse, error);
}

/* ---- promises ------------------------------------------------------------------------------- */

static gboolean
is_of(const DeskPromise *promise, gboolean reply, const char *channel)
{
    return promise->reply == reply &&
           (channel ? promise->channel && g_ascii_strcasecmp(promise->channel, channel) == 0
                    : !promise->channel);
}

static void
append_promise(GString *line, gboolean reply, const char *limit, const char *channel,
               gboolean business)
{
    g_string_append(line, reply ? " first-reply" : " resolution");
    command_quote(line, limit);
    if (channel)
        command_option(line, "channel", channel);
    if (business)
        command_option(line, "clock", "business");
}

/* The promise of this kind and channel as the command that makes it. */
static void
append_before(GString *inverse, const GPtrArray *promises, gboolean reply, const char *channel)
{
    g_string_append(inverse, "promise");
    for (guint i = 0; i < promises->len; i++) {
        const DeskPromise *promise = g_ptr_array_index(promises, i);
        if (!is_of(promise, reply, channel))
            continue;
        g_autofree char *limit =
            g_strdup_printf("%" G_GINT64_FORMAT "s", promise->limit / TIME_SECOND);
        append_promise(inverse, reply, limit, channel, promise->business);
        return;
    }
    append_promise(inverse, reply, "none", channel, FALSE);
}

static gboolean
check_promise(const CommandCall *call, GError **error)
{
    static const char *const names[] = {"channel", "clock", NULL};
    const char *clock = call_named(call, "clock");

    if (!call_check(call, 2, 2, names, error))
        return FALSE;
    if (strcmp(call_word(call, 0), "first-reply") != 0 &&
        strcmp(call_word(call, 0), "resolution") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" can't be promised: first-reply or resolution can", call_word(call, 0));
        return FALSE;
    }
    if (clock && strcmp(clock, "business") != 0 && strcmp(clock, "calendar") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "clock=%s: it is business or calendar", clock);
        return FALSE;
    }
    return TRUE;
}

/* Promises without the one of this kind and channel, and with the new one, as text. */
static char *
promises_with(GPtrArray *promises, gboolean reply, const char *limit, const char *channel,
              gboolean business, GError **error)
{
    for (guint i = promises->len; i-- > 0;)
        if (is_of(g_ptr_array_index(promises, i), reply, channel))
            g_ptr_array_remove_index(promises, i);
    g_autofree char *others = desk_promises_print(promises);
    if (strcmp(limit, "none") == 0)
        return g_steal_pointer(&others);
    g_autofree char *quoted = channel ? g_shell_quote(channel) : NULL;
    g_autofree char *all = g_strdup_printf(
        "%s\n%s %s%s%s%s", others, reply ? "first-reply" : "resolution", limit,
        quoted ? " channel=" : "", quoted ? quoted : "", business ? " clock=business" : "");
    g_autoptr(GPtrArray) parsed = desk_promises_parse(all, error);
    return parsed ? desk_promises_print(parsed) : NULL;
}

static gboolean
apply_promise(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
              GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autofree char *text = setting_get(database, "promises");
    const char *channel = call_named(call, "channel");
    gboolean business = g_strcmp0(call_named(call, "clock"), "business") == 0;

    if (!check_promise(call, error))
        return FALSE;
    gboolean reply = strcmp(call_word(call, 0), "first-reply") == 0;
    g_autoptr(GPtrArray) promises = desk_promises_parse(text, error);
    if (!promises)
        return FALSE;
    append_before(inverse, promises, reply, channel);
    g_autofree char *changed =
        promises_with(promises, reply, call_word(call, 1), channel, business, error);
    if (!changed || !setting_set(database, "promises", changed, error))
        return FALSE;
    append_promise(resolved, reply, call_word(call, 1), channel, business);
    session_changed(session);
    return TRUE;
}

/* ---- the baseline --------------------------------------------------------------------------- */

typedef struct {
    FrameStore *frames;
    gint64 task_id;
    char *name;
} FreezeJob;

static void
freeze_job_free(gpointer data)
{
    FreezeJob *job = data;
    frame_store_unref(job->frames);
    g_free(job->name);
    g_free(job);
}

static gboolean
freeze_work(Job *job, sqlite3 *database, GError **error)
{
    FreezeJob *data = job->data;
    g_autoptr(Task) task = NULL;

    if (data->task_id && !(task = task_load(data->frames, database, data->task_id, error)))
        return FALSE;
    g_autoptr(Report) card =
        session_desk_card(data->frames, database, task, TIME_MISSING, job->view.progress, error);
    if (!card || !db_exec(database, "BEGIN IMMEDIATE", error))
        return FALSE;
    gboolean done = baseline_store(database, job->view.object, data->name, card, error) &&
                    journal_set_outcome(database, job->journal, JOURNAL_DONE, error) &&
                    db_exec(database, "COMMIT", error);
    if (!done && !sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    return done;
}

static void
freeze_finish(Session *session, Job *job)
{
    if (job->failure)
        return;
    session_say(session, "baseline %" G_GINT64_FORMAT " is frozen: it never changes",
                job->view.object);
    session_changed(session);
}

/* baseline=N in a replayed line; else the next number. */
static gint64
card_number(Session *session, const char *given, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    gint64 id;

    if (!given)
        return object_reserve(database, "baseline", error);
    if (!number_parse_integer(given, -1, &id) || id < 1) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "baseline=\"%s\" is no number",
                    given);
        return 0;
    }
    return object_claim(database, "baseline", id, error) ? id : 0;
}

/* A card that was withdrawn and is frozen again by redo is the same card. */
static gboolean
take_back_in(Session *session, const char *given, gboolean *taken, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    gint64 id;

    *taken = given && number_parse_integer(given, -1, &id) && baseline_exists(database, id);
    if (!*taken)
        return TRUE;
    if (!baseline_withdraw(database, id, FALSE, error))
        return FALSE;
    session_changed(session);
    return TRUE;
}

static gboolean
apply_freeze(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    static const char *const names[] = {"name", "baseline", NULL};
    const char *name = call_named(call, "name"), *given = call_named(call, "baseline");
    gboolean taken;
    gint64 id = 0;

    if (!call_check(call, 0, 0, names, error) || !take_back_in(session, given, &taken, error) ||
        (!taken && !(id = card_number(session, given, error))))
        return FALSE;
    if (taken)
        number_parse_integer(given, -1, &id);
    if (name)
        command_option(resolved, "name", name);
    g_string_append_printf(resolved, " baseline=%" G_GINT64_FORMAT, id);
    g_string_append_printf(inverse, "baseline withdraw %" G_GINT64_FORMAT, id);
    if (taken)
        return TRUE;
    FreezeJob *data = g_new0(FreezeJob, 1);
    data->frames = frame_store_ref(session->frames);
    data->task_id = session->task_id;
    data->name = g_strdup(name);
    Job *job = job_new("freezing the baseline", freeze_work, freeze_finish, data, freeze_job_free);
    job->view.object = id;
    session_queue(session, job);
    return TRUE;
}

static gboolean
apply_withdraw(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    gint64 id;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    if (!number_parse_integer(call_word(call, 0), -1, &id)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" is no number of a baseline", call_word(call, 0));
        return FALSE;
    }
    command_quote(resolved, call_word(call, 0));
    g_string_append_printf(inverse, "baseline freeze baseline=%" G_GINT64_FORMAT, id);
    if (!baseline_withdraw(workspace_database(session->workspace), id, TRUE, error))
        return FALSE;
    session_changed(session);
    return TRUE;
}

/* ---- completion and the table ------------------------------------------------------------- */

static char **
complete_promise(Session *session, guint word)
{
    return g_strsplit(word == 0 ? "first-reply resolution" : "4h 1d 2d none", " ", -1);
}

static const Command hours_command = {"hours",
                                      "\"Mon-Fri 09:00-17:00\"",
                                      "when the desk works, for durations in business hours",
                                      EFFECT_STATE,
                                      FALSE,
                                      why_no_change,
                                      NULL,
                                      apply_hours};
static const Command holidays_command = {"holidays",
                                         "2026-12-24,12-25|none",
                                         "days off of the desk; 12-25 is every year's",
                                         EFFECT_STATE,
                                         FALSE,
                                         why_no_change,
                                         NULL,
                                         apply_holidays};
static const Command promise_command = {
    "promise",
    "first-reply|resolution 4h|none [channel=chat] [clock=business]",
    "what the desk promises its customers, to be measured",
    EFFECT_STATE,
    FALSE,
    why_no_change,
    complete_promise,
    apply_promise};
static const Command freeze_command = {"baseline freeze",
                                       "[name=\"before the model\"]",
                                       "keep how the desk does today, with its date",
                                       EFFECT_LEDGER,
                                       FALSE,
                                       why_no_change,
                                       NULL,
                                       apply_freeze};
static const Command withdraw_command = {"baseline withdraw",
                                         "NUMBER",
                                         "a frozen baseline counts no more; it stays in the file",
                                         EFFECT_LEDGER,
                                         FALSE,
                                         why_no_change,
                                         NULL,
                                         apply_withdraw};

const Command *const desk_commands[] = {&hours_command,  &holidays_command, &promise_command,
                                        &freeze_command, &withdraw_command, NULL};
