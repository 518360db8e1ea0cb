/* The engine's store: each table is loaded, dated and split by a key once, then serves every
 * feature of that path. */
#include "features/engine.h"
#include "features/hops.h"
#include "features/learned.h"
#include "features/paired.h"
#include "features/siblings.h"

#include <math.h>

static FeatureEngine *
engine_new(const Task *task, FrameStore *frames, sqlite3 *database)
{
    FeatureEngine *engine = g_new0(FeatureEngine, 1);
    g_auto(GStrv) keywords = keywords_of(database);
    g_autofree char *language = language_of(database);
    g_rec_mutex_init(&engine->lock);
    engine->task = task_ref((Task *)task);
    engine->frames = frame_store_ref(frames);
    engine->database = database;
    engine->tables =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)frame_unref);
    engine->facts =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)fact_table_free);
    engine->keys = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)key_codes_free);
    engine->hops =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)hop_column_free);
    engine->rows = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    engine->runs =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)fact_runs_free);
    engine->shares = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    engine->measures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, measured_texts_free);
    engine->records =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)text_scores_free);
    engine->given_scores =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)text_record_free);
    engine->topics =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)topics_free);
    engine->shares_of_topics =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, topic_shares_free);
    engine->measurer = text_measurer_new((const char *const *)keywords, language);
    task_cuts(task, engine->cut);
    return engine;
}

/* Without a time there is no moment to go back to. */
FeatureEngine *
feature_engine_new(const Task *task, FrameStore *frames, sqlite3 *database, GError **error)
{
    FeatureEngine *engine = engine_new(task, frames, database);
    engine->frame = frame_ref(task->frame);
    engine->changes = task->time_column ? frame_changes(database, error)
                                        : g_array_new(FALSE, FALSE, sizeof(FrameChange));
    if (!engine->changes)
        g_clear_pointer(&engine, feature_engine_free);
    return engine;
}

FeatureEngine *
engine_knowing(FeatureEngine *engine, guint changes, GError **error)
{
    FeatureEngine *at = engine;
    for (guint i = engine->changes->len; i > changes; i--) {
        if (!at->earlier) {
            gint64 import = g_array_index(engine->changes, FrameChange, i - 1).import;
            Frame *frame = frame_before(at->frame, engine->database, import, error);
            if (!frame)
                return NULL;
            at->earlier = engine_new(engine->task, engine->frames, engine->database);
            at->earlier->frame = frame;
            at->earlier->later = at;
            at->earlier->unknown = import;
        }
        at = at->earlier;
        at->progress = engine->progress;
    }
    return at;
}

FeatureEngine *
engine_before(FeatureEngine *engine, TimePoint seed, GError **error)
{
    guint known = 0;
    while (known < engine->changes->len &&
           g_array_index(engine->changes, FrameChange, known).at < seed)
        known++;
    return engine_knowing(engine, known, error);
}

void
feature_engine_free(FeatureEngine *engine)
{
    if (!engine)
        return;
    feature_engine_free(engine->earlier);
    g_clear_pointer(&engine->changes, g_array_unref);
    g_hash_table_unref(engine->shares);
    g_hash_table_unref(engine->runs);
    g_hash_table_unref(engine->rows);
    g_hash_table_unref(engine->keys);
    g_hash_table_unref(engine->hops);
    g_hash_table_unref(engine->facts);
    g_hash_table_unref(engine->measures);
    g_hash_table_unref(engine->records);
    g_hash_table_unref(engine->shares_of_topics);
    g_hash_table_unref(engine->topics);
    g_hash_table_unref(engine->given_scores);
    g_clear_pointer(&engine->given, g_hash_table_unref);
    g_hash_table_unref(engine->tables);
    outcomes_frame_free(engine->outcomes);
    text_measurer_free(engine->measurer);
    frame_store_unref(engine->frames);
    g_clear_pointer(&engine->frame, frame_unref);
    task_unref(engine->task);
    g_rec_mutex_clear(&engine->lock);
    g_free(engine);
}

void
feature_engine_take(FeatureEngine *engine, Frame *frame)
{
    g_hash_table_insert(engine->tables, g_strdup(frame->table->name), frame_ref(frame));
}

/* ---- frames ------------------------------------------------------------------------------------
 */

static const Frame *
outcomes_of(FeatureEngine *engine)
{
    if (!engine->outcomes)
        engine->outcomes = outcomes_frame_new(engine->task, engine->frame);
    return engine->outcomes;
}

static const Frame *engine_table(FeatureEngine *engine, const TableInfo *table, GError **error);

