/* Commands and reports of a session for tests: each must do what it says. */
#pragma once

#include <foredesk/session.h>

/* Runs a command to its end, its job included. */
static inline void
must(Session *session, const char *line)
{
    g_autoptr(GError) error = NULL;
    if (!session_run(session, line, &error) || !session_wait(session, NULL, NULL, &error))
        g_error("%s: %s", line, error->message);
}

/* A report as JSON; the caller frees. */
static inline char *
report_json(Session *session, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = session_report_wait(session, name, NULL, NULL, &error);
    GString *text = g_string_new(NULL);
    if (!report)
        g_error("%s: %s", name, error ? error->message : "no report");
    report_print_json(report, text);
    return g_string_free(text, FALSE);
}
