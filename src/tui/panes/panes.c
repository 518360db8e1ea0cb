/* The panes there are, by their digits. A new one is a file and a line here. */
#include "config.h"

#include "tui/app.h"

const Pane *const panes[] = {&pane_audit,  &pane_target,    &pane_features,
                             &pane_models, &pane_threshold, NULL};
