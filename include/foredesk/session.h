/* session: what a person works in. One workspace, the selection (task, model, line, policy, part),
 * the command table, jobs on one background worker, undo and redo, journal and replay, reports by
 * name, and the row lists behind numbers. Holds the ends together for tui and cli; knows neither.
 * Relies on all engine rooms. Only the thread that made it may call it, but for what jobs do. */
#pragma once

#include <foredesk/audit.h>
#include <foredesk/desk.h>
#include <foredesk/ingest.h>
#include <foredesk/operate.h>

G_BEGIN_DECLS

typedef struct Session Session;
/* Restores selection and policy. A path where nothing is yet gives a session without a workspace,
 * whose only useful command is `import`: it builds the file. */
Session *session_open(const char *path, GError **error);
/* A screen is up: background jobs give way to it (nice 10). Before the first job. */
void session_yield(Session *session);
void session_close(Session *session); /* cancels jobs, saves view, closes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_close)

/* ---- jobs
 * -------------------------------------------------------------------------------------------- */

typedef enum { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED } JobState;
typedef struct {
    guint id;
    char *title;   /* "training boosted trees" */
    gint64 object; /* reserved id of what it makes, 0: none */
    JobState state;
    Progress *progress;
    char *error; /* one line, when failed */
} JobView;
/* ---- commands
 * ------------------------------------------------------------------------------------- */

typedef enum { EFFECT_VIEW, EFFECT_STATE, EFFECT_ARTEFACT, EFFECT_LEDGER } Effect;
typedef struct Command Command;

/* One argument of a call, already split: positional ones in order, named ones by name. */
typedef struct {
    GPtrArray *words;  /* char*: positional */
    GHashTable *named; /* name → value */
    char *text;        /* as written, after the command's name */
} CommandCall;

struct Command {
    const char *name;      /* "cost missed" … first words; longest match wins */
    const char *arguments; /* "AMOUNT", "COLUMN at-arrival|later|ask" for help */
    const char *help;      /* one line: what it does */
    Effect effect;
    gboolean merges; /* repeated at once (a key held down) it is one journal entry */
    /* NULL when it can run now, else the reason (static or owned by the session until next call).
     */
    const char *(*why_disabled)(Session *session);
    /* Candidates for the word being completed; NULL-terminated, the caller frees; may be NULL. */
    char **(*complete)(Session *session, guint word);
    /* Does it. On success appends to `resolved` the command as the journal keeps it, and to
     * `inverse` what takes it back (left empty: nothing to undo). A command that starts a job
     * returns after queueing it. */
    gboolean (*apply)(Session *session, const CommandCall *call, GString *resolved,
                      GString *inverse, GError **error);
};
const Command *const *session_commands(void); /* NULL-terminated, sorted by name */
const Command *command_find(const char *line, const char **rest);
/* Appends a blank and the word to a command line, quoted where it must be: it reads as itself, and
 * the line stays one line. */
void command_quote(GString *line, const char *word);
/* Parses and runs one line: `cost missed 500`, `train boost seed=7`, quotes as in a shell. State,
 * artefact and ledger commands are journaled, failures too. */
gboolean session_run(Session *session, const char *line, GError **error);
/* Completions of the line at its end; NULL-terminated, the caller frees. */
char **session_complete(Session *session, const char *line);
/* The same of a query in PQL: keywords, tables, columns, and @names of kept ones. */
char **session_query_complete(Session *session, const char *line);
/* The query itself, or what is kept as @NAME; the caller frees. */
char *session_query_text(Session *session, const char *text, GError **error);
/* `what` becomes the command that was undone, or done again; the caller frees. */
gboolean session_undo(Session *session, char **what, GError **error);
gboolean session_redo(Session *session, char **what, GError **error);
/* Runs a script of commands, one a line, # comments; waits for each job; stops at the first error,
 * which names the line. */
gboolean session_script(Session *session, const char *file,
                        void (*progress_line)(const JobView *job, gpointer data), gpointer data,
                        GError **error);
/* The journal as such a script; the caller frees. NULL on error. */
char *session_journal_script(Session *session, GError **error);
/* A key was released, a field left: the next command that merges is an entry of its own. */
void session_end_merge(Session *session);

/* Jobs not yet forgotten, oldest first: running, queued, and those that ended since last asked.
 * Borrowed until the next call of the session. */
GPtrArray *session_jobs(Session *session);
void session_cancel(Session *session, guint job); /* 0: the running one */
gboolean session_busy(Session *session);          /* a job runs or waits, quiet ones too */
/* A descriptor that turns readable when a job has progressed or ended: for poll. */
int session_wake_descriptor(Session *session);
/* Takes in what workers posted; TRUE when something changed. Never waits. */
gboolean session_pump(Session *session);
/* Waits until no job runs or is queued; FALSE with the first job's error. `progress_line` is called
 * with the running job about ten times a second (NULL: none). */
gboolean session_wait(Session *session, void (*progress_line)(const JobView *job, gpointer data),
                      gpointer data, GError **error);

/* ---- what panes and verbs ask
 * ---------------------------------------------------------------------------- */

/* What an import of these files would take for granted, table "questions": question, name (of the
 * import command's option), answer, reason. Looks at the files' first rows; the caller frees. */
