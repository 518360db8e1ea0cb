/* What can have happened to a key: the rows of a table in the order in which they became known,
 * split by key. Private to features. */
#pragma once

#include "features/keys.h"

#include <foredesk/task.h>

/* The dated rows of a table. */
typedef struct {
    const Frame *frame;
    TimePoint *time; /* a row: when it is known; TIME_MISSING: left out */
    guint32 *order;  /* rows by (time, row) */
    guint32 n;
} FactTable;

/* Facts of any table but the entity's. A table without time has its rows known since ever. */
FactTable *fact_table_new(const Frame *frame);
/* The entity's own rows: known when the table's time says, but no sooner than their own seed time,
 * so that no row is ever counted for itself. */
FactTable *fact_table_own(const Task *task);
/* Rows of the task whose label is known, from then on, and no sooner than their own seed time.
 * `frame` is the virtual table of outcomes. */
FactTable *fact_table_outcomes(const Task *task, const Frame *frame);
void fact_table_free(FactTable *facts);

/* Facts that pass a condition, by key and time: those of key k are [start[k], start[k + 1]). */
typedef struct {
    guint32 n_keys;
    guint32 *start;
    TimePoint *time;
    guint32 *row;
    GHashTable *values; /* FrameColumn* → double*, a fact */
} FactRuns;

/* `keys` NULL: one run of all. `test` and `filled` (rows where it is missing are left out) may be
 * NULL. */
FactRuns *fact_runs_new(const FactTable *facts, const KeyCodes *keys, const RowTest *test,
                        const FrameColumn *filled);
void fact_runs_free(FactRuns *runs);
/* A column's value of each fact: numbers, and codes of categories; NaN missing. Kept. */
const double *fact_runs_values(FactRuns *runs, const FrameColumn *column);

/* The virtual table `outcomes` over a task: the entity's columns, shared, and seed, known_at and
 * label. Free with outcomes_frame_free, before the task. */
Frame *outcomes_frame_new(const Task *task);
void outcomes_frame_free(Frame *frame);

gboolean cell_filled(const FrameColumn *column, guint32 row);
/* Numbers as they are, categories by code, NaN missing. */
double cell_value(const FrameColumn *column, guint32 row);
