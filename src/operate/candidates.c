/* Candidates of a ranking: the rows of the ranked table are split by entity, by item and by both,
 * and the kernel counts those before each moment. */
#include "operate/candidates.h"

#include <math.h>
#include <string.h>

/* Own items and popular ones an entity is asked about, and how many of its rows are walked through
 * for them. */
enum { OWN_ITEMS = 30, POPULAR_ITEMS = 30, OWN_ROWS = 2000 };

struct Candidates {
    const Task *task;
    Frame *frame;
    FactTable *facts;
    RowTest *test;
    KeyCodes *owner, *item, *pair;
    const ColumnInfo *entity_column; /* of the entity's table, that names the owner */
    FactRuns *all, *by_owner, *by_item, *by_pair;
    GHashTable *pairs; /* gint64* owner and item → pair + 1 */
    gint64 span;       /* of the target's window */
    GPtrArray *features;
};

void
candidates_free(Candidates *candidates)
{
    if (!candidates)
        return;
    FactRuns *const runs[] = {candidates->all, candidates->by_owner, candidates->by_item,
                              candidates->by_pair};
    for (guint i = 0; i < G_N_ELEMENTS(runs); i++)
        if (runs[i])
            fact_runs_free(runs[i]);
    row_test_free(candidates->test);
    key_codes_free(candidates->owner);
    key_codes_free(candidates->item);
    key_codes_free(candidates->pair);
    fact_table_free(candidates->facts);
    g_clear_pointer(&candidates->frame, frame_unref);
    g_clear_pointer(&candidates->pairs, g_hash_table_unref);
    g_clear_pointer(&candidates->features, g_ptr_array_unref);
    g_free(candidates);
}

/* ---- what is told of one ----------------------------------------------------------------------
 */

static void
add_feature(Candidates *candidates, const char *format, gint64 span)
{
    g_autofree char *window = duration_words(span);
    g_auto(GStrv) parts = g_strsplit(format, "%s", 2);
    Feature *feature = g_new0(Feature, 1);
    feature->name = g_strconcat(parts[0], parts[1] ? window : NULL, parts[1], NULL);
    feature->expression = g_strdup(feature->name);
    feature->sentence = g_strdup(feature->name);
    feature->group = g_strdup("candidate");
    feature->numeric = TRUE;
    feature->relational = TRUE;
    feature->enabled = TRUE;
    g_ptr_array_add(candidates->features, feature);
}

static void
name_features(Candidates *candidates)
{
    static const char *const names[CANDIDATE_FEATURES] = {
        [TIMES_SHORT] = "times before, %s",
        [TIMES_LONG] = "times before, %s",
        [TIMES_EVER] = "times before, ever",
        [SINCE_OWN] = "hours since the last time",
        [ALL_SHORT] = "times for all, %s",
        [ALL_LONG] = "times for all, %s",
        [SINCE_ALL] = "hours since anybody's last time",
        [OWN_EVER] = "rows of its own, ever",
        [SHARE_OWN] = "share of its own rows",
        [SHARE_ALL] = "share of all rows, %s",
    };
    candidates->features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (int i = 0; i < CANDIDATE_FEATURES; i++)
        add_feature(candidates, names[i],
                    i == TIMES_SHORT || i == ALL_SHORT ? candidates->span : 4 * candidates->span);
}

GPtrArray *
candidates_features(Candidates *candidates)
{
    return candidates->features;
}

/* ---- the rows ----------------------------------------------------------------------------------
 */

static gint64
pair_key(gint32 owner, gint32 item)
{
    return ((gint64)owner << 32) | (gint64)(guint32)item;
}

/* A key for each owner and item that occur together. */
static void
make_pairs(Candidates *candidates)
{
    guint32 n = candidates->frame->n;
    KeyCodes *pair = g_new0(KeyCodes, 1);
    pair->column = candidates->item->column;
    pair->owned = g_new(gint32, (gsize)n + 1);
    pair->code = pair->owned;
    candidates->pairs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint32 row = 0; row < n; row++) {
        gint32 owner = candidates->owner->code[row], item = candidates->item->code[row];
        gint64 key = pair_key(owner, item);
        pair->owned[row] = KEY_MISSING;
        if (owner < 0 || item < 0)
            continue;
        gpointer at = g_hash_table_lookup(candidates->pairs, &key);
        if (!at) {
            at = GUINT_TO_POINTER(++pair->size);
            g_hash_table_insert(candidates->pairs, g_memdup2(&key, sizeof key), at);
        }
        pair->owned[row] = (gint32)GPOINTER_TO_UINT(at) - 1;
    }
    candidates->pair = pair;
}

