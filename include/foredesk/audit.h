/* audit: what the data is worth. From rows to tickets, months of history, columns with type, role,
 * missing, distinct, histogram and known-at with its reason, what a column alone predicts on
 * training rows only. Relies on evaluate; answers by a report. */
#pragma once

#include <foredesk/evaluate.h>
#include <foredesk/pii.h>

G_BEGIN_DECLS

/* `task` may be NULL (no target yet): then no AUC and the sentence says what to do next. */
Report *audit_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database, const Task *task,
                     Progress *progress, GError **error);
/* One column: values over time, top values, distribution by outcome, meaning, evidence. */
Report *audit_column_report(FrameStore *frames, sqlite3 *database, const TableInfo *table,
                            const ColumnInfo *column, const Task *task, GError **error);

/* ---- personal data --------------------------------------------------------------------------- */

/* Whether personal data is masked where cells are shown: yes unless the workspace's setting
 * "personal" is "show". */
gboolean personal_masked(sqlite3 *database);
/* The one door of cells to lists, tickets, reports and exports: the cell as it may be shown, as
 * written (personal_cell) or clean for a terminal (personal_words). A column of personal data gives
 * its kind alone, others their text with what is found in it masked; ids, numbers and moments pass.
 * `column` NULL: text of no column. `raw` NULL is "". The caller frees. */
char *personal_cell(const ColumnInfo *column, const char *raw, gboolean masked);
char *personal_words(const ColumnInfo *column, const char *raw, gboolean masked);

/* Cells of a text, category or list column with personal data in their text, among its first `most`
 * rows; a column without text has none. */
typedef struct {
    gint64 rows, filled, cells; /* looked at; of those filled; of those with some */
    gint64 kind[PII_KINDS];
    char *example; /* the first, raw */
} PersonalCount;
gboolean personal_count(const Frame *frame, sqlite3 *database, const ColumnInfo *info, guint32 most,
                        PersonalCount *count, Progress *progress, GError **error);
void personal_count_clear(PersonalCount *count);
char *personal_kinds_words(const PersonalCount *count); /* "e-mail 12, name 7"; the caller frees */

/* Where personal data stands, whether it is masked, and what each model of the task (may be NULL)
 * has read, with the evidence. Reads every text once. */
Report *privacy_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database,
                       const Task *task, Progress *progress, GError **error);

G_END_DECLS
