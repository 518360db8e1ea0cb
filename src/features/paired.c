/* Keys made of two columns, kept by the engine like those found through other tables. */
#include "features/paired.h"

FrameColumn *
paired_column_new(const FrameColumn *first, const FrameColumn *second)
{
    FrameColumn *column = g_new0(FrameColumn, 1);
    column->info = second->info;
    column->kind = KIND_INTEGER;
    column->n = first->n;
    column->integer = g_new(gint64, (gsize)first->n + 1);
    for (guint32 row = 0; row < first->n; row++)
        column->integer[row] = first->code[row] < 0 || second->code[row] < 0
                                   ? G_MININT64
                                   : (gint64)first->code[row] << 32 | second->code[row];
    return column;
}

static const FrameColumn *
engine_paired(FeatureEngine *engine, const FrameColumn *first, const FrameColumn *second)
{
    g_autofree char *name =
        g_strdup_printf("same %p %p", (const void *)first, (const void *)second);
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    FrameColumn *column = g_hash_table_lookup(engine->hops, name);
    if (!column) {
        column = paired_column_new(first, second);
        g_hash_table_insert(engine->hops, g_steal_pointer(&name), column);
    }
    return column;
}

const FrameColumn *
engine_linking(FeatureEngine *engine, const FeaturePlan *plan, const Frame *frame, GError **error)
{
    const Frame *linked = plan->outcomes ? engine->frame : frame;
    const FrameColumn *column = plan->n_down ? engine_hop_down(engine, plan, error)
                                             : frame_column(linked, plan->pair.source->name);
    return column && plan->same
               ? engine_paired(engine, column, frame_column(linked, plan->same->name))
               : column;
}

const FrameColumn *
engine_asking(FeatureEngine *engine, const FeaturePlan *plan, GError **error)
{
    const FrameColumn *column = plan->n_up ? engine_hop_up(engine, plan, error)
                                           : frame_column(engine->frame, plan->pair.entity->name);
    return column && plan->same
               ? engine_paired(engine, column, frame_column(engine->frame, plan->same->name))
               : column;
}