/* As it is now, or as it was before the import that this engine doesn't know. */
static Frame *
load_table(FeatureEngine *engine, const TableInfo *table, GError **error)
{
    if (!engine->later)
        return frame_store_get(engine->frames, engine->database, table, engine->progress, error);
    const Frame *later = engine_table(engine->later, table, error);
    return later ? frame_before(later, engine->database, engine->unknown, error) : NULL;
}

static const Frame *
engine_table(FeatureEngine *engine, const TableInfo *table, GError **error)
{
    /* A row that is asked about at many moments stands many times in the task's frame, and is one
     * fact. */
    if (table == task_entity(engine->task) && !engine->task->moments)
        return engine->frame;
    Frame *frame = g_hash_table_lookup(engine->tables, table->name);
    if (!frame) {
        frame = load_table(engine, table, error);
        if (frame)
            g_hash_table_insert(engine->tables, g_strdup(table->name), frame);
    }
    return frame;
}

const Frame *
engine_source(FeatureEngine *engine, const FeaturePlan *plan, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    if (plan->outcomes)
        return outcomes_of(engine);
    return engine_table(engine, plan->source, error);
}

/* ---- keys --------------------------------------------------------------------------------------
 */

const KeyCodes *
engine_keys(FeatureEngine *engine, const FrameColumn *column)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    KeyCodes *codes = g_hash_table_lookup(engine->keys, column);
    if (!codes) {
        codes = key_codes_new(column);
        g_hash_table_insert(engine->keys, (gpointer)column, codes);
    }
    return codes;
}

/* ---- facts -------------------------------------------------------------------------------------
 */

static const FactTable *
facts_by_name(FeatureEngine *engine, const Frame *frame)
{
    FactTable *facts = g_hash_table_lookup(engine->facts, frame->table->name);
    if (facts)
        return facts;
    if (frame == engine->outcomes)
        facts = fact_table_outcomes(engine->task, frame);
    else if (frame == engine->frame)
        facts = fact_table_own(engine->task, frame);
    else
        facts = fact_table_new(frame);
    g_hash_table_insert(engine->facts, g_strdup(frame->table->name), facts);
    return facts;
}

const TimePoint *
engine_times(FeatureEngine *engine, const Frame *frame)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    return facts_by_name(engine, frame)->time;
}

const guint32 *
engine_first_rows(FeatureEngine *engine, const Frame *frame, const KeyCodes *keys)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    guint32 *rows = g_hash_table_lookup(engine->rows, keys);
    if (rows)
        return rows;
    const TimePoint *times = engine_times(engine, frame);
    rows = g_new(guint32, (gsize)keys->size + 1);
    for (guint32 k = 0; k < keys->size; k++)
        rows[k] = G_MAXUINT32;
    for (guint32 row = 0; row < frame->n; row++) {
        guint32 *first = keys->code[row] < 0 ? NULL : &rows[keys->code[row]];
        if (first && (*first == G_MAXUINT32 || times[row] < times[*first]))
            *first = row;
    }
    g_hash_table_insert(engine->rows, (gpointer)keys, rows);
    return rows;
}

/* ---- keys through other tables ----------------------------------------------------------------
 */

static const Frame *
hop_table(gpointer data, const TableInfo *table, GError **error)
{
    return engine_table(data, table, error);
}

static const KeyCodes *
hop_keys(gpointer data, const FrameColumn *column)
{
    return engine_keys(data, column);
}

static const guint32 *
hop_rows(gpointer data, const Frame *frame, const KeyCodes *keys)
{
    return engine_first_rows(data, frame, keys);
}

static const TimePoint *
hop_times(gpointer data, const Frame *frame)
{
    return engine_times(data, frame);
}

static HopSource
hop_source(FeatureEngine *engine)
{
    return (HopSource){hop_table, hop_keys, hop_rows, hop_times, engine};
}

/* "down tickets.user_id>users.account_id": what is kept is named by it. */
static char *
hops_name(const char *way, const Frame *frame, const ColumnInfo *first, const PathHop *hops,
          guint n)
{
    GString *name = g_string_new(NULL);
    g_string_printf(name, "%s %s.%s", way, frame->table->name, first->name);
    for (guint i = 0; i < n; i++)
        g_string_append_printf(name, ">%s.%s.%s", hops[i].table->name, hops[i].key->name,
                               hops[i].next->name);
    return g_string_free(name, FALSE);
}

