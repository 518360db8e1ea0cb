/* Computes features for the rows of a request: plans bound to data, aggregates handed to the
 * kernel key by key. One code path for a million rows and for one. */
#include "features/compute.h"
#include "features/combined.h"
#include "features/paired.h"
#include <math.h>

/* A track record leans on the desk's own rate as if it had seen this many outcomes at that rate. */
#define RATE_STRENGTH 20.0

void
feature_values_free(FeatureValues *values)
{
    if (!values)
        return;
    g_free(values->number);
    g_free(values->code);
    g_free(values);
}

/* ---- aggregates --------------------------------------------------------------------------------
 */

static KernelKind
kernel_of(PqlAggregate aggregate)
{
    static const KernelKind kinds[] = {
        [PQL_SUM] = KERNEL_SUM,
        [PQL_AVG] = KERNEL_RATE,
        [PQL_MIN] = KERNEL_MIN,
        [PQL_MAX] = KERNEL_MAX,
        [PQL_COUNT] = KERNEL_COUNT,
        [PQL_COUNT_DISTINCT] = KERNEL_DISTINCT,
        [PQL_FIRST] = KERNEL_FIRST,
        [PQL_LAST] = KERNEL_LAST,
        [PQL_EXISTS] = KERNEL_COUNT,
        [PQL_SINCE_LAST] = KERNEL_SINCE_LAST,
        [PQL_RATE] = KERNEL_RATE,
        [PQL_LIFT] = KERNEL_RATE,
        [PQL_STD] = KERNEL_SD,
        [PQL_MODE] = KERNEL_MODE,
        [PQL_SINCE_FIRST] = KERNEL_SINCE_FIRST,
        [PQL_SHARE] = KERNEL_RATE,
        [PQL_GAP] = KERNEL_GAP,
        [PQL_GAP_STD] = KERNEL_GAP_SD,
        [PQL_LAG] = KERNEL_LAG,
        [PQL_EWM] = KERNEL_WEIGHTED,
        [PQL_TREND] = KERNEL_TREND,
    };
    return kinds[aggregate];
}

static gboolean
is_record(const FeaturePlan *plan)
{
    return plan->aggregate == PQL_RATE || plan->aggregate == PQL_LIFT;
}

/* The column an aggregate reads: labels of outcomes have no column in the catalogue. */
static const FrameColumn *
value_column(const FeaturePlan *plan, const Frame *frame)
{
    if (!plan_reads_values(plan))
        return NULL;
    return frame_column(frame, plan->column ? plan->column->name : "label");
}

gboolean
fact_values(Request *request, const FeaturePlan *plan, const Frame *frame, FactRuns *runs,
            const double **values, GError **error)
{
    const FrameColumn *column = value_column(plan, frame);
    *values = column ? engine_values(request->engine, runs, column) : NULL;
    if (plan->condition)
        *values = engine_shares(request->engine, plan, runs, error);
    else if (plan->within)
        *values = engine_relative(request->engine, plan, runs, error);
    return *values || (!plan->condition && !plan->within);
}

/* The whole desk's rate in the window before each position, unshrunk; NaN before any outcome. */
static const double *
desk_rates(Request *request, const FeaturePlan *plan, GError **error)
{
    g_autofree char *condition = plan->filter ? pql_print(plan->filter) : NULL;
    g_autofree char *name = g_strdup_printf(
        "%s %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
        plan->outcomes ? "outcomes" : plan->source->name, plan->column ? plan->column->name : "",
        plan->within ? plan->within->name : "", plan->start, plan->end, condition ? condition : "");
    double *rates = g_hash_table_lookup(request->desk_rates, name);
    FactRuns *runs = rates ? NULL : engine_runs(request->engine, plan, NULL, error);
    if (rates || !runs)
        return rates;
    const Frame *frame = engine_source(request->engine, plan, error);
    const double *values;
    if (!fact_values(request, plan, frame, runs, &values, error))
        return NULL;
    KernelRun run = {runs->time, values, runs->start[1]};
    g_autofree TimePoint *seed = g_new(TimePoint, request->n + 1);
    g_autofree double *sorted = g_new(double, request->n + 1);
    for (guint32 i = 0; i < request->n; i++)
        seed[i] = request->seed[request->by_seed[i]];
    kernel_aggregate(KERNEL_RATE, &run, seed, request->n, plan->start, plan->end, NULL, 0, sorted);
    rates = g_new(double, request->n + 1);
    for (guint32 i = 0; i < request->n; i++)
        rates[request->by_seed[i]] = sorted[i];
    g_hash_table_insert(request->desk_rates, g_steal_pointer(&name), rates);
    return rates;
}

