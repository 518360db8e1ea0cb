/* What the files of the audit room share: the months a table covers, and what a column alone says
 * about the target. */
#pragma once

#include <foredesk/audit.h>
#include <foredesk/stats.h>

/* Rows of one table by calendar month of a time column, in the desk's zone. Months at the ends that
 * hold under a thousandth of the rows are stray dates: left out, and counted. */
typedef struct {
    GArray *start; /* TimePoint: the first moment of each month, and of the one after the last */
    GArray *count; /* gint64: rows of each */
    TimePoint first, last;
    gint64 stray;   /* rows outside of these months */
    gint64 missing; /* rows without a time */
} Months;
Months *months_new(const FrameColumn *time, GTimeZone *zone);
void months_free(Months *months);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Months, months_free)
guint months_count(const Months *months);
int months_find(const Months *months, TimePoint time); /* −1: outside */
/* The span in months of 30.44 days. */
double months_span(const Months *months);
char *month_words(TimePoint start, GTimeZone *zone); /* "Feb 2024"; the caller frees */

/* The rows a single column is judged on: the training part, split in two halves by lot. */
typedef struct {
    GArray *row[2];   /* guint32 frame rows */
    GArray *label[2]; /* guint8 */
} TrainingRows;
/* A question to the target that is answered by yes or no. */
enum { TASK_VIEWS = 8 };
typedef struct {
    int value;    /* whether it is this class; −1: … */
    double above; /* … whether the number is above this */
    guint step;   /* in which window of a forecast */
    double share; /* what it weighs: of classes their share of training; else 1 */
} TaskView;
/* TaskView, at most TASK_VIEWS, at least one: yes or no as it is; each of the most frequent classes
 * against the others; a number, and a forecast's in windows from the first to the last, above the
 * middle of its training rows. The caller's. */
GArray *task_views(const Task *task);
double task_view_label(const Task *task, const TaskView *view, guint32 row); /* 1, 0; NaN: unknown */
double task_view_number(const Task *task, const TaskView *view, guint32 row);
char *task_view_words(const Task *task, const TaskView *view); /* "“Billing”", "window 3" */
/* By the target's first view, or by one of them. NULL without a task, and where a half has fewer than
 * ten rows of either answer. */
TrainingRows *training_rows_new(const Task *task);
TrainingRows *training_rows_view(const Task *task, const TaskView *view);
void training_rows_free(TrainingRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrainingRows, training_rows_free)
/* AUC of a column alone. Numbers and dates: of the value where filled, either direction. What has
 * codes: of each value's rate in one half, judged on the other half and the other way round, so
 * that a key that names single rows is worth nothing. Either way at least the AUC of being empty,
 * which is all a text has. NaN where nothing can be said. */
double column_alone(const FrameColumn *column, const TrainingRows *rows);
/* The same with its interval, and beside it what being empty alone predicts. */
typedef struct {
    Interval alone, empty;
} ColumnPower;
ColumnPower column_power(const FrameColumn *column, const TrainingRows *rows);

/* How a column stands to the target: "" or why it can't be a feature ("defines the target"). */
const char *column_defines(const Task *task, const ColumnInfo *column);
/* Whether the target is about rows of this table. */
gboolean task_is_about(const Task *task, const TableInfo *table);

/* Whether a cell of the frame is missing, whatever the kind. */
gboolean cell_empty(const FrameColumn *column, guint32 row);

/* Which columns of tickets made from a log tell of the end before it. */
void audit_told_ahead(Report *report, const TableInfo *table, sqlite3 *database);
/* What such tickets are made of. */
void audit_events(Report *report, const TableInfo *table, sqlite3 *database);
/* Everything but the columns: from file to rows to tickets, tables, links. */
void audit_flow(Report *report, const TableInfo *table, sqlite3 *database, const Task *task);
void audit_tables(Report *report, const Catalogue *catalogue);
void audit_links(Report *report, const Catalogue *catalogue);
/* The table "entities": what an export must hold, by which column, and what can't be answered
 * without it. Returns which of tickets, resolutions and ratings are absent: "no satisfaction
 * ratings", "" where none is; the caller frees. */
char *audit_entities(Report *report, const Frame *frame, sqlite3 *database);
/* Whether its rows are tickets, by its name and by what tickets alone have. */
gboolean table_holds_tickets(const TableInfo *table);

/* Alerts of a table as a report with the one table "alerts", the worst first, cached in the file.
 * `row_sets`: gets the rows of each alert by name, as alert_rows_read reads them, unless they stand
 * in the file already. */
Report *alerts_report(Catalogue *catalogue, const Frame *frame, sqlite3 *database, const Task *task,
                      GHashTable *row_sets, Progress *progress, GError **error);
/* The columns of that table. */
void alerts_lay_out(ReportTable *table, const char *noun);
gboolean alert_rows_save(sqlite3 *database, gint64 table, GHashTable *sets, GError **error);
/* Puts them into the audit, those about features of columns known later left out; then says how
 * much there is to mend. */
void audit_alerts(Report *report, const Report *alerts, const TableInfo *of, const Task *task);
void audit_say_alerts(Report *report);
/* What the audit's first alert of this kind found; NULL: there is none. Borrowed. */
const char *audit_alert_found(const Report *report, const char *kind);
/* Whether there is one of this kind in the severest class. */
gboolean audit_alert_severe(const Report *report, const char *kind);
/* How many alerts of the audit are about a column: "2 ‼", "" for none, with its style; the caller
 * frees. */
char *audit_column_alerts(const Report *report, const char *column, const char **style);

/* The columns that a model reads, by its features and by what its notes say. Mention; the caller's.
 */
GArray *model_mentions(const Model *model, const Catalogue *catalogue, const TableInfo *entity);