TimePoint
engine_seed(const Task *task, gboolean fresh, TimePoint seed)
{
    if (task->time_column && (seed != TIME_MISSING || !fresh))
        return seed;
    if (task->as_of == TIME_MISSING)
        return G_MAXINT64;
    return fresh && task->time_column ? task->as_of : task->as_of + 1;
}

TimePoint
engine_row_seed(const FeatureEngine *engine, guint32 row)
{
    const Task *task = engine->task;
    return MIN(engine_seed(task, FALSE, task->seed_time[row]), engine->cut[task->part[row]]);
}

FrameColumn *
engine_hop_fresh(FeatureEngine *engine, const FeaturePlan *plan, const Frame *fresh,
                 const TimePoint *seeds, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    HopSource source = hop_source(engine);
    return hop_column_new(frame_column(fresh, plan->pair.entity->name), plan->up, plan->n_up,
                          &source, seeds, NULL, error);
}

const FrameColumn *
engine_hop_up(FeatureEngine *engine, const FeaturePlan *plan, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    const Task *task = engine->task;
    g_autofree char *name = hops_name("up", engine->frame, plan->pair.entity, plan->up, plan->n_up);
    FrameColumn *column = g_hash_table_lookup(engine->hops, name);
    if (column)
        return column;
    g_autofree TimePoint *seeds = g_new(TimePoint, (gsize)task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        seeds[row] = engine_row_seed(engine, row);
    column = engine_hop_fresh(engine, plan, engine->frame, seeds, error);
    if (column)
        g_hash_table_insert(engine->hops, g_steal_pointer(&name), column);
    return column;
}

/* Rows that belong over others are facts from when the last of those is known. */
const FrameColumn *
engine_hop_down(FeatureEngine *engine, const FeaturePlan *plan, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    const Frame *frame = engine_source(engine, plan, error);
    if (!frame)
        return NULL;
    g_autofree char *name = hops_name("down", frame, plan->pair.source, plan->down, plan->n_down);
    FrameColumn *column = g_hash_table_lookup(engine->hops, name);
    if (column)
        return column;
    HopSource source = hop_source(engine);
    const TimePoint *base = engine_times(engine, frame);
    TimePoint *known = g_memdup2(base, ((gsize)frame->n + 1) * sizeof *known);
    column = hop_column_new(frame_column(frame, plan->pair.source->name), plan->down, plan->n_down,
                            &source, NULL, known, error);
    if (!column) {
        g_free(known);
        return NULL;
    }
    for (guint32 row = 0; row < frame->n; row++)
        if (base[row] == TIME_MISSING)
            known[row] = TIME_MISSING;
    g_hash_table_insert(engine->facts, g_strdup(name), fact_table_from_times(frame, known));
    g_hash_table_insert(engine->hops, g_steal_pointer(&name), column);
    return column;
}

/* The facts that a plan aggregates by its key. */
static const FactTable *
facts_of(FeatureEngine *engine, const FeaturePlan *plan, const Frame *frame, gboolean by_key)
{
    if (!by_key || plan->n_down == 0)
        return facts_by_name(engine, frame);
    g_autofree char *name = hops_name("down", frame, plan->pair.source, plan->down, plan->n_down);
    return g_hash_table_lookup(engine->facts, name);
}

/* COUNT(table.column) counts rows where the column is filled, as SQL does. */
static const FrameColumn *
filled_column(const FeaturePlan *plan, const Frame *frame)
{
    return plan->column && !plan_reads_values(plan) ? frame_column(frame, plan->column->name)
                                                    : NULL;
}

/* Of an engine with a sample: the keys of the rows that ask, by which facts are picked; NULL where
 * all are needed, since the key is found only as of each seed or there is none. */
static gboolean
asking_keys(FeatureEngine *engine, const FeaturePlan *plan, const KeyCodes *keys,
            const KeyCodes **asking, GError **error)
{
    if (!engine->sample || !keys || plan->look_up)
        return TRUE;
    const FrameColumn *column = engine_asking(engine, plan, error);
    *asking = column ? engine_keys(engine, column) : NULL;
    return column != NULL;
}

/* Facts of the keys that the sample has: sorted by key once, whatever the condition. */
static FactRuns *
pick_runs(FeatureEngine *engine, const FactTable *facts, const KeyCodes *keys,
          const KeyCodes *asking, const RowTest *test, const FrameColumn *filled)
{
    g_autofree char *name =
        g_strdup_printf("%p|%p|%p", (const void *)facts, (const void *)keys, (const void *)asking);
    FactRuns *all = g_hash_table_lookup(engine->runs, name);
    if (!all) {
        g_autofree guint8 *wanted = g_new0(guint8, (gsize)keys->size + 1);
        for (guint32 i = 0; i < engine->n_sample; i++) {
            gint32 code = asking->code[engine->sample[i]];
            gint32 key = code < 0 ? code : key_codes_match(keys, asking, code);
            if (key >= 0)
                wanted[key] = 1;
        }
        FactRuns *every = fact_runs_new(facts, keys, NULL, NULL);
        all = fact_runs_pick(every, wanted, NULL, NULL);
        fact_runs_free(every);
        engine->held += all->start[all->n_keys];
        g_hash_table_insert(engine->runs, g_steal_pointer(&name), all);
    }
    return fact_runs_pick(all, NULL, test, filled);
}

FactRuns *
engine_runs(FeatureEngine *engine, const FeaturePlan *plan, const KeyCodes *keys, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    const KeyCodes *asking = NULL;
    const Frame *frame = engine_source(engine, plan, error);
    if (!frame || !asking_keys(engine, plan, keys, &asking, error))
        return NULL;
    const FrameColumn *filled = filled_column(plan, frame);
    g_autofree char *condition = plan->filter ? pql_print(plan->filter) : NULL;
    g_autofree char *name = g_strdup_printf(
        "%s|%p|%p|%s|%s", frame->table->name, (const void *)keys, (const void *)asking,
        filled ? filled->info->name : "", condition ? condition : "");
    FactRuns *runs = g_hash_table_lookup(engine->runs, name);
    if (runs)
        return runs;
    sqlite3 *texts = plan->outcomes ? NULL : engine->database; /* the virtual table has none */
    g_autoptr(RowTest) test = plan->filter ? row_test_new(plan->filter, frame, texts, error) : NULL;
    if (plan->filter && !test)
        return NULL;
    const FactTable *facts = facts_of(engine, plan, frame, keys != NULL);
    runs = asking ? pick_runs(engine, facts, keys, asking, test, filled)
                  : fact_runs_new(facts, keys, test, filled);
    engine->held += runs->start[runs->n_keys];
    g_hash_table_insert(engine->runs, g_steal_pointer(&name), runs);
    return runs;
}

/* About 300 MB with the values that aggregates read. */
#define MOST_HELD 8000000

void
engine_relieve(FeatureEngine *engine)
{
    if (!engine->sample || engine->held < MOST_HELD)
        return;
    g_hash_table_remove_all(engine->shares); /* they are named by runs */
    g_hash_table_remove_all(engine->runs);
    engine->held = 0;
}

const double *
engine_values(FeatureEngine *engine, FactRuns *runs, const FrameColumn *column)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    return fact_runs_values(runs, column);
}

