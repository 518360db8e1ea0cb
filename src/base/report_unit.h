/* report_unit, inside base: what the writers share about units. */
#pragma once

#include <foredesk/report.h>

/* The point in time that a cell of UNIT_TIME holds. */
TimePoint unit_time(double value);
/* A number as %.17g, whatever the locale; `buffer` of G_ASCII_DTOSTR_BUF_SIZE bytes. */
const char *number_exact(double value, char *buffer);
