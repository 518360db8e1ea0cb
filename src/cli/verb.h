/* What the files of the cli room share: the table of verbs, one parsed command line, how reports
 * are printed and how long work is waited for. */
#pragma once

#include <foredesk/cli.h>
#include <foredesk/session.h>

/* One option: `--name VALUE`, or a switch where value is NULL. */
typedef struct {
    const char *name, *value, *help;
} Option;

typedef enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV } Format;

typedef struct Verb Verb;

/* One command line, split by its verb's options. */
typedef struct {
    const Verb *verb;
    const Verb *const *verbs; /* all of the program's, NULL-terminated */
    const CliScreen *screen;
    GPtrArray *words;    /* char*: what is no option, in order */
    GHashTable *options; /* name → value, "" for a switch */
    Format format;
    const char *csv_table; /* --csv=TABLE, NULL: the report's first */
    const char *exported; /* the file that a report was written to in place of stdout; NULL: none */
    gboolean expert;
    gint64 rows;      /* of the table that was printed as CSV; −1: none */
    char *asked;      /* the text whose lines and columns an error of the verb means; NULL: none */
    gboolean no_data; /* what was printed holds no row: it is no export */
    int status;       /* exit status of a verb that succeeds: 0 unless it says otherwise */
} Invocation;

struct Verb {
    const char *name;
    const char *arguments; /* "WORKSPACE FILE…" */
    const char *help;      /* one line */
    const char *details;   /* a paragraph, or NULL */
    const char *example;   /* a command line that a test runs, or NULL */
    const Option *options; /* ends with name NULL; NULL: none of its own */
    guint least, most;     /* words */
    /* What it does; NULL: it prints the report, whose name goes on with the words after the
     * workspace. */
    gboolean (*run)(Invocation *call, GError **error);
    const char *report;
};

const Verb *verb_find(const Verb *const *verbs, const char *name); /* NULL: none */
/* "audit or open"; NULL: none is near; the caller frees. */
char *verb_near(const Verb *const *verbs, const char *name);
extern const Option common_options[]; /* of every verb: --json, --csv … */

/* The tables of the files, each NULL-terminated. */
typedef const Verb *const VerbTable[];
extern VerbTable open_verbs, data_verbs, sources_verbs, clean_verbs, care_verbs, task_verbs,
    model_verbs, signal_verbs, session_verbs;
extern const Verb query_verb; /* of model_verbs */

/* ---- the command line --------------------------------------------------------------------------
 */

/* NULL with ERROR_USAGE; argv without program and verb, NULL-terminated. */
Invocation *invocation_new(const Verb *verb, char *const *arguments, GError **error);
void invocation_free(Invocation *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Invocation, invocation_free)
const char *verb_word(const Invocation *call, guint index);        /* NULL: not given */
const char *verb_option(const Invocation *call, const char *name); /* NULL: not given */
/* An error's line and column mean that option's text, where just one of these (ending with NULL) is
 * given. */
void verb_asks(Invocation *call, const char *const *options);
/* FALSE with ERROR_USAGE where it is no number from low to high; untouched where not given. */
gboolean verb_number(const Invocation *call, const char *name, double low, double high,
                     double *value, GError **error);
gboolean verb_integer(const Invocation *call, const char *name, gint64 low, gint64 high,
                      gint64 *value, GError **error);

/* Into *part what --split names, untouched where it isn't given; ERROR_USAGE for the test while it
 * is sealed. */
gboolean verb_part(Invocation *call, Session *session, SplitPart *part, GError **error);

/* ---- help
 * ---------------------------------------------------------------------------------------- */

void help_overview(const Verb *const *verbs, GString *out);
void help_verb(const Verb *verb, GString *out);
/* The manual's sections. */
void help_roff(const Verb *const *verbs, const CliScreen *screen, GString *out);
void help_completion(const Verb *const *verbs, GString *out); /* a bash completion */

/* ---- output
 * ---------------------------------------------------------------------------------------- */

/* Writes all of it to stdout; ERROR_SYSTEM where that fails. A reader that has gone ends the
 * program by SIGPIPE once everything is closed, see cli_main. */
gboolean print_bytes(const char *bytes, gsize length, GError **error);
gboolean print_words(const char *words, GError **error); /* for people: clean, whoever reads */
gboolean print_report(Invocation *call, const Report *report, GError **error);
/* The same of a report that no session_report made: personal data in it is masked first, unless the
 * workspace shows it. */
gboolean print_masked(Invocation *call, Session *session, Report *report, GError **error);
/* "foredesk: …" on stderr: one line, whatever is in it. On a terminal the line of `text` (NULL:
 * none) that it names stands below it, with a caret under the column. */
void print_error(const GError *error, const char *text);

/* ---- waiting
 * ----------------------------------------------------------------------------------------- */

/* Shows progress on stderr where that is a terminal, and turns ^C into a cancel. */
typedef struct Ticker Ticker;
Ticker *ticker_new(void);
void ticker_free(Ticker *ticker); /* takes the line off the screen */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticker, ticker_free)
void ticker_session(Ticker *ticker, Session *session);
void ticker_pause(Ticker *ticker); /* takes the line off before something else is printed */
/* For session_wait and its like; data is the Ticker. */
void ticker_job(const JobView *job, gpointer data);
/* A progress for work done right here, which the ticker shows; borrowed. */
Progress *ticker_progress(Ticker *ticker, const char *title);

/* ---- sessions
 * ------------------------------------------------------------------------------------------ */

/* Opens a workspace that must be there. */
Session *open_workspace(const char *path, GError **error);
/* Runs one command of the session and waits for its jobs. */
gboolean run_command(Session *session, Ticker *ticker, const char *line, GError **error);
/* Appends ` name=value` as the session's commands are written; a NULL value nothing. */
void append_option(GString *line, const char *name, const char *value);
/* What FILE stands for: itself, or the CSV files of a folder, by name. Appended, owned. ERROR_INPUT
 * where there is nothing. */
gboolean import_sources(const char *file, GPtrArray *files, GError **error);
/* Prints a report of the session by name. */
gboolean print_named(Invocation *call, Session *session, Ticker *ticker, const char *name,
                     GError **error);
/* Opens the workspace named by the first word and prints that report, of the words that follow. */
gboolean show_report(Invocation *call, const char *name, GError **error);
