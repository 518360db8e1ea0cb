/* Rows to be scored: both sorts go through the same features, encoder and model, so that a ticket's
 * score never depends on where it came from. */
#include "operate/source.h"

#include <foredesk/pool.h>

#include <string.h>

static ScoreSource *
source_new(const Model *model, const Task *task, FrameStore *frames, sqlite3 *database,
           GError **error)
{
    g_autoptr(ScoreSource) source = g_new0(ScoreSource, 1);

    source->model = model;
    source->task = task;
    source->database = database;
    source->engine = feature_engine_new(task, frames, database, error);
    if (source->engine && model->encoder)
        feature_engine_learned(source->engine, model->encoder);
    return source->engine ? g_steal_pointer(&source) : NULL;
}

void
source_free(ScoreSource *source)
{
    if (!source)
        return;
    g_clear_pointer(&source->engine, feature_engine_free);
    g_clear_pointer(&source->rows, g_array_unref);
    g_clear_pointer(&source->fresh, frame_unref);
    g_clear_pointer(&source->picked, frame_unref);
    g_clear_pointer(&source->cells, g_ptr_array_unref);
    g_free(source->seeds);
    g_free(source->vendor);
    g_free(source);
}

ScoreSource *
source_moments(const Model *model, const Task *task, FrameStore *frames, sqlite3 *database,
               Frame *frame, const TimePoint *seeds, GError **error)
{
    ScoreSource *source = source_new(model, task, frames, database, error);

    if (!source)
        return NULL;
    source->fresh = frame_ref(frame);
    source->n = frame->n;
    source->seeds = g_memdup2(seeds, (gsize)frame->n * sizeof *seeds);
    return source;
}

ScoreSource *
source_rows(const Model *model, const Task *task, FrameStore *frames, sqlite3 *database,
            GArray *rows, GError **error)
{
    ScoreSource *source = source_new(model, task, frames, database, error);

    if (!source)
        return NULL;
    source->rows = g_array_ref(rows);
    source->n = rows->len;
    return source;
}

ScoreSource *
source_open(const Model *model, const Task *task, FrameStore *frames, sqlite3 *database,
            GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    for (guint32 i = 0; i < task->n; i++)
        if (task->state[i] == LABEL_OPEN &&
            (!task->moments || task->spec.labels || task->seed_time[i] == task->as_of))
            g_array_append_val(rows, i);
    return source_rows(model, task, frames, database, rows, error);
}

/* When each new ticket arrived, as its file says; where it doesn't, it arrives now. */
static TimePoint *
fresh_seeds(const Task *task, const Frame *fresh)
{
    TimePoint *seeds = g_new(TimePoint, fresh->n + 1);
    const FrameColumn *time =
        task->time_column ? frame_column(fresh, task->time_column->info->name) : NULL;

    for (guint32 i = 0; i < fresh->n; i++)
        seeds[i] = time && time->integer ? time->integer[i] : TIME_MISSING;
    return seeds;
}

/* Those that no row of the workspace is yet. */
static GPtrArray *
new_entries(const Frame *frame, GPtrArray *all)
{
    const FrameColumn *key = frame_column_of(frame, frame->table->key);
    GPtrArray *rows = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        char *const *cells = g_ptr_array_index(all, i);
        if (!key || !key->dictionary ||
            dictionary_code(key->dictionary, cells[frame->table->key->position]) < 0)
            g_ptr_array_add(rows, (gpointer)cells);
    }
    return rows;
}

/* What was written into the file's tickets belongs to them as it does to those of the workspace. */
static gboolean
take_entries(ScoreSource *source, FrameStore *frames, GError **error)
{
    const Frame *entity = source->task->frame;
    for (guint i = 0; i < entity->catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(entity->catalogue->tables, i);
        if (!table->entries_of || table->entries_of->id != entity->table->id || !table->key)
            continue;
        g_autoptr(Frame) frame = frame_store_get(frames, source->database, table, NULL, error);
        if (!frame)
            return FALSE;
        g_autoptr(GPtrArray) all = import_entries(table, source->cells);
        g_autoptr(GPtrArray) rows = new_entries(frame, all);
        g_autoptr(Frame) both = rows->len ? frame_extend(frame, rows, error) : frame_ref(frame);
        if (!both)
            return FALSE;
        feature_engine_take(source->engine, both);
    }
    return TRUE;
}

ScoreSource *
source_file(const Model *model, const Task *task, FrameStore *frames, sqlite3 *database,
            const RowsFile *file, GPtrArray *notes, GError **error)
{
    g_autoptr(ScoreSource) source = source_new(model, task, frames, database, error);

    if (task->moments) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" asks about %s that are known here: import newer rows, and score --open",
                    task->name, task->frame->table->name);
        return NULL;
    }
    if (!source)
        return NULL;
    const TableInfo *table = task->frame->table;
    source->cells =
        table->pooled ? pool_file_rows(frames, database, table, file, notes, &source->vendor, error)
                      : import_rows(database, file, table, notes, &source->vendor, error);
    if (!source->cells || !(source->fresh = frame_from_rows(task->frame, source->cells, error)) ||
        !take_entries(source, frames, error))
        return NULL;
    source->n = source->fresh->n;
    source->seeds = fresh_seeds(task, source->fresh);
    return g_steal_pointer(&source);
}

