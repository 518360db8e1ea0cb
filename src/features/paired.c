/* Keys made of two columns, kept by the engine like those found through other tables. The rows' own
 * codes number the pairs; whoever asks is translated into them, so that columns of different tables
 * and kinds meet by what their cells say. */
#include "features/paired.h"

#define NOWHERE (-1) /* a pair that no row has: theirs are no smaller than 0 */

/* The code of each of `asking` in `rows`. */
static gint32 *
translate(const KeyCodes *rows, const KeyCodes *asking)
{
    gint32 *there = g_new(gint32, (gsize)asking->size + 1);
    for (guint32 code = 0; code < asking->size; code++)
        there[code] = key_codes_match(rows, asking, (gint32)code);
    return there;
}

/* Two keys as one column of whole numbers: missing where either is, equal where both are. */
static FrameColumn *
pair_new(const KeyCodes *asking[2], const KeyCodes *rows[2])
{
    const FrameColumn *like = asking[1]->column;
    g_autofree gint32 *first = translate(rows[0], asking[0]);
    g_autofree gint32 *second = translate(rows[1], asking[1]);
    FrameColumn *column = g_new0(FrameColumn, 1);
    column->info = like->info;
    column->kind = KIND_INTEGER;
    column->n = like->n;
    column->integer = g_new(gint64, (gsize)like->n + 1);
    for (guint32 row = 0; row < like->n; row++) {
        gint32 one = asking[0]->code[row], other = asking[1]->code[row];
        if (one < 0 || other < 0)
            column->integer[row] = G_MININT64;
        else if (first[one] < 0 || second[other] < 0)
            column->integer[row] = NOWHERE;
        else
            column->integer[row] = (gint64)first[one] << 32 | second[other];
    }
    return column;
}

/* Of one engine, by the columns that ask and those of the rows. */
static const FrameColumn *
engine_pair(FeatureEngine *engine, const FrameColumn *asking[2], const FrameColumn *rows[2])
{
    g_autofree char *name =
        g_strdup_printf("same %p %p %p %p", (const void *)asking[0], (const void *)asking[1],
                        (const void *)rows[0], (const void *)rows[1]);
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    FrameColumn *column = g_hash_table_lookup(engine->hops, name);
    if (!column) {
        const KeyCodes *ours[] = {engine_keys(engine, asking[0]), engine_keys(engine, asking[1])};
        const KeyCodes *theirs[] = {engine_keys(engine, rows[0]), engine_keys(engine, rows[1])};
        column = pair_new(ours, theirs);
        g_hash_table_insert(engine->hops, g_steal_pointer(&name), column);
    }
    return column;
}

/* Both columns of the rows; the second NULL where the plan has one key. */
static gboolean
rows_columns(FeatureEngine *engine, const FeaturePlan *plan, const Frame *frame,
             const FrameColumn *columns[2], GError **error)
{
    const Frame *linked = plan->outcomes ? engine->frame : frame;
    columns[0] = plan->n_down ? engine_hop_down(engine, plan, error)
                              : frame_column(linked, plan->pair.source->name);
    columns[1] = plan->same.source ? frame_column(linked, plan->same.source->name) : NULL;
    return columns[0] != NULL;
}

const FrameColumn *
engine_linking(FeatureEngine *engine, const FeaturePlan *plan, const Frame *frame, GError **error)
{
    const FrameColumn *rows[2];
    if (!rows_columns(engine, plan, frame, rows, error))
        return NULL;
    return rows[1] ? engine_pair(engine, rows, rows) : rows[0];
}

const FrameColumn *
engine_asking(FeatureEngine *engine, const FeaturePlan *plan, GError **error)
{
    const FrameColumn *asking[2], *rows[2];
    asking[0] = plan->n_up ? engine_hop_up(engine, plan, error)
                           : frame_column(engine->frame, plan->pair.entity->name);
    if (!asking[0] || !plan->same.entity)
        return asking[0];
    const Frame *frame = engine_source(engine, plan, error);
    asking[1] = frame_column(engine->frame, plan->same.entity->name);
    return frame && rows_columns(engine, plan, frame, rows, error)
               ? engine_pair(engine, asking, rows)
               : NULL;
}

FrameColumn *
paired_fresh(FeatureEngine *engine, const FeaturePlan *plan, const KeyCodes *keys,
             const KeyCodes *same, GError **error)
{
    const FrameColumn *rows[2];
    const Frame *frame = engine_source(engine, plan, error);
    if (!frame || !rows_columns(engine, plan, frame, rows, error))
        return NULL;
    const KeyCodes *ours[] = {keys, same};
    const KeyCodes *theirs[] = {engine_keys(engine, rows[0]), engine_keys(engine, rows[1])};
    return pair_new(ours, theirs);
}
