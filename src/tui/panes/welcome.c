/* Before a workspace is open: the recent ones, the sample, a file to import; and the import itself,
 * with its rate and the time left. */
#include "config.h"

#include "live.h"
#include "tui/report_view.h"

#include <string.h>

/* ---- welcome -------------------------------------------------------------------------------- */

static const BlockRule rules[] = {
    {.id = "recent", .kind = BLOCK_TABLE, .page = 0},
    {.id = "start", .kind = BLOCK_TABLE, .page = 0},
    {.id = NULL},
};

static void
add_recent(Report *report, char **recent)
{
    ReportTable *table = report_table(report, "recent", "WORK ON");

    report_column(table, "name", "workspace", UNIT_NONE, 0);
    report_column(table, "folder", "folder", UNIT_NONE, 0);
    report_column(table, "path", NULL, UNIT_NONE, 0);
    for (guint i = 0; recent[i]; i++) {
        g_autofree char *base = g_path_get_basename(recent[i]);
        g_autofree char *folder = g_path_get_dirname(recent[i]);
        g_autofree char *name = text_clean(base, -1), *shown = text_clean(folder, -1);
        report_row(table);
        report_cell_text(table, name);
        report_cell_text(table, shown);
        report_cell_text(table, recent[i]);
    }
}

static void
add_start(ReportTable *table, const char *title, const char *help, const char *line)
{
    report_row(table);
    report_cell_text(table, title);
    report_cell_text(table, help);
    report_cell_text(table, line);
}

static Report *
welcome_report(void)
{
    Report *report = report_new("welcome", "Welcome");
    g_auto(GStrv) recent = recent_list();
    ReportTable *start;

    report_say(report, "foredesk reads a help desk's export, says what it is worth, and learns "
                       "which tickets will escalate, run late or cost a customer.");
    report_say(report, "Everything stays on this machine, in one file. Choose with ↑ ↓ and Enter.");
    if (recent[0])
        add_recent(report, recent);
    start = report_table(report, "start", "START");
    report_column(start, "what", "", UNIT_NONE, 0);
    report_column(start, "help", "", UNIT_NONE, 0);
    report_column(start, "line", NULL, UNIT_NONE, 0);
    add_start(start, "import a file", "a CSV export of tickets; the workspace is made beside it",
              "import-file");
    add_start(start, "the sample", "a made-up desk of 18 months with its accounts and telemetry",
              "sample");
    add_start(start, "open a workspace", "a .foredesk file by its path", "open-file");
    add_start(start, "quit", "", "quit");
    return report;
}

static void
open_welcome(View *view)
{
    view->report = welcome_report();
    report_view_refresh(view);
}

static void
open_choice(View *view, GError **error)
{
    g_autofree char *path = report_view_text(view, "recent", "path");
    g_autofree char *line = report_view_text(view, "start", "line");

    if (path)
        app_open(view->app, path, error);
    else if (line)
        app_run(view->app, line);
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    if (what != ACT_OPEN)
        return report_view_act(view, what, number, text, error);
    open_choice(view, error);
    return TRUE;
}

const Pane pane_welcome = {
    .name = "Welcome",
    .context = "welcome",
    .rules = rules,
    .open = open_welcome,
    .act = act,
};

/* ---- the first import ----------------------------------------------------------------------- */

static void
draw_failed(View *view, const Painter *painter, Area area)
{
    GPtrArray *jobs = session_jobs(view->app->session);
    const JobView *last = jobs->len ? g_ptr_array_index(jobs, jobs->len - 1) : NULL;
    const char *why = last && last->error ? last->error : "Nothing is imported yet.";
    g_autofree char *clean = text_clean(why, -1);
    int used = paint_paragraph(painter, area, " ", clean,
                               last && last->state == JOB_FAILED ? STYLE_ERROR : STYLE_TEXT);

    area.row += used + 1;
    area.rows -= used + 1;
    paint_paragraph(painter, area, " ",
                    "Esc goes back to the welcome screen; `: import FILE` tries another.",
                    STYLE_HINT);
}

static void
draw_importing(View *view, const Painter *painter, Area area)
{
    const JobView *job = live_job(view->app);

    if (!job) {
        draw_failed(view, painter, area);
        return;
    }
    area.row++;
    area.rows--;
    paint_paragraph(painter, area, "  ",
                    "Reading the file. Each cell is kept as it stands; types are found afterwards "
                    "and can be changed.",
                    STYLE_SENTENCE);
    live_progress_draw(job, painter, area.row + 3, 2, area.columns - 4);
    paint_words(painter, area.row + 5, 2, area.columns - 4,
                "x stops it: then nothing is left behind.", STYLE_HINT);
}

const Pane pane_importing = {
    .name = "Importing",
    .context = "importing",
    .draw = draw_importing,
};