static gboolean
load(Candidates *candidates, const Query *query, const PqlNode *target, GError **error)
{
    const Task *task = query->task;
    const TableInfo *table = task->values_frame->table;
    KeyPair pair;
    gint64 start, end;
    candidates->frame = frame_ref(task->values_frame);
    if (!path_choose(task->frame->catalogue, task->frame->table, table, FALSE, target->via, &pair,
                     error))
        return FALSE;
    if (target->filter && !(candidates->test = row_test_new(target->filter, candidates->frame,
                                                            query->database, error)))
        return FALSE;
    pql_window_span(&target->window, &start, &end);
    candidates->span = end - start;
    candidates->entity_column = pair.entity;
    candidates->owner = key_codes_new(frame_column(candidates->frame, pair.source->name));
    candidates->item = key_codes_new(task->values);
    candidates->facts = fact_table_new(candidates->frame);
    return TRUE;
}

Candidates *
candidates_new(const Query *query, GError **error)
{
    g_autoptr(Candidates) candidates = g_new0(Candidates, 1);
    g_autoptr(PqlNode) target = pql_parse_expression(query->task->pql, error);
    candidates->task = query->task;
    if (!target || !load(candidates, query, target, error))
        return NULL;
    make_pairs(candidates);
    const FrameColumn *item = query->task->values;
    const FactTable *facts = candidates->facts;
    candidates->all = fact_runs_new(facts, NULL, candidates->test, item);
    candidates->by_owner = fact_runs_new(facts, candidates->owner, candidates->test, item);
    candidates->by_item = fact_runs_new(facts, candidates->item, candidates->test, item);
    candidates->by_pair = fact_runs_new(facts, candidates->pair, candidates->test, item);
    name_features(candidates);
    return g_steal_pointer(&candidates);
}

/* ---- which items -------------------------------------------------------------------------------
 */

/* Who asks, in order of seed, and what all take at that time. */
typedef struct {
    const Candidates *candidates;
    guint32 *count;    /* an item: rows within the long window */
    guint32 from, to;  /* of the run of all: what `count` holds */
    TimePoint counted; /* when `top` was made; G_MININT64: not yet */
    gint32 top[POPULAR_ITEMS];
    guint n_top;
} Popular;

static void
choose_top(Popular *popular)
{
    guint32 size = popular->candidates->item->size;
    popular->n_top = 0;
    for (guint32 item = 0; item < size; item++) {
        guint at = popular->n_top;
        while (at > 0 && popular->count[item] > popular->count[popular->top[at - 1]])
            at--;
        if (popular->count[item] == 0 || at >= POPULAR_ITEMS)
            continue;
        popular->n_top = MIN(popular->n_top + 1, POPULAR_ITEMS);
        for (guint k = popular->n_top - 1; k > at; k--)
            popular->top[k] = popular->top[k - 1];
        popular->top[at] = (gint32)item;
    }
}

/* Moves the window on to a later seed; the top is made anew a hundred times a window. */
static void
popular_at(Popular *popular, TimePoint seed)
{
    const Candidates *candidates = popular->candidates;
    const FactRuns *all = candidates->all;
    guint32 end = all->start[1];
    gint64 span = 4 * candidates->span;
    if (popular->counted != G_MININT64 && seed - popular->counted < span / 100)
        return;
    for (; popular->to < end && all->time[popular->to] < seed; popular->to++)
        popular->count[candidates->item->code[all->row[popular->to]]]++;
    for (; popular->from < popular->to && all->time[popular->from] < seed - span; popular->from++)
        popular->count[candidates->item->code[all->row[popular->from]]]--;
    popular->counted = seed;
    choose_top(popular);
}

/* The owner's newest items before the seed, each once. */
static guint
own_items(const Candidates *candidates, gint32 owner, TimePoint seed, gint32 items[OWN_ITEMS])
{
    const FactRuns *runs = candidates->by_owner;
    guint n = 0;
    if (owner < 0)
        return 0;
    guint32 low = runs->start[owner], high = runs->start[owner + 1], first = low;
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (runs->time[middle] < seed)
            low = middle + 1;
        else
            high = middle;
    }
    for (guint walked = 0; low > first && walked < OWN_ROWS && n < OWN_ITEMS; walked++) {
        gint32 item = candidates->item->code[runs->row[--low]];
        gboolean known = FALSE;
        for (guint i = 0; i < n; i++)
            known = known || items[i] == item;
        if (!known)
            items[n++] = item;
    }
    return n;
}