/* ---- scoring ----------------------------------------------------------------------------------
 */

/* Rules read columns, not features: the whole table is scored and the open rows picked. */
static gboolean
score_by_rule(ScoreSource *source, double *p, GError **error)
{
    const Task *task = source->task;
    g_autofree double *all = g_new(double, task->n + 1);

    if (!model_score_fresh(source->model, source->engine, source->database, task->frame,
                           task->seed_time, all, error))
        return FALSE;
    for (guint32 i = 0; i < source->n; i++)
        p[i] = all[g_array_index(source->rows, guint32, i)];
    return TRUE;
}

gboolean
source_score(ScoreSource *source, double *p, Progress *progress, GError **error)
{
    const Model *model = source->model;

    if (!source->n)
        return TRUE;
    if (source->fresh)
        return model_score_fresh(model, source->engine, source->database, source->fresh,
                                 source->seeds, p, error);
    if (!model->encoder)
        return score_by_rule(source, p, error);
    g_autoptr(Matrix) matrix =
        features_matrix(source->engine, model->features, model->encoder,
                        (const guint32 *)source->rows->data, source->n, progress, error);
    return matrix && model_score_matrix(model, matrix, p, error);
}

Matrix *
source_matrix(ScoreSource *source, Progress *progress, GError **error)
{
    const Model *model = source->model;

    if (!source->fresh)
        return features_matrix(source->engine, model->features, model->encoder,
                               (const guint32 *)source->rows->data, source->n, progress, error);
    g_autoptr(GPtrArray) values = feature_compute_fresh(
        source->engine, model->features, source->fresh, source->seeds, progress, error);
    return values ? matrix_new(model->encoder, values, NULL, source->n, NULL, error) : NULL;
}

TimePoint
source_seed(const ScoreSource *source, guint32 at)
{
    return source->rows ? source->task->seed_time[g_array_index(source->rows, guint32, at)]
                        : source->seeds[at];
}

/* ---- what reasons are made from ----------------------------------------------------------------
 */

static GPtrArray *
fresh_values(ScoreSource *source, const guint32 *picked, guint32 n, GError **error)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new();
    g_autofree TimePoint *seeds = g_new(TimePoint, n + 1);

    for (guint32 i = 0; i < n; i++) {
        if (source->cells)
            g_ptr_array_add(cells, g_ptr_array_index(source->cells, picked[i]));
        seeds[i] = source->seeds[picked[i]];
    }
    g_clear_pointer(&source->picked, frame_unref);
    source->picked = source->cells ? frame_from_rows(source->task->frame, cells, error)
                                   : frame_repeat(source->fresh, picked, n);
    return source->picked ? feature_compute_fresh(source->engine, source->model->features,
                                                  source->picked, seeds, NULL, error)
                          : NULL;
}

static GPtrArray *
open_values(ScoreSource *source, const guint32 *picked, guint32 n, GError **error)
{
    g_autofree guint32 *rows = g_new(guint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        rows[i] = g_array_index(source->rows, guint32, picked[i]);
    return feature_compute(source->engine, source->model->features, rows, n, NULL, error);
}

gboolean
source_values(ScoreSource *source, const guint32 *picked, guint32 n, GPtrArray **values,
              Matrix **matrix, GError **error)
{
    if (!source->model->encoder)
        return FALSE;
    *values = source->fresh ? fresh_values(source, picked, n, error)
                            : open_values(source, picked, n, error);
    if (!*values)
        return FALSE;
    *matrix = matrix_new(source->model->encoder, *values, NULL, n, NULL, error);
    if (*matrix)
        return TRUE;
    g_clear_pointer(values, g_ptr_array_unref);
    return FALSE;
}

char *
key_words(const Frame *frame, const FrameColumn *key, guint32 row)
{
    gboolean known = key && key->code && key->code[row] >= 0;
    char *words = known ? text_clean(dictionary_text(key->dictionary, (guint32)key->code[row]), -1)
                  : key ? frame_words(frame, key, row)
                        : NULL;
    if (words && !*words)
        g_clear_pointer(&words, g_free);
    return words;
}

char *
source_id(const ScoreSource *source, guint32 row)
{
    const TableInfo *table = source->task->frame->table;
    char *words = NULL;

    if (table->key && source->cells) {
        const char *raw = ((char **)g_ptr_array_index(source->cells, row))[table->key->position];
        words = raw && *raw ? text_clean(raw, -1) : NULL;
    } else if (table->key) {
        const Frame *frame = source->rows ? source->task->frame : source->fresh;
        guint32 at = source->rows ? g_array_index(source->rows, guint32, row) : row;
        words = key_words(frame, frame_column(frame, table->key->name), at);
    }
    return words ? words : g_strdup_printf("row %u", row + 1);
}

char *
source_shown_id(const ScoreSource *source, const char *id, gboolean masked)
{
    const ColumnInfo *key = source->task->frame->table->key;
    return key ? personal_words(key, id, masked) : g_strdup(id);
}
