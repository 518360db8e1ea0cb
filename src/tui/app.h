/* What the files of the workbench share: the application, the views stacked on its screen, what may
 * lie over them, and its commands. */
#pragma once

#include "keys.h"
#include "screen.h"
#include "table.h"
#include <foredesk/session.h>
#include <foredesk/tui.h>

typedef struct App App;
typedef struct View View;
typedef struct Overlay Overlay;

/* ---- views
 * ---------------------------------------------------------------------------------------- */

/* What a key or a command asks of the view on top. */
typedef enum {
    ACT_MOVE,  /* number: Motion */
    ACT_FOCUS, /* number: 1 the next part, −1 the one before */
    ACT_OPEN,  /* what is behind */
    ACT_SORT,
    ACT_FILTER, /* text, "" for all */
    ACT_SEARCH, /* text; number: 1 onwards, −1 backwards */
    ACT_MARK,
    ACT_EXPORT,  /* text: the path */
    ACT_CHANGE,  /* number: +1 or −1 of the field */
    ACT_COMBINE, /* puts what is under the cursor together with others: 1 any of, −1 but not */
    ACT_FREEZE,  /* makes a target of it */
    ACT_REPAIR,  /* mends what the row under the cursor is about, after asking */
    ACT_STOP,    /* what the view waits for; FALSE: nothing, it may be left */
    ACT_FOLD,    /* hides what stands below a heading, or shows it; number 1: all headings */
    ACT_SWITCH,  /* on or off, what is under the cursor */
    ACT_STEP,    /* number: the row after or before, seen from what was opened from a list */
} Act;

/* A kind of view; a pane is one with a digit. */
typedef struct {
    const char *name;    /* in the tabs: "Threshold" */
    const char *context; /* of its keys */
    /* The context of its keys where that hangs on what it shows; NULL: `context`. */
    const char *(*keys)(View *view);
    char digit; /* 0: not a pane */
    /* Of one that shows a report: its blocks. It opens, draws and closes as such, and has functions
     * of its own only where these do more. */
    const struct BlockRule *rules;
    void (*open)(View *view); /* makes view->state, or sets what the rules left open */
    /* The report came or changed: lays it out. */
    void (*refresh)(View *view);
    void (*draw)(View *view, const Painter *painter, Area area);
    /* FALSE with *error unset: nothing to do here. */
    gboolean (*act)(View *view, Act act, int number, const char *text, GError **error);
    /* A word from the cursor ("column", "model"), to be quoted; NULL: nothing is under it. The
     * caller frees. */
    char *(*subject)(View *view, const char *what);
    /* What may stand in place of the title in the trail; NULL: the name. The caller frees. */
    char *(*title)(View *view);
    /* Takes in what the background brought; FALSE: the view has nothing to show, and goes. */
    gboolean (*tend)(View *view);
    void (*close)(View *view);
} Pane;

struct View {
    App *app;
    const Pane *pane;
    char *report_name; /* "column tickets.plan"; NULL: none */
    Report *report;    /* NULL: not there yet */
    guint generation;  /* of the session the report was asked at */
    gboolean asked;    /* it was asked for */
    gboolean pending;  /* the session is computing it */
    gboolean expert;   /* laid out with the expert columns */
    gpointer state;    /* the pane's own */
};

extern const Pane pane_audit, pane_target, pane_features, pane_models, pane_threshold; /* 1 … 6 */
extern const Pane pane_list, pane_ticket, pane_column, pane_model, pane_feature, pane_field,
    pane_compare, pane_offers, pane_overlap, pane_check, pane_duplicates, pane_pair, pane_privacy,
    pane_headings, pane_exports, pane_steps, pane_sources, pane_worth, pane_leakage, pane_leak,
    pane_sets, pane_fewer, pane_seasons, pane_channels, pane_priorities, pane_combinations,
    pane_agents, pane_claims, pane_cuts, pane_query, pane_jobs, pane_journal, pane_welcome,
    pane_importing;
extern const Pane *const panes[]; /* with a digit, in order; NULL-terminated */

/* Puts a view on top; `report_name` NULL: the view asks none. */
View *app_push(App *app, const Pane *pane, const char *report_name);
void app_pop(App *app);
View *app_top(const App *app);
/* The view below one, NULL: none. */
View *app_below(const App *app, const View *view);
void app_show_pane(App *app, const Pane *pane);
/* The context of its keys. */
const char *view_keys(View *view);
/* A word from the cursor, as Pane.subject says; where the pane knows no better the cell's. */
char *view_subject(View *view, const char *what);
/* Shows the rows of a list, which the view then owns; they may still be looked up. */
void list_view_set(View *view, RowList *list);
/* The row after (1) or before (−1) the cursor of a list's view, as a ticket's report and the name
 * of its fuller one (NULL: there is none). The cursor moves there. NULL: there is no such row. */
Report *list_view_step(View *view, int step, char **report_name, GError **error);
/* Opens what a reference names: the tickets behind a number, or with "report=NAME" a page. */
gboolean app_open_rows(App *app, const char *reference, GError **error);
/* The kind of view that shows a report ("column tickets.plan"), NULL: none does. */
const Pane *pane_of_report(const char *report);

/* ---- what lies over the views
 * ------------------------------------------------------------------------- */

