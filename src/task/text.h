/* Comparing texts of cells: spelling, patterns, order. */
#pragma once

#include <foredesk/pql.h>

/* What stands between the blanks at the edges of a cell. */
const char *text_trim(const char *cell, gssize length, gsize *trimmed);
/* Folded for comparison without regard to case; invalid bytes become U+FFFD. The caller frees. */
char *text_fold(const char *cell, gssize length);
/* LIKE over folded texts: % any run, _ one character. */
gboolean text_like(const char *folded, const char *pattern);
/* Without regard to case, runs of digits as numbers: P2 < P10. */
int text_compare(const char *a, const char *b);
/* 1 yes, 0 no, −1 neither: yes/no, true/false, y/n, t/f, 1/0 in any case. */
int text_boolean(const char *text);
