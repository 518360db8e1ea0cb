/* The query line: asked, mended where it is wrong, asked again in another way, kept by a name. */
#include "config.h"

#include "app.h"

#include <string.h>

static void ask_query(App *app, const char *text);

static char **
complete_query(App *app, const char *line)
{
    return session_query_complete(app->session, line);
}

static void
open_line(App *app, const char *text)
{
    prompt_open(app, "?", text, "queries", ask_query, complete_query);
}

/* The query of the page on top, without the options before it; NULL: it shows none. */
static const char *
query_on_top(const App *app)
{
    const View *top = app_top(app);
    const char *name = top->pane == &pane_query ? top->report_name : NULL;
    return name ? name + strlen(QUERY_PAGE) : NULL;
}

static gboolean
run_query(App *app, const char *rest, GError **error)
{
    const char *shown = query_on_top(app);
    if (!*rest || strcmp(rest, "…") == 0) {
        open_line(app, shown ? shown : "PREDICT ");
        return TRUE;
    }
    g_autofree char *text = session_query_text(app->session, rest, error);
    g_autoptr(PqlQuery) query = text ? pql_parse_query(text, error) : NULL;
    if (!query)
        return FALSE;
    if (shown && query_pane_failed(app_top(app)))
        app_pop(app);
    g_autofree char *report = g_strconcat(QUERY_PAGE, text, NULL);
    app_push(app, &pane_query, report);
    return TRUE;
}

void
query_mend(App *app, const char *text, const GError *error)
{
    open_line(app, text);
    prompt_wrong(app, error);
}

/* The line opens with PREDICT, also for who wants one that is kept, or pastes a whole one. */
static const char *
without_first_verb(const char *text)
{
    static const char *const starts[] = {"@", "PREDICT ", "EVALUATE ", "EXPLAIN "};
    const char *rest = text + strlen("PREDICT ");

    if (!g_str_has_prefix(text, "PREDICT "))
        return text;
    for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_ascii_strncasecmp(rest, starts[i], strlen(starts[i])) == 0 &&
            g_ascii_strncasecmp(rest + strlen(starts[i]), "FOR ", 4) != 0)
            return rest;
    return text;
}

static void
ask_query(App *app, const char *text)
{
    g_autoptr(GError) error = NULL;
    const char *kept = without_first_verb(text);

    if (*text && strcmp(text, "PREDICT") != 0 && !run_query(app, kept, &error))
        query_mend(app, kept, error);
}

/* The same question, asked to be explained, judged or answered. */
static gboolean
run_again(App *app, const char *rest, GError **error)
{
    static const char *const prefixes[] = {"EXPLAIN ", "EVALUATE "};
    const char *text = query_on_top(app);
    if (!text) {
        g_set_error_literal(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                            "no query is shown here: ask one by Q");
        return FALSE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (g_ascii_strncasecmp(text, prefixes[i], strlen(prefixes[i])) == 0)
            text += strlen(prefixes[i]);
    g_autofree char *asked = g_strconcat(*rest ? rest : "", *rest ? " " : "", text, NULL);
    return run_query(app, asked, error);
}

static void
keep_as(App *app, const char *name)
{
    const char *text = query_on_top(app);
    g_autoptr(GString) line = g_string_new("query-keep");
    if (!text || !*name)
        return;
    command_quote(line, name + (*name == '@'));
    command_quote(line, text);
    app_run(app, line->str);
    if (!app->message)
        app_say(app, "kept: ask it by Q and @%s", name + (*name == '@'));
}

static gboolean
run_keep(App *app, const char *rest, GError **error)
{
    prompt_open(app, "keep this query as @", "", NULL, keep_as, NULL);
    return TRUE;
}

static const char *
why_no_query(App *app)
{
    return query_on_top(app) ? NULL : "no query is shown here: ask one by Q";
}

const ViewCommand ask_commands[] = {
    {"query", "[PREDICT …|@NAME]", "ask what will happen", app_why_no_session, run_query},
    {"query-again", "[EXPLAIN|EVALUATE]", "ask the query shown in another way", why_no_query,
     run_again},
    {"query-name", "", "keep the query shown by a name", why_no_query, run_keep},
    {NULL, NULL, NULL, NULL, NULL},
};
