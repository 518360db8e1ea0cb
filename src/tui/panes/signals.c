/* Pages on what a person acts on, reached from the models and the features. Each is a report and
 * nothing more. */
#include "config.h"

#include "tui/report_view.h"

#include <string.h>

/* ---- wrong priorities --------------------------------------------------------------------------
 */

static const BlockRule priorities_rules[] = {
    {.id = "tickets", .kind = BLOCK_TABLE, .page = 0},
    {.id = "proof", .kind = BLOCK_TABLE, .page = 0},
    {.id = "levels", .kind = BLOCK_TABLE, .page = 0},
    {.id = "*", .kind = BLOCK_VALUES, .page = 0, .gives_way = TRUE},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

const Pane pane_priorities = {
    .name = "Wrong priorities",
    .context = "priorities",
    .rules = priorities_rules,
};

/* ---- what raises the risk together -------------------------------------------------------------
 */

static const BlockRule combinations_rules[] = {
    {.id = "combinations", .kind = BLOCK_TABLE, .page = 0},
    {.id = "parts", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

const Pane pane_combinations = {
    .name = "Together",
    .context = "combinations",
    .rules = combinations_rules,
};

/* ---- who knows what ----------------------------------------------------------------------------
 */

static const BlockRule agents_rules[] = {
    {.id = "experts", .kind = BLOCK_TABLE, .page = 0},
    {.id = "match", .kind = BLOCK_TABLE, .page = 1},
    {.id = "proof", .kind = BLOCK_TABLE, .page = 1},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

const Pane pane_agents = {
    .name = "Who knows what",
    .context = "agents",
    .rules = agents_rules,
};

/* ---- what texts claim --------------------------------------------------------------------------
 */

static const BlockRule claims_rules[] = {
    {.id = "kinds", .kind = BLOCK_TABLE, .page = 0},
    {.id = "claims", .kind = BLOCK_TABLE, .page = 0},
    {.id = "open", .kind = BLOCK_TABLE, .page = 0},
    {.id = "features", .kind = BLOCK_TABLE, .page = 0},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

static char *
claims_subject(View *view, const char *what)
{
    if (strcmp(what, "claim") == 0)
        return report_view_text(view, NULL, "claim");
    if (strcmp(what, "expression") == 0)
        return report_view_text(view, "features", "expression");
    return report_view_cell_words(view);
}

const Pane pane_claims = {
    .name = "What texts claim",
    .context = "claims",
    .rules = claims_rules,
    .subject = claims_subject,
};
