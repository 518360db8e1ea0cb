/* Leaks: the verdict on every column and feature, with its sentence below; and of one of them all
 * that was looked at, its timeline, and what it would have said sooner. */
#include "config.h"

#include "about.h"

#include <string.h>

static const BlockRule rules[] = {
    {.id = "columns", .kind = BLOCK_TABLE, .page = 0, .without = "because,when"},
    {.id = "features", .kind = BLOCK_TABLE, .page = 1, .without = "because,when"},
    {.id = "splits", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static const char *
table_here(View *view)
{
    return report_view_on(view, "features")  ? "features"
           : report_view_on(view, "columns") ? "columns"
                                             : NULL;
}

static void
draw(View *view, const Painter *painter, Area area)
{
    const char *table = view->report ? table_here(view) : NULL;

    if (table && area.rows >= ABOUT_LEAST) {
        g_autofree char *because = report_view_text(view, table, "because");
        g_autofree char *when = report_view_text(view, table, "when");
        const char *said[ABOUT_SAYS] = {because, when, NULL};
        area.rows -= ABOUT_ROWS;
        about_draw(painter, (Area){area.row + area.rows, area.column, ABOUT_ROWS, area.columns},
                   said);
    }
    report_view_draw(view, painter, area);
}

static char *
subject(View *view, const char *what)
{
    if (strcmp(what, "column") == 0)
        return report_view_on(view, "columns") ? report_view_text(view, "columns", "name") : NULL;
    return report_view_cell_words(view);
}

const Pane pane_leakage = {
    .name = "Leaks",
    .context = "leakage",
    .rules = rules,
    .draw = draw,
    .subject = subject,
};

/* ---- one of them ------------------------------------------------------------------------------
 */

static const BlockRule leak_rules[] = {
    {.id = "looks,timeline_proof,when,expression", .kind = BLOCK_TEXT, .page = 0},
    {.id = "timeline", .kind = BLOCK_TABLE, .page = 0},
    {.id = "shifts", .kind = BLOCK_TABLE, .page = 0},
    {.id = "signs", .kind = BLOCK_TABLE, .page = 1, .without = "sentence,limit"},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static void
draw_leak(View *view, const Painter *painter, Area area)
{
    if (view->report && report_view_on(view, "signs") && area.rows >= ABOUT_LEAST) {
        g_autofree char *sentence = report_view_text(view, "signs", "sentence");
        g_autofree char *limit = report_view_text(view, "signs", "limit");
        g_autofree char *against =
            limit ? g_strdup_printf("It would speak against it: %s.", limit) : NULL;
        const char *said[ABOUT_SAYS] = {sentence, against, NULL};
        area.rows -= ABOUT_ROWS;
        about_draw(painter, (Area){area.row + area.rows, area.column, ABOUT_ROWS, area.columns},
                   said);
    }
    report_view_draw(view, painter, area);
}

static char *
leak_subject(View *view, const char *what)
{
    return strcmp(what, "leak") == 0 ? g_strdup(view->report_name + strlen("leakage "))
                                     : report_view_cell_words(view);
}

const Pane pane_leak = {
    .name = "Leak",
    .context = "leak",
    .rules = leak_rules,
    .draw = draw_leak,
    .subject = leak_subject,
    .title = report_view_title,
};
