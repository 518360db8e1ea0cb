/* Reports that read tables: what each needs and how it is computed. Private to the reports' files.
 */
#pragma once

#include "session_private.h"

/* What a page says that needs a model, where none was chosen. */
#define NO_MODEL_DECIDES                                                                           \
    "No model decides yet: train some (t in 5 Models), or let one that is there decide (=)."

/* All that a computation may read; `row_sets` takes the rows of alerts, where they can't stand in
 * the file. `argument` is what follows the name, "" where nothing does. */
typedef struct {
    const char *argument;
    Catalogue *catalogue;
    FrameStore *frames;
    sqlite3 *database;
    const Task *task; /* the session's, or NULL */
    gint64 model_id;
    SplitPart part; /* which is open: the test part only where this look was counted */
    double line;
    Policy policy;
    LineChoice choice; /* how the line stands */
    GHashTable *row_sets;
    Progress *progress;
} ReportWork;

typedef enum { ARGUMENT_NONE, ARGUMENT_MAY, ARGUMENT_MUST } ReportArgument;

typedef struct {
    const char *name;
    ReportArgument argument;
    gboolean passing; /* not worth keeping in the file */
    gboolean trains;  /* work for the worker */
    gboolean asks;    /* of no target but its own */
    Report *(*compute)(const ReportWork *work, GError **error);
    /* What it depends on beyond catalogue and target; NULL: nothing. */
    void (*depends)(Session *session, Fingerprint *key);
} ComputedReport;

/* By the name's first word, where it is one of them; else NULL. */
const ComputedReport *computed_report(const char *name);
/* By which rules such reports are made today, LEAK_RULES; 0: by none that change. One that is kept
 * says by which it was made (the value "rules"). */
guint computed_rules(const ComputedReport *kind);
/* The report if it is up to date, from memory or from the file; else NULL, and it is asked for. */
Report *session_computed_report(Session *session, const ComputedReport *kind, const char *name);
/* What is being computed of this kind isn't asked for any more: it ends soon, untold. */
void session_stop_computed(Session *session, const ComputedReport *kind);
