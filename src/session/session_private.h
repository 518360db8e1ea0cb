/* What the files of the session room share: the state of a session, its jobs, and how commands
 * reach both. */
#pragma once

#include <foredesk/session.h>

/* What one worker computes. `work` runs on the worker's thread with its own connection and may read
 * only what the job owns; `finish` runs on the session's thread when it is done or failed. */
typedef struct Job Job;
typedef gboolean (*JobWork)(Job *job, sqlite3 *database, GError **error);
typedef void (*JobFinish)(Session *session, Job *job);
struct Job {
    JobView view;
    guint generation; /* of what it was asked for; a stale report is dropped */
    gint64 journal;   /* entry that started it, 0: none */
    gboolean quiet;   /* not shown among the jobs: a report being computed */
    const char *due; /* what it makes good (DUE_…): it can't be cancelled; NULL: a job of its own */
    gboolean alters; /* what the data means: other changes wait until it is done */
    gint started;    /* atomic: set by the worker, told in view.state by the session */
    gboolean told;   /* its failure was handed to session_wait's caller */
    JobWork work;
    JobFinish finish;
    gpointer data;
    GDestroyNotify free_data;
    GError *failure;
};

/* One background thread; jobs run in order. */
typedef struct Worker Worker;
Worker *worker_new(int wake_descriptor);
void worker_free(Worker *worker); /* cancels what runs, joins */
void worker_connect(Worker *worker, const Workspace *workspace);
void worker_yield(Worker *worker); /* its jobs give way to a screen; before the first one */
void worker_push(Worker *worker, Job *job);
Job *worker_take_done(Worker *worker); /* NULL: none */
void job_free(Job *job);

/* How the line stands: with the policy, what `threshold`'s commands set. */
typedef struct {
    LineMode mode;
    double line; /* LINE_FIXED */
} LineChoice;

struct Session {
    char *path;
    Workspace *workspace; /* NULL until the first import built it */
    Catalogue *catalogue;
    FrameStore *frames;
    Task *task; /* loaded when first needed */
    TaskBrief *brief;
    gint64 task_id, model_id;
    GPtrArray *judged;     /* Judged*, of the task's models on the part shown */
    gboolean judged_read;  /* the scores of all of them are there, not only the selected one's */
    GPtrArray *validation; /* Judged* on validation while the part shown is test, else NULL */
    Policy policy;
    LineChoice line;
    SplitPart part;
    gboolean masked; /* personal data, wherever cells are shown */
    guint looks;
    guint generation;
    char *figures_key; /* what the cost figures in `judged` were computed from */

    Worker *worker; /* long jobs: import, target, train */
    Worker *clerk;  /* reports that need more than memory: they never wait behind training */
    Worker *finder; /* rows of lists on a screen: they wait behind neither */
    Worker *writer; /* files that lists and reports are written to */
    int wake[2];
    GPtrArray *jobs; /* Job*, not yet forgotten */
    GPtrArray *job_views;
    guint next_job;
    GHashTable *reports;         /* name → Report*, of the fingerprint in report_keys */
    GHashTable *report_keys;     /* name → fingerprint it was computed for */
    GHashTable *reports_pending; /* name → fingerprint being computed */
    GHashTable *alert_rows;      /* name → GBytes, where the file can't be written; NULL: there */

    GArray *undo, *redo; /* gint64 journal ids */
    GHashTable *view;    /* name → value */
    gboolean view_changed;
    gboolean watched;       /* a screen is up */
    gboolean replaying;     /* inside undo or redo: the caller journals */
    const Command *merging; /* a held key's command, and its entry */
    gint64 merge_entry;
    GPtrArray *new_jobs; /* Job*: queued by the command that is being run */
    GPtrArray *held;     /* Job*: those that wait for what the command writes */
    gboolean writing;    /* a command's transaction is open */
    char *notice;        /* what the last finished job has to say */
};

