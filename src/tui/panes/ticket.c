/* One ticket with all its fields, at once; what the model sees and says of it comes beside them
 * when the session has worked it out. J and K go through the list it was opened from. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule rules[] = {
    {.id = "*", .kind = BLOCK_VALUES, .page = 0, .gives_way = TRUE},
    {.id = "fields", .kind = BLOCK_TABLE, .page = 0},
    {.id = "features", .kind = BLOCK_TABLE, .page = 1},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static gboolean
step(View *view, int number, GError **error)
{
    View *below = app_below(view->app, view);
    char *name;
    Report *report;

    if (!below || below->pane != &pane_list)
        return FALSE;
    report = list_view_step(below, number, &name, error);
    if (!report) {
        g_free(name);
        if (!*error)
            app_say(view->app,
                    number > 0 ? "this is the last of the list" : "this is the first of the list");
        return TRUE;
    }
    g_autoptr(Report) before = g_steal_pointer(&view->report);
    g_free(view->report_name);
    view->report_name = name;
    view->report = report;
    view->asked = FALSE;
    report_view_refresh(view);
    return TRUE;
}

/* A long text has no room in the table: it opens by itself. */
static gboolean
open_field(View *view)
{
    g_autofree char *field = report_view_text(view, "fields", "field");
    g_autofree char *value = report_view_text(view, "fields", "value");
    View *opened;

    if (!field || !value)
        return FALSE;
    opened = app_push(view->app, &pane_field, NULL);
    opened->report = report_new("field", field);
    report_text(opened->report, field, field, value);
    report_view_refresh(opened);
    return TRUE;
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    if (what == ACT_STEP)
        return step(view, number, error);
    if (what == ACT_OPEN && view->report && open_field(view))
        return TRUE;
    return report_view_act(view, what, number, text, error);
}

/* What is copied is the value of a field, whichever column the cursor stands on. */
static char *
subject(View *view, const char *what)
{
    char *value = report_view_text(view, "fields", "value");
    return value ? value : report_view_cell_words(view);
}

const Pane pane_ticket = {
    .name = "Ticket",
    .context = "ticket",
    .rules = rules,
    .act = act,
    .subject = subject,
    .title = report_view_title,
};

/* ---- one field ------------------------------------------------------------------------------ */

static const BlockRule field_rules[] = {
    {.id = "*", .kind = BLOCK_TEXT, .page = 0},
    {.id = NULL},
};

static char *
field_subject(View *view, const char *what)
{
    const ReportValue *value = g_ptr_array_index(view->report->values, 0);
    return g_strdup(value->cell->text);
}

const Pane pane_field = {
    .name = "Field",
    .context = "field",
    .rules = field_rules,
    .subject = field_subject,
    .title = report_view_title,
};
