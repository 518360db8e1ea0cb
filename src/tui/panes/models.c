/* Pane 5: the approaches side by side, and the learning curve while one trains. Behind Enter a
 * model, or the tickets a number counts; two marked models stand beside each other. */
#include "config.h"

#include "live.h"
#include "tui/report_view.h"

#include <string.h>

enum { LIVE_LEAST = 8, LIVE_MOST = 14 };

/* ---- what trains now ------------------------------------------------------------------------ */

static int
live_rows(View *view, int columns)
{
    const ReportView *state = view->state;
    const JobView *job = live_job(view->app);

    if (!job)
        return 0;
    return live_has_curve(job) ? CLAMP(state->page_rows / 2, LIVE_LEAST, LIVE_MOST) + 1 : 1;
}

static void
draw_live(View *view, const Painter *painter, Area area, gboolean focused)
{
    const JobView *job = live_job(view->app);
    int at;

    if (!job)
        return;
    at = 1 + paint_words(painter, area.row, area.column + 1, area.columns / 2, job->title,
                         STYLE_HEADING);
    live_progress_draw(job, painter, area.row, area.column + at + 2, area.columns - at - 3);
    if (area.rows > 1)
        live_curve_draw(job, painter,
                        (Area){area.row + 1, area.column + 1, area.rows - 1, area.columns - 2});
}

static const BlockRule rules[] = {
    {.id = "live", .kind = BLOCK_OWN, .page = 0, .rows = live_rows, .draw = draw_live},
    {.id = "models", .kind = BLOCK_TABLE, .page = 0},
    {.id = "not_judged", .kind = BLOCK_TABLE, .page = 0},
    {.id = "costs,test", .kind = BLOCK_TEXT, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static char *
model_here(View *view)
{
    char *id = report_view_text(view, "models", "id");
    return id ? id : report_view_text(view, "not_judged", "id");
}

static char *
subject(View *view, const char *what)
{
    return strcmp(what, "model") == 0 ? model_here(view) : report_view_cell_words(view);
}

/* ---- two side by side ----------------------------------------------------------------------- */

static void
copy_cell(ReportTable *table, ReportRows *rows, guint row, guint column)
{
    g_autofree char *words = report_rows_source.cell(rows, row, column);
    const Cell *cell = report_rows_cell(rows, row, column);
    Cell *copy = report_cell_text(table, words);

    cell_style(copy, cell->style);
    if (cell->rows)
        cell_rows(copy, "%s", cell->rows);
}

/* The two marked rows as columns: the report's own cells, nothing is computed. */
static Report *
compare(ReportRows *rows, const guint *marked)
{
    Report *report = report_new("compare", "Two models");
    ReportTable *table = report_table(report, "compare", NULL);

    report_say(report, "Both judged on the same tickets, each at its own line. Enter opens the "
                       "tickets behind a count.");
    report_column(table, "figure", "", UNIT_NONE, 0);
    for (guint i = 0; i < 2; i++) {
        g_autofree char *name = report_rows_source.cell(rows, marked[i], 0);
        g_autofree char *id = g_strdup_printf("model_%u", i + 1);
        report_column(table, id, name, UNIT_NONE, 0)->right = TRUE;
    }
    for (guint column = 1; column < rows->columns->len; column++) {
        const char *title = report_rows_source.title(rows, column);
        report_row(table);
        report_cell_text(table, *title ? title : "verdict");
        for (guint i = 0; i < 2; i++)
            copy_cell(table, rows, marked[i], column);
    }
    return report;
}

static void
compare_marked(View *view)
{
    Block *block = report_view_block(view, "models");
    guint marked[2], n = 0;
    View *opened;

    for (guint row = 0; block && row < block->rows->order->len; row++)
        if (report_rows_source.marked(block->rows, row) && n < 2)
            marked[n++] = row;
    if (n < 2) {
        if (n)
            app_say(view->app, "marked: mark another, and they stand side by side");
        return;
    }
    Report *report = compare(block->rows, marked);
    g_hash_table_remove_all(block->rows->marks);
    opened = app_push(view->app, &pane_compare, NULL);
    opened->report = report;
    report_view_refresh(opened);
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    if (what == ACT_MARK && report_view_on(view, "models")) {
        report_view_act(view, what, number, text, error);
        compare_marked(view);
        return TRUE;
    }
    g_autofree char *id = what == ACT_OPEN && view->report ? model_here(view) : NULL;
    if (!id)
        return report_view_act(view, what, number, text, error);
    if (report_view_open_cell(view, error) || *error)
        return TRUE;
    g_autofree char *report = g_strdup_printf("model %s", id);
    app_push(view->app, &pane_model, report);
    return TRUE;
}

const Pane pane_models = {
    .name = "Models",
    .context = "models",
    .digit = '5',
    .rules = rules,
    .act = act,
    .subject = subject,
};

static const BlockRule compare_rules[] = {
    {.id = "compare", .kind = BLOCK_TABLE, .page = 0},
    {.id = NULL},
};

const Pane pane_compare = {
    .name = "Two models",
    .context = "compare",
    .rules = compare_rules,
};
