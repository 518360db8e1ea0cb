/* The measures of texts that the engine keeps: of all rows in one stream, or of those of a sample
 * cell by cell; and the records of their words. */
#include "features/engine.h"

#include <string.h>

#define FEW_OF 20 /* a cell read by its row costs as much as so many in a stream */

typedef struct {
    FeatureEngine *engine;
    TextMeasure *measures;
    GError *stopped;
} Measuring;

static gboolean
measure_row(guint32 row, const char *text, gsize length, gpointer data)
{
    Measuring *measuring = data;
    text_measure(measuring->engine->measurer, text ? text : "", text ? length : 0,
                 &measuring->measures[row]);
    return row % 4096 != 0 || !progress_stop(measuring->engine->progress, &measuring->stopped);
}

/* Cell by cell where few of many rows are asked about: the others' texts aren't read. */
static gboolean
measure_sample(FeatureEngine *engine, const ColumnInfo *column, TextMeasure *measures,
               GError **error)
{
    for (guint32 i = 0; i < engine->n_sample; i++) {
        guint32 row = engine->sample[i];
        g_auto(GStrv) cells = frame_raw_row(engine->frame, engine->database, row, error);
        if (!cells)
            return FALSE;
        const char *text = cells[column->position];
        text_measure(engine->measurer, text, strlen(text), &measures[row]);
    }
    return TRUE;
}

static gboolean
measure_all(FeatureEngine *engine, const ColumnInfo *column, TextMeasure *measures, GError **error)
{
    Measuring measuring = {engine, measures, NULL};
    if (!frame_texts(engine->frame, engine->database, column, measure_row, &measuring, error)) {
        g_clear_error(&measuring.stopped);
        return FALSE;
    }
    if (measuring.stopped)
        g_propagate_error(error, measuring.stopped);
    return !measuring.stopped;
}

const TextMeasure *
engine_measures(FeatureEngine *engine, const ColumnInfo *column, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    TextMeasure *measures = g_hash_table_lookup(engine->measures, column->name);
    if (measures)
        return measures;
    measures = g_new0(TextMeasure, (gsize)engine->frame->n + 1);
    gboolean few = engine->sample && engine->n_sample < engine->frame->n / FEW_OF;
    if (!(few ? measure_sample(engine, column, measures, error)
              : measure_all(engine, column, measures, error))) {
        g_free(measures);
        return NULL;
    }
    g_hash_table_insert(engine->measures, g_strdup(column->name), measures);
    return measures;
}

TextScores *
engine_text_scores(FeatureEngine *engine, const ColumnInfo *column, GError **error)
{
    TextScores *scores = g_hash_table_lookup(engine->records, column->name);
    if (!scores) {
        scores = text_scores_new(engine->task, engine->frame, engine->database, column,
                                 engine->measurer, engine->progress, error);
        if (scores)
            g_hash_table_insert(engine->records, g_strdup(column->name), scores);
    }
    return scores;
}
