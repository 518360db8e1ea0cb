/* A proposal made: candidates generated over the training rows, and thinned. */
#include "features/propose.h"

#include <string.h>

#define MOST_SAMPLE 6000

/* Training rows at even steps through time. */
static void
take_sample(FeatureProposal *proposal, const Task *task)
{
    guint32 n = 0, taken = 0;
    for (guint32 i = 0; i < task->n_usable; i++)
        n += task->part[task->order[i]] == SPLIT_TRAIN;
    proposal->n_sample = MIN(n, MOST_SAMPLE);
    proposal->sample = g_new(guint32, proposal->n_sample + 1);
    for (guint32 i = 0, k = 0; i < task->n_usable && taken < proposal->n_sample; i++) {
        if (task->part[task->order[i]] != SPLIT_TRAIN)
            continue;
        if ((guint64)k * proposal->n_sample / n >= taken)
            proposal->sample[taken++] = task->order[i];
        k++;
    }
    proposal->n_sample = taken;
}

static FeatureProposal *
proposal_new(const Task *task, sqlite3 *database)
{
    FeatureProposal *proposal = g_new0(FeatureProposal, 1);
    proposal->features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    proposal->dropped = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    proposal->notes = g_ptr_array_new_with_free_func(g_free);
    synthesis_read(database, &proposal->settings);
    take_sample(proposal, task);
    return proposal;
}

FeatureProposal *
features_propose(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
                 GError **error)
{
    FeatureEngine *engine = feature_engine_new(task, frames, database, error);
    if (!engine)
        return NULL;
    g_autoptr(FeatureProposal) made = proposal_new(task, database);
    made->engine = engine;
    engine->sample = made->n_sample ? made->sample : NULL;
    engine->n_sample = made->n_sample;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Proposal proposal = {.task = task,
                         .entity = task_entity(task),
                         .frames = frames,
                         .database = database,
                         .engine = engine,
                         .settings = &made->settings,
                         .sample = made->sample,
                         .n_sample = made->n_sample,
                         .features = made->features,
                         .notes = made->notes,
                         .seen = seen};
    if (!propose_row(&proposal, error) || !propose_relations(&proposal, error) ||
        !propose_pairs(&proposal, error))
        return NULL;
    made->generated = made->features->len;
    made->over = proposal.over;
    return proposal_thin(made, engine, progress, error) ? g_steal_pointer(&made) : NULL;
}
