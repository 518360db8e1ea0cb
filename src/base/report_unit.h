/* report_unit, inside base: what the writers share about units. */
#pragma once

#include <foredesk/report.h>

/* The point in time that a cell of UNIT_TIME holds. */
TimePoint unit_time(double value);
