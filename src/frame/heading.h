/* heading, inside frame: what a column's heading says of it. */
#pragma once

#include <foredesk/frame.h>

/* A heading as lower-case words with one blank between and around them: "customerID" is
 * " customer id ", "Ticket #" is " ticket number ". The caller frees. */
char *heading_words(const char *heading);
/* Whether the words hold the phrase as whole words; a phrase that ends in * matches beginnings. */
gboolean words_have(const char *words, const char *phrase);
/* The first phrase of a NULL-terminated list that they hold, NULL: none. */
const char *words_have_any(const char *words, const char *const *phrases);
gboolean words_end(const char *words, const char *word);

gboolean heading_names_key(const char *words);
gboolean heading_names_list(const char *words);
gboolean heading_names_count(const char *words); /* a number even where only 0 and 1 occur */
gboolean heading_names_code(const char *words);  /* postal codes, telephones: digits, no numbers */
gboolean heading_names_time(const char *words);
/* The unit in which a duration under this heading is counted, in seconds: hours where it speaks of
 * a duration and names no unit; 0: it speaks of none. */
int heading_duration_unit(const char *words);
/* The same only where the heading itself says in which unit its numbers count: "Handle time
 * (minutes)", "First reply time in minutes within business hours", "Dauer Std."; 0: it doesn't. */
int heading_span_unit(const char *heading);
/* Whether the heading holds a word of the table's name: ticket_id in tickets. */
gboolean heading_names_table(const char *words, const char *table);
