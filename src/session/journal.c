/* The journal: what was done, in the words that do it again. Undo runs the stored inverse and is
 * journaled itself; redo undoes the undoing. A script is a journal without dates. */
#include "session_private.h"

#include <string.h>

static void
push(GArray *stack, gint64 id)
{
    g_array_append_val(stack, id);
}

static gint64
top(const GArray *stack)
{
    return stack->len ? g_array_index(stack, gint64, stack->len - 1) : 0;
}

static void
pop(GArray *stack)
{
    g_array_set_size(stack, stack->len - 1);
}

/* How one entry moves the stacks; entries without an inverse leave them alone. */
static void
stack_entry(Session *session, gint64 id, const char *inverse, gint64 undoes)
{
    if (!inverse || !*inverse)
        return;
    if (undoes && undoes == top(session->undo)) {
        pop(session->undo);
        push(session->redo, id);
    } else if (undoes && undoes == top(session->redo)) {
        pop(session->redo);
        push(session->undo, id);
    } else {
        push(session->undo, id);
        g_array_set_size(session->redo, 0);
    }
}

gboolean
session_restore_undo(Session *session, GError **error)
{
    g_autoptr(GPtrArray) entries = journal_read(workspace_database(session->workspace), 0, error);
    if (!entries)
        return FALSE;
    g_array_set_size(session->undo, 0);
    g_array_set_size(session->redo, 0);
    for (guint i = 0; i < entries->len; i++) {
        const JournalEntry *entry = g_ptr_array_index(entries, i);
        if (entry->outcome == JOURNAL_DONE)
            stack_entry(session, entry->id, entry->inverse, entry->undoes);
    }
    return TRUE;
}

/* A key held down: the entry just written grows instead of a new one. Its inverse stays that of the
 * first, so that one undo goes back to before the key was pressed. */
static gboolean
merge(Session *session, const Command *command, const char *resolved, gboolean *merged,
      GError **error)
{
    *merged = command->merges && session->merging == command && session->merge_entry &&
              session->merge_entry == top(session->undo);
    return !*merged || db_run(workspace_database(session->workspace), error,
                              "UPDATE journal SET command = ? WHERE id = ?", "si", resolved,
                              session->merge_entry);
}

static gint64
append(Session *session, const char *command, const char *inverse, gint64 undoes,
       JournalOutcome outcome, GError **error)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    JournalEntry entry = {.at = at,
                          .command = (char *)command,
                          .inverse = inverse && *inverse ? (char *)inverse : NULL,
                          .outcome = outcome,
                          .undoes = undoes};
    gint64 id = journal_append(workspace_database(session->workspace), &entry, error);
    if (id)
        stack_entry(session, id, entry.inverse, undoes);
    return id;
}

/* A command that queued several jobs resolves to a line for each, so that one of them can fail or
 * be cancelled in the journal without the others. Returns the last entry. */
static gint64
append_lines(Session *session, const char *resolved, const char *inverse, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(resolved, "\n", -1);
    gint64 id = 0;

    for (guint i = 0; lines[i]; i++) {
        Job *job = i < session->new_jobs->len ? g_ptr_array_index(session->new_jobs, i) : NULL;
        id = append(session, lines[i], inverse, 0, job ? JOURNAL_RUNNING : JOURNAL_DONE, error);
        if (!id)
            return 0;
        if (job)
            job->journal = id;
    }
    return id;
}

gboolean
session_journal(Session *session, const Command *command, const char *resolved, const char *inverse,
                GError **error)
{
    gboolean merged;
    gint64 id;

    if (session->replaying || !session->workspace)
        return TRUE;
    if (!merge(session, command, resolved, &merged, error))
        return FALSE;
    if (merged)
        return TRUE;
    id = append_lines(session, resolved, inverse, error);
    session->merging = command;
    session->merge_entry = id;
    return id != 0;
}

/* The gesture is over: the next `threshold` is an entry of its own. */
void
session_end_merge(Session *session)
{
    session->merging = NULL;
    session->merge_entry = 0;
}

