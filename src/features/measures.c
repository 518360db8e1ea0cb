/* The measures of texts that the engine keeps: of all rows in one stream, or of those of a sample
 * cell by cell; and the records of their words. */
#include "features/learned.h"

#include <string.h>

#define FEW_OF 20  /* a cell read by its row costs as much as so many in a stream */
#define BATCH 4096 /* rows whose texts are read before they are measured */

/* Of one column. Kinds come one by one, each into fields of its own, which nobody reads before. */
typedef struct {
    GMutex lock;          /* held while a kind is measured */
    TextMeasure *measure; /* a row of the frame */
    gboolean there[TEXT_KINDS];
} MeasuredTexts;

/* Texts as they are read, under the engine's lock, to be measured without it. */
typedef struct {
    FeatureEngine *engine;
    TextMeasure *measure;
    TextKind kind;
    GByteArray *bytes;
    guint32 row[BATCH];
    gsize end[BATCH]; /* of its text in `bytes` */
    guint n;
    GError *stopped;
} Batch;

void
measured_texts_free(gpointer data)
{
    MeasuredTexts *texts = data;
    g_mutex_clear(&texts->lock);
    g_free(texts->measure);
    g_free(texts);
}

static void
measure_batch(Batch *batch)
{
    const char *bytes = (const char *)batch->bytes->data;
    for (guint i = 0; i < batch->n; i++) {
        gsize from = i ? batch->end[i - 1] : 0;
        text_measure(batch->engine->measurer, batch->kind, bytes + from, batch->end[i] - from,
                     &batch->measure[batch->row[i]]);
    }
    batch->n = 0;
    g_byte_array_set_size(batch->bytes, 0);
}

/* The measurer's memory of stems is under the engine's lock too. */
static gboolean
finish_batch(Batch *batch)
{
    if (batch->kind != TEXT_BY_STEM)
        g_rec_mutex_unlock(&batch->engine->lock);
    measure_batch(batch);
    if (batch->kind != TEXT_BY_STEM)
        g_rec_mutex_lock(&batch->engine->lock);
    return !progress_stop(batch->engine->progress, &batch->stopped);
}

static gboolean
read_row(guint32 row, const char *text, gsize length, gpointer data)
{
    Batch *batch = data;
    if (!text)
        return TRUE;
    g_byte_array_append(batch->bytes, (const guint8 *)text, (guint)length);
    batch->row[batch->n] = row;
    batch->end[batch->n++] = batch->bytes->len;
    return batch->n < BATCH || finish_batch(batch);
}

/* Cell by cell where few of many rows are asked about: the others' texts aren't read. */
static gboolean
measure_sample(Batch *batch, const ColumnInfo *column, GError **error)
{
    const FeatureEngine *engine = batch->engine;
    for (guint32 i = 0; i < engine->n_sample; i++) {
        guint32 row = engine->sample[i];
        g_auto(GStrv) cells = frame_raw_row(engine->frame, engine->database, row, error);
        if (!cells)
            return FALSE;
        const char *text = cells[column->position];
        text_measure(engine->measurer, batch->kind, text, strlen(text), &batch->measure[row]);
    }
    return TRUE;
}

static gboolean
measure_all(Batch *batch, const ColumnInfo *column, GError **error)
{
    FeatureEngine *engine = batch->engine;
    if (!frame_texts(engine->frame, engine->database, column, read_row, batch, error)) {
        g_clear_error(&batch->stopped);
        return FALSE;
    }
    if (!batch->stopped)
        finish_batch(batch);
    if (!batch->stopped)
        return TRUE;
    g_propagate_error(error, batch->stopped);
    return FALSE;
}

static gboolean
measure_texts(FeatureEngine *engine, MeasuredTexts *texts, const ColumnInfo *column, TextKind kind,
              GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    g_autofree Batch *batch = g_new0(Batch, 1);
    gboolean few = engine->sample && engine->n_sample < engine->frame->n / FEW_OF;

    if (!texts->measure)
        texts->measure = g_new0(TextMeasure, (gsize)engine->frame->n + 1);
    batch->engine = engine;
    batch->measure = texts->measure;
    batch->kind = kind;
    batch->bytes = g_byte_array_new();
    gboolean done = few ? measure_sample(batch, column, error) : measure_all(batch, column, error);
    g_byte_array_unref(batch->bytes);
    return done;
}

static MeasuredTexts *
texts_of(FeatureEngine *engine, const ColumnInfo *column)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    MeasuredTexts *texts = g_hash_table_lookup(engine->measures, column->name);
    if (!texts) {
        texts = g_new0(MeasuredTexts, 1);
        g_mutex_init(&texts->lock);
        g_hash_table_insert(engine->measures, g_strdup(column->name), texts);
    }
    return texts;
}

const TextMeasure *
engine_measures(FeatureEngine *engine, const ColumnInfo *column, TextKind kind, GError **error)
{
    MeasuredTexts *texts = texts_of(engine, column);
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&texts->lock);
    if (!texts->there[kind] && !measure_texts(engine, texts, column, kind, error))
        return NULL;
    texts->there[kind] = TRUE;
    return texts->measure;
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

const TextRecord *
engine_text_record(FeatureEngine *engine, const FeaturePlan *plan, GError **error)
{
    const char *given = engine_given(engine, plan);
    TextRecord *record =
        given ? g_hash_table_lookup(engine->given_scores, plan->column->name) : NULL;
    if (!given || record)
        return record;
    record = text_record_restore(given);
    if (record)
        g_hash_table_insert(engine->given_scores, g_strdup(plan->column->name), record);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "the model's record of the words of %s can't be read: delete the model and "
                    "train again",
                    plan->column->name);
    return record;
}
