/* Conditions that tell together what none of them tells alone. Private to learn. */
#pragma once

#include <foredesk/learn.h>

/* Looks among the candidates on the sample for conditions such as "at least 3 errors in 48 hours
 * and a health score below 50": two to four of them, each of which raises the share of events only
 * where the others hold (METHODS: no reading of single ones finds these). Found on the older part
 * of the sample, tested on the newer. `gains`, one a value, may be NULL: those that a quick model
 * leans on most are tried. Returns PQL, char *, best first, at most three; for other targets than
 * an event that happens or not, and for too few events, none. */
GPtrArray *conjunctions_find(const Task *task, const FeatureProposal *proposal,
                             const double *gains);
