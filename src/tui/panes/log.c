/* What runs and what ran (jobs), and everything that was done (journal), which is a script that
 * does it again. */
#include "config.h"

#include "live.h"
#include "tui/report_view.h"

#include <string.h>

/* ---- jobs ----------------------------------------------------------------------------------- */

static int
live_rows(View *view, int columns)
{
    return live_job(view->app) ? 1 : 0;
}

static void
draw_live(View *view, const Painter *painter, Area area, gboolean focused)
{
    const JobView *job = live_job(view->app);
    if (job)
        live_progress_draw(job, painter, area.row, area.column + 1, area.columns - 2);
}

static const BlockRule job_rules[] = {
    {.id = "live", .kind = BLOCK_OWN, .page = 0, .rows = live_rows, .draw = draw_live},
    {.id = "jobs", .kind = BLOCK_TABLE, .page = 0},
    {.id = NULL},
};

/* A job's start changes nothing that reports show: this one is asked for at each frame. */
static void
draw_jobs(View *view, const Painter *painter, Area area)
{
    report_view_draw(view, painter, area);
    view->asked = FALSE;
}

static char *
job_subject(View *view, const char *what)
{
    return strcmp(what, "job") == 0 ? report_view_text(view, "jobs", "id")
                                    : report_view_cell_words(view);
}

const Pane pane_jobs = {
    .name = "Jobs",
    .context = "jobs",
    .rules = job_rules,
    .draw = draw_jobs,
    .subject = job_subject,
};

/* ---- the journal ---------------------------------------------------------------------------- */

static const BlockRule journal_rules[] = {
    {.id = "entries", .kind = BLOCK_TABLE, .page = 0},
    {.id = NULL},
};

static gboolean
export_script(View *view, const char *path, GError **error)
{
    g_autofree char *script = session_journal_script(view->app->session, error);
    g_autofree char *clean = text_clean(path, -1);
    g_autoptr(GError) failure = NULL;

    if (!script)
        return FALSE;
    if (!g_file_set_contents(path, script, -1, &failure)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "can't write the script: %s",
                    failure->message);
        return FALSE;
    }
    session_log_export(view->app->session, "the journal as a script", path, -1);
    app_say(view->app, "written: foredesk run NEW.foredesk %s does it again", clean);
    return TRUE;
}

static gboolean
act_journal(View *view, Act what, int number, const char *text, GError **error)
{
    return what == ACT_EXPORT ? export_script(view, text, error)
                              : report_view_act(view, what, number, text, error);
}

static char *
journal_subject(View *view, const char *what)
{
    char *command = report_view_text(view, "entries", "command");
    return command ? command : report_view_cell_words(view);
}

const Pane pane_journal = {
    .name = "Journal",
    .context = "journal",
    .rules = journal_rules,
    .act = act_journal,
    .subject = journal_subject,
};