typedef struct {
    const FeaturePlan *plan;
    const FactRuns *runs;
    const double *value;    /* of each fact, or NULL */
    const double *desk;     /* rate of the desk at each position, or NULL */
    double *prior, *sorted; /* room for the largest group */
} Aggregation;

static void
finish_values(const Aggregation *what, double *values, guint32 n)
{
    for (guint32 i = 0; i < n; i++) {
        if (what->plan->aggregate == PQL_EXISTS && !isnan(values[i]))
            values[i] = values[i] > 0;
        else if (what->plan->aggregate == PQL_LIFT)
            values[i] = what->prior[i] > 0 ? values[i] / what->prior[i] : NAN;
    }
}

static void
aggregate_group(const Aggregation *what, const Grouping *grouping, guint32 g, gint32 key,
                double *number)
{
    guint32 from = grouping->start[g], m = grouping->start[g + 1] - from;
    const guint32 *position = grouping->position + from;
    if (key == KEY_MISSING) {
        for (guint32 i = 0; i < m; i++)
            number[position[i]] = NAN;
        return;
    }
    guint32 start = key >= 0 ? what->runs->start[key] : 0;
    guint32 n = key >= 0 ? what->runs->start[key + 1] - start : 0;
    KernelRun run = {what->runs->time + start, what->value ? what->value + start : NULL, n};
    for (guint32 i = 0; what->desk && i < m; i++)
        what->prior[i] = what->desk[position[i]];
    kernel_aggregate(kernel_of(what->plan->aggregate), &run, grouping->seed + from, m,
                     what->plan->start, what->plan->end, what->desk ? what->prior : NULL,
                     what->desk ? RATE_STRENGTH : what->plan->by, what->sorted);
    finish_values(what, what->sorted, m);
    for (guint32 i = 0; i < m; i++)
        number[position[i]] = what->sorted[i];
}

static guint32
largest_group(const Grouping *grouping)
{
    guint32 most = 0;
    for (guint32 g = 0; g < grouping->n_groups; g++)
        most = MAX(most, grouping->start[g + 1] - grouping->start[g]);
    return most;
}

/* Categories come out of the kernel as numbers of their codes. */
static void
numbers_to_codes(FeatureValues *values, const FrameColumn *column)
{
    values->code = g_new(gint32, values->n + 1);
    for (guint32 i = 0; i < values->n; i++)
        values->code[i] = isnan(values->number[i]) ? -1 : (gint32)values->number[i];
    values->dictionary = column->dictionary;
    g_clear_pointer(&values->number, g_free);
}

/* One run of all facts, seen from every position. */
static gboolean
compute_whole(Request *request, const FeaturePlan *plan, double *number, GError **error)
{
    const Frame *frame = engine_source(request->engine, plan, error);
    FactRuns *runs = frame ? engine_runs(request->engine, plan, NULL, error) : NULL;
    const double *values;
    if (!runs || !fact_values(request, plan, frame, runs, &values, error))
        return FALSE;
    g_autofree TimePoint *seed = g_new(TimePoint, (gsize)request->n + 1);
    g_autofree double *sorted = g_new(double, (gsize)request->n + 1);
    for (guint32 i = 0; i < request->n; i++)
        seed[i] = request->seed[request->by_seed[i]];
    KernelRun run = {runs->time, values, runs->start[1]};
    kernel_aggregate(kernel_of(plan->aggregate), &run, seed, request->n, plan->start, plan->end,
                     NULL, plan->by, sorted);
    finish_values(&(Aggregation){.plan = plan}, sorted, request->n);
    for (guint32 i = 0; i < request->n; i++)
        number[request->by_seed[i]] = sorted[i];
    return TRUE;
}

static gboolean compute_by_key(Request *request, const FeaturePlan *plan, double *number,
                               GError **error);

