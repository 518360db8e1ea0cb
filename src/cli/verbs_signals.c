/* Verbs on what the data says that a person acts on: tickets whose priority disagrees with their
 * risk. */
#include "cli/verb.h"

/* ---- priorities --------------------------------------------------------------------------------
 */

/* Options that are the words of a command: what is said stays, and can be undone. */
static gboolean
say_options(const Invocation *call, Session *session, Ticker *ticker, const char *command,
            const char *const *names, GError **error)
{
    g_autoptr(GString) line = g_string_new(command);

    for (guint i = 0; names[i]; i++)
        if (verb_option(call, names[i]))
            append_option(line, names[i], verb_option(call, names[i]));
    return !line->str[strlen(command)] || run_command(session, ticker, line->str, error);
}

static gboolean
run_priorities(Invocation *call, GError **error)
{
    static const char *const names[] = {"column", "low", "high", NULL};
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();

    return session && say_options(call, session, ticker, "priorities", names, error) &&
           print_named(call, session, ticker, "priorities", error);
}

static const Option priorities_options[] = {
    {"column", "NAME", "another ordered column than the one whose role is priority"},
    {"low", "PERCENTILE", "harmless below this point of the least urgent level's risks (50)"},
    {"high", "PERCENTILE", "risky above this point of the most urgent level's risks (50)"},
    {NULL, NULL, NULL},
};
static const Verb priorities_verb = {
    .name = "priorities",
    .arguments = "WORKSPACE",
    .help = "open tickets whose priority disagrees with their risk, and whether that holds",
    .details = "Urgent tickets at less risk than the least urgent ones, and others at more risk "
               "than the most urgent: each with its reasons. On validation, which the model didn't "
               "learn from: how often such tickets had the event beside others of the same "
               "priority, with intervals, and what heeding the risk would have saved.",
    .example = "foredesk priorities acme.foredesk --high 75",
    .options = priorities_options,
    .least = 1,
    .most = 1,
    .run = run_priorities,
};

/* ---- combinations ------------------------------------------------------------------------------
 */

static const Verb combinations_verb = {
    .name = "combinations",
    .arguments = "WORKSPACE",
    .help = "which conditions together raise the risk most",
    .details = "Combinations of two to four conditions on the features that are on, whose tickets "
               "have the event most surely more often than others. Found on training tickets and "
               "told only where validation, on which nothing was chosen, confirms them, corrected "
               "for how many were asked. Each opens its tickets.",
    .example = "foredesk combinations acme.foredesk --csv",
    .least = 1,
    .most = 1,
    .report = "combinations",
};

/* ---- agents ------------------------------------------------------------------------------------
 */

static gboolean
run_agents(Invocation *call, GError **error)
{
    static const char *const names[] = {"agent", "topic", "measure", "capacity", NULL};
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();

    return session && say_options(call, session, ticker, "agents", names, error) &&
           print_named(call, session, ticker, "agents", error);
}

static const Option agents_options[] = {
    {"agent", "COLUMN", "another column of agents, teams or groups than the one of that role"},
    {"topic", "COLUMN", "another column of topics than the one whose role is category"},
    {"measure", "time|event", "record the time to solve (as a rule), or the target's event"},
    {"capacity", "N", "most open tickets an agent takes; auto: an even share"},
    {NULL, NULL, NULL},
};
static const Verb agents_verb = {
    .name = "agents",
    .arguments = "WORKSPACE",
    .help = "who is how many times better on which topic, and who should get which ticket",
    .details = "The record of each agent on each topic: the time to solve, less what priority and "
               "the other columns known at arrival say of it, drawn towards the agent's and the "
               "desk's by how few tickets there are. Validation says whether records came true. "
               "Open tickets go to the best records within each agent's capacity, with what that "
               "should change. All of it is association, not an experiment.",
    .example = "foredesk agents acme.foredesk --capacity 3",
    .options = agents_options,
    .least = 1,
    .most = 1,
    .run = run_agents,
};

/* ---- claims ------------------------------------------------------------------------------------
 */

static const Verb claims_verb = {
    .name = "claims",
    .arguments = "WORKSPACE",
    .help = "what texts claim, and whether the account's events bear it out",
    .details =
        "Words that go with events of the account in the 48 hours before a ticket, learned "
        "from training tickets without their outcome, or said by `claim set`. Of each ticket: "
        "confirmed, contradicted, unspoken, or no telemetry; how often the target's event "
        "follows each, with intervals; and open tickets that say so.",
    .example = "foredesk claims acme.foredesk --json",
    .least = 1,
    .most = 1,
    .report = "claims",
};

const Verb *const signal_verbs[] = {&priorities_verb, &combinations_verb, &agents_verb,
                                    &claims_verb, NULL};
