/* The rows behind a value: which facts an aggregate read for one row, and how many it reads on
 * average. Takes the same runs, keys and windows as computing does. */
#include "features/combined.h"
#include "features/compute.h"
#include "features/paired.h"

#include <math.h>

/* What an aggregate reads of, for the positions of a request. */
typedef struct {
    const Frame *frame;
    FactRuns *runs;
    const double *value; /* of each fact, or NULL */
    gint32 *key;         /* of each position in the runs; NULL: all facts are one run */
} Facts;

static void
facts_clear(Facts *facts)
{
    g_free(facts->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facts, facts_clear)

/* The key of each position, as compute_by_key groups them. */
static gint32 *
position_keys(Request *request, const FeaturePlan *plan, const KeyCodes *keys, GError **error)
{
    if (plan->look_up)
        return look_up_keys(request, plan, keys, error);
    Grouping *grouping = request_grouping_path(request, plan, error);
    if (!grouping)
        return NULL;
    const gint32 *matched = grouping_match(grouping, keys);
    gint32 *key = g_new(gint32, (gsize)request->n + 1);
    for (guint32 g = 0; g < grouping->n_groups; g++)
        for (guint32 i = grouping->start[g]; i < grouping->start[g + 1]; i++)
            key[grouping->position[i]] = matched[g];
    return key;
}

static gboolean
find_facts(Request *request, const FeaturePlan *plan, Facts *facts, GError **error)
{
    const KeyCodes *keys = NULL;

    if (!(facts->frame = engine_source(request->engine, plan, error)))
        return FALSE;
    if (!plan->whole) {
        const FrameColumn *column = engine_linking(request->engine, plan, facts->frame, error);
        if (!column)
            return FALSE;
        keys = engine_keys(request->engine, column);
    }
    return (facts->runs = engine_runs(request->engine, plan, keys, error)) &&
           fact_values(request, plan, facts->frame, facts->runs, &facts->value, error) &&
           (!keys || (facts->key = position_keys(request, plan, keys, error)));
}

/* The first fact in [from, to) that is known at `time` or later. */
static guint32
first_at(const FactRuns *runs, guint32 from, guint32 to, TimePoint time)
{
    while (from < to) {
        guint32 middle = from + (to - from) / 2;
        if (runs->time[middle] < time)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* The facts of a position's window: [from, to). */
static void
window_of(const Request *request, const FeaturePlan *plan, const Facts *facts, guint32 position,
          guint32 *from, guint32 *to)
{
    TimePoint seed = request->seed[position], start, end;
    gint32 key = facts->key ? facts->key[position] : 0;

    *from = *to = 0;
    if (key < 0 || seed == TIME_MISSING)
        return;
    guint32 first = facts->runs->start[key], last = facts->runs->start[key + 1];
    if (plan->start == G_MININT64 || __builtin_add_overflow(seed, plan->start, &start))
        start = G_MININT64;
    end = seed + plan->end;
    *from = first_at(facts->runs, first, last, start);
    *to = first_at(facts->runs, *from, last, end);
}

/* Sums up what the parts of a feature read. */
typedef struct {
    Request *request;
    double sum;
    GError **error;
} Reading;

static gboolean
read_part(const PqlNode *part, const FeaturePlan *plan, gpointer data)
{
    Reading *reading = data;
    g_auto(Facts) facts = {0};
    (void)part;
    guint32 n = reading->request->n;
    double sum = 0;

    if (plan->kind != PLAN_AGGREGATE) {
        reading->sum += plan->linked ? 2 : 1;
        return TRUE;
    }
    if (!find_facts(reading->request, plan, &facts, reading->error))
        return FALSE;
    for (guint32 i = 0; i < n; i++) {
        guint32 from, to;
        window_of(reading->request, plan, &facts, i, &from, &to);
        sum += to - from;
    }
    reading->sum += n ? sum / n : 0;
    return TRUE;
}

double
feature_reads(FeatureEngine *engine, const Feature *feature, const guint32 *rows, guint32 n,
              GError **error)
{
    g_auto(Request) request = {0};
    FeaturePlan plan;
    Reading reading = {&request, 0, error};

    if (!feature_plan(feature->node, engine->task, &plan, error))
        return NAN;
    engine->progress = NULL;
    request_init(&request, engine, engine->frame, rows, n, NULL);
    gboolean fine = plan.kind == PLAN_COMBINED
                        ? combined_visit(feature->node, engine->task, read_part, &reading)
                        : read_part(feature->node, &plan, &reading);
    return fine ? reading.sum : NAN;
}

/* ---- of one row --------------------------------------------------------------------------------
 */

void
feature_source_free(FeatureSource *source)
{
    if (!source)
        return;
    g_free(source->row);
    g_free(source->time);
    g_free(source->value);
    g_free(source->condition);
    g_free(source);
}

/* Aggregates whose value one fact decides: its place among the window's, else all of them. */
static void
keep_deciding(const FeaturePlan *plan, const Facts *facts, guint32 *from, guint32 *to)
{
    gboolean oldest = plan->aggregate == PQL_FIRST || plan->aggregate == PQL_SINCE_FIRST;
    gboolean newest = plan->aggregate == PQL_LAST || plan->aggregate == PQL_SINCE_LAST;
    guint left = plan->aggregate == PQL_LAG ? (guint)plan->by : oldest || newest ? 1 : 0;

    if (!left)
        return;
    for (guint32 i = 0; i < *to - *from; i++) {
        guint32 at = oldest ? *from + i : *to - 1 - i;
        if ((facts->value && isnan(facts->value[at])) || --left)
            continue;
        *from = at;
        *to = at + 1;
        return;
    }
    *to = *from;
}

static void
take_facts(FeatureSource *source, const Facts *facts, guint32 from, guint32 to)
{
    source->n = to - from;
    source->row = g_new(guint32, (gsize)source->n + 1);
    source->time = g_new(TimePoint, (gsize)source->n + 1);
    source->value = facts->value ? g_new(double, (gsize)source->n + 1) : NULL;
    for (guint32 i = 0; i < source->n; i++) {
        guint32 at = to - 1 - i;
        source->row[i] = facts->runs->row[at];
        source->time[i] = facts->runs->time[at];
        if (source->value)
            source->value[i] = facts->value[at];
    }
}

static gboolean
source_of_aggregate(Request *request, const FeaturePlan *plan, FeatureSource *source,
                    GError **error)
{
    g_auto(Facts) facts = {0};
    const PqlNode *condition = plan->condition ? plan->condition : plan->filter;
    guint32 from, to;

    if (!find_facts(request, plan, &facts, error))
        return FALSE;
    window_of(request, plan, &facts, 0, &from, &to);
    keep_deciding(plan, &facts, &from, &to);
    take_facts(source, &facts, from, to);
    source->frame = plan->outcomes ? request->engine->frame : facts.frame;
    source->outcomes = plan->outcomes;
    source->column = plan->column ? frame_column(source->frame, plan->column->name) : NULL;
    source->condition = condition ? pql_print(condition) : NULL;
    return TRUE;
}

/* The row itself, or the one that it names. */
static gboolean
source_of_row(Request *request, const FeaturePlan *plan, FeatureSource *source, GError **error)
{
    g_autofree guint32 *named = NULL;

    source->frame =
        plan->linked ? engine_source(request->engine, plan, error) : request->engine->frame;
    if (!source->frame)
        return FALSE;
    if (plan->linked)
        named = named_rows(request, plan, source->frame);
    guint32 row = named ? named[0] : request_row(request, 0);
    source->row = g_new(guint32, 1);
    source->time = g_new(TimePoint, 1);
    source->row[0] = row;
    source->time[0] = TIME_MISSING;
    source->n = row != G_MAXUINT32;
    source->column = plan->column ? frame_column(source->frame, plan->column->name) : NULL;
    return TRUE;
}

/* Behind a combined feature stands what its value is made of, else the first of its parts that
 * looks at other rows. */
static gboolean
choose_part(const PqlNode *part, const FeaturePlan *plan, gpointer data)
{
    FeaturePlan *chosen = data;
    (void)part;
    if (chosen->kind != PLAN_AGGREGATE)
        *chosen = *plan;
    return TRUE;
}

static gboolean
choose_plan(const PqlNode *node, const Task *task, FeaturePlan *plan, GError **error)
{
    if (node->type == PQL_IF)
        node = node->arguments->pdata[1];
    if (!feature_plan(node, task, plan, error))
        return FALSE;
    return plan->kind != PLAN_COMBINED || combined_visit(node, task, choose_part, plan);
}

FeatureSource *
feature_source(FeatureEngine *engine, const Feature *feature, guint32 row, GError **error)
{
    g_auto(Request) request = {0};
    g_autoptr(FeatureSource) source = g_new0(FeatureSource, 1);
    FeaturePlan plan;

    if (!choose_plan(feature->node, engine->task, &plan, error))
        return NULL;
    engine->progress = NULL;
    TimePoint seed = engine_row_seed(engine, row);
    if (!(engine = engine_before(engine, seed, error)))
        return NULL;
    request_init(&request, engine, engine->frame, &row, 1, NULL);
    gboolean fine = plan.kind == PLAN_AGGREGATE
                        ? source_of_aggregate(&request, &plan, source, error)
                        : source_of_row(&request, &plan, source, error);
    return fine ? g_steal_pointer(&source) : NULL;
}