typedef struct {
    void (*draw)(Overlay *overlay, const Painter *painter);
    gboolean (*key)(Overlay *overlay, Key key); /* FALSE: it is done, and is freed */
    void (*free)(Overlay *overlay);
    gboolean boxed; /* stands on a ground of its own */
} OverlayKind;
struct Overlay {
    const OverlayKind *kind;
    App *app;
};
void app_overlay(App *app, Overlay *overlay); /* takes it; one at a time: a new one replaces */

/* A line typed at the foot. `done` gets what was typed. `history`: the name it is kept under, NULL:
 * none. `complete`: candidates for the line, NULL-terminated, may be NULL. */
typedef void (*PromptDone)(App *app, const char *text);
typedef char **(*PromptComplete)(App *app, const char *line);
void prompt_open(App *app, const char *mark, const char *text, const char *history, PromptDone done,
                 PromptComplete complete);
/* Says below the line that was just opened what is wrong with it; where the error names a place,
 * the cursor stands there, a caret below it. */
void prompt_wrong(App *app, const GError *error);
/* What stands before the query in the name of a query's page. */
#define QUERY_PAGE "query most=200 "
/* The page holds no answer: something was wrong. */
gboolean query_pane_failed(const View *view);
/* Opens the query line again, to be mended. */
void query_mend(App *app, const char *text, const GError *error);
/* A question answered by y; `times` 2: it is asked once more. Then the line runs. */
void confirm_open(App *app, const char *question, const char *again, const char *line);
void help_open(App *app);
void palette_open(App *app);
/* A few lines to choose from; the line of the one chosen runs. Takes nothing. */
typedef struct {
    const char *title, *help, *line;
} MenuItem;
void menu_open(App *app, const char *title, const MenuItem *items, guint n);
/* Fields to fill in, typed or stepped through by + and −; `line` is made of them: each field that
 * isn't empty adds name="value". */
typedef struct {
    const char *label, *name; /* static */
    const char *help;         /* copied by the form */
    char *value;              /* owned by the form */
    char **choices;           /* NULL-terminated, or NULL; owned by the form */
} FormField;
void form_open(App *app, const char *title, const char *line, FormField *fields, guint n);

/* ---- the application
 * -------------------------------------------------------------------------------- */

struct App {
    Screen *screen;
    Theme *theme;
    Painter painter;
    Keymap *keys;
    Session *session; /* NULL on the welcome screen */
    GPtrArray *views; /* View*, the top one last */
    Overlay *overlay; /* NULL: none */
    char *message;    /* shown in place of the hints until the next key */
    gboolean message_bad;
    gboolean expert; /* expert columns */
    char *search;    /* what was searched for last */
    gboolean quit;
    gboolean merging; /* the last key ran a command that merges */
    char **import_files;
    int body_rows; /* rows the last body had: a page */
};

void app_say(App *app, const char *format, ...) G_GNUC_PRINTF(2, 3);
void app_fail(App *app, GError *error); /* takes it */
/* Runs a command line: the workbench's own, else the session's. Braces and … as Binding says. */
void app_run(App *app, const char *line);
/* Opens a workspace in place of the one that is open. */
gboolean app_open(App *app, const char *path, GError **error);
/* Imports files (NULL-terminated): into a new workspace after three questions that Enter accepts.
 */
void app_import(App *app, char *const *files);
/* Closes the workspace and shows the welcome screen. */
void app_welcome(App *app);
/* Where a view's settings are kept: "audit.focus". */
void view_remember(View *view, const char *name, const char *value);
char *view_recall(View *view, const char *name);

/* ---- the workbench's own commands
 * --------------------------------------------------------------------- */

typedef struct {
    const char *name, *arguments, *help;
    const char *(*why_disabled)(App *app); /* NULL: always enabled */
    gboolean (*run)(App *app, const char *rest, GError **error);
} ViewCommand;
/* Each ends with name NULL. */
extern const ViewCommand view_commands[], screen_commands[], ask_commands[], open_commands[];
const ViewCommand *view_command_at(guint index); /* of all of them; NULL: no more */
/* Why a key's line (Binding.command) can't run now: its command is disabled, or a {word} of it
 * isn't under the cursor. NULL: it can. The caller frees. */
char *app_why_not(App *app, const char *line);
/* A key's line with words from the cursor in place of {braces}. NULL: one is missing, which
 * `missing` then says in words; the caller frees both. */
char *app_fill_in(App *app, const char *line, char **missing);
/* Why something can't be done now: shared by commands. */
const char *app_why_no_session(App *app);
const char *app_why_no_target(App *app);
const char *app_why_no_line(App *app);
const char *app_why_no_search(App *app);
const char *app_why_nothing_here(App *app); /* under the cursor */
const char *app_why_no_table(App *app);
const char *app_why_no_parts(App *app); /* that the cursor could go to */
const char *app_why_no_offers(App *app);
const char *app_why_no_alert(App *app);
const char *app_why_no_feature(App *app);
const ViewCommand *view_command_find(const char *line, const char **rest);
/* Completion over both kinds of commands. */
char **command_complete(App *app, const char *line);
/* Files that continue what is typed; `before` stands in front of each. */
char **file_complete(const char *before, const char *typed);

/* ---- recent workspaces
 * ----------------------------------------------------------------------------------- */
void recent_add(const char *path);
char **recent_list(void); /* newest first; the caller frees */

/* ---- parts of the frame
 * --------------------------------------------------------------------------------- */
void frame_draw(App *app);
