/* definition, inside frame: columns whose cells are made from several of the file's: a date and its
 * time of day, a list gathered from repeated headings. The catalogue keeps the definition as a call
 * on names of columns; raw cells stay as they are. */
#pragma once

#include <foredesk/frame.h>

char *definition_time_of_day(const char *column);  /* "TIME_OF_DAY(Time)" */
char *definition_gather(const GPtrArray *columns); /* "GATHER(Comment, Comment_2)" */
char *definition_part(const char *column);         /* "PART_OF(Comment)": no values */
/* The name of the column that holds the time of day; NULL: none. The caller frees. */
char *definition_time_column(const ColumnInfo *column);
/* Columns of tickets made from a log: as the first event has it, FIRST(priority); or what is known
 * when the ticket is over, LAST(priority), EVENTS(), RAISED(priority), HOURS(opened_at, closed_at).
 * Their cells were made with the table; the definition says from what. */
gboolean definition_is_first(const ColumnInfo *column);
gboolean definition_is_end(const ColumnInfo *column);
/* Columns of a table of entries, made with it too: ENTRY_TIME(Comment); and who wrote them. */
gboolean definition_is_entry(const ColumnInfo *column);
gboolean definition_is_author(const ColumnInfo *column);
/* A column of a pool of several sources, POOL(zendesk.priority, jira.priority). */
gboolean definition_is_pool(const ColumnInfo *column);
/* Whether a column of such tickets may play the role: how a ticket ends is told by its last event,
 * what it was when it arrived by its first. */
gboolean definition_may_play(const TableInfo *table, const ColumnInfo *column, ColumnRole role);
/* column_cell_sql from the cells of a row in memory, in the table's column order; NULL: missing. The
 * caller frees. */
char *definition_cell(const TableInfo *table, guint index, char *const *cells);
