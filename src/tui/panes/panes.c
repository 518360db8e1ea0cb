/* The panes there are, by their digits. A new one is a file and a line here. */
#include "config.h"

#include "tui/app.h"

#include <string.h>

const Pane *const panes[] = {&pane_audit,  &pane_target,    &pane_features,
                             &pane_models, &pane_threshold, NULL};

const Pane *
pane_of_report(const char *report)
{
    static const struct {
        const char *name;
        const Pane *pane;
    } pages[] = {
        {"column ", &pane_column},
        {"leakage ", &pane_leak},
        {"leakage", &pane_leakage},
        {"model ", &pane_model},
        {"ticket ", &pane_ticket},
        {"duplicates", &pane_duplicates},
        {"pair ", &pane_pair},
        {"privacy", &pane_privacy},
        {"exports", &pane_exports},
        {"headings", &pane_headings},
        {"query ", &pane_query},
        {"worth", &pane_worth},
        {"smallest", &pane_fewer},
        {"seasons", &pane_seasons},
        {"sets", &pane_sets},
        {"feature ", &pane_feature},
        {"steps", &pane_steps},
        {"too-good", &pane_worth},
        {"sources", &pane_sources},
        {"channels", &pane_channels},
        {"cuts", &pane_cuts},
        {"priorities", &pane_priorities},
        {"claims", &pane_claims},
        {"agents", &pane_agents},
        {"combinations", &pane_combinations},
    };
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        gsize length = strlen(pages[i].name);
        gboolean takes_more = pages[i].name[length - 1] == ' ';
        if (strncmp(report, pages[i].name, length) == 0 &&
            (takes_more || !report[length] || report[length] == ' '))
            return pages[i].pane;
    }
    return NULL;
}
