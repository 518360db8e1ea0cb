/* Values against those of siblings. Private to features. */
#pragma once

#include <foredesk/facts.h>

/* For each row of the facts' frame its value less the mean of the other rows with the same parent
 * that are known no later than it; NaN without a value, a parent, or another such row. The caller
 * frees. */
double *siblings_relative(const FactTable *facts, const KeyCodes *parents,
                          const FrameColumn *column);
