/* audit: what the data is worth. From rows to tickets, months of history, columns with type, role,
 * missing, distinct, histogram and known-at with its reason, what a column alone predicts on
 * training rows only. Relies on evaluate; answers by a report. */
#pragma once

#include <foredesk/duplicates.h>
#include <foredesk/pii.h>
#include <foredesk/worth.h>

G_BEGIN_DECLS

/* `task` may be NULL (no target yet): then no AUC and the sentence says what to do next. The rows
 * behind its alerts are kept in the file; where that can't be written they go to `row_sets`
 * (name → GBytes; NULL: not wanted). */
Report *audit_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database, const Task *task,
                     GHashTable *row_sets, Progress *progress, GError **error);
/* The rows behind "table=T;alert=NAME": what the last audit kept, NULL: nothing of that name; and
 * their row ids, gint64 in ascending order. FALSE: the bytes are damaged. */
GBytes *alert_rows_load(sqlite3 *database, gint64 table, const char *name);
gboolean alert_rows_read(GBytes *set, GArray *row_ids);
/* What people call the alert NAME, "before the ticket existed"; the name where there is none such.
 * The caller frees. */
char *alert_title(const char *name);
/* Why a record of a file didn't become a row, in a few words: "wrong number of fields" for the
 * reason "ragged"; the reason where there are none. */
const char *aside_brief(const char *reason);
/* One column: values over time, top values, distribution by outcome, meaning, evidence. */
Report *audit_column_report(FrameStore *frames, sqlite3 *database, const TableInfo *table,
                            const ColumnInfo *column, const Task *task, GError **error);

/* What each column means, which fields the desk added itself without explaining them, and what the
 * most frequent values of categories mean. */
Report *dictionary_report(const Catalogue *catalogue, FrameStore *frames, sqlite3 *database);

/* ---- known at arrival --------------------------------------------------------------------- */

/* Which columns would matter and can't be told to be known at arrival: how often each is filled in
 * in tickets nobody touched yet against solved ones, what it predicts alone, what the evidence
 * looks like, and for lists the same of each value. Part of the audit, and a report of its own. */
Report *questions_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database,
                         const Task *task, Progress *progress, GError **error);
/* Tickets at a stage of their life: "untouched", "waiting", "answered", "solved", "lately". */
typedef struct {
    const char *stage;
    const ColumnInfo *column; /* NULL: whatever they hold; else those where it is … */
    const char *value;        /* … this, or has this among its values; NULL: … */
    gboolean filled;          /* … filled in, or not */
    gboolean masked;          /* personal data, in the title */
} StageRows;
/* Appends guint32 rows of the frame; *title becomes "96 tickets nobody has touched yet", the
 * caller's. ERROR_USAGE for another stage, or where the export can't tell. */
gboolean stage_rows(const Frame *frame, const StageRows *wanted, GArray *rows, char **title,
                    GError **error);
/* The values of a list column that are there at arrival as far as tickets nobody touched yet show:
 * char *, in order of frequency. */
GPtrArray *values_at_arrival(const Frame *frame, const ColumnInfo *column);

/* Where no table holds tickets, the report's own words speak of the rows that are there: customers,
 * accounts, rows. "Support tickets" stay, and so does what is quoted. */
void report_name_rows(Report *report, const Catalogue *catalogue);

/* ---- personal data --------------------------------------------------------------------------- */

/* Words that the program wrote, with values among them, as they may be shown: what is recognised is
 * masked (`masked`), and what a condition says of a column that is hidden ("street = '…'") is as a
 * cell of it would be shown. `catalogue` may be NULL. The caller frees. */
char *personal_sentence(const Catalogue *catalogue, gboolean masked, const char *text);
/* What is left of it in a report's words (sentences, titles, cells), whichever room wrote them;
 * with `programs` in what only JSON and CSV print too: rules and commands, which a pane still has
 * to run as they stand. Columns called "id" pass, and cells of columns that are shown
 * (Cell.open). */
void personal_report(Report *report, const Catalogue *catalogue, gboolean masked,
                     gboolean programs);