gboolean
journal_outcome(Session *session, gint64 entry, JournalOutcome outcome, GError **error)
{
    if (!entry || !session->workspace)
        return TRUE;
    return journal_set_outcome(workspace_database(session->workspace), entry, outcome, error) &&
           (outcome == JOURNAL_DONE || session_restore_undo(session, error));
}

void
session_close_journal(Session *session)
{
    if (session->workspace && !workspace_read_only(session->workspace))
        journal_end_running(workspace_database(session->workspace), NULL);
}

typedef struct {
    gint64 id;
    char *command, *inverse;
} TakeBack;

static gboolean
run_inverse(Session *session, gpointer data, GError **error)
{
    const TakeBack *entry = data;

    session->replaying = TRUE;
    gboolean done = session_run(session, entry->inverse, error);
    session->replaying = FALSE;
    session_end_merge(session);
    return done &&
           append(session, entry->inverse, entry->command, entry->id, JOURNAL_DONE, error) != 0;
}

/* What it would bring back is gone (a model that was deleted): it no longer stands in the way of
 * what was done before it. */
static void
pass_over(Session *session, const TakeBack *entry, GError **error)
{
    if (!g_error_matches(*error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE) ||
        !db_run(workspace_database(session->workspace), NULL,
                "UPDATE journal SET inverse = NULL WHERE id = ?", "i", entry->id) ||
        !session_restore_undo(session, NULL))
        return;
    g_autoptr(GError) why = g_steal_pointer(error);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" can't be done any more (%s): the next time goes on with what was before it",
                entry->inverse, why->message);
}

/* Runs the inverse of the entry on top of a stack, and journals that. */
static gboolean
take_back(Session *session, gboolean undoing, char **what, GError **error)
{
    g_autoptr(GError) failure = NULL;
    const char *why = why_no_change(session);
    const char *nothing = undoing ? "nothing to undo" : "nothing to redo";
    const GArray *stack = undoing ? session->undo : session->redo;

    if (why || !top(stack)) {
        g_set_error_literal(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, why ? why : nothing);
        return FALSE;
    }
    sqlite3 *database = workspace_database(session->workspace);
    g_autofree char *command =
        db_text(database, "SELECT command FROM journal WHERE id = ?", "i", top(stack));
    g_autofree char *inverse =
        db_text(database, "SELECT inverse FROM journal WHERE id = ?", "i", top(stack));
    TakeBack entry = {top(stack), command, inverse};
    if (!command || !inverse) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM,
                    "the journal can't be read: close the workspace and open it again");
        return FALSE;
    }
    if (!session_write(session, FALSE, run_inverse, &entry, &failure)) {
        pass_over(session, &entry, &failure);
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    if (what)
        *what = g_strdup(undoing ? command : inverse);
    return TRUE;
}

gboolean
session_undo(Session *session, char **what, GError **error)
{
    return take_back(session, TRUE, what, error);
}

gboolean
session_redo(Session *session, char **what, GError **error)
{
    return take_back(session, FALSE, what, error);
}

/* ---- scripts ------------------------------------------------------------------------------ */

static gboolean
run_line(Session *session, const char *file, guint number, char *line,
         void (*progress_line)(const JobView *job, gpointer data), gpointer data, GError **error)
{
    g_autoptr(GError) failure = NULL;

    g_strstrip(line);
    if (!*line || *line == '#')
        return TRUE;
    session_end_merge(session);
    if (session_run(session, line, &failure) &&
        session_wait(session, progress_line, data, &failure))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, failure ? failure->code : FOREDESK_ERROR_FOUND,
                "%s, line %u: %s", file, number, failure ? failure->message : "failed");
    return FALSE;
}

