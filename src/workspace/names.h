/* Words for what only the workspace's own tables store. Private to the workspace room. */
#pragma once

#include <foredesk/base.h>

const char *precision_name(TimePrecision precision);
TimePrecision precision_from_name(const char *name); /* NULL or unknown: to the second */
const char *outcome_name(int outcome);               /* of a JournalOutcome */
int outcome_from_name(const char *name);
