/* A query on its way from text to answer. Private to operate. */
#pragma once

#include <foredesk/operate.h>

typedef struct {
    const QueryRequest *request;
    FrameStore *frames;
    sqlite3 *database;
    Progress *progress;
    PqlQuery *pql;
    Task *task;
    SplitSummary split;
    GPtrArray *features; /* Feature*: all that were proposed */
    GPtrArray *enabled;  /* those of them that a model sees */
    LearnData *data;     /* made with the first model */
} Query;
void query_clear(Query *query);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Query, query_clear)

/* A model of the query's features; the caller frees. */
Model *query_train(Query *query, const char *kind, GError **error);
/* A number of its notes, NaN where there is none. */
double query_note(const Model *model, const char *name);

/* What is asked, of how many, and how often it was so. */
void query_say(const Query *query, Report *report);
/* Seed times, rows left out and why, the split, the features and the label as SQL. */
void query_explain(const Query *query, Report *report);
/* Trains, and says of each open or named entity what is expected, with reasons. */
gboolean query_predict(Query *query, Report *report, GError **error);
