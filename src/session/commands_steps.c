/* Commands on cleaning steps that were made: off, on, off the list and back on it. */
#include "session_private.h"

/* ---- off and on ----------------------------------------------------------------------------- */

static gboolean
switch_step(Session *session, const CommandCall *call, gboolean on, GString *resolved,
            GString *inverse, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    gint64 id;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    if (!number_parse_integer(call_word(call, 0), -1, &id)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" is no number of a step: `steps` lists them", call_word(call, 0));
        return FALSE;
    }
    g_autoptr(Step) step = step_load(database, id, error);
    if (!step)
        return FALSE;
    g_string_append_printf(resolved, " %" G_GINT64_FORMAT, id);
    if (step->enabled == on)
        return TRUE; /* nothing to take back */
    g_string_append_printf(inverse, "clean %s %" G_GINT64_FORMAT, on ? "off" : "on", id);
    return step_switch(database, id, on, error) && session_take_change(session, error);
}

static gboolean
apply_off(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
          GError **error)
{
    return switch_step(session, call, FALSE, resolved, inverse, error);
}

static gboolean
apply_on(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
         GError **error)
{
    return switch_step(session, call, TRUE, resolved, inverse, error);
}

/* ---- off the list ---------------------------------------------------------------------------- */

/* The step that a call names by its number; the caller frees. */
static Step *
named_step(Session *session, const CommandCall *call, GError **error)
{
    gint64 id;
    if (number_parse_integer(call_word(call, 0), -1, &id))
        return step_load(workspace_database(session->workspace), id, error);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" is no number of a step: `steps` lists them", call_word(call, 0));
    return NULL;
}

static gboolean
apply_remove(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(Step) step =
        call_check(call, 1, 1, NULL, error) ? named_step(session, call, error) : NULL;

    if (!step)
        return FALSE;
    g_string_append_printf(resolved, " %" G_GINT64_FORMAT, step->id);
    if (step_is_removed(database, step->id))
        return TRUE; /* nothing to take back */
    g_string_append_printf(inverse, "clean restore %" G_GINT64_FORMAT " %s", step->id,
                           step->enabled ? "on" : "off");
    return step_remove(database, step->id, error) && session_take_change(session, error);
}

/* `clean restore STEP [on|off]`: on the list again. */
static gboolean
apply_restore(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
              GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(Step) step =
        call_check(call, 1, 2, NULL, error) ? named_step(session, call, error) : NULL;
    const char *state = step ? call_word(call, 1) : NULL;
    gboolean on = !state || strcmp(state, "on") == 0;

    if (!step)
        return FALSE;
    if (!on && strcmp(state, "off") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "write clean restore %" G_GINT64_FORMAT " on, or off", step->id);
        return FALSE;
    }
    g_string_append_printf(resolved, " %" G_GINT64_FORMAT " %s", step->id, on ? "on" : "off");
    if (!step_is_removed(database, step->id))
        return TRUE; /* nothing to take back */
    g_string_append_printf(inverse, "clean remove %" G_GINT64_FORMAT, step->id);
    return step_restore(database, step->id, on, error) && session_take_change(session, error);
}

/* ---- the table ------------------------------------------------------------------------------ */

static char **
complete_steps(Session *session, guint word)
{
    GPtrArray *names = g_ptr_array_new();
    g_autoptr(GPtrArray) steps = steps_load(workspace_database(session->workspace), 0, NULL);
    for (guint i = 0; word == 0 && steps && i < steps->len; i++)
        g_ptr_array_add(
            names, g_strdup_printf("%" G_GINT64_FORMAT, ((Step *)g_ptr_array_index(steps, i))->id));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static const Command off_command = {"clean off",    "STEP",   "take a cleaning step back",
                                    EFFECT_STATE,   FALSE,    why_no_change,
                                    complete_steps, apply_off};
static const Command on_command = {"clean on",     "STEP",  "apply a cleaning step again",
                                   EFFECT_STATE,   FALSE,   why_no_change,
                                   complete_steps, apply_on};
static const Command remove_command = {
    "clean remove", "STEP",      "take a cleaning step off the list; undo lists it again",
    EFFECT_STATE,   FALSE,       why_no_change,
    complete_steps, apply_remove};
static const Command restore_command = {"clean restore",
                                        "STEP [on|off]",
                                        "put a removed cleaning step on the list again",
                                        EFFECT_STATE,
                                        FALSE,
                                        why_no_change,
                                        NULL,
                                        apply_restore};

const Command *const step_commands[] = {&off_command, &on_command, &remove_command,
                                        &restore_command, NULL};
