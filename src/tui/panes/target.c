/* Pane 2: what is predicted. Before a target is frozen, what could be; Enter takes the value under
 * the cursor and asks when its outcome is known. After, its labels, split and months. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule rules[] = {
    {.id = "offers", .kind = BLOCK_TABLE, .page = 0},
    {.id = "states", .kind = BLOCK_TABLE, .page = 0},
    {.id = "split", .kind = BLOCK_TABLE, .page = 1},
    {.id = "rate_by_month", .kind = BLOCK_CHART, .page = 1},
    {.id = "*", .kind = BLOCK_VALUES, .page = 0, .title = "HOW IT IS FROZEN", .gives_way = TRUE},
    {.id = "defining", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "months", .kind = BLOCK_TABLE, .page = 1},
    {.id = "sql_lines", .kind = BLOCK_TABLE, .page = 1, .gives_way = TRUE},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static void
open_target(View *view)
{
    report_view_open(view, rules);
}

static char **
date_columns(Session *session)
{
    const TableInfo *table = catalogue_main_table(session_catalogue(session));
    GPtrArray *names = g_ptr_array_new();

    g_ptr_array_add(names, g_strdup(""));
    for (guint i = 0; table && i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (column->kind == KIND_DATE && column->role != ROLE_CREATED)
            g_ptr_array_add(names, g_strdup(column->name));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static FormField
horizon_field(void)
{
    return (FormField){
        .label = "Outcome within",
        .name = "horizon",
        .help = "How long after arrival the outcome is settled: 48h, 7d, 30d. Tickets younger "
                "than that are unknown, never No.",
        .value = g_strdup("14d"),
        .choices = g_strsplit(",48h,7d,14d,30d,90d", ",", -1)};
}

static FormField
known_at_field(Session *session)
{
    return (FormField){
        .label = "Known by its date",
        .name = "known-at",
        .help = "Instead, or as well: the date column that is filled in when the outcome is "
                "known. + and - go through those there are; leave it empty otherwise.",
        .choices = date_columns(session)};
}

/* When the outcome is known decides what a model may learn from: asked before freezing, where
 * rows have a time at all. */
static void
ask_and_freeze(View *view, const char *line)
{
    Session *session = view->app->session;
    const TableInfo *table = catalogue_main_table(session_catalogue(session));
    FormField fields[3];
    guint n = 0;

    if (table && table_role(table, ROLE_CREATED)) {
        fields[n++] = horizon_field();
        fields[n++] = known_at_field(session);
    }
    fields[n++] =
        (FormField){.label = "Name",
                    .name = "name",
                    .help = "What you call this target. Empty: it is named after the column."};
    form_open(view->app, "Predict this", line, fields, n);
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    g_autofree char *line =
        what == ACT_OPEN && view->report ? report_view_text(view, "offers", "command") : NULL;

    if (!line)
        return report_view_act(view, what, number, text, error);
    if (report_view_open_cell(view, error) || *error)
        return TRUE;
    ask_and_freeze(view, line);
    return TRUE;
}

static char *
subject(View *view, const char *what)
{
    return report_view_cell_words(view);
}

const Pane pane_target = {
    .name = "Target",
    .context = "target",
    .digit = '2',
    .open = open_target,
    .refresh = report_view_refresh,
    .draw = report_view_draw,
    .act = act,
    .subject = subject,
    .close = report_view_close,
};
