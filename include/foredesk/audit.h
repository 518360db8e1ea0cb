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

G_END_DECLS
