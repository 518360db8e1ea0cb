/* Groups the rows of a request by key and seed time. */
#include "features/grouping.h"
#include "features/hops.h"
#include "features/learned.h"
#include "features/paired.h"

static void
grouping_free(Grouping *grouping)
{
    if (!grouping)
        return;
    g_free(grouping->key);
    g_free(grouping->start);
    g_free(grouping->position);
    g_free(grouping->seed);
    g_hash_table_unref(grouping->matched);
    g_free(grouping);
}

/* Where the past is frozen, aggregates look back from the cut, and times since count from the row's
 * own seed all the same. */
static TimePoint
cut_seed(Request *request, guint32 position, TimePoint seed)
{
    const FeatureEngine *engine = request->engine;
    if (!engine->task->frozen || request->fresh)
        return seed;
    guint32 row = request_row(request, position);
    TimePoint own = engine_seed(engine->task, FALSE, engine->task->seed_time[row]);
    if (!request->late)
        request->late = g_new0(double, (gsize)request->n + 1);
    if (own <= engine->cut[engine->task->part[row]])
        return seed;
    seed = MIN(seed, engine->cut[engine->task->part[row]]);
    request->late[position] = (double)(own - seed) / (double)TIME_HOUR;
    return seed;
}

void
request_init(Request *request, FeatureEngine *engine, const Frame *frame, const guint32 *rows,
             guint32 n, const TimePoint *seeds)
{
    *request = (Request){.engine = engine, .frame = frame, .rows = rows, .n = n};
    request->fresh = frame != engine->frame;
    request->seed = g_new(TimePoint, n + 1);
    request->by_seed = g_new(guint32, n + 1);
    request->fresh_keys = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)key_codes_free);
    request->fresh_hops = g_ptr_array_new_with_free_func((GDestroyNotify)hop_column_free);
    request->fresh_topics =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, topic_shares_free);
    request->desk_rates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree guint64 *key = g_new(guint64, n + 1);
    for (guint32 i = 0; i < n; i++) {
        TimePoint seed = seeds            ? seeds[i]
                         : request->fresh ? TIME_MISSING
                                          : engine->task->seed_time[request_row(request, i)];
        request->seed[i] = cut_seed(request, i, engine_seed(engine->task, request->fresh, seed));
        request->by_seed[i] = i;
        key[i] = time_key(request->seed[i]);
    }
    order_by(request->by_seed, key, n);
}

void
request_clear(Request *request)
{
    g_free(request->seed);
    g_free(request->late);
    g_free(request->by_seed);
    grouping_free(request->last);
    if (request->fresh_keys)
        g_hash_table_unref(request->fresh_keys);
    if (request->fresh_hops)
        g_ptr_array_unref(request->fresh_hops);
    if (request->fresh_topics)
        g_hash_table_unref(request->fresh_topics);
    if (request->desk_rates)
        g_hash_table_unref(request->desk_rates);
}

/* Codes of a fresh frame's dictionary continue those of the workspace's; whole numbers have their
 * own. */
static const KeyCodes *
keys_of(Request *request, const FrameColumn *column)
{
    if (!request->fresh)
        return engine_keys(request->engine, column);
    KeyCodes *codes = g_hash_table_lookup(request->fresh_keys, column);
    if (!codes) {
        codes = key_codes_new(column);
        g_hash_table_insert(request->fresh_keys, (gpointer)column, codes);
    }
    return codes;
}

static void
split_groups(Grouping *grouping, const Request *request, const guint64 *key)
{
    grouping->key = g_new(gint32, request->n + 1);
    grouping->start = g_new(guint32, request->n + 2);
    for (guint32 i = 0; i < request->n; i++) {
        guint32 position = grouping->position[i];
        grouping->seed[i] = request->seed[position];
        if (i > 0 && key[position] == key[grouping->position[i - 1]])
            continue;
        grouping->key[grouping->n_groups] = (gint32)((gint64)key[position] - 1);
        grouping->start[grouping->n_groups++] = i;
    }
    grouping->start[grouping->n_groups] = request->n;
    grouping->key = g_renew(gint32, grouping->key, grouping->n_groups + 1);
    grouping->start = g_renew(guint32, grouping->start, grouping->n_groups + 2);
}

static Grouping *
group_by(Request *request, const FrameColumn *column)
{
    if (request->last && request->last->column == column)
        return request->last;
    grouping_free(request->last);
    Grouping *grouping = request->last = g_new0(Grouping, 1);
    grouping->column = column;
    grouping->keys = keys_of(request, column);
    grouping->matched = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    grouping->position = g_memdup2(request->by_seed, (request->n + 1) * sizeof(guint32));
    grouping->seed = g_new(TimePoint, request->n + 1);
    g_autofree guint64 *key = g_new(guint64, request->n + 1);
    for (guint32 i = 0; i < request->n; i++)
        key[i] = (guint64)(grouping->keys->code[request_row(request, i)] + 1);
    order_by(grouping->position, key, request->n);
    split_groups(grouping, request, key);
    return grouping;
}

Grouping *
request_grouping(Request *request, const ColumnInfo *info)
{
    return group_by(request, frame_column(request->frame, info->name));
}

/* Of rows that aren't in the workspace: kept with the request. */
static const FrameColumn *
fresh_key(Request *request, const FeaturePlan *plan, GError **error)
{
    const FrameColumn *column = frame_column(request->frame, plan->pair.entity->name);
    FrameColumn *made = NULL;
    if (plan->n_up) {
        made = engine_hop_fresh(request->engine, plan, request->frame, request->seed, error);
        if (!made)
            return NULL;
        g_ptr_array_add(request->fresh_hops, made);
        column = made;
    }
    if (plan->same.entity) {
        const FrameColumn *same = frame_column(request->frame, plan->same.entity->name);
        made = paired_fresh(request->engine, plan, keys_of(request, column), keys_of(request, same),
                            error);
        if (!made)
            return NULL;
        g_ptr_array_add(request->fresh_hops, made);
        column = made;
    }
    return column;
}

Grouping *
request_grouping_path(Request *request, const FeaturePlan *plan, GError **error)
{
    const FrameColumn *column = request->fresh ? fresh_key(request, plan, error)
                                               : engine_asking(request->engine, plan, error);
    return column ? group_by(request, column) : NULL;
}

const gint32 *
grouping_match(Grouping *grouping, const KeyCodes *other)
{
    gint32 *matched = g_hash_table_lookup(grouping->matched, other);
    if (matched)
        return matched;
    matched = g_new(gint32, grouping->n_groups + 1);
    for (guint32 g = 0; g < grouping->n_groups; g++)
        matched[g] = key_codes_match(other, grouping->keys, grouping->key[g]);
    g_hash_table_insert(grouping->matched, (gpointer)other, matched);
    return matched;
}
