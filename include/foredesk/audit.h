/* audit: what the data is worth. From rows to tickets, months of history, columns with type, role,
 * missing, distinct, histogram and known-at with its reason, what a column alone predicts on
 * training rows only. Relies on evaluate; answers by a report. */
#pragma once

#include <foredesk/evaluate.h>

G_BEGIN_DECLS

/* `task` may be NULL (no target yet): then no AUC and the sentence says what to do next. */
Report *audit_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database, const Task *task,
                     Progress *progress, GError **error);
/* One column: values over time, top values, distribution by outcome, meaning, evidence. */
Report *audit_column_report(FrameStore *frames, sqlite3 *database, const TableInfo *table,
                            const ColumnInfo *column, const Task *task, GError **error);
/* Guesses whether a column was known when the ticket arrived, from name, null pattern and dates; the
 * reason is one clause for people. Pure. */
KnownAt known_at_guess(const TableInfo *table, const ColumnInfo *column, const ColumnStats *stats,
                       char **reason);

G_END_DECLS