static guint
add_popular(const Popular *popular, gint32 *items, guint n)
{
    guint own = n;
    for (guint k = 0; k < popular->n_top; k++) {
        gboolean known = FALSE;
        for (guint i = 0; i < own; i++)
            known = known || items[i] == popular->top[k];
        if (!known)
            items[n++] = popular->top[k];
    }
    return n;
}

/* ---- values ------------------------------------------------------------------------------------
 */

/* The keys and seed of each candidate. */
typedef struct {
    gint32 *owner, *item, *pair, *everybody;
    TimePoint *seed;
} Keys;

static void
keys_clear(Keys *keys)
{
    g_free(keys->owner);
    g_free(keys->item);
    g_free(keys->pair);
    g_free(keys->everybody);
    g_free(keys->seed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Keys, keys_clear)

static void
keys_init(Keys *keys, const Candidates *candidates, const CandidateRows *rows, const gint32 *owners,
          const TimePoint *seeds)
{
    gsize n = (gsize)rows->n + 1;
    *keys = (Keys){g_new(gint32, n), g_new(gint32, n), g_new(gint32, n), g_new0(gint32, n),
                   g_new(TimePoint, n)};
    for (guint32 asker = 0; asker < rows->askers; asker++)
        for (guint32 i = rows->start[asker]; i < rows->start[asker + 1]; i++) {
            gint64 key = pair_key(owners[asker], rows->item[i]);
            gpointer at = g_hash_table_lookup(candidates->pairs, &key);
            keys->owner[i] = owners[asker] >= 0 ? owners[asker] : KEY_UNKNOWN;
            keys->item[i] = rows->item[i];
            keys->pair[i] = at ? (gint32)GPOINTER_TO_UINT(at) - 1 : KEY_UNKNOWN;
            keys->seed[i] = seeds[asker];
        }
}

static double *
ratio(const double *part, const double *whole, guint32 n)
{
    double *shares = g_new(double, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++)
        shares[i] = whole[i] > 0 ? part[i] / whole[i] : 0;
    return shares;
}

static GPtrArray *
compute_values(Candidates *candidates, const CandidateRows *rows, const Keys *keys)
{
    gint64 near = -candidates->span, far = -4 * candidates->span;
    const struct {
        KernelKind kind;
        const FactRuns *runs;
        const gint32 *key;
        gint64 start;
    } plan[] = {
        [TIMES_SHORT] = {KERNEL_COUNT, candidates->by_pair, keys->pair, near},
        [TIMES_LONG] = {KERNEL_COUNT, candidates->by_pair, keys->pair, far},
        [TIMES_EVER] = {KERNEL_COUNT, candidates->by_pair, keys->pair, G_MININT64},
        [SINCE_OWN] = {KERNEL_SINCE_LAST, candidates->by_pair, keys->pair, G_MININT64},
        [ALL_SHORT] = {KERNEL_COUNT, candidates->by_item, keys->item, near},
        [ALL_LONG] = {KERNEL_COUNT, candidates->by_item, keys->item, far},
        [SINCE_ALL] = {KERNEL_SINCE_LAST, candidates->by_item, keys->item, G_MININT64},
        [OWN_EVER] = {KERNEL_COUNT, candidates->by_owner, keys->owner, G_MININT64},
    };
    double *value[CANDIDATE_FEATURES];
    for (guint i = 0; i < G_N_ELEMENTS(plan); i++) {
        value[i] = g_new(double, (gsize)rows->n + 1);
        facts_aggregate(plan[i].kind, plan[i].runs, NULL, plan[i].key, keys->seed, rows->n,
                        plan[i].start, 0, 0, value[i]);
    }
    g_autofree double *all = g_new(double, (gsize)rows->n + 1);
    facts_aggregate(KERNEL_COUNT, candidates->all, NULL, keys->everybody, keys->seed, rows->n, far,
                    0, 0, all);
    value[SHARE_OWN] = ratio(value[TIMES_EVER], value[OWN_EVER], rows->n);
    value[SHARE_ALL] = ratio(value[ALL_LONG], all, rows->n);
    GPtrArray *told = g_ptr_array_new_with_free_func((GDestroyNotify)feature_values_free);
    for (int i = 0; i < CANDIDATE_FEATURES; i++) {
        FeatureValues *values = g_new0(FeatureValues, 1);
        *values = (FeatureValues){
            .feature = candidates->features->pdata[i], .n = rows->n, .number = value[i]};
        g_ptr_array_add(told, values);
    }
    return told;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

void
candidate_rows_free(CandidateRows *rows)
{
    if (!rows)
        return;
    g_free(rows->start);
    g_free(rows->item);
    g_clear_pointer(&rows->values, g_ptr_array_unref);
    g_free(rows);
}

static gint32 *
owners_of(const Candidates *candidates, const Frame *frame, const guint32 *rows, guint32 n)
{
    KeyCodes *ours = key_codes_new(frame_column(frame, candidates->entity_column->name));
    gint32 *owners = g_new(gint32, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++)
        owners[i] = key_codes_match(candidates->owner, ours, ours->code[rows ? rows[i] : i]);
    key_codes_free(ours);
    return owners;
}

/* Items of each who asks; seeds are walked through in their order, places stay those of the askers.
 */
static void
choose_items(const Candidates *candidates, CandidateRows *rows, const gint32 *owners,
             const TimePoint *seeds)
{
    enum { MOST = OWN_ITEMS + POPULAR_ITEMS };
    guint32 n = rows->askers;
    Popular popular = {.candidates = candidates, .counted = G_MININT64};
    g_autofree guint32 *order = g_new(guint32, (gsize)n + 1);
    g_autofree guint64 *key = g_new(guint64, (gsize)n + 1);
    g_autofree gint32 *items = g_new(gint32, (gsize)n * MOST + 1);
    g_autofree guint *found = g_new0(guint, (gsize)n + 1);
    popular.count = g_new0(guint32, (gsize)candidates->item->size + 1);
    for (guint32 i = 0; i < n; i++) {
        order[i] = i;
        key[i] = time_key(seeds[i]);
    }
    order_by(order, key, n);
    for (guint32 i = 0; i < n; i++) {
        guint32 asker = order[i];
        gint32 *own = items + (gsize)asker * MOST;
        popular_at(&popular, seeds[asker]);
        found[asker] = own_items(candidates, owners[asker], seeds[asker], own);
        found[asker] = add_popular(&popular, own, found[asker]);
    }
    g_free(popular.count);
    for (guint32 i = 0; i < n; i++)
        rows->start[i + 1] = rows->start[i] + found[i];
    rows->n = rows->start[n];
    rows->item = g_new(gint32, (gsize)rows->n + 1);
    for (guint32 i = 0; i < n; i++)
        memcpy(rows->item + rows->start[i], items + (gsize)i * MOST, found[i] * sizeof *items);
}

CandidateRows *
candidates_of(Candidates *candidates, const Frame *frame, const guint32 *rows,
              const TimePoint *seeds, guint32 n)
{
    CandidateRows *made = g_new0(CandidateRows, 1);
    g_auto(Keys) keys = {0};
    g_autofree TimePoint *times = g_new(TimePoint, (gsize)n + 1);
    g_autofree gint32 *owners = owners_of(candidates, frame, rows, n);
    for (guint32 i = 0; i < n; i++)
        times[i] = seeds[i] == TIME_MISSING ? candidates->task->as_of : seeds[i];
    made->askers = n;
    made->start = g_new0(guint32, (gsize)n + 1);
    choose_items(candidates, made, owners, times);
    keys_init(&keys, candidates, made, owners, times);
    made->values = compute_values(candidates, made, &keys);
    return made;
}

GPtrArray *
candidates_sooner(Candidates *candidates, const CandidateRows *asked, const Frame *frame,
                  const guint32 *rows, const TimePoint *seeds, gint64 back)
{
    g_auto(Keys) keys = {0};
    g_autofree TimePoint *times = g_new(TimePoint, (gsize)asked->askers + 1);
    g_autofree gint32 *owners = owners_of(candidates, frame, rows, asked->askers);
    for (guint32 i = 0; i < asked->askers; i++)
        times[i] = seeds[i] - back;
    keys_init(&keys, candidates, asked, owners, times);
    return compute_values(candidates, asked, &keys);
}
