/* What must not stand in two parts of the split: the target as it is, frozen anew with another
 * choice. A choice made before finds its version again, with the models that it had. */
#include "session_private.h"

/* `apart WORD [of=TASK]`; a replayed line says of which target. */
static gboolean
apply_apart(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    static const char *const names[] = {"of", "task", "select", NULL};
    const char *of = call_named(call, "of");
    gint64 base = session->task_id;
    Apart apart;
    TaskSpec spec;

    if (!call_check(call, 1, 1, names, error) ||
        !apart_from_name(call_word(call, 0), &apart, error))
        return FALSE;
    task_spec_init(&spec);
    if ((of && !number_parse_integer(of, -1, &base)) ||
        !task_spec_load(&spec, workspace_database(session->workspace), base)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "there is no target %s: see the list of targets", of ? of : "to split anew");
        return FALSE;
    }
    spec.apart = apart;
    spec.as_of = TIME_MISSING; /* today's, as of any target that is frozen now */
    g_string_append_printf(resolved, " %s of=%" G_GINT64_FORMAT, apart_name(apart), base);
    gboolean done = session_queue_target(session, call, &spec, resolved, error);
    task_spec_clear(&spec);
    return done;
}

static char **
complete_apart(Session *session, guint word)
{
    return g_strsplit("customer near both nothing", " ", -1);
}

const Command apart_command = {"apart",
                               "customer|near|both|nothing",
                               "split anew: judge on customers, or texts, that never taught",
                               EFFECT_ARTEFACT,
                               FALSE,
                               why_no_task,
                               complete_apart,
                               apply_apart};