gboolean
session_script(Session *session, const char *file,
               void (*progress_line)(const JobView *job, gpointer data), gpointer data,
               GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) failure = NULL;

    if (!g_file_get_contents(file, &text, NULL, &failure)) {
        g_set_error(error, FOREDESK_ERROR,
                    g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                        ? FOREDESK_ERROR_INPUT
                        : FOREDESK_ERROR_SYSTEM,
                    "can't read the script: %s", failure->message);
        return FALSE;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (!run_line(session, file, i + 1, lines[i], progress_line, data, error))
            return FALSE;
    return TRUE;
}

/* The journal as a script: what counts, in order; what was undone stands there with its undoing,
 * and what failed or was cancelled is told in a comment. */
char *
session_journal_script(Session *session, GError **error)
{
    g_autoptr(GPtrArray) entries = NULL;
    GString *script =
        g_string_new("# A foredesk session. `foredesk run NEW.foredesk SCRIPT` does it "
                     "again.\n");

    if (session->workspace)
        entries = journal_read(workspace_database(session->workspace), 0, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const JournalEntry *entry = g_ptr_array_index(entries, i);
        if (g_str_has_prefix(entry->command, "forget ") && entry->outcome == JOURNAL_DONE)
            g_string_append_printf(script,
                                   "# %s: rows were removed for good, and this script doesn't know "
                                   "whose: from here on it leads to other figures\n",
                                   entry->command);
        else if (entry->outcome == JOURNAL_DONE)
            g_string_append_printf(script, "%s\n", entry->command);
        else
            g_string_append_printf(script, "# %s: %s\n",
                                   entry->outcome == JOURNAL_FAILED    ? "failed"
                                   : entry->outcome == JOURNAL_RUNNING ? "still running"
                                                                       : "cancelled",
                                   entry->command);
    }
    return g_string_free(script, FALSE);
}

/* ---- the commands of this file ------------------------------------------------------------ */

static gboolean
apply_take_back(Session *session, const CommandCall *call,
                gboolean (*take)(Session *session, char **what, GError **error), const char *done,
                GError **error)
{
    g_autofree char *what = NULL;

    if (!call_check(call, 0, 0, NULL, error) || !take(session, &what, error))
        return FALSE;
    session_say(session, "%s: %s", done, what);
    return TRUE;
}

static gboolean
apply_undo(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    return apply_take_back(session, call, session_undo, "undone", error);
}

static gboolean
apply_redo(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    return apply_take_back(session, call, session_redo, "done again", error);
}

static gboolean
apply_cancel(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    gint64 id = 0;

    if (!call_check(call, 0, 1, NULL, error))
        return FALSE;
    if (call_word(call, 0) && (!number_parse_integer(call_word(call, 0), -1, &id) || id <= 0)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "\"%s\" is no number of a job",
                    call_word(call, 0));
        return FALSE;
    }
    session_cancel(session, (guint)id);
    return TRUE;
}

static const char *
why_no_undo(Session *session)
{
    const char *why = why_no_change(session);
    return why ? why : session->undo->len ? NULL : "nothing to undo";
}

static const char *
why_no_redo(Session *session)
{
    const char *why = why_no_change(session);
    return why ? why : session->redo->len ? NULL : "nothing to redo";
}

static const char *
why_no_cancel(Session *session)
{
    GPtrArray *jobs = session_jobs(session);
    for (guint i = 0; i < jobs->len; i++)
        if (((const JobView *)g_ptr_array_index(jobs, i))->state <= JOB_RUNNING)
            return NULL;
    return "no job is running";
}

/* View commands: undo and redo journal themselves, and cancelling is journaled with the job. */
static const Command undo_command = {
    "undo", "", "take the last change back", EFFECT_VIEW, FALSE, why_no_undo, NULL, apply_undo};
static const Command redo_command = {
    "redo", "", "do what was undone again", EFFECT_VIEW, FALSE, why_no_redo, NULL, apply_redo};
static const Command cancel_command = {"cancel",    "[JOB]",     "stop the running job, or job N",
                                       EFFECT_VIEW, FALSE,       why_no_cancel,
                                       NULL,        apply_cancel};

const Command *const journal_commands[] = {&undo_command, &redo_command, &cancel_command, NULL};