/* Of import_commands, in files of their own. */
extern const Command events_command, import_off_command, import_on_command;
/* Of column_commands, likewise. */
extern const Command known_command, dictionary_export_command, dictionary_import_command,
    dictionary_set_command, meaning_command, personal_command;

/* What a word of the dictionary speaks of. `value` is the word's own: NULL: the column itself. */
typedef struct {
    TableInfo *table;
    ColumnInfo *column;
    const char *value;
} Meant;
/* "TABLE.COLUMN" or "TABLE.COLUMN=VALUE"; ERROR_USAGE where there is no such column, and for values
 * of one that holds personal data. */
gboolean meant_find(Session *session, const char *word, Meant *meant, GError **error);
const char *meant_now(const Meant *meant); /* "": nothing is written down */
gboolean meant_write(Session *session, const Meant *meant, const char *text, GError **error);
void command_meant(GString *line, const Meant *meant, const char *text);
/* Redo of an import that was taken back: whether its files' rows are there still, and letting them
 * count again. */
gboolean import_was_taken_back(Session *session, const CommandCall *call);
gboolean import_give_back(Session *session, const CommandCall *call, GError **error);
/* Appends the command that takes an import back; nothing where one of its files makes a table. */
void import_inverse(Session *session, char *const *files, const char *table, GString *inverse);
/* Of model_commands. */
extern const Command regime_command;
extern const Command apart_command;
/* Of task_commands. */
extern const Command feature_keep_command, feature_only_command, feature_save_command,
    feature_load_command, feature_forget_command, feature_smallest_command;
/* Switches the task's features that `where` picks, ?2 being `value`: names those that changed in
 * `inverse`, so that single toggles come back. ERROR_USAGE, naming `what`, where there is none. */
gboolean session_switch_features(Session *session, const char *where, const char *what,
                                 const char *value, gboolean on, GString *inverse, GError **error);
/* The tables of commands, each ending with NULL. */
extern const Command *const desk_commands[];
extern const Command *const care_commands[];
extern const Command *const missing_commands[];
extern const Command *const map_commands[], *const pool_commands[];
extern const Command *const signal_commands[];
extern const Command *const import_commands[],
    *const column_commands[], *const table_commands[],
                                  *const setting_commands[],
                                      *const clean_commands[],
                                          *const step_commands[],
                                              *const duplicates_commands[],
                                                  *const query_commands[],
                                                      *const target_commands[],
                                                          *const check_commands[],
                                                              *const task_commands[],
                                                                  *const train_commands[],
                                                                      *const model_commands[],
                                                                          *const journal_commands[];

/* Runs `write` in one transaction; where it fails, the session is again what the file says. A held
 * key's (`held_key`) isn't waited for until it is on the disk: if the program dies nothing is lost,
 * if the power fails the last moves of the key are. Inside another, or without a workspace: as is.
 */
typedef gboolean (*SessionWrite)(Session *session, gpointer data, GError **error);
gboolean session_write(Session *session, gboolean held_key, SessionWrite write, gpointer data,
                       GError **error);

/* Appends the entry of a command that was applied, or lets the last one grow (Command.merges). */
gboolean session_journal(Session *session, const Command *command, const char *resolved,
                         const char *inverse, GError **error);
gboolean journal_outcome(Session *session, gint64 entry, JournalOutcome outcome, GError **error);
/* Proposes the task's features anew after the data's meaning changed; toggles are kept. */
gboolean session_repropose(Session *session, GError **error);

/* What the features are proposed from has changed: the catalogue is read anew. */
gboolean session_take_change(Session *session, GError **error);

/* ---- cleaning steps ------------------------------------------------------------------------- */

/* step=N of a replayed line, else the next id; 0 on error. `there`: the step of that id exists
 * already, as when its making is undone and done again: it only has to be switched on. */
