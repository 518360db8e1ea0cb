/* What the files that make a task share. A Task is filled in this order: target_resolve (names),
 * task_label (seeds, states), twins_find (columns that tell the label). */
#pragma once

#include <foredesk/task.h>

/* An ERROR_USAGE of one line; always FALSE. */
gboolean task_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Looks up every name of the specification and spells it out in task->spec; sets frame columns,
 * names and words. The target as a condition; NULL on error. */
PqlNode *target_resolve(Task *task, const TaskSpec *spec, sqlite3 *database, GError **error);
/* Fills seeds, labels, states and as-of date. */
gboolean task_label(Task *task, const RowTest *target, sqlite3 *database, GError **error);
/* Counts of states, and the order of usable rows. */
void task_count(Task *task);
/* ---- kinds.c: targets that are neither an event nor a number -----------------------------------
 */

/* Which kind an aggregate or a column by itself is, into the task. ERROR_USAGE where the way of
 * asking doesn't fit it. */
gboolean kind_choose(Task *task, const PqlNode *node, const TaskSpec *spec, GError **error);
/* A label a row of what looks ahead and is no event, NaN where nothing can be said; lists, windows
 * and what codes mean go into the task. The caller frees. */
double *kind_labels_ahead(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target,
                          GError **error);
/* What the labels of classes are codes of. */
void kind_keep_values(Task *task, const FrameColumn *column, Frame *frame);
/* Puts places in task->classes, which training decides, for values. Once, after the split. */
void kind_number_classes(Task *task);
/* What a rule that looks ahead asks for, for people: "more than 5 tickets within 30 days". The caller
 * frees. */
char *target_words(const PqlNode *rule);
/* Appends columns that tell the class to task->defining. */
void kind_twins_find(Task *task);

/* The column that clusters intervals, in the task's frame. */
void task_find_customer(Task *task);
/* As task_label for a column of numbers: each is its own label. */
gboolean task_label_numbers(Task *task, const FrameColumn *column, sqlite3 *database,
                            GError **error);
/* And for a target that looks ahead over linked rows; `where` (NULL: all) chooses who is asked
 * about. */
gboolean task_label_ahead(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target,
                          GError **error);
/* The same of a table of labels: names, moments, labels and parts. */
gboolean task_label_given(Task *task, FrameStore *frames, sqlite3 *database, const TaskSpec *spec,
                          GError **error);
/* Warns of rows of a table of labels that can't be used, or that say little. */
void labels_report(const Task *task, Report *report);
/* Leaves out rows that `where` doesn't choose, and known ones where `assuming` didn't come true,
 * after labelling. */
gboolean task_filter(Task *task, FrameStore *frames, sqlite3 *database, GError **error);
/* Leaves out rows for which `without` holds, after labelling. */
gboolean task_leave_out(Task *task, sqlite3 *database, GError **error);
/* Whether rows of the table arrive and are asked about once. */
gboolean moments_arrive(const TableInfo *table);
/* Gives each entity its moments: frame, seeds and as-of date. `every` is resolved into the
 * specification. */
gboolean moments_make(Task *task, FrameStore *frames, sqlite3 *database, const PqlNode *target,
                      GError **error);
/* A task of nothing yet over the rows of `frame`, which is taken over. */
Task *task_over(Frame *frame);
/* Puts `frame`, which is taken over, and its n seeds in the place of the task's rows. */
void task_take_moments(Task *task, Frame *frame, const TimePoint *seeds);
/* Appends columns that tell the label to task->defining. */
void twins_find(Task *task);
void task_define(Task *task, const char *column, const char *item, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
/* "no-time", "born" …, as references name it; NULL: not left out. */
const char *left_out_name(LeftOut why);
/* Adds the table "decided" and a warning for each value whose tickets are Yes in 90 of 100. */
void routing_find(const Task *task, Report *report);
/* The label as SQL over the raw table; of a target that looks ahead over named tables. */
char *ahead_sql(const Task *task, const PqlNode *target);
char *target_sql(const Task *task, const PqlNode *target);
/* TaskMonth by month of arrival, from `first` (year × 12 + month − 1) on; the sealed part's labels
 * stay out. */
typedef struct {
    gint64 rows, known, positives;
} TaskMonth;
GArray *task_months(const Task *task, int *first);
/* SHA-256 of row ids and parts, 64 hex digits into hash. */
void split_hash(const Task *task, char hash[65]);

/* Takes moments between that have no part off the usable rows, once a split is settled. */
void split_settle_between(Task *task);

/* ---- apart.c: what must not stand in two parts ---------------------------------------------- */

/* Takes the choice over into the task; ERROR_USAGE where it can't be kept. */
gboolean apart_resolve(Task *task, const TaskSpec *spec, GError **error);
/* Takes rows out of the parts whose customer stands in another, or that copy an earlier part's. */
void apart_take_out(Task *task);
/* By lot, whole groups. */
void apart_deal(Task *task);
/* By row whether it was taken out for its customer: n, the caller's. */
guint8 *apart_for_customer(const Task *task);
/* Sentences, figures and warnings on what is kept apart. */
void apart_report(const Task *task, const SplitSummary *split, Report *report);

/* A year's twelfth and 21 working days to it: how money is scaled. */
#define TASK_MONTH ((gint64)(30.4375 * 24 * 3600) * TIME_SECOND)
#define TASK_WORKING_DAYS 21
#define TASK_LONGEST_HORIZON (G_GINT64_CONSTANT(365250) * TIME_DAY)
/* Fewer rows or positives of validation than this make a line that breaks on the next month. */
#define TASK_FEW_ROWS 300
#define TASK_FEW_POSITIVES 30