/* Gathers into the catalogue what the workspace's features, targets and cleaning steps compare its
 * personal columns with, so that the two above mask texts that were made of it too ("any Main St 5
 * tickets, 30 d"), whenever they were made. Before the catalogue is shared. */
gboolean personal_read_quoted(Catalogue *catalogue, sqlite3 *database, GError **error);
/* What reads a column, or one made of it. */
typedef struct {
    DropReaders by_id;
    GPtrArray *targets; /* char *, their names; the one given as selected isn't among them */
    gboolean selected;  /* that one reads it */
} ColumnReaders;
gboolean column_readers(const Catalogue *catalogue, const ColumnInfo *column, gint64 selected,
                        sqlite3 *database, ColumnReaders *readers, GError **error);
void column_readers_clear(ColumnReaders *readers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ColumnReaders, column_readers_clear)

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

/* How the tables meet: each link's counts (they open), what to confirm with its command (links that
 * only the values show, keys spelled in several ways), and where a table's history begins after the
 * tickets' or ends before it. */
Report *links_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database,
                     Progress *progress, GError **error);

/* What each heading of each file was taken for, and by which rule of the vendor's preset. A damaged
 * preset is ERROR_INPUT. */
Report *headings_report(const Catalogue *catalogue, sqlite3 *database, GError **error);

/* Where personal data stands, whether it is masked, and what each model of the task (may be NULL)
 * has read, with the evidence. Reads every text once. */
Report *privacy_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database,
                       const Task *task, Progress *progress, GError **error);

/* ---- duplicates ------------------------------------------------------------------------------ */

/* Pairs of which both outcomes are known and differ, the sealed test set left out, and of how many
 * known at all; and pairs of which one trains and the other judges. `task` is about the frame's
 * table. */
typedef struct {
    gint64 known, conflicting, across;
} DuplicateOutcomes;
DuplicateOutcomes duplicates_outcomes(const Duplicates *duplicates, const Task *task);
/* The pairs of which one trains and the other judges, those of one original beside each other:
 * Duplicate, the caller's. */
GArray *duplicates_across(const Duplicates *duplicates, const Task *task);
/* Of such pairs those with a half in a part. */
GArray *duplicates_in(const GArray *across, const Task *task, SplitPart part);
/* By row whether it is the half of such a pair that judges: task->n, the caller's. */
guint8 *duplicates_judging(const GArray *across, const Task *task);
/* The rows behind "task=3;shared=copy;part=test": the halves that judge there, or in either part;
 * with "shared=pair" both halves, each copy behind its original. Appends row ids; *title is the
 * caller's. */
gboolean duplicates_rows(const Task *task, const char *shared, const char *part, sqlite3 *database,
                         GArray *row_ids, char **title, GError **error);

/* Counts, pairs side by side, the share by month. `task` may be NULL. */
Report *duplicates_report(FrameStore *frames, sqlite3 *database, const TableInfo *table,
                          const Task *task, Progress *progress, GError **error);
/* Two rows of a table side by side, field by field; what differs comes first. */
Report *pair_report(sqlite3 *database, const TableInfo *table, gint64 earlier, gint64 later,
                    GError **error);
/* All that shows when the columns of the main table were filled in: `evidence`. */
Report *evidence_report(const Catalogue *catalogue, FrameStore *frames, sqlite3 *database,
                        Progress *progress, GError **error);

/* ---- leaks ----------------------------------------------------------------------------------- */

/* By which rules verdicts are given: one more with every change of what is found. Reports and marks
 * in the file say by which they were made; those of other rules are made anew. */
#define LEAK_RULES 4

/* One verdict a column and a feature: clear, untestable, suspect, leak, each with its sentence and
 * what was there when; what stands on both sides of the split. With a `name` (of a column or a
 * feature): its ten signs, its timeline, and what became of it when it was asked sooner.
 * ERROR_USAGE: no such name (the nearest are named). */
Report *leakage_report(const Task *task, const char *name, FrameStore *frames, sqlite3 *database,
                       Progress *progress, GError **error);

