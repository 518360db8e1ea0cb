/* The list of candidates as it grows. Private to features. */
#pragma once

#include "features/engine.h"

typedef struct {
    const Task *task;
    const TableInfo *entity;
    FrameStore *frames;
    sqlite3 *database;
    FeatureEngine *engine;
    const Synthesis *settings;
    const guint32 *sample; /* rows that candidates may be measured on: training rows alone */
    guint32 n_sample;
    GPtrArray *features; /* Feature* */
    GPtrArray *notes;    /* char*: what the list doesn't show by itself */
    GHashTable *seen;    /* expressions, and names after a tab */
    guint over;          /* candidates beyond the most that are looked at */
} Proposal;

/* Adds a feature by its expression where it binds and is new. Printf-style. Returns what was added,
 * or NULL. */
Feature *propose(Proposal *proposal, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Gives it a name and sentence that its expression alone doesn't tell; takes both. */
void propose_named(Proposal *proposal, Feature *feature, char *name, char *sentence);
/* Why two columns together are off. */
#define PAIR_OFF                                                                                  \
    "two columns together: on six sample desks and a published log they told trees no more than " \
    "each alone; Space tries it and says what it is worth"
/* Turns off what was proposed, with the reason. `feature` may be NULL. */
void propose_off(Feature *feature, const char *reason);
/* Whether a link names the column, on either side. */
gboolean is_link_column(const Proposal *proposal, const ColumnInfo *column);
/* `name` in backticks, as PQL quotes names; 'text' in quotes. The caller frees. */
char *quoted_name(const char *name);
char *quoted_text(const char *text);
/* Codes of a category column by falling count, at most `most`, none rarer than 0.5 % of the rows;
 * ties by text. guint32, the caller's. */
GArray *frequent_codes(const FrameColumn *column, guint most);
/* A value of a dictionary and how many rows have it; the most frequent first, then by text. */
typedef struct {
    guint32 code, count;
    const char *text;
} CodeCount;
int codes_by_count(gconstpointer a, gconstpointer b);
/* How many different values rows of the column hold, counted up to `most`. */
guint32 distinct_codes(const FrameColumn *column, guint32 most);

/* What the entity's row says, when it came, how its text reads, the rows that it names (propose.c).
 */
gboolean propose_row(Proposal *proposal, GError **error);

/* ---- histories -------------------------------------------------------------------------------
 */

/* How much is asked of a history: of what the entity names itself everything; of what stands
 * farther off, and of the whole desk, the gist. */
typedef enum { REACH_NEAR, REACH_FAR, REACH_WHOLE } Reach;

/* Rows of a table that tell the past of something: of this customer, of the team of the newest
 * event, of all. */
typedef struct {
    Proposal *proposal;
    const Frame *frame;
    gboolean outcomes;
    const ColumnInfo *by; /* the rows' column that links them; NULL: all rows, or none by name */
    char *table, *via;    /* as in PQL: a quoted name; "VIA …" */
    Reach reach;
    GArray *windows; /* gint64, µs, ascending; at least one */
} History;

/* Windows for a history, from how long before the training rows its newest row lies
 * (propose_windows.c). gint64, the caller's. */
GArray *windows_choose(Proposal *proposal, const Frame *frame, const char *table, const char *via);
/* "-48, 0, hours": a window as PQL writes it; the caller frees. */
char *window_text(gint64 span);

/* The families of aggregates over one history (propose_families.c). */
void propose_families(const History *history);
/* Track records, lags of the label, what the target asks about as a condition (propose_outcomes.c).
 */
void propose_records(Proposal *proposal, const ColumnInfo *by, gboolean key);
void propose_desk_record(Proposal *proposal);
void propose_target_conditions(const History *history);

/* The rows of a history that also say the same as the entity's row; of the whole desk's those that
 * do (propose_matches.c). Its windows aren't read. */
void propose_matches(const History *history);
/* Two columns together, of those that were proposed before (propose_pairs.c). */
gboolean propose_pairs(Proposal *proposal, GError **error);

/* Counts in texts, how they sound and what they are about (propose_text.c). */
gboolean propose_texts(Proposal *proposal, GError **error);
/* History over links and shared keys, and track records (propose_relations.c). */
gboolean propose_relations(Proposal *proposal, GError **error);

/* ---- what is kept (thin.c) -------------------------------------------------------------------
 */

/* Computes the candidates that are on for the sample, and moves those that say the same as an
 * earlier one, or nothing, from the features to the dropped. */
gboolean proposal_thin(FeatureProposal *proposal, FeatureEngine *engine, Progress *progress,
                       GError **error);