const double *
engine_shares(FeatureEngine *engine, const FeaturePlan *plan, const FactRuns *runs, GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    const Frame *frame = engine_source(engine, plan, error);
    if (!frame)
        return NULL;
    g_autofree char *condition = pql_print(plan->condition);
    g_autofree char *name = g_strdup_printf("%p|%s", (const void *)runs, condition);
    double *values = g_hash_table_lookup(engine->shares, name);
    if (values)
        return values;
    g_autoptr(RowTest) test =
        row_test_new(plan->condition, frame, plan->outcomes ? NULL : engine->database, error);
    if (!test)
        return NULL;
    guint32 n = runs->start[runs->n_keys];
    values = g_new(double, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++) {
        TestResult result = row_test_result(test, runs->row[i]);
        values[i] = result == TEST_UNKNOWN ? NAN : result == TEST_TRUE;
    }
    g_hash_table_insert(engine->shares, g_steal_pointer(&name), values);
    return values;
}

const double *
engine_relative(FeatureEngine *engine, const FeaturePlan *plan, const FactRuns *runs,
                GError **error)
{
    g_autoptr(GRecMutexLocker) locker = g_rec_mutex_locker_new(&engine->lock);
    const Frame *frame = engine_source(engine, plan, error);
    if (!frame)
        return NULL;
    g_autofree char *name =
        g_strdup_printf("%p|%s|%s", (const void *)runs, plan->column->name, plan->within->name);
    double *values = g_hash_table_lookup(engine->shares, name);
    if (values)
        return values;
    g_autofree double *relative = siblings_relative(
        facts_by_name(engine, frame), engine_keys(engine, frame_column(frame, plan->within->name)),
        frame_column(frame, plan->column->name));
    guint32 n = runs->start[runs->n_keys];
    values = g_new(double, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++)
        values[i] = relative[runs->row[i]];
    g_hash_table_insert(engine->shares, g_steal_pointer(&name), values);
    return values;
}
