/* What a stored model gave an engine to score with, in the place of what its rows would teach. */
#include "features/learned.h"

char *
learned_name(const FeaturePlan *plan)
{
    if (plan->kind != PLAN_TEXT ||
        (plan->function != PQL_TOPIC && plan->function != PQL_TEXT_SCORE))
        return NULL;
    return g_strdup_printf("%s %s", pql_function_name(plan->function), plan->column->name);
}

const char *
engine_given(FeatureEngine *engine, const FeaturePlan *plan)
{
    g_autofree char *name = learned_name(plan);
    while (engine->later)
        engine = engine->later;
    return name && engine->given ? g_hash_table_lookup(engine->given, name) : NULL;
}
