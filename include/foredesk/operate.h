/* operate: using a model. Scoring open tickets of the workspace and files of new ones into flag, words
 * and reasons; answering queries. Relies on evaluate. */
#pragma once

#include <foredesk/evaluate.h>
#include <foredesk/ingest.h>

G_BEGIN_DECLS

/* id, flag (yes/no), words, reasons, in order of score; probabilities only when `expert`. `line`: flag
 * when p ≥ line. Open: entity rows whose label is not known yet. */
Report *score_open_report(const Model *model, const Task *task, FrameStore *frames,
                          sqlite3 *database, double line, gboolean expert, Progress *progress,
                          GError **error);
/* The same of a file's rows, read as those of the task's table were. */
Report *score_file_report(const Model *model, const Task *task, FrameStore *frames,
                          sqlite3 *database, const RowsFile *file, double line, gboolean expert,
                          Progress *progress, GError **error);

/* Takes away what leaks of that which a query would learn from. FALSE with an error. */
typedef gboolean (*QueryLeaks)(LeakSearch *search, Progress *progress, GError **error);

/* A query in PQL, with what the language has no words for. */
typedef struct {
    const char *text;
    gint64 every; /* as TaskSpec.every */
    guint seeds;  /* as TaskSpec.seeds */
    gboolean walk; /* EVALUATE: at each moment by a model of all that was settled before it, too */
    gint64 opened; /* the walk is through the test part of this target, whose seal was broken and which
                      must ask the same; 0: through validation */
    Apart apart;  /* as TaskSpec.apart */
    const char *at; /* a table of (entity, moment): predictions for these in its order; NULL: open
                       rows, or those that the query names */
    guint most;   /* predictions to list; 0: all */
    QueryLeaks take_leaks; /* who searches for leaks stands above this room; NULL: nobody does */
} QueryRequest;
/* PREDICT: open entities, or those it names, with chance or number and reasons, by boosted trees
 * learned for it alone; nothing is stored. EVALUATE: how good such predictions are on validation.
 * EXPLAIN: labels as SQL, seed times, counts, rows left out and why, split and features, without
 * learning. Errors of the text name line and column (ERROR_USAGE). */
Report *query_report(const QueryRequest *request, FrameStore *frames, sqlite3 *database,
                     Progress *progress, GError **error);

G_END_DECLS
