/* steps: cleaning on top of the raw cells, which never change. A step takes rows aside, reads
 * spellings as one, reads cells as missing, or says what stands for a missing cell; each can be
 * switched off, and then everything is again as it was, to the bit. Part of the frame room, since
 * frame_load applies the steps that are on: whatever stands on a frame (seeds, outcomes, history,
 * the audit) meets cleaned rows only and needs to know nothing of steps. Conditions in PQL are
 * evaluated by the facts room (step_find in facts.h), whose row ids are kept here: a frame is
 * loaded without evaluating anything. */
#pragma once

#include <foredesk/workspace.h>

G_BEGIN_DECLS

typedef enum {
    STEP_ROWS,   /* takes the rows it names aside */
    STEP_VALUES, /* reads values of a column as others: {"Email": "email", …} */
    STEP_CELLS,  /* reads the cells of a column in the rows it names as missing */
    STEP_POLICY, /* what stands for a missing cell of a column: "median", "constant=0" … */
} StepKind;
const char *step_kind_name(StepKind kind); /* "rows", "values", "missing", "policy" */

/* STEP_ALL: the rows are in no frame: neither seeds, outcomes nor history. STEP_TRAINING: history
 * keeps them, and they are neither learned from nor judged on (Frame.history_only). */
typedef enum { STEP_ALL, STEP_TRAINING } StepScope;
const char *step_scope_name(StepScope scope); /* "all", "training" */
gboolean step_scope_from_name(const char *name, StepScope *scope, GError **error);

typedef struct {
    gint64 id; /* object_reserve(database, "step"), so that a replay gives the same */
    gint64 table_id, column_id; /* column: 0 of STEP_ROWS, but where rows go for lack of its cell */
    StepKind kind;
    char *definition; /* a condition in PQL; JSON of values; a policy; "" where rows were named
                         once; "duplicates …", "found …": how the program found them */
    char *reason;     /* for people, a clause: "merged into another", "near duplicates" */
    StepScope scope;
    gboolean enabled;
    gint64 rows; /* rows or, of STEP_VALUES, cells it touched when it was last applied */
    char *hash;  /* of the rows it names: part of every fingerprint that depends on them */
    char *note;  /* why it could not be applied when it was last tried; NULL: it was */
} Step;
Step *step_new(gint64 id, gint64 table, gint64 column, StepKind kind, const char *definition,
               const char *reason, StepScope scope); /* enabled */
void step_free(Step *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Step, step_free)

/* A row of the raw table and, of duplicates, the one kept in its place (0: none). */
typedef struct {
    gint64 row, twin;
} StepRow;

/* Steps in order of id, on and off; `table` 0: of all tables. Step*, the caller's. */
GPtrArray *steps_load(sqlite3 *database, gint64 table, GError **error);
/* ERROR_USAGE for one that isn't there. */
Step *step_load(sqlite3 *database, gint64 id, GError **error);
/* The rows a step names, ascending: StepRow. */
GArray *step_rows(sqlite3 *database, gint64 id, GError **error);

/* Writes a step with the rows it names (any order, each once) and switches it on; a step of that id
 * is replaced. Sets step->hash and, but for STEP_VALUES, step->rows. In the caller's transaction or
 * in one of its own. */
gboolean step_store(sqlite3 *database, Step *step, const StepRow *rows, gsize n, GError **error);
/* Other rows of the same step, found anew after the data changed; `note`: why that failed, in which
 * case the rows stay. */
gboolean step_renew(sqlite3 *database, Step *step, const StepRow *rows, gsize n, const char *note,
                    GError **error);
/* Switched on, a removed step is listed again. */
gboolean step_switch(sqlite3 *database, gint64 id, gboolean on, GError **error);
/* Takes a step off the list, which switches it off; and whether it is off the list. */
gboolean step_remove(sqlite3 *database, gint64 id, GError **error);
gboolean step_restore(sqlite3 *database, gint64 id, gboolean on, GError **error);
gboolean step_is_removed(sqlite3 *database, gint64 id);
/* Whether the definition is a condition that is evaluated anew when the data changes. */
gboolean step_is_condition(const Step *step);

/* How the rows of a table reconcile: every row that a step takes out of all frames counts for the
 * first step, in order of id, that names it. `counts`: StepCount, one an enabled step of STEP_ALL,
 * in order, NULL: not wanted; the result is their sum, −1 on error. */
typedef struct {
    gint64 step, rows; /* rows: those no earlier step took */
} StepCount;
gint64 steps_count(sqlite3 *database, gint64 table, GArray *counts, GError **error);

/* The JSON of a STEP_VALUES definition from pairs (char * from, to, from, to …, n of them in all);
 * the caller frees. */
char *step_values_definition(const char *const *pairs, gsize n);
/* The other way: from → to, NULL and ERROR_INPUT for what isn't one. */
GHashTable *step_values(const char *definition, GError **error);

G_END_DECLS
