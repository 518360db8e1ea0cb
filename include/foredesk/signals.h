/* signals: what the data says that a person acts on. Tickets whose priority disagrees with their
 * risk; conditions that together raise it most; who knows what; what texts claim. Relies on
 * evaluate. */
#pragma once

#include <foredesk/evaluate.h>

G_BEGIN_DECLS

/* ---- wrong priorities --------------------------------------------------------------------------
 */

/* What counts as disagreeing, settings of the workspace: a ticket is harmless for its priority
 * where its risk lies below the `low`-th percentile of the least urgent level, and risky for it
 * where it lies above the `high`-th percentile of the most urgent one. */
typedef struct {
    char *column;     /* NULL: the one whose role is priority */
    double low, high; /* percentiles, 50 each as a rule */
} PriorityTerms;
void priority_terms_clear(PriorityTerms *terms);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PriorityTerms, priority_terms_clear)
void priority_terms_read(sqlite3 *database, PriorityTerms *terms);
/* "column", "low" or "high"; column "": the role's. ERROR_USAGE says what is wrong. */
gboolean priority_terms_change(PriorityTerms *terms, const char *name, const char *value,
                               GError **error);
gboolean priority_terms_write(sqlite3 *database, const PriorityTerms *terms, GError **error);
/* "low=50 high=50", with column="…" where one is named; the caller frees. */
char *priority_terms_words(const PriorityTerms *terms);
/* Open tickets whose priority disagrees with the risk that `judged` (NULL: no model decides) gives
 * them, with reasons; and on validation, which the model didn't learn from, how often such tickets
 * had the event, against others of the same priority, and what heeding the risk would have saved.
 * Intervals are by customer. Tables tickets, proof, levels. ERROR_USAGE for a column without order.
 */
Report *priorities_report(const Task *task, const Judged *judged, const Policy *policy,
                          FrameStore *frames, sqlite3 *database, Progress *progress,
                          GError **error);
/* Rows behind it: "priority=low|high|all;by=MODEL;part=validation|open;value=LEVEL" (LEVEL "":
 * every one), by the parts of the reference. Appends entity rows; *title is the caller's. FALSE
 * without error: no such rows. */
gboolean priority_rows(const Task *task, GHashTable *parts, FrameStore *frames, sqlite3 *database,
                       Progress *progress, GArray *rows, char **title, GError **error);

/* ---- what raises the risk together -------------------------------------------------------------
 */

/* Combinations of two to four conditions on the features that are on, whose rows have the event
 * most surely more often: found by a beam on training rows (20,000 at most, by lot), each condition
 * needed, those that share most rows left out; then held against the base rate of validation by an
 * exact binomial test of as many rows as their customers are worth, corrected by Holm for how many
 * were held. What isn't confirmed isn't told. Table combinations; unconfirmed, for programs. */
Report *combinations_report(const Task *task, FrameStore *frames, sqlite3 *database,
                            Progress *progress, GError **error);
/* Rows behind it: "combination=1;part=train|validation;label=1;value=[[EXPRESSION, TEST, VALUE],
 * …]". As priority_rows. */
gboolean combination_rows(const Task *task, GHashTable *parts, FrameStore *frames,
                          sqlite3 *database, Progress *progress, GArray *rows, char **title,
                          GError **error);

/* ---- who knows what, and who should get it -----------------------------------------------------
 */

/* Settings of the workspace. */
typedef struct {
    char *agent, *topic; /* columns; NULL: those whose roles are agent and category */
    gboolean event;      /* by the target's event; else by the time to solve where there is one */
    guint capacity;      /* most open tickets an agent takes; 0: an even share */
} AgentTerms;
void agent_terms_clear(AgentTerms *terms);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AgentTerms, agent_terms_clear)
void agent_terms_read(sqlite3 *database, AgentTerms *terms);
/* "agent", "topic" ("": the role's), "measure" (time, event), "capacity" (auto); ERROR_USAGE. */
gboolean agent_terms_change(AgentTerms *terms, const char *name, const char *value, GError **error);
gboolean agent_terms_write(sqlite3 *database, const AgentTerms *terms, GError **error);
char *agent_terms_words(const AgentTerms *terms); /* as the command takes them; the caller frees */
/* The record of each agent on each topic over training tickets: the logarithm of the time to solve,
 * or the event, less what priority and the other columns known at arrival say of it, drawn towards
 * what the agent and all agents show (stats_nested_fit); how many times better than the desk's
 * typical agent; on validation whether such records came true. And open tickets given to the agents
 * with the best records within their capacity (stats_assign), against the mix of agents that topics
 * have had. All of it is association. Tables experts, match, proof; records, for programs. */
Report *agents_report(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
                      GError **error);
/* Rows behind it: "expert=1;part=train|validation;value=[AGENT, TOPIC]". As priority_rows. */
gboolean agent_rows(const Task *task, GHashTable *parts, FrameStore *frames, sqlite3 *database,
                    Progress *progress, GArray *rows, char **title, GError **error);

/* ---- what texts claim, and whether events bear it out ------------------------------------------
 */

/* A claim as the user has it, beside those that are learned: words, a comma between ("": it is
 * none), events (COUNT(…), "": those learned) and from how many on it is borne out (0: as learned).
 */
typedef struct {
    char *name, *words, *events;
    double least;
} ClaimSaid;
GPtrArray *claims_said(sqlite3 *database);                  /* ClaimSaid*, the caller's */
ClaimSaid *claim_said_of(GPtrArray *all, const char *name); /* NULL: none */
gboolean claims_say(sqlite3 *database, const ClaimSaid *said,
                    GError **error); /* words NULL: as learned */
/* Words of texts (the keyword list, and those in 0.5 to 20 of 100 training texts) that go with
 * events of a linked table in the 48 hours before, beyond luck; of each ticket whether what it says
 * is confirmed or contradicted, unspoken, or can't be told; how often the target's event follows,
 * with intervals by customer; open tickets; and the features that say the same. Outcomes have no
 * say in what a claim is. Tables claims, kinds, open, features. */
Report *claims_report(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
                      GError **error);
/* Rows behind it: "claim=1;kind=confirmed;part=known|open;value=NAME". As priority_rows. */
gboolean claim_rows(const Task *task, GHashTable *parts, FrameStore *frames, sqlite3 *database,
                    Progress *progress, GArray *rows, char **title, GError **error);

G_END_DECLS
