/* What the pages on signals go by: which tickets count as wrongly prioritised. */
#include "session_private.h"

#include <foredesk/signals.h>

static gboolean
apply_priorities(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                 GError **error)
{
    static const char *const names[] = {"column", "low", "high", NULL};
    sqlite3 *database = workspace_database(session->workspace);
    g_auto(PriorityTerms) terms = {0};

    if (!call_check(call, 0, 0, names, error))
        return FALSE;
    priority_terms_read(database, &terms);
    g_autofree char *before = priority_terms_words(&terms);
    for (guint i = 0; names[i]; i++) {
        const char *value = call_named(call, names[i]);
        if (value && !priority_terms_change(&terms, names[i], value, error))
            return FALSE;
    }
    if (terms.column &&
        !table_column(catalogue_main_table(session->catalogue), terms.column, error))
        return FALSE;
    g_autofree char *after = priority_terms_words(&terms);
    g_string_append_printf(inverse, "priorities%s %s",
                           strstr(before, "column=") ? "" : " column=\"\"", before);
    g_string_truncate(resolved, 0);
    g_string_append_printf(resolved, "priorities %s", after);
    if (!priority_terms_write(database, &terms, error))
        return FALSE;
    session_changed(session);
    return TRUE;
}

static const Command priorities_command = {
    "priorities",
    "[column=NAME] [low=PERCENTILE] [high=PERCENTILE]",
    "which tickets' priority disagrees with their risk: below and above which percentile",
    EFFECT_STATE,
    FALSE,
    why_no_task,
    NULL,
    apply_priorities};

static gboolean
apply_agents(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    static const char *const names[] = {"agent", "topic", "measure", "capacity", NULL};
    sqlite3 *database = workspace_database(session->workspace);
    const TableInfo *table = catalogue_main_table(session->catalogue);
    g_auto(AgentTerms) terms = {0};

    if (!call_check(call, 0, 0, names, error))
        return FALSE;
    agent_terms_read(database, &terms);
    g_autofree char *before = agent_terms_words(&terms);
    for (guint i = 0; names[i]; i++) {
        const char *value = call_named(call, names[i]);
        if (value && !agent_terms_change(&terms, names[i], value, error))
            return FALSE;
    }
    if ((terms.agent && !table_column(table, terms.agent, error)) ||
        (terms.topic && !table_column(table, terms.topic, error)))
        return FALSE;
    g_autofree char *after = agent_terms_words(&terms);
    g_string_append_printf(inverse, "agents %s", before);
    g_string_truncate(resolved, 0);
    g_string_append_printf(resolved, "agents %s", after);
    if (!agent_terms_write(database, &terms, error))
        return FALSE;
    session_changed(session);
    return TRUE;
}

static const Command agents_command = {
    "agents",
    "[agent=COLUMN] [topic=COLUMN] [measure=time|event] [capacity=N|auto]",
    "who is recorded on what, and how many open tickets each agent can take",
    EFFECT_STATE,
    FALSE,
    why_no_task,
    NULL,
    apply_agents};

const Command *const signal_commands[] = {&priorities_command, &agents_command, NULL};
