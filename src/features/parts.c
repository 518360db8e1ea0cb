/* Splits a request at the imports that replaced rows, and puts the values together again. */
#include "features/parts.h"

static void
part_clear(gpointer data)
{
    Part *part = data;
    request_clear(&part->request);
    g_free(part->position);
    g_free(part->row);
    g_free(part->seed);
}

void
parts_clear(Parts *parts)
{
    request_clear(&parts->whole);
    g_clear_pointer(&parts->parts, g_array_unref);
}

/* Positions [from, to) in order of seed time, which `engine` may answer. */
static void
add_part(Parts *parts, FeatureEngine *engine, guint32 from, guint32 to)
{
    const Request *whole = &parts->whole;
    guint32 n = to - from;
    Part part = {.position = g_memdup2(whole->by_seed + from, n * sizeof(guint32)),
                 .row = g_new(guint32, n),
                 .seed = g_new(TimePoint, n)};
    for (guint32 i = 0; i < n; i++) {
        part.row[i] = request_row(whole, part.position[i]);
        part.seed[i] = whole->seed[part.position[i]];
    }
    request_init(&part.request, engine, whole->fresh ? whole->frame : engine->frame, part.row, n,
                 part.seed);
    g_array_append_val(parts->parts, part);
}

/* A change is known to the seeds after it alone. */
static gboolean
split(Parts *parts, GError **error)
{
    const Request *whole = &parts->whole;
    const GArray *changes = whole->engine->changes;
    parts->parts = g_array_new(FALSE, FALSE, sizeof(Part));
    g_array_set_clear_func(parts->parts, part_clear);
    for (guint32 from = 0, to, known = 0; from < whole->n; from = to, known++) {
        TimePoint until =
            known < changes->len ? g_array_index(changes, FrameChange, known).at : G_MAXINT64;
        for (to = from; to < whole->n && whole->seed[whole->by_seed[to]] <= until;)
            to++;
        if (to == from)
            continue;
        FeatureEngine *engine = engine_knowing(whole->engine, known, error);
        if (!engine)
            return FALSE;
        add_part(parts, engine, from, to);
    }
    return TRUE;
}

gboolean
parts_init(Parts *parts, FeatureEngine *engine, const Frame *frame, const guint32 *rows, guint32 n,
           const TimePoint *seeds, GError **error)
{
    const GArray *changes = engine->changes;
    *parts = (Parts){0};
    request_init(&parts->whole, engine, frame, rows, n, seeds);
    if (changes->len == 0 || n == 0 ||
        parts->whole.seed[parts->whole.by_seed[0]] >
            g_array_index(changes, FrameChange, changes->len - 1).at)
        return TRUE;
    return split(parts, error);
}

/* Of two dictionaries one continues the other: older values only ever add to it. */
static void
take_dictionary(FeatureValues *all, const FeatureValues *some)
{
    if (some->dictionary &&
        (!all->dictionary || dictionary_size(some->dictionary) > dictionary_size(all->dictionary)))
        all->dictionary = some->dictionary;
}

static void
put_values(FeatureValues *all, const FeatureValues *some, const guint32 *position)
{
    if (some->number && !all->number)
        all->number = g_new(double, (gsize)all->n + 1);
    if (some->code && !all->code)
        all->code = g_new(gint32, (gsize)all->n + 1);
    for (guint32 i = 0; i < some->n && some->number; i++)
        all->number[position[i]] = some->number[i];
    for (guint32 i = 0; i < some->n && some->code; i++)
        all->code[position[i]] = some->code[i];
    take_dictionary(all, some);
}

FeatureValues *
parts_compute(Parts *parts, const Feature *feature, GError **error)
{
    if (!parts->parts)
        return compute_feature(&parts->whole, feature, error);
    FeatureValues *all = g_new0(FeatureValues, 1);
    all->feature = feature;
    all->n = parts->whole.n;
    for (guint i = 0; i < parts->parts->len; i++) {
        Part *part = &g_array_index(parts->parts, Part, i);
        FeatureValues *some = compute_feature(&part->request, feature, error);
        if (!some) {
            feature_values_free(all);
            return NULL;
        }
        put_values(all, some, part->position);
        feature_values_free(some);
    }
    return all;
}