gint64 session_step_id(Session *session, const CommandCall *call, gboolean *there, GError **error);
/* Finds the rows of a new step on the worker: StepRow, the caller's; NULL with an error. May change
 * the step's words. */
typedef GArray *(*StepFind)(Step *step, FrameStore *frames, sqlite3 *database, Progress *progress,
                            gpointer data, GError **error);
/* Queues the job that finds its rows and writes the step (which is taken) as the command's only
 * job; then everything that depends on the table is stale. Sets the command's inverse. */
void session_queue_step(Session *session, Step *step, StepFind find, gpointer data,
                        GDestroyNotify free_data, GString *inverse);
/* On the worker: conditions of the table's steps, evaluated anew since its columns were. */
gboolean session_apply_steps(sqlite3 *database, gint64 table, Progress *progress, GError **error);
Report *steps_report(Session *session, GError **error);
/* The mapping of several sources onto one table, and what of it is open. */
Report *sources_report(FrameStore *frames, sqlite3 *database, Progress *progress, GError **error);

/* Features of every target: those of one that isn't selected are made good when it is. */
gboolean due_ask_features(sqlite3 *database, GError **error);
/* On the worker: a table that a job has made counts from now on, and the job is done in the
 * journal; `features`: those of every target are due. */
gboolean job_table_ready(Job *job, sqlite3 *database, gint64 table, gboolean features,
                         GError **error);
void session_queue_retype(Session *session, gint64 table);
/* A pool's rows, where its sources have changed. */
#define DUE_POOL "pool"
/* Queues the job that brings a pool in step with its sources, where they have changed. Whenever the
 * catalogue is read anew. */
void session_follow_sources(Session *session);
void session_queue_propose(Session *session, gint64 task);
void session_queue_steps(Session *session, gint64 table);
void session_queue_rewrite(Session *session, gint64 table);
/* The same for every table where it is due. */
void session_queue_due_steps(Session *session);
gboolean session_is_due(Session *session, const char *what); /* such a job runs or waits */
/* Queues what an earlier process left due. */
void session_resume_due(Session *session);
/* Selection, policy and undo as the file says: at the opening, and where a command could not be
 * written. */
gboolean session_restore(Session *session, GError **error);
/* The undo and redo stacks, from the journal. */
gboolean session_restore_undo(Session *session, GError **error);
/* Marks what was queued or running when the session ended as cancelled. */
void session_close_journal(Session *session);
/* Asks the clerk for the costs' intervals, unless they are there or on their way. */
void session_want_figures(Session *session);
/* The view's values as the file has them. */
void session_reread_view(Session *session);
/* After data was removed for good: what is in memory of it goes too, reports and what was typed,
 * and these tables (gint64) are read again. */