Report *session_import_questions(Session *session, char *const *files);
Workspace *session_workspace(Session *session);
Catalogue *session_catalogue(Session *session);
const TaskBrief *session_task(Session *session); /* NULL: none */
gint64 session_model(Session *session);          /* selected, 0: none */
const Policy *session_policy(Session *session);
LineMode session_line_mode(Session *session);
SplitPart session_part(Session *session); /* SPLIT_VALIDATION, or SPLIT_TEST once unsealed */
guint session_looks(Session *session);    /* times the test set was opened */
/* The selected model with its decision table and where the line stands; NULL: none that decides. */
const Judged *session_selected(Session *session);
/* One sentence about what the last job or command did, for the message line; NULL: nothing new. The
 * caller frees. */
char *session_take_notice(Session *session);
guint session_generation(Session *session); /* grows whenever anything a report shows changed */

/* A report by name with arguments: "audit", "column NAME", "target", "features", "models",
 * "model 4", "threshold", "ticket ID", "jobs", "journal" … Reports that need long work are computed
 * by a job: then NULL without error and `session_pump` brings it; cached reports return at once. */
Report *session_report(Session *session, const char *name, GError **error);
/* Whether models are trained for this report: that takes longer than reading. */
gboolean session_report_trains(const char *name);
/* The job that computes a report; NULL: none does. Valid until the session is pumped. */
const JobView *session_report_job(Session *session, const char *name);
/* The same as session_report for who has nothing else to do: waits for the jobs it needs. */
Report *session_report_wait(Session *session, const char *name,
                            void (*progress_line)(const JobView *job, gpointer data), gpointer data,
                            GError **error);

/* ---- row lists: the tickets behind a number
 * --------------------------------------------------------------- */

typedef struct RowList RowList;
/* Opens what a cell's `rows` refers to. Sort and filter work on the list; texts are read for
 * visible rows only. */
RowList *session_rows_open(Session *session, const char *reference, GError **error);
void row_list_free(RowList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RowList, row_list_free)
const char *row_list_title(const RowList *list); /* "316 tickets missed by boosted trees #4" */
guint row_list_length(const RowList *list);
guint row_list_columns(const RowList *list);
const char *row_list_column_name(const RowList *list, guint column);
gboolean row_list_column_right(const RowList *list, guint column);
int row_list_column_width(const RowList *list, guint column); /* wanted, 4–60 */
char *row_list_cell(RowList *list, guint row, guint column);  /* clean; the caller frees */
/* The same for programs, clean for a terminal: a span of time is the number that stands there. */
char *row_list_value(RowList *list, guint row, guint column);
gboolean row_list_sort(RowList *list, guint column, gboolean descending, GError **error);
/* Keeps rows where a PQL condition holds, or any shown cell contains the text; NULL: all. */
gboolean row_list_filter(RowList *list, const char *filter, GError **error);
int row_list_search(RowList *list, const char *text, guint from, gboolean backwards); /* −1: none */
gboolean row_list_export(RowList *list, const char *path,
                         GError **error); /* CSV, or by its name FILE.parquet; temp and rename */
/* Appends n shown rows from one on as lines of CSV, clean as row_list_value; before row 0 the
 * heading.
 */
gboolean row_list_csv(RowList *list, guint from, guint n, GString *out, GError **error);
/* For session_report("ticket TABLE ROWID"): features, score and reasons beside the fields, by the
 * clerk. */
gint64 row_list_row_id(const RowList *list, guint row); /* 0: set aside */
const char *row_list_table(const RowList *list);
/* One row with all its fields, read at once. */
Report *row_list_report(RowList *list, guint row, GError **error);

/* ---- the same for a screen, which never waits: its rows are found in the background
 * ----------------------------------------------------- */

/* A list that is empty until its rows are there (row_list_is_open); where they are at hand, as
 * those that a model judged, they are there at once. A list must be freed before its session is
 * closed. */
RowList *session_rows_begin(Session *session, const char *reference, GError **error);
gboolean row_list_is_open(const RowList *list);
/* Each takes the place of what was asked before. */
void row_list_begin_sort(RowList *list, guint column, gboolean descending);
/* Keeps the order of a column, −1: none. */
void row_list_begin_filter(RowList *list, const char *filter, int column, gboolean descending);
void row_list_begin_search(RowList *list, const char *text, guint from, gboolean backwards);
const char *row_list_doing(const RowList *list); /* "sorting…", NULL: nothing; static */
void row_list_stop(RowList *list);               /* what it does; the list stays as it was */
typedef enum {
    ROWS_NOTHING,
    ROWS_OPENED,
    ROWS_NOT_OPENED, /* with an error: nothing is behind the reference */
    ROWS_ARRANGED,   /* sorted, filtered */
    ROWS_SEARCHED,   /* `found` is the row, −1: none */
    ROWS_FAILED,     /* with an error: the list is as it was */
} RowsEnd;
/* What ended since it was last asked. */
RowsEnd row_list_take_end(RowList *list, int *found, GError **error);

/* Writing a list's shown rows, or one table of a report (NULL: the first; the report is taken), as
 * a job that stands among the others; CSV, or by its name FILE.parquet. The end is told, and noted
 * (session_log_export: a list by its title, a report as `what`). */
void row_list_begin_export(RowList *list, const char *path);
void session_begin_export(Session *session, Report *report, const char *table, const char *what,
                          const char *path);

/* Notes that something left the workspace as a file, for the report "exports"; one that is
 * read-only can't keep it. `rows` −1: not counted. */
void session_log_export(Session *session, const char *what, const char *path, gint64 rows);

/* ---- view state: saved, not journaled
 * ----------------------------------------------------------------------- */
char *session_view_get(Session *session, const char *name); /* NULL: never set; the caller frees */
void session_view_set(Session *session, const char *name, const char *value);

G_END_DECLS
