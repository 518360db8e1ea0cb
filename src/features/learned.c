/* What features learned, by name: from an encoder into the engine that scores, and from the engine
 * that learned into the encoder that is stored. */
#include "features/learned.h"

char *
engine_learned(FeatureEngine *engine, const FeaturePlan *plan, GError **error)
{
    const char *given = engine_given(engine, plan);
    if (given)
        return g_strdup(given);
    if (plan->function == PQL_TOPIC) {
        const Topics *topics = engine_topics(engine, plan->column, error);
        return topics ? topics_store(topics) : NULL;
    }
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    TextScores *scores = engine_text_scores(engine, plan->column, error);
    return scores ? text_scores_store(scores) : NULL;
}

static gboolean
same_learned(GHashTable *a, GHashTable *b)
{
    GHashTableIter iter;
    gpointer name, value;
    if (!a || g_hash_table_size(a) != g_hash_table_size(b))
        return FALSE;
    g_hash_table_iter_init(&iter, b);
    while (g_hash_table_iter_next(&iter, &name, &value))
        if (g_strcmp0(g_hash_table_lookup(a, name), value) != 0)
            return FALSE;
    return TRUE;
}

void
feature_engine_learned(FeatureEngine *engine, const Encoder *encoder)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    if (same_learned(engine->given, encoder->learned))
        return;
    g_clear_pointer(&engine->given, g_hash_table_unref);
    engine->given = g_hash_table_ref(encoder->learned);
    for (FeatureEngine *at = engine; at; at = at->earlier) {
        g_hash_table_remove_all(at->shares_of_topics);
        g_hash_table_remove_all(at->topics);
        g_hash_table_remove_all(at->given_scores);
    }
}
