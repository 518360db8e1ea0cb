/* Rows to be scored, wherever they come from: tickets of the workspace whose outcome nobody knows
 * yet, or a file of new ones. Private to operate. */
#pragma once

#include <foredesk/operate.h>

typedef struct {
    const Model *model;
    const Task *task;
    sqlite3 *database;
    FeatureEngine *engine;
    guint32 n;
    GArray *rows;     /* guint32 entity rows; NULL: from a file */
    GPtrArray *cells; /* char ** a row, of a file; NULL: from the workspace */
    char *vendor;     /* whose export the file is; NULL: nobody's that is known */
    Frame *fresh;     /* the file's rows as a frame */
    TimePoint *seeds; /* of the file's rows */
    Frame *picked;    /* those whose values were asked for last */
} ScoreSource;

/* All borrow model, task and frames. */
/* Entities of the workspace at moments of their own: `frame` (of the entity's table) and its n
 * seeds, which are copied. */
ScoreSource *source_moments(const Model *model, const Task *task, FrameStore *frames,
                            sqlite3 *database, Frame *frame, const TimePoint *seeds,
                            GError **error);
/* Entity rows (guint32) of the workspace; a reference is kept. */
ScoreSource *source_rows(const Model *model, const Task *task, FrameStore *frames,
                         sqlite3 *database, GArray *rows, GError **error);
/* Entity rows whose label is open, in frame order. */
ScoreSource *source_open(const Model *model, const Task *task, FrameStore *frames,
                         sqlite3 *database, GError **error);
/* notes: sentences on what the file lacks, appended. */
ScoreSource *source_file(const Model *model, const Task *task, FrameStore *frames,
                         sqlite3 *database, const RowsFile *file, GPtrArray *notes, GError **error);
void source_free(ScoreSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScoreSource, source_free)
/* Calibrated scores of all rows: p[n]. */
gboolean source_score(ScoreSource *source, double *p, Progress *progress, GError **error);
/* What the model's features say of all rows, encoded; the caller frees. */
Matrix *source_matrix(ScoreSource *source, Progress *progress, GError **error);
/* From when a row is asked about; TIME_MISSING: now. */
TimePoint source_seed(const ScoreSource *source, guint32 at);
/* Feature values of the picked rows, and the matrix a learner would see; FALSE without error where
 * the model's kind gives no reasons by feature. Both the caller's, and alive until the next call.
 */
gboolean source_values(ScoreSource *source, const guint32 *picked, guint32 n, GPtrArray **values,
                       Matrix **matrix, GError **error);
/* What a key says in a row of its frame, cleaned; NULL where it is missing. The caller frees. */
char *key_words(const Frame *frame, const FrameColumn *key, guint32 row);
/* The key as the file has it, cleaned, else "row 12"; the caller frees. */
char *source_id(const ScoreSource *source, guint32 row);
/* The same as it may be shown, from what source_id said. */
char *source_shown_id(const ScoreSource *source, const char *id, gboolean masked);
