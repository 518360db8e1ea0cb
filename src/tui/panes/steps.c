/* The page of cleaning steps: what each set aside or reads anew, why, and whether it is on;
 * switched, priced and taken off the list by key, and all of it taken back by undo. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule steps_rules[] = {
    {.id = "steps", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

/* The number of the step under the cursor, and what its switch would make of it. */
static char *
subject(View *view, const char *what)
{
    g_autofree char *command = report_view_text(view, "steps", "command");

    if (strcmp(what, "step") == 0)
        return command ? g_strdup(strrchr(command, ' ') + 1) : NULL;
    if (strcmp(what, "switch") == 0)
        return command ? g_strdup(g_str_has_prefix(command, "clean on") ? "on" : "off") : NULL;
    return report_view_cell_words(view);
}

/* Wherever the cursor stands in its row; a policy and merged spellings name no rows. */
static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    g_autofree char *kind =
        what == ACT_OPEN && view->report ? report_view_text(view, "steps", "kind") : NULL;
    g_autofree char *table = kind ? report_view_text(view, "steps", "table") : NULL;
    g_autofree char *step = kind ? subject(view, "step") : NULL;

    if (!table || !step)
        return report_view_act(view, what, number, text, error);
    if (strcmp(kind, "rows") != 0 && strcmp(kind, "missing") != 0) {
        app_say(view->app, "this step names no rows: it reads values of a column otherwise");
        return TRUE;
    }
    g_autofree char *rows = g_strdup_printf("table=%s;step=%s", table, step);
    return app_open_rows(view->app, rows, error);
}

const Pane pane_steps = {
    .name = "Cleaning",
    .context = "steps",
    .rules = steps_rules,
    .act = act,
    .subject = subject,
};