void session_forget_read(Session *session, const GArray *tables, GError **error);
gboolean session_load_workspace(Session *session, GError **error);
gboolean session_reload_catalogue(Session *session, GError **error);
gboolean session_select_task(Session *session, gint64 task, GError **error);
char *session_model_setting(Session *session, gint64 task); /* the caller frees */
/* After the regime was changed: the selected target is judged anew, on validation. */
gboolean session_change_regime(Session *session, GError **error);
gboolean session_load_models(Session *session, GError **error);
gboolean session_read_models(Session *session, GError **error);
void session_judge(Session *session); /* decisions of all judged, from the policy */
void session_changed(Session *session);
Task *session_need_task(Session *session, GError **error); /* borrowed */
/* Takes over a task that another thread has loaded, if it is the one that is selected. */
void session_keep_task(Session *session, Task *task, const FrameStore *frames);
Judged *session_judged(Session *session, gint64 model); /* NULL: none */
/* What an error quotes of cells is masked as cells are. NULL is fine. */
void session_hide(Session *session, GError *error);
void session_say(Session *session, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Queues a job; the session owns it. Returns its id. */
guint session_queue(Session *session, Job *job);
/* Hands it to its worker, at once or when the command being written is committed. */
void session_push_job(Session *session, Worker *worker, Job *job);
/* The same on the clerk: quiet, for reports. */
guint session_queue_clerk(Session *session, Job *job);
/* On the finder: quiet, for lists. */
guint session_queue_finder(Session *session, Job *job);
/* On the writer: shown among the jobs, though no command started it. */
guint session_queue_writer(Session *session, Job *job);
Job *job_new(const char *title, JobWork work, JobFinish finish, gpointer data,
             GDestroyNotify free_data);

/* ---- words of a command line -------------------------------------------------------------- */
CommandCall *call_parse(const char *line, GError **error);
void call_free(CommandCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommandCall, call_free)
const char *call_word(const CommandCall *call, guint index); /* NULL: not given */
/* "tickets.plan", or "plan" of the main table. */
ColumnInfo *session_column(Session *session, const char *text, TableInfo **table, GError **error);
void command_column(GString *line, const TableInfo *table, const ColumnInfo *column);
char **complete_column_names(Session *session, guint word); /* of any word; the caller frees */
const char *call_named(const CommandCall *call, const char *name);
/* ERROR_USAGE naming the first option that is not among `names` (NULL-terminated), and words past
 * `most`. */
gboolean call_check(const CommandCall *call, guint least, guint most, const char *const *names,
                    GError **error);
gboolean call_number(const char *what, const char *text, double low, double high, double *value,
                     GError **error);
void command_option(GString *line, const char *name, const char *value); /* ` name="value"` */

/* Names for completion; NULL-terminated, the caller frees. */
char **complete_columns(Session *session, const char *table);
char **complete_models(Session *session);
/* The first column of a statement whose one parameter is the task. */
char **complete_query(Session *session, const char *sql);

/* Why something can't be done now: shared by commands. */
const char *why_no_workspace(Session *session);
const char *why_not_writable(Session *session);
const char *why_no_change(Session *session); /* of what the data means, or from it */
const char *why_no_task(Session *session);
const char *why_no_model(Session *session);

/* How the desk does: the card of tickets that arrived from a moment on (TIME_MISSING: all), and the
 * report that stands it beside the frozen one. `task` may be NULL. */
Report *session_desk_card(FrameStore *frames, sqlite3 *database, const Task *task, TimePoint from,
                          Progress *progress, GError **error);
Report *session_baseline_report(FrameStore *frames, sqlite3 *database, const Task *task,
                                Progress *progress, GError **error);

/* The specification that the words of a `target` command ask for; ERROR_USAGE for those that don't
 * go together. */
gboolean target_spec_read(const Catalogue *catalogue, const CommandCall *call, TaskSpec *spec,
                          GError **error);
/* Freezes what is specified, which is taken over, and works on it; completes the journal's line. */
gboolean session_queue_target(Session *session, const CommandCall *call, TaskSpec *spec,
                              GString *resolved, GError **error);
/* What left the workspace as a file. */
Report *session_exports_report(Session *session, GError **error);

/* What the clerk needs to open one ticket. */
typedef struct {
    FrameStore *frames;
    gint64 row_id, model;
    double line;
    gboolean masked; /* personal data; filled in */
    guint32 row;     /* of the task's frame, filled in */
} TicketRequest;
/* Fields, and for the task's entity features, score and reasons of the model. `task` may be NULL.
 */
Report *ticket_report(const TicketRequest *request, const TableInfo *table, const Task *task,
                      sqlite3 *database, GError **error);

/* Says of a pool's row which file and line it comes from. */
void ticket_say_origin(Report *report, const Catalogue *catalogue, sqlite3 *database, gint64 pool,
                       gint64 row);

/* How far apart an entity is asked about: a duration, or "once". */
gboolean session_parse_every(const char *text, gint64 *every, GError **error);
/* How many moments training learns from for each that is judged, 1 to 12. */
gboolean session_parse_seeds(const char *text, guint *seeds, GError **error);