/* What a column that leaks ("": all of them) would seem to save: boosted trees with the features
 * that read it and without, in memory, their costs on the same validation rows paired by ticket.
 * ERROR_USAGE: nothing reads it, or a target that money can't judge. */
Report *leak_price_report(const Task *task, const char *column, FrameStore *frames,
                          sqlite3 *database, const WorthTerms *terms, Progress *progress,
                          GError **error);
/* Switches features off that read a column which is taken as there at arrival, and is found to
 * leak. What the user has switched is kept by whoever stores them. */
gboolean leaks_switch_off(GPtrArray *features, const Task *task, FrameStore *frames,
                          sqlite3 *database, GPtrArray **marks, Progress *progress, GError **error);
/* The same of what a query would learn from, features by themselves too: what leaks ends switched off,
 * but for what reads a column that the user said to be there at arrival. */
gboolean leaks_take_away(LeakSearch *search, Progress *progress, GError **error);
/* What it found, `marks` (the caller's, opaque), is kept with the frozen task, for those who show what
 * models read; inside the caller's transaction. */
gboolean leak_marks_store(const GPtrArray *marks, gint64 task, sqlite3 *database, GError **error);
/* Asks those that were written since, by hand, as the report does, and keeps what it finds; of marks by
 * other rules than today's all anew. Features need their nodes. */
gboolean leak_marks_extend(const GPtrArray *features, const Task *task, FrameStore *frames,
                           sqlite3 *database, Progress *progress, GError **error);

/* ---- what cleaning is worth ------------------------------------------------------------------ */

/* One cleaning step: boosted trees trained with it and without it, in memory, and their costs on
 * the validation rows that both have, paired by ticket, with interval. The file stays as it is; the
 * answer is the same whether the step is on or off. ERROR_USAGE: no such step, or a target that is
 * a number. */
Report *worth_step_report(gint64 step, const Task *task, FrameStore *frames, sqlite3 *database,
                          const WorthTerms *terms, Progress *progress, GError **error);
/* Fewer but cleaner: the best 10, 25, 50, 75 in 100 of the training rows by a stated quality,
 * beside as many drawn by lot and beside all, on the same validation rows. */
Report *worth_curve_report(const Task *task, FrameStore *frames, sqlite3 *database,
                           const WorthTerms *terms, Progress *progress, GError **error);

/* ---- the label, checked by reading ---------------------------------------------------------- */

/* Of each side, Yes and No; fewer where the target has fewer. */
#define LABEL_CHECK_EACH 20
/* What a person says of one ticket's label. SKIPPED comes again at the end. */
typedef enum { CHECK_NONE, CHECK_RIGHT, CHECK_WRONG, CHECK_UNSURE, CHECK_SKIPPED } CheckVerdict;
const char *
check_verdict_name(CheckVerdict verdict); /* "none", "right", "wrong", "unsure", "skip" */
gboolean check_verdict_from_name(const char *name, CheckVerdict *verdict);
typedef struct {
    guint32 row;   /* of the task's frame */
    gint64 row_id; /* of the raw table */
    gboolean yes;  /* its label */
    CheckVerdict verdict;
    gint64 said; /* the ledger's row, 0: none */
} CheckTicket;
/* The tickets to be read, in order, with what was said of them: CheckTicket, drawn from training
 * rows by a lot that the target's seed decides. ERROR_USAGE where labels aren't yes or no. */
GArray *label_check_draw(const Task *task, sqlite3 *database, GError **error);
guint label_check_next(const GArray *tickets); /* index; tickets->len: all are read */
char *check_ticket_name(const Task *task,
                        const CheckTicket *ticket); /* its key; the caller frees */
/* Appends to the ledger; the last row of a ticket counts. */
gboolean label_check_record(const Task *task, const CheckTicket *ticket, CheckVerdict verdict,
                            sqlite3 *database, GError **error);
/* The report "check": progress, precision of either side with Wilson's interval, what it makes of
 * the target, the next ticket with its fields. */
Report *label_check_report(const Task *task, sqlite3 *database, GError **error);

G_END_DECLS
