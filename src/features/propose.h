/* The list of candidates as it grows. Private to features. */
#pragma once

#include "features/plan.h"

typedef struct {
    const Task *task;
    const TableInfo *entity;
    FrameStore *frames;
    sqlite3 *database;
    GPtrArray *features; /* Feature* */
    GHashTable *seen;    /* expressions, and names after a tab */
    guint enabled, budget;
} Proposal;

/* Adds a feature by its expression where it binds, is new, and the budget isn't spent; one that is
 * off costs no budget. Printf-style. Returns what was added, or NULL. */
Feature *propose(Proposal *proposal, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Turns off what was proposed, with the reason. `feature` may be NULL. */
void propose_off(Proposal *proposal, Feature *feature, const char *reason);
/* Whether a link names the column, on either side. */
gboolean is_link_column(const Proposal *proposal, const ColumnInfo *column);
/* `name` in backticks, as PQL quotes names; 'text' in quotes. The caller frees. */
char *quoted_name(const char *name);
char *quoted_text(const char *text);
/* Codes of a category column by falling count, at most `most`, none rarer than 0.5 % of the rows;
 * ties by text. guint32, the caller's. */
GArray *frequent_codes(const FrameColumn *column, guint most);
/* How many different values rows of the column hold, counted up to `most`. */
guint32 distinct_codes(const FrameColumn *column, guint32 most);

/* History over links and shared keys, and track records (propose_relations.c). */
gboolean propose_relations(Proposal *proposal, GError **error);
