/* One model: its confusion matrix, each cell of which opens its tickets, whether what it says comes
 * true, what it leans on, how it learned, and how it was made. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

static const BlockRule rules[] = {
    {.id = "matrix", .kind = BLOCK_TABLE, .page = 0},
    {.id = "reliability", .kind = BLOCK_TABLE, .page = 0},
    {.id = "importance", .kind = BLOCK_TABLE, .page = 1},
    {.id = "learn,stop", .kind = BLOCK_CHART, .page = 1},
    {.id = "coefficients", .kind = BLOCK_TABLE, .page = 1},
    {.id = "*", .kind = BLOCK_VALUES, .page = 0, .title = "HOW IT WAS MADE", .gives_way = TRUE},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static char *
subject(View *view, const char *what)
{
    return strcmp(what, "model") == 0 ? g_strdup(view->report_name + strlen("model "))
                                      : report_view_cell_words(view);
}

const Pane pane_model = {
    .name = "Model",
    .context = "model",
    .rules = rules,
    .subject = subject,
    .title = report_view_title,
};
