/* clean, inside frame: what cleaning steps do to a frame that was read from its cells. */
#pragma once

#include "frame/frame.h"
#include <foredesk/steps.h>

/* A step that is taken to be on or off, whatever the file says of it. */
typedef struct {
    gint64 step; /* 0: none is */
    gboolean on;
} StepSwitch;
/* The table's steps that are on, in order; without `masks` those that take rows aside are left
 * out. `otherwise` may be NULL. */
GPtrArray *clean_steps(sqlite3 *database, gint64 table, gboolean masks, const StepSwitch *otherwise,
                       GError **error);
/* What stands for a missing cell of a column as the steps are switched; the caller frees, NULL:
 * nothing does. */
char *clean_policy(sqlite3 *database, gint64 table, gint64 column, const StepSwitch *otherwise,
                   GError **error);
/* Nothing where there are no steps: a frame's fingerprint is then that of its cells. */
void clean_fingerprint(Fingerprint *fingerprint, const GPtrArray *steps);
/* Steps with the rows they name, read in one go, since what is applied must be of one moment. */
typedef struct {
    GPtrArray *steps; /* Step * */
    GPtrArray *rows;  /* GArray * of StepRow, one a step; NULL where it names none */
} Cleaning;
gboolean cleaning_read(Cleaning *cleaning, sqlite3 *database, gint64 table, gboolean masks,
                       const StepSwitch *otherwise, GError **error);
void cleaning_clear(Cleaning *cleaning);
/* As frame_load, with one step switched otherwise. */
Frame *frame_load_switched(sqlite3 *database, Catalogue *catalogue, const TableInfo *table,
                           const StepSwitch *otherwise, Progress *progress, GError **error);
/* Applies them to a frame whose columns nobody else holds yet, and which keeps a reference to the
 * steps. */
gboolean clean_frame(Frame *frame, const Cleaning *cleaning, GError **error);
/* Of new rows, what needs no row to be named: values read as others. */
gboolean clean_fresh(Frame *fresh, GPtrArray *steps, GError **error);
