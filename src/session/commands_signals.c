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

/* ---- claims ------------------------------------------------------------------------------------
 */

static void
command_claim(GString *line, const ClaimSaid *said)
{
    g_autofree char *least = g_strdup_printf("%g", said->least);

    g_string_append(line, "claim set");
    command_quote(line, said->name);
    command_option(line, "words", said->words);
    command_option(line, "events", said->events);
    command_option(line, "least", least);
}

/* Says it, with what takes it back: what was said before, or what is learned. */
static gboolean
say_claim(Session *session, const ClaimSaid *said, GString *inverse, GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    g_autoptr(GPtrArray) all = claims_said(database);
    const ClaimSaid *before = claim_said_of(all, said->name);

    if (before) {
        command_claim(inverse, before);
    } else {
        g_string_append(inverse, "claim learned");
        command_quote(inverse, said->name);
    }
    if (!claims_say(database, said, error))
        return FALSE;
    session_changed(session);
    return TRUE;
}

static gboolean
apply_claim_set(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                GError **error)
{
    static const char *const names[] = {"words", "events", "least", NULL};
    g_autoptr(GPtrArray) all = claims_said(workspace_database(session->workspace));
    ClaimSaid said = {0};

    if (!call_check(call, 1, 1, names, error))
        return FALSE;
    const ClaimSaid *before = claim_said_of(all, call_word(call, 0));
    const char *words = call_named(call, "words"), *events = call_named(call, "events");
    const char *least = call_named(call, "least");
    said.name = (char *)call_word(call, 0);
    said.words = (char *)(words ? words : before ? before->words : NULL);
    said.events = (char *)(events ? events : before ? before->events : "");
    said.least = before ? before->least : 0;
    if (!said.words) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "claim set %s: say by which words: words=500,error", said.name);
        return FALSE;
    }
    if (least && !call_number("least", least, 0, 1e9, &said.least, error))
        return FALSE;
    g_string_truncate(resolved, 0);
    command_claim(resolved, &said);
    return say_claim(session, &said, inverse, error);
}

/* "claim off NAME" and "claim learned NAME" */
static gboolean
apply_claim_word(Session *session, const CommandCall *call, gboolean off, GString *resolved,
                 GString *inverse, GError **error)
{
    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    ClaimSaid said = {(char *)call_word(call, 0), off ? "" : NULL, off ? "" : NULL, 0};
    command_quote(resolved, said.name);
    return say_claim(session, &said, inverse, error);
}

static gboolean
apply_claim_off(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                GError **error)
{
    return apply_claim_word(session, call, TRUE, resolved, inverse, error);
}

static gboolean
apply_claim_learned(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                    GError **error)
{
    return apply_claim_word(session, call, FALSE, resolved, inverse, error);
}

static const Command claim_set_command = {
    "claim set",
    "NAME words=WORD,WORD… [events=COUNT(…)] [least=N]",
    "which words of a text claim something, and which events bear it out",
    EFFECT_STATE,
    FALSE,
    why_no_task,
    NULL,
    apply_claim_set};
static const Command claim_off_command = {"claim off",  "NAME",         "this claim is none",
                                          EFFECT_STATE, FALSE,          why_no_task,
                                          NULL,         apply_claim_off};
static const Command claim_learned_command = {"claim learned",
                                              "NAME",
                                              "as learned from the tickets again",
                                              EFFECT_STATE,
                                              FALSE,
                                              why_no_task,
                                              NULL,
                                              apply_claim_learned};

const Command *const signal_commands[] = {&priorities_command,    &agents_command,
                                          &claim_set_command,     &claim_off_command,
                                          &claim_learned_command, NULL};