gint32 *
look_up_keys(Request *request, const FeaturePlan *plan, const KeyCodes *keys, GError **error)
{
    FeaturePlan finder;
    g_autofree double *found = g_new(double, (gsize)request->n + 1);
    if (!plan_look_up(plan->look_up, request->engine->task, &finder, error) ||
        !(finder.whole ? compute_whole(request, &finder, found, error)
                       : compute_by_key(request, &finder, found, error)))
        return NULL;
    const Frame *frame = engine_source(request->engine, &finder, error);
    const FrameColumn *column = frame_column(frame, finder.column->name);
    const KeyCodes *from = engine_keys(request->engine, column);
    guint32 size = dictionary_size(column->dictionary);
    g_autofree gint32 *there = g_new(gint32, (gsize)size + 1);
    for (guint32 code = 0; code < size; code++)
        there[code] = key_codes_match(keys, from, (gint32)code);
    gint32 *key = g_new(gint32, (gsize)request->n + 1);
    for (guint32 i = 0; i < request->n; i++)
        key[i] = isnan(found[i]) ? KEY_MISSING : there[(gsize)found[i]];
    return key;
}

/* Two steps through time: the key as it was last seen before the seed, then its rows before it. */
static gboolean
compute_looked_up(Request *request, const FeaturePlan *plan, const Frame *frame, FactRuns *runs,
                  const KeyCodes *keys, double *number, GError **error)
{
    const double *values;
    g_autofree gint32 *key = look_up_keys(request, plan, keys, error);
    if (!key || !fact_values(request, plan, frame, runs, &values, error))
        return FALSE;
    facts_aggregate(kernel_of(plan->aggregate), runs, values, key, request->seed, request->n,
                    plan->start, plan->end, plan->by, number);
    finish_values(&(Aggregation){.plan = plan}, number, request->n);
    return TRUE;
}

static gboolean
compute_by_key(Request *request, const FeaturePlan *plan, double *number, GError **error)
{
    const Frame *frame = engine_source(request->engine, plan, error);
    if (!frame)
        return FALSE;
    const FrameColumn *linking = engine_linking(request->engine, plan, frame, error);
    if (!linking)
        return FALSE;
    const KeyCodes *keys = engine_keys(request->engine, linking);
    FactRuns *runs = engine_runs(request->engine, plan, keys, error);
    const double *desk = NULL, *value;
    if (runs && plan->look_up)
        return compute_looked_up(request, plan, frame, runs, keys, number, error);
    if (!runs || (is_record(plan) && !(desk = desk_rates(request, plan, error))) ||
        !fact_values(request, plan, frame, runs, &value, error))
        return FALSE;
    Grouping *grouping = request_grouping_path(request, plan, error);
    if (!grouping)
        return FALSE;
    const gint32 *matched = grouping_match(grouping, keys);
    guint32 most = largest_group(grouping);
    g_autofree double *prior = g_new(double, (gsize)most + 1);
    g_autofree double *sorted = g_new(double, (gsize)most + 1);
    Aggregation what = {plan, runs, value, desk, prior, sorted};
    for (guint32 g = 0; g < grouping->n_groups; g++)
        aggregate_group(&what, grouping, g, matched[g], number);
    return TRUE;
}

static gboolean
compute_aggregate(Request *request, const FeaturePlan *plan, FeatureValues *values, GError **error)
{
    values->number = g_new(double, (gsize)request->n + 1);
    if (!(plan->whole ? compute_whole(request, plan, values->number, error)
                      : compute_by_key(request, plan, values->number, error)))
        return FALSE;
    gboolean since = plan->aggregate == PQL_SINCE_LAST || plan->aggregate == PQL_SINCE_FIRST;
    for (guint32 i = 0; since && request->late && i < request->n; i++)
        values->number[i] += request->late[i];
    if (!values->feature->numeric)
        numbers_to_codes(values, value_column(plan, engine_source(request->engine, plan, NULL)));
    return TRUE;
}

/* ---- features ----------------------------------------------------------------------------------
 */

FeatureValues *
compute_feature(Request *request, const Feature *feature, GError **error)
{
    FeaturePlan plan;
    if (!feature_plan(feature->node, request->engine->task, &plan, error))
        return NULL;
    FeatureValues *values = g_new0(FeatureValues, 1);
    values->feature = feature;
    values->n = request->n;
    gboolean fine;
    if (plan.kind == PLAN_COMBINED) {
        values->number = g_new(double, (gsize)request->n + 1);
        fine = compute_combined(request, feature->node, values->number, error);
    } else {
        fine = plan.kind == PLAN_AGGREGATE ? compute_aggregate(request, &plan, values, error)
                                           : compute_row_values(request, &plan, values, error);
    }
    if (!fine)
        g_clear_pointer(&values, feature_values_free);
    return values;
}
