/* Commands of the label check: what a person says of one ticket's label, kept at the keypress. */
#include "session_private.h"

#include <string.h>

/* The ticket of that name; NULL: the one to be read next. −1 with ERROR_USAGE: not drawn, or done.
 */
static int
find_ticket(const Task *task, const GArray *tickets, const char *name, GError **error)
{
    guint next = label_check_next(tickets);

    for (guint i = 0; name && i < tickets->len; i++) {
        g_autofree char *one = check_ticket_name(task, &g_array_index(tickets, CheckTicket, i));
        if (strcmp(one, name) == 0)
            return (int)i;
    }
    if (!name && next < tickets->len)
        return (int)next;
    if (name) {
        g_autofree char *clean = text_clean(name, -1);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is not among the tickets drawn: `check` lists them", clean);
    } else {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "all %u tickets are read: name one to change what you said", tickets->len);
    }
    return -1;
}

static gboolean
apply_check(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
            GError **error)
{
    sqlite3 *database = workspace_database(session->workspace);
    CheckVerdict verdict;
    Task *task;
    int at;

    if (!call_check(call, 1, 2, NULL, error))
        return FALSE;
    if (!check_verdict_from_name(call_word(call, 0), &verdict)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "check \"%s\": say right, wrong, unsure, skip or none", call_word(call, 0));
        return FALSE;
    }
    if (!(task = session_need_task(session, error)))
        return FALSE;
    g_autoptr(GArray) tickets = label_check_draw(task, database, error);
    if (!tickets || (at = find_ticket(task, tickets, call_word(call, 1), error)) < 0)
        return FALSE;
    const CheckTicket *ticket = &g_array_index(tickets, CheckTicket, at);
    g_autofree char *name = check_ticket_name(task, ticket);
    command_quote(resolved, check_verdict_name(verdict));
    command_quote(resolved, name);
    session_say(session, "saved: %s %s", name, check_verdict_name(verdict));
    g_string_append_printf(inverse, "check %s", check_verdict_name(ticket->verdict));
    command_quote(inverse, name);
    return label_check_record(task, ticket, verdict, database, error);
}

static char **
complete_check(Session *session, guint word)
{
    return word == 0 ? g_strsplit("right wrong unsure skip none", " ", -1) : NULL;
}

static const Command check_command = {"check",
                                      "right|wrong|unsure|skip|none [TICKET]",
                                      "say whether the label of the ticket you read is right",
                                      EFFECT_LEDGER,
                                      FALSE,
                                      why_no_task,
                                      complete_check,
                                      apply_check};

const Command *const check_commands[] = {&check_command, NULL};
